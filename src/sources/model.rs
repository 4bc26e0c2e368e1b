//! What a document declares, whatever its format: the parts of rules, targets, schedules, archives and pipes as they are written,
//! right or wrong, each with its place.
//!
//! A part is `None` where the document does not have it, and a [hole](super::node::Value::Hole) where it has one that is only
//! known later, which may also turn out to be no value at all.

use crate::sources::node::Node;
use crate::sources::text::Text;
use crate::span::Span;

/// Something that a document declares.
#[derive(Debug, Clone)]
pub(crate) struct Declaration {
    pub(crate) kind: Kind,
    /// What the document calls it: a logical id, an address, a function and its event, or the name of the rule. Empty if the
    /// document is nothing but this declaration and gives it no name.
    pub(crate) label: String,
    /// The place that stands for all of it: its logical id or name, else its first character.
    pub(crate) place: Span,
    /// `Name`, `Rule` of `put-targets`, `ArchiveName`.
    pub(crate) name: Option<Node>,
    pub(crate) description: Option<Node>,
    /// Name or ARN of the event bus; the default bus if `None`.
    pub(crate) event_bus: Option<Node>,
    /// Objects, or strings that hold one. More than one for pipes, whose filters each have one.
    pub(crate) patterns: Vec<Node>,
    /// Schedule expressions. More than one for the lists of the Serverless Framework.
    pub(crate) schedules: Vec<Node>,
    /// `ScheduleExpressionTimezone`.
    pub(crate) time_zone: Option<Node>,
    pub(crate) state: Option<Node>,
    pub(crate) targets: Vec<Target>,
    /// Whether `targets` are all there are: false if some are declared elsewhere, or not known.
    pub(crate) knows_all_targets: bool,
    pub(crate) strays: Vec<Stray>,
    /// Whether the API printed it: what it says was once accepted, and it may have keys that are newer than our tables.
    pub(crate) is_answer: bool,
}

/// What kind of thing is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An event pattern by itself.
    Pattern,
    /// A rule of an event bus.
    Rule,
    /// Targets of a rule that is not in the document.
    Targets,
    /// A schedule of EventBridge Scheduler, which has one target.
    Schedule,
    Archive,
    /// A pipe, or an event source mapping: its filters are event patterns.
    Pipe,
}

/// A target as written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Target {
    /// All of it; where the format has no such thing, what it is declared with.
    pub(crate) place: Span,
    pub(crate) id: Option<Node>,
    pub(crate) arn: Option<Node>,
    /// What the target is, as the service in its ARN (`sqs`, `states`, `events`), if that is known.
    pub(crate) service: Option<Service>,
    pub(crate) role_arn: Option<Node>,
    pub(crate) input: Option<Node>,
    pub(crate) input_path: Option<Node>,
    /// All of `InputTransformer`.
    pub(crate) input_transformer: Option<Node>,
    /// `InputPathsMap`.
    pub(crate) paths: Option<Node>,
    /// `InputTemplate`.
    pub(crate) template: Option<Node>,
    pub(crate) retry_attempts: Option<Node>,
    pub(crate) event_age: Option<Node>,
    pub(crate) dead_letter_arn: Option<Node>,
    /// What the document's format must have but this target lacks, by the name that the format has for it.
    pub(crate) missing: Vec<&'static str>,
}

/// The kinds of targets that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    /// A target that has a resource policy of its own: Lambda, SNS, SQS, CloudWatch Logs.
    Policy,
    /// A target that AWS refuses without a role: Kinesis, Firehose, Step Functions, ECS, Batch, CodePipeline, CodeBuild, Glue,
    /// Redshift, SageMaker, Systems Manager, Inspector, an API destination.
    Role,
    /// An event bus, in this account or another.
    EventBus,
    Other,
}

/// A key that the format does not have at that place.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "lint"), allow(dead_code, reason = "only checks read it"))]
pub(crate) struct Stray {
    pub(crate) key: Text,
    pub(crate) key_span: Span,
    /// What has the key: "a rule", "a target", "`RetryPolicy`".
    pub(crate) of: &'static str,
    /// The keys that can stand there.
    pub(crate) known: &'static [&'static str],
    /// Where the key belongs, if it is known elsewhere: "`SqsParameters`".
    pub(crate) belongs_to: Option<&'static str>,
}

impl Declaration {
    pub(crate) fn new(kind: Kind, label: impl Into<String>, place: Span) -> Self {
        Self {
            kind,
            label: label.into(),
            place,
            name: None,
            description: None,
            event_bus: None,
            patterns: Vec::new(),
            schedules: Vec::new(),
            time_zone: None,
            state: None,
            targets: Vec::new(),
            knows_all_targets: true,
            strays: Vec::new(),
            is_answer: false,
        }
    }
}
