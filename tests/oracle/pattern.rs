//! Decides which patterns are accepted, and the sub-rules a pattern stands for: it matches if any of them does.
//!
//! From event-ruler, whose refusals AWS was seen to repeat: a pattern is a non-empty object of non-empty objects down to
//! non-empty lists of alternatives; an alternative is a scalar or an object of exactly one operator. Objects under the same
//! key merge; of two lists at the same path the later one counts (observed on AWS).
//!
//! `$or`, as a key of an object at any depth, is a list of two objects or more. It turns every sub-rule so far into one for
//! each of its members; what comes after it in the text goes into all of them. So a path inside and beside `$or` means
//! whichever is later in the text. Inside `$or` the names of operators, present and planned, are no field names.
//!
//! Decided: at most 4,096 characters and 1,000 sub-rules (AWS' documented limits); a lone surrogate anywhere is refused; an
//! empty list in any `anything-but` is refused (event-ruler's check lets some through and then fails). A list that is later
//! replaced must be valid all the same, its wildcard score included.

use std::rc::Rc;

use super::alternative::{Alternative, Comparison, StringTest};
use super::consistency::SubRule;
use super::json::{self, Json, Text};
use super::path::{self, Path};
use super::{ip, number, wildcard};

const MOST_CHARACTERS: usize = 4_096;
const MOST_SUB_RULES: usize = 1_000;
const HIGHEST_WILDCARD_SCORE: usize = 10;

const RESERVED_INSIDE_OR: [&str; 24] = [
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// The sub-rules of a pattern; `None` if it is refused.
pub fn compile(pattern: &str) -> Option<Vec<SubRule>> {
    if pattern.chars().count() > MOST_CHARACTERS {
        return None;
    }
    let Json::Object(members) = json::parse(pattern)? else {
        return None;
    };
    let mut sub_rules = vec![SubRule::new()];
    object(&members, None, false, &mut sub_rules)?;
    Some(sub_rules)
}

/// Adds what the object at `path` demands to all sub-rules.
fn object(members: &[(Text, Json)], path: Option<&Path>, inside_or: bool, sub_rules: &mut Vec<SubRule>) -> Option<()> {
    if members.is_empty() {
        return None;
    }
    for (key, value) in members {
        let name = json::unicode(key)?;
        if name == "$or" {
            *sub_rules = or(value, path, sub_rules)?;
            continue;
        }
        if inside_or && RESERVED_INSIDE_OR.contains(&name.as_str()) {
            return None;
        }
        let path = path::child(path, key);
        match value {
            Json::Object(members) => object(members, Some(&path), inside_or, sub_rules)?,
            Json::Array(members) => {
                let alternatives = Rc::new(alternatives(members)?);
                for sub_rule in sub_rules.iter_mut() {
                    sub_rule.insert(path.clone(), Rc::clone(&alternatives));
                }
            }
            _ => return None,
        }
    }
    Some(())
}

/// The sub-rules after a `$or` in the object at `path`.
fn or(value: &Json, path: Option<&Path>, sub_rules_before: &[SubRule]) -> Option<Vec<SubRule>> {
    let Json::Array(branches) = value else {
        return None;
    };
    if branches.len() < 2 {
        return None;
    }
    let mut sub_rules = Vec::new();
    for branch in branches {
        let Json::Object(members) = branch else {
            return None;
        };
        let mut of_this_branch = sub_rules_before.to_vec();
        object(members, path, true, &mut of_this_branch)?;
        sub_rules.extend(of_this_branch);
        // What follows never makes them fewer, so this can be said at once.
        if sub_rules.len() > MOST_SUB_RULES {
            return None;
        }
    }
    Some(sub_rules)
}

/// A list of alternatives.
fn alternatives(members: &[Json]) -> Option<Vec<Alternative>> {
    if members.is_empty() {
        return None;
    }
    let alternatives: Vec<Alternative> = members.iter().map(alternative).collect::<Option<_>>()?;
    wildcard::score(&wildcards(&alternatives), HIGHEST_WILDCARD_SCORE)?;
    Some(alternatives)
}

/// All wildcard strings of a list of alternatives.
fn wildcards(alternatives: &[Alternative]) -> Vec<&str> {
    let mut wildcards = Vec::new();
    for alternative in alternatives {
        let tests = match alternative {
            Alternative::String(test) => std::slice::from_ref(test),
            Alternative::NoneOf(tests) => tests,
            _ => &[],
        };
        for test in tests {
            if let StringTest::Wildcard(text) = test {
                wildcards.push(text.as_str());
            }
        }
    }
    wildcards
}

fn alternative(value: &Json) -> Option<Alternative> {
    match value {
        Json::Null => Some(Alternative::Null),
        Json::Bool(bool) => Some(Alternative::Bool(*bool)),
        Json::Number(text) => Some(Alternative::Number(text.clone())),
        Json::String(_) => {
            let text = string(value)?;
            Some(Alternative::String(match ip::address(&text) {
                Some(address) => StringTest::Address(address),
                None => StringTest::Equals(text),
            }))
        }
        Json::Array(_) => None,
        Json::Object(_) => {
            let (operator, operand) = only_member(value)?;
            match operator.as_str() {
                "exists" => exists(operand),
                "numeric" => numeric(operand).map(Alternative::Numeric),
                "anything-but" => anything_but(operand),
                _ => string_operator(&operator, operand).map(Alternative::String),
            }
        }
    }
}

fn string_operator(operator: &str, operand: &Json) -> Option<StringTest> {
    match (operator, operand) {
        ("prefix", Json::Object(_)) => ignoring_case(operand).map(StringTest::PrefixIgnoreCase),
        ("suffix", Json::Object(_)) => ignoring_case(operand).map(StringTest::SuffixIgnoreCase),
        ("exactly", _) => string(operand).map(StringTest::Equals),
        ("prefix", _) => string(operand).map(StringTest::Prefix),
        ("suffix", _) => string(operand).map(StringTest::Suffix),
        ("equals-ignore-case", _) => string(operand).map(StringTest::EqualsIgnoreCase),
        ("wildcard", _) => string(operand).filter(|text| wildcard::is_valid(text)).map(StringTest::Wildcard),
        ("cidr", _) => ip::block(&string(operand)?).map(StringTest::Block),
        _ => None,
    }
}

/// `{"equals-ignore-case": string}`
fn ignoring_case(operand: &Json) -> Option<String> {
    let (operator, operand) = only_member(operand)?;
    if operator == "equals-ignore-case" { string(operand) } else { None }
}

fn exists(operand: &Json) -> Option<Alternative> {
    match operand {
        Json::Bool(true) => Some(Alternative::Present),
        Json::Bool(false) => Some(Alternative::Absent),
        _ => None,
    }
}

/// `["=", n]`, `["<", n]`, `["<=", n]`, `[">", n]`, `[">=", n]`, or a range, from below: `[">", n, "<=", m]`, n less than m.
fn numeric(operand: &Json) -> Option<Vec<(Comparison, f64)>> {
    let Json::Array(members) = operand else {
        return None;
    };
    match members.as_slice() {
        [operator, bound] => Some(vec![(comparison(operator)?, comparable(bound)?)]),
        [lower, bottom, upper, top] => {
            let (lower, bottom) = (comparison(lower)?, comparable(bottom)?);
            let (upper, top) = (comparison(upper)?, comparable(top)?);
            let from_below = matches!(lower, Comparison::Greater | Comparison::GreaterOrEqual)
                && matches!(upper, Comparison::Less | Comparison::LessOrEqual);
            (from_below && bottom < top).then_some(vec![(lower, bottom), (upper, top)])
        }
        _ => None,
    }
}

fn comparison(operator: &Json) -> Option<Comparison> {
    match string(operator)?.as_str() {
        "=" => Some(Comparison::Equal),
        "<" => Some(Comparison::Less),
        "<=" => Some(Comparison::LessOrEqual),
        ">" => Some(Comparison::Greater),
        ">=" => Some(Comparison::GreaterOrEqual),
        _ => None,
    }
}

/// A string, a number, a list of only strings or only numbers, or one string operator with a string or a list of strings.
fn anything_but(operand: &Json) -> Option<Alternative> {
    match operand {
        Json::Object(_) => {
            let (operator, operand) = only_member(operand)?;
            let tests = one_or_more(operand)?.iter().map(|member| but(&operator, member)).collect::<Option<_>>()?;
            Some(Alternative::NoneOf(tests))
        }
        _ => {
            let members = one_or_more(operand)?;
            if let Some(numbers) = members.iter().map(comparable).collect::<Option<_>>() {
                return Some(Alternative::NoneOfNumbers(numbers));
            }
            let tests = members.iter().map(|member| string(member).map(StringTest::Equals)).collect::<Option<_>>()?;
            Some(Alternative::NoneOf(tests))
        }
    }
}

/// One string under an operator in `anything-but`.
fn but(operator: &str, operand: &Json) -> Option<StringTest> {
    let text = string(operand)?;
    match operator {
        "prefix" | "suffix" if text.is_empty() => None,
        "prefix" | "suffix" | "equals-ignore-case" | "wildcard" => string_operator(operator, operand),
        _ => None,
    }
}

/// A list's members, not none; or the one value that is no list.
fn one_or_more(operand: &Json) -> Option<&[Json]> {
    match operand {
        Json::Array(members) if members.is_empty() => None,
        Json::Array(members) => Some(members),
        single => Some(std::slice::from_ref(single)),
    }
}

/// The one key of an object that has exactly one, and its value.
fn only_member(object: &Json) -> Option<(String, &Json)> {
    match object {
        Json::Object(members) => match members.as_slice() {
            [(key, value)] => Some((json::unicode(key)?, value)),
            _ => None,
        },
        _ => None,
    }
}

fn string(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => json::unicode(text),
        _ => None,
    }
}

fn comparable(value: &Json) -> Option<f64> {
    match value {
        Json::Number(text) => number::comparable(text),
        _ => None,
    }
}
