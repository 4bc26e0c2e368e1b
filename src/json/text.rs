//! The strings of a JSON text: decoded only when somebody looks at them, and mapped back to the source.

use std::borrow::Cow;

use crate::span::Span;

/// A string or key as it stands between its quotes; the reader has checked its escapes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    raw: &'a str,
    /// The offset of `raw` in the source.
    start: usize,
    escaped: bool,
}

impl<'a> Text<'a> {
    pub(crate) fn new(raw: &'a str, start: usize, escaped: bool) -> Self {
        Self { raw, start, escaped }
    }

    /// Where the string stands, with its quotes.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.start - 1, self.start + self.raw.len() + 1)
    }

    /// The decoded string, or the span of the first escape that is half of a surrogate pair.
    pub(crate) fn decode(&self) -> Result<Cow<'a, str>, Span> {
        if !self.escaped {
            return Ok(Cow::Borrowed(self.raw));
        }
        self.chars().map(|(span, c)| c.ok_or(span)).collect::<Result<String, Span>>().map(Cow::Owned)
    }

    /// The decoded characters, each with its span in the source; `None` for half of a surrogate pair.
    pub(crate) fn chars(&self) -> impl Iterator<Item = (Span, Option<char>)> + 'a {
        let Self { raw, start, .. } = *self;
        let mut at = 0;
        std::iter::from_fn(move || {
            let rest = raw.get(at..)?;
            let (len, c) = next_char(rest)?;
            let span = Span::new(start + at, start + at + len);
            at += len;
            Some((span, c))
        })
    }
}

/// The first character of `rest`, decoded, and how many bytes it takes there.
fn next_char(rest: &str) -> Option<(usize, Option<char>)> {
    let mut chars = rest.chars();
    let first = chars.next()?;
    if first != '\\' {
        return Some((first.len_utf8(), Some(first)));
    }
    let c = match chars.next()? {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return Some(unicode_escape(rest)),
        other => other,
    };
    Some((2, Some(c)))
}

/// The `\u` and four digits at the start of `rest`, or the two such escapes that make a surrogate pair.
fn unicode_escape(rest: &str) -> (usize, Option<char>) {
    const ONE: usize = 6;
    let unit_at = |at: usize| {
        let digits = rest.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let high = unit_at(0);
    let pair = [high.unwrap_or_default(), unit_at(ONE).unwrap_or_default()];
    match char::decode_utf16(pair).next() {
        Some(Ok(c)) if c.len_utf16() == 2 => (2 * ONE, Some(c)),
        Some(Ok(c)) => (ONE, high.map(|_| c)),
        _ => (ONE, None),
    }
}

/// Writes `text` as a JSON string with as few escapes as JSON allows.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(raw: &str) -> Result<String, Span> {
        Text::new(raw, 10, true).decode().map(Cow::into_owned)
    }

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decode(r#"\"\\\/\b\f\n\r\t\u0041é"#).unwrap(), "\"\\/\u{8}\u{c}\n\r\tAé");
        assert_eq!(decode(r"\ud83d\ude00!").unwrap(), "😀!");
    }

    #[test]
    fn half_a_pair_is_found_where_it_stands() {
        assert_eq!(decode(r"ab\ud800"), Err(Span::new(12, 18)));
        assert_eq!(decode(r"\ud800\u0041"), Err(Span::new(10, 16)));
        assert_eq!(decode(r"\ud83d\ude00\ude00"), Err(Span::new(22, 28)));
        assert_eq!(decode(r"\ud800é\ud800"), Err(Span::new(10, 16)));
    }

    #[test]
    fn written_strings_read_back() {
        for c in ('\0'..='\u{ff}').chain(['\u{2028}', '😀', '\u{ffff}']) {
            let text = format!("a{c}b");
            let mut json = String::new();
            write_string(&mut json, &text);
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
