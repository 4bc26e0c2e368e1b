//! Builds the tree of a document from the events of a reader, on a stack of its own: no nesting can overflow the thread's.

use crate::sources::node::{Entry, Map, Node, Value};
use crate::sources::text::Text;
use crate::span::Span;

/// Lists and objects that are open, and the root once it is complete.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
}

#[derive(Debug)]
struct Open {
    start: usize,
    content: Content,
}

#[derive(Debug)]
enum Content {
    List(Vec<Node>),
    Map { members: Vec<Entry>, key: Option<(Text, Span)> },
}

impl Builder {
    pub(crate) fn open_list(&mut self, start: usize) {
        self.open.push(Open { start, content: Content::List(Vec::new()) });
    }

    pub(crate) fn open_map(&mut self, start: usize) {
        self.open.push(Open { start, content: Content::Map { members: Vec::new(), key: None } });
    }

    /// Whether the next scalar is a key.
    pub(crate) fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Map { key: None, .. }, .. }))
    }

    pub(crate) fn key(&mut self, text: Text, span: Span) {
        if let Some(Open { content: Content::Map { key, .. }, .. }) = self.open.last_mut() {
            *key = Some((text, span));
        }
    }

    /// A value that is complete.
    pub(crate) fn value(&mut self, node: Node) {
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(list)) => list.push(node),
            Some(Content::Map { members, key }) => {
                if let Some((key, key_span)) = key.take() {
                    members.push(Entry { key, key_span, value: node });
                }
            }
        }
    }

    /// The list or object that was opened last, which ends here.
    pub(crate) fn close(&mut self, end: usize) -> Option<Node> {
        let Open { start, content } = self.open.pop()?;
        let value = match content {
            Content::List(list) => Value::List(list),
            Content::Map { members, .. } => Value::Map(Map::new(members)),
        };
        Some(Node::new(Span::new(start, end.max(start)), value))
    }

    /// The root, if it is complete.
    pub(crate) fn finish(self) -> Option<Node> {
        self.root
    }
}
