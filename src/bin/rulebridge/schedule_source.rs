//! A schedule as the command line gives it: an expression, or `name=expression`.

use std::time::SystemTime;

use chrono::{DateTime, SubsecRound, Utc};
use rulebridge::schedule::{Dialect, Schedule, ScheduleOptions};
use rulebridge::{Error, ErrorKind};

use crate::place::Place;
use crate::report::{self, shown};

/// A schedule with what is to be said about it.
#[derive(Debug, Clone)]
pub(crate) struct NamedSchedule {
    name: Option<String>,
    /// As it was written.
    text: String,
    pub(crate) schedule: Schedule,
}

impl NamedSchedule {
    /// Parses what stands on the command line.
    ///
    /// # Errors
    ///
    /// The message for standard error, when the expression is not valid.
    pub(crate) fn parse(argument: &str, dialect: Dialect) -> Result<Self, String> {
        let named = argument.split_once('=').filter(|(name, _)| !name.trim().is_empty() && !name.contains('('));
        let (name, text) = match named {
            Some((name, text)) => (Some(shown(name.trim()).into_owned()), text),
            None => (None, argument),
        };
        match Schedule::parse_with(text, &ScheduleOptions::new().dialect(dialect)) {
            Ok(schedule) => Ok(Self { name, text: text.to_owned(), schedule }),
            Err(error) => Err(render(name.as_deref(), &error)),
        }
    }

    /// The name, or the expression if it has none.
    pub(crate) fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| shown(&self.text).into_owned())
    }

    /// The expression, after its name if it has one.
    pub(crate) fn title(&self) -> String {
        match &self.name {
            Some(name) => format!("{name}: {}", shown(&self.text)),
            None => shown(&self.text).into_owned(),
        }
    }

    /// When it fires, in English. The zone tells whose clock that is on, which a rate does not ask.
    pub(crate) fn description(&self, zone: &str) -> String {
        let description = self.schedule.describe();
        let has_times = self.schedule.as_rate().is_none() && self.ever_fires();
        if has_times { format!("{description} ({zone})") } else { description }
    }

    /// Whether there is any run; it is always so for a rate.
    pub(crate) fn ever_fires(&self) -> bool {
        self.schedule.as_rate().is_some() || self.schedule.next_after(DateTime::<Utc>::MIN_UTC).is_some()
    }

    /// What AWS accepts and the author may regret, each with the text it is about.
    pub(crate) fn notes(&self) -> impl Iterator<Item = String> + '_ {
        self.schedule.notices().iter().map(|notice| match self.text.get(notice.span.range()) {
            Some(text) if !text.is_empty() => format!("note: `{}`: {notice}", shown(text)),
            _ => format!("note: {notice}"),
        })
    }
}

fn render(name: Option<&str>, error: &Error) -> String {
    let mut out = report::render(name.unwrap_or("<schedule>"), Place::START, error);
    if error.kind() == ErrorKind::ScheduleDialect {
        out.push_str("\n  = help: for a schedule of EventBridge Scheduler, say --scheduler");
    }
    out
}

/// The clock of this machine, in full seconds. It is read here and nowhere else.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(0)
}
