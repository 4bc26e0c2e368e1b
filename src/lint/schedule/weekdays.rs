//! Numbers for days of the week that are one off.
//!
//! Source: EventBridge user guide, cron expressions: 1 is Sunday and 7 is Saturday; `L` is the last day of the month or week.

use crate::lint::LintOptions;
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::schedule::ScheduleUse;
use crate::lint::schedule::cron_text::CronText;
use crate::lint::schedule::days::{Days, day_name, named};
use crate::lint::schedule::forms::{each_notice, source};
use crate::lint::schedule::said::said;
use crate::schedule::NoticeKind;
use crate::schedule::field::Field;

pub(super) const EB209: Check = Check {
    id: "EB209",
    level: Level::Warning,
    title: "a day of the week that is one off",
    explanation: "In AWS' cron Sunday is 1 and Saturday 7. In Unix cron Monday is 1, so that `1-5`, meant as Monday to Friday, is Sunday \
                  to Thursday here. Other numbers are reported where the name, the description or a comment of the schedule names the \
                  day that Unix cron has under that number. `L` alone in day-of-week is every Saturday. Names such as `MON-FRI` are \
                  safe.",
    failing: r#"{"Name": "report", "ScheduleExpression": "cron(0 9 ? * 1-5 *)"}"#,
    passing: r#"{"Name": "report", "ScheduleExpression": "cron(0 9 ? * MON-FRI *)"}"#,
    run: Run::Schedule(one_off),
};

const NAMES: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// What `1-5` is in AWS.
const SUNDAY_TO_THURSDAY: Days = 0b001_1111;

fn one_off(schedule: &ScheduleUse<'_>, _: &LintOptions, findings: &mut Findings) {
    each_notice(schedule, |notice| {
        if notice.kind == NoticeKind::LastDayOfWeek {
            findings.add(source(schedule, notice), "`L` alone in day-of-week is every Saturday").with_help(
                "write SAT for that, 6L for the last Friday of the month, or `L` in day-of-month for its last day",
            );
        }
    });
    let Some(text) = CronText::of(schedule) else { return };
    let field = text.get(Field::DayOfWeek);
    // Numbers only; `2#1` and `6L` have one, and something behind it.
    let split = field.find(['#', 'L', 'l']).unwrap_or(field.len());
    let (numbers, behind) = field.split_at_checked(split).unwrap_or((field, ""));
    let Some(aws) = days_of(numbers) else { return };
    // Unix cron has Monday where AWS has Sunday.
    let unix = (aws << 1 | aws >> 6) & 0x7F;
    let all = said(schedule);
    let claims = || all.iter().filter_map(|said| Some((said, named(said.as_str())?)));
    if claims().any(|(_, (days, _))| days == aws) {
        return;
    }
    let claim = claims().find(|(said, (days, place))| *days == unix && said.span(place).is_some());
    let names_sunday = || claims().any(|(_, (days, _))| days & 1 != 0);
    let is_working_week = aws == SUNDAY_TO_THURSDAY && behind.is_empty() && !names_sunday();
    if claim.is_none() && !is_working_week {
        return;
    }
    let cron = |days| text.with(&[(Field::DayOfWeek, &format!("{}{behind}", names(days)))]);
    let help = format!("for {} write {}, for {} {}", english(unix), cron(unix), english(aws), cron(aws));
    let message = format!("`{field}` is {}: AWS counts from Sunday as 1", english(aws));
    let finding = findings.add(text.span(Field::DayOfWeek, Field::DayOfWeek), message).with_help(help);
    if let Some((said, (_, place))) = claim {
        if let Some(span) = said.span(&place) {
            finding.with_related(span, format!("{} names {}", said.what, english(unix)));
        }
    }
}

/// The days of a list of numbers and ranges that go up.
fn days_of(field: &str) -> Option<Days> {
    let number = |text: &str| text.parse::<usize>().ok().filter(|day| (1..=7).contains(day));
    field.split(',').try_fold(0, |days, item| {
        let (first, last) = item.split_once('-').unwrap_or((item, item));
        let (first, last) = (number(first)?, number(last)?);
        Some((first..=last).fold(days, |days, day| days | 1 << (day - 1)))
    })
}

fn each(days: Days) -> impl Iterator<Item = usize> {
    (0..7).filter(move |day| days >> day & 1 != 0)
}

/// The first and the last, if they are more than two days in a row.
fn ends(days: Days) -> Option<(usize, usize)> {
    let in_a_row = each(days).zip(each(days).skip(1)).all(|(one, next)| one + 1 == next);
    (in_a_row && days.count_ones() > 2).then_some((each(days).next()?, each(days).last()?))
}

/// `MON-FRI`, `MON,WED`.
fn names(days: Days) -> String {
    let name = |day: usize| NAMES.get(day).copied().unwrap_or_default();
    match ends(days) {
        Some((first, last)) => format!("{}-{}", name(first), name(last)),
        None => each(days).map(name).collect::<Vec<_>>().join(","),
    }
}

/// `Sunday to Thursday`, `Monday, Wednesday`.
fn english(days: Days) -> String {
    match ends(days) {
        Some((first, last)) => format!("{} to {}", day_name(first), day_name(last)),
        None => each(days).map(day_name).collect::<Vec<_>>().join(", "),
    }
}
