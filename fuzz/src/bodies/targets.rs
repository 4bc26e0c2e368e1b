//! Targets.

use rulebridge::rule::{
    ConstantInput, Delivery, InputPath, InputTransformer, RenderContext, Target, TemplateKind, Undelivered,
};
use serde::de::IgnoredAny;

use super::{check_error, depth};

/// A template, an input path and an event, with NUL between them: no panic; whatever JSON is delivered is JSON; and a JSON template
/// that is JSON with a string in place of each placeholder delivers something.
pub fn render(data: &[u8]) {
    let mut parts = data.splitn(3, |&byte| byte == 0);
    let mut next = || parts.next().unwrap_or_default();
    let (template, path, event) = (next(), next(), next());
    let (Ok(template), Ok(path)) = (std::str::from_utf8(template), std::str::from_utf8(path)) else {
        return;
    };
    check_constant(template);
    let path = match path.parse::<InputPath>() {
        Ok(parsed) => {
            assert_eq!(parsed.as_str(), path);
            check_delivery(&builder().input_path(path).build().unwrap(), event);
            path
        }
        Err(error) => {
            check_error(&error, path.as_bytes());
            "$"
        }
    };
    let paths = [("a", path), ("b", "$")];
    match InputTransformer::new(paths, template) {
        Ok(transformer) => {
            let target = builder().input_transformer(paths, template).build().unwrap();
            let delivery = check_delivery(&target, event);
            if transformer.kind() == TemplateKind::Json {
                check_json(template, event, delivery);
            }
        }
        Err(error) => check_error(&error, template.as_bytes()),
    }
}

fn builder() -> rulebridge::rule::TargetBuilder {
    Target::builder("t", "arn:aws:sqs:us-east-1:123456789012:q")
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// What a target delivers of an event, if that is one.
fn check_delivery(target: &Target, event: &[u8]) -> Option<Delivery> {
    let context = RenderContext::new().rule_name("n\"").ingestion_time("2026-03-02T09:04:00Z");
    match target.render(event, &context) {
        Ok(delivery) => {
            match &delivery {
                Delivery::Payload(payload) => {
                    assert!(is_text(target) || is_json(payload), "{target:?} delivers {payload}");
                }
                Delivery::Nothing(why) => {
                    assert!(!why.to_string().is_empty());
                    if let Undelivered::NotJson { text, error } = why {
                        check_error(error, text.as_bytes());
                    }
                }
            }
            assert_eq!(target.render(event, &context).as_ref(), Ok(&delivery));
            Some(delivery)
        }
        Err(error) => {
            check_error(&error, event);
            None
        }
    }
}

fn is_text(target: &Target) -> bool {
    use rulebridge::rule::TargetInput::Transformer;
    matches!(target.input(), Transformer(transformer) if transformer.kind() == TemplateKind::Text)
}

/// Predefined variables are left out, as some of them are objects.
fn check_json(template: &str, event: &[u8], delivery: Option<Delivery>) {
    let with_strings = template.replace("<a>", "\"\"").replace("<b>", "\"\"");
    let Some(delivery) = delivery.filter(|_| !template.contains("<aws") && is_json(&with_strings)) else {
        return;
    };
    let event = std::str::from_utf8(event).expect("what is delivered is text");
    if depth(&with_strings) + depth(event) < 1_000 {
        assert!(matches!(delivery, Delivery::Payload(_)), "{template} is JSON, but not filled: {delivery:?}");
    }
}

/// Any text as a constant: taken if it is JSON and not too long.
fn check_constant(text: &str) {
    match ConstantInput::new(text) {
        Ok(constant) => assert!(is_json(constant.as_str()) && text.chars().count() <= 8_192),
        Err(error) => {
            assert!(!is_json(text) || text.chars().count() > 8_192 || depth(text) > 1_000, "{error:?}");
            check_error(&error, text.as_bytes());
        }
    }
}
