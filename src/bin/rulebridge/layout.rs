//! Whether an input is JSON lines or one document, told by how it begins.
//!
//! An input whose first line is by itself a complete JSON value is JSON lines, and any other is one document. Two things are
//! added so that nothing is lost: one line that holds an array and nothing after it is a document (`jq -c` writes a list
//! of events so), and JSON lines that start with a damaged line or two are still JSON lines when three lines can begin no
//! document, the first is no lone bracket, and another is an object. Blank lines do not count.

use std::io::{self, BufRead};
use std::ops::Range;

use serde::de::IgnoredAny;

use crate::input::BYTE_ORDER_MARK;

/// How the events of an input are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// An event on each line.
    Lines,
    /// One event, or an array of events.
    Document,
}

/// Reads as many lines as it takes to tell the layout; answers it and what has been read, without a byte order mark.
pub(crate) fn detect(reader: &mut impl BufRead) -> io::Result<(Layout, Vec<u8>)> {
    let mut head = Vec::new();
    let mut first_end = read_line_with_text(reader, &mut head)?;
    if head.starts_with(BYTE_ORDER_MARK) {
        head.drain(..BYTE_ORDER_MARK.len());
        first_end = match first_byte(&head) {
            Some(_) => head.len(),
            None => read_line_with_text(reader, &mut head)?,
        };
    }
    if first_byte(&head).is_none() {
        return Ok((Layout::Lines, head));
    }
    let is_array = first_byte(&head) == Some(b'[');
    if is_complete(&head) {
        let is_alone = is_array && read_line_with_text(reader, &mut head)? == first_end;
        return Ok((if is_alone { Layout::Document } else { Layout::Lines }, head));
    }
    let second_end = read_line_with_text(reader, &mut head)?;
    let third_end = read_line_with_text(reader, &mut head)?;
    let line = |range: Range<usize>| head.get(range).unwrap_or_default();
    let is_event = |text: &[u8]| first_byte(text) == Some(b'{') && is_complete(text);
    let has_event = is_event(line(first_end..second_end)) || is_event(line(second_end..third_end));
    let is_bracket = matches!(line(0..first_end).trim_ascii(), b"[" | b"{");
    let is_lines = has_event && !is_bracket && !may_begin_document(&head);
    Ok((if is_lines { Layout::Lines } else { Layout::Document }, head))
}

/// Appends lines to `head` up to one that is not blank; answers the offset after it, the old end when there is none.
fn read_line_with_text(reader: &mut impl BufRead, head: &mut Vec<u8>) -> io::Result<usize> {
    let old_end = head.len();
    loop {
        let start = head.len();
        if reader.read_until(b'\n', head)? == 0 {
            return Ok(old_end);
        }
        if first_byte(head.get(start..).unwrap_or_default()).is_some() {
            return Ok(head.len());
        }
    }
}

/// The first byte that is no JSON blank.
fn first_byte(text: &[u8]) -> Option<u8> {
    text.iter().copied().find(|&byte| !is_blank(byte))
}

/// Whether JSON allows `byte` between its tokens.
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Whether `text` is one JSON value. What its strings hold is the library's to judge.
fn is_complete(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// Whether some document begins with `text`.
fn may_begin_document(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).map_or_else(|error| error.is_eof(), |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout_of(text: &str) -> Layout {
        detect(&mut text.as_bytes()).unwrap().0
    }

    #[test]
    fn a_complete_first_line_makes_json_lines() {
        for text in ["{}", "{}\n", "\r\n {\"a\": [1]} \r\n{", "7\n{", "[1]\n[2]", "{}\n[\n", "", "\n \n"] {
            assert_eq!(layout_of(text), Layout::Lines, "{text:?}");
        }
    }

    #[test]
    fn anything_else_is_a_document() {
        for text in
            ["{\n}", "[\n{}\n]", "[\n{}\n{}\n]", "[{}]", "\n[{}, {}]\n\n", "{\"a\":\n{}\n}", "nonsense", "{ x\n}\n"]
        {
            assert_eq!(layout_of(text), Layout::Document, "{text:?}");
        }
    }

    #[test]
    fn damaged_first_lines_do_not_hide_the_others() {
        for text in ["nonsense\n{}", "{\"a\":\"cut\n{}", "{\"a\":\n{}\n{}", "}}\n\n{\"a\":1}\n{}\n", "#\n#\n{}\n#"] {
            assert_eq!(layout_of(text), Layout::Lines, "{text:?}");
        }
    }

    #[test]
    fn what_was_read_is_handed_back_without_the_byte_order_mark() {
        let mut input = "\u{feff}\n{\n}\n\n{}\n".as_bytes();
        let (layout, head) = detect(&mut input).unwrap();
        assert_eq!((layout, head.as_slice(), input), (Layout::Document, &b"\n{\n}\n\n{}\n"[..], &b""[..]));
        for lines in ["\u{feff}", "\u{feff}\n", "\u{feff}\n{}\n[\n", "\u{feff}{}"] {
            assert_eq!(layout_of(lines), Layout::Lines, "{lines:?}");
        }
    }
}
