//! The library's errors as messages about a file: for people, and as JSON.

use rulebridge::Error;
use serde::Serialize;

use crate::place::Place;

const RED: &str = "\u{1b}[1;31m";
const PLAIN: &str = "\u{1b}[0m";

/// `name:line:column: message`, the excerpt and the help, for a text that starts at `start` of the file `name`.
pub(crate) fn render(name: &str, start: Place, error: &Error) -> String {
    let place = start.of(error.position());
    let mut out = format!("{name}:{}:{}: {}", place.line, place.column, error.message());
    let summary = error.to_string();
    let full = format!("{error:#}");
    let excerpt = full.strip_prefix(&summary).unwrap_or_default();
    let gutter = Gutter { old: error.position().line.to_string(), new: place.line.to_string() };
    for line in excerpt.lines().skip(1) {
        out.push('\n');
        out.push_str(&gutter.renumber(line));
    }
    out
}

/// The column of line numbers: the library counts lines from the start of the event, people from the start of the file.
struct Gutter {
    old: String,
    new: String,
}

impl Gutter {
    fn renumber(&self, line: &str) -> String {
        let width = self.new.len();
        match line.split_at_checked(self.old.len()) {
            Some((number, rest)) if number == self.old => format!("{}{rest}", self.new),
            Some((blank, rest)) if blank.trim().is_empty() => match rest.strip_prefix(" | ") {
                Some(carets) => {
                    let indent = carets.len() - carets.trim_start().len();
                    format!("{:width$} | {:indent$}{RED}{}{PLAIN}", "", "", carets.trim_start())
                }
                None => format!("{:width$}{rest}", ""),
            },
            _ => line.to_owned(),
        }
    }
}

/// What `match --json` prints for an event.
#[derive(Debug, Serialize)]
pub(crate) struct EventReport<'a> {
    file: &'a str,
    line: usize,
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    matched: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<EventError<'a>>,
}

#[derive(Debug, Serialize)]
struct EventError<'a> {
    kind: &'static str,
    message: &'a str,
    line: usize,
    column: usize,
}

impl<'a> EventReport<'a> {
    pub(crate) fn new(file: &'a str, start: Place, verdict: &'a Result<bool, Error>) -> Self {
        let error = verdict.as_ref().err().map(|error| {
            let place = start.of(error.position());
            EventError { kind: error.kind().as_str(), message: error.message(), line: place.line, column: place.column }
        });
        Self { file, line: start.line, matched: verdict.as_ref().ok().copied(), error }
    }
}

/// What `check --json` prints for a pattern.
#[derive(Debug, Serialize)]
pub(crate) struct PatternReport<'a> {
    file: &'a str,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical: Option<String>,
    #[serde(flatten)]
    error: Option<PatternError<'a>>,
}

#[derive(Debug, Serialize)]
struct PatternError<'a> {
    kind: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    aws_message: Option<&'a str>,
}

impl<'a> PatternReport<'a> {
    /// A kind of our own, beside those of the library.
    const UNREADABLE: &'static str = "unreadable";

    pub(crate) fn valid(file: &'a str, canonical: Option<String>) -> Self {
        Self { file, valid: true, canonical, error: None }
    }

    pub(crate) fn invalid(file: &'a str, error: &'a Error) -> Self {
        let (position, span) = (error.position(), error.span());
        let error = PatternError {
            kind: error.kind().as_str(),
            message: error.message(),
            help: error.help(),
            line: Some(position.line),
            column: Some(position.column),
            start: Some(span.start),
            end: Some(span.end),
            aws_message: error.aws_message(),
        };
        Self { file, valid: false, canonical: None, error: Some(error) }
    }

    pub(crate) fn unreadable(file: &'a str, message: &'a str) -> Self {
        let (help, line, column, start, end, aws_message) = Default::default();
        let error = PatternError { kind: Self::UNREADABLE, message, help, line, column, start, end, aws_message };
        Self { file, valid: false, canonical: None, error: Some(error) }
    }
}
