//! Which format a file has, by its content.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::error::{Error, ErrorKind};
use crate::sources::Format;
use crate::sources::json;
use crate::sources::node::{Entry, Map, Node, Value};
use crate::sources::{aws_json, cloudformation, serverless, terraform};

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Json,
    Yaml,
}

/// Words of which every file that holds rules has one.
const WORDS: &[&str] = &[
    "EventPattern",
    "ScheduleExpression",
    "detail-type",
    "\"detail\"",
    "\"source\"",
    "detail:",
    "source:",
    "Targets",
    "AWS::Events::",
    "AWS::Scheduler::",
    "AWS::Pipes::",
    "AWS::Serverless::",
    "AWS::Lambda::EventSourceMapping",
    "eventBridge",
    "cloudwatchEvent",
    "filterPatterns",
    "schedule",
    "aws_cloudwatch_event_",
    "aws_scheduler_schedule",
    "aws_pipes_pipe",
    "aws_lambda_event_source_mapping",
];

/// Whether it is worth the time to read a file.
pub(super) fn may_hold_rules(text: &str) -> bool {
    static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(WORDS).ok());
    FINDER.as_ref().is_none_or(|finder| finder.is_match(text))
}

/// What the file is written in.
pub(super) fn notation(text: &str) -> Notation {
    let is_json = text.trim_start_matches(is_blank).starts_with(['{', '[']);
    if is_json { Notation::Json } else { Notation::Yaml }
}

/// Whether a file that cannot be read is plainly meant to hold rules, and is not something else that speaks of them, such as a
/// program or a page of documentation.
pub(super) fn is_meant_to_hold_rules(text: &str, error: &Error) -> bool {
    match notation(text) {
        Notation::Json if error.kind() == ErrorKind::JsonTrailing => {
            // One JSON value after the other: a log, unless the first is a rule.
            let first = text.get(..error.span().start).map(json::read);
            first.is_some_and(|first| first.is_ok_and(|root| format(&root, Notation::Json).is_some()))
        }
        Notation::Json => is_like_json(text),
        Notation::Yaml => is_like_yaml(text),
    }
}

fn is_blank(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\u{feff}'
}

fn is_like_json(text: &str) -> bool {
    const KEYS: [&str; 8] = [
        "\"EventPattern\"",
        "\"ScheduleExpression\"",
        "\"detail-type\"",
        "\"detail\"",
        "\"source\"",
        "\"Targets\"",
        "\"AWSTemplateFormatVersion\"",
        "\"Resources\"",
    ];
    let inside = text.trim_start_matches(|c| is_blank(c) || matches!(c, '{' | '['));
    inside.starts_with('"') && KEYS.iter().any(|key| text.contains(key))
}

/// Whether the lines that are not indented are those of a template or of a rule, and all begins as YAML does.
fn is_like_yaml(text: &str) -> bool {
    let lines = || text.lines().map(|line| line.trim_start_matches('\u{feff}'));
    let has = |key: &str| lines().any(|line| line.starts_with(key));
    let names_rules = has("Resources:")
        || has("AWSTemplateFormatVersion")
        || has("Transform:")
        || has("EventPattern:")
        || (has("service:") && has("functions:"))
        || (has("source:") && has("detail-type:"));
    let is_apart = |line: &str| line.trim().is_empty() || line.starts_with(['#', '%']) || line.starts_with("---");
    let first = lines().find(|line| !is_apart(line)).unwrap_or_default();
    let begins = first.starts_with("AWSTemplateFormatVersion") || is_key(first);
    // Markdown has fences, and templates of other tools have tags of their own.
    let is_foreign = |line: &str| ["```", "{%", "{{"].iter().any(|mark| line.trim_start().starts_with(mark));
    names_rules && begins && !lines().any(is_foreign)
}

/// Whether a line starts with a key, which is one word.
fn is_key(line: &str) -> bool {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
    let rest = line.trim_start_matches(is_of_word);
    rest.len() < line.len()
        && rest.strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// The format of a document, if it is one that holds rules.
pub(super) fn format(root: &Node, notation: Notation) -> Option<Format> {
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
    if terraform::is_terraform(map) {
        return Some(Format::Terraform);
    }
    if serverless::is_serverless(map) {
        return Some(Format::Serverless);
    }
    if is_aws_json(map) {
        return Some(Format::AwsJson);
    }
    if is_pattern(map, notation) {
        return Some(Format::Pattern);
    }
    let is_patterns = map.entries().len() > 0
        && map.entries().all(|entry| entry.value.as_map().is_some_and(|map| is_pattern(map, notation)));
    is_patterns.then_some(Format::Patterns)
}

fn is_aws_json(map: &Map) -> bool {
    let is_list = |key: &str| map.get(key).is_some_and(|node| node.as_list().is_some());
    let has_text = |key: &str| map.get(key).is_some_and(|node| node.as_text().is_some());
    has_text("EventPattern")
        || (has_text("ScheduleExpression") && !is_of_other_service(map))
        || (has_text("Name") && map.get("EventPattern").is_some())
        || (is_list("Targets") && (has_text("Rule") || map.get("Targets").is_some_and(has_arns)))
        || map
            .get("Rules")
            .and_then(Node::as_list)
            .is_some_and(|rules| rules.iter().any(|rule| rule.as_map().is_some_and(is_aws_json)))
}

/// Whether an object with a schedule is one of another service: plans of AWS Backup and associations of Systems Manager have a
/// `ScheduleExpression` too, the latter also a name and targets, which are not known by ARNs.
fn is_of_other_service(map: &Map) -> bool {
    let foreign = map.entries().filter(|entry| !aws_json::is_key_with_schedule(entry.key.as_str())).count();
    let is_selection = |target: &Node| target.get("Key").is_some() && target.get("Values").is_some();
    let has_selections =
        map.get("Targets").and_then(Node::as_list).is_some_and(|targets| targets.iter().any(is_selection));
    let most = if map.get("Name").is_some() { map.entries().len() / 2 } else { 0 };
    foreign > most || has_selections
}

fn has_arns(targets: &Node) -> bool {
    targets.as_list().is_some_and(|targets| targets.iter().any(|target| target.get("Arn").is_some()))
}

/// Whether an object is meant as an event pattern: it names parts of the envelope of events as patterns do, and is no event.
///
/// Many files of other kinds have a `source` or a `detail`: an answer of a web service, a lock file, a snapshot of a test.
fn is_pattern(map: &Map, notation: Notation) -> bool {
    const ENVELOPE: [&str; 10] =
        ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail", "$or"];
    const FILTERED: [&str; 7] = ["detail-type", "source", "account", "region", "resources", "detail", "$or"];
    let is_text = |key: &str| map.get(key).is_some_and(|node| node.as_text().is_some());
    let is_list = |key: &str| map.get(key).is_some_and(|node| node.as_list().is_some());
    let is_event = is_text("source") && (is_text("detail-type") || is_text("id") || is_text("time"));
    let has_alternatives =
        ["source", "detail-type", "$or"].into_iter().any(is_list) || map.get("detail").is_some_and(has_list);
    if is_event {
        return false;
    }
    if has_alternatives {
        let named = map.entries().filter(|entry| ENVELOPE.contains(&entry.key.as_str())).count();
        let is_foreign = |entry: &Entry| {
            let is_single = entry.value.as_map().is_none() && entry.value.as_list().is_none();
            is_single && !FILTERED.contains(&entry.key.as_str())
        };
        return named * 2 >= map.entries().len() && (is_list("detail-type") || !map.entries().any(is_foreign));
    }
    // The lists were forgotten, if this is a pattern. In YAML, which few patterns are in, a `source` heads many other files.
    notation == Notation::Json
        && (is_text("source") || is_text("detail-type"))
        && map.entries().all(|entry| FILTERED.contains(&entry.key.as_str()))
}

/// Whether there is a list of plain values or of operators anywhere in an object.
fn has_list(detail: &Node) -> bool {
    let mut maps: Vec<&Map> = detail.as_map().into_iter().collect();
    while let Some(map) = maps.pop() {
        if map.entries().any(|entry| entry.value.as_list().is_some()) {
            return true;
        }
        maps.extend(map.entries().filter_map(|entry| entry.value.as_map()));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::{Document, Reading};

    #[test]
    fn the_notation_is_that_of_the_first_character() {
        for text in ["{}", " \n[1]", "\u{feff}{"] {
            assert_eq!(notation(text), Notation::Json, "{text}");
        }
        for text in ["", "a: {}", "# {", "\u{feff}a"] {
            assert_eq!(notation(text), Notation::Yaml, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_broken_only_if_it_is_meant_to_hold_rules() {
        for text in [
            "{\"source\": [\"a\"],}",
            "[{\"EventPattern\": }]",
            "{\"source\": [\"a\"]} {\"source\": [\"b\"]}",
            "AWSTemplateFormatVersion '2010-09-09'\nResources:\n  A:\n    Type: AWS::Events::Rule\n",
            "# all rules\nTransform: AWS::Serverless-2016-10-31\nResources:\n\tTargets: 1\n",
            "service: a\nfunctions:\n  b:\n    events:\n    - schedule: 'rate(1 day)\n",
            "source: [a\ndetail-type: b\n",
            "\u{feff}EventPattern: {source: [a}\n",
        ] {
            assert!(matches!(Document::read(text), Reading::Broken(_)), "{text}");
        }
        for text in [
            "import json\n\ndef main():\n    return {'EventPattern': '}'}\n",
            "export const rule = { EventPattern: `${a}` };\n",
            "#!/bin/sh\nset -e\naws events put-rule --schedule-expression '${A}' --name `a`\n",
            "# Rules\n\nSome `EventPattern`: * this\n* that\n",
            "# Rules\n\nNote: see\n```yaml\nResources:\n  A: AWS::Events::Rule\n```\n",
            "Resources:\n{% for a in b %}\n  A: AWS::Events::Rule\n{% endfor %}\n",
            "{{ if }}\nsource: \"source\"\n",
            "{ source: 'EventPattern' }",
            "{\"source\": \"a\", \"detail-type\": \"b\"}\n{\"source\": \"a\", \"detail-type\": \"b\"}\n",
            "[[case]]\nfile = '{\"source\": 1}'\n",
            "schedule",
            "- schedule\n- EventPattern\n",
            "",
        ] {
            assert!(matches!(Document::read(text), Reading::Unknown), "{text}");
        }
    }
    #[test]
    fn a_pattern_is_told_from_other_files_with_a_source_or_a_detail() {
        for text in [
            "{\"source\": \"app.orders\"}",
            "{\"source\": \"app.orders\", \"detail\": {\"total\": 5}}",
            "{\"detail-type\": \"Order Created\"}",
            "{\"source\": [\"app.orders\"], \"detial\": {\"a\": [1]}}",
            "{\"detail-type\": [\"Order Created\"], \"name\": \"a\"}",
            "{\"detail\": {\"order\": {\"total\": [5]}}}",
            "source: [app.orders]\naccount: '123456789012'\n",
        ] {
            assert!(matches!(Document::read(text), Reading::Document(_)), "{text}");
        }
        for text in [
            "{\"type\": \"module\", \"source\": \"doc/api/index.md\"}",
            "{\"detail\": \"Not found.\"}",
            "{\"detail\": [{\"loc\": [\"body\"], \"msg\": \"field required\"}]}",
            "{\"detail\": {\"code\": 404, \"error\": {\"text\": \"a\"}}}",
            "{\"source\": [\"a.md\"], \"title\": \"a\"}",
            "{\"version\": \"1.0\", \"source\": [\"a\", \"b\"]}",
            "{\"version\": 2, \"source\": \"a\"}",
            "---\nsource: src/a.rs\nexpression: b\n",
            "---\nsource: src/a.rs\n",
        ] {
            assert!(matches!(Document::read(text), Reading::Unknown), "{text}");
        }
    }

    #[test]
    fn a_schedule_of_another_service_is_no_rule() {
        for text in [
            r#"{"ScheduleExpression": "rate(1 day)"}"#,
            r#"{"Name": "a", "ScheduleExpression": "rate(1 day)", "Targest": []}"#,
            r#"{"ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": {}}"#,
        ] {
            assert!(matches!(Document::read(text), Reading::Document(_)), "{text}");
        }
        for text in [
            r#"{"BackupPlanName": "a", "Rules": [{"RuleName": "a", "TargetBackupVaultName": "b", "ScheduleExpression": "cron(0 5 ? * * *)"}]}"#,
            r#"{"Name": "AWS-RunPatchBaseline", "ScheduleExpression": "rate(1 day)", "Targets": [{"Key": "InstanceIds", "Values": ["*"]}]}"#,
            r#"{"ScheduleExpression": "rate(10 days)", "Duration": "3h"}"#,
            "service: a\nprovider: {name: azure}\nfunctions: {b: {events: [{timer: , schedule: '0 */5 * * * *'}]}}\n",
            "service: a\nprovider: google\nfunctions: {b: {events: [{schedule: '* * * * *'}]}}\n",
        ] {
            assert!(matches!(Document::read(text), Reading::Unknown), "{text}");
        }
    }
}
