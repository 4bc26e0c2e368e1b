//! The facts the oracle is written from, as assertions: what AWS was observed to answer, what event-ruler was probed to
//! answer, what the documentation says, and the decisions where those leave a choice.

mod addresses;
mod strings;
mod structure;
mod syntax;
mod values;

use super::{Verdict, pattern_is_valid, verdict};

#[track_caller]
fn check(pattern: &str, matches: &[&str], misses: &[&str]) {
    for event in matches {
        assert_eq!(verdict(pattern, event.as_bytes()), Verdict::Match, "{pattern} on {event}");
    }
    for event in misses {
        assert_eq!(verdict(pattern, event.as_bytes()), Verdict::Miss, "{pattern} on {event}");
    }
}

/// One field `a` with these alternatives against these values of `a`.
#[track_caller]
fn check_a(alternatives: &str, matches: &[&str], misses: &[&str]) {
    let pattern = format!(r#"{{"a":{alternatives}}}"#);
    let event = |value: &&str| format!(r#"{{"a":{value}}}"#);
    let matches: Vec<String> = matches.iter().map(event).collect();
    let misses: Vec<String> = misses.iter().map(event).collect();
    check(
        &pattern,
        &matches.iter().map(String::as_str).collect::<Vec<_>>(),
        &misses.iter().map(String::as_str).collect::<Vec<_>>(),
    );
}

#[track_caller]
fn accepted(patterns: &[&str]) {
    for pattern in patterns {
        assert!(pattern_is_valid(pattern), "should be accepted: {pattern}");
    }
}

#[track_caller]
fn refused(patterns: &[&str]) {
    for pattern in patterns {
        assert!(!pattern_is_valid(pattern), "should be refused: {pattern}");
    }
}

#[track_caller]
fn accepted_a(alternatives: &[&str]) {
    for text in alternatives {
        accepted(&[&format!(r#"{{"a":{text}}}"#)]);
    }
}

#[track_caller]
fn refused_a(alternatives: &[&str]) {
    for text in alternatives {
        refused(&[&format!(r#"{{"a":{text}}}"#)]);
    }
}

fn event_is_bad(event: &[u8]) -> bool {
    verdict(r#"{"a":[1]}"#, event) == Verdict::BadEvent
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn new() -> Random {
        Random(1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    fn choose<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let index = self.below(from.len());
        from.get(index).copied().unwrap_or_default()
    }
}
