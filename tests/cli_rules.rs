//! `match --rules` as its users meet it: files of rules, what is printed about events, and any number of threads.
#![cfg(feature = "cli")]

#[path = "support/tool.rs"]
mod tool;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json};
use tool::{Folder, Run, samples};

const RULES: &str =
    r#"{"one": {"a": [1]}, "small": {"a": [{"numeric": ["<", 3]}]}, "named": {"b": [{"exists": true}]}}"#;

/// `1`: matched by `one` and `small`; `7`: by none; `bad`: no event.
const EVENTS: &str = "{\"a\":1}\n{\"a\":7}\nbad\n{\"a\":2,\"b\":0}\n";

/// The texts that standard error points at, in order.
fn pointed_at(run: &Run) -> Vec<String> {
    let lines: Vec<&str> = run.err.lines().collect();
    let excerpts = lines.windows(2).filter(|lines| lines[1].trim_start_matches([' ', '|']).starts_with('^'));
    let under = |lines: &[&str]| {
        let marked = lines[1].char_indices().filter(|&(_, c)| c == '^').map(|(column, _)| column);
        marked.filter_map(|column| lines[0].chars().nth(column)).collect()
    };
    excerpts.map(under).collect()
}

/// The lines of standard error that name a place.
fn places(run: &Run) -> Vec<&str> {
    run.err.lines().filter(|line| line.starts_with("rules.json:")).collect()
}

#[test]
fn the_samples_do_what_they_show() {
    let run =
        |extra: &[&str]| samples().run(&[&["match", "--rules", "order-rules.json", "orders.jsonl"], extra].concat());
    run(&[])
        .is(
            0,
            "\
orders.jsonl:1: placed, berlin-mitte
orders.jsonl:2: shipped-in-berlin, berlin-mitte
orders.jsonl:4: large-order, needs-attention
orders.jsonl:5: paid, berlin-mitte
orders.jsonl:6: shipped-in-berlin, berlin-mitte
orders.jsonl:7: large-order, needs-attention
orders.jsonl:8: shipped-in-berlin
",
        )
        .quietly();
    run(&["--summary"])
        .is(
            0,
            "\
Events  Rule
     4  berlin-mitte
     3  shipped-in-berlin
     2  large-order
     2  needs-attention
     1  placed
     1  paid

Never matched
  refunded

Events: 8, matched: 7, errors: 0
",
        )
        .quietly();
    run(&["--count"]).is(0, "7\n").quietly();
    let all = std::fs::read_to_string(samples().0.join("orders.jsonl")).unwrap();
    run(&["--invert"]).is(0, all.split_inclusive('\n').nth(2).unwrap()).quietly();
}

#[test]
fn each_event_is_answered_with_the_rules_that_match() {
    let folder = Folder::new("answers").with("rules.json", RULES).with("events", EVENTS).with("none", "{\"a\":8}\n");
    let run = |args: &[&str]| folder.run(&[&["match", "-r", "rules.json"], args].concat());

    let text = run(&["events"]);
    text.is(3, "events:1: one, small\nevents:4: small, named\n");
    assert!(text.err.starts_with("events:3:1: "), "{}", text.err);
    assert_eq!(pointed_at(&text), ["bad"]);
    run(&["none"]).is(1, "").quietly();
    run(&["none", "events"]).is(3, "events:1: one, small\nevents:4: small, named\n");

    run(&["--invert", "events"]).is(3, "{\"a\":7}\n");
    run(&["--invert", "none"]).is(0, "{\"a\":8}\n").quietly();
    run(&["--count", "events", "none"]).is(3, "events:2\nnone:0\n");
    run(&["--count", "--invert", "events", "none"]).is(3, "events:1\nnone:1\n");
}

#[test]
fn json_reports_every_event() {
    let folder = Folder::new("json").with("rules.json", RULES).with("events", EVENTS);
    let run = folder.run(&["match", "-r", "rules.json", "--json", "events"]);
    run.quietly();
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!((run.code, lines.len()), (3, 4));
    assert_eq!(lines[0], r#"{"file":"events","line":1,"rules":["one","small"]}"#);
    assert_eq!(lines[1], r#"{"file":"events","line":2,"rules":[]}"#);
    assert_eq!(lines[3], r#"{"file":"events","line":4,"rules":["small","named"]}"#);
    let error = &run.json()[2];
    let message = &error["error"]["message"];
    let expected = json!({"kind": "json-syntax", "message": message, "line": 3, "column": 1});
    assert_eq!(*error, json!({"file": "events", "line": 3, "error": expected}));
    let inverted = folder.run(&["match", "-r", "rules.json", "--json", "-v", "events"]);
    assert_eq!(inverted.out.lines().collect::<Vec<_>>(), lines[1..3]);
}

#[test]
fn a_summary_counts_the_events_of_each_rule() {
    let rules = r#"{"never": {"z": [1]}, "two": {"b": [0]}, "one": {"a": [1]},
        "most": {"a": [{"exists": true}]}, "nor": {"y": [1]}}"#;
    let folder =
        Folder::new("summary").with("rules.json", rules).with("events", EVENTS).with("more", "{\"b\":0}\n{}\n");
    let run = |args: &[&str]| folder.run(&[&["match", "-r", "rules.json", "--summary"], args].concat());
    let text = run(&["events", "more", "missing"]);
    text.is(
        3,
        "\
Events  Rule
     3  most
     2  two
     1  one

Never matched
  never
  nor

Events: 6, matched: 4, errors: 1
",
    );
    assert!(text.err.starts_with("events:3:1: ") && text.err.ends_with("missing: no such file\n"), "{}", text.err);
    let report = run(&["events", "more", "--json"]);
    report.is(
        3,
        "{\"events\":6,\"matched\":4,\"errors\":1,\"rules\":[{\"name\":\"never\",\"matched\":0},\
         {\"name\":\"two\",\"matched\":2},{\"name\":\"one\",\"matched\":1},{\"name\":\"most\",\"matched\":3},\
         {\"name\":\"nor\",\"matched\":0}]}\n",
    );
    assert!(report.err.starts_with("events:3:1: "), "{}", report.err);

    let folder = Folder::new("summary-ends").with("all", r#"{"all": {"a": [{"exists": true}]}}"#).with("none", "{}");
    folder.run_with(&["match", "-r", "all", "-s"], "{\"a\":1}\n".repeat(12_345_678 / 1_000)).is(
        0,
        "\
Events  Rule
 12345  all

Events: 12345, matched: 12345, errors: 0
",
    );
    let nothing = folder.run_with(&["match", "-r", "all", "-s"], "");
    nothing.is(1, "Never matched\n  all\n\nEvents: 0, matched: 0, errors: 0\n").quietly();
    folder.run_with(&["match", "-r", "none", "-s"], "{}").is(1, "Events: 1, matched: 0, errors: 0\n");
}

#[test]
fn rules_come_in_all_the_forms_in_which_aws_prints_them() {
    let pattern = r#"{"a": [1]}"#;
    let text = serde_json::to_string(pattern).unwrap();
    let forms = [
        format!(r#"{{"r": {pattern}}}"#),
        format!(r#"{{"r": {text}}}"#),
        format!("\u{feff}\n{{\"\\u0072\": {pattern}}}\r\n"),
        format!(r#"[{{"Name": "r", "EventPattern": {pattern}}}]"#),
        format!(r#"[{{"name": "r", "eventPattern": {text}, "state": "ENABLED"}}]"#),
        format!(r#"[{{"event_pattern": {text}, "name": "r"}}]"#),
        format!(r#" [ {{"pattern" : {pattern} , "name" : "r"}} ] "#),
        format!(r#"{{"Rules": [{{"Name": "r", "Arn": "arn:…", "EventPattern": {text}, "State": "ENABLED"}}]}}"#),
        format!(
            r#"{{"Name": "r", "Arn": "arn:…", "EventPattern": {text}, "State": "ENABLED", "EventBusName": "default"}}"#
        ),
    ];
    for form in forms {
        let folder = Folder::new("forms").with("rules.json", &form);
        let run = folder.run_with(&["match", "-r", "rules.json"], "{\"a\":1}");
        run.is(0, "<stdin>:1: r\n");
        assert_eq!(run.err, "", "{form}");
    }
    let folder = Folder::new("forms").with("event", "{\"a\":1}");
    folder.run_with(&["match", "-r", "-", "event"], format!("{{\"r\": {pattern}}}")).is(0, "event:1: r\n").quietly();
    // Rules whose names are words of the other forms.
    let names = format!(r#"{{"Name": {pattern}, "Rules": {pattern}, "name": {text}, "Resources": {pattern}}}"#);
    folder.run_with(&["match", "-r", "-", "event"], names).is(0, "event:1: Name, Rules, name, Resources\n").quietly();
}

#[test]
fn rules_that_match_nothing_on_aws_are_left_out_with_a_note() {
    let rules = r#"{"Rules": [
        {"Name": "nightly", "ScheduleExpression": "cron(0 3 * * ? *)", "State": "ENABLED"},
        {"Name": "hourly", "ScheduleExpression": "rate(1 hour)", "State": "ENABLED", "EventPattern": null},
        {"Name": "off", "EventPattern": "{\"a\":[1]}", "State": "DISABLED"},
        {"Name": "on", "EventPattern": "{\"a\":[1]}", "State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}
    ], "NextToken": "eyJ"}"#;
    let folder = Folder::new("left-out").with("rules.json", rules).with("empty", "{}").with("event", "{\"a\":1}");
    folder.run(&["match", "-r", "rules.json", "event"]).is(0, "event:1: on\n").says(
        "\
rules.json: note: left out, having no event pattern: 2 rules
rules.json: note: left out, being disabled: 1 rule
rules.json: note: there are more rules than it holds: it ends with a NextToken
",
    );
    let note = "empty: note: there is no rule to match\n";
    folder.run(&["match", "-r", "empty", "event"]).is(1, "").says(note);
    folder.run(&["match", "-r", "empty", "--json", "event"]).is(1, "{\"file\":\"event\",\"line\":1,\"rules\":[]}\n");
    folder.run(&["match", "-r", "empty", "-v", "event"]).is(0, "{\"a\":1}\n").says(note);
}

#[test]
fn rules_of_one_name_are_both_kept() {
    let rules = "{\n  \"same\": {\"a\": [1]},\n  \"other\": {\"a\": [1]},\n  \"same\": {\"b\": [1]}\n}\n";
    let folder = Folder::new("same-name").with("rules.json", rules).with("event", "{\"a\":1,\"b\":1}");
    let warning = "rules.json:4:3: warning: another rule is called `same`, at 2:3; both are kept\n";
    folder.run(&["match", "-r", "rules.json", "event"]).is(0, "event:1: same, other, same\n").says(warning);
    let report = folder.run(&["match", "-r", "rules.json", "--summary", "--json", "event"]);
    let names: Vec<Value> =
        report.json()[0]["rules"].as_array().unwrap().iter().map(|rule| rule["name"].clone()).collect();
    assert_eq!(names, ["same", "other", "same"]);
}

#[test]
fn every_broken_rule_is_shown_where_it_is() {
    let rules = "{
  \"good\": {\"a\": [1]},
  \"flat\": {\"source\": \"aws.ec2\"},
  \"deep\": {
    \"detail\": {\"é\": [{\"prefx\": \"x\"}]}
  },
  \"string\": \"{\\\"a\\\": []}\",
  \"list\": [1]
}
";
    let folder = Folder::new("broken").with("rules.json", rules).with("events", "{\"a\":1}\nbad\n");
    let run = folder.run(&["match", "--json", "-r", "rules.json", "events"]);
    run.is(3, "").says(
        "\
rules.json:3:22: rule `flat`: the value of `source` must be a list of alternatives or an object, found a string
  |
3 |   \"flat\": {\"source\": \"aws.ec2\"},
  |                      ^^^^^^^^^
  = help: wrap it in a list: [\"aws.ec2\"]
rules.json:5:23: rule `deep`: unknown operator `prefx`
  |
5 |     \"detail\": {\"é\": [{\"prefx\": \"x\"}]}
  |                       ^^^^^^^
  = help: did you mean `prefix`?
rules.json:7:22: rule `string`: an empty list matches nothing: name at least one value
  |
7 |   \"string\": \"{\\\"a\\\": []}\",
  |                      ^^
  = help: to match any value write [{\"exists\": true}]
rules.json:8:11: rule `list`: an event pattern is a JSON object, found an array
  |
8 |   \"list\": [1]
  |           ^^^
",
    );
}

#[test]
fn a_mistake_inside_a_string_is_shown_behind_its_escapes() {
    let rules = r#"[
  {"Name": "escapes", "EventPattern": "{\n\t\"\u00e9\ud83d\ude00é\": [{\"contains\": \"\\u0041\"}]}"},
  {"Name": "value", "EventPattern": "{\"a\\/b\": [\"\\\"\", {\"numeric\": [\">\", \"\u0031\"]}]}"},
  {"Name": "end", "EventPattern": "{\"a\": [1]"},
  {"Name": "control", "EventPattern": "{\"a\": [\"\n\"]}"},
  {"Name": "empty", "EventPattern": ""}
]"#;
    let run = Folder::new("escapes").with("rules.json", rules).run(&["match", "-r", "rules.json"]);
    run.is(3, "");
    assert_eq!(pointed_at(&run), [r#"\"contains\""#, r#"\"\u0031\""#, "\"", r"\n", "\""]);
    let names: Vec<&str> = places(&run).iter().map(|line| line.split('`').nth(1).unwrap()).collect();
    assert_eq!(names, ["escapes", "value", "end", "control", "empty"]);
    assert!(run.err.starts_with("rules.json:2:72: rule `escapes`: "), "{}", run.err);
}

#[test]
fn what_is_no_rule_is_shown_too() {
    let rules = r#"[
  7,
  {"EventPattern": {"a": []}},
  {"Name": ["x"], "EventPattern": {"a": [1]}},
  {"Name": "\ud800", "EventPattern": {"a": [1]}},
  {"Name": "half", "EventPattern": "{\"\ud800\": [1]}"},
  {"Name": "half in the pattern", "EventPattern": {"\ud800": [1]}}
]"#;
    let run = Folder::new("no-rule").with("rules.json", rules).run(&["match", "-r", "rules.json"]);
    run.is(3, "");
    let half = "this string holds half of a surrogate pair, which no rule can";
    let expected = [
        "rules.json:2:3: a rule is an object with a name and a pattern".to_owned(),
        "rules.json:3:3: this rule has no name".to_owned(),
        "rules.json:4:12: the name of a rule is a string".to_owned(),
        format!("rules.json:5:12: {half}"),
        format!("rules.json:6:36: rule `half`: {half}"),
    ];
    assert_eq!(places(&run)[..5], expected);
    assert!(places(&run)[5].starts_with("rules.json:7:53: rule `half in the pattern`: "), "{}", run.err);
    let marked = ["7", "{", "[\"x\"]", "\"\\ud800\"", "\"{\\\"\\ud800\\\": [1]}\"", "\\ud800"];
    assert_eq!(pointed_at(&run), marked);
}

const TEMPLATE: &str = "\
Parameters:
  Source: {Type: String}
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Placed:
    Type: AWS::Events::Rule
    Properties:
      Name: !Sub '${AWS::StackName}-placed'
      EventBusName: !Ref Bus
      EventPattern:
        source: [app.orders]
        detail: {status: [PLACED]}
      Targets: [{Id: queue, Arn: !GetAtt Queue.Arn}]
  FromElsewhere:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [!Ref Source]}
  Nightly:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day)}
  Off:
    Type: AWS::Events::Rule
    Properties: {State: DISABLED, EventPattern: {source: [app.orders]}}
  Large:
    Type: AWS::Events::Rule
    Properties:
      State: !If [IsProduction, ENABLED, DISABLED]
      EventPattern: |
        {\"detail\": {\"total\": [{\"numeric\": [\">\", 1000]}]}}
";

#[test]
fn the_rules_of_a_template_are_called_by_their_logical_ids() {
    let folder = Folder::new("template").with("rules.yaml", TEMPLATE).with(
        "events",
        "{\"source\":\"app.orders\",\"detail\":{\"status\":\"PLACED\",\"total\":7}}\n\
         {\"source\":\"app.orders\",\"detail\":{\"status\":\"PLACED\",\"total\":7000}}\n\
         {\"source\":\"app.orders\",\"detail\":{\"status\":\"SHIPPED\",\"total\":7}}\n",
    );
    folder.run(&["match", "-r", "rules.yaml", "events"]).is(0, "events:1: Placed\nevents:2: Placed, Large\n").says(
        "\
rules.yaml: note: left out, having no event pattern: 1 rule
rules.yaml: note: left out, having a pattern that is only known at deployment: 1 rule, FromElsewhere
rules.yaml: note: left out, being disabled: 1 rule
",
    );
    let another = TEMPLATE.replace("source: [app.orders]\n", "source: [!ImportValue Source]\n");
    let run = folder.with("rules.yaml", another).run(&["match", "-r", "rules.yaml", "events"]);
    run.is(0, "events:2: Large\n");
    let note = "only known at deployment: 2 rules, the first is Placed\n";
    assert!(run.err.contains(note), "{}", run.err);
}

#[test]
fn every_broken_rule_of_a_template_is_shown_where_it_is() {
    let broken = TEMPLATE
        .replace("[PLACED]", "PLACED")
        .replace("\"numeric\"", "\"numeri\"")
        .replace("State: DISABLED", "State: disabled");
    let folder = Folder::new("broken-template").with("rules.json", broken).with("event", "{}");
    folder.run(&["match", "-r", "rules.json", "event"]).is(3, "").says(
        "\
rules.json:12:26: rule `Placed`: the value of `status` must be a list of alternatives or an object, found a string
   |
12 |         detail: {status: PLACED}
   |                          ^^^^^^
   = help: wrap it in a list: [\"PLACED\"]
rules.json:23:25: rule `Off`: a rule is ENABLED or DISABLED, found `disabled`
   |
23 |     Properties: {State: disabled, EventPattern: {source: [app.orders]}}
   |                         ^^^^^^^^
   = help: write `DISABLED`
rules.json:29:32: rule `Large`: unknown operator `numeri`
   |
29 |         {\"detail\": {\"total\": [{\"numeri\": [\">\", 1000]}]}}
   |                                ^^^^^^^^
   = help: did you mean `numeric`?
",
    );
}

#[test]
fn a_mistake_is_shown_where_the_anchor_stands() {
    let rules = "\
x-common: &common {source: [{prefx: app.}]}
Resources:
  A: {Type: 'AWS::Events::Rule', Properties: {EventPattern: {source: 7}}}
  B: {Type: 'AWS::Events::Rule', Properties: {EventPattern: *common}}
";
    let run = Folder::new("anchor").with("rules.json", rules).run(&["match", "-r", "rules.json"]);
    run.is(3, "");
    assert_eq!(pointed_at(&run), ["7", "prefx"]);
    assert!(places(&run)[1].starts_with("rules.json:1:30: rule `B`: "), "{}", run.err);
}

#[test]
fn the_rules_of_a_terraform_plan_are_called_by_their_addresses() {
    let plan = json!({
        "format_version": "1.2",
        "planned_values": {"root_module": {
            "resources": [
                {"address": "aws_cloudwatch_event_rule.placed", "mode": "managed", "type": "aws_cloudwatch_event_rule", "values": {
                    "name": "placed", "event_bus_name": "default", "state": "ENABLED",
                    "event_pattern": "{\"detail\":{\"status\":[\"PLACED\"]}}"}},
                {"address": "aws_cloudwatch_event_rule.late", "mode": "managed", "type": "aws_cloudwatch_event_rule", "values": {
                    "name": "late", "event_bus_name": "default"}}],
            "child_modules": [{"resources": [
                {"address": "module.shop[0].aws_cloudwatch_event_rule.paid", "mode": "managed", "type": "aws_cloudwatch_event_rule", "values": {
                    "event_bus_name": "shop", "event_pattern": "{\"detail\":{\"status\":[\"PAID\"]}}"}}]}]}},
        "resource_changes": [
            {"address": "aws_cloudwatch_event_rule.late", "change": {"after_unknown": {"arn": true, "event_pattern": true}}},
            {"address": "module.shop[0].aws_cloudwatch_event_rule.paid", "change": {"after_unknown": {"name": true}}}]
    });
    let folder = Folder::new("plan")
        .with("plan.json", plan.to_string())
        .with("events", "{\"detail\":{\"status\":\"PLACED\"}}\n{\"detail\":{\"status\":\"PAID\"}}\n");
    folder
        .run(&["match", "-r", "plan.json", "events"])
        .is(0, "events:1: aws_cloudwatch_event_rule.placed\nevents:2: module.shop[0].aws_cloudwatch_event_rule.paid\n")
        .says(
            "plan.json: note: left out, having a pattern that is only known at deployment: 1 rule, \
             aws_cloudwatch_event_rule.late\n",
        );
}

#[test]
fn yaml_is_read_where_it_declares_rules() {
    let serverless = "service: shop\nprovider: {name: aws}\nfunctions:\n  bill:\n    handler: a.b\n    events:\n      \
                      - eventBridge:\n          pattern: {detail: {status: [PAID]}}\n";
    let names = "paid:\n  detail: {status: [PAID]}\n";
    let pattern = "# what is paid\ndetail-type: [Order]\ndetail: {status: [PAID]}\n";
    let folder = Folder::new("yaml").with("event", "{\"detail-type\":\"Order\",\"detail\":{\"status\":\"PAID\"}}");
    for (rules, name) in [(serverless, "bill.eventBridge"), (names, "paid"), (pattern, "<stdin>")] {
        folder.run_with(&["match", "-r", "-", "event"], rules).is(0, &format!("event:1: {name}\n")).quietly();
    }
    let run = folder.run_with(&["match", "-r", "-", "event"], "Resources:\n  A: {Type: 'AWS::Events::Rule}\n");
    run.is(3, "").says(
        "\
<stdin>:2:13: the closing quote of this string is missing
  |
2 |   A: {Type: 'AWS::Events::Rule}
  |             ^
",
    );
    for text in ["# Orders\n\nNone yet.\n", "orders: 7\n"] {
        let run = folder.run_with(&["match", "-r", "-", "event"], text);
        run.is(3, "").says("<stdin>: no rules are found in it\n");
    }
}

#[test]
fn a_file_that_is_no_file_of_rules_is_an_error() {
    let cases: [(&[u8], &str, &[&str]); 7] = [
        (b"{\n  \"r\": {\"a\": [1]},\n}\n", "rules.json:3:1: ", &["}"]),
        (b"[\n  {\"Name\": \"r\" \"EventPattern\": {}}\n]", "rules.json:2:16: ", &["\"EventPattern\""]),
        (b"{\"a\": {\"a\": [\"\xff\"]}}", "rules.json:1:15: not UTF-8", &["?"]),
        (b"{\"a\":{\"b\":[1]}}\n{\"a\":{\"b\":[1]}}\n", "rules.json:2:1: ", &["{\"a\":{\"b\":[1]}}"]),
        (b"7", "rules.json:1:1: rules are an object of names and patterns, or a list of rules\n", &["7"]),
        (b"", "rules.json:1:1: ", &[]),
        (b" \"x\" ", "rules.json:1:2: rules are an object", &["\"x\""]),
    ];
    for (rules, message, marked) in cases {
        let folder = Folder::new("no-rules").with("rules.json", rules).with("events", "{\"a\":1}");
        let run = folder.run(&["match", "-r", "rules.json", "events"]);
        run.is(3, "");
        assert!(run.err.starts_with(message), "{}", run.err);
        assert_eq!(pointed_at(&run), marked);
    }
    let folder = Folder::new("no-rules").with("events", "{\"a\":1}");
    folder.run(&["match", "-r", "missing", "events"]).is(3, "").says("missing: no such file\n");
    folder.run(&["match", "-r", ".", "events"]).is(3, "").says(".: is a directory, not a file\n");
}

#[test]
fn the_blanks_of_a_file_of_rules_are_not_counted_against_its_patterns() {
    let values: Vec<String> = (0..400).map(|number| format!("{number:05}")).collect();
    let pattern = serde_json::to_string_pretty(&json!({"detail": {"order \" number": values}})).unwrap();
    let folder = Folder::new("blanks")
        .with("object", format!("{{\"r\": {pattern}}}"))
        .with("rules.json", format!("{{\"r\": {}}}", json!(pattern)))
        .with("event", r#"{"detail": {"order \" number": "00399"}}"#);
    assert!(pattern.len() > 4_096);
    folder.run(&["match", "-r", "object", "event"]).is(0, "event:1: r\n").quietly();
    // In a string every blank is AWS' to count.
    let run = folder.run(&["match", "-r", "rules.json", "event"]);
    run.is(3, "");
    assert!(run.err.contains("rule `r`: ") && run.err.contains("4096"), "{}", run.err);

    let folder = folder.with("rules.json", format!("{{\"r\": {{\"b\": [],\n{}}}}}", &pattern[1..pattern.len() - 1]));
    let run = folder.run(&["match", "-r", "rules.json", "event"]);
    assert_eq!((places(&run).len(), pointed_at(&run)), (1, vec!["[]".to_owned()]), "{}", run.err);
}

#[test]
fn a_wrong_command_line_is_exit_code_two() {
    let folder = Folder::new("usage").with("rules.json", RULES).with("events", EVENTS);
    let wrong: [&[&str]; 10] = [
        &["match", "-r", "rules.json", "-p", r#"{"a":[1]}"#, "events"],
        &["match", "-r", "-"],
        &["match", "-r", "-", "events", "-"],
        &["match", "-p", r#"{"a":[1]}"#, "--summary", "events"],
        &["match", "-r", "rules.json", "--summary", "--count", "events"],
        &["match", "-r", "rules.json", "--summary", "--invert", "events"],
        &["match", "-r", "rules.json", "--count", "--json", "events"],
        &["match", "-r", "rules.json", "--jobs", "0", "events"],
        &["match", "-r", "rules.json", "--jobs", "many", "events"],
        &["match", "--summary", "events"],
    ];
    for args in wrong {
        let run = folder.run_with(args, RULES);
        run.is(2, "");
        assert!(run.err.starts_with("error: "), "{args:?}: {}", run.err);
    }
    let run = folder.run(&["match", "-r", "-"]);
    assert!(run.err.contains("standard input cannot hold both the rules and the events"), "{}", run.err);
}

#[test]
fn the_output_is_the_same_on_any_number_of_threads() {
    let mut lines = String::new();
    for number in 0..6_000 {
        match number % 97 {
            13 => lines.push_str("{\"a\": nope}\n"),
            50 => lines.push_str("\n[]\r\n"),
            60 => writeln!(lines, "{{\"a\":1,\"pad\":\"{}\"}}", "x".repeat(1 << (number % 18))).unwrap(),
            _ => writeln!(lines, "{{\"a\":{},\"n\":{number}}}", number % 7).unwrap(),
        }
    }
    let array = format!("[\n{}7\n]", "{\"a\":1},{\"a\":2},\n{\"b\":\"\"},\n".repeat(3_000));
    let folder = Folder::new("jobs").with("rules.json", RULES).with("lines", &lines).with("array", array);
    let pattern = r#"{"a":[1,2]}"#;
    let forms: [&[&str]; 9] = [
        &["-r", "rules.json"],
        &["-r", "rules.json", "--json"],
        &["-r", "rules.json", "--invert"],
        &["-r", "rules.json", "--count"],
        &["-r", "rules.json", "--summary"],
        &["-r", "rules.json", "--summary", "--json"],
        &["-p", pattern],
        &["-p", pattern, "--json", "--invert"],
        &["-p", pattern, "--count"],
    ];
    for form in forms {
        let run = |jobs| {
            folder.run_with(&[&["match", "--jobs", jobs, "lines", "-", "missing", "array"], form].concat(), &lines)
        };
        let one = run("1");
        assert_eq!(one.code, 3);
        assert!(one.out.len() > 4 && !one.err.is_empty());
        for jobs in ["2", "8"] {
            let many = run(jobs);
            // Not `assert_eq`, whose message would be megabytes long.
            assert!(many.code == one.code && many.out == one.out && many.err == one.err, "{form:?}, {jobs} threads");
        }
    }
    let broken = folder.run(&["match", "-r", "rules.json", "-s", "-j", "8", "lines"]);
    assert!(broken.out.ends_with("\nEvents: 6000, matched: 2555, errors: 124\n"), "{}", broken.out);
}

#[test]
fn an_answer_is_shown_before_the_next_event_arrives() {
    let folder = Folder::new("live").with("rules.json", RULES);
    for jobs in ["1", "3"] {
        let mut child = folder.command(&["match", "-r", "rules.json", "--jobs", jobs]).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || stdout.lines().try_for_each(|line| sender.send(line.unwrap())));
        for number in 1..=5 {
            stdin.write_all(b"{\"b\":1}\n").unwrap();
            let line = lines.recv_timeout(Duration::from_secs(20));
            assert_eq!(line, Ok(format!("<stdin>:{number}: named")), "{jobs} threads");
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn nobody_waits_for_more_events_when_the_reader_has_seen_enough() {
    let folder = Folder::new("pipe").with("rules.json", RULES);
    let mut child = folder.command(&["match", "-r", "rules.json", "--jobs", "2"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdin.write_all(b"{\"b\":1}\n").unwrap();
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "<stdin>:1: named\n");
    drop(stdout);
    // Answered in vain; standard input stays open.
    stdin.write_all(b"{\"b\":1}\n").unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
    drop(stdin);
}

#[test]
fn help_explains_itself() {
    let help = Folder::new("help").run(&["match", "--help"]);
    help.is(0, &help.out).quietly();
    for word in
        ["--rules <RULES>", "--summary", "--jobs <N>", r#"{"file":"orders.jsonl","line":3,"rules":["shipped"]}"#]
    {
        assert!(help.out.contains(word), "{word}: {}", help.out);
    }
}
