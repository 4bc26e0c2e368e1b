//! Days of the week that a text names: `Monday`, `Mon-Fri`, `weekdays`, `business days`.

use std::ops::Range;

/// Days of the week as bits, bit 0 being Sunday.
pub(super) type Days = u8;

const WEEKDAYS: Days = 0b011_1110;
const WEEKEND: Days = 0b100_0001;

const NAMES: [&[&str]; 7] = [
    &["sun", "sunday", "sundays"],
    &["mon", "monday", "mondays"],
    &["tue", "tues", "tuesday", "tuesdays"],
    &["wed", "wednesday", "wednesdays"],
    &["thu", "thur", "thurs", "thursday", "thursdays"],
    &["fri", "friday", "fridays"],
    &["sat", "saturday", "saturdays"],
];

/// The days that a text names, and where it does.
pub(super) fn named(text: &str) -> Option<(Days, Range<usize>)> {
    let words = words(text);
    let mut days = 0;
    let mut place: Option<Range<usize>> = None;
    let mut range_from = None;
    for (i, word) in words.iter().enumerate() {
        let lower = |word: &Range<usize>| text.get(word.clone()).unwrap_or_default().to_lowercase();
        let follows =
            |first: &str| i.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|word| lower(word) == first);
        let this = lower(word);
        let found = match &*this {
            "weekday" | "weekdays" | "workday" | "workdays" => WEEKDAYS,
            "day" | "days" if follows("business") || follows("working") || follows("week") => WEEKDAYS,
            "weekend" | "weekends" => WEEKEND,
            _ => match NAMES.iter().position(|names| names.contains(&&*this)) {
                Some(day) => {
                    let first = range_from.take().filter(|_| is_range(text, &words, i)).unwrap_or(day);
                    range_from = Some(day);
                    from_to(first, day)
                }
                None => {
                    if !matches!(&*this, "to" | "through" | "thru") {
                        range_from = None;
                    }
                    continue;
                }
            },
        };
        days |= found;
        place = Some(place.map_or(word.start, |place| place.start)..word.end);
    }
    Some((days, place?))
}

/// Whether a `-`, `to` or `through` joins the word at `at` to the day before it.
fn is_range(text: &str, words: &[Range<usize>], at: usize) -> bool {
    let (Some(word), Some(before)) = (words.get(at), at.checked_sub(1).and_then(|at| words.get(at))) else {
        return false;
    };
    let between = text.get(before.end..word.start).unwrap_or_default().trim();
    let before = text.get(before.clone()).unwrap_or_default().to_lowercase();
    matches!(between, "-" | "–") || matches!(&*before, "to" | "through" | "thru")
}

fn from_to(first: usize, last: usize) -> Days {
    let count = (last + 7 - first) % 7;
    (0..=count).fold(0, |days, more| days | 1 << ((first + more) % 7))
}

/// The words of a text: runs of letters, and of capitals and what follows them in `MondaySync`.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c.is_alphabetic() {
            let begins = !before.is_alphabetic() || before.is_lowercase() && c.is_uppercase();
            match words.last_mut().filter(|_| !begins) {
                Some(word) => word.end = at + c.len_utf8(),
                None => words.push(at..at + c.len_utf8()),
            }
        }
        before = c;
    }
    words
}

/// `Sunday`, from 0 on.
pub(super) fn day_name(day: usize) -> &'static str {
    const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    DAYS.get(day % 7).copied().unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests may fail loudly")]
mod tests {
    use super::*;

    fn days(text: &str) -> Option<(Days, &str)> {
        named(text).map(|(days, place)| (days, &text[place]))
    }

    #[test]
    fn days_ranges_and_kinds_of_days() {
        assert_eq!(days("Every Monday at 9"), Some((0b10, "Monday")));
        assert_eq!(days("runs Mon-Fri"), Some((WEEKDAYS, "Mon-Fri")));
        assert_eq!(days("Monday through Friday only"), Some((WEEKDAYS, "Monday through Friday")));
        assert_eq!(days("Sunday to Thursday"), Some((0b001_1111, "Sunday to Thursday")));
        assert_eq!(days("sat-sun-cleanup"), Some((WEEKEND, "sat-sun")));
        assert_eq!(days("on business days"), Some((WEEKDAYS, "days")));
        assert_eq!(days("WeekdayReport"), Some((WEEKDAYS, "Weekday")));
        assert_eq!(days("MondayReport"), Some((0b10, "Monday")));
        assert_eq!(days("weekday-report"), Some((WEEKDAYS, "weekday")));
        assert_eq!(days("Monday and Friday"), Some((0b10_0010, "Monday and Friday")));
        assert_eq!(days("all days"), None);
        assert_eq!(days("monitoring of the sunset"), None);
    }
}
