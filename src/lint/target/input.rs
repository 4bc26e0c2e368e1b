//! `Input` and `InputPath`: constants and paths, and that there is only one kind of input.

use crate::error::{Error, ErrorKind};
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::fields::{self, known_start, referred};
use crate::lint::passed::{Origin, Passed};
use crate::lint::target::at;
use crate::rule::target::{invalid_input, not_exclusive};
use crate::rule::transformer::invalid_path;
use crate::rule::{ConstantInput, InputPath, limits};
use crate::sources::Document;
use crate::sources::model::{Declaration, Kind, Target};
use crate::sources::node::{Map, Node};
use crate::sources::text::Text;

pub(super) fn errors(target: &Target, declaration: &Declaration, document: &Document<'_>) -> Vec<Passed> {
    let id = target.id.as_ref().and_then(Node::as_str);
    let mut errors = Vec::new();
    errors.extend(constant(target, declaration, document, id));
    let map = target.paths.as_ref().and_then(Node::as_map).into_iter().flat_map(Map::entries);
    let paths = target.input_path.iter().chain(map.map(|entry| &entry.value));
    errors.extend(paths.filter_map(|node| path(node.as_text()?, id)));
    errors
}

/// What AWS refuses in an `Input` that is a string.
fn constant(target: &Target, declaration: &Declaration, document: &Document<'_>, id: Option<&str>) -> Option<Passed> {
    let node = target.input.as_ref()?;
    let text = node.as_text()?;
    let must_be_json = match declaration.kind {
        Kind::Rule | Kind::Targets => {
            if let Some(error) = fields::check(Origin::Input, Some(node), &limits::INPUT) {
                return Some(error);
            }
            true
        }
        // Any text for the others, and 256 KB.
        Kind::Schedule => target.arn.as_ref().is_some_and(|arn| takes_only_json(arn, document)),
        _ => false,
    };
    if !must_be_json || (text.has_holes() && known_start(text).is_empty()) {
        return None;
    }
    let error = ConstantInput::json_error(text.as_str())?;
    let error = match (id, declaration.kind) {
        (Some(id), Kind::Rule | Kind::Targets) => invalid_input(text.as_str(), error, id),
        _ => error,
    };
    before_holes(&error, text).then(|| {
        let mut passed = Passed::new(Origin::Input, &error, text.source(error.span().range()));
        passed.message = format!("`Input` is no JSON: {}", error.message());
        let is_word = text.as_str().starts_with(char::is_alphabetic) && !text.as_str().contains(['"', '\\', '\n']);
        if let Some(word) = text.known().filter(|_| is_word) {
            passed.help = Some(format!("a text is JSON in quotes: \"{word}\""));
        }
        passed
    })
}

/// Whether EventBridge Scheduler hands only JSON to the target of this ARN.
///
/// Source: EventBridge Scheduler API reference, `Target`; user guide, universal targets.
fn takes_only_json(arn: &Node, document: &Document<'_>) -> bool {
    const TYPES: [&str; 7] = [
        "AWS::Lambda::Function",
        "AWS::Lambda::Alias",
        "AWS::Lambda::Version",
        "AWS::Serverless::Function",
        "AWS::StepFunctions::StateMachine",
        "AWS::Serverless::StateMachine",
        "AWS::Events::EventBus",
    ];
    let Some(text) = arn.as_text() else {
        return referred(arn, document).is_some_and(|(_, kind)| TYPES.contains(&kind));
    };
    let mut parts = known_start(text).split(':');
    let service = parts.nth(2).filter(|_| parts.next().is_some());
    match service {
        Some("lambda" | "states" | "events") => true,
        Some("scheduler") => text.as_str().contains(":aws-sdk:"),
        _ => false,
    }
}

/// Whether all that is wrong stands before the first unknown part: nothing behind it can mend that.
fn before_holes(error: &Error, text: &Text) -> bool {
    !text.has_holes() || error.span().end < known_start(text).len()
}

/// What is wrong with an `InputPath` or a value of an `InputPathsMap`. AWS is reported to refuse a path that does not start with `$`, and
/// quotes in brackets; what it says to the rest that its guide does not list is not known.
fn path(text: &Text, id: Option<&str>) -> Option<Passed> {
    let path = text.as_str();
    let error = path.parse::<InputPath>().err()?;
    if error.kind() == ErrorKind::FieldLength {
        return (!text.has_holes()).then(|| Passed::new(Origin::InputPath, &error, text.source(error.span().range())));
    }
    if !before_holes(&error, text) {
        return None;
    }
    let error = invalid_path(path, error, Some(id.unwrap_or_default()));
    let level = if error.aws_message().is_some() { Level::Error } else { Level::Warning };
    let span = match error.span().range() {
        range if range.is_empty() || range.start == 0 => text.source(0..path.len()),
        range => text.source(range),
    };
    let passed = Passed::new(Origin::InputPath, &error, span);
    let aws_message = passed.aws_message.clone().filter(|_| id.is_some());
    Some(Passed { level, aws_message, ..passed })
}

fn one_kind(declaration: &Declaration, _document: &Document<'_>, findings: &mut Findings) {
    for target in &declaration.targets {
        let kinds = [
            (&target.input, "`Input`"),
            (&target.input_path, "`InputPath`"),
            (&target.input_transformer, "`InputTransformer`"),
        ];
        let kinds = kinds.into_iter().filter_map(|(node, name)| Some((node.as_ref()?, name)));
        let mut kinds: Vec<_> = kinds.filter(|(node, _)| !node.is_hole()).collect();
        kinds.sort_by_key(|(node, _)| node.span.start);
        if let [(first, first_name), rest @ ..] = &*kinds {
            let id = target.id.as_ref().and_then(Node::as_str);
            let error = not_exclusive(id.unwrap_or_default());
            for (node, name) in rest {
                let mut passed = at(Origin::Target, node, &error);
                passed.message = format!("the target has {name} beside {first_name}: it takes one of them");
                passed.aws_message.take_if(|_| id.is_none());
                findings.pass(passed).with_related(first.span, format!("{first_name} is here"));
            }
        }
        if let Some(input) = target.input.as_ref().filter(|input| is_container(input)) {
            let found =
                findings.add(input.span, format!("`Input` is a string that holds JSON, found {}", input.noun()));
            found.with_help(as_string(input));
        }
    }
}

pub(in crate::lint) fn is_container(node: &Node) -> bool {
    node.as_map().is_some() || node.as_list().is_some()
}

/// How to write a value as a string of JSON.
fn as_string(node: &Node) -> String {
    /// More than fits on a line.
    const MOST: usize = 100;
    let json = node.is_known().then(|| node.to_json(&mut |_| String::new()).as_str().to_owned());
    match json.filter(|json| json.len() <= MOST) {
        Some(json) => format!("write it as a string: '{json}'"),
        None => "write it as a string".to_owned(),
    }
}

pub(super) const EB320: Check = Check {
    id: "EB320",
    level: Level::Error,
    title: "an input that AWS refuses",
    explanation: "A target has one of `Input`, `InputPath` and `InputTransformer`: `Only one of Input, InputPath, or InputTransformer must \
                  be provided for target …`. `Input` is a string of JSON, at most 8,192 characters for a rule: `JSON syntax error in \
                  input for target …`. For a schedule it may be any text, but JSON for Lambda, Step Functions, EventBridge and \
                  universal targets (EventBridge Scheduler API reference, `Target`).",
    failing: r#"{
  "Rule": "nightly",
  "Targets": [{"Id": "1", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:clean", "Input": "daily"}]
}"#,
    passing: r#"{
  "Rule": "nightly",
  "Targets": [{"Id": "1", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:clean", "Input": "\"daily\""}]
}"#,
    run: Run::Declaration(one_kind),
};

pub(super) const EB407: Check = Check {
    id: "EB407",
    level: Level::Error,
    title: "an input path that EventBridge does not read",
    explanation: "An input path is `$` and behind it keys (`.key`), indexes (`[0]`) and wildcards (EventBridge user guide, input \
                  transformation). A path without `$`, or with a quoted key in brackets, is refused, as others report to have measured \
                  (cdk-preflight pf-events-input-path-jsonpath): `InputPath for target … is invalid.` What else JSONPath has, such as \
                  `..` and filters, is not in the guide, which is a warning.",
    failing: r#"{
  "Rule": "orders",
  "Targets": [{"Id": "1", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:bill", "InputPath": "detail.order"}]
}"#,
    passing: r#"{
  "Rule": "orders",
  "Targets": [{"Id": "1", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:bill", "InputPath": "$.detail.order"}]
}"#,
    run: Run::Passed,
};
