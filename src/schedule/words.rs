//! The English of descriptions: lists, ordinals, names, times of the day. It knows nothing of schedules.

use chrono::Month;

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const ORDINALS: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// `a, b and c`, `word` being `and`.
pub(super) fn join(items: impl IntoIterator<Item = impl Into<String>>, word: &str) -> String {
    let mut items: Vec<String> = items.into_iter().map(Into::into).collect();
    let last = items.pop().unwrap_or_default();
    if items.is_empty() { last } else { format!("{} {word} {last}", items.join(", ")) }
}

/// `a, b through c and d`, each range behind `before_range`.
pub(super) fn list(parts: &[(u32, u32)], before_range: &str, show: impl Fn(u32) -> String) -> String {
    let part = |&(first, last): &(u32, u32)| match first == last {
        true => show(first),
        false => format!("{before_range}{} through {}", show(first), show(last)),
    };
    join(parts.iter().map(part), "and")
}

/// `Every 5 minutes`, `Every 2 hours`.
pub(super) fn every(minutes: u32) -> String {
    match minutes {
        1 => "Every minute".into(),
        60 => "Every hour".into(),
        _ if minutes % 60 == 0 => format!("Every {} hours", minutes / 60),
        _ => format!("Every {minutes} minutes"),
    }
}

/// `08:05`, from the minutes since midnight.
pub(super) fn clock(time: u32) -> String {
    format!("{:02}:{:02}", time / 60, time % 60)
}

/// The name of a month, 13 being January again.
pub(super) fn month_name(month: u32) -> String {
    let month = u8::try_from((month + 11) % 12 + 1).ok().and_then(|month| Month::try_from(month).ok());
    month.map_or("", |month| month.name()).into()
}

/// The name of a day of the week, 1 and 8 being Sunday.
pub(super) fn day_name(day: u32) -> &'static str {
    DAYS.get((day as usize + 6) % 7).copied().unwrap_or_default()
}

/// `3rd`.
pub(super) fn ordinal(number: u32) -> String {
    let suffix = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{suffix}")
}

/// `the 3rd`.
pub(super) fn the_ordinal(number: u32) -> String {
    format!("the {}", ordinal(number))
}

/// `third`, and `11th` from there on.
pub(super) fn ordinal_word(number: u32) -> String {
    let word = ORDINALS.get((number as usize).wrapping_sub(1));
    word.map_or_else(|| ordinal(number), |&word| word.into())
}
