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
        run(case, &stock, &plan, &mut report)?;
    }
    report.finish();
    Ok(())
}

fn run(case: &Case, stock: &Stock, plan: &Plan, report: &mut Report) -> Result<(), String> {
    let rules = (case.rules)();
    let events = stock.events(case.source)?;
    let stream: Vec<&[u8]> = events.iter().collect();
    let quamina = match case.peer {
        Peer::Runs => Quamina::both(&rules, stream[0]),
        Peer::Skipped(reason) => Err(PeerError::Skipped(reason)),
    };
    let refused = quamina.as_ref().map_or(&[][..], |[quamina, _]| &quamina.refused);
    let Some((first, why)) = refused.first() else {
        return measure(&case.name, &rules, quamina, &stream, plan, report);
    };
    report.note(format!(
        "{}: quamina refuses {} of {} rules, such as `{}`: {why}",
        case.name,
        refused.len(),
        rules.len(),
        verify::one_line(&rules[*first]),
    ));
    let taken = |nth: usize| refused.binary_search_by_key(&nth, |(refused, _)| *refused).is_err();
    let same: Vec<String> = (0..rules.len()).filter(|&nth| taken(nth)).map(|nth| rules[nth].clone()).collect();
    drop(quamina);
    if !same.is_empty() {
        let name = format!("{} ({} that quamina takes)", case.name, same.len());
        measure(&name, &same, Quamina::both(&same, stream[0]), &stream, plan, report)?;
    }
    measure(&case.name, &rules, Err(PeerError::Refuses), &stream, plan, report)
}

fn measure(
    name: &str,
    rules: &[String],
    mut quamina: Result<[Quamina; 2], PeerError>,
    stream: &[&[u8]],
    plan: &Plan,
    report: &mut Report,
) -> Result<(), String> {
    let ours = Ours::build(rules)?;
    if let Ok([comfort, speed]) = &quamina {
        let compare = |what: &str, quamina: &Quamina| {
            verify::compare(&format!("{name}, {what}"), rules, &ours, quamina, stream, plan.verification)
        };
        for differences in [compare("quamina", comfort), compare("quamina for speed", speed)] {
            match differences {
                Ok(differences) => differences.into_iter().for_each(|note| report.note(note)),
                Err(panics) => quamina = Err(panics),
            }
        }
    }
    for (window, events) in [("hot", &stream[..stream.len().min(plan.hot)]), ("stream", stream)] {
        let measured = rounds::measure(&ours, quamina.as_ref().ok(), events, plan)?;
        report.row(name, window, events.len(), &measured, quamina.as_ref().err());
    }
    report.built(name, rules.len(), &ours, quamina.as_ref());
    Ok(())
}
