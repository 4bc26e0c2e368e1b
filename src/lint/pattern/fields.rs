//! The lists of alternatives of a pattern as they are written, each with the path of its field.

use crate::sources::node::{Entry, Map, Node};
use crate::sources::text::Text;
use crate::span::Span;

/// Parts of the envelope that every event has, each a string that is not empty.
///
/// Source: EventBridge user guide, structure of events.
const ALWAYS_THERE: [&str; 7] = ["version", "id", "detail-type", "source", "account", "time", "region"];

/// Whether every event of a bus has the field at this path, as a string that is not empty.
pub(super) fn every_event_has(path: &str) -> bool {
    ALWAYS_THERE.contains(&path)
}

/// A list of alternatives.
#[derive(Debug)]
pub(super) struct Field<'n> {
    /// The keys that lead to it, joined with points; `None` if one of them is not known.
    pub(super) path: Option<String>,
    /// The last of these keys.
    pub(super) key_span: Span,
    pub(super) list: &'n [Node],
    /// The list with its brackets.
    pub(super) span: Span,
    /// The members of `$or` that it stands in, from the outermost: where that `$or` stands, and which member it is.
    pub(super) members: Vec<(usize, usize)>,
}

impl Field<'_> {
    /// The path as messages show it.
    pub(super) fn name(&self) -> &str {
        self.path.as_deref().unwrap_or("the field")
    }
}

/// What is still to be walked through.
struct Open<'n> {
    entry: &'n Entry,
    above: Option<String>,
    is_top: bool,
    members: Vec<(usize, usize)>,
}

/// The lists of alternatives in the order of the file.
pub(super) fn fields(object: &Node) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    let mut open = Vec::new();
    push(&mut open, object.as_map(), &Some(String::new()), true, &[]);
    while let Some(Open { entry, above, is_top, members }) = open.pop() {
        let Entry { key, key_span, value } = entry;
        if key.as_str() == "$or" {
            for (number, member) in value.as_list().unwrap_or_default().iter().enumerate().rev() {
                let members = [&*members, &[(value.span.start, number)]].concat();
                push(&mut open, member.as_map(), &above, is_top, &members);
            }
            continue;
        }
        let path = joined(above.as_deref(), is_top, key);
        match value.as_list() {
            Some(list) => fields.push(Field { path, key_span: *key_span, list, span: value.span, members }),
            None => push(&mut open, value.as_map(), &path, false, &members),
        }
    }
    fields
}

fn push<'n>(
    open: &mut Vec<Open<'n>>,
    map: Option<&'n Map>,
    above: &Option<String>,
    is_top: bool,
    members: &[(usize, usize)],
) {
    let entries = map.into_iter().flat_map(Map::entries).rev();
    open.extend(entries.map(|entry| Open { entry, above: above.clone(), is_top, members: members.to_vec() }));
}

fn joined(above: Option<&str>, is_top: bool, key: &Text) -> Option<String> {
    let key = key.known()?;
    Some(if is_top { key.to_owned() } else { format!("{}.{key}", above?) })
}

/// The operator of a match expression, where that is known, and its operand.
pub(super) fn expression(node: &Node) -> Option<(&str, &Entry)> {
    let mut entries = node.as_map()?.entries();
    let (entry, None) = (entries.next()?, entries.next()) else { return None };
    Some((entry.key.known()?, entry))
}
