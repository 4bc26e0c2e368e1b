//! What the parser refuses in a pattern: all of it, and whatever its unknown parts turn out to be.
//!
//! A hole is filled with one value after the other until the parser has nothing to say of it: only what it says of the rest holds for
//! every filling. After an error the value that has it becomes a hole, and the parser goes on behind it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::error::ErrorKind;
use crate::lint::passed::{Origin, Passed};
use crate::pattern::{Pattern, PatternOptions};
use crate::sources::node::{Node, Value};
use crate::span::Span;

/// What a hole may be, the likeliest first: whatever a pattern takes at some place.
const FILLINGS: [&str; 12] = [
    r#""?""#,
    r#"["?"]"#,
    r#"{"?":["?"]}"#,
    "1",
    "1e9",
    "-1e9",
    "true",
    r#"[{"?":["?"]},{"?":["!"]}]"#,
    r#"[">",1]"#,
    r#"">""#,
    r#""<""#,
    r#""10.0.0.0/8""#,
];

/// A file with more mistakes in one pattern has other worries.
const MOST_ERRORS: usize = 50;

/// The errors of a pattern, and the pattern if there are none and all of it is known.
pub(super) fn find(object: &Node) -> (Vec<Passed>, Option<Pattern>) {
    let options = PatternOptions::new().max_length(usize::MAX);
    let mut tree = object.clone();
    let mut fillings = BTreeMap::<usize, usize>::new();
    let mut errors: Vec<Passed> = Vec::new();
    while errors.len() < MOST_ERRORS {
        let mut holes = Vec::new();
        let json = tree.to_json(&mut |hole| {
            holes.push(hole.span.start);
            let filling = fillings.get(&hole.span.start).copied().unwrap_or_default();
            FILLINGS.get(filling).copied().unwrap_or_default().to_owned()
        });
        let error = match Pattern::parse_with(json.as_str(), &options) {
            Ok(pattern) => {
                let is_whole = errors.is_empty() && tree.is_known() && object.is_known();
                return (errors, is_whole.then_some(pattern));
            }
            Err(error) => error,
        };
        let range: Range<usize> = error.span().range();
        let place = json.source(range.clone());
        match holes.iter().find(|&&hole| place.start <= hole && hole <= place.end) {
            Some(hole) => {
                let filling = fillings.entry(*hole).or_default();
                *filling += 1;
                if *filling == FILLINGS.len() {
                    return (errors, None);
                }
                continue;
            }
            None if json.touches_hole(&range) => {}
            None if error.kind() == ErrorKind::WildcardComplexity && has_holes_near(&tree, place) => {}
            None => errors.extend(Passed::of_text(Origin::Pattern, &error, &json)),
        }
        if !make_hole(&mut tree, place) {
            break;
        }
    }
    (errors, None)
}

/// Whether the smallest list around `place` has unknown parts.
fn has_holes_near(node: &Node, place: Span) -> bool {
    match child_around(node, place) {
        Some(child) if child.as_list().is_some() || child.as_map().is_some() => has_holes_near(child, place),
        _ => !node.is_known(),
    }
}

/// Makes a hole of the smallest value around `place`, unless that is the root.
fn make_hole(node: &mut Node, place: Span) -> bool {
    let is_around = |node: &Node| is_around(node, place);
    let child = match &mut node.value {
        Value::List(list) => list.iter_mut().find(|child| is_around(child)),
        Value::Map(map) => map.0.iter_mut().map(|entry| &mut entry.value).find(|child| is_around(child)),
        _ => None,
    };
    let Some(child) = child else { return false };
    if !make_hole(child, place) {
        *child = Node::hole(child.span);
    }
    true
}

fn child_around(node: &Node, place: Span) -> Option<&Node> {
    match &node.value {
        Value::List(list) => list.iter().find(|child| is_around(child, place)),
        Value::Map(map) => map.entries().map(|entry| &entry.value).find(|child| is_around(child, place)),
        _ => None,
    }
}

fn is_around(node: &Node, place: Span) -> bool {
    !node.is_hole() && node.span.start <= place.start && place.end <= node.span.end
}
