//! From a value to the predicates that it satisfies, path by path.
//!
//! A *key* is the number of a distinct predicate on a path by which conjunctions are found. Strings that are compared whole are
//! keys too, whether conjunctions are found by them or not: a value is looked up once, and from then on is compared by number.

mod affixes;
mod folded;
mod ranges;
mod wildcards;

use std::hash::BuildHasher;
use std::net::IpAddr;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::json::{Number, rank};
use crate::matcher::found::{Found, Kind, ValueId};
use crate::matcher::lists::Lists;
use crate::pattern::ip;
use crate::pattern::{Alternative, Bound, Excluded, Range};
use affixes::Affixes;
use folded::{Folded, Part};
use ranges::{End, Ranges};
use wildcards::{Tried, Wildcards};

pub(crate) type Key = u32;

/// The strings that are compared whole, over all paths.
#[derive(Debug, Clone, Default)]
pub(crate) struct Literals {
    /// By key.
    texts: Lists<u8>,
    hasher: DefaultHashBuilder,
}

impl Literals {
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn shrink(&mut self) {
        self.texts.shrink();
    }

    pub(crate) fn heap_size(&self) -> usize {
        self.texts.heap_size()
    }
}

/// Everything by which conjunctions are found at one path.
#[derive(Debug, Clone, Default)]
pub(crate) struct PathIndex {
    literals: HashTable<Key>,
    operators: Box<[Operator]>,
}

/// All predicates of one kind that are not strings compared whole.
#[derive(Debug, Clone)]
enum Operator {
    Null(Key),
    True(Key),
    False(Key),
    Exists(Key),
    /// Numbers that are not compared, by their digits.
    Digits(Affixes),
    Numbers(Ranges<u64>),
    Addresses(Box<(Ranges<u32>, Ranges<u128>)>),
    Prefixes(Affixes),
    /// Turned around.
    Suffixes(Affixes),
    Wildcards(Box<Wildcards>),
    Folded(Box<Folded>),
    AnythingBut(Box<[(Excluded, Key)]>),
}

/// The predicates of one path, each with its key, on the way to an index.
#[derive(Debug, Default)]
pub(crate) struct Predicates<'p>(Vec<(&'p Alternative, Key)>);

/// Buffers for looking up values, used again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers {
    reversed: Vec<u8>,
    form: Vec<u8>,
    tried: Tried,
}

/// Where the keys that an event satisfies are gathered, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fired {
    keys: Vec<Key>,
    /// The event in which each key was gathered last.
    seen: Vec<u32>,
    event: u32,
}

impl Fired {
    /// Forgets the last event.
    pub(crate) fn start(&mut self, keys: usize) {
        self.keys.clear();
        self.event = self.event.wrapping_add(1);
        if self.event == 0 {
            self.seen.clear();
            self.event = 1;
        }
        if self.seen.len() < keys {
            self.seen.resize(keys, 0);
        }
    }

    #[inline]
    pub(crate) fn push(&mut self, key: Key) {
        if let Some(seen) = self.seen.get_mut(key as usize).filter(|seen| **seen != self.event) {
            *seen = self.event;
            self.keys.push(key);
        }
    }

    fn has(&self, key: Key) -> bool {
        self.seen.get(key as usize) == Some(&self.event)
    }

    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }
}

impl<'p> Predicates<'p> {
    pub(crate) fn push(&mut self, predicate: &'p Alternative, key: Key) {
        self.0.push((predicate, key));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl PathIndex {
    /// The key of a string that is compared whole; `None` if it has none yet.
    #[inline]
    pub(crate) fn literal(&self, literals: &Literals, text: &[u8]) -> Option<Key> {
        if self.literals.is_empty() {
            return None;
        }
        let hash = literals.hasher.hash_one(text);
        self.literals.find(hash, |&key| literals.texts.get(key) == text).copied()
    }

    /// The key of a string that is compared whole, a new one if need be.
    pub(crate) fn literal_or_new(&mut self, literals: &mut Literals, text: &[u8]) -> Key {
        if let Some(known) = self.literal(literals, text) {
            return known;
        }
        let new = super::lists::id(literals.len());
        literals.texts.push(text.iter().copied());
        let hash = |key: &Key| literals.hasher.hash_one(literals.texts.get(*key));
        self.literals.insert_unique(hash(&new), new, hash);
        new
    }

    /// Adds the other predicates.
    pub(crate) fn set_operators(&mut self, predicates: &Predicates<'_>, most_bytes: usize) {
        if !predicates.is_empty() {
            self.operators = operators(predicates, most_bytes);
        }
    }

    /// Gathers the keys that a value satisfies; keeps the key of its string with it.
    #[inline]
    pub(crate) fn look_up(
        &self,
        literals: &Literals,
        event: &[u8],
        found: &mut Found,
        value: ValueId,
        buffers: &mut Buffers,
        fired: &mut Fired,
    ) {
        let Some(kind) = found.get(value).map(|value| value.kind) else {
            return;
        };
        if kind == Kind::String {
            let literal = self.literal(literals, found.text(event, value));
            found.set_literal(value, literal);
            literal.into_iter().for_each(|key| fired.push(key));
        }
        for operator in &self.operators {
            operator.look_up(event, found, value, kind, buffers, fired);
        }
    }

    pub(crate) fn heap_size(&self) -> usize {
        let operators: usize = self.operators.iter().map(Operator::heap_size).sum();
        self.literals.allocation_size() + size_of_val(&*self.operators) + operators
    }
}

/// Puts the predicates of one kind together.
fn operators(predicates: &Predicates<'_>, most_bytes: usize) -> Box<[Operator]> {
    let mut operators = Vec::new();
    let (mut digits, mut prefixes, mut suffixes, mut wildcards) = (vec![], vec![], vec![], vec![]);
    let (mut numbers, mut v4, mut v6, mut anything_but) = (vec![], vec![], vec![], vec![]);
    let (mut equal_folded, mut prefixes_folded, mut suffixes_folded) = (vec![], vec![], vec![]);
    for &(predicate, key) in &predicates.0 {
        let mut addresses = |first: IpAddr, last: IpAddr| match (first, last) {
            (IpAddr::V4(first), IpAddr::V4(last)) => {
                v4.push((End::Included(first.to_bits()), End::Included(last.to_bits()), key));
            }
            (IpAddr::V6(first), IpAddr::V6(last)) => {
                v6.push((End::Included(first.to_bits()), End::Included(last.to_bits()), key));
            }
            _ => {}
        };
        match predicate {
            Alternative::Null => operators.push(Operator::Null(key)),
            Alternative::True => operators.push(Operator::True(key)),
            Alternative::False => operators.push(Operator::False(key)),
            Alternative::Exists => operators.push(Operator::Exists(key)),
            // Compared whole, or not by what a value is.
            Alternative::String(_) | Alternative::Exactly(_) | Alternative::Absent => {}
            Alternative::Address(address) => addresses(*address, *address),
            Alternative::Cidr(cidr) => {
                let (first, last) = cidr.ends();
                addresses(first, last);
            }
            Alternative::Number(number) | Alternative::Numeric(Range::Equal(number)) => {
                numbers.push((End::Included(number.rank()), End::Included(number.rank()), key));
            }
            Alternative::Numeric(Range::Bounds { lower, upper }) => numbers.push((end(*lower), end(*upper), key)),
            Alternative::Digits(text) => digits.push((text.as_bytes().to_vec(), key)),
            Alternative::Prefix(text) => prefixes.push((text.as_bytes().to_vec(), key)),
            Alternative::Suffix(text) => suffixes.push((text.bytes().rev().collect(), key)),
            Alternative::EqualsIgnoreCase(text) => equal_folded.push((text.clone(), key)),
            Alternative::PrefixIgnoreCase(text) => prefixes_folded.push((text.clone(), key)),
            Alternative::SuffixIgnoreCase(text) => suffixes_folded.push((text.clone(), key)),
            Alternative::Wildcard(wildcard) => wildcards.push((wildcard.clone(), key)),
            Alternative::AnythingBut(excluded) => anything_but.push((excluded.clone(), key)),
        }
    }
    if !digits.is_empty() {
        operators.push(Operator::Digits(Affixes::new(digits)));
    }
    if !numbers.is_empty() {
        operators.push(Operator::Numbers(Ranges::new(&numbers)));
    }
    if !(v4.is_empty() && v6.is_empty()) {
        operators.push(Operator::Addresses(Box::new((Ranges::new(&v4), Ranges::new(&v6)))));
    }
    if !prefixes.is_empty() {
        operators.push(Operator::Prefixes(Affixes::new(prefixes)));
    }
    if !suffixes.is_empty() {
        operators.push(Operator::Suffixes(Affixes::new(suffixes)));
    }
    if !wildcards.is_empty() {
        operators.push(Operator::Wildcards(Box::new(Wildcards::new(wildcards, most_bytes))));
    }
    for (texts, part) in [(equal_folded, Part::All), (prefixes_folded, Part::Start), (suffixes_folded, Part::End)] {
        if !texts.is_empty() {
            operators.push(Operator::Folded(Box::new(Folded::new(texts, part))));
        }
    }
    if !anything_but.is_empty() {
        operators.push(Operator::AnythingBut(anything_but.into()));
    }
    operators.into()
}

impl Operator {
    /// Gathers the keys that a value satisfies.
    #[inline]
    fn look_up(
        &self,
        event: &[u8],
        found: &mut Found,
        value: ValueId,
        kind: Kind,
        buffers: &mut Buffers,
        fired: &mut Fired,
    ) {
        match (self, kind) {
            (Self::Exists(key), _) | (Self::Null(key), Kind::Null) => fired.push(*key),
            (Self::True(key), Kind::True) | (Self::False(key), Kind::False) => fired.push(*key),
            (Self::Digits(digits), Kind::Number) => {
                digits.equal(found.text(event, value)).iter().for_each(|&key| fired.push(key));
            }
            (Self::Numbers(numbers), Kind::Number) => {
                let is_new = |near: f64| numbers.holding(rank(near)).any(|key| !fired.has(key));
                if let Some(number) = found.number_if(event, value, is_new) {
                    numbers.holding(number.rank()).for_each(|key| fired.push(key));
                }
            }
            (Self::AnythingBut(all), _) => {
                for (excluded, key) in all {
                    if !fired.has(*key) && !excludes(excluded, event, found, value, kind) {
                        fired.push(*key);
                    }
                }
            }
            (Self::Prefixes(prefixes), Kind::String) => {
                prefixes.starting(found.text(event, value)).for_each(|key| fired.push(key));
            }
            (Self::Suffixes(suffixes), Kind::String) => {
                reverse(found.text(event, value), suffixes.longest(), &mut buffers.reversed);
                suffixes.starting(&buffers.reversed).for_each(|key| fired.push(key));
            }
            (_, Kind::String) => {
                if let Ok(text) = std::str::from_utf8(found.text(event, value)) {
                    self.look_up_string(text, buffers, fired);
                }
            }
            _ => {}
        }
    }

    fn look_up_string(&self, text: &str, buffers: &mut Buffers, fired: &mut Fired) {
        let Buffers { reversed, form, tried } = buffers;
        match self {
            Self::Addresses(ranges) => match ip::parse_address(text) {
                Some(IpAddr::V4(address)) => ranges.0.holding(address.to_bits()).for_each(|key| fired.push(key)),
                Some(IpAddr::V6(address)) => ranges.1.holding(address.to_bits()).for_each(|key| fired.push(key)),
                None => {}
            },
            Self::Wildcards(wildcards) => {
                reverse(text.as_bytes(), wildcards.longest_end(), reversed);
                wildcards.fitting(text, reversed, tried, |key| fired.push(key));
            }
            Self::Folded(folded) => folded.fitting(text, form, |key| fired.push(key)),
            _ => {}
        }
    }

    fn heap_size(&self) -> usize {
        match self {
            Self::Null(_) | Self::True(_) | Self::False(_) | Self::Exists(_) => 0,
            Self::Digits(texts) | Self::Prefixes(texts) | Self::Suffixes(texts) => texts.heap_size(),
            Self::Numbers(numbers) => numbers.heap_size(),
            Self::Addresses(ranges) => size_of_val(&**ranges) + ranges.0.heap_size() + ranges.1.heap_size(),
            Self::Wildcards(wildcards) => size_of_val(&**wildcards) + wildcards.heap_size(),
            Self::Folded(folded) => size_of_val(&**folded) + folded.heap_size(),
            Self::AnythingBut(all) => {
                size_of_val(&**all) + all.iter().map(|(excluded, _)| excluded.heap_size()).sum::<usize>()
            }
        }
    }
}

fn end(bound: Option<Bound>) -> End<u64> {
    match bound {
        None => End::Open,
        Some(Bound { number, inclusive: true }) => End::Included(number.rank()),
        Some(Bound { number, inclusive: false }) => End::Excluded(number.rank()),
    }
}

/// The last bytes of a text, at most `longest`, turned around.
fn reverse(text: &[u8], longest: usize, into: &mut Vec<u8>) {
    into.clear();
    into.extend(text.iter().rev().take(longest));
}

/// Whether a value is one of those that `anything-but` leaves out.
fn excludes(excluded: &Excluded, event: &[u8], found: &mut Found, value: ValueId, kind: Kind) -> bool {
    match (kind, excluded) {
        (Kind::Number, Excluded::Numbers(numbers)) => {
            let is_near = |near: f64| numbers.iter().any(|number| number.value() == near);
            found.number_if(event, value, is_near).is_some()
        }
        (Kind::String, Excluded::Strings(texts)) => {
            let value = found.text(event, value);
            texts.iter().any(|text| text.as_bytes() == value)
        }
        (Kind::String, _) => {
            std::str::from_utf8(found.text(event, value)).is_ok_and(|text| excluded.contains_string(text))
        }
        _ => false,
    }
}

/// Whether a value satisfies a predicate, looked at by itself.
pub(crate) fn accepts(predicate: &Alternative, event: &[u8], found: &mut Found, value: ValueId) -> bool {
    let Some(kind) = found.get(value).map(|value| value.kind) else {
        return false;
    };
    match predicate {
        Alternative::Exists => return true,
        Alternative::Absent => return false,
        Alternative::AnythingBut(excluded) => return !excludes(excluded, event, found, value, kind),
        _ => {}
    }
    match kind {
        Kind::Null => matches!(predicate, Alternative::Null),
        Kind::True => matches!(predicate, Alternative::True),
        Kind::False => matches!(predicate, Alternative::False),
        Kind::BrokenString => false,
        Kind::Number => match predicate {
            Alternative::Digits(digits) => digits.as_bytes() == found.text(event, value),
            Alternative::Number(wanted) => found.number_if(event, value, |near| near == wanted.value()).is_some(),
            Alternative::Numeric(range) => found
                .number_if(event, value, |near| Number::of(near).is_some_and(|near| range.contains(near)))
                .is_some(),
            _ => false,
        },
        Kind::String => std::str::from_utf8(found.text(event, value)).is_ok_and(|text| predicate.accepts_string(text)),
    }
}
