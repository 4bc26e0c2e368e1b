//! Decides which events may be asked about without being checked: JSON objects in which no object repeats a key, nor has one
//! with points.

use std::collections::BTreeSet;

use super::json::{self, Json};

/// Whether `event` is such an event.
pub fn holds(event: &[u8]) -> bool {
    let root = std::str::from_utf8(event).ok().and_then(json::parse);
    root.is_some_and(|root| matches!(root, Json::Object(_)) && is_plain(&root))
}

fn is_plain(value: &Json) -> bool {
    match value {
        Json::Object(members) => {
            let keys: BTreeSet<_> = members.iter().map(|(key, _)| key).collect();
            keys.len() == members.len()
                && members.iter().all(|(key, member)| !key.contains(&u16::from(b'.')) && is_plain(member))
        }
        Json::Array(elements) => elements.iter().all(is_plain),
        _ => true,
    }
}
