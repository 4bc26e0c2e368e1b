//! Many patterns at once beside quamina: the same rules and events, in one process, round by round.
//!
//! Both engines answer first, and every answer in which they differ is counted and put to `Pattern`, one by one. Then each runs
//! over a window of events, one after the other, round after round. Prints tables in Markdown: medians in nanoseconds per
//! event, and what building takes. Where quamina cannot run the rules, the table says so.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml --bin matching -- [options]`
//!
//! - `--filter TEXT`: only the cases whose name has this text.
//! - `--quick`: fewer events and rounds.
//! - `--cl2 DIR`: instead of the cases here, the rule sets in a directory: JSON files, each an object of patterns by name.
//! - `--events FILE`: events for those rule sets, one per line, instead of the parcels made here.
//! - `--built-for-speed`: quamina's mode in which automata are made deterministic ahead.

#[path = "../../../../workload/mod.rs"]
mod workload;

mod cases;
mod engines;
mod heap;
mod report;
mod rounds;
mod verify;

use std::path::PathBuf;

use cases::{Case, Peer, Stock};
use engines::{Ours, PeerError, Quamina};
use report::Report;
use rounds::Plan;

#[global_allocator]
static HEAP: heap::Counting = heap::Counting;

#[derive(Default)]
struct Options {
    filter: String,
    quick: bool,
    rule_sets: Option<PathBuf>,
    events: Option<PathBuf>,
    built_for_speed: bool,
}

impl Options {
    fn read(mut args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} wants a value"));
            match arg.as_str() {
                "--filter" => options.filter = value()?,
                "--quick" => options.quick = true,
                "--cl2" => options.rule_sets = Some(value()?.into()),
                "--events" => options.events = Some(value()?.into()),
                "--built-for-speed" => options.built_for_speed = true,
                _ => return Err(format!("unknown option {arg}")),
            }
        }
        Ok(options)
    }
}

fn main() -> Result<(), String> {
    let options = Options::read(std::env::args().skip(1))?;
    let plan = if options.quick { Plan::QUICK } else { Plan::FULL };
    let cases = match &options.rule_sets {
        Some(directory) => cases::read(directory)?,
        None => cases::all(),
    };
    let stock = Stock::new(plan.stream, options.events);
    let mut report = Report::start();
    for case in cases.iter().filter(|case| case.name.contains(&options.filter)) {
        run(case, &stock, &plan, options.built_for_speed, &mut report)?;
    }
    report.finish();
    Ok(())
}

fn run(case: &Case, stock: &Stock, plan: &Plan, built_for_speed: bool, report: &mut Report) -> Result<(), String> {
    let rules = (case.rules)();
    let events = stock.events(case.source)?;
    let stream: Vec<&[u8]> = events.iter().collect();
    let quamina = match case.peer {
        Peer::Runs => Quamina::build(&rules, built_for_speed, stream[0]),
        Peer::Skipped(reason) => Err(PeerError::Skipped(reason)),
    };
    let refused = quamina.as_ref().map_or(0, |quamina| quamina.refused.len());
    if let Ok(quamina) = quamina.as_ref()
        && refused > 0
    {
        // The same rules for both: those that quamina takes.
        let taken: Vec<String> = rules
            .iter()
            .enumerate()
            .filter(|(nth, _)| !quamina.refused.iter().any(|(refused, _)| refused == nth))
            .map(|(_, rule)| rule.clone())
            .collect();
        report.note(format!(
            "{}: quamina refuses {refused} of {} rules, such as `{}`: {}",
            case.name,
            rules.len(),
            verify::one_line(&rules[quamina.refused[0].0]),
            quamina.refused[0].1,
        ));
        if !taken.is_empty() {
            let name = format!("{} ({} that quamina takes)", case.name, taken.len());
            let same = Quamina::build(&taken, built_for_speed, stream[0]);
            measure(&name, &taken, same, &stream, plan, report)?;
        }
    }
    let whole = if refused > 0 { Err(PeerError::Refuses) } else { quamina };
    measure(&case.name, &rules, whole, &stream, plan, report)
}

fn measure(
    name: &str,
    rules: &[String],
    mut quamina: Result<Quamina, PeerError>,
    stream: &[&[u8]],
    plan: &Plan,
    report: &mut Report,
) -> Result<(), String> {
    let ours = Ours::build(rules)?;
    if let Ok(peer) = &quamina {
        match verify::compare(name, rules, &ours, peer, stream, plan.verification) {
            Ok(differences) => differences.into_iter().for_each(|note| report.note(note)),
            Err(panics) => quamina = Err(panics),
        }
    }
    for (window, events) in [("hot", &stream[..stream.len().min(plan.hot)]), ("stream", stream)] {
        let times = rounds::measure(&ours, quamina.as_ref().ok(), events, plan)?;
        report.row(name, window, events.len(), &times, quamina.as_ref().err());
    }
    report.built(name, rules.len(), &ours, quamina.as_ref());
    Ok(())
}
