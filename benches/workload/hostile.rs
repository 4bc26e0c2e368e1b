//! Shapes on which matchers are known to break down: to slow, or to take the square or the cube of the work.

use super::events::Events;
use super::random::Random;

pub struct Shape {
    pub name: String,
    pub rules: Vec<String>,
    /// The wildcard complexity that the rules need.
    pub complexity: usize,
    pub events: Events,
}

impl Shape {
    fn new(
        name: &str,
        rules: impl IntoIterator<Item = impl Into<String>>,
        events: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            rules: rules.into_iter().map(Into::into).collect(),
            complexity: 10,
            events: events.into_iter().collect(),
        }
    }
}

fn list(count: usize, member: impl FnMut(usize) -> String) -> String {
    (0..count).map(member).collect::<Vec<_>>().join(",")
}

/// Arrays whose members can be combined in many ways.
pub fn arrays() -> Vec<Shape> {
    let eighty = |name: &str| format!(r#""{name}":[{}]"#, list(80, |nth| format!(r#""{name}{nth}""#)));
    let anything_but = r#""a":[{"anything-but":"x"}],"b":[{"anything-but":"x"}],"c":[{"anything-but":"x"}]"#;
    vec![
        Shape::new(
            "1,000 strings and a scalar",
            [
                r#"{"tags":[{"exists":true}],"type":[{"exists":true}]}"#,
                r#"{"tags":[{"exists":true}],"type":["another"]}"#,
            ],
            [format!(r#"{{"tags":[{}],"type":"one"}}"#, list(1_000, |nth| format!(r#""tag-{nth}""#)))],
        ),
        Shape::new(
            "1,000 objects, each with both fields",
            [
                r#"{"items":{"a":[{"exists":true}],"b":[{"exists":true}]}}"#,
                // 500 objects have the one and 500 the other, none has both.
                r#"{"items":{"a":["even"],"b":["odd"]}}"#,
            ],
            [format!(
                r#"{{"items":[{}]}}"#,
                list(1_000, |nth| {
                    let parity = if nth % 2 == 0 { "even" } else { "odd" };
                    format!(r#"{{"a":"{parity}","b":"{parity}"}}"#)
                })
            )],
        ),
        Shape::new(
            "999 objects with one field, the last with both",
            [
                r#"{"items":{"a":[{"exists":true}],"b":[{"exists":true}]}}"#,
                r#"{"items":{"a":[{"anything-but":"last"}],"b":[{"exists":true}]}}"#,
            ],
            [format!(r#"{{"items":[{},{{"a":"last","b":1}}]}}"#, list(999, |nth| format!(r#"{{"a":"{nth}"}}"#)))],
        ),
        Shape::new(
            "100 arrays of 100 objects",
            [
                r#"{"rows":{"name":[{"prefix":"row"}],"cells":{"x":["even"],"y":["even"]}}}"#,
                r#"{"rows":{"name":[{"prefix":"row"}],"cells":{"x":["even"],"y":["odd"]}}}"#,
            ],
            [format!(
                r#"{{"rows":[{}]}}"#,
                list(100, |row| {
                    let cells = list(100, |nth| {
                        let parity = if nth % 2 == 0 { "even" } else { "odd" };
                        format!(r#"{{"x":"{parity}","y":"{parity}"}}"#)
                    });
                    format!(r#"{{"name":"row-{row}","cells":[{cells}]}}"#)
                })
            )],
        ),
        Shape::new(
            "three anything-but over three arrays of 80",
            [format!("{{{anything_but}}}"), format!(r#"{{{anything_but},"d":["another"]}}"#)],
            [format!(r#"{{{},{},{},"d":"one"}}"#, eighty("a"), eighty("b"), eighty("c"))],
        ),
    ]
}

/// A thousand rules on one field, without a single exact value; 200 events with a value each.
pub fn one_field() -> Vec<Shape> {
    let shape = |name: &str, value: fn(&mut Random) -> String, condition: &dyn Fn(usize) -> String| {
        let mut random = Random::new(5);
        let rules = (0..1_000).map(|nth| format!(r#"{{"key":[{{{}}}]}}"#, condition(nth)));
        let events = (0..200).map(|_| format!(r#"{{"key":{}}}"#, value(&mut random)));
        Shape::new(&format!("1,000 {name}"), rules, events)
    };
    // Spread over the whole range of six digits.
    let six = |nth: usize| nth * 997 + 13;
    vec![
        shape("prefix", digits, &|nth| format!(r#""prefix":"{nth:03}""#)),
        shape("suffix", digits, &|nth| format!(r#""suffix":"{nth:03}""#)),
        shape("wildcard", digits, &|nth| format!(r#""wildcard":"{}*{}*{}""#, nth / 100, nth / 10 % 10, nth % 10)),
        shape("equals-ignore-case", folded, &|nth| format!(r#""equals-ignore-case":"Key-{nth:03}""#)),
        shape("cidr", address, &|nth| format!(r#""cidr":"10.{}.{}.0/{}""#, nth % 64, nth % 256, 14 + nth % 11)),
        shape("numeric", number, &|nth| format!(r#""numeric":[">=",{},"<",{}]"#, six(nth), six(nth) + 10_000)),
        shape("anything-but", digits, &|nth| format!(r#""anything-but":["{:06}","{:06}"]"#, six(nth), nth)),
    ]
}

fn digits(random: &mut Random) -> String {
    format!(r#""{:06}""#, random.below(1_000_000))
}

fn folded(random: &mut Random) -> String {
    format!(r#""{}-{:03}""#, random.pick(&["KEY", "key", "kEY"]), random.below(1_200))
}

fn address(random: &mut Random) -> String {
    format!(r#""10.{}.{}.{}""#, random.below(80), random.below(256), random.below(256))
}

fn number(random: &mut Random) -> String {
    format!("{}.5", random.below(1_010_000))
}

/// Ten wildcards on values of 200 characters, simple and complex.
pub fn wildcards() -> Vec<Shape> {
    let shape = |stars: usize| {
        let mut random = Random::new(6);
        let rules = (0..10).map(|nth| format!(r#"{{"key{nth}":[{{"wildcard":"{}{nth}"}}]}}"#, "*a".repeat(stars)));
        let mut event = || {
            let mut value = || (0..200).map(|_| *random.pick(&['a', 'a', 'b'])).collect::<String>();
            // Every other rule misses by the last character.
            format!("{{{}}}", list(10, |nth| format!(r#""key{nth}":"{}{}""#, value(), nth / 2 * 2)))
        };
        let complexity = 2 * stars;
        let name = format!("10 wildcards of complexity {complexity}");
        Shape { complexity, ..Shape::new(&name, rules, (0..200).map(|_| event())) }
    };
    vec![shape(1), shape(50)]
}
