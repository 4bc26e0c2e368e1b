//! What each fuzz target checks, as a plain function that panics if it does not hold.
//!
//! Two callers share them: `fuzz_targets/` runs them under libFuzzer, `tests/fuzz_seeds.rs` replays the seeds on stable Rust.
//! Each caller has the modules `generate` and `oracle` of `tests/` at its root, and `agreement` of `tests/support/`.

mod files;
mod patterns;
mod schedules;
mod sets;
mod targets;

use rulebridge::Error;

pub use files::{sources_formats, sources_json, sources_yaml};
pub use patterns::{json_reader, pattern_oracle, pattern_round_trip};
pub use schedules::{schedule_oracle, schedule_round_trip};
pub use sets::{set_oracle, set_trusted};
pub use targets::render;

/// The body of a fuzz target.
pub type Body = fn(&[u8]);

/// Every target by its name, which is also the name of its folder of seeds.
pub const TARGETS: &[(&str, Body)] = &[
    ("json_reader", json_reader),
    ("pattern_oracle", pattern_oracle),
    ("pattern_round_trip", pattern_round_trip),
    ("render", render),
    ("schedule_oracle", schedule_oracle),
    ("schedule_round_trip", schedule_round_trip),
    ("set_oracle", set_oracle),
    ("set_trusted", set_trusted),
    ("sources_formats", sources_formats),
    ("sources_json", sources_json),
    ("sources_yaml", sources_yaml),
];

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
