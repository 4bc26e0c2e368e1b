//! The paths that the patterns of a set name, as a trie laid out for looking up the keys of events.
//!
//! A key is found by its first and last eight bytes and its length, compared as integers; only keys of more than sixteen bytes are
//! compared further.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::matcher::ARC;
use crate::matcher::lists::id;
use crate::matcher::words;

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
    /// The keys that are longer than sixteen bytes.
    text: Vec<u8>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    children: u32,
    len: u32,
    path: u32,
    /// A bit for each length that a key of a child has, modulo 64.
    lens: u64,
}

#[derive(Debug, Clone, Copy)]
struct Child {
    /// The first eight bytes of the key.
    head: u64,
    /// The last eight bytes of a key that is longer.
    tail: u64,
    len: u32,
    /// Where the whole key stands in the text, if it is longer than both.
    text: u32,
    node: NodeId,
}

/// A key that is being looked up, or a child's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'k> {
    head: u64,
    tail: u64,
    len: usize,
    /// All of it, if head and tail do not cover it.
    all: &'k [u8],
}

impl<'k> Key<'k> {
    /// The bytes that head and tail cover.
    const COVERED: usize = 16;

    #[inline]
    fn new(key: &'k [u8]) -> Self {
        let all = if key.len() > Self::COVERED { key } else { &[] };
        Self { head: words::first(key), tail: words::last(key), len: key.len(), all }
    }
}

/// The keys that lead on from one node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys<'p> {
    paths: &'p Paths,
    children: &'p [Child],
    /// A bit for each length that a key has, modulo 64.
    lens: u64,
}

impl Keys<'_> {
    /// The node that a key leads to, if it has no points.
    #[inline]
    pub(crate) fn find(&self, key: &[u8]) -> Option<NodeId> {
        if self.lens >> (key.len() % 64) & 1 == 0 { None } else { self.search(Key::new(key)) }
    }

    fn search(&self, key: Key<'_>) -> Option<NodeId> {
        /// More children than this are searched by halves.
        const FEW: usize = 8;

        let Self { paths, children, .. } = *self;
        let found = if children.len() <= FEW {
            let is_key = |child: &&Child| {
                let is_alike = child.head == key.head && child.len as usize == key.len && child.tail == key.tail;
                is_alike && (key.all.is_empty() || paths.key_of(child).all == key.all)
            };
            children.iter().find(is_key)
        } else {
            let at = children.binary_search_by(|child| match child.head.cmp(&key.head) {
                Ordering::Equal => paths.key_of(child).cmp(&key),
                order => order,
            });
            at.ok().and_then(|at| children.get(at))
        };
        found.map(|child| child.node)
    }
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
            let lens = children.iter().fold(0, |lens, (key, ..)| lens | 1 << (key.len % 64));
            paths.nodes.push(Node { children: id(paths.children.len()), len: id(children.len()), path: *path, lens });
            for (Key { head, tail, len, .. }, key, node) in children {
                paths.children.push(Child { head, tail, len: id(len), text: id(paths.text.len()), node: id(node) });
                if len > Key::COVERED {
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

    /// The keys that lead on from a node.
    #[inline]
    pub(crate) fn keys(&self, node: NodeId) -> Keys<'_> {
        let node = self.nodes.get(node as usize).copied().unwrap_or_default();
        let children = self.children.get(node.children as usize..).and_then(|rest| rest.get(..node.len as usize));
        Keys { paths: self, children: children.unwrap_or_default(), lens: node.lens }
    }

    /// The node that a key leads to, if it has no points.
    #[inline]
    pub(crate) fn child(&self, node: NodeId, key: &[u8]) -> Option<NodeId> {
        self.keys(node).find(key)
    }

    #[inline]
    fn key_of(&self, child: &Child) -> Key<'_> {
        let len = child.len as usize;
        let all = match len {
            0..=Key::COVERED => &[],
            _ => self.text.get(child.text as usize..child.text as usize + len).unwrap_or_default(),
        };
        Key { head: child.head, tail: child.tail, len, all }
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
        let names = [
            "a",
            "",
            "abcdefgh",
            "abcdefgh0123456789",
            "abcdefgh012x456789",
            "abcdefgh01234567",
            "abcdefghi",
            "abcdefghij",
            "abcdefghik",
            "a.b.c",
            "é",
            "\0",
            "zz",
            "abcdefg",
            "b.",
        ];
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
