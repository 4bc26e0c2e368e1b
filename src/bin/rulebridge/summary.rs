//! `match --summary`: how many events each rule matches, and which rules match none.

use std::cmp::Reverse;
use std::io;

use crate::console::Console;
use crate::question::Tally;
use crate::report::{RuleReport, SummaryReport, shown};
use crate::rules::Rules;

/// What all events came to. `matches` count the events of each rule, by its number, on each thread.
pub(crate) fn print<'a>(
    rules: &Rules,
    matches: impl Iterator<Item = &'a [u64]>,
    total: Tally,
    json: bool,
    console: &mut Console,
) -> io::Result<()> {
    let mut rules: Vec<RuleReport<'_>> = rules.all_names().iter().map(|name| RuleReport { name, matched: 0 }).collect();
    for counts in matches {
        for (rule, count) in rules.iter_mut().zip(counts) {
            rule.matched += count;
        }
    }
    let Tally { events, found: matched, broken: errors } = total;
    let report = SummaryReport { events, matched, errors, rules };
    if json { console.json(&report) } else { text(&report).iter().try_for_each(|line| console.line(line.as_bytes())) }
}

/// The rules that match, those of most events first; then those that do not, in the order of the file; then the totals.
fn text(report: &SummaryReport<'_>) -> Vec<String> {
    const HEADER: &str = "Events";
    let (mut matching, never): (Vec<_>, Vec<_>) = report.rules.iter().partition(|rule| rule.matched > 0);
    matching.sort_by_key(|rule| Reverse(rule.matched));
    let mut lines = Vec::new();
    if let Some(most) = matching.first() {
        let width = most.matched.to_string().len().max(HEADER.len());
        lines.push(format!("{HEADER:>width$}  Rule"));
        lines.extend(matching.iter().map(|rule| format!("{:>width$}  {}", rule.matched, shown(rule.name))));
        lines.push(String::new());
    }
    if !never.is_empty() {
        lines.push("Never matched".to_owned());
        lines.extend(never.iter().map(|rule| format!("  {}", shown(rule.name))));
        lines.push(String::new());
    }
    let SummaryReport { events, matched, errors, .. } = report;
    lines.push(format!("Events: {events}, matched: {matched}, errors: {errors}"));
    lines
}
