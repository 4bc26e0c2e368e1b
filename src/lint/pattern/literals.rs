//! Strings that are compared as they are, but look as if they were meant as wildcards.

use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::pattern::PatternUse;
use crate::lint::pattern::fields::{Field, expression, fields};
use crate::lint::pattern::help::{affix, quoted};
use crate::sources::model::Kind;
use crate::sources::node::Node;
use crate::sources::text::Text;

pub(in crate::lint) const CHECKS: &[Check] = &[Check {
    id: "EB127",
    level: Level::Warning,
    title: "a `*` that is no wildcard",
    explanation: "Only `wildcard` knows `*`. In a plain value, `prefix`, `suffix`, `equals-ignore-case` and `anything-but` it is a \
                  character like any other, and hardly a value has one. Left alone: a value that is nothing but `*`, which fields \
                  below `detail` may have (policies do), and cron expressions.",
    failing: r#"{"source": ["app.*"]}"#,
    passing: r#"{"source": [{"prefix": "app."}]}"#,
    run: Run::Pattern(stars),
}];

/// How a string is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compared {
    Exact,
    Prefix,
    Suffix,
    IgnoringCase,
    /// By `anything-but`.
    Excluded,
    ExcludedPrefix,
    ExcludedSuffix,
}

fn stars(pattern: &PatternUse<'_>, findings: &mut Findings) {
    let Some(object) = &pattern.object else { return };
    let is_pipe = pattern.declaration.kind == Kind::Pipe;
    for field in fields(object) {
        for node in field.list {
            let (compared, strings) = strings(node);
            for node in strings {
                let Some(text) = node.as_text().filter(|text| is_meant_as_wildcard(text, &field, is_pipe)) else {
                    continue;
                };
                let shown = quoted(&text.as_str().replace(Text::HOLE, "…"));
                let message = match compared {
                    Compared::Exact => format!("`*` is no wildcard here: only the text {shown} itself matches"),
                    Compared::Excluded => format!("`*` is no wildcard here: {shown} is left out as it stands"),
                    _ => format!("`*` is no wildcard here: values are compared with {shown} as it stands"),
                };
                let found = findings.add(node.span, message);
                let help = text.known().and_then(|text| match text {
                    "*" => any_value_help(pattern.is_always_there(&field).then(|| field.name()), compared),
                    _ if strings.len() > 1 => list_help(strings, compared),
                    _ => help(text, compared),
                });
                // Pipes have neither wildcards nor `anything-but` with an operator.
                if let Some(help) =
                    help.filter(|help| !is_pipe || !help.contains("wildcard") && !help.contains("anything-but"))
                {
                    found.with_help(help);
                }
            }
        }
    }
}

/// The strings of an alternative that are compared character by character.
fn strings(alternative: &Node) -> (Compared, &[Node]) {
    let Some((operator, entry)) = expression(alternative) else {
        return (Compared::Exact, std::slice::from_ref(alternative));
    };
    let operand = &entry.value;
    let (compared, node) = match (operator, expression(operand)) {
        ("prefix" | "suffix", Some(("equals-ignore-case", inner))) => (Compared::IgnoringCase, &inner.value),
        ("prefix", _) => (Compared::Prefix, operand),
        ("suffix", _) => (Compared::Suffix, operand),
        ("equals-ignore-case", _) => (Compared::IgnoringCase, operand),
        ("anything-but", Some(("prefix", inner))) => (Compared::ExcludedPrefix, &inner.value),
        ("anything-but", Some(("suffix", inner))) => (Compared::ExcludedSuffix, &inner.value),
        ("anything-but", None) => (Compared::Excluded, operand),
        _ => return (Compared::Exact, &[]),
    };
    (compared, node.as_list().unwrap_or(std::slice::from_ref(node)))
}

fn is_meant_as_wildcard(text: &Text, field: &Field<'_>, is_pipe: bool) -> bool {
    let value = text.as_str();
    let is_cron = value.starts_with("cron(") || (text.has_holes() && value.ends_with([')', Text::HOLE]));
    let is_envelope = field.path.as_deref().is_some_and(|path| !path.starts_with("detail.") && path != "detail");
    value.contains('*') && !is_cron && (value != "*" || (is_envelope && !is_pipe))
}

/// What to write instead of one string.
fn help(text: &str, compared: Compared) -> Option<String> {
    let text = collapsed(text);
    let prefix = || affix(&text).filter(|_| text.ends_with('*')).unwrap_or_else(|| wildcard(&format!("{text}*")));
    let suffix = || affix(&text).filter(|_| text.starts_with('*')).unwrap_or_else(|| wildcard(&format!("*{text}")));
    let exact = || affix(&text).unwrap_or_else(|| wildcard(&text));
    let expression = match compared {
        Compared::Exact => exact(),
        Compared::Prefix => prefix(),
        Compared::Suffix => suffix(),
        Compared::IgnoringCase => ignoring_case(&text)?,
        Compared::Excluded => format!("{{\"anything-but\": {}}}", exact()),
        Compared::ExcludedPrefix => format!("{{\"anything-but\": {}}}", prefix()),
        Compared::ExcludedSuffix => format!("{{\"anything-but\": {}}}", suffix()),
    };
    Some(format!("write {expression}"))
}

/// What to write instead of a list of strings that are left out: one expression still, or it would let in what another leaves out.
fn list_help(strings: &[Node], compared: Compared) -> Option<String> {
    let texts = strings.iter().map(|node| node.as_str().map(|text| quoted(&wildcard_text(text))));
    let texts = texts.collect::<Option<Vec<_>>>().filter(|_| compared == Compared::Excluded)?;
    Some(format!("write {{\"anything-but\": {{\"wildcard\": [{}]}}}}", texts.join(", ")))
}

/// What to write instead of a lone star; `always_there` is the name of a field that every event has.
fn any_value_help(always_there: Option<&str>, compared: Compared) -> Option<String> {
    match (compared, always_there) {
        (Compared::Exact, Some(name)) => Some(format!("every event has `{name}`: leave it out of the pattern")),
        (Compared::Exact, None) => Some("for any value write {\"exists\": true}".to_owned()),
        _ => None,
    }
}

fn wildcard(text: &str) -> String {
    format!("{{\"wildcard\": {}}}", quoted(&wildcard_text(text)))
}

/// The wildcard that `text` was meant to be: its stars stay, what else has a meaning in a wildcard is escaped.
fn wildcard_text(text: &str) -> String {
    collapsed(&text.replace('\\', "\\\\"))
}

/// `x*` or `*x` as a prefix or suffix that ignores case; there is no such wildcard.
fn ignoring_case(text: &str) -> Option<String> {
    let (operator, text) = match (text.strip_suffix('*'), text.strip_prefix('*')) {
        (Some(text), None) => ("prefix", text),
        (None, Some(text)) => ("suffix", text),
        _ => return None,
    };
    (!text.contains('*')).then(|| format!("{{\"{operator}\": {{\"equals-ignore-case\": {}}}}}", quoted(text)))
}

/// Stars in a row are one.
fn collapsed(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '*' || !collapsed.ends_with('*') {
            collapsed.push(c);
        }
    }
    collapsed
}
