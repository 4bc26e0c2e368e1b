//! Checks of rules: names, states, buses, what they lack.

use crate::lint::check::{Check, Level, Run};
use crate::lint::passed::{Origin, Passed};
use crate::rule::limits;
use crate::sources::model::Declaration;

/// What the limits of AWS refuse.
pub(super) fn errors(declaration: &Declaration) -> Vec<Passed> {
    let texts = [(&declaration.name, &limits::NAME), (&declaration.description, &limits::DESCRIPTION)];
    let texts = texts.into_iter().filter_map(|(node, limits)| Some((node.as_ref()?.as_text()?, limits)));
    texts
        .filter_map(|(text, limits)| Passed::of_text(Origin::Field, &limits.check(text.as_str()).err()?, text))
        .collect()
}

pub(super) const CHECKS: &[Check] = &[Check {
    id: "EB305",
    level: Level::Error,
    title: "a name or description that AWS refuses",
    explanation: "Names and ids have 1 to 64 letters, digits, `.`, `-` and `_`; descriptions up to 512 characters (EventBridge API reference, `PutRule` and `PutTargets`).",
    failing: r#"{"Name": "order shipped", "EventPattern": "{\"source\": [\"app.orders\"]}"}"#,
    passing: r#"{"Name": "order-shipped", "EventPattern": "{\"source\": [\"app.orders\"]}"}"#,
    run: Run::Passed,
}];
