//! The keys that an object of a format can have, and what they mean: one table for each kind of object.

use crate::sources::model::Stray;
use crate::sources::node::{Map, Node};

/// The keys of one kind of object.
#[derive(Debug)]
pub(crate) struct Shape {
    /// What a message calls the object: "a rule", "`RetryPolicy`".
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [&'static str],
    /// Keys that belong to another object of the format, and its name.
    pub(crate) elsewhere: &'static [(&'static str, &'static str)],
}

impl Shape {
    /// The keys of `map` that this kind of object does not have. Keys that are not wholly known are none.
    pub(crate) fn strays(&self, map: &Map) -> Vec<Stray> {
        let is_stray = |key: &str| !self.keys.contains(&key);
        let strays = map.entries().filter(|entry| entry.key.known().is_some_and(is_stray));
        strays
            .map(|entry| Stray {
                key: entry.key.clone(),
                key_span: entry.key_span,
                of: self.name,
                known: self.keys,
                belongs_to: self.elsewhere.iter().find(|(key, _)| *key == entry.key.as_str()).map(|(_, place)| *place),
            })
            .collect()
    }
}

/// A copy of the value under `key`, unless it is null.
pub(crate) fn member(map: &Map, key: &str) -> Option<Node> {
    let value = map.get(key)?;
    (!matches!(value.value, crate::sources::node::Value::Null)).then(|| value.clone())
}
