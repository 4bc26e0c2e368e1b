//! The first level of a pattern, which names parts of the envelope of events.
//!
//! Source: EventBridge user guide, structure of events; `replay-name` from archives and replays.

use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::pattern::PatternUse;
use crate::lint::pattern::alternatives::lets_every_string_in;
use crate::lint::pattern::fields::every_event_has;
use crate::sources::model::Kind;
use crate::sources::node::{Entry, Map, Node};

/// What an event can have at its top level.
const ENVELOPE: [&str; 10] =
    ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail", "replay-name"];

pub(in crate::lint) const CHECKS: &[Check] = &[
    Check {
        id: "EB120",
        level: Level::Warning,
        title: "a key that no event has at its top level",
        explanation: "The top level of an event has `version`, `id`, `detail-type`, `source`, `account`, `time`, `region`, `resources`, \
                      `detail` and, in a replay, `replay-name`; keys are case sensitive. AWS takes any key in a pattern, and a \
                      pattern that wants another one to have a value never matches. Filters of pipes see events of other shapes \
                      and are not checked.",
        failing: r#"{"source": ["app.orders"], "detailType": ["OrderCreated"]}"#,
        passing: r#"{"source": ["app.orders"], "detail-type": ["OrderCreated"]}"#,
        run: Run::Pattern(unknown_keys),
    },
    Check {
        id: "EB124",
        level: Level::Warning,
        title: "a rule that matches every event of its bus",
        explanation: "Every field that the pattern names is one that all events have, with an alternative that accepts whatever is \
                      there. On the default bus that is every event of every AWS service, and what the targets themselves do may \
                      make more. Archives are not checked: they may well keep everything.",
        failing: r#"{"Name": "orders", "EventPattern": "{\"source\": [{\"prefix\": \"\"}]}"}"#,
        passing: r#"{"Name": "orders", "EventPattern": "{\"source\": [{\"prefix\": \"app.\"}]}"}"#,
        run: Run::Pattern(everything),
    },
];

fn unknown_keys(pattern: &PatternUse<'_>, findings: &mut Findings) {
    let Some(object) = pattern.object.as_deref().filter(|_| pattern.declaration.kind != Kind::Pipe) else { return };
    let entries = top_level(object);
    let unknown: Vec<_> = entries.iter().filter_map(|entry| Some((*entry, unknown_step(entry)?))).collect();
    let is_map_of_patterns = unknown.len() == entries.len()
        && entries.iter().all(|entry| entry.value.as_map().is_some_and(|map| map.entries().any(names_envelope)));
    for (entry, step) in unknown {
        let found = findings.add(entry.key_span, format!("events have no `{step}` at their top level"));
        found.with_help(match nearest(step) {
            _ if is_map_of_patterns => format!("`{step}` is a pattern by itself: a rule has one pattern"),
            Some((known, true)) => format!("write `{known}`"),
            Some((known, false)) => format!("did you mean `{known}`?"),
            None => format!("if it is a field of your events, write {{\"detail\": {{\"{step}\": …}}}}"),
        });
    }
}

/// The first step of the path of a key, if it is known and events do not have it.
fn unknown_step(entry: &Entry) -> Option<&str> {
    let step = entry.key.known()?.split('.').next()?;
    (!ENVELOPE.contains(&step) && !entry.value.is_hole()).then_some(step)
}

fn names_envelope(entry: &Entry) -> bool {
    ENVELOPE.contains(&entry.key.as_str())
}

/// The members of the top level: also those of its `$or`s, however deep.
fn top_level(object: &Node) -> Vec<&Entry> {
    let mut entries = Vec::new();
    let mut objects = vec![object];
    while let Some(object) = objects.pop() {
        for entry in object.as_map().into_iter().flat_map(Map::entries) {
            match entry.key.as_str() {
                "$or" => objects.extend(entry.value.as_list().unwrap_or_default()),
                _ => entries.push(entry),
            }
        }
    }
    entries
}

/// The key that `step` is meant to be, and whether it is only written another way.
fn nearest(step: &str) -> Option<(&'static str, bool)> {
    const LEAST_LIKE: f64 = 0.7;
    let plain = |name: &str| name.to_lowercase().replace(['-', '_', ' '], "");
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(&plain(step), &plain(known));
    let known = ENVELOPE.into_iter().map(|known| (likeness(known), known));
    let (likeness, known) = known.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    (likeness >= LEAST_LIKE).then(|| (known, plain(step) == plain(known)))
}

fn everything(pattern: &PatternUse<'_>, findings: &mut Findings) {
    let Some(object) = pattern.object.as_deref().filter(|_| matches_everything(pattern)) else { return };
    findings
        .add(object.span, "every event on the bus matches")
        .with_help("name what the rule is for, such as {\"source\": [\"app.orders\"]}");
}

/// Whether the pattern of a rule matches every event.
pub(super) fn matches_everything(pattern: &PatternUse<'_>) -> bool {
    let object =
        pattern.object.as_ref().filter(|_| pattern.declaration.kind == Kind::Rule && pattern.errors.is_empty());
    object.is_some_and(|object| accepts_all(object))
}

/// Whether every field of an object accepts what any event has there. At most as deep as `$or`s are nested.
fn accepts_all(object: &Node) -> bool {
    let mut entries = object.as_map().into_iter().flat_map(Map::entries).peekable();
    entries.peek().is_some()
        && entries.all(|entry| match (entry.key.known(), entry.value.as_list()) {
            (Some("$or"), Some(members)) => members.iter().any(accepts_all),
            // Of all events, by the same source.
            (Some("version"), Some(list)) if list.iter().any(|node| node.as_str() == Some("0")) => true,
            (Some(key), Some(list)) => every_event_has(key) && lets_every_string_in(list),
            _ => false,
        })
}
