//! What the `aws events` and `aws scheduler` commands take and print, and event patterns by themselves.
//!
//! Source: the models of the EventBridge and EventBridge Scheduler APIs for the keys of requests and answers.

use crate::sources::model::{Declaration, Kind, Service, Target};
use crate::sources::node::{Map, Node};
use crate::sources::scheduler;
use crate::sources::shape::{Shape, member, nested, part};
use crate::span::Span;

const RULE: Shape = Shape {
    name: "a rule",
    keys: &[
        "Name",
        "ScheduleExpression",
        "EventPattern",
        "State",
        "Description",
        "RoleArn",
        "Tags",
        "EventBusName",
        "Arn",
        "ManagedBy",
        "CreatedBy",
        "Targets",
    ],
    elsewhere: &[("Input", "a target"), ("InputPath", "a target"), ("InputTransformer", "a target")],
};

/// An archive as `create-archive` takes it and `describe-archive` prints it.
const ARCHIVE: Shape = Shape {
    name: "an archive",
    keys: &[
        "ArchiveName",
        "EventSourceArn",
        "Description",
        "EventPattern",
        "RetentionDays",
        "KmsKeyIdentifier",
        "ArchiveArn",
        "State",
        "StateReason",
        "SizeBytes",
        "EventCount",
        "CreationTime",
    ],
    elsewhere: &[],
};

const PUT_TARGETS: Shape =
    Shape { name: "`put-targets`", keys: &["Rule", "EventBusName", "Targets", "NextToken"], elsewhere: &[] };

/// The keys of a target are the same in the API and in `AWS::Events::Rule`.
pub(crate) const TARGET: Shape = Shape {
    name: "a target",
    keys: &[
        "Id",
        "Arn",
        "RoleArn",
        "Input",
        "InputPath",
        "InputTransformer",
        "KinesisParameters",
        "RunCommandParameters",
        "EcsParameters",
        "BatchParameters",
        "SqsParameters",
        "HttpParameters",
        "RedshiftDataParameters",
        "SageMakerPipelineParameters",
        "DeadLetterConfig",
        "RetryPolicy",
        "AppSyncParameters",
    ],
    elsewhere: &[
        ("MessageGroupId", "`SqsParameters`"),
        ("MaximumRetryAttempts", "`RetryPolicy`"),
        ("MaximumEventAgeInSeconds", "`RetryPolicy`"),
        ("InputPathsMap", "`InputTransformer`"),
        ("InputTemplate", "`InputTransformer`"),
        ("PartitionKeyPath", "`KinesisParameters`"),
    ],
};

pub(crate) const RETRY_POLICY: Shape =
    Shape { name: "`RetryPolicy`", keys: &["MaximumRetryAttempts", "MaximumEventAgeInSeconds"], elsewhere: &[] };

pub(crate) const DEAD_LETTER_CONFIG: Shape = Shape { name: "`DeadLetterConfig`", keys: &["Arn"], elsewhere: &[] };

pub(crate) const INPUT_TRANSFORMER: Shape =
    Shape { name: "`InputTransformer`", keys: &["InputPathsMap", "InputTemplate"], elsewhere: &[] };

pub(crate) const SQS_PARAMETERS: Shape = Shape { name: "`SqsParameters`", keys: &["MessageGroupId"], elsewhere: &[] };

/// Whether a rule with a schedule or a schedule of EventBridge Scheduler has this key.
pub(super) fn is_key_with_schedule(key: &str) -> bool {
    RULE.keys.contains(&key) || scheduler::SCHEDULE.keys.contains(&key)
}

/// A file that is one event pattern.
pub(super) fn pattern(root: &Node) -> Vec<Declaration> {
    let mut declaration = Declaration::new(Kind::Pattern, "", Span::at(root.span.start));
    declaration.patterns = vec![root.clone()];
    vec![declaration]
}

/// An object of names and event patterns.
pub(super) fn patterns(root: &Node) -> Vec<Declaration> {
    let members = root.as_map().into_iter().flat_map(Map::entries);
    members
        .map(|entry| {
            let mut declaration = Declaration::new(Kind::Pattern, entry.key.as_str(), entry.key_span);
            declaration.patterns = vec![entry.value.clone()];
            declaration
        })
        .collect()
}

/// A rule, its targets, an archive, a schedule, or a list of them.
pub(super) fn declarations(root: &Node) -> Vec<Declaration> {
    if let Some(list) = root.as_list() {
        return list.iter().flat_map(declarations).collect();
    }
    let Some(map) = root.as_map() else { return Vec::new() };
    if let Some(rules) = map.get("Rules").and_then(Node::as_list) {
        return rules.iter().flat_map(declarations).collect();
    }
    let has_any = |keys: &[&str]| keys.iter().any(|key| map.get(key).is_some());
    vec![if has_any(&["ArchiveName"]) {
        archive(root, map)
    } else if has_any(&["Target", "FlexibleTimeWindow"]) {
        schedule(root, map)
    } else if has_any(&["EventPattern", "ScheduleExpression", "Name"]) {
        rule(root, map)
    } else {
        targets(root, map)
    }]
}

fn rule(node: &Node, map: &Map) -> Declaration {
    let mut rule = Declaration::new(Kind::Rule, "", Span::at(node.span.start));
    rule.strays = RULE.strays(map);
    rule.description = member(map, "Description");
    rule.patterns.extend(member(map, "EventPattern"));
    rule.schedules.extend(member(map, "ScheduleExpression"));
    rule.state = member(map, "State");
    // The answers of the API name targets elsewhere.
    rule.knows_all_targets = map.get("Targets").is_some();
    rule.is_answer = ["Arn", "CreatedBy", "ManagedBy"].iter().any(|key| map.get(key).is_some());
    with_common_parts(rule, map, "Name")
}

fn archive(node: &Node, map: &Map) -> Declaration {
    let mut archive = Declaration::new(Kind::Archive, "", Span::at(node.span.start));
    archive.strays = ARCHIVE.strays(map);
    archive.description = member(map, "Description");
    archive.patterns.extend(member(map, "EventPattern"));
    archive.is_answer = map.get("ArchiveArn").is_some();
    let archive = with_common_parts(archive, map, "ArchiveName");
    Declaration { event_bus: member(map, "EventSourceArn"), ..archive }
}

fn schedule(node: &Node, map: &Map) -> Declaration {
    let mut schedule = Declaration::new(Kind::Schedule, "", Span::at(node.span.start));
    schedule.strays = scheduler::SCHEDULE.strays(map);
    schedule.description = member(map, "Description");
    schedule.is_answer = map.get("Arn").is_some();
    scheduler::read(map, &mut schedule);
    with_common_parts(schedule, map, "Name")
}

fn targets(node: &Node, map: &Map) -> Declaration {
    let mut targets = Declaration::new(Kind::Targets, "", Span::at(node.span.start));
    targets.strays = PUT_TARGETS.strays(map);
    // `put-targets` has to name its rule.
    targets.is_answer = map.get("Rule").is_none();
    with_common_parts(targets, map, "Rule")
}

fn with_common_parts(mut declaration: Declaration, map: &Map, name: &str) -> Declaration {
    declaration.name = member(map, name);
    if let Some(name) = declaration.name.as_ref().filter(|name| name.as_str().is_some()) {
        declaration.label = name.as_str().unwrap_or_default().to_owned();
        declaration.place = name.span;
    }
    declaration.event_bus = member(map, "EventBusName");
    for node in map.get("Targets").and_then(Node::as_list).unwrap_or_default() {
        target(node, &mut declaration);
    }
    declaration
}

/// Adds a target with the keys of the API.
pub(crate) fn target(node: &Node, declaration: &mut Declaration) {
    let Some(map) = node.as_map() else {
        declaration.knows_all_targets &= !node.is_hole();
        return;
    };
    declaration.strays.extend(TARGET.strays(map));
    let strays = &mut declaration.strays;
    nested(map, "SqsParameters", &SQS_PARAMETERS, strays);
    let retry_policy = nested(map, "RetryPolicy", &RETRY_POLICY, strays);
    let dead_letter_config = nested(map, "DeadLetterConfig", &DEAD_LETTER_CONFIG, strays);
    let input_transformer = nested(map, "InputTransformer", &INPUT_TRANSFORMER, strays);
    let arn = member(map, "Arn");
    let missing = ["Id", "Arn"].into_iter().filter(|key| map.get(key).is_none());
    declaration.targets.push(Target {
        place: node.span,
        id: member(map, "Id"),
        service: arn.as_ref().and_then(Service::of_arn),
        arn,
        role_arn: member(map, "RoleArn"),
        input: member(map, "Input"),
        input_path: member(map, "InputPath"),
        input_transformer: member(map, "InputTransformer"),
        paths: part(input_transformer, "InputPathsMap"),
        template: part(input_transformer, "InputTemplate"),
        retry_attempts: part(retry_policy, "MaximumRetryAttempts"),
        event_age: part(retry_policy, "MaximumEventAgeInSeconds"),
        dead_letter_arn: part(dead_letter_config, "Arn"),
        missing: missing.collect(),
    });
}

impl Service {
    /// The service that an ARN names, if that part of it is known.
    ///
    /// Source: EventBridge user guide, targets and the permissions that they need; which of them AWS refuses without a role is what
    /// others report to have measured (cdk-preflight pf-events-target-role-required). An API has a policy of its own or a role.
    pub(crate) fn of_arn(arn: &Node) -> Option<Self> {
        let text = arn.as_text()?;
        let mut parts = text.as_str().splitn(6, ':');
        let is_arn = parts.next() == Some("arn");
        let service = parts.nth(1).filter(|service| is_arn && !service.contains(crate::sources::text::Text::HOLE))?;
        let resource = parts.nth(2).unwrap_or_default();
        Some(match service {
            "lambda" | "sns" | "sqs" | "logs" => Self::Policy,
            "events" if resource.starts_with("event-bus/") => Self::EventBus,
            "kinesis" | "firehose" | "states" | "ecs" | "batch" | "codepipeline" | "codebuild" | "glue"
            | "redshift" | "sagemaker" | "ssm" | "ssm-incidents" | "inspector" => Self::Role,
            "events" if resource.starts_with("api-destination/") => Self::Role,
            _ => Self::Other,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::sources::show::show;

    #[test]
    fn an_archive_is_no_rule() {
        let file = r#"{"ArchiveName": "orders", "EventSourceArn": "arn:aws:events:eu-west-1:123456789012:event-bus/shop",
            "EventPattern": "{\"source\": [\"a\"]}", "RetentionDays": 90, "Bus": "shop"}"#;
        let expected = r#"Archive orders at "orders"
  name: "orders"
  bus: "arn:aws:events:eu-west-1:123456789012:event-bus/shop"
  pattern: "{\"source\": [\"a\"]}" = {"source": ["a"]}
  stray "Bus" of an archive, belongs to None
"#;
        assert_eq!(show(file), expected);
    }

    #[test]
    fn a_schedule_of_the_scheduler_is_no_rule() {
        let target = r#"{"Arn": "arn:aws:lambda:eu-west-1:123456789012:function:report",
            "RoleArn": "arn:aws:iam::123456789012:role/scheduler", "RetryPolicy": {"MaximumRetryAttempts": 1}}"#;
        let file = format!(
            r#"{{"Name": "daily", "GroupName": "default", "ScheduleExpression": "at(2027-01-01T00:00:00)",
            "ScheduleExpressionTimezone": "Europe/London", "FlexibleTimeWindow": {{"Mode": "OFF"}}, "State": "ENABLED",
            "ActionAfterCompletion": "DELETE", "Target": {target}, "RoleArn": "x"}}"#
        );
        let expected = format!(
            r#"Schedule daily at "daily"
  name: "daily"
  schedule: "at(2027-01-01T00:00:00)"
  zone: "Europe/London"
  state: "ENABLED"
  target at {target} is Some(Policy)
    arn: "arn:aws:lambda:eu-west-1:123456789012:function:report"
    role: "arn:aws:iam::123456789012:role/scheduler"
    attempts: 1
  stray "RoleArn" of a schedule, belongs to Some("`Target`")
"#
        );
        assert_eq!(show(&file), expected);
    }
}
