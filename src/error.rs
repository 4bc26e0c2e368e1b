//! The one error type: what AWS would refuse, where, and how to mend it.
//!
//! An [`Error`] is one pointer wide and keeps an excerpt of at most 200 bytes of the text it speaks of, never the whole
//! event. What merely deserves a warning is no `Error`.

use std::fmt;

use unicode_width::UnicodeWidthStr;

use crate::span::{self, Position, Span};

/// What kind of mistake an [`Error`] is.
///
/// [`as_str`](Self::as_str) gives the stable name that the conformance corpus and the command line use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Not JSON: a token that cannot stand where it stands.
    JsonSyntax,
    /// The JSON text ends too early.
    JsonEnd,
    /// Something follows the root value.
    JsonTrailing,
    /// A `\` escape that JSON does not have.
    JsonEscape,
    /// A control character inside a string that is not escaped.
    JsonControl,
    /// A number that JSON does not allow, such as `01`, `1.` or `+1`.
    JsonNumber,
    /// Bytes that are not UTF-8.
    JsonUtf8,
    /// Arrays and objects nested more than 1,000 deep.
    JsonDepth,
    /// Not YAML.
    YamlSyntax,
    /// Half a UTF-16 surrogate pair in a pattern.
    LoneSurrogate,
    /// The event is not a JSON object.
    EventNotObject,
    /// Deciding the event would take too many combinations of array elements; only events that repeat arrays under one path
    /// (by duplicate keys, or keys with points) get there.
    EventTooComplex,
    /// The patterns of a set take more memory than allowed.
    SetTooLarge,
    /// The pattern is not a JSON object.
    PatternNotObject,
    /// The pattern has more characters than allowed.
    PatternTooLong,
    /// The value of a field is neither an object nor an array.
    NotObjectOrArray,
    /// `{}` where fields are wanted.
    EmptyObject,
    /// `[]` as a list of alternatives.
    EmptyArray,
    /// An array among the alternatives.
    NestedArray,
    /// `{}` as a match expression.
    MissingOperator,
    /// A name that is no operator.
    UnknownOperator,
    /// A second key in a match expression.
    ExtraOperator,
    /// An operand of the wrong JSON type.
    OperandType,
    /// Strings and numbers in one `anything-but` list.
    MixedList,
    /// An empty list or an empty string where the operator cannot work with it.
    EmptyOperand,
    /// An operator inside `numeric` that is unknown, missing or in the wrong place.
    NumericOperator,
    /// Too many or too few members in a `numeric` list.
    NumericTerms,
    /// A `numeric` range whose lower bound is not below its upper bound.
    NumericRange,
    /// A number that AWS cannot compare: it is not the shortest decimal of its binary64 value.
    NumberNotComparable,
    /// A `\` in a wildcard before anything but `*` or `\`.
    WildcardEscape,
    /// `**` in a wildcard.
    WildcardConsecutive,
    /// The wildcards of one field are too complex together.
    WildcardComplexity,
    /// A CIDR block without exactly one `/`.
    CidrFormat,
    /// A CIDR mask that is no number, or out of range.
    CidrMask,
    /// Not an IP address.
    IpAddress,
    /// `$or` is not an array.
    OrNotArray,
    /// A member of `$or` is not an object.
    OrMember,
    /// `$or` with fewer than two members.
    OrTooFew,
    /// The name of an operator as a field name inside `$or`.
    OrReservedName,
    /// More `$or` combinations than allowed.
    OrCombinations,
    /// Neither `cron(…)`, `rate(…)` nor `at(…)`.
    ScheduleForm,
    /// A schedule expression of more than 256 characters.
    ScheduleTooLong,
    /// `at(…)` in a scheduled rule.
    ScheduleDialect,
    /// Not six fields in a cron expression.
    CronFields,
    /// Not exactly one `?` in the two day fields of a cron expression.
    CronDays,
    /// A value that its field of a cron expression does not have.
    CronValue,
    /// Something that has to stand alone in a field, in a list; or a list of nothing.
    CronList,
    /// A range without an end, of a number and a name, or of years that go down.
    CronRange,
    /// A step that is 0, too large, or behind something that takes none.
    CronStep,
    /// A rate that is not a number, one blank and a unit.
    RateForm,
    /// The number of a rate is not a whole number above 0.
    RateValue,
    /// The unit of a rate is unknown, or does not agree with its number.
    RateUnit,
    /// A time that is not written `yyyy-mm-ddThh:mm:ss`.
    AtForm,
    /// A date or time that does not exist.
    AtValue,
    /// No time zone of the IANA database.
    UnknownZone,
    /// A text of a rule or target that is empty or longer than AWS allows.
    FieldLength,
    /// A character that a name, an id or a key may not have.
    FieldCharacters,
    /// A rule with neither an event pattern nor a schedule.
    RuleTrigger,
    /// A state that rules do not have, or that a scheduled rule cannot have.
    RuleState,
    /// A schedule on an event bus that is not the default one.
    ScheduleBus,
    /// More than five targets in one rule.
    TooManyTargets,
    /// Two targets of a rule with one id.
    DuplicateTarget,
    /// More than one of `Input`, `InputPath` and `InputTransformer` in one target.
    InputExclusive,
    /// An input path that does not start with `$`, or with more than keys, indexes and `*` behind it.
    InputPath,
    /// More than 100 entries in an `InputPathsMap`.
    TooManyPaths,
    /// A placeholder in an input template that is neither in the `InputPathsMap` nor predefined.
    TemplatePlaceholder,
    /// A placeholder in the key of a JSON template.
    TemplateKey,
    /// `<aws.events.event.json>` in a template that is not a JSON object.
    TemplateEventJson,
    /// A retry policy out of range.
    RetryRange,
    /// A dead-letter queue that is no standard SQS queue.
    DeadLetterQueue,
}

impl ErrorKind {
    /// The stable name of this kind.
    ///
    /// ```
    /// let error = r#"{"a":[]}"#.parse::<rulebridge::Pattern>().unwrap_err();
    /// assert_eq!(error.kind().as_str(), "empty-array");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JsonSyntax => "json-syntax",
            Self::JsonEnd => "json-end",
            Self::JsonTrailing => "json-trailing",
            Self::JsonEscape => "json-escape",
            Self::JsonControl => "json-control",
            Self::JsonNumber => "json-number",
            Self::JsonUtf8 => "json-utf8",
            Self::JsonDepth => "json-depth",
            Self::YamlSyntax => "yaml-syntax",
            Self::LoneSurrogate => "lone-surrogate",
            Self::EventNotObject => "event-not-object",
            Self::EventTooComplex => "event-too-complex",
            Self::SetTooLarge => "set-too-large",
            Self::PatternNotObject => "pattern-not-object",
            Self::PatternTooLong => "pattern-too-long",
            Self::NotObjectOrArray => "not-object-or-array",
            Self::EmptyObject => "empty-object",
            Self::EmptyArray => "empty-array",
            Self::NestedArray => "nested-array",
            Self::MissingOperator => "missing-operator",
            Self::UnknownOperator => "unknown-operator",
            Self::ExtraOperator => "extra-operator",
            Self::OperandType => "operand-type",
            Self::MixedList => "mixed-list",
            Self::EmptyOperand => "empty-operand",
            Self::NumericOperator => "numeric-operator",
            Self::NumericTerms => "numeric-terms",
            Self::NumericRange => "numeric-range",
            Self::NumberNotComparable => "number-not-comparable",
            Self::WildcardEscape => "wildcard-escape",
            Self::WildcardConsecutive => "wildcard-consecutive",
            Self::WildcardComplexity => "wildcard-complexity",
            Self::CidrFormat => "cidr-format",
            Self::CidrMask => "cidr-mask",
            Self::IpAddress => "ip-address",
            Self::OrNotArray => "or-not-array",
            Self::OrMember => "or-member",
            Self::OrTooFew => "or-too-few",
            Self::OrReservedName => "or-reserved-name",
            Self::OrCombinations => "or-combinations",
            Self::ScheduleForm => "schedule-form",
            Self::ScheduleTooLong => "schedule-too-long",
            Self::ScheduleDialect => "schedule-dialect",
            Self::CronFields => "cron-fields",
            Self::CronDays => "cron-days",
            Self::CronValue => "cron-value",
            Self::CronList => "cron-list",
            Self::CronRange => "cron-range",
            Self::CronStep => "cron-step",
            Self::RateForm => "rate-form",
            Self::RateValue => "rate-value",
            Self::RateUnit => "rate-unit",
            Self::AtForm => "at-form",
            Self::AtValue => "at-value",
            Self::UnknownZone => "unknown-zone",
            Self::FieldLength => "field-length",
            Self::FieldCharacters => "field-characters",
            Self::RuleTrigger => "rule-trigger",
            Self::RuleState => "rule-state",
            Self::ScheduleBus => "schedule-bus",
            Self::TooManyTargets => "too-many-targets",
            Self::DuplicateTarget => "duplicate-target",
            Self::InputExclusive => "input-exclusive",
            Self::InputPath => "input-path",
            Self::TooManyPaths => "too-many-paths",
            Self::TemplatePlaceholder => "template-placeholder",
            Self::TemplateKey => "template-key",
            Self::TemplateEventJson => "template-event-json",
            Self::RetryRange => "retry-range",
            Self::DeadLetterQueue => "dead-letter-queue",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that AWS would refuse, or that is not JSON.
///
/// It displays as one line, `line:column: what is wrong`, and with `{:#}` as that line, the excerpt with carets under
/// the offending text, and the fix where one is known.
///
/// ```
/// let error = r#"{"source":[{"prefix":["aws."]}]}"#.parse::<rulebridge::Pattern>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "1:22: `prefix` takes one string or {\"equals-ignore-case\": \"…\"}, found an array"
/// );
/// assert_eq!(
///     format!("{error:#}"),
///     r#"1:22: `prefix` takes one string or {"equals-ignore-case": "…"}, found an array
///   |
/// 1 | {"source":[{"prefix":["aws."]}]}
///   |                      ^^^^^^^^
///   = help: write one {"prefix": "…"} per value, side by side in the list"#
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

impl std::error::Error for Error {}

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    message: String,
    help: Option<String>,
    aws: Option<String>,
    span: Span,
    position: Position,
    excerpt: Excerpt,
}

impl Error {
    /// An error about `span` of `source`.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>, span: Span, source: &[u8]) -> Self {
        Self(Box::new(Inner {
            kind,
            message: printable(message.into()),
            help: None,
            aws: None,
            span,
            position: Position::of(source, span.start),
            excerpt: Excerpt::cut(source, span),
        }))
    }

    pub(crate) fn with_help(mut self, help: Option<impl Into<String>>) -> Self {
        self.0.help = help.map(|help| printable(help.into()));
        self
    }

    /// This error, about `span` of a file in which what it speaks of stands.
    #[cfg(feature = "sources")]
    pub(crate) fn moved_to(self, span: Span, file: &str) -> Self {
        let Inner { kind, message, help, aws, .. } = *self.0;
        Self::new(kind, message, span, file.as_bytes()).with_help(help).with_aws_message(aws)
    }

    pub(crate) fn with_aws_message(mut self, message: Option<String>) -> Self {
        self.0.aws = message;
        self
    }

    /// What kind of mistake it is.
    ///
    /// ```
    /// use rulebridge::{ErrorKind, Pattern};
    ///
    /// let error = r#"{"a":[{"prefx":"x"}]}"#.parse::<Pattern>().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::UnknownOperator);
    /// ```
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is wrong, without the position.
    ///
    /// ```
    /// let error = r#"{"a":[]}"#.parse::<rulebridge::Pattern>().unwrap_err();
    /// assert_eq!(error.message(), "an empty list matches nothing: name at least one value");
    /// ```
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// How to mend it, where that is known.
    ///
    /// ```
    /// let error = r#"{"source":"aws.ec2"}"#.parse::<rulebridge::Pattern>().unwrap_err();
    /// assert_eq!(error.help(), Some(r#"wrap it in a list: ["aws.ec2"]"#));
    /// ```
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The offending text, as a range of bytes of what was parsed.
    ///
    /// ```
    /// let text = r#"{"a":[{"EXISTS":true}]}"#;
    /// let error = text.parse::<rulebridge::Pattern>().unwrap_err();
    /// assert_eq!(&text[error.span().range()], r#""EXISTS""#);
    /// ```
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// Line and column of the start of [`span`](Self::span).
    ///
    /// ```
    /// let error = "{\"a\":\n []}".parse::<rulebridge::Pattern>().unwrap_err();
    /// assert_eq!(error.position().to_string(), "2:2");
    /// ```
    pub fn position(&self) -> Position {
        self.0.position
    }

    /// What AWS answers to this pattern (`PutRule`, `TestEventPattern`), event (`TestEventPattern`), rule (`PutRule`) or target
    /// (`PutTargets`), word for word, where that is known: for those who answer in AWS' place.
    ///
    /// `None` where AWS' words are not known, and for patterns that are not JSON.
    ///
    /// Source: messages recorded on AWS, and the event-ruler library whose messages AWS passes on.
    ///
    /// ```
    /// let error = r#"{"int": 42}"#.parse::<rulebridge::Pattern>().unwrap_err();
    /// assert_eq!(
    ///     error.aws_message(),
    ///     Some("Event pattern is not valid. Reason: \"int\" must be an object or an array\n at [Source: (String)\"{\"int\": 42}\"; line: 1, column: 11]")
    /// );
    /// ```
    pub fn aws_message(&self) -> Option<&str> {
        self.0.aws.as_deref()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("span", &self.0.span)
            .field("position", &self.0.position)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        write!(f, "{}: {}", inner.position, inner.message)?;
        if f.alternate() { inner.write_excerpt(f) } else { Ok(()) }
    }
}

impl Inner {
    fn write_excerpt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.position.line.to_string();
        let gutter = " ".repeat(line.len());
        let Excerpt { text, indent, width } = &self.excerpt;
        if !text.is_empty() {
            let (indent, carets) = (" ".repeat(*indent), "^".repeat(*width));
            write!(f, "\n{gutter} |\n{line} | {text}\n{gutter} | {indent}{carets}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n{gutter} = help: {help}")?;
        }
        Ok(())
    }
}

/// `text`, which may quote the source, without what would move a terminal's cursor.
fn printable(text: String) -> String {
    match text.contains(char::is_control) {
        true => {
            text.chars().map(|c| if c.is_control() { c.escape_unicode().to_string() } else { c.to_string() }).collect()
        }
        false => text,
    }
}

/// The part of one line around a span, and where its carets go.
#[derive(Clone, PartialEq, Eq)]
struct Excerpt {
    /// At most 200 bytes.
    text: String,
    /// Terminal columns before the first caret.
    indent: usize,
    /// Carets, at least one.
    width: usize,
}

impl Excerpt {
    /// Bytes shown before, under and after the carets; with two ellipses they make 200.
    const BEFORE: usize = 80;
    const MARKED: usize = 70;
    const AFTER: usize = 44;

    fn cut(source: &[u8], span: Span) -> Self {
        let start = span.start.min(source.len());
        let (before, rest) = source.split_at(start);
        let before = before.get(span::line_start(before)..).unwrap_or_default();
        let line_len = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        let (line, _) = rest.split_at(line_len);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let (marked, after) = line.split_at((span.end.max(start) - start).min(line.len()));

        let mut text = String::new();
        text.push_str(&shown(keep_end(before, Self::BEFORE)));
        if text.len() < before.len() && before.len() > Self::BEFORE {
            text.insert(0, '…');
        }
        let indent = text.width();
        let kept = keep_start(marked, Self::MARKED);
        let marked_text = shown(kept);
        text.push_str(&marked_text);
        if kept.len() == marked.len() {
            let kept = keep_start(after, Self::AFTER);
            text.push_str(&shown(kept));
            if kept.len() < after.len() {
                text.push('…');
            }
        } else {
            text.push('…');
        }
        Self { text, indent, width: marked_text.width().max(1) }
    }
}

/// The longest start of `bytes` with at most `limit` bytes that does not cut a character.
fn keep_start(bytes: &[u8], limit: usize) -> &[u8] {
    let mut end = limit.min(bytes.len());
    while end > 0 && bytes.get(end).is_some_and(|byte| byte & 0xC0 == 0x80) {
        end -= 1;
    }
    bytes.get(..end).unwrap_or_default()
}

/// The longest end of `bytes` with at most `limit` bytes that does not cut a character.
fn keep_end(bytes: &[u8], limit: usize) -> &[u8] {
    let mut start = bytes.len().saturating_sub(limit);
    while bytes.get(start).is_some_and(|byte| byte & 0xC0 == 0x80) {
        start += 1;
    }
    bytes.get(start..).unwrap_or_default()
}

/// `bytes` as one line of text: what is not UTF-8 and what would move the cursor becomes one plain column.
fn shown(bytes: &[u8]) -> String {
    let one_column = |c: char| if c.is_control() || c == char::REPLACEMENT_CHARACTER { '?' } else { c };
    String::from_utf8_lossy(bytes).chars().map(|c| if c == '\t' { ' ' } else { one_column(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_error(source: &str, span: Span) -> String {
        format!("{:#}", Error::new(ErrorKind::JsonSyntax, "bad", span, source.as_bytes()))
    }

    #[test]
    fn an_error_is_one_pointer_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn carets_stand_under_wide_and_tabbed_text() {
        assert_eq!(
            shown_error("{\n\t\"日本\": x}", Span::new(13, 14)),
            "2:8: bad\n  |\n2 |  \"日本\": x}\n  |          ^"
        );
    }

    #[test]
    fn nothing_shown_moves_the_cursor() {
        let error = Error::new(ErrorKind::JsonSyntax, "found `\u{1b}[2J`", Span::new(0, 1), b"\x1b[2J\xc2\x9b");
        assert_eq!(format!("{error:#}"), "1:1: found `\\u{1b}[2J`\n  |\n1 | ?[2J?\n  | ^");
    }

    #[test]
    fn a_carriage_return_is_no_text() {
        assert_eq!(shown_error("[1\r\n2]", Span::new(1, 6)), "1:2: bad\n  |\n1 | [1\n  |  ^");
    }

    #[test]
    fn an_empty_span_has_one_caret() {
        assert_eq!(shown_error("{", Span::at(1)), "1:2: bad\n  |\n1 | {\n  |  ^");
        assert_eq!(shown_error("", Span::at(0)), "1:1: bad");
    }

    #[test]
    fn a_long_line_is_cut_to_two_hundred_bytes() {
        let source = "é".repeat(5_000);
        for span in [Span::new(4_000, 4_002), Span::new(0, 9_000), Span::new(200, 9_000), Span::at(10_000)] {
            let error = Error::new(ErrorKind::JsonSyntax, "bad", span, source.as_bytes());
            let text = &error.0.excerpt.text;
            assert!(text.len() <= 200, "{}", text.len());
            assert!(text.contains('…'));
        }
    }

    #[test]
    fn a_span_over_lines_is_marked_to_the_end_of_the_first() {
        assert_eq!(shown_error("[1,\n2]", Span::new(0, 6)), "1:1: bad\n  |\n1 | [1,\n  | ^^^");
    }

    #[test]
    fn control_characters_keep_their_column() {
        assert_eq!(shown_error("\"a\u{1b}b\" x", Span::new(6, 7)), "1:7: bad\n  |\n1 | \"a?b\" x\n  |       ^");
    }
}
