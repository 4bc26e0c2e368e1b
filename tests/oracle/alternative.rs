//! Decides whether one alternative of a field accepts one value of an event.
//!
//! From AWS' recorded verdicts and event-ruler:
//! * String operators accept strings only, `numeric` accepts comparable numbers only; `null` accepts a present null only, and
//!   `true`, `false` and `null` are not the strings of that name.
//! * Every `anything-but` accepts every scalar it does not exclude, whatever its type: null, a number against strings, a string
//!   against numbers. What is absent it does not accept, because there is no value to accept.
//! * A string literal that looks like an IP address matches by address; `exactly` and `anything-but` compare text.
//!
//! Decided: an event string with a lone surrogate (`None` below) equals nothing and passes no string test, not even
//! `prefix: ""`; so every `anything-but` accepts it.

use super::{fold, ip, number, wildcard};

/// A value in an event that is no container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    /// `None`: it has a lone surrogate.
    String(Option<String>),
}

/// One member of a list of alternatives.
#[derive(Debug, Clone, PartialEq)]
pub enum Alternative {
    Null,
    Bool(bool),
    /// A number literal, as written.
    Number(String),
    String(StringTest),
    /// `numeric`: all of the comparisons hold.
    Numeric(Vec<(Comparison, f64)>),
    /// `anything-but` of strings or of a string operator: none of the tests holds.
    NoneOf(Vec<StringTest>),
    /// `anything-but` of numbers.
    NoneOfNumbers(Vec<f64>),
    /// `exists: true`
    Present,
    /// `exists: false`, which accepts no value; what it does accept is decided where a path has no value.
    Absent,
}

#[derive(Debug, Clone, PartialEq)]
pub enum StringTest {
    Equals(String),
    Address(ip::Address),
    Block(ip::Block),
    Prefix(String),
    Suffix(String),
    EqualsIgnoreCase(String),
    PrefixIgnoreCase(String),
    SuffixIgnoreCase(String),
    Wildcard(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Alternative {
    pub fn accepts(&self, value: &Scalar) -> bool {
        match (self, value) {
            (Alternative::Null, Scalar::Null) => true,
            (Alternative::Bool(wanted), Scalar::Bool(given)) => wanted == given,
            (Alternative::Number(wanted), Scalar::Number(given)) => number::equal(wanted, given),
            (Alternative::String(test), Scalar::String(Some(given))) => test.holds(given),
            (Alternative::Numeric(comparisons), Scalar::Number(given)) => match number::comparable(given) {
                Some(given) => comparisons.iter().all(|(comparison, bound)| comparison.holds(given, *bound)),
                None => false,
            },
            (Alternative::NoneOf(tests), Scalar::String(Some(given))) => !tests.iter().any(|test| test.holds(given)),
            (Alternative::NoneOf(_), _) => true,
            (Alternative::NoneOfNumbers(excluded), Scalar::Number(given)) => match number::comparable(given) {
                Some(given) => !excluded.contains(&given),
                None => true,
            },
            (Alternative::NoneOfNumbers(_), _) => true,
            (Alternative::Present, _) => true,
            (Alternative::Absent, _) => false,
            _ => false,
        }
    }
}

impl StringTest {
    fn holds(&self, value: &str) -> bool {
        match self {
            StringTest::Equals(text) => value == text,
            StringTest::Address(address) => ip::address(value) == Some(*address),
            StringTest::Block(block) => ip::address(value).is_some_and(|address| block.holds(address)),
            StringTest::Prefix(text) => value.starts_with(text),
            StringTest::Suffix(text) => value.ends_with(text),
            StringTest::EqualsIgnoreCase(text) => fold::equals(text, value),
            StringTest::PrefixIgnoreCase(text) => fold::is_prefix(text, value),
            StringTest::SuffixIgnoreCase(text) => fold::is_suffix(text, value),
            StringTest::Wildcard(text) => wildcard::matches(text, value),
        }
    }
}

impl Comparison {
    fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Comparison::Equal => value == bound,
            Comparison::Less => value < bound,
            Comparison::LessOrEqual => value <= bound,
            Comparison::Greater => value > bound,
            Comparison::GreaterOrEqual => value >= bound,
        }
    }
}
