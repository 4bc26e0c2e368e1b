//! Runs as an iCalendar file (RFC 5545), of which every byte follows from the runs: no clock, no chance.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, Property};

use crate::next_runs::{Listing, Run};

const FORM: &str = "%Y%m%dT%H%M%SZ";

/// The file, with the line ends that the format asks for.
pub(crate) fn render(listing: &Listing) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//rulebridge//next-runs//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    for run in &listing.runs {
        calendar.push(event(listing, run));
    }
    calendar.to_string()
}

/// An event of no duration, which keeps nobody busy.
fn event(listing: &Listing, run: &Run) -> Event {
    let stamp = stamp(run.at);
    let mut event = Event::new();
    event.uid(&uid(listing, run));
    event.add_property("DTSTAMP", &stamp);
    event.add_property("DTSTART", &stamp);
    event.add_property("TRANSP", "TRANSPARENT");
    event.summary(&listing.label(run.schedule));
    event.description(&description(listing, run));
    event
}

fn description(listing: &Listing, run: &Run) -> String {
    let mut lines = Vec::new();
    if let Some(schedule) = listing.schedules.get(run.schedule) {
        lines.push(schedule.title());
        lines.push(schedule.description(listing.reading_zone));
    }
    lines.extend(listing.zones.iter().map(|zone| {
        let local = zone.local(run.at);
        format!("{} {} in {}", local.format("%a %F %H:%M"), zone.abbreviation(run.at), zone.name())
    }));
    if !run.company.is_empty() {
        let company: Vec<String> = run.company.iter().map(|&index| listing.label(index)).collect();
        lines.push(format!("Same minute as {}", company.join(", ")));
    }
    lines.join("\n")
}

/// The same for the same run of the same schedule, whatever else is listed: importing a longer list doubles nothing. Of
/// schedules that are given twice, each has its own.
fn uid(listing: &Listing, run: &Run) -> String {
    let identity = |index: usize| {
        let schedule = listing.schedules.get(index)?;
        Some(format!("{}\n{}\n{}", schedule.label(), schedule.schedule, listing.reading_zone))
    };
    let own = identity(run.schedule);
    let twins = (0..run.schedule).filter(|&index| identity(index) == own).count();
    let key = format!("{}\n{twins}", own.unwrap_or_default());
    format!("{}-{:016x}@rulebridge", stamp(run.at), fnv1a(key.as_bytes()))
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format(FORM).to_string()
}

/// Fowler, Noll and Vo's hash of 64 bits, which stays the same through all releases, as the standard library's may not.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
