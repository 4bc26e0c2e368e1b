//! Errors of the parsers, passed on: which check each belongs to, and where it stands in the file.

use std::ops::Range;

use crate::error::{Error, ErrorKind};
use crate::lint::check::{Check, Level, find_check};
use crate::lint::document::EB001;
use crate::sources::text::Text;
use crate::span::Span;

/// An error of a parser, at its place in the file.
#[derive(Debug, Clone)]
pub(super) struct Passed {
    pub(super) check: &'static Check,
    pub(super) level: Level,
    pub(super) kind: ErrorKind,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) span: Span,
    pub(super) aws_message: Option<String>,
}

/// What was parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    File,
    Pattern,
    Schedule,
    /// A name, a description or another text of a rule or target.
    Field,
    /// What a target has and does not have.
    Target,
    Input,
    InputPath,
    /// `InputPathsMap` or `InputTemplate`.
    Transformer,
}

impl Origin {
    /// The code for an error.
    fn code(self, kind: ErrorKind) -> &'static str {
        use ErrorKind as Kind;
        match (self, kind) {
            (Self::Input, _) => "EB320",
            (Self::InputPath, _) => "EB407",
            (_, Kind::JsonTrailing) => "EB002",
            (_, Kind::PatternNotObject | Kind::NotObjectOrArray) => "EB101",
            (_, Kind::EmptyObject | Kind::EmptyArray) => "EB102",
            (_, Kind::UnknownOperator | Kind::MissingOperator) => "EB103",
            (_, Kind::NestedArray | Kind::OperandType | Kind::MixedList | Kind::EmptyOperand) => "EB104",
            (_, Kind::NumericOperator | Kind::NumericTerms | Kind::NumericRange | Kind::NumberNotComparable) => "EB105",
            (_, Kind::CidrFormat | Kind::CidrMask | Kind::IpAddress) => "EB106",
            (_, Kind::WildcardEscape | Kind::WildcardConsecutive | Kind::WildcardComplexity) => "EB107",
            (_, Kind::OrNotArray | Kind::OrMember | Kind::OrTooFew | Kind::OrReservedName | Kind::OrCombinations) => {
                "EB108"
            }
            (_, Kind::PatternTooLong) => "EB110",
            (_, Kind::ExtraOperator) => "EB111",
            (_, Kind::ScheduleForm | Kind::ScheduleTooLong) => "EB201",
            (_, Kind::CronFields) => "EB202",
            (_, Kind::CronDays) => "EB203",
            (_, Kind::CronValue | Kind::CronList | Kind::CronRange | Kind::CronStep) => "EB204",
            (_, Kind::RateForm | Kind::RateValue | Kind::RateUnit) => "EB205",
            (_, Kind::AtForm | Kind::AtValue | Kind::ScheduleDialect) => "EB206",
            (_, Kind::UnknownZone) => "EB212",
            (_, Kind::RuleTrigger) => "EB302",
            (_, Kind::ScheduleBus) => "EB303",
            (_, Kind::RuleState) => "EB304",
            (_, Kind::TooManyTargets | Kind::DuplicateTarget) => "EB306",
            (_, Kind::DeadLetterQueue) => "EB315",
            (_, Kind::RetryRange) => "EB319",
            (_, Kind::InputExclusive) => "EB320",
            (_, Kind::TemplatePlaceholder) => "EB401",
            (_, Kind::InputPath) => "EB407",
            (_, Kind::TooManyPaths) | (Self::Transformer, Kind::FieldLength | Kind::FieldCharacters) => "EB409",
            (_, Kind::TemplateEventJson) => "EB410",
            (_, Kind::TemplateKey) => "EB412",
            (_, Kind::FieldLength | Kind::FieldCharacters) => "EB305",
            (
                _,
                Kind::JsonSyntax
                | Kind::JsonEnd
                | Kind::JsonEscape
                | Kind::JsonControl
                | Kind::JsonNumber
                | Kind::JsonUtf8
                | Kind::JsonDepth
                | Kind::YamlSyntax
                | Kind::LoneSurrogate
                | Kind::EventNotObject
                | Kind::EventTooComplex
                | Kind::SetTooLarge,
            ) => "EB001",
        }
    }
}

impl Passed {
    /// An error about all of a file.
    pub(super) fn of_file(error: &Error) -> Self {
        Self::new(Origin::File, error, error.span())
    }

    /// An error about a part of `text`, unless it has to do with a part that is not known.
    pub(super) fn of_text(origin: Origin, error: &Error, text: &Text) -> Option<Self> {
        let range: Range<usize> = error.span().range();
        (!text.touches_hole(&range)).then(|| Self::new(origin, error, text.source(range)))
    }

    /// An error that stands at `span` of the file.
    pub(super) fn new(origin: Origin, error: &Error, span: Span) -> Self {
        Self {
            check: find_check(origin.code(error.kind())).unwrap_or(&EB001),
            level: Level::Error,
            kind: error.kind(),
            message: error.message().to_owned(),
            help: error.help().map(str::to_owned),
            span,
            aws_message: error.aws_message().map(str::to_owned),
        }
    }
}
