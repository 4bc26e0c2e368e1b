//! The event and its parts as JSON texts: checked once, without blanks, every value as it was written.
//!
//! Source: "the JSON that is passed to the target is minified" (EventBridge user guide, common issues with transforming input).
//! That numbers keep their digits and strings their escapes is inferred: no recording tells them from what was sent.

use std::collections::HashMap;

use crate::error::Error;
use crate::json::{Kind, Reader, Text, utf8};

/// The JSON text `json` without blanks between its tokens.
pub(super) fn minified(json: &[u8]) -> Result<String, Error> {
    let text = utf8(json)?;
    let mut reader = Reader::new(text);
    let mut out = String::with_capacity(text.len());
    let mut after_value = false;
    loop {
        let token = reader.next_token()?;
        let is_end = matches!(token.kind, Kind::ObjectEnd | Kind::ArrayEnd | Kind::End);
        if after_value && !is_end {
            out.push(',');
        }
        out.push_str(text.get(token.span.range()).unwrap_or_default());
        match token.kind {
            Kind::End => return Ok(out),
            Kind::Key(_) => out.push(':'),
            _ => {}
        }
        after_value = !matches!(token.kind, Kind::Key(_) | Kind::ObjectStart | Kind::ArrayStart);
    }
}

/// What an object or array holds, in order; nothing for any other value. Of members with one key the last counts.
#[derive(Default)]
pub(super) struct Children<'a> {
    pub(super) keys: Vec<Text<'a>>,
    pub(super) values: Vec<&'a str>,
}

impl<'a> Children<'a> {
    /// The children of `value`, a minified JSON text.
    pub(super) fn of(value: &'a str) -> Result<Self, Error> {
        let mut children = Self::default();
        let mut reader = Reader::new(value);
        if !matches!(reader.next_token()?.kind, Kind::ObjectStart | Kind::ArrayStart) {
            return Ok(children);
        }
        loop {
            let token = reader.next_token()?;
            match token.kind {
                Kind::Key(key) => {
                    children.keys.push(key);
                    continue;
                }
                Kind::ObjectEnd | Kind::ArrayEnd | Kind::End => return Ok(children),
                Kind::ObjectStart | Kind::ArrayStart => reader.skip_container()?,
                _ => {}
            }
            children.values.push(value.get(token.span.start..reader.offset()).unwrap_or_default());
        }
    }

    /// The member called `name`.
    pub(super) fn member(&self, name: &str) -> Option<&'a str> {
        let at = self.keys.iter().rposition(|key| key.decode().is_ok_and(|key| key == name))?;
        self.values.get(at).copied()
    }

    /// The values, without members that a later one of the same key replaces.
    pub(super) fn distinct(&self) -> Vec<&'a str> {
        let last: HashMap<_, _> = self.keys.iter().enumerate().map(|(at, key)| (key.decode(), at)).collect();
        let is_last = |at: usize| self.keys.get(at).is_none_or(|key| last.get(&key.decode()) == Some(&at));
        self.values.iter().enumerate().filter(|(at, _)| is_last(*at)).map(|(_, value)| *value).collect()
    }
}

/// What a JSON text is, as far as templates care.
pub(super) enum Shape {
    /// A string, decoded; half a surrogate pair is `?`, as Java writes it.
    String(String),
    Container,
    /// A number, `true`, `false` or `null`.
    Word,
}

impl Shape {
    pub(super) fn of(value: &str) -> Self {
        match Reader::new(value).next_token().map(|token| token.kind) {
            Ok(Kind::String(text)) => Self::String(text.chars().map(|(_, c)| c.unwrap_or('?')).collect()),
            Ok(Kind::ObjectStart | Kind::ArrayStart) => Self::Container,
            _ => Self::Word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_go() {
        let text = "\n{ \"a b\" : [ 1.0 , 1E2,\ttrue ] , \"c\\u00e9\":{ },\"c\":[ ],\"a b\":\" \" }\r\n";
        assert_eq!(minified(text.as_bytes()).unwrap(), r#"{"a b":[1.0,1E2,true],"c\u00e9":{},"c":[],"a b":" "}"#);
        assert_eq!(minified(b" 1 ").unwrap(), "1");
    }

    #[test]
    fn of_duplicate_members_the_last_counts() {
        let children = Children::of(r#"{"a":1,"\u0061":{"x":[]},"b":[2,3]}"#).unwrap();
        assert_eq!(children.member("a"), Some(r#"{"x":[]}"#));
        assert_eq!(children.distinct(), [r#"{"x":[]}"#, "[2,3]"]);
        assert_eq!(Children::of("[1,1]").unwrap().distinct(), ["1", "1"]);
        assert!(Children::of("1").unwrap().values.is_empty());
    }
}
