//! Days that not every month has.

use chrono::Month;

use crate::lint::LintOptions;
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::schedule::ScheduleUse;
use crate::lint::schedule::cron_text::CronText;
use crate::schedule::field::Field;

pub(super) const EB208: Check = Check {
    id: "EB208",
    level: Level::Warning,
    title: "skips months",
    explanation: "Day 31 comes in seven months of the year, 29 February in leap years only, a fifth Monday in four or five months, and \
                  `31W` does not fire in months without a 31st (as the EventBridge console was reported to show). A month without the \
                  day has no run: nothing moves to its last day. `L` is the last day of every month, `LW` its last weekday, `2L` its \
                  last Monday.",
    failing: r#"{"Name": "month-end", "ScheduleExpression": "cron(0 0 31 * ? *)"}"#,
    passing: r#"{"Name": "month-end", "ScheduleExpression": "cron(0 0 L * ? *)"}"#,
    run: Run::Schedule(skips_months),
};

/// The days of a month of a leap year.
pub(super) const fn longest(month: u32) -> u32 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `February, April and June`.
pub(super) fn month_names(months: &[u32]) -> String {
    let name =
        |month: &u32| u8::try_from(*month).ok().and_then(|month| Month::try_from(month).ok()).map_or("", |m| m.name());
    let names: Vec<&str> = months.iter().map(name).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn skips_months(schedule: &ScheduleUse<'_>, _: &LintOptions, findings: &mut Findings) {
    let (Some(text), Some((parsed, _))) = (CronText::of(schedule), schedule.known()) else { return };
    let Some(cron) = parsed.as_cron().filter(|cron| !cron.never_fires()) else { return };
    let weekday = text.get(Field::DayOfWeek);
    if let Some((day, "5" | "05")) = weekday.split_once('#') {
        let help =
            format!("for the last one of every month write {}", text.with(&[(Field::DayOfWeek, &format!("{day}L"))]));
        let message = format!("`{weekday}` is only in months that have five of that day: four or five in a year");
        findings.add(text.span(Field::DayOfWeek, Field::DayOfWeek), message).with_help(help);
        return;
    }
    let days = text.get(Field::DayOfMonth);
    let nearest_to = days.strip_suffix(['W', 'w']).and_then(|day| day.parse::<u32>().ok());
    let day = match nearest_to {
        Some(day) => Some(day),
        None => cron.days_of_month().and_then(|listed| first_alone(listed, days.contains('/'))),
    };
    let Some(day) = day.filter(|day| *day > 28) else { return };
    let missing: Vec<u32> = cron.months().filter(|&month| longest(month) < day).collect();
    let in_leap_years = day == 29 && cron.months().any(|month| month == 2);
    let message = match (in_leap_years, missing.is_empty()) {
        (true, _) => "`29` is in February of leap years only".replace("29", days),
        (false, true) => return,
        (false, false) => format!("`{days}` skips {}: no day {day} there", month_names(&missing)),
    };
    let last = if nearest_to.is_some() { "LW" } else { "L" };
    let finding = findings.add(text.span(Field::DayOfMonth, Field::DayOfMonth), message);
    if days.chars().all(|c| c.is_ascii_alphanumeric()) {
        finding.with_help(format!("for the last day of every month write {}", text.with(&[(Field::DayOfMonth, last)])));
    }
}

/// The first day after the 28th that follows none that is listed: `28-31` is meant to meet the last day, and `15,30` loses one. With
/// a step only if it is the first day of all.
fn first_alone(days: impl Iterator<Item = u32>, has_step: bool) -> Option<u32> {
    let mut before = None;
    for day in days {
        let follows = before.is_some_and(|before| has_step || before + 1 == day);
        if day > 28 && !follows {
            return Some(day);
        }
        before = Some(day);
    }
    None
}
