//! How complex the wildcards of one field are together, in AWS' measure.
//!
//! The score is the largest number of wildcard prefixes that one input can be in at once. AWS refuses a rule when the score of a
//! field passes a limit, observed between 9 (accepted) and 11 (refused).
//!
//! Source: the idea of event-ruler `MachineComplexityEvaluator.java`; observed refusals and acceptances for the limit. The exact
//! score takes exponential time, so it is looked for only up to the limit, and a set of wildcards that exhausts the step budget
//! counts as above it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::pattern::wildcard::Wildcard;

/// Steps from one set of states by one byte that the search takes before it gives up.
const STEPS: usize = 200_000;

/// Whether the score of `wildcards`, all of one field, is above `limit`.
pub(crate) fn exceeds(wildcards: &[&Wildcard], limit: usize) -> bool {
    // Every symbol takes a step at least.
    let symbols: usize = wildcards.iter().map(|wildcard| wildcard.len()).sum();
    symbols > STEPS || Automaton::new(wildcards).search(limit).is_none()
}

/// One state: a prefix of one or more wildcards that the input has reached.
#[derive(Debug, Default)]
struct State {
    by_byte: BTreeMap<u8, BTreeSet<usize>>,
    /// States that any byte leads to: a star after this state, or this state being a star.
    by_any: BTreeSet<usize>,
    /// The wildcards that have this prefix.
    wildcards: BTreeSet<usize>,
    /// The state that continues the shared literal prefix, and the one for a star there.
    literal: BTreeMap<u8, usize>,
    star: Option<usize>,
}

/// What a wildcard is made of; like AWS' own automaton it reads the quotes too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Byte(u8),
    Star,
}

#[derive(Debug)]
struct Automaton {
    states: Vec<State>,
}

impl Automaton {
    fn new(wildcards: &[&Wildcard]) -> Self {
        let mut automaton = Self { states: vec![State::default()] };
        let mut distinct: HashSet<&Wildcard> = wildcards.iter().copied().collect();
        for (number, wildcard) in wildcards.iter().filter(|wildcard| distinct.remove(*wildcard)).enumerate() {
            automaton.add(number, wildcard);
        }
        automaton
    }

    fn state(&mut self, index: usize) -> &mut State {
        #[expect(clippy::indexing_slicing, reason = "indexes come from `add`, which pushed the state")]
        &mut self.states[index]
    }

    fn push(&mut self) -> usize {
        self.states.push(State::default());
        self.states.len() - 1
    }

    fn add(&mut self, number: usize, wildcard: &Wildcard) {
        let symbols = symbols(wildcard);
        let (mut current, mut previous) = (0, 0);
        let mut after_star = false;
        // Wildcards share states up to their first star.
        let mut shared = true;
        for (i, &symbol) in symbols.iter().enumerate() {
            let last = i + 1 == symbols.len();
            let known = match symbol {
                _ if !shared || last => None,
                Symbol::Star => self.state(current).star,
                Symbol::Byte(byte) => self.state(current).literal.get(&byte).copied(),
            };
            let next = known.unwrap_or_else(|| self.push());
            match symbol {
                Symbol::Star => {
                    if shared {
                        self.state(current).star = Some(next);
                    }
                    self.state(current).by_any.insert(next);
                    self.state(next).by_any.insert(next);
                    shared = false;
                }
                Symbol::Byte(byte) => {
                    if shared && !last {
                        self.state(current).literal.insert(byte, next);
                    }
                    self.state(current).by_byte.entry(byte).or_default().insert(next);
                    if after_star {
                        // A star may also stand for nothing.
                        self.state(previous).by_byte.entry(byte).or_default().insert(next);
                    }
                }
            }
            self.state(next).wildcards.insert(number);
            after_star = symbol == Symbol::Star;
            (previous, current) = (current, next);
        }
    }

    /// The score, or `None` as soon as it is above `limit` or the budget is spent.
    fn search(&self, limit: usize) -> Option<usize> {
        let mut score = 0;
        let mut seen = HashSet::new();
        let mut pending = vec![BTreeSet::from([0])];
        let mut steps = 0;
        while let Some(from) = pending.pop() {
            let states = || from.iter().filter_map(|&index| self.states.get(index));
            let any: BTreeSet<usize> = states().flat_map(|state| &state.by_any).copied().collect();
            let bytes: BTreeSet<u8> = states().flat_map(|state| state.by_byte.keys()).copied().collect();
            for byte in bytes.into_iter().map(Some).chain([None]) {
                steps += 1;
                let mut to = any.clone();
                if let Some(byte) = byte {
                    to.extend(states().filter_map(|state| state.by_byte.get(&byte)).flatten());
                }
                score = score.max(self.weight(&to));
                if score > limit || steps > STEPS {
                    return None;
                }
                if !to.is_empty() && seen.insert(to.clone()) {
                    pending.push(to);
                }
            }
        }
        Some(score)
    }

    /// How many prefixes an input is in at `states`: those it has reached, and those a star lets it be in as well.
    fn weight(&self, states: &BTreeSet<usize>) -> usize {
        let wildcards = |index: &usize| self.states.get(*index).map_or(0, |state| state.wildcards.len());
        let weight_of = |index: &usize| {
            let stars = self.states.get(*index).map(|state| &state.by_any).into_iter().flatten();
            wildcards(index) + stars.filter(|&star| !states.contains(star)).map(wildcards).sum::<usize>()
        };
        states.iter().map(weight_of).sum()
    }
}

fn symbols(wildcard: &Wildcard) -> Vec<Symbol> {
    let bytes = |text: &str| text.bytes().map(Symbol::Byte).collect::<Vec<_>>();
    let mut symbols = bytes("\"");
    symbols.extend(bytes(wildcard.first()));
    for piece in wildcard.after_stars() {
        symbols.push(Symbol::Star);
        symbols.extend(bytes(piece));
    }
    symbols.extend(bytes("\""));
    symbols
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Text;

    fn score(texts: &[&str]) -> Option<usize> {
        let wildcards: Vec<Wildcard> =
            texts.iter().map(|text| Wildcard::parse(&Text::new(text, 0, false)).unwrap()).collect();
        Automaton::new(&wildcards.iter().collect::<Vec<_>>()).search(100)
    }

    #[test]
    fn scores_of_patterns_whose_verdict_was_observed() {
        for (texts, expected) in [
            (&["*:*:*:*:*:event-bus/*"][..], 11),
            (&["*/datasync/*.bif", "*/datasync/*.tif", "*/datasync/*.tiff", "*/datasync/*.svs"], 16),
            (&["*/datasync/*.bif", "*/datasync/*.tif"], 8),
            (&["*.bif", "*.tiff", "*.tif", "*.svs"], 8),
            (&["/Users/*/dir/dir/dir/dir/dir/doc.txt"], 7),
            (&["arn:aws:events:us-east-1:*:event-bus/*"], 3),
            (&["*:stack/AppStack/*", "*:stack/SharedStack/*", "*:stack/DbStack/*"], 9),
            (&["plain"], 1),
            (&["*a", "*a", "*a"], 2),
        ] {
            assert_eq!(score(texts), Some(expected), "{texts:?}");
        }
    }

    #[test]
    fn a_hostile_set_is_refused_in_bounded_time() {
        let long = "*a".repeat(2_000);
        assert_eq!(score(&[&long]), None);
        let endless = Wildcard::parse(&Text::new(&"ab*".repeat(STEPS), 0, false)).unwrap();
        assert!(exceeds(&[&endless], usize::MAX));
        let wide: Vec<String> = (0..200).map(|i| format!("*{i}a*{i}b")).collect();
        assert_eq!(score(&wide.iter().map(String::as_str).collect::<Vec<_>>()), None);
    }
}
