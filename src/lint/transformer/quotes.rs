//! Quotes of templates: texts that stand in none, and objects that stand inside of them.

use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::transformer::{Template, targets};
use crate::rule::InputPath;
use crate::rule::template::{TemplateKind, Variable};
use crate::sources::model::{Declaration, Target};
use crate::sources::node::{Node, Value};
use crate::sources::text::Text;
use crate::sources::{Document, read_json_inside};

fn text_without_quotes(declaration: &Declaration, document: &Document<'_>, findings: &mut Findings) {
    for target in targets(declaration) {
        let Some(node) = target.template.as_ref() else { continue };
        let Some(text) = node.as_text().filter(|text| lacks_quotes(text)) else { continue };
        let help = only_path(text, target).unwrap_or_else(|| quoted(text, Style::of(node, document)));
        findings.add(node.span, "this template is a text without quotes around it").with_help(help);
    }
}

/// Whether a text template surely starts or ends without a quote. A list is no text, though it is no JSON template either.
fn lacks_quotes(text: &Text) -> bool {
    let template = text.as_str();
    let start = template.len() - template.trim_start().len();
    let end = template.trim_end();
    let Some(first) = template.trim_start().chars().next() else { return false };
    let Some((last_at, last)) = end.char_indices().next_back() else { return false };
    if text.is_hole(start) || matches!(first, '{' | '[') {
        return false;
    }
    first != '"' || (!text.is_hole(last_at) && (last != '"' || last_at == start))
}

/// What does the same as a template of one placeholder.
fn only_path(text: &Text, target: &Target) -> Option<String> {
    let key = text.known()?.trim().strip_prefix('<')?.strip_suffix('>')?;
    let path = target.paths.as_ref()?.get(key)?.as_str()?;
    Some(format!("to hand over the value as it is, write `InputPath` with `{path}` in place of the transformer"))
}

/// How a file writes a string.
#[derive(Debug, Clone, Copy)]
enum Style {
    /// In double quotes, and with escapes.
    Double,
    /// In YAML, between single quotes; also for a string without quotes, which cannot start with one.
    Single,
    /// As it is: a block of YAML, or what is resolved from more than a string.
    Block,
}

impl Style {
    fn of(node: &Node, document: &Document<'_>) -> Self {
        match document.text().get(node.span.start..).unwrap_or_default().chars().next() {
            Some('"') => Self::Double,
            Some('|' | '>' | '!' | '{' | '[') | None => Self::Block,
            Some(_) => Self::Single,
        }
    }

    fn escaped(self, text: &str) -> String {
        match self {
            Self::Double => text.replace('\\', "\\\\").replace('"', "\\\""),
            Self::Single => text.replace('\'', "''"),
            Self::Block => text.to_owned(),
        }
    }

    const fn quote(self) -> &'static str {
        match self {
            Self::Double => "\"",
            Self::Single => "'",
            Self::Block => "",
        }
    }
}

/// How to write the template in quotes, which are part of the string.
fn quoted(text: &Text, style: Style) -> String {
    /// More than fits on a line.
    const MOST: usize = 200;
    let mut lines = text.as_str().lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let first = format!("\"{}\"", first.trim_matches('"').replace("\\\"", "\"").replace('"', "\\\""));
    let first = style.escaped(&first);
    let quote = style.quote();
    let is_shown = !text.has_holes() && first.chars().count() <= MOST;
    match (lines.next(), is_shown) {
        (None, true) => format!("write {quote}{first}{quote}"),
        (None, false) => "put it in quotes".to_owned(),
        (Some(_), true) => format!("put each line in quotes: the first is {first}"),
        (Some(_), false) => "put each line in quotes".to_owned(),
    }
}

fn container_in_quotes(declaration: &Declaration, _document: &Document<'_>, findings: &mut Findings) {
    for_quoted(
        declaration,
        |target, variable, placeholder, findings| {
            let (what, path) = match variable {
                Variable::Event => ("an object", None),
                Variable::Path(key) => {
                    let Some(path) = target.paths.as_ref().and_then(|paths| paths.get(&key)) else { return };
                    let Some(what) = path.as_str().and_then(|path| container(path, declaration)) else { return };
                    (what, Some(path))
                }
                _ => return,
            };
            let Quoted { name, span, alone } = placeholder;
            let message = format!("`<{name}>` is {what} inside quotes: nothing is delivered");
            let help = match alone {
                true => format!("write <{name}> without quotes"),
                false => "take it out of the string, and let it stand without quotes".to_owned(),
            };
            let found = findings.add(span, message).with_help(help);
            if let Some(path) = path {
                found.with_related(path.span, format!("this is {what}"));
            }
        },
        findings,
    );
}

fn event_in_quotes(declaration: &Declaration, _document: &Document<'_>, findings: &mut Findings) {
    for_quoted(
        declaration,
        |_, variable, Quoted { name, span, alone }, findings| {
            if variable == Variable::EventJson {
                let message = format!("`<{name}>` is the event inside quotes: nothing is delivered");
                let help = match alone {
                    true => format!("write <{name}> without quotes"),
                    false => "take it out of the string, and let it stand without quotes".to_owned(),
                };
                findings.add(span, message).with_help(help).with_level(Level::Warning);
            }
        },
        findings,
    );
}

/// A placeholder inside quotes of a JSON template.
struct Quoted<'a> {
    name: &'a str,
    span: crate::span::Span,
    /// Whether nothing else stands inside these quotes.
    alone: bool,
}

fn for_quoted(
    declaration: &Declaration,
    look_at: impl Fn(&Target, Variable, Quoted<'_>, &mut Findings),
    findings: &mut Findings,
) {
    for target in targets(declaration) {
        let Some(template) = Template::of(target) else { continue };
        let text = template.text;
        if TemplateKind::of(text.as_str()) != TemplateKind::Json {
            continue;
        }
        for placeholder in template.known_placeholders().filter(|placeholder| placeholder.quoted && !placeholder.is_key)
        {
            let Ok(variable) = placeholder.variable(text.as_str(), template.keys(), None) else { continue };
            let range = placeholder.span.range();
            let around = (text.as_str().get(..range.start), text.as_str().get(range.end..));
            let alone =
                matches!(around, (Some(before), Some(behind)) if before.ends_with('"') && behind.starts_with('"'));
            look_at(target, variable, Quoted { name: placeholder.name, span: text.source(range), alone }, findings);
        }
    }
}

/// What a path always leads to, if that is an object or a list: by what every event has, by a wildcard, or because the pattern of the
/// rule needs fields below it.
fn container(path: &str, declaration: &Declaration) -> Option<&'static str> {
    path.parse::<InputPath>().ok()?;
    match path {
        "$" | "$.detail" => return Some("an object"),
        "$.resources" => return Some("a list"),
        _ if path.contains('*') => return Some("a list"),
        _ if path.contains('[') => return None,
        _ => {}
    }
    // Events of a schedule have nothing in their detail.
    let [pattern] = &*declaration.patterns else { return None };
    if !declaration.schedules.is_empty() {
        return None;
    }
    let inside = pattern.as_text().and_then(|text| read_json_inside(text).ok());
    let mut node = inside.as_ref().unwrap_or(pattern);
    for key in path.trim_start_matches("$.").split('.') {
        node = node.get(key)?;
    }
    (node.as_map().is_some() && needs_a_field(node)).then_some("an object")
}

/// Whether a part of a pattern matches no event that lacks its fields.
fn needs_a_field(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map.entries().any(|entry| entry.key.as_str() != "$or" && needs_a_field(&entry.value)),
        Value::List(list) => {
            let may_lack =
                |item: &Node| item.is_hole() || item.as_map().is_some_and(|item| item.get("exists").is_some());
            !list.is_empty() && !list.iter().any(may_lack)
        }
        _ => false,
    }
}

pub(super) const EB402: Check = Check {
    id: "EB402",
    level: Level::Warning,
    title: "a text template without quotes",
    explanation: "A template that does not start with `{` is a text. The user guide wants it in quotes, each line in its own, and the quotes \
                  are delivered. The example of the API reference has none, and no refusal is recorded. A target that reads JSON, such \
                  as a Lambda function, gets none from a text without quotes.",
    failing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sns:us-east-1:123456789012:sales",
    "InputTransformer": {
      "InputPathsMap": {"userId": "$.detail.user_id"},
      "InputTemplate": "New premium user registered: <userId>"
    }
  }]
}"#,
    passing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sns:us-east-1:123456789012:sales",
    "InputTransformer": {
      "InputPathsMap": {"userId": "$.detail.user_id"},
      "InputTemplate": "\"New premium user registered: <userId>\""
    }
  }]
}"#,
    run: Run::Declaration(text_without_quotes),
};

pub(super) const EB404: Check = Check {
    id: "EB404",
    level: Level::Warning,
    title: "an object or a list inside quotes",
    explanation: "In a JSON template, a placeholder inside quotes that stands for an object or a list delivers nothing at all, and AWS says \
                  nothing of it: recorded on AWS. This is told of `<aws.events.event>`, of `$`, `$.detail` and `$.resources`, of paths \
                  with a wildcard, which give a list, and of paths below which the pattern of the rule needs a field.",
    failing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders",
    "InputTransformer": {"InputPathsMap": {"order": "$.detail"}, "InputTemplate": "{\"order\": \"<order>\"}"}
  }]
}"#,
    passing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders",
    "InputTransformer": {"InputPathsMap": {"order": "$.detail"}, "InputTemplate": "{\"order\": <order>}"}
  }]
}"#,
    run: Run::Declaration(container_in_quotes),
};

pub(super) const EB410: Check = Check {
    id: "EB410",
    level: Level::Error,
    title: "the whole event inside a text",
    explanation: "`<aws.events.event.json>` is an object, and stands without quotes in a template that is a JSON object. In a text it is \
                  refused: `InputTemplate for target … contains placeholder aws.events.event.json valid only for JSON template.` Inside \
                  quotes of a JSON template, as any object, it delivers nothing, which is a warning.",
    failing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders",
    "InputTransformer": {"InputTemplate": "\"event: <aws.events.event.json>\""}
  }]
}"#,
    passing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders",
    "InputTransformer": {"InputTemplate": "{\"event\": <aws.events.event.json>}"}
  }]
}"#,
    run: Run::Declaration(event_in_quotes),
};
