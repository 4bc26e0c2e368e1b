//! Checks of input transformers: what AWS refuses in them.

mod quotes;

use std::collections::HashSet;

use crate::error::ErrorKind;
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::fields::{self, known_start};
use crate::lint::passed::{Origin, Passed};
use crate::lint::target::input::is_container;
use crate::rule::template::{self, Placeholder};
use crate::rule::{InputTransformer, limits};
use crate::sources::Document;
use crate::sources::model::{Declaration, Kind, Target};
use crate::sources::node::{Map, Node};
use crate::sources::text::Text;

/// The template of a target, with what is known of its map.
struct Template<'d> {
    text: &'d Text,
    /// The keys of its map that are wholly known.
    keys: Vec<&'d str>,
    /// Whether these are all.
    knows_keys: bool,
}

impl<'d> Template<'d> {
    fn of(target: &'d Target) -> Option<Self> {
        let text = target.template.as_ref()?.as_text()?;
        let map = target.paths.as_ref().and_then(Node::as_map);
        let knows_keys = match (&target.paths, map) {
            (None, _) => true,
            (_, Some(map)) => map.entries().all(|entry| !entry.key.has_holes()),
            _ => false,
        };
        let keys = map.into_iter().flat_map(Map::entries).filter_map(|entry| entry.key.known());
        Some(Self { text, keys: keys.collect(), knows_keys })
    }

    fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.keys.iter().copied()
    }

    /// The placeholders before the first unknown part: behind it nothing tells what stands inside quotes.
    fn known_placeholders(&self) -> impl Iterator<Item = Placeholder<'d>> {
        template::placeholders(known_start(self.text))
    }
}

/// The targets whose input transformers are those of rules.
fn targets(declaration: &Declaration) -> &[Target] {
    match declaration.kind {
        Kind::Rule | Kind::Targets => &declaration.targets,
        _ => &[],
    }
}

/// What AWS refuses in input transformers.
pub(super) fn errors(declaration: &Declaration) -> Vec<Passed> {
    let mut errors = Vec::new();
    for target in targets(declaration) {
        errors.extend(fields::check(Origin::Transformer, target.template.as_ref(), &limits::TEMPLATE));
        let map = target.paths.as_ref().and_then(Node::as_map).into_iter().flat_map(Map::entries);
        for key in map.map(|entry| &entry.key) {
            let mut error = fields::check_text(Origin::Transformer, key, &limits::PATH_KEY);
            if let Some(error) = error.as_mut().filter(|_| key.as_str().starts_with("aws.events.")) {
                error.help = Some(format!("remove it: `<{}>` needs no entry", key.as_str()));
            }
            errors.extend(error);
        }
        if let Some(template) = Template::of(target) {
            errors.extend(placeholders(&template, target.id.as_ref().and_then(Node::as_str)));
        }
    }
    errors
}

/// A template with more wrong placeholders has other worries.
const MOST_ERRORS: usize = 50;

/// What AWS refuses in the placeholders of a template. Behind an unknown part only their names count.
fn placeholders(template: &Template<'_>, id: Option<&str>) -> Vec<Passed> {
    let text = template.text;
    let (all, known) = (text.as_str(), known_start(text));
    let error = |placeholder: Placeholder<'_>, source: &str| {
        let error = placeholder.variable(source, template.keys(), id).err()?;
        // A key has no point, so what has one is none, whatever the map holds.
        let is_known_key = template.knows_keys || placeholder.name.contains('.');
        (error.kind() != ErrorKind::TemplatePlaceholder || is_known_key).then_some(error)
    };
    let before = template.known_placeholders().filter_map(|placeholder| error(placeholder, known));
    let behind = template::placeholders(all).filter(|placeholder| placeholder.span.start >= known.len());
    let behind = behind.filter_map(|placeholder| error(placeholder, all));
    let behind = behind.filter(|error| error.kind() == ErrorKind::TemplatePlaceholder);
    let errors = before.chain(behind).take(MOST_ERRORS);
    let errors = errors.map(|error| Passed::new(Origin::Transformer, &error, text.source(error.span().range())));
    errors
        .map(|error| match error.kind {
            ErrorKind::TemplatePlaceholder if error.help.is_none() => {
                Passed { help: Some("add it to the InputPathsMap, with its path".to_owned()), ..error }
            }
            _ => error,
        })
        .collect()
}

fn parts(declaration: &Declaration, _document: &Document<'_>, findings: &mut Findings) {
    for target in targets(declaration) {
        if let Some(template) = target.template.as_ref().filter(|template| is_container(template)) {
            let found = findings.add(template.span, format!("`InputTemplate` is a string, found {}", template.noun()));
            found.with_help("write it as a string");
        }
        let is_misspelt = declaration
            .strays
            .iter()
            .any(|stray| stray.known.iter().any(|key| key.eq_ignore_ascii_case("InputTemplate")));
        if let Some(transformer) = target.input_transformer.as_ref().filter(|node| node.as_map().is_some()) {
            if target.template.is_none() && !is_misspelt {
                let found = findings.add(transformer.span, "the input transformer has no `InputTemplate`");
                found.with_help("add `InputTemplate`");
            }
        }
        let entries = target.paths.as_ref().and_then(Node::as_map).into_iter().flat_map(Map::entries);
        let mut keys = HashSet::new();
        for entry in entries {
            let Some(key) = entry.key.known() else { continue };
            if keys.insert(key) && keys.len() == InputTransformer::MOST_PATHS + 1 {
                findings.add(entry.key_span, format!("the InputPathsMap has more than {} entries", keys.len() - 1));
            }
            if key.starts_with("AWS") {
                let found =
                    findings.add(entry.key_span, format!("the key `{key}` starts with `AWS`, which is reserved"));
                found.with_help("give it another name").with_level(Level::Warning);
            }
        }
    }
}

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "EB401",
        level: Level::Error,
        title: "a placeholder that stands for nothing",
        explanation: "A placeholder of an input template is a key of the `InputPathsMap`, or one of `aws.events.rule-arn`, \
                      `aws.events.rule-name`, `aws.events.event.ingestion-time`, `aws.events.event` and `aws.events.event.json`. AWS \
                      refuses any other: `InputTemplate for target … contains invalid placeholder …`.",
        failing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders",
    "InputTransformer": {
      "InputPathsMap": {"orderId": "$.detail.orderId"},
      "InputTemplate": "{\"id\": <orderid>}"
    }
  }]
}"#,
        passing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders",
    "InputTransformer": {
      "InputPathsMap": {"orderId": "$.detail.orderId"},
      "InputTemplate": "{\"id\": <orderId>}"
    }
  }]
}"#,
        run: Run::Passed,
    },
    quotes::EB402,
    quotes::EB404,
    Check {
        id: "EB409",
        level: Level::Error,
        title: "an input transformer that AWS refuses",
        explanation: "An `InputPathsMap` has at most 100 entries, keys of 1 to 256 letters, digits, `-` and `_`. An `InputTemplate` is a \
                      string of 1 to 8,192 characters (EventBridge API reference, `InputTransformer`). The reference reserves keys that \
                      start with `AWS`; AWS was found to take them (cdk-preflight pf-events-input-transformer-limits), which is a \
                      warning.",
        failing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders",
    "InputTransformer": {"InputPathsMap": {"order.id": "$.detail.orderId"}, "InputTemplate": "{\"rule\": <aws.events.rule-name>}"}
  }]
}"#,
        passing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders",
    "InputTransformer": {"InputPathsMap": {"order-id": "$.detail.orderId"}, "InputTemplate": "{\"id\": <order-id>}"}
  }]
}"#,
        run: Run::Declaration(parts),
    },
    quotes::EB410,
    Check {
        id: "EB412",
        level: Level::Error,
        title: "a placeholder in the key of an object",
        explanation: "In a template that is a JSON object, `the placeholder cannot be used as an object key` (EventBridge API reference, \
                      `InputTransformer`).",
        failing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders",
    "InputTransformer": {
      "InputPathsMap": {"orderId": "$.detail.orderId"},
      "InputTemplate": "{\"<orderId>\": \"shipped\"}"
    }
  }]
}"#,
        passing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders",
    "InputTransformer": {
      "InputPathsMap": {"orderId": "$.detail.orderId"},
      "InputTemplate": "{\"shipped\": \"<orderId>\"}"
    }
  }]
}"#,
        run: Run::Passed,
    },
];
