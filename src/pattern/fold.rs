//! Ignoring case as AWS does: character by character of the *pattern*.
//!
//! Each character of the pattern stands for its lower form and its upper form, either of which may have several characters.
//! So the pattern `straße` matches `STRASSE`, but `STRASSE` does not match `straße`; the Kelvin sign matches `k` and itself but
//! not `K`; final sigma is not sigma. Characters above U+FFFF also stand for themselves.
//!
//! Source: event-ruler `EqualsIgnoreCaseParser.java`. Its accident above U+FFFF (every such character becomes two `?`) is not
//! copied.

/// What follows `pattern`, case ignored, at the start of `value`.
pub(crate) fn strip_prefix<'v>(value: &'v str, pattern: &str) -> Option<&'v str> {
    pattern.chars().try_fold(value, |rest, c| {
        if c.is_ascii() {
            return rest.strip_prefix(|first: char| first.eq_ignore_ascii_case(&c));
        }
        strip_form(rest, c.to_lowercase(), str::strip_prefix::<char>)
            .or_else(|| strip_form(rest, c.to_uppercase(), str::strip_prefix::<char>))
            .or_else(|| own_form(c).and_then(|c| rest.strip_prefix(c)))
    })
}

/// What precedes `pattern`, case ignored, at the end of `value`.
pub(crate) fn strip_suffix<'v>(value: &'v str, pattern: &str) -> Option<&'v str> {
    pattern.chars().rev().try_fold(value, |rest, c| {
        if c.is_ascii() {
            return rest.strip_suffix(|last: char| last.eq_ignore_ascii_case(&c));
        }
        strip_form(rest, c.to_lowercase().rev(), str::strip_suffix::<char>)
            .or_else(|| strip_form(rest, c.to_uppercase().rev(), str::strip_suffix::<char>))
            .or_else(|| own_form(c).and_then(|c| rest.strip_suffix(c)))
    })
}

/// Whether `value` is `pattern`, case ignored.
pub(crate) fn equals(value: &str, pattern: &str) -> bool {
    strip_prefix(value, pattern).is_some_and(str::is_empty)
}

// No form of a character starts or ends another form of the same character (the tests look at all of them), so the first
// form that fits is the only one.
fn strip_form<'v>(
    value: &'v str,
    mut form: impl Iterator<Item = char>,
    strip: impl Fn(&'v str, char) -> Option<&'v str>,
) -> Option<&'v str> {
    form.try_fold(value, strip)
}

/// `c` itself where it stands for itself whatever its forms are.
fn own_form(c: char) -> Option<char> {
    (c > '\u{ffff}').then_some(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_the_patterns_business() {
        for (pattern, value, same) in [
            ("straße", "STRASSE", true),
            ("straße", "Straße", true),
            ("STRASSE", "straße", false),
            ("\u{212a}", "k", true),
            ("\u{212a}", "\u{212a}", true),
            ("\u{212a}", "K", false),
            ("k", "\u{212a}", false),
            ("ς", "σ", false),
            ("ς", "Σ", true),
            ("ı", "I", true),
            ("İ", "i\u{307}", true),
            ("ǅ", "ǆ", true),
            ("ǅ", "Ǆ", true),
            ("ǅ", "ǅ", false),
            ("𐐀", "𐐨", true),
            ("😀", "😀", true),
            ("😀", "??", false),
            ("ab", "abc", false),
            ("", "", true),
        ] {
            assert_eq!(equals(value, pattern), same, "{pattern} {value}");
            assert_eq!(strip_suffix(value, pattern) == Some(""), same, "{pattern} {value}");
        }
        assert_eq!(strip_prefix("STRASSEnbahn", "straße"), Some("nbahn"));
        assert_eq!(strip_suffix("diESSE", "ße"), Some("diE"));
    }

    #[test]
    fn no_form_of_a_character_starts_or_ends_another() {
        for c in '\0'..=char::MAX {
            let own = own_form(c).map(String::from);
            let forms = [Some(c.to_lowercase().to_string()), Some(c.to_uppercase().to_string()), own];
            for (one, other) in
                forms.iter().flatten().flat_map(|one| forms.iter().flatten().map(move |other| (one, other)))
            {
                assert!(one == other || !(one.starts_with(other.as_str()) || one.ends_with(other.as_str())), "{c}");
            }
        }
    }
}
