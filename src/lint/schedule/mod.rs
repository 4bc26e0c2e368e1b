//! Checks of schedules.
//!
//! A schedule is read as the service that it is declared for reads it. What its author says of it, in a name, a description or a
//! comment, counts where it is precise: a time of day with a zone, the names of days.

mod cron_text;
mod days;
mod forms;
mod local_time;
mod minutes;
mod months;
mod never;
mod said;
mod time_claim;
mod weekdays;
mod zones;

use crate::error::ErrorKind;
use crate::lint::check::Check;
use crate::lint::passed::{Origin, Passed};
use crate::schedule::{Dialect, Schedule, ScheduleOptions};
use crate::sources::Document;
use crate::sources::model::{Declaration, Kind};
use crate::sources::node::Node;
use crate::sources::text::Text;
use crate::span::Span;

/// A schedule expression of a document, as its checks see it.
#[derive(Debug)]
pub(super) struct ScheduleUse<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) declaration: &'d Declaration,
    pub(super) written: &'d Node,
    pub(super) dialect: Dialect,
    /// The schedule, if it is valid and wholly known.
    pub(super) schedule: Option<Schedule>,
    pub(super) errors: Vec<Passed>,
}

impl<'d> ScheduleUse<'d> {
    pub(super) fn new(written: &'d Node, declaration: &'d Declaration, document: &'d Document<'d>) -> Self {
        let dialect = match declaration.kind {
            Kind::Schedule => Dialect::Scheduler,
            _ => Dialect::Rule,
        };
        let mut schedule = None;
        let mut errors = Vec::new();
        if let Some(text) = written.as_text() {
            match Schedule::parse_with(text.as_str(), &ScheduleOptions::new().dialect(dialect)) {
                Ok(parsed) => schedule = Some(parsed).filter(|_| !text.has_holes()),
                // Unknown parts may be shorter than what stands for them.
                Err(error) if error.kind() == ErrorKind::ScheduleTooLong && text.has_holes() => {}
                Err(error) => errors.extend(Passed::of_text(Origin::Schedule, &error, text)),
            }
        }
        Self { document, declaration, written, dialect, schedule, errors }
    }

    /// The schedule and its text, if it is valid and wholly known.
    fn known(&self) -> Option<(&Schedule, &'d Text)> {
        Some((self.schedule.as_ref()?, self.written.as_text()?))
    }

    /// The expression in the file, without the quotes around it.
    fn span(&self) -> Span {
        self.written.as_text().map_or(self.written.span, |text| text.source(0..text.as_str().len()))
    }
}

pub(super) const CHECKS: &[Check] = &[
    forms::EB201,
    forms::EB202,
    forms::EB203,
    forms::EB204,
    forms::EB205,
    forms::EB206,
    never::EB207,
    months::EB208,
    weekdays::EB209,
    local_time::EB210,
    zones::EB212,
    minutes::EB216,
    forms::EB220,
];
