//! YAML files.
//!
//! `saphyr-parser` reads them (YAML 1.2) and says what stands where; its places are mended here: a value is where it is written,
//! without the blanks and comments that follow it. Several documents (`---`) are several roots.

mod error;
mod merge;
mod places;
mod resolve;
mod scalar;

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marks, Tag};

use crate::error::{Error, ErrorKind};
use crate::json::MAX_DEPTH;
use crate::sources::build::Builder;
use crate::sources::node::{Hole, Node, Value};
use crate::sources::text::Text;
use crate::span::Span;

use places::{Gap, Offsets};
use resolve::Tagged;

#[cfg(test)]
mod tests;

/// How many values the aliases of a file may copy. An alias of aliases can stand for more values than there is memory.
const MAX_COPIED: usize = 1_000_000;

/// Reads a YAML file: the root of each of its documents.
pub(crate) fn read(text: &str) -> Result<Vec<Node>, Error> {
    let mut reader = Reader::new(text);
    for event in Parser::new_from_str(text) {
        let (event, marks) = event.map_err(|error| {
            let offset = reader.offsets.offset(error.marker().index());
            error::error(text, &error, offset)
        })?;
        reader.event(event, marks)?;
    }
    Ok(reader.roots)
}

struct Reader<'a> {
    text: &'a str,
    offsets: Offsets<'a>,
    builder: Builder,
    open: Vec<Open>,
    depth: usize,
    anchors: HashMap<usize, Anchored>,
    copied: usize,
    /// Where the last value or its indicator ends.
    end: usize,
    /// Up to where the text between values has been read.
    at: usize,
    roots: Vec<Node>,
}

/// A list or an object that is open.
#[derive(Debug)]
struct Open {
    is_map: bool,
    /// Written in brackets.
    is_flow: bool,
    tag: Option<Tagged>,
    anchor: usize,
    size: Size,
    /// How many members an object has so far, and which of them are merged into it.
    keys: usize,
    merges: Vec<usize>,
    /// If this is a key, what it is a key of.
    key_of: Option<Builder>,
}

/// How large a value is.
#[derive(Debug, Clone, Copy)]
struct Size {
    nodes: usize,
    depth: usize,
}

impl Size {
    const ONE: Self = Self { nodes: 1, depth: 0 };

    fn add(&mut self, member: Self) {
        self.nodes += member.nodes;
        self.depth = self.depth.max(member.depth + 1);
    }

    fn wrapped(self) -> Self {
        Self { nodes: self.nodes + 1, depth: self.depth + 1 }
    }
}

struct Anchored {
    node: Node,
    size: Size,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        Self {
            text,
            offsets: Offsets::new(text),
            builder: Builder::default(),
            open: Vec::new(),
            depth: 0,
            anchors: HashMap::new(),
            copied: 0,
            end: start,
            at: start,
            roots: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>, marks: Marks) -> Result<(), Error> {
        let span = Span::new(self.offsets.offset(marks.start.index()), self.offsets.offset(marks.end.index()));
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(false) => {}
            Event::DocumentStart(true) => self.go_to(span.end),
            Event::DocumentEnd => {
                self.roots.extend(mem::take(&mut self.builder).finish());
                let is_written = self.text.get(span.range()) == Some("...");
                self.go_to(if is_written { span.end } else { self.end });
            }
            Event::Alias(anchor) => self.alias(anchor, span)?,
            Event::Scalar(value, style, anchor, tag) => self.scalar(&value, style, anchor, tag, span)?,
            Event::SequenceStart(anchor, tag) => self.open(false, anchor, tag, span)?,
            Event::MappingStart(anchor, tag) => self.open(true, anchor, tag, span)?,
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
        }
        Ok(())
    }

    /// What comes next stands behind `offset`.
    fn go_to(&mut self, offset: usize) {
        self.end = offset;
        self.at = self.at.max(offset);
    }

    fn byte(&self, offset: usize) -> Option<u8> {
        self.text.as_bytes().get(offset).copied()
    }

    fn check_depth(&self, more: usize, span: Span) -> Result<(), Error> {
        if self.depth + more <= MAX_DEPTH {
            return Ok(());
        }
        let message = format!("lists and objects are nested more than {MAX_DEPTH} deep");
        let span = Span::new(span.start, span.end.min(span.start + 1).max(span.start));
        Err(Error::new(ErrorKind::JsonDepth, message, span, self.text.as_bytes()))
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        span: Span,
    ) -> Result<(), Error> {
        let tag = tag.map(|tag| Tagged::new(&tag));
        let count = usize::from(anchor > 0) + usize::from(tag.is_some());
        let is_plain = style == ScalarStyle::Plain;
        let (tag_span, start) = places::properties(self.text, span.start, count);
        let (text, place) = if is_plain && value.is_empty() {
            let place = Span::at(if count > 0 { span.end } else { self.place_of_nothing(span.start) });
            let mut text = Text::default();
            text.push_str("", place);
            (text, place)
        } else {
            let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
            // The parser's place of a block scalar is that of its text, without the header.
            let start = if is_block && count == 0 { Gap::read(self.text, self.at, span.start).end } else { start };
            scalar::read(self.text, start, span.end.max(start), style, value)
        };
        self.go_to(place.end);
        let is_merge = is_plain && tag.is_none() && value == "<<";
        if self.builder.wants_key() {
            self.begin_key(is_merge);
            if anchor > 0 {
                let value = resolve::plain(value).filter(|_| is_plain);
                let node = Node::new(place, value.unwrap_or_else(|| Value::String(text.clone())));
                self.anchors.insert(anchor, Anchored { node, size: Size::ONE });
            }
            self.builder.key(text, place);
            return Ok(());
        }
        let value = match &tag {
            Some(tag) => tag.scalar(text),
            None => resolve::plain(value).filter(|_| is_plain).unwrap_or(Value::String(text)),
        };
        let mut node = Node::new(place, value);
        let mut size = Size::ONE;
        if let Some(Tagged::Short(key)) = &tag {
            self.check_depth(1, place)?;
            let key_span = tag_span.unwrap_or(Span::at(place.start));
            self.open_wrapper(key, key_span);
            self.builder.value(node);
            node = self.builder.close(place.end).unwrap_or_else(|| Node::hole(place));
            size = size.wrapped();
        }
        self.complete(node, anchor, size);
        Ok(())
    }

    /// The place of a value that is not written at all, in front of the character at `mark` or behind it if that is a `:`.
    fn place_of_nothing(&mut self, mark: usize) -> usize {
        let limit = mark + usize::from(self.byte(mark) == Some(b':'));
        let gap = Gap::read(self.text, self.at, limit);
        self.at = self.at.max(limit);
        gap.indicator.map_or(if gap.end < limit { mark.max(self.end) } else { self.end }, |(at, _)| at + 1)
    }

    /// The object that a short tag stands for, whose only value comes next.
    fn open_wrapper(&mut self, key: &str, span: Span) {
        let mut text = Text::default();
        text.push_str(key, span);
        self.builder.open_map(span.start);
        self.builder.key(text, span);
    }

    fn open(&mut self, is_map: bool, anchor: usize, tag: Option<Cow<'_, Tag>>, span: Span) -> Result<(), Error> {
        let tag = tag.map(|tag| Tagged::new(&tag));
        let count = usize::from(anchor > 0) + usize::from(tag.is_some());
        let (tag_span, mut start) = places::properties(self.text, span.start, count);
        if count > 0 {
            self.at = self.at.max(start);
        }
        let bracket = if is_map { b'{' } else { b'[' };
        let is_flow = start < span.end && self.byte(start) == Some(bracket);
        if is_flow {
            self.go_to(start + 1);
        } else if !is_map && count == 0 && self.open.last().is_some_and(|open| open.is_map) {
            // A list that is indented like its key: the parser's place is behind the first `-`.
            if let Some((at, b'-')) = Gap::read(self.text, self.at, start).indicator {
                start = at;
                self.go_to(at + 1);
            }
            self.at = self.at.max(span.start);
        }
        let is_short = matches!(tag, Some(Tagged::Short(_)));
        self.check_depth(1 + usize::from(is_short), Span::new(start, start + 1))?;
        self.depth += 1 + usize::from(is_short);
        let mut key_of = None;
        if self.builder.wants_key() {
            self.begin_key(false);
            key_of = Some(mem::take(&mut self.builder));
        }
        if let Some(Tagged::Short(key)) = &tag {
            self.open_wrapper(key, tag_span.unwrap_or(Span::at(start)));
        }
        match is_map {
            true => self.builder.open_map(start),
            false => self.builder.open_list(start),
        }
        self.open.push(Open { is_map, is_flow, tag, anchor, size: Size::ONE, keys: 0, merges: Vec::new(), key_of });
        Ok(())
    }

    fn close(&mut self, span: Span) {
        let Some(open) = self.open.pop() else { return };
        if open.is_flow {
            self.go_to((span.start + 1).min(self.text.len()));
        }
        let Some(mut node) = self.builder.close(self.end) else { return };
        merge::merge(&mut node, &open.merges);
        let mut size = open.size;
        self.depth -= 1;
        match open.tag {
            Some(Tagged::Short(_)) => {
                self.depth -= 1;
                self.builder.value(node);
                let Some(wrapper) = self.builder.close(self.end) else { return };
                node = wrapper;
                size = size.wrapped();
            }
            Some(Tagged::Foreign) => node.value = Value::Hole(Hole::default()),
            _ => {}
        }
        if let Some(outer) = open.key_of {
            self.builder = outer;
            let mut key = Text::default();
            key.push_str("", Span::at(node.span.start));
            self.builder.key(key, node.span);
            self.anchor(open.anchor, &node, size);
            return;
        }
        self.complete(node, open.anchor, size);
    }

    fn begin_key(&mut self, is_merge: bool) {
        if let Some(open) = self.open.last_mut() {
            if is_merge {
                open.merges.push(open.keys);
            }
            open.keys += 1;
        }
    }

    /// A value that is complete.
    fn complete(&mut self, node: Node, anchor: usize, size: Size) {
        self.anchor(anchor, &node, size);
        if let Some(open) = self.open.last_mut() {
            open.size.add(size);
        }
        self.builder.value(node);
    }

    /// Keeps a copy of a value for its aliases. One that is too large to be copied stays unknown.
    fn anchor(&mut self, anchor: usize, node: &Node, size: Size) {
        if anchor > 0 && self.copied + size.nodes <= MAX_COPIED {
            self.copied += size.nodes;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size });
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Error> {
        self.go_to(span.end);
        // An alias inside of what it stands for has no end.
        let anchored = self.anchors.get(&anchor).map(|anchored| (anchored.size, &anchored.node));
        let (size, node) = anchored.map_or((Size::ONE, None), |(size, node)| (size, Some(node)));
        self.check_depth(size.depth, span)?;
        self.copied += size.nodes;
        if self.copied > MAX_COPIED {
            let message = format!("the aliases of this file stand for more than {MAX_COPIED} values");
            return Err(Error::new(ErrorKind::YamlSyntax, message, span, self.text.as_bytes()));
        }
        let node = node.map_or_else(|| Node::hole(span), Node::clone);
        if self.builder.wants_key() {
            self.begin_key(false);
            let text = match node.value {
                Value::String(text) => text,
                _ => {
                    let written = matches!(node.value, Value::Number(_) | Value::Bool(_) | Value::Null);
                    let written = self.text.get(node.span.range()).filter(|_| written).unwrap_or_default();
                    Text::plain(written, node.span.start)
                }
            };
            self.builder.key(text, span);
            return Ok(());
        }
        self.complete(node, 0, size);
        Ok(())
    }
}
