//! Which format a file has, by its content.

use crate::sources::Format;
use crate::sources::cloudformation;
use crate::sources::node::{Map, Node, Value};

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Json,
}

/// Words of which every file that holds rules has one.
const WORDS: &[&str] = &[
    "EventPattern",
    "ScheduleExpression",
    "detail-type",
    "\"detail\"",
    "\"source\"",
    "Targets",
    "AWS::Events::",
    "AWS::Scheduler::",
    "AWS::Pipes::",
    "AWS::Serverless::",
    "AWS::Lambda::EventSourceMapping",
    "eventBridge",
    "cloudwatchEvent",
    "schedule",
    "aws_cloudwatch_event_",
    "aws_scheduler_schedule",
    "aws_pipes_pipe",
    "aws_lambda_event_source_mapping",
];

/// Whether it is worth the time to read a file.
pub(super) fn may_hold_rules(text: &str) -> bool {
    WORDS.iter().any(|word| text.contains(word))
}

/// What the file is written in.
pub(super) fn notation(_text: &str) -> Notation {
    Notation::Json
}

/// The format of a document, if it is one that holds rules.
pub(super) fn format(root: &Node) -> Option<Format> {
    let map = match &root.value {
        Value::List(list) => {
            let is_rules = list.iter().any(|node| node.as_map().is_some_and(is_aws_json));
            return is_rules.then_some(Format::AwsJson);
        }
        Value::Map(map) => map,
        _ => return None,
    };
    if cloudformation::is_template(map) {
        return Some(Format::CloudFormation);
    }
    if is_aws_json(map) {
        return Some(Format::AwsJson);
    }
    if is_pattern(map) {
        return Some(Format::Pattern);
    }
    let is_patterns =
        map.entries().len() > 0 && map.entries().all(|entry| entry.value.as_map().is_some_and(is_pattern));
    is_patterns.then_some(Format::Patterns)
}

fn is_aws_json(map: &Map) -> bool {
    let is_list = |key: &str| map.get(key).is_some_and(|node| node.as_list().is_some());
    let has_text = |key: &str| map.get(key).is_some_and(|node| node.as_text().is_some());
    has_text("EventPattern")
        || has_text("ScheduleExpression")
        || (has_text("Name") && map.get("EventPattern").is_some())
        || (is_list("Targets") && (has_text("Rule") || map.get("Targets").is_some_and(has_arns)))
        || map
            .get("Rules")
            .and_then(Node::as_list)
            .is_some_and(|rules| rules.iter().any(|rule| rule.as_map().is_some_and(is_aws_json)))
}

fn has_arns(targets: &Node) -> bool {
    targets.as_list().is_some_and(|targets| targets.iter().any(|target| target.get("Arn").is_some()))
}

/// Whether an object is meant as an event pattern: it names parts of the envelope of events, and is no event.
fn is_pattern(map: &Map) -> bool {
    const ENVELOPE: [&str; 10] =
        ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail", "$or"];
    let is_text = |key: &str| map.get(key).is_some_and(|node| node.as_text().is_some());
    let is_event = is_text("source") && (is_text("detail-type") || is_text("id") || is_text("time"));
    let named = map.entries().filter(|entry| ENVELOPE.contains(&entry.key.as_str())).count();
    let is_told = ["source", "detail-type", "detail", "$or"].iter().any(|key| map.get(key).is_some());
    is_told && !is_event && named * 2 >= map.entries().len()
}
