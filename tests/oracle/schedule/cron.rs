//! Decides what is between the parentheses of `cron(…)`: minutes, hours, day of month, month, day of week, year.
//!
//! Documented: `?` in exactly one of the two day fields; `L` (last day) and `3W` (the weekday closest to the third) in day of
//! month; `6L` (last Friday) and `3#2` (second Tuesday) in day of week, each alone in its field. Observed: `LW`, `SAT#3`, no
//! fire for `31W` in a shorter month. As in Quartz: `L-3`, `L-3W`, `FRIL`, any case, `L` in day of week is Saturday, `W` stays
//! inside the month. Scheduler documents five fields, without the year; rules refuse them.
//!
//! Decided: fields are separated by runs of blanks and tabs, which may also stand at both ends; `L-n` goes up to 30, and a
//! month that is too short for it does not fire; numbers beside `L`, `W` and `#` are written as all others.

use std::collections::BTreeSet;

use super::calendar::Date;
use super::{DAY, Dialect, HOUR, MINUTE, calendar, field};

#[derive(Debug, Clone)]
pub struct Cron {
    minutes: BTreeSet<i64>,
    hours: BTreeSet<i64>,
    day_of_month: DayOfMonth,
    months: BTreeSet<i64>,
    day_of_week: DayOfWeek,
    years: BTreeSet<i64>,
}

#[derive(Debug, Clone)]
enum DayOfMonth {
    /// `?`
    Unspecified,
    OneOf(BTreeSet<i64>),
    /// `L` or `L-3`: so many days before the last.
    BeforeLast(i64),
    /// `LW` or `L-3W`: the weekday nearest to that day.
    NearestToBeforeLast(i64),
    /// `15W`: the weekday nearest to that day.
    NearestTo(i64),
}

#[derive(Debug, Clone)]
enum DayOfWeek {
    /// `?`
    Unspecified,
    OneOf(BTreeSet<i64>),
    /// `6L`: the last one in the month.
    Last(i64),
    /// `6#3`: the third one in the month.
    Nth(i64, i64),
}

const SUNDAY: i64 = 1;
const SATURDAY: i64 = 7;

pub fn parse(text: &str, dialect: Dialect) -> Option<Cron> {
    let mut fields: Vec<&str> = text.split([' ', '\t']).filter(|field| !field.is_empty()).collect();
    if fields.len() == 5 && dialect == Dialect::Scheduler {
        fields.push("*");
    }
    let &[minutes, hours, day_of_month, months, day_of_week, years] = fields.as_slice() else {
        return None;
    };
    let cron = Cron {
        minutes: field::MINUTES.values(minutes)?,
        hours: field::HOURS.values(hours)?,
        day_of_month: DayOfMonth::parse(day_of_month)?,
        months: field::MONTHS.values(months)?,
        day_of_week: DayOfWeek::parse(day_of_week)?,
        years: field::YEARS.values(years)?,
    };
    let no_day_of_month = matches!(cron.day_of_month, DayOfMonth::Unspecified);
    let no_day_of_week = matches!(cron.day_of_week, DayOfWeek::Unspecified);
    (no_day_of_month != no_day_of_week).then_some(cron)
}

impl DayOfMonth {
    fn parse(text: &str) -> Option<DayOfMonth> {
        if let [item] = field::items(text)?.as_slice() {
            let item = item.to_ascii_uppercase();
            if item == "?" {
                return Some(DayOfMonth::Unspecified);
            }
            if let Some(rest) = item.strip_prefix('L') {
                return match rest.strip_suffix('W') {
                    Some(rest) => days_before_last(rest).map(DayOfMonth::NearestToBeforeLast),
                    None => days_before_last(rest).map(DayOfMonth::BeforeLast),
                };
            }
            if let Some(day) = item.strip_suffix('W') {
                return field::DAYS_OF_MONTH.value(day).map(DayOfMonth::NearestTo);
            }
        }
        field::DAYS_OF_MONTH.values(text).map(DayOfMonth::OneOf)
    }

    fn names(&self, date: &Date) -> bool {
        match self {
            DayOfMonth::Unspecified => true,
            DayOfMonth::OneOf(days) => days.contains(&date.day),
            DayOfMonth::BeforeLast(days) => date.day == date.month_length - days,
            DayOfMonth::NearestToBeforeLast(days) => is_weekday_nearest_to(date.month_length - days, date),
            DayOfMonth::NearestTo(day) => is_weekday_nearest_to(*day, date),
        }
    }
}

/// Nothing, or `-` and a number.
fn days_before_last(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    field::number(text.strip_prefix('-')?, 2).filter(|days| *days <= 30)
}

/// Whether the date is the weekday nearest to that day of its month, which may not exist.
fn is_weekday_nearest_to(day: i64, date: &Date) -> bool {
    if day < 1 || day > date.month_length {
        return false;
    }
    let nearest = match weekday_of(day, date) {
        SATURDAY if day == 1 => 3,
        SATURDAY => day - 1,
        SUNDAY if day == date.month_length => day - 2,
        SUNDAY => day + 1,
        _ => day,
    };
    date.day == nearest
}

/// The day of the week of another day in the date's month.
fn weekday_of(day: i64, date: &Date) -> i64 {
    (date.weekday - 1 + day - date.day).rem_euclid(7) + 1
}

impl DayOfWeek {
    fn parse(text: &str) -> Option<DayOfWeek> {
        if let [item] = field::items(text)?.as_slice() {
            let item = item.to_ascii_uppercase();
            if item == "?" {
                return Some(DayOfWeek::Unspecified);
            }
            if item == "L" {
                return Some(DayOfWeek::OneOf([SATURDAY].into()));
            }
            if let Some(weekday) = item.strip_suffix('L') {
                return field::DAYS_OF_WEEK.value(weekday).map(DayOfWeek::Last);
            }
            if let Some((weekday, nth)) = item.split_once('#') {
                let nth = field::number(nth, 2).filter(|nth| (1..=5).contains(nth))?;
                return field::DAYS_OF_WEEK.value(weekday).map(|weekday| DayOfWeek::Nth(weekday, nth));
            }
        }
        field::DAYS_OF_WEEK.values(text).map(DayOfWeek::OneOf)
    }

    fn names(&self, date: &Date) -> bool {
        match self {
            DayOfWeek::Unspecified => true,
            DayOfWeek::OneOf(weekdays) => weekdays.contains(&date.weekday),
            DayOfWeek::Last(weekday) => date.weekday == *weekday && date.day + 7 > date.month_length,
            // The first is one of the days 1 to 7, the second of 8 to 14 …
            DayOfWeek::Nth(weekday, nth) => date.weekday == *weekday && (date.day - 1) / 7 + 1 == *nth,
        }
    }
}

impl Cron {
    /// Whether the date is one of those the four date fields name.
    pub fn names_date(&self, date: &Date) -> bool {
        self.years.contains(&date.year)
            && self.months.contains(&date.month)
            && self.day_of_month.names(date)
            && self.day_of_week.names(date)
    }

    /// Whether a local time, in seconds since 1970 on the local clock, is second 0 of a minute that all fields name.
    pub fn names(&self, local: i64) -> bool {
        let time = local.rem_euclid(DAY);
        time % MINUTE == 0
            && self.minutes.contains(&(time % HOUR / MINUTE))
            && self.hours.contains(&(time / HOUR))
            && calendar::date(local.div_euclid(DAY)).is_some_and(|date| self.names_date(date))
    }
}
