//! What to write instead of a part that the parser refuses, in the words of that part.

use crate::error::ErrorKind;
use crate::json::{is_number, write_string};
use crate::lint::pattern::fields::{expression, fields};
use crate::pattern::ip::parse_address;
use crate::sources::node::{Entry, Map, Node, Value};
use crate::span::Span;

/// A help with more characters tells less than a general one.
const MOST_CHARACTERS: usize = 200;

/// The help for an error at `place`, if more can be said than the parser says.
pub(super) fn concrete_help(kind: ErrorKind, object: &Node, place: Span) -> Option<String> {
    use ErrorKind as Kind;
    let help = match kind {
        Kind::OperandType => operand_help(&entries_around(object, place)),
        Kind::NumericTerms | Kind::NumericRange => range_help(entries_around(object, place).last()?.value.as_list()?),
        Kind::CidrMask | Kind::CidrFormat => address_help(entries_around(object, place).last()?.value.as_str()?),
        Kind::WildcardComplexity => affix_help(object, place),
        Kind::WildcardEscape => Some(ESCAPE_HELP.to_owned()),
        Kind::ExtraOperator => apart_help(map_around(object, place)?),
        Kind::UnknownOperator => contains_help(map_around(object, place)?),
        _ => None,
    };
    help.filter(|help| help.chars().count() <= MOST_CHARACTERS)
}

const ESCAPE_HELP: &str =
    "in a wildcard `\\\\` stands for a backslash and `\\*` for a star; JSON text doubles every backslash once more";

/// A string as JSON.
pub(super) fn quoted(text: &str) -> String {
    let mut json = String::new();
    write_string(&mut json, text);
    json
}

/// The text of a wildcard that matches `text` and nothing else.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('*', "\\*")
}

/// `*x` or `x*` as `suffix` or `prefix`.
pub(super) fn affix(wildcard: &str) -> Option<String> {
    let is_plain = |text: &&str| !text.is_empty() && !text.contains(['*', '\\']);
    let prefix = wildcard.strip_suffix('*').filter(is_plain).map(|text| format!("{{\"prefix\": {}}}", quoted(text)));
    prefix
        .or_else(|| wildcard.strip_prefix('*').filter(is_plain).map(|text| format!("{{\"suffix\": {}}}", quoted(text))))
}

fn operand_help(entries: &[&Entry]) -> Option<String> {
    let (entry, above) = entries.split_last()?;
    let (operator, operand) = (entry.key.known()?, &entry.value);
    match (operator, &operand.value) {
        ("prefix" | "suffix" | "equals-ignore-case" | "wildcard" | "cidr", Value::List(list)) => {
            let (before, after) = match above.last() {
                Some(above) if above.value.as_map().is_some() && matches!(above.key.as_str(), "prefix" | "suffix") => {
                    (format!("{{\"{}\": ", above.key.as_str()), "}")
                }
                _ => (String::new(), ""),
            };
            let one = |text: &str| format!("{before}{{\"{operator}\": {}}}{after}", quoted(text));
            let all: Vec<String> = list.iter().map(|node| node.as_str().map(one)).collect::<Option<_>>()?;
            match all.as_slice() {
                [] => None,
                [one] => Some(format!("write {one}")),
                _ => Some(format!("write an alternative for each: {}", all.join(", "))),
            }
        }
        ("exists", Value::String(text)) => {
            let text = text.known()?.to_ascii_lowercase();
            matches!(&*text, "true" | "false").then(|| format!("write {{\"exists\": {text}}}"))
        }
        ("numeric", Value::Number(number)) => Some(format!("write {{\"numeric\": [\"=\", {number}]}}")),
        ("numeric", Value::String(text)) => {
            let text = text.known()?.trim();
            let sign = ["<=", ">=", "<", ">", "="].into_iter().find(|sign| text.starts_with(sign))?;
            let number = text.strip_prefix(sign)?.trim();
            is_number(number.as_bytes()).then(|| format!("write {{\"numeric\": [\"{sign}\", {number}]}}"))
        }
        ("anything-but", Value::Null | Value::Bool(_) | Value::List(_)) => {
            Some("`anything-but` cannot leave out null, true or false: name the values that are to match".to_owned())
        }
        _ => None,
    }
}

/// A list of `numeric` with both bounds, put right.
fn range_help(list: &[Node]) -> Option<String> {
    let [first_sign, first, second_sign, second] = list else { return None };
    let term = |sign: &'_ Node, number: &'_ Node| match &number.value {
        Value::Number(number) => Some((sign.as_str()?.to_owned(), number.to_string())),
        _ => None,
    };
    let (first, second) = (term(first_sign, first)?, term(second_sign, second)?);
    let (lower, upper) = match (&*first.0, &*second.0) {
        (">" | ">=", "<" | "<=") => (first, second),
        ("<" | "<=", ">" | ">=") => (second, first),
        _ => return None,
    };
    let ((above, bottom), (below, top)) = (lower, upper);
    let (bottom_value, top_value): (f64, f64) = (bottom.parse().ok()?, top.parse().ok()?);
    if bottom_value < top_value {
        return Some(format!("the lower bound comes first: [\"{above}\", {bottom}, \"{below}\", {top}]"));
    }
    (bottom_value > top_value).then(|| {
        format!(
            "for what is between write [\"{above}\", {top}, \"{below}\", {bottom}]; for what is outside two alternatives, \
             {{\"numeric\": [\"{below}\", {top}]}} and {{\"numeric\": [\"{above}\", {bottom}]}}"
        )
    })
}

fn address_help(block: &str) -> Option<String> {
    let (address, mask) = block.split_once('/').unwrap_or((block, ""));
    let bits = if parse_address(address)?.is_ipv4() { "32" } else { "128" };
    (mask.is_empty() || mask == bits).then(|| format!("for this address alone write {} in the list", quoted(address)))
}

/// The wildcards of a list that are prefixes or suffixes.
fn affix_help(object: &Node, place: Span) -> Option<String> {
    let fields = fields(object);
    let field = fields.iter().find(|field| field.span.start <= place.start && place.end <= field.span.end)?;
    let wildcards = field.list.iter().filter_map(expression).filter(|(operator, _)| *operator == "wildcard");
    let simple: Vec<String> = wildcards.filter_map(|(_, entry)| affix(entry.value.as_str()?)).collect();
    (!simple.is_empty()).then(|| format!("what needs no wildcard: write {}", simple.join(", ")))
}

/// The operators of one expression in an expression each.
fn apart_help(map: &Map) -> Option<String> {
    let one = |entry: &Entry| {
        let operand = entry.value.is_known().then(|| entry.value.to_json(&mut |_| String::new()))?;
        Some(format!("{{{}: {}}}", quoted(entry.key.known()?), operand.as_str()))
    };
    let all: Vec<String> = map.entries().map(one).collect::<Option<_>>()?;
    let text = |key: &str| map.get(key).and_then(Node::as_str).map(escaped);
    let both = match (text("prefix"), text("suffix")) {
        (Some(prefix), Some(suffix)) if all.len() == 2 => {
            format!("for both write {{\"wildcard\": {}}}", quoted(&format!("{prefix}*{suffix}")))
        }
        _ => "there is no `and` on one field".to_owned(),
    };
    Some(format!("for any of them write {}; {both}", all.join(", ")))
}

fn contains_help(map: &Map) -> Option<String> {
    let text = map.get("contains")?.as_str().filter(|text| !text.is_empty())?;
    Some(format!("EventBridge has no `contains`: write {{\"wildcard\": {}}}", quoted(&format!("*{}*", escaped(text)))))
}

/// The members of objects that hold `place`, from the outermost.
fn entries_around(object: &Node, place: Span) -> Vec<&Entry> {
    let mut entries = Vec::new();
    walk_to(object, place, &mut |node| {
        entries.extend(node.as_map().into_iter().flat_map(Map::entries).find(|entry| holds(&entry.value, place)));
    });
    entries
}

/// The smallest object around `place`.
fn map_around(object: &Node, place: Span) -> Option<&Map> {
    let mut map = None;
    walk_to(object, place, &mut |node| map = node.as_map().or(map));
    map
}

/// Visits what holds `place`, from the outermost.
fn walk_to<'n>(object: &'n Node, place: Span, visit: &mut dyn FnMut(&'n Node)) {
    let mut next = Some(object);
    while let Some(node) = next {
        visit(node);
        next = match &node.value {
            Value::List(list) => list.iter().find(|child| holds(child, place)),
            Value::Map(map) => map.entries().map(|entry| &entry.value).find(|child| holds(child, place)),
            _ => None,
        };
    }
}

fn holds(node: &Node, place: Span) -> bool {
    node.span.start <= place.start && place.end <= node.span.end
}
