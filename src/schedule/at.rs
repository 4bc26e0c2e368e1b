//! `at(…)`: one local time.

use std::fmt;

use chrono::NaiveDateTime;

/// One run, at a local time of the zone the schedule is read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct At {
    pub(super) local: NaiveDateTime,
}

impl At {
    /// The local time.
    pub const fn local(&self) -> NaiveDateTime {
        self.local
    }

    pub(super) fn local_seconds(&self) -> i64 {
        self.local.and_utc().timestamp()
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at({})", self.local.format("%Y-%m-%dT%H:%M:%S"))
    }
}
