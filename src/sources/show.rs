//! Declarations as tests compare them: each part with the text of the file that it stands for.

use std::fmt::Write as _;

use crate::sources::model::{Declaration, Target};
use crate::sources::node::{Node, Value};
use crate::sources::text::Text;
use crate::sources::{Document, Reading};
use crate::span::Span;

/// What a file declares, a line for each part. `?` is a value that is not known, `…` an unknown part of a string.
pub(super) fn show(file: &str) -> String {
    let Reading::Document(document) = Document::read(file) else { panic!("{file}") };
    show_document(&document)
}

fn show_document(document: &Document<'_>) -> String {
    document.declarations().iter().map(|declaration| declare(declaration, document.text())).collect()
}

fn declare(declaration: &Declaration, file: &str) -> String {
    let mut out = String::new();
    let Declaration { kind, label, place, .. } = declaration;
    writeln!(out, "{kind:?} {label} at {}", under(file, *place)).unwrap();
    let mut line = |name: &str, node: Option<&Node>| {
        if let Some(node) = node {
            writeln!(out, "  {name}: {}", value(node, file)).unwrap();
        }
    };
    line("name", declaration.name.as_ref());
    line("description", declaration.description.as_ref());
    line("bus", declaration.event_bus.as_ref());
    declaration.patterns.iter().for_each(|node| line("pattern", Some(node)));
    declaration.schedules.iter().for_each(|node| line("schedule", Some(node)));
    line("zone", declaration.time_zone.as_ref());
    line("state", declaration.state.as_ref());
    declaration.targets.iter().for_each(|target| show_target(target, file, &mut out));
    if !declaration.knows_all_targets {
        out.push_str("  and other targets\n");
    }
    for stray in &declaration.strays {
        let key = under(file, stray.key_span);
        writeln!(out, "  stray {key} of {}, belongs to {:?}", stray.of, stray.belongs_to).unwrap();
    }
    out
}

fn show_target(target: &Target, file: &str, out: &mut String) {
    writeln!(out, "  target at {} is {:?}", under(file, target.place), target.service).unwrap();
    let parts = [
        ("id", &target.id),
        ("arn", &target.arn),
        ("role", &target.role_arn),
        ("input", &target.input),
        ("path", &target.input_path),
        ("transformer", &target.input_transformer),
        ("paths", &target.paths),
        ("template", &target.template),
        ("attempts", &target.retry_attempts),
        ("age", &target.event_age),
        ("queue", &target.dead_letter_arn),
    ];
    for (name, node) in parts {
        if let Some(node) = node {
            writeln!(out, "    {name}: {}", value(node, file)).unwrap();
        }
    }
    if !target.missing.is_empty() {
        writeln!(out, "    lacks {:?}", target.missing).unwrap();
    }
}

/// The text of the file at `span`.
pub(super) fn under(file: &str, span: Span) -> &str {
    file.get(span.range()).unwrap()
}

/// The text under a value, and what it says if that differs.
fn value(node: &Node, file: &str) -> String {
    let under = under(file, node.span);
    match &node.value {
        Value::Hole(hole) => format!("{under} = ?{}", hole.refers_to.as_deref().unwrap_or_default()),
        Value::String(text) => {
            let says = text.as_str().replace(Text::HOLE, "…");
            if under.trim_matches(['"', '\'']) == says { under.to_owned() } else { format!("{under} = {says}") }
        }
        _ => under.to_owned(),
    }
}

/// What the readers look for, as keys and as values.
const WORDS: [&str; 48] = [
    "Resources",
    "Type",
    "Properties",
    "AWS::Events::Rule",
    "AWS::Events::Archive",
    "AWS::Scheduler::Schedule",
    "AWS::Pipes::Pipe",
    "AWS::Serverless::Function",
    "Events",
    "EventBridgeRule",
    "Schedule",
    "ScheduleV2",
    "EventPattern",
    "Targets",
    "Target",
    "Arn",
    "RetryPolicy",
    "FilterCriteria",
    "Filters",
    "Pattern",
    "Fn::Sub",
    "Fn::Join",
    "Fn::GetAtt",
    "Fn::ToJsonString",
    "Ref",
    "AWS::NoValue",
    "a${b}c${!d}",
    "${",
    "{{resolve:x}}",
    "${a:${b}}é",
    "functions",
    "service",
    "events",
    "schedule",
    "rate",
    "eventBridge",
    "input",
    "enabled",
    "filterPatterns",
    "format_version",
    "planned_values",
    "root_module",
    "resources",
    "child_modules",
    "values",
    "type",
    "aws_cloudwatch_event_target",
    "address",
];

/// Documents with room for any value.
const AROUND: [(&str, &str); 7] = [
    (r#"{"Resources": "#, "}"),
    (r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": "#, "}}}"),
    (r#"{"Resources": {"S": {"Type": "AWS::Scheduler::Schedule", "Properties": {"Target": "#, "}}}}"),
    (
        r#"{"Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"E": {"Type": "Schedule", "Properties": "#,
        "}}}}}}",
    ),
    (r#"{"service": "schedule", "functions": {"f": {"events": [{"eventBridge": "#, "}]}}}"),
    (
        r#"{"format_version": "1", "values": {"root_module": {"resources": [{"type": "aws_cloudwatch_event_target", "address": "a", "values": "#,
        "}]}}}",
    ),
    (r#"{"Name": "n", "EventPattern": "{}", "Targets": ["#, "]}"),
];

proptest::proptest! {
    #[test]
    fn no_document_is_too_odd(choices in proptest::collection::vec(0..1000usize, 1..200)) {
        let mut choices = choices.into_iter();
        let any = any_json(&mut choices, 6);
        for (before, after) in AROUND {
            let file = format!("{before}{any}{after}");
            if let Reading::Document(document) = Document::read(&file) {
                show_document(&document);
                document.rules().iter().for_each(|rule| drop(rule.rule()));
            }
        }
    }
}

fn any_json(choices: &mut impl Iterator<Item = usize>, depth: usize) -> String {
    let choice = choices.next().unwrap_or_default();
    let word = format!("\"{}\"", WORDS[choice % WORDS.len()]);
    let len = choice % 4;
    match choice % 10 {
        _ if depth == 0 => word,
        0..=5 => {
            let members = (0..len).map(|_| {
                let key = WORDS[choices.next().unwrap_or_default() % WORDS.len()];
                format!("\"{key}\": {}", any_json(choices, depth - 1))
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        6 | 7 => format!("[{}]", (0..len).map(|_| any_json(choices, depth - 1)).collect::<Vec<_>>().join(", ")),
        8 => ["null", "true", "1"][choice % 3].to_owned(),
        _ => word,
    }
}
