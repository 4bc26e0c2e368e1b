//! Checks of event patterns.

mod errors;
mod structure;

use std::borrow::Cow;

use crate::lint::passed::{Origin, Passed};
use crate::pattern::Pattern;
use crate::sources::model::Declaration;
use crate::sources::node::{Node, Value};
use crate::sources::{Document, read_json_inside};

pub(super) use structure::CHECKS;

/// A pattern of a document, as its checks see it.
#[derive(Debug)]
pub(super) struct PatternUse<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) declaration: &'d Declaration,
    /// As it stands in the file: an object, or a string that holds one.
    pub(super) written: &'d Node,
    /// The pattern itself, with its places in the file; `None` if it is not known, or not JSON.
    pub(super) object: Option<Cow<'d, Node>>,
    /// The pattern as it would be matched, if it is valid and wholly known.
    pub(super) compiled: Option<Pattern>,
    pub(super) errors: Vec<Passed>,
}

impl<'d> PatternUse<'d> {
    pub(super) fn new(written: &'d Node, declaration: &'d Declaration, document: &'d Document<'d>) -> Self {
        let mut errors = Vec::new();
        let object = match &written.value {
            Value::Hole(_) => None,
            Value::String(text) => match read_json_inside(text) {
                Ok(object) => Some(Cow::Owned(object)),
                Err(error) => {
                    errors.extend(Passed::of_text(Origin::Pattern, &error, text));
                    None
                }
            },
            _ => Some(Cow::Borrowed(written)),
        };
        let mut compiled = None;
        if let Some(object) = &object {
            let (found, pattern) = errors::find(object);
            errors = found;
            compiled = pattern;
        }
        Self { document, declaration, written, object, compiled, errors }
    }
}
