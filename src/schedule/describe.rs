//! Schedules in English.
//!
//! A description is made from what was compiled, not from the text: `0/15` and `0,15,30,45` are described alike. It says exactly
//! when the schedule fires, in the time of whatever zone it is read in; only a long irregular set is counted rather than listed,
//! and then the description says so: "23 of the minutes from 0 through 58".

use chrono::Timelike;

use crate::schedule::cron::Cron;
use crate::schedule::days::{self, DayRule, EVERY_DAY_OF_MONTH};
use crate::schedule::rate::{Rate, RateUnit};
use crate::schedule::words::{clock, day_name, every, join, list, month_name, ordinal, ordinal_word, the_ordinal};
use crate::schedule::years::Years;
use crate::schedule::{At, Kind, Schedule};

const EVERY_HOUR: u32 = (1 << 24) - 1;
const EVERY_MONTH: u16 = 0x1FFE;

/// Up to so many values or ranges are listed whatever they are; up to `LISTED` if they follow no even step.
const ALWAYS_LISTED: usize = 4;
const LISTED: usize = 8;

impl Schedule {
    /// When the schedule fires, in English: a fragment without a final period, in the time of whatever zone it is read in.
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
    /// When it fires, in English: a fragment without a final period, in the time of whatever zone it is read in.
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
        // The nearest weekday of all may be in another month.
        let nearest = |day: String, near_another: bool| match near_another {
            true => format!("the weekday of the month nearest {day}"),
            false => format!("the weekday nearest {day} of the month"),
        };
        match self.days {
            DayRule::DaysOfMonth(EVERY_DAY_OF_MONTH) => "every day".into(),
            DayRule::DaysOfMonth(mask) => {
                format!("on {}", shape(&values(mask.into()), 31).describe("day", "", the_ordinal))
            }
            DayRule::DaysOfWeek(mask) => {
                let days = around(mask.into(), 7, 2);
                match runs(&days)[..] {
                    [(first, last)] if first < last => format!("{} through {}", day_name(first), day_name(last)),
                    _ => format!("every {}", join(days.iter().map(|&day| day_name(day)), "and")),
                }
            }
            DayRule::LastWeekday(day) => format!("on the last {} of the month", day_name(day.into())),
            DayRule::NthWeekday(day, n) => {
                format!("on the {} {} of the month", ordinal_word(n.into()), day_name(day.into()))
            }
            DayRule::Last { before: 0, weekday } => {
                format!("on the last {} of the month", if weekday { "weekday" } else { "day" })
            }
            DayRule::Last { before, weekday } => {
                let day = format!("the {}", before_the_last(before));
                let day = if weekday { nearest(day, before > 26) } else { format!("{day} of the month") };
                format!("on {day}{}", self.only_in_months_with(u32::from(before) + 1))
            }
            DayRule::NearestWeekday(1) => "on the first weekday of the month".into(),
            DayRule::NearestWeekday(day) => {
                let only = self.only_in_months_with(day.into());
                format!("on {}{only}", nearest(the_ordinal(day.into()), day > 27))
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
        list(&runs(&around(self.months.into(), 12, 1)), "", month_name)
    }

    fn why_never(&self) -> String {
        let missing = match self.days {
            DayRule::DaysOfMonth(mask) => join(values(mask.into()).into_iter().map(ordinal), "or"),
            DayRule::NearestWeekday(day) => ordinal(day.into()),
            DayRule::NthWeekday(day, n) => format!("{} {}", ordinal_word(n.into()), day_name(day.into())),
            DayRule::Last { before, .. } => before_the_last(before),
            DayRule::DaysOfWeek(_) | DayRule::LastWeekday(_) => return "no date matches".into(),
        };
        let have = if self.months.count_ones() == 1 { "has" } else { "have" };
        let years = match self.years.iter().nth(ALWAYS_LISTED) {
            _ if !days::ever(&Self { years: Years::ALL, ..*self }) => String::new(),
            None => format!(" {}", describe_years(self.years).unwrap_or_default()),
            Some(_) => " in any of the years given".into(),
        };
        format!("{} {have} no {missing}{years}", self.describe_months())
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
    let step = gaps(times).min()?;
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
    let shape = shape(minutes, 60);
    match &shape {
        Shape::Steps { step, first, last } => format!("{} from {first} through {last} minutes", every(*step)),
        Shape::Many { .. } => format!("At {}", shape.describe("minute", "", |minute| minute.to_string())),
        Shape::Parts(parts) => match parts[..] {
            [(1, 1)] => "At 1 minute".into(),
            [(first, last)] if first < last => format!("Every minute from {first} through {last} minutes"),
            _ => format!("At {} minutes", list(parts, "", |minute| minute.to_string())),
        },
    }
}

/// The hours, as they follow `past`.
fn describe_hours(hours: &Shape) -> String {
    let described = hours.describe("hour", "every hour from ", |hour| clock(hour * 60));
    match hours {
        Shape::Parts(parts) if parts[..] == [(0, 23)] => "every hour".into(),
        Shape::Many { .. } => format!("the hour, in {described}"),
        _ => described,
    }
}

/// `None` for every year.
fn describe_years(years: Years) -> Option<String> {
    let values: Vec<u32> = years.iter().map(i32::unsigned_abs).collect();
    let shape = shape(&values, 230);
    match &shape {
        _ if years == Years::ALL => None,
        Shape::Parts(parts) if parts.len() == 1 && values.len() > 2 && years.contains(2199) => {
            Some(format!("from {} on", ends(&values).0))
        }
        _ => Some(format!("in {}", shape.describe("year", "", |year| year.to_string()))),
    }
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

impl Shape {
    fn describe(&self, unit: &str, before_range: &str, show: impl Fn(u32) -> String) -> String {
        match self {
            Self::Parts(parts) => list(parts, before_range, show),
            Self::Steps { step, first, last } => {
                format!("every {} {unit} from {} through {}", ordinal_word(*step), show(*first), show(*last))
            }
            Self::Many { count, first, last } => {
                format!("{count} of the {unit}s from {} through {}", show(*first), show(*last))
            }
        }
    }
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

fn gaps(values: &[u32]) -> impl Iterator<Item = u32> + '_ {
    values.iter().zip(values.iter().skip(1)).map(|(value, next)| next - value)
}

fn constant_step(values: &[u32]) -> Option<u32> {
    let step = gaps(values).next()?;
    gaps(values).all(|gap| gap == step).then_some(step)
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

/// The values of a set that has no end, such as the days of the week: from `from` on, or from the start of the only run on. Those
/// behind the last go on counting.
fn around(mask: u64, size: u32, from: u32) -> Vec<u32> {
    let contains = |value: &u32| mask >> ((value + size - 1) % size + 1) & 1 != 0;
    let mut starts = (from..from + size).filter(|value| contains(value) && !contains(&(value - 1)));
    let start = starts.next().filter(|_| starts.next().is_none()).unwrap_or(from);
    (start..start + size).filter(contains).collect()
}

fn before_the_last(days: u8) -> String {
    let nth = if days == 1 { String::new() } else { ordinal_word(days.into()) + " " };
    nth + "day before the last"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences() {
        let cases = [
            ("0/15 * * * ? *", "Every 15 minutes"),
            ("0 * ? 5 * *", "Every hour, in May"),
            ("0/25 * * * ? *", "At 0, 25 and 50 minutes past every hour"),
            ("0,3 9-17 * * ? 2199", "At 0 and 3 minutes past every hour from 09:00 through 17:00, every day, in 2199"),
            (
                "*/7 */2 ? * 6-2 *",
                "Every 7 minutes from 0 through 56 minutes past every second hour from 00:00 through 22:00, Friday through Monday",
            ),
            ("0 0 1,15 11-2 ? *", "At 00:00, on the 1st and the 15th, in November through February"),
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
}
