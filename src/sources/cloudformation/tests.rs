use crate::sources::show::show;
use crate::sources::{Document, Reading};

/// A template with these resources.
fn template(resources: &str) -> String {
    format!(r#"{{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {{{resources}}}}}"#)
}

#[test]
fn a_rule() {
    let file = template(
        r#"
            "OrderCreated": {"Type": "AWS::Events::Rule", "Properties": {
                "Name": {"Fn::Sub": "orders-${Stage}"}, "Description": "Orders", "State": "ENABLED",
                "EventBusName": {"Ref": "Bus"},
                "EventPattern": {"source": ["app.orders"], "account": [{"Ref": "AWS::AccountId"}]},
                "Targets": [
                    {"Id": "processor", "Arn": {"Fn::GetAtt": ["Processor", "Arn"]},
                     "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": {"Ref": "Age"}},
                     "DeadLetterConfig": {"Fn::If": ["HasQueue", {"Arn": "a"}, {"Ref": "AWS::NoValue"}]}},
                    {"Arn": {"Fn::Sub": "arn:${AWS::Partition}:states:eu-west-1:1:stateMachine:x"}, "RoleArn": {"Ref": "R"}},
                    {"Fn::If": ["C", {"Id": "a"}, {"Ref": "AWS::NoValue"}]}
                ]}},
            "Processor": {"Type": "AWS::Lambda::Function"}"#,
    );
    let pattern = r#"{"source": ["app.orders"], "account": [{"Ref": "AWS::AccountId"}]}"#;
    let target = |id: &str| {
        let (_, from) = file.split_once(id).unwrap();
        format!("{id}{}", from.split_once("},\n                    {").unwrap().0) + "}"
    };
    let targets = [target(r#"{"Id": "processor""#), target(r#"{"Arn": {"Fn::Sub""#)];
    let queue = r#"{"Fn::If": ["HasQueue", {"Arn": "a"}, {"Ref": "AWS::NoValue"}]}"#;
    let expected = format!(
        r#"Rule OrderCreated at "OrderCreated"
  name: "orders-${{Stage}}" = orders-…
  description: "Orders"
  bus: {{"Ref": "Bus"}} = ?Bus
  pattern: {pattern}
  state: "ENABLED"
  target at {} is Some(Policy)
    id: "processor"
    arn: {{"Fn::GetAtt": ["Processor", "Arn"]}} = ?Processor
    attempts: 3
    age: {{"Ref": "Age"}} = ?Age
    queue: {queue} = ?
  target at {} is Some(Role)
    arn: "arn:${{AWS::Partition}}:states:eu-west-1:1:stateMachine:x" = arn:…:states:eu-west-1:1:stateMachine:x
    role: {{"Ref": "R"}} = ?R
    lacks ["Id"]
  and other targets
"#,
        targets[0], targets[1]
    );
    assert_eq!(show(&file), expected);
}

#[test]
fn keys_at_the_wrong_place_are_strays() {
    let file = template(
        r#""R": {"Type": "AWS::Events::Rule", "Condition": "C", "EventBusName": "b", "Properties": {
                "EventPattern": "{}", "InputPath": "$", "Targets": [{"Id": "a", "Arn": "b", "MessageGroupId": "c",
                    "RetryPolicy": {"MaximumEventAge": 60}}]}}"#,
    );
    let shown = show(&file);
    let strays: Vec<_> = shown.lines().filter_map(|line| line.strip_prefix("  stray ")).collect();
    assert_eq!(
        strays,
        [
            r#""EventBusName" of a resource, belongs to Some("`Properties`")"#,
            r#""InputPath" of a rule, belongs to Some("a target")"#,
            r#""MessageGroupId" of a target, belongs to Some("`SqsParameters`")"#,
            r#""MaximumEventAge" of `RetryPolicy`, belongs to None"#,
        ]
    );
}

#[test]
fn an_archive() {
    let file = template(
        r#""A": {"Type": "AWS::Events::Archive", "Properties": {"ArchiveName": "orders", "RetentionDays": 90,
                "SourceArn": {"Fn::GetAtt": ["Bus", "Arn"]}, "EventPattern": {"source": ["a"]}}}"#,
    );
    let expected = r#"Archive A at "A"
  name: "orders"
  bus: {"Fn::GetAtt": ["Bus", "Arn"]} = ?Bus
  pattern: {"source": ["a"]}
"#;
    assert_eq!(show(&file), expected);
}

#[test]
fn a_schedule() {
    let target = r#"{"Arn": {"Fn::GetAtt": "Machine.Arn"}, "Input": "{}", "InputPath": "$",
            "DeadLetterConfig": {"Arn": "arn:aws:sqs:eu-west-1:123456789012:dlq"}}"#;
    let file = template(&format!(
        r#""S": {{"Type": "AWS::Scheduler::Schedule", "Properties": {{"ScheduleExpression": "cron(0 6 * * ? *)",
                "ScheduleExpressionTimezone": "Europe/London", "FlexibleTimeWindow": {{"Mode": "OFF", "Minutes": 1}},
                "State": "DISABLED", "RetryPolicy": {{}}, "Target": {target}}}}},
            "Machine": {{"Type": "AWS::StepFunctions::StateMachine"}}"#
    ));
    let expected = format!(
        r#"Schedule S at "S"
  schedule: "cron(0 6 * * ? *)"
  zone: "Europe/London"
  state: "DISABLED"
  target at {target} is Some(Role)
    arn: {{"Fn::GetAtt": "Machine.Arn"}} = ?Machine
    input: "{{}}"
    queue: "arn:aws:sqs:eu-west-1:123456789012:dlq"
    lacks ["RoleArn"]
  stray "RetryPolicy" of a schedule, belongs to Some("`Target`")
  stray "Minutes" of `FlexibleTimeWindow`, belongs to None
  stray "InputPath" of the target of a schedule, belongs to None
"#
    );
    assert_eq!(show(&file), expected);
}

#[test]
fn filters_of_pipes_and_event_source_mappings() {
    let file = template(
        r#""P": {"Type": "AWS::Pipes::Pipe", "Properties": {"Name": "p", "SourceParameters":
                {"FilterCriteria": {"Filters": [{"Pattern": "{\"body\": {}}"}, {"Pattern": {"Ref": "P"}}]}}}},
            "M": {"Type": "AWS::Lambda::EventSourceMapping", "Properties":
                {"FilterCriteria": {"Filters": [{"Pattern": {"Fn::Sub": "{\"eventName\": [\"${E}\"]}"}}]}}}"#,
    );
    let expected = r#"Pipe P at "P"
  name: "p"
  pattern: "{\"body\": {}}" = {"body": {}}
  pattern: {"Ref": "P"} = ?P
Pipe M at "M"
  pattern: "{\"eventName\": [\"${E}\"]}" = {"eventName": ["…"]}
"#;
    assert_eq!(show(&file), expected);
}

#[test]
fn what_a_macro_writes_is_not_known() {
    let file = template(
        r#""A": {"Type": "AWS::Events::Rule", "Fn::Transform": {"Name": "M"}, "Properties": {}},
            "B": {"Type": "AWS::Events::Rule", "Properties": {"Fn::Transform": {"Name": "M"}, "Name": "b"}},
            "C": {"Type": "AWS::Events::Rule"}"#,
    );
    assert_eq!(show(&file), "Rule C at \"C\"\n");
}

#[test]
fn a_template_without_rules_is_none() {
    let resources = [
        r#""Q": {"Type": "AWS::SQS::Queue", "Properties": {"Tags": "Targets"}}"#,
        r#""F": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"A": {"Type": "Api"}}}}"#,
    ];
    for resource in resources {
        assert!(matches!(Document::read(&template(resource)), Reading::Unknown), "{resource}");
    }
}

#[test]
fn events_of_a_function() {
    let file = template(
        r#""F": {"Type": "AWS::Serverless::Function", "Properties": {"Handler": "a", "Events": {
                "Created": {"Type": "EventBridgeRule", "Properties": {"Pattern": {"source": ["a"]}, "EventBusName": "b",
                    "RuleName": "c", "Target": {"Id": "d"}, "InputPath": "$.detail", "State": "ENABLED",
                    "RetryPolicy": {"MaximumRetryAttempts": 1, "MaximumEventAge": 60},
                    "DeadLetterConfig": {"Type": "SQS"}, "EventPattern": {}}},
                "Daily": {"Type": "Schedule", "Properties": {"Schedule": "rate(1 day)", "Name": "daily", "Enabled": false,
                    "Input": "{}"}, "Description": "x"},
                "Http": {"Type": "Api", "Properties": {"Path": "/", "Method": "get"}}}}}"#,
    );
    let expected = r#"Rule F.Created at "Created"
  name: "c"
  bus: "b"
  pattern: {"source": ["a"]}
  state: "ENABLED"
  target at "Created" is Some(Policy)
    id: "d"
    arn: "Created" = ?F
    path: "$.detail"
    attempts: 1
    queue: "SQS" = ?
  stray "EventPattern" of an event with a pattern, belongs to None
  stray "MaximumEventAge" of `RetryPolicy`, belongs to None
Rule F.Daily at "Daily"
  name: "daily"
  schedule: "rate(1 day)"
  state: false = DISABLED
  target at "Daily" is Some(Policy)
    id: "Daily" = ?
    arn: "Daily" = ?F
    input: "{}"
  stray "Description" of an event, belongs to Some("`Properties`")
"#;
    assert_eq!(show(&file), expected);
}

#[test]
fn filters_of_the_queues_of_a_function() {
    let file = template(
        r#""F": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {
            "Paid": {"Type": "SQS", "Properties": {"Queue": {"Ref": "Q"}, "FilterCriteria": {"Filters": [{"Pattern": "{}"}]}}},
            "All": {"Type": "SQS", "Properties": {"Queue": {"Ref": "Q"}}}}}}"#,
    );
    assert_eq!(show(&file), "Pipe F.Paid at \"Paid\"\n  pattern: \"{}\"\n");
}

#[test]
fn events_of_a_state_machine() {
    let file = template(
        r#""M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Events": {
                "Nightly": {"Type": "ScheduleV2", "Properties": {"ScheduleExpression": "cron(0 2 * * ? *)",
                    "ScheduleExpressionTimezone": "Europe/London", "FlexibleTimeWindow": {"Mode": "OFF"},
                    "RetryPolicy": {"Ref": "P"}}},
                "Failed": {"Type": "CloudWatchEvent", "Properties": {"Pattern": {"Ref": "Pattern"}}},
                "Unknown": {"Type": "Schedule", "Properties": {"Fn::Transform": {"Name": "M"}}}}}}"#,
    );
    let expected = r#"Schedule M.Nightly at "Nightly"
  schedule: "cron(0 2 * * ? *)"
  zone: "Europe/London"
  target at "Nightly" is Some(Role)
    id: "Nightly" = ?
    arn: "Nightly" = ?M
    role: "Nightly" = ?
    attempts: {"Ref": "P"} = ?P
    age: {"Ref": "P"} = ?P
Rule M.Failed at "Failed"
  pattern: {"Ref": "Pattern"} = ?Pattern
  target at "Failed" is Some(Role)
    id: "Failed" = ?
    arn: "Failed" = ?M
    role: "Failed" = ?
"#;
    assert_eq!(show(&file), expected);
}

#[test]
fn yaml_with_short_functions() {
    let file = "\
Resources:
  Created: # on the orders bus
    Type: AWS::Events::Rule
    Properties:
      Name: !Sub '${AWS::StackName}-created'
      EventBusName: !Ref Bus
      EventPattern: |
        {\"source\": [\"app.orders\"]}
      Targets:
        - Id: p
          Arn: !GetAtt Processor.Arn
          Input: !Join ['', ['{\"a\": \"', !Ref A, '\"}']]
        - !If [C, {Id: a}, !Ref AWS::NoValue]
  Processor:
    Type: AWS::Serverless::Function
";
    let expected = r#"Rule Created at Created
  name: '${AWS::StackName}-created' = …-created
  bus: !Ref Bus = ?Bus
  pattern: |
        {"source": ["app.orders"]} = {"source": ["app.orders"]}

  target at Id: p
          Arn: !GetAtt Processor.Arn
          Input: !Join ['', ['{"a": "', !Ref A, '"}']] is Some(Policy)
    id: p
    arn: !GetAtt Processor.Arn = ?Processor
    input: !Join ['', ['{"a": "', !Ref A, '"}']] = {"a": "…"}
  and other targets
"#;
    assert_eq!(show(file), expected);
}
