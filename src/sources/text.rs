//! Strings of a document: what they say, where every part of it stands in the file, and which parts are not known.

use std::ops::Range;
use std::sync::Arc;

use crate::span::Span;

/// A string. A part that is only known when a template is deployed is one [`Text::HOLE`] character in it.
///
/// A copy shares all with the original until it is changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(Arc<Content>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Content {
    value: String,
    /// Where parts of `value` stand, in order; each goes on to the start of the next.
    parts: Vec<Part>,
    /// The offsets of the holes in `value`, ascending.
    holes: Vec<usize>,
}

/// A part of a string. If it is as long in the file, it is written there byte by byte; otherwise it stands there as a whole, such as
/// an escape.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    start: usize,
    source: Span,
}

/// A part of a string that stands in the file in one way: as it is, in other words, or not known.
#[derive(Debug)]
pub(crate) struct Run<'t> {
    pub(crate) value: &'t str,
    pub(crate) source: Span,
    pub(crate) is_hole: bool,
}

impl Run<'_> {
    /// The places of the characters, if they stand there byte by byte; all of it for each, if not.
    pub(crate) fn source(&self, range: Range<usize>) -> Span {
        match self.source.end - self.source.start == self.value.len() {
            true => Span::new(self.source.start + range.start, self.source.start + range.end),
            false => self.source,
        }
    }
}

impl Text {
    /// What stands for an unknown part of a string, of any length.
    pub(crate) const HOLE: char = '\u{fffc}';

    /// A string that stands in the file as it is.
    pub(crate) fn plain(value: &str, start: usize) -> Self {
        let mut text = Self::default();
        text.push_str(value, Span::new(start, start + value.len()));
        text
    }

    /// Appends `value`, which `source` stands for.
    pub(crate) fn push_str(&mut self, value: &str, source: Span) {
        let this = Arc::make_mut(&mut self.0);
        let start = this.value.len();
        let len = source.end.saturating_sub(source.start);
        let goes_on = len == value.len()
            && this.parts.last().is_some_and(|last| {
                let last_len = last.source.end - last.source.start;
                last.source.end == source.start && last_len == start - last.start
            });
        match this.parts.last_mut() {
            Some(last) if goes_on => last.source.end = source.end,
            _ => this.parts.push(Part { start, source }),
        }
        this.value.push_str(value);
    }

    /// Appends an unknown part, which `source` stands for.
    pub(crate) fn push_hole(&mut self, source: Span) {
        let this = Arc::make_mut(&mut self.0);
        this.holes.push(this.value.len());
        // Never one with what stands before it: a hole is found by its own place.
        this.parts.push(Part { start: this.value.len(), source });
        this.value.push(Self::HOLE);
    }

    /// Appends all of another string.
    pub(crate) fn push_text(&mut self, other: &Self) {
        let this = Arc::make_mut(&mut self.0);
        let offset = this.value.len();
        this.holes.extend(other.0.holes.iter().map(|hole| hole + offset));
        this.parts.extend(other.0.parts.iter().map(|part| Part { start: part.start + offset, ..part.clone() }));
        this.value.push_str(&other.0.value);
    }

    /// A part of this string.
    pub(crate) fn slice(&self, range: Range<usize>) -> Self {
        let mut slice = Self::default();
        for run in self.runs(range.clone()) {
            match run.is_hole {
                true => slice.push_hole(run.source),
                false => slice.push_str(run.value, run.source),
            }
        }
        if slice.0.parts.is_empty() {
            slice.push_str("", self.source(range.start..range.start));
        }
        slice
    }

    /// The runs of a part of this string that stand in the file in one way each, in order.
    pub(crate) fn runs(&self, range: Range<usize>) -> impl Iterator<Item = Run<'_>> {
        let first = self.0.parts.partition_point(|part| part.start <= range.start).saturating_sub(1);
        self.0
            .parts
            .iter()
            .enumerate()
            .skip(first)
            .map_while(move |(index, part)| {
                let end = self.0.parts.get(index + 1).map_or(self.0.value.len(), |next| next.start);
                let (start, end) = (part.start.max(range.start), end.min(range.end));
                if part.start >= range.end {
                    return None;
                }
                let value = self.0.value.get(start..end).unwrap_or_default();
                let source = if value.is_empty() { Span::at(part.source.start) } else { self.source(start..end) };
                Some(Run { value, source, is_hole: self.is_hole(start) })
            })
            .filter(|run| !run.value.is_empty())
    }

    /// The string, with [`HOLE`](Self::HOLE) for its unknown parts.
    pub(crate) fn as_str(&self) -> &str {
        &self.0.value
    }

    /// The string, if all of it is known.
    pub(crate) fn known(&self) -> Option<&str> {
        self.0.holes.is_empty().then_some(&*self.0.value)
    }

    pub(crate) fn has_holes(&self) -> bool {
        !self.0.holes.is_empty()
    }

    /// Where the first unknown part stands.
    pub(crate) fn first_hole(&self) -> Option<Span> {
        self.0.holes.first().map(|&at| self.source(at..at + Self::HOLE.len_utf8()))
    }

    /// Whether the character at `at` stands for an unknown part.
    pub(crate) fn is_hole(&self, at: usize) -> bool {
        self.0.holes.binary_search(&at).is_ok()
    }

    /// Whether a part of this string overlaps or touches an unknown part.
    #[cfg(any(test, feature = "lint"))]
    pub(crate) fn touches_hole(&self, range: &Range<usize>) -> bool {
        self.0.holes.iter().any(|&hole| hole <= range.end && range.start <= hole + Self::HOLE.len_utf8())
    }

    /// The fewest characters that the string can have.
    #[cfg(any(test, feature = "lint"))]
    pub(crate) fn least_chars(&self) -> usize {
        self.0.value.chars().count() - self.0.holes.len()
    }

    /// Where a part of this string stands in the file.
    pub(crate) fn source(&self, range: Range<usize>) -> Span {
        let start = self.part_at(range.start).map_or(0, |(part, len)| match part.as_long_as(len) {
            true => part.source.start + (range.start - part.start).min(len),
            false if range.start >= part.start + len && len > 0 => part.source.end,
            false => part.source.start,
        });
        if range.end <= range.start {
            return Span::at(start);
        }
        let end = self.part_at(range.end - 1).map_or(start, |(part, len)| match part.as_long_as(len) {
            true => part.source.start + (range.end - part.start).min(len),
            false => part.source.end,
        });
        Span::new(start, end.max(start))
    }

    /// The part that holds the byte at `at`, and its length in this string.
    fn part_at(&self, at: usize) -> Option<(&Part, usize)> {
        let index = self.0.parts.partition_point(|part| part.start <= at).saturating_sub(1);
        let part = self.0.parts.get(index)?;
        let end = self.0.parts.get(index + 1).map_or(self.0.value.len(), |next| next.start);
        Some((part, end - part.start))
    }
}

impl Part {
    fn as_long_as(&self, len: usize) -> bool {
        self.source.end - self.source.start == len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a"b<hole>c` as it might stand in a file from byte 10: `a\"b${X}c`.
    fn sample() -> Text {
        let mut text = Text::default();
        text.push_str("a", Span::new(10, 11));
        text.push_str("\"", Span::new(11, 13));
        text.push_str("b", Span::new(13, 14));
        text.push_hole(Span::new(14, 18));
        text.push_str("c", Span::new(18, 19));
        text
    }

    #[test]
    fn every_part_is_found_in_the_file() {
        let text = sample();
        assert_eq!(text.source(0..1), Span::new(10, 11));
        assert_eq!(text.source(1..2), Span::new(11, 13));
        assert_eq!(text.source(0..3), Span::new(10, 14));
        assert_eq!(text.source(3..6), Span::new(14, 18));
        assert_eq!(text.source(6..7), Span::new(18, 19));
        assert_eq!(text.source(0..7), Span::new(10, 19));
        assert_eq!(text.source(2..2), Span::at(13));
        assert_eq!(text.source(7..7), Span::at(19));
    }

    #[test]
    fn a_slice_keeps_its_places_and_holes() {
        let text = sample();
        let slice = text.slice(1..6);
        assert_eq!((slice.as_str(), slice.has_holes()), ("\"b\u{fffc}", true));
        assert_eq!(slice.source(0..1), Span::new(11, 13));
        assert_eq!(slice.source(1..2), Span::new(13, 14));
        assert_eq!(slice.source(2..5), Span::new(14, 18));
        assert_eq!(text.slice(0..7), text);
        assert_eq!(text.slice(3..3).source(0..0), Span::at(14));
    }

    #[test]
    fn only_what_is_near_a_hole_touches_it() {
        let text = sample();
        assert!(!text.touches_hole(&(0..2)));
        assert!(text.touches_hole(&(0..3)) && text.touches_hole(&(6..7)) && text.touches_hole(&(3..6)));
        assert_eq!((text.least_chars(), text.known()), (4, None));
    }

    #[test]
    fn what_is_written_as_it_is_is_one_part() {
        let mut text = Text::plain("ab", 3);
        text.push_str("cd", Span::new(5, 7));
        assert_eq!(text, Text::plain("abcd", 3));
    }
}
