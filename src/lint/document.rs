//! Checks of whole files: is it JSON or YAML, does an object name a key twice.

use crate::lint::check::{Check, Level, Run};

pub(super) const EB001: Check = Check {
    id: "EB001",
    level: Level::Error,
    title: "not JSON or YAML",
    explanation: "The file, or the pattern in one of its strings, cannot be read at all. JSON has no comments, no comma \
                  before `]` or `}`, and double quotes only (RFC 8259).",
    failing: r#"{"source": ["app.orders"],}"#,
    passing: r#"{"source": ["app.orders"]}"#,
    run: Run::Passed,
};

pub(super) const CHECKS: &[Check] = &[
    EB001,
    Check {
        id: "EB002",
        level: Level::Error,
        title: "text after the pattern",
        explanation: "AWS reads a pattern up to the brace that closes it, and what follows is silently lost \
                      (aws/event-ruler issue 276).",
        failing: r#"{"Name": "orders", "EventPattern": "{\"source\": [\"app.orders\"]}}"}"#,
        passing: r#"{"Name": "orders", "EventPattern": "{\"source\": [\"app.orders\"]}"}"#,
        run: Run::Passed,
    },
];
