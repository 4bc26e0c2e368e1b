//! Findings and checks as JSON.

use rulebridge::Span;
use rulebridge::lint::{Check, Diagnostic};
use serde::Serialize;

use crate::place::Place;
use crate::text_file::Source;

/// What `lint --format json` prints for a finding.
#[derive(Debug, Serialize)]
pub(crate) struct FindingReport<'a> {
    code: &'static str,
    level: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    file: &'a str,
    #[serde(flatten)]
    place: PlaceReport,
    subject: Option<&'a str>,
    kind: Option<&'static str>,
    aws_message: Option<&'a str>,
    title: &'static str,
    related: Vec<RelatedReport<'a>>,
}

#[derive(Debug, Serialize)]
struct RelatedReport<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: PlaceReport,
}

#[derive(Debug, Serialize)]
struct PlaceReport {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: usize,
    end: usize,
}

impl<'a> FindingReport<'a> {
    pub(crate) fn new(source: &Source<'a>, finding: &'a Diagnostic) -> Self {
        let related = finding.related().iter();
        Self {
            code: finding.code(),
            level: finding.level().as_str(),
            message: finding.message(),
            help: finding.help(),
            file: source.name,
            place: PlaceReport::new(source, finding.span()),
            subject: Some(finding.subject()).filter(|subject| !subject.is_empty()),
            kind: finding.kind().map(|kind| kind.as_str()),
            aws_message: finding.aws_message(),
            title: finding.check().title,
            related: related
                .map(|related| RelatedReport {
                    message: &related.message,
                    place: PlaceReport::new(source, related.span),
                })
                .collect(),
        }
    }
}

impl PlaceReport {
    fn new(source: &Source<'_>, span: Span) -> Self {
        let Place { line, column } = source.lines.place(span.start);
        let Place { line: end_line, column: end_column } = source.lines.place(span.end);
        Self { line, column, end_line, end_column, start: source.before + span.start, end: source.before + span.end }
    }
}

/// A path that could not be read.
#[derive(Debug, Serialize)]
pub(crate) struct UnreadableReport {
    pub(crate) file: String,
    pub(crate) message: String,
}

/// What `lint --format json` prints for a check.
#[derive(Debug, Serialize)]
pub(crate) struct CheckReport {
    code: &'static str,
    level: &'static str,
    title: &'static str,
    explanation: &'static str,
    failing: &'static str,
    passing: &'static str,
}

impl From<&Check> for CheckReport {
    fn from(check: &Check) -> Self {
        let Check { id: code, level, title, explanation, failing, passing, .. } = *check;
        Self { code, level: level.as_str(), title, explanation, failing, passing }
    }
}
