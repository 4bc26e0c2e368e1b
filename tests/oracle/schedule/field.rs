//! Decides what one field of numbers is: a list of values, ranges and steps, or `*`.
//!
//! Documented: `,` `-` `*` `/`, and names for months and days of the week. Observed on AWS, and so in Quartz: empty list
//! items are dropped. As in Quartz: names in any case, a range that goes down wraps around, and a step counts on through the
//! wrap. A step of 0 or above the field's maximum is refused (`*/60` was, by AWS).
//!
//! Decided: numbers have at most two digits, in the year four; `*` is no list item, but `*/5` is; a range is of two numbers
//! or of two names; a step behind a name counts from the name's number; years do not wrap.

use std::collections::BTreeSet;

#[derive(Debug)]
pub struct Field {
    pub first: i64,
    pub last: i64,
    /// The names of `first` and the values behind it, in upper case.
    pub names: &'static [&'static str],
    pub most_digits: usize,
    pub wraps: bool,
}

const MONTH_NAMES: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAY_NAMES: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

pub const MINUTES: Field = Field { first: 0, last: 59, names: &[], most_digits: 2, wraps: true };
pub const HOURS: Field = Field { first: 0, last: 23, names: &[], most_digits: 2, wraps: true };
pub const DAYS_OF_MONTH: Field = Field { first: 1, last: 31, names: &[], most_digits: 2, wraps: true };
pub const MONTHS: Field = Field { first: 1, last: 12, names: &MONTH_NAMES, most_digits: 2, wraps: true };
pub const DAYS_OF_WEEK: Field = Field { first: 1, last: 7, names: &DAY_NAMES, most_digits: 2, wraps: true };
pub const YEARS: Field = Field { first: 1970, last: 2199, names: &[], most_digits: 4, wraps: false };

/// The items of a list, without the empty ones; there must be one.
pub fn items(text: &str) -> Option<Vec<&str>> {
    let items: Vec<&str> = text.split(',').filter(|item| !item.is_empty()).collect();
    (!items.is_empty()).then_some(items)
}

/// A number without a sign.
pub fn number(text: &str, most_digits: usize) -> Option<i64> {
    let is_number = text.len() <= most_digits && text.chars().all(|character| character.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

impl Field {
    /// All values that the field's text names.
    pub fn values(&self, text: &str) -> Option<BTreeSet<i64>> {
        let items = items(text)?;
        if items == ["*"] {
            return Some((self.first..=self.last).collect());
        }
        let mut values = BTreeSet::new();
        for item in items {
            values.extend(self.item(item)?);
        }
        Some(values)
    }

    /// One value: a number or a name.
    pub fn value(&self, text: &str) -> Option<i64> {
        match self.name(text) {
            Some(value) => Some(value),
            None => number(text, self.most_digits).filter(|value| (self.first..=self.last).contains(value)),
        }
    }

    fn name(&self, text: &str) -> Option<i64> {
        let names = (self.first..).zip(self.names);
        names.into_iter().find(|(_, name)| name.eq_ignore_ascii_case(text)).map(|(value, _)| value)
    }

    /// `5`, `5-9`, `5/2`, `5-9/2` or `*/2`.
    fn item(&self, item: &str) -> Option<Vec<i64>> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(self.step(step)?)),
            None => (item, None),
        };
        let (from, to) = match (range.split_once('-'), step) {
            (Some((from, to)), _) => self.range(from, to)?,
            (None, Some(_)) if range == "*" => (self.first, self.last),
            (None, Some(_)) => (self.value(range)?, self.last),
            (None, None) => (self.value(range)?, self.value(range)?),
        };
        // A range that goes down goes on up, around the end of the field.
        let size = self.last - self.first + 1;
        let end = if from <= to { to } else { to + size };
        let mut values = Vec::new();
        let mut value = from;
        while value <= end {
            values.push(if value <= self.last { value } else { value - size });
            value += step.unwrap_or(1);
        }
        Some(values)
    }

    fn range(&self, from: &str, to: &str) -> Option<(i64, i64)> {
        let alike = self.name(from).is_some() == self.name(to).is_some();
        let (from, to) = (self.value(from)?, self.value(to)?);
        (alike && (from <= to || self.wraps)).then_some((from, to))
    }

    fn step(&self, text: &str) -> Option<i64> {
        number(text, self.most_digits).filter(|step| (1..=self.last).contains(step))
    }
}
