//! What a plain scalar is, and what a tag makes of a value.
//!
//! Source: the core schema of YAML 1.2.2, section 10.3.2. Where readers of YAML 1.1, as which CloudFormation documents itself, make
//! a different number or a string of it (`0755`, `0o17`, `1_000`), the value is not known.

use saphyr_parser::Tag;

use crate::json::is_number;
use crate::sources::node::{Hole, Value};
use crate::sources::text::Text;

/// What a tag says of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tagged {
    /// A tag of YAML's own, such as `!!str`: its name.
    Core(String),
    /// `!` alone: not resolved.
    NonSpecific,
    /// A short tag such as `!Sub`: the key of the object that it stands for.
    Short(String),
    /// A tag of another application.
    Foreign,
}

impl Tagged {
    pub(super) fn new(tag: &Tag) -> Self {
        let name = format!("{}{}", tag.handle, tag.suffix);
        if let Some(name) = name.strip_prefix("tag:yaml.org,2002:") {
            return Self::Core(name.to_owned());
        }
        match name.strip_prefix('!') {
            Some("") => Self::NonSpecific,
            Some(name @ ("Ref" | "Condition")) => Self::Short(name.to_owned()),
            Some(name) => Self::Short(format!("Fn::{name}")),
            None => Self::Foreign,
        }
    }

    /// The value of a scalar with this tag, without the object that a short tag stands for.
    pub(super) fn scalar(&self, text: Text) -> Value {
        let name = match self {
            Self::Core(name) => name.as_str(),
            Self::NonSpecific | Self::Short(_) => return Value::String(text),
            Self::Foreign => return Value::Hole(Hole::default()),
        };
        let hole = Value::Hole(Hole::default());
        let value = plain(text.as_str());
        match (name, value) {
            ("null", Some(value @ Value::Null)) => value,
            ("bool", Some(value @ Value::Bool(_))) => value,
            ("int" | "float", Some(value @ Value::Number(_))) => value,
            ("null" | "bool" | "int" | "float" | "binary", _) => hole,
            _ => Value::String(text),
        }
    }
}

/// The value of a plain scalar without a tag, unless it is a string.
pub(super) fn plain(word: &str) -> Option<Value> {
    let starts_value = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | '~') || "ntfNTF".contains(c);
    if !word.is_empty() && !word.starts_with(starts_value) {
        return None;
    }
    match word {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => number(word),
    }
}

/// A number, or a hole if it is none of JSON.
fn number(word: &str) -> Option<Value> {
    if is_number(word.as_bytes()) {
        return Some(Value::Number(word.into()));
    }
    let hole = Some(Value::Hole(Hole::default()));
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(word, ".nan" | ".NaN" | ".NAN") {
        return hole;
    }
    if let Some(digits) = unsigned.strip_prefix("0x").filter(|digits| is_all(digits, |c| c.is_ascii_hexdigit())) {
        let value = u64::from_str_radix(digits, 16).ok().filter(|_| unsigned == word);
        return value.map(|value| Value::Number(value.to_string().into())).or(hole);
    }
    let is_octal_or_binary = unsigned
        .strip_prefix("0o")
        .or_else(|| unsigned.strip_prefix("0b"))
        .is_some_and(|digits| is_all(digits, |c| c.is_ascii_digit()));
    let is_grouped = unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned.contains('_')
        && is_all(unsigned, |c| c.is_ascii_digit() || matches!(c, '_' | '.'));
    if is_octal_or_binary || is_grouped {
        return hole;
    }
    let (integer, rest) = split_digits(unsigned);
    let (fraction, rest) = rest.strip_prefix('.').map_or(("", rest), split_digits);
    if integer.is_empty() && fraction.is_empty() {
        return None;
    }
    if integer.len() == unsigned.len() && integer.len() > 1 && integer.starts_with('0') {
        return hole;
    }
    let sign = if word.starts_with('-') { "-" } else { "" };
    let integer = match integer.trim_start_matches('0') {
        "" => "0",
        integer => integer,
    };
    let point = if fraction.is_empty() { "" } else { "." };
    let number = format!("{sign}{integer}{point}{fraction}{rest}");
    is_number(number.as_bytes()).then(|| Value::Number(number.into()))
}

fn is_all(text: &str, is: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(is)
}

/// The digits that `text` starts with, and what follows them.
fn split_digits(text: &str) -> (&str, &str) {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at_checked(len).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value in JSON, `?` for what is not known, `-` for a string.
    fn shown(value: Option<Value>) -> String {
        match value {
            None => "-".to_owned(),
            Some(Value::Null) => "null".to_owned(),
            Some(Value::Bool(value)) => value.to_string(),
            Some(Value::Number(number)) => number.into(),
            Some(Value::String(text)) => format!("{:?}", text.as_str()),
            Some(_) => "?".to_owned(),
        }
    }

    #[test]
    fn plain_scalars_are_what_the_core_schema_says() {
        for (word, expected) in [
            ("", "null"),
            ("~", "null"),
            ("Null", "null"),
            ("nULL", "-"),
            ("true", "true"),
            ("FALSE", "false"),
            ("yes", "-"),
            ("12", "12"),
            ("-1.50", "-1.50"),
            ("1e3", "1e3"),
            ("+1", "1"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("00.5", "0.5"),
            ("1.e+3", "1e+3"),
            ("0x1F", "31"),
            ("0xffffffffffffffffff", "?"),
            ("0o17", "?"),
            ("0b1", "?"),
            ("0755", "?"),
            ("1_000", "?"),
            (".inf", "?"),
            ("-.INF", "?"),
            (".nan", "?"),
            (".", "-"),
            ("-", "-"),
            ("+", "-"),
            ("0x", "-"),
            ("1.2.3", "-"),
            ("12:30", "-"),
            ("2024-01-01", "-"),
            ("1e", "-"),
            ("--1", "-"),
            ("rate(5 minutes)", "-"),
        ] {
            assert_eq!(shown(plain(word)), expected, "{word}");
        }
    }

    #[test]
    fn tags_say_what_a_scalar_is() {
        let tag =
            |handle: &str, suffix: &str| Tagged::new(&Tag { handle: handle.to_owned(), suffix: suffix.to_owned() });
        let core = "tag:yaml.org,2002:";
        for (tag, word, expected) in [
            (tag(core, "str"), "12", "\"12\""),
            (tag("", "tag:yaml.org,2002:str"), "", "\"\""),
            (tag(core, "int"), "12", "12"),
            (tag(core, "int"), "x", "?"),
            (tag(core, "bool"), "true", "true"),
            (tag(core, "null"), "", "null"),
            (tag(core, "binary"), "eA==", "?"),
            (tag(core, "timestamp"), "2024-01-01", "\"2024-01-01\""),
            (tag("", "!"), "12", "\"12\""),
            (tag("!", "Ref"), "12", "\"12\""),
            (tag("tag:example.com:", "x"), "12", "?"),
        ] {
            assert_eq!(shown(Some(tag.scalar(Text::plain(word, 0)))), expected, "{tag:?} {word}");
        }
        assert_eq!(tag("!", "Ref"), Tagged::Short("Ref".to_owned()));
        assert_eq!(tag("!", "Condition"), Tagged::Short("Condition".to_owned()));
        assert_eq!(tag("!", "GetAtt"), Tagged::Short("Fn::GetAtt".to_owned()));
        assert_eq!(tag("", "!Sub"), Tagged::Short("Fn::Sub".to_owned()));
    }
}
