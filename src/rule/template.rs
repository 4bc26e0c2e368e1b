//! Input templates: text with placeholders, and which of them stand inside quotes.
//!
//! A template that starts with `{` is a JSON template; every other one is text, which its author has to quote. A placeholder is
//! `<name>`, the name of letters, digits, `.`, `-` and `_`; `<` and `>` around anything else are text.
//!
//! Source: EventBridge user guide, input transformation; AWS' words for unknown placeholders are recorded. What AWS takes for the
//! name of a placeholder is inferred from the keys that a map may have.

use crate::error::{Error, ErrorKind};
use crate::span::Span;

/// What a template makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TemplateKind {
    /// A JSON object.
    Json,
    /// Text, line by line as written.
    Text,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Piece {
    Text(Box<str>),
    Placeholder { variable: Variable, quoted: bool },
}

/// What a placeholder stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Variable {
    RuleArn,
    RuleName,
    IngestionTime,
    /// The event without `detail`.
    Event,
    /// The whole event.
    EventJson,
    /// An entry of the map, by its key.
    Path(Box<str>),
}

const PREDEFINED: &[(&str, Variable)] = &[
    ("aws.events.rule-arn", Variable::RuleArn),
    ("aws.events.rule-name", Variable::RuleName),
    ("aws.events.event.ingestion-time", Variable::IngestionTime),
    ("aws.events.event", Variable::Event),
    ("aws.events.event.json", Variable::EventJson),
];

impl TemplateKind {
    pub(crate) fn of(template: &str) -> Self {
        if template.trim_start().starts_with('{') { Self::Json } else { Self::Text }
    }
}

/// Splits a template; `keys` are those of its map, `target` is the id that AWS' words name.
pub(super) fn parse<'k>(
    template: &str,
    keys: impl Iterator<Item = &'k str> + Clone,
    target: Option<&str>,
) -> Result<Vec<Piece>, Error> {
    let mut pieces = Vec::new();
    let mut text_start = 0;
    for placeholder in placeholders(template) {
        let variable = placeholder.variable(template, keys.clone(), target)?;
        let Placeholder { span, quoted, .. } = placeholder;
        let before = template.get(text_start..span.start).unwrap_or_default();
        text_start = span.end;
        if !before.is_empty() {
            pieces.push(Piece::Text(before.into()));
        }
        pieces.push(Piece::Placeholder { variable, quoted });
    }
    let rest = template.get(text_start..).unwrap_or_default();
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.into()));
    }
    Ok(pieces)
}

/// A placeholder, and where it stands in its template.
pub(crate) struct Placeholder<'a> {
    pub(crate) name: &'a str,
    /// With `<` and `>`.
    pub(crate) span: Span,
    /// Whether it stands inside quotes.
    pub(crate) quoted: bool,
    /// Whether it stands in the key of an object.
    pub(crate) is_key: bool,
}

/// The placeholders of a template, known or not.
pub(crate) fn placeholders(template: &str) -> impl Iterator<Item = Placeholder<'_>> {
    let kind = TemplateKind::of(template);
    let mut quotes = Quotes::default();
    let mut text_start = 0;
    template.match_indices('<').filter_map(move |(start, _)| {
        let rest = template.get(start + 1..)?;
        let name = rest.get(..rest.find('>')?)?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let span = Span::new(start, start + name.len() + 2);
        quotes.read(template.get(text_start..start).unwrap_or_default());
        text_start = span.end;
        let rest = template.get(span.end..).unwrap_or_default();
        let is_key = kind == TemplateKind::Json && quotes.is_key(rest);
        Some(Placeholder { name, span, quoted: quotes.inside, is_key })
    })
}

impl Placeholder<'_> {
    /// What it stands for.
    ///
    /// # Errors
    ///
    /// If it is neither among `keys` nor predefined, or cannot stand where it stands.
    pub(crate) fn variable<'k>(
        &self,
        template: &str,
        keys: impl Iterator<Item = &'k str> + Clone,
        target: Option<&str>,
    ) -> Result<Variable, Error> {
        let Self { name, span, is_key, .. } = *self;
        let refused = |kind: ErrorKind, message: String, aws: Option<String>| {
            let aws = target.zip(aws).map(|(target, aws)| format!("InputTemplate for target {target} contains {aws}"));
            Error::new(kind, message, span, template.as_bytes()).with_aws_message(aws)
        };
        let variable = match PREDEFINED.iter().find(|(predefined, _)| *predefined == name) {
            Some((_, variable)) => variable.clone(),
            None if keys.clone().any(|key| key == name) => Variable::Path(name.into()),
            None => {
                let known = keys.chain(PREDEFINED.iter().map(|(name, _)| *name));
                let help = most_like(name, known).map(|known| format!("did you mean `{known}`?"));
                let message = format!("`{name}` is neither in the InputPathsMap nor predefined");
                let aws = Some(format!("invalid placeholder {name}."));
                return Err(refused(ErrorKind::TemplatePlaceholder, message, aws).with_help(help));
            }
        };
        if TemplateKind::of(template) == TemplateKind::Text && variable == Variable::EventJson {
            let message = format!("`{name}` is for templates that are JSON objects");
            let aws = format!("placeholder {name} valid only for JSON template.");
            let help = format!("write {{\"event\": <{name}>}}");
            return Err(refused(ErrorKind::TemplateEventJson, message, Some(aws)).with_help(Some(help)));
        }
        if is_key {
            let message = format!("`{name}` is the key of an object, which no placeholder can be");
            let help = "give the key a name of its own, and use the placeholder as the value";
            return Err(refused(ErrorKind::TemplateKey, message, None).with_help(Some(help)));
        }
        Ok(variable)
    }
}

/// Whether what comes next stands inside quotes.
#[derive(Default)]
struct Quotes {
    inside: bool,
    escaped: bool,
}

impl Quotes {
    fn read(&mut self, text: &str) {
        for c in text.chars() {
            self.inside ^= c == '"' && !self.escaped;
            self.escaped = self.inside && c == '\\' && !self.escaped;
        }
    }

    /// Whether the string or value that ends in `rest` is followed by a colon.
    fn is_key(&self, rest: &str) -> bool {
        let mut quotes = Self { inside: self.inside, escaped: false };
        let end = rest.char_indices().find(|(_, c)| {
            let was_inside = quotes.inside;
            quotes.read(c.encode_utf8(&mut [0; 4]));
            was_inside && !quotes.inside
        });
        let after = match end {
            Some((at, quote)) if self.inside => rest.get(at + quote.len_utf8()..).unwrap_or_default(),
            _ => rest,
        };
        after.trim_start().starts_with(':') && (!self.inside || end.is_some())
    }
}

/// Which of the names is most like `name`, if one is like it at all.
pub(crate) fn most_like<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    const LEAST_LIKE: f64 = 0.6;
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase());
    let (likeness, known) =
        known.map(|known| (likeness(known), known)).max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    (likeness >= LEAST_LIKE).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(template: &str) -> Vec<bool> {
        let pieces = parse(template, ["a", "b"].into_iter(), None).unwrap();
        pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Placeholder { quoted, .. } => Some(*quoted),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn quotes_are_followed_over_escapes() {
        assert_eq!(quoted(r#"{"x":<a>,"y":"<b> \"<a>\" \\","z":<b>}"#), [false, true, true, false]);
        assert_eq!(quoted(r#""<a>" <b>"#), [true, false]);
    }

    #[test]
    fn what_has_no_name_is_text() {
        assert!(quoted(r#""1 < 2 > 1 <> <a b> <"#).is_empty());
        assert_eq!(quoted("<<a>>"), [false]);
        assert_eq!(quoted("<é<a>"), [false]);
    }

    #[test]
    fn keys_are_found() {
        for key in [r#"{<a>:1}"#, r#"{"<a>":1}"#, r#"{"x":1,"y <a>" : 2}"#, r#"{"<a> \" <b>":1}"#] {
            let error = parse(key, ["a", "b"].into_iter(), None).unwrap_err();
            assert_eq!((error.kind(), key.get(error.span().range())), (ErrorKind::TemplateKey, Some("<a>")), "{key}");
        }
        for value in [r#"{"x":<a>}"#, r#"{"x":"<a>:","y":"<a>"}"#, r#"{"x":["<a>",":"]}"#, "{\"<a>"] {
            assert!(parse(value, ["a"].into_iter(), None).is_ok(), "{value}");
        }
    }
}
