//! The part of an event that a pattern names: every scalar at a named path, and where in which array it stands.
//!
//! Arrays are transparent: their elements are at the path of the array. Each array has an id, and a scalar inside an object or
//! array that is an element carries the pair (array, index) of that element, for every array it is inside of so. Two values can
//! be taken together unless they carry different indexes of one array. A scalar that is an element itself carries no pair for
//! its own array.
//!
//! Source: event-ruler `Event.java` and `ArrayMembership.java`; recorded on AWS.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::json::{self, Kind, Number, Reader};
use crate::pattern::aws;
use crate::pattern::paths::{NodeId, PathId, Paths};
use crate::span::Span;

/// A leaf value of an event.
#[derive(Debug, Clone)]
pub(crate) enum Scalar<'e> {
    Null,
    True,
    False,
    Number {
        text: Cow<'e, str>,
        value: Option<Number>,
    },
    String(Cow<'e, str>),
    /// A string with half a surrogate pair, which equals no string and fits no operator.
    BrokenString,
}

impl<'e> Scalar<'e> {
    fn number(text: impl Into<Cow<'e, str>>) -> Self {
        let text = text.into();
        Self::Number { value: Number::parse(&text), text }
    }
}

/// An element of an array: the id of the array, and the index.
pub(crate) type Place = (u32, u32);

/// A scalar at a path that the pattern names.
#[derive(Debug)]
pub(crate) struct Found<'e> {
    pub(crate) value: Scalar<'e>,
    places: Range<usize>,
}

/// The scalars of an event at the paths of a pattern.
#[derive(Debug)]
pub(crate) struct Event<'e> {
    /// By [`PathId`]; each in the order of the event.
    found: Vec<Vec<Found<'e>>>,
    places: Vec<Place>,
}

impl<'e> Event<'e> {
    /// Reads the text of an event: all of it is checked, only what `paths` names is kept.
    pub(crate) fn read(event: &'e [u8], paths: &Paths) -> Result<Self, Error> {
        Self::read_text(event, paths).map_err(|error| match error.kind() {
            ErrorKind::JsonDepth => error,
            _ => error.with_aws_message(Some(aws::BAD_EVENT.to_owned())),
        })
    }

    fn read_text(event: &'e [u8], paths: &Paths) -> Result<Self, Error> {
        let text = json::utf8(event)?;
        let mut reader = Reader::new(text);
        let first = reader.next_token()?;
        if !matches!(first.kind, Kind::ObjectStart) {
            let is_container = matches!(first.kind, Kind::ArrayStart);
            if is_container {
                reader.skip_container()?;
            }
            let span = if is_container { Span::new(first.span.start, reader.offset()) } else { first.span };
            reader.next_token()?;
            return Err(not_an_object(span, event));
        }
        let mut collector = Collector::new(paths);
        collector.enter_object();
        loop {
            let token = reader.next_token()?;
            match token.kind {
                Kind::Key(text) => {
                    // A key that is no text is named by no pattern.
                    let named = text.decode().is_ok_and(|key| collector.key(&key));
                    if !named {
                        let value = reader.next_token()?;
                        if let Kind::ObjectStart | Kind::ArrayStart = value.kind {
                            reader.skip_container()?;
                        }
                    }
                }
                Kind::ObjectStart => {
                    if !collector.enter_object() {
                        reader.skip_container()?;
                    }
                }
                Kind::ArrayStart => collector.enter_array(),
                Kind::ObjectEnd | Kind::ArrayEnd => collector.leave(),
                Kind::String(text) => {
                    collector.scalar(text.decode().map_or(Scalar::BrokenString, Scalar::String));
                }
                Kind::Number(text) => collector.scalar(Scalar::number(text)),
                Kind::True => collector.scalar(Scalar::True),
                Kind::False => collector.scalar(Scalar::False),
                Kind::Null => collector.scalar(Scalar::Null),
                Kind::End => return Ok(collector.event),
            }
        }
    }

    /// Reads an event that has been parsed already.
    pub(crate) fn from_value(event: &'e Value, paths: &Paths) -> Result<Self, Error> {
        enum Rest<'e> {
            Object(serde_json::map::Iter<'e>),
            Array(std::slice::Iter<'e, Value>),
        }

        let Value::Object(root) = event else {
            return Err(value_not_an_object());
        };
        let mut collector = Collector::new(paths);
        collector.enter_object();
        let mut stack = vec![Rest::Object(root.iter())];
        while let Some(rest) = stack.last_mut() {
            let value = match rest {
                Rest::Object(entries) => match entries.next() {
                    Some((key, _)) if !collector.key(key) => continue,
                    entry => entry.map(|(_, value)| value),
                },
                Rest::Array(elements) => elements.next(),
            };
            match value {
                None => {
                    collector.leave();
                    stack.pop();
                }
                Some(Value::Object(object)) => {
                    if collector.enter_object() {
                        stack.push(Rest::Object(object.iter()));
                    }
                }
                Some(Value::Array(array)) => {
                    collector.enter_array();
                    stack.push(Rest::Array(array.iter()));
                }
                Some(Value::String(text)) => collector.scalar(Scalar::String(text.into())),
                Some(Value::Number(number)) => collector.scalar(Scalar::number(number.to_string())),
                Some(Value::Bool(true)) => collector.scalar(Scalar::True),
                Some(Value::Bool(false)) => collector.scalar(Scalar::False),
                Some(Value::Null) => collector.scalar(Scalar::Null),
            }
        }
        Ok(collector.event)
    }

    /// The scalars at a path, in the order of the event.
    pub(crate) fn at(&self, path: PathId) -> &[Found<'e>] {
        self.found.get(path).map_or(&[], Vec::as_slice)
    }

    /// The elements that a scalar stands in, outermost array first.
    pub(crate) fn places(&self, found: &Found<'_>) -> &[Place] {
        self.places.get(found.places.clone()).unwrap_or_default()
    }
}

/// What is wrong with an event that is not to be read; `None` if nothing is.
pub(crate) fn refusal(event: &[u8]) -> Option<Error> {
    Event::read(event, &Paths::new([])).err()
}

/// The error of a parsed event that is not an object.
pub(crate) fn value_not_an_object() -> Error {
    not_an_object(Span::default(), b"").with_aws_message(Some(aws::BAD_EVENT.to_owned()))
}

fn not_an_object(span: Span, event: &[u8]) -> Error {
    let help = "an event is a JSON object such as {\"source\": \"…\", \"detail-type\": \"…\", \"detail\": {…}}";
    Error::new(ErrorKind::EventNotObject, "the event is not a JSON object", span, event).with_help(Some(help))
}

/// Follows an event value by value and keeps what is at a named path.
struct Collector<'p, 'e> {
    paths: &'p Paths,
    frames: Vec<Frame>,
    /// The node of the value that comes next in the innermost object.
    next: Option<NodeId>,
    arrays: u32,
    /// The places around the value that comes next, and where the event keeps them if it does.
    places: Vec<Place>,
    kept: Option<Range<usize>>,
    event: Event<'e>,
}

/// An open container at a named path.
enum Frame {
    Object { node: NodeId },
    Array { node: NodeId, id: u32, index: u32 },
}

impl<'p, 'e> Collector<'p, 'e> {
    fn new(paths: &'p Paths) -> Self {
        let mut found = Vec::new();
        found.resize_with(paths.len(), Vec::new);
        Self {
            paths,
            frames: Vec::new(),
            next: Some(paths.root()),
            arrays: 0,
            places: Vec::new(),
            kept: None,
            event: Event { found, places: Vec::new() },
        }
    }

    /// Takes a key of the innermost object. If no pattern names what is below it, its value must not be reported.
    fn key(&mut self, key: &str) -> bool {
        self.next = match self.frames.last() {
            Some(Frame::Object { node }) => self.paths.walk(*node, key),
            _ => None,
        };
        self.next.is_some()
    }

    /// The node of the value that comes now; counts the elements of an array.
    fn node(&mut self) -> Option<NodeId> {
        match self.frames.last_mut() {
            Some(Frame::Array { node, index, .. }) => {
                *index += 1;
                Some(*node)
            }
            _ => self.next.take(),
        }
    }

    /// Enters an object, unless no path goes on below it: then the object must be skipped.
    fn enter_object(&mut self) -> bool {
        match self.node() {
            Some(node) if self.paths.goes_on(node) => {
                self.enter(Frame::Object { node });
                true
            }
            _ => false,
        }
    }

    fn enter_array(&mut self) {
        if let Some(node) = self.node() {
            self.enter(Frame::Array { node, id: self.arrays, index: 0 });
            self.arrays += 1;
        }
    }

    fn enter(&mut self, frame: Frame) {
        if let Some(Frame::Array { id, index, .. }) = self.frames.last() {
            self.places.push((*id, *index));
            self.kept = None;
        }
        self.frames.push(frame);
    }

    fn leave(&mut self) {
        self.frames.pop();
        if let Some(Frame::Array { .. }) = self.frames.last() {
            self.places.pop();
            self.kept = None;
        }
    }

    fn scalar(&mut self, value: Scalar<'e>) {
        let path = self.node().and_then(|node| self.paths.path_at(node));
        let Some(found) = path.and_then(|path| self.event.found.get_mut(path)) else {
            return;
        };
        let kept = self.kept.get_or_insert_with(|| {
            let start = self.event.places.len();
            self.event.places.extend(&self.places);
            start..self.event.places.len()
        });
        found.push(Found { value, places: kept.clone() });
    }
}
