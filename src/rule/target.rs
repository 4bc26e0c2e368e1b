//! Targets: what a rule hands its events to, what it hands over, and what it does when that fails.
//!
//! Source: the model of the EventBridge API; AWS' words where they are recorded, or others report them.

use std::ops::RangeInclusive;

use crate::error::{Error, ErrorKind};
use crate::pattern::jackson_location;
use crate::rule::json::minified;
use crate::rule::limits;
use crate::rule::path::InputPath;
use crate::rule::transformer::{InputTransformer, invalid_path};
use crate::span::Span;

/// A target of a rule.
///
/// ```
/// use rulebridge::rule::{RetryPolicy, Target, TargetInput};
///
/// let target = Target::builder("queue", "arn:aws:sqs:us-east-1:123456789012:orders")
///     .input_path("$.detail")
///     .retry_policy(RetryPolicy::new(2, 3_600)?)
///     .build()?;
/// assert!(matches!(target.input(), TargetInput::Path(path) if path.as_str() == "$.detail"));
/// # Ok::<(), rulebridge::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    id: String,
    arn: String,
    role_arn: Option<String>,
    input: TargetInput,
    retry_policy: RetryPolicy,
    dead_letter_config: Option<DeadLetterConfig>,
}

/// What a target receives.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TargetInput {
    /// The event.
    Event,
    /// `Input`: always this JSON text.
    Constant(ConstantInput),
    /// `InputPath`: a part of the event.
    Path(InputPath),
    /// `InputTransformer`: what a template makes of the event.
    Transformer(InputTransformer),
}

/// An `Input`: a JSON text of at most 8,192 characters, delivered as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ConstantInput(String);

impl ConstantInput {
    /// An `Input` of this text.
    ///
    /// # Errors
    ///
    /// If the text is longer than 8,192 characters, or not JSON.
    ///
    /// ```
    /// use rulebridge::rule::ConstantInput;
    ///
    /// assert_eq!(ConstantInput::new(r#"{"trigger": "daily"}"#)?.as_str(), r#"{"trigger": "daily"}"#);
    /// assert!(ConstantInput::new("daily").is_err());
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn new(json: impl Into<String>) -> Result<Self, Error> {
        let json = json.into();
        limits::INPUT.check(&json)?;
        Self::json_error(&json).map_or(Ok(Self(json)), Err)
    }

    /// Why a text is not JSON.
    pub(crate) fn json_error(text: &str) -> Option<Error> {
        minified(text.as_bytes()).err()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Target {
    /// A target of this id and ARN.
    pub fn builder(id: impl Into<String>, arn: impl Into<String>) -> TargetBuilder {
        TargetBuilder { id: id.into(), arn: arn.into(), ..TargetBuilder::default() }
    }

    /// The id, unique in its rule.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The ARN of the resource.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The role that EventBridge takes on to reach the resource.
    pub fn role_arn(&self) -> Option<&str> {
        self.role_arn.as_deref()
    }

    /// What the target receives.
    pub fn input(&self) -> &TargetInput {
        &self.input
    }

    /// How often and how long delivery is tried.
    pub fn retry_policy(&self) -> RetryPolicy {
        self.retry_policy
    }

    /// Where events go that could not be delivered.
    pub fn dead_letter_config(&self) -> Option<&DeadLetterConfig> {
        self.dead_letter_config.as_ref()
    }
}

/// The parts of a [`Target`], checked when it is built.
#[derive(Debug, Clone, Default)]
pub struct TargetBuilder {
    id: String,
    arn: String,
    role_arn: Option<String>,
    input: Option<String>,
    input_path: Option<String>,
    input_transformer: Option<(Vec<(String, String)>, String)>,
    retry_policy: RetryPolicy,
    dead_letter_config: Option<DeadLetterConfig>,
}

impl TargetBuilder {
    /// The role that EventBridge takes on, 1 to 1,600 characters.
    #[must_use]
    pub fn role_arn(mut self, arn: impl Into<String>) -> Self {
        self.role_arn = Some(arn.into());
        self
    }

    /// `Input`: what the target always receives, a JSON text of at most 8,192 characters.
    #[must_use]
    pub fn input(mut self, json: impl Into<String>) -> Self {
        self.input = Some(json.into());
        self
    }

    /// `InputPath`: the part of the event that the target receives.
    #[must_use]
    pub fn input_path(mut self, path: impl Into<String>) -> Self {
        self.input_path = Some(path.into());
        self
    }

    /// `InputTransformer`: an `InputPathsMap`, by key, and an `InputTemplate`.
    #[must_use]
    pub fn input_transformer<K, P>(
        mut self,
        paths: impl IntoIterator<Item = (K, P)>,
        template: impl Into<String>,
    ) -> Self
    where
        K: Into<String>,
        P: Into<String>,
    {
        let paths = paths.into_iter().map(|(key, path)| (key.into(), path.into()));
        self.input_transformer = Some((paths.collect(), template.into()));
        self
    }

    /// How often and how long delivery is tried.
    #[must_use]
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry_policy = policy;
        self
    }

    /// Where events go that could not be delivered.
    #[must_use]
    pub fn dead_letter_config(mut self, config: DeadLetterConfig) -> Self {
        self.dead_letter_config = Some(config);
        self
    }

    /// The target.
    ///
    /// # Errors
    ///
    /// If the id is not 1 to 64 letters, digits, `.`, `-` and `_`; an ARN is empty or longer than 1,600 characters; there is
    /// more than one of `Input`, `InputPath` and `InputTransformer`; or one of them is not valid. [`Error::span`] is in the
    /// text that is wrong. [`Error::aws_message`] is what `PutTargets` answers to this target alone.
    ///
    /// ```
    /// use rulebridge::rule::Target;
    ///
    /// let both = Target::builder("1", "arn:aws:sqs:us-east-1:123456789012:q").input("{}").input_path("$");
    /// assert_eq!(
    ///     both.build().unwrap_err().aws_message(),
    ///     Some("Only one of Input, InputPath, or InputTransformer must be provided for target 1.")
    /// );
    /// ```
    pub fn build(self) -> Result<Target, Error> {
        limits::TARGET_ID.check(&self.id)?;
        limits::TARGET_ARN.check(&self.arn)?;
        self.role_arn.as_deref().map_or(Ok(()), |arn| limits::ROLE_ARN.check(arn))?;
        let input = match (&self.input, &self.input_path, &self.input_transformer) {
            (None, None, None) => TargetInput::Event,
            (Some(json), None, None) => {
                TargetInput::Constant(ConstantInput::new(json).map_err(|error| invalid_input(json, error, &self.id))?)
            }
            (None, Some(path), None) => {
                TargetInput::Path(path.parse().map_err(|error| invalid_path(path, error, Some(&self.id)))?)
            }
            (None, None, Some((paths, template))) => {
                let paths = paths.iter().map(|(key, path)| (key, path));
                TargetInput::Transformer(InputTransformer::of_target(paths, template, Some(&self.id))?)
            }
            _ => return Err(not_exclusive(&self.id)),
        };
        let Self { id, arn, role_arn, retry_policy, dead_letter_config, .. } = self;
        Ok(Target { id, arn, role_arn, input, retry_policy, dead_letter_config })
    }
}

/// The error about a target of this id with more than one kind of input.
pub(crate) fn not_exclusive(id: &str) -> Error {
    let message = "a target has at most one of `Input`, `InputPath` and `InputTransformer`";
    let aws = format!("Only one of Input, InputPath, or InputTransformer must be provided for target {id}.");
    Error::new(ErrorKind::InputExclusive, message, Span::default(), b"").with_aws_message(Some(aws))
}

/// The error about an `Input` with AWS' words, which are known where a word stands in place of JSON.
pub(crate) fn invalid_input(json: &str, error: Error, target: &str) -> Error {
    let span = error.span();
    let is_first = json.get(..span.start).is_some_and(|before| before.trim_start().is_empty());
    let is_word = json.get(span.range()).is_some_and(|found| found.starts_with(char::is_alphabetic));
    if error.kind() != ErrorKind::JsonSyntax || !is_first || !is_word {
        return error;
    }
    let location = jackson_location(json, span.end);
    let location = location.trim_start_matches("\n at ");
    error.with_aws_message(Some(format!("JSON syntax error in input for target {target}: {location}")))
}

/// How often and how long EventBridge tries to deliver an event again.
///
/// ```
/// use rulebridge::rule::RetryPolicy;
///
/// assert_eq!(RetryPolicy::default(), RetryPolicy::new(185, 86_400)?);
/// # Ok::<(), rulebridge::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RetryPolicy {
    maximum_retry_attempts: u32,
    maximum_event_age_in_seconds: u32,
}

impl RetryPolicy {
    pub(crate) const ATTEMPTS: RangeInclusive<u32> = 0..=185;
    pub(crate) const SECONDS: RangeInclusive<u32> = 60..=86_400;

    /// A policy of at most so many attempts after the first, and of so many seconds after the event was received.
    ///
    /// # Errors
    ///
    /// If the attempts are over 185, or the seconds not from 60 to 86,400.
    ///
    /// ```
    /// let error = rulebridge::rule::RetryPolicy::new(3, 30).unwrap_err();
    /// assert_eq!(error.message(), "`MaximumEventAgeInSeconds` is 60 to 86400, found 30");
    /// ```
    pub fn new(maximum_retry_attempts: u32, maximum_event_age_in_seconds: u32) -> Result<Self, Error> {
        for (field, value, range) in [
            ("MaximumRetryAttempts", maximum_retry_attempts, Self::ATTEMPTS),
            ("MaximumEventAgeInSeconds", maximum_event_age_in_seconds, Self::SECONDS),
        ] {
            if !range.contains(&value) {
                let message = format!("`{field}` is {} to {}, found {value}", range.start(), range.end());
                let found = value.to_string();
                return Err(Error::new(ErrorKind::RetryRange, message, Span::new(0, found.len()), found.as_bytes()));
            }
        }
        Ok(Self { maximum_retry_attempts, maximum_event_age_in_seconds })
    }

    /// Attempts after the first, 0 to 185.
    pub fn maximum_retry_attempts(&self) -> u32 {
        self.maximum_retry_attempts
    }

    /// Seconds after the event was received, 60 to 86,400.
    pub fn maximum_event_age_in_seconds(&self) -> u32 {
        self.maximum_event_age_in_seconds
    }
}

impl Default for RetryPolicy {
    /// What AWS does unless told otherwise: 185 attempts, 24 hours.
    fn default() -> Self {
        Self { maximum_retry_attempts: 185, maximum_event_age_in_seconds: 86_400 }
    }
}

/// The queue for events that could not be delivered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeadLetterConfig {
    arn: String,
}

impl DeadLetterConfig {
    /// The queue of this ARN.
    ///
    /// # Errors
    ///
    /// If the ARN is empty, longer than 1,600 characters, of another service than SQS, or of a FIFO queue. That the queue is in
    /// the region of the rule is not checked, as a rule does not say where it is.
    ///
    /// ```
    /// use rulebridge::rule::DeadLetterConfig;
    ///
    /// let error = DeadLetterConfig::new("arn:aws:sqs:us-east-1:123456789012:lost.fifo").unwrap_err();
    /// assert_eq!(error.message(), "a dead-letter queue is a standard queue, not FIFO");
    /// ```
    pub fn new(arn: impl Into<String>) -> Result<Self, Error> {
        let arn = arn.into();
        limits::DEAD_LETTER_ARN.check(&arn)?;
        let refused = |message: &str, part: &str| {
            let start = arn.rfind(part).unwrap_or_default();
            let span = Span::new(start, start + part.len());
            Err(Error::new(ErrorKind::DeadLetterQueue, message, span, arn.as_bytes()))
        };
        match arn.split(':').nth(2) {
            None | Some("") => return refused("a dead-letter queue is named by its ARN", &arn),
            Some("sqs") => {}
            Some(service) => return refused("a dead-letter queue is an SQS queue", service),
        }
        if arn.ends_with(".fifo") {
            return refused("a dead-letter queue is a standard queue, not FIFO", ".fifo");
        }
        Ok(Self { arn })
    }

    /// The ARN of the queue.
    pub fn arn(&self) -> &str {
        &self.arn
    }
}
