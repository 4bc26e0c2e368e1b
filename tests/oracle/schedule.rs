//! Decides which schedule expressions are accepted, and at which instants they fire: AWS' documentation of scheduled rules
//! and of EventBridge Scheduler, what was observed on AWS, and where both are silent Quartz, whose code AWS seems to use.
//!
//! | module | decides |
//! |---|---|
//! | [`cron`] | what is between the parentheses of `cron(…)`, and the dates it stands for |
//! | [`field`] | one field of numbers: lists, ranges, steps, names |
//! | [`calendar`] | the dates from 1970 to 2199 |
//!
//! An instant is a number of seconds since 1970 in UTC; local time is that plus the zone's offset, seconds included (Monrovia
//! was at -0:44:30 until 1972). A cron fires at second 0 of the local minutes its fields name. A local time that the clocks
//! skip never fires, and one that they show twice fires at the earlier instant (both documented), or at both on request.
//! `at` fires once and so only at the earlier one. A day of a `rate` always has 24 hours, so it needs no zone.
//!
//! Taken for granted: an offset is at most 26 hours and stays for a quarter of an hour or longer.

mod calendar;
mod cron;
mod field;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use cron::Cron;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Scheduled rules.
    Rule,
    /// EventBridge Scheduler.
    Scheduler,
}

/// A parsed expression, naive form.
#[derive(Debug, Clone)]
pub struct Schedule {
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Cron(Cron),
    /// The interval in seconds.
    Rate(i64),
    /// The local time, in seconds since 1970 on the local clock.
    At(i64),
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// No offset moves a local time further than this many days into another UTC day.
const REACH: i64 = 2;
/// The UTC days, counted from 1970-01-01, outside of which no local date from 1970 to 2199 can be.
const FIRST_DAY: i64 = -REACH;
const LAST_DAY: i64 = calendar::LAST_DAY + REACH;

/// The expression with its wrapper `cron(…)`, `rate(…)` or `at(…)`. Nothing may stand around it; the names are lower case.
pub fn parse(text: &str, dialect: Dialect) -> Option<Schedule> {
    if text.chars().count() > 256 {
        return None;
    }
    let (name, rest) = text.split_once('(')?;
    let inner = rest.strip_suffix(')')?;
    let kind = match name {
        "cron" => Kind::Cron(cron::parse(inner, dialect)?),
        "rate" => Kind::Rate(parse_rate(inner, dialect)?),
        "at" if dialect == Dialect::Scheduler => Kind::At(parse_at(inner)?),
        _ => return None,
    };
    Some(Schedule { kind })
}

/// `5 minutes`: a number above 0, one blank, a unit. A rule wants the singular behind 1 and the plural behind all else;
/// Scheduler takes either. Decided: leading zeros change nothing, and the number ends where 32 bits end.
fn parse_rate(text: &str, dialect: Dialect) -> Option<i64> {
    let (number, unit) = text.split_once(' ')?;
    if !number.chars().all(|character| character.is_ascii_digit()) {
        return None;
    }
    let number: u32 = number.parse().ok()?;
    let (seconds, singular) = match unit {
        "minute" => (MINUTE, true),
        "minutes" => (MINUTE, false),
        "hour" => (HOUR, true),
        "hours" => (HOUR, false),
        "day" => (DAY, true),
        "days" => (DAY, false),
        _ => return None,
    };
    let agrees = singular == (number == 1);
    let accepted = number > 0 && (agrees || dialect == Dialect::Scheduler);
    accepted.then_some(i64::from(number) * seconds)
}

/// `2026-01-31T23:59:59`: a local time that exists in the calendar, whatever the zone makes of it.
fn parse_at(text: &str) -> Option<i64> {
    let shape: String =
        text.chars().map(|character| if character.is_ascii_digit() { '0' } else { character }).collect();
    if shape != "0000-00-00T00:00:00" {
        return None;
    }
    let numbers: Vec<i64> = text.split(['-', 'T', ':']).filter_map(|number| number.parse().ok()).collect();
    let &[year, month, day, hour, minute, second] = numbers.as_slice() else {
        return None;
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = calendar::days_until(year, month, day)?;
    Some(days * DAY + hour * HOUR + minute * MINUTE + second)
}

impl Schedule {
    /// Whether the schedule fires at this UTC instant (seconds since 1970) in a zone given by its offset east of UTC, in
    /// seconds, at a UTC instant. `both`: a cron fires in both passes of a repeated hour. A rate has no instants of its own.
    pub fn fires_at(&self, utc: i64, offset: &dyn Fn(i64) -> i32, both: bool) -> bool {
        if !(FIRST_DAY..=LAST_DAY).contains(&utc.div_euclid(DAY)) {
            return false;
        }
        let local = utc + i64::from(offset(utc));
        let (is_the_time, both) = match &self.kind {
            Kind::Cron(cron) => (cron.names(local), both),
            Kind::At(time) => (*time == local, false),
            Kind::Rate(_) => return false,
        };
        is_the_time && (both || !instants_of(local, offset).iter().any(|&instant| instant < utc))
    }

    /// The first instant strictly after `utc`, or None when there is none before the end of 2199 (local).
    pub fn next_after(&self, utc: i64, offset: &dyn Fn(i64) -> i32, both: bool) -> Option<i64> {
        let fires = |instant: &i64| *instant > utc && self.fires_at(*instant, offset, both);
        match &self.kind {
            Kind::Cron(cron) => (utc.div_euclid(DAY).max(FIRST_DAY)..=LAST_DAY)
                .filter(|day| names_a_date_near(cron, *day))
                .flat_map(minutes_of)
                .filter(|minute| minute + MINUTE > utc)
                .flat_map(|minute| full_minutes_within(minute, offset))
                .find(fires),
            Kind::At(time) => instants_of(*time, offset).into_iter().find(fires),
            Kind::Rate(_) => None,
        }
    }

    /// The last instant strictly before `utc`, or None when there is none since the start of 1970 (local).
    pub fn previous_before(&self, utc: i64, offset: &dyn Fn(i64) -> i32, both: bool) -> Option<i64> {
        let fires = |instant: &i64| *instant < utc && self.fires_at(*instant, offset, both);
        match &self.kind {
            Kind::Cron(cron) => (FIRST_DAY..=utc.div_euclid(DAY).min(LAST_DAY))
                .rev()
                .filter(|day| names_a_date_near(cron, *day))
                .flat_map(|day| minutes_of(day).rev())
                .filter(|minute| *minute < utc)
                .flat_map(|minute| full_minutes_within(minute, offset).into_iter().rev())
                .find(fires),
            Kind::At(time) => instants_of(*time, offset).into_iter().find(fires),
            Kind::Rate(_) => None,
        }
    }

    /// rate only: interval in seconds.
    pub fn interval(&self) -> Option<i64> {
        match self.kind {
            Kind::Rate(seconds) => Some(seconds),
            Kind::Cron(_) | Kind::At(_) => None,
        }
    }

    /// Whether a cron can ever fire (a date between 1970 and 2199 exists). A rate and, zones aside, an `at` always can.
    pub fn ever_fires(&self) -> bool {
        match &self.kind {
            Kind::Cron(cron) => calendar::dates().iter().any(|date| cron.names_date(date)),
            Kind::Rate(_) | Kind::At(_) => true,
        }
    }
}

/// All instants at which the local clock shows `local`: none when it is skipped, two when the clock is put back over it.
/// Each is `local` less an offset in force around that time, if that offset is really in force then.
fn instants_of(local: i64, offset: &dyn Fn(i64) -> i32) -> BTreeSet<i64> {
    let around = (local - 27 * HOUR..=local + 27 * HOUR).step_by(15 * 60);
    let offsets: BTreeSet<i32> = around.map(offset).collect();
    let instants = offsets.into_iter().map(|offset| (local - i64::from(offset), offset));
    instants.filter(|&(instant, wanted)| offset(instant) == wanted).map(|(instant, _)| instant).collect()
}

/// Whether any local date that can occur during this UTC day, in whatever zone, is one of the cron's.
fn names_a_date_near(cron: &Cron, utc_day: i64) -> bool {
    (utc_day - REACH..=utc_day + REACH).filter_map(calendar::date).any(|date| cron.names_date(date))
}

/// The starts of a UTC day's minutes.
fn minutes_of(utc_day: i64) -> impl DoubleEndedIterator<Item = i64> {
    (0..24 * 60).map(move |minute| utc_day * DAY + minute * MINUTE)
}

/// Where in a UTC minute the local clock can be at second 0: at the start, unless the offset has seconds. The offset may
/// change within the minute, so both are tried, and the caller checks.
fn full_minutes_within(minute: i64, offset: &dyn Fn(i64) -> i32) -> BTreeSet<i64> {
    let offsets = [offset(minute), offset(minute + MINUTE - 1)];
    offsets.map(|offset| minute + (-(minute + i64::from(offset))).rem_euclid(MINUTE)).into()
}
