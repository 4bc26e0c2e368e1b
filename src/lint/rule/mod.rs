//! Checks of rules, schedules and archives: their names, their states, their buses, and what they lack.

mod bus;
mod twice;

use crate::error::Error;
use crate::lint::check::{Check, Level, Run};
use crate::lint::fields;
use crate::lint::passed::{Origin, Passed};
use crate::rule::{State, limits, no_trigger, schedule_on_bus, state_with_schedule};
use crate::sources::Document;
use crate::sources::model::{Declaration, Kind};
use crate::sources::node::Node;

/// What AWS refuses in all that is declared besides patterns, schedules and targets.
pub(super) fn errors(declaration: &Declaration, document: &Document<'_>) -> Vec<Passed> {
    let mut errors = names(declaration);
    if declaration.kind == Kind::Rule {
        let has_trigger = !declaration.patterns.is_empty() || !declaration.schedules.is_empty();
        if !has_trigger && !declaration.is_answer {
            errors.push(Passed::new(Origin::Field, &no_trigger(), declaration.place));
        }
        errors.extend(schedule_bus(declaration, document));
    }
    errors.extend(state(declaration));
    errors
}

fn names(declaration: &Declaration) -> Vec<Passed> {
    let name = match declaration.kind {
        Kind::Targets => &limits::RULE,
        Kind::Archive => &limits::ARCHIVE_NAME,
        _ => &limits::NAME,
    };
    let bus = match declaration.kind {
        Kind::Rule | Kind::Targets => declaration.event_bus.as_ref(),
        _ => None,
    };
    let texts = [
        (declaration.name.as_ref(), name),
        (declaration.description.as_ref(), &limits::DESCRIPTION),
        (bus, &limits::EVENT_BUS_NAME),
    ];
    texts.into_iter().filter_map(|(node, limits)| fields::check(Origin::Field, node, limits)).collect()
}

/// A schedule that is surely there, on a bus that is surely not the default one.
fn schedule_bus(declaration: &Declaration, document: &Document<'_>) -> Option<Passed> {
    has_schedule(declaration).then_some(())?;
    let bus = declaration.event_bus.as_ref()?;
    let name = bus::surely_not_default(bus, document)?;
    Some(Passed::new(Origin::Field, &schedule_on_bus(&name), bus.span))
}

fn has_schedule(declaration: &Declaration) -> bool {
    declaration.schedules.iter().any(|schedule| !schedule.is_hole())
}

fn state(declaration: &Declaration) -> Option<Passed> {
    let node = declaration.state.as_ref()?;
    let state = node.as_str()?.parse::<State>();
    let has_schedule = has_schedule(declaration);
    let error: Error = match (declaration.kind, state) {
        (Kind::Rule | Kind::Schedule, Err(error)) => error,
        (Kind::Schedule, Ok(state @ State::EnabledWithAllCloudtrailManagementEvents)) => state_with_schedule(state),
        (Kind::Rule, Ok(state @ State::EnabledWithAllCloudtrailManagementEvents)) if has_schedule => {
            state_with_schedule(state)
        }
        _ => return None,
    };
    Some(at(node, &error))
}

/// An error about all of a value.
fn at(node: &Node, error: &Error) -> Passed {
    Passed::new(Origin::Field, error, node.span)
}

pub(super) const CHECKS: &[Check] = &[
    twice::EB301,
    Check {
        id: "EB302",
        level: Level::Error,
        title: "a rule with neither an event pattern nor a schedule",
        explanation: "A rule has an event pattern, a schedule, or both (EventBridge API reference, `PutRule`). A rule with neither \
                      is refused: `Parameter(s) EventPattern or ScheduleExpression must be specified.`",
        failing: r#"{"Name": "orders", "Targets": [{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:123456789012:orders"}]}"#,
        passing: r#"{
  "Name": "orders",
  "EventPattern": "{\"source\": [\"app.orders\"]}",
  "Targets": [{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:123456789012:orders"}]
}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB303",
        level: Level::Error,
        title: "a schedule on a bus that is not the default one",
        explanation: "Only rules of the default bus have a schedule; AWS refuses any other: `ScheduleExpression is supported only on \
                      the default event bus.` EventBridge Scheduler needs no bus, and can put events on any.",
        failing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 2 * * ? *)", "EventBusName": "orders"}"#,
        passing: r#"{"Name": "nightly", "ScheduleExpression": "cron(0 2 * * ? *)", "EventBusName": "default"}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB304",
        level: Level::Error,
        title: "a state that AWS refuses",
        explanation: "A rule is `ENABLED` or `DISABLED`, in capitals. `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS` is for rules with \
                      an event pattern alone: AWS refuses it beside a schedule (terraform-provider-aws issue 34988), and EventBridge \
                      Scheduler does not have it.",
        failing: r#"{"Name": "orders", "EventPattern": "{\"source\": [\"app.orders\"]}", "State": "Enabled"}"#,
        passing: r#"{"Name": "orders", "EventPattern": "{\"source\": [\"app.orders\"]}", "State": "ENABLED"}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB305",
        level: Level::Error,
        title: "a name, id, description or ARN that AWS refuses",
        explanation: "Names of rules and schedules and ids of targets have 1 to 64 letters, digits, `.`, `-` and `_`; names of archives \
                      up to 48; descriptions up to 512 characters; ARNs 1 to 1,600 (EventBridge and EventBridge Scheduler API \
                      references). Of a name with unknown parts, what is known is checked.",
        failing: r#"{"Name": "order shipped", "EventPattern": "{\"source\": [\"app.orders\"]}"}"#,
        passing: r#"{"Name": "order-shipped", "EventPattern": "{\"source\": [\"app.orders\"]}"}"#,
        run: Run::Passed,
    },
];
