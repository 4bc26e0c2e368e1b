//! The zone of a schedule.
//!
//! Source: EventBridge Scheduler user guide: a schedule takes a zone of the IANA time zone database.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::error::Error;
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::passed::{Origin, Passed};
use crate::lint::schedule::ScheduleUse;
use crate::lint::schedule::time_claim::zone_of_words;
use crate::schedule::{Dialect, Zone};
use crate::sources::Document;
use crate::sources::model::Declaration;

/// The zone with an IANA name; built once.
pub(super) fn zone(name: &str) -> Result<Zone, Error> {
    static ZONES: Mutex<BTreeMap<&'static str, Zone>> = Mutex::new(BTreeMap::new());
    let mut zones = ZONES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(zone) = zones.get(name) {
        return Ok(zone.clone());
    }
    let zone: Zone = name.parse()?;
    zones.insert(zone.name(), zone.clone());
    Ok(zone)
}

/// The zone that a schedule is read in; `None` if that is not known.
pub(super) fn zone_of(schedule: &ScheduleUse<'_>) -> Option<Zone> {
    match (schedule.dialect, &schedule.declaration.time_zone) {
        (Dialect::Scheduler, Some(node)) => zone(node.as_str()?).ok(),
        _ => zone("UTC").ok(),
    }
}

pub(super) const EB212: Check = Check {
    id: "EB212",
    level: Level::Error,
    title: "no zone of the IANA time zone database",
    explanation: "`ScheduleExpressionTimezone` is a name of the IANA time zone database, such as `America/New_York`; abbreviations and \
                  offsets are none. A few names that look like abbreviations are in the database, but `EST`, `MST` and `HST` are \
                  fixed offsets without daylight saving time, and the sign of `Etc/GMT+5` is the other way round than most expect: \
                  AWS takes what is in the database, so the first are warnings and the last is worth knowing.",
    failing: r#"{"Resources": {"Report": {"Type": "AWS::Scheduler::Schedule", "Properties": {
        "ScheduleExpression": "cron(0 6 * * ? *)", "ScheduleExpressionTimezone": "EDT", "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "arn:aws:sqs:us-east-1:123456789012:reports", "RoleArn": "arn:aws:iam::123456789012:role/scheduler"}}}}}"#,
    passing: r#"{"Resources": {"Report": {"Type": "AWS::Scheduler::Schedule", "Properties": {
        "ScheduleExpression": "cron(0 6 * * ? *)", "ScheduleExpressionTimezone": "America/New_York", "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "arn:aws:sqs:us-east-1:123456789012:reports", "RoleArn": "arn:aws:iam::123456789012:role/scheduler"}}}}}"#,
    run: Run::Declaration(check_zone),
};

fn check_zone(declaration: &Declaration, _: &Document<'_>, findings: &mut Findings) {
    let Some(text) = declaration.time_zone.as_ref().and_then(|node| node.as_text()) else { return };
    let Some(name) = text.known() else { return };
    let span = text.source(0..name.len());
    if let Err(error) = zone(name) {
        let help = zone_of_words(name).map(|zone| format!("write {zone}"));
        let mut passed = Passed::new(Origin::Schedule, &error, span);
        passed.help = help.or(passed.help);
        findings.pass(passed);
        return;
    }
    let fixed = [("EST", "America/New_York", 5), ("MST", "America/Denver", 7), ("HST", "Pacific/Honolulu", 10)];
    if let Some((_, city, hours)) = fixed.iter().find(|(fixed, ..)| *fixed == name) {
        let message = format!("`{name}` is {hours} hours behind UTC all year, without daylight saving time");
        findings.add(span, message).with_help(format!("write {city}")).with_level(Level::Warning);
    } else if let Some((sign, hours)) = fixed_offset(name) {
        let (direction, other) = if sign == '+' { ("behind", '-') } else { ("ahead of", '+') };
        let message = format!(
            "`{name}` is {hours} h {direction} UTC: the sign is the other way round than in `UTC{other}{hours}`"
        );
        findings.add(span, message).with_help("name a city, such as America/New_York").with_level(Level::Info);
    }
}

/// The sign and the hours of `Etc/GMT+5`.
fn fixed_offset(name: &str) -> Option<(char, u32)> {
    let offset = name.strip_prefix("Etc/GMT")?;
    let sign = offset.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
    let hours = offset.get(1..)?.parse().ok().filter(|hours| *hours > 0)?;
    Some((sign, hours))
}
