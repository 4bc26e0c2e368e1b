//! The shape of a pattern: what AWS refuses in it, as its parser says.

use crate::lint::check::{Check, Level, Run};

pub(in crate::lint) const CHECKS: &[Check] = &[
    Check {
        id: "EB101",
        level: Level::Error,
        title: "a value that is neither a list nor an object",
        explanation: "The value of every field of a pattern is a list of alternatives, even if there is only one, or an object that \
                      names fields below it. AWS refuses anything else: `\"source\" must be an object or an array`.",
        failing: r#"{"source": "app.orders", "detail-type": ["OrderCreated"]}"#,
        passing: r#"{"source": ["app.orders"], "detail-type": ["OrderCreated"]}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB103",
        level: Level::Error,
        title: "unknown operator",
        explanation: "A match expression has one of the operators of EventBridge, in lower case. Other products have others \
                      (`contains`, `regex`, `shellstyle`), which AWS refuses.",
        failing: r#"{"source": [{"starts-with": "app."}]}"#,
        passing: r#"{"source": [{"prefix": "app."}]}"#,
        run: Run::Passed,
    },
];
