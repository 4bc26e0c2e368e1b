//! What must hold for every target and event: paths lead where JSON pointers lead, and what has no placeholders stays as it is.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use rulebridge::rule::{Delivery, RenderContext, Target, TargetBuilder};
use serde_json::Value;

/// No `<` in any text, which might start a placeholder.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[^<]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(key(), inner, 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof!["[abc]", "[a-z0-9_/-]{1,3}"]
}

fn event() -> impl Strategy<Value = Value> {
    btree_map(key(), value(), 0..4).prop_map(|members| members.into_iter().collect())
}

/// An input path and the JSON pointer that means the same.
fn path() -> impl Strategy<Value = (String, String)> {
    let step = prop_oneof![
        3 => key().prop_map(|key| (format!(".{key}"), format!("/{}", key.replace('/', "~1")))),
        1 => (0_usize..3).prop_map(|index| (format!("[{index}]"), format!("/{index}"))),
    ];
    vec(step, 0..4).prop_map(|steps| {
        let (path, pointer): (Vec<String>, Vec<String>) = steps.into_iter().unzip();
        (format!("${}", path.concat()), pointer.concat())
    })
}

fn target() -> TargetBuilder {
    Target::builder("t", "arn:aws:sqs:us-east-1:123456789012:q")
}

fn delivered(target: TargetBuilder, event: &str) -> Option<String> {
    match target.build().unwrap().render(event.as_bytes(), &RenderContext::new()).unwrap() {
        Delivery::Payload(payload) => Some(payload),
        Delivery::Nothing(_) => None,
    }
}

/// What a JSON pointer finds; an index is none in an object, which an input path tells from a key.
fn pointed_at<'a>(event: &'a Value, path: &str, pointer: &str) -> Option<&'a Value> {
    let mut at = event;
    let steps = path.split_inclusive(['.', '[']).map(|step| step.chars().last()).zip(pointer.split('/').skip(1));
    for (kind, step) in steps {
        let is_key = kind == Some('.');
        at = at.pointer(&format!("/{step}")).filter(|_| at.is_object() == is_key)?;
    }
    Some(at)
}

proptest! {
    #[test]
    fn an_event_is_delivered_without_blanks(event in event()) {
        let (pretty, plain) = (serde_json::to_string_pretty(&event).unwrap(), event.to_string());
        prop_assert_eq!(delivered(target(), &pretty), Some(plain.clone()));
        prop_assert_eq!(delivered(target().input_path("$"), &pretty), Some(plain.clone()));
        let whole = target().input_transformer([("e", "$")], r#"{"e": <e>, "j": <aws.events.event.json>}"#);
        prop_assert_eq!(delivered(whole, &pretty), Some(format!(r#"{{"e":{plain},"j":{plain}}}"#)));
    }

    #[test]
    fn a_path_leads_where_a_pointer_leads(event in event(), (path, pointer) in path()) {
        let found = pointed_at(&event, &path, &pointer);
        let text = serde_json::to_string_pretty(&event).unwrap();
        prop_assert_eq!(delivered(target().input_path(&path), &text), found.map(Value::to_string));

        let filled = delivered(target().input_transformer([("x", &path)], r#"{"x":<x>}"#), &text).unwrap();
        let missing = Value::from("");
        prop_assert_eq!(filled, format!(r#"{{"x":{}}}"#, found.unwrap_or(&missing)));

        let plain = match found {
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Array(_) | Value::Object(_))) => value.to_string().replace('"', ""),
            Some(value) => value.to_string(),
            None => String::new(),
        };
        let filled = delivered(target().input_transformer([("x", &path)], "\"<x>\"\n<x>"), &text);
        prop_assert_eq!(filled, Some(format!("\"{plain}\"\n{plain}")));
    }

    #[test]
    fn without_placeholders_a_template_is_what_is_delivered(template in event(), event in event(), text in "[^<{ \n\t]{1,20}") {
        let none = || Vec::<(String, String)>::new();
        let json = serde_json::to_string_pretty(&template).unwrap();
        prop_assume!(json.chars().count() <= 8_192);
        let event = event.to_string();
        prop_assert_eq!(delivered(target().input_transformer(none(), json.clone()), &event), Some(template.to_string()));
        prop_assert_eq!(delivered(target().input(json.clone()), &event), Some(json));
        prop_assert_eq!(delivered(target().input_transformer(none(), text.clone()), &event), Some(text));
    }
}
