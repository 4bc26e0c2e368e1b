//! The text of a scalar, with the place of every character of it.
//!
//! The parser says what a scalar is, but not where its characters stand. So the scalar is decoded here again, and that is taken
//! only if both agree; otherwise all of the text stands at all of the scalar.

use saphyr_parser::ScalarStyle;

use crate::sources::text::Text;
use crate::span::Span;

/// The text of a scalar that starts at `start`, and where all of it stands. `limit` is where the parser has gone on, past blanks
/// and comments that follow the scalar.
pub(super) fn read(file: &str, start: usize, limit: usize, style: ScalarStyle, value: &str) -> (Text, Span) {
    let raw = file.get(start..limit).unwrap_or_default();
    let mut decoder = Decoder { raw, start, at: 0, text: Text::default() };
    decoder.text.push_str("", Span::at(start));
    let end = match style {
        ScalarStyle::Plain => decoder.plain(),
        ScalarStyle::SingleQuoted => decoder.quoted('\''),
        ScalarStyle::DoubleQuoted => decoder.quoted('"'),
        ScalarStyle::Literal => decoder.block(value, false),
        ScalarStyle::Folded => decoder.block(value, true),
    };
    if let Some(end) = end.filter(|_| decoder.text.as_str() == value) {
        return (decoder.text, Span::new(start, start + end));
    }
    let span = Span::new(start, start + raw.trim_end().len());
    let mut text = Text::default();
    // Never byte by byte, even if both are as long as each other.
    let (first, rest) = value.split_at_checked(value.chars().next().map_or(0, char::len_utf8)).unwrap_or(("", value));
    if rest.len() != span.end - span.start || rest.is_empty() {
        text.push_str(value, span);
    } else {
        text.push_str(first, Span::at(start));
        text.push_str(rest, span);
    }
    (text, span)
}

/// Reads `raw`, which starts at `start` of the file, from `at` on.
struct Decoder<'a> {
    raw: &'a str,
    start: usize,
    at: usize,
    text: Text,
}

impl Decoder<'_> {
    fn rest(&self) -> &str {
        self.raw.get(self.at..).unwrap_or_default()
    }

    /// Takes `len` bytes that stand for `value`.
    fn take(&mut self, value: &str, len: usize) {
        self.text.push_str(value, Span::new(self.start + self.at, self.start + self.at + len));
        self.at += len;
    }

    /// Takes `len` bytes as they are.
    fn take_as_is(&mut self, len: usize) {
        let value = self.raw.get(self.at..self.at + len).unwrap_or_default();
        self.text.push_str(value, Span::new(self.start + self.at, self.start + self.at + len));
        self.at += len;
    }

    fn plain(&mut self) -> Option<usize> {
        loop {
            let len = self.rest().find(is_blank_or_break).unwrap_or(self.rest().len());
            self.take_as_is(len);
            if self.rest().is_empty() {
                return Some(self.at);
            }
            self.fold();
        }
    }

    fn quoted(&mut self, quote: char) -> Option<usize> {
        self.at = self.rest().strip_prefix(quote).map(|_| 1)?;
        loop {
            let is_special = |c: char| c == quote || is_blank_or_break(c) || (c == '\\' && quote == '"');
            self.take_as_is(self.rest().find(is_special)?);
            let rest = self.rest();
            match rest.chars().next()? {
                '\'' if rest.starts_with("''") => self.take("'", 2),
                '\'' | '"' => return Some(self.at + 1),
                '\\' => self.escape()?,
                _ => self.fold(),
            }
        }
    }

    /// Takes blanks: as they are inside of a line, as one space or fewer line breaks at its end.
    fn fold(&mut self) {
        let rest = self.rest();
        let len = rest.find(|c| !is_blank_or_break(c)).unwrap_or(rest.len());
        match breaks(rest.get(..len).unwrap_or_default()) {
            0 => self.take_as_is(len),
            1 => self.take(" ", len),
            breaks => self.take(&"\n".repeat(breaks - 1), len),
        }
    }

    fn escape(&mut self) -> Option<()> {
        let rest = self.rest();
        let escaped = rest.chars().nth(1)?;
        let simple = match escaped {
            '\n' | '\r' => {
                let blanks = rest.get(1..)?;
                let len = blanks.find(|c| !is_blank_or_break(c)).unwrap_or(blanks.len());
                let breaks = breaks(blanks.get(..len)?);
                self.take(&"\n".repeat(breaks - 1), len + 1);
                return Some(());
            }
            'x' => return self.escape_number(2),
            'u' => return self.escape_number(4),
            'U' => return self.escape_number(8),
            '0' => '\0',
            'a' => '\x07',
            'b' => '\x08',
            't' | '\t' => '\t',
            'n' => '\n',
            'v' => '\x0b',
            'f' => '\x0c',
            'r' => '\r',
            'e' => '\x1b',
            'N' => '\u{85}',
            '_' => '\u{a0}',
            'L' => '\u{2028}',
            'P' => '\u{2029}',
            ' ' | '"' | '/' | '\\' => escaped,
            _ => return None,
        };
        self.take(simple.encode_utf8(&mut [0; 4]), 2);
        Some(())
    }

    fn escape_number(&mut self, digits: usize) -> Option<()> {
        let number = u32::from_str_radix(self.rest().get(2..2 + digits)?, 16).ok()?;
        self.take(char::from_u32(number)?.encode_utf8(&mut [0; 4]), 2 + digits);
        Some(())
    }

    /// Takes a block scalar: its header, its lines without their indentation, and the line breaks at its end, which stand at the
    /// end of the last line.
    fn block(&mut self, value: &str, is_folded: bool) -> Option<usize> {
        let is_break = |c| matches!(c, '\n' | '\r');
        let header = self.rest().find(is_break).unwrap_or(self.rest().len());
        let mut end = self.rest().find(is_blank_or_break).unwrap_or(header);
        let indent = indentation(self.raw.get(header..)?)?.checked_sub(indentation(value)?)?;
        self.at = header;
        let mut is_first = true;
        let mut was_indented = true;
        loop {
            // From the end of one line of text to the start of the next.
            let gap = self.rest();
            let (mut len, mut breaks) = (0, 0);
            let text = loop {
                let (line_break, rest) = gap.get(len..)?.split_at_checked(break_len(gap.get(len..)?))?;
                if line_break.is_empty() {
                    break "";
                }
                breaks += 1;
                len += line_break.len();
                let spaces = rest.bytes().take(indent).take_while(|&byte| byte == b' ').count();
                len += spaces;
                let rest = rest.get(spaces..)?;
                if !rest.is_empty() && !rest.starts_with(is_break) {
                    break if spaces == indent { rest } else { "" };
                }
            };
            if text.is_empty() {
                break;
            }
            let is_indented = text.starts_with([' ', '\t']);
            let value = match breaks - usize::from(is_first) {
                1 if is_folded && !was_indented && !is_indented && !is_first => " ".to_owned(),
                breaks if is_folded && !was_indented && !is_indented && !is_first => "\n".repeat(breaks - 1),
                breaks => "\n".repeat(breaks),
            };
            let line = text.find(is_break).unwrap_or(text.len());
            self.take(&value, len);
            self.take_as_is(line);
            (is_first, was_indented, end) = (false, is_indented, self.at);
        }
        let tail = value.get(self.text.as_str().len()..)?;
        if !tail.bytes().all(|byte| byte == b'\n') {
            return None;
        }
        self.at = end;
        self.take(tail, 0);
        Some(end)
    }
}

fn is_blank_or_break(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// The length of the line break that `text` starts with.
fn break_len(text: &str) -> usize {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// The number of line breaks in a text of blanks.
fn breaks(blanks: &str) -> usize {
    let bytes = blanks.as_bytes();
    let crlf = bytes.windows(2).filter(|two| two == b"\r\n").count();
    bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() - crlf
}

/// The spaces before the first line that has anything else, if there is one.
fn indentation(text: &str) -> Option<usize> {
    let line = text.split(['\n', '\r']).find(|line| line.bytes().any(|byte| byte != b' '))?;
    Some(line.bytes().take_while(|&byte| byte == b' ').count())
}
