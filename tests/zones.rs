//! What must hold for schedules in every zone: times on a clock against chrono, rewritten crons against the schedule in its zone,
//! drift and calendars against the plainest way to count. Odd zones first: gaps of half an hour, at midnight, of a day; offsets
//! with quarters of an hour and with seconds; clock changes at New Year.
#![cfg(feature = "schedule")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{
    DateTime, Datelike, FixedOffset, MappedLocalTime, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::sample::select;
use rulebridge::schedule::{Calendar, Cron, Fold, Refusal, Schedule, UtcReading, WallClock, Zone, et};

static ZONES: LazyLock<Vec<(Tz, Zone)>> = LazyLock::new(|| {
    let zones = [
        Tz::America__New_York,
        Tz::Australia__Lord_Howe,
        Tz::Pacific__Chatham,
        Tz::America__Havana,
        Tz::Pacific__Apia,
        Tz::Pacific__Kiritimati,
        Tz::Asia__Kathmandu,
        Tz::Asia__Kolkata,
        Tz::Asia__Beirut,
        Tz::Asia__Singapore,
        Tz::America__St_Johns,
        Tz::America__Lima,
        Tz::America__Anchorage,
        Tz::Africa__Casablanca,
        Tz::Africa__Monrovia,
        Tz::Antarctica__Troll,
        Tz::Europe__London,
        Tz::UTC,
    ];
    zones.map(|tz| (tz, Zone::new(tz))).into()
});

fn zones() -> impl Strategy<Value = &'static (Tz, Zone)> {
    (0..ZONES.len()).prop_map(|index| &ZONES[index])
}

/// Years that chrono-tz knows, the odd ones more often.
fn years() -> impl Strategy<Value = i32> {
    prop_oneof![2 => 1971..2099, 1 => select(vec![1972, 1981, 1982, 1983, 1985, 1986, 1994, 1995, 2011, 2026])]
}

fn list(values: impl Strategy<Value = u32>, most: usize) -> impl Strategy<Value = String> {
    prop::collection::btree_set(values, 1..=most)
        .prop_map(|values| values.iter().map(u32::to_string).collect::<Vec<_>>().join(","))
}

fn times() -> impl Strategy<Value = String> {
    let steps = || select(vec!["*/7", "5/25", "*/20", "10-50/10"]).prop_map(str::to_owned);
    let minutes = prop_oneof![4 => list(0..60_u32, 3), 1 => steps(), 1 => Just("*".to_owned())];
    let hours = prop_oneof![4 => list(0..24_u32, 3), 1 => select(vec!["*", "*/6", "20-4"]).prop_map(str::to_owned)];
    (minutes, hours).prop_map(|(minutes, hours)| format!("{minutes} {hours}"))
}

fn crons() -> impl Strategy<Value = String> {
    let some_months = || prop_oneof![2 => Just("*".to_owned()), 1 => list(1..13_u32, 3)];
    let some_years = || select(vec!["*", "*", "*", "1971-2100", "*/4", "1973-2199/2"]);
    let of_month = || {
        prop_oneof![
            2 => Just("*".to_owned()),
            2 => list(1..32_u32, 4),
            1 => list(prop_oneof![1..3_u32, 27..32_u32], 2),
            1 => select(vec!["L", "L-3", "15W", "1W", "LW"]).prop_map(str::to_owned),
        ]
    };
    let of_week = || {
        prop_oneof![
            3 => list(1..8_u32, 4),
            1 => select(vec!["MON-FRI", "SUN", "6L", "SUN#1", "MON#5"]).prop_map(str::to_owned),
        ]
    };
    prop_oneof![
        (times(), of_month(), some_months(), some_years()).prop_map(|(t, d, m, y)| format!("cron({t} {d} {m} ? {y})")),
        (times(), of_week(), some_months(), some_years()).prop_map(|(t, d, m, y)| format!("cron({t} ? {m} {d} {y})")),
    ]
}

fn schedule(text: &str) -> Schedule {
    text.parse().unwrap_or_else(|error| panic!("{error:#}"))
}

fn midnight(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(year, month, day).unwrap().and_time(NaiveTime::MIN).and_utc()
}

/// A reading's periods with both ends: those of the year where they are open.
fn closed_periods(reading: &UtcReading, year: i32) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let new_year = |year: i32| midnight(year, 1, 1) - TimeDelta::seconds(reading.offset.local_minus_utc().into());
    let ends = |(from, until): (Option<_>, Option<_>)| {
        (from.unwrap_or_else(|| new_year(year)), until.unwrap_or_else(|| new_year(year + 1)))
    };
    reading.periods.iter().map(|period| ends((period.from, period.until))).collect()
}

/// Around every clock change there is, each quarter of an hour for more than a day both ways.
#[test]
fn clock_times_are_chronos() {
    for (tz, zone) in ZONES.iter() {
        let mut seen = [0; 3];
        for change in zone.changes(midnight(1970, 1, 2), midnight(2099, 12, 1)) {
            for quarter in -100..100 {
                let local = change.naive_local() + TimeDelta::minutes(quarter * 15);
                let (expected, kind) = match tz.from_local_datetime(&local) {
                    MappedLocalTime::None => (WallClock::Never, 0),
                    MappedLocalTime::Single(at) => (WallClock::Once(at.with_timezone(&Utc)), 1),
                    MappedLocalTime::Ambiguous(first, second) => {
                        let (first, second) = (first.with_timezone(&Utc), second.with_timezone(&Utc));
                        (WallClock::Twice { first, second }, 2)
                    }
                };
                assert_eq!(zone.instants(local), expected, "{tz} {local}");
                seen[kind] += 1;
            }
        }
        let has_changes = !matches!(tz, Tz::UTC | Tz::Asia__Kolkata);
        assert_eq!(seen[0] > 0 && seen[1] > 0, has_changes, "{tz}: {seen:?}");
    }
}

#[test]
fn eastern_time_by_the_numbers() {
    for (cron, standard, daylight) in [
        ("cron(0 11 * * ? *)", ("06:00:00", 127), ("07:00:00", 238)),
        ("cron(0 11 ? * MON-FRI *)", ("06:00:00", 91), ("07:00:00", 170)),
        ("cron(0 7 ? * SUN#1 *)", ("02:00:00", 5), ("03:00:00", 7)),
    ] {
        let drift = schedule(cron).drift(et::zone(), 2026);
        let times = drift.times.iter().map(|time| (time.time.to_string(), &*time.abbreviation, time.runs));
        let expected = [(standard.0.to_owned(), "EST", standard.1), (daylight.0.to_owned(), "EDT", daylight.1)];
        assert_eq!(times.collect::<Vec<_>>(), expected, "{cron}");
        let changes: Vec<String> = drift.changes.iter().map(|change| change.date.to_string()).collect();
        assert_eq!(changes, ["2026-03-08", "2026-11-01"], "{cron}");
        assert!(!drift.is_steady());
    }
}

/// The two rules of a data pipeline, daily at 11:00 and on the first Sunday at 7:00, never run in one minute; a third does.
#[test]
fn two_rules_that_never_meet() {
    let mut calendar = Calendar::new();
    calendar.add("ticks", schedule("cron(0 11 ? * MON-FRI *)"));
    calendar.add("actions", schedule("cron(0 7 ? * SUN#1 *)"));
    let (start, end) = (midnight(1970, 1, 1), midnight(2200, 1, 1));
    assert!(calendar.collisions(start, end, TimeDelta::hours(3)).next().is_none());
    calendar.add_in_zone("report", schedule("cron(0 3 ? * SUN#1 *)").in_zone(et::zone()));
    let meetings = calendar.collisions(midnight(2026, 1, 1), midnight(2027, 1, 1), TimeDelta::zero());
    let months: Vec<u32> = meetings.map(|meeting| meeting.start().month()).collect();
    assert_eq!(months, [4, 5, 6, 7, 8, 9, 10]);
}

#[test]
fn rewritten_for_odd_zones() {
    let rewritten = |cron: &str, zone: &str, year: i32| -> Vec<String> {
        let readings = cron.parse::<Cron>().unwrap().in_utc(&zone.parse().unwrap(), year);
        let crons = |crons: &[Cron]| crons.iter().map(Cron::to_string).collect::<Vec<_>>().join(" ");
        readings
            .iter()
            .map(|r| format!("{} {}", r.offset, r.crons.as_deref().map_or("refused".into(), crons)))
            .collect()
    };
    assert_eq!(
        rewritten("0 9 ? * MON *", "Australia/Lord_Howe", 2026),
        ["+11:00 cron(0 22 ? * SUN *)", "+10:30 cron(30 22 ? * SUN *)"]
    );
    assert_eq!(
        rewritten("50 13 ? * MON *", "Pacific/Chatham", 2026),
        ["+13:45 cron(5 0 ? * MON *)", "+12:45 cron(5 1 ? * MON *)"]
    );
    assert_eq!(
        rewritten("0 12 ? * MON *", "Pacific/Apia", 2011),
        ["-10:00 cron(0 22 ? * MON *)", "-11:00 cron(0 23 ? * MON *)", "+14:00 cron(0 22 ? * SUN *)"]
    );
    assert_eq!(rewritten("0 12 * * ? *", "Africa/Monrovia", 1972), ["-00:44:30 refused", "+00:00 cron(0 12 * * ? *)"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every instant is one of those at which the clock shows what it shows then: the last, unless the clock is to show it again.
    #[test]
    fn an_instant_is_found_again(
        (_, zone) in zones(),
        any in 0_i64..7_258_118_400,
        near in prop::option::of((any::<prop::sample::Index>(), -7_200_i64..7_200)),
        nanos in select(vec![0, 1, 999_999_999]),
    ) {
        let changes: Vec<_> = zone.changes(midnight(1970, 1, 2), midnight(2199, 12, 31)).collect();
        let seconds = match near {
            Some((index, seconds)) if !changes.is_empty() => index.get(&changes).timestamp() + seconds,
            _ => any,
        };
        let instant = DateTime::from_timestamp(seconds, nanos).unwrap();
        let local = |instant| zone.local(instant).naive_local();
        let found = zone.instants(local(instant));
        let again = [15, 30, 60, 90, 120, 1_440].map(|minutes| instant + TimeDelta::minutes(minutes));
        let again = again.into_iter().any(|again| local(again) == local(instant));
        prop_assert_eq!(if again { found.first() } else { found.last() }, Some(instant), "{:?}", found);
        let eastern = et::local(instant);
        let standard = eastern.time.offset().local_minus_utc() == -5 * 3_600;
        prop_assert_eq!(eastern.name, if standard { "EST" } else { "EDT" });
        let found = et::instants(eastern.time.naive_local());
        prop_assert!(found.first() == Some(instant) || found.last() == Some(instant), "{instant} {found:?}");
    }

    /// The periods of the readings are the year, cut where the offset changes.
    #[test]
    fn periods_are_the_local_year((tz, zone) in zones(), year in years()) {
        let readings = "0 12 * * ? *".parse::<Cron>().unwrap().in_utc(zone, year);
        let offset_at = |instant: DateTime<Utc>| tz.offset_from_utc_datetime(&instant.naive_utc()).fix();
        let mut periods = Vec::new();
        for reading in &readings {
            for (from, until) in closed_periods(reading, year) {
                prop_assert!(from < until);
                for instant in [from, until - TimeDelta::seconds(1), from + (until - from) / 2] {
                    prop_assert_eq!(offset_at(instant), reading.offset);
                    prop_assert_eq!(instant.with_timezone(tz).year(), year);
                }
                periods.push((from, until, reading.offset));
            }
        }
        let distinct: BTreeSet<i32> = readings.iter().map(|reading| reading.offset.local_minus_utc()).collect();
        prop_assert_eq!(distinct.len(), readings.len());
        periods.sort_by_key(|period| period.0);
        for pair in periods.windows(2) {
            prop_assert_eq!(pair[0].1, pair[1].0);
            prop_assert_ne!(pair[0].2, pair[1].2);
        }
        let (first, last) = (periods[0], periods[periods.len() - 1]);
        prop_assert_ne!((first.0 - TimeDelta::seconds(1)).with_timezone(tz).year(), year);
        prop_assert_ne!(last.1.with_timezone(tz).year(), year);
    }

    /// Within the periods of an offset, the rewritten crons fire when the local cron does.
    #[test]
    fn rewritten_crons_fire_alike(
        text in crons(),
        (_, zone) in zones(),
        year in prop_oneof![3 => years(), 1 => 2100..2199],
    ) {
        let local = schedule(&text);
        let (first, both) = (local.in_zone(zone), local.in_zone(zone).with_fold(Fold::Both));
        for reading in local.as_cron().unwrap().in_utc(zone, year) {
            let Ok(crons) = &reading.crons else { continue };
            let crons: Vec<Schedule> = crons.iter().map(|cron| schedule(&cron.to_string())).collect();
            for (from, until) in closed_periods(&reading, year) {
                let mut runs: Vec<DateTime<Utc>> = crons.iter().flat_map(|cron| cron.between(from, until)).collect();
                runs.sort();
                let expected: Vec<_> = both.between(from, until).map(|run| run.with_timezone(&Utc)).collect();
                prop_assert!(runs == expected, "{zone:?} {reading:?}: {}", difference(&runs, &expected));
                // Without the runs in the second pass of a fold, it is what Scheduler does.
                runs.retain(|&run| zone.instants(zone.local(run).naive_local()).first() == Some(run));
                let expected: Vec<_> = first.between(from, until).map(|run| run.with_timezone(&Utc)).collect();
                prop_assert!(runs == expected, "{zone:?} {reading:?}: {}", difference(&runs, &expected));
            }
        }
    }

    /// Nothing is refused while the date stays the same, nor on every day or on days of the week of all months and years.
    #[test]
    fn refused_only_where_a_date_moves(
        text in crons(),
        times in times(),
        days in list(1..8_u32, 7),
        (_, zone) in zones(),
        year in years(),
    ) {
        let local = schedule(&text);
        for reading in local.as_cron().unwrap().in_utc(zone, year) {
            let Err(refusal) = reading.crons else { continue };
            let offset = TimeDelta::seconds(reading.offset.local_minus_utc().into());
            let runs = local.upcoming_after(midnight(1971, 1, 1)).take(10_000).map(|run| run.with_timezone(&Utc.fix()));
            let moves = |run: DateTime<FixedOffset>| (run.naive_local() - offset).date() != run.naive_local().date();
            prop_assert!(refusal == Refusal::OffsetSeconds || runs.into_iter().any(moves), "{zone:?} {refusal:?}");
        }
        for text in [format!("{times} * * ? *"), format!("{times} ? * {days} *")] {
            for reading in text.parse::<Cron>().unwrap().in_utc(zone, year) {
                let has_seconds = reading.offset.local_minus_utc() % 60 != 0;
                prop_assert_eq!(reading.crons.is_err(), has_seconds);
            }
        }
    }

    /// The drift is what one finds by asking chrono for each run.
    #[test]
    fn drift_is_the_plain_count(text in crons(), (tz, zone) in zones(), year in years()) {
        let schedule = schedule(&text);
        let mut times = BTreeMap::new();
        let mut local_of_utc: BTreeMap<NaiveTime, BTreeSet<NaiveTime>> = BTreeMap::new();
        let mut count = 0;
        for run in schedule.between(midnight(year - 1, 12, 29), midnight(year + 1, 1, 3)) {
            let local = run.with_timezone(tz);
            if local.year() != year {
                continue;
            }
            count += 1;
            local_of_utc.entry(run.time()).or_default().insert(local.time());
            let key = (local.time(), local.offset().fix().local_minus_utc(), zone.abbreviation(run).to_owned());
            let tally = times.entry(key).or_insert((run.time(), 0, local.date_naive(), local.date_naive()));
            (tally.1, tally.3) = (tally.1 + 1, local.date_naive());
        }
        let drift = schedule.drift(zone, year);
        prop_assert_eq!(drift.runs, count);
        let found: BTreeMap<_, _> = drift
            .times
            .iter()
            .map(|t| ((t.time, t.offset.local_minus_utc(), t.abbreviation.clone()), (t.utc, t.runs, t.first, t.last)))
            .collect();
        prop_assert_eq!(found.len(), drift.times.len());
        prop_assert!(drift.times.is_sorted_by_key(|time| (time.time, time.offset.local_minus_utc())));
        prop_assert_eq!(found, times);
        prop_assert_eq!(drift.is_steady(), local_of_utc.values().all(|times| times.len() == 1));
        let one_a_day = local_of_utc.len() == 1;
        prop_assert!(drift.changes.iter().all(|change| change.before.time.is_some() == one_a_day));
        prop_assert!(drift.changes.iter().all(|change| change.after.time.is_some() == one_a_day));
        for change in &drift.changes {
            prop_assert_ne!(change.before.offset, change.after.offset);
            let side = |clock: &rulebridge::schedule::DriftClock| {
                clock.time.is_none_or(|time| drift.times.iter().any(|t| (t.time, t.offset) == (time, clock.offset)))
            };
            prop_assert!(side(&change.before) || side(&change.after));
        }
        prop_assert!(drift.to_string().lines().count() <= 26 + drift.changes.len());
    }

    /// A calendar's runs and collisions are those of all its schedules, sorted and cut.
    #[test]
    fn a_calendar_is_all_runs_sorted(
        crons in prop::collection::vec((crons(), prop::option::of(zones())), 0..5),
        start in 0..300_i64,
        hours in 1..240_i64,
        gap in prop_oneof![Just(0_i64), -90..400_i64, Just(3_600)],
    ) {
        let start = midnight(2026, 1, 1) + TimeDelta::minutes(start * 1_440 + start);
        let end = start + TimeDelta::hours(hours);
        let mut calendar = Calendar::new();
        let mut expected = Vec::new();
        for (index, (text, zone)) in crons.iter().enumerate() {
            let schedule = schedule(text);
            let name = format!("{index}: {text}");
            let mut expect = |run: DateTime<Utc>| expected.push((run, index, name.clone()));
            match zone {
                None => {
                    schedule.between(start, end).for_each(&mut expect);
                    prop_assert_eq!(calendar.add(&*name, schedule), index);
                }
                Some((_, zone)) => {
                    let schedule = schedule.in_zone(zone);
                    schedule.between(start, end).for_each(|run| expect(run.with_timezone(&Utc)));
                    prop_assert_eq!(calendar.add_in_zone(&*name, schedule), index);
                }
            }
        }
        expected.sort();
        let runs: Vec<_> = calendar.between(start, end).map(|run| (run.at, run.index, run.name.to_owned())).collect();
        prop_assert_eq!(&runs, &expected);
        let upcoming = calendar.upcoming_after(start - TimeDelta::nanoseconds(1));
        let upcoming = upcoming.take_while(|run| run.at < end);
        let upcoming: Vec<_> = upcoming.map(|run| (run.at, run.index, run.name.to_owned())).collect();
        prop_assert_eq!(&upcoming, &expected);

        let gap = TimeDelta::seconds(gap);
        let minute = |run: DateTime<Utc>| run.timestamp() / 60;
        let groups = expected.chunk_by(|a, b| TimeDelta::minutes(minute(b.0) - minute(a.0)) <= gap);
        let several = |group: &&[(DateTime<Utc>, usize, String)]| group.iter().any(|run| run.1 != group[0].1);
        let groups: Vec<Vec<_>> = groups.filter(several).map(<[_]>::to_vec).collect();
        let collisions = calendar.collisions(start, end, gap).map(|collision| {
            let runs: Vec<_> = collision.runs().map(|run| (run.at, run.index, run.name.to_owned())).collect();
            assert_eq!((collision.start(), collision.end()), (runs[0].0, runs[runs.len() - 1].0));
            runs
        });
        prop_assert_eq!(collisions.collect::<Vec<_>>(), groups);
    }

    /// Any year, and the limits of chrono.
    #[test]
    fn nothing_panics(text in crons(), (_, zone) in zones(), year in any::<i32>(), gap in any::<i64>()) {
        let schedule = schedule(&text);
        let known = (1970..2200).contains(&year);
        prop_assert_eq!(schedule.as_cron().unwrap().in_utc(zone, year).is_empty(), !known);
        prop_assert!(known || schedule.drift(zone, year).runs == 0);
        let (min, max) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        for instant in [min, max] {
            zone.instants(instant.naive_utc());
            prop_assert!(!et::local(instant).to_string().is_empty());
        }
        let mut calendar = Calendar::new();
        calendar.add("one", schedule.clone());
        calendar.add_in_zone("two", schedule.in_zone(zone));
        let gap = TimeDelta::milliseconds(gap.max(-i64::MAX));
        prop_assert!(calendar.upcoming_after(min).next().is_some() || schedule.as_cron().unwrap().never_fires());
        prop_assert!(calendar.upcoming_after(max).next().is_none());
        prop_assert!(calendar.collisions(max, min, gap).next().is_none());
    }
}

fn difference(found: &[DateTime<Utc>], expected: &[DateTime<Utc>]) -> String {
    let missing = expected.iter().find(|run| !found.contains(run));
    let extra = found.iter().find(|run| !expected.contains(run));
    format!("{} of {} runs, first missing {missing:?}, first extra {extra:?}", found.len(), expected.len())
}
