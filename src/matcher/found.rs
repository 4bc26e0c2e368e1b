//! What one event has at the paths that a set names.
//!
//! As in the evaluator of a single pattern, each value carries the elements that it stands in: pairs of an array and an index,
//! outermost first. Everything is kept in buffers that are used again for the next event.

use crate::json::{Number, Raw, Text};
use crate::matcher::lists::id;
use crate::matcher::paths::PathId;

/// An element of an array: the array, counted in the order of the event, and the index.
pub(crate) type Place = (u32, u32);

/// A value's number among the values of an event.
pub(crate) type ValueId = u32;

/// The end of a chain of values.
const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    True,
    False,
    Number,
    String,
    /// A string with half a surrogate pair, which equals no string and fits no operator.
    BrokenString,
}

/// A range of a buffer.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Slice {
    pub(crate) start: usize,
    pub(crate) len: usize,
}

impl Slice {
    #[inline]
    pub(crate) fn of<T>(self, buffer: &[T]) -> &[T] {
        buffer.get(self.start..self.start + self.len).unwrap_or_default()
    }
}

/// What is known of the number of a value.
#[derive(Debug, Clone, Copy)]
enum Parsed {
    Unread,
    /// Its nearest binary64; whether the number is comparable is not known.
    Near(f64),
    Comparable(Number),
    NotComparable,
}

/// A scalar at a named path.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) path: PathId,
    pub(crate) kind: Kind,
    /// Whether the text stands in the buffer of decoded texts, not in the event.
    decoded: bool,
    text: Slice,
    places: Slice,
    number: Parsed,
    /// The next value at the same path.
    next: u32,
    /// The string as a literal of the machine that looks at the event.
    pub(crate) literal: u32,
}

/// The values at one path.
#[derive(Debug, Clone, Copy, Default)]
struct Chain {
    /// The event that the rest is about.
    event: u32,
    first: u32,
    last: u32,
    len: u32,
    /// Whether a value stands in an element.
    has_places: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    values: Vec<Value>,
    chains: Vec<Chain>,
    places: Vec<Place>,
    decoded: Vec<u8>,
    /// Counts events, so that chains need not be emptied.
    event: u32,
    /// How many arrays there are.
    pub(crate) arrays: u32,
    has_places: bool,
}

impl Found {
    /// Forgets the last event.
    pub(crate) fn start(&mut self, paths: usize) {
        self.values.clear();
        self.places.clear();
        self.decoded.clear();
        self.arrays = 0;
        self.has_places = false;
        self.event = self.event.wrapping_add(1);
        if self.event == 0 {
            self.chains.clear();
            self.event = 1;
        }
        if self.chains.len() < paths {
            self.chains.resize(paths, Chain::default());
        }
    }

    /// Keeps places for the values that follow.
    pub(crate) fn keep_places(&mut self, places: &[Place]) -> Slice {
        let start = self.places.len();
        self.places.extend_from_slice(places);
        Slice { start, len: places.len() }
    }

    /// Keeps a scalar without text.
    pub(crate) fn push_word(&mut self, path: PathId, kind: Kind, places: Slice) {
        self.push(path, kind, Slice::default(), false, places);
    }

    /// Keeps a scalar whose text is a slice of the event.
    #[inline]
    pub(crate) fn push_text(&mut self, path: PathId, kind: Kind, text: Slice, places: Slice) {
        self.push(path, kind, text, false, places);
    }

    /// Keeps a string with escapes.
    pub(crate) fn push_escaped(&mut self, path: PathId, raw: Raw<'_>, places: Slice) {
        let start = self.decoded.len();
        if decode(raw, &mut self.decoded) {
            let len = self.decoded.len() - start;
            self.push(path, Kind::String, Slice { start, len }, true, places);
        } else {
            self.decoded.truncate(start);
            self.push(path, Kind::BrokenString, Slice::default(), true, places);
        }
    }

    /// Keeps a scalar whose text `write` writes.
    pub(crate) fn push_written(&mut self, path: PathId, kind: Kind, places: Slice, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.decoded.len();
        write(&mut self.decoded);
        let len = self.decoded.len() - start;
        self.push(path, kind, Slice { start, len }, true, places);
    }

    #[inline]
    fn push(&mut self, path: PathId, kind: Kind, text: Slice, decoded: bool, places: Slice) {
        let value = id(self.values.len());
        let Some(chain) = self.chains.get_mut(path as usize) else {
            return;
        };
        if chain.event == self.event {
            if let Some(last) = self.values.get_mut(chain.last as usize) {
                last.next = value;
            }
        } else {
            *chain = Chain { event: self.event, first: value, last: value, len: 0, has_places: false };
        }
        chain.last = value;
        chain.len += 1;
        chain.has_places |= places.len > 0;
        self.has_places |= places.len > 0;
        let number = Parsed::Unread;
        self.values.push(Value { path, kind, decoded, text, places, number, next: NONE, literal: NONE });
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    #[inline]
    pub(crate) fn get(&self, value: ValueId) -> Option<&Value> {
        self.values.get(value as usize)
    }

    /// Keeps what the machine that looks at the event now says, instead of what another one said before.
    #[inline]
    pub(crate) fn set_literal(&mut self, value: ValueId, literal: Option<u32>) {
        if let Some(value) = self.values.get_mut(value as usize) {
            value.literal = literal.unwrap_or(NONE);
        }
    }

    /// The values at a path, in the order of the event.
    #[inline]
    pub(crate) fn at(&self, path: PathId) -> impl Iterator<Item = ValueId> {
        let mut next = self.chain(path).map_or(NONE, |chain| chain.first);
        std::iter::from_fn(move || {
            let value = next;
            next = self.get(value)?.next;
            Some(value)
        })
    }

    /// The next value at the path of a value.
    pub(crate) fn after(&self, value: ValueId) -> Option<ValueId> {
        self.get(value).map(|value| value.next).filter(|&next| next != NONE)
    }

    #[inline]
    fn chain(&self, path: PathId) -> Option<&Chain> {
        self.chains.get(path as usize).filter(|chain| chain.event == self.event)
    }

    pub(crate) fn count(&self, path: PathId) -> usize {
        self.chain(path).map_or(0, |chain| chain.len as usize)
    }

    /// Whether any value stands in an element of an array.
    #[inline]
    pub(crate) fn has_places(&self) -> bool {
        self.has_places
    }

    /// Whether a value at a path stands in an element of an array.
    #[inline]
    pub(crate) fn has_places_at(&self, path: PathId) -> bool {
        self.chain(path).is_some_and(|chain| chain.has_places)
    }

    #[inline]
    pub(crate) fn places(&self, value: ValueId) -> &[Place] {
        self.get(value).map_or(&[], |value| value.places.of(&self.places))
    }

    /// The text of a string or a number of `event`.
    #[inline]
    pub(crate) fn text<'t>(&'t self, event: &'t [u8], value: ValueId) -> &'t [u8] {
        let Some(value) = self.get(value) else {
            return &[];
        };
        value.text.of(if value.decoded { &self.decoded } else { event })
    }

    /// The number of a value, if `wanted` says so of what it is near to and it is comparable. The costly question comes last.
    #[inline]
    pub(crate) fn number_if(&mut self, event: &[u8], value: ValueId, wanted: impl Fn(f64) -> bool) -> Option<Number> {
        if let Some(Parsed::Unread) = self.get(value).map(|value| value.number) {
            let near = std::str::from_utf8(self.text(event, value)).ok().and_then(Number::near);
            self.set_number(value, near.map_or(Parsed::NotComparable, Parsed::Near));
        }
        match self.get(value)?.number {
            Parsed::Near(near) if wanted(near) => {
                let number = std::str::from_utf8(self.text(event, value)).ok();
                let number = number.and_then(|text| Number::confirm(text, near));
                self.set_number(value, number.map_or(Parsed::NotComparable, Parsed::Comparable));
                number
            }
            Parsed::Comparable(number) => Some(number).filter(|number| wanted(number.value())),
            _ => None,
        }
    }

    fn set_number(&mut self, value: ValueId, number: Parsed) {
        if let Some(value) = self.values.get_mut(value as usize) {
            value.number = number;
        }
    }
}

/// Decodes a string with escapes; false if it is not text, or has half a surrogate pair.
pub(crate) fn decode(raw: Raw<'_>, into: &mut Vec<u8>) -> bool {
    let Ok(text) = std::str::from_utf8(raw.bytes) else {
        return false;
    };
    let mut buffer = [0; 4];
    Text::new(text, 1, true)
        .chars()
        .all(|(_, c)| c.map(|c| into.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes())).is_some())
}
