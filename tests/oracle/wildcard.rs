//! Decides what a wildcard pattern matches, and which wildcards are too complex.
//!
//! `*` is any sequence of characters, the empty one included; `\*` is a star and `\\` a backslash; any other `\` and `**` are
//! refused (event-ruler; `\**` is a star and then a wildcard). The pattern is for the whole string.
//!
//! AWS refuses a rule when one input could be inside too many of a field's wildcards at once. event-ruler's measure: run all
//! wildcard patterns of the field side by side over any input, byte by byte, with the quotes of the JSON string as part of
//! pattern and input, and count in how many places of the patterns the input can be. A place just before a `*` counts for
//! the `*` too, unless the input is on that `*` as well, because what matches `foo` also matches `foo*`. The score is the
//! highest such count; AWS was seen to refuse 11 and to accept 9.
//!
//! Decided: the same string given twice counts once (event-ruler keeps patterns in sets). Finding the score can take
//! exponential time, so it is found only up to a limit and with a limited number of steps; running out of them is a refusal.

use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Token {
    Byte(u8),
    Star,
}

/// Whether a wildcard pattern is well formed.
pub fn is_valid(pattern: &str) -> bool {
    tokens(pattern).is_some()
}

/// Whether `pattern` matches the whole of `value`.
pub fn matches(pattern: &str, value: &str) -> bool {
    let Some(tokens) = tokens(pattern) else {
        return false;
    };
    // Where in `value` the tokens so far can end, ascending.
    let mut ends = vec![0];
    for token in tokens {
        ends = match token {
            Token::Byte(byte) => {
                let followed_by_it = |end: &usize| value.as_bytes().get(*end) == Some(&byte);
                ends.into_iter().filter(followed_by_it).map(|end| end + 1).collect()
            }
            Token::Star => match ends.first() {
                Some(&first) => (first..=value.len()).collect(),
                None => Vec::new(),
            },
        };
    }
    ends.contains(&value.len())
}

fn tokens(pattern: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut bytes = pattern.bytes();
    while let Some(byte) = bytes.next() {
        tokens.push(match byte {
            b'*' if tokens.last() == Some(&Token::Star) => return None,
            b'*' => Token::Star,
            b'\\' => match bytes.next()? {
                escaped @ (b'*' | b'\\') => Token::Byte(escaped),
                _ => return None,
            },
            other => Token::Byte(other),
        });
    }
    Some(tokens)
}

/// A pattern's number and how many of its tokens are consumed. If the last of them is a star, the place is *on* that star:
/// it has consumed one byte or more, and may consume more.
type Place = (usize, usize);

/// How many different sets of places are looked at before the search is given up.
const MOST_SETS: usize = 100_000;

/// The score of one field's wildcard patterns; `None` if it is above `limit` or was not found in time.
pub fn score(patterns: &[&str], limit: usize) -> Option<usize> {
    let distinct: BTreeSet<&str> = patterns.iter().copied().collect();
    let quoted: Option<Vec<Vec<Token>>> = distinct.into_iter().map(quoted).collect();
    let field = Field { patterns: quoted? };

    let start: BTreeSet<Place> = (0..field.patterns.len()).map(|pattern| (pattern, 0)).collect();
    let mut seen = BTreeSet::from([start.clone()]);
    let mut pending = vec![start];
    let mut highest = 0;
    while let Some(places) = pending.pop() {
        for byte in field.bytes_that_matter(&places) {
            let next = field.step(&places, byte);
            highest = highest.max(field.count(&next));
            if highest > limit || seen.len() > MOST_SETS {
                return None;
            }
            if seen.insert(next.clone()) {
                pending.push(next);
            }
        }
    }
    Some(highest)
}

fn quoted(pattern: &str) -> Option<Vec<Token>> {
    let quote = vec![Token::Byte(b'"')];
    Some([quote.clone(), tokens(pattern)?, quote].concat())
}

struct Field {
    patterns: Vec<Vec<Token>>,
}

impl Field {
    fn token(&self, pattern: usize, index: usize) -> Option<Token> {
        self.patterns.get(pattern)?.get(index).copied()
    }

    /// The bytes that some pattern wants next; `None` is any other byte.
    fn bytes_that_matter(&self, places: &BTreeSet<Place>) -> BTreeSet<Option<u8>> {
        let mut bytes = BTreeSet::from([None]);
        for &(pattern, consumed) in places {
            // The token after a star can be next, too, as the star may be empty.
            for index in [consumed, consumed + 1] {
                if let Some(Token::Byte(byte)) = self.token(pattern, index) {
                    bytes.insert(Some(byte));
                }
            }
        }
        bytes
    }

    /// All places that the input can be in after one more byte.
    fn step(&self, places: &BTreeSet<Place>, byte: Option<u8>) -> BTreeSet<Place> {
        let mut next = BTreeSet::new();
        for &(pattern, consumed) in places {
            let wants = |index| byte.is_some() && self.token(pattern, index) == byte.map(Token::Byte);
            let on_a_star = consumed > 0 && self.token(pattern, consumed - 1) == Some(Token::Star);
            let before_a_star = self.token(pattern, consumed) == Some(Token::Star);
            if on_a_star {
                next.insert((pattern, consumed));
            }
            if wants(consumed) {
                next.insert((pattern, consumed + 1));
            }
            if before_a_star {
                next.insert((pattern, consumed + 1));
                if wants(consumed + 1) {
                    next.insert((pattern, consumed + 2));
                }
            }
        }
        next
    }

    fn count(&self, places: &BTreeSet<Place>) -> usize {
        let before_a_star_it_is_not_on = |&&(pattern, consumed): &&Place| {
            self.token(pattern, consumed) == Some(Token::Star) && !places.contains(&(pattern, consumed + 1))
        };
        places.len() + places.iter().filter(before_a_star_it_is_not_on).count()
    }
}
