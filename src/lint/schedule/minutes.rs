//! Every minute of an hour, where once an hour was meant.

use crate::lint::LintOptions;
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::schedule::ScheduleUse;
use crate::lint::schedule::cron_text::CronText;
use crate::lint::schedule::said::said;
use crate::schedule::field::Field;

pub(super) const EB216: Check = Check {
    id: "EB216",
    level: Level::Warning,
    title: "every minute of a single hour",
    explanation: "`cron(* 1 * * ? *)` runs 60 times, at every minute from 1:00 to 1:59. Mostly 0 was meant. Hours in a range or with \
                  a step, such as office hours, are left alone, and so is a schedule of which its name, description or comment says \
                  that it runs every minute.",
    failing: r#"{"Name": "nightly", "ScheduleExpression": "cron(* 1 * * ? *)"}"#,
    passing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 1 * * ? *)"}"#,
    run: Run::Schedule(every_minute),
};

fn every_minute(schedule: &ScheduleUse<'_>, _: &LintOptions, findings: &mut Findings) {
    let Some(cron) = CronText::of(schedule) else { return };
    if !matches!(cron.get(Field::Minutes), "*" | "*/1" | "0/1" | "0-59" | "0-59/1") {
        return;
    }
    // Hours one by one, none beside another.
    let hours: Option<Vec<u32>> = cron.get(Field::Hours).split(',').map(|hour| hour.parse().ok()).collect();
    let Some(mut hours) = hours else { return };
    hours.sort_unstable();
    hours.dedup();
    let beside = hours.iter().zip(hours.iter().skip(1)).any(|(one, next)| one + 1 == *next);
    let is_meant = || said(schedule).iter().any(|said| said.words().contains("every minute"));
    if beside || is_meant() {
        return;
    }
    let message = match *hours.as_slice() {
        [hour] => format!("runs 60 times, at every minute from {hour}:00 to {hour}:59"),
        _ => {
            let hours: Vec<String> = hours.iter().map(ToString::to_string).collect();
            format!("runs {} times a day, at every minute of the hours {}", 60 * hours.len(), hours.join(", "))
        }
    };
    let help = format!("write {} to run once in each hour", cron.with(&[(Field::Minutes, "0")]));
    findings.add(cron.span(Field::Minutes, Field::Hours), message).with_help(help);
}
