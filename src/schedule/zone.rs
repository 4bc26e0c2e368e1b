//! Time zones with their transitions ready, right to 2199.
//!
//! chrono-tz knows no transition from 2100 on. There the rules of a zone go on as they are in the last years it does know. Such a
//! rule is a day of the week on or after a day of the year, at a time of day; it is found from the twelve years to 2099, in which
//! the 1st of March falls on every day of the week. (Copying a whole like year instead would bring back rules that have ended by
//! then, as in Gaza.) A zone without transitions in 2099 has none later.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Offset, TimeZone, Utc};
use chrono_tz::{OffsetName, Tz};

use crate::error::{Error, ErrorKind};
use crate::schedule::days::{month_start, weekday};
use crate::schedule::years::LAST;
use crate::span::Span;

const DAY: i64 = 86_400;

/// A time zone, with its clock changes from 1970 to 2199 ready. Cheap to clone.
///
/// ```
/// use rulebridge::schedule::Zone;
///
/// let zone: Zone = "America/New_York".parse()?;
/// assert_eq!(zone.name(), "America/New_York");
/// let summer = "2150-07-01T12:00:00Z".parse::<chrono::DateTime<chrono::Utc>>()?;
/// assert_eq!(zone.local(summer).to_string(), "2150-07-01 08:00:00 -04:00");
/// assert_eq!(zone.abbreviation(summer), "EDT");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Zone {
    name: &'static str,
    periods: Arc<Periods>,
}

struct Periods {
    /// In order, without gaps.
    all: Box<[Period]>,
    /// For each [`STRIDE`] from 1970 on the index of the period in which it starts: a search begins there.
    guesses: Box<[u32]>,
}

/// About 97 days, in seconds as a power of two: few clocks change more than once in them.
const STRIDE: u32 = 23;

/// A time without a clock change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    /// The first instant, and the first after it.
    pub(super) start: i64,
    pub(super) end: i64,
    /// Seconds east of UTC.
    pub(super) offset: i32,
    pub(super) abbreviation: Arc<str>,
}

impl Period {
    /// What the clock shows at the first instant.
    pub(super) fn local_start(&self) -> i64 {
        self.start.saturating_add(self.offset.into())
    }

    /// What the clock would show at the first instant after the last.
    pub(super) fn local_end(&self) -> i64 {
        self.end.saturating_add(self.offset.into())
    }
}

impl Zone {
    /// The zone of chrono-tz.
    ///
    /// ```
    /// use rulebridge::schedule::Zone;
    ///
    /// assert_eq!(Zone::new(chrono_tz::Asia::Kolkata).name(), "Asia/Kolkata");
    /// ```
    pub fn new(tz: Tz) -> Self {
        let mut periods = known_periods(tz);
        extend_past_2099(&mut periods);
        Self { name: tz.name(), periods: Arc::new(Periods::new(periods)) }
    }

    /// UTC.
    ///
    /// ```
    /// assert_eq!(rulebridge::schedule::Zone::utc().name(), "UTC");
    /// ```
    pub fn utc() -> Self {
        Self::new(Tz::UTC)
    }

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What the clock shows at an instant.
    pub fn local(&self, instant: DateTime<Utc>) -> DateTime<FixedOffset> {
        instant.with_timezone(&self.offset(instant))
    }

    /// The offset from UTC at an instant.
    pub fn offset(&self, instant: DateTime<Utc>) -> FixedOffset {
        let seconds = self.period(self.index(instant.timestamp())).map_or(0, |period| period.offset);
        FixedOffset::east_opt(seconds).unwrap_or(Utc.fix())
    }

    /// The abbreviation of the offset in force at an instant, such as `EST`, or `+0530` where there is none.
    pub fn abbreviation(&self, instant: DateTime<Utc>) -> &str {
        self.period(self.index(instant.timestamp())).map_or("", |period| &period.abbreviation)
    }

    /// The clock changes after `start` and before `end`, each with the offset it changes to.
    ///
    /// ```
    /// use rulebridge::schedule::Zone;
    ///
    /// let zone: Zone = "America/New_York".parse()?;
    /// let start = "2026-01-01T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>()?;
    /// let end = "2027-01-01T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>()?;
    /// let changes: Vec<String> = zone.changes(start, end).map(|change| change.to_string()).collect();
    /// assert_eq!(changes, ["2026-03-08 03:00:00 -04:00", "2026-11-01 01:00:00 -05:00"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn changes(
        &self,
        start: DateTime<Utc>,
        end: DateTime<Utc>,
    ) -> impl Iterator<Item = DateTime<FixedOffset>> + '_ {
        let range = start.timestamp()..end.timestamp();
        let after = self.index(range.start) + 1;
        let periods = self.periods.all.iter().skip(after).take_while(move |period| period.start < range.end);
        periods.filter_map(|period| {
            DateTime::from_timestamp(period.start, 0)?.with_timezone(&FixedOffset::east_opt(period.offset)?).into()
        })
    }

    /// The index of the period at an instant.
    pub(super) fn index(&self, instant: i64) -> usize {
        let index = self.periods.first_after(instant, |period| period.end <= instant);
        index.min(self.periods.all.len().saturating_sub(1))
    }

    pub(super) fn period(&self, index: usize) -> Option<&Period> {
        self.periods.all.get(index)
    }

    /// The earlier instant at which the clock shows `local`, unless it never does, and the index of its period.
    pub(super) fn first_instant(&self, local: i64) -> Option<i64> {
        let period = self.period(self.local_index(local))?;
        (local >= period.local_start()).then(|| local - i64::from(period.offset))
    }

    /// The index of the earliest period that ends after the clock would show `local`.
    pub(super) fn local_index(&self, local: i64) -> usize {
        // No clock is a day away from UTC.
        self.periods.first_after(local.saturating_sub(DAY), |period| period.local_end() <= local)
    }
}

impl Periods {
    fn new(all: Vec<Period>) -> Self {
        let years = i64::from(month_start(LAST + 1, 1)) * DAY;
        let starts = (1..=years >> STRIDE).map(|nth| nth << STRIDE);
        let index = |start: i64| all.partition_point(|period| period.end <= start) as u32;
        // What is before 1970 is searched from the first period on.
        let guesses = std::iter::once(0).chain(starts.map(index)).collect();
        Self { all: all.into(), guesses }
    }

    /// The index of the first period that is not `over`; all that end by `instant` are.
    fn first_after(&self, instant: i64, over: impl Fn(&Period) -> bool) -> usize {
        let stride = usize::try_from(instant >> STRIDE).unwrap_or(0).min(self.guesses.len().saturating_sub(1));
        let mut index = self.guesses.get(stride).map_or(0, |&guess| guess as usize);
        while self.all.get(index).is_some_and(&over) {
            index += 1;
        }
        index
    }
}

/// The periods that chrono-tz knows, from 1970 to the end of 2099.
fn known_periods(tz: Tz) -> Vec<Period> {
    let at = |instant: i64| {
        let naive = DateTime::from_timestamp(instant, 0).map(|instant| instant.naive_utc()).unwrap_or_default();
        let offset = tz.offset_from_utc_datetime(&naive);
        let seconds = offset.fix().local_minus_utc();
        (seconds, offset.abbreviation().map_or_else(|| numeric_abbreviation(seconds), Into::into))
    };
    let end = i64::from(month_start(2100, 1)) * DAY;
    let mut instant = -2 * DAY;
    let (mut offset, mut abbreviation): (i32, Arc<str>) = at(instant);
    let mut periods = Vec::new();
    let mut start = i64::MIN;
    // No zone has changed its clocks twice within twelve hours.
    while instant < end {
        let next = (instant + DAY / 2).min(end);
        let (next_offset, next_abbreviation) = at(next);
        if next_offset != offset || next_abbreviation != abbreviation {
            let (mut before, mut after) = (instant, next);
            while before + 1 < after {
                let middle = before + (after - before) / 2;
                if at(middle) == (offset, abbreviation.clone()) { before = middle } else { after = middle }
            }
            periods.push(Period { start, end: after, offset, abbreviation });
            (start, offset, abbreviation) = (after, next_offset, next_abbreviation);
        }
        instant = next;
    }
    periods.push(Period { start, end: i64::MAX, offset, abbreviation });
    periods
}

fn numeric_abbreviation(seconds: i32) -> Arc<str> {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60).into()
}

/// A clock change that comes every year.
struct YearlyChange {
    /// Days are counted from 1 March if they are after it, else from 1 January: so leap days do not matter.
    from_march: bool,
    /// The change is on this day of the week, on or after that day.
    weekday: u32,
    earliest: i32,
    /// On the clock before the change.
    second_of_day: i64,
    offset_before: i32,
    offset: i32,
    abbreviation: Arc<str>,
}

/// The years that rules are found in.
const RULE_YEARS: std::ops::RangeInclusive<i32> = 2088..=2099;

fn extend_past_2099(periods: &mut Vec<Period>) {
    let changes_of = |year: i32| -> Vec<(&Period, &Period)> {
        let year = i64::from(month_start(year, 1)) * DAY..i64::from(month_start(year + 1, 1)) * DAY;
        let pairs = periods.iter().zip(periods.iter().skip(1));
        pairs.filter(|(_, after)| year.contains(&after.start)).collect()
    };
    let by_year: Vec<(i32, Vec<(&Period, &Period)>)> = RULE_YEARS.map(|year| (year, changes_of(year))).collect();
    let count = by_year.last().map_or(0, |(_, changes)| changes.len());
    let rules: Vec<YearlyChange> = (0..count)
        .filter_map(|nth| {
            let changes = by_year.iter().filter_map(|(year, changes)| changes.get(nth).map(|change| (*year, *change)));
            YearlyChange::of(changes)
        })
        .collect();
    for year in 2100..=LAST {
        for rule in &rules {
            let start = rule.instant(year);
            if let Some(last) = periods.last_mut() {
                last.end = start;
            }
            let abbreviation = rule.abbreviation.clone();
            periods.push(Period { start, end: i64::MAX, offset: rule.offset, abbreviation });
        }
    }
}

impl YearlyChange {
    /// The rule behind one change of each of some years.
    fn of<'p>(changes: impl Iterator<Item = (i32, (&'p Period, &'p Period))>) -> Option<Self> {
        let mut rule: Option<Self> = None;
        for (year, (before, after)) in changes {
            let local = after.start + i64::from(before.offset);
            let day = i32::try_from(local.div_euclid(DAY)).ok()?;
            let from_march = day >= month_start(year, 3);
            let earliest = day - month_start(year, if from_march { 3 } else { 1 });
            let rule = rule.get_or_insert_with(|| Self {
                from_march,
                weekday: weekday(day),
                earliest,
                second_of_day: local.rem_euclid(DAY),
                offset_before: before.offset,
                offset: after.offset,
                abbreviation: after.abbreviation.clone(),
            });
            rule.earliest = rule.earliest.min(earliest);
        }
        rule
    }

    fn instant(&self, year: i32) -> i64 {
        let earliest = month_start(year, if self.from_march { 3 } else { 1 }) + self.earliest;
        let wait = (self.weekday + 7 - weekday(earliest)) % 7;
        i64::from(earliest) * DAY + i64::from(wait) * DAY + self.second_of_day - i64::from(self.offset_before)
    }
}

impl FromStr for Zone {
    type Err = Error;

    /// The zone with an IANA name.
    fn from_str(name: &str) -> Result<Self, Error> {
        name.parse::<Tz>().map(Self::new).map_err(|_| {
            let message = format!("`{name}` is no time zone: the IANA database names them, as in America/New_York");
            let distance = |zone: &Tz| strsim::damerau_levenshtein(&name.to_lowercase(), &zone.name().to_lowercase());
            let nearest =
                if name.len() < 64 { chrono_tz::TZ_VARIANTS.iter().min_by_key(|zone| distance(zone)) } else { None };
            let near = nearest.filter(|zone| distance(zone) <= 3).map(|zone| format!("did you mean {}?", zone.name()));
            Error::new(ErrorKind::UnknownZone, message, Span::new(0, name.len()), name.as_bytes()).with_help(near)
        })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zone").field(&self.name).finish()
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl std::hash::Hash for Zone {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}
