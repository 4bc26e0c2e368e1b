//! A cron expression as bit sets, and its canonical text.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use crate::schedule::days::{self, DayRule};
use crate::schedule::field::{DAYS, Field};
use crate::schedule::parse;
use crate::schedule::years::Years;

/// A cron expression: the minutes at which it fires, in the time of whatever zone it is read in.
///
/// A `Cron` is a plain value of at most 64 bytes. Two are equal when they fire at the same times by the same rule: `0/15` and
/// `0,15,30,45` are.
///
/// `FromStr` takes `cron(…)` and also the six bare fields.
///
/// ```
/// use rulebridge::schedule::Cron;
///
/// let cron: Cron = "0/15 9-17 ? * MON-FRI *".parse()?;
/// assert_eq!(cron.to_string(), "cron(*/15 9-17 ? * MON-FRI *)");
/// assert!(size_of::<Cron>() <= 64);
/// # Ok::<(), rulebridge::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cron {
    pub(super) minutes: u64,
    pub(super) hours: u32,
    pub(super) months: u16,
    pub(super) days: DayRule,
    pub(super) years: Years,
    pub(super) never: bool,
}

impl Cron {
    pub(super) fn new(minutes: u64, hours: u32, months: u16, days: DayRule, years: Years) -> Self {
        let days = days.normalized();
        let mut cron = Self { minutes, hours, months, days, years, never: false };
        cron.never = !days::ever(&cron);
        cron
    }

    /// The hour and the minute, if it runs at one time of day only.
    #[cfg(feature = "lint")]
    pub(crate) fn time_of_day(&self) -> Option<(u32, u32)> {
        let one_each = self.minutes.count_ones() == 1 && self.hours.count_ones() == 1;
        one_each.then(|| (self.hours.trailing_zeros(), self.minutes.trailing_zeros()))
    }

    /// Its months, 1 to 12.
    #[cfg(feature = "lint")]
    pub(crate) fn months(&self) -> impl Iterator<Item = u32> {
        (1..=12).filter(|month| self.months >> month & 1 != 0)
    }

    /// Its days of the month, 1 to 31, if it lists them.
    #[cfg(feature = "lint")]
    pub(crate) fn days_of_month(&self) -> Option<impl Iterator<Item = u32>> {
        match self.days {
            DayRule::DaysOfMonth(mask) => Some((1..=31).filter(move |day| mask >> day & 1 != 0)),
            _ => None,
        }
    }

    /// Whether no date ever matches, as in `cron(0 0 30 2 ? *)`.
    ///
    /// ```
    /// use rulebridge::schedule::Cron;
    ///
    /// assert!("0 0 30 2 ? *".parse::<Cron>()?.never_fires());
    /// assert!(!"0 0 29 2 ? *".parse::<Cron>()?.never_fires());
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn never_fires(&self) -> bool {
        self.never
    }
}

impl FromStr for Cron {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse::cron(text)
    }
}

impl fmt::Debug for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cron({self})")
    }
}

impl fmt::Display for Cron {
    /// The canonical text: days of the week by name, everything else as numbers, the shortest of `*`, a step and ranges.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cron(")?;
        write_set(f, Field::Minutes, |value| self.minutes >> value & 1 != 0)?;
        f.write_str(" ")?;
        write_set(f, Field::Hours, |value| self.hours >> value & 1 != 0)?;
        f.write_str(" ")?;
        match self.days {
            DayRule::DaysOfMonth(mask) => write_set(f, Field::DayOfMonth, |day| mask >> day & 1 != 0)?,
            DayRule::Last { before: 0, weekday: false } => f.write_str("L")?,
            DayRule::Last { before: 0, weekday: true } => f.write_str("LW")?,
            DayRule::Last { before, weekday } => write!(f, "L-{before}{}", if weekday { "W" } else { "" })?,
            DayRule::NearestWeekday(day) => write!(f, "{day}W")?,
            DayRule::DaysOfWeek(_) | DayRule::LastWeekday(_) | DayRule::NthWeekday(..) => f.write_str("?")?,
        }
        f.write_str(" ")?;
        write_set(f, Field::Month, |month| self.months >> month & 1 != 0)?;
        f.write_str(" ")?;
        match self.days {
            DayRule::DaysOfWeek(mask) => write_set(f, Field::DayOfWeek, |day| mask >> day & 1 != 0)?,
            DayRule::LastWeekday(day) => write!(f, "{}L", day_name(day))?,
            DayRule::NthWeekday(day, n) => write!(f, "{}#{n}", day_name(day))?,
            _ => f.write_str("?")?,
        }
        f.write_str(" ")?;
        write_set(f, Field::Year, |year| self.years.contains(year))?;
        f.write_str(")")
    }
}

/// The name of a day of the week, 1 being Sunday.
pub(super) fn day_name(day: u8) -> &'static str {
    DAYS.get(usize::from(day).wrapping_sub(1)).copied().unwrap_or("?")
}

/// Writes the values that `contains` holds: `*`, or a list of values, ranges and steps, the one that covers most first.
fn write_set(f: &mut fmt::Formatter<'_>, field: Field, contains: impl Fn(u16) -> bool) -> fmt::Result {
    let (min, max) = field.bounds();
    if (min..=max).all(&contains) {
        return f.write_str("*");
    }
    // AWS documents no step in day-of-week.
    let longest_step = if field == Field::DayOfWeek { 1 } else { (max - min) / 2 };
    let mut left: Vec<u16> = (min..=max).filter(|&value| contains(value)).collect();
    let mut separator = "";
    while let Some(&first) = left.first() {
        let run = |step: u16| (first..=max).step_by(usize::from(step)).take_while(|&value| contains(value));
        let gain = |step: u16| run(step).filter(|value| left.binary_search(value).is_ok()).count();
        let best = (1..=longest_step.max(1)).rev().map(|step| (gain(step), step)).max_by_key(|&(gain, _)| gain);
        let (gain, step) = best.unwrap_or((1, 1));
        // Two values are no range.
        let last = if gain < 3 { first } else { run(step).last().unwrap_or(first) };
        f.write_str(separator)?;
        separator = ",";
        match (step, last) {
            (_, last) if last == first => write_value(f, field, first)?,
            (1, last) => {
                write_value(f, field, first)?;
                f.write_str("-")?;
                write_value(f, field, last)?;
            }
            (step, last) if last + step <= max => write!(f, "{first}-{last}/{step}")?,
            (step, _) if first == min => write!(f, "*/{step}")?,
            (step, _) => write!(f, "{first}/{step}")?,
        }
        left.retain(|&value| value > last || (value - first) % step != 0);
    }
    Ok(())
}

fn write_value(f: &mut fmt::Formatter<'_>, field: Field, value: u16) -> fmt::Result {
    match (field, u8::try_from(value)) {
        (Field::DayOfWeek, Ok(day)) => f.write_str(day_name(day)),
        _ => write!(f, "{value}"),
    }
}
