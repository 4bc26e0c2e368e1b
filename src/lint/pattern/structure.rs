//! The shape of a pattern: what AWS refuses in it, as its parser says, and paths that are given in two places.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::lint::pattern::PatternUse;
use crate::lint::pattern::fields::{Field, expression, fields};
use crate::lint::pattern::help::quoted;

pub(in crate::lint) const CHECKS: &[Check] = &[
    Check {
        id: "EB101",
        level: Level::Error,
        title: "a value that is neither a list nor an object",
        explanation: "The value of every field of a pattern is a list of alternatives, even if there is only one, or an object that \
                      names fields below it; and a pattern is an object. AWS refuses anything else: `\"source\" must be an object or \
                      an array`.",
        failing: r#"{"source": "app.orders", "detail-type": ["OrderCreated"]}"#,
        passing: r#"{"source": ["app.orders"], "detail-type": ["OrderCreated"]}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB102",
        level: Level::Error,
        title: "an empty list or object",
        explanation: "A list without alternatives and an object without fields match nothing, and AWS refuses them: `Empty arrays are \
                      not allowed`. To match a field whatever its value write `[{\"exists\": true}]`; to match any value or none \
                      leave the field out.",
        failing: r#"{"source": ["app.orders"], "resources": []}"#,
        passing: r#"{"source": ["app.orders"], "resources": [{"exists": true}]}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB103",
        level: Level::Error,
        title: "unknown or missing operator",
        explanation: "A match expression has one of the operators of EventBridge, in lower case. Other products have others \
                      (`contains`, `regex`, `shellstyle`), which AWS refuses: `Unrecognized match type contains`. `exactly` is \
                      an operator of the event-ruler library that the documentation of EventBridge does not have: a warning.",
        failing: r#"{"source": [{"starts-with": "app."}]}"#,
        passing: r#"{"source": [{"prefix": "app."}]}"#,
        run: Run::Pattern(exactly),
    },
    Check {
        id: "EB104",
        level: Level::Error,
        title: "an operator with an operand of the wrong type",
        explanation: "`prefix`, `suffix`, `equals-ignore-case`, `wildcard` and `cidr` take one string, `numeric` a list, `exists` true \
                      or false, `anything-but` strings or numbers but not both; a list of alternatives holds no lists. AWS refuses \
                      anything else: `prefix match pattern must be a string`. For several strings write several alternatives.",
        failing: r#"{"source": [{"prefix": ["app.", "shop."]}]}"#,
        passing: r#"{"source": [{"prefix": "app."}, {"prefix": "shop."}]}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB105",
        level: Level::Error,
        title: "a numeric range, or a number, that AWS refuses",
        explanation: "`numeric` takes one comparison (`=`, `<`, `<=`, `>`, `>=`) and its number, or a lower bound and then a higher \
                      upper one. AWS refuses anything else (`Bottom must be less than top`), and numbers with more digits than it \
                      compares: `Cannot compare number`.",
        failing: r#"{"source": ["app.orders"], "detail": {"total": [{"numeric": ["<", 5, ">", 0]}]}}"#,
        passing: r#"{"source": ["app.orders"], "detail": {"total": [{"numeric": [">", 0, "<", 5]}]}}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB106",
        level: Level::Error,
        title: "a CIDR block that AWS refuses",
        explanation: "A CIDR block is an address, one `/`, and fewer mask bits than the address has: `IPv4 mask bits must be < 32`. A \
                      single address is written as a plain string.",
        failing: r#"{"source": ["app.logins"], "detail": {"ip": [{"cidr": "10.0.0.1/32"}]}}"#,
        passing: r#"{"source": ["app.logins"], "detail": {"ip": ["10.0.0.1", {"cidr": "10.1.0.0/24"}]}}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB107",
        level: Level::Error,
        title: "a wildcard that AWS refuses",
        explanation: "Two stars in a row, and a backslash before anything but `*` or `\\`, are refused. So are wildcards that are too \
                      complex together (`Rule is too complex`): the measure is how many wildcard prefixes of one field an input can \
                      be in at once, and the limit stands between 9, which AWS accepted, and 11, which it refused.",
        failing: r#"{"source": ["app.files"], "detail": {"path": [{"wildcard": "/tmp/**/*.csv"}]}}"#,
        passing: r#"{"source": ["app.files"], "detail": {"path": [{"wildcard": "/tmp/*.csv"}]}}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB108",
        level: Level::Error,
        title: "an `$or` that AWS refuses",
        explanation: "`$or` takes a list of two or more objects, stands where a field could stand, makes at most 1,000 combinations, and \
                      inside it no field can be called like an operator: `There must have at least 2 Objects in $or relationship.`",
        failing: r#"{"source": ["app.orders"], "$or": [{"detail-type": ["OrderCreated"]}]}"#,
        passing: r#"{"source": ["app.orders"], "$or": [{"detail-type": ["OrderCreated"]}, {"region": ["eu-west-1"]}]}"#,
        run: Run::Passed,
    },
    Check {
        id: "EB109",
        level: Level::Warning,
        title: "a path given both inside `$or` and beside it",
        explanation: "A path that is given twice does not have to match twice: the list that stands later in the text replaces the \
                      earlier one, wherever both would count. Source: event-ruler, the library that EventBridge matches with.",
        failing: r#"{"source": ["app.orders"], "$or": [{"source": ["app.refunds"]}, {"region": ["eu-west-1"]}]}"#,
        passing: r#"{"$or": [{"source": ["app.refunds"]}, {"source": ["app.orders"], "region": ["eu-west-1"]}]}"#,
        run: Run::Pattern(given_twice),
    },
    Check {
        id: "EB111",
        level: Level::Error,
        title: "more than one operator in one expression",
        explanation: "A match expression has one operator: `Only one key allowed in match expression`. Expressions side by side in the \
                      list are alternatives; there is no `and` on one field.",
        failing: r#"{"source": [{"prefix": "app.", "suffix": ".orders"}]}"#,
        passing: r#"{"source": [{"wildcard": "app.*.orders"}]}"#,
        run: Run::Passed,
    },
];

fn exactly(pattern: &PatternUse<'_>, findings: &mut Findings) {
    let Some(object) = &pattern.object else { return };
    for node in fields(object).iter().flat_map(|field| field.list) {
        let Some(("exactly", entry)) = expression(node) else { continue };
        let found =
            findings.add(entry.key_span, "`exactly` is not documented for EventBridge").with_level(Level::Warning);
        if let Some(text) = entry.value.as_str() {
            found.with_help(format!("write the value itself: {}", quoted(text)));
        }
    }
}

fn given_twice(pattern: &PatternUse<'_>, findings: &mut Findings) {
    let Some(object) = &pattern.object else { return };
    let fields = fields(object);
    let mut by_path = BTreeMap::<&str, Vec<&Field<'_>>>::new();
    for field in &fields {
        if let Some(path) = &field.path {
            by_path.entry(path).or_default().push(field);
        }
    }
    for (path, fields) in by_path {
        for (number, later) in fields.iter().enumerate() {
            let earlier = fields.iter().take(number);
            let earlier: Vec<_> = earlier.filter_map(|field| Some((field.key_span, replaces(later, field)?))).collect();
            let Some((_, [own, other])) = earlier.first() else { continue };
            let message =
                format!("this list for `{path}`, {own}, replaces the one {other}: they do not both have to match");
            let found = findings.add(later.key_span, message);
            found.with_help(format!("give `{path}` in every member of `$or`, or only beside it"));
            for (span, _) in earlier {
                found.with_related(span, "replaced");
            }
        }
    }
}

/// Where the lists stand, if both would count in one combination of members of `$or` and their keys do not just repeat in one
/// object.
fn replaces(later: &Field<'_>, earlier: &Field<'_>) -> Option<[&'static str; 2]> {
    let mut pairs = later.members.iter().zip(&earlier.members);
    match pairs.find(|(later, earlier)| later != earlier) {
        Some(((later_or, _), (earlier_or, _))) if later_or == earlier_or => None,
        Some(_) => Some(["inside `$or`", "inside another `$or`"]),
        None => match later.members.len().cmp(&earlier.members.len()) {
            Ordering::Less => Some(["beside `$or`", "inside it"]),
            Ordering::Equal => None,
            Ordering::Greater => Some(["inside `$or`", "beside it"]),
        },
    }
}
