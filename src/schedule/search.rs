//! The search for the times a cron expression matches: year, month, day, hour, minute, by bit operations.
//!
//! Times here are seconds since 1970-01-01T00:00 on a clock without a zone. Nothing allocates.

use crate::schedule::cron::Cron;
use crate::schedule::days;
use crate::schedule::years::{FIRST, LAST};

const DAY: i64 = 86_400;
/// Days from 1970-01-01 to 2200-01-01.
const END: i32 = days::month_start(LAST + 1, 1);

impl Cron {
    /// The first match at or after `time`.
    pub(super) fn at_or_after(&self, time: i64) -> Option<i64> {
        Cursor::new(self, time).next()
    }

    /// The last match at or before `time`.
    pub(super) fn at_or_before(&self, time: i64) -> Option<i64> {
        if self.never {
            return None;
        }
        let time = time.min(i64::from(END) * DAY - 1);
        if time < 0 {
            return None;
        }
        let day = i32::try_from(time / DAY).ok()?;
        let second = time % DAY;
        let (year, month, of_month) = days::civil(day);
        if self.contains_date(year, month, of_month) {
            if let Some(second) = self.time_at_or_before(second / 60) {
                return Some(i64::from(day) * DAY + second);
            }
        }
        let day = self.date_at_or_before(year, month, of_month - 1)?;
        Some(i64::from(day) * DAY + self.time_at_or_before(24 * 60 - 1)?)
    }

    /// Whether `time` is a match.
    pub(super) fn matches_local(&self, time: i64) -> bool {
        let day = time.div_euclid(DAY);
        let second = time.rem_euclid(DAY);
        if second % 60 != 0 || !(0..i64::from(END)).contains(&day) {
            return false;
        }
        let (year, month, of_month) = days::civil(day as i32);
        self.contains_date(year, month, of_month)
            && self.hours >> (second / 3_600) & 1 != 0
            && self.minutes >> (second / 60 % 60) & 1 != 0
    }

    fn contains_date(&self, year: i32, month: u32, day: u32) -> bool {
        self.years.contains(year as u16)
            && self.months >> month & 1 != 0
            && days::of_month(self.days, year, month).0 >> day & 1 != 0
    }

    /// Seconds into the day of the last match at or before a minute of the day.
    fn time_at_or_before(&self, minute: i64) -> Option<i64> {
        let (hour, minute) = ((minute / 60) as u32, (minute % 60) as u32);
        let minutes = self.minutes & (u64::MAX >> (63 - minute));
        let (hour, minutes) = if self.hours >> hour & 1 != 0 && minutes != 0 {
            (hour, minutes)
        } else {
            let hours = self.hours & ((1 << hour) - 1);
            (31_u32.checked_sub(hours.leading_zeros())?, self.minutes)
        };
        Some(i64::from(hour) * 3_600 + i64::from(63 - minutes.leading_zeros()) * 60)
    }

    /// The last date that matches at or before the given one, whose day may be 0.
    fn date_at_or_before(&self, year: i32, month: u32, day: u32) -> Option<i32> {
        let mut year_left = self.years.at_or_before(year)?;
        let (mut month_left, mut day_left) = if year_left == year { (month, day) } else { (12, 31) };
        loop {
            while month_left > 0 {
                if self.months >> month_left & 1 != 0 {
                    let (mask, before) = days::of_month(self.days, year_left, month_left);
                    let mask = mask & ((2_u64 << day_left) - 1) as u32;
                    if mask != 0 {
                        return Some(before + 31 - mask.leading_zeros() as i32);
                    }
                }
                (month_left, day_left) = (month_left - 1, 31);
            }
            year_left = self.years.at_or_before(year_left - 1)?;
            month_left = 12;
        }
    }
}

/// The matches of a cron expression in ascending order. It keeps what is left of the hour, the day and the month it is in.
#[derive(Debug, Clone)]
pub(super) struct Cursor {
    cron: Cron,
    minutes_left: u64,
    hours_left: u32,
    days_left: u32,
    month: u32,
    year: i32,
    /// The start of the hour, the start of the day, and the day before the month.
    hour_start: i64,
    day_start: i64,
    month_start: i64,
}

impl Cursor {
    /// The matches at or after `time`.
    pub(super) fn new(cron: &Cron, time: i64) -> Self {
        let mut cursor = Self {
            cron: *cron,
            minutes_left: 0,
            hours_left: 0,
            days_left: 0,
            month: 12,
            year: LAST,
            hour_start: 0,
            day_start: 0,
            month_start: 0,
        };
        if cron.never || time > i64::from(END) * DAY {
            return cursor;
        }
        if time <= 0 {
            (cursor.year, cursor.month) = (FIRST - 1, 12);
            return cursor;
        }
        // Up to the full minute.
        let minute = (time + 59) / 60;
        let (day, minute) = ((minute / 1_440) as i32, (minute % 1_440) as u32);
        let (year, month, of_month) = days::civil(day);
        (cursor.year, cursor.month) = (year, month);
        if !cron.years.contains(year as u16) || cron.months >> month & 1 == 0 {
            return cursor;
        }
        let (mask, before) = days::of_month(cron.days, year, month);
        cursor.month_start = i64::from(before) * DAY;
        cursor.days_left = mask & (u32::MAX << of_month << 1);
        if mask >> of_month & 1 != 0 {
            let (hour, minute) = (minute / 60, minute % 60);
            cursor.day_start = i64::from(day) * DAY;
            cursor.hours_left = cron.hours & (u32::MAX << hour << 1);
            if cron.hours >> hour & 1 != 0 {
                cursor.hour_start = cursor.day_start + i64::from(hour) * 3_600;
                cursor.minutes_left = cron.minutes & (u64::MAX << minute);
            }
        }
        cursor
    }

    #[inline]
    pub(super) fn next(&mut self) -> Option<i64> {
        if self.minutes_left == 0 {
            if self.hours_left == 0 {
                if self.days_left == 0 {
                    self.next_month()?;
                }
                let day = self.days_left.trailing_zeros();
                self.days_left &= self.days_left - 1;
                self.day_start = self.month_start + i64::from(day) * DAY;
                self.hours_left = self.cron.hours;
            }
            let hour = self.hours_left.trailing_zeros();
            self.hours_left &= self.hours_left - 1;
            self.hour_start = self.day_start + i64::from(hour) * 3_600;
            self.minutes_left = self.cron.minutes;
        }
        let minute = self.minutes_left.trailing_zeros();
        self.minutes_left &= self.minutes_left - 1;
        Some(self.hour_start + i64::from(minute) * 60)
    }

    /// Goes on to the next month that has a day.
    fn next_month(&mut self) -> Option<()> {
        if self.cron.never {
            return None;
        }
        loop {
            let months = u32::from(self.cron.months).checked_shr(self.month + 1).unwrap_or(0);
            let same_year = months != 0 && self.cron.years.contains(u16::try_from(self.year).unwrap_or(0));
            if same_year {
                self.month += 1 + months.trailing_zeros();
            } else {
                let Some(year) = self.cron.years.at_or_after(self.year + 1) else {
                    // There is nothing more, and asking again must not start over.
                    (self.year, self.month) = (LAST, 12);
                    return None;
                };
                self.year = year;
                self.month = self.cron.months.trailing_zeros();
            }
            let (mask, before) = days::of_month(self.cron.days, self.year, self.month);
            if mask != 0 {
                self.days_left = mask;
                self.month_start = i64::from(before) * DAY;
                return Some(());
            }
        }
    }
}
