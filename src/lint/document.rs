//! Checks of whole files: whether they can be read, and what is lost in reading them.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::pattern::PatternUse;
use crate::sources::model::Declaration;
use crate::sources::node::{Entry, Map, Node, Value};
use crate::sources::text::Text;
use crate::sources::{Document, read_json_inside};
use crate::span::Span;

pub(super) const EB001: Check = Check {
    id: "EB001",
    level: Level::Error,
    title: "not JSON or YAML",
    explanation: "The file, or the pattern in one of its strings, cannot be read at all. JSON has no comments, no comma \
                  before `]` or `}`, and double quotes only (RFC 8259).",
    failing: r#"{"source": ["app.orders"],}"#,
    passing: r#"{"source": ["app.orders"]}"#,
    run: Run::Passed,
};

pub(super) const CHECKS: &[Check] = &[
    EB001,
    Check {
        id: "EB002",
        level: Level::Error,
        title: "text after the end of the JSON",
        explanation: "A pattern ends with the brace that closes it. AWS' own library read patterns up to that brace, and what followed \
                      was silently lost (aws/event-ruler issue 276).",
        failing: r#"{"Name": "orders", "EventPattern": "{\"source\": [\"app.orders\"]}}"}"#,
        passing: r#"{"Name": "orders", "EventPattern": "{\"source\": [\"app.orders\"]}"}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB003",
        level: Level::Warning,
        title: "a key that stands twice in one object",
        explanation: "What the first one says is lost: EventBridge considers only the last (user guide, best practices for event \
                      patterns), and so do most readers of JSON. To match either of two values, put both into one list.",
        failing: r#"{"source": ["app.orders"], "detail": {"status": ["SHIPPED"], "status": ["DELIVERED"]}}"#,
        passing: r#"{"source": ["app.orders"], "detail": {"status": ["SHIPPED", "DELIVERED"]}}"#,
        run: Run::Document(duplicate_keys),
    },
    Check {
        id: "EB004",
        level: Level::Error,
        title: "a pattern that was encoded twice",
        explanation: "The text of the pattern is a JSON string that holds the object, not the object: it was put through `jsonencode`, \
                      `JSON.stringify` or `json.dumps` once too often. AWS refuses it: `Filter is not an object`.",
        failing: r#"{"Name": "orders", "EventPattern": "\"{\\\"source\\\": [\\\"app.orders\\\"]}\""}"#,
        passing: r#"{"Name": "orders", "EventPattern": "{\"source\": [\"app.orders\"]}"}"#,
        run: Run::Pattern(encoded_twice),
    },
    Check {
        id: "EB005",
        level: Level::Info,
        title: "a value that is not known before deployment",
        explanation: "A reference, an import or a computed value stands in, or instead of, a pattern, a schedule or an input. The other \
                      checks look at the rest, and say only what holds whatever the value turns out to be.",
        failing: r#"{"Resources": {"Orders": {"Type": "AWS::Events::Rule", "Properties": {
  "EventPattern": {"source": [{"Fn::ImportValue": "OrdersSource"}]},
  "Targets": [{"Id": "orders", "Arn": "arn:aws:lambda:eu-west-1:111122223333:function:orders"}]
}}}}"#,
        passing: r#"{"Resources": {"Orders": {"Type": "AWS::Events::Rule", "Properties": {
  "EventPattern": {"source": ["app.orders"]},
  "Targets": [{"Id": "orders", "Arn": "arn:aws:lambda:eu-west-1:111122223333:function:orders"}]
}}}}"#,
        run: Run::Declaration(unknown_values),
    },
];

/// The operators of match expressions. An expression with one of them twice has two operators: EB111.
const OPERATORS: [&str; 9] =
    ["exactly", "prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "cidr", "exists"];

fn duplicate_keys(document: &Document<'_>, findings: &mut Findings) {
    find_duplicates(document.root(), findings);
    for declaration in document.declarations() {
        let inside = declaration.patterns.iter().filter_map(Node::as_text).map(read_json_inside);
        let inside: Vec<Node> = inside.filter_map(Result::ok).collect();
        let none = std::mem::replace(&mut findings.subject, declaration.label.clone());
        inside.iter().for_each(|node| find_duplicates(node, findings));
        findings.subject = none;
    }
}

fn find_duplicates(root: &Node, findings: &mut Findings) {
    // Each value, and whether it is a member of a list other than that of `$or`.
    let mut nodes = vec![(root, false)];
    while let Some((node, is_item)) = nodes.pop() {
        match &node.value {
            Value::List(list) => nodes.extend(list.iter().map(|node| (node, true))),
            Value::Map(map) => {
                let first = map.entries().next().map_or("", |entry| entry.key.as_str());
                if is_item && OPERATORS.contains(&first) {
                    continue;
                }
                find_duplicates_in(map, findings);
                for Entry { key, value, .. } in map.entries() {
                    match value.as_list().filter(|_| key.as_str() == "$or") {
                        Some(members) => nodes.extend(members.iter().map(|node| (node, false))),
                        None => nodes.push((value, false)),
                    }
                }
            }
            _ => {}
        }
    }
}

fn find_duplicates_in(map: &Map, findings: &mut Findings) {
    let mut by_key = BTreeMap::<&str, Vec<&Entry>>::new();
    for entry in map.entries() {
        if let Some(key) = entry.key.known() {
            by_key.entry(key).or_default().push(entry);
        }
    }
    for (key, entries) in by_key {
        let [earlier @ .., last] = entries.as_slice() else { continue };
        if earlier.is_empty() {
            continue;
        }
        let all = |is: fn(&Node) -> bool| entries.iter().all(|entry| is(&entry.value));
        let help = if key == "$or" {
            "to want both, write the later `$or` into every member of the earlier one".to_owned()
        } else if all(|node| node.as_map().is_some()) {
            format!("write one `{key}` with the members of both")
        } else if all(|node| node.as_list().is_some()) {
            "only the last one counts: put what is meant into one list".to_owned()
        } else {
            "only the last one counts: remove the others".to_owned()
        };
        let times = if earlier.len() == 1 { "twice".to_owned() } else { format!("{} times", entries.len()) };
        let found = findings.add(last.key_span, format!("`{key}` stands {times} in this object"));
        found.with_help(help);
        for entry in earlier {
            found.with_related(entry.key_span, "also here");
        }
    }
}

fn encoded_twice(pattern: &PatternUse<'_>, findings: &mut Findings) {
    const SHOWN: usize = 60;
    let Some(object) = pattern.object.as_ref().filter(|_| pattern.encodings > 1) else { return };
    let json = object.to_json(&mut |_| "…".to_owned()).as_str().replace(Text::HOLE, "…");
    let mut shown: String = json.chars().take(SHOWN).collect();
    if shown.len() < json.len() {
        shown.push('…');
    }
    findings
        .add(pattern.written.span, "the pattern is a string inside a string: it was encoded as JSON twice")
        .with_help(format!("encode it once, so that the string begins {shown}"));
}

fn unknown_values(declaration: &Declaration, _: &Document<'_>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    let mut report = |what: &str, node: &Node, inside: Option<&Node>| {
        let mut holes = Vec::new();
        collect_holes(inside.unwrap_or(node), &mut holes);
        for (span, refers_to) in holes {
            if !seen.insert((span.start, span.end)) {
                continue;
            }
            let value = match refers_to {
                Some(name) => format!("the value of `{name}` is"),
                None if node.span == span => "this is".to_owned(),
                None => "this part is".to_owned(),
            };
            let extent = if node.is_hole() { "is not checked" } else { "is checked only in part" };
            findings.add(span, format!("{value} not known before deployment: the {what} {extent}"));
        }
    };
    for pattern in &declaration.patterns {
        let inside = pattern.as_text().and_then(|text| read_json_inside(text).ok());
        report("pattern", pattern, inside.as_ref());
    }
    declaration.schedules.iter().for_each(|schedule| report("schedule", schedule, None));
    declaration.time_zone.iter().for_each(|zone| report("time zone", zone, None));
    for target in &declaration.targets {
        let parts = [
            ("input", &target.input),
            ("input path", &target.input_path),
            ("input paths map", &target.paths),
            ("input template", &target.template),
            ("input transformer", &target.input_transformer),
        ];
        for (what, node) in parts {
            node.iter().for_each(|node| report(what, node, None));
        }
    }
}

/// The unknown parts of a value: where they stand, and what they come from if that is known.
fn collect_holes<'n>(root: &'n Node, holes: &mut Vec<(Span, Option<&'n str>)>) {
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        match &node.value {
            Value::Hole(hole) => holes.push((node.span, hole.refers_to.as_deref())),
            Value::String(text) => collect_text_holes(text, holes),
            Value::List(list) => nodes.extend(list),
            Value::Map(map) => {
                for entry in map.entries() {
                    collect_text_holes(&entry.key, holes);
                    nodes.push(&entry.value);
                }
            }
            _ => {}
        }
    }
}

fn collect_text_holes(text: &Text, holes: &mut Vec<(Span, Option<&str>)>) {
    let characters = text.as_str().char_indices().filter(|(at, _)| text.is_hole(*at));
    holes.extend(characters.map(|(at, c)| (text.source(at..at + c.len_utf8()), None)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Reading;
    use crate::sources::model::{Kind, Target};
    use crate::sources::node::Hole;

    fn text(parts: &[&str], at: usize) -> Node {
        let mut text = Text::default();
        let mut end = at;
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                text.push_hole(Span::new(end, end + 4));
                end += 4;
            }
            text.push_str(part, Span::new(end, end + part.len()));
            end += part.len();
        }
        Node::new(Span::new(at, end), Value::String(text))
    }

    #[test]
    fn every_unknown_part_of_what_is_checked_is_named_once() {
        let hole = Node::new(Span::new(70, 75), Value::Hole(Hole { refers_to: Some("Zone".into()) }));
        let input = text(&["{\"stage\": \"", "\"}"], 80);
        let declaration = Declaration {
            patterns: vec![text(&["{\"source\": [\"app.", "\", \"", "\"]}"], 0), text(&["{\"a\": ", "}"], 40)],
            schedules: vec![Node::hole(Span::new(60, 65))],
            time_zone: Some(hole),
            event_bus: Some(Node::hole(Span::new(66, 67))),
            targets: vec![Target { input: Some(input.clone()), input_transformer: Some(input), ..Target::default() }],
            ..Declaration::new(Kind::Rule, "Orders", Span::at(0))
        };
        let Reading::Document(document) = Document::read(r#"{"source": ["a"]}"#) else { panic!() };
        let mut findings = Findings::new();
        unknown_values(&declaration, &document, &mut findings);
        let found = findings.sorted();
        let found: Vec<_> = found.iter().map(|found| (found.span().range(), found.message())).collect();
        let in_part = "this part is not known before deployment: the pattern is checked only in part";
        assert_eq!(
            found,
            [
                (17..21, in_part),
                (25..29, in_part),
                (46..50, in_part),
                (60..65, "this is not known before deployment: the schedule is not checked"),
                (70..75, "the value of `Zone` is not known before deployment: the time zone is not checked"),
                (91..95, "this part is not known before deployment: the input is checked only in part"),
            ]
        );
    }
}
