//! The pull reader: one token at a time, each with its span.

use crate::error::{Error, ErrorKind};
use crate::json::Text;
use crate::span::Span;

/// How deep arrays and objects may nest.
///
/// Source: the JSON reader of event-ruler, and the nesting limit that the `PutEvents` reference documents.
pub(crate) const MAX_DEPTH: usize = 1_000;

/// A token of the text and where it stands. A string's span includes its quotes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind<'a>,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind<'a> {
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    Key(Text<'a>),
    String(Text<'a>),
    /// The number as written.
    Number(&'a str),
    True,
    False,
    Null,
    /// The root value is complete and nothing follows it.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Object,
    Array,
}

/// What may stand next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrArrayEnd,
    Key,
    KeyOrObjectEnd,
    CommaOrEnd,
    Nothing,
}

/// Reads a JSON text token by token. After an error, or after [`Kind::End`], it must not be asked again.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    expect: Expect,
    stack: Vec<Container>,
}

/// `bytes` as text, or the error that says where it stops being UTF-8.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| {
        let start = error.valid_up_to();
        let end = error.error_len().map_or(bytes.len(), |len| start + len);
        Error::new(ErrorKind::JsonUtf8, "not UTF-8, which JSON has to be", Span::new(start, end), bytes)
    })
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, expect: Expect::Value, stack: Vec::new() }
    }

    /// How many arrays and objects are open.
    pub(crate) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// The offset after the last token; after a key, after its colon.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Reads on to the end of the container that was opened last.
    pub(crate) fn skip_container(&mut self) -> Result<(), Error> {
        let outside = self.depth().saturating_sub(1);
        while self.depth() > outside {
            self.next_token()?;
        }
        Ok(())
    }

    pub(crate) fn next_token(&mut self) -> Result<Token<'a>, Error> {
        self.skip_blanks();
        match (self.expect, self.peek()) {
            (Expect::Nothing, None) => Ok(self.token(Kind::End, self.at)),
            (Expect::Nothing, Some(_)) => Err(self.trailing()),
            (_, None) => Err(self.ended(self.expected())),
            (Expect::CommaOrEnd, Some(b',')) => {
                self.at += 1;
                self.skip_blanks();
                match self.stack.last() {
                    Some(Container::Object) => self.key(Expect::Key),
                    _ => self.value(Expect::Value),
                }
            }
            (Expect::CommaOrEnd, Some(byte)) => match (self.stack.last(), byte) {
                (Some(Container::Object), b'}') => Ok(self.close(Kind::ObjectEnd)),
                (Some(Container::Array), b']') => Ok(self.close(Kind::ArrayEnd)),
                _ => Err(self.unexpected()),
            },
            (Expect::KeyOrObjectEnd, Some(b'}')) => Ok(self.close(Kind::ObjectEnd)),
            (Expect::ValueOrArrayEnd, Some(b']')) => Ok(self.close(Kind::ArrayEnd)),
            (expect @ (Expect::Key | Expect::KeyOrObjectEnd), Some(_)) => self.key(expect),
            (expect @ (Expect::Value | Expect::ValueOrArrayEnd), Some(_)) => self.value(expect),
        }
    }

    fn key(&mut self, expect: Expect) -> Result<Token<'a>, Error> {
        self.expect = expect;
        let start = self.at;
        match self.peek() {
            None => return Err(self.ended(self.expected())),
            Some(b'"') => {}
            Some(_) => return Err(self.unexpected()),
        }
        let text = self.string()?;
        let token = self.token(Kind::Key(text), start);
        self.skip_blanks();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(_) => return Err(self.unexpected_where("`:` after the key")),
            None => return Err(self.ended("`:` after the key")),
        }
        self.expect = Expect::Value;
        Ok(token)
    }

    fn value(&mut self, expect: Expect) -> Result<Token<'a>, Error> {
        self.expect = expect;
        let start = self.at;
        let kind = match self.peek() {
            None => return Err(self.ended(self.expected())),
            Some(b'{') => return self.open(Container::Object, Kind::ObjectStart, Expect::KeyOrObjectEnd),
            Some(b'[') => return self.open(Container::Array, Kind::ArrayStart, Expect::ValueOrArrayEnd),
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => Kind::Number(self.number()?),
            Some(_) => match self.word() {
                "true" => Kind::True,
                "false" => Kind::False,
                "null" => Kind::Null,
                _ => return Err(self.unexpected()),
            },
        };
        if let Kind::True | Kind::False | Kind::Null = kind {
            self.at += self.word().len();
        }
        self.value_done();
        Ok(self.token(kind, start))
    }

    fn open(&mut self, container: Container, kind: Kind<'a>, expect: Expect) -> Result<Token<'a>, Error> {
        let start = self.at;
        if self.depth() == MAX_DEPTH {
            let message = format!("arrays and objects are nested more than {MAX_DEPTH} deep");
            return Err(self.error(ErrorKind::JsonDepth, message, Span::new(start, start + 1)));
        }
        self.at += 1;
        self.stack.push(container);
        self.expect = expect;
        Ok(self.token(kind, start))
    }

    fn close(&mut self, kind: Kind<'a>) -> Token<'a> {
        let start = self.at;
        self.at += 1;
        self.stack.pop();
        self.value_done();
        self.token(kind, start)
    }

    fn value_done(&mut self) {
        self.expect = if self.stack.is_empty() { Expect::Nothing } else { Expect::CommaOrEnd };
    }

    /// Reads the string whose opening quote is next.
    fn string(&mut self) -> Result<Text<'a>, Error> {
        let open = self.at;
        self.at += 1;
        let mut escaped = false;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(0..=0x1F) => {
                    let span = Span::new(self.at, self.at + 1);
                    let message = "a control character in a string has to be escaped, as in `\\n` or `\\u0009`";
                    return Err(self.error(ErrorKind::JsonControl, message, span));
                }
                Some(_) => self.at += 1,
                None => return Err(self.ended("`\"` at the end of the string")),
            }
        }
        let raw = self.text.get(open + 1..self.at).unwrap_or_default();
        self.at += 1;
        Ok(Text::new(raw, open + 1, escaped))
    }

    /// Reads one escape inside a string.
    fn escape(&mut self) -> Result<(), Error> {
        let start = self.at;
        let mut chars = self.rest().chars();
        chars.next();
        let digits = match chars.next() {
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => 0,
            Some('u') => 4,
            Some(c) => {
                let span = Span::new(start, start + 1 + c.len_utf8());
                let message = "unknown escape: JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hex digits";
                return Err(self.error(ErrorKind::JsonEscape, message, span));
            }
            None => {
                self.at = self.text.len();
                return Err(self.ended("an escape"));
            }
        };
        self.at += 2;
        for _ in 0..digits {
            match self.peek() {
                Some(byte) if byte.is_ascii_hexdigit() => self.at += 1,
                Some(_) => {
                    let rest = self.rest().chars().take_while(|&c| c != '"').take(start + 6 - self.at);
                    let end = self.at + rest.map(char::len_utf8).sum::<usize>();
                    let message = "`\\u` needs four hex digits";
                    return Err(self.error(ErrorKind::JsonEscape, message, Span::new(start, end)));
                }
                None => return Err(self.ended("four hex digits after `\\u`")),
            }
        }
        Ok(())
    }

    /// Reads the number that is next.
    fn number(&mut self) -> Result<&'a str, Error> {
        let start = self.at;
        let word = self.rest().split(|c: char| !is_number_like(c)).next().unwrap_or_default();
        if !is_number(word.as_bytes()) {
            let span = Span::new(start, start + word.len());
            return Err(self.error(ErrorKind::JsonNumber, number_mistake(word), span));
        }
        self.at += word.len();
        Ok(word)
    }

    /// The letters and digits that are next.
    fn word(&self) -> &'a str {
        self.rest().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn token(&self, kind: Kind<'a>, start: usize) -> Token<'a> {
        Token { kind, span: Span::new(start, self.at) }
    }

    fn expected(&self) -> &'static str {
        match (self.expect, self.stack.last()) {
            (Expect::Value, None) => "a JSON value",
            (Expect::Value, Some(_)) => "a value",
            (Expect::ValueOrArrayEnd, _) => "a value or `]`",
            (Expect::Key, _) => "a key in double quotes",
            (Expect::KeyOrObjectEnd, _) => "a key in double quotes or `}`",
            (Expect::CommaOrEnd, Some(Container::Object)) => "`,` or `}`",
            (Expect::CommaOrEnd, _) => "`,` or `]`",
            (Expect::Nothing, _) => "nothing more",
        }
    }

    fn error(&self, kind: ErrorKind, message: impl Into<String>, span: Span) -> Error {
        Error::new(kind, message, span, self.text.as_bytes())
    }

    fn ended(&self, expected: &str) -> Error {
        let message = format!("the text ends here, expected {expected}");
        self.error(ErrorKind::JsonEnd, message, Span::at(self.text.len()))
    }

    fn unexpected(&self) -> Error {
        self.unexpected_where(self.expected())
    }

    /// An error about the word or character that is next.
    fn unexpected_where(&self, expected: &str) -> Error {
        let first = self.rest().chars().next();
        let mut len = self.word().len().max(first.map_or(0, char::len_utf8));
        if first == Some('"') {
            let string = Self { text: self.text, at: self.at, expect: self.expect, stack: Vec::new() }.string();
            len = string.map_or(len, |string| string.span().end - self.at);
        }
        let found = self.rest().get(..len.min(40)).unwrap_or("a long word");
        let comma_before_end = matches!(first, Some('}' | ']')) && matches!(self.expect, Expect::Key | Expect::Value);
        let help = match first {
            Some('\'') => Some("JSON wants double quotes"),
            Some('/' | '#') => Some("JSON has no comments"),
            Some('\u{feff}') => Some("the text starts with a byte order mark: save it without one"),
            Some('}' | ']') if comma_before_end && self.depth() > 0 => Some("remove the comma or colon before it"),
            _ => None,
        };
        let message = match first {
            Some('\u{feff}') => format!("found a byte order mark, expected {expected}"),
            _ => format!("found `{found}`, expected {expected}"),
        };
        self.error(ErrorKind::JsonSyntax, message, Span::new(self.at, self.at + len)).with_help(help)
    }

    fn trailing(&self) -> Error {
        let end = self.at + self.rest().trim_end_matches([' ', '\t', '\n', '\r']).len();
        let message = "found text after the end of the JSON value, expected nothing more";
        self.error(ErrorKind::JsonTrailing, message, Span::new(self.at, end)).with_help(Some("remove it"))
    }
}

/// Whether `c` belongs to what somebody wrote as a number.
fn is_number_like(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '+' | '-' | '.' | '_')
}

/// Whether `text` is a number of RFC 8259.
pub(crate) fn is_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let (integer, text) = digits(text);
    if integer.is_empty() || (integer.len() > 1 && integer.starts_with(b"0")) {
        return false;
    }
    let text = match text.strip_prefix(b".") {
        None => text,
        Some(text) => match digits(text) {
            ([], _) => return false,
            (_, text) => text,
        },
    };
    match text.strip_prefix(b"e").or_else(|| text.strip_prefix(b"E")) {
        None => text.is_empty(),
        Some(text) => {
            let text = text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text);
            matches!(digits(text), ([_, ..], []))
        }
    }
}

/// The digits that `text` starts with, and what follows them.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    text.split_at(len)
}

fn number_mistake(word: &str) -> String {
    let digits = word.trim_start_matches(['-', '+']);
    let what = if word.starts_with('+') {
        "a number has no leading `+`"
    } else if digits.starts_with('.') {
        "a number needs a digit before the point"
    } else if digits.strip_prefix('0').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        "a number has no leading zeros"
    } else if word.ends_with('.') {
        "a number needs a digit after the point"
    } else {
        "not a JSON number"
    };
    what.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every token as its source text, and the error if there is one.
    fn tokens(text: &str) -> (Vec<&str>, Option<Error>) {
        let mut reader = Reader::new(text);
        let mut seen = Vec::new();
        loop {
            match reader.next_token() {
                Ok(Token { kind: Kind::End, .. }) => return (seen, None),
                Ok(token) => seen.push(text.get(token.span.range()).unwrap()),
                Err(error) => return (seen, Some(error)),
            }
        }
    }

    #[test]
    fn every_token_has_its_span() {
        let (seen, error) = tokens(" {\"a\\n\" : [1.50e+3 ,true,null,\"é\\\"\"],\n\"a\":{}} \n");
        assert_eq!(error, None);
        assert_eq!(seen, ["{", "\"a\\n\"", "[", "1.50e+3", "true", "null", "\"é\\\"\"", "]", "\"a\"", "{", "}", "}"]);
    }

    #[test]
    fn accepts_and_refuses_what_serde_json_does() {
        let pieces = ["{", "}", "[", "]", ",", ":", "\"a\"", "1", "-0.5e1", "01", "tru", "true", " ", "\"\\u12\"", "."];
        let mut state = 1_u64;
        let mut refused = 0;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..state % 7 + 1 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            let ours = tokens(&text).1.is_none();
            assert_eq!(ours, serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok(), "{text}");
            refused += usize::from(!ours);
        }
        assert!(refused > 1_000 && refused < 19_900);
    }

    #[test]
    fn skipping_a_container_leaves_the_reader_behind_it() {
        let mut reader = Reader::new("[[1,{\"a\":[]}],2]");
        reader.next_token().unwrap();
        reader.next_token().unwrap();
        reader.skip_container().unwrap();
        assert!(matches!(reader.next_token().unwrap().kind, Kind::Number("2")));
    }

    #[test]
    fn the_thousandth_level_is_the_last() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(tokens(&nested(MAX_DEPTH)).1, None);
        let error = tokens(&nested(MAX_DEPTH + 1)).1.unwrap();
        assert_eq!((error.kind(), error.span()), (ErrorKind::JsonDepth, Span::new(1_000, 1_001)));
    }

    #[test]
    fn bytes_that_are_no_text_are_found() {
        let error = utf8(b"{\"a\":\"\xff\"}").unwrap_err();
        assert_eq!((error.kind(), error.span()), (ErrorKind::JsonUtf8, Span::new(6, 7)));
        assert_eq!(utf8(b"\"\xe2\x82").unwrap_err().span(), Span::new(1, 3));
    }
}
