//! Many patterns at once: matching, in both modes and in batches; building; and publishing a change.
//!
//! Windows of events: "stream" is many distinct ones in order, "hot" the first 500 of them again and again. How many matches
//! there are is known, from asking each `Pattern` by itself, so that nothing is timed that answers wrongly.

#[path = "workload/mod.rs"]
mod workload;

use std::cell::LazyCell;
use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use rulebridge::{Error, Matches, Pattern, PatternOptions, PatternSet, Scratch};
use workload::envelopes::{self, Types};
use workload::events::Events;
use workload::rules::{self, Mix};
use workload::{documents, hostile, lots};

const STREAM: usize = 50_000;
const HOT: usize = 500;

struct Envelopes {
    name: &'static str,
    mix: Mix,
    types: Types,
    rules: usize,
    /// In the stream.
    matches: usize,
}

const fn case(name: &'static str, mix: Mix, types: Types, rules: usize, matches: usize) -> Envelopes {
    Envelopes { name, mix, types, rules, matches }
}

const ENVELOPES: [Envelopes; 15] = [
    case("envelopes", Mix::Basic, Types::Shared, 1, 55),
    case("envelopes", Mix::Basic, Types::Shared, 10, 165),
    case("envelopes", Mix::Basic, Types::Shared, 100, 1_288),
    case("envelopes", Mix::Basic, Types::Shared, 1_000, 10_472),
    case("envelopes", Mix::Basic, Types::Shared, 10_000, 99_525),
    case("envelopes", Mix::Basic, Types::Shared, 100_000, 1_072_796),
    case("envelopes, rare", Mix::Rare, Types::Shared, 100, 1),
    case("envelopes, rare", Mix::Rare, Types::Shared, 1_000, 5),
    case("envelopes, rare", Mix::Rare, Types::Shared, 10_000, 64),
    case("envelopes, rare", Mix::Rare, Types::Shared, 100_000, 576),
    case("envelopes, own detail-types", Mix::Basic, Types::Own, 10_000, 99_525),
    case("envelopes, own detail-types", Mix::Basic, Types::Own, 100_000, 1_072_796),
    case("envelopes, full mix", Mix::Full, Types::Shared, 1_000, 9_591),
    case("envelopes, full mix", Mix::Full, Types::Shared, 100_000, 844_338),
    case("envelopes, unique ids", Mix::UniqueIds, Types::Shared, 100_000, 24_942),
];

/// Matches in the stream for each family, and for all.
const LOTS: [usize; 8] = [218, 372, 3_764, 9_400, 17_911, 73_488, 170_439, 73_402];
const ALL_LOTS: usize = 348_994;
/// Matches of all documents for each place.
const DOCUMENTS: [usize; 3] = [135, 108, 274];
/// Matches of all events for each shape.
const ARRAYS: [usize; 5] = [1; 5];
const ONE_FIELD: [usize; 7] = [200, 200, 684, 162, 1_742, 1_959, 199_999];
const WILDCARDS: [usize; 2] = [667; 2];

fn patterns(rules: &[impl AsRef<str>], complexity: usize) -> Vec<Pattern> {
    let options = PatternOptions::new().max_wildcard_complexity(complexity);
    rules.iter().map(|rule| Pattern::parse_with(rule.as_ref(), &options).expect("a pattern")).collect()
}

fn build(patterns: &[Pattern]) -> PatternSet<u32> {
    let mut builder = PatternSet::builder();
    for (id, pattern) in (0..).zip(patterns) {
        builder.insert(id, pattern);
    }
    builder.build().expect("a set")
}

/// One of the ways to match a window of events: gives the number of matches, and looks at each id.
type Way = fn(&PatternSet<u32>, &[&[u8]], &mut Scratch) -> usize;

const WAYS: [(&str, Way); 4] =
    [("trusted", trusted), ("trusted, batch", trusted_batch), ("checked", checked), ("checked, batch", checked_batch)];

fn count(matches: Result<Matches<'_, u32>, Error>) -> usize {
    matches.expect("an event").map(black_box).count()
}

fn trusted(set: &PatternSet<u32>, events: &[&[u8]], scratch: &mut Scratch) -> usize {
    events.iter().map(|event| count(set.matches_trusted(event, scratch))).sum()
}

fn checked(set: &PatternSet<u32>, events: &[&[u8]], scratch: &mut Scratch) -> usize {
    events.iter().map(|event| count(set.matches(event, scratch))).sum()
}

fn trusted_batch(set: &PatternSet<u32>, events: &[&[u8]], scratch: &mut Scratch) -> usize {
    let mut found = 0;
    set.matches_batch_trusted(events.iter().copied(), scratch, |_, matches| found += count(matches));
    found
}

fn checked_batch(set: &PatternSet<u32>, events: &[&[u8]], scratch: &mut Scratch) -> usize {
    let mut found = 0;
    set.matches_batch(events.iter().copied(), scratch, |_, matches| found += count(matches));
    found
}

/// Every way finds as many matches as are known.
fn assert_found(set: &PatternSet<u32>, events: &[&[u8]], expected: usize) {
    for (name, way) in WAYS {
        assert_eq!(way(set, events, &mut Scratch::new()), expected, "{name}");
    }
}

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sampling_mode(SamplingMode::Flat);
    group
}

/// `ways` to match the events of a window, named after both.
fn window(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    ways: &[(&str, Way)],
    set: &LazyCell<PatternSet<u32>, impl FnOnce() -> PatternSet<u32>>,
    events: &[&[u8]],
) {
    group.throughput(Throughput::Elements(events.len() as u64));
    for (way_name, way) in ways {
        let mut scratch = Scratch::new();
        group.bench_function(format!("{name}, {way_name}"), |bencher| {
            let set: &PatternSet<u32> = set;
            bencher.iter(|| way(set, black_box(events), &mut scratch));
        });
    }
}

fn of_envelopes(criterion: &mut Criterion) {
    let (shared, own) = (envelopes::events(Types::Shared, STREAM), envelopes::events(Types::Own, STREAM));
    for &Envelopes { name, mix, types, rules, matches } in &ENVELOPES {
        let stream: Vec<&[u8]> = if types == Types::Shared { shared.iter() } else { own.iter() }.collect();
        let set = LazyCell::new(|| {
            let set = build(&patterns(&rules::rules(mix, types, rules), 10));
            assert_found(&set, &stream, matches);
            set
        });
        let mut group = group(criterion, &format!("{name}, {rules} rules"));
        window(&mut group, "stream", &WAYS, &set, &stream);
        window(&mut group, "hot", &[WAYS[0], WAYS[2]], &set, &stream[..HOT]);
    }
}

fn of_lots(criterion: &mut Criterion) {
    let events = lots::events(STREAM);
    let stream: Vec<&[u8]> = events.iter().collect();
    let all = lots::combination();
    let families = lots::FAMILIES.iter().zip(LOTS).map(|((name, rules), matches)| (*name, &rules[..], matches));
    for (name, rules, matches) in families.chain([("all", &all[..], ALL_LOTS)]) {
        let set = LazyCell::new(|| {
            let set = build(&patterns(rules, 10));
            assert_found(&set, &stream, matches);
            set
        });
        let mut group = group(criterion, &format!("lots, {name}"));
        window(&mut group, "stream", &WAYS[1..2], &set, &stream);
        window(&mut group, "hot", &[WAYS[0], WAYS[2]], &set, &stream[..HOT]);
    }
}

fn of_documents(criterion: &mut Criterion) {
    let events = documents::events(200);
    let stream: Vec<&[u8]> = events.iter().collect();
    for ((name, rules), expected) in documents::PLACES.iter().zip(DOCUMENTS) {
        let set = LazyCell::new(|| {
            let set = build(&patterns(rules, 10));
            assert_found(&set, &stream, expected);
            set
        });
        let mut group = group(criterion, &format!("documents of {} KB", events.bytes() / events.len() / 1_000));
        window(&mut group, name, &[WAYS[0], WAYS[2]], &set, &stream);
    }
}

fn of_hostile_shapes(criterion: &mut Criterion) {
    let arrays = hostile::arrays().into_iter().zip(ARRAYS);
    let one_field = hostile::one_field().into_iter().zip(ONE_FIELD);
    let wildcards = hostile::wildcards().into_iter().zip(WILDCARDS);
    for (shape, expected) in arrays.chain(one_field).chain(wildcards) {
        let events: Vec<&[u8]> = shape.events.iter().collect();
        let set = LazyCell::new(|| {
            let set = build(&patterns(&shape.rules, shape.complexity));
            assert_found(&set, &events, expected);
            set
        });
        window(&mut group(criterion, "hostile"), &shape.name, &WAYS[..1], &set, &events);
    }
}

fn building(criterion: &mut Criterion) {
    let mut group = group(criterion, "building");
    for count in [1_000, 10_000, 100_000] {
        let patterns = LazyCell::new(|| {
            let patterns = patterns(&rules::rules(Mix::Basic, Types::Shared, count), 10);
            assert_eq!(build(&patterns).len(), count);
            patterns
        });
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(format!("{count} rules"), |bencher| {
            let patterns: &[Pattern] = &patterns;
            bencher.iter_with_large_drop(|| build(black_box(patterns)));
        });
    }
}

fn editing(criterion: &mut Criterion) {
    const RULES: usize = 100_000;
    let event: &[u8] = br#"{"source":"com.example","detail":{"status":"NEW"}}"#;
    let pattern: Pattern = r#"{"source":["com.example"],"detail":{"status":["NEW"]}}"#.parse().expect("a pattern");
    let with_more = |set: &PatternSet<u32>, more: u32| {
        let mut builder = set.edit();
        for id in 0..more {
            builder.insert(id, &pattern);
        }
        builder.build().expect("a set")
    };
    let set = LazyCell::new(|| {
        let set = build(&patterns(&rules::rules(Mix::Basic, Types::Shared, RULES), 10));
        assert_found(&set, &[event], 0);
        assert_found(&with_more(&set, 1), &[event], 1);
        set
    });
    let mut group = group(criterion, "100,000 rules");
    group.bench_function("publish one more", |bencher| {
        let set: &PatternSet<u32> = &set;
        bencher.iter_with_large_drop(|| with_more(black_box(set), 1));
    });
    group.bench_function("publish one less", |bencher| {
        let mut builder = set.edit();
        let handle = builder.insert(0, &pattern);
        let more = builder.build().expect("a set");
        let with_less = || {
            let mut builder = black_box(&more).edit();
            assert!(builder.remove(handle));
            builder.build().expect("a set")
        };
        assert_found(&with_less(), &[event], 0);
        bencher.iter_with_large_drop(with_less);
    });
    let events: Events = envelopes::events(Types::Shared, STREAM);
    let stream: Vec<&[u8]> = events.iter().collect();
    let unmerged = LazyCell::new(|| with_more(&set, 1_000));
    window(&mut group, "1,000 more unmerged, stream", &WAYS[..2], &unmerged, &stream);
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .nresamples(2_000)
        .warm_up_time(Duration::from_millis(150))
        .measurement_time(Duration::from_millis(400));
    targets = of_envelopes, of_lots, of_documents, of_hostile_shapes, building, editing
}
criterion_main!(benches);
