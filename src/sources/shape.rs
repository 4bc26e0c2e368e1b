//! The keys that an object of a format can have, and what they mean: one table for each kind of object.

use crate::sources::model::Stray;
use crate::sources::node::{Map, Node, Value};
use crate::sources::text::Text;

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
    (!matches!(value.value, Value::Null)).then(|| value.clone())
}

/// The object under `key`, or what stands in its place; the keys that such an object does not have are noted.
pub(crate) fn nested<'m>(map: &'m Map, key: &str, shape: &Shape, strays: &mut Vec<Stray>) -> Option<&'m Node> {
    let node = map.get(key)?;
    strays.extend(node.as_map().map(|map| shape.strays(map)).unwrap_or_default());
    Some(node)
}

/// The value under `key` of an object: a hole if the object is one.
pub(crate) fn part(object: Option<&Node>, key: &str) -> Option<Node> {
    match &object?.value {
        Value::Map(map) => member(map, key),
        Value::Hole(_) => object.cloned(),
        _ => None,
    }
}

/// `Enabled: false` and the like, as the state that it stands for.
pub(crate) fn state_of_switch(map: &Map, key: &str) -> Option<Node> {
    let node = member(map, key)?;
    let Value::Bool(is_enabled) = node.value else { return Some(Node::hole(node.span)) };
    let mut text = Text::default();
    text.push_str(if is_enabled { "ENABLED" } else { "DISABLED" }, node.span);
    Some(Node::new(node.span, Value::String(text)))
}
