//! Patterns, and events that nearly match them, made from a string of bytes.
//!
//! The bytes are choices: property tests draw them at random and shrink them, fuzzers mutate them. When they run out every
//! choice is the first one, which is the plainest. Values come from small pools, and an event is built from values that the
//! pattern accepts, then mutated, spread over arrays of objects, and spelled differently, so that about every second pair
//! matches.

#![allow(dead_code, unreachable_pub, reason = "each user uses a part of it")]

pub mod mutate;
pub mod pools;
pub mod schedule;
pub mod sets;

use pools::{PLAIN, Pools};

/// A pattern and an event, as JSON text.
#[derive(Debug)]
pub struct Pair {
    pub pattern: String,
    pub event: String,
}

/// Makes a pair. Nearly all patterns are valid; `$or` may be too wide or a wildcard too complex, and that is for the test
/// to find.
pub fn pair(bytes: &[u8]) -> Pair {
    let mut choices = Choices { bytes, pools: &PLAIN };
    let mut wanted = Vec::new();
    let pattern = fields(&mut choices, &mut Vec::new(), &mut wanted, 0);
    let event = event(&mut choices, wanted);
    Pair { pattern: text(&mut choices, &pattern), event: text(&mut choices, &event) }
}

/// Makes a pattern with one alternative per field and no `$or`, for peers that mix up alternatives.
pub fn plain_pair(bytes: &[u8]) -> Pair {
    let mut choices = Choices { bytes, pools: &PLAIN };
    let mut wanted = Vec::new();
    let mut members = Vec::new();
    for _ in 0..1 + choices.below(3) {
        let key = choices.pick(&choices.pools.keys).to_owned();
        let (alternative, value) = alternative(&mut choices);
        wanted.push((vec![key.clone()], value));
        members.retain(|(known, _)| *known != key);
        members.push((key, Json::Array(vec![alternative])));
    }
    let event = event(&mut choices, wanted);
    Pair { pattern: text(&mut choices, &Json::Object(members)), event: text(&mut choices, &event) }
}

/// A stream of small numbers, and what they choose from.
pub struct Choices<'a> {
    pub bytes: &'a [u8],
    pub pools: &'a Pools,
}

impl Choices<'_> {
    fn below(&mut self, limit: usize) -> usize {
        let number = match self.bytes {
            [] => 0,
            [first, second, rest @ ..] if limit > 256 => {
                self.bytes = rest;
                usize::from(*first) * 256 + usize::from(*second)
            }
            [first, rest @ ..] => {
                self.bytes = rest;
                usize::from(*first)
            }
        };
        number % limit
    }

    fn one_in(&mut self, limit: usize) -> bool {
        self.below(limit) == limit - 1
    }

    fn pick<'t, T: AsRef<str>>(&mut self, pool: &'t [T]) -> &'t str {
        pool[self.below(pool.len())].as_ref()
    }
}

#[derive(Debug, Clone)]
enum Json {
    Object(Vec<(String, Json)>),
    Array(Vec<Json>),
    /// A string, not yet quoted.
    String(String),
    /// Anything else, as written.
    Raw(String),
}

/// A path and a value that makes it match.
type Wanted = (Vec<String>, Json);

const RAW: &[&str] = &["null", "true", "false"];

fn string(choices: &mut Choices<'_>) -> String {
    let mut text = choices.pick(&choices.pools.strings).to_owned();
    if choices.one_in(4) {
        text.push_str(choices.pick(&choices.pools.strings));
    }
    text
}

fn number(choices: &mut Choices<'_>) -> Json {
    Json::Raw(choices.pick(&choices.pools.numbers).to_owned())
}

/// A number that AWS compares, nearly always.
fn comparable(choices: &mut Choices<'_>) -> Json {
    if choices.one_in(40) { number(choices) } else { Json::Raw(choices.pick(&choices.pools.comparable).to_owned()) }
}

fn scalar(choices: &mut Choices<'_>) -> Json {
    match choices.below(4) {
        0 | 1 => Json::String(string(choices)),
        2 => number(choices),
        _ => Json::Raw(choices.pick(RAW).to_owned()),
    }
}

/// Members of an object of a pattern.
fn fields(choices: &mut Choices<'_>, path: &mut Vec<String>, wanted: &mut Vec<Wanted>, depth: usize) -> Json {
    let mut members = Vec::new();
    for _ in 0..1 + choices.below(3) {
        let what = choices.below(if depth < 3 { 8 } else { 4 });
        if what == 7 {
            let branches = (0..2 + choices.below(2)).map(|_| fields(choices, path, wanted, depth + 1)).collect();
            members.push(("$or".to_owned(), Json::Array(branches)));
            continue;
        }
        let key = choices.pick(&choices.pools.keys).to_owned();
        path.push(key.clone());
        let value = if what >= 4 { fields(choices, path, wanted, depth + 1) } else { leaf(choices, path, wanted) };
        path.pop();
        members.push((key, value));
    }
    Json::Object(members)
}

fn leaf(choices: &mut Choices<'_>, path: &[String], wanted: &mut Vec<Wanted>) -> Json {
    let mut list = Vec::new();
    for _ in 0..1 + choices.below(3) * choices.below(2) {
        let (alternative, value) = alternative(choices);
        list.push(alternative);
        wanted.push((path.to_vec(), value));
    }
    Json::Array(list)
}

/// An alternative, and a value that it accepts most of the time.
fn alternative(choices: &mut Choices<'_>) -> (Json, Json) {
    let text = string(choices);
    let literal = Json::String(text.clone());
    let (name, operand, value) = match choices.below(16) {
        0..=2 => return (literal.clone(), literal),
        3 => {
            let number = number(choices);
            return (number.clone(), number);
        }
        4 => {
            let raw = Json::Raw(choices.pick(RAW).to_owned());
            return (raw.clone(), raw);
        }
        5 => ("prefix", affix(choices, literal), text + choices.pick(&choices.pools.strings)),
        6 => ("suffix", affix(choices, literal), choices.pick(&choices.pools.strings).to_owned() + &text),
        7 => ("equals-ignore-case", literal, if choices.one_in(2) { text.to_uppercase() } else { text.to_lowercase() }),
        8 => {
            let wildcard = wildcard(choices);
            ("wildcard", Json::String(wildcard.clone()), wildcard.replace('*', choices.pick(&choices.pools.strings)))
        }
        9 | 10 => {
            let (range, value) = range(choices);
            return (object("numeric", range), value);
        }
        11 => (
            "cidr",
            Json::String(choices.pick(&choices.pools.blocks).to_owned()),
            choices.pick(&choices.pools.addresses).to_owned(),
        ),
        12 => {
            let exists = choices.pick(&["false", "true"]).to_owned();
            return (object("exists", Json::Raw(exists)), scalar(choices));
        }
        13 => ("exactly", literal, text),
        _ => return (object("anything-but", excluded(choices)), scalar(choices)),
    };
    (object(name, operand), Json::String(value))
}

/// A wildcard that is well-formed, nearly always.
fn wildcard(choices: &mut Choices<'_>) -> String {
    if choices.one_in(40) { choices.pick(&["**", "\\a"]) } else { choices.pick(&choices.pools.wildcards) }.to_owned()
}

fn affix(choices: &mut Choices<'_>, literal: Json) -> Json {
    if choices.one_in(3) { object("equals-ignore-case", literal) } else { literal }
}

fn range(choices: &mut Choices<'_>) -> (Json, Json) {
    let sign = |sign: &str| Json::String(sign.to_owned());
    let low = comparable(choices);
    let list = match choices.below(4) {
        0 => vec![sign("="), low.clone()],
        1 => vec![sign(choices.pick(&["<", "<="])), low.clone()],
        2 => vec![sign(choices.pick(&[">", ">="])), low.clone()],
        _ => {
            let numbers = &choices.pools.comparable;
            let split = 1 + choices.below(numbers.len() - 5);
            let low = Json::Raw(numbers[choices.below(split)].clone());
            let high = Json::Raw(numbers[split + choices.below(3)].clone());
            vec![sign(choices.pick(&[">=", ">"])), low, sign(choices.pick(&["<=", "<"])), high]
        }
    };
    let value = if choices.one_in(2) { number(choices) } else { low };
    (Json::Array(list), value)
}

fn excluded(choices: &mut Choices<'_>) -> Json {
    let form = choices.below(6);
    let member = |choices: &mut Choices<'_>| match form {
        1 => comparable(choices),
        5 => Json::String(wildcard(choices)),
        2 | 3 => Json::String(string(choices) + choices.pick(&["a", "b", ""])),
        _ => Json::String(string(choices)),
    };
    let operand = match choices.below(3) {
        0 => member(choices),
        count => Json::Array((0..count).map(|_| member(choices)).collect()),
    };
    match form {
        0 | 1 => operand,
        2 => object("prefix", operand),
        3 => object("suffix", operand),
        4 => object("equals-ignore-case", operand),
        _ => object("wildcard", operand),
    }
}

fn object(key: &str, value: Json) -> Json {
    Json::Object(vec![(key.to_owned(), value)])
}

/// An event that has most of what is wanted, with some of it changed.
fn event(choices: &mut Choices<'_>, wanted: Vec<Wanted>) -> Json {
    let mut root = Vec::new();
    for (path, value) in wanted {
        match choices.below(8) {
            6 => insert(&mut root, &path, scalar(choices)),
            7 => {}
            _ => insert(&mut root, &path, value),
        }
    }
    if choices.one_in(3) {
        let key = choices.pick(&choices.pools.keys).to_owned();
        root.push((key, scalar(choices)));
    }
    Json::Object(root.into_iter().map(|(key, value)| spread_member(choices, key, value)).collect())
}

/// Puts a value at a path, into the list of what stands there.
fn insert(members: &mut Vec<(String, Json)>, path: &[String], value: Json) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    let at = members.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
        members.push((key.clone(), Json::Array(Vec::new())));
        members.len() - 1
    });
    let Json::Array(elements) = &mut members[at].1 else {
        return;
    };
    if rest.is_empty() {
        elements.push(value);
        return;
    }
    let objects = elements.iter_mut().filter_map(|element| match element {
        Json::Object(members) => Some(members),
        _ => None,
    });
    match objects.last() {
        Some(members) => insert(members, rest, value),
        None => {
            let mut members = Vec::new();
            insert(&mut members, rest, value);
            elements.push(Json::Object(members));
        }
    }
}

/// A member with its value spread, sometimes with its key joined to the next one.
fn spread_member(choices: &mut Choices<'_>, key: String, value: Json) -> (String, Json) {
    let value = spread(choices, value);
    match value {
        Json::Object(mut members) if members.len() == 1 && choices.one_in(8) => {
            let (inner, value) = members.remove(0);
            (format!("{key}.{inner}"), value)
        }
        value => (key, value),
    }
}

/// Turns objects into arrays of objects that share their members, and scalars into arrays.
fn spread(choices: &mut Choices<'_>, value: Json) -> Json {
    match value {
        Json::Object(members) => {
            let members: Vec<_> = members.into_iter().map(|(key, value)| spread_member(choices, key, value)).collect();
            let parts = match choices.below(4) {
                0 | 1 => return Json::Object(members),
                count => count,
            };
            let mut objects = vec![Vec::new(); parts];
            for member in members {
                if choices.one_in(3) {
                    objects[choices.below(parts)].push((member.0.clone(), scalar(choices)));
                }
                objects[choices.below(parts)].push(member);
            }
            let mut elements: Vec<Json> = objects.into_iter().map(Json::Object).collect();
            match choices.below(6) {
                4 => elements.push(scalar(choices)),
                5 => elements = vec![Json::Array(elements), Json::Object(Vec::new())],
                _ => {}
            }
            Json::Array(elements)
        }
        Json::Array(mut elements) if elements.len() == 1 => spread(choices, elements.remove(0)),
        Json::Array(elements) => Json::Array(elements.into_iter().map(|element| spread(choices, element)).collect()),
        scalar_value => match choices.below(10) {
            7 => Json::Array(vec![scalar(choices), scalar_value]),
            8 => Json::Array(vec![Json::Array(vec![scalar_value]), Json::Array(Vec::new())]),
            9 => scalar(choices),
            _ => scalar_value,
        },
    }
}

/// The text of a value, with blanks and escapes here and there.
fn text(choices: &mut Choices<'_>, value: &Json) -> String {
    let mut out = String::new();
    write(choices, value, &mut out);
    out
}

fn write(choices: &mut Choices<'_>, value: &Json, out: &mut String) {
    match value {
        Json::Object(members) => {
            out.push('{');
            for (i, (key, value)) in members.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                write_string(choices, key, out);
                out.push_str(if choices.one_in(10) { " : " } else { ":" });
                write(choices, value, out);
            }
            out.push('}');
        }
        Json::Array(elements) => {
            out.push('[');
            for (i, element) in elements.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                write(choices, element, out);
            }
            out.push_str(if choices.one_in(10) { "\n]" } else { "]" });
        }
        Json::String(text) => write_string(choices, text, out),
        Json::Raw(text) => out.push_str(text),
    }
}

fn write_string(choices: &mut Choices<'_>, text: &str, out: &mut String) {
    let escape_all = choices.one_in(12);
    out.push('"');
    for c in text.chars() {
        if escape_all || c < ' ' {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            if matches!(c, '"' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out.push('"');
}
