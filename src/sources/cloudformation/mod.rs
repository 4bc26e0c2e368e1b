//! CloudFormation and SAM templates, and what CDK synthesises.
//!
//! ```text
//! Resources ─ by type ─▶ its properties ─ intrinsics resolved ─▶ declarations
//! ```
//!
//! Sources of the tables of keys: the CloudFormation resource provider schemas; for events of SAM, the properties that the SAM
//! translator knows.

mod intrinsics;
mod resources;
mod sam;

use crate::sources::model::{Declaration, Service, Stray};
use crate::sources::node::{Entry, Map, Node, Value};
use crate::sources::shape::Shape;
use crate::span::Span;

pub(crate) use intrinsics::{Resolver, Variables};

/// A resource of a template.
#[derive(Debug)]
struct Resource<'t> {
    id: &'t str,
    /// Where its logical id stands.
    place: Span,
    /// `Type`, `Properties`, and what else it has.
    attributes: &'t Map,
}

type Reader = fn(&Template<'_>, &Resource<'_>) -> Vec<Declaration>;

/// The types of resources that are read.
const READERS: &[(&str, Reader)] = &[
    ("AWS::Events::Rule", |template, resource| template.of(resource, resources::rule)),
    ("AWS::Events::Archive", |template, resource| template.of(resource, resources::archive)),
    ("AWS::Scheduler::Schedule", |template, resource| template.of(resource, resources::schedule)),
    ("AWS::Pipes::Pipe", |template, resource| template.of(resource, resources::pipe)),
    ("AWS::Lambda::EventSourceMapping", |template, resource| template.of(resource, resources::event_source_mapping)),
    ("AWS::Serverless::Function", sam::events),
    ("AWS::Serverless::StateMachine", sam::events),
];

/// What any resource has besides its properties.
///
/// Source: CloudFormation template reference, resource attributes; `Connectors` are SAM's.
const ATTRIBUTES: Shape = Shape {
    name: "a resource",
    keys: &[
        "Type",
        "Properties",
        "DependsOn",
        "Condition",
        "Metadata",
        "DeletionPolicy",
        "UpdateReplacePolicy",
        "CreationPolicy",
        "UpdatePolicy",
        "Connectors",
    ],
    elsewhere: &[
        ("Name", "`Properties`"),
        ("Description", "`Properties`"),
        ("EventBusName", "`Properties`"),
        ("EventPattern", "`Properties`"),
        ("RoleArn", "`Properties`"),
        ("ScheduleExpression", "`Properties`"),
        ("ScheduleExpressionTimezone", "`Properties`"),
        ("State", "`Properties`"),
        ("Targets", "`Properties`"),
        ("Target", "`Properties`"),
        ("GroupName", "`Properties`"),
        ("FlexibleTimeWindow", "`Properties`"),
        ("ArchiveName", "`Properties`"),
        ("SourceArn", "`Properties`"),
        ("RetentionDays", "`Properties`"),
    ],
};

/// Whether a document is a template with a resource that is read.
pub(super) fn is_template(root: &Map) -> bool {
    let resources = root.get("Resources").and_then(Node::as_map);
    resources.is_some_and(|resources| resources.entries().any(|entry| reader_of(entry).is_some()))
}

pub(super) fn declarations(root: &Node) -> Vec<Declaration> {
    let resources = root.get("Resources").and_then(Node::as_map);
    resources.map(|resources| declarations_of(resources, Variables::Template)).unwrap_or_default()
}

/// What the `Resources` of a template declare.
pub(super) fn declarations_of(resources: &Map, variables: Variables) -> Vec<Declaration> {
    let template = Template { resolver: Resolver { variables, resources: Some(resources) }, resources };
    let read = |entry| {
        let (attributes, reader) = reader_of(entry)?;
        Some(reader(&template, &Resource { id: entry.key.as_str(), place: entry.key_span, attributes }))
    };
    resources.entries().filter_map(read).flatten().collect()
}

/// The attributes of a resource and what reads it, if its type is read and no macro writes a part of it.
fn reader_of(entry: &Entry) -> Option<(&Map, Reader)> {
    let attributes = entry.value.as_map()?;
    let type_name = attributes.get("Type")?.as_str()?;
    let (_, reader) = READERS.iter().find(|(name, _)| *name == type_name)?;
    let is_sam = type_name.starts_with("AWS::Serverless::");
    let is_read = !attributes.entries().any(|entry| entry.key.as_str().starts_with("Fn::"));
    (is_read && (!is_sam || sam::has_events(attributes))).then_some((attributes, *reader))
}

/// What a resource is read with.
#[derive(Debug)]
struct Template<'t> {
    resolver: Resolver<'t>,
    resources: &'t Map,
}

impl Template<'_> {
    /// The one declaration of a resource, unless its properties are not known at all.
    fn of(&self, resource: &Resource<'_>, read: fn(&Self, &Resource<'_>, &Map) -> Declaration) -> Vec<Declaration> {
        let properties = resource.attributes.get("Properties").map(|node| self.resolver.resolve(node).value);
        let mut declaration = match properties {
            Some(Value::Map(properties)) => read(self, resource, &properties),
            Some(Value::Hole(_)) => return Vec::new(),
            _ => read(self, resource, &Map::default()),
        };
        let attributes: Vec<Stray> = ATTRIBUTES.strays(resource.attributes);
        declaration.strays.splice(0..0, attributes);
        vec![declaration]
    }

    /// What kind of target an ARN is of.
    fn service(&self, arn: &Node) -> Option<Service> {
        let Value::Hole(hole) = &arn.value else { return Service::of_arn(arn) };
        let resource = self.resources.get(hole.refers_to.as_deref()?)?;
        Service::of_type(resource.get("Type")?.as_str()?)
    }
}

impl Service {
    /// The service of a type of resource, where one of it can be a target.
    fn of_type(name: &str) -> Option<Self> {
        Some(match name {
            "AWS::Lambda::Function"
            | "AWS::Lambda::Alias"
            | "AWS::Lambda::Version"
            | "AWS::Serverless::Function"
            | "AWS::SNS::Topic"
            | "AWS::SQS::Queue"
            | "AWS::Logs::LogGroup" => Self::Policy,
            "AWS::Kinesis::Stream"
            | "AWS::KinesisFirehose::DeliveryStream"
            | "AWS::StepFunctions::StateMachine"
            | "AWS::StepFunctions::StateMachineAlias"
            | "AWS::StepFunctions::StateMachineVersion"
            | "AWS::Serverless::StateMachine"
            | "AWS::ECS::Cluster"
            | "AWS::Batch::JobQueue"
            | "AWS::CodePipeline::Pipeline"
            | "AWS::CodeBuild::Project"
            | "AWS::Glue::Workflow"
            | "AWS::SageMaker::Pipeline"
            | "AWS::Inspector::AssessmentTemplate"
            | "AWS::Events::ApiDestination" => Self::Role,
            "AWS::Events::EventBus" => Self::EventBus,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
