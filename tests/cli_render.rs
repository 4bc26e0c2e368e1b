//! `render` as its users meet it: what targets receive, what they do not, and rules that are not valid.
#![cfg(feature = "cli")]

#[path = "support/tool.rs"]
mod tool;

use serde_json::json;
use tool::{Folder, samples};

const RULE: &str = r#"{
  "Name": "r", "EventPattern": "{\"a\":[{\"exists\":true}]}",
  "Targets": [
    {"Id": "all", "Arn": "arn:aws:sqs:us-east-1:123456789012:q"},
    {"Id": "part", "Arn": "arn:aws:sqs:us-east-1:123456789012:q", "InputPath": "$.a"},
    {"Id": "same", "Arn": "arn:aws:sqs:us-east-1:123456789012:q", "Input": "{ \"x\": 1 }"},
    {"Id": "text", "Arn": "arn:aws:sqs:us-east-1:123456789012:q",
     "InputTransformer": {"InputPathsMap": {"a": "$.a"}, "InputTemplate": "\"a is <a>\"\n\"by <aws.events.rule-name>\""}}
  ]
}"#;

/// A rule with one target that has these further members.
fn rule_with(members: &str) -> String {
    format!(
        r#"{{"Name":"r","EventPattern":{{"a":[{{"exists":true}}]}},"Targets":[{{"Id":"t","Arn":"arn:aws:sqs:us-east-1:123456789012:q"{members}}}]}}"#
    )
}

#[test]
fn the_samples_do_what_they_show() {
    let run = samples().run(&["render", "--rule", "order-shipped.rule.json", "orders.jsonl"]);
    run.quietly();
    assert_eq!(run.code, 0);
    let shown = "\
orders.jsonl:1: not delivered: the event pattern does not match
orders.jsonl:2: notify
{\"order\":\"A-1002\",\"total\":120,\"to\":{\"postcode\":\"10178\",\"city\":\"Berlin\"},\"mail\":\"\",\"text\":\"A-1002 is SHIPPED\",\"by\":\"arn:aws:events:eu-central-1:123456789012:rule/shop/order-shipped\"}
orders.jsonl:2: mail
\"Order A-1002\"
\"goes to {postcode:10178,city:Berlin}\"
orders.jsonl:2: totals
120
orders.jsonl:2: labels: nothing is delivered: <to> stands inside quotes, and is an object or an array
";
    assert_eq!(run.out.get(..shown.len()), Some(shown));
}

#[test]
fn each_target_has_a_header_and_its_payload() {
    let folder = Folder::new("text").with("rule.json", RULE).with("events", "{\"a\": 1.50}\n{\"b\":1}\nbad\n");
    let run = folder.run(&["render", "-r", "rule.json", "events"]);
    run.is(
        3,
        "\
events:1: all
{\"a\":1.50}
events:1: part
1.50
events:1: same
{ \"x\": 1 }
events:1: text
\"a is 1.50\"
\"by r\"
events:2: not delivered: the event pattern does not match
",
    );
    assert!(run.err.starts_with("events:3:1: found `bad`, expected a JSON value\n"), "{}", run.err);
}

#[test]
fn json_reports_every_target() {
    let rule = rule_with(r#","InputTransformer":{"InputPathsMap":{"a":"$.a"},"InputTemplate":"{\"x\":\"<a>\"}"}"#);
    let folder = Folder::new("json")
        .with("rule.json", rule)
        .with("events", "{\"a\":\"v\"}\n{\"a\":[1]}\n{\"a\":\"\\\"\"}\n{}\nbad\n");
    let run = folder.run(&["render", "-r", "rule.json", "--json", "events"]);
    run.quietly();
    let lines = run.json();
    assert_eq!((run.code, lines.len()), (3, 5));
    assert_eq!(run.out.lines().next(), Some(r#"{"file":"events","line":1,"target":"t","payload":"{\"x\":\"v\"}"}"#));
    let message = "<a> stands inside quotes, and is an object or an array";
    let nothing = |line: u32, nothing: &str, message: &str| json!({"file": "events", "line": line, "target": "t", "nothing": nothing, "message": message});
    assert_eq!(lines[1], nothing(2, "quoted-container", message));
    let message = lines[2]["message"].as_str().unwrap();
    assert!(message.starts_with("the filled template is not JSON: "), "{message}");
    assert_eq!(lines[2], nothing(3, "not-json", message));
    assert_eq!(lines[3], json!({"file": "events", "line": 4, "not_delivered": "the event pattern does not match"}));
    assert_eq!((&lines[4]["error"]["kind"], &lines[4]["error"]["line"]), (&json!("json-syntax"), &json!(5)));
}

#[test]
fn the_exit_code_says_whether_something_is_delivered() {
    let rule = rule_with(r#","InputPath":"$.b""#);
    let folder =
        Folder::new("codes").with("rule.json", rule).with("one", "{\"a\":1}").with("both", "{\"a\":1,\"b\":2}");
    let nothing = "one:1: t: nothing is delivered: the InputPath leads to nothing in the event\n";
    folder.run(&["render", "-r", "rule.json", "one"]).is(1, nothing).quietly();
    folder.run(&["render", "-r", "rule.json", "one", "both"]).is(0, &format!("{nothing}both:1: t\n2\n")).quietly();
    let gone = folder.run(&["render", "-r", "rule.json", "both", "gone"]);
    gone.is(3, "both:1: t\n2\n").says("gone: no such file\n");
    assert_eq!(folder.run(&["render", "one"]).code, 2);
    assert_eq!(folder.run(&["render", "-r", "-"]).code, 2);
}

#[test]
fn the_rule_or_the_events_come_from_standard_input() {
    let rule = rule_with("");
    let folder = Folder::new("stdin").with("rule.json", &rule).with("event", "{\"a\":1}");
    folder.run_with(&["render", "-r", "rule.json"], "{\"a\":2}").is(0, "<stdin>:1: t\n{\"a\":2}\n").quietly();
    folder.run_with(&["render", "-r", "-", "event"], rule).is(0, "event:1: t\n{\"a\":1}\n").quietly();
}

#[test]
fn listed_targets_are_rendered_for_every_event() {
    let targets = r#"{"Targets":[{"Id":"t","Arn":"arn:aws:sqs:us-east-1:123456789012:q","InputTransformer":
        {"InputTemplate":"\"<aws.events.rule-name> triggered\""},"SqsParameters":{"MessageGroupId":"g"}}],"NextToken":null}"#;
    let folder = Folder::new("listed").with("targets.json", targets).with("event", "{}").with("none.json", "{}");
    folder.run(&["render", "-r", "targets.json", "event"]).is(0, "event:1: t\n\" triggered\"\n").quietly();
    folder.run(&["render", "-r", "none.json", "event"]).is(1, "").says("none.json: note: there are no targets\n");
}

#[test]
fn what_starts_a_rule_decides() {
    let target = r#""Targets":[{"Id":"t","Arn":"arn:aws:sqs:us-east-1:123456789012:q","InputPath":"$.source"}]"#;
    let folder = Folder::new("starts")
        .with("off.json", format!(r#"{{"Name":"r","State":"DISABLED","EventPattern":{{"source":["s"]}},{target}}}"#))
        .with("nightly.json", format!(r#"{{"Name":"r","ScheduleExpression":"rate(1 day)",{target}}}"#))
        .with("event", r#"{"source":"s"}"#);
    folder
        .run(&["render", "-r", "off.json", "event"])
        .is(1, "event:1: not delivered: the rule is DISABLED\n")
        .quietly();
    folder.run(&["render", "-r", "nightly.json", "event"]).is(0, "event:1: t\n\"s\"\n").quietly();
}

#[test]
fn what_is_wrong_with_a_rule_is_shown() {
    let transformer = |template: &str| {
        let template = serde_json::to_string(template).unwrap();
        rule_with(&format!(r#","InputTransformer":{{"InputPathsMap":{{"order":"$.a"}},"InputTemplate":{template}}}"#))
    };
    for (name, rule, err) in [
        (
            "placeholder",
            transformer("{\"id\":\n <ordre>}"),
            "\
rule.json: target `t`: `ordre` is neither in the InputPathsMap nor predefined
  |
2 |  <ordre>}
  |  ^^^^^^^
  = help: did you mean `order`?
",
        ),
        (
            "path",
            rule_with(r#","InputPath":"$.a['b']""#),
            "\
rule.json: target `t`: EventBridge reads an index or `*` in brackets, no keys
  |
1 | $.a['b']
  |    ^^^^^
  = help: write `.b`
",
        ),
        (
            "exclusive",
            rule_with(r#","InputPath":"$","Input":"{}""#),
            "rule.json: target `t`: a target has at most one of `Input`, `InputPath` and `InputTransformer`\n",
        ),
        (
            "pattern",
            r#"{"Name":"r","EventPattern":{"a":[]}}"#.to_owned(),
            "\
rule.json: rule `r`: an empty list matches nothing: name at least one value
  |
1 | {\"a\":[]}
  |      ^^
  = help: to match any value write [{\"exists\": true}]
",
        ),
        (
            "neither",
            r#"{"Name":"r"}"#.to_owned(),
            "rule.json: rule `r`: a rule has an event pattern, a schedule, or both\n  = help: add `EventPattern` or `ScheduleExpression`\n",
        ),
        ("no name", r#"{"EventPattern":{"a":[1]}}"#.to_owned(), "rule.json: this rule has no `Name`\n"),
        (
            "retry key",
            rule_with(r#","RetryPolicy":{"MaximumEventAge":3600}"#),
            "rule.json:1:149: unknown field `MaximumEventAge`, expected `MaximumRetryAttempts` or `MaximumEventAgeInSeconds`\n",
        ),
    ] {
        let folder = Folder::new(name).with("rule.json", rule).with("event", "{\"a\":1}");
        folder.run(&["render", "-r", "rule.json", "event"]).is(3, "").says(err);
    }
}
