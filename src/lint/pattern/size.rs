//! How long a pattern is.
//!
//! Source: the model of the EventBridge API for 4,096 characters, the EventBridge quotas for 2,048, which AWS raises on request.

use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::pattern::PatternUse;
use crate::sources::model::Kind;

/// The most characters that the API takes.
const LIMIT: usize = 4_096;

/// The most characters of the pattern of a rule, unless AWS has raised that.
const QUOTA: usize = 2_048;

macro_rules! eight {
    ($($text:tt)*) => {
        concat!($($text)*, $($text)*, $($text)*, $($text)*, $($text)*, $($text)*, $($text)*, $($text)*)
    };
}

pub(in crate::lint) const CHECKS: &[Check] = &[Check {
    id: "EB110",
    level: Level::Error,
    title: "a pattern that is too long",
    explanation: "A pattern has at most 4,096 characters (EventBridge API reference, `PutRule`), blanks included. More than 2,048 \
                  characters in the pattern of a rule are a warning: that is the default of a quota which AWS raises on request \
                  (Service Quotas). A pattern that is an object in the file is counted without blanks; a pattern in a string as it \
                  is written there.",
    failing: concat!(
        r#"{"source": ["app.orders"], "account": ["#,
        eight!(eight!(r#""111122223333", "#)),
        eight!(eight!(r#""444455556666", "#)),
        eight!(eight!(r#""121212121212", "#)),
        r#""777788889999"]}"#
    ),
    passing: r#"{"source": ["app.orders"], "account": [{"anything-but": "121212121212"}]}"#,
    run: Run::Pattern(length),
}];

fn length(pattern: &PatternUse<'_>, findings: &mut Findings) {
    let Some(object) = &pattern.object else { return };
    let minified = object.to_json(&mut |_| String::new());
    let text = pattern.written.as_text().unwrap_or(&minified);
    let (written, least) = (text.least_chars(), minified.least_chars());
    let (limit, level) = match pattern.declaration.kind {
        _ if written > LIMIT => (LIMIT, Level::Error),
        Kind::Rule | Kind::Pattern if written > QUOTA => (QUOTA, Level::Warning),
        _ => return,
    };
    let at = text.as_str().char_indices().nth(limit).map_or(text.as_str().len(), |(at, _)| at);
    let blanks = if least < written { format!(", {least} without blanks") } else { String::new() };
    let allowed = match level {
        Level::Error => format!("AWS takes {LIMIT}"),
        _ => format!("more than {QUOTA} need a raised quota"),
    };
    let help = if least <= QUOTA {
        "write it without blanks"
    } else if level == Level::Error && least <= LIMIT {
        "write it without blanks; it still needs the quota for the size of patterns raised"
    } else {
        "split the rule, or write `prefix`, `suffix` or `anything-but` in place of many values"
    };
    let message = format!("the pattern has {written} characters{blanks}: {allowed}");
    findings.add(text.source(at..at), message).with_level(level).with_help(help);
}
