//! Wildcards: `*` stands for any characters, also none; `\*` and `\\` are the only escapes; `**` is refused.
//!
//! Source: event-ruler `WildcardParser.java`.

use crate::json::Text;
use crate::pattern::problem::Problem;
use crate::span::Span;

/// A wildcard as the literal pieces between its stars.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Wildcard {
    first: Box<str>,
    /// What follows each star.
    after_stars: Box<[Box<str>]>,
}

impl Wildcard {
    /// Parses a string of a pattern that has been decoded before, so without half surrogates. The problem of an error stands
    /// at the span, its position is AWS': bytes of the decoded string with its opening quote.
    pub(crate) fn parse(text: &Text<'_>) -> Result<Self, (Problem, Span)> {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        let mut position = 1;
        let mut chars = text.chars().peekable();
        while let Some((span, c)) = chars.next() {
            let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
            match (c, chars.peek()) {
                ('*', Some(&(next, Some('*')))) => {
                    return Err((Problem::WildcardConsecutive { position }, Span::new(span.start, next.end)));
                }
                ('*', _) => pieces.push(std::mem::take(&mut piece).into_boxed_str()),
                ('\\', Some(&(_, Some(escaped @ ('*' | '\\'))))) => {
                    chars.next();
                    position += 1;
                    piece.push(escaped);
                }
                ('\\', next) => {
                    let end = next.map_or(span.end, |(next, _)| next.end);
                    return Err((Problem::WildcardEscape { position }, Span::new(span.start, end)));
                }
                _ => piece.push(c),
            }
            position += c.len_utf8();
        }
        pieces.push(piece.into_boxed_str());
        let first = pieces.remove(0);
        Ok(Self { first, after_stars: pieces.into_boxed_slice() })
    }

    /// Whether the whole of `value` fits. Linear in `value` times the number of pieces.
    pub(crate) fn matches(&self, value: &str) -> bool {
        let Some((last, middle)) = self.after_stars.split_last() else {
            return value == &*self.first;
        };
        let Some(rest) = value.strip_prefix(&*self.first).and_then(|rest| rest.strip_suffix(&**last)) else {
            return false;
        };
        // The leftmost place for each piece leaves the most room for the next one.
        let rest = middle.iter().try_fold(rest, |rest, piece| rest.split_once(&**piece).map(|(_, rest)| rest));
        rest.is_some()
    }

    /// The literal before the first star.
    pub(crate) fn first(&self) -> &str {
        &self.first
    }

    /// The literal after each star, in order.
    pub(crate) fn after_stars(&self) -> &[Box<str>] {
        &self.after_stars
    }

    /// How many stars and bytes of literals there are.
    pub(crate) fn len(&self) -> usize {
        self.first.len() + self.after_stars.iter().map(|piece| piece.len() + 1).sum::<usize>()
    }

    pub(crate) fn heap_size(&self) -> usize {
        let pieces: usize = self.after_stars.iter().map(|piece| piece.len() + size_of::<Box<str>>()).sum();
        self.first.len() + pieces
    }

    /// The text that parses to this wildcard.
    pub(crate) fn text(&self) -> String {
        let escape = |piece: &str| piece.replace('\\', "\\\\").replace('*', "\\*");
        let mut text = escape(&self.first);
        for piece in &self.after_stars {
            text.push('*');
            text.push_str(&escape(piece));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(raw: &str) -> Result<Wildcard, (Problem, Span)> {
        Wildcard::parse(&Text::new(raw, 0, raw.contains('\\')))
    }

    /// Wildcard matching from its definition.
    fn naive(pattern: &[Option<char>], value: &[char]) -> bool {
        match (pattern, value) {
            ([], []) => true,
            ([None, rest @ ..], _) => (0..=value.len()).any(|skip| naive(rest, &value[skip..])),
            ([Some(c), rest @ ..], [v, value @ ..]) => c == v && naive(rest, value),
            _ => false,
        }
    }

    #[test]
    fn agrees_with_the_definition() {
        let all = |alphabet: &[char], longest: usize| {
            let mut words = vec![String::new()];
            let mut from = 0;
            for _ in 0..longest {
                let to = words.len();
                for i in from..to {
                    words.extend(alphabet.iter().map(|c| format!("{}{c}", words[i])).collect::<Vec<_>>());
                }
                from = to;
            }
            words
        };
        let values = all(&['a', 'b'], 5);
        for pattern in all(&['a', 'b', '*'], 5).iter().filter(|pattern| !pattern.contains("**")) {
            let wildcard = parse(pattern).unwrap();
            let tokens: Vec<Option<char>> = pattern.chars().map(|c| (c != '*').then_some(c)).collect();
            for value in &values {
                let chars: Vec<char> = value.chars().collect();
                assert_eq!(wildcard.matches(value), naive(&tokens, &chars), "{pattern} {value}");
            }
            assert_eq!(wildcard.text(), *pattern);
        }
    }

    #[test]
    fn mistakes_are_found_where_they_stand() {
        for (raw, span, aws) in [
            ("**", 0..2, "Consecutive wildcard characters at pos 1"),
            ("é**", 2..4, "Consecutive wildcard characters at pos 3"),
            (r"\u002a\u002a", 0..12, "Consecutive wildcard characters at pos 1"),
            (r"a\\x", 1..4, "Invalid escape character at pos 2"),
            (r"\\**\\", 4..6, "Invalid escape character at pos 4"),
            (r"a\\", 1..3, "Invalid escape character at pos 2"),
        ] {
            let (problem, found) = parse(raw).unwrap_err();
            assert_eq!((found.range(), problem.aws_reason().as_deref()), (span, Some(aws)), "{raw}");
        }
        assert!(parse(r"\\**\\*\\\\").unwrap().matches(r"*abc*\"));
    }
}
