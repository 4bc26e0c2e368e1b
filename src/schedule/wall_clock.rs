//! What a time on the clock of a zone means: no instant, one, or two.
//!
//! A clock that is put forward never shows the times between; one that is put back shows some times twice. Right for the
//! years that a [`Zone`] knows, 1970 to 2199; before and after, the offset at the edge goes on.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};

use crate::schedule::days::month_start;
use crate::schedule::years::{FIRST, LAST};
use crate::schedule::zone::{Period, Zone};

const DAY: i64 = 86_400;

/// The instants at which a clock shows a time: see [`Zone::instants`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WallClock {
    /// The clock skips this time: it is in a gap, as 2:30 in New York on the day the clocks go forward.
    Never,
    /// The clock shows this time once.
    Once(DateTime<Utc>),
    /// The clock shows this time twice: it is in a fold, as 1:30 in New York on the day the clocks go back.
    Twice {
        /// The earlier instant: the one at which EventBridge Scheduler runs.
        first: DateTime<Utc>,
        /// The later instant.
        second: DateTime<Utc>,
    },
}

impl WallClock {
    /// The only or the earlier instant, which is the one at which EventBridge Scheduler runs.
    ///
    /// ```
    /// use rulebridge::schedule::et;
    ///
    /// let first = et::instants("2026-11-01T01:30:00".parse()?).first().unwrap();
    /// assert_eq!(first.to_rfc3339(), "2026-11-01T05:30:00+00:00");
    /// assert_eq!(et::instants("2026-03-08T02:30:00".parse()?).first(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn first(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Never => None,
            Self::Once(instant) | Self::Twice { first: instant, .. } => Some(instant),
        }
    }

    /// The only or the later instant.
    ///
    /// ```
    /// use rulebridge::schedule::et;
    ///
    /// let last = et::instants("2026-11-01T01:30:00".parse()?).last().unwrap();
    /// assert_eq!(last.to_rfc3339(), "2026-11-01T06:30:00+00:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn last(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Never => None,
            Self::Once(instant) | Self::Twice { second: instant, .. } => Some(instant),
        }
    }
}

impl Zone {
    /// The instants at which the clock of this zone shows a time. Fractions of a second are kept.
    ///
    /// An instant outside the range of chrono counts as none.
    ///
    /// ```
    /// use rulebridge::schedule::{WallClock, Zone};
    ///
    /// let samoa: Zone = "Pacific/Apia".parse()?;
    /// // Samoa went over the date line: there was no 30 December 2011.
    /// assert_eq!(samoa.instants("2011-12-30T12:00:00".parse()?), WallClock::Never);
    /// assert_eq!(samoa.instants("2011-12-31T12:00:00".parse()?), WallClock::Once("2011-12-30T22:00:00Z".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn instants(&self, local: NaiveDateTime) -> WallClock {
        let seconds = local.and_utc().timestamp();
        let index = self.local_index(seconds);
        let instant = |index: usize| {
            let period = self.period(index).filter(|period| period.local_start() <= seconds)?;
            local.checked_sub_offset(FixedOffset::east_opt(period.offset)?).map(|instant| instant.and_utc())
        };
        match (instant(index), instant(index + 1)) {
            (Some(first), Some(second)) => WallClock::Twice { first, second },
            (Some(instant), None) | (None, Some(instant)) => WallClock::Once(instant),
            (None, None) => WallClock::Never,
        }
    }

    /// The periods in which the clock shows some time of a year, each with the first and the first later time of the clock,
    /// in seconds, that are in both. None for years that no schedule fires in.
    pub(super) fn periods_of_year(&self, year: i32) -> impl Iterator<Item = (&Period, i64, i64)> {
        let known = (FIRST..=LAST).contains(&year);
        let start = |year: i32| i64::from(month_start(year, 1)) * DAY;
        let (start, end) = if known { (start(year), start(year + 1)) } else { (0, i64::MIN) };
        let periods = (self.local_index(start)..).map_while(|index| self.period(index));
        periods
            .take_while(move |period| period.local_start() < end)
            .map(move |period| (period, period.local_start().max(start), period.local_end().min(end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_edges_of_a_gap_and_of_a_fold() {
        let zone = zone("America/New_York");
        let instants = |text: &str| zone.instants(text.parse().unwrap());
        assert_eq!(instants("2026-03-08T01:59:59"), WallClock::Once(at("2026-03-08T06:59:59Z")));
        assert_eq!(instants("2026-03-08T02:00:00"), WallClock::Never);
        assert_eq!(instants("2026-03-08T02:59:59.999"), WallClock::Never);
        assert_eq!(instants("2026-03-08T03:00:00"), WallClock::Once(at("2026-03-08T07:00:00Z")));
        assert_eq!(instants("2026-11-01T00:59:59"), WallClock::Once(at("2026-11-01T04:59:59Z")));
        let (first, second) = (at("2026-11-01T05:00:00Z"), at("2026-11-01T06:00:00Z"));
        assert_eq!(instants("2026-11-01T01:00:00"), WallClock::Twice { first, second });
        let (first, second) = (at("2026-11-01T05:59:59.5Z"), at("2026-11-01T06:59:59.5Z"));
        assert_eq!(instants("2026-11-01T01:59:59.5"), WallClock::Twice { first, second });
        assert_eq!(instants("2026-11-01T02:00:00"), WallClock::Once(at("2026-11-01T07:00:00Z")));
    }

    #[test]
    fn a_new_name_for_the_same_offset_is_no_fold() {
        // Anchorage put its clocks forward in 1983 and never back: in October its summer time became standard time, in November
        // that got another name.
        let zone = zone("America/Anchorage");
        let start = "1983-01-01T00:30:00".parse::<NaiveDateTime>().unwrap();
        let instants = (0..365 * 24).map(|hour| zone.instants(start + chrono::TimeDelta::hours(hour)));
        let (mut never, mut twice) = (0, 0);
        for instants in instants {
            never += usize::from(instants == WallClock::Never);
            twice += usize::from(matches!(instants, WallClock::Twice { .. }));
        }
        assert_eq!((never, twice), (1, 0));
    }

    #[test]
    fn the_limits_of_chrono_are_no_panic() {
        for name in ["America/New_York", "Pacific/Kiritimati", "UTC"] {
            let zone = zone(name);
            for local in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
                if let WallClock::Once(instant) = zone.instants(local) {
                    assert_eq!(instant.naive_utc().checked_add_offset(zone.offset(instant)), Some(local));
                }
            }
        }
        assert_eq!(zone("America/New_York").instants(NaiveDateTime::MAX), WallClock::Never);
        assert_eq!(zone("UTC").instants(NaiveDateTime::MAX), WallClock::Once(DateTime::<Utc>::MAX_UTC));
    }

    #[test]
    fn the_periods_of_a_year() {
        let periods = |name: &str, year: i32| {
            let zone = zone(name);
            let periods =
                zone.periods_of_year(year).map(|(period, start, end)| (period.offset / 60, (end - start) / 60));
            periods.collect::<Vec<_>>()
        };
        assert_eq!(periods("UTC", 2026), [(0, 365 * 1_440)]);
        // 66 days and two hours of winter; the clock then shows three.
        let (spring, autumn) = (66 * 1_440 + 120, 304 * 1_440 + 120);
        let expected = [(-300, spring), (-240, autumn - spring - 60), (-300, 365 * 1_440 - autumn + 60)];
        assert_eq!(periods("America/New_York", 2026), expected);
        for year in [i32::MIN, 1969, 2200, i32::MAX] {
            assert_eq!(periods("America/New_York", year), []);
        }
        assert_eq!(periods("America/New_York", 1970).len(), 3);
        assert_eq!(periods("America/New_York", 2199).len(), 3);
    }
}
