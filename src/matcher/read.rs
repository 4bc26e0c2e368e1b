//! Reading an event: every scalar at a named path, everything else gone over.

use serde_json::Value;

use crate::json::{Invalid, Raw, Scanner};
use crate::matcher::found::{Found, Kind, Place, Slice, decode};
use crate::matcher::paths::{Keys, NodeId, Paths};

/// Buffers for reading, used again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stack {
    frames: Vec<Frame>,
    /// The elements around the value that comes next.
    places: Vec<Place>,
    key: Vec<u8>,
}

/// An open container at a named path.
#[derive(Debug, Clone, Copy)]
enum Frame {
    /// `unseen` keys lead on to named paths and have not been met.
    Object {
        node: NodeId,
        unseen: u32,
    },
    Array {
        node: NodeId,
        array: u32,
        index: u32,
    },
}

/// What stands next.
#[derive(Clone, Copy)]
enum Next {
    /// A key, or the end of an object that has just been opened.
    FirstKey,
    Key,
    /// An element, or the end of an array that has just been opened.
    FirstElement,
    Element,
    Value(NodeId),
    /// What follows a value.
    After,
}

/// Follows an event value by value and keeps what is at a named path.
struct Collector<'a> {
    paths: &'a Paths,
    stack: &'a mut Stack,
    found: &'a mut Found,
    /// Where the places around the next value have been kept, if they have.
    kept: Option<Slice>,
}

/// Reads the text of an event. Unchecked, reading ends once every named path has been seen where the event can have it.
pub(crate) fn read<const CHECKED: bool>(
    event: &[u8],
    paths: &Paths,
    stack: &mut Stack,
    found: &mut Found,
) -> Result<(), Invalid> {
    let mut collector = Collector::new(paths, stack, found);
    let mut scanner = Scanner::<CHECKED>::new(event)?;
    if scanner.peek() != Some(b'{') {
        return Err(Invalid);
    }
    scanner.open()?;
    collector.enter_object(paths.root());
    let mut next = Next::FirstKey;
    loop {
        next = match next {
            Next::FirstKey if scanner.peek() == Some(b'}') => {
                scanner.close();
                collector.leave();
                Next::After
            }
            Next::FirstKey | Next::Key => collector.members(&mut scanner)?,
            Next::FirstElement if scanner.peek() == Some(b']') => {
                scanner.close();
                collector.leave();
                Next::After
            }
            Next::FirstElement | Next::Element => match collector.element() {
                Some(node) => Next::Value(node),
                None => return Err(Invalid),
            },
            Next::Value(node) => match scanner.peek() {
                Some(b'{') if paths.children(node) > 0 => {
                    scanner.open()?;
                    collector.enter_object(node);
                    Next::FirstKey
                }
                Some(b'[') => {
                    scanner.open()?;
                    collector.enter_array(node);
                    Next::FirstElement
                }
                _ => {
                    collector.scalar(&mut scanner, node)?;
                    Next::After
                }
            },
            Next::After => {
                let Some(frame) = collector.stack.frames.last() else {
                    return if !CHECKED || scanner.is_at_end() { Ok(()) } else { Err(Invalid) };
                };
                let is_object = match *frame {
                    Frame::Object { unseen: 0, .. } if !CHECKED => {
                        if collector.has_seen_all() {
                            return Ok(());
                        }
                        scanner.finish()?;
                        collector.leave();
                        continue;
                    }
                    Frame::Object { .. } => true,
                    Frame::Array { .. } => false,
                };
                match (scanner.peek(), is_object) {
                    (Some(b','), true) => {
                        scanner.advance();
                        Next::Key
                    }
                    (Some(b','), false) => {
                        scanner.advance();
                        Next::Element
                    }
                    (Some(b'}'), true) | (Some(b']'), false) => {
                        scanner.close();
                        collector.leave();
                        Next::After
                    }
                    _ => return Err(Invalid),
                }
            }
        }
    }
}

/// Reads an event that has been parsed already; false if it is not an object.
pub(crate) fn read_value(event: &Value, paths: &Paths, stack: &mut Stack, found: &mut Found) -> bool {
    enum Rest<'e> {
        Object(NodeId, serde_json::map::Iter<'e>),
        Array(std::slice::Iter<'e, Value>),
    }

    let Value::Object(root) = event else {
        return false;
    };
    let mut collector = Collector::new(paths, stack, found);
    collector.enter_object(paths.root());
    let mut open = vec![Rest::Object(paths.root(), root.iter())];
    while let Some(rest) = open.last_mut() {
        let next = match rest {
            Rest::Object(node, entries) => {
                entries.find_map(|(key, value)| Some((paths.walk(*node, key.as_bytes())?, value)))
            }
            Rest::Array(elements) => elements.next().and_then(|value| Some((collector.element()?, value))),
        };
        match next {
            None => {
                collector.leave();
                open.pop();
            }
            Some((node, Value::Object(object))) if paths.children(node) > 0 => {
                collector.enter_object(node);
                open.push(Rest::Object(node, object.iter()));
            }
            Some((_, Value::Object(_))) => {}
            Some((node, Value::Array(array))) => {
                collector.enter_array(node);
                open.push(Rest::Array(array.iter()));
            }
            Some((node, Value::String(text))) => {
                collector.written(node, Kind::String, |out| out.extend_from_slice(text.as_bytes()));
            }
            Some((node, Value::Number(number))) => {
                // Writing to a vector cannot fail.
                collector
                    .written(node, Kind::Number, |out| drop(std::io::Write::write_fmt(out, format_args!("{number}"))));
            }
            Some((node, Value::Bool(true))) => collector.word(node, Kind::True),
            Some((node, Value::Bool(false))) => collector.word(node, Kind::False),
            Some((node, Value::Null)) => collector.word(node, Kind::Null),
        }
    }
    true
}

impl<'a> Collector<'a> {
    fn new(paths: &'a Paths, stack: &'a mut Stack, found: &'a mut Found) -> Self {
        found.start(paths.len());
        stack.frames.clear();
        stack.places.clear();
        Self { paths, stack, found, kept: Some(Slice::default()) }
    }

    /// Goes over the members of the innermost object from a key on: to a value that is a container with named paths in it, or behind
    /// the last member.
    #[inline]
    fn members<const CHECKED: bool>(&mut self, scanner: &mut Scanner<'_, CHECKED>) -> Result<Next, Invalid> {
        let Some(Frame::Object { node, mut unseen }) = self.stack.frames.last().copied() else {
            return Err(Invalid);
        };
        let keys = self.paths.keys(node);
        loop {
            if scanner.peek() != Some(b'"') {
                return Err(Invalid);
            }
            let key = scanner.key()?;
            scanner.colon()?;
            let mut child = if key.escaped { self.escaped_key(keys, key) } else { keys.find(key.bytes) };
            match child {
                None if CHECKED && !key.escaped => child = self.paths.steps(node, key.bytes),
                None if CHECKED => child = self.paths.steps(node, &self.stack.key),
                None => {}
                Some(_) => unseen = unseen.saturating_sub(1),
            }
            let is_last = match child {
                None => {
                    scanner.skip_value()?;
                    false
                }
                Some(child) => {
                    let is_container = match scanner.peek() {
                        Some(b'{') => self.paths.children(child) > 0,
                        Some(b'[') => true,
                        _ => false,
                    };
                    if is_container {
                        self.set_unseen(unseen);
                        return Ok(Next::Value(child));
                    }
                    self.scalar(scanner, child)?;
                    !CHECKED && unseen == 0
                }
            };
            if is_last || scanner.peek() != Some(b',') {
                self.set_unseen(unseen);
                return Ok(Next::After);
            }
            scanner.advance();
        }
    }

    fn set_unseen(&mut self, number: u32) {
        if let Some(Frame::Object { unseen, .. }) = self.stack.frames.last_mut() {
            *unseen = number;
        }
    }

    /// The node that a key with escapes leads to. A key that is no text is named by no pattern.
    #[cold]
    fn escaped_key(&mut self, keys: Keys<'_>, key: Raw<'_>) -> Option<NodeId> {
        self.stack.key.clear();
        if !decode(key, &mut self.stack.key) {
            self.stack.key.clear();
            return None;
        }
        keys.find(&self.stack.key)
    }

    /// The node of the next element of the innermost array.
    #[inline]
    fn element(&mut self) -> Option<NodeId> {
        match self.stack.frames.last_mut() {
            Some(Frame::Array { node, index, .. }) => {
                *index += 1;
                Some(*node)
            }
            _ => None,
        }
    }

    fn enter_object(&mut self, node: NodeId) {
        self.enter(Frame::Object { node, unseen: self.paths.children(node) });
    }

    fn enter_array(&mut self, node: NodeId) {
        self.enter(Frame::Array { node, array: self.found.arrays, index: 0 });
        self.found.arrays += 1;
    }

    #[inline]
    fn enter(&mut self, frame: Frame) {
        if let Some(Frame::Array { array, index, .. }) = self.stack.frames.last() {
            self.stack.places.push((*array, *index));
            self.kept = None;
        }
        self.stack.frames.push(frame);
    }

    #[inline]
    fn leave(&mut self) {
        self.stack.frames.pop();
        if let Some(Frame::Array { .. }) = self.stack.frames.last() {
            self.stack.places.pop();
            self.kept = None;
        }
    }

    /// Whether nothing that the event may still hold is at a named path, if no object repeats a key.
    fn has_seen_all(&self) -> bool {
        self.stack.frames.iter().all(|frame| matches!(frame, Frame::Object { unseen: 0, .. }))
    }

    /// Goes over a value that is not a container with named paths in it, and keeps it if it is a scalar at a path.
    #[inline]
    fn scalar<const CHECKED: bool>(&mut self, scanner: &mut Scanner<'_, CHECKED>, node: NodeId) -> Result<(), Invalid> {
        let Some(path) = self.paths.path_at(node) else {
            return scanner.skip_value();
        };
        let slice = |raw: Raw<'_>| Slice { start: raw.start, len: raw.bytes.len() };
        match scanner.peek() {
            Some(b'"') => {
                let raw = scanner.string()?;
                let places = self.places();
                match raw.escaped {
                    false => self.found.push_text(path, Kind::String, slice(raw), places),
                    true => self.found.push_escaped(path, raw, places),
                }
            }
            Some(b'-' | b'0'..=b'9') => {
                let raw = scanner.number()?;
                let places = self.places();
                self.found.push_text(path, Kind::Number, slice(raw), places);
            }
            Some(b't') => {
                scanner.word(b"true")?;
                self.word(node, Kind::True);
            }
            Some(b'f') => {
                scanner.word(b"false")?;
                self.word(node, Kind::False);
            }
            Some(b'n') => {
                scanner.word(b"null")?;
                self.word(node, Kind::Null);
            }
            _ => return scanner.skip_value(),
        }
        Ok(())
    }

    fn word(&mut self, node: NodeId, kind: Kind) {
        if let Some(path) = self.paths.path_at(node) {
            let places = self.places();
            self.found.push_word(path, kind, places);
        }
    }

    fn written(&mut self, node: NodeId, kind: Kind, write: impl FnOnce(&mut Vec<u8>)) {
        if let Some(path) = self.paths.path_at(node) {
            let places = self.places();
            self.found.push_written(path, kind, places, write);
        }
    }

    #[inline]
    fn places(&mut self) -> Slice {
        match self.kept {
            Some(kept) => kept,
            None => {
                let kept = self.found.keep_places(&self.stack.places);
                self.kept = Some(kept);
                kept
            }
        }
    }
}
