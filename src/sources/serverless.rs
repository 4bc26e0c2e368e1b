//! Configurations of the Serverless Framework.
//!
//! Sources: Serverless Framework documentation of the `schedule`, `eventBridge` and `cloudwatchEvent` events, and the schemas by which
//! the framework checks them. The framework makes the ids of targets, the permissions of functions, and the rest of the template that
//! `resources` begins.

use crate::sources::cloudformation::{self, Resolver, Variables};
use crate::sources::model::{Declaration, Kind, Service, Target};
use crate::sources::node::{Entry, Map, Node, Value};
use crate::sources::shape::{Shape, member, nested, part, state_of_switch};

/// A kind of event, with the keys of its rule and its target.
#[derive(Debug)]
struct Event {
    name: &'static str,
    shape: Shape,
    pattern: &'static str,
    schedule: &'static str,
}

const EVENTS: &[Event] = &[
    Event {
        name: "schedule",
        shape: Shape {
            name: "a `schedule` event",
            keys: &[
                "rate",
                "enabled",
                "name",
                "description",
                "input",
                "inputPath",
                "inputTransformer",
                "method",
                "roleArn",
                "timezone",
            ],
            elsewhere: NESTED,
        },
        pattern: "",
        schedule: "rate",
    },
    Event {
        name: "eventBridge",
        shape: Shape {
            name: "an `eventBridge` event",
            keys: &[
                "pattern",
                "schedule",
                "eventBus",
                "name",
                "description",
                "enabled",
                "input",
                "inputPath",
                "inputTransformer",
                "retryPolicy",
                "deadLetterQueueArn",
            ],
            elsewhere: NESTED,
        },
        pattern: "pattern",
        schedule: "schedule",
    },
    Event {
        name: "cloudwatchEvent",
        shape: Shape {
            name: "a `cloudwatchEvent` event",
            keys: &["event", "name", "description", "enabled", "input", "inputPath", "inputTransformer"],
            elsewhere: NESTED,
        },
        pattern: "event",
        schedule: "",
    },
];

const NESTED: &[(&str, &str)] = &[
    ("inputPathsMap", "`inputTransformer`"),
    ("inputTemplate", "`inputTransformer`"),
    ("maximumEventAge", "`retryPolicy`"),
    ("maximumRetryAttempts", "`retryPolicy`"),
];

const INPUT_TRANSFORMER: Shape =
    Shape { name: "`inputTransformer`", keys: &["inputPathsMap", "inputTemplate"], elsewhere: &[] };

const RETRY_POLICY: Shape =
    Shape { name: "`retryPolicy`", keys: &["maximumEventAge", "maximumRetryAttempts"], elsewhere: &[] };

/// Whether a document is a configuration of the framework.
pub(super) fn is_serverless(root: &Map) -> bool {
    let has_any = |keys: [&str; 2]| keys.iter().any(|key| root.get(key).is_some());
    has_any(["functions", "resources"]) && has_any(["service", "provider"]) && !is_elsewhere(root)
}

/// Whether the provider is another one than AWS. It may also stand in another file.
fn is_elsewhere(root: &Map) -> bool {
    let provider = root.get("provider");
    let name = provider.and_then(|provider| provider.get("name")).or(provider).and_then(Node::as_str);
    name.is_some_and(|name| name != "aws" && !name.contains("${"))
}

pub(super) fn declarations(root: &Node) -> Vec<Declaration> {
    let resolver = Resolver { variables: Variables::Serverless, resources: None };
    let functions = maps(root.get("functions")).flat_map(Map::entries);
    let mut declarations: Vec<_> = functions.flat_map(|function| events(function, &resolver)).collect();
    for part in maps(root.get("resources")) {
        if let Some(resources) = part.get("Resources").and_then(Node::as_map) {
            declarations.extend(cloudformation::declarations_of(resources, Variables::Serverless));
        }
    }
    declarations
}

/// An object, or a list of objects that are merged.
fn maps(node: Option<&Node>) -> impl Iterator<Item = &Map> {
    let list = node.and_then(Node::as_list).unwrap_or_default();
    node.and_then(Node::as_map).into_iter().chain(list.iter().filter_map(Node::as_map))
}

/// What the events of a function declare.
fn events(function: &Entry, resolver: &Resolver<'_>) -> Vec<Declaration> {
    let events = function.value.get("events").map(|events| resolver.resolve(events));
    let events = events.as_ref().and_then(Node::as_list).unwrap_or_default().iter().filter_map(Node::as_map);
    let entries = events.flat_map(Map::entries);
    let read = |entry| event(function.key.as_str(), entry).or_else(|| filtered(function.key.as_str(), entry));
    entries.filter_map(read).collect()
}

/// A queue or a stream whose records are filtered by event patterns.
fn filtered(function: &str, entry: &Entry) -> Option<Declaration> {
    let patterns = entry.value.get("filterPatterns")?.as_list()?;
    let mut mapping = Declaration::new(Kind::Pipe, format!("{function}.{}", entry.key.as_str()), entry.key_span);
    mapping.patterns = patterns.to_vec();
    Some(mapping)
}

fn event(function: &str, entry: &Entry) -> Option<Declaration> {
    let event = EVENTS.iter().find(|event| event.name == entry.key.as_str())?;
    let written = Map::default();
    let map = match &entry.value.value {
        Value::Map(map) => map,
        Value::String(_) if event.name == "schedule" => &written,
        _ => return None,
    };
    let kind = match map.get("method").map(|method| method.as_str()) {
        Some(Some("scheduler")) => Kind::Schedule,
        // It decides how the schedule is read.
        Some(None) => return None,
        _ => Kind::Rule,
    };
    let mut declaration = Declaration::new(kind, format!("{function}.{}", event.name), entry.key_span);
    declaration.strays = event.shape.strays(map);
    declaration.name = member(map, "name");
    declaration.description = member(map, "description");
    declaration.event_bus = member(map, "eventBus");
    declaration.patterns.extend(member(map, event.pattern));
    declaration.schedules = match (&entry.value.value, member(map, event.schedule)) {
        (Value::String(_), _) => vec![entry.value.clone()],
        (_, Some(Node { value: Value::List(rates), .. })) => rates,
        (_, rate) => rate.into_iter().collect(),
    };
    declaration.time_zone = member(map, "timezone");
    declaration.state = state_of_switch(map, "enabled");
    target(entry, map, &mut declaration);
    Some(declaration)
}

/// The function itself.
fn target(entry: &Entry, map: &Map, declaration: &mut Declaration) {
    let made = Node::hole(entry.key_span);
    let input_transformer = nested(map, "inputTransformer", &INPUT_TRANSFORMER, &mut declaration.strays);
    let retry_policy = nested(map, "retryPolicy", &RETRY_POLICY, &mut declaration.strays);
    declaration.targets.push(Target {
        place: entry.key_span,
        id: Some(made.clone()),
        arn: Some(made.clone()),
        service: Some(Service::Policy),
        role_arn: match declaration.kind {
            // Without one, that of the function.
            Kind::Schedule => member(map, "roleArn").or(Some(made)),
            _ => None,
        },
        input: member(map, "input").map(input),
        input_path: member(map, "inputPath"),
        input_transformer: member(map, "inputTransformer"),
        paths: part(input_transformer, "inputPathsMap"),
        template: part(input_transformer, "inputTemplate"),
        retry_attempts: part(retry_policy, "maximumRetryAttempts"),
        event_age: part(retry_policy, "maximumEventAge"),
        dead_letter_arn: member(map, "deadLetterQueueArn"),
        missing: Vec::new(),
    });
}

/// The framework writes an object as JSON, or the JSON that is its only member `body`.
fn input(node: Node) -> Node {
    match &node.value {
        Value::Map(map) => match map.get("body").filter(|body| body.as_text().is_some()) {
            Some(body) => body.clone(),
            None if node.is_known() => Node::new(node.span, Value::String(node.to_json(&mut |_| String::new()))),
            None => Node::hole(node.span),
        },
        _ => node,
    }
}

#[cfg(test)]
mod tests {
    use crate::sources::show::show;

    #[test]
    fn events_of_functions() {
        let file = r#"{"service": "shop", "provider": {"name": "aws"}, "functions": {
            "crawl": {"handler": "a.b", "events": [
                {"schedule": "rate(2 hours)"},
                {"schedule": {"rate": ["cron(0 6 * * ? *)", "${self:custom.rate}"], "enabled": false, "input": {"a": 1},
                    "retryPolicy": {}}},
                {"schedule": {"rate": "rate(1 day)", "method": "scheduler", "timezone": "Europe/London", "name": "n-${opt:stage}"}},
                {"schedule": {"rate": "rate(1 day)", "method": "${self:custom.method}"}},
                {"httpApi": "*"}
            ]},
            "created": {"events": [
                {"eventBridge": {"eventBus": "${param:bus}", "pattern": {"source": ["app.orders"]}, "deadLetterQueueArn":
                    {"Fn::GetAtt": ["Queue", "Arn"]}, "inputTransformer": {"inputPathsMap": {"a": "$.a"}, "inputTemplate": "<a>"},
                    "retryPolicy": {"maximumEventAge": 3600, "maximumRetryAttempts": 2, "maximumEventAgeInSeconds": 1}}},
                {"sqs": {"arn": "arn:q", "filterPatterns": [{"body": {"a": [1]}}]}},
                {"cloudwatchEvent": {"event": {"source": ["aws.ec2"]}, "input": {"body": "{\"a\": 1}"}, "pattern": {}}}
            ]}}}"#;
        let expected = r#"Rule crawl.schedule at "schedule"
  schedule: "rate(2 hours)"
  target at "schedule" is Some(Policy)
    id: "schedule" = ?
    arn: "schedule" = ?
Rule crawl.schedule at "schedule"
  schedule: "cron(0 6 * * ? *)"
  schedule: "${self:custom.rate}" = ?
  state: false = DISABLED
  target at "schedule" is Some(Policy)
    id: "schedule" = ?
    arn: "schedule" = ?
    input: {"a": 1} = {"a":1}
  stray "retryPolicy" of a `schedule` event, belongs to None
Schedule crawl.schedule at "schedule"
  name: "n-${opt:stage}" = n-…
  schedule: "rate(1 day)"
  zone: "Europe/London"
  target at "schedule" is Some(Policy)
    id: "schedule" = ?
    arn: "schedule" = ?
    role: "schedule" = ?
Rule created.eventBridge at "eventBridge"
  bus: "${param:bus}" = ?
  pattern: {"source": ["app.orders"]}
  target at "eventBridge" is Some(Policy)
    id: "eventBridge" = ?
    arn: "eventBridge" = ?
    transformer: {"inputPathsMap": {"a": "$.a"}, "inputTemplate": "<a>"}
    paths: {"a": "$.a"}
    template: "<a>"
    attempts: 2
    age: 3600
    queue: {"Fn::GetAtt": ["Queue", "Arn"]} = ?Queue
  stray "maximumEventAgeInSeconds" of `retryPolicy`, belongs to None
Pipe created.sqs at "sqs"
  pattern: {"body": {"a": [1]}}
Rule created.cloudwatchEvent at "cloudwatchEvent"
  pattern: {"source": ["aws.ec2"]}
  target at "cloudwatchEvent" is Some(Policy)
    id: "cloudwatchEvent" = ?
    arn: "cloudwatchEvent" = ?
    input: "{\"a\": 1}" = {"a": 1}
  stray "pattern" of a `cloudwatchEvent` event, belongs to None
"#;
        assert_eq!(show(file), expected);
    }

    #[test]
    fn functions_and_resources_in_parts() {
        let file = r#"{"service": "shop", "functions": ["${file(other.yml)}", {"a": {"events": [{"schedule": "rate(1 day)"}]}}],
            "resources": ["${file(queues.yml)}", {"Resources": {
                "R": {"Type": "AWS::Events::Rule", "Properties": {"Name": "${self:service}-r", "EventPattern": {"Ref": "P"}}}}}]}"#;
        let expected = r#"Rule a.schedule at "schedule"
  schedule: "rate(1 day)"
  target at "schedule" is Some(Policy)
    id: "schedule" = ?
    arn: "schedule" = ?
Rule R at "R"
  name: "${self:service}-r" = …-r
  pattern: {"Ref": "P"} = ?P
"#;
        assert_eq!(show(file), expected);
    }
}
