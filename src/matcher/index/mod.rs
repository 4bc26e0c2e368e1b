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
use folded::{Folded, Whole, fold_into};
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
    operators: Option<Box<Operators>>,
}

/// Predicates that are not strings compared whole.
#[derive(Debug, Clone)]
struct Operators {
    null: Option<Key>,
    yes: Option<Key>,
    no: Option<Key>,
    exists: Option<Key>,
    /// Numbers that are not compared, by their digits.
    digits: Affixes,
    numbers: Ranges<u64>,
    v4: Ranges<u32>,
    v6: Ranges<u128>,
    has_addresses: bool,
    has_numbers: bool,
    prefixes: Affixes,
    /// Turned around.
    suffixes: Affixes,
    wildcards: Wildcards,
    folded: Option<Box<[Folded; 3]>>,
    anything_but: Vec<(Excluded, Key)>,
}

/// The predicates of one path, each with its key, on the way to an index.
#[derive(Debug, Default)]
pub(crate) struct Predicates<'p>(Vec<(&'p Alternative, Key)>);

/// Buffers for looking up values, used again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers {
    reversed: Vec<u8>,
    form: Vec<u8>,
    form_reversed: Vec<u8>,
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
            self.operators = Some(Box::new(Operators::new(predicates, most_bytes)));
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
            if let Some(key) = self.literal(literals, found.text(event, value)) {
                found.set_literal(value, key);
                fired.push(key);
            }
        }
        if let Some(operators) = &self.operators {
            operators.look_up(event, found, value, kind, buffers, fired);
        }
    }

    pub(crate) fn heap_size(&self) -> usize {
        let operators = self.operators.as_ref().map_or(0, |operators| size_of::<Operators>() + operators.heap_size());
        self.literals.allocation_size() + operators
    }
}

impl Operators {
    fn new(predicates: &Predicates<'_>, most_bytes: usize) -> Self {
        let (mut null, mut yes, mut no, mut exists) = (None, None, None, None);
        let (mut digits, mut prefixes, mut suffixes, mut wildcards) = (vec![], vec![], vec![], vec![]);
        let (mut equal_folded, mut prefixes_folded, mut suffixes_folded) = (vec![], vec![], vec![]);
        let (mut numbers, mut v4, mut v6, mut anything_but) = (vec![], vec![], vec![], vec![]);
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
                Alternative::Null => null = Some(key),
                Alternative::True => yes = Some(key),
                Alternative::False => no = Some(key),
                Alternative::Exists => exists = Some(key),
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
        let is_folded = !(equal_folded.is_empty() && prefixes_folded.is_empty() && suffixes_folded.is_empty());
        let folded = is_folded.then(|| {
            Box::new([
                Folded::new(equal_folded, Whole::All),
                Folded::new(prefixes_folded, Whole::Start),
                Folded::new(suffixes_folded, Whole::End),
            ])
        });
        Self {
            null,
            yes,
            no,
            exists,
            digits: Affixes::new(digits),
            has_numbers: !numbers.is_empty(),
            numbers: Ranges::new(&numbers),
            has_addresses: !v4.is_empty() || !v6.is_empty(),
            v4: Ranges::new(&v4),
            v6: Ranges::new(&v6),
            prefixes: Affixes::new(prefixes),
            suffixes: Affixes::new(suffixes),
            wildcards: Wildcards::new(wildcards, most_bytes),
            folded,
            anything_but,
        }
    }

    fn look_up(
        &self,
        event: &[u8],
        found: &mut Found,
        value: ValueId,
        kind: Kind,
        buffers: &mut Buffers,
        fired: &mut Fired,
    ) {
        self.exists.into_iter().for_each(|key| fired.push(key));
        let mut number = None;
        match kind {
            Kind::Null => self.null.into_iter().for_each(|key| fired.push(key)),
            Kind::True => self.yes.into_iter().for_each(|key| fired.push(key)),
            Kind::False => self.no.into_iter().for_each(|key| fired.push(key)),
            Kind::BrokenString => {}
            Kind::Number => {
                self.digits.equal(found.text(event, value)).iter().for_each(|&key| fired.push(key));
                if self.has_numbers {
                    let is_held = |near: f64| self.numbers.holding(rank(near)).any(|key| !fired.has(key));
                    number = found.number_if(event, value, is_held);
                }
                if let Some(number) = number {
                    self.numbers.holding(number.rank()).for_each(|key| fired.push(key));
                }
            }
            Kind::String => {
                if let Ok(text) = std::str::from_utf8(found.text(event, value)) {
                    self.look_up_string(text, buffers, fired);
                }
            }
        }
        self.look_up_exclusions(event, found, value, kind, fired);
    }

    fn look_up_string(&self, text: &str, buffers: &mut Buffers, fired: &mut Fired) {
        let Buffers { reversed, form, form_reversed, tried } = buffers;
        if self.has_addresses {
            match ip::parse_address(text) {
                Some(IpAddr::V4(address)) => self.v4.holding(address.to_bits()).for_each(|key| fired.push(key)),
                Some(IpAddr::V6(address)) => self.v6.holding(address.to_bits()).for_each(|key| fired.push(key)),
                None => {}
            }
        }
        self.prefixes.starting(text.as_bytes()).for_each(|key| fired.push(key));
        reversed.clear();
        let longest_end = self.suffixes.longest().max(self.wildcards.longest_end());
        reversed.extend(text.bytes().rev().take(longest_end));
        self.suffixes.starting(reversed).for_each(|key| fired.push(key));
        self.wildcards.fitting(text, reversed, tried, |key| fired.push(key));
        if let Some(folded) = &self.folded {
            form.clear();
            fold_into(text, form);
            let [equal, prefixes, suffixes] = &**folded;
            equal.fitting(text, form, |key| fired.push(key));
            prefixes.fitting(text, form, |key| fired.push(key));
            form_reversed.clear();
            form_reversed.extend(form.iter().rev().take(suffixes.longest()));
            suffixes.fitting(text, form_reversed, |key| fired.push(key));
        }
    }

    /// Gathers what leaves out something else.
    fn look_up_exclusions(&self, event: &[u8], found: &mut Found, value: ValueId, kind: Kind, fired: &mut Fired) {
        for (excluded, key) in &self.anything_but {
            if !fired.has(*key) && !excludes(excluded, event, found, value, kind) {
                fired.push(*key);
            }
        }
    }

    fn heap_size(&self) -> usize {
        let folded = self
            .folded
            .as_ref()
            .map_or(0, |folded| size_of_val(&**folded) + folded.iter().map(Folded::heap_size).sum::<usize>());
        let excluded: usize = self.anything_but.iter().map(|(excluded, _)| excluded.heap_size()).sum();
        self.digits.heap_size()
            + self.numbers.heap_size()
            + self.v4.heap_size()
            + self.v6.heap_size()
            + self.prefixes.heap_size()
            + self.suffixes.heap_size()
            + self.wildcards.heap_size()
            + folded
            + excluded
            + size_of::<(Excluded, Key)>() * self.anything_but.capacity()
    }
}

fn end(bound: Option<Bound>) -> End<u64> {
    match bound {
        None => End::Open,
        Some(Bound { number, inclusive: true }) => End::Included(number.rank()),
        Some(Bound { number, inclusive: false }) => End::Excluded(number.rank()),
    }
}

/// Whether a value is one of those that `anything-but` leaves out.
fn excludes(excluded: &Excluded, event: &[u8], found: &mut Found, value: ValueId, kind: Kind) -> bool {
    match (kind, excluded) {
        (Kind::Number, Excluded::Numbers(numbers)) => {
            let is_near = |near: f64| numbers.iter().any(|number| number.value() == near);
            found.number_if(event, value, is_near).is_some()
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
