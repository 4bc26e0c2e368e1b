//! The limits of names, ids, ARNs and other texts, also of texts of which a part is not known.

use crate::lint::passed::{Origin, Passed};
use crate::rule::limits::Limits;
use crate::sources::node::Node;
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
