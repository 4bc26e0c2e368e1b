//! From times on a clock to instants: gaps are skipped, folds run once or twice.
//!
//! Instants here are seconds since 1970-01-01T00:00:00Z.
//!
//! Source: EventBridge Scheduler user guide, daylight saving time: a time that does not exist is skipped; a time that exists
//! twice runs once, the first time.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::schedule::cron::Cron;
use crate::schedule::search::Cursor;
use crate::schedule::zone::Zone;
use crate::schedule::{Fold, Kind};

const DAY: i64 = 86_400;

/// A schedule read in a zone, or in UTC.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) kind: Kind,
    /// `None` is UTC.
    pub(super) zone: Option<Zone>,
    pub(super) fold: Fold,
}

impl Reading {
    /// The first run after an instant.
    pub(super) fn next_after(&self, after: i64) -> Option<i64> {
        let earliest = after.checked_add(1)?;
        match (&self.kind, &self.zone) {
            (Kind::Rate(rate), _) => rate.next_after(after),
            (Kind::At(_), _) => self.once().filter(|&run| run >= earliest),
            (Kind::Cron(cron), None) => cron.at_or_after(earliest),
            (Kind::Cron(cron), Some(zone)) => match self.fold {
                Fold::First => next_first(cron, zone, earliest),
                Fold::Both => next_both(cron, zone, earliest),
            },
        }
    }

    /// The last run before an instant.
    pub(super) fn previous_before(&self, before: i64) -> Option<i64> {
        let latest = before.checked_sub(1)?;
        match (&self.kind, &self.zone) {
            (Kind::Rate(rate), _) => rate.previous_before(before),
            (Kind::At(_), _) => self.once().filter(|&run| run <= latest),
            (Kind::Cron(cron), None) => cron.at_or_before(latest),
            (Kind::Cron(cron), Some(zone)) => match self.fold {
                Fold::First => previous_first(cron, zone, latest),
                Fold::Both => previous_both(cron, zone, latest),
            },
        }
    }

    /// Whether an instant is a run.
    pub(super) fn matches(&self, instant: i64) -> bool {
        match (&self.kind, &self.zone) {
            (Kind::Rate(rate), _) => instant.checked_sub(1).and_then(|before| rate.next_after(before)) == Some(instant),
            (Kind::At(_), _) => self.once() == Some(instant),
            (Kind::Cron(cron), None) => cron.matches_local(instant),
            (Kind::Cron(cron), Some(zone)) => {
                let offset = zone.period(zone.index(instant)).map_or(0, |period| i64::from(period.offset));
                let local = instant.saturating_add(offset);
                cron.matches_local(local) && (self.fold == Fold::Both || zone.first_instant(local) == Some(instant))
            }
        }
    }

    /// The one run of `at(…)`.
    fn once(&self) -> Option<i64> {
        let Kind::At(at) = &self.kind else { return None };
        match &self.zone {
            None => Some(at.local_seconds()),
            Some(zone) => zone.first_instant(at.local_seconds()),
        }
    }
}

fn next_first(cron: &Cron, zone: &Zone, earliest: i64) -> Option<i64> {
    let (mut local, mut index) = first_clock_time(zone, earliest)?;
    loop {
        let found = cron.at_or_after(local)?;
        if zone.period(index)?.local_end() <= found {
            index = zone.local_index(found);
        }
        let period = zone.period(index)?;
        if found >= period.local_start() {
            return Some(found - i64::from(period.offset));
        }
        // In a gap: nothing before its end exists.
        local = period.local_start();
    }
}

/// The earliest time on the clock whose first instant is not before `earliest`, and the period it is in.
fn first_clock_time(zone: &Zone, earliest: i64) -> Option<(i64, usize)> {
    let index = zone.index(earliest);
    let local = earliest.checked_add(zone.period(index)?.offset.into())?;
    // In the second pass of a fold everything up to its end has been.
    let passed =
        index.checked_sub(1).and_then(|before| zone.period(before)).map_or(i64::MIN, |before| before.local_end());
    Some((local.max(passed), index))
}

fn next_both(cron: &Cron, zone: &Zone, earliest: i64) -> Option<i64> {
    let mut index = zone.index(earliest);
    let mut local = earliest.checked_add(zone.period(index)?.offset.into())?;
    loop {
        let period = zone.period(index)?;
        let found = cron.at_or_after(local);
        if let Some(found) = found.filter(|&found| found < period.local_end()) {
            return Some(found - i64::from(period.offset));
        }
        index += 1;
        let next = zone.period(index)?.local_start();
        if found.is_none() && next >= local {
            return None;
        }
        local = next;
    }
}

fn previous_first(cron: &Cron, zone: &Zone, latest: i64) -> Option<i64> {
    let index = zone.index(latest);
    let mut local = latest.checked_add(zone.period(index)?.offset.into())?;
    if let Some(before) = index.checked_sub(1).and_then(|before| zone.period(before)) {
        // In the second pass of a fold everything up to its end has been.
        if local < before.local_end() {
            local = before.local_end() - 1;
        }
    }
    loop {
        let found = cron.at_or_before(local)?;
        let index = zone.local_index(found);
        let period = zone.period(index)?;
        if found >= period.local_start() {
            return Some(found - i64::from(period.offset));
        }
        // In a gap: the last time before it.
        local = zone.period(index.checked_sub(1)?)?.local_end() - 1;
    }
}

fn previous_both(cron: &Cron, zone: &Zone, latest: i64) -> Option<i64> {
    let mut index = zone.index(latest);
    let mut local = latest.checked_add(zone.period(index)?.offset.into())?;
    loop {
        let period = zone.period(index)?;
        let found = cron.at_or_before(local);
        if let Some(found) = found.filter(|&found| found >= period.local_start()) {
            return Some(found - i64::from(period.offset));
        }
        index = index.checked_sub(1)?;
        let previous = zone.period(index)?.local_end() - 1;
        if found.is_none() && previous <= local {
            return None;
        }
        local = previous;
    }
}

/// The runs of a reading in ascending order.
#[derive(Debug, Clone)]
pub(super) struct Runs {
    reading: Reading,
    state: State,
    /// The first instant that is too late.
    end: i64,
    /// The day of the last run, counted from 1970-01-01: most runs are on the same day as the last or on the next.
    day: i64,
    date: NaiveDate,
}

#[derive(Debug, Clone)]
enum State {
    Utc(Cursor),
    /// Each time of the clock once: the index of the period the last one was in.
    Zoned(Cursor, usize),
    /// Anything else, one step at a time from the last run.
    Stepping(i64),
    Done,
}

impl Runs {
    /// The runs from `start` on and before `end`.
    pub(super) fn new(reading: Reading, start: i64, end: i64) -> Self {
        let state = match (&reading.kind, &reading.zone, reading.fold) {
            (Kind::Cron(cron), None, _) => State::Utc(Cursor::new(cron, start)),
            (Kind::Cron(cron), Some(zone), Fold::First) => match first_clock_time(zone, start) {
                Some((local, index)) => State::Zoned(Cursor::new(cron, local), index),
                None => State::Done,
            },
            _ => State::Stepping(start.saturating_sub(1)),
        };
        Self { reading, state, end, day: 0, date: NaiveDate::default() }
    }

    #[inline]
    pub(super) fn next(&mut self) -> Option<i64> {
        let run = match &mut self.state {
            State::Utc(cursor) => cursor.next(),
            State::Zoned(cursor, index) => match &self.reading.zone {
                Some(zone) => next_zoned(cursor, zone, index),
                None => None,
            },
            State::Stepping(last) => {
                let run = self.reading.next_after(*last);
                *last = run.unwrap_or(*last);
                run
            }
            State::Done => None,
        };
        let run = run.filter(|&run| run < self.end);
        if run.is_none() {
            self.state = State::Done;
        }
        run
    }

    /// The same as chrono counts it. Its conversion of seconds takes longer than the search for them.
    pub(super) fn next_instant(&mut self) -> Option<DateTime<Utc>> {
        let run = self.next()?;
        let day = run.div_euclid(DAY);
        match day - self.day {
            0 => {}
            1 => (self.day, self.date) = (day, self.date.succ_opt()?),
            _ => {
                let instant = DateTime::from_timestamp(run, 0)?;
                (self.day, self.date) = (day, instant.date_naive());
                return Some(instant);
            }
        }
        let time = NaiveTime::from_num_seconds_from_midnight_opt(run.rem_euclid(DAY) as u32, 0)?;
        Some(self.date.and_time(time).and_utc())
    }
}

fn next_zoned(cursor: &mut Cursor, zone: &Zone, index: &mut usize) -> Option<i64> {
    loop {
        let local = cursor.next()?;
        let mut period = zone.period(*index)?;
        if period.local_end() <= local {
            *index += 1;
            period = zone.period(*index)?;
            if period.local_end() <= local {
                *index = zone.local_index(local);
                period = zone.period(*index)?;
            }
        }
        if local >= period.local_start() {
            return Some(local - i64::from(period.offset));
        }
    }
}
