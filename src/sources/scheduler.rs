//! Schedules of EventBridge Scheduler, with the keys that its API and CloudFormation have for them.
//!
//! Source: the model of the EventBridge Scheduler API, and the schema of `AWS::Scheduler::Schedule`.

use crate::sources::aws_json::{DEAD_LETTER_CONFIG, RETRY_POLICY, SQS_PARAMETERS};
use crate::sources::model::{Declaration, Service, Target};
use crate::sources::node::{Map, Node};
use crate::sources::shape::{Shape, member, nested, part};

/// What belongs to the target of a schedule, not to the schedule.
pub(super) const ELSEWHERE: &[(&str, &str)] =
    &[("Input", "`Target`"), ("RetryPolicy", "`Target`"), ("DeadLetterConfig", "`Target`"), ("RoleArn", "`Target`")];

/// A schedule as `create-schedule` takes it and `get-schedule` prints it.
pub(super) const SCHEDULE: Shape = Shape {
    name: "a schedule",
    keys: &[
        "Name",
        "GroupName",
        "ScheduleExpression",
        "ScheduleExpressionTimezone",
        "State",
        "Description",
        "StartDate",
        "EndDate",
        "FlexibleTimeWindow",
        "Target",
        "KmsKeyArn",
        "ActionAfterCompletion",
        "ClientToken",
        "Arn",
        "CreationDate",
        "LastModificationDate",
    ],
    elsewhere: ELSEWHERE,
};

const TARGET: Shape = Shape {
    name: "the target of a schedule",
    keys: &[
        "Arn",
        "RoleArn",
        "Input",
        "RetryPolicy",
        "DeadLetterConfig",
        "EcsParameters",
        "EventBridgeParameters",
        "KinesisParameters",
        "SageMakerPipelineParameters",
        "SqsParameters",
    ],
    elsewhere: &[
        ("MessageGroupId", "`SqsParameters`"),
        ("MaximumRetryAttempts", "`RetryPolicy`"),
        ("MaximumEventAgeInSeconds", "`RetryPolicy`"),
        ("PartitionKey", "`KinesisParameters`"),
        ("DetailType", "`EventBridgeParameters`"),
        ("Source", "`EventBridgeParameters`"),
        ("FlexibleTimeWindow", "the schedule"),
    ],
};

const FLEXIBLE_TIME_WINDOW: Shape =
    Shape { name: "`FlexibleTimeWindow`", keys: &["Mode", "MaximumWindowInMinutes"], elsewhere: &[] };

/// Fills in everything but the name, the description and the strays of the schedule itself.
pub(super) fn read(map: &Map, schedule: &mut Declaration) {
    schedule.schedules.extend(member(map, "ScheduleExpression"));
    schedule.time_zone = member(map, "ScheduleExpressionTimezone");
    schedule.state = member(map, "State");
    nested(map, "FlexibleTimeWindow", &FLEXIBLE_TIME_WINDOW, &mut schedule.strays);
    match map.get("Target") {
        Some(node) if node.is_hole() => schedule.knows_all_targets = false,
        Some(node) => target(node, schedule),
        None => {}
    }
}

fn target(node: &Node, schedule: &mut Declaration) {
    let Some(map) = node.as_map() else { return };
    schedule.strays.extend(TARGET.strays(map));
    nested(map, "SqsParameters", &SQS_PARAMETERS, &mut schedule.strays);
    let retry_policy = nested(map, "RetryPolicy", &RETRY_POLICY, &mut schedule.strays);
    let dead_letter_config = nested(map, "DeadLetterConfig", &DEAD_LETTER_CONFIG, &mut schedule.strays);
    let arn = member(map, "Arn");
    schedule.targets.push(Target {
        place: node.span,
        service: arn.as_ref().and_then(Service::of_arn),
        arn,
        role_arn: member(map, "RoleArn"),
        input: member(map, "Input"),
        retry_attempts: part(retry_policy, "MaximumRetryAttempts"),
        event_age: part(retry_policy, "MaximumEventAgeInSeconds"),
        dead_letter_arn: part(dead_letter_config, "Arn"),
        missing: ["Arn", "RoleArn"].into_iter().filter(|key| map.get(key).is_none()).collect(),
        ..Target::default()
    });
}
