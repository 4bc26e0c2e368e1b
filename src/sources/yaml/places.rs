//! Places of a YAML file: offsets of bytes for what the parser counts in characters, and what stands between two values.

use crate::span::Span;

/// Offsets of bytes for characters, by their number.
#[derive(Debug)]
pub(super) struct Offsets<'a> {
    text: &'a str,
    /// The offset of every [`STEP`](Self::STEP)-th character; none if all are ASCII, whose numbers are their offsets.
    steps: Vec<usize>,
}

impl<'a> Offsets<'a> {
    const STEP: usize = 32;

    pub(super) fn new(text: &'a str) -> Self {
        let steps = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().step_by(Self::STEP).map(|(offset, _)| offset).collect(),
        };
        Self { text, steps }
    }

    /// The offset of the character with this number, or the end of the text.
    pub(super) fn offset(&self, number: usize) -> usize {
        let len = self.text.len();
        if self.steps.is_empty() {
            return number.min(len);
        }
        let Some(&step) = self.steps.get(number / Self::STEP) else { return len };
        let from = self.text.get(step..).unwrap_or_default();
        from.char_indices().nth(number % Self::STEP).map_or(len, |(offset, _)| step + offset)
    }
}

/// What stands between two values: blanks, comments and the indicators `-`, `?`, `:` and `,`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    /// The last indicator and its offset.
    pub(super) indicator: Option<(usize, u8)>,
    /// The offset of the first byte of something else, or the end of the gap.
    pub(super) end: usize,
}

impl Gap {
    pub(super) fn read(text: &str, from: usize, limit: usize) -> Self {
        let bytes = text.as_bytes();
        let limit = limit.min(bytes.len());
        let is_at = |at: usize, mark: &str| at + mark.len() <= limit && text.get(at..at + mark.len()) == Some(mark);
        let mut gap = Self { indicator: None, end: from };
        while gap.end < limit {
            gap.end = skip_blanks(text, gap.end).min(limit);
            match bytes.get(gap.end) {
                Some(&byte @ (b'-' | b'?' | b':' | b',')) if gap.end < limit => {
                    gap.indicator = Some((gap.end, byte));
                    gap.end += 1;
                }
                // The end of a document and a byte order mark, in front of a document without `---`.
                Some(b'.') if is_at(gap.end, "...") => gap.end += 3,
                Some(_) if is_at(gap.end, "\u{feff}") => gap.end += 3,
                _ => break,
            }
        }
        gap
    }
}

/// The offset of what follows blanks, line breaks and comments.
fn skip_blanks(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'#' => at += bytes.iter().skip(at).take_while(|byte| !matches!(byte, b'\n' | b'\r')).count(),
            _ => break,
        }
    }
    at
}

/// Reads `count` tags and anchors from `from` on: the place of the tag, and where what they belong to starts.
pub(super) fn properties(text: &str, from: usize, count: usize) -> (Option<Span>, usize) {
    let mut tag = None;
    let mut at = from;
    for _ in 0..count {
        let rest = text.get(at..).unwrap_or_default();
        if !rest.starts_with(['!', '&']) {
            break;
        }
        let is_end = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n' | ',' | '[' | ']' | '{' | '}');
        let len = match rest.starts_with("!<") {
            true => rest.find('>').map(|end| end + 1),
            false => rest.find(is_end),
        };
        let end = at + len.unwrap_or(rest.len());
        if rest.starts_with('!') {
            tag = Some(Span::new(at, end));
        }
        at = skip_blanks(text, end);
    }
    (tag, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_found_by_number() {
        for text in ["", "abc", "é€😀a", &"xé".repeat(100), &"a".repeat(100)] {
            let offsets = Offsets::new(text);
            for (number, (offset, _)) in text.char_indices().enumerate() {
                assert_eq!(offsets.offset(number), offset);
            }
            let count = text.chars().count();
            assert_eq!([offsets.offset(count), offsets.offset(count + 100)], [text.len(); 2]);
        }
    }

    #[test]
    fn a_gap_has_comments_and_indicators() {
        let text = "a: # - one\r\n  - # two\n  |";
        assert_eq!(Gap::read(text, 1, text.len()), Gap { indicator: Some((14, b'-')), end: 24 });
        assert_eq!(Gap::read(text, 1, 2), Gap { indicator: Some((1, b':')), end: 2 });
        assert_eq!(Gap::read(text, 2, 13), Gap { indicator: None, end: 13 });
    }

    #[test]
    fn properties_come_before_the_value() {
        assert_eq!(properties("!Sub x", 0, 1), (Some(Span::new(0, 4)), 5));
        assert_eq!(properties("&a !Ref  # c\n  x", 0, 2), (Some(Span::new(3, 7)), 15));
        assert_eq!(properties("!<!a,b> &x y", 0, 2), (Some(Span::new(0, 7)), 11));
        assert_eq!(properties("&a &b c", 0, 1), (None, 3));
    }
}
