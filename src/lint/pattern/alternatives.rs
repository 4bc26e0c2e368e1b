//! What the alternatives of a list let in together: everything, or less than it seems.

use crate::json::Number;
use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::pattern::PatternUse;
use crate::lint::pattern::envelope::matches_everything;
use crate::lint::pattern::fields::{Field, expression, fields};
use crate::pattern::{Alternative, Excluded, Pattern, PatternOptions};
use crate::sources::model::Kind;
use crate::sources::node::{Node, Value};

pub(in crate::lint) const CHECKS: &[Check] = &[
    Check {
        id: "EB112",
        level: Level::Warning,
        title: "an alternative that lets any string in",
        explanation: "`{\"prefix\": \"\"}`, `{\"suffix\": \"\"}` and `{\"wildcard\": \"*\"}` match any string, and `exists` true beside \
                      `exists` false matches always. What every event has (`source`, `account`, …) is then left out of the pattern; \
                      for other fields `{\"exists\": true}` says what is meant. An archive of everything has no pattern at all.",
        failing: r#"{"source": ["app.orders"], "detail": {"id": [{"prefix": ""}]}}"#,
        passing: r#"{"source": ["app.orders"], "detail": {"id": [{"exists": true}]}}"#,
        run: Run::Pattern(tautology),
    },
    Check {
        id: "EB114",
        level: Level::Warning,
        title: "`anything-but` beside what lets in the values that it leaves out",
        explanation: "The members of a list are alternatives: a value that one `anything-but` leaves out comes in through the other. \
                      Together they match every value. To leave out several values, name them in one `anything-but`.",
        failing: r#"{"source": [{"anything-but": "app.tests"}, {"anything-but": "app.demo"}]}"#,
        passing: r#"{"source": [{"anything-but": ["app.tests", "app.demo"]}]}"#,
        run: Run::Pattern(no_exclusion),
    },
    Check {
        id: "EB115",
        level: Level::Info,
        title: "`anything-but` on a field that may be missing",
        explanation: "`anything-but` matches values, and a field that an event does not have has none: such an event does not match \
                      (recorded on AWS). If it should, `{\"exists\": false}` is a further alternative. Worth knowing, not wrong: many \
                      fields are always there.",
        failing: r#"{"source": ["app.orders"], "detail": {"channel": [{"anything-but": "test"}]}}"#,
        passing: r#"{"source": ["app.orders"], "detail": {"channel": [{"anything-but": "test"}, {"exists": false}]}}"#,
        run: Run::Pattern(absence),
    },
];

fn tautology(pattern: &PatternUse<'_>, findings: &mut Findings) {
    let Some(object) = pattern.object.as_deref().filter(|_| !matches_everything(pattern)) else { return };
    let fields = fields(object);
    for field in &fields {
        let help = if pattern.declaration.kind == Kind::Archive && fields.len() == 1 && pattern.is_always_there(field) {
            "an archive without a pattern keeps all events: leave the pattern out".to_owned()
        } else if pattern.is_always_there(field) {
            format!("every event has `{}`: leave it out of the pattern", field.name())
        } else {
            format!(
                "if `{}` has to be there, whatever it is, write {{\"exists\": true}}; else leave it out",
                field.name()
            )
        };
        for node in field.list.iter().filter(|node| is_any_string(node)) {
            let shown = node.to_json(&mut |_| String::new());
            findings.add(node.span, format!("`{}` matches every string", shown.as_str())).with_help(help.clone());
        }
        if let (Some(there), Some(missing)) = (find_exists(field.list, true), find_exists(field.list, false)) {
            let (earlier, later) =
                if there.span.start < missing.span.start { (there, missing) } else { (missing, there) };
            findings
                .add(later.span, format!("`{}` matches whether it is there or not", field.name()))
                .with_help(format!("leave `{}` out of the pattern", field.name()))
                .with_related(earlier.span, "the opposite");
        }
    }
}

/// Whether an alternative matches every string, and nothing else.
fn is_any_string(node: &Node) -> bool {
    match expression(node) {
        Some(("prefix" | "suffix", entry)) => match expression(&entry.value) {
            Some(("equals-ignore-case", inner)) => inner.value.as_str() == Some(""),
            _ => entry.value.as_str() == Some(""),
        },
        Some(("wildcard", entry)) => entry.value.as_str() == Some("*"),
        _ => false,
    }
}

fn find_exists(list: &[Node], wanted: bool) -> Option<&Node> {
    list.iter().find(|node| match expression(node) {
        Some(("exists", entry)) => matches!(entry.value.value, Value::Bool(value) if value == wanted),
        _ => false,
    })
}

/// Whether a list of alternatives matches every string that is not empty, as every part of the envelope is.
pub(super) fn lets_every_string_in(list: &[Node]) -> bool {
    let excludes_no_string = |alternative: &Alternative| match alternative {
        Alternative::AnythingBut(excluded) => matches!(excluded, Excluded::Numbers(_)),
        _ => false,
    };
    find_exists(list, true).is_some()
        || list.iter().any(is_any_string)
        || (has_anything_but(list) && {
            let alternatives = alternatives(list);
            alternatives.iter().any(|(_, one)| excludes_no_string(one)) || pair(&alternatives).is_some()
        })
}

fn no_exclusion(pattern: &PatternUse<'_>, findings: &mut Findings) {
    let Some(object) = pattern.object.as_deref().filter(|_| !matches_everything(pattern)) else { return };
    for field in fields(object).iter().filter(|field| has_anything_but(field.list)) {
        let alternatives = alternatives(field.list);
        let Some((void, others)) = pair(&alternatives) else { continue };
        let message =
            format!("every value of `{}` matches: what this leaves out, another alternative lets in", field.name());
        let found = findings.add(void.span, message).with_help(merged(pattern, field, &alternatives));
        for node in others {
            found.with_related(node.span, "lets in what the other leaves out");
        }
    }
}

/// The exclusions of a list in one, if they are of one kind.
fn merged(pattern: &PatternUse<'_>, field: &Field<'_>, alternatives: &[(&Node, Alternative)]) -> String {
    let exclusions = alternatives.iter().filter_map(|(_, one)| match one {
        Alternative::AnythingBut(excluded) => Some(excluded),
        _ => None,
    });
    let exclusions: Vec<&Excluded> = exclusions.collect();
    let strings = |texts: &[Box<str>]| texts.iter().map(|text| super::help::quoted(text)).collect::<Vec<_>>();
    let texts = |operator: &str, of: fn(&Excluded) -> Option<&[Box<str>]>| {
        let all: Option<Vec<_>> = exclusions.iter().map(|excluded| of(excluded).map(strings)).collect();
        let mut all = all?.concat();
        all.dedup();
        let list = format!("[{}]", all.join(", "));
        Some(if operator.is_empty() { list } else { format!("{{\"{operator}\": {list}}}") })
    };
    let list = (exclusions.len() > 1)
        .then(|| {
            texts("", |one| if let Excluded::Strings(texts) = one { Some(texts) } else { None })
                .or_else(|| texts("prefix", |one| if let Excluded::Prefixes(texts) = one { Some(texts) } else { None }))
                .or_else(|| texts("suffix", |one| if let Excluded::Suffixes(texts) = one { Some(texts) } else { None }))
                .or_else(|| {
                    texts("equals-ignore-case", |one| {
                        if let Excluded::EqualsIgnoreCase(texts) = one { Some(texts) } else { None }
                    })
                })
        })
        .flatten();
    match list {
        Some(list) => format!("to leave all of them out write {{\"anything-but\": {list}}}"),
        None if pattern.is_always_there(field) => {
            format!("leave `{}` out of the pattern, or name what is to match", field.name())
        }
        None => "if any value is to match write {\"exists\": true}, else name what is to match".to_owned(),
    }
}

fn absence(pattern: &PatternUse<'_>, findings: &mut Findings) {
    let Some(object) = &pattern.object else { return };
    for field in fields(object) {
        let may_let_absence_in = find_exists(field.list, false).is_some() || field.list.iter().any(is_open);
        if may_let_absence_in || pattern.is_always_there(&field) {
            continue;
        }
        let Some(node) = field.list.iter().find(|node| is_anything_but(node)) else { continue };
        findings
            .add(node.span, format!("an event without `{}` does not match `anything-but`", field.name()))
            .with_help("if it should match, add {\"exists\": false} to the list");
    }
}

/// Whether an alternative may turn out to be `exists`.
fn is_open(node: &Node) -> bool {
    match expression(node) {
        Some((operator, entry)) => operator == "exists" && entry.value.is_hole(),
        None => !node.is_known(),
    }
}

fn is_anything_but(node: &Node) -> bool {
    expression(node).is_some_and(|(operator, _)| operator == "anything-but")
}

fn has_anything_but(list: &[Node]) -> bool {
    list.iter().any(is_anything_but)
}

/// The alternatives of a list that are known and valid.
fn alternatives(list: &[Node]) -> Vec<(&Node, Alternative)> {
    let options = PatternOptions::new().max_length(usize::MAX);
    let read = |node: &Node| {
        let json = node.is_known().then(|| node.to_json(&mut |_| String::new()))?;
        let pattern = Pattern::parse_with(&format!("{{\"field\":[{}]}}", json.as_str()), &options).ok()?;
        pattern.fields().next()?.1.first().cloned()
    };
    list.iter().filter_map(|node| Some((node, read(node)?))).collect()
}

/// An `anything-but` all of whose excluded values other alternatives let in, and these alternatives.
fn pair<'n>(alternatives: &[(&'n Node, Alternative)]) -> Option<(&'n Node, Vec<&'n Node>)> {
    alternatives.iter().enumerate().rev().find_map(|(number, (node, one))| {
        let Alternative::AnythingBut(excluded) = one else { return None };
        let others: Vec<_> =
            alternatives.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, other)| other).collect();
        Some((*node, let_in(excluded, &others)?))
    })
}

/// The first of `others` that let in each of the values that are left out, if they let in all of them.
fn let_in<'n>(excluded: &Excluded, others: &[&(&'n Node, Alternative)]) -> Option<Vec<&'n Node>> {
    let first = |accepts: &dyn Fn(&Alternative) -> bool| {
        others.iter().find(|(_, other)| matches!(other, Alternative::Exists) || accepts(other)).map(|(node, _)| *node)
    };
    let nodes: Option<Vec<&Node>> = match excluded {
        Excluded::Strings(texts) => texts.iter().map(|text| first(&|other| accepts_string(other, text))).collect(),
        Excluded::Numbers(numbers) => {
            numbers.iter().map(|number| first(&|other| accepts_number(other, *number))).collect()
        }
        Excluded::Prefixes(texts) => texts.iter().map(|text| first(&|other| accepts_prefix(other, text))).collect(),
        Excluded::Suffixes(texts) => texts.iter().map(|text| first(&|other| accepts_suffix(other, text))).collect(),
        Excluded::EqualsIgnoreCase(texts) => {
            texts.iter().map(|text| first(&|other| accepts_any_case(other, text))).collect()
        }
        Excluded::Wildcards(_) => None,
    };
    let mut nodes = nodes?;
    nodes.dedup_by_key(|node| node.span.start);
    Some(nodes)
}

fn accepts_string(other: &Alternative, text: &str) -> bool {
    match other {
        Alternative::AnythingBut(excluded) => !excluded.contains_string(text),
        _ => other.accepts_string(text),
    }
}

fn accepts_number(other: &Alternative, number: Number) -> bool {
    match other {
        Alternative::AnythingBut(Excluded::Numbers(numbers)) => !numbers.contains(&number),
        Alternative::AnythingBut(_) => true,
        Alternative::Number(other) => *other == number,
        Alternative::Numeric(range) => range.contains(number),
        _ => false,
    }
}

/// Whether every string that starts with `text` is accepted.
fn accepts_prefix(other: &Alternative, text: &str) -> bool {
    match other {
        Alternative::Prefix(prefix) => text.starts_with(&**prefix),
        Alternative::AnythingBut(Excluded::Prefixes(prefixes)) => {
            prefixes.iter().all(|prefix| !prefix.starts_with(text) && !text.starts_with(&**prefix))
        }
        Alternative::AnythingBut(Excluded::Strings(texts)) => texts.iter().all(|other| !other.starts_with(text)),
        Alternative::AnythingBut(Excluded::Numbers(_)) => true,
        _ => false,
    }
}

/// Whether every string that ends with `text` is accepted.
fn accepts_suffix(other: &Alternative, text: &str) -> bool {
    match other {
        Alternative::Suffix(suffix) => text.ends_with(&**suffix),
        Alternative::AnythingBut(Excluded::Suffixes(suffixes)) => {
            suffixes.iter().all(|suffix| !suffix.ends_with(text) && !text.ends_with(&**suffix))
        }
        Alternative::AnythingBut(Excluded::Strings(texts)) => texts.iter().all(|other| !other.ends_with(text)),
        Alternative::AnythingBut(Excluded::Numbers(_)) => true,
        _ => false,
    }
}

/// Whether `text` is accepted however its letters are written. Said only of ASCII: other characters have forms of their own.
fn accepts_any_case(other: &Alternative, text: &str) -> bool {
    let differs = |other: &str| !other.eq_ignore_ascii_case(text);
    text.is_ascii()
        && match other {
            Alternative::EqualsIgnoreCase(other) => other.is_ascii() && !differs(other),
            Alternative::AnythingBut(Excluded::EqualsIgnoreCase(texts)) => {
                texts.iter().all(|other| other.is_ascii() && differs(other))
            }
            Alternative::AnythingBut(Excluded::Strings(texts)) => texts.iter().all(|other| differs(other)),
            Alternative::AnythingBut(Excluded::Numbers(_)) => true,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::read_json_inside;
    use crate::sources::text::Text;

    const ALTERNATIVES: [&str; 22] = [
        r#"{"anything-but": "a"}"#,
        r#"{"anything-but": ["a", "b"]}"#,
        r#"{"anything-but": ["ab", "ba"]}"#,
        r#"{"anything-but": 1}"#,
        r#"{"anything-but": [1, 2]}"#,
        r#"{"anything-but": {"prefix": "a"}}"#,
        r#"{"anything-but": {"prefix": ["ab", "b"]}}"#,
        r#"{"anything-but": {"suffix": "a"}}"#,
        r#"{"anything-but": {"suffix": ["b", "aa"]}}"#,
        r#"{"anything-but": {"equals-ignore-case": "a"}}"#,
        r#"{"anything-but": {"equals-ignore-case": ["AB", "B"]}}"#,
        r#"{"anything-but": {"wildcard": "a*b"}}"#,
        r#""a""#,
        r#""ab""#,
        "1",
        "2",
        r#"{"numeric": [">", 0]}"#,
        r#"{"prefix": "a"}"#,
        r#"{"suffix": "a"}"#,
        r#"{"equals-ignore-case": "A"}"#,
        r#"{"exists": true}"#,
        r#"{"prefix": ""}"#,
    ];

    const VALUES: [&str; 20] = [
        r#""""#, r#""a""#, r#""b""#, r#""A""#, r#""B""#, r#""ab""#, r#""ba""#, r#""AB""#, r#""aB""#, r#""aa""#,
        r#""bb""#, r#""aba""#, r#""aab""#, r#""x""#, "0", "1", "2", "3", "true", "null",
    ];

    #[test]
    fn a_list_that_is_said_to_let_everything_in_does() {
        let mut all = 0;
        for one in ALTERNATIVES {
            for two in ALTERNATIVES {
                for three in ALTERNATIVES {
                    let json = format!("[{one},{two},{three}]");
                    let node = read_json_inside(&Text::plain(&json, 0)).unwrap();
                    let list = node.as_list().unwrap();
                    let lets_any_in = pair(&alternatives(list)).is_some();
                    if !lets_any_in && !lets_every_string_in(list) {
                        continue;
                    }
                    all += 1;
                    let pattern: Pattern = format!(r#"{{"a":{json}}}"#).parse().unwrap();
                    for value in VALUES.iter().filter(|value| lets_any_in || value.starts_with('"')) {
                        let event = format!(r#"{{"a":{value}}}"#);
                        assert!(pattern.matches(event.as_bytes()).unwrap(), "{json} {value}");
                    }
                }
            }
        }
        assert!((1_000..10_000).contains(&all), "{all}");
    }
}
