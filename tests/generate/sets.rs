//! Many patterns that have fields and values in common, and events that each nearly match some of them.

use super::pools::Pools;
use super::{Choices, Json, Wanted, event, fields, leaf, object, scalar, text};

/// Patterns and events, as JSON text.
#[derive(Debug)]
pub struct Crowd {
    pub patterns: Vec<String>,
    pub events: Vec<String>,
}

/// Makes at most so many patterns and events; three quarters of the bytes are for the patterns.
pub fn crowd(bytes: &[u8], pools: &Pools, patterns: usize, events: usize) -> Crowd {
    let (for_patterns, for_events) = bytes.split_at(bytes.len() / 4 * 3);
    let mut choices = Choices { bytes: for_patterns, pools };
    let mut made: Vec<Made> = Vec::new();
    while made.is_empty() || (made.len() < patterns && !choices.bytes.is_empty()) {
        let earlier = made.get(choices.below(made.len().max(1))).cloned();
        let next = match (choices.below(8), earlier) {
            (5 | 6, Some(earlier)) => earlier.varied(&mut choices),
            (7, Some(earlier)) => earlier,
            (0..=2, _) => Made::plain(&mut choices),
            _ => Made::new(&mut choices),
        };
        made.push(next);
    }
    let patterns = made.iter().map(|made| text(&mut choices, &made.pattern)).collect();

    let mut choices = Choices { bytes: for_events, pools };
    let events = (0..events).map(|_| about(&mut choices, &made)).collect();
    Crowd { patterns, events }
}

/// A pattern and values that it accepts.
#[derive(Debug, Clone)]
struct Made {
    pattern: Json,
    wanted: Vec<Wanted>,
}

impl Made {
    fn new(choices: &mut Choices<'_>) -> Self {
        let mut wanted = Vec::new();
        let pattern = fields(choices, &mut Vec::new(), &mut wanted, 0);
        Self { pattern, wanted }
    }

    /// A few fields, none of them deep.
    fn plain(choices: &mut Choices<'_>) -> Self {
        let (mut members, mut wanted) = (Vec::new(), Vec::new());
        for _ in 0..1 + choices.below(3) {
            let keys = choices.pools.keys.len().min(5);
            let mut path = vec![choices.pools.keys[choices.below(keys)].clone()];
            if choices.one_in(3) {
                path.push(choices.pools.keys[choices.below(keys)].clone());
            }
            let list = leaf(choices, &path, &mut wanted);
            let value = path.iter().skip(1).fold(list, |value, key| object(key, value));
            members.push((path.swap_remove(0), value));
        }
        Self { pattern: Json::Object(members), wanted }
    }

    /// The same with other alternatives for one of the fields.
    fn varied(mut self, choices: &mut Choices<'_>) -> Self {
        let mut left = choices.below(4);
        while !exchange(choices, &mut self.pattern, &mut Vec::new(), &mut left, &mut self.wanted) {}
        self
    }
}

/// Exchanges a leaf of a pattern, `left` leaves into it; whether it got that far.
fn exchange(
    choices: &mut Choices<'_>,
    object: &mut Json,
    path: &mut Vec<String>,
    left: &mut usize,
    wanted: &mut Vec<Wanted>,
) -> bool {
    let Json::Object(members) = object else {
        return false;
    };
    for (key, value) in members {
        let done = match value {
            Json::Array(branches) if key == "$or" => {
                branches.iter_mut().any(|branch| exchange(choices, branch, path, left, wanted))
            }
            Json::Array(_) if *left > 0 => {
                *left -= 1;
                false
            }
            Json::Array(_) => {
                path.push(key.clone());
                wanted.retain(|(known, _)| known != path);
                *value = leaf(choices, path, wanted);
                path.pop();
                true
            }
            object => {
                path.push(key.clone());
                let done = exchange(choices, object, path, left, wanted);
                path.pop();
                done
            }
        };
        if done {
            return true;
        }
    }
    false
}

/// An event with what some of the patterns want, and more.
fn about(choices: &mut Choices<'_>, made: &[Made]) -> String {
    let mut wanted: Vec<Wanted> = Vec::new();
    for _ in 0..1 + choices.below(4) {
        wanted.extend(made[choices.below(made.len())].wanted.iter().cloned());
    }
    if choices.one_in(2) {
        let mut known = Vec::new();
        wanted.retain(|(path, _)| !known.contains(path) && (known.push(path.clone()), true).1);
    }
    for (_, value) in &mut wanted {
        if choices.one_in(4) {
            nudge(choices, value);
        }
    }
    let mut event = event(choices, wanted);
    if let Json::Object(members) = &mut event {
        let count = match choices.below(8) {
            0..=3 => 0,
            7 => 100 + choices.below(60),
            count => count,
        };
        for i in 0..count {
            let at = choices.below(members.len() + 1);
            members.insert(at, noise(choices, i));
        }
    }
    if choices.one_in(2) {
        name_paths_once(&mut event);
    }
    text(choices, &event)
}

/// Makes a value another one close by.
fn nudge(choices: &mut Choices<'_>, value: &mut Json) {
    let pools = choices.pools;
    match value {
        Json::String(text) => match choices.below(7) {
            0 => drop(text.pop()),
            1 => text.push(text.chars().last().unwrap_or('a')),
            2 => *text = text.to_uppercase(),
            3 => *text = text.to_lowercase(),
            4 => text.insert(0, 'b'),
            5 => text.push_str(choices.pick(&pools.strings)),
            _ => *text = choices.pick(&pools.addresses).to_owned(),
        },
        Json::Raw(text) => match choices.below(4) {
            0 => text.clone_from(&pools.comparable[choices.below(pools.comparable.len())]),
            1 if text.contains(|c: char| c.is_ascii_digit()) && !text.contains(['e', 'E']) => text.push_str("e0"),
            2 => *value = Json::String(text.clone()),
            _ => *value = scalar(choices),
        },
        _ => {}
    }
}

/// A member that few patterns name, hard to step over.
fn noise(choices: &mut Choices<'_>, i: usize) -> (String, Json) {
    const STRINGS: &[&str] = &["}", "]", "{\"a\":", "\\", "\"", "\\\"", ",", "[[", "a\":\"b", "\\\\\\\\\\", "\u{e9}{"];
    let key = match choices.below(4) {
        0 => choices.pick(STRINGS).to_owned(),
        1 => choices.pick(&choices.pools.keys).to_owned() + "_",
        _ => format!("n{i}"),
    };
    let text = Json::String(choices.pick(STRINGS).repeat(choices.below(9)));
    let value = match choices.below(6) {
        0 => text,
        1 => Json::Array(vec![text, Json::Array(Vec::new()), Json::Object(Vec::new())]),
        2 => object("a", Json::Array(vec![object("b", text)])),
        3 => object(choices.pick(STRINGS), text),
        _ => scalar(choices),
    };
    (key, value)
}

/// Takes out of every object what may name a path again: the same key, and keys with points that begin alike.
fn name_paths_once(value: &mut Json) {
    match value {
        Json::Object(members) => {
            let mut known: Vec<String> = Vec::new();
            members.retain(|(key, _)| {
                let first = key.split('.').next().unwrap_or_default().to_owned();
                !known.contains(&first) && (known.push(first), true).1
            });
            members.iter_mut().for_each(|(_, value)| name_paths_once(value));
        }
        Json::Array(elements) => elements.iter_mut().for_each(name_paths_once),
        Json::String(_) | Json::Raw(_) => {}
    }
}
