//! What the parser refuses in a pattern: all of it, and whatever its unknown parts turn out to be.
//!
//! A hole is filled with one value after the other until the parser has nothing to say of it: only what it says of the rest holds for
//! every filling. After an error the value that has it becomes a hole, and the parser goes on behind it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::error::{Error, ErrorKind};
use crate::lint::passed::{Origin, Passed};
use crate::lint::pattern::fields::fields;
use crate::lint::pattern::help::concrete_help;
use crate::pattern::{Pattern, PatternOptions};
use crate::sources::node::{Node, Value};
use crate::sources::text::Text;
use crate::span::Span;

/// What a hole may be, the likeliest first: whatever a pattern takes at some place.
const FILLINGS: [&str; 12] = [
    r#""?""#,
    r#"["?"]"#,
    r#"{"?":["?"]}"#,
    "1",
    "1e9",
    "-1e9",
    "true",
    r#"[{"?":["?"]},{"?":["!"]}]"#,
    r#"[">",1]"#,
    r#"">""#,
    r#""<""#,
    r#""10.0.0.0/8""#,
];

/// A file with more mistakes in one pattern has other worries.
const MOST_ERRORS: usize = 50;

/// Bytes that the parser reads, again and again, before the search is given up: a pattern of the size that AWS takes is read almost
/// five thousand times.
const BUDGET: usize = 20_000_000;

/// The errors of a pattern, and the pattern if there are none and all of it is known.
pub(super) fn find(object: &Node) -> (Vec<Passed>, Option<Pattern>) {
    let options = PatternOptions::new().max_length(usize::MAX);
    let mut tree = object.clone();
    let mut fillings = BTreeMap::<(usize, usize), usize>::new();
    let mut errors: Vec<Passed> = Vec::new();
    let mut budget = BUDGET;
    while errors.len() < MOST_ERRORS {
        let mut holes = Vec::new();
        let json = tree.to_json(&mut |hole| {
            holes.push(hole.span);
            let filling = fillings.get(&(hole.span.start, hole.span.end)).copied().unwrap_or_default();
            FILLINGS.get(filling).copied().unwrap_or_default().to_owned()
        });
        budget = budget.saturating_sub(json.as_str().len());
        if budget == 0 {
            break;
        }
        let error = match Pattern::parse_with(json.as_str(), &options) {
            Ok(pattern) => {
                let is_whole = errors.is_empty() && tree.is_known() && object.is_known();
                return (errors, is_whole.then_some(pattern));
            }
            Err(error) => error,
        };
        let range: Range<usize> = error.span().range();
        let mut place = json.source(range.clone());
        if is_about_types(error.kind()) && has_value_at(&tree, place) {
            errors.push(passed(&error, place, object));
        } else if let Some(&hole) = holes.iter().find(|hole| place.start <= hole.end && hole.start <= place.end) {
            let filling = fillings.entry((hole.start, hole.end)).or_default();
            *filling += 1;
            if *filling < FILLINGS.len() {
                continue;
            }
            place = hole;
        } else if error.kind() == ErrorKind::WildcardComplexity {
            // The score is that of the whole list.
            let (list, is_known) = list_around(&tree, place);
            if is_known {
                errors.push(passed(&error, place, object));
            }
            place = list;
        } else if !json.touches_hole(&range) && !others_may_mend(error.kind(), &tree, place) {
            errors.push(passed(&error, place, object));
        }
        if !make_hole(&mut tree, place) {
            break;
        }
    }
    (errors, None)
}

/// The error at `place` of the file.
fn passed(error: &Error, place: Span, object: &Node) -> Passed {
    let shown = |text: String| text.replace(Text::HOLE, "…");
    let passed = Passed::new(Origin::Pattern, error, place);
    let help = concrete_help(error.kind(), object, place).or(passed.help);
    // What AWS says quotes the pattern, which is not the one that was parsed.
    Passed { message: shown(passed.message), help: help.map(shown), aws_message: None, ..passed }
}

/// Whether an error says what kind of value stands somewhere, and nothing of what it holds.
fn is_about_types(kind: ErrorKind) -> bool {
    use ErrorKind as Kind;
    matches!(kind, Kind::NotObjectOrArray | Kind::NestedArray | Kind::OperandType | Kind::OrNotArray | Kind::OrMember)
}

/// Whether an error may come from the values that stand for the holes beside its place, or go if those turn out to be nothing.
fn others_may_mend(kind: ErrorKind, tree: &Node, place: Span) -> bool {
    use ErrorKind as Kind;
    let around = container_around(tree, place);
    match kind {
        Kind::OrCombinations => !tree.is_known(),
        Kind::NumericRange | Kind::MixedList => !around.is_known(),
        Kind::UnknownOperator | Kind::ExtraOperator | Kind::OrReservedName => around
            .as_map()
            .is_some_and(|map| map.entries().len() > 1 && map.entries().any(|entry| entry.value.is_hole())),
        _ => false,
    }
}

/// Whether exactly there a value stands that is no hole.
fn has_value_at(node: &Node, place: Span) -> bool {
    (node.span == place && !node.is_hole()) || child_around(node, place).is_some_and(|child| has_value_at(child, place))
}

/// The smallest list or object around `place`.
fn container_around(node: &Node, place: Span) -> &Node {
    match child_around(node, place) {
        Some(child) if child.as_list().is_some() || child.as_map().is_some() => container_around(child, place),
        _ => node,
    }
}

/// Where the list of alternatives stands that holds `place`, and whether all of it is known.
fn list_around(tree: &Node, place: Span) -> (Span, bool) {
    let list = fields(tree).into_iter().find(|field| is_inside(place, field.span));
    list.map_or((place, false), |field| (field.span, field.list.iter().all(Node::is_known)))
}

/// Makes a hole of the smallest value around `place`, unless that is the root.
fn make_hole(node: &mut Node, place: Span) -> bool {
    let is_around = |node: &Node| is_around(node, place);
    let child = match &mut node.value {
        Value::List(list) => list.iter_mut().find(|child| is_around(child)),
        Value::Map(map) => map.edit().iter_mut().map(|entry| &mut entry.value).find(|child| is_around(child)),
        _ => None,
    };
    let Some(child) = child else { return false };
    if !make_hole(child, place) {
        *child = Node::hole(child.span);
    }
    true
}

fn child_around(node: &Node, place: Span) -> Option<&Node> {
    match &node.value {
        Value::List(list) => list.iter().find(|child| is_around(child, place)),
        Value::Map(map) => map.entries().map(|entry| &entry.value).find(|child| is_around(child, place)),
        _ => None,
    }
}

fn is_around(node: &Node, place: Span) -> bool {
    !node.is_hole() && is_inside(place, node.span)
}

fn is_inside(place: Span, outer: Span) -> bool {
    outer.start <= place.start && place.end <= outer.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::read_json_inside;

    /// The tree of JSON in which `<hole>` is an unknown part of a string, and `"<hole>"` an unknown value.
    fn tree(json: &str) -> Node {
        fn open(node: &mut Node) {
            match &mut node.value {
                Value::String(text) if text.has_holes() && text.least_chars() == 0 => *node = Node::hole(node.span),
                Value::List(list) => list.iter_mut().for_each(open),
                Value::Map(map) => map.edit().iter_mut().for_each(|entry| open(&mut entry.value)),
                _ => {}
            }
        }
        let mut text = Text::default();
        let mut at = 0;
        for (number, part) in json.split("<hole>").enumerate() {
            if number > 0 {
                text.push_hole(Span::new(at, at + 6));
                at += 6;
            }
            text.push_str(part, Span::new(at, at + part.len()));
            at += part.len();
        }
        let mut root = read_json_inside(&text).unwrap();
        open(&mut root);
        root
    }

    fn found(json: &str) -> Vec<(&'static str, &str)> {
        let (errors, _) = find(&tree(json));
        errors.iter().map(|error| (error.check.id, json.get(error.span.range()).unwrap())).collect()
    }

    fn messages(json: &str) -> Vec<(String, Option<String>)> {
        find(&tree(json)).0.into_iter().map(|error| (error.message, error.help)).collect()
    }

    #[test]
    fn all_mistakes_of_a_pattern_are_found_each_at_its_place() {
        let json = r#"{"source": "aws.s3", "detail": {"a": [], "b": [{"prefix": ["x"]}, {"contains": "y"}, 1], "c": {},
            "$or": [{"d": [{"numeric": ["<", "5"]}]}, 5], "e": [[1]], "f": [{"prefix": "a", "suffix": "b"}, {"cidr": "10.0.0.1/32"}]}}"#;
        let expected = [
            ("EB101", r#""aws.s3""#),
            ("EB102", "[]"),
            ("EB104", r#"["x"]"#),
            ("EB103", r#""contains""#),
            ("EB102", "{}"),
            ("EB104", r#""5""#),
            ("EB108", "5"),
            ("EB104", "[1]"),
            ("EB111", r#""suffix""#),
            ("EB106", "32"),
        ];
        assert_eq!(found(json), expected);
        assert!(find(&tree(json)).1.is_none());
    }

    #[test]
    fn only_a_pattern_that_is_known_and_valid_is_compiled() {
        assert_eq!(find(&tree(r#"{"source": ["a"]}"#)).1.unwrap().to_string(), r#"{"source":["a"]}"#);
        assert!(find(&tree(r#"{"source": ["a<hole>"]}"#)).1.is_none());
        assert!(find(&tree(r#"{"source": []}"#)).1.is_none());
    }

    #[test]
    fn unknown_values_are_taken_for_whatever_fits() {
        for json in [
            r#"{"a": [{"numeric": [">", "<hole>", "<", 5]}]}"#,
            r#"{"a": [{"numeric": [">", "<hole>", "<", -5000000000]}]}"#,
            r#"{"a": [{"numeric": [">", 5, "<", "<hole>"]}]}"#,
            r#"{"a": [{"numeric": ["<hole>", 5]}]}"#,
            r#"{"a": [{"numeric": [">", 0, "<hole>", 5]}]}"#,
            r#"{"a": [{"numeric": ["<hole>", 5, "<", 3]}]}"#,
            r#"{"a": [{"numeric": [">", 5, "<hole>"]}]}"#,
            r#"{"a": [{"numeric": "<hole>"}]}"#,
            r#"{"a": [{"cidr": "<hole>"}]}"#,
            r#"{"a": [{"cidr": "<hole>/32"}]}"#,
            r#"{"a": [{"cidr": "10.<hole>.0.0/8"}]}"#,
            r#"{"a": [{"cidr": "10.0.0.0/<hole>"}]}"#,
            r#"{"a": [{"cidr": "10.0.0.0<hole>"}]}"#,
            r#"{"a": [{"wildcard": "a<hole>*"}]}"#,
            r#"{"a": [{"wildcard": "*a<hole>*b*c*d*e*f*g*h*i*j*k*"}]}"#,
            r#"{"a": [{"wildcard": "\\<hole>"}]}"#,
            r#"{"a": [{"prefix": "<hole>"}]}"#,
            r#"{"a": [{"suffix": {"equals-ignore-case": "<hole>"}}]}"#,
            r#"{"a": [{"exists": "<hole>"}]}"#,
            r#"{"a": [{"anything-but": "<hole>"}]}"#,
            r#"{"a": [{"anything-but": ["<hole>", 5]}]}"#,
            r#"{"a": [{"anything-but": [5, "<hole>"]}]}"#,
            r#"{"a": [{"anything-but": {"prefix": "<hole>"}}]}"#,
            r#"{"a": [{"anything-but": {"prefix": ["<hole>"]}}]}"#,
            r#"{"a": [{"<hole>x": "b"}]}"#,
            r#"{"a": [{"prefix": "a", "suffix": "<hole>"}]}"#,
            r#"{"a": [{"contains": "<hole>", "prefix": "a"}]}"#,
            r#"{"a": ["<hole>"]}"#,
            r#"{"a": "<hole>"}"#,
            r#"{"<hole>x": ["a"]}"#,
            r#"{"$or": "<hole>"}"#,
            r#"{"$or": ["<hole>", {"a": [1]}]}"#,
            r#"{"$or": ["<hole>"]}"#,
            r#"{"$or": [{"<hole>x": [1]}, {"a": [1]}]}"#,
            r#"{"detail": {"a": "<hole>", "b": {"c": "<hole>"}}}"#,
        ] {
            assert_eq!(found(json), [], "{json}");
        }
    }

    #[test]
    fn an_unknown_value_hides_no_mistake_elsewhere() {
        for (json, code, under) in [
            (r#"{"a": "<hole>", "b": []}"#, "EB102", "[]"),
            (r#"{"a": [{"numeric": [">", 5, "<hole>"]}, {"suffix": 5}]}"#, "EB104", "5"),
            (r#"{"a": [{"prefix": "<hole>"}, {"contains": "x"}]}"#, "EB103", r#""contains""#),
            (r#"{"a": "x<hole>"}"#, "EB101", r#""x<hole>""#),
            (r#"{"a": [{"prefix": ["<hole>", "b<hole>"]}]}"#, "EB104", r#"["<hole>", "b<hole>"]"#),
            (r#"{"a": [{"exists": "x<hole>"}]}"#, "EB104", r#""x<hole>""#),
            (r#"{"a": [["<hole>"]]}"#, "EB104", r#"["<hole>"]"#),
            (r#"{"a": [{"wildcard": "**b<hole>"}]}"#, "EB107", "**"),
            (r#"{"a": [{"contains": "<hole>"}]}"#, "EB103", r#""contains""#),
            (r#"{"$or": [{"prefix": "<hole>"}, {"a": [1]}]}"#, "EB108", r#""prefix""#),
            (r#"{"$or": ["<hole>", {"a": [1]}], "b": [{}]}"#, "EB103", "{}"),
            (r#"{"a": [{"wildcard": "*a*a*a*a*a*a*"}], "b": "<hole>"}"#, "EB107", r#""*a*a*a*a*a*a*""#),
        ] {
            assert_eq!(found(json), [(code, under)], "{json}");
        }
    }

    #[test]
    fn unknown_parts_show_as_dots() {
        let message = "the value of `a` must be a list of alternatives or an object, found a string";
        let help = r#"wrap it in a list: ["x…"]"#;
        assert_eq!(messages(r#"{"a": "x<hole>"}"#), [(message.to_owned(), Some(help.to_owned()))]);
    }

    #[test]
    fn help_is_what_to_write() {
        for (alternative, help) in [
            (r#"{"prefix": ["a", "b\""]}"#, r#"write an alternative for each: {"prefix": "a"}, {"prefix": "b\""}"#),
            (r#"{"suffix": ["a"]}"#, r#"write {"suffix": "a"}"#),
            (
                r#"{"prefix": {"equals-ignore-case": ["a", "b"]}}"#,
                r#"write an alternative for each: {"prefix": {"equals-ignore-case": "a"}}, {"prefix": {"equals-ignore-case": "b"}}"#,
            ),
            (r#"{"exists": "True"}"#, r#"write {"exists": true}"#),
            (r#"{"numeric": 5}"#, r#"write {"numeric": ["=", 5]}"#),
            (r#"{"numeric": ">= 5"}"#, r#"write {"numeric": [">=", 5]}"#),
            (r#"{"numeric": ["<", 5, ">", 0]}"#, r#"the lower bound comes first: [">", 0, "<", 5]"#),
            (
                r#"{"numeric": [">", 10, "<=", 5]}"#,
                r#"for what is between write [">", 5, "<=", 10]; for what is outside two alternatives, {"numeric": ["<=", 5]} and {"numeric": [">", 10]}"#,
            ),
            (r#"{"numeric": [">=", 5, "<=", 5]}"#, r#"for one value write ["=", 5]"#),
            (r#"{"cidr": "10.0.0.1/32"}"#, r#"for this address alone write "10.0.0.1" in the list"#),
            (r#"{"cidr": "::1/128"}"#, r#"for this address alone write "::1" in the list"#),
            (r#"{"cidr": "10.0.0.1"}"#, r#"for this address alone write "10.0.0.1" in the list"#),
            (r#"{"cidr": "10.0.0.1/40"}"#, "for a single address write it as a plain string"),
            (
                r#"{"prefix": "a*", "suffix": "b"}"#,
                r#"for any of them write {"prefix": "a*"}, {"suffix": "b"}; for both write {"wildcard": "a\\**b"}"#,
            ),
            (
                r#"{"prefix": "a", "exists": true}"#,
                r#"for any of them write {"prefix": "a"}, {"exists": true}; there is no `and` on one field"#,
            ),
            (r#"{"contains": "a"}"#, r#"EventBridge has no `contains`: write {"wildcard": "*a*"}"#),
            (r#"{"contains": ["a"]}"#, r#"EventBridge has no `contains`: write {"wildcard": "*text*"}"#),
            (
                r#"{"wildcard": "a\\b"}"#,
                r"in a wildcard `\\` stands for a backslash and `\*` for a star; JSON text doubles every backslash once more",
            ),
            (
                r#"{"wildcard": "*.bif"}, {"wildcard": "*aaaaa*aaaaa*aaaaaa*"}"#,
                r#"what needs no wildcard: write {"suffix": ".bif"}"#,
            ),
        ] {
            let json = format!(r#"{{"a": [{alternative}]}}"#);
            let helps: Vec<_> = messages(&json).into_iter().map(|(_, help)| help.unwrap_or_default()).collect();
            assert_eq!(helps, [help], "{json}");
        }
    }

    /// The patterns of the conformance corpus.
    fn corpus() -> Vec<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pattern");
        let mut patterns = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let file: toml::Table = std::fs::read_to_string(entry.unwrap().path()).unwrap().parse().unwrap();
            let cases = file["case"].as_array().unwrap();
            patterns.extend(cases.iter().filter_map(|case| Some(case.get("pattern")?.as_str()?.to_owned())));
        }
        assert!(patterns.len() > 500, "{}", patterns.len());
        patterns
    }

    /// Calls `visit` with every value of the tree being a hole in turn, and with every string having one.
    fn with_each_hole(root: &mut Node, at: &mut Vec<usize>, visit: &mut dyn FnMut(&Node)) {
        fn node<'n>(root: &'n mut Node, at: &[usize]) -> &'n mut Node {
            at.iter().fold(root, |node, &number| match &mut node.value {
                Value::List(list) => &mut list[number],
                Value::Map(map) => &mut map.edit()[number].value,
                _ => panic!(),
            })
        }
        let own = node(root, at).clone();
        let mut holes = vec![Node::hole(own.span)];
        if let Value::String(text) = &own.value {
            for at in text.as_str().char_indices().map(|(at, _)| at).chain([text.as_str().len()]) {
                let mut holed = text.slice(0..at);
                holed.push_hole(text.source(at..at));
                holed.push_text(&text.slice(at..text.as_str().len()));
                holes.push(Node::new(own.span, Value::String(holed)));
            }
        }
        for hole in holes {
            *node(root, at) = hole;
            visit(root);
        }
        *node(root, at) = own;
        let len = match &node(root, at).value {
            Value::List(list) => list.len(),
            Value::Map(map) => map.entries().len(),
            _ => 0,
        };
        for number in 0..len {
            at.push(number);
            with_each_hole(root, at, visit);
            at.pop();
        }
    }

    #[test]
    fn what_aws_takes_is_taken_with_any_part_unknown() {
        let mut holes = 0;
        for pattern in corpus().iter().filter(|pattern| pattern.len() < 300 && pattern.parse::<Pattern>().is_ok()) {
            let mut root = read_json_inside(&Text::plain(pattern, 0)).unwrap();
            assert!(find(&root).0.is_empty(), "{pattern}");
            if !root.is_hole() {
                with_each_hole(&mut root, &mut vec![], &mut |tree| {
                    holes += 1;
                    let found = find(tree).0;
                    assert!(found.is_empty(), "{pattern}: {}: {found:?}", tree.to_json(&mut |_| "?".into()).as_str());
                });
            }
        }
        assert!(holes > 5_000, "{holes}");
    }

    #[test]
    fn what_aws_refuses_is_refused() {
        for pattern in corpus() {
            let options = PatternOptions::new().max_length(usize::MAX);
            let Err(error) = Pattern::parse_with(&pattern, &options) else { continue };
            let Ok(root) = read_json_inside(&Text::plain(&pattern, 0)) else { continue };
            // Half of a surrogate pair is gone once the string is read.
            if error.kind() != ErrorKind::LoneSurrogate {
                let found = find(&root).0;
                let first = found.first().map(|found| (found.kind, found.span));
                assert_eq!(first, Some((error.kind(), error.span())), "{pattern}");
            }
        }
    }

    #[test]
    fn the_search_ends_on_any_file() {
        let holes = vec![r#"{"a": [{"numeric": [">", 5, "<hole>"]}]}"#; 300];
        assert_eq!(found(&format!(r#"{{"$or": [{}]}}"#, holes.join(","))), []);
        let mistakes = vec!["[]"; 200].join(",");
        assert_eq!(found(&format!(r#"{{"a": [{mistakes}]}}"#)).len(), MOST_ERRORS);
        let deep = format!(r#"{}["<hole>"]{}"#, r#"{"a":"#.repeat(900), "}".repeat(900));
        assert_eq!(found(&deep), []);
    }
}
