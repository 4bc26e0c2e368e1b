//! `rate(…)`: a fixed interval, counted from an instant that the expression does not say.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::schedule::Dialect;

/// A fixed interval. A day is 24 hours, whatever the clocks do.
///
/// A rate fires only once it is known when it started: see [`Schedule::starting`](crate::schedule::Schedule::starting).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    value: u32,
    unit: RateUnit,
    dialect: Dialect,
    start: Option<i64>,
}

/// What a [`Rate`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RateUnit {
    /// 60 seconds.
    Minutes,
    /// 60 minutes.
    Hours,
    /// 24 hours.
    Days,
}

impl RateUnit {
    /// The unit, and whether it is written in the plural.
    pub(super) fn parse(text: &str) -> Option<(Self, bool)> {
        Some(match text {
            "minute" => (Self::Minutes, false),
            "minutes" => (Self::Minutes, true),
            "hour" => (Self::Hours, false),
            "hours" => (Self::Hours, true),
            "day" => (Self::Days, false),
            "days" => (Self::Days, true),
            _ => return None,
        })
    }

    /// The unit as it follows a number.
    pub(super) fn text(self, value: u32) -> &'static str {
        match (self, value) {
            (Self::Minutes, 1) => "minute",
            (Self::Minutes, _) => "minutes",
            (Self::Hours, 1) => "hour",
            (Self::Hours, _) => "hours",
            (Self::Days, 1) => "day",
            (Self::Days, _) => "days",
        }
    }

    const fn seconds(self) -> i64 {
        match self {
            Self::Minutes => 60,
            Self::Hours => 3_600,
            Self::Days => 86_400,
        }
    }
}

impl Rate {
    pub(super) const fn new(value: u32, unit: RateUnit, dialect: Dialect) -> Self {
        Self { value, unit, dialect, start: None }
    }

    /// The number of units between two runs.
    pub const fn value(&self) -> u32 {
        self.value
    }

    /// The unit.
    pub const fn unit(&self) -> RateUnit {
        self.unit
    }

    /// Seconds between two runs.
    ///
    /// ```
    /// use rulebridge::schedule::Schedule;
    ///
    /// let schedule: Schedule = "rate(5 minutes)".parse()?;
    /// assert_eq!(schedule.as_rate().map(|rate| rate.seconds()), Some(300));
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub const fn seconds(&self) -> i64 {
        self.value as i64 * self.unit.seconds()
    }

    pub(super) fn starting(self, instant: DateTime<Utc>) -> Self {
        Self { start: Some(instant.timestamp()), ..self }
    }

    /// The first run. A rule counts one interval first, Scheduler runs at once.
    ///
    /// Source: EventBridge user guide ("the countdown begins as soon as you create the rule"); Scheduler user guide.
    fn first(&self) -> Option<i64> {
        match self.dialect {
            Dialect::Rule => self.start?.checked_add(self.seconds()),
            Dialect::Scheduler => self.start,
        }
    }

    pub(super) fn next_after(&self, after: i64) -> Option<i64> {
        let first = self.first()?;
        if after < first {
            return Some(first);
        }
        let runs = after.checked_sub(first)? / self.seconds() + 1;
        first.checked_add(runs.checked_mul(self.seconds())?)
    }

    pub(super) fn previous_before(&self, before: i64) -> Option<i64> {
        let first = self.first()?;
        let since = before.checked_sub(1)?.checked_sub(first)?;
        (since >= 0).then(|| first + since / self.seconds() * self.seconds())
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rate({} {})", self.value, self.unit.text(self.value))
    }
}
