//! Where a text stands in its file.

use std::fmt;

use rulebridge::Position;

/// A line and a column of a file, both from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    pub(crate) const START: Self = Self { line: 1, column: 1 };

    pub(crate) const fn start_of_line(line: usize) -> Self {
        Self { line, column: 1 }
    }

    /// The place after `text`, which starts here.
    pub(crate) fn after(self, text: &[u8]) -> Self {
        let characters = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        match text.iter().rposition(|&byte| byte == b'\n') {
            None => Self { line: self.line, column: self.column + characters(text) },
            Some(newline) => Self {
                line: self.line + text.iter().filter(|&&byte| byte == b'\n').count(),
                column: 1 + characters(text.get(newline + 1..).unwrap_or_default()),
            },
        }
    }

    /// The place in the file of a position in the text that starts here.
    pub(crate) fn of(self, position: Position) -> Self {
        let column_before = if position.line == 1 { self.column - 1 } else { 0 };
        Self { line: self.line + position.line - 1, column: column_before + position.column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
