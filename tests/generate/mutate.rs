//! Texts that are nearly JSON, nearly patterns, nearly events.

/// `text` with a piece put at the character `at`, in place of the next `drop` characters.
pub fn mutated(text: &str, at: usize, drop: usize, piece: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let rest = chars.iter().skip(at + drop);
    chars.iter().take(at).copied().chain(piece.chars()).chain(rest.copied()).collect()
}

/// What breaks JSON, patterns and events, or changes their meaning.
pub const PIECES: &[&str] = &[
    "",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\ud800",
    "null",
    "[]",
    "{}",
    "1",
    "01",
    "-",
    "\"a\"",
    "\"$or\":",
    "\"prefix\":",
    "\"numeric\":",
    "\"anything-but\":",
    "\"exists\":",
    "\"wildcard\":",
    "**",
    "/",
    " ",
    "\u{1}",
    "é",
    "\"<\",",
    "{\"cidr\":\"1.2.3.4/8\"}",
];
