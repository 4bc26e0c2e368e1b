//! The values of a document, JSON or YAML alike, each with its place in the file.
//!
//! What is only known when a template is deployed is a [hole](Value::Hole): a whole value, or a part of a [`Text`]. A short YAML tag
//! such as `!Sub` is the same as the object `{"Fn::Sub": …}`, so that templates are read alike in both notations.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::json::{is_number, write_string};
use crate::sources::text::Text;
use crate::span::Span;

/// A value and where it stands. The span of a JSON string includes its quotes; that of a YAML scalar is the scalar as written.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// A number of JSON, as written.
    Number(Box<str>),
    String(Text),
    List(Vec<Node>),
    Map(Map),
    /// Any value at all, or none.
    Hole(Hole),
}

/// What is known of a value that is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hole {
    /// The logical id of the resource or parameter that the value comes from.
    pub(crate) refers_to: Option<Box<str>>,
}

/// The members of an object in the order of the file; keys may repeat, and the last one counts.
///
/// A copy shares its members with the original until it is changed: most parts of a document are never.
#[derive(Debug, Clone, Default)]
pub(crate) struct Map(Arc<Members>);

#[derive(Debug, Clone, Default)]
struct Members {
    entries: Vec<Entry>,
    /// Where each key of a large object stands, once somebody has asked: the resources of a template refer to each other.
    index: OnceLock<Box<HashMap<Box<str>, usize>>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Text,
    /// As written, with quotes if it has any.
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

impl Map {
    /// Objects with more members are indexed.
    const FEW: usize = 64;

    pub(crate) fn new(entries: Vec<Entry>) -> Self {
        Self(Arc::new(Members { entries, index: OnceLock::new() }))
    }

    /// The value under `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The last member with this key.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        let Members { entries, index } = &*self.0;
        if entries.len() <= Self::FEW {
            return entries.iter().rev().find(|entry| entry.key.as_str() == key);
        }
        let index = index.get_or_init(|| {
            let places = entries.iter().enumerate();
            Box::new(places.map(|(at, entry)| (entry.key.as_str().into(), at)).collect())
        });
        entries.get(*index.get(key)?)
    }

    pub(crate) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> + ExactSizeIterator {
        self.0.entries.iter()
    }

    /// The members, to be changed.
    pub(crate) fn edit(&mut self) -> &mut Vec<Entry> {
        let members = Arc::make_mut(&mut self.0);
        members.index.take();
        &mut members.entries
    }

    pub(crate) fn into_entries(self) -> Vec<Entry> {
        Arc::unwrap_or_clone(self.0).entries
    }
}

impl Node {
    pub(crate) fn new(span: Span, value: Value) -> Self {
        Self { span, value }
    }

    pub(crate) fn hole(span: Span) -> Self {
        Self::new(span, Value::Hole(Hole::default()))
    }

    pub(crate) fn as_map(&self) -> Option<&Map> {
        if let Value::Map(map) = &self.value { Some(map) } else { None }
    }

    pub(crate) fn as_list(&self) -> Option<&[Node]> {
        if let Value::List(list) = &self.value { Some(list) } else { None }
    }

    pub(crate) fn as_text(&self) -> Option<&Text> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    /// The string, if it is one and all of it is known.
    pub(crate) fn as_str(&self) -> Option<&str> {
        self.as_text()?.known()
    }

    pub(crate) fn is_hole(&self) -> bool {
        matches!(self.value, Value::Hole(_))
    }

    /// Whether no part of the value is a hole.
    pub(crate) fn is_known(&self) -> bool {
        self.first_unknown().is_none()
    }

    /// Where the first part of the value stands that is not known.
    pub(crate) fn first_unknown(&self) -> Option<Span> {
        match &self.value {
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
            Value::String(text) => text.first_hole(),
            Value::List(list) => list.iter().find_map(Self::first_unknown),
            Value::Map(map) => {
                map.entries().find_map(|entry| entry.key.first_hole().or_else(|| entry.value.first_unknown()))
            }
            Value::Hole(_) => Some(self.span),
        }
    }

    /// The value under `key`, if this is an object that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// The noun for this value, with its article.
    #[cfg(feature = "lint")]
    pub(crate) fn noun(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "an object",
            Value::Hole(_) => "an unknown value",
        }
    }

    /// This value as JSON text without blanks, every part of it mapped to its place in the file. `fill` gives the JSON text
    /// that stands for a hole.
    pub(crate) fn to_json(&self, fill: &mut dyn FnMut(&Self) -> String) -> Text {
        let mut out = Text::default();
        self.write_json(&mut out, fill);
        out
    }

    fn write_json(&self, out: &mut Text, fill: &mut dyn FnMut(&Self) -> String) {
        let (start, end) = (Span::at(self.span.start), Span::at(self.span.end));
        match &self.value {
            Value::Null => out.push_str("null", self.span),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }, self.span),
            Value::Number(text) if is_number(text.as_bytes()) => out.push_str(text, self.span),
            Value::Number(_) => out.push_str("0", self.span),
            Value::String(text) => write_text(text, self.span, out),
            Value::List(list) => {
                out.push_str("[", start);
                for (i, item) in list.iter().enumerate() {
                    if i > 0 {
                        out.push_str(",", Span::at(item.span.start));
                    }
                    item.write_json(out, fill);
                }
                out.push_str("]", end);
            }
            Value::Map(map) => {
                out.push_str("{", start);
                for (i, entry) in map.entries().enumerate() {
                    if i > 0 {
                        out.push_str(",", Span::at(entry.key_span.start));
                    }
                    write_text(&entry.key, entry.key_span, out);
                    out.push_str(":", Span::at(entry.key_span.end));
                    entry.value.write_json(out, fill);
                }
                out.push_str("}", end);
            }
            Value::Hole(_) => {
                let json = fill(self);
                out.push_str(&json, self.span);
            }
        }
    }
}

/// Writes `text` as a JSON string; `span` is where it stands with its quotes, if it has any.
fn write_text(text: &Text, span: Span, out: &mut Text) {
    out.push_str("\"", Span::new(span.start, text.source(0..0).start.clamp(span.start, span.end)));
    for run in text.runs(0..text.as_str().len()) {
        if run.is_hole {
            out.push_hole(run.source);
            continue;
        }
        let mut written = 0;
        for (at, c) in run.value.match_indices(|c| matches!(c, '"' | '\\' | '\0'..='\u{1f}')) {
            let mut escaped = String::new();
            write_string(&mut escaped, c);
            if written < at {
                out.push_str(run.value.get(written..at).unwrap_or_default(), run.source(written..at));
            }
            written = at + c.len();
            out.push_str(escaped.get(1..escaped.len() - 1).unwrap_or_default(), run.source(at..written));
        }
        let end = run.value.len();
        if written < end {
            out.push_str(run.value.get(written..).unwrap_or_default(), run.source(written..end));
        }
    }
    let len = text.as_str().len();
    out.push_str("\"", Span::new(text.source(len..len).end.clamp(span.start, span.end), span.end));
}
