//! What each fuzz target checks, as a plain function that panics if it does not hold.
//!
//! Two callers share them: `fuzz_targets/` runs them under libFuzzer, `tests/fuzz_seeds.rs` replays the seeds on stable Rust.
//! Each caller has the modules `generate` and `oracle` of `tests/` at its root.

use chrono::{DateTime, Utc};
use rulebridge::schedule::{Dialect, Schedule, ScheduleOptions};
use rulebridge::{Error, ErrorKind, Pattern, PatternOptions};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::generate::{self, Pair};
use crate::oracle::{self, Verdict};

/// The body of a fuzz target.
pub type Body = fn(&[u8]);

/// Every target by its name, which is also the name of its folder of seeds.
pub const TARGETS: &[(&str, Body)] = &[
    ("json_reader", json_reader),
    ("pattern_oracle", pattern_oracle),
    ("pattern_round_trip", pattern_round_trip),
    ("schedule_oracle", schedule_oracle),
    ("schedule_round_trip", schedule_round_trip),
];

/// Patterns that make the reader of events keep, enter, or skip the same members.
const READERS: &[&str] = &[
    r#"{"a":[{"exists":true}]}"#,
    r#"{"a":{"b":[{"anything-but":["x",""]}]}}"#,
    r#"{"b":["x",1,null,{"exists":false}]}"#,
];

/// Any bytes as an event: taken or refused as `serde_json` and the oracle do, and decoded as `serde_json` does.
pub fn json_reader(data: &[u8]) {
    let text = std::str::from_utf8(data).ok();
    let json = text.filter(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
    let depth = json.map_or(0, depth);
    let is_object = json.is_some_and(|json| json.trim_start().starts_with('{'));
    for reader in READERS {
        let pattern: Pattern = reader.parse().unwrap();
        let answer = pattern.matches(data);
        match &answer {
            Ok(_) => assert!(is_object && depth <= 1_000, "{reader} takes what is no event"),
            Err(error) => {
                check_error(error, data);
                assert!(format!("{error:#}").len() < 1_000, "an error keeps a whole event: {error:#}");
                let kind = error.kind();
                assert_eq!(kind == ErrorKind::JsonUtf8, text.is_none(), "{error:?}");
                assert_eq!(
                    kind == ErrorKind::EventNotObject,
                    json.is_some() && !is_object && depth <= 1_000,
                    "{error:?}"
                );
                assert!(json.is_none() || !is_object || depth > 1_000, "{reader} refuses an event: {error:?}");
                assert!(kind == ErrorKind::JsonDepth || depth <= 1_000, "{error:?}");
            }
        }
        assert_eq!(verdict(answer), oracle::verdict(reader, data), "{reader}");
    }
    if let Some(Ok(event)) = json.map(serde_json::from_str::<Map<String, Value>>) {
        check_strings(data, &event);
    }
}

/// Every string that `serde_json` finds at the top of an event is found by the pattern that asks for it.
fn check_strings(data: &[u8], event: &Map<String, Value>) {
    for (key, value) in event.iter().filter(|(key, _)| *key != "$or") {
        if let Value::String(text) = value {
            let wanted = format!("{{{}:[{{\"exactly\":{}}}]}}", plainly_quoted(key), plainly_quoted(text));
            let pattern = Pattern::parse_with(&wanted, &any_length()).unwrap();
            assert_eq!(pattern.matches(data), Ok(true), "{wanted}");
        }
    }
}

/// `text` as JSON with as little to decode as JSON allows, so that a wrong decoder cannot agree with itself.
fn plainly_quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' | ..' ' => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// Any text as a pattern: taken or refused as the oracle does; what is taken has a canonical text that reads back, what is
/// refused has an error that can be shown.
pub fn pattern_round_trip(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match text.parse::<Pattern>() {
        Ok(pattern) => {
            assert!(oracle::pattern_is_valid(text), "only the oracle refuses it");
            check_canonical(&pattern);
        }
        Err(error) => {
            assert!(!oracle::pattern_is_valid(text), "only the oracle accepts it: {error:?}");
            check_error(&error, data);
        }
    }
}

/// A pattern and an event made from the bytes: both engines say what the oracle says, to the canonical text too.
pub fn pattern_oracle(data: &[u8]) {
    let Pair { pattern: text, event } = generate::pair(data);
    let pattern = match text.parse::<Pattern>() {
        Ok(pattern) => pattern,
        Err(error) => {
            assert!(!oracle::pattern_is_valid(&text), "only the oracle accepts {text}: {error:?}");
            return check_error(&error, text.as_bytes());
        }
    };
    let answer = pattern.matches(event.as_bytes());
    if answer.as_ref().is_err_and(|error| error.kind() == ErrorKind::EventTooComplex) {
        return;
    }
    let answer = verdict(answer);
    assert_eq!(answer, oracle::verdict(&text, event.as_bytes()), "{text} {event}");

    if let Ok(value) = serde_json::from_str::<Value>(&event) {
        let kept = value.to_string();
        let answer = verdict(pattern.matches_value(&value));
        assert_eq!(answer, oracle::verdict(&text, kept.as_bytes()), "{text} {kept}");
    }

    let canonical = check_canonical(&pattern);
    if canonical.chars().count() <= 4_096 {
        assert_eq!(answer, oracle::verdict(&canonical, event.as_bytes()), "{text} is not {canonical} to {event}");
    }
}

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

/// Checks that the canonical text of a pattern is an accepted pattern, equal to it, and canonical itself.
fn check_canonical(pattern: &Pattern) -> String {
    let canonical = pattern.to_string();
    let again = Pattern::parse_with(&canonical, &any_length());
    assert_eq!(again.as_ref(), Ok(pattern), "{canonical}");
    assert_eq!(again.map(|again| again.to_string()), Ok(canonical.clone()));
    canonical
}

/// Checks that an error points into what it is about, and that all its texts can be shown on a terminal.
fn check_error(error: &Error, source: &[u8]) {
    let span = error.span();
    assert!(source.get(span.range()).is_some(), "{error:?} is outside of {} bytes", source.len());
    if let Ok(text) = std::str::from_utf8(source) {
        assert!(text.get(span.range()).is_some(), "{error:?} cuts a character");
    }
    let before = std::str::from_utf8(&source[..span.start]).expect("what is before an error is text");
    let line = before.rsplit('\n').next().unwrap_or_default();
    let (line, column) = (before.split('\n').count(), line.chars().count() + 1);
    assert_eq!((error.position().line, error.position().column), (line, column), "{error:?}");

    let (short, long) = (error.to_string(), format!("{error:#}"));
    assert!(long.starts_with(&short), "{short:?} {long:?}");
    assert!(!short.contains(char::is_control), "{short:?}");
    assert!(long.lines().all(|line| !line.contains(char::is_control)), "{long:?}");
    let _ = (format!("{error:?}"), error.aws_message());
}

fn verdict(answer: Result<bool, Error>) -> Verdict {
    match answer {
        Ok(true) => Verdict::Match,
        Ok(false) => Verdict::Miss,
        Err(_) => Verdict::BadEvent,
    }
}

/// Options under which a canonical text may be longer than what it was made from.
fn any_length() -> PatternOptions {
    PatternOptions::new().max_length(usize::MAX)
}

/// How deep arrays and objects nest in a JSON text.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest) = (0, 0);
    let mut in_string = false;
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' => drop(bytes.next()),
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth -= 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
