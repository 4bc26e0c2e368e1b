//! The table of `next-runs`: a line for each run, in UTC and in every zone, and what is special about it.

use chrono::{DateTime, Timelike, Utc};
use rulebridge::schedule::{Zone, et};
use unicode_width::UnicodeWidthStr;

use crate::next_runs::{Listing, Run};

const GAP: &str = "  ";

/// The lines of the table, the header first.
pub(crate) fn lines(listing: &Listing) -> Vec<String> {
    let form = if listing.runs.iter().any(|run| run.at.second() != 0) { "%a %F %T" } else { "%a %F %H:%M" };
    let mut columns = Vec::new();
    if listing.schedules.len() > 1 {
        columns.push(column("Schedule", &listing.runs, |run| listing.label(run.schedule)));
    }
    columns.push(column("UTC", &listing.runs, |run| run.at.format(form).to_string()));
    for zone in &listing.zones {
        let letters = listing.runs.iter().map(|run| letters(zone, run.at).len()).max().unwrap_or(0);
        columns.push(column(&header(zone), &listing.runs, |run| local(zone, run.at, form, letters)));
    }
    let before = std::iter::once(None).chain(listing.runs.iter().map(Some));
    let remarks = listing.runs.iter().zip(before).map(|(run, before)| remarks(listing, run, before));
    columns.push(std::iter::once(String::new()).chain(remarks).collect());
    join(&columns)
}

fn column(header: &str, runs: &[Run], cell: impl Fn(&Run) -> String) -> Vec<String> {
    std::iter::once(header.to_owned()).chain(runs.iter().map(cell)).collect()
}

fn header(zone: &Zone) -> String {
    if zone == et::zone() { format!("Eastern ({})", zone.name()) } else { zone.name().to_owned() }
}

/// The abbreviation of the offset, and the blank after it; nothing where it only repeats the offset, as `-0300` does.
fn letters(zone: &Zone, at: DateTime<Utc>) -> String {
    let abbreviation = zone.abbreviation(at);
    if abbreviation.starts_with(['+', '-']) { String::new() } else { format!("{abbreviation} ") }
}

fn local(zone: &Zone, at: DateTime<Utc>, form: &str, width: usize) -> String {
    let local = zone.local(at);
    format!("{} {:width$}{}", local.format(form), letters(zone, at), local.offset())
}

/// The clock changes since the run before, and the company in the same minute.
fn remarks(listing: &Listing, run: &Run, before: Option<&Run>) -> String {
    let mut remarks: Vec<String> =
        listing.zones.iter().filter_map(|zone| clock_change(zone, before?.at, run.at)).collect();
    if !run.company.is_empty() {
        let mut company: Vec<String> = run.company.iter().map(|&index| listing.label(index)).collect();
        company.dedup();
        remarks.push(format!("same minute as {}", company.join(", ")));
    }
    if remarks.is_empty() { String::new() } else { format!("< {}", remarks.join("; ")) }
}

fn clock_change(zone: &Zone, before: DateTime<Utc>, at: DateTime<Utc>) -> Option<String> {
    let (old, new) = (zone.offset(before), zone.offset(at));
    if old == new {
        return None;
    }
    let (old_name, new_name) = (zone.abbreviation(before), zone.abbreviation(at));
    let change = if old_name == new_name { format!("{old} to {new}") } else { format!("{old_name} to {new_name}") };
    Some(format!("clock change in {}: {change}", zone.name()))
}

/// The rows of columns of equal length, aligned.
fn join(columns: &[Vec<String>]) -> Vec<String> {
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    let mut lines = vec![String::new(); rows];
    for column in columns {
        let width = column.iter().map(|cell| cell.width()).max().unwrap_or(0);
        for (line, cell) in lines.iter_mut().zip(column) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width()));
            line.push_str(GAP);
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}
