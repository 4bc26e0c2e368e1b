//! Checks of targets: ids, roles, retries, queues for what could not be delivered, keys, and what they hand over.

pub(super) mod input;
mod keys;

use std::collections::HashMap;
use std::ops::RangeInclusive;

use crate::error::{Error, ErrorKind};
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::fields::{self, known_start};
use crate::lint::passed::{Origin, Passed};
use crate::rule::{DeadLetterConfig, RetryPolicy, Rule, limits, too_many_targets};
use crate::sources::model::{Declaration, Kind, Service, Target};
use crate::sources::node::{Node, Value};
use crate::sources::{Document, Format};
use crate::span::Span;

/// What AWS refuses in targets.
pub(super) fn errors(declaration: &Declaration, document: &Document<'_>) -> Vec<Passed> {
    let mut errors = Vec::new();
    if let Some(target) = declaration.targets.get(Rule::MOST_TARGETS) {
        let error = too_many_targets(declaration.targets.len());
        errors.push(Passed::new(Origin::Field, &error, identity(target)));
    }
    for target in &declaration.targets {
        let texts = [
            (&target.id, &limits::TARGET_ID),
            (&target.arn, &limits::TARGET_ARN),
            (&target.role_arn, &limits::ROLE_ARN),
        ];
        let texts = texts.into_iter();
        errors.extend(texts.filter_map(|(node, limits)| fields::check(Origin::Field, node.as_ref(), limits)));
        errors.extend(dead_letter_queue(target));
        errors.extend(input::errors(target, declaration, document));
    }
    errors
}

/// The value that tells a target from others: its id, else its ARN, else all of it.
fn identity(target: &Target) -> Span {
    target.id.as_ref().or(target.arn.as_ref()).map_or(target.place, |node| node.span)
}

fn dead_letter_queue(target: &Target) -> Option<Passed> {
    let text = target.dead_letter_arn.as_ref()?.as_text()?;
    let error = DeadLetterConfig::new(text.as_str()).err()?;
    let origin = match error.kind() {
        ErrorKind::DeadLetterQueue => Origin::Target,
        _ => Origin::Field,
    };
    if !text.has_holes() {
        return Passed::of_text(origin, &error, text);
    }
    // The service and the end of an ARN can be told if the unknown parts stand between them.
    let is_told = error.kind() == ErrorKind::DeadLetterQueue && known_start(text).matches(':').count() >= 3;
    let range = error.span().range();
    let is_known = !text.as_str().get(range.clone()).unwrap_or_default().contains(crate::sources::text::Text::HOLE);
    (is_told && is_known).then(|| Passed::new(origin, &error, text.source(range)))
}

fn missing_or_twice(declaration: &Declaration, document: &Document<'_>, findings: &mut Findings) {
    for target in &declaration.targets {
        for key in target.missing.iter().filter(|key| **key != "RoleArn") {
            let help = format!("add `{key}`");
            findings.add(identity(target), format!("the target has no `{key}`")).with_help(help);
        }
    }
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for target in &declaration.targets {
        let Some((node, id)) = target.id.as_ref().and_then(|node| Some((node, node.as_str()?))) else { continue };
        let Some(first) = seen.insert(id, node.span) else { continue };
        let found = findings.add(node.span, format!("two targets of the rule have the id `{id}`"));
        found.with_help("give each target an id of its own").with_related(first, "the first is here");
        if document.format() == Format::Terraform {
            found.with_level(Level::Warning);
        }
    }
}

fn role_and_retries(declaration: &Declaration, _document: &Document<'_>, findings: &mut Findings) {
    for target in &declaration.targets {
        let of_rule = matches!(declaration.kind, Kind::Rule | Kind::Targets);
        let needs_role = (of_rule && target.service == Some(Service::Role)) || target.missing.contains(&"RoleArn");
        if needs_role && target.role_arn.is_none() {
            let span = target.arn.as_ref().map_or(target.place, |arn| arn.span);
            let message = match declaration.kind {
                Kind::Schedule => "the target of a schedule needs a role",
                _ => "a target of this service needs a role",
            };
            findings.add(span, message).with_help("add `RoleArn`, the role that EventBridge takes on to reach it");
        }
        let numbers = [
            (&target.retry_attempts, "MaximumRetryAttempts", RetryPolicy::ATTEMPTS),
            (&target.event_age, "MaximumEventAgeInSeconds", RetryPolicy::SECONDS),
        ];
        for (node, key, range) in numbers {
            let Some((node, found)) = node.as_ref().and_then(|node| Some((node, out_of_range(node, &range)?))) else {
                continue;
            };
            let (least, most) = (range.start(), range.end());
            findings.add(node.span, format!("`{key}` is {least} to {most}, found {found}"));
        }
    }
}

/// The number as written, if it is one and not among those of the range.
fn out_of_range<'n>(node: &'n Node, range: &RangeInclusive<u32>) -> Option<&'n str> {
    let text = match &node.value {
        Value::Number(text) => text,
        Value::String(text) => text.known()?,
        _ => return None,
    };
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
    let is_allowed = number.fract() == 0.0 && (f64::from(*range.start())..=f64::from(*range.end())).contains(&number);
    (!is_allowed).then_some(text)
}

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "EB306",
        level: Level::Error,
        title: "targets that AWS refuses together",
        explanation: "A rule has at most 5 targets: `The requested resource exceeds the maximum number allowed.` Each has an `Id` and an \
                      `Arn`. Two of one id in one request are refused, as others report to have measured (cdk-preflight \
                      pf-events-target-id-duplicate); in Terraform the later replaces the earlier, which is a warning.",
        failing: r#"{
  "Rule": "orders",
  "Targets": [
    {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:bill"},
    {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:ship"}
  ]
}"#,
        passing: r#"{
  "Rule": "orders",
  "Targets": [
    {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:bill"},
    {"Id": "2", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:ship"}
  ]
}"#,
        run: Run::Declaration(missing_or_twice),
    },
    keys::EB310,
    keys::EB311,
    Check {
        id: "EB315",
        level: Level::Error,
        title: "a dead-letter queue that AWS refuses",
        explanation: "What cannot be delivered goes to a standard SQS queue. AWS refuses FIFO queues and other services (EventBridge user \
                      guide, event retry policy and dead-letter queues). That the queue is in the region of the rule, and has a policy \
                      that lets `events.amazonaws.com` send to it, cannot be seen here.",
        failing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:lambda:us-east-1:123456789012:function:bill",
    "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:123456789012:lost.fifo"}
  }]
}"#,
        passing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:lambda:us-east-1:123456789012:function:bill",
    "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:123456789012:lost"}
  }]
}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB319",
        level: Level::Error,
        title: "a missing role, or retries out of range",
        explanation: "Lambda, SNS, SQS and CloudWatch Logs are reached by a policy of their own; Kinesis, Step Functions, ECS and others \
                      by a role that the target names, and AWS refuses them without: `RoleArn is required for target …`. Every target \
                      of a schedule has one. `MaximumRetryAttempts` is 0 to 185, `MaximumEventAgeInSeconds` 60 to 86,400 (EventBridge \
                      API reference, `Target` and `RetryPolicy`).",
        failing: r#"{
  "Rule": "orders",
  "Targets": [{"Id": "1", "Arn": "arn:aws:states:us-east-1:123456789012:stateMachine:ship"}]
}"#,
        passing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:states:us-east-1:123456789012:stateMachine:ship",
    "RoleArn": "arn:aws:iam::123456789012:role/start-ship"
  }]
}"#,
        run: Run::Declaration(role_and_retries),
    },
    input::EB320,
    input::EB407,
];

/// An error about all of a value.
fn at(origin: Origin, node: &Node, error: &Error) -> Passed {
    Passed::new(origin, error, node.span)
}
