//! Eastern Time: the clock of New York, on which markets and much of the US work.
//!
//! Eastern Time is EST, five hours behind UTC, in winter, and EDT, four hours behind, in summer. A cron of a scheduled rule is
//! in UTC and knows only one of the two: "6 AM ET" is 11:00 UTC in winter and 10:00 UTC in summer. [`utc_times`] gives both
//! readings of a time of day, [`local`] names the offset of an instant, and [`instants`] finds the instants of a time on the
//! clock.
//!
//! Right from 1970 to 2199, with the rules of today from 2007 on.
//!
//! ```
//! use rulebridge::schedule::et;
//!
//! assert_eq!(et::local("2026-03-06T11:00:00Z".parse()?).to_string(), "2026-03-06 06:00 EST");
//! assert_eq!(et::local("2026-03-09T11:00:00Z".parse()?).to_string(), "2026-03-09 07:00 EDT");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;
use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use crate::schedule::wall_clock::WallClock;
use crate::schedule::zone::Zone;

/// Hours from Eastern Standard Time and from Eastern Daylight Time to UTC.
const STANDARD: i64 = 5;
const DAYLIGHT: i64 = 4;

/// The zone of Eastern Time, `America/New_York`. Built once, at the first call.
///
/// ```
/// use rulebridge::schedule::{Schedule, et};
///
/// let schedule = "cron(0 6 * * ? *)".parse::<Schedule>()?.in_zone(et::zone());
/// let next = schedule.next_after("2026-07-01T12:00:00Z".parse()?).unwrap();
/// assert_eq!(next.to_rfc3339(), "2026-07-02T06:00:00-04:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn zone() -> &'static Zone {
    static ZONE: LazyLock<Zone> = LazyLock::new(|| Zone::new(chrono_tz::America::New_York));
    &ZONE
}

/// The instants at which clocks on Eastern Time show a time.
///
/// ```
/// use rulebridge::schedule::{WallClock, et};
///
/// let noon = et::instants("2026-03-08T12:00:00".parse()?);
/// assert_eq!(noon, WallClock::Once("2026-03-08T16:00:00Z".parse()?));
/// // The clocks go from 2:00 to 3:00.
/// assert_eq!(et::instants("2026-03-08T02:30:00".parse()?), WallClock::Never);
/// // The clocks go from 2:00 to 1:00.
/// let twice = WallClock::Twice { first: "2026-11-01T05:30:00Z".parse()?, second: "2026-11-01T06:30:00Z".parse()? };
/// assert_eq!(et::instants("2026-11-01T01:30:00".parse()?), twice);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn instants(local: NaiveDateTime) -> WallClock {
    zone().instants(local)
}

/// What clocks on Eastern Time show at an instant.
///
/// ```
/// use rulebridge::schedule::et;
///
/// let eastern = et::local("2026-03-09T10:00:00Z".parse()?);
/// assert_eq!(eastern.to_string(), "2026-03-09 06:00 EDT");
/// assert_eq!((eastern.name, eastern.time.offset().local_minus_utc()), ("EDT", -4 * 3_600));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn local(instant: DateTime<Utc>) -> EasternTime {
    EasternTime { time: zone().local(instant), name: zone().abbreviation(instant) }
}

/// A time on the clocks of Eastern Time, with the name of its offset: see [`local`].
///
/// It displays as `2026-03-09 06:00 EDT`, with the seconds if there are any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct EasternTime {
    /// The time, and its offset from UTC.
    pub time: DateTime<FixedOffset>,
    /// `EST` or `EDT`.
    pub name: &'static str,
}

impl fmt::Display for EasternTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = if self.time.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
        write!(f, "{} {}", self.time.format(form), self.name)
    }
}

/// Both readings in UTC of a time of day on Eastern Time.
///
/// ```
/// use rulebridge::schedule::et;
///
/// let open = et::utc_times("09:30:00".parse()?);
/// assert_eq!((open.standard.to_string(), open.daylight.to_string()), ("14:30".into(), "13:30".into()));
///
/// let night = et::utc_times("21:00:00".parse()?);
/// assert_eq!((night.standard.time, night.standard.day_shift), ("02:00:00".parse()?, 1));
/// assert_eq!(night.daylight.to_string(), "01:00 +1 day");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn utc_times(time: NaiveTime) -> UtcTimes {
    UtcTimes { standard: UtcTime::later(time, STANDARD), daylight: UtcTime::later(time, DAYLIGHT) }
}

/// What a time of day on Eastern Time is in UTC, in winter and in summer: see [`utc_times`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct UtcTimes {
    /// While EST is in force.
    pub standard: UtcTime,
    /// While EDT is in force.
    pub daylight: UtcTime,
}

/// A time of day in UTC, and the day it is on.
///
/// It displays as `10:00`, or `02:00 +1 day`, with the seconds if there are any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct UtcTime {
    /// The time of day.
    pub time: NaiveTime,
    /// Days from the date on Eastern Time to the date in UTC: 0, or 1 for the evening.
    pub day_shift: i8,
}

impl UtcTime {
    fn later(time: NaiveTime, hours: i64) -> Self {
        let (time, over) = time.overflowing_add_signed(TimeDelta::hours(hours));
        Self { time, day_shift: i8::from(over > 0) }
    }
}

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = if self.time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
        write!(f, "{}", self.time.format(form))?;
        if self.day_shift == 0 { Ok(()) } else { write!(f, " {:+} day", self.day_shift) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_changes_at_the_second() {
        let shown = |instant: &str| local(instant.parse().unwrap()).to_string();
        assert_eq!(shown("2026-03-08T06:59:59Z"), "2026-03-08 01:59:59 EST");
        assert_eq!(shown("2026-03-08T07:00:00Z"), "2026-03-08 03:00 EDT");
        assert_eq!(shown("2026-11-01T05:59:00Z"), "2026-11-01 01:59 EDT");
        assert_eq!(shown("2026-11-01T06:00:00Z"), "2026-11-01 01:00 EST");
        // Year-round daylight saving time of 1974, and a year that chrono-tz alone gets wrong.
        assert_eq!(shown("1974-01-15T12:00:00Z"), "1974-01-15 08:00 EDT");
        assert_eq!(shown("2150-07-01T10:00:00Z"), "2150-07-01 06:00 EDT");
    }

    #[test]
    fn both_readings_of_every_hour_are_what_the_clocks_show() {
        for hour in 0..24 {
            let time = NaiveTime::from_hms_opt(hour, 45, 0).unwrap();
            let times = utc_times(time);
            let days = [("2026-01-15", "2026-01-16", times.standard), ("2026-07-15", "2026-07-16", times.daylight)];
            for (day, next_day, reading) in days {
                let date = if reading.day_shift == 0 { day } else { next_day };
                let utc: DateTime<Utc> = format!("{date}T{}Z", reading.time).parse().unwrap();
                let local = local(utc).time.naive_local();
                assert_eq!((local.date().to_string().as_str(), local.time()), (day, time));
            }
        }
        assert_eq!(utc_times(NaiveTime::from_hms_opt(18, 59, 59).unwrap()).standard.to_string(), "23:59:59");
        assert_eq!(utc_times(NaiveTime::from_hms_opt(19, 0, 0).unwrap()).standard.to_string(), "00:00 +1 day");
        assert_eq!(utc_times(NaiveTime::from_hms_opt(19, 0, 0).unwrap()).daylight.to_string(), "23:00");
    }

    #[test]
    fn the_limits_of_chrono_are_no_panic() {
        assert!(local(DateTime::<Utc>::MIN_UTC).to_string().ends_with(" EST"));
        assert!(local(DateTime::<Utc>::MAX_UTC).to_string().ends_with(" EST"));
        assert_eq!(instants(NaiveDateTime::MAX), WallClock::Never);
    }
}
