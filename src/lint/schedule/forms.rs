//! What the parser of schedules refuses, and the forms that it accepts and notes.
//!
//! Source: EventBridge user guide, schedules of rules and cron expressions; EventBridge Scheduler user guide, schedule types.

use crate::lint::LintOptions;
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::schedule::ScheduleUse;
use crate::schedule::{Notice, NoticeKind};
use crate::span::Span;

pub(super) const EB201: Check = Check {
    id: "EB201",
    level: Level::Error,
    title: "not a schedule expression",
    explanation: "A schedule is `cron(…)`, `rate(…)` or, in EventBridge Scheduler, `at(…)`, in lower case, once, and without blanks or \
                  quotes around it. AWS answers `Parameter ScheduleExpression is not valid.` and does not say why.",
    failing: r#"{"Name": "nightly", "ScheduleExpression": "0 2 * * ? *"}"#,
    passing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 2 * * ? *)"}"#,
    run: Run::Passed,
};

pub(super) const EB202: Check = Check {
    id: "EB202",
    level: Level::Error,
    title: "a cron expression without its six fields",
    explanation: "AWS' cron has six fields: minutes, hours, day-of-month, month, day-of-week and year. Unix cron has no year and has \
                  other numbers for the days of the week; Quartz begins with seconds. Only EventBridge Scheduler lets the year be \
                  left out (its user guide).",
    failing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 2 * * *)"}"#,
    passing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 2 * * ? *)"}"#,
    run: Run::Passed,
};

pub(super) const EB203: Check = Check {
    id: "EB203",
    level: Level::Error,
    title: "both day fields, or neither, say the day",
    explanation: "The day is said either by day-of-month or by day-of-week; the other one has to be `?`. AWS refuses `*` in both \
                  (EventBridge user guide, cron expressions).",
    failing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 1 * * * *)"}"#,
    passing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 1 * * ? *)"}"#,
    run: Run::Passed,
};

pub(super) const EB204: Check = Check {
    id: "EB204",
    level: Level::Error,
    title: "a value that a cron field does not take",
    explanation: "Minutes are 0-59, hours 0-23, days of the month 1-31, months 1-12 or JAN-DEC, days of the week 1-7 or SUN-SAT with \
                  Sunday as 1, years 1970-2199. A step is above 0 and within its field (EventBridge user guide, cron expressions).",
    failing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 24 * * ? *)"}"#,
    passing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 0 * * ? *)"}"#,
    run: Run::Passed,
};

pub(super) const EB205: Check = Check {
    id: "EB205",
    level: Level::Error,
    title: "a rate that AWS refuses",
    explanation: "A rate is a whole number above 0, one blank, and minutes, hours or days in lower case. For scheduled rules the \
                  unit agrees with the number: 1 minute, 2 minutes. The user guide of EventBridge Scheduler itself writes \
                  `rate(1 days)`, so there this is only worth knowing.",
    failing: r#"{"Name": "poll", "ScheduleExpression": "rate(1 minutes)"}"#,
    passing: r#"{"Name": "poll", "ScheduleExpression": "rate(1 minute)"}"#,
    run: Run::Schedule(|schedule, _: &LintOptions, findings| {
        each_notice(schedule, |notice| {
            if notice.kind == NoticeKind::RateAgreement {
                let rate = schedule.schedule.as_ref().map(ToString::to_string).unwrap_or_default();
                let unit = text_of(schedule, notice);
                let message = format!("`{unit}` does not agree with its number, as scheduled rules want it");
                findings
                    .add(source(schedule, notice), message)
                    .with_help(format!("write {rate}"))
                    .with_level(Level::Info);
            }
        });
    }),
};

pub(super) const EB206: Check = Check {
    id: "EB206",
    level: Level::Error,
    title: "an `at(…)` that AWS refuses",
    explanation: "Only EventBridge Scheduler takes `at(yyyy-mm-ddThh:mm:ss)`; scheduled rules take `cron(…)` and `rate(…)`. The time is \
                  written without a zone: the zone is `ScheduleExpressionTimezone` (EventBridge Scheduler user guide).",
    failing: r#"{"Name": "launch", "ScheduleExpression": "at(2030-01-01T09:00:00)"}"#,
    passing: r#"{"Name": "launch", "ScheduleExpression": "cron(0 9 1 1 ? 2030)"}"#,
    run: Run::Passed,
};

pub(super) const EB220: Check = Check {
    id: "EB220",
    level: Level::Warning,
    title: "a form that AWS does not document",
    explanation: "AWS was seen to drop empty list items, or takes superfluous blanks as its parser of origin, Quartz, does; other \
                  tools refuse both, and both look like a slip: a warning. Ranges that wrap around (AWS' own documentation had \
                  `20-2` as an example until 2023), `L-3`, a step in day-of-week or behind the name of a month, and a \
                  Scheduler cron without a year (its guide says optional, its API reference says six fields) are worth knowing \
                  only: they are readable, but tools disagree about them.",
    failing: r#"{"Name": "poll", "ScheduleExpression": "cron(0/5, 9-18, ?, *, MON-FRI, *)"}"#,
    passing: r#"{"Name": "poll", "ScheduleExpression": "cron(0/5 9-18 ? * MON-FRI *)"}"#,
    run: Run::Schedule(undocumented),
};

fn undocumented(schedule: &ScheduleUse<'_>, _: &LintOptions, findings: &mut Findings) {
    let canonical = schedule.schedule.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut kinds = Vec::new();
    each_notice(schedule, |notice| {
        // The first of a kind stands for all of them.
        if kinds.contains(&notice.kind) {
            return;
        }
        kinds.push(notice.kind);
        let written = text_of(schedule, notice);
        let (level, message) = match notice.kind {
            NoticeKind::EmptyItem => (Level::Warning, format!("`{written}` has an empty list item, which AWS drops")),
            NoticeKind::Blanks => {
                (Level::Warning, "AWS documents one blank between two fields and none around them".to_owned())
            }
            NoticeKind::WrappingRange => {
                (Level::Info, format!("`{written}` goes down and wraps around, which AWS does not document"))
            }
            NoticeKind::LastOffset => {
                (Level::Info, format!("`{written}`: an offset from the last day is not documented by AWS"))
            }
            NoticeKind::DayOfWeekStep => (
                Level::Info,
                format!("`{written}`: AWS documents no step in day-of-week; it is counted from the number of the day"),
            ),
            NoticeKind::NameStep => {
                (Level::Info, format!("`{written}`: some parsers drop a step behind the name of a month"))
            }
            NoticeKind::NoYear => (
                Level::Info,
                "the year is left out, which the Scheduler guide allows and its API reference does not".to_owned(),
            ),
            _ => return,
        };
        let finding = findings.add(source(schedule, notice), message).with_level(level);
        if notice.kind != NoticeKind::LastOffset {
            finding.with_help(format!("write {canonical}"));
        }
    });
}

pub(super) fn each_notice(schedule: &ScheduleUse<'_>, found: impl FnMut(&Notice)) {
    if let Some((parsed, _)) = schedule.known() {
        parsed.notices().iter().for_each(found);
    }
}

/// What a notice is about.
pub(super) fn text_of<'d>(schedule: &ScheduleUse<'d>, notice: &Notice) -> &'d str {
    let text = schedule.written.as_text().map(|text| text.as_str());
    text.and_then(|text| text.get(notice.span.range())).unwrap_or_default()
}

/// Where that stands in the file.
pub(super) fn source(schedule: &ScheduleUse<'_>, notice: &Notice) -> Span {
    schedule.written.as_text().map_or(schedule.written.span, |text| text.source(notice.span.range()))
}
