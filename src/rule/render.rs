//! What a target receives for an event.
//!
//! | a value | unquoted, in JSON | inside quotes, in JSON | in text |
//! |---|---|---|---|
//! | string | as JSON | its characters, not escaped | its characters, not escaped |
//! | number, `true`, `false`, `null` | as it is | as it is | as it is |
//! | object, array | as it is | nothing is delivered | its JSON without any `"` |
//! | missing | `""` | nothing | nothing |
//!
//! A JSON template that does not make JSON, because of an unescaped quote in a value, say, delivers nothing.
//!
//! Source: recorded on AWS, but for `null`, for an object or array without strings inside quotes in JSON, and for the last
//! sentence, which are inferred. The user guide says that a variable of a missing path does not appear; AWS renders it empty.

use std::borrow::Cow;

use crate::error::Error;
use crate::json::{Text, write_string};
use crate::pattern::refusal;
use crate::rule::Rule;
use crate::rule::json::{Children, Shape, minified};
use crate::rule::target::{Target, TargetInput};
use crate::rule::template::{Piece, TemplateKind, Variable};
use crate::rule::transformer::InputTransformer;

/// What templates may ask for that is not in the event. What is not known renders as a missing path does.
///
/// ```
/// use rulebridge::rule::RenderContext;
///
/// let context = RenderContext::new()
///     .rule_arn("arn:aws:events:eu-central-1:123456789012:rule/orders")
///     .rule_name("orders")
///     .ingestion_time("2026-03-02T09:04:00Z");
/// # let _ = context;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct RenderContext {
    rule_arn: Option<String>,
    rule_name: Option<String>,
    ingestion_time: Option<String>,
}

impl RenderContext {
    /// A context in which nothing is known.
    pub const fn new() -> Self {
        Self { rule_arn: None, rule_name: None, ingestion_time: None }
    }

    /// What an event says of its delivery by a rule: the rule's ARN in the region and account of the event, the rule's name,
    /// and the time of the event as the ingestion time.
    ///
    /// # Errors
    ///
    /// If the event is not a JSON object.
    ///
    /// ```
    /// use rulebridge::rule::{RenderContext, Rule};
    ///
    /// let rule = Rule::builder("orders").event_pattern(r#"{"source":["app"]}"#).event_bus_name("shop").build()?;
    /// let event = br#"{"account":"123456789012","region":"eu-central-1","time":"2026-03-02T09:04:00Z"}"#;
    /// let context = RenderContext::new()
    ///     .rule_arn("arn:aws:events:eu-central-1:123456789012:rule/shop/orders")
    ///     .rule_name("orders")
    ///     .ingestion_time("2026-03-02T09:04:00Z");
    /// assert_eq!(RenderContext::of_event(&rule, event)?, context);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn of_event(rule: &Rule, event: &[u8]) -> Result<Self, Error> {
        let event = object(event)?;
        let members = Children::of(&event)?;
        let text = |key: &str| match members.member(key).map(Shape::of) {
            Some(Shape::String(text)) => Some(text),
            _ => None,
        };
        let rule_arn = text("region").zip(text("account")).map(|(region, account)| rule.arn(&region, &account));
        Ok(Self { rule_arn, rule_name: Some(rule.name().to_owned()), ingestion_time: text("time") })
    }

    /// The ARN of the rule, `<aws.events.rule-arn>`.
    #[must_use]
    pub fn rule_arn(mut self, arn: impl Into<String>) -> Self {
        self.rule_arn = Some(arn.into());
        self
    }

    /// The name of the rule, `<aws.events.rule-name>`.
    #[must_use]
    pub fn rule_name(mut self, name: impl Into<String>) -> Self {
        self.rule_name = Some(name.into());
        self
    }

    /// When EventBridge received the event, `<aws.events.event.ingestion-time>`, as it is to be rendered.
    #[must_use]
    pub fn ingestion_time(mut self, time: impl Into<String>) -> Self {
        self.ingestion_time = Some(time.into());
        self
    }
}

/// What a target receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// This text.
    Payload(String),
    /// Nothing at all: AWS drops the event for this target without a word.
    Nothing(Undelivered),
}

/// Why a target receives nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undelivered {
    /// The `InputPath` leads to nothing in the event.
    MissingPath,
    /// A placeholder inside quotes of a JSON template stands for an object or an array.
    QuotedContainer {
        /// The name of the placeholder.
        placeholder: String,
    },
    /// What the JSON template makes of the event is not JSON.
    NotJson {
        /// The text it makes.
        text: String,
        /// Where it stops being JSON.
        error: Error,
    },
}

impl Undelivered {
    /// The stable name of this reason.
    ///
    /// ```
    /// assert_eq!(rulebridge::rule::Undelivered::MissingPath.as_str(), "missing-path");
    /// ```
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::MissingPath => "missing-path",
            Self::QuotedContainer { .. } => "quoted-container",
            Self::NotJson { .. } => "not-json",
        }
    }
}

impl std::fmt::Display for Undelivered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::MissingPath => f.write_str("the InputPath leads to nothing in the event"),
            Self::QuotedContainer { placeholder } => {
                write!(f, "<{placeholder}> stands inside quotes, and is an object or an array")
            }
            Self::NotJson { error, .. } => write!(f, "the filled template is not JSON: {}", error.message()),
        }
    }
}

impl Target {
    /// What this target receives for an event that its rule matches.
    ///
    /// Whether the rule matches is not asked here. JSON is delivered without blanks between its tokens; a constant and a text
    /// template as they are written. There is no limit on the payload: a template of 8,192 characters may ask for the whole
    /// event 2,730 times.
    ///
    /// # Errors
    ///
    /// If the event is not a JSON object, or nested more than 1,000 deep.
    ///
    /// ```
    /// use rulebridge::rule::{Delivery, RenderContext, Target};
    ///
    /// let target = Target::builder("mail", "arn:aws:sns:us-east-1:123456789012:mail")
    ///     .input_transformer([("id", "$.detail.instance-id"), ("state", "$.detail.state")], r#""<id> is <state>""#)
    ///     .build()?;
    /// let event = br#"{"detail":{"instance-id":"i-0123456789","state":"RUNNING"}}"#;
    /// assert_eq!(
    ///     target.render(event, &RenderContext::new())?,
    ///     Delivery::Payload(r#""i-0123456789 is RUNNING""#.to_owned())
    /// );
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn render(&self, event: &[u8], context: &RenderContext) -> Result<Delivery, Error> {
        let event = object(event)?;
        Ok(match self.input() {
            TargetInput::Event => Delivery::Payload(event),
            TargetInput::Constant(json) => Delivery::Payload(json.as_str().to_owned()),
            TargetInput::Path(path) => match path.select(&event)? {
                Some(value) => Delivery::Payload(value.into_owned()),
                None => Delivery::Nothing(Undelivered::MissingPath),
            },
            TargetInput::Transformer(transformer) => Rendering { event: &event, context }.fill(transformer)?,
        })
    }
}

/// An event without blanks, if it is an object.
fn object(event: &[u8]) -> Result<String, Error> {
    refusal(event).map_or_else(|| minified(event), Err)
}

struct Rendering<'a> {
    event: &'a str,
    context: &'a RenderContext,
}

impl<'a> Rendering<'a> {
    fn fill(&self, transformer: &InputTransformer) -> Result<Delivery, Error> {
        let kind = transformer.kind();
        let mut out = String::new();
        for piece in &transformer.pieces {
            let (variable, quoted) = match piece {
                Piece::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Piece::Placeholder { variable, quoted } => (variable, *quoted),
            };
            let value = self.value(variable, transformer)?;
            match (value, kind, quoted) {
                (None, TemplateKind::Json, false) => out.push_str("\"\""),
                (None, ..) => {}
                (Some(json), TemplateKind::Json, false) => out.push_str(&json),
                (Some(json), kind, _) => match (Shape::of(&json), kind) {
                    (Shape::String(text), _) => out.push_str(&text),
                    (Shape::Word, _) => out.push_str(&json),
                    (Shape::Container, TemplateKind::Text) => out.extend(json.chars().filter(|&c| c != '"')),
                    (Shape::Container, TemplateKind::Json) => {
                        let placeholder = variable.name().to_owned();
                        return Ok(Delivery::Nothing(Undelivered::QuotedContainer { placeholder }));
                    }
                },
            }
        }
        if kind == TemplateKind::Text {
            return Ok(Delivery::Payload(out));
        }
        Ok(match minified(out.as_bytes()) {
            Ok(json) => Delivery::Payload(json),
            Err(error) => Delivery::Nothing(Undelivered::NotJson { text: out, error }),
        })
    }

    /// What a variable stands for, as a JSON text.
    fn value(&self, variable: &Variable, transformer: &InputTransformer) -> Result<Option<Cow<'a, str>>, Error> {
        let string = |text: &Option<String>| {
            text.as_ref().map(|text| {
                let mut json = String::new();
                write_string(&mut json, text);
                Cow::Owned(json)
            })
        };
        Ok(match variable {
            Variable::RuleArn => string(&self.context.rule_arn),
            Variable::RuleName => string(&self.context.rule_name),
            Variable::IngestionTime => string(&self.context.ingestion_time),
            Variable::Event => Some(self.envelope()?.into()),
            Variable::EventJson => Some(self.event.into()),
            Variable::Path(key) => match transformer.path(key) {
                Some(path) => path.select(self.event)?,
                None => None,
            },
        })
    }

    /// The event as `<aws.events.event>` shows it: without `detail`, and with `detailType` for `detail-type`.
    fn envelope(&self) -> Result<String, Error> {
        let Children { keys, values } = Children::of(self.event)?;
        let mut out = String::from("{");
        for (key, value) in keys.iter().zip(values) {
            let named = |name: &str| key.decode().is_ok_and(|key| key == name);
            if named("detail") {
                continue;
            }
            if out.len() > 1 {
                out.push(',');
            }
            let written = self.event_text(key);
            out.push_str(if named("detail-type") { "\"detailType\"" } else { written });
            out.push(':');
            out.push_str(value);
        }
        out.push('}');
        Ok(out)
    }

    /// A key of the event as written, with its quotes.
    fn event_text(&self, key: &Text<'_>) -> &'a str {
        self.event.get(key.span().range()).unwrap_or_default()
    }
}

impl Variable {
    /// The name between `<` and `>`.
    fn name(&self) -> &str {
        match self {
            Self::Path(key) => key,
            Self::RuleArn => "aws.events.rule-arn",
            Self::RuleName => "aws.events.rule-name",
            Self::IngestionTime => "aws.events.event.ingestion-time",
            Self::Event => "aws.events.event",
            Self::EventJson => "aws.events.event.json",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_text_are_json_strings() {
        let context = RenderContext::new().rule_name("a\"b");
        let transformer = InputTransformer::new([("", ""); 0], r#"{"name":<aws.events.rule-name>}"#).unwrap();
        let rendering = Rendering { event: "{}", context: &context };
        assert_eq!(rendering.fill(&transformer).unwrap(), Delivery::Payload(r#"{"name":"a\"b"}"#.to_owned()));
    }
}
