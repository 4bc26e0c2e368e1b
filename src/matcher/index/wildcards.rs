//! The wildcards of one path: which of them fit a value.
//!
//! Where one automaton for all of them stays small it is built ahead, and a value takes one step per byte, however many
//! wildcards there are. Stars can multiply its states without end; where they do, a wildcard is looked at only if a literal of
//! it is found in the value: what precedes the first star, what follows the last, or what stands between two, whichever the
//! fewest wildcards have in common.
//! Looking at one takes time in proportion to the value.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write;

use aho_corasick::AhoCorasick;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};

use crate::matcher::index::affixes::Affixes;
use crate::matcher::lists::id;
use crate::pattern::Wildcard;

#[derive(Debug, Clone)]
pub(crate) struct Wildcards {
    /// Each wildcard and its key.
    all: Vec<(Wildcard, u32)>,
    strategy: Strategy,
}

#[derive(Debug, Clone)]
enum Strategy {
    /// So few that each is looked at.
    Each,
    Automaton(Box<dense::DFA<Vec<u32>>>),
    Literals(Box<Literals>),
}

/// Wildcards by a literal that every value they fit has; the keys here are indexes into all of them.
#[derive(Debug, Clone)]
struct Literals {
    starts: Affixes,
    /// Turned around.
    ends: Affixes,
    inside: Option<AhoCorasick>,
    /// The wildcards of the literals inside.
    of_inside: Vec<u32>,
    /// The wildcards that have no literal.
    rest: Vec<u32>,
}

/// What finding wildcards needs, used again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tried {
    /// The value for which each wildcard was looked at last.
    tried: Vec<u64>,
    values: u64,
}

impl Wildcards {
    /// Wildcards and their keys. The automaton may take this many bytes, and as many while it is built.
    pub(crate) fn new(all: Vec<(Wildcard, u32)>, most_bytes: usize) -> Self {
        /// Looking at so few takes no longer than an automaton would.
        const FEW: usize = 2;

        let strategy = if all.len() <= FEW {
            Strategy::Each
        } else {
            match automaton(&all, most_bytes) {
                Some(automaton) => Strategy::Automaton(Box::new(automaton)),
                None => Strategy::Literals(Box::new(Literals::new(&all))),
            }
        };
        Self { all, strategy }
    }

    /// Calls `fits` with the key of each wildcard that fits `value`.
    pub(crate) fn fitting(&self, value: &str, reversed: &[u8], tried: &mut Tried, mut fits: impl FnMut(u32)) {
        match &self.strategy {
            Strategy::Each => {
                self.all.iter().filter(|(wildcard, _)| wildcard.matches(value)).for_each(|(_, key)| fits(*key));
            }
            Strategy::Automaton(automaton) => self.run(automaton, value.as_bytes(), fits),
            Strategy::Literals(literals) => {
                tried.values += 1;
                tried.tried.resize(tried.tried.len().max(self.all.len()), 0);
                literals.candidates(value, reversed, |number| {
                    let first_time = tried
                        .tried
                        .get_mut(number as usize)
                        .is_some_and(|last| std::mem::replace(last, tried.values) != tried.values);
                    if let Some((_, key)) =
                        self.get(number).filter(|(wildcard, _)| first_time && wildcard.matches(value))
                    {
                        fits(*key);
                    }
                });
            }
        }
    }

    /// The longest end of a value that is looked at on its own.
    pub(crate) fn longest_end(&self) -> usize {
        match &self.strategy {
            Strategy::Literals(literals) => literals.ends.longest(),
            _ => 0,
        }
    }

    fn get(&self, number: u32) -> Option<&(Wildcard, u32)> {
        self.all.get(number as usize)
    }

    fn run(&self, automaton: &dense::DFA<Vec<u32>>, value: &[u8], mut fits: impl FnMut(u32)) {
        let Ok(mut state) = automaton.start_state(&start::Config::new().anchored(Anchored::Yes)) else {
            return;
        };
        for &byte in value {
            state = automaton.next_state(state, byte);
            if automaton.is_dead_state(state) {
                return;
            }
        }
        state = automaton.next_eoi_state(state);
        if automaton.is_match_state(state) {
            for i in 0..automaton.match_len(state) {
                let number = automaton.match_pattern(state, i);
                if let Some((_, key)) = self.all.get(number.as_usize()) {
                    fits(*key);
                }
            }
        }
    }

    pub(crate) fn heap_size(&self) -> usize {
        let texts: usize = self.all.iter().map(|(wildcard, _)| wildcard.heap_size()).sum();
        let strategy = match &self.strategy {
            Strategy::Each => 0,
            Strategy::Automaton(automaton) => automaton.memory_usage() + size_of::<dense::DFA<Vec<u32>>>(),
            Strategy::Literals(literals) => {
                size_of::<Literals>()
                    + literals.starts.heap_size()
                    + literals.ends.heap_size()
                    + literals.inside.as_ref().map_or(0, AhoCorasick::memory_usage)
                    + size_of::<u32>() * (literals.of_inside.capacity() + literals.rest.capacity())
            }
        };
        texts + size_of::<(Wildcard, u32)>() * self.all.capacity() + strategy
    }
}

/// One automaton for all wildcards, if it is no larger than allowed.
fn automaton(all: &[(Wildcard, u32)], most_bytes: usize) -> Option<dense::DFA<Vec<u32>>> {
    /// More text than this is not tried: the automaton could not be small.
    const MOST_TEXT: usize = 10_000;

    if all.iter().map(|(wildcard, _)| wildcard.len()).sum::<usize>() > MOST_TEXT {
        return None;
    }
    let expressions: Vec<String> = all.iter().map(|(wildcard, _)| expression(wildcard)).collect();
    dense::Builder::new()
        .syntax(syntax::Config::new().unicode(false).utf8(false).dot_matches_new_line(true))
        .thompson(thompson::Config::new().utf8(false).nfa_size_limit(Some(most_bytes)))
        .configure(
            dense::Config::new()
                .match_kind(MatchKind::All)
                .start_kind(StartKind::Anchored)
                .dfa_size_limit(Some(most_bytes))
                .determinize_size_limit(Some(most_bytes)),
        )
        .build_many(&expressions)
        .ok()
}

/// A wildcard as a regular expression over bytes.
fn expression(wildcard: &Wildcard) -> String {
    let mut expression = String::new();
    let literal = |expression: &mut String, text: &str| {
        for byte in text.bytes() {
            // Writing to a string cannot fail.
            let _ = write!(expression, "\\x{byte:02x}");
        }
    };
    literal(&mut expression, wildcard.first());
    for piece in wildcard.after_stars() {
        expression.push_str(".*");
        literal(&mut expression, piece);
    }
    expression
}

/// A literal that every value has which a wildcard fits, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Literal<'w> {
    Start(&'w str),
    End(&'w str),
    Inside(&'w str),
}

impl Literal<'_> {
    /// How hard it is to look for; where it is as hard, a longer one is found in fewer values.
    fn trouble(&self) -> (bool, Reverse<usize>) {
        match self {
            Self::Start(text) | Self::End(text) => (false, Reverse(text.len())),
            Self::Inside(text) => (true, Reverse(text.len())),
        }
    }
}

/// The literals of a wildcard.
fn literals(wildcard: &Wildcard) -> impl Iterator<Item = Literal<'_>> {
    let (last, middle) = wildcard.after_stars().split_last().map_or(("", &[][..]), |(last, middle)| (last, middle));
    let start = Some(wildcard.first()).filter(|text| !text.is_empty()).map(Literal::Start);
    let end = Some(last).filter(|text| !text.is_empty()).map(Literal::End);
    let inside = middle.iter().filter(|text| !text.is_empty()).map(|text| Literal::Inside(text));
    start.into_iter().chain(end).chain(inside)
}

impl Literals {
    fn new(all: &[(Wildcard, u32)]) -> Self {
        let (mut starts, mut ends, mut inside, mut of_inside, mut rest) = (vec![], vec![], vec![], vec![], vec![]);
        let mut sharing: HashMap<Literal<'_>, usize> = HashMap::new();
        for literal in all.iter().flat_map(|(wildcard, _)| literals(wildcard)) {
            *sharing.entry(literal).or_default() += 1;
        }
        for ((wildcard, _), number) in all.iter().zip(0_usize..) {
            let number = id(number);
            let rarest = literals(wildcard).min_by_key(|literal| (sharing.get(literal), literal.trouble()));
            match rarest {
                Some(Literal::Start(text)) => starts.push((text.as_bytes().to_vec(), number)),
                Some(Literal::End(text)) => ends.push((text.bytes().rev().collect(), number)),
                Some(Literal::Inside(text)) => {
                    inside.push(text.to_owned());
                    of_inside.push(number);
                }
                None => rest.push(number),
            }
        }
        let automaton = AhoCorasick::new(&inside).ok().filter(|_| !inside.is_empty());
        if automaton.is_none() {
            // What cannot be searched for is looked at every time.
            rest.append(&mut of_inside);
        }
        Self { starts: Affixes::new(starts), ends: Affixes::new(ends), inside: automaton, of_inside, rest }
    }

    /// Calls `candidate` with the wildcards whose literal `value` has, some more than once.
    fn candidates(&self, value: &str, reversed: &[u8], mut candidate: impl FnMut(u32)) {
        self.rest.iter().copied().for_each(&mut candidate);
        self.starts.starting(value.as_bytes()).for_each(&mut candidate);
        self.ends.starting(reversed).for_each(&mut candidate);
        for found in self.inside.iter().flat_map(|inside| inside.find_overlapping_iter(value)) {
            if let Some(&number) = self.of_inside.get(found.pattern().as_usize()) {
                candidate(number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Text;

    #[test]
    fn both_strategies_find_what_fits() {
        let texts = ["a*", "*a", "a*a", "*", "*b*", "ab", "", "*ab*ba*", "b*a*b", "*é", "*bb*b", "a*b*", "*\n*", "**a"];
        let all: Vec<(Wildcard, u32)> =
            texts.iter().filter_map(|text| Wildcard::parse(&Text::new(text, 0, false)).ok()).zip(0..).collect();
        assert_eq!(all.len(), texts.len() - 1);
        let automaton = Wildcards::new(all.clone(), 1 << 20);
        assert!(matches!(automaton.strategy, Strategy::Automaton(_)));
        let literals = Wildcards::new(all.clone(), 0);
        assert!(matches!(literals.strategy, Strategy::Literals(_)));
        let mut tried = Tried::default();
        for value in ["", "a", "aa", "ab", "ba", "abba", "bab", "xé", "bbb", "bb", "abxba", "a\nb", "aba", "cabcbac"] {
            let reversed: Vec<u8> = value.bytes().rev().collect();
            let expected: Vec<u32> = all.iter().filter(|(one, _)| one.matches(value)).map(|(_, key)| *key).collect();
            for wildcards in [&automaton, &literals] {
                let mut found = Vec::new();
                wildcards.fitting(value, &reversed, &mut tried, |key| found.push(key));
                found.sort_unstable();
                assert_eq!(found, expected, "{value:?}");
            }
        }
    }
}
