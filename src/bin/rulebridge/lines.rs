//! Lines and columns of a text, for offsets in any order.

use std::ops::Range;

use crate::place::Place;

/// Where the lines of a text start, and how many characters come before every so many bytes of it: a text may be one line of
/// many megabytes, with a thousand places asked for.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// Characters before each multiple of `STEP`.
    characters: Vec<usize>,
}

impl<'a> Lines<'a> {
    const STEP: usize = 1024;

    pub(crate) fn new(text: &'a str) -> Self {
        let newlines = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(0).chain(newlines.map(|(offset, _)| offset + 1)).collect();
        let mut before = 0;
        let characters = text.as_bytes().chunks(Self::STEP).map(|chunk| {
            before += count(chunk);
            before - count(chunk)
        });
        let characters = characters.collect();
        Self { text, starts, characters }
    }

    /// The line, from 0, that holds the byte at `offset`.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The bytes of a line, counted from 0, without its end.
    pub(crate) fn range(&self, line: usize) -> Range<usize> {
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line + 1).map_or(self.text.len(), |&next| next - 1);
        match self.text.get(start..end) {
            Some(line) if line.ends_with('\r') => start..end - 1,
            _ => start..end,
        }
    }

    pub(crate) fn place(&self, offset: usize) -> Place {
        let line = self.line_of(offset);
        let start = self.starts.get(line).copied().unwrap_or(0);
        Place { line: line + 1, column: self.characters_before(offset) - self.characters_before(start) + 1 }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let step = (offset / Self::STEP).min(self.characters.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(step * Self::STEP..offset).unwrap_or_default();
        self.characters.get(step).copied().unwrap_or(0) + count(rest)
    }
}

fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
#[allow(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_counting_from_the_start() {
        let text = format!("a\r\n\né{}\n{}\nend", "日本".repeat(1_000), "x".repeat(3_000));
        let lines = Lines::new(&text);
        for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
            assert_eq!(lines.place(offset), Place::START.after(&text.as_bytes()[..offset]), "{offset}");
        }
    }

    #[test]
    fn lines_have_no_ends() {
        let text = "a\r\n\nbc\n";
        let lines = Lines::new(text);
        let all: Vec<_> = (0..5).map(|line| &text[lines.range(line)]).collect();
        assert_eq!(all, ["a", "", "bc", "", ""]);
        assert_eq!([0, 2, 3, 4, 7, 99].map(|offset| lines.line_of(offset)), [0, 0, 1, 2, 3, 3]);
        assert_eq!(Lines::new("").place(0), Place::START);
    }
}
