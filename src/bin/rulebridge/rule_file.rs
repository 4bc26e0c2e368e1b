//! A file with one rule and its targets, under the key names of the AWS API.

use std::collections::BTreeMap;

use rulebridge::Error;
use rulebridge::rule::{DeadLetterConfig, RenderContext, RetryPolicy, Rule, RuleBuilder, State, Target};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::input::Input;
use crate::json_string;
use crate::report;

/// A rule, or the targets of a rule that is not known.
#[derive(Debug)]
pub(crate) enum RuleFile {
    Rule(Box<Rule>),
    Targets(Vec<Target>),
}

/// What `PutRule` and `PutTargets` take, and what the service answers when asked for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RuleJson {
    name: Option<String>,
    event_pattern: Option<Box<RawValue>>,
    schedule_expression: Option<String>,
    state: Option<String>,
    event_bus_name: Option<String>,
    description: Option<String>,
    role_arn: Option<String>,
    #[serde(default)]
    targets: Vec<TargetJson>,
    #[serde(rename = "Arn")]
    _arn: Option<IgnoredAny>,
    #[serde(rename = "CreatedBy")]
    _created_by: Option<IgnoredAny>,
    #[serde(rename = "ManagedBy")]
    _managed_by: Option<IgnoredAny>,
    #[serde(rename = "Rule")]
    _rule: Option<IgnoredAny>,
    #[serde(rename = "NextToken")]
    _next_token: Option<IgnoredAny>,
    #[serde(rename = "Tags")]
    _tags: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct TargetJson {
    id: String,
    arn: String,
    role_arn: Option<String>,
    input: Option<String>,
    input_path: Option<String>,
    input_transformer: Option<TransformerJson>,
    retry_policy: Option<RetryJson>,
    dead_letter_config: Option<DeadLetterJson>,
    #[serde(rename = "AppSyncParameters")]
    _app_sync: Option<IgnoredAny>,
    #[serde(rename = "BatchParameters")]
    _batch: Option<IgnoredAny>,
    #[serde(rename = "EcsParameters")]
    _ecs: Option<IgnoredAny>,
    #[serde(rename = "HttpParameters")]
    _http: Option<IgnoredAny>,
    #[serde(rename = "KinesisParameters")]
    _kinesis: Option<IgnoredAny>,
    #[serde(rename = "RedshiftDataParameters")]
    _redshift_data: Option<IgnoredAny>,
    #[serde(rename = "RunCommandParameters")]
    _run_command: Option<IgnoredAny>,
    #[serde(rename = "SageMakerPipelineParameters")]
    _sage_maker_pipeline: Option<IgnoredAny>,
    #[serde(rename = "SqsParameters")]
    _sqs: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct TransformerJson {
    #[serde(default)]
    input_paths_map: BTreeMap<String, String>,
    input_template: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RetryJson {
    maximum_retry_attempts: Option<u32>,
    maximum_event_age_in_seconds: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct DeadLetterJson {
    arn: Option<String>,
}

impl RuleFile {
    /// More than any rule has.
    const MOST_MIB: u64 = 4;

    /// Reads the file.
    ///
    /// # Errors
    ///
    /// The message for standard error.
    pub(crate) fn read(input: &Input) -> Result<Self, String> {
        let name = input.name();
        let bytes = input.read(Self::MOST_MIB, "rule").map_err(|why| format!("{name}: {why}"))?;
        let json: RuleJson = serde_json::from_slice(&bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let message = error.to_string();
            let message = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message);
            format!("{name}:{line}:{column}: {}", report::shown(message))
        })?;
        json.build(&name)
    }

    pub(crate) fn targets(&self) -> &[Target] {
        match self {
            Self::Rule(rule) => rule.targets(),
            Self::Targets(targets) => targets,
        }
    }

    /// Why the rule hands on nothing of an event, if so.
    ///
    /// # Errors
    ///
    /// If it is no event.
    pub(crate) fn not_delivered(&self, event: &[u8]) -> Result<Option<&'static str>, Error> {
        let Self::Rule(rule) = self else { return Ok(None) };
        let is_match = rule.event_pattern().map_or(Ok(true), |pattern| pattern.matches(event))?;
        Ok(match (rule.state(), is_match) {
            (State::Disabled, _) => Some("the rule is DISABLED"),
            (_, false) => Some("the event pattern does not match"),
            (_, true) => None,
        })
    }

    /// What predefined variables stand for.
    ///
    /// # Errors
    ///
    /// If it is no event.
    pub(crate) fn context(&self, event: &[u8]) -> Result<RenderContext, Error> {
        match self {
            Self::Rule(rule) => RenderContext::of_event(rule, event),
            Self::Targets(_) => Ok(RenderContext::new()),
        }
    }
}

impl RuleJson {
    /// The rule; or the message for standard error, in which the file is called `file`.
    fn build(self, file: &str) -> Result<RuleFile, String> {
        let mut targets = Vec::new();
        for target in self.targets {
            let label = format!("{file}: target `{}`", report::shown(&target.id));
            targets.push(target.build().map_err(|error| report::render_part(&label, &error))?);
        }
        let Some(name) = self.name else {
            let is_rule = self.event_pattern.is_some() || self.schedule_expression.is_some();
            return if is_rule {
                Err(format!("{file}: this rule has no `Name`"))
            } else {
                Ok(RuleFile::Targets(targets))
            };
        };
        let label = format!("{file}: rule `{}`", report::shown(&name));
        let mut rule = Rule::builder(name);
        if let Some(pattern) = self.event_pattern {
            let half = || format!("{label}: half of a surrogate pair, which no pattern holds");
            rule = rule.event_pattern(pattern_text(pattern.get()).ok_or_else(half)?);
        }
        if let Some(schedule) = self.schedule_expression {
            rule = rule.schedule_expression(schedule);
        }
        if let Some(bus) = self.event_bus_name {
            rule = rule.event_bus_name(bus);
        }
        if let Some(description) = self.description {
            rule = rule.description(description);
        }
        if let Some(role) = self.role_arn {
            rule = rule.role_arn(role);
        }
        let rule = targets.into_iter().fold(rule, RuleBuilder::target);
        let state = self.state.as_deref().map_or(Ok(State::default()), str::parse);
        let rule = state.and_then(|state| rule.state(state).build());
        rule.map(|rule| RuleFile::Rule(Box::new(rule))).map_err(|error| report::render_part(&label, &error))
    }
}

impl TargetJson {
    fn build(self) -> Result<Target, Error> {
        let mut target = Target::builder(self.id, self.arn);
        if let Some(role) = self.role_arn {
            target = target.role_arn(role);
        }
        if let Some(input) = self.input {
            target = target.input(input);
        }
        if let Some(path) = self.input_path {
            target = target.input_path(path);
        }
        if let Some(TransformerJson { input_paths_map, input_template }) = self.input_transformer {
            target = target.input_transformer(input_paths_map, input_template);
        }
        if let Some(retry) = self.retry_policy {
            let usual = RetryPolicy::default();
            target = target.retry_policy(RetryPolicy::new(
                retry.maximum_retry_attempts.unwrap_or(usual.maximum_retry_attempts()),
                retry.maximum_event_age_in_seconds.unwrap_or(usual.maximum_event_age_in_seconds()),
            )?);
        }
        if let Some(arn) = self.dead_letter_config.and_then(|config| config.arn) {
            target = target.dead_letter_config(DeadLetterConfig::new(arn)?);
        }
        target.build()
    }
}

/// The text of a pattern that is an object, or a string that holds one.
fn pattern_text(json: &str) -> Option<String> {
    if json.starts_with('"') { json_string::decode(json) } else { Some(json.to_owned()) }
}
