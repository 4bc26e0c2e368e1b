//! The part of the conformance corpus about targets and rules: what a target receives, and what is refused.
//!
//! `corpus/README.md` says what a case holds. To run the cases whose name contains a text:
//! `CASE=text cargo test --test transform_corpus`.
#![cfg(feature = "schedule")]

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Case as _, Source, compare};
use rulebridge::Error;
use rulebridge::rule::{DeadLetterConfig, Delivery, InputTransformer, RenderContext, RetryPolicy, Rule, Target};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    source: Source,
    cite: String,
    #[serde(default)]
    target: CaseTarget,
    rule: Option<CaseRule>,
    input: Option<String>,
    input_path: Option<String>,
    paths: Option<BTreeMap<String, String>>,
    template: Option<String>,
    event: Option<String>,
    payload: Option<String>,
    nothing: Option<String>,
    error: Option<String>,
    under: Option<String>,
    aws: Option<String>,
    known_failure: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CaseTarget {
    id: String,
    arn: String,
    retry: [u32; 2],
    dead_letter: Option<String>,
}

impl Default for CaseTarget {
    fn default() -> Self {
        let arn = "arn:aws:sqs:us-east-2:123456789012:queue".to_owned();
        Self { id: "1".to_owned(), arn, retry: [185, 86_400], dead_letter: None }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseRule {
    #[serde(default = "example")]
    name: String,
    pattern: Option<String>,
    schedule: Option<String>,
    state: Option<String>,
    bus: Option<String>,
    description: Option<String>,
    role: Option<String>,
    /// The ids of its targets.
    #[serde(default)]
    targets: Vec<String>,
}

fn example() -> String {
    "example".to_owned()
}

impl CaseRule {
    fn build(&self) -> Result<Rule, Error> {
        let mut rule = Rule::builder(&self.name);
        if let Some(pattern) = &self.pattern {
            rule = rule.event_pattern(pattern);
        }
        if let Some(schedule) = &self.schedule {
            rule = rule.schedule_expression(schedule);
        }
        if let Some(state) = &self.state {
            rule = rule.state(state.parse()?);
        }
        if let Some(bus) = &self.bus {
            rule = rule.event_bus_name(bus);
        }
        if let Some(description) = &self.description {
            rule = rule.description(description);
        }
        if let Some(role) = &self.role {
            rule = rule.role_arn(role);
        }
        for id in &self.targets {
            rule = rule.target(Target::builder(id, CaseTarget::default().arn).build()?);
        }
        rule.build()
    }
}

impl Case {
    fn target(&self) -> Result<Target, Error> {
        let CaseTarget { id, arn, retry: [attempts, age], dead_letter } = &self.target;
        let mut target = Target::builder(id, arn).retry_policy(RetryPolicy::new(*attempts, *age)?);
        if let Some(arn) = dead_letter {
            target = target.dead_letter_config(DeadLetterConfig::new(arn)?);
        }
        if let Some(input) = &self.input {
            target = target.input(input);
        }
        if let Some(path) = &self.input_path {
            target = target.input_path(path);
        }
        if let Some(template) = &self.template {
            target = target.input_transformer(self.paths.clone().unwrap_or_default(), template);
        }
        target.build()
    }

    fn render(&self) -> Result<Option<Delivery>, Error> {
        let context = match &self.rule {
            Some(rule) => RenderContext::of_event(&rule.build()?, self.event().as_bytes())?,
            None => RenderContext::new()
                .rule_arn("arn:aws:events:us-east-2:123456789012:rule/example")
                .rule_name("example")
                .ingestion_time("2015-11-11T21:29:55Z"),
        };
        let target = self.target()?;
        self.event.as_ref().map(|event| target.render(event.as_bytes(), &context)).transpose()
    }

    fn event(&self) -> &str {
        self.event.as_deref().unwrap_or("{}")
    }
}

impl corpus::Case for Case {
    fn name(&self) -> &str {
        &self.name
    }

    fn cite(&self) -> &str {
        &self.cite
    }

    fn known_failure(&self) -> Option<&str> {
        self.known_failure.as_deref()
    }

    fn differences(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        match (self.render(), &self.error) {
            (Ok(delivery), None) => {
                let found = match delivery {
                    Some(Delivery::Payload(payload)) => (Some(payload), None),
                    Some(Delivery::Nothing(why)) => (None, Some(why.as_str().to_owned())),
                    None => (None, None),
                };
                if found != (self.payload.clone(), self.nothing.clone()) {
                    wrong.push(format!("delivers {found:?}, expected {:?} or {:?}", self.payload, self.nothing));
                }
            }
            (Ok(delivery), Some(_)) => wrong.push(format!("accepted, delivers {delivery:?}")),
            (Err(error), None) => wrong.push(format!("refused: {error:#}")),
            (Err(error), Some(kind)) => {
                compare(&mut wrong, "kind", error.kind().as_str(), kind);
                compare(&mut wrong, "under", &under(&error), self.under.as_deref().unwrap_or_default());
                compare(
                    &mut wrong,
                    "aws",
                    error.aws_message().unwrap_or_default(),
                    self.aws.as_deref().unwrap_or_default(),
                );
            }
        }
        // A transformer by itself is refused as in a target, but for AWS' words, which name the target.
        if let Some(template) = &self.template {
            let alone = InputTransformer::new(self.paths.clone().unwrap_or_default(), template);
            let in_target = self.target();
            let shown = |error: Error| format!("{error:#}");
            let exclusive = self.error.as_deref() == Some("input-exclusive");
            if !exclusive && alone.map(drop).map_err(shown) != in_target.map(drop).map_err(shown) {
                wrong.push("the transformer alone is judged otherwise".to_owned());
            }
        }
        wrong
    }
}

/// The text that the carets of an error point at.
fn under(error: &Error) -> String {
    let shown = format!("{error:#}");
    let lines: Vec<&str> = shown.lines().collect();
    let marked = lines.windows(2).find(|lines| lines[1].trim_start_matches([' ', '|']).starts_with('^'));
    let Some(&[text, carets]) = marked.map(|lines| <&[&str; 2]>::try_from(lines).unwrap()) else {
        return String::new();
    };
    let columns = carets.char_indices().filter(|(_, c)| *c == '^').map(|(column, _)| column);
    columns.filter_map(|column| text.chars().nth(column)).collect()
}

#[test]
fn targets_and_rules() {
    corpus::run(&corpus::load::<Case>("transform"));
}

#[test]
fn cases_are_complete() {
    let cases = corpus::load::<Case>("transform");
    corpus::check_names(&cases, 80);
    for (_, case) in &cases {
        let name = case.name();
        let answers = [case.payload.is_some(), case.nothing.is_some(), case.error.is_some()];
        let answers = answers.iter().filter(|given| **given).count();
        let is_accepted_only = case.event.is_none() && answers == 0;
        assert!(answers == 1 || is_accepted_only, "{name} needs one answer, or no event");
        let is_measured = case.source == Source::Observed && case.error.is_some();
        assert!(!is_measured || case.aws.is_some() || case.cite.contains("words are not known"), "{name}: AWS' words");
    }
}

#[test]
fn every_error_kind_and_reason_has_a_case() {
    let readme = corpus::readme();
    let kinds = corpus::documented(&readme, "### Transform error kinds");
    let cases = corpus::load::<Case>("transform");
    let answers = cases.iter().flat_map(|(_, case)| [&case.error, &case.nothing]).flatten().map(String::as_str);
    let own: BTreeSet<&str> = answers.filter(|kind| kinds.iter().any(|known| known == kind)).collect();
    assert_eq!(own, kinds.iter().map(String::as_str).collect());
    // What else is refused is JSON, an event, a pattern or a schedule.
    let others: BTreeSet<&str> = cases
        .iter()
        .filter_map(|(_, case)| case.error.as_deref())
        .filter(|kind| !kinds.iter().any(|known| known == kind))
        .collect();
    assert_eq!(others, BTreeSet::from(["cron-days", "empty-array", "event-not-object", "json-end", "json-syntax"]));
}
