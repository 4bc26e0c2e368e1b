//! Checks of schedules.

use crate::lint::check::{Check, Level, Run};
use crate::lint::passed::{Origin, Passed};
use crate::schedule::{Dialect, Schedule, ScheduleOptions};
use crate::sources::Document;
use crate::sources::model::{Declaration, Kind};
use crate::sources::node::Node;

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
                Err(error) => errors.extend(Passed::of_text(Origin::Schedule, &error, text)),
            }
        }
        Self { document, declaration, written, dialect, schedule, errors }
    }
}

pub(super) const CHECKS: &[Check] = &[Check {
    id: "EB201",
    level: Level::Error,
    title: "not a schedule expression",
    explanation: "A schedule is `cron(…)`, `rate(…)` or, in EventBridge Scheduler, `at(…)`, in lower case, without blanks around it.",
    failing: r#"{"Name": "nightly", "ScheduleExpression": "0 2 * * ? *"}"#,
    passing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 2 * * ? *)"}"#,
    run: Run::Passed,
}];
