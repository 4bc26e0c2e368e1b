//! What a file of rules in JSON holds: names and patterns, each with its place in the file.
//!
//! The file is an object of names and patterns, or a list of rules as `aws events list-rules` prints it, with or without the
//! object around it, or one rule as `aws events describe-rule` prints it. A pattern is an object, or a string that holds one.

use std::fmt;
use std::ops::Range;

use rulebridge::{Error, ErrorKind, Pattern, PatternOptions};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::json_string;

const NAME: &[&str] = &["Name", "name"];
const PATTERN: &[&str] = &["EventPattern", "eventPattern", "event_pattern", "pattern"];
const STATE: &[&str] = &["State", "state"];

/// A member of the file.
#[derive(Debug)]
pub(crate) enum Entry {
    Rule(Rule),
    /// A rule without an event pattern: it runs on a schedule.
    NoPattern,
    /// A rule with an event pattern of which a part is only known when it is deployed.
    NotKnown {
        name: String,
    },
    Disabled,
    /// There are more rules, which are not in this file: AWS gave a token to ask for them with.
    NextToken,
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) pattern: Pattern,
    /// Where it starts in the file.
    pub(crate) offset: usize,
}

/// What keeps a member from being a rule.
#[derive(Debug)]
pub(crate) struct Mistake {
    rule: Option<String>,
    message: String,
    help: Option<String>,
    /// The part of the file it is about.
    pub(crate) range: Range<usize>,
}

impl Mistake {
    fn new(message: &str, range: Range<usize>) -> Self {
        Self { rule: None, message: message.to_owned(), help: None, range }
    }

    /// What the library says of the part of the file at `range`.
    pub(crate) fn of_error(error: &Error, range: Range<usize>) -> Self {
        Self { rule: None, message: error.message().to_owned(), help: error.help().map(str::to_owned), range }
    }

    fn with_help(self, help: &str) -> Self {
        Self { help: Some(help.to_owned()), ..self }
    }

    pub(crate) fn in_rule(self, name: &str) -> Self {
        Self { rule: Some(name.to_owned()), ..self }
    }

    pub(crate) fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rule {
            Some(rule) => write!(f, "rule `{rule}`: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// The members of an object in their order, keys and values as written.
struct Members<'a>(Vec<(&'a str, &'a str)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                    members.push((key.get(), value.get()));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

impl<'a> Members<'a> {
    /// The value under one of `keys`, unless it is null.
    fn value(&self, keys: &[&str]) -> Option<&'a str> {
        let named = |key: &str| json_string::decode(key).is_some_and(|key| keys.contains(&key.as_str()));
        let (_, value) = self.0.iter().rev().find(|(key, value)| named(key) && *value != "null")?;
        Some(value)
    }

    /// Whether this is one rule, and no object of names and patterns, of which one might be called `name`.
    fn is_rule(&self) -> bool {
        let name = self.value(NAME).filter(|name| is_string(name)).and_then(json_string::decode);
        name.is_some_and(|name| !name.trim_start().starts_with('{'))
    }
}

/// A text that is known to be JSON.
pub(crate) struct RulesFile<'a> {
    text: &'a str,
}

impl<'a> RulesFile<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// Whether this may be a template, having a member that one has. To read all of a file as a template takes longer.
    pub(crate) fn may_be_template(&self) -> bool {
        const MEMBERS: &[&str] = &["Resources", "format_version", "service", "provider"];
        let root = self.text.trim_ascii();
        root.starts_with('{') && self.read::<Members<'a>>(root).is_ok_and(|members| members.value(MEMBERS).is_some())
    }

    /// Every member of the file, in order.
    pub(crate) fn entries(&self) -> Vec<Result<Entry, Mistake>> {
        self.split(self.text.trim_ascii()).unwrap_or_else(|mistake| vec![Err(mistake)])
    }

    fn split(&self, root: &'a str) -> Result<Vec<Result<Entry, Mistake>>, Mistake> {
        if root.starts_with('[') {
            return self.list(root);
        }
        if !root.starts_with('{') {
            let message = "rules are an object of names and patterns, or a list of rules";
            return Err(Mistake::new(message, self.range(root)));
        }
        let members: Members<'a> = self.read(root)?;
        match members.value(&["Rules"]).filter(|rules| rules.starts_with('[')) {
            Some(list) => {
                let mut entries = self.list(list)?;
                entries.extend(members.value(&["NextToken"]).map(|_| Ok(Entry::NextToken)));
                Ok(entries)
            }
            None if members.is_rule() => Ok(vec![self.rule(root)]),
            None => Ok(members.0.iter().map(|(key, value)| self.named(key, Some(value), key)).collect()),
        }
    }

    fn list(&self, list: &'a str) -> Result<Vec<Result<Entry, Mistake>>, Mistake> {
        let rules: Vec<&'a RawValue> = self.read(list)?;
        Ok(rules.into_iter().map(|rule| self.rule(rule.get())).collect())
    }

    /// A rule as the interfaces of AWS give it.
    fn rule(&self, text: &'a str) -> Result<Entry, Mistake> {
        let brace = self.range(text.get(..1).unwrap_or(text));
        if !text.starts_with('{') {
            return Err(Mistake::new("a rule is an object with a name and a pattern", self.range(text)));
        }
        let members: Members<'a> = self.read(text)?;
        let Some(name) = members.value(NAME) else {
            return Err(Mistake::new("this rule has no name", brace).with_help("give it a member `Name`"));
        };
        if !is_string(name) {
            return Err(Mistake::new("the name of a rule is a string", self.range(name)));
        }
        let is_disabled = members.value(STATE).is_some_and(|state| state == "\"DISABLED\"");
        if is_disabled { Ok(Entry::Disabled) } else { self.named(name, members.value(PATTERN), text) }
    }

    /// The rule of this name and pattern; `whole` is where it starts.
    fn named(&self, name: &'a str, pattern: Option<&'a str>, whole: &'a str) -> Result<Entry, Mistake> {
        let name = self.decode(name)?;
        let Some(pattern) = pattern.filter(|&pattern| pattern != "null") else { return Ok(Entry::NoPattern) };
        let pattern = self.pattern(pattern).map_err(|mistake| mistake.in_rule(&name))?;
        Ok(Entry::Rule(Rule { name, pattern, offset: self.range(whole).start }))
    }

    fn pattern(&self, raw: &'a str) -> Result<Pattern, Mistake> {
        let start = self.range(raw).start;
        let mistake =
            |error: &Error, range: Range<usize>| Mistake::of_error(error, start + range.start..start + range.end);
        if is_string(raw) {
            let text = self.decode(raw)?;
            text.parse().map_err(|error: Error| mistake(&error, json_string::source(raw, &error.span().range())))
        } else {
            parse_object(raw).map_err(|error| mistake(&error, error.span().range()))
        }
    }

    fn decode(&self, raw: &'a str) -> Result<String, Mistake> {
        let message = "this string holds half of a surrogate pair, which no rule can";
        json_string::decode(raw).ok_or_else(|| Mistake::new(message, self.range(raw)))
    }

    fn read<T: Deserialize<'a>>(&self, part: &'a str) -> Result<T, Mistake> {
        serde_json::from_str(part).map_err(|error| Mistake::new(&error.to_string(), self.range(part)))
    }

    /// Where `part`, a piece of this file, stands in it.
    fn range(&self, part: &'a str) -> Range<usize> {
        let start = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        start..start + part.len()
    }
}

fn is_string(raw: &str) -> bool {
    raw.starts_with('"')
}

/// A pattern that is part of a larger document, whose blanks AWS does not count.
fn parse_object(text: &str) -> Result<Pattern, Error> {
    match text.parse::<Pattern>() {
        Err(error) if error.kind() == ErrorKind::PatternTooLong => {
            let pattern = Pattern::parse_with(text, &PatternOptions::new().max_length(usize::MAX))?;
            without_blanks(text).parse::<Pattern>().map_or(Err(error), |_| Ok(pattern))
        }
        parsed => parsed,
    }
}

/// JSON text without the blanks between its tokens.
fn without_blanks(text: &str) -> String {
    let mut in_string = false;
    let mut is_escaped = false;
    text.chars()
        .filter(|&c| {
            in_string ^= c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            in_string || !c.is_ascii_whitespace()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_between_tokens_go() {
        assert_eq!(without_blanks("{ \"a \\\" b\\\\\" :\n[ 1, \" \" ]\t}"), r#"{"a \" b\\":[1," "]}"#);
    }
}
