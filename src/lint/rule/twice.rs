//! Rules that have one name on one bus.
//!
//! CloudFormation refuses to create the second (cdk-preflight pf-events-rule-name-duplicate, reported as measured), whatever it says.
//! `put-rule` replaces the first, which is no mistake if both say the same. Terraform may have each in a region of its own, which its
//! JSON does not tell.

use std::collections::BTreeMap;

use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::fields::resource;
use crate::lint::rule::bus::Bus;
use crate::sources::model::{Declaration, Kind};
use crate::sources::node::{Node, Value};
use crate::sources::{Document, Format, read_json_inside};

fn check(document: &Document<'_>, findings: &mut Findings) {
    let refused = match document.format() {
        Format::CloudFormation | Format::Serverless => true,
        Format::AwsJson => false,
        Format::Pattern | Format::Patterns | Format::Terraform => return,
    };
    let mut seen: BTreeMap<(&str, Bus<'_>), &Declaration> = BTreeMap::new();
    for rule in document.declarations().iter().filter(|rule| rule.kind == Kind::Rule && !rule.is_answer) {
        let Some((node, name)) = rule.name.as_ref().and_then(|node| Some((node, node.as_str()?))) else { continue };
        let Some(bus) = Bus::of(rule.event_bus.as_ref(), document) else { continue };
        let on = bus.described();
        let Some(first) = seen.insert((name, bus), rule) else { continue };
        if !(if refused { always_both(first, rule, document) } else { differ(first, rule) }) {
            continue;
        }
        let first_name = first.name.as_ref().map_or(first.place, |name| name.span);
        let mut subject = rule.label.clone();
        std::mem::swap(&mut findings.subject, &mut subject);
        let (message, help) = match refused {
            true => (
                format!("a second rule is called `{name}` on {on}"),
                "give each rule a name of its own, or none: it gets one then",
            ),
            false => (
                format!("this is a second rule `{name}` on {on}, and replaces the first"),
                "give each rule a name of its own",
            ),
        };
        let found = findings.add(node.span, message).with_help(help).with_related(first_name, "the first is here");
        if !refused {
            found.with_level(Level::Warning);
        }
        findings.subject = subject;
    }
}

/// Whether no condition of the template can leave out one of two rules.
fn always_both<'d>(one: &'d Declaration, other: &'d Declaration, document: &'d Document<'_>) -> bool {
    // A logical id, and for the events of SAM what follows a point.
    let id = |rule: &'d Declaration| rule.label.split('.').next().unwrap_or_default();
    let condition = |rule| Some(resource(id(rule), document)?.get("Condition")?.as_str());
    match (condition(one), condition(other)) {
        (None, None) => true,
        (Some(Some(one)), Some(Some(other))) => one == other,
        _ => false,
    }
}

/// Whether two rules say different things, whatever their unknown parts are.
fn differ(one: &Declaration, other: &Declaration) -> bool {
    let parts = |rule: &Declaration| {
        let parts = [rule.patterns.first(), rule.schedules.first(), rule.state.as_ref(), rule.description.as_ref()];
        parts.map(|part| part.map(content))
    };
    parts(one).into_iter().zip(parts(other)).any(|parts| match parts {
        (Some(Some(one)), Some(Some(other))) => one != other,
        (Some(Some(_)), None) | (None, Some(Some(_))) => true,
        _ => false,
    })
}

/// A part of a rule as JSON without blanks, if it is wholly known. Patterns may stand in strings.
fn content(node: &Node) -> Option<String> {
    let json = |node: &Node| node.is_known().then(|| node.to_json(&mut |_| String::new()).as_str().to_owned());
    match &node.value {
        Value::String(text) => match read_json_inside(text) {
            Ok(inside) => json(&inside),
            Err(_) => json(node),
        },
        _ => json(node),
    }
}

pub(super) const EB301: Check = Check {
    id: "EB301",
    level: Level::Error,
    title: "two rules of one name on one bus",
    explanation: "The name of a rule is unique on its bus. CloudFormation refuses to create the second. `put-rule` replaces the first, \
                  pattern, schedule and all (EventBridge API reference, `PutRule`): in lists of its arguments this is a warning, and \
                  none if both say the same.",
    failing: r#"[
  {"Name": "collect", "ScheduleExpression": "cron(0 11 * * ? *)"},
  {"Name": "collect", "ScheduleExpression": "cron(0 11 ? * MON-FRI *)"}
]"#,
    passing: r#"[
  {"Name": "collect-daily", "ScheduleExpression": "cron(0 11 * * ? *)"},
  {"Name": "collect-weekdays", "ScheduleExpression": "cron(0 11 ? * MON-FRI *)"}
]"#,
    run: Run::Document(check),
};
