//! The calendar: which days of a month a schedule fires on.

use crate::schedule::cron::Cron;
use crate::schedule::years::{LAST, Years};

/// How the day is chosen: by one of the two day fields, the other being `?`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum DayRule {
    /// Bits 1 to 31.
    DaysOfMonth(u32),
    /// The day so many days before the last; or the weekday nearest to it, within the month.
    Last { before: u8, weekday: bool },
    /// The weekday nearest to a day that the month has, within the month.
    NearestWeekday(u8),
    /// Bits 1 (Sunday) to 7.
    DaysOfWeek(u8),
    /// The last such day of the week in the month, 1 being Sunday.
    LastWeekday(u8),
    /// The nth such day of the week in the month.
    NthWeekday(u8, u8),
}

pub(super) const EVERY_DAY_OF_MONTH: u32 = 0xFFFF_FFFE;
const EVERY_DAY_OF_WEEK: u8 = 0xFE;

impl DayRule {
    /// Every day is said in one way only.
    pub(super) fn normalized(self) -> Self {
        match self {
            Self::DaysOfWeek(EVERY_DAY_OF_WEEK) => Self::DaysOfMonth(EVERY_DAY_OF_MONTH),
            other => other,
        }
    }

    /// The days, as bits 1 to 31, of a month with `len` days whose first is on day `first` of the week, Sunday being 0.
    pub(super) fn days(self, len: u32, first: u32) -> u32 {
        let in_month = ((2_u64 << len) - 2) as u32;
        let days = match self {
            Self::DaysOfMonth(mask) => mask,
            Self::Last { before, weekday } => match len.checked_sub(u32::from(before)) {
                None | Some(0) => 0,
                Some(day) if weekday => 1 << nearest_weekday(day, len, first),
                Some(day) => 1 << day,
            },
            Self::NearestWeekday(day) if u32::from(day) > len => 0,
            Self::NearestWeekday(day) => 1 << nearest_weekday(u32::from(day), len, first),
            Self::DaysOfWeek(mask) => {
                // Bit n of `week` is the day of the week of day n of the month, for n from 1 on.
                let rotated = ((u64::from(mask) >> 1) * 0x0000_0408_1020_4081) >> first;
                (rotated << 1) as u32
            }
            Self::LastWeekday(day) => {
                let first_such = first_such_day(u32::from(day), first);
                1 << (first_such + (len - first_such) / 7 * 7)
            }
            Self::NthWeekday(day, n) => {
                1_u32.checked_shl(first_such_day(u32::from(day), first) + 7 * (u32::from(n) - 1)).unwrap_or(0)
            }
        };
        days & in_month
    }
}

/// The first day of the month that is on `day` of the week, 1 being Sunday.
fn first_such_day(day: u32, first: u32) -> u32 {
    1 + (day + 6 - first) % 7
}

/// The weekday nearest to `day` that is in the month.
fn nearest_weekday(day: u32, len: u32, first: u32) -> u32 {
    match (first + day - 1) % 7 {
        6 if day == 1 => 3,
        6 => day - 1,
        0 if day == len => day - 2,
        0 => day + 1,
        _ => day,
    }
}

pub(super) const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(super) const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 => 28 + is_leap(year) as u32,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the first of a month.
pub(super) const fn month_start(year: i32, month: u32) -> i32 {
    // Years that start in March have their leap day at the end.
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month as i32 + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The day of the week of a day counted from 1970-01-01, Sunday being 0.
pub(super) const fn weekday(days: i32) -> u32 {
    (days + 4).rem_euclid(7) as u32
}

/// Year, month and day of a day counted from 1970-01-01.
pub(super) const fn civil(days: i32) -> (i32, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year_of_era, month + 3) } else { (year_of_era + 1, month - 9) };
    (year + era * 400, month as u32, day as u32)
}

/// The days of one month on which `cron` may fire, and the day before the month counted from 1970-01-01.
pub(super) fn of_month(days: DayRule, year: i32, month: u32) -> (u32, i32) {
    let start = month_start(year, month);
    (days.days(days_in_month(year, month), weekday(start)), start - 1)
}

/// Whether any day between 1970 and 2199 matches.
pub(super) fn ever(cron: &Cron) -> bool {
    // Days that every month has, in whatever year.
    let always = match cron.days {
        DayRule::DaysOfMonth(mask) => mask & 0x1FFF_FFFE != 0,
        DayRule::Last { before, .. } => before < 28,
        DayRule::NearestWeekday(day) => day <= 28,
        DayRule::NthWeekday(_, n) => n <= 4,
        DayRule::DaysOfWeek(_) | DayRule::LastWeekday(_) => true,
    };
    let some_year = cron.years != Years::NONE;
    if always || !some_year {
        return some_year && cron.months != 0;
    }
    let months = || (1..=12).filter(|&month| cron.months >> month & 1 != 0);
    let any_in = |years: Years| years.iter().any(|year| months().any(|month| of_month(cron.days, year, month).0 != 0));
    // All years: 28 of them have every kind of year; do not look at 230.
    match cron.years == Years::ALL {
        true => (LAST - 27..=LAST).any(|year| months().any(|month| of_month(cron.days, year, month).0 != 0)),
        false => any_in(cron.years),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_is_chronos() {
        use chrono::{Datelike, NaiveDate};
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
        for days in (-800_000..800_000).step_by(7).chain(-100..100) {
            let date = epoch + chrono::TimeDelta::days(days.into());
            assert_eq!(civil(days), (date.year(), date.month(), date.day()));
            assert_eq!(weekday(days), date.weekday().num_days_from_sunday());
            assert_eq!(month_start(date.year(), date.month()) + date.day() as i32 - 1, days);
        }
    }

    #[test]
    fn days_of_every_shape_of_month() {
        for len in 28..=31 {
            for first in 0..7 {
                for day in 1..=7_u8 {
                    let on_day = (1..=len).filter(|n| (first + n - 1) % 7 == u32::from(day) - 1);
                    let mask = on_day.clone().fold(0, |mask, n| mask | 1 << n);
                    assert_eq!(DayRule::DaysOfWeek(1 << day).days(len, first), mask);
                    assert_eq!(DayRule::LastWeekday(day).days(len, first), 1 << on_day.clone().max().unwrap());
                    for n in 1..=5 {
                        let nth = on_day.clone().nth(usize::from(n) - 1);
                        assert_eq!(DayRule::NthWeekday(day, n).days(len, first), nth.map_or(0, |nth| 1 << nth));
                    }
                }
                for day in 1..=31_u8 {
                    let is_weekday = |n: u32| !matches!((first + n - 1) % 7, 0 | 6);
                    let candidates = (1..=len).filter(|&n| is_weekday(n));
                    let nearest = candidates.min_by_key(|n| n.abs_diff(u32::from(day)));
                    let expected = nearest.filter(|_| u32::from(day) <= len).map_or(0, |n| 1 << n);
                    assert_eq!(DayRule::NearestWeekday(day).days(len, first), expected, "{len} {first} {day}");
                }
            }
        }
    }
}
