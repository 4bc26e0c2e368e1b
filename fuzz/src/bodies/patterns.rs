//! Patterns, one at a time.

use rulebridge::{Error, ErrorKind, Pattern, PatternOptions};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{check_error, depth};
use crate::generate::{self, Pair};
use crate::oracle::{self, Verdict};

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

/// Checks that the canonical text of a pattern is an accepted pattern, equal to it, and canonical itself.
fn check_canonical(pattern: &Pattern) -> String {
    let canonical = pattern.to_string();
    let again = Pattern::parse_with(&canonical, &any_length());
    assert_eq!(again.as_ref(), Ok(pattern), "{canonical}");
    assert_eq!(again.map(|again| again.to_string()), Ok(canonical.clone()));
    canonical
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
