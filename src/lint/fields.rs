//! The limits of names, ids, ARNs and other texts, also of texts of which a part is not known, and what such values refer to.

use crate::lint::passed::{Origin, Passed};
use crate::rule::limits::Limits;
use crate::sources::Document;
use crate::sources::node::{Node, Value};
use crate::sources::text::Text;

/// What a limit says of a text, for every value that its unknown parts can have.
pub(super) fn check(origin: Origin, node: Option<&Node>, limits: &Limits) -> Option<Passed> {
    check_text(origin, node?.as_text()?, limits)
}

pub(super) fn check_text(origin: Origin, text: &Text, limits: &Limits) -> Option<Passed> {
    let error = match text.known() {
        Some(known) => limits.check(known),
        None => limits.check_known(text.as_str(), |at| text.is_hole(at)),
    };
    let error = error.err()?;
    Some(Passed::new(origin, &error, text.source(error.span().range())))
}

/// The part of a text before its first unknown part.
pub(super) fn known_start(text: &Text) -> &str {
    let hole = text.as_str().char_indices().find(|(at, _)| text.is_hole(*at));
    hole.map_or(text.as_str(), |(at, _)| text.as_str().get(..at).unwrap_or_default())
}

/// The part of a text behind its last unknown part.
pub(super) fn known_end(text: &Text) -> &str {
    let hole = text.as_str().char_indices().rev().find(|(at, _)| text.is_hole(*at));
    hole.map_or(text.as_str(), |(at, c)| text.as_str().get(at + c.len_utf8()..).unwrap_or_default())
}

/// The resource of a template that has this logical id. The Serverless Framework has them in parts of `resources`.
pub(super) fn resource<'d>(id: &str, document: &'d Document<'_>) -> Option<&'d Node> {
    let root = document.root();
    let own = root.get("resources");
    let parts = own.and_then(Node::as_list).unwrap_or_default();
    [Some(root), own].into_iter().flatten().chain(parts).find_map(|part| part.get("Resources")?.get(id))
}

/// The logical id and the type of the resource that a value refers to.
pub(super) fn referred<'d>(node: &'d Node, document: &'d Document<'_>) -> Option<(&'d str, &'d str)> {
    let Value::Hole(hole) = &node.value else { return None };
    let id = hole.refers_to.as_deref()?;
    Some((id, resource(id, document)?.get("Type")?.as_str()?))
}
