//! Schedules.

use chrono::{DateTime, Utc};
use rulebridge::schedule::{Dialect, Schedule, ScheduleOptions};

use super::check_error;
use crate::{generate, oracle};

/// Any text as a schedule, in both dialects: taken or refused as the oracle does; what is taken has a canonical text that reads
/// back, what is refused has an error that can be shown.
pub fn schedule_round_trip(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    for (dialect, oracles) in
        [(Dialect::Rule, oracle::schedule::Dialect::Rule), (Dialect::Scheduler, oracle::schedule::Dialect::Scheduler)]
    {
        let options = ScheduleOptions::new().dialect(dialect);
        let expected = oracle::schedule::parse(text, oracles);
        match Schedule::parse_with(text, &options) {
            Ok(schedule) => {
                assert!(expected.is_some(), "only the oracle refuses {text}");
                let canonical = schedule.to_string();
                assert_eq!(Schedule::parse_with(&canonical, &options).as_ref(), Ok(&schedule), "{canonical}");
                assert!(!schedule.describe().is_empty());
                assert!(schedule.notices().iter().all(|notice| text.get(notice.span.range()).is_some()));
            }
            Err(error) => {
                assert!(expected.is_none(), "only the oracle accepts {text}: {error:?}");
                check_error(&error, data);
            }
        }
    }
}

/// An instant from the first bytes and an expression made from the others: the calls say what the oracle says.
pub fn schedule_oracle(data: &[u8]) {
    let (start, bytes) = data.split_at(data.len().min(5));
    // Over the years from 1968 to 2203.
    let start = start.iter().fold(0_i64, |number, &byte| number * 256 + i64::from(byte)) % 7_400_000_000 - 60_000_000;
    let text = generate::schedule::expression(bytes);
    let options = ScheduleOptions::new().dialect(Dialect::Scheduler);
    let expected = oracle::schedule::parse(&text, oracle::schedule::Dialect::Scheduler);
    let (Ok(schedule), Some(expected)) = (Schedule::parse_with(&text, &options), expected) else {
        return schedule_round_trip(text.as_bytes());
    };
    if expected.interval().is_some() {
        return;
    }
    let utc = |_: i64| 0;
    let instant = |seconds: i64| DateTime::<Utc>::from_timestamp(seconds, 0).unwrap();
    let seconds = |run: DateTime<Utc>| run.timestamp();
    let first = expected.next_after(start, &utc, false);
    let second = first.and_then(|first| expected.next_after(first, &utc, false));
    let found: Vec<i64> = schedule.upcoming_after(instant(start)).take(2).map(seconds).collect();
    assert_eq!(found, first.into_iter().chain(second).collect::<Vec<_>>(), "{text} after {start}");
    assert_eq!(schedule.next_after(instant(start)).map(seconds), first, "{text} after {start}");
    let previous = expected.previous_before(start, &utc, false);
    assert_eq!(schedule.previous_before(instant(start)).map(seconds), previous, "{text} before {start}");
    assert_eq!(schedule.matches(instant(start)), expected.fires_at(start, &utc, false), "{text} at {start}");
}
