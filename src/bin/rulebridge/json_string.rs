//! A pattern inside a JSON string: what the string says, and which part of the file says it.

use std::ops::Range;

/// What `raw`, a JSON string with its quotes, stands for; `None` where it holds half a surrogate pair.
pub(crate) fn decode(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}

/// The part of `raw` that stands for a part of what it decodes to.
pub(crate) fn source(raw: &str, decoded: &Range<usize>) -> Range<usize> {
    let start = source_offset(raw, decoded.start);
    start..source_offset(raw, decoded.end).max(start)
}

fn source_offset(raw: &str, decoded: usize) -> usize {
    let mut at = 1;
    let mut passed = 0;
    while let Some((len, decoded_len)) = raw.get(at..).and_then(first_char).filter(|_| passed < decoded) {
        at += len;
        passed += decoded_len;
    }
    at
}

/// How many bytes the first character of `rest` takes there, and decoded.
fn first_char(rest: &str) -> Option<(usize, usize)> {
    let first = rest.chars().next()?;
    if first != '\\' {
        return Some((first.len_utf8(), first.len_utf8()));
    }
    // `\ud83d\ude00`, `\u00e9`, `\n`: the longest that is one character.
    [12, 6, 2].into_iter().find_map(|len| {
        let escape = rest.get(..len)?;
        let c = serde_json::from_str::<char>(&format!("\"{escape}\"")).ok()?;
        Some((len, c.len_utf8()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_behind_every_kind_of_escape() {
        let raw = r#""a\"\\\/\n\u00e9é\u0041\ud83d\ude00\u20acz""#;
        let decoded = decode(raw).unwrap();
        assert_eq!(decoded, "a\"\\/\nééA😀€z");
        let sources: Vec<&str> = decoded
            .char_indices()
            .map(|(start, c)| raw.get(source(raw, &(start..start + c.len_utf8()))).unwrap())
            .collect();
        assert_eq!(
            sources,
            ["a", "\\\"", r"\\", r"\/", r"\n", r"\u00e9", "é", r"\u0041", r"\ud83d\ude00", r"\u20ac", "z"]
        );
        assert_eq!(source(raw, &(0..decoded.len())), 1..raw.len() - 1);
        assert_eq!(source(raw, &(decoded.len()..decoded.len())), raw.len() - 1..raw.len() - 1);
    }

    #[test]
    fn half_a_surrogate_pair_is_no_text() {
        assert_eq!(decode(r#""\ud800""#), None);
    }
}
