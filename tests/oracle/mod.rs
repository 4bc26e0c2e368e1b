//! The oracle: a second, naive opinion on whether an event pattern matches an event.
//!
//! It is written from what AWS documents, what was observed on AWS and what the open-source event-ruler library does, by
//! someone who has not read `src/`, and it imports nothing from there. Where those sources disagree: observed on AWS, then
//! AWS' documentation, then event-ruler, then inference. It is meant to be read from top to bottom and to be right; it is
//! not meant to be fast.
//!
//! | module | decides |
//! |---|---|
//! | [`json`] | which texts are JSON, and what they hold |
//! | [`path`] | what a path is, and in which order paths come |
//! | [`pattern`] | which patterns are accepted, and the sub-rules they stand for |
//! | [`number`] | which numbers can be compared, and how |
//! | [`ip`] | what an address and a CIDR block are |
//! | [`fold`] | what "ignoring case" means |
//! | [`wildcard`] | what `*` matches, and which wildcards are too complex |
//! | [`alternative`] | whether one alternative accepts one value |
//! | [`event`] | the values an event has at each path |
//! | [`consistency`] | whether one sub-rule matches, arrays of objects included |
//! | [`vouched`] | which events may be asked about unchecked |

// Each test binary includes the whole oracle, uses a part of it, and exports nothing.
#![allow(dead_code, unreachable_pub)]

mod alternative;
mod consistency;
mod event;
mod fold;
mod ip;
mod json;
mod number;
mod path;
mod pattern;
pub mod schedule;
#[cfg(test)]
mod tests;
mod vouched;
mod wildcard;

/// What the oracle says of one pattern and one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Match,
    Miss,
    BadPattern,
    BadEvent,
}

/// Whether `pattern` matches `event`, given as raw bytes. `BadPattern` wins over `BadEvent`.
pub fn verdict(pattern: &str, event: &[u8]) -> Verdict {
    let Some(sub_rules) = pattern::compile(pattern) else {
        return Verdict::BadPattern;
    };
    let Some(fields) = event::flatten(event) else {
        return Verdict::BadEvent;
    };
    if sub_rules.iter().any(|sub_rule| consistency::matches(sub_rule, &fields)) {
        Verdict::Match
    } else {
        Verdict::Miss
    }
}

/// Whether `pattern` is accepted.
pub fn pattern_is_valid(pattern: &str) -> bool {
    pattern::compile(pattern).is_some()
}

/// Whether `event` is a JSON object in which no object repeats a key, nor has one with points.
pub fn may_be_trusted(event: &[u8]) -> bool {
    vouched::holds(event)
}

/// The wildcard score of one field's alternatives. `None` when it is above `limit`, when it cannot be found with a
/// reasonable effort, or when one of the strings is no wildcard pattern.
pub fn wildcard_score(patterns: &[&str], limit: usize) -> Option<usize> {
    wildcard::score(patterns, limit)
}
