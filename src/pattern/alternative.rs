//! One member of a list of alternatives: a literal value or a match expression.

use std::net::IpAddr;

use crate::json::{Number, write_string};
use crate::pattern::event::Scalar;
use crate::pattern::fold;
use crate::pattern::ip::{self, Cidr};
use crate::pattern::wildcard::Wildcard;

#[derive(Debug, Clone)]
pub(crate) enum Alternative {
    Null,
    True,
    False,
    String(Box<str>),
    /// A string literal that spells an IP address: it matches every spelling of that address.
    Address(IpAddr),
    /// A number literal that AWS compares.
    Number(Number),
    /// A number literal that AWS does not compare: it matches these digits only.
    Digits(Box<str>),
    Exactly(Box<str>),
    Prefix(Box<str>),
    Suffix(Box<str>),
    PrefixIgnoreCase(Box<str>),
    SuffixIgnoreCase(Box<str>),
    EqualsIgnoreCase(Box<str>),
    Wildcard(Wildcard),
    Numeric(Range),
    Cidr(Cidr),
    Exists,
    Absent,
    AnythingBut(Excluded),
}

/// What `numeric` accepts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Range {
    Equal(Number),
    Bounds { lower: Option<Bound>, upper: Option<Bound> },
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Bound {
    pub(crate) number: Number,
    pub(crate) inclusive: bool,
}

/// What `anything-but` leaves out.
#[derive(Debug, Clone)]
pub(crate) enum Excluded {
    Strings(Box<[Box<str>]>),
    Numbers(Box<[Number]>),
    Prefixes(Box<[Box<str>]>),
    Suffixes(Box<[Box<str>]>),
    EqualsIgnoreCase(Box<[Box<str>]>),
    Wildcards(Box<[Wildcard]>),
}

impl Alternative {
    /// Whether a value that is present is accepted. [`Absent`](Self::Absent) accepts none.
    pub(crate) fn accepts(&self, value: &Scalar<'_>) -> bool {
        match self {
            Self::Exists => return true,
            Self::Absent => return false,
            Self::AnythingBut(excluded) => return !excluded.contains(value),
            _ => {}
        }
        match value {
            Scalar::Null => matches!(self, Self::Null),
            Scalar::True => matches!(self, Self::True),
            Scalar::False => matches!(self, Self::False),
            Scalar::Number { text, value } => match self {
                Self::Number(number) => *value == Some(*number),
                Self::Digits(digits) => **digits == **text,
                Self::Numeric(range) => value.is_some_and(|value| range.contains(value)),
                _ => false,
            },
            Scalar::String(text) => self.accepts_string(text),
            Scalar::BrokenString => false,
        }
    }

    /// Whether a string is accepted, by an alternative that is for strings.
    pub(crate) fn accepts_string(&self, value: &str) -> bool {
        match self {
            Self::String(text) | Self::Exactly(text) => **text == *value,
            Self::Address(address) => ip::parse_address(value) == Some(*address),
            Self::Prefix(prefix) => value.starts_with(&**prefix),
            Self::Suffix(suffix) => value.ends_with(&**suffix),
            Self::PrefixIgnoreCase(prefix) => fold::strip_prefix(value, prefix).is_some(),
            Self::SuffixIgnoreCase(suffix) => fold::strip_suffix(value, suffix).is_some(),
            Self::EqualsIgnoreCase(text) => fold::equals(value, text),
            Self::Wildcard(wildcard) => wildcard.matches(value),
            Self::Cidr(cidr) => ip::parse_address(value).is_some_and(|address| cidr.contains(address)),
            _ => false,
        }
    }

    /// The string that a value has to be, if it has to be one.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self {
            Self::String(text) | Self::Exactly(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn heap_size(&self) -> usize {
        match self {
            Self::String(text)
            | Self::Digits(text)
            | Self::Exactly(text)
            | Self::Prefix(text)
            | Self::Suffix(text)
            | Self::PrefixIgnoreCase(text)
            | Self::SuffixIgnoreCase(text)
            | Self::EqualsIgnoreCase(text) => text.len(),
            Self::Wildcard(wildcard) => wildcard.heap_size(),
            Self::AnythingBut(excluded) => excluded.heap_size(),
            _ => 0,
        }
    }

    /// Writes this alternative as canonical JSON.
    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::True => out.push_str("true"),
            Self::False => out.push_str("false"),
            Self::String(text) => write_string(out, text),
            Self::Address(address) => write_string(out, &ip::spell(*address)),
            Self::Number(number) => out.push_str(&number.canonical()),
            Self::Digits(digits) => out.push_str(digits),
            Self::Exactly(text) => operator(out, "exactly", |out| write_string(out, text)),
            Self::Prefix(prefix) => operator(out, "prefix", |out| write_string(out, prefix)),
            Self::Suffix(suffix) => operator(out, "suffix", |out| write_string(out, suffix)),
            Self::PrefixIgnoreCase(prefix) => operator(out, "prefix", |out| ignore_case(out, prefix)),
            Self::SuffixIgnoreCase(suffix) => operator(out, "suffix", |out| ignore_case(out, suffix)),
            Self::EqualsIgnoreCase(_) | Self::Wildcard(_) | Self::Cidr(_) => self.write_simple(out),
            Self::Numeric(range) => operator(out, "numeric", |out| range.write(out)),
            Self::Exists => operator(out, "exists", |out| out.push_str("true")),
            Self::Absent => operator(out, "exists", |out| out.push_str("false")),
            Self::AnythingBut(excluded) => operator(out, "anything-but", |out| excluded.write(out)),
        }
    }

    fn write_simple(&self, out: &mut String) {
        match self {
            Self::EqualsIgnoreCase(text) => ignore_case(out, text),
            Self::Wildcard(wildcard) => operator(out, "wildcard", |out| write_string(out, &wildcard.text())),
            Self::Cidr(cidr) => operator(out, "cidr", |out| write_string(out, &cidr.to_string())),
            _ => {}
        }
    }
}

impl Range {
    pub(crate) fn contains(&self, value: Number) -> bool {
        match *self {
            Self::Equal(number) => value == number,
            Self::Bounds { lower, upper } => {
                let above = |bound: Bound| value > bound.number || (bound.inclusive && value == bound.number);
                let below = |bound: Bound| value < bound.number || (bound.inclusive && value == bound.number);
                lower.is_none_or(above) && upper.is_none_or(below)
            }
        }
    }

    fn write(&self, out: &mut String) {
        let term = |sign: &str, number: Number| format!("\"{sign}\",{}", number.canonical());
        let bound =
            |sign: &str, bound: Bound| term(&format!("{sign}{}", if bound.inclusive { "=" } else { "" }), bound.number);
        let terms = match *self {
            Self::Equal(number) => vec![term("=", number)],
            Self::Bounds { lower, upper } => {
                lower.map(|lower| bound(">", lower)).into_iter().chain(upper.map(|upper| bound("<", upper))).collect()
            }
        };
        out.push('[');
        out.push_str(&terms.join(","));
        out.push(']');
    }
}

impl Excluded {
    /// Whether `value` is one of those left out. Only strings can be left out by strings, and numbers by numbers.
    pub(crate) fn contains(&self, value: &Scalar<'_>) -> bool {
        match value {
            Scalar::String(value) => self.contains_string(value),
            Scalar::Number { value: Some(value), .. } => match self {
                Self::Numbers(numbers) => numbers.contains(value),
                _ => false,
            },
            _ => false,
        }
    }

    pub(crate) fn contains_string(&self, value: &str) -> bool {
        match self {
            Self::Numbers(_) => false,
            Self::Strings(texts) => texts.iter().any(|text| **text == *value),
            Self::Prefixes(prefixes) => prefixes.iter().any(|prefix| value.starts_with(&**prefix)),
            Self::Suffixes(suffixes) => suffixes.iter().any(|suffix| value.ends_with(&**suffix)),
            Self::EqualsIgnoreCase(texts) => texts.iter().any(|text| fold::equals(value, text)),
            Self::Wildcards(wildcards) => wildcards.iter().any(|wildcard| wildcard.matches(value)),
        }
    }

    pub(crate) fn heap_size(&self) -> usize {
        match self {
            Self::Strings(texts) | Self::Prefixes(texts) | Self::Suffixes(texts) | Self::EqualsIgnoreCase(texts) => {
                texts.iter().map(|text| text.len() + size_of::<Box<str>>()).sum()
            }
            Self::Numbers(numbers) => size_of_val(&**numbers),
            Self::Wildcards(wildcards) => wildcards.iter().map(|one| one.heap_size() + size_of::<Wildcard>()).sum(),
        }
    }

    fn write(&self, out: &mut String) {
        let strings = |texts: &[Box<str>]| texts.iter().map(|text| quoted(text)).collect::<Vec<_>>();
        match self {
            Self::Strings(texts) => list(out, strings(texts)),
            Self::Numbers(numbers) => list(out, numbers.iter().map(|number| number.canonical()).collect()),
            Self::Prefixes(texts) => operator(out, "prefix", |out| list(out, strings(texts))),
            Self::Suffixes(texts) => operator(out, "suffix", |out| list(out, strings(texts))),
            Self::EqualsIgnoreCase(texts) => operator(out, "equals-ignore-case", |out| list(out, strings(texts))),
            Self::Wildcards(wildcards) => {
                let texts = wildcards.iter().map(|wildcard| quoted(&wildcard.text())).collect();
                operator(out, "wildcard", |out| list(out, texts));
            }
        }
    }
}

fn quoted(text: &str) -> String {
    let mut json = String::new();
    write_string(&mut json, text);
    json
}

fn operator(out: &mut String, name: &str, operand: impl FnOnce(&mut String)) {
    out.push_str("{\"");
    out.push_str(name);
    out.push_str("\":");
    operand(out);
    out.push('}');
}

fn ignore_case(out: &mut String, text: &str) {
    operator(out, "equals-ignore-case", |out| write_string(out, text));
}

/// Writes a list whose order and repetitions mean nothing: sorted, each once, and bare if there is only one.
fn list(out: &mut String, mut members: Vec<String>) {
    members.sort_unstable();
    members.dedup();
    match members.as_slice() {
        [one] => out.push_str(one),
        _ => {
            out.push('[');
            out.push_str(&members.join(","));
            out.push(']');
        }
    }
}
