//! Events of SAM functions and state machines.
//!
//! Source: AWS SAM developer guide, and the properties that the SAM translator knows of these events. SAM makes the ids of targets, the
//! permissions of functions, and the roles of state machines and schedules.

use crate::sources::aws_json::{INPUT_TRANSFORMER, RETRY_POLICY};
use crate::sources::cloudformation::{Resource, Template, resources};
use crate::sources::model::{Declaration, Kind, Service, Target};
use crate::sources::node::{Entry, Hole, Map, Node, Value};
use crate::sources::scheduler;
use crate::sources::shape::{Shape, member, nested, part, state_of_switch};

/// A kind of event.
#[derive(Debug)]
struct Event {
    names: &'static [&'static str],
    shape: Shape,
    kind: Kind,
    /// The key of the rule's name.
    name: &'static str,
    schedule: &'static str,
}

const EVENTS: &[Event] = &[
    Event {
        names: &["EventBridgeRule", "CloudWatchEvent"],
        shape: Shape {
            name: "an event with a pattern",
            keys: &[
                "Pattern",
                "EventBusName",
                "RuleName",
                "State",
                "Enabled",
                "Input",
                "InputPath",
                "InputTransformer",
                "RetryPolicy",
                "DeadLetterConfig",
                "Target",
            ],
            elsewhere: NESTED,
        },
        kind: Kind::Rule,
        name: "RuleName",
        schedule: "",
    },
    Event {
        names: &["Schedule"],
        shape: Shape {
            name: "a `Schedule` event",
            keys: &[
                "Schedule",
                "Name",
                "RuleName",
                "Description",
                "State",
                "Enabled",
                "Input",
                "RetryPolicy",
                "DeadLetterConfig",
                "Target",
                "RoleArn",
                "Role",
            ],
            elsewhere: NESTED,
        },
        kind: Kind::Rule,
        name: "Name",
        schedule: "Schedule",
    },
    Event {
        names: &["ScheduleV2"],
        shape: Shape {
            name: "a `ScheduleV2` event",
            keys: &[
                "ScheduleExpression",
                "ScheduleExpressionTimezone",
                "Name",
                "OmitName",
                "GroupName",
                "Description",
                "State",
                "StartDate",
                "EndDate",
                "FlexibleTimeWindow",
                "Input",
                "RetryPolicy",
                "DeadLetterConfig",
                "RoleArn",
                "PermissionsBoundary",
                "KmsKeyArn",
            ],
            elsewhere: NESTED,
        },
        kind: Kind::Schedule,
        name: "Name",
        schedule: "ScheduleExpression",
    },
];

const NESTED: &[(&str, &str)] = &[
    ("MaximumRetryAttempts", "`RetryPolicy`"),
    ("MaximumEventAgeInSeconds", "`RetryPolicy`"),
    ("InputPathsMap", "`InputTransformer`"),
    ("InputTemplate", "`InputTransformer`"),
];

const ATTRIBUTES: Shape = Shape {
    name: "an event",
    keys: &["Type", "Properties"],
    elsewhere: &[
        ("Pattern", "`Properties`"),
        ("Schedule", "`Properties`"),
        ("ScheduleExpression", "`Properties`"),
        ("Input", "`Properties`"),
        ("State", "`Properties`"),
        ("Enabled", "`Properties`"),
        ("Name", "`Properties`"),
        ("Description", "`Properties`"),
        ("RetryPolicy", "`Properties`"),
        ("DeadLetterConfig", "`Properties`"),
    ],
};

const DEAD_LETTER_CONFIG: Shape =
    Shape { name: "`DeadLetterConfig`", keys: &["Arn", "Type", "QueueLogicalId"], elsewhere: &[] };

const TARGET: Shape = Shape { name: "`Target`", keys: &["Id"], elsewhere: &[] };

/// Whether a function or state machine has an event that is read.
pub(super) fn has_events(attributes: &Map) -> bool {
    let is_read = |entry| kind_of(entry).is_some() || is_filtered(entry);
    events_of(attributes).is_some_and(|events| events.entries().any(is_read))
}

/// Whether an event is a queue or a stream whose records are filtered by event patterns.
fn is_filtered(entry: &Entry) -> bool {
    entry.value.get("Properties").is_some_and(|properties| properties.get("FilterCriteria").is_some())
}

fn events_of(attributes: &Map) -> Option<&Map> {
    attributes.get("Properties")?.get("Events")?.as_map()
}

fn kind_of(entry: &Entry) -> Option<&'static Event> {
    let type_name = entry.value.get("Type")?.as_str()?;
    EVENTS.iter().find(|event| event.names.contains(&type_name))
}

pub(super) fn events(template: &Template<'_>, resource: &Resource<'_>) -> Vec<Declaration> {
    let events = events_of(resource.attributes).into_iter().flat_map(Map::entries);
    events
        .filter_map(|entry| event(template, resource, entry).or_else(|| filtered(template, resource, entry)))
        .collect()
}

fn filtered(template: &Template<'_>, resource: &Resource<'_>, entry: &Entry) -> Option<Declaration> {
    let properties = entry.value.get("Properties").filter(|_| is_filtered(entry))?;
    let mut mapping = Declaration::new(Kind::Pipe, label(resource, entry), entry.key_span);
    mapping.patterns = resources::filters(template.resolver.resolve(properties).as_map()?);
    Some(mapping)
}

fn label(resource: &Resource<'_>, entry: &Entry) -> String {
    format!("{}.{}", resource.id, entry.key.as_str())
}

fn event(template: &Template<'_>, resource: &Resource<'_>, entry: &Entry) -> Option<Declaration> {
    let event = kind_of(entry)?;
    let attributes = entry.value.as_map()?;
    let properties = match attributes.get("Properties").map(|node| template.resolver.resolve(node).value) {
        Some(Value::Map(properties)) => properties,
        Some(Value::Hole(_)) => return None,
        _ => Map::default(),
    };
    let mut declaration = Declaration::new(event.kind, label(resource, entry), entry.key_span);
    declaration.strays = ATTRIBUTES.strays(attributes);
    declaration.strays.extend(event.shape.strays(&properties));
    declaration.name = member(&properties, event.name);
    declaration.description = member(&properties, "Description");
    declaration.event_bus = member(&properties, "EventBusName");
    declaration.patterns.extend(member(&properties, "Pattern"));
    if event.kind == Kind::Schedule {
        scheduler::read(&properties, &mut declaration);
    } else {
        declaration.schedules.extend(member(&properties, event.schedule));
        declaration.state = member(&properties, "State").or_else(|| state_of_switch(&properties, "Enabled"));
    }
    target(resource, entry, &properties, &mut declaration);
    Some(declaration)
}

/// The function or state machine itself.
fn target(resource: &Resource<'_>, entry: &Entry, properties: &Map, declaration: &mut Declaration) {
    let is_function = resource.attributes.get("Type").and_then(Node::as_str) == Some("AWS::Serverless::Function");
    let made_by_sam = Node::hole(entry.key_span);
    let strays = &mut declaration.strays;
    let own = nested(properties, "Target", &TARGET, strays);
    let retry_policy = nested(properties, "RetryPolicy", &RETRY_POLICY, strays);
    let input_transformer = nested(properties, "InputTransformer", &INPUT_TRANSFORMER, strays);
    let dead_letter_config = nested(properties, "DeadLetterConfig", &DEAD_LETTER_CONFIG, strays);
    let made_queue = part(dead_letter_config, "Type").map(|node| Node::hole(node.span));
    declaration.targets.push(Target {
        place: entry.key_span,
        id: part(own, "Id").or_else(|| Some(made_by_sam.clone())),
        arn: Some(Node::new(entry.key_span, Value::Hole(Hole { refers_to: Some(resource.id.into()) }))),
        service: Some(if is_function { Service::Policy } else { Service::Role }),
        role_arn: match (declaration.kind, is_function) {
            (Kind::Rule, true) => None,
            _ => member(properties, "RoleArn").or(Some(made_by_sam)),
        },
        input: member(properties, "Input"),
        input_path: member(properties, "InputPath"),
        input_transformer: member(properties, "InputTransformer"),
        paths: part(input_transformer, "InputPathsMap"),
        template: part(input_transformer, "InputTemplate"),
        retry_attempts: part(retry_policy, "MaximumRetryAttempts"),
        event_age: part(retry_policy, "MaximumEventAgeInSeconds"),
        dead_letter_arn: part(dead_letter_config, "Arn").or(made_queue),
        missing: Vec::new(),
    });
}
