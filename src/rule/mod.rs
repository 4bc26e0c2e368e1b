//! Rules with their targets, and what each target receives.
//!
//! ```text
//! rule ─▶ event pattern, schedule ─▶ whether and when it fires
//!   └─▶ targets ─▶ Input, InputPath, InputTransformer ─ render(event, context) ─▶ payload, or nothing and why
//! ```
//!
//! A [`Rule`] and a [`Target`] hold what `PutRule` and `PutTargets` take, under the names of the API, and are built under their
//! limits. Building refuses what AWS refuses. What needs to know an account is not checked: whether resources exist, their
//! policies and regions, and that the bus of another account takes no `Input`.
//!
//! ```
//! use rulebridge::rule::{Delivery, RenderContext, Rule, Target};
//!
//! let notify = Target::builder("notify", "arn:aws:sqs:us-east-1:123456789012:notify")
//!     .input_transformer([("order", "$.detail.order")], r#"{"order": <order>, "rule": <aws.events.rule-name>}"#)
//!     .build()?;
//! let rule = Rule::builder("shipped")
//!     .event_pattern(r#"{"detail":{"status":["SHIPPED"]}}"#)
//!     .target(notify)
//!     .build()?;
//!
//! let event = br#"{"region":"us-east-1","account":"123456789012","detail":{"status":"SHIPPED","order":{"id":7}}}"#;
//! let context = RenderContext::of_event(&rule, event)?;
//! for target in rule.targets() {
//!     let payload = r#"{"order":{"id":7},"rule":"shipped"}"#.to_owned();
//!     assert_eq!(target.render(event, &context)?, Delivery::Payload(payload));
//! }
//! # Ok::<(), rulebridge::Error>(())
//! ```
//!
//! Source: the model of the EventBridge API, its user guide, and what was recorded on AWS.

mod json;
pub(crate) mod limits;
mod path;
mod render;
pub(crate) mod target;
pub(crate) mod template;
pub(crate) mod transformer;

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::pattern::Pattern;
#[cfg(feature = "schedule")]
use crate::schedule::Schedule;
use crate::span::Span;

pub use path::InputPath;
pub use render::{Delivery, RenderContext, Undelivered};
pub use target::{ConstantInput, DeadLetterConfig, RetryPolicy, Target, TargetBuilder, TargetInput};
pub use template::TemplateKind;
pub use transformer::InputTransformer;

/// A rule of an event bus, with its targets.
///
/// ```
/// use rulebridge::rule::Rule;
///
/// let rule = Rule::builder("nightly").schedule_expression("cron(0 2 * * ? *)").build()?;
/// assert_eq!((rule.name(), rule.event_bus_name()), ("nightly", "default"));
///
/// let error = Rule::builder("nightly").build().unwrap_err();
/// assert_eq!(error.message(), "a rule has an event pattern, a schedule, or both");
/// # Ok::<(), rulebridge::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    name: String,
    event_pattern: Option<Pattern>,
    schedule_expression: Option<String>,
    state: State,
    event_bus_name: Option<String>,
    description: Option<String>,
    role_arn: Option<String>,
    targets: Vec<Target>,
}

/// Whether a rule is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum State {
    /// `ENABLED`.
    #[default]
    Enabled,
    /// `DISABLED`: it matches nothing.
    Disabled,
    /// `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`, which a rule with a schedule cannot be.
    EnabledWithAllCloudtrailManagementEvents,
}

impl State {
    const ALL: &'static [Self] = &[Self::Enabled, Self::Disabled, Self::EnabledWithAllCloudtrailManagementEvents];

    /// The name that the API uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "ENABLED",
            Self::Disabled => "DISABLED",
            Self::EnabledWithAllCloudtrailManagementEvents => "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for State {
    type Err = Error;

    /// The state of this name.
    ///
    /// # Errors
    ///
    /// If there is none.
    ///
    /// ```
    /// use rulebridge::rule::State;
    ///
    /// assert_eq!("DISABLED".parse::<State>()?, State::Disabled);
    /// assert!("enabled".parse::<State>().is_err());
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL.iter().copied().find(|state| state.as_str() == text).ok_or_else(|| {
            let span = Span::new(0, text.len());
            let message = format!("a rule is ENABLED or DISABLED, found `{text}`");
            let meant = Self::ALL.iter().find(|state| state.as_str().eq_ignore_ascii_case(text));
            Error::new(ErrorKind::RuleState, message, span, text.as_bytes())
                .with_help(meant.map(|state| format!("write `{state}`")))
        })
    }
}

impl Rule {
    /// Targets that a rule may have.
    pub(crate) const MOST_TARGETS: usize = 5;

    /// A rule of this name.
    pub fn builder(name: impl Into<String>) -> RuleBuilder {
        RuleBuilder { name: name.into(), ..RuleBuilder::default() }
    }

    /// The name, unique on its bus.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which events the rule matches; without one, none but those of its schedule.
    pub fn event_pattern(&self) -> Option<&Pattern> {
        self.event_pattern.as_ref()
    }

    /// When the rule runs by itself, as written.
    pub fn schedule_expression(&self) -> Option<&str> {
        self.schedule_expression.as_deref()
    }

    /// When the rule runs by itself.
    ///
    /// ```
    /// use rulebridge::rule::Rule;
    ///
    /// let rule = Rule::builder("nightly").schedule_expression("cron(0 2 * * ? *)").build()?;
    /// assert_eq!(rule.schedule().unwrap().describe(), "At 02:00, every day");
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    #[cfg(feature = "schedule")]
    pub fn schedule(&self) -> Option<Schedule> {
        self.schedule_expression.as_deref()?.parse().ok()
    }

    /// Whether the rule is at work.
    pub fn state(&self) -> State {
        self.state
    }

    /// The name or ARN of the bus, `default` unless said otherwise.
    pub fn event_bus_name(&self) -> &str {
        self.event_bus_name.as_deref().unwrap_or(DEFAULT_BUS)
    }

    /// What its author says of it.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The role of the rule.
    pub fn role_arn(&self) -> Option<&str> {
        self.role_arn.as_deref()
    }

    /// The targets, at most five.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// The ARN of this rule in a region and an account.
    ///
    /// ```
    /// use rulebridge::rule::Rule;
    ///
    /// let rule = Rule::builder("r").event_pattern(r#"{"a":[1]}"#);
    /// assert_eq!(rule.clone().build()?.arn("eu-central-1", "123456789012"), "arn:aws:events:eu-central-1:123456789012:rule/r");
    ///
    /// let rule = rule.event_bus_name("shop").build()?;
    /// assert_eq!(rule.arn("cn-north-1", "123456789012"), "arn:aws-cn:events:cn-north-1:123456789012:rule/shop/r");
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn arn(&self, region: &str, account: &str) -> String {
        let partition = match region {
            _ if region.starts_with("cn-") => "aws-cn",
            _ if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        let bus = match limits::bus_name(self.event_bus_name()) {
            DEFAULT_BUS => String::new(),
            bus => format!("{bus}/"),
        };
        format!("arn:{partition}:events:{region}:{account}:rule/{bus}{}", self.name)
    }
}

pub(crate) const DEFAULT_BUS: &str = "default";

/// The parts of a [`Rule`], checked when it is built.
#[derive(Debug, Clone, Default)]
pub struct RuleBuilder {
    name: String,
    event_pattern: Option<String>,
    schedule_expression: Option<String>,
    state: State,
    event_bus_name: Option<String>,
    description: Option<String>,
    role_arn: Option<String>,
    targets: Vec<Target>,
}

impl RuleBuilder {
    /// The text of the event pattern.
    #[must_use]
    pub fn event_pattern(mut self, text: impl Into<String>) -> Self {
        self.event_pattern = Some(text.into());
        self
    }

    /// The schedule, `cron(…)` or `rate(…)`.
    #[must_use]
    pub fn schedule_expression(mut self, text: impl Into<String>) -> Self {
        self.schedule_expression = Some(text.into());
        self
    }

    /// Whether the rule is at work.
    #[must_use]
    pub fn state(mut self, state: State) -> Self {
        self.state = state;
        self
    }

    /// The name or ARN of the bus: letters, digits, `/`, `.`, `-` and `_`, behind the ARN if there is one.
    #[must_use]
    pub fn event_bus_name(mut self, bus: impl Into<String>) -> Self {
        self.event_bus_name = Some(bus.into());
        self
    }

    /// What its author says of it, at most 512 characters.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// The role of the rule, 1 to 1,600 characters.
    #[must_use]
    pub fn role_arn(mut self, arn: impl Into<String>) -> Self {
        self.role_arn = Some(arn.into());
        self
    }

    /// One more target.
    #[must_use]
    pub fn target(mut self, target: Target) -> Self {
        self.targets.push(target);
        self
    }

    /// The rule.
    ///
    /// # Errors
    ///
    /// If the name is not 1 to 64 letters, digits, `.`, `-` and `_`; the name of the bus is not valid; the pattern or the
    /// schedule is not, or there is neither; there is a schedule on a bus that is not the default one, or with the state
    /// `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`; a text is too long; there are more than five targets, or two of one id.
    /// [`Error::span`] is in the text that is wrong.
    ///
    /// Without the feature `schedule`, only the length of a schedule is checked.
    ///
    /// ```
    /// use rulebridge::rule::Rule;
    ///
    /// let rule = Rule::builder("nightly").schedule_expression("rate(1 day)").event_bus_name("shop");
    /// assert_eq!(
    ///     rule.build().unwrap_err().aws_message(),
    ///     Some("ScheduleExpression is supported only on the default event bus.")
    /// );
    /// ```
    pub fn build(self) -> Result<Rule, Error> {
        limits::NAME.check(&self.name)?;
        for (text, limits) in [
            (&self.description, &limits::DESCRIPTION),
            (&self.role_arn, &limits::ROLE_ARN),
            (&self.event_bus_name, &limits::EVENT_BUS_NAME),
        ] {
            text.as_deref().map_or(Ok(()), |text| limits.check(text))?;
        }
        let event_pattern = self.event_pattern.as_deref().map(str::parse).transpose()?;
        self.check_schedule()?;
        self.check_targets()?;
        if event_pattern.is_none() && self.schedule_expression.is_none() {
            return Err(no_trigger());
        }
        let Self { name, schedule_expression, state, event_bus_name, description, role_arn, targets, .. } = self;
        Ok(Rule { name, event_pattern, schedule_expression, state, event_bus_name, description, role_arn, targets })
    }

    fn check_schedule(&self) -> Result<(), Error> {
        let Some(schedule) = self.schedule_expression.as_deref() else { return Ok(()) };
        #[cfg(feature = "schedule")]
        schedule.parse::<Schedule>()?;
        #[cfg(not(feature = "schedule"))]
        limits::SCHEDULE.check(schedule)?;
        let bus = self.event_bus_name.as_deref().unwrap_or(DEFAULT_BUS);
        if limits::bus_name(bus) != DEFAULT_BUS {
            return Err(schedule_on_bus(bus));
        }
        if self.state == State::EnabledWithAllCloudtrailManagementEvents {
            return Err(state_with_schedule(self.state));
        }
        Ok(())
    }

    fn check_targets(&self) -> Result<(), Error> {
        if self.targets.len() > Rule::MOST_TARGETS {
            return Err(too_many_targets(self.targets.len()));
        }
        let mut ids = HashSet::new();
        match self.targets.iter().find(|target| !ids.insert(target.id())) {
            Some(target) => {
                let message = format!("two targets have the id `{}`", target.id());
                Err(about(ErrorKind::DuplicateTarget, &message, target.id(), None))
            }
            None => Ok(()),
        }
    }
}

/// A rule without a pattern and a schedule.
pub(crate) fn no_trigger() -> Error {
    let aws = "Parameter(s) EventPattern or ScheduleExpression must be specified.";
    about(ErrorKind::RuleTrigger, "a rule has an event pattern, a schedule, or both", "", Some(aws))
        .with_help(Some("add `EventPattern` or `ScheduleExpression`"))
}

/// A schedule on this bus, which is not the default one.
pub(crate) fn schedule_on_bus(bus: &str) -> Error {
    let aws = "ScheduleExpression is supported only on the default event bus.";
    let message = format!("only rules of the default bus have a schedule, found the bus `{bus}`");
    about(ErrorKind::ScheduleBus, &message, bus, Some(aws))
        .with_help(Some("leave the bus out, or make it a schedule of EventBridge Scheduler"))
}

/// A schedule in this state, which only rules with a pattern have.
pub(crate) fn state_with_schedule(state: State) -> Error {
    let message = format!("a rule with a schedule is ENABLED or DISABLED, found `{state}`");
    about(ErrorKind::RuleState, &message, state.as_str(), None)
}

pub(crate) fn too_many_targets(found: usize) -> Error {
    let message = format!("the rule has {found} targets, {} are allowed", Rule::MOST_TARGETS);
    let aws = "The requested resource exceeds the maximum number allowed.";
    about(ErrorKind::TooManyTargets, &message, "", Some(aws))
}

/// An error about all of a text.
fn about(kind: ErrorKind, message: &str, text: &str, aws: Option<&str>) -> Error {
    Error::new(kind, message, Span::new(0, text.len()), text.as_bytes()).with_aws_message(aws.map(str::to_owned))
}
