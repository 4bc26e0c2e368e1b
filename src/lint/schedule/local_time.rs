//! Local times that a schedule in UTC does not keep.
//!
//! Source: EventBridge user guide: schedules of rules are in UTC; EventBridge Scheduler user guide: `ScheduleExpressionTimezone`.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

use crate::lint::LintOptions;
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::schedule::ScheduleUse;
use crate::lint::schedule::cron_text::CronText;
use crate::lint::schedule::said::said;
use crate::lint::schedule::time_claim::{Claim, claims};
use crate::lint::schedule::zones::{zone, zone_of};
use crate::schedule::field::Field;
use crate::schedule::{Dialect, Drift, Schedule};
use crate::span::Span;

/// The year that is looked at if nobody says what year it is.
const YEAR: i32 = 2026;

pub(super) const EB210: Check = Check {
    id: "EB210",
    level: Level::Warning,
    title: "a local time that the schedule does not keep",
    explanation: "Schedules of rules are in UTC. A name, description or comment that says `6 AM ET` is right for half of the year at \
                  best: clocks in New York change, UTC does not. A time of day and a zone next to each other are compared with \
                  the runs of a year (that of the check, or 2026). `EST`, `CET` and the like are taken as the clock of the place, as \
                  people mean them; where the fixed offset that they literally are fits all year, it is only worth knowing. Nothing \
                  is said where all local times of the year are named. EventBridge Scheduler has a time zone for each schedule.",
    failing: r#"{"Name": "report", "Description": "Every day at 6 AM ET", "ScheduleExpression": "cron(0 11 * * ? *)"}"#,
    passing: r#"{"Name": "report", "Description": "Every day at 11 AM UTC", "ScheduleExpression": "cron(0 11 * * ? *)"}"#,
    run: Run::Schedule(local_time),
};

/// A claim that does not hold all year.
struct Broken<'a> {
    /// As written.
    text: &'a str,
    claim: Claim,
    drift: Drift,
    places: Vec<(Span, &'static str)>,
}

fn local_time(schedule: &ScheduleUse<'_>, options: &LintOptions, findings: &mut Findings) {
    let Some((parsed, _)) = schedule.known() else { return };
    let Some(utc) = parsed.as_cron().and_then(|cron| cron.time_of_day()) else { return };
    let Some(utc) = NaiveTime::from_hms_opt(utc.0, utc.1, 0) else { return };
    let (Some(text), Some("UTC")) = (CronText::of(schedule), zone_of(schedule).map(|zone| zone.name())) else { return };
    let all = said(schedule);
    let Some(year) = year(parsed, options.now) else { return };
    let mut broken: BTreeMap<(&'static str, NaiveTime), Broken<'_>> = BTreeMap::new();
    let mut named: BTreeMap<&'static str, Vec<NaiveTime>> = BTreeMap::new();
    for said in &all {
        for claim in claims(said.as_str()) {
            let Some(span) = said.span(&claim.range) else { continue };
            let Some(likeliest) = claim.zone.zones.first().copied() else { continue };
            named.entry(likeliest).or_default().push(claim.time);
            if let Some(known) = broken.get_mut(&(likeliest, claim.time)) {
                known.places.push((span, said.what));
                continue;
            }
            let mut drifts = claim.zone.zones.iter().filter_map(|name| Some(parsed.drift(&zone(name).ok()?, year)));
            let Some(drift) = drifts.next() else { continue };
            let holds = |drift: &Drift| drift.times.iter().all(|time| time.time == claim.time);
            if !holds(&drift) && !drifts.any(|drift| holds(&drift)) {
                let text = said.as_str().get(claim.range.clone()).unwrap_or_default();
                let places = vec![(span, said.what)];
                broken.insert((likeliest, claim.time), Broken { text, claim, drift, places });
            }
        }
    }
    for ((zone, _), broken) in broken {
        let times = named.get(zone).map(Vec::as_slice).unwrap_or_default();
        // Both the time in winter and the time in summer are named.
        if broken.drift.times.iter().all(|time| times.contains(&time.time)) {
            continue;
        }
        let literal = broken
            .claim
            .zone
            .offset
            .is_some_and(|hours| utc.overflowing_add_signed(TimeDelta::hours(hours.into())).0 == broken.claim.time);
        let finding = findings.add(schedule.span(), message(&broken, literal));
        finding.with_help(help(schedule, &text, &broken, zone));
        if literal {
            finding.with_level(Level::Info);
        }
        for (span, what) in broken.places {
            finding.with_related(span, format!("{what} says so"));
        }
    }
}

/// The year to look at: the first with runs, from that of `now` on.
fn year(schedule: &Schedule, now: Option<DateTime<Utc>>) -> Option<i32> {
    let year = now.map_or(YEAR, |now| now.year());
    let start = NaiveDate::from_ymd_opt(year, 1, 1)?.and_time(NaiveTime::MIN).and_utc();
    let run = schedule.next_after(start.checked_sub_signed(TimeDelta::seconds(1))?)?;
    Some(run.year())
}

fn message(broken: &Broken<'_>, literal: bool) -> String {
    let Broken { text, claim, drift, .. } = broken;
    let show = |time: NaiveTime| time.format(if claim.twelve_hours { "%-I:%M %p" } else { "%H:%M" }).to_string();
    let mut days: BTreeMap<NaiveTime, usize> = BTreeMap::new();
    for time in &drift.times {
        *days.entry(time.time).or_default() += time.runs;
    }
    let year = drift.year;
    let held = days.remove(&claim.time).unwrap_or(0);
    let plural = |days: usize| if days == 1 { "day" } else { "days" };
    let others = |days: BTreeMap<NaiveTime, usize>| -> Vec<String> {
        days.into_iter().map(|(time, days)| format!("on {days} it runs at {}", show(time))).collect()
    };
    match (held, literal) {
        (0, false) => {
            let times: Vec<String> = days
                .into_iter()
                .map(|(time, count)| format!("at {} on {count} {}", show(time), plural(count)))
                .collect();
            format!("`{text}` never holds: in {year} it runs {}", times.join(" and "))
        }
        (_, false) => format!("`{text}` holds on {held} {} of {year}, {}", plural(held), others(days).join(", ")),
        (_, true) => {
            let place = drift.zone.name();
            format!(
                "`{text}` is kept as an offset, but on the clocks of {place} it holds on {held} {} of {year}, {}",
                plural(held),
                others(days).join(", ")
            )
        }
    }
}

fn help(schedule: &ScheduleUse<'_>, text: &CronText<'_>, broken: &Broken<'_>, zone: &str) -> String {
    let time = broken.claim.time;
    let (minute, hour) = (time.minute().to_string(), time.hour().to_string());
    let cron = text.with(&[(Field::Minutes, &minute), (Field::Hours, &hour)]);
    let every_day = matches!(text.get(Field::DayOfMonth), "*") || matches!(text.get(Field::DayOfWeek), "*");
    let other_date = broken.drift.times.iter().any(|time| {
        let offset = TimeDelta::seconds(time.offset.local_minus_utc().into());
        time.utc.overflowing_add_signed(offset).1 != 0
    });
    let days = if other_date && !every_day { "; its days are those of UTC: write those of that zone" } else { "" };
    match schedule.dialect {
        Dialect::Rule => {
            format!("use a schedule of EventBridge Scheduler with ScheduleExpressionTimezone {zone} and {cron}{days}")
        }
        Dialect::Scheduler => format!("set ScheduleExpressionTimezone to {zone} and write {cron}{days}"),
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests may fail loudly")]
mod tests {
    use crate::lint::{Diagnostic, LintOptions, lint};

    fn find(file: &str) -> Vec<Diagnostic> {
        lint(file, &LintOptions::new()).unwrap()
    }

    #[test]
    fn the_claim_is_shown_wherever_it_stands() {
        let file =
            r#"{"Name": "daily-6am-et", "Description": "\u0041t 6 AM ET", "ScheduleExpression": "cron(0 11 * * ? *)"}"#;
        let [finding] = &find(file)[..] else { panic!() };
        assert_eq!((finding.code(), &file[finding.span().range()]), ("EB210", "cron(0 11 * * ? *)"));
        let related = finding.related().iter().map(|related| (&file[related.span.range()], &*related.message));
        let related: Vec<_> = related.collect();
        assert_eq!(related, [("6am-et", "the name says so"), ("6 AM ET", "the description says so")]);
    }

    #[test]
    fn other_schedules_are_silent() {
        let schedules =
            ["rate(1 day)", "cron(0/30 11 * * ? *)", "cron(0 11 * * ? 1970)", "cron(0 0 30 2 ? *)", "cron(0 11)"];
        for schedule in schedules {
            let file = format!(r#"{{"Name": "a", "Description": "6 AM ET", "ScheduleExpression": "{schedule}"}}"#);
            assert!(find(&file).iter().all(|finding| finding.code() != "EB210"), "{schedule}");
        }
    }
}
