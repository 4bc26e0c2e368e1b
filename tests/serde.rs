//! Patterns in configuration files and messages.
#![cfg(feature = "serde")]

use rulebridge::Pattern;
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    event_pattern: Pattern,
}

#[test]
fn a_pattern_is_a_string_as_in_aws_interfaces() {
    let rule: Rule = serde_json::from_str(r#"{"EventPattern":"{ \"source\": [\"aws.ec2\", \"a\"] }"}"#).unwrap();
    assert_eq!(serde_json::to_string(&rule).unwrap(), r#"{"EventPattern":"{\"source\":[\"a\",\"aws.ec2\"]}"}"#);
}

#[test]
fn a_pattern_may_be_an_object_as_in_templates() {
    let text: Rule = serde_json::from_str(r#"{"EventPattern":"{\"a\":[1.0]}"}"#).unwrap();
    let object: Rule = serde_json::from_str(r#"{"EventPattern":{"a":[1]}}"#).unwrap();
    assert_eq!(text, object);
    assert_eq!(toml::from_str::<Rule>("[EventPattern]\na = [1]").unwrap(), object);
}

#[test]
fn a_bad_pattern_is_an_error_with_its_place() {
    let error = serde_json::from_str::<Rule>(r#"{"EventPattern":"{\"a\":[]}"}"#).unwrap_err();
    assert!(error.to_string().starts_with("1:6: an empty list matches nothing"), "{error}");
}

#[cfg(feature = "schedule")]
#[test]
fn schedules_and_zones_are_their_texts() {
    use rulebridge::schedule::{Cron, Schedule, Zone};

    let text = r#"["cron(0/5 * ? * MON-FRI *)","rate(5 minutes)"]"#;
    let schedules: Vec<Schedule> = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&schedules).unwrap(), r#"["cron(*/5 * ? * MON-FRI *)","rate(5 minutes)"]"#);
    let cron: Cron = serde_json::from_str(r#""0 0 * * ? *""#).unwrap();
    assert_eq!(serde_json::to_string(&cron).unwrap(), r#""cron(0 0 * * ? *)""#);
    let zone: Zone = serde_json::from_str(r#""Asia/Kolkata""#).unwrap();
    assert_eq!(serde_json::to_string(&zone).unwrap(), r#""Asia/Kolkata""#);
    let error = serde_json::from_str::<Schedule>(r#""cron(0 0 * * * *)""#).unwrap_err();
    assert!(error.to_string().starts_with("1:14: day-of-month and day-of-week"), "{error}");
}
