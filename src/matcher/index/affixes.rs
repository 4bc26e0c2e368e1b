//! Texts of which a value may start with several: all of them that it does start with.
//!
//! The texts are sorted. All that start a value are, of the last text that is not above it, the text itself or texts that
//! start it in turn; so each text knows the longest other one that starts it. Ends of values are looked for the same way, both
//! turned around.

use std::cmp::Ordering;

use crate::matcher::lists::{Lists, id};
use crate::matcher::words;

/// No other text starts this one.
const NONE: u32 = u32::MAX;

#[derive(Debug, Clone)]
pub(crate) struct Affixes {
    /// Sorted, each once.
    texts: Lists<u8>,
    /// The first eight bytes of each text, which nearly always tell texts apart.
    heads: Vec<u64>,
    /// The longest other text that starts each one.
    within: Vec<u32>,
    /// The keys of each text.
    keys: Lists<u32>,
    longest: usize,
}

impl Affixes {
    /// Texts, each with its key.
    pub(crate) fn new(mut texts: Vec<(Vec<u8>, u32)>) -> Self {
        texts.sort();
        let mut this =
            Self { texts: Lists::default(), heads: Vec::new(), within: Vec::new(), keys: Lists::default(), longest: 0 };
        // The texts that start the current one, each starting the next.
        let mut open: Vec<u32> = Vec::new();
        for same in texts.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((text, _)) = same.first() else { continue };
            while open.last().is_some_and(|&outer| !text.starts_with(this.texts.get(outer))) {
                open.pop();
            }
            this.within.push(open.last().copied().unwrap_or(NONE));
            open.push(id(this.texts.len()));
            this.texts.push(text.iter().copied());
            this.heads.push(head(text));
            this.keys.push(same.iter().map(|(_, key)| *key));
            this.longest = this.longest.max(text.len());
        }
        this.texts.shrink();
        this.heads.shrink_to_fit();
        this.within.shrink_to_fit();
        this.keys.shrink();
        this
    }

    /// The length of the longest text: no more of a value is looked at.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// The keys of the texts that `value` starts with.
    #[inline]
    pub(crate) fn starting(&self, value: &[u8]) -> impl Iterator<Item = u32> {
        let mut next = self.last_up_to(value);
        let nearest = self.texts.get(next);
        let common = nearest.iter().zip(value).take_while(|(one, other)| one == other).count();
        std::iter::from_fn(move || {
            while next != NONE && self.texts.get(next).len() > common {
                next = self.within.get(next as usize).copied().unwrap_or(NONE);
            }
            if next == NONE {
                return None;
            }
            let keys = self.keys.get(next);
            next = self.within.get(next as usize).copied().unwrap_or(NONE);
            Some(keys)
        })
        .flatten()
        .copied()
    }

    /// The keys of the text that is `value`.
    pub(crate) fn equal(&self, value: &[u8]) -> &[u32] {
        let text = self.last_up_to(value);
        if self.texts.get(text) == value { self.keys.get(text) } else { &[] }
    }

    /// The last text that is not above `value`.
    #[inline]
    fn last_up_to(&self, value: &[u8]) -> u32 {
        /// So many heads are counted rather than searched by halves, whose branches nobody can foretell.
        const FEW: usize = 16;

        let of_value = head(value);
        let (mut low, mut high) = (0, self.heads.len());
        if high <= FEW {
            low = self.heads.iter().filter(|&&head| head < of_value).count();
            high = low + self.heads.iter().skip(low).take_while(|&&head| head == of_value).count();
        }
        while low < high {
            let middle = (low + high) / 2;
            let is_up_to = match self.heads.get(middle).map(|head| head.cmp(&of_value)) {
                Some(Ordering::Equal) => self.texts.get(id(middle)) <= value,
                order => order == Some(Ordering::Less),
            };
            if is_up_to {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1).map_or(NONE, id)
    }

    pub(crate) fn heap_size(&self) -> usize {
        self.texts.heap_size()
            + size_of::<u64>() * self.heads.capacity()
            + size_of::<u32>() * self.within.capacity()
            + self.keys.heap_size()
    }
}

/// The first eight bytes, so that their order is that of the texts unless they are the same.
#[inline]
fn head(text: &[u8]) -> u64 {
    words::first(text).swap_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_finds_the_texts_that_start_it() {
        let texts =
            ["", "a", "ab", "abc", "abd", "b", "ba", "bb", "bba", "ab", "abcdefgh", "abcdefghi", "abcdefg", "a\0"];
        let affixes = Affixes::new(texts.iter().zip(0..).map(|(text, key)| (text.as_bytes().to_vec(), key)).collect());
        for value in
            ["", "a", "aa", "ab", "abcd", "abd", "abe", "b", "bbab", "c", "\u{0}", "abcdefghij", "abcdefgg", "a\0b"]
        {
            let mut found: Vec<u32> = affixes.starting(value.as_bytes()).collect();
            found.sort_unstable();
            let expected: Vec<u32> =
                texts.iter().zip(0..).filter(|(text, _)| value.starts_with(**text)).map(|(_, key)| key).collect();
            assert_eq!(found, expected, "{value}");
            let equal = texts.iter().zip(0..).filter(|(text, _)| **text == value).map(|(_, key)| key);
            assert_eq!(affixes.equal(value.as_bytes()), equal.collect::<Vec<u32>>(), "{value}");
        }
        assert_eq!(Affixes::new(Vec::new()).starting(b"a").next(), None);
    }
}
