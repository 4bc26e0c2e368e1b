//! Checks of event patterns.

pub(super) mod alternatives;
pub(super) mod envelope;
mod errors;
mod fields;
mod help;
pub(super) mod literals;
pub(super) mod size;
pub(super) mod structure;

use std::borrow::Cow;

use crate::lint::passed::{Origin, Passed};
use crate::pattern::Pattern;
use crate::sources::model::{Declaration, Kind};
use crate::sources::node::{Node, Value};
use crate::sources::read_json_inside;
use crate::sources::text::Text;
use fields::{Field, every_event_has};

/// A pattern of a document, as its checks see it.
#[derive(Debug)]
pub(super) struct PatternUse<'d> {
    pub(super) declaration: &'d Declaration,
    /// As it stands in the file: an object, or a string that holds one.
    pub(super) written: &'d Node,
    /// The pattern itself, with its places in the file; `None` if it is not known, or not JSON.
    pub(super) object: Option<Cow<'d, Node>>,
    /// How many strings stand around the object: one is the way of the API.
    pub(super) encodings: usize,
    /// The pattern as it would be matched, if it is valid and wholly known.
    pub(super) compiled: Option<Pattern>,
    pub(super) errors: Vec<Passed>,
}

impl<'d> PatternUse<'d> {
    pub(super) fn new(written: &'d Node, declaration: &'d Declaration) -> Self {
        let mut pattern = Self { declaration, written, object: None, encodings: 0, compiled: None, errors: Vec::new() };
        match &written.value {
            Value::Hole(_) => {}
            Value::String(text) => pattern.read(text),
            _ => pattern.object = Some(Cow::Borrowed(written)),
        }
        if let Some(object) = &pattern.object {
            (pattern.errors, pattern.compiled) = errors::find(object);
        }
        pattern.take_answer();
        pattern
    }

    fn read(&mut self, text: &Text) {
        let mut object = match read_json_inside(text) {
            Ok(object) => object,
            Err(error) => {
                self.errors.extend(Passed::of_text(Origin::Pattern, &error, text));
                return;
            }
        };
        self.encodings = 1;
        // A string that holds no object is no pattern, and the parser says so.
        let mut inner = object.clone();
        for encodings in 2.. {
            let Some(Ok(node)) = inner.as_text().map(read_json_inside) else { break };
            inner = node;
            if inner.as_map().is_some() {
                self.encodings = encodings;
                object = inner;
                break;
            }
        }
        self.object = Some(Cow::Owned(object));
    }

    /// Whether every event that the pattern sees has the field, as a string that is not empty. Pipes see events of any shape.
    fn is_always_there(&self, field: &Field<'_>) -> bool {
        self.declaration.kind != Kind::Pipe && field.path.as_deref().is_some_and(every_event_has)
    }

    /// AWS answers with the first error, of the text as it is written.
    fn take_answer(&mut self) {
        let Some(text) = self.written.as_str().filter(|_| self.encodings == 1) else { return };
        let Err(error) = text.parse::<Pattern>() else { return };
        if let Some(first) = self.errors.first_mut().filter(|first| first.kind == error.kind()) {
            first.aws_message = error.aws_message().map(str::to_owned);
        }
    }
}
