//! The paths that the patterns of a set name, as a trie laid out for looking up the keys of events.
//!
//! A key is found by its first eight bytes and its length, compared as two integers; only longer keys are compared further.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::matcher::ARC;
use crate::matcher::lists::id;

pub(crate) type NodeId = u32;
pub(crate) type PathId = u32;

/// No path ends here.
const NONE: u32 = u32::MAX;

#[derive(Debug, Clone)]
pub(crate) struct Paths {
    names: Vec<Arc<str>>,
    nodes: Vec<Node>,
    /// Of one node after the other, sorted.
    children: Vec<Child>,
    /// The keys that are longer than eight bytes.
    text: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    children: u32,
    len: u32,
    path: u32,
}

#[derive(Debug, Clone, Copy)]
struct Child {
    /// The first eight bytes of the key.
    head: u64,
    len: u32,
    /// Where the whole key stands in the text, if it is longer.
    text: u32,
    node: NodeId,
}

/// A key that is being looked up, or a child's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'k> {
    head: u64,
    len: usize,
    /// What follows the head.
    tail: &'k [u8],
}

impl<'k> Key<'k> {
    #[inline]
    fn new(key: &'k [u8]) -> Self {
        match key.split_first_chunk::<8>() {
            Some((head, tail)) => Self { head: u64::from_le_bytes(*head), len: key.len(), tail },
            None => Self { head: head(key), len: key.len(), tail: &[] },
        }
    }
}

/// The bytes of a key of fewer than eight, as they would be read into an integer.
#[inline]
fn head(key: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (key.first_chunk::<4>(), key.last_chunk::<4>()) {
        // Where the two overlap they are the same.
        let last = u64::from(u32::from_le_bytes(*last)) << (8 * (key.len() - 4));
        return u64::from(u32::from_le_bytes(*first)) | last;
    }
    key.iter().rev().fold(0, |head, &byte| head << 8 | u64::from(byte))
}

impl Paths {
    /// Collects distinct paths, numbered in this order.
    pub(crate) fn new(mut names: Vec<Arc<str>>) -> Self {
        names.shrink_to_fit();
        let mut tree: Vec<(BTreeMap<&str, usize>, u32)> = vec![(BTreeMap::new(), NONE)];
        for (path, name) in names.iter().enumerate() {
            let mut node = 0;
            for step in name.split('.') {
                let new = tree.len();
                let Some((children, _)) = tree.get_mut(node) else { break };
                node = *children.entry(step).or_insert(new);
                if node == new {
                    tree.push((BTreeMap::new(), NONE));
                }
            }
            if let Some((_, end)) = tree.get_mut(node) {
                *end = id(path);
            }
        }
        let mut paths = Self { names: Vec::new(), nodes: Vec::new(), children: Vec::new(), text: Vec::new() };
        for (children, path) in &tree {
            let mut children: Vec<(Key<'_>, &str, usize)> =
                children.iter().map(|(key, node)| (Key::new(key.as_bytes()), *key, *node)).collect();
            children.sort_unstable();
            paths.nodes.push(Node { children: id(paths.children.len()), len: id(children.len()), path: *path });
            for (Key { head, len, .. }, key, node) in children {
                paths.children.push(Child { head, len: id(len), text: id(paths.text.len()), node: id(node) });
                if len > 8 {
                    paths.text.extend_from_slice(key.as_bytes());
                }
            }
        }
        paths.names = names;
        paths.nodes.shrink_to_fit();
        paths.children.shrink_to_fit();
        paths.text.shrink_to_fit();
        paths
    }

    pub(crate) fn names(&self) -> &[Arc<str>] {
        &self.names
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The node of the root object.
    pub(crate) fn root(&self) -> NodeId {
        0
    }

    /// The node that a key leads to, if it has no points.
    #[inline]
    pub(crate) fn child(&self, node: NodeId, key: &[u8]) -> Option<NodeId> {
        /// More children than this are searched by halves.
        const FEW: usize = 8;

        let Node { children, len, .. } = *self.nodes.get(node as usize)?;
        let children = self.children.get(children as usize..)?.get(..len as usize)?;
        let key = Key::new(key);
        let found = if children.len() <= FEW {
            let is_key = |child: &&Child| {
                let is_alike = child.head == key.head && child.len as usize == key.len;
                is_alike && (key.tail.is_empty() || self.key_of(child).tail == key.tail)
            };
            children.iter().find(is_key)
        } else {
            let at = children.binary_search_by(|child| match child.head.cmp(&key.head) {
                Ordering::Equal => self.key_of(child).cmp(&key),
                order => order,
            });
            at.ok().and_then(|at| children.get(at))
        };
        found.map(|child| child.node)
    }

    #[inline]
    fn key_of(&self, child: &Child) -> Key<'_> {
        let len = child.len as usize;
        let tail = match len {
            0..=8 => &[],
            _ => self.text.get(child.text as usize + 8..child.text as usize + len).unwrap_or_default(),
        };
        Key { head: child.head, len, tail }
    }

    /// The node that a key with points leads to: it makes several steps.
    pub(crate) fn steps(&self, node: NodeId, key: &[u8]) -> Option<NodeId> {
        if !key.contains(&b'.') {
            return None;
        }
        key.split(|&byte| byte == b'.').try_fold(node, |node, step| self.child(node, step))
    }

    /// The node that any key of an event leads to.
    pub(crate) fn walk(&self, node: NodeId, key: &[u8]) -> Option<NodeId> {
        self.child(node, key).or_else(|| self.steps(node, key))
    }

    /// The path that ends at a node.
    #[inline]
    pub(crate) fn path_at(&self, node: NodeId) -> Option<PathId> {
        self.nodes.get(node as usize).map(|node| node.path).filter(|&path| path != NONE)
    }

    /// How many keys lead on from a node.
    #[inline]
    pub(crate) fn children(&self, node: NodeId) -> u32 {
        self.nodes.get(node as usize).map_or(0, |node| node.len)
    }

    pub(crate) fn heap_size(&self) -> usize {
        let names: usize = self.names.iter().map(|name| name.len() + ARC).sum();
        names
            + size_of::<Self>()
            + ARC
            + size_of::<Arc<str>>() * self.names.capacity()
            + size_of::<Node>() * self.nodes.capacity()
            + size_of::<Child>() * self.children.capacity()
            + self.text.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_apart_by_head_length_and_tail() {
        let names =
            ["a", "", "abcdefgh", "abcdefghi", "abcdefghij", "abcdefghik", "a.b.c", "é", "\0", "zz", "abcdefg", "b."];
        let paths = Paths::new(names.iter().map(|&name| name.into()).collect());
        for (path, name) in names.iter().enumerate() {
            let node = paths.walk(paths.root(), name.as_bytes());
            assert_eq!(node.and_then(|node| paths.path_at(node)), Some(path as u32), "{name:?}");
        }
        for name in ["abcdefghil", "abcdefghi\0", "A", "\0\0", "a.b", "a.b.d", "a.", "."] {
            let node = paths.walk(paths.root(), name.as_bytes());
            assert_eq!(node.and_then(|node| paths.path_at(node)), None, "{name:?}");
        }
    }
}
