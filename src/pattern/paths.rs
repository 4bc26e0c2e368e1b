//! The paths that a pattern names, as a trie over their steps.
//!
//! A path is its keys joined with points, so that `{"a":{"b":…}}` and `{"a.b":…}` are one path, in patterns and in events; an empty
//! key is a step like any other.
//!
//! Source: event-ruler `Path.java`; recorded on AWS.

/// A path, counted in the order given to [`Paths::new`].
pub(crate) type PathId = usize;
pub(crate) type NodeId = usize;

#[derive(Debug, Clone)]
pub(crate) struct Paths {
    nodes: Vec<Node>,
    len: usize,
}

#[derive(Debug, Clone, Default)]
struct Node {
    /// Sorted by step.
    children: Vec<(Box<str>, NodeId)>,
    path: Option<PathId>,
}

impl Paths {
    /// Collects distinct paths.
    pub(crate) fn new<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut collected = Self { nodes: vec![Node::default()], len: 0 };
        for path in paths {
            let node = path.split('.').fold(collected.root(), |node, step| collected.child_or_new(node, step));
            if let Some(node) = collected.nodes.get_mut(node) {
                node.path = Some(collected.len);
            }
            collected.len += 1;
        }
        collected
    }

    fn child_or_new(&mut self, node: NodeId, step: &str) -> NodeId {
        let new = self.nodes.len();
        let Some(parent) = self.nodes.get_mut(node) else {
            return node;
        };
        match parent.children.binary_search_by(|(child, _)| (**child).cmp(step)) {
            Ok(known) => parent.children.get(known).map_or(node, |(_, child)| *child),
            Err(at) => {
                parent.children.insert(at, (step.into(), new));
                self.nodes.push(Node::default());
                new
            }
        }
    }

    /// How many paths there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The node of the root object.
    pub(crate) fn root(&self) -> NodeId {
        0
    }

    /// The node that a key of an event leads to; a key with points makes several steps.
    pub(crate) fn walk(&self, node: NodeId, key: &str) -> Option<NodeId> {
        key.split('.').try_fold(node, |node, step| {
            let children = &self.nodes.get(node)?.children;
            let at = children.binary_search_by(|(child, _)| (**child).cmp(step)).ok()?;
            children.get(at).map(|(_, child)| *child)
        })
    }

    /// The path that ends at a node.
    pub(crate) fn path_at(&self, node: NodeId) -> Option<PathId> {
        self.nodes.get(node)?.path
    }

    /// Whether a path goes on below a node.
    pub(crate) fn goes_on(&self, node: NodeId) -> bool {
        self.nodes.get(node).is_some_and(|node| !node.children.is_empty())
    }
}
