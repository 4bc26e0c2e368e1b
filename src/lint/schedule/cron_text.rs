//! The fields of a cron expression as they are written, and where they stand.

use std::ops::Range;

use crate::lint::schedule::ScheduleUse;
use crate::schedule::field::Field;
use crate::sources::text::Text;
use crate::span::Span;

/// A cron expression that is valid and wholly known.
#[derive(Debug)]
pub(super) struct CronText<'d> {
    text: &'d Text,
    /// Six; five if the year is left out.
    fields: Vec<Range<usize>>,
}

impl<'d> CronText<'d> {
    pub(super) fn of(schedule: &ScheduleUse<'d>) -> Option<Self> {
        let (parsed, text) = schedule.known()?;
        parsed.as_cron()?;
        let start = "cron(".len();
        let body = text.as_str().get(start..)?.strip_suffix(')')?;
        let mut fields = Vec::new();
        let mut at = start;
        for field in body.split([' ', '\t']) {
            if !field.is_empty() {
                fields.push(at..at + field.len());
            }
            at += field.len() + 1;
        }
        Some(Self { text, fields })
    }

    /// A field; empty if it is left out.
    pub(super) fn get(&self, part: Field) -> &'d str {
        let range = self.fields.get(part as usize).cloned();
        range.and_then(|range| self.text.as_str().get(range)).unwrap_or_default()
    }

    /// Where the fields from `first` to `last` stand in the file.
    pub(super) fn span(&self, first: Field, last: Field) -> Span {
        let last = (last as usize).min(self.fields.len().saturating_sub(1));
        match (self.fields.get(first as usize), self.fields.get(last)) {
            (Some(first), Some(last)) => self.text.source(first.start..last.end.max(first.end)),
            _ => self.text.source(0..self.text.as_str().len()),
        }
    }

    /// The expression with other fields.
    pub(super) fn with(&self, changes: &[(Field, &str)]) -> String {
        let field = |(at, range): (usize, &Range<usize>)| {
            let change = changes.iter().find(|(part, _)| *part as usize == at).map(|(_, change)| *change);
            change.or_else(|| self.text.as_str().get(range.clone())).unwrap_or_default()
        };
        let fields: Vec<&str> = self.fields.iter().enumerate().map(field).collect();
        format!("cron({})", fields.join(" "))
    }
}
