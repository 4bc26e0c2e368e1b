//! The events of one JSON document: the document itself, or the elements of an array.
//!
//! Only the borders of the elements are sought here, so that every byte of them reaches the library as it was written.

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::Deserializer;

use crate::layout::is_blank;
use crate::place::Place;

/// A part of a document that is to be judged as an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) range: Range<usize>,
    pub(crate) place: Place,
}

/// The events of `document`. Where an array is broken, the elements before that are followed by the whole document, in which
/// the library will find the mistake; or by what is left of it, when the library would not get past bytes that are not UTF-8.
pub(crate) fn pieces(document: &[u8]) -> Vec<Piece> {
    let mut cursor = Cursor { document, offset: 0, place: Place::START };
    cursor.skip_blanks();
    let text_end = document.iter().rposition(|&byte| !is_blank(byte)).map_or(cursor.offset, |last| last + 1);
    let whole = Piece { range: cursor.offset..text_end, place: cursor.place };
    if !cursor.take(b'[') {
        return vec![whole];
    }
    let mut pieces = Vec::new();
    if !cursor.elements(&mut pieces) {
        let is_text = std::str::from_utf8(document).is_ok();
        let rest = Piece { range: cursor.offset..text_end.max(cursor.offset), place: cursor.place };
        pieces.push(if is_text { whole } else { rest });
    }
    pieces
}

struct Cursor<'a> {
    document: &'a [u8],
    offset: usize,
    place: Place,
}

impl Cursor<'_> {
    /// Collects the elements up to the end of the array; answers whether the array is sound and nothing follows it.
    fn elements(&mut self, pieces: &mut Vec<Piece>) -> bool {
        self.skip_blanks();
        if !self.take(b']') {
            loop {
                self.skip_blanks();
                let (start, place) = (self.offset, self.place);
                let mut values = Deserializer::from_slice(self.rest()).into_iter::<IgnoredAny>();
                let Some(Ok(_)) = values.next() else { return false };
                let len = values.byte_offset();
                self.advance(len);
                pieces.push(Piece { range: start..self.offset, place });
                self.skip_blanks();
                if self.take(b']') {
                    break;
                }
                if !self.take(b',') {
                    return false;
                }
            }
        }
        self.skip_blanks();
        self.rest().is_empty()
    }

    fn rest(&self) -> &[u8] {
        self.document.get(self.offset..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let len = self.rest().iter().take_while(|&&byte| is_blank(byte)).count();
        self.advance(len);
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.rest().first() == Some(&byte);
        if found {
            self.advance(1);
        }
        found
    }

    fn advance(&mut self, len: usize) {
        self.place = self.place.after(self.rest().get(..len).unwrap_or_default());
        self.offset += len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(document: &str) -> Vec<(&str, usize, usize)> {
        let pieces = pieces(document.as_bytes());
        pieces
            .into_iter()
            .map(|piece| (document.get(piece.range).unwrap(), piece.place.line, piece.place.column))
            .collect()
    }

    #[test]
    fn anything_but_an_array_is_one_event_without_the_blanks_around_it() {
        assert_eq!(texts("\n {\n \"a\": 1 }\r\n"), [("{\n \"a\": 1 }", 2, 2)]);
        assert_eq!(texts("{} {}"), [("{} {}", 1, 1)]);
        assert_eq!(texts("nonsense"), [("nonsense", 1, 1)]);
    }

    #[test]
    fn elements_are_found_as_written() {
        assert_eq!(
            texts("[\r\n  {\"é\":1.0,\"é\":\"]\"}, {},\n 1e400\n]\n"),
            [("{\"é\":1.0,\"é\":\"]\"}", 2, 3), ("{}", 2, 22), ("1e400", 3, 2)]
        );
        assert_eq!(texts("[]"), []);
        assert_eq!(texts(" [ ] "), []);
    }

    #[test]
    fn a_broken_array_keeps_what_came_before() {
        for broken in ["[{},]", "[{} {}]", "[{}, nope]", "[{}", "[{},", "[{}]]", "[{}, {\"a\"]"] {
            assert_eq!(texts(broken), [("{}", 1, 2), (broken, 1, 1)], "{broken}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_do_not_hide_another_mistake() {
        let document = b"[{\"a\":\"\xff\"},\n {\"b\":}, {}]";
        let ranges: Vec<_> = pieces(document).into_iter().map(|piece| (piece.range, piece.place.line)).collect();
        assert_eq!(ranges, [(1..10, 1), (13..document.len(), 2)]);
    }
}
