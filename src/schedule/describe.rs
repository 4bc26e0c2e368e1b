//! Schedules in English.
//!
//! A description is made from what was compiled, not from the text: `0/15` and `0,15,30,45` are described alike. It says exactly
//! when the schedule fires, in the time of whatever zone it is read in; only a long irregular set is counted rather than listed,
//! and then the description says so: "23 of the minutes from 0 through 58".

use chrono::Timelike;

use crate::schedule::cron::Cron;
use crate::schedule::days::{self, DayRule, EVERY_DAY_OF_MONTH};
use crate::schedule::rate::{Rate, RateUnit};
use crate::schedule::years::{LAST, Years};
use crate::schedule::{At, Kind, Schedule};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const ORDINALS: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

const EVERY_HOUR: u32 = (1 << 24) - 1;
const EVERY_MONTH: u16 = 0x1FFE;

/// Up to so many values or ranges are listed whatever they are; up to `LISTED` if they follow no even step.
const ALWAYS_LISTED: usize = 4;
const LISTED: usize = 8;

impl Schedule {
    /// When the schedule fires, in English: a fragment without a full stop, in the time of whatever zone it is read in.
    ///
    /// A rate counts from an instant that the expression does not say; its days are always 24 hours.
    ///
    /// ```
    /// use rulebridge::schedule::Schedule;
    ///
    /// let describe = |text: &str| text.parse::<Schedule>().map(|schedule| schedule.describe());
    /// assert_eq!(describe("cron(0 11 ? * MON-FRI *)")?, "At 11:00, Monday through Friday");
    /// assert_eq!(describe("rate(5 minutes)")?, "Every 5 minutes from its start");
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn describe(&self) -> String {
        match &self.kind {
            Kind::Cron(cron) => cron.describe(),
            Kind::Rate(rate) => describe_rate(rate),
            Kind::At(at) => describe_at(at),
        }
    }
}

impl Cron {
    /// When it fires, in English: a fragment without a full stop, in the time of whatever zone it is read in.
    ///
    /// ```
    /// use rulebridge::schedule::Cron;
    ///
    /// let describe = |fields: &str| fields.parse::<Cron>().map(|cron| cron.describe());
    /// assert_eq!(describe("0/5 8-17 ? * 6L *")?, "Every 5 minutes from 08:00 through 17:55, on the last Friday of the month");
    /// assert_eq!(describe("0 0 30 2 ? *")?, "Never: February has no 30th");
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn describe(&self) -> String {
        if self.never {
            return format!("Never: {}", self.why_never());
        }
        let hourly = self.hours == EVERY_HOUR && self.days == DayRule::DaysOfMonth(EVERY_DAY_OF_MONTH);
        let days = (!hourly).then(|| self.describe_days());
        let months = (self.months != EVERY_MONTH).then(|| format!("in {}", self.describe_months()));
        let clauses = [Some(self.describe_times()), days, months, describe_years(self.years)];
        clauses.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn describe_times(&self) -> String {
        let (minutes, hours) = (values(self.minutes), values(self.hours.into()));
        let round = step_round_the_hour(&minutes);
        if let (Some(step), Some(0), 24) = (round, minutes.first(), hours.len()) {
            return every(step);
        }
        let times: Vec<u32> =
            hours.iter().flat_map(|hour| minutes.iter().map(move |minute| hour * 60 + minute)).collect();
        if times.len() > ALWAYS_LISTED && hours.len() < 24 {
            if let Some(stretches) = describe_stretches(&times) {
                return stretches;
            }
        }
        if times.len() <= LISTED {
            return format!("At {}", join(times.iter().map(|&time| clock(time)), "and"));
        }
        match (&minutes[..], shape(&hours, 24), round) {
            (&[minute], Shape::Parts(parts), _) if hours.len() < 24 => {
                format!("At {}", list(&parts, "every hour from ", |hour| clock(hour * 60 + minute)))
            }
            (_, Shape::Steps { step, .. }, Some(round)) => {
                let (first, last) = ends(&times);
                let (every, nth) = (every(round), ordinal_word(step));
                format!("{every} in every {nth} hour, from {} through {}", clock(first), clock(last))
            }
            (_, hours, _) => format!("{} past {}", describe_minutes(&minutes), describe_hours(&hours)),
        }
    }

    fn describe_days(&self) -> String {
        match self.days {
            DayRule::DaysOfMonth(EVERY_DAY_OF_MONTH) => "every day".into(),
            DayRule::DaysOfMonth(mask) => match shape(&values(mask.into()), 31) {
                Shape::Parts(parts) => format!("on {}", list(&parts, "", the_ordinal)),
                Shape::Steps { step, first, last } => {
                    let (nth, first, last) = (ordinal_word(step), the_ordinal(first), the_ordinal(last));
                    format!("on every {nth} day from {first} through {last} of the month")
                }
                Shape::Many { count, first, last } => {
                    format!("on {count} of the days from {} through {}", the_ordinal(first), the_ordinal(last))
                }
            },
            DayRule::DaysOfWeek(mask) => {
                let days = around(mask.into(), 7, 2);
                match runs(&days)[..] {
                    [(first, last)] if first < last => format!("{} through {}", name(&DAYS, first), name(&DAYS, last)),
                    _ => format!("every {}", join(days.iter().map(|&day| name(&DAYS, day)), "and")),
                }
            }
            DayRule::LastWeekday(day) => format!("on the last {} of the month", name(&DAYS, day.into())),
            DayRule::NthWeekday(day, n) => {
                format!("on the {} {} of the month", ordinal_word(n.into()), name(&DAYS, day.into()))
            }
            DayRule::Last { before: 0, weekday } => {
                format!("on the last {} of the month", if weekday { "weekday" } else { "day" })
            }
            DayRule::Last { before, weekday } => {
                let day = format!("the {}", before_the_last(before));
                let day = match (weekday, before) {
                    (false, _) => format!("{day} of the month"),
                    (true, ..=26) => format!("the weekday nearest {day} of the month"),
                    // The nearest of all may be in another month.
                    (true, _) => format!("the weekday of the month nearest {day}"),
                };
                format!("on {day}{}", self.only_in_months_with(u32::from(before) + 1))
            }
            DayRule::NearestWeekday(1) => "on the first weekday of the month".into(),
            DayRule::NearestWeekday(day @ ..=27) => {
                format!("on the weekday nearest {} of the month", the_ordinal(day.into()))
            }
            DayRule::NearestWeekday(day) => {
                let only = self.only_in_months_with(day.into());
                format!("on the weekday of the month nearest {}{only}", the_ordinal(day.into()))
            }
        }
    }

    /// The restriction that a day brings which not all of the months have.
    fn only_in_months_with(&self, day: u32) -> String {
        let without = match day {
            ..=28 => 0,
            29 | 30 => 1 << 2,
            _ => 1 << 2 | 1 << 4 | 1 << 6 | 1 << 9 | 1 << 11,
        };
        if self.months & without == 0 { String::new() } else { format!(", in months that have a {}", ordinal(day)) }
    }

    fn describe_months(&self) -> String {
        list(&runs(&around(self.months.into(), 12, 1)), "", |month| name(&MONTHS, month).into())
    }

    fn why_never(&self) -> String {
        let missing = match self.days {
            DayRule::DaysOfMonth(mask) => join(values(mask.into()).into_iter().map(ordinal), "or"),
            DayRule::NearestWeekday(day) => ordinal(day.into()),
            DayRule::NthWeekday(day, n) => format!("{} {}", ordinal_word(n.into()), name(&DAYS, day.into())),
            DayRule::Last { before, .. } => before_the_last(before),
            DayRule::DaysOfWeek(_) | DayRule::LastWeekday(_) => return "no date matches".into(),
        };
        let have = if self.months.count_ones() == 1 { "has" } else { "have" };
        let in_other_years = days::ever(&Self { years: Years::ALL, ..*self });
        let years = describe_years(self.years).filter(|_| in_other_years).map(|years| format!(" {years}"));
        format!("{} {have} no {missing}{}", self.describe_months(), years.unwrap_or_default())
    }
}

fn describe_rate(rate: &Rate) -> String {
    let every = match (rate.unit(), rate.value()) {
        (RateUnit::Days, 1) => "24 hours".into(),
        (RateUnit::Days, days) => format!("{days} days ({} hours)", u64::from(days) * 24),
        (unit, 1) => unit.text(1).into(),
        (unit, value) => format!("{value} {}", unit.text(value)),
    };
    format!("Every {every} from its start")
}

fn describe_at(at: &At) -> String {
    let format = if at.local.second() == 0 { "%-d %B %Y at %H:%M" } else { "%-d %B %Y at %H:%M:%S" };
    format!("Once, on {}", at.local.format(format))
}

/// `Every 5 minutes from 08:00 through 17:55 and from …`, if the times are a few stretches with the same step.
fn describe_stretches(times: &[u32]) -> Option<String> {
    let step = times.iter().zip(times.iter().skip(1)).map(|(time, next)| next - time).min()?;
    let stretches: Vec<&[u32]> = times.chunk_by(|time, next| next - time == step).collect();
    let even = if step < 60 { 60 % step == 0 } else { 1440 % step == 0 };
    let few = stretches.len() <= ALWAYS_LISTED && stretches.iter().all(|stretch| stretch.len() > 2);
    let stretch = |stretch: &[u32]| {
        let (first, last) = ends(stretch);
        format!("from {} through {}", clock(first), clock(last))
    };
    (few && (even || times.len() > LISTED))
        .then(|| format!("{} {}", every(step), join(stretches.into_iter().map(stretch), "and")))
}

fn describe_minutes(minutes: &[u32]) -> String {
    match shape(minutes, 60) {
        Shape::Parts(parts) => match parts[..] {
            [(1, 1)] => "At 1 minute".into(),
            [(first, last)] if first < last => format!("Every minute from {first} through {last} minutes"),
            _ => format!("At {} minutes", list(&parts, "", |minute| minute.to_string())),
        },
        Shape::Steps { step, first, last } => format!("{} from {first} through {last} minutes", every(step)),
        Shape::Many { count, first, last } => format!("At {count} of the minutes from {first} through {last}"),
    }
}

fn describe_hours(hours: &Shape) -> String {
    let on_the_hour = |hour: u32| clock(hour * 60);
    match hours {
        Shape::Parts(parts) if parts[..] == [(0, 23)] => "every hour".into(),
        Shape::Parts(parts) => list(parts, "every hour from ", on_the_hour),
        Shape::Steps { step, first, last } => {
            let nth = ordinal_word(*step);
            format!("every {nth} hour from {} through {}", on_the_hour(*first), on_the_hour(*last))
        }
        Shape::Many { count, first, last } => {
            format!("{count} of the hours from {} through {}", on_the_hour(*first), on_the_hour(*last))
        }
    }
}

/// `None` for every year.
fn describe_years(years: Years) -> Option<String> {
    let values: Vec<u32> = years.iter().map(i32::unsigned_abs).collect();
    (years != Years::ALL).then(|| match shape(&values, 230) {
        Shape::Parts(parts) => match parts[..] {
            [(first, last)] if first < last && last == LAST.unsigned_abs() => format!("from {first} on"),
            _ => format!("in {}", list(&parts, "", |year| year.to_string())),
        },
        Shape::Steps { step, first, last } => {
            format!("in every {} year from {first} through {last}", ordinal_word(step))
        }
        Shape::Many { count, first, last } => format!("in {count} of the years from {first} through {last}"),
    })
}

/// What an ascending set of values is best told as.
enum Shape {
    /// Single values and ranges.
    Parts(Vec<(u32, u32)>),
    /// Every so many values.
    Steps { step: u32, first: u32, last: u32 },
    /// Too irregular to tell.
    Many { count: usize, first: u32, last: u32 },
}

/// The shape of a set of values of a field that has `size` values.
fn shape(values: &[u32], size: u32) -> Shape {
    let (parts, (first, last)) = (runs(values), ends(values));
    match constant_step(values) {
        Some(step) if parts.len() > ALWAYS_LISTED && (parts.len() > LISTED || size % step == 0) => {
            Shape::Steps { step, first, last }
        }
        _ if parts.len() <= LISTED => Shape::Parts(parts),
        _ => Shape::Many { count: values.len(), first, last },
    }
}

/// Ranges of three values or more, and the others one by one.
fn runs(values: &[u32]) -> Vec<(u32, u32)> {
    let parts = |run: &[u32]| match *run {
        [first, _, .., last] => vec![(first, last)],
        _ => run.iter().map(|&value| (value, value)).collect(),
    };
    values.chunk_by(|value, next| value + 1 == *next).flat_map(parts).collect()
}

fn constant_step(values: &[u32]) -> Option<u32> {
    let mut steps = values.iter().zip(values.iter().skip(1)).map(|(value, next)| next - value);
    let step = steps.next()?;
    steps.all(|other| other == step).then_some(step)
}

/// The step between the minutes if it goes on in the next hour.
fn step_round_the_hour(minutes: &[u32]) -> Option<u32> {
    let step = if minutes.len() == 1 { 60 } else { constant_step(minutes)? };
    (minutes.len() as u32 * step == 60).then_some(step)
}

fn ends(values: &[u32]) -> (u32, u32) {
    (values.first().copied().unwrap_or_default(), values.last().copied().unwrap_or_default())
}

fn values(mask: u64) -> Vec<u32> {
    (0..64).filter(|bit| mask >> bit & 1 != 0).collect()
}

/// The values of a set that has no end, such as the days of the week: behind a gap first, looking from `from` on. Those behind
/// the last go on counting.
fn around(mask: u64, size: u32, from: u32) -> Vec<u32> {
    let contains = |value: &u32| mask >> ((value + size - 1) % size + 1) & 1 != 0;
    let start = (from..from + size).find(|value| contains(value) && !contains(&(value - 1))).unwrap_or(from);
    (start..start + size).filter(contains).collect()
}

/// `a, b and c`.
fn join(items: impl IntoIterator<Item = impl Into<String>>, word: &str) -> String {
    let mut items: Vec<String> = items.into_iter().map(Into::into).collect();
    let last = items.pop().unwrap_or_default();
    if items.is_empty() { last } else { format!("{} {word} {last}", items.join(", ")) }
}

fn list(parts: &[(u32, u32)], before_range: &str, show: impl Fn(u32) -> String) -> String {
    let part = |&(first, last): &(u32, u32)| match first == last {
        true => show(first),
        false => format!("{before_range}{} through {}", show(first), show(last)),
    };
    join(parts.iter().map(part), "and")
}

fn every(minutes: u32) -> String {
    match minutes {
        1 => "Every minute".into(),
        60 => "Every hour".into(),
        _ if minutes % 60 == 0 => format!("Every {} hours", minutes / 60),
        _ => format!("Every {minutes} minutes"),
    }
}

/// A time of the day, in minutes.
fn clock(time: u32) -> String {
    format!("{:02}:{:02}", time / 60, time % 60)
}

/// The name of a month or day, 1 being the first.
fn name<const N: usize>(names: &[&'static str; N], number: u32) -> &'static str {
    names.iter().cycle().nth(number.saturating_sub(1) as usize).copied().unwrap_or_default()
}

fn ordinal(number: u32) -> String {
    let suffix = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{suffix}")
}

fn the_ordinal(number: u32) -> String {
    format!("the {}", ordinal(number))
}

fn ordinal_word(number: u32) -> String {
    let word = ORDINALS.get((number as usize).wrapping_sub(1));
    word.map_or_else(|| ordinal(number), |&word| word.into())
}

fn before_the_last(days: u8) -> String {
    let nth = if days == 1 { String::new() } else { ordinal_word(days.into()) + " " };
    nth + "day before the last"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let cases = [
            ("* * * * ? *", "Every minute"),
            ("0/15 * * * ? *", "Every 15 minutes"),
            ("0 * ? 5 * *", "Every hour, in May"),
            ("0/25 * * * ? *", "At 0, 25 and 50 minutes past every hour"),
            ("0,3 9-17 * * ? 2199", "At 0 and 3 minutes past every hour from 09:00 through 17:00, every day, in 2199"),
            (
                "*/10 */2 ? * FRI-MON *",
                "Every 10 minutes in every second hour, from 00:00 through 22:50, Friday through Monday",
            ),
            (
                "0 0 1,15 1-3 ? 2026-2028",
                "At 00:00, on the 1st and the 15th, in January through March, in 2026 through 2028",
            ),
            (
                "0 0 31W 1-4 ? *",
                "At 00:00, on the weekday of the month nearest the 31st, in months that have a 31st, in January through April",
            ),
            ("0 0 31 4,6 ? *", "Never: April and June have no 31st"),
            ("0 0 29 2 ? 2026", "Never: February has no 29th in 2026"),
        ];
        for (fields, expected) in cases {
            assert_eq!(fields.parse::<Cron>().unwrap().describe(), expected, "{fields}");
        }
    }

    #[test]
    fn sets_without_an_end() {
        assert_eq!(around(0b1000_0010, 7, 2), [7, 8]);
        assert_eq!(around(0b0001_1000_0000_0110, 12, 1), [11, 12, 13, 14]);
        assert_eq!(around(0b1111_1110, 7, 2), [2, 3, 4, 5, 6, 7, 8]);
    }
}
