//! Merge keys: the members of `<<: *defaults` become members of the object that has it.
//!
//! Source: the merge key of YAML 1.1 (yaml.org/type/merge.html), which CloudFormation's and Serverless' users write.

use std::collections::HashSet;

use crate::sources::node::{Entry, Node, Value};

/// Merges the members of `node` with these numbers into it, in front of its own. Keys that it has itself count, then those of the
/// first object that is merged.
pub(super) fn merge(node: &mut Node, merges: &[usize]) {
    let Value::Map(map) = &mut node.value else { return };
    if merges.is_empty() {
        return;
    }
    let members = map.edit();
    let is_merge = |i: usize| merges.binary_search(&i).is_ok();
    let mut own = Vec::new();
    let mut sources = Vec::new();
    for (i, entry) in std::mem::take(members).into_iter().enumerate() {
        match entry.value.value {
            Value::Map(map) if is_merge(i) => sources.push(map),
            Value::List(list) if is_merge(i) && list.iter().all(|node| node.as_map().is_some()) => {
                sources.extend(list.into_iter().filter_map(|node| match node.value {
                    Value::Map(map) => Some(map),
                    _ => None,
                }));
            }
            value => own.push(Entry { value: Node { value, ..entry.value }, ..entry }),
        }
    }
    let mut keys: HashSet<String> = own.iter().map(|entry| entry.key.as_str().to_owned()).collect();
    for map in sources {
        let added = map.into_entries().into_iter().filter(|entry| !keys.contains(entry.key.as_str()));
        let from = members.len();
        members.extend(added);
        keys.extend(members.iter().skip(from).map(|entry| entry.key.as_str().to_owned()));
    }
    members.append(&mut own);
}
