//! Decides which dates there are from 1970 to 2199, the years a schedule can name, by counting them all, one after the
//! other, from Thursday, 1 January 1970.

use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub year: i64,
    pub month: i64,
    pub day: i64,
    /// 1 is Sunday, 7 is Saturday.
    pub weekday: i64,
    /// How many days the month has.
    pub month_length: i64,
}

/// 2199-12-31 as a number of days since 1970-01-01.
pub const LAST_DAY: i64 = 84_005;

static DATES: LazyLock<Vec<Date>> = LazyLock::new(|| {
    let mut dates = Vec::new();
    let mut weekday = 5;
    for year in 1970..=2199 {
        for month in 1..=12 {
            let month_length = month_length(year, month);
            for day in 1..=month_length {
                dates.push(Date { year, month, day, weekday, month_length });
                weekday = weekday % 7 + 1;
            }
        }
    }
    dates
});

fn month_length(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

pub fn dates() -> &'static [Date] {
    &DATES
}

/// The date so many days after 1970-01-01.
pub fn date(days: i64) -> Option<&'static Date> {
    DATES.get(usize::try_from(days).ok()?)
}

/// The number of days from 1970-01-01 to a date, if there is such a date.
pub fn days_until(year: i64, month: i64, day: i64) -> Option<i64> {
    let index = DATES.iter().position(|date| (date.year, date.month, date.day) == (year, month, day))?;
    i64::try_from(index).ok()
}
