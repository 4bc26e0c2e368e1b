//! Schedules: parsing, the next and the previous run, and iteration, in UTC and in New York.
//!
//! Each expression comes with runs that are known, so that nothing is timed that answers wrongly.

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rulebridge::schedule::{Schedule, Zone};

struct Case {
    expression: &'static str,
    /// The first run of 2026 in UTC, and in New York.
    utc: &'static str,
    new_york: &'static str,
    /// The last run of 2025 in UTC.
    previous: Option<&'static str>,
    /// How many runs an iteration passes.
    runs: usize,
}

const CASES: [Case; 8] = [
    Case {
        expression: "cron(0 11 * * ? *)",
        utc: "2026-01-01T11:00:00Z",
        new_york: "2026-01-01T16:00:00Z",
        previous: Some("2025-12-31T11:00:00Z"),
        runs: 1_000,
    },
    Case {
        expression: "cron(0 11 ? * MON-FRI *)",
        utc: "2026-01-01T11:00:00Z",
        new_york: "2026-01-01T16:00:00Z",
        previous: Some("2025-12-31T11:00:00Z"),
        runs: 1_000,
    },
    Case {
        expression: "cron(0 7 ? * SUN#1 *)",
        utc: "2026-01-04T07:00:00Z",
        new_york: "2026-01-04T12:00:00Z",
        previous: Some("2025-12-07T07:00:00Z"),
        runs: 1_000,
    },
    Case {
        expression: "cron(*/5 * * * ? *)",
        utc: "2026-01-01T00:05:00Z",
        new_york: "2026-01-01T00:05:00Z",
        previous: Some("2025-12-31T23:55:00Z"),
        runs: 1_000,
    },
    Case {
        expression: "cron(0 0 L * ? *)",
        utc: "2026-01-31T00:00:00Z",
        new_york: "2026-01-31T05:00:00Z",
        previous: Some("2025-12-31T00:00:00Z"),
        runs: 1_000,
    },
    Case {
        expression: "cron(0 12 15W * ? *)",
        utc: "2026-01-15T12:00:00Z",
        new_york: "2026-01-15T17:00:00Z",
        previous: Some("2025-12-15T12:00:00Z"),
        runs: 1_000,
    },
    Case {
        expression: "cron(0 0 29 2 ? *)",
        utc: "2028-02-29T00:00:00Z",
        new_york: "2028-02-29T05:00:00Z",
        previous: Some("2024-02-29T00:00:00Z"),
        // There are no more before 2200.
        runs: 42,
    },
    Case {
        expression: "cron(0 0 31 12 ? 2199)",
        utc: "2199-12-31T00:00:00Z",
        new_york: "2199-12-31T05:00:00Z",
        previous: None,
        runs: 1,
    },
];

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn parsed(case: &Case) -> Schedule {
    case.expression.parse().expect("an expression")
}

fn new_york() -> Zone {
    "America/New_York".parse().expect("a zone")
}

/// 64 instants in a year: the mean over them is not one lucky case.
fn starts() -> Vec<DateTime<Utc>> {
    (0..64).map(|nth| instant("2026-01-01T00:00:00Z") + TimeDelta::days(365) / 64 * nth).collect()
}

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for case in &CASES {
        assert_eq!(parsed(case).to_string().parse::<Schedule>(), Ok(parsed(case)));
        group.bench_function(case.expression, |bencher| {
            bencher.iter(|| black_box(case.expression).parse::<Schedule>());
        });
    }
    let never = "cron(0 0 30 2 ? *)";
    assert!(never.parse::<Schedule>().expect("an expression").as_cron().is_some_and(|cron| cron.never_fires()));
    group.bench_function(never, |bencher| bencher.iter(|| black_box(never).parse::<Schedule>()));
}

fn next_utc(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("next, UTC");
    let starts = starts();
    group.throughput(Throughput::Elements(starts.len() as u64));
    for case in &CASES {
        let schedule = parsed(case);
        assert_eq!(schedule.next_after(starts[0]), Some(instant(case.utc)));
        group.bench_function(case.expression, |bencher| {
            bencher.iter(|| starts.iter().filter_map(|&start| schedule.next_after(start)).map(black_box).count());
        });
    }
    let never: Schedule = "cron(0 0 30 2 ? *)".parse().expect("an expression");
    assert_eq!(never.next_after(starts[0]), None);
    group.bench_function("cron(0 0 30 2 ? *)", |bencher| {
        bencher.iter(|| starts.iter().filter_map(|&start| black_box(&never).next_after(start)).count());
    });
}

fn next_new_york(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("next, New York");
    let starts = starts();
    group.throughput(Throughput::Elements(starts.len() as u64));
    for case in &CASES {
        let schedule = parsed(case).in_zone(&new_york());
        assert_eq!(schedule.next_after(starts[0]).map(|run| run.to_utc()), Some(instant(case.new_york)));
        group.bench_function(case.expression, |bencher| {
            bencher.iter(|| starts.iter().filter_map(|&start| schedule.next_after(start)).map(black_box).count());
        });
    }
}

fn iterate(criterion: &mut Criterion) {
    let start = starts()[0];
    let mut group = criterion.benchmark_group("iterate, UTC");
    for case in &CASES {
        let runs = || parsed(case).upcoming_after(start).take(case.runs);
        assert_eq!((runs().next(), runs().count()), (Some(instant(case.utc)), case.runs));
        group.throughput(Throughput::Elements(case.runs as u64));
        let schedule = parsed(case);
        group.bench_function(case.expression, |bencher| {
            bencher.iter(|| schedule.upcoming_after(black_box(start)).take(case.runs).map(black_box).count());
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("iterate, New York");
    for case in &CASES {
        let schedule = parsed(case).in_zone(&new_york());
        let runs = || schedule.upcoming_after(start).take(case.runs);
        assert_eq!(runs().next().map(|run| run.to_utc()), Some(instant(case.new_york)));
        assert_eq!(runs().count(), case.runs);
        group.throughput(Throughput::Elements(case.runs as u64));
        group.bench_function(case.expression, |bencher| {
            bencher.iter(|| schedule.upcoming_after(black_box(start)).take(case.runs).map(black_box).count());
        });
    }
}

fn previous(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("previous, UTC");
    let starts = starts();
    group.throughput(Throughput::Elements(starts.len() as u64));
    for case in &CASES {
        let schedule = parsed(case);
        assert_eq!(schedule.previous_before(starts[0]), case.previous.map(instant));
        group.bench_function(case.expression, |bencher| {
            bencher.iter(|| starts.iter().filter_map(|&start| schedule.previous_before(start)).map(black_box).count());
        });
    }
}

criterion_group!(benches, parse, next_utc, next_new_york, iterate, previous);
criterion_main!(benches);
