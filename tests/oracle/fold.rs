//! Decides what "ignoring case" means: event-ruler's rule, which goes character by character through the *pattern*.
//!
//! Each pattern character stands for its lower form or its upper form (Java's `toLowerCase` and `toUpperCase` of that one
//! character, in no particular language), and a value must be made of such forms. So the rule is not symmetric, and a
//! character that is neither its own lower nor its own upper form is not accepted as itself:
//!
//! * "straße" matches "STRASSE", as the upper form of `ß` is `SS`; "strasse" does not match "STRAßE".
//! * U+212A (the Kelvin sign) matches "k" and itself, but not "K". `ǅ` matches `ǆ` and `Ǆ`, not `ǅ`.
//! * `ς` does not match `σ`, but both match `Σ`; `Σ` does not match `ς`.
//!
//! Decided: a character above U+FFFF also matches itself. (event-ruler works on UTF-16 halves and makes each of them `?`.)

use std::collections::BTreeSet;

pub fn equals(pattern: &str, value: &str) -> bool {
    ends_of(pattern, value).contains(&value.len())
}

pub fn is_prefix(pattern: &str, value: &str) -> bool {
    !ends_of(pattern, value).is_empty()
}

/// From the end, as it is written: the last character first.
pub fn is_suffix(pattern: &str, value: &str) -> bool {
    let mut starts = BTreeSet::from([value.len()]);
    for character in pattern.chars().rev() {
        let mut earlier = BTreeSet::new();
        for start in starts {
            let before = value.get(..start).unwrap_or("");
            for form in forms(character) {
                if before.ends_with(&form) {
                    earlier.insert(start - form.len());
                }
            }
        }
        starts = earlier;
    }
    !starts.is_empty()
}

/// Where in `value` some combination of forms of all pattern characters, beginning at its start, can end.
fn ends_of(pattern: &str, value: &str) -> BTreeSet<usize> {
    let mut ends = BTreeSet::from([0]);
    for character in pattern.chars() {
        let mut later = BTreeSet::new();
        for end in ends {
            let after = value.get(end..).unwrap_or("");
            for form in forms(character) {
                if after.starts_with(&form) {
                    later.insert(end + form.len());
                }
            }
        }
        ends = later;
    }
    ends
}

/// What one pattern character accepts.
fn forms(character: char) -> Vec<String> {
    let mut forms = vec![character.to_lowercase().collect(), character.to_uppercase().collect()];
    if character > '\u{ffff}' {
        forms.push(character.to_string());
    }
    forms
}
