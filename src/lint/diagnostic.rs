//! Findings, and the list that checks add them to.

use crate::error::ErrorKind;
use crate::lint::check::{Check, Level};
use crate::lint::document::EB001;
use crate::lint::passed::Passed;
use crate::span::Span;

/// A finding: which check, what exactly, and where in the file.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub(super) check: &'static Check,
    pub(super) level: Level,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) span: Span,
    pub(super) related: Vec<Related>,
    pub(super) subject: String,
    pub(super) kind: Option<ErrorKind>,
    pub(super) aws_message: Option<String>,
}

/// Another place of the file that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What is there.
    pub message: String,
}

impl Diagnostic {
    /// The check that found it.
    pub fn check(&self) -> &'static Check {
        self.check
    }

    /// The code of the check, such as `EB101`.
    pub fn code(&self) -> &'static str {
        self.check.id
    }

    /// How bad it is.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// How to mend it, where that is known.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The offending text, as a range of bytes of the file.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Other places that have to do with it.
    pub fn related(&self) -> &[Related] {
        &self.related
    }

    /// What the file calls the rule, target or schedule it is about: a name, a logical id, an address. Empty if the file gives
    /// it none.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The kind of error, where a parser found it.
    pub fn kind(&self) -> Option<ErrorKind> {
        self.kind
    }

    /// What AWS answers, word for word, where that is known.
    pub fn aws_message(&self) -> Option<&str> {
        self.aws_message.as_deref()
    }

    pub(super) fn passed(error: Passed) -> Self {
        Self {
            check: error.check,
            level: error.level,
            message: error.message,
            help: error.help,
            span: error.span,
            related: Vec::new(),
            subject: String::new(),
            kind: Some(error.kind),
            aws_message: error.aws_message,
        }
    }

    /// Adds how to mend it.
    pub(super) fn with_help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Says that it is less bad, or worse, than its check says.
    pub(super) fn with_level(&mut self, level: Level) -> &mut Self {
        self.level = level;
        self
    }

    /// Points at another place.
    pub(super) fn with_related(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push(Related { span, message: message.into() });
        self
    }
}

/// The findings so far, and the check that runs.
#[derive(Debug)]
pub(super) struct Findings {
    pub(super) check: &'static Check,
    pub(super) subject: String,
    pub(super) found: Vec<Diagnostic>,
}

impl Findings {
    pub(super) fn new() -> Self {
        Self { check: &EB001, subject: String::new(), found: Vec::new() }
    }

    /// Adds a finding of the check that runs; help and more can be added to what is returned.
    pub(super) fn add(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let found = Diagnostic {
            check: self.check,
            level: self.check.level,
            message: message.into(),
            help: None,
            span,
            related: Vec::new(),
            subject: self.subject.clone(),
            kind: None,
            aws_message: None,
        };
        self.push(found)
    }

    fn push(&mut self, found: Diagnostic) -> &mut Diagnostic {
        let at = self.found.len();
        self.found.push(found);
        #[expect(clippy::indexing_slicing, reason = "the finding was just pushed there")]
        &mut self.found[at]
    }

    /// Adds an error of a parser.
    pub(super) fn pass(&mut self, error: Passed) -> &mut Diagnostic {
        self.push(Diagnostic { subject: self.subject.clone(), ..Diagnostic::passed(error) })
    }

    /// The findings in the order of the file, each once.
    pub(super) fn sorted(mut self) -> Vec<Diagnostic> {
        fn key(found: &Diagnostic) -> (usize, &'static str, usize, &str) {
            (found.span.start, found.check.id, found.span.end, &found.message)
        }
        self.found.sort_by(|one, other| key(one).cmp(&key(other)));
        self.found.dedup_by(|one, other| key(one) == key(other));
        self.found
    }
}
