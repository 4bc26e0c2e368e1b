//! How the local time of a schedule in UTC drifts: what its runs show on a clock through a year.
//!
//! A scheduled rule at 11:00 UTC is "6 AM Eastern" for 127 days of 2026 and 7 AM for 238. This counts the runs at each local
//! time of day, and says on which dates the clock moves them.
//!
//! A report has at most 1,440 times of day for each offset of the year, whatever the schedule. A year is the calendar year of the
//! zone, of those that schedules fire in: 1970 to 2199.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Timelike};

use crate::schedule::Schedule;
use crate::schedule::runs::Runs;
use crate::schedule::zone::{Period, Zone};

const DAY: i64 = 86_400;
const MINUTES: usize = 1_440;

/// The local times of a schedule's runs in a year: see [`Schedule::drift`].
///
/// It displays as a short table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Drift {
    /// The zone.
    pub zone: Zone,
    /// The calendar year of the zone.
    pub year: i32,
    /// All runs of the year.
    pub runs: usize,
    /// The local times of day, in order; where a time stands under two offsets, the one further west first.
    pub times: Vec<DriftTime>,
    /// The clock changes of the year that have runs of the year on both sides, in order. A new name for the same offset is none.
    pub changes: Vec<DriftChange>,
}

/// The runs of a year at one local time of day under one offset.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DriftTime {
    /// The local time of day.
    pub time: NaiveTime,
    /// The time of day in UTC.
    pub utc: NaiveTime,
    /// The name of the offset, such as `EST`.
    pub abbreviation: String,
    /// The offset from UTC.
    pub offset: FixedOffset,
    /// How many runs.
    pub runs: usize,
    /// The local date of the first of them.
    pub first: NaiveDate,
    /// The local date of the last of them.
    pub last: NaiveDate,
}

/// A clock change between runs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DriftChange {
    /// The date that the clock shows right after it.
    pub date: NaiveDate,
    /// Until then.
    pub before: DriftClock,
    /// From then on.
    pub after: DriftClock,
}

/// The clock on one side of a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DriftClock {
    /// The offset from UTC.
    pub offset: FixedOffset,
    /// The name of the offset, such as `EST`.
    pub abbreviation: String,
    /// The local time of the runs, if all runs of the year are at one time of day in UTC.
    pub time: Option<NaiveTime>,
}

impl Schedule {
    /// The local times of the runs that this schedule, read in UTC, has in a calendar year of a zone.
    ///
    /// No runs in years before 1970 and after 2199.
    ///
    /// ```
    /// use rulebridge::schedule::{Schedule, et};
    ///
    /// // Meant as "every day at 6 AM Eastern".
    /// let drift = "cron(0 11 * * ? *)".parse::<Schedule>()?.drift(et::zone(), 2026);
    /// let runs: Vec<(String, usize)> = drift.times.iter().map(|t| (format!("{} {}", t.time, t.abbreviation), t.runs)).collect();
    /// assert_eq!(runs, [("06:00:00 EST".to_owned(), 127), ("07:00:00 EDT".to_owned(), 238)]);
    /// assert!(!drift.is_steady());
    /// assert_eq!(
    ///     drift.to_string(),
    ///     "America/New_York 2026: 365 runs
    ///   06:00 EST  127 runs, 2026-01-01 to 2026-12-31
    ///   07:00 EDT  238 runs, 2026-03-08 to 2026-10-31
    ///   2026-03-08: 06:00 EST becomes 07:00 EDT
    ///   2026-11-01: 07:00 EDT becomes 06:00 EST"
    /// );
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn drift(&self, zone: &Zone, year: i32) -> Drift {
        let mut times = BTreeMap::new();
        let mut periods = Vec::new();
        for (period, start, end) in zone.periods_of_year(year) {
            let offset = i64::from(period.offset);
            let tallies = tallies(Runs::new(self.reading(), start - offset, end - offset), offset);
            let runs: usize = tallies.values().map(|tally| tally.runs).sum();
            for (utc, tally) in tallies {
                let key = ((utc + offset).rem_euclid(DAY), period.offset, Arc::clone(&period.abbreviation));
                times.entry(key).and_modify(|all: &mut Tally| all.add(&tally)).or_insert(tally);
            }
            periods.push((period, runs));
        }
        let times: Vec<DriftTime> = times.into_iter().filter_map(|(key, tally)| tally.time(key)).collect();
        let changes = changes(&periods, &times);
        Drift { zone: zone.clone(), year, runs: periods.iter().map(|(_, runs)| runs).sum(), times, changes }
    }
}

impl Drift {
    /// Whether each time of day in UTC falls on one local time of day all year.
    ///
    /// ```
    /// use rulebridge::schedule::{Schedule, Zone, et};
    ///
    /// let schedule: Schedule = "cron(0 11 * * ? *)".parse()?;
    /// assert!(schedule.drift(&"Asia/Kolkata".parse::<Zone>()?, 2026).is_steady());
    /// assert!(!schedule.drift(et::zone(), 2026).is_steady());
    /// // In winter only, there is nothing to drift.
    /// assert!("cron(0 11 * 1 ? *)".parse::<Schedule>()?.drift(et::zone(), 2026).is_steady());
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn is_steady(&self) -> bool {
        let mut local = BTreeMap::new();
        self.times.iter().all(|time| *local.entry(time.utc).or_insert(time.time) == time.time)
    }
}

/// How often runs are at a time of day in UTC, and the local days of the first and the last, counted from 1970-01-01.
#[derive(Debug, Clone, Copy)]
struct Tally {
    utc: i64,
    runs: usize,
    first: i64,
    last: i64,
}

impl Tally {
    fn add(&mut self, later: &Self) {
        self.runs += later.runs;
        self.last = later.last;
    }

    fn time(self, (local, offset, abbreviation): (i64, i32, Arc<str>)) -> Option<DriftTime> {
        Some(DriftTime {
            time: time(local)?,
            utc: time(self.utc)?,
            abbreviation: abbreviation.to_string(),
            offset: FixedOffset::east_opt(offset)?,
            runs: self.runs,
            first: date(self.first)?,
            last: date(self.last)?,
        })
    }
}

/// The runs under one offset, by their time of day in UTC. All runs of a schedule are at the same second of the minute.
fn tallies(mut runs: Runs, offset: i64) -> BTreeMap<i64, Tally> {
    let mut tallies: Vec<Option<Tally>> = vec![None; MINUTES];
    while let Some(run) = runs.next() {
        let (utc, day) = (run.rem_euclid(DAY), (run + offset).div_euclid(DAY));
        let Some(slot) = usize::try_from(utc / 60).ok().and_then(|minute| tallies.get_mut(minute)) else { continue };
        let tally = slot.get_or_insert(Tally { utc, runs: 0, first: day, last: day });
        tally.add(&Tally { runs: 1, last: day, ..*tally });
    }
    tallies.into_iter().flatten().map(|tally| (tally.utc, tally)).collect()
}

fn changes(periods: &[(&Period, usize)], times: &[DriftTime]) -> Vec<DriftChange> {
    let utc = times.first().map(|time| time.utc).filter(|utc| times.iter().all(|time| time.utc == *utc));
    let clock = |period: &Period| {
        let second_of_day =
            |utc: NaiveTime| (i64::from(utc.num_seconds_from_midnight()) + i64::from(period.offset)).rem_euclid(DAY);
        Some(DriftClock {
            offset: FixedOffset::east_opt(period.offset)?,
            abbreviation: period.abbreviation.to_string(),
            time: utc.and_then(|utc| time(second_of_day(utc))),
        })
    };
    let all: usize = periods.iter().map(|(_, runs)| runs).sum();
    let mut runs_before = 0;
    let pairs = periods.iter().zip(periods.iter().skip(1));
    let changes = pairs.filter_map(|((before, runs), (after, _))| {
        runs_before += runs;
        let between_runs = 0 < runs_before && runs_before < all;
        if !between_runs || before.offset == after.offset {
            return None;
        }
        let date = date(after.local_start().div_euclid(DAY))?;
        Some(DriftChange { date, before: clock(before)?, after: clock(after)? })
    });
    changes.collect()
}

fn date(day: i64) -> Option<NaiveDate> {
    DateTime::from_timestamp(day.checked_mul(DAY)?, 0).map(|instant| instant.date_naive())
}

fn time(second_of_day: i64) -> Option<NaiveTime> {
    NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(second_of_day).ok()?, 0)
}

/// Hours and minutes, and seconds if there are any.
fn short(time: NaiveTime) -> impl fmt::Display {
    time.format(if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" })
}

impl fmt::Display for DriftClock {
    /// `06:00 EST`, or `EST` alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(time) = self.time {
            write!(f, "{} ", short(time))?;
        }
        f.write_str(&self.abbreviation)
    }
}

impl fmt::Display for Drift {
    /// A line for the year, for each of the first 24 times of day, and for each clock change.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 24;
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        write!(f, "{} {}: {} run{}", self.zone.name(), self.year, self.runs, plural(self.runs))?;
        let digits = self.times.iter().map(|time| time.runs.to_string().len()).max().unwrap_or(0);
        let letters = self.times.iter().map(|time| time.abbreviation.len()).max().unwrap_or(0);
        for time in self.times.iter().take(SHOWN) {
            let DriftTime { abbreviation, runs, first, last, .. } = time;
            write!(
                f,
                "\n  {} {abbreviation:letters$}  {runs:digits$} run{}, {first}",
                short(time.time),
                plural(*runs)
            )?;
            if first != last {
                write!(f, " to {last}")?;
            }
        }
        let more = self.times.len().saturating_sub(SHOWN);
        if more > 0 {
            write!(f, "\n  … and {more} more time{} of day", plural(more))?;
        }
        for DriftChange { date, before, after } in &self.changes {
            write!(f, "\n  {date}: {before} becomes {after}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drift(schedule: &str, zone: &str, year: i32) -> Drift {
        schedule.parse::<Schedule>().unwrap().drift(&zone.parse().unwrap(), year)
    }

    fn times(drift: &Drift) -> Vec<(String, &str, usize)> {
        drift.times.iter().map(|t| (t.time.format("%H:%M").to_string(), t.abbreviation.as_str(), t.runs)).collect()
    }

    #[test]
    fn a_monthly_run_meets_the_day_of_the_change() {
        let drift = drift("cron(0 7 ? * SUN#1 *)", "America/New_York", 2026);
        assert_eq!(times(&drift), [("02:00".into(), "EST", 5), ("03:00".into(), "EDT", 7)]);
        let [winter, summer] = &drift.times[..] else { panic!() };
        assert_eq!((winter.first.to_string(), winter.last.to_string()), ("2026-01-04".into(), "2026-12-06".into()));
        assert_eq!((summer.first.to_string(), summer.last.to_string()), ("2026-04-05".into(), "2026-10-04".into()));
        // The run of 1 November is at 02:00, an hour after the change.
        assert_eq!(drift.changes.len(), 2);
    }

    #[test]
    fn many_times_of_day_make_a_bounded_report() {
        let drift = drift("cron(* * * * ? *)", "America/New_York", 2026);
        assert_eq!((drift.runs, drift.times.len()), (365 * 1_440, 2 * 1_440));
        // 1:30 stands twice on 1 November: once under each offset.
        let half_past_one: Vec<usize> =
            drift.times.iter().filter(|t| t.time.to_string() == "01:30:00").map(|t| t.runs).collect();
        assert_eq!(half_past_one, [128, 238]);
        let half_past_two: Vec<usize> =
            drift.times.iter().filter(|t| t.time.to_string() == "02:30:00").map(|t| t.runs).collect();
        assert_eq!(half_past_two, [127, 237]);
        assert!(drift.changes.iter().all(|change| change.before.time.is_none()));
        let shown = drift.to_string();
        assert_eq!(shown.lines().count(), 1 + 24 + 1 + 2);
        assert!(shown.contains("\n  … and 2856 more times of day\n  2026-03-08: EST becomes EDT\n"), "{shown}");
    }

    #[test]
    fn the_year_is_the_local_one() {
        // 20:00 UTC is the next morning in Auckland, under two offsets.
        let all_year = drift("cron(0 20 * * ? *)", "Pacific/Auckland", 2026);
        assert_eq!(all_year.runs, 365);
        assert_eq!(all_year.times.iter().map(|time| time.first).min(), NaiveDate::from_ymd_opt(2026, 1, 1));
        // The run of 31 December in UTC is in the next local year.
        assert_eq!(drift("cron(0 20 31 12 ? 2026)", "Pacific/Auckland", 2026).runs, 0);
        assert_eq!(drift("cron(0 20 31 12 ? 2026)", "Pacific/Auckland", 2027).runs, 1);
        assert_eq!(
            drift("cron(0 20 31 12 ? 2026)", "Pacific/Auckland", 2027).to_string(),
            "Pacific/Auckland 2027: 1 run\n  09:00 NZDT  1 run, 2027-01-01"
        );
    }

    #[test]
    fn only_changes_between_runs_count() {
        let dates = |schedule: &str, zone: &str, year: i32| {
            let drift = drift(schedule, zone, year);
            drift.changes.iter().map(|change| change.date.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(dates("cron(0 11 * * ? *)", "America/New_York", 2026), ["2026-03-08", "2026-11-01"]);
        assert_eq!(dates("cron(0 11 * 1-6 ? *)", "America/New_York", 2026), ["2026-03-08"]);
        assert_eq!(dates("cron(0 11 * 1 ? *)", "America/New_York", 2026), [""; 0]);
        // Over the date line: the same local time of day, on another date.
        let samoa = drift("cron(0 11 * 10-12 ? *)", "Pacific/Apia", 2011);
        assert_eq!((samoa.runs, samoa.is_steady(), samoa.times.len()), (92 - 1, true, 2));
        assert_eq!(samoa.changes.iter().map(|change| change.date.to_string()).collect::<Vec<_>>(), ["2011-12-31"]);
    }

    #[test]
    fn seconds_are_kept() {
        // Liberia was 44:30 behind UTC until 7 January 1972.
        let liberia = drift("cron(0 12 * * ? *)", "Africa/Monrovia", 1972);
        assert_eq!(
            liberia.to_string(),
            "Africa/Monrovia 1972: 366 runs
  11:15:30 MMT    6 runs, 1972-01-01 to 1972-01-06
  12:00 GMT  360 runs, 1972-01-07 to 1972-12-31
  1972-01-07: 11:15:30 MMT becomes 12:00 GMT"
        );
        let rate = "rate(1 day)".parse::<Schedule>().unwrap().starting("2026-01-01T11:00:30Z".parse().unwrap());
        let rate = rate.drift(&"America/New_York".parse().unwrap(), 2026);
        assert_eq!(rate.times.iter().map(|time| time.time.to_string()).collect::<Vec<_>>(), ["06:00:30", "07:00:30"]);
    }

    #[test]
    fn years_without_schedules_are_empty() {
        for year in [i32::MIN, 1969, 2200, i32::MAX] {
            let drift = drift("cron(* * * * ? *)", "America/New_York", year);
            assert_eq!((drift.runs, drift.times.len(), drift.changes.len(), drift.is_steady()), (0, 0, 0, true));
        }
        assert_eq!(drift("cron(0 12 * * ? *)", "Pacific/Kiritimati", 2199).runs, 365);
        assert_eq!(drift("rate(1 day)", "UTC", 2026).to_string(), "UTC 2026: 0 runs");
    }
}
