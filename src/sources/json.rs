//! JSON documents, and JSON inside the strings of other documents.

use std::borrow::Cow;

use crate::error::Error;
use crate::json::{self, Kind, Reader, Token};
use crate::sources::build::Builder;
use crate::sources::node::{Node, Value};
use crate::sources::text::Text;
use crate::span::Span;

/// Reads a JSON file. A byte order mark in front of it counts as blanks.
pub(crate) fn read(text: &str) -> Result<Node, Error> {
    if let Some(rest) = text.strip_prefix('\u{feff}') {
        return read(&format!("   {rest}"));
    }
    read_tokens(
        text,
        &|string| match string.decode() {
            Ok(Cow::Borrowed(value)) => Text::plain(value, string.span().start + 1),
            _ => decoded(string, |span| span, |_| false),
        },
        &|span| span,
    )
}

/// Reads the JSON that stands inside a string; spans are in the file. The error's span is in the string.
#[cfg(any(test, feature = "lint"))]
pub(crate) fn read_inside(text: &Text) -> Result<Node, Error> {
    let source = |span: Span| text.source(span.range());
    read_tokens(
        text.as_str(),
        &|string| match string.decode() {
            Ok(Cow::Borrowed(_)) => text.slice(string.span().start + 1..string.span().end - 1),
            _ => decoded(string, source, |at| text.is_hole(at)),
        },
        &source,
    )
}

fn read_tokens(
    text: &str,
    string: &dyn Fn(&json::Text<'_>) -> Text,
    place: &dyn Fn(Span) -> Span,
) -> Result<Node, Error> {
    let mut reader = Reader::new(text);
    let mut builder = Builder::default();
    loop {
        let Token { kind, span } = reader.next_token()?;
        let value = match kind {
            Kind::ObjectStart => {
                builder.open_map(place(span).start);
                continue;
            }
            Kind::ArrayStart => {
                builder.open_list(place(span).start);
                continue;
            }
            Kind::ObjectEnd | Kind::ArrayEnd => {
                if let Some(node) = builder.close(place(span).end) {
                    builder.value(node);
                }
                continue;
            }
            Kind::Key(key) => {
                builder.key(string(&key), place(key.span()));
                continue;
            }
            Kind::End => break,
            Kind::String(text) => Value::String(string(&text)),
            Kind::Number(text) => Value::Number(text.into()),
            Kind::True => Value::Bool(true),
            Kind::False => Value::Bool(false),
            Kind::Null => Value::Null,
        };
        builder.value(Node::new(place(span), value));
    }
    Ok(builder.finish().unwrap_or_else(|| Node::new(Span::at(0), Value::Null)))
}

/// The decoded characters of a string, each with its place. Half of a surrogate pair is U+FFFD.
fn decoded(string: &json::Text<'_>, place: impl Fn(Span) -> Span, is_hole: impl Fn(usize) -> bool) -> Text {
    let mut text = Text::default();
    text.push_str("", place(Span::at(string.span().start + 1)));
    for (span, c) in string.chars() {
        match c {
            Some(Text::HOLE) if is_hole(span.start) => text.push_hole(place(span)),
            c => text.push_str(c.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut [0; 4]), place(span)),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of all strings, numbers and keys.
    fn places<'f>(node: &Node, file: &'f str) -> Vec<&'f str> {
        let own = file.get(node.span.range()).unwrap();
        match &node.value {
            Value::List(list) => list.iter().flat_map(|item| places(item, file)).collect(),
            Value::Map(map) => map
                .entries()
                .flat_map(|entry| {
                    [vec![file.get(entry.key_span.range()).unwrap()], places(&entry.value, file)].concat()
                })
                .collect(),
            _ => vec![own],
        }
    }

    #[test]
    fn a_file_keeps_its_places() {
        let file = r#" {"a\n": [1, true, "x"], "b": null, "b": {"é": -1.50}}"#;
        let node = read(file).unwrap();
        assert_eq!(
            places(&node, file),
            [r#""a\n""#, "1", "true", r#""x""#, r#""b""#, "null", r#""b""#, r#""é""#, "-1.50"]
        );
    }

    #[test]
    fn json_inside_a_string_is_found_in_the_file() {
        let file = r#"{"EventPattern": "{\"source\": [\"a\\\"\u00e9b\", 7]}"}"#;
        let node = read(file).unwrap();
        let pattern = node.get("EventPattern").unwrap().as_text().unwrap();
        let inside = read_inside(pattern).unwrap();
        assert_eq!(places(&inside, file), [r#"\"source\""#, r#"\"a\\\"\u00e9b\""#, "7"]);
        let text = inside.get("source").unwrap().as_list().unwrap()[0].as_text().unwrap();
        assert_eq!(text.as_str(), "a\"éb");
        let parts: Vec<&str> = text
            .as_str()
            .char_indices()
            .map(|(at, c)| file.get(text.source(at..at + c.len_utf8()).range()).unwrap())
            .collect();
        assert_eq!(parts, ["a", r#"\\\""#, r"\u00e9", "b"]);
    }

    #[test]
    fn json_text_leads_back_to_the_file() {
        let file = r#"{"a": [ "x\u0041\"", 1 ], "b": {}}"#;
        let json = read(file).unwrap().to_json(&mut |_| String::new());
        assert_eq!(json.as_str(), r#"{"a":["xA\"",1],"b":{}}"#);
        let part = |text: &str| {
            let at = json.as_str().find(text).unwrap();
            file.get(json.source(at..at + text.len()).range()).unwrap()
        };
        assert_eq!(part(r#""xA\"""#), r#""x\u0041\"""#);
        assert_eq!(part(r#"[""#), r#"[ ""#);
        assert_eq!(part(r#""a":["xA\"",1]"#), r#""a": [ "x\u0041\"", 1 ]"#);
        assert_eq!(part("{}"), "{}");
    }

    #[test]
    fn holes_in_a_string_are_holes_in_its_json() {
        let mut text = Text::plain(r#"{"a":["x"#, 100);
        text.push_hole(Span::new(108, 120));
        text.push_str(r#""]}"#, Span::new(120, 123));
        let node = read_inside(&text).unwrap();
        let value = node.get("a").unwrap().as_list().unwrap()[0].as_text().unwrap().clone();
        assert!(value.has_holes() && !node.is_known());
        assert_eq!(value.source(1..4), Span::new(108, 120));
    }
}
