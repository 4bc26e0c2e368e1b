//! What `terraform show -json` prints of a plan or a state.
//!
//! Values that are only known after the plan is applied are left out of it, and listed in `after_unknown`. The provider writes what
//! is not set as null, `""` or, for ages, 0.
//!
//! Sources: Terraform documentation, JSON output format; AWS provider documentation of each resource.

use std::collections::BTreeMap;

use crate::sources::model::{Declaration, Kind, Service, Target};
use crate::sources::node::{Entry, Map, Node, Value};
use crate::sources::shape::{member, state_of_switch};
use crate::span::Span;

/// A resource with its values, unknown ones included.
#[derive(Debug)]
struct Resource {
    address: String,
    /// Where its address stands.
    place: Span,
    values: Map,
}

type Reader = fn(&Resource) -> Declaration;

const TARGET: &str = "aws_cloudwatch_event_target";

/// The types of resources that are read.
const READERS: &[(&str, Reader)] = &[
    ("aws_cloudwatch_event_rule", rule),
    (TARGET, targets),
    ("aws_cloudwatch_event_archive", archive),
    ("aws_scheduler_schedule", schedule),
    ("aws_pipes_pipe", pipe),
    ("aws_lambda_event_source_mapping", event_source_mapping),
];

/// Whether a document is a plan or a state with a resource that is read.
pub(super) fn is_terraform(root: &Map) -> bool {
    root.get("format_version").is_some() && resources_of(root).iter().any(|resource| reader_of(resource).is_some())
}

pub(super) fn declarations(root: &Node) -> Vec<Declaration> {
    let Some(root) = root.as_map() else { return Vec::new() };
    let unknown = unknown_values(root);
    let mut declarations: Vec<Declaration> = Vec::new();
    for node in resources_of(root) {
        let Some(reader) = reader_of(node) else { continue };
        let Some(address) = node.get("address") else { continue };
        let label = address.as_str().unwrap_or_default();
        let mut values =
            node.get("values").cloned().unwrap_or_else(|| Node::new(node.span, Value::Map(Map::default())));
        if let Some(unknown) = unknown.get(label) {
            overlay(&mut values, unknown);
        }
        let Value::Map(values) = values.value else { continue };
        declarations.push(reader(&Resource { address: label.to_owned(), place: address.span, values }));
    }
    attach_targets(declarations)
}

/// The resources of all modules, in the order of the file.
fn resources_of(root: &Map) -> Vec<&Node> {
    let values = root.get("planned_values").or_else(|| root.get("values"));
    let mut modules: Vec<&Node> = values.and_then(|values| values.get("root_module")).into_iter().collect();
    let mut resources = Vec::new();
    while let Some(module) = modules.pop() {
        let list = |key: &str| module.get(key).and_then(Node::as_list).unwrap_or_default();
        resources.extend(list("resources"));
        modules.extend(list("child_modules").iter().rev());
    }
    resources
}

fn reader_of(resource: &Node) -> Option<Reader> {
    let type_name = resource.get("type")?.as_str()?;
    let is_managed = resource.get("mode").and_then(Node::as_str) != Some("data");
    READERS.iter().find(|(name, _)| *name == type_name && is_managed).map(|(_, reader)| *reader)
}

/// `after_unknown` of each address.
fn unknown_values(root: &Map) -> BTreeMap<&str, &Node> {
    let changes = root.get("resource_changes").and_then(Node::as_list).unwrap_or_default().iter();
    changes
        .filter_map(|change| Some((change.get("address")?.as_str()?, change.get("change")?.get("after_unknown")?)))
        .collect()
}

/// Makes holes of what is true in `unknown`. Documents are up to 1000 levels deep, and its frame is small.
fn overlay(value: &mut Node, unknown: &Node) {
    match (&mut value.value, &unknown.value) {
        (_, Value::Bool(true)) => *value = Node::hole(unknown.span),
        (Value::List(list), Value::List(unknown)) => {
            list.iter_mut().zip(unknown).for_each(|(item, unknown)| overlay(item, unknown));
        }
        (Value::Map(map), Value::Map(unknown)) => {
            unknown.entries().for_each(|entry| overlay_member(map, entry));
        }
        _ => {}
    }
}

#[inline(never)]
fn overlay_member(map: &mut Map, unknown: &Entry) {
    let key = unknown.key.as_str();
    let members = map.edit();
    match members.iter_mut().find(|entry| entry.key.as_str() == key) {
        Some(entry) => overlay(&mut entry.value, &unknown.value),
        None if matches!(unknown.value.value, Value::Bool(true)) => {
            let span = Span::new(unknown.key_span.start, unknown.value.span.end);
            members.push(Entry { value: Node::hole(span), ..unknown.clone() });
        }
        None => {}
    }
}

/// Gives rules the targets that name them; what is left are targets of other rules.
fn attach_targets(declarations: Vec<Declaration>) -> Vec<Declaration> {
    let (targets, mut others): (Vec<_>, Vec<_>) =
        declarations.into_iter().partition(|declaration| declaration.kind == Kind::Targets);
    let rules = others.iter().enumerate().filter(|(_, declaration)| declaration.kind == Kind::Rule);
    let rules: BTreeMap<_, _> = rules.filter_map(|(index, rule)| Some((identity(rule)?, index))).collect();
    let mut left = Vec::new();
    let mut any_unknown = false;
    for declaration in targets {
        let rule = identity(&declaration);
        any_unknown |= rule.is_none();
        match rule.and_then(|rule| others.get_mut(*rules.get(&rule)?)) {
            Some(rule) => rule.targets.extend(declaration.targets),
            None => left.push(declaration),
        }
    }
    if any_unknown {
        others.iter_mut().filter(|rule| rule.kind == Kind::Rule).for_each(|rule| rule.knows_all_targets = false);
    }
    others.extend(left);
    others
}

/// The names of a rule and its bus, if both are known.
fn identity(rule: &Declaration) -> Option<(String, String)> {
    let bus = rule.event_bus.as_ref().map_or(Some("default"), Node::as_str)?;
    Some((rule.name.as_ref()?.as_str()?.to_owned(), bus.rsplit('/').next().unwrap_or(bus).to_owned()))
}

fn rule(resource: &Resource) -> Declaration {
    let mut rule = resource.declare(Kind::Rule);
    rule.event_bus = resource.get("event_bus_name");
    rule.patterns.extend(resource.get("event_pattern"));
    rule.schedules.extend(resource.get("schedule_expression"));
    rule.state = resource.get("state").or_else(|| state_of_switch(&resource.values, "is_enabled"));
    rule
}

fn targets(resource: &Resource) -> Declaration {
    let mut targets = resource.declare(Kind::Targets);
    targets.name = resource.get("rule");
    targets.event_bus = resource.get("event_bus_name");
    let transformer = block(&resource.values, "input_transformer");
    let target = target(&resource.values, resource.place);
    targets.targets.push(Target {
        id: resource.get("target_id"),
        input_path: resource.get("input_path"),
        paths: part(transformer.as_ref(), "input_paths"),
        template: part(transformer.as_ref(), "input_template"),
        input_transformer: transformer,
        ..target
    });
    targets
}

fn archive(resource: &Resource) -> Declaration {
    let mut archive = resource.declare(Kind::Archive);
    archive.event_bus = resource.get("event_source_arn");
    archive.patterns.extend(resource.get("event_pattern"));
    archive
}

fn schedule(resource: &Resource) -> Declaration {
    let mut schedule = resource.declare(Kind::Schedule);
    schedule.schedules.extend(resource.get("schedule_expression"));
    schedule.time_zone = resource.get("schedule_expression_timezone");
    schedule.state = resource.get("state");
    match block(&resource.values, "target") {
        Some(Node { value: Value::Map(values), .. }) => schedule.targets.push(target(&values, resource.place)),
        Some(_) => schedule.knows_all_targets = false,
        None => {}
    }
    schedule
}

fn pipe(resource: &Resource) -> Declaration {
    let mut pipe = resource.declare(Kind::Pipe);
    let parameters = block(&resource.values, "source_parameters");
    pipe.patterns = parameters.as_ref().and_then(Node::as_map).map(filters).unwrap_or_default();
    pipe
}

fn event_source_mapping(resource: &Resource) -> Declaration {
    let mut mapping = Declaration::new(Kind::Pipe, &*resource.address, resource.place);
    mapping.patterns = filters(&resource.values);
    mapping
}

/// The patterns of `filter_criteria`.
fn filters(values: &Map) -> Vec<Node> {
    let criteria = block(values, "filter_criteria");
    let filters = criteria.as_ref().and_then(|criteria| criteria.get("filter")).and_then(Node::as_list);
    filters.unwrap_or_default().iter().filter_map(|filter| attribute(filter.as_map()?, "pattern")).collect()
}

/// What targets of rules and of schedules have in common.
fn target(values: &Map, place: Span) -> Target {
    let retry_policy = block(values, "retry_policy");
    let arn = attribute(values, "arn");
    Target {
        place,
        service: arn.as_ref().and_then(Service::of_arn),
        arn,
        role_arn: attribute(values, "role_arn"),
        input: attribute(values, "input"),
        retry_attempts: part(retry_policy.as_ref(), "maximum_retry_attempts"),
        event_age: part(retry_policy.as_ref(), "maximum_event_age_in_seconds").filter(|age| !is_zero(age)),
        dead_letter_arn: part(block(values, "dead_letter_config").as_ref(), "arn"),
        ..Target::default()
    }
}

/// The age that the provider writes where there is none.
fn is_zero(node: &Node) -> bool {
    matches!(&node.value, Value::Number(number) if &**number == "0")
}

impl Resource {
    fn declare(&self, kind: Kind) -> Declaration {
        let mut declaration = Declaration::new(kind, &*self.address, self.place);
        declaration.name = self.get("name");
        declaration.description = self.get("description");
        declaration
    }

    fn get(&self, key: &str) -> Option<Node> {
        attribute(&self.values, key)
    }
}

/// The value under `key`, unless it is null or empty.
fn attribute(values: &Map, key: &str) -> Option<Node> {
    member(values, key).filter(|node| node.as_str() != Some(""))
}

/// The only block of this name, an object or a hole.
fn block(values: &Map, key: &str) -> Option<Node> {
    let node = member(values, key)?;
    match node.value {
        Value::List(list) => list.into_iter().next(),
        _ => Some(node),
    }
}

/// The value under `key` of a block: a hole if the block is one.
fn part(block: Option<&Node>, key: &str) -> Option<Node> {
    crate::sources::shape::part(block, key).filter(|node| node.as_str() != Some(""))
}

#[cfg(test)]
mod tests {
    use crate::sources::show::show;

    fn resource(address: &str, values: &str) -> String {
        let type_name = address.rsplit('.').nth(1).unwrap();
        format!(r#"{{"address": "{address}", "mode": "managed", "type": "{type_name}", "values": {{{values}}}}}"#)
    }

    fn state(resources: &[String]) -> String {
        let resources = resources.join(", ");
        format!(r#"{{"format_version": "1.0", "values": {{"root_module": {{"resources": [{resources}]}}}}}}"#)
    }

    #[test]
    fn a_rule_has_the_targets_that_name_it() {
        let pattern = r#""{\"source\": [\"app.orders\"]}""#;
        let rule = format!(
            r#""name": "created", "description": "", "event_bus_name": "shop", "event_pattern": {pattern},
            "schedule_expression": null, "is_enabled": false, "state": null"#
        );
        let target = r#""rule": "created", "event_bus_name": "arn:aws:events:eu-west-1:123456789012:event-bus/shop",
            "target_id": "processor", "arn": "arn:aws:lambda:eu-west-1:123456789012:function:p", "input": "", "role_arn": null,
            "input_transformer": [{"input_paths": {"a": "$.a"}, "input_template": "<a>"}],
            "retry_policy": [{"maximum_event_age_in_seconds": 0, "maximum_retry_attempts": 3}],
            "dead_letter_config": [{"arn": "arn:aws:sqs:eu-west-1:123456789012:dlq"}]"#;
        let other = r#""rule": "created", "event_bus_name": "default", "target_id": "x", "arn": "arn:aws:sns:::t""#;
        let file = state(&[
            resource("aws_cloudwatch_event_target.other", other),
            resource("aws_cloudwatch_event_target.processor", target),
            resource("aws_cloudwatch_event_rule.created", &rule),
            resource("aws_sqs_queue.dlq", ""),
        ]);
        let expected = r#"Rule aws_cloudwatch_event_rule.created at "aws_cloudwatch_event_rule.created"
  name: "created"
  bus: "shop"
  pattern: "{\"source\": [\"app.orders\"]}" = {"source": ["app.orders"]}
  state: false = DISABLED
  target at "aws_cloudwatch_event_target.processor" is Some(Policy)
    id: "processor"
    arn: "arn:aws:lambda:eu-west-1:123456789012:function:p"
    transformer: {"input_paths": {"a": "$.a"}, "input_template": "<a>"}
    paths: {"a": "$.a"}
    template: "<a>"
    attempts: 3
    queue: "arn:aws:sqs:eu-west-1:123456789012:dlq"
Targets aws_cloudwatch_event_target.other at "aws_cloudwatch_event_target.other"
  name: "created"
  bus: "default"
  target at "aws_cloudwatch_event_target.other" is Some(Policy)
    id: "x"
    arn: "arn:aws:sns:::t"
"#;
        assert_eq!(show(&file), expected);
    }

    #[test]
    fn what_a_plan_does_not_know_is_open() {
        let address = "module.jobs[\\\"a\\\"].aws_cloudwatch_event_rule.nightly";
        let rule = resource(address, r#""schedule_expression": "rate(1 day)", "event_bus_name": "default""#);
        let target = resource(
            "module.jobs.aws_cloudwatch_event_target.nightly",
            r#""dead_letter_config": [{}], "retry_policy": [], "event_bus_name": "default", "role_arn": null"#,
        );
        let file = format!(
            r#"{{"format_version": "1.2", "planned_values": {{"root_module": {{"child_modules": [{{"resources": [{rule}, {target}]}}]}}}},
            "resource_changes": [
                {{"address": "{address}", "change": {{"after_unknown": {{"name": true, "tags_all": {{}}}}}}}},
                {{"address": "module.jobs.aws_cloudwatch_event_target.nightly", "change": {{"after_unknown":
                    {{"rule": true, "arn": true, "dead_letter_config": [{{"arn": true}}], "retry_policy": []}}}}}}]}}"#
        );
        let expected = format!(
            r#"Rule module.jobs["a"].aws_cloudwatch_event_rule.nightly at "{address}"
  name: "name": true = ?
  bus: "default"
  schedule: "rate(1 day)"
  and other targets
Targets module.jobs.aws_cloudwatch_event_target.nightly at "module.jobs.aws_cloudwatch_event_target.nightly"
  name: "rule": true = ?
  bus: "default"
  target at "module.jobs.aws_cloudwatch_event_target.nightly" is None
    arn: "arn": true = ?
    queue: "arn": true = ?
"#
        );
        assert_eq!(show(&file), expected);
    }

    #[test]
    fn archives_schedules_and_pipes() {
        let file = state(&[
            resource(
                "aws_cloudwatch_event_archive.all",
                r#""name": "all", "event_source_arn": "arn:b", "event_pattern": "{}""#,
            ),
            resource(
                "aws_scheduler_schedule.daily",
                r#""name": "daily", "schedule_expression": "cron(0 6 * * ? *)", "schedule_expression_timezone": "Europe/London",
                "state": "ENABLED", "flexible_time_window": [{"mode": "OFF"}],
                "target": [{"arn": "arn:aws:sqs:::q", "role_arn": "arn:r", "input": "{}", "retry_policy": []}]"#,
            ),
            resource(
                "aws_pipes_pipe.p",
                r#""name": "p", "source_parameters": [{"filter_criteria": [{"filter": [{"pattern": "{\"body\": {}}"}]}]}]"#,
            ),
            resource("aws_lambda_event_source_mapping.m", r#""filter_criteria": [{"filter": [{"pattern": "{}"}]}]"#),
        ]);
        let expected = r#"Archive aws_cloudwatch_event_archive.all at "aws_cloudwatch_event_archive.all"
  name: "all"
  bus: "arn:b"
  pattern: "{}"
Schedule aws_scheduler_schedule.daily at "aws_scheduler_schedule.daily"
  name: "daily"
  schedule: "cron(0 6 * * ? *)"
  zone: "Europe/London"
  state: "ENABLED"
  target at "aws_scheduler_schedule.daily" is Some(Policy)
    arn: "arn:aws:sqs:::q"
    role: "arn:r"
    input: "{}"
Pipe aws_pipes_pipe.p at "aws_pipes_pipe.p"
  name: "p"
  pattern: "{\"body\": {}}" = {"body": {}}
Pipe aws_lambda_event_source_mapping.m at "aws_lambda_event_source_mapping.m"
  pattern: "{}"
"#;
        assert_eq!(show(&file), expected);
    }
}
