//! `rulebridge drift`: at which local times does a schedule in UTC run through the year?

use std::io;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};

use crate::console::Console;
use crate::outcome::Outcome;
use crate::report::DriftReport;
use crate::schedule_args::DriftArgs;
use crate::schedule_source::{NamedSchedule, now};

/// Tells how the local time of one schedule drifts.
///
/// # Errors
///
/// When standard output cannot be written to.
pub(crate) fn run(args: &DriftArgs, console: &mut Console, outcome: &mut Outcome) -> io::Result<()> {
    let named = match NamedSchedule::parse(&args.expression, args.dialect()) {
        Ok(named) => named,
        Err(message) => {
            outcome.record_trouble();
            console.error(&message);
            return Ok(());
        }
    };
    let year = args.year.unwrap_or_else(|| args.zone.local(now()).year());
    let start = NaiveDate::from_ymd_opt(year, 1, 1)
        .map_or(DateTime::<Utc>::UNIX_EPOCH, |day| day.and_time(NaiveTime::MIN).and_utc());
    let mut remarks: Vec<String> = named.notes().collect();
    if named.schedule.as_rate().is_some() {
        remarks.push(format!("counted from {year}-01-01T00:00:00Z, as if it had been created then"));
    }
    let drift = named.schedule.clone().starting(start).drift(&args.zone, year);
    let verdict = match drift.runs {
        0 if !named.ever_fires() => "never fires",
        0 => "no run in this year",
        _ if drift.is_steady() => {
            outcome.record_match();
            "steady: the same local time all year"
        }
        _ => "drifts: the local time changes with the clocks",
    };
    if args.json {
        for remark in remarks {
            console.error(&format!("{}: {remark}", named.label()));
        }
        return console.json(&DriftReport::new(&named.label(), &drift));
    }
    console.line(named.title().as_bytes())?;
    console.line(format!("  {}", named.description("UTC")).as_bytes())?;
    for remark in remarks {
        console.line(format!("  {remark}").as_bytes())?;
    }
    console.line(b"")?;
    console.line(drift.to_string().as_bytes())?;
    console.line(format!("  {verdict}").as_bytes())
}
