//! Schedules: `cron(…)`, `rate(…)` and `at(…)`, and when they fire.
//!
//! ```text
//! text ─ grammar (nom) ─▶ items with spans ─ parse ─▶ bit sets (Cron), Rate, At, and notices ─▶ Schedule
//!                                                                       │
//! instant ─ zone ─▶ time on the clock ─ search: year, month, day, hour, minute ─ zone ─▶ instant
//! ```
//!
//! A [`Schedule`] alone is read in UTC, as scheduled rules are. [`Schedule::in_zone`] reads it on the clock of a zone, as
//! EventBridge Scheduler does: a time that a clock change skips does not fire, a time that it repeats fires once, the first
//! time. Nothing here reads a clock: every question comes with an instant.
//!
//! What AWS accepts although it is undocumented or surprising is accepted, and noted: [`Schedule::notices`].
//!
//! Source: EventBridge and Scheduler user guides; observed on AWS; Quartz 2.3.2 where AWS behaves like it.

mod at;
mod calendar;
mod cron;
mod days;
mod describe;
mod drift;
pub mod et;
pub(crate) mod field;
mod grammar;
mod help;
mod notice;
mod parse;
mod rate;
mod rewrite;
mod runs;
mod search;
#[cfg(feature = "serde")]
mod serialize;
mod wall_clock;
mod words;
mod years;
mod zone;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::iter::FusedIterator;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, Utc};

use crate::error::Error;
pub use at::At;
pub use calendar::{Calendar, CalendarRun, CalendarRuns, Collision, Collisions};
pub use cron::Cron;
pub use drift::{Drift, DriftChange, DriftClock, DriftTime};
pub use notice::{Notice, NoticeKind};
pub use rate::{Rate, RateUnit};
pub use rewrite::{Refusal, UtcPeriod, UtcReading};
use runs::{Reading, Runs};
pub use wall_clock::WallClock;
pub use zone::Zone;

/// Which service reads the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Dialect {
    /// Scheduled rules of an event bus: six fields, no `at(…)`, a rate's unit agrees with its number.
    #[default]
    Rule,
    /// EventBridge Scheduler.
    Scheduler,
}

/// How a schedule is parsed.
///
/// ```
/// use rulebridge::schedule::{Dialect, Schedule, ScheduleOptions};
///
/// let options = ScheduleOptions::new().dialect(Dialect::Scheduler);
/// assert!(Schedule::parse_with("at(2026-11-21T09:00:00)", &options).is_ok());
/// assert!("at(2026-11-21T09:00:00)".parse::<Schedule>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct ScheduleOptions {
    dialect: Dialect,
}

impl ScheduleOptions {
    /// The dialect of scheduled rules.
    pub const fn new() -> Self {
        Self { dialect: Dialect::Rule }
    }

    /// The service that reads the expression.
    #[must_use]
    pub const fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }
}

/// What a schedule does with times that the clock shows twice in autumn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Fold {
    /// Fires the first time only, as EventBridge Scheduler documents.
    #[default]
    First,
    /// Fires both times.
    Both,
}

/// A schedule of a rule or of EventBridge Scheduler.
///
/// Two schedules are equal when they fire alike; blanks, the spelling of fields and notices do not count.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use rulebridge::schedule::Schedule;
///
/// let schedule: Schedule = "cron(0 11 ? * MON-FRI *)".parse()?;
/// let friday: DateTime<Utc> = "2026-11-20T12:00:00Z".parse()?;
/// let next = schedule.next_after(friday).unwrap();
/// assert_eq!(next.to_rfc3339(), "2026-11-23T11:00:00+00:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Schedule {
    kind: Kind,
    notices: Box<[Notice]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Cron(Cron),
    Rate(Rate),
    At(At),
}

impl Schedule {
    /// Parses an expression of a dialect.
    ///
    /// # Errors
    ///
    /// For everything that AWS refuses, or that has no single sensible meaning.
    ///
    /// ```
    /// use rulebridge::schedule::{Schedule, ScheduleOptions};
    ///
    /// let error = Schedule::parse_with("cron(0 1 * * * *)", &ScheduleOptions::new()).unwrap_err();
    /// assert_eq!(
    ///     format!("{error:#}"),
    ///     "1:14: day-of-month and day-of-week are both given: one of them has to be `?`
    ///   |
    /// 1 | cron(0 1 * * * *)
    ///   |              ^
    ///   = help: write cron(0 1 * * ? *)"
    /// );
    /// ```
    pub fn parse_with(text: &str, options: &ScheduleOptions) -> Result<Self, Error> {
        let (kind, notices) = parse::schedule(text, options)?;
        Ok(Self { kind, notices: notices.into() })
    }

    /// What AWS accepts in this expression and its author may regret, in the order of the text.
    ///
    /// ```
    /// use rulebridge::schedule::Schedule;
    ///
    /// assert!("cron(0 11 * * ? *)".parse::<Schedule>()?.notices().is_empty());
    /// let [notice] = "cron(0 11 ? * L *)".parse::<Schedule>()?.notices().to_vec()[..] else { panic!() };
    /// assert!(notice.to_string().starts_with("`L` alone in day-of-week is every Saturday"));
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The cron expression, if it is one.
    pub fn as_cron(&self) -> Option<&Cron> {
        match &self.kind {
            Kind::Cron(cron) => Some(cron),
            _ => None,
        }
    }

    /// The rate, if it is one.
    pub fn as_rate(&self) -> Option<&Rate> {
        match &self.kind {
            Kind::Rate(rate) => Some(rate),
            _ => None,
        }
    }

    /// The one time, if it is one.
    pub fn as_at(&self) -> Option<&At> {
        match &self.kind {
            Kind::At(at) => Some(at),
            _ => None,
        }
    }

    /// This schedule, created or started at an instant: that is where a rate counts from. A scheduled rule runs for the first
    /// time one interval later; Scheduler runs at once. Fractions of a second are dropped. Nothing changes for `cron(…)` and `at(…)`.
    ///
    /// ```
    /// use chrono::{DateTime, Utc};
    /// use rulebridge::schedule::Schedule;
    ///
    /// let schedule: Schedule = "rate(5 minutes)".parse()?;
    /// let now: DateTime<Utc> = "2026-11-21T09:02:00Z".parse()?;
    /// assert_eq!(schedule.next_after(now), None);
    /// assert_eq!(schedule.starting(now).next_after(now).unwrap().to_rfc3339(), "2026-11-21T09:07:00+00:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn starting(mut self, instant: DateTime<Utc>) -> Self {
        if let Kind::Rate(rate) = self.kind {
            self.kind = Kind::Rate(rate.starting(instant));
        }
        self
    }

    /// This schedule on the clock of a zone.
    ///
    /// ```
    /// use chrono::{DateTime, Utc};
    /// use rulebridge::schedule::{Schedule, Zone};
    ///
    /// let schedule = "cron(30 2 * * ? *)".parse::<Schedule>()?.in_zone(&"America/New_York".parse::<Zone>()?);
    /// let spring: DateTime<Utc> = "2026-03-07T12:00:00Z".parse()?;
    /// // 8 March has no 2:30.
    /// assert_eq!(schedule.next_after(spring).unwrap().to_rfc3339(), "2026-03-09T02:30:00-04:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn in_zone(&self, zone: &Zone) -> InZone {
        let reading = Reading { kind: self.kind, zone: Some(zone.clone()), fold: Fold::First };
        InZone { zone: zone.clone(), reading }
    }

    fn reading(&self) -> Reading {
        Reading { kind: self.kind, zone: None, fold: Fold::First }
    }

    /// The first run after an instant, in UTC. `None` if there is none before 2200, and for a rate that has not
    /// [started](Self::starting).
    pub fn next_after(&self, instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match &self.kind {
            Kind::Cron(cron) => utc(cron.at_or_after(instant.timestamp().checked_add(1)?)?),
            _ => utc(self.reading().next_after(instant.timestamp())?),
        }
    }

    /// The last run before an instant, in UTC.
    ///
    /// ```
    /// use rulebridge::schedule::Schedule;
    ///
    /// let schedule: Schedule = "cron(0 0 29 2 ? *)".parse()?;
    /// let previous = schedule.previous_before("2027-01-01T00:00:00Z".parse()?).unwrap();
    /// assert_eq!(previous.to_rfc3339(), "2024-02-29T00:00:00+00:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn previous_before(&self, instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
        utc(self.reading().previous_before(full_seconds(instant))?)
    }

    /// Whether an instant is a run. Runs are at full minutes, but for `at(…)` and a rate that started in between.
    ///
    /// ```
    /// use rulebridge::schedule::Schedule;
    ///
    /// let schedule: Schedule = "cron(0/15 * * * ? *)".parse()?;
    /// assert!(schedule.matches("2026-01-01T10:45:00Z".parse()?));
    /// assert!(!schedule.matches("2026-01-01T10:45:01Z".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn matches(&self, instant: DateTime<Utc>) -> bool {
        instant.timestamp_subsec_nanos() == 0 && self.reading().matches(instant.timestamp())
    }

    /// The runs after an instant, in UTC.
    ///
    /// ```
    /// use rulebridge::schedule::Schedule;
    ///
    /// let schedule: Schedule = "cron(0 7 ? * SUN#1 *)".parse()?;
    /// let runs = schedule.upcoming_after("2026-01-01T00:00:00Z".parse()?);
    /// let days: Vec<String> = runs.take(3).map(|run| run.date_naive().to_string()).collect();
    /// assert_eq!(days, ["2026-01-04", "2026-02-01", "2026-03-01"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn upcoming_after(&self, instant: DateTime<Utc>) -> Upcoming {
        Upcoming { runs: Runs::new(self.reading(), instant.timestamp().saturating_add(1), i64::MAX) }
    }

    /// The runs before an instant, in UTC, the latest first.
    pub fn preceding(&self, instant: DateTime<Utc>) -> Preceding {
        Preceding { reading: self.reading(), before: Some(full_seconds(instant)) }
    }

    /// The runs from `start` on and before `end`, in UTC.
    ///
    /// ```
    /// use rulebridge::schedule::Schedule;
    ///
    /// let schedule: Schedule = "cron(0 */6 * * ? *)".parse()?;
    /// let day = schedule.between("2026-01-01T00:00:00Z".parse()?, "2026-01-02T00:00:00Z".parse()?);
    /// assert_eq!(day.count(), 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn between(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Upcoming {
        Upcoming { runs: Runs::new(self.reading(), full_seconds(start), full_seconds(end)) }
    }
}

/// The instant in seconds, rounded up.
fn full_seconds(instant: DateTime<Utc>) -> i64 {
    instant.timestamp() + i64::from(instant.timestamp_subsec_nanos() > 0)
}

fn utc(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

impl FromStr for Schedule {
    type Err = Error;

    /// Parses an expression of a scheduled rule.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse_with(text, &ScheduleOptions::new())
    }
}

impl fmt::Display for Schedule {
    /// The canonical text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Cron(cron) => cron.fmt(f),
            Kind::Rate(rate) => rate.fmt(f),
            Kind::At(at) => at.fmt(f),
        }
    }
}

impl PartialEq for Schedule {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Schedule {}

impl Hash for Schedule {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.kind.hash(state);
    }
}

/// A schedule on the clock of a zone: see [`Schedule::in_zone`]. It answers what [`Schedule`] answers.
#[derive(Debug, Clone)]
pub struct InZone {
    zone: Zone,
    reading: Reading,
}

impl InZone {
    /// What happens with times that the clock shows twice.
    ///
    /// ```
    /// use rulebridge::schedule::{Fold, Schedule, Zone};
    ///
    /// let new_york: Zone = "America/New_York".parse()?;
    /// let schedule = "cron(30 1 * * ? *)".parse::<Schedule>()?.in_zone(&new_york);
    /// let (start, end) = ("2026-11-01T00:00:00Z".parse()?, "2026-11-02T00:00:00Z".parse()?);
    /// assert_eq!(schedule.between(start, end).count(), 1);
    /// assert_eq!(schedule.with_fold(Fold::Both).between(start, end).count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_fold(mut self, fold: Fold) -> Self {
        self.reading.fold = fold;
        self
    }

    /// The zone.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The first run after an instant.
    pub fn next_after(&self, instant: DateTime<Utc>) -> Option<DateTime<FixedOffset>> {
        self.local(self.reading.next_after(instant.timestamp())?)
    }

    /// The last run before an instant.
    pub fn previous_before(&self, instant: DateTime<Utc>) -> Option<DateTime<FixedOffset>> {
        self.local(self.reading.previous_before(full_seconds(instant))?)
    }

    /// Whether an instant is a run.
    pub fn matches(&self, instant: DateTime<Utc>) -> bool {
        instant.timestamp_subsec_nanos() == 0 && self.reading.matches(instant.timestamp())
    }

    /// The runs after an instant.
    pub fn upcoming_after(&self, instant: DateTime<Utc>) -> UpcomingInZone {
        let runs = Runs::new(self.reading.clone(), instant.timestamp().saturating_add(1), i64::MAX);
        UpcomingInZone { zone: self.zone.clone(), runs }
    }

    /// The runs before an instant, the latest first.
    pub fn preceding(&self, instant: DateTime<Utc>) -> PrecedingInZone {
        PrecedingInZone { schedule: self.clone(), before: Some(full_seconds(instant)) }
    }

    /// The runs from `start` on and before `end`.
    pub fn between(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> UpcomingInZone {
        let runs = Runs::new(self.reading.clone(), full_seconds(start), full_seconds(end));
        UpcomingInZone { zone: self.zone.clone(), runs }
    }

    fn local(&self, seconds: i64) -> Option<DateTime<FixedOffset>> {
        Some(self.zone.local(utc(seconds)?))
    }
}

/// The runs of a [`Schedule`] in ascending order, in UTC.
#[derive(Debug, Clone)]
pub struct Upcoming {
    runs: Runs,
}

impl Iterator for Upcoming {
    type Item = DateTime<Utc>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runs.next_instant()
    }
}

impl FusedIterator for Upcoming {}

/// The runs of a [`Schedule`] in descending order, in UTC.
#[derive(Debug, Clone)]
pub struct Preceding {
    reading: Reading,
    before: Option<i64>,
}

impl Iterator for Preceding {
    type Item = DateTime<Utc>;

    fn next(&mut self) -> Option<Self::Item> {
        self.before = self.reading.previous_before(self.before?);
        utc(self.before?)
    }
}

impl FusedIterator for Preceding {}

/// The runs of a schedule [in a zone](InZone) in ascending order.
#[derive(Debug, Clone)]
pub struct UpcomingInZone {
    zone: Zone,
    runs: Runs,
}

impl Iterator for UpcomingInZone {
    type Item = DateTime<FixedOffset>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.zone.local(self.runs.next_instant()?))
    }
}

impl FusedIterator for UpcomingInZone {}

/// The runs of a schedule [in a zone](InZone) in descending order.
#[derive(Debug, Clone)]
pub struct PrecedingInZone {
    schedule: InZone,
    before: Option<i64>,
}

impl Iterator for PrecedingInZone {
    type Item = DateTime<FixedOffset>;

    fn next(&mut self) -> Option<Self::Item> {
        self.before = self.schedule.reading.previous_before(self.before?);
        self.schedule.local(self.before?)
    }
}

impl FusedIterator for PrecedingInZone {}
