//! AWS' own messages: the frame around the reason, and the location line.
//!
//! AWS passes on the words of its JSON reader (Jackson): the pattern, cut after 500 characters, and the line and column just
//! after what that reader has looked at.
//!
//! Source: messages recorded on AWS.

use crate::json::{Kind, Token};

/// What `TestEventPattern` answers to an event that is no JSON or no object.
pub(crate) const BAD_EVENT: &str = "Parameter Event is not valid.";

/// Characters of the pattern that a message quotes.
const QUOTED: usize = 500;

/// What AWS answers for `reason`, located at an offset of the pattern if AWS locates it.
pub(crate) fn message(reason: &str, at: Option<(&str, usize)>) -> String {
    let location = at.map(|(text, offset)| location(text, offset)).unwrap_or_default();
    format!("Event pattern is not valid. Reason: {reason}{location}")
}

/// The location line, from its newline on.
pub(crate) fn location(text: &str, offset: usize) -> String {
    let mut quoted = String::new();
    let mut units = 0;
    for c in text.chars() {
        units += c.len_utf16();
        if units > QUOTED {
            continue;
        }
        match c {
            '\n' | '\r' => quoted.push(c),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    let rest = units.saturating_sub(QUOTED);
    let truncated = if rest > 0 { format!("[truncated {rest} chars]") } else { String::new() };
    let (line, column) = line_and_column(text.get(..offset).unwrap_or(text));
    format!("\n at [Source: (String)\"{quoted}\"{truncated}; line: {line}, column: {column}]")
}

/// Line and column as Jackson counts them: `\r`, `\n` and `\r\n` end a line, columns are UTF-16 units.
fn line_and_column(before: &str) -> (usize, usize) {
    let (mut line, mut column) = (1, 1);
    let mut chars = before.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => (line, column) = (line + 1, 1),
            c => column += c.len_utf16(),
        }
    }
    (line, column)
}

/// How far AWS' reader has looked when `token` is its current token and nobody has asked for its text.
///
/// A string is read lazily, so only its opening quote has been seen; with a key the value has been begun.
pub(crate) fn after(text: &str, token: &Token<'_>) -> usize {
    match token.kind {
        Kind::String(_) => token.span.start + 1,
        Kind::Key(_) => {
            let rest = text.get(token.span.end..).unwrap_or_default();
            let blanks_and_colon = [' ', '\t', '\n', '\r', ':'];
            let value = rest.trim_start_matches(blanks_and_colon);
            let begun = match value.chars().next() {
                Some('"' | '{' | '[') => 1,
                _ => value.find([',', '}', ']', ' ', '\t', '\n', '\r']).unwrap_or(value.len()),
            };
            text.len() - value.len() + begun
        }
        _ => token.span.end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_pattern_is_cut_and_control_characters_shown() {
        let text = format!("{{\t{}", "é".repeat(600));
        assert_eq!(
            location(&text, 2),
            format!(
                "\n at [Source: (String)\"{{\\u0009{}\"[truncated 102 chars]; line: 1, column: 3]",
                "é".repeat(498)
            )
        );
    }

    #[test]
    fn lines_end_where_jackson_ends_them() {
        assert_eq!(line_and_column("a\r\nb\rc\n😀d"), (4, 4));
        assert_eq!(line_and_column(""), (1, 1));
    }
}
