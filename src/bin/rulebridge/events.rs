//! The events of one input, in order, each with its place in the file.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::vec;

use crate::document::{self, Piece};
use crate::layout::{self, Layout};
use crate::place::Place;

/// The text of an event and where it starts. Whether it is an event at all is the library's to say.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) place: Place,
}

/// Reads events one at a time: of JSON lines it holds one line, of a document all.
#[derive(Debug)]
pub(crate) enum Events<R> {
    Lines { reader: Chain<Cursor<Vec<u8>>, BufReader<R>>, line: Vec<u8>, number: usize },
    Document { text: Vec<u8>, pieces: vec::IntoIter<Piece> },
}

impl<R: Read> Events<R> {
    const BUFFER: usize = 64 * 1024;

    /// Reads on until the layout of the input is clear.
    pub(crate) fn read(input: R) -> io::Result<Self> {
        let mut reader = BufReader::with_capacity(Self::BUFFER, input);
        let (layout, mut head) = layout::detect(&mut reader)?;
        match layout {
            Layout::Lines => Ok(Self::Lines { reader: Cursor::new(head).chain(reader), line: Vec::new(), number: 0 }),
            Layout::Document => {
                reader.read_to_end(&mut head)?;
                let pieces = document::pieces(&head).into_iter();
                Ok(Self::Document { text: head, pieces })
            }
        }
    }

    /// The next event, as read but for the line end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Event<'_>>> {
        match self {
            Self::Lines { reader, line, number } => loop {
                line.clear();
                if reader.read_until(b'\n', line)? == 0 {
                    return Ok(None);
                }
                *number += 1;
                if line.iter().all(|&byte| layout::is_blank(byte)) {
                    continue;
                }
                let text = line.strip_suffix(b"\n").unwrap_or(line);
                let text = text.strip_suffix(b"\r").unwrap_or(text);
                return Ok(Some(Event { text, place: Place::start_of_line(*number) }));
            },
            Self::Document { text, pieces } => Ok(pieces
                .next()
                .map(|Piece { range, place }| Event { text: text.get(range).unwrap_or_default(), place })),
        }
    }

    /// Whether the next event may keep us waiting, so that what has been found should be shown first.
    pub(crate) fn may_wait(&self) -> bool {
        match self {
            Self::Lines { reader, .. } => !reader.get_ref().1.buffer().contains(&b'\n'),
            Self::Document { .. } => false,
        }
    }
}
