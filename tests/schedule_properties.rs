//! What must hold for every schedule: the five calls agree with the oracle and with each other, in UTC and in zones with odd
//! rules; canonical text reads back to an equal schedule; nothing panics.
#![cfg(feature = "schedule")]

#[path = "support/clocks.rs"]
mod clocks;
mod generate;
mod oracle;

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Offset, TimeDelta, TimeZone, Utc};
use proptest::prelude::*;
use rulebridge::schedule::{Dialect, Fold, Notice, NoticeKind, Schedule, ScheduleOptions, Zone};

const ZONES: &[&str] = &[
    "UTC",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "America/Havana",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Europe/London",
    "Europe/Dublin",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "America/St_Johns",
    "Africa/Monrovia",
    "Africa/Cairo",
    "Asia/Tehran",
    "Pacific/Kiritimati",
    "America/Santiago",
    "Antarctica/Troll",
    "Asia/Gaza",
];

static BUILT: LazyLock<HashMap<&str, Zone>> =
    LazyLock::new(|| ZONES.iter().map(|&name| (name, name.parse().unwrap())).collect());

fn parse(text: &str, dialect: Dialect) -> Result<Schedule, rulebridge::Error> {
    Schedule::parse_with(text, &ScheduleOptions::new().dialect(dialect))
}

fn oracle_dialect(dialect: Dialect) -> oracle::schedule::Dialect {
    match dialect {
        Dialect::Scheduler => oracle::schedule::Dialect::Scheduler,
        _ => oracle::schedule::Dialect::Rule,
    }
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// Checks parsing, and gives both readings of what both accept.
fn both(text: &str, dialect: Dialect) -> Result<Option<(Schedule, oracle::schedule::Schedule)>, TestCaseError> {
    let expected = oracle::schedule::parse(text, oracle_dialect(dialect));
    match (parse(text, dialect), expected) {
        (Ok(schedule), Some(expected)) => {
            let canonical = schedule.to_string();
            let again = parse(&canonical, dialect);
            prop_assert_eq!(again.as_ref(), Ok(&schedule), "{}", canonical);
            // What cannot be said otherwise is still noted in the canonical text.
            let plain = |notice: &Notice| matches!(notice.kind, NoticeKind::LastOffset | NoticeKind::ShortMonthWeekday);
            prop_assert!(again.is_ok_and(|again| again.notices().iter().all(plain)), "{}", canonical);
            Ok(Some((schedule, expected)))
        }
        (Err(_), None) => Ok(None),
        (ours, theirs) => Err(TestCaseError::fail(format!("{text}: {ours:?}, the oracle: {}", theirs.is_some()))),
    }
}

/// The five calls in one zone, around an instant.
fn check(text: &str, zone: &'static str, start: i64, fold: Fold) -> Result<(), TestCaseError> {
    let Some((schedule, expected)) = both(text, Dialect::Scheduler)? else { return Ok(()) };
    let start_at = instant(start);
    if let Some(interval) = expected.interval() {
        prop_assert_eq!(schedule.as_rate().map(|rate| rate.seconds()), Some(interval));
        prop_assert_eq!(schedule.next_after(start_at), None);
        let runs: Vec<i64> =
            schedule.starting(start_at).upcoming_after(start_at).take(3).map(|run| run.timestamp()).collect();
        prop_assert_eq!(runs, (1..=3).map(|n| start + n * interval).collect::<Vec<_>>());
        return Ok(());
    }
    let offset = clocks::offsets(zone);
    let in_zone = schedule.in_zone(&BUILT[zone]).with_fold(fold);
    let both_passes = fold == Fold::Both;

    let mut runs = Vec::new();
    let mut after = start;
    for _ in 0..5 {
        let Some(next) = expected.next_after(after, &offset, both_passes) else { break };
        runs.push(next);
        after = next;
    }
    let found: Vec<i64> = in_zone.upcoming_after(start_at).take(5).map(|run| run.timestamp()).collect();
    prop_assert_eq!(&found, &runs, "{} in {} after {}", text, zone, start_at);
    if zone == "UTC" {
        let in_utc: Vec<i64> = schedule.upcoming_after(start_at).take(5).map(|run| run.timestamp()).collect();
        prop_assert_eq!(&in_utc, &runs, "{} after {}", text, start_at);
        prop_assert_eq!(schedule.next_after(start_at).map(|run| run.timestamp()), runs.first().copied());
    }

    // Each call with the others.
    let mut from = start_at;
    for &run in &runs {
        prop_assert_eq!(in_zone.next_after(from).map(|run| run.timestamp()), Some(run));
        prop_assert!(in_zone.matches(instant(run)), "{} in {} matches {}", text, zone, instant(run));
        prop_assert_eq!(in_zone.previous_before(instant(run + 1)).map(|run| run.timestamp()), Some(run));
        from = instant(run);
    }
    if let (Some(&first), Some(&last)) = (runs.first(), runs.last()) {
        let between: Vec<i64> = in_zone.between(instant(first), instant(last)).map(|run| run.timestamp()).collect();
        prop_assert_eq!(&between, &runs[..runs.len() - 1], "{} in {}", text, zone);
        let mut back: Vec<i64> =
            in_zone.preceding(instant(last + 1)).take(runs.len()).map(|run| run.timestamp()).collect();
        back.reverse();
        prop_assert_eq!(&back, &runs, "{} in {}", text, zone);
    }
    let previous = expected.previous_before(start, &offset, both_passes);
    prop_assert_eq!(in_zone.previous_before(start_at).map(|run| run.timestamp()), previous, "{} in {}", text, zone);
    for probe in [start, start - start.rem_euclid(60), start - start.rem_euclid(3_600)] {
        prop_assert_eq!(
            in_zone.matches(instant(probe)),
            expected.fires_at(probe, &offset, both_passes),
            "{} {}",
            text,
            zone
        );
    }
    Ok(())
}

/// Instants all over the years, and close to clock changes of the zone.
fn starts(zone: &'static str) -> impl Strategy<Value = i64> {
    let (first, last): (DateTime<Utc>, DateTime<Utc>) =
        ("1969-12-25T00:00:00Z".parse().unwrap(), "2200-01-05T00:00:00Z".parse().unwrap());
    let changes: Vec<i64> = BUILT[zone].changes(first, last).map(|change| change.timestamp()).collect();
    let anywhere = first.timestamp()..last.timestamp();
    match changes.is_empty() {
        true => anywhere.boxed(),
        false => {
            let near = (prop::sample::select(changes), -200_000_i64..200_000).prop_map(|(change, away)| change + away);
            prop_oneof![anywhere, near].boxed()
        }
    }
}

fn zone_and_start() -> impl Strategy<Value = (&'static str, i64)> {
    prop::sample::select(ZONES).prop_flat_map(|zone| starts(zone).prop_map(move |start| (zone, start)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn five_calls_agree_with_the_oracle(
        bytes in prop::collection::vec(any::<u8>(), 0..60),
        (zone, start) in zone_and_start(),
        fold in prop_oneof![3 => Just(Fold::First), 1 => Just(Fold::Both)],
    ) {
        check(&generate::schedule::expression(&bytes), zone, start, fold)?;
    }

    #[test]
    fn what_is_refused_is_refused_by_both(
        bytes in prop::collection::vec(any::<u8>(), 0..40),
        at in any::<prop::sample::Index>(),
        drop in 0_usize..3,
        piece in prop::sample::select(PIECES),
        dialect in prop::sample::select(&[Dialect::Rule, Dialect::Scheduler][..]),
    ) {
        let text = generate::schedule::expression(&bytes);
        both(&text, dialect)?;
        let chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len() + 1);
        let rest = chars.iter().skip(at + drop);
        let mutated: String = chars.iter().take(at).copied().chain(piece.chars()).chain(rest.copied()).collect();
        both(&mutated, dialect)?;
    }

    #[test]
    fn no_text_and_no_instant_panics(text in ".{0,40}", bytes in prop::collection::vec(any::<u8>(), 0..60), seconds in any::<i64>()) {
        if let Err(error) = parse(&text, Dialect::Scheduler) {
            let _ = format!("{error:#} {:?}", error.aws_message());
            prop_assert!(text.get(error.span().range()).is_some());
        }
        let limits = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
        let somewhere = DateTime::from_timestamp(seconds % 8_000_000_000_000, 7).unwrap_or_default();
        if let Ok(schedule) = parse(&generate::schedule::expression(&bytes), Dialect::Scheduler) {
            for start in limits.into_iter().chain([somewhere, somewhere + TimeDelta::nanoseconds(1)]) {
                let started = schedule.clone().starting(somewhere);
                let in_zone = started.in_zone(&BUILT["America/New_York"]);
                let _ = (started.next_after(start), started.previous_before(start), started.matches(start));
                let _ = (started.upcoming_after(start).nth(2), started.preceding(start).nth(2), started.between(start, limits[1]).nth(2));
                let _ = (in_zone.next_after(start), in_zone.previous_before(start), in_zone.matches(start));
                let _ = (in_zone.upcoming_after(start).nth(2), in_zone.preceding(start).nth(2));
                let _ = in_zone.with_fold(Fold::Both).upcoming_after(start).nth(2);
            }
        }
    }
}

const PIECES: &[&str] = &[
    "", " ", "  ", "\t", ",", "-", "/", "*", "?", "L", "W", "#", "LW", "(", ")", "0", "1", "05", "005", "60", "MON",
    "mon", "JAN", "MONDAY", "/0", "/99", "cron(", "rate(", "at(", "\n", "é", "1969", "2200", "L-3", "#6", "?,",
    "minutes",
];

/// Every zone has chrono-tz's offsets as long as chrono-tz knows them, and then jiff's to the end of 2199. (The two carry
/// different releases of the IANA database, so zones whose last rules they do not agree on are left out there.)
#[test]
fn zones_are_right_to_2199() {
    let seconds = |text: &str| text.parse::<DateTime<Utc>>().unwrap().timestamp();
    let (start, known, end) =
        (seconds("1970-01-01T00:00:00Z"), seconds("2100-01-01T00:00:00Z"), seconds("2200-01-01T00:00:00Z"));
    let step = 86_400 * 5 + 3_600 * 7;
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for tz in chrono_tz::TZ_VARIANTS {
        let zone = Zone::new(tz);
        let ours = |at: i64| zone.offset(instant(at)).local_minus_utc();
        let chrono_tzs = |at: i64| tz.offset_from_utc_datetime(&instant(at).naive_utc()).fix().local_minus_utc();
        wrong.extend(
            (start..known).step_by(step).find(|&at| ours(at) != chrono_tzs(at)).map(|at| (tz.name(), instant(at))),
        );

        let Ok(theirs) = jiff::tz::TimeZone::get(tz.name()) else { continue };
        let jiffs = |at: i64| theirs.to_offset(jiff::Timestamp::from_second(at).unwrap()).seconds();
        // The last two years, every half hour.
        if (known - 86_400 * 730..known).step_by(1_800).all(|at| chrono_tzs(at) == jiffs(at)) {
            wrong.extend(
                (known..end).step_by(step).find(|&at| ours(at) != jiffs(at)).map(|at| (tz.name(), instant(at))),
            );
            compared += 1;
        }
    }
    assert!(compared > 500, "{compared} zones");
    assert!(wrong.is_empty(), "{wrong:?}");
}
