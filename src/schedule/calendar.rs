//! Many named schedules on one line of time: what runs next, and what runs together.
//!
//! The runs of all schedules are merged lazily, with one run of each in a heap. Runs at one instant come in the order in which
//! their schedules were added.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::iter::FusedIterator;

use chrono::{DateTime, TimeDelta, Utc};

use crate::schedule::runs::{Reading, Runs};
use crate::schedule::{InZone, Schedule, full_seconds, utc};

/// Named schedules, each in UTC or in a zone.
///
/// ```
/// use chrono::TimeDelta;
/// use rulebridge::schedule::{Calendar, Schedule, et};
///
/// let mut calendar = Calendar::new();
/// calendar.add("ticks", "cron(0 11 ? * MON-FRI *)".parse()?);
/// calendar.add_in_zone("report", "cron(0 7 ? * FRI *)".parse::<Schedule>()?.in_zone(et::zone()));
///
/// let thursday = "2026-07-02T12:00:00Z".parse()?;
/// let runs: Vec<String> = calendar.upcoming_after(thursday).take(3).map(|run| format!("{} {}", run.at, run.name)).collect();
/// // Friday at 7:00 in New York is 11:00 UTC in summer.
/// assert_eq!(runs, ["2026-07-03 11:00:00 UTC ticks", "2026-07-03 11:00:00 UTC report", "2026-07-06 11:00:00 UTC ticks"]);
///
/// let (start, end) = ("2026-01-01T00:00:00Z".parse()?, "2027-01-01T00:00:00Z".parse()?);
/// assert_eq!(calendar.collisions(start, end, TimeDelta::zero()).count(), 34);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    name: String,
    reading: Reading,
}

/// A run of a schedule of a [`Calendar`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CalendarRun<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// The name of the schedule.
    pub name: &'a str,
    /// The index of the schedule: the first that was added has 0. Names need not be unique; this is.
    pub index: usize,
}

impl Calendar {
    /// No schedules.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Adds a schedule that is read in UTC. Gives its index.
    pub fn add(&mut self, name: impl Into<String>, schedule: Schedule) -> usize {
        self.push(name.into(), schedule.reading())
    }

    /// Adds a schedule in its zone. Gives its index.
    pub fn add_in_zone(&mut self, name: impl Into<String>, schedule: InZone) -> usize {
        self.push(name.into(), schedule.reading)
    }

    fn push(&mut self, name: String, reading: Reading) -> usize {
        self.entries.push(Entry { name, reading });
        self.entries.len() - 1
    }

    /// How many schedules there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no schedules.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The runs of all schedules after an instant, in order; at one instant in the order of insertion.
    pub fn upcoming_after(&self, instant: DateTime<Utc>) -> CalendarRuns<'_> {
        CalendarRuns::new(self, instant.timestamp().saturating_add(1), i64::MAX)
    }

    /// The runs of all schedules from `start` on and before `end`, in order; at one instant in the order of insertion.
    ///
    /// ```
    /// use rulebridge::schedule::Calendar;
    ///
    /// let mut calendar = Calendar::new();
    /// calendar.add("noon", "cron(0 12 * * ? *)".parse()?);
    /// calendar.add("quarters", "cron(0/15 12 * * ? *)".parse()?);
    /// let runs = calendar.between("2026-01-01T12:00:00Z".parse()?, "2026-01-01T12:30:00Z".parse()?);
    /// let names: Vec<&str> = runs.map(|run| run.name).collect();
    /// assert_eq!(names, ["noon", "quarters", "quarters"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn between(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> CalendarRuns<'_> {
        CalendarRuns::new(self, full_seconds(start), full_seconds(end))
    }

    /// Where runs of different schedules come together, from `start` on and before `end`.
    ///
    /// The runs of all schedules in that time, in order, are cut into groups: a run belongs to the group of the run before it if
    /// it is at most `gap` later. A group with runs of two schedules or more is a collision. As EventBridge starts a run somewhere
    /// within its minute, only minutes count: a gap of zero asks for runs in the same minute, a gap of five minutes for runs of
    /// which none is more than five minutes after the one before. A negative gap finds nothing.
    ///
    /// Since a group goes on as long as its runs follow each other closely, a schedule that runs every minute makes one group of
    /// the whole time for gaps from a minute up. A collision holds no list of its runs and takes no more room for that.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use rulebridge::schedule::Calendar;
    ///
    /// let mut calendar = Calendar::new();
    /// calendar.add("features", "cron(0 1 * * ? *)".parse()?);
    /// calendar.add("personas", "cron(5 1 * * ? *)".parse()?);
    /// calendar.add("mail", "cron(0 9 * * ? *)".parse()?);
    /// let (start, end) = ("2026-01-01T00:00:00Z".parse()?, "2026-01-02T00:00:00Z".parse()?);
    ///
    /// assert_eq!(calendar.collisions(start, end, TimeDelta::zero()).next(), None);
    /// let night = calendar.collisions(start, end, TimeDelta::minutes(5)).next().unwrap();
    /// let names: Vec<&str> = night.runs().map(|run| run.name).collect();
    /// assert_eq!(names, ["features", "personas"]);
    /// assert_eq!(night.start().to_string(), "2026-01-01 01:00:00 UTC");
    /// assert_eq!(night.end().to_string(), "2026-01-01 01:05:00 UTC");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn collisions(&self, start: DateTime<Utc>, end: DateTime<Utc>, gap: TimeDelta) -> Collisions<'_> {
        let mut runs = self.between(start, end);
        let first = if gap < TimeDelta::zero() { None } else { runs.next_run() };
        Collisions { calendar: self, runs, first, gap: gap.num_minutes() }
    }
}

/// The runs of a [`Calendar`] in order.
#[derive(Debug, Clone)]
pub struct CalendarRuns<'a> {
    calendar: &'a Calendar,
    runs: Vec<Runs>,
    /// The next run of each schedule that has one, and the index of the schedule.
    next: BinaryHeap<Reverse<(i64, usize)>>,
}

impl<'a> CalendarRuns<'a> {
    fn new(calendar: &'a Calendar, start: i64, end: i64) -> Self {
        let mut runs: Vec<Runs> =
            calendar.entries.iter().map(|entry| Runs::new(entry.reading.clone(), start, end)).collect();
        let first = runs.iter_mut().enumerate().filter_map(|(index, runs)| Some(Reverse((runs.next()?, index))));
        let next = first.collect();
        Self { calendar, runs, next }
    }

    fn next_run(&mut self) -> Option<(i64, usize)> {
        let mut top = self.next.peek_mut()?;
        let Reverse((at, index)) = *top;
        match self.runs.get_mut(index).and_then(Runs::next) {
            Some(next) => *top = Reverse((next, index)),
            None => drop(PeekMut::pop(top)),
        }
        Some((at, index))
    }
}

impl<'a> Iterator for CalendarRuns<'a> {
    type Item = CalendarRun<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (at, index) = self.next_run()?;
        Some(CalendarRun { at: utc(at)?, name: &self.calendar.entries.get(index)?.name, index })
    }
}

impl FusedIterator for CalendarRuns<'_> {}

/// Runs of different schedules that come together: see [`Calendar::collisions`].
#[derive(Debug, Clone)]
pub struct Collision<'a> {
    calendar: &'a Calendar,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
}

impl<'a> Collision<'a> {
    /// The first run.
    pub const fn start(&self) -> DateTime<Utc> {
        self.first
    }

    /// The last run.
    pub const fn end(&self) -> DateTime<Utc> {
        self.last
    }

    /// The runs, in order. At least two, of at least two schedules.
    pub fn runs(&self) -> CalendarRuns<'a> {
        CalendarRuns::new(self.calendar, self.first.timestamp(), self.last.timestamp().saturating_add(1))
    }
}

impl PartialEq for Collision<'_> {
    /// Whether it is the same time of the same calendar.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.calendar, other.calendar) && (self.first, self.last) == (other.first, other.last)
    }
}

impl Eq for Collision<'_> {}

/// The collisions of a [`Calendar`] in order.
#[derive(Debug, Clone)]
pub struct Collisions<'a> {
    calendar: &'a Calendar,
    runs: CalendarRuns<'a>,
    /// The run that the next group begins with.
    first: Option<(i64, usize)>,
    /// In minutes.
    gap: i64,
}

impl<'a> Iterator for Collisions<'a> {
    type Item = Collision<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let minute = |run: i64| run.div_euclid(60);
        loop {
            let (first, schedule) = self.first?;
            let (mut last, mut several) = (first, false);
            self.first = loop {
                match self.runs.next_run() {
                    Some((at, index)) if minute(at) - minute(last) <= self.gap => {
                        (last, several) = (at, several || index != schedule);
                    }
                    next => break next,
                }
            };
            if several {
                return Some(Collision { calendar: self.calendar, first: utc(first)?, last: utc(last)? });
            }
        }
    }
}

impl FusedIterator for Collisions<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Dialect, Fold, ScheduleOptions, Zone};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn shown(runs: CalendarRuns<'_>) -> Vec<String> {
        runs.map(|run| format!("{} {}", run.at.format("%dT%H:%M:%S"), run.name)).collect()
    }

    #[test]
    fn ties_come_in_the_order_of_insertion_whatever_the_kind() {
        let scheduler = ScheduleOptions::new().dialect(Dialect::Scheduler);
        let kolkata: Zone = "Asia/Kolkata".parse().unwrap();
        let mut calendar = Calendar::new();
        let noon = Schedule::parse_with("at(2026-05-01T12:00:00)", &scheduler).unwrap();
        assert_eq!(calendar.add("at", noon), 0);
        let rate = "rate(6 hours)".parse::<Schedule>().unwrap().starting(at("2026-05-01T00:00:00Z"));
        assert_eq!(calendar.add("rate", rate), 1);
        let zoned = "cron(30 17 * * ? *)".parse::<Schedule>().unwrap().in_zone(&kolkata);
        assert_eq!(calendar.add_in_zone("kolkata", zoned), 2);
        assert_eq!(calendar.add("noon", "cron(0 12 * * ? *)".parse().unwrap()), 3);
        assert_eq!((calendar.len(), calendar.is_empty()), (4, false));
        assert_eq!(
            shown(calendar.between(at("2026-05-01T06:00:00.5Z"), at("2026-05-01T18:00:00Z"))),
            ["01T12:00:00 at", "01T12:00:00 rate", "01T12:00:00 kolkata", "01T12:00:00 noon"]
        );
        let next: Vec<_> = calendar.upcoming_after(at("2026-05-01T12:00:00Z")).take(2).map(|run| run.index).collect();
        assert_eq!(next, [1, 1]);
    }

    #[test]
    fn a_fold_is_kept() {
        let mut calendar = Calendar::new();
        let schedule = "cron(30 1 * * ? *)".parse::<Schedule>().unwrap().in_zone(crate::schedule::et::zone());
        calendar.add_in_zone("first", schedule.clone());
        calendar.add_in_zone("both", schedule.with_fold(Fold::Both));
        let runs = shown(calendar.between(at("2026-11-01T00:00:00Z"), at("2026-11-02T00:00:00Z")));
        assert_eq!(runs, ["01T05:30:00 first", "01T05:30:00 both", "01T06:30:00 both"]);
    }

    #[test]
    fn a_gap_is_measured_in_minutes() {
        let mut calendar = Calendar::new();
        let rate = |start: &str| "rate(1 day)".parse::<Schedule>().unwrap().starting(at(start));
        calendar.add("a", rate("2026-01-01T10:00:01Z"));
        calendar.add("b", rate("2026-01-01T10:00:59Z"));
        calendar.add("c", rate("2026-01-01T10:01:00Z"));
        calendar.add("d", rate("2026-01-01T10:03:30Z"));
        let groups = |gap: TimeDelta| {
            let collisions = calendar.collisions(at("2026-01-02T00:00:00Z"), at("2026-01-03T00:00:00Z"), gap);
            collisions.map(|collision| collision.runs().map(|run| run.name).collect::<String>()).collect::<Vec<_>>()
        };
        assert_eq!(groups(TimeDelta::zero()), ["ab"]);
        assert_eq!(groups(TimeDelta::seconds(59)), ["ab"]);
        assert_eq!(groups(TimeDelta::minutes(1)), ["abc"]);
        assert_eq!(groups(TimeDelta::minutes(2)), ["abcd"]);
        assert_eq!(groups(TimeDelta::MAX), ["abcd"]);
        assert_eq!(groups(TimeDelta::seconds(-1)), [""; 0]);
        assert_eq!(groups(TimeDelta::MIN), [""; 0]);
    }

    #[test]
    fn one_schedule_alone_is_no_collision() {
        let mut calendar = Calendar::new();
        let (start, end) = (at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"));
        calendar.add("minutes", "cron(* * * * ? *)".parse().unwrap());
        assert_eq!(calendar.collisions(start, end, TimeDelta::hours(1)).count(), 0);
        calendar.add("noon", "cron(0 12 * * ? *)".parse().unwrap());
        let mut hour = calendar.collisions(start, end, TimeDelta::hours(1));
        assert_eq!(hour.next().unwrap().runs().count(), 1_441);
        assert_eq!((hour.next(), hour.next()), (None, None));
        assert_eq!(calendar.collisions(start, end, TimeDelta::zero()).count(), 1);
    }

    #[test]
    fn nothing_is_nothing() {
        let calendar = Calendar::new();
        let (min, max) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        assert_eq!(calendar.upcoming_after(min).next(), None);
        let mut calendar = Calendar::new();
        calendar.add("last", "cron(59 23 31 12 ? 2199)".parse().unwrap());
        calendar.add("never", "cron(0 0 30 2 ? *)".parse().unwrap());
        calendar.add("rate", "rate(100000 days)".parse::<Schedule>().unwrap().starting(max));
        let mut runs = calendar.upcoming_after(min);
        assert_eq!(runs.next().map(|run| run.name), Some("last"));
        assert_eq!((runs.next(), runs.next()), (None, None));
        assert_eq!(calendar.upcoming_after(max).next(), None);
        assert_eq!(calendar.between(max, min).next(), None);
        assert_eq!(calendar.collisions(min, max, TimeDelta::MAX).next(), None);
    }
}
