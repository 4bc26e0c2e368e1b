//! Decides which events may be asked about without being checked: JSON objects in which no object names a path twice, by the
//! same key again or by a key with points such as `"a.b"` beside `"a":{"b":…}`.
//!
//! The elements of an array may name the same paths as each other: they are the same path of one array. What stands at a path
//! makes no difference, so two objects at one path are one too many as well.

use std::collections::BTreeSet;

use super::json::{self, Json};
use super::path::{self, Path};

/// Whether `event` is such an event.
pub fn holds(event: &[u8]) -> bool {
    let root = std::str::from_utf8(event).ok().and_then(json::parse);
    root.is_some_and(|root| matches!(root, Json::Object(_)) && paths(&root).is_some())
}

/// The paths below a value; `None` if an object in it names one twice.
fn paths(value: &Json) -> Option<BTreeSet<Path>> {
    let mut all = BTreeSet::new();
    match value {
        Json::Object(members) => {
            for (key, member) in members {
                let below = paths(member)?.into_iter().map(|rest| path::child(Some(key), &rest));
                for path in below.chain([key.clone()]) {
                    if !all.insert(path) {
                        return None;
                    }
                }
            }
        }
        Json::Array(elements) => {
            for element in elements {
                all.append(&mut paths(element)?);
            }
        }
        _ => {}
    }
    Some(all)
}
