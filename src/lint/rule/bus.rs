//! Which bus a rule is on, as far as the file tells.

use crate::lint::fields::{known_end, known_start, referred};
use crate::rule::DEFAULT_BUS;
use crate::rule::limits::bus_name;
use crate::sources::Document;
use crate::sources::node::Node;
use crate::sources::text::Text;

/// A bus that is wholly known. One bus may be known by its name here and by its ARN there: those are not told to be one.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bus<'d> {
    Default,
    /// By name or ARN.
    Named(&'d str),
    /// By the logical id of an `AWS::Events::EventBus` of the template.
    Resource(&'d str),
}

impl<'d> Bus<'d> {
    /// The bus of this name; `None` if that is not wholly known.
    pub(super) fn of(node: Option<&'d Node>, document: &'d Document<'_>) -> Option<Self> {
        let Some(node) = node else { return Some(Self::Default) };
        match node.as_str() {
            Some(bus) if bus_name(bus) == DEFAULT_BUS => Some(Self::Default),
            Some(bus) => Some(Self::Named(bus)),
            None => resource(node, document).map(Self::Resource),
        }
    }

    /// "the default bus", "the bus `orders`".
    pub(super) fn described(&self) -> String {
        match self {
            Self::Default => "the default bus".to_owned(),
            Self::Named(name) | Self::Resource(name) => format!("the bus `{name}`"),
        }
    }
}

/// What the file calls a bus that cannot be the default one, whatever its unknown parts are.
pub(super) fn surely_not_default(node: &Node, document: &Document<'_>) -> Option<String> {
    let Some(text) = node.as_text() else { return resource(node, document).map(str::to_owned) };
    if let Some(bus) = text.known() {
        return (bus_name(bus) != DEFAULT_BUS).then(|| bus.to_owned());
    }
    let (start, end) = (known_start(text), known_end(text));
    let may_start = DEFAULT_BUS.starts_with(start) || start.starts_with("arn:") || "arn:".starts_with(start);
    let may_end = ":event-bus/default".ends_with(end) || end.ends_with(":event-bus/default");
    (!(may_start && may_end)).then(|| text.as_str().replace(Text::HOLE, "…"))
}

/// The logical id of the event bus of the template that a value refers to. A template cannot make the default bus.
fn resource<'d>(node: &'d Node, document: &'d Document<'_>) -> Option<&'d str> {
    let (id, kind) = referred(node, document)?;
    (kind == "AWS::Events::EventBus").then_some(id)
}
