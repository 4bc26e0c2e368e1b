//! Schedules beside the crates that do the same: what each takes for the same answers, in one process, round by round.
//!
//! Every expression is translated into the syntax of each peer that can say it. A peer is timed only if it gives the same
//! answers as rulebridge: the next run from each start, the runs that the iteration passes, the previous run. Prints tables in
//! Markdown: medians in nanoseconds per parse, per answer or per run, and whether the bars are reached.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml --bin schedule [part of an expression]`

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::America::New_York;
use chrono_tz::Tz;
use croner::parser::{CronParser, Year};
use rulebridge::schedule::{Cron, Schedule, Zone};

const ROUNDS: usize = 75;
/// How long one crate runs in one round: short, so that few rounds are disturbed by whatever else the machine does.
const ROUND: Duration = Duration::from_micros(300);
const STARTS: i32 = 64;

/// An expression in the syntax of each crate that can say it, and how many runs an iteration passes. They end before 2100,
/// where the peers end or lose the clock changes of zones.
struct Case {
    rulebridge: &'static str,
    croner: &'static str,
    cron: Option<&'static str>,
    saffron: Option<&'static str>,
    runs: usize,
    /// Runs are a month or more apart.
    sparse: bool,
}

const CASES: [Case; 8] = [
    Case {
        rulebridge: "cron(0 11 * * ? *)",
        croner: "0 11 * * *",
        cron: Some("0 0 11 * * ? *"),
        saffron: Some("0 11 * * *"),
        runs: 1_000,
        sparse: false,
    },
    Case {
        rulebridge: "cron(0 11 ? * MON-FRI *)",
        croner: "0 11 * * MON-FRI",
        cron: Some("0 0 11 ? * MON-FRI *"),
        saffron: Some("0 11 * * MON-FRI"),
        runs: 1_000,
        sparse: false,
    },
    Case {
        rulebridge: "cron(0 7 ? * SUN#1 *)",
        croner: "0 7 * * SUN#1",
        cron: None,
        saffron: Some("0 7 * * SUN#1"),
        runs: 800,
        sparse: true,
    },
    Case {
        rulebridge: "cron(*/5 * * * ? *)",
        croner: "*/5 * * * *",
        cron: Some("0 */5 * * * ? *"),
        saffron: Some("*/5 * * * *"),
        runs: 1_000,
        sparse: false,
    },
    Case {
        rulebridge: "cron(0 0 L * ? *)",
        croner: "0 0 L * *",
        cron: None,
        saffron: Some("0 0 L * *"),
        runs: 800,
        sparse: true,
    },
    Case {
        rulebridge: "cron(0 12 15W * ? *)",
        croner: "0 12 15W * *",
        cron: None,
        saffron: Some("0 12 15W * *"),
        runs: 800,
        sparse: true,
    },
    Case {
        rulebridge: "cron(0 0 29 2 ? *)",
        croner: "0 0 29 2 *",
        cron: Some("0 0 0 29 2 ? *"),
        saffron: Some("0 0 29 2 *"),
        runs: 16,
        sparse: true,
    },
    // Fires once, in 2199.
    Case {
        rulebridge: "cron(0 0 31 12 ? 2199)",
        croner: "0 0 0 31 12 * 2199",
        cron: None,
        saffron: None,
        runs: 1,
        sparse: true,
    },
];

/// `cron(0 0 30 2 ? *)`, which never fires.
const NEVER: Case = Case {
    rulebridge: "cron(0 0 30 2 ? *)",
    croner: "0 0 30 2 *",
    cron: Some("0 0 0 30 2 ? *"),
    saffron: Some("0 0 30 2 *"),
    runs: 0,
    sparse: true,
};

#[derive(Clone, Copy, PartialEq)]
enum Measurement {
    Parse,
    NextUtc,
    NextNewYork,
    IterateUtc,
    IterateNewYork,
    PreviousUtc,
}

const MEASUREMENTS: [Measurement; 6] = [
    Measurement::Parse,
    Measurement::NextUtc,
    Measurement::NextNewYork,
    Measurement::IterateUtc,
    Measurement::IterateNewYork,
    Measurement::PreviousUtc,
];

impl Measurement {
    fn name(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::NextUtc => "next, UTC",
            Self::NextNewYork => "next, New York",
            Self::IterateUtc => "iterate, UTC",
            Self::IterateNewYork => "iterate, New York",
            Self::PreviousUtc => "previous, UTC",
        }
    }

    /// How many times faster than the fastest peer, and than croner.
    fn bars(self, sparse: bool) -> (Option<f64>, f64) {
        match self {
            Self::Parse => (Some(1.5), 10.0),
            Self::NextUtc => (Some(1.3), 10.0),
            Self::NextNewYork => (Some(3.0), 5.0),
            Self::IterateUtc => (Some(if sparse { 2.0 } else { 5.0 }), 10.0),
            Self::IterateNewYork | Self::PreviousUtc => (None, 10.0),
        }
    }
}

/// One crate at one measurement.
struct Contender {
    name: &'static str,
    /// How many a pass makes.
    operations: usize,
    pass: Box<dyn Fn()>,
    /// The sum of the instants that a pass finds: the same for all.
    answer: i64,
}

fn utc_starts() -> Vec<DateTime<Utc>> {
    let first = DateTime::from_timestamp(1_767_225_600, 0).expect("2026-01-01");
    let step = TimeDelta::days(365) / STARTS;
    (0..STARTS).map(|nth| first + step * nth).collect()
}

fn new_york_starts() -> Vec<DateTime<Tz>> {
    utc_starts().iter().map(|start| start.with_timezone(&New_York)).collect()
}

fn seconds<Z: chrono::TimeZone>(found: Option<DateTime<Z>>) -> i64 {
    found.map_or(-1, |found| found.timestamp())
}

fn parse<T>(name: &'static str, text: &'static str, parse: impl Fn(&str) -> T + 'static) -> Contender {
    let pass = move || {
        black_box(parse(black_box(text)));
    };
    Contender { name, operations: 1, pass: Box::new(pass), answer: 0 }
}

/// What `find` finds from each start.
fn each<T: 'static, Z: chrono::TimeZone>(
    name: &'static str,
    starts: Vec<T>,
    find: impl Fn(&T) -> Option<DateTime<Z>> + 'static,
) -> Contender {
    let answer = starts.iter().map(|start| seconds(find(start))).sum();
    let operations = starts.len();
    let pass = move || {
        for start in &starts {
            black_box(find(black_box(start)));
        }
    };
    Contender { name, operations, pass: Box::new(pass), answer }
}

fn iterate<T: Copy + 'static, Z: chrono::TimeZone, I: Iterator<Item = DateTime<Z>>>(
    name: &'static str,
    runs: usize,
    start: T,
    iterator: impl Fn(T) -> I + 'static,
) -> Contender {
    let answer = iterator(start).take(runs).map(|run| run.timestamp()).sum();
    let pass = move || {
        for run in iterator(black_box(start)).take(runs) {
            black_box(run);
        }
    };
    Contender { name, operations: runs.max(1), pass: Box::new(pass), answer }
}

fn rulebridge(case: &Case, measurement: Measurement) -> Contender {
    let (text, runs) = (case.rulebridge, case.runs);
    let schedule: Schedule = text.parse().expect("an expression of EventBridge");
    let zoned = schedule.in_zone(&Zone::new(New_York));
    let starts = utc_starts();
    let name = "rulebridge";
    match measurement {
        Measurement::Parse => {
            // The bare fields, as the peers take them.
            let fields = text.trim_start_matches("cron(").trim_end_matches(')');
            parse(name, fields, |text| text.parse::<Cron>().expect("an expression of EventBridge"))
        }
        Measurement::NextUtc => each(name, starts, move |&start| schedule.next_after(start)),
        Measurement::NextNewYork => each(name, starts, move |&start| zoned.next_after(start)),
        Measurement::IterateUtc => iterate(name, runs, starts[0], move |start| schedule.upcoming_after(start)),
        Measurement::IterateNewYork => iterate(name, runs, starts[0], move |start| zoned.upcoming_after(start)),
        Measurement::PreviousUtc => each(name, starts, move |&start| schedule.previous_before(start)),
    }
}

fn croner_parser() -> CronParser {
    CronParser::builder().year(Year::Optional).build()
}

fn croner(case: &Case, measurement: Measurement) -> Option<Contender> {
    let (text, runs) = (case.croner, case.runs);
    let cron = croner_parser().parse(text).expect("an expression of croner");
    let name = "croner";
    Some(match measurement {
        Measurement::Parse => parse(name, text, |text| croner_parser().parse(text).expect("an expression of croner")),
        Measurement::NextUtc => each(name, utc_starts(), move |start| cron.find_next_occurrence(start, false).ok()),
        Measurement::NextNewYork => {
            each(name, new_york_starts(), move |start| cron.find_next_occurrence(start, false).ok())
        }
        Measurement::IterateUtc => iterate(name, runs, utc_starts()[0], move |start| cron.iter_after(start)),
        Measurement::IterateNewYork => iterate(name, runs, new_york_starts()[0], move |start| cron.iter_after(start)),
        Measurement::PreviousUtc => {
            each(name, utc_starts(), move |start| cron.find_previous_occurrence(start, false).ok())
        }
    })
}

fn cron(case: &Case, measurement: Measurement) -> Option<Contender> {
    let (text, runs) = (case.cron?, case.runs);
    let schedule: cron::Schedule = text.parse().expect("an expression of cron");
    let name = "cron";
    Some(match measurement {
        Measurement::Parse => parse(name, text, |text| text.parse::<cron::Schedule>().expect("an expression of cron")),
        Measurement::NextUtc => each(name, utc_starts(), move |start| schedule.after(start).next()),
        Measurement::NextNewYork => each(name, new_york_starts(), move |start| schedule.after(start).next()),
        Measurement::IterateUtc => iterate(name, runs, utc_starts()[0], move |start| schedule.after_owned(start)),
        Measurement::IterateNewYork => {
            iterate(name, runs, new_york_starts()[0], move |start| schedule.after_owned(start))
        }
        Measurement::PreviousUtc => each(name, utc_starts(), move |start| schedule.after(start).next_back()),
    })
}

fn saffron(case: &Case, measurement: Measurement) -> Option<Contender> {
    let (text, runs) = (case.saffron?, case.runs);
    let cron: saffron::Cron = text.parse().expect("an expression of saffron");
    let name = "saffron";
    Some(match measurement {
        Measurement::Parse => {
            parse(name, text, |text| text.parse::<saffron::Cron>().expect("an expression of saffron"))
        }
        Measurement::NextUtc => each(name, utc_starts(), move |&start| cron.next_after(start)),
        Measurement::IterateUtc => iterate(name, runs, utc_starts()[0], move |start| cron.clone().iter_after(start)),
        // It knows no zones and looks only ahead.
        Measurement::NextNewYork | Measurement::IterateNewYork | Measurement::PreviousUtc => return None,
    })
}

/// The contenders of a measurement, ours first; peers with another answer are left out and named.
fn contenders(case: &Case, measurement: Measurement) -> Vec<Contender> {
    let ours = rulebridge(case, measurement);
    let answer = ours.answer;
    let mut all = vec![ours];
    for peer in [croner(case, measurement), cron(case, measurement), saffron(case, measurement)].into_iter().flatten() {
        if peer.answer == answer {
            all.push(peer);
        } else {
            eprintln!("{} {}: {} answers otherwise, not timed", case.rulebridge, measurement.name(), peer.name);
        }
    }
    all
}

/// The median of each contender, in nanoseconds per operation.
fn medians(contenders: &[Contender]) -> Vec<f64> {
    let passes: Vec<u32> = contenders
        .iter()
        .map(|contender| {
            let start = Instant::now();
            let mut passes = 0;
            while start.elapsed() < ROUND {
                (contender.pass)();
                passes += 1;
            }
            passes
        })
        .collect();
    let mut samples = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for ((contender, &passes), samples) in contenders.iter().zip(&passes).zip(&mut samples) {
            let start = Instant::now();
            for _ in 0..passes {
                (contender.pass)();
            }
            samples.push(start.elapsed().as_nanos() as f64 / f64::from(passes) / contender.operations as f64);
        }
    }
    samples
        .into_iter()
        .map(|mut samples| {
            samples.sort_by(f64::total_cmp);
            samples[samples.len() / 2]
        })
        .collect()
}

fn row(case: &Case, measurement: Measurement) {
    let contenders = contenders(case, measurement);
    let medians = medians(&contenders);
    let of = |name| contenders.iter().zip(&medians).find(|(contender, _)| contender.name == name).map(|(_, ns)| *ns);
    let ours = medians[0];
    let fastest = medians.iter().skip(1).copied().min_by(f64::total_cmp).map(|fastest| fastest / ours);
    let against_croner = of("croner").map(|ns| ns / ours);
    let cell = |value: Option<f64>| value.map_or("—".to_owned(), |value| format!("{value:.1}"));
    let (bar, croner_bar) = measurement.bars(case.sparse);
    let verdict = |ratio: Option<f64>, bar: Option<f64>| match (ratio, bar) {
        (Some(ratio), Some(bar)) if ratio >= bar => format!("ok ({bar})"),
        // The floor under a parser with nom, spans and full validation: as fast as the fastest.
        (Some(ratio), Some(bar)) if measurement == Measurement::Parse && ratio >= 1.0 => format!("≥ 1 ({bar})"),
        (Some(_), Some(bar)) => format!("**missed** ({bar})"),
        _ => "—".into(),
    };
    println!(
        "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        case.rulebridge,
        measurement.name(),
        cell(Some(ours)),
        cell(of("croner")),
        cell(of("cron")),
        cell(of("saffron")),
        cell(fastest),
        verdict(fastest, bar),
        cell(against_croner),
        verdict(against_croner, Some(croner_bar)),
    );
}

fn main() {
    let filter = std::env::args().nth(1).unwrap_or_default();
    println!("| expression | ns per | rulebridge | croner | cron | saffron | fastest/ours | bar | croner/ours | bar |");
    println!("|---|---|--:|--:|--:|--:|--:|---|--:|---|");
    for measurement in MEASUREMENTS {
        for case in CASES.iter().filter(|case| case.rulebridge.contains(&filter)) {
            row(case, measurement);
        }
    }
    for measurement in [Measurement::Parse, Measurement::NextUtc] {
        if NEVER.rulebridge.contains(&filter) {
            row(&NEVER, measurement);
        }
    }
}
