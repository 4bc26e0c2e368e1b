//! Where something stands in a text: byte spans, and the lines and columns people read.

use std::fmt;

/// A half-open range of bytes in the text that was parsed.
///
/// Both ends lie on character boundaries of that text when the text is UTF-8.
///
/// ```
/// let error = r#"{"source":"aws.ec2"}"#.parse::<rulebridge::Pattern>().unwrap_err();
/// assert_eq!(error.span().range(), 10..19);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// The offset of the first byte.
    pub start: usize,
    /// The offset after the last byte; equal to `start` for a place between two characters.
    pub end: usize,
}

impl Span {
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty span at `offset`.
    pub(crate) const fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The span as a range, to slice the text with.
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// A line and a column, both counted from 1; columns count Unicode scalar values.
///
/// ```
/// let error = "{\n  \"é\": 1}".parse::<rulebridge::Pattern>().unwrap_err();
/// assert_eq!(error.position().to_string(), "2:8");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    /// The line, from 1. Only `\n` ends a line.
    pub line: usize,
    /// The column, from 1, in Unicode scalar values.
    pub column: usize,
}

impl Position {
    /// The position of the byte at `offset`. In bytes that are not UTF-8 a column is counted for every byte that
    /// does not continue a character.
    pub(crate) fn of(text: &[u8], offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = line_start(before);
        Self {
            line: before.iter().filter(|&&byte| byte == b'\n').count() + 1,
            column: before.iter().skip(line_start).filter(|&&byte| byte & 0xC0 != 0x80).count() + 1,
        }
    }
}

/// The offset at which the last line of `before` starts.
pub(crate) fn line_start(before: &[u8]) -> usize {
    before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1)
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
