//! Schedule expressions made from a string of bytes: the whole grammar, nearly always valid.

use super::Choices;
use super::pools::PLAIN;

/// An expression with its function.
pub fn expression(bytes: &[u8]) -> String {
    let mut choices = Choices { bytes, pools: &PLAIN };
    match choices.below(12) {
        10 => format!(
            "rate({} {})",
            choices.below(40),
            choices.pick(&["minutes", "hours", "days", "minute", "hour", "day"])
        ),
        11 => {
            let (month, day) = (1 + choices.below(12), 1 + choices.below(31));
            let (year, hour, minute) = (1970 + choices.below(230), choices.below(24), choices.below(60));
            format!("at({year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02})", choices.below(60))
        }
        _ => format!("cron({})", cron(&mut choices)),
    }
}

/// Six fields.
fn cron(choices: &mut Choices<'_>) -> String {
    let minutes = list(choices, &number_field(0, 59));
    let hours = list(choices, &number_field(0, 23));
    let month = list(choices, &Field { min: 1, max: 12, names: MONTHS });
    let year = if choices.below(4) < 3 { "*".to_owned() } else { list(choices, &number_field(1970, 2199)) };
    let (day, weekday) = if choices.one_in(2) {
        ("?".to_owned(), day_of_week(choices))
    } else {
        (day_of_month(choices), "?".to_owned())
    };
    let blank = if choices.one_in(20) { "  " } else { " " };
    format!("{minutes} {hours}{blank}{day} {month} {weekday} {year}")
}

fn day_of_month(choices: &mut Choices<'_>) -> String {
    match choices.below(10) {
        5 => "L".to_owned(),
        6 => format!("L-{}", choices.below(32)),
        7 => format!("{}W", 1 + choices.below(31)),
        8 => choices.pick(&["LW", "lw"]).to_owned(),
        9 => format!("L-{}W", choices.below(31)),
        _ => list(choices, &number_field(1, 31)),
    }
}

fn day_of_week(choices: &mut Choices<'_>) -> String {
    let field = Field { min: 1, max: 7, names: DAYS };
    match choices.below(8) {
        4 | 5 => format!("{}#{}", value(choices, &field), 1 + choices.below(6)),
        6 => format!("{}L", value(choices, &field)),
        7 => "L".to_owned(),
        _ => list(choices, &field),
    }
}

struct Field {
    min: usize,
    max: usize,
    names: &'static [&'static str],
}

const MONTHS: &[&str] = &["JAN", "feb", "Mar", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: &[&str] = &["SUN", "mon", "Tue", "WED", "THU", "FRI", "SAT"];

fn number_field(min: usize, max: usize) -> Field {
    Field { min, max, names: &[] }
}

fn list(choices: &mut Choices<'_>, field: &Field) -> String {
    match choices.below(5) {
        0 => "*".to_owned(),
        1 => format!("*/{}", 1 + choices.below(field.max.min(60))),
        _ => {
            let count = 1 + choices.below(3) * choices.below(2);
            let mut items: Vec<String> = (0..count).map(|_| item(choices, field)).collect();
            if choices.one_in(30) {
                items.push(String::new());
            }
            items.join(",")
        }
    }
}

fn item(choices: &mut Choices<'_>, field: &Field) -> String {
    let range = |choices: &mut Choices<'_>| {
        if field.names.is_empty() || choices.one_in(2) {
            format!("{}-{}", number(choices, field), number(choices, field))
        } else {
            format!("{}-{}", choices.pick(field.names), choices.pick(field.names))
        }
    };
    match choices.below(8) {
        4 | 5 => range(choices),
        6 => format!("{}/{}", value(choices, field), 1 + choices.below(field.max.min(60))),
        7 => format!("{}/{}", range(choices), 1 + choices.below(field.max.min(60))),
        _ => value(choices, field),
    }
}

fn value(choices: &mut Choices<'_>, field: &Field) -> String {
    if field.names.is_empty() || choices.one_in(2) {
        number(choices, field)
    } else {
        choices.pick(field.names).to_owned()
    }
}

/// Mostly a value of the field, sometimes one beside it.
fn number(choices: &mut Choices<'_>, field: &Field) -> String {
    if choices.one_in(60) {
        return (field.max + 1).to_string();
    }
    (field.min + choices.below(field.max - field.min + 1)).to_string()
}
