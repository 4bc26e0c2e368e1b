//! Schedules that never fire, or never again.
//!
//! Source: AWS accepts them: rules with years long past were created (observed).

use chrono::{DateTime, TimeDelta, Utc};

use crate::lint::LintOptions;
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::schedule::ScheduleUse;
use crate::lint::schedule::cron_text::CronText;
use crate::lint::schedule::months::{longest, month_names};
use crate::lint::schedule::zones::zone_of;
use crate::schedule::field::Field;
use crate::schedule::{Cron, Schedule, Zone};

pub(super) const EB207: Check = Check {
    id: "EB207",
    level: Level::Warning,
    title: "never fires, or never again",
    explanation: "AWS accepts a schedule whose date does not exist, such as 30 February, or whose last run is over: years in the past, an \
                  `at(…)` that has been. It then does nothing, silently. What is in the past is only known if the instant of \
                  the check is given.",
    failing: r#"{"Name": "month-end", "ScheduleExpression": "cron(0 0 30 2 ? *)"}"#,
    passing: r#"{"Name": "month-end", "ScheduleExpression": "cron(0 0 L 2 ? *)"}"#,
    run: Run::Schedule(never),
};

fn never(schedule: &ScheduleUse<'_>, options: &LintOptions, findings: &mut Findings) {
    let Some((parsed, _)) = schedule.known() else { return };
    let cron = CronText::of(schedule).zip(parsed.as_cron());
    if let Some((text, cron)) = cron.as_ref().filter(|(_, cron)| cron.never_fires()) {
        let (last, reason) = reason(text, cron);
        let finding = findings.add(text.span(Field::DayOfMonth, last), format!("never fires: {reason}"));
        if text.get(Field::DayOfWeek) == "?" && text.get(Field::Year) == "*" {
            let help = text.with(&[(Field::DayOfMonth, "L")]);
            finding.with_help(format!("for the last day of the month write {help}"));
        }
        return;
    }
    let (Some(now), true) = (options.now, parsed.as_rate().is_none()) else { return };
    let zone = zone_of(schedule);
    let Some(last_run) = last_run(parsed, zone.as_ref(), now) else { return };
    match cron {
        Some((text, _)) => {
            let message = format!("never fires again: the last run was at {last_run}");
            findings
                .add(text.span(Field::Year, Field::Year), message)
                .with_help("write `*` for the year, or remove the schedule");
        }
        None => {
            let message = format!("never fires again: its only time was {last_run}");
            findings.add(schedule.span(), message).with_help("write a time to come, or remove the schedule");
        }
    }
}

/// Why no date matches, and the last field that has to do with it.
fn reason(text: &CronText<'_>, cron: &Cron) -> (Field, String) {
    let months: Vec<u32> = cron.months().collect();
    let years = text.get(Field::Year);
    let all_years = matches!(years, "*" | "");
    match cron.days_of_month().and_then(|mut days| days.next()) {
        Some(day) if months.iter().all(|&month| longest(month) < day) => {
            let have = if months.len() == 1 { "has" } else { "have" };
            (Field::Month, format!("{} {have} no day {day}", month_names(&months)))
        }
        Some(day) if !all_years => (Field::Year, format!("{} has no day {day} in {years}", month_names(&months))),
        _ if all_years => (Field::DayOfWeek, "no date matches its days and months".into()),
        _ => (Field::Year, format!("no date in {years} matches its days and months")),
    }
}

/// The last run, if it is over at `now` wherever the schedule is read.
fn last_run(schedule: &Schedule, zone: Option<&Zone>, now: DateTime<Utc>) -> Option<String> {
    let before = now.checked_sub_signed(TimeDelta::seconds(1))?;
    match zone {
        Some(zone) => {
            let schedule = schedule.in_zone(zone);
            match schedule.next_after(before) {
                Some(_) => None,
                None => {
                    let run = schedule.previous_before(now)?.naive_local();
                    Some(format!("{} {zone}", run.format("%Y-%m-%d %H:%M")))
                }
            }
        }
        None => {
            // No clock is more than a day away from UTC.
            let before = before.checked_sub_signed(TimeDelta::days(1))?;
            match schedule.next_after(before) {
                Some(_) => None,
                None => Some(schedule.previous_before(now)?.format("%Y-%m-%d %H:%M").to_string()),
            }
        }
    }
}
