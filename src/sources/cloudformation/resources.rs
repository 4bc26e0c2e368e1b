//! Resources of the types that CloudFormation itself has.

use crate::sources::aws_json;
use crate::sources::cloudformation::{Resource, Template};
use crate::sources::model::{Declaration, Kind};
use crate::sources::node::{Map, Node};
use crate::sources::scheduler;
use crate::sources::shape::{Shape, member};

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
        "Targets",
    ],
    elsewhere: &[
        ("Input", "a target"),
        ("InputPath", "a target"),
        ("InputTransformer", "a target"),
        ("RetryPolicy", "a target"),
        ("DeadLetterConfig", "a target"),
    ],
};

const ARCHIVE: Shape = Shape {
    name: "an archive",
    keys: &["ArchiveName", "SourceArn", "Description", "EventPattern", "RetentionDays", "KmsKeyIdentifier"],
    elsewhere: &[],
};

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
    ],
    elsewhere: scheduler::ELSEWHERE,
};

pub(super) fn rule(template: &Template<'_>, resource: &Resource<'_>, properties: &Map) -> Declaration {
    let mut rule = new(Kind::Rule, resource, properties, "Name");
    rule.strays = RULE.strays(properties);
    rule.event_bus = member(properties, "EventBusName");
    rule.patterns.extend(member(properties, "EventPattern"));
    rule.schedules.extend(member(properties, "ScheduleExpression"));
    rule.state = member(properties, "State");
    if let Some(targets) = properties.get("Targets") {
        rule.knows_all_targets = targets.as_list().is_some();
        targets.as_list().unwrap_or_default().iter().for_each(|node| aws_json::target(node, &mut rule));
    }
    for target in &mut rule.targets {
        target.service = target.arn.as_ref().and_then(|arn| template.service(arn));
    }
    rule
}

pub(super) fn archive(_: &Template<'_>, resource: &Resource<'_>, properties: &Map) -> Declaration {
    let mut archive = new(Kind::Archive, resource, properties, "ArchiveName");
    archive.strays = ARCHIVE.strays(properties);
    archive.event_bus = member(properties, "SourceArn");
    archive.patterns.extend(member(properties, "EventPattern"));
    archive
}

pub(super) fn schedule(template: &Template<'_>, resource: &Resource<'_>, properties: &Map) -> Declaration {
    let mut schedule = new(Kind::Schedule, resource, properties, "Name");
    schedule.strays = SCHEDULE.strays(properties);
    scheduler::read(properties, &mut schedule);
    for target in &mut schedule.targets {
        target.service = target.arn.as_ref().and_then(|arn| template.service(arn));
    }
    schedule
}

/// Its other keys are the business of the sources and targets that it has.
pub(super) fn pipe(_: &Template<'_>, resource: &Resource<'_>, properties: &Map) -> Declaration {
    let mut pipe = new(Kind::Pipe, resource, properties, "Name");
    let parameters = properties.get("SourceParameters").and_then(Node::as_map);
    pipe.patterns = parameters.map(filters).unwrap_or_default();
    pipe
}

pub(super) fn event_source_mapping(_: &Template<'_>, resource: &Resource<'_>, properties: &Map) -> Declaration {
    let mut mapping = Declaration::new(Kind::Pipe, resource.id, resource.place);
    mapping.patterns = filters(properties);
    mapping
}

/// The patterns of `FilterCriteria`.
pub(super) fn filters(map: &Map) -> Vec<Node> {
    let filters = map.get("FilterCriteria").and_then(|criteria| criteria.get("Filters")).and_then(Node::as_list);
    let filters = filters.unwrap_or_default().iter().filter_map(Node::as_map);
    filters.filter_map(|filter| member(filter, "Pattern")).collect()
}

fn new(kind: Kind, resource: &Resource<'_>, properties: &Map, name: &str) -> Declaration {
    let mut declaration = Declaration::new(kind, resource.id, resource.place);
    declaration.name = member(properties, name);
    declaration.description = member(properties, "Description");
    declaration
}
