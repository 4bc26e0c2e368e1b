//! The fix for a schedule that AWS refuses, where one can be told.

use crate::schedule::Schedule;
use crate::schedule::field::{DAYS, Field};
use crate::schedule::grammar::is_blank;

/// For text that is no `cron(…)`, `rate(…)` or `at(…)`.
pub(super) fn form(text: &str) -> Option<String> {
    let trimmed = text.trim();
    let lower = trimmed.to_ascii_lowercase();
    let function = ["cron(", "rate(", "at("].into_iter().find(|function| lower.starts_with(function));
    if let Some(function) = function {
        return Some(match trimmed.len() == text.len() {
            true => format!("write `{function}` in lower case"),
            false => "remove the blanks around it".into(),
        });
    }
    let unquoted = trimmed.trim_matches(|c| matches!(c, '"' | '\'' | '`'));
    if unquoted.len() < trimmed.len() {
        return Some("remove the quotes inside the value".into());
    }
    if ["cron", "rate", "at"].iter().any(|name| {
        lower
            .strip_prefix(name)
            .is_some_and(|behind| behind.starts_with([' ', '\t']) && behind.trim_start().starts_with('('))
    }) {
        return Some("remove the blank before the `(`".into());
    }
    let fields: Vec<&str> = trimmed.split(is_blank).filter(|field| !field.is_empty()).collect();
    match fields.as_slice() {
        [_, _, _, _, _, _] => as_cron(&fields.join(" ")),
        [_, _, _, _, _] => self::fields(trimmed).map(|help| help.replace("with a year: ", "")),
        [number, unit] if number.parse::<u32>().is_ok() => Some(format!("write rate({number} {unit})")),
        _ => None,
    }
}

/// Six fields as a `cron(…)`, or what that would lack.
fn as_cron(fields: &str) -> Option<String> {
    let cron = format!("cron({fields})");
    match cron.parse::<Schedule>() {
        Ok(_) => Some(format!("write {cron}")),
        Err(error) => error.help().map(str::to_owned),
    }
}

/// For text behind a schedule with this body.
pub(super) fn behind(body: &str) -> String {
    match ["cron(", "rate(", "at("].iter().any(|function| body.starts_with(function)) {
        true => format!("the function is written twice: write {body})"),
        false => "remove it".into(),
    }
}

/// For a number of fields other than six.
pub(super) fn fields(body: &str) -> Option<String> {
    let fields: Vec<&str> = body.split(is_blank).filter(|field| !field.is_empty()).collect();
    match *fields.as_slice() {
        // What only AWS has: it is the year that is missing, and numbers of days are those of AWS.
        [_, _, day, _, weekday] if fields.contains(&"?") || day.contains(['L', 'W']) || weekday.contains('#') => {
            match (day, weekday) {
                ("?", "?" | "*") | ("*", "?") => Some(with_year(&fields, "*", "?")),
                (_, "?") | ("?", _) => Some(with_year(&fields, day, weekday)),
                (_, "*") => Some(with_year(&fields, day, "?")),
                _ => Some(with_year(&fields, "?", weekday)),
            }
        }
        [_, _, day, _, "*"] => Some(from_unix(&fields, day, "?")),
        [_, _, "*", _, weekday] => Some(from_unix(&fields, "?", &unix_weekdays(weekday))),
        // Unix cron runs when either of the two matches.
        [_, _, day, _, weekday] => {
            let (by_month, by_week) = (six(&fields, day, "?"), six(&fields, "?", &unix_weekdays(weekday)));
            Some(format!(
                "this looks like Unix cron, which runs on the days of both: make two schedules, {by_month} and {by_week}"
            ))
        }
        [_, _, _, _, _, _, _] => Some("AWS has no field for seconds: remove the first field".into()),
        _ if body.contains(',') && fields.len() < 5 => Some("fields have blanks between them, not commas".into()),
        _ => None,
    }
}

fn with_year(fields: &[&str], day: &str, weekday: &str) -> String {
    format!("the year is missing: write {}", six(fields, day, weekday))
}

fn from_unix(fields: &[&str], day: &str, weekday: &str) -> String {
    format!("this looks like Unix cron; with a year: {}", six(fields, day, weekday))
}

/// Five fields as six, with these days.
fn six(fields: &[&str], day: &str, weekday: &str) -> String {
    match *fields {
        [minutes, hours, _, month, ..] => format!("cron({minutes} {hours} {day} {month} {weekday} *)"),
        _ => format!("cron(0 0 {day} * {weekday} *)"),
    }
}

/// Days of the week of Unix cron (0 and 7 are Sunday) as names.
fn unix_weekdays(text: &str) -> String {
    let name = |c: char| match c.to_digit(8) {
        Some(day) => DAYS.get(day as usize % 7).map_or_else(|| c.to_string(), |name| (*name).to_owned()),
        None => c.to_string(),
    };
    let (days, step) = text.split_once('/').map_or((text, None), |(days, step)| (days, Some(step)));
    let days: String = days.chars().map(name).collect();
    step.map_or(days.clone(), |step| format!("{days}/{step}"))
}

/// For two day fields that are both given, or both `?`.
pub(super) fn days([minutes, hours, day, month, weekday, year]: [&str; 6]) -> String {
    let (day, weekday) = match (day, weekday) {
        ("?", _) => ("*", "?"),
        (_, "*") => (day, "?"),
        ("*", _) => ("?", weekday),
        _ => {
            return format!(
                "AWS has no `or` of the two: make two rules, cron({minutes} {hours} {day} {month} ? {year}) and cron({minutes} {hours} ? {month} {weekday} {year})"
            );
        }
    };
    format!("write cron({minutes} {hours} {day} {month} {weekday} {year})")
}

/// For a value that is none.
pub(super) fn value(field: Field, word: &str) -> Option<String> {
    if let Some(name) =
        field.names().iter().find(|name| starts_with_ignoring_case(word, name) && word.len() > name.len())
    {
        return Some(format!("did you mean {name}?"));
    }
    match (field, word) {
        (Field::DayOfWeek, "0") => Some("Sunday is 1 in AWS, or SUN".into()),
        (Field::Hours, "24") => Some("midnight is hour 0".into()),
        (Field::Minutes, "60") => Some("the full hour is minute 0".into()),
        (Field::Minutes | Field::Hours | Field::Month | Field::Year, "?") => {
            Some("only day-of-month and day-of-week take `?`; write `*`".into())
        }
        (Field::DayOfMonth, _) if word.len() > 1 && word.ends_with(['L', 'l']) => {
            Some("`L` alone is the last day; a last day of the week such as 6L goes into day-of-week".into())
        }
        (Field::DayOfMonth, "W" | "w") => Some("`W` goes behind a day: 15W; the last weekday is LW".into()),
        (Field::DayOfWeek, _) if word.contains('#') => {
            Some("write the day and which of the month, 1 to 5: MON#1".into())
        }
        (Field::DayOfWeek, _) if starts_with_ignoring_case(word, "L-") => {
            Some("the last Friday is 6L or FRIL; days before the last of the month go into day-of-month".into())
        }
        (Field::Month | Field::DayOfWeek, _) => {
            let upper = word.to_ascii_uppercase();
            let near =
                field.names().iter().find(|name| upper.len() == 3 && strsim::damerau_levenshtein(&upper, name) == 1);
            near.map(|name| format!("did you mean {name}?"))
        }
        _ => None,
    }
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start))
}

/// For a range that is none.
pub(super) fn range(field: Field, range: &str) -> Option<String> {
    let (first, last) = range.split_once('-')?;
    let name = |word: &str| {
        let (min, _) = field.bounds();
        let value = field.value(word)?;
        field.names().get(usize::from(value - min)).copied()
    };
    match (name(first), name(last)) {
        (Some(first), Some(last)) => Some(format!("write {first}-{last}")),
        _ if field == Field::Year && !first.is_empty() && !last.is_empty() => Some(format!("write {last}-{first}")),
        _ => None,
    }
}

/// For a rate that is not a number and a unit.
pub(super) fn rate(body: &str) -> Option<String> {
    let words: Vec<&str> = body.split_whitespace().collect();
    match words.as_slice() {
        [number, unit] if number.parse::<u32>().is_ok() => Some(format!("write rate({number} {unit})")),
        [number] => {
            let digits = number.len() - number.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, unit) = number.split_at_checked(digits).filter(|(number, _)| !number.is_empty())?;
            let unit = if unit.is_empty() { "minutes" } else { unit };
            Some(format!("write rate({number} {unit})"))
        }
        _ => None,
    }
}

/// For a unit that is none.
pub(super) fn unit(value: u32, unit: &str) -> Option<String> {
    let s = if value > 1 { "s" } else { "" };
    match unit.to_ascii_lowercase().trim_end_matches('s') {
        "second" | "sec" => Some("a minute is the shortest interval".into()),
        "week" => Some(format!("write rate({} days)", u64::from(value) * 7)),
        "month" | "year" => Some("months and years differ in length: use cron(…)".into()),
        "min" | "minute" | "minut" => Some(format!("write rate({value} minute{s})")),
        "hour" | "hr" | "h" => Some(format!("write rate({value} hour{s})")),
        "day" | "d" => Some(format!("write rate({value} day{s})")),
        _ => None,
    }
}

/// For a time that is not `yyyy-mm-ddThh:mm:ss`.
pub(super) fn at(body: &str) -> Option<String> {
    if body.ends_with(['Z', 'z']) {
        return Some("remove the Z; the zone is an argument of its own, UTC if it is not given".into());
    }
    match body.len() {
        10 => Some(format!("add the time: at({body}T00:00:00)")),
        16 => Some(format!("add the seconds: at({body}:00)")),
        _ => None,
    }
}
