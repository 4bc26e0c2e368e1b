//! The library's errors as messages about a file, and its answers as JSON.

use std::borrow::Cow;

use chrono::SecondsFormat;
use rulebridge::Error;
use rulebridge::schedule::{Drift, DriftChange, DriftClock, DriftTime};
use serde::Serialize;

use crate::next_runs::{Listing, Run};
use crate::place::Place;

pub(crate) const RED: &str = "\u{1b}[1;31m";
pub(crate) const PLAIN: &str = "\u{1b}[0m";

/// `name:line:column: message`, the excerpt and the help, for a text that starts at `start` of the file `name`.
pub(crate) fn render(name: &str, start: Place, error: &Error) -> String {
    let place = start.of(error.position());
    format!("{name}:{place}: {}{}", error.message(), excerpt(error, place.line))
}

/// `label: message`, the excerpt and the help, for a text whose place in its file is not known.
pub(crate) fn render_part(label: &str, error: &Error) -> String {
    format!("{label}: {}{}", error.message(), excerpt(error, error.position().line))
}

/// The lines below the message, the offending one under the number `line`.
fn excerpt(error: &Error, line: usize) -> String {
    let summary = error.to_string();
    let full = format!("{error:#}");
    let excerpt = full.strip_prefix(&summary).unwrap_or_default();
    let gutter = Gutter { old: error.position().line.to_string(), new: line.to_string() };
    excerpt.lines().skip(1).map(|line| format!("\n{}", gutter.renumber(line))).collect()
}

/// `text` without characters that would break the line.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return text.into();
    }
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
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
    pub(crate) file: &'a str,
    /// Where the event starts.
    pub(crate) line: usize,
    #[serde(flatten)]
    pub(crate) answer: EventAnswer<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EventAnswer<'a> {
    Match(bool),
    /// The names of the rules that match.
    Rules(Vec<&'a str>),
    Error(EventError<'a>),
}

#[derive(Debug, Serialize)]
pub(crate) struct EventError<'a> {
    kind: &'static str,
    message: &'a str,
    line: usize,
    column: usize,
}

impl<'a> EventAnswer<'a> {
    /// What is wrong with an event that starts at `start`.
    pub(crate) fn error(start: Place, error: &'a Error) -> Self {
        Self::Error(EventError::new(start, error))
    }
}

impl<'a> EventError<'a> {
    pub(crate) fn new(start: Place, error: &'a Error) -> Self {
        let Place { line, column } = start.of(error.position());
        Self { kind: error.kind().as_str(), message: error.message(), line, column }
    }
}

/// What `match --summary --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct SummaryReport<'a> {
    pub(crate) events: u64,
    pub(crate) matched: u64,
    pub(crate) errors: u64,
    /// In the order of the file.
    pub(crate) rules: Vec<RuleReport<'a>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct RuleReport<'a> {
    pub(crate) name: &'a str,
    pub(crate) matched: u64,
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

/// What `next-runs --json` prints for a run.
#[derive(Debug, Serialize)]
pub(crate) struct RunReport {
    schedule: String,
    utc: String,
    local: Vec<LocalTime>,
    collision: bool,
}

#[derive(Debug, Serialize)]
struct LocalTime {
    zone: &'static str,
    time: String,
    abbreviation: String,
    offset: String,
}

impl RunReport {
    pub(crate) fn new(listing: &Listing, run: &Run) -> Self {
        let local = listing.zones.iter().map(|zone| {
            let time = zone.local(run.at);
            LocalTime {
                zone: zone.name(),
                time: time.to_rfc3339(),
                abbreviation: zone.abbreviation(run.at).to_owned(),
                offset: time.offset().to_string(),
            }
        });
        Self {
            schedule: listing.label(run.schedule),
            utc: run.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            local: local.collect(),
            collision: !run.company.is_empty(),
        }
    }
}

/// What `drift --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct DriftReport<'a> {
    schedule: &'a str,
    zone: &'static str,
    year: i32,
    steady: bool,
    runs: usize,
    times: Vec<TimeReport<'a>>,
    changes: Vec<ChangeReport<'a>>,
}

#[derive(Debug, Serialize)]
struct TimeReport<'a> {
    time: String,
    utc: String,
    abbreviation: &'a str,
    offset: String,
    runs: usize,
    first: String,
    last: String,
}

#[derive(Debug, Serialize)]
struct ChangeReport<'a> {
    date: String,
    before: ClockReport<'a>,
    after: ClockReport<'a>,
}

#[derive(Debug, Serialize)]
struct ClockReport<'a> {
    time: Option<String>,
    abbreviation: &'a str,
    offset: String,
}

impl<'a> DriftReport<'a> {
    pub(crate) fn new(schedule: &'a str, drift: &'a Drift) -> Self {
        Self {
            schedule,
            zone: drift.zone.name(),
            year: drift.year,
            steady: drift.is_steady(),
            runs: drift.runs,
            times: drift.times.iter().map(TimeReport::new).collect(),
            changes: drift.changes.iter().map(ChangeReport::new).collect(),
        }
    }
}

impl<'a> TimeReport<'a> {
    fn new(time: &'a DriftTime) -> Self {
        Self {
            time: time.time.to_string(),
            utc: time.utc.to_string(),
            abbreviation: &time.abbreviation,
            offset: time.offset.to_string(),
            runs: time.runs,
            first: time.first.to_string(),
            last: time.last.to_string(),
        }
    }
}

impl<'a> ChangeReport<'a> {
    fn new(change: &'a DriftChange) -> Self {
        let DriftChange { date, before, after, .. } = change;
        Self { date: date.to_string(), before: ClockReport::new(before), after: ClockReport::new(after) }
    }
}

impl<'a> ClockReport<'a> {
    fn new(clock: &'a DriftClock) -> Self {
        let DriftClock { time, abbreviation, offset, .. } = clock;
        Self { time: time.map(|time| time.to_string()), abbreviation, offset: offset.to_string() }
    }
}
