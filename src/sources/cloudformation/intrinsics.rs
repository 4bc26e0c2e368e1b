//! The functions of a template: what they give is known, known in part, or open until deployment.
//!
//! Source: AWS CloudFormation template reference, intrinsic functions, pseudo parameters and dynamic references; Serverless Framework
//! documentation, variables. A parameter stays open even if it has a default: a deployment can override it.

use std::ops::Range;

use crate::sources::node::{Hole, Map, Node, Value};
use crate::sources::text::Text;
use crate::span::Span;

/// What stands for "no such property".
const NO_VALUE: &str = "AWS::NoValue";

/// What a string can hold that is not meant literally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variables {
    /// `{{resolve:…}}`.
    Template,
    /// `{{resolve:…}}`, and `${…}` of the Serverless Framework.
    Serverless,
}

/// Resolves the functions of one template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolver<'t> {
    pub(crate) variables: Variables,
    /// The resources of the template, by logical id.
    pub(crate) resources: Option<&'t Map>,
}

impl Resolver<'_> {
    /// `node` with the results of its functions.
    pub(crate) fn resolve(&self, node: &Node) -> Node {
        let mut node = node.clone();
        self.resolve_in_place(&mut node);
        node
    }

    /// Arguments first, then the function. Its frame is small: documents are up to 1000 levels deep.
    fn resolve_in_place(&self, node: &mut Node) {
        match &mut node.value {
            Value::List(list) => {
                list.iter_mut().for_each(|item| self.resolve_in_place(item));
                list.retain(|item| !is_no_value(item));
            }
            Value::Map(map) => {
                let members = map.edit();
                members.iter_mut().for_each(|entry| self.resolve_in_place(&mut entry.value));
                members.retain(|entry| !is_no_value(&entry.value));
                self.apply(node);
            }
            Value::String(_) => self.open_variables(node),
            _ => {}
        }
    }

    /// Makes holes of the variables in a string.
    #[inline(never)]
    fn open_variables(&self, node: &mut Node) {
        let Some(text) = node.as_text() else { return };
        let is_variable = |name: &str| text.as_str().contains(name);
        let mut opened = None;
        if is_variable("{{resolve:") {
            opened = Some(with_holes(text, |text| range_between(text, "{{resolve:", "}}")));
        }
        if self.variables == Variables::Serverless && is_variable("${") {
            let text = opened.as_ref().unwrap_or(text);
            let with_holes = with_holes(text, serverless_variable);
            if with_holes.has_holes() && with_holes.as_str().len() == Text::HOLE.len_utf8() {
                node.value = Value::Hole(Hole::default());
                return;
            }
            opened = Some(with_holes);
        }
        if let Some(text) = opened {
            node.value = Value::String(text);
        }
    }

    /// Replaces a function by its result. An object with a function among its members can have any members at all.
    #[inline(never)]
    fn apply(&self, node: &mut Node) {
        let Some(map) = node.as_map() else { return };
        let is_function = |name: &str| name.starts_with("Fn::") || (name == "Ref" && map.entries().len() == 1);
        let Some(entry) = map.entries().find(|entry| is_function(entry.key.as_str())) else { return };
        let argument = &entry.value;
        let known = match (entry.key.as_str(), map.entries().len()) {
            ("Ref", 1) => match argument.as_text() {
                Some(name) => Some(Node::new(node.span, hole_of(name.as_str()))),
                // An object that happens to have this key.
                None => return,
            },
            ("Fn::GetAtt", 1) => attribute_owner(argument).map(|name| Node::new(node.span, hole_of(name))),
            ("Fn::Sub", 1) => self.substitute(argument, node.span),
            ("Fn::Join", 1) => join(argument, node.span),
            ("Fn::ToJsonString", 1) if argument.is_known() => {
                Some(Node::new(argument.span, Value::String(argument.to_json(&mut |_| String::new()))))
            }
            _ => None,
        };
        *node = known.unwrap_or_else(|| Node::hole(node.span));
    }

    /// `Fn::Sub`, with or without variables of its own.
    fn substitute(&self, argument: &Node, span: Span) -> Option<Node> {
        let (template, own) = match argument.as_list() {
            Some([template, own]) => (template, own.as_map()),
            Some(_) => return None,
            None => (argument, None),
        };
        let text = template.as_text()?;
        let string = text.as_str();
        let mut out = Text::default();
        let mut start = 0;
        while let Some(range) = string.get(start..).and_then(|rest| range_between(rest, "${", "}")) {
            let range = start + range.start..start + range.end;
            let name = string.get(range.start + 2..range.end - 1).unwrap_or_default();
            let value = own.and_then(|own| own.get(name));
            push_slice(&mut out, text, start..range.start);
            if name.starts_with('!') {
                push_slice(&mut out, text, range.start..range.start + 2);
                push_slice(&mut out, text, range.start + 3..range.end);
            } else if value.is_none() && range == (0..string.len()) && self.is_resource(name) {
                return Some(Node::new(span, hole_of(name)));
            } else {
                match value.and_then(scalar) {
                    Some(value) => out.push_str(&value, text.source(range.clone())),
                    None => out.push_hole(text.source(range.clone())),
                }
            }
            start = range.end;
        }
        push_slice(&mut out, text, start..string.len());
        Some(Node::new(template.span, Value::String(if start == 0 { text.clone() } else { out })))
    }

    fn is_resource(&self, name: &str) -> bool {
        let name = name.split('.').next().unwrap_or(name);
        self.resources.is_some_and(|resources| resources.get(name).is_some())
    }
}

/// `Fn::Join`. The text between two parts stands for their delimiter.
fn join(argument: &Node, span: Span) -> Option<Node> {
    let Some([delimiter, parts]) = argument.as_list() else { return None };
    let (delimiter, parts) = (delimiter.as_str()?, parts.as_list()?);
    let mut out = Text::default();
    let mut end = None;
    for part in parts {
        if let Some(end) = end.filter(|_| !delimiter.is_empty()) {
            out.push_str(delimiter, Span::new(end, part.span.start.max(end)));
        }
        end = Some(part.span.end);
        match &part.value {
            Value::String(text) => out.push_text(text),
            Value::Hole(_) => out.push_hole(part.span),
            _ => out.push_str(&scalar(part)?, part.span),
        }
    }
    if parts.is_empty() {
        out.push_str("", Span::at(span.start));
    }
    Some(Node::new(span, Value::String(out)))
}

/// The resource whose attribute `Fn::GetAtt` gives.
fn attribute_owner(argument: &Node) -> Option<&str> {
    match argument.as_list() {
        Some(list) => list.first()?.as_str(),
        None => argument.as_str(),
    }
}

/// The value that a resource, an attribute of one, or a parameter gives.
fn hole_of(name: &str) -> Value {
    let owner = name.split('.').next().unwrap_or(name);
    Value::Hole(Hole { refers_to: Some(owner.into()) })
}

fn is_no_value(node: &Node) -> bool {
    matches!(&node.value, Value::Hole(hole) if hole.refers_to.as_deref() == Some(NO_VALUE))
}

/// What a value is as a part of a string, if all of it is known.
fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(text) => Some(text.to_string()),
        _ => node.as_str().map(str::to_owned),
    }
}

/// `text` with a hole for each range that `next` finds in what follows the last one.
fn with_holes(text: &Text, next: impl Fn(&str) -> Option<Range<usize>>) -> Text {
    let mut out = Text::default();
    let mut start = 0;
    while let Some(range) = text.as_str().get(start..).and_then(&next) {
        push_slice(&mut out, text, start..start + range.start);
        out.push_hole(text.source(start + range.start..start + range.end));
        start += range.end;
    }
    if start == 0 {
        return text.clone();
    }
    push_slice(&mut out, text, start..text.as_str().len());
    out
}

fn push_slice(out: &mut Text, text: &Text, range: Range<usize>) {
    if !range.is_empty() {
        out.push_text(&text.slice(range));
    }
}

/// The first part of `text` from `open` to `close`.
fn range_between(text: &str, open: &str, close: &str) -> Option<Range<usize>> {
    let start = text.find(open)?;
    let end = start + text.get(start..)?.find(close)? + close.len();
    Some(start..end)
}

/// The first variable of the Serverless Framework, which may hold others. `${!…}` is a literal of `Fn::Sub`.
fn serverless_variable(text: &str) -> Option<Range<usize>> {
    let is_start = |(at, _): &(usize, &str)| !text.get(*at..).is_some_and(|rest| rest.starts_with("${!"));
    let (start, _) = text.match_indices("${").find(is_start)?;
    let mut depth = 0usize;
    for (at, c) in text.get(start..)?.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(start..start + at + 1),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::json;
    use crate::sources::show::under;

    fn resolve_with(variables: Variables, file: &str) -> Node {
        let resources = json::read(r#"{"Queue": {"Type": "AWS::SQS::Queue"}}"#).unwrap();
        Resolver { variables, resources: resources.as_map() }.resolve(&json::read(file).unwrap())
    }

    fn resolve(file: &str) -> Node {
        resolve_with(Variables::Template, file)
    }

    /// The string with `…` for its holes, and what stands in the file for each of its characters.
    fn string(node: &Node, file: &str) -> (String, Vec<String>) {
        let text = node.as_text().unwrap();
        let place = |(at, c): (usize, char)| under(file, text.source(at..at + c.len_utf8())).to_owned();
        (text.as_str().replace(Text::HOLE, "…"), text.as_str().char_indices().map(place).collect())
    }

    fn refers_to(node: &Node) -> Option<&str> {
        let Value::Hole(hole) = &node.value else { panic!("{node:?}") };
        hole.refers_to.as_deref()
    }

    #[test]
    fn what_a_reference_gives_is_open_and_its_owner_known() {
        assert_eq!(refers_to(&resolve(r#"{"Ref": "Bus"}"#)), Some("Bus"));
        assert_eq!(refers_to(&resolve(r#"{"Fn::GetAtt": ["Queue", "Arn"]}"#)), Some("Queue"));
        assert_eq!(refers_to(&resolve(r#"{"Fn::GetAtt": "Stack.Outputs.Arn"}"#)), Some("Stack"));
        assert_eq!(refers_to(&resolve(r#"{"Fn::Sub": "${Queue.Arn}"}"#)), Some("Queue"));
        for function in ["If", "ImportValue", "FindInMap", "Select", "Split", "Transform", "Base64", "GetAZs", "New"] {
            assert_eq!(refers_to(&resolve(&format!(r#"{{"Fn::{function}": ["a"]}}"#))), None, "{function}");
        }
    }

    #[test]
    fn sub_opens_its_variables_only() {
        let file = r#"{"Fn::Sub": "a${X.Y}${!Z}"}"#;
        let node = resolve(file);
        let (value, places) = string(&node, file);
        assert_eq!((value.as_str(), under(file, node.span)), ("a…${Z}", r#""a${X.Y}${!Z}""#));
        assert_eq!(places, ["a", "${X.Y}", "$", "{", "Z", "}"]);
        assert_eq!(resolve(r#"{"Fn::Sub": "rate(5 minutes)"}"#).as_str(), Some("rate(5 minutes)"));
        // A value of a parameter is a string, whatever it says.
        assert_eq!(resolve(r#"{"Fn::Sub": "${Stage}"}"#).as_text().unwrap().as_str(), "\u{fffc}");
    }

    #[test]
    fn sub_knows_its_own_variables() {
        let file = r#"{"Fn::Sub": ["${n}-${r}-${AWS::Region}", {"n": 5, "r": {"Ref": "R"}}]}"#;
        let (value, places) = string(&resolve(file), file);
        assert_eq!((value.as_str(), places[0].as_str(), places[2].as_str()), ("5-…-…", "${n}", "${r}"));
    }

    #[test]
    fn join_keeps_the_places_of_its_parts() {
        let file = r#"{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":sqs"]]}"#;
        let (value, places) = string(&resolve(file), file);
        assert_eq!((value.as_str(), places[0].as_str()), ("arn:…:sqs", "a"));
        assert_eq!(places[4], r#"{"Ref": "AWS::Partition"}"#);
        let file = r#"{"Fn::Join": [":", ["a", "b"]]}"#;
        assert_eq!(string(&resolve(file), file), ("a:b".to_owned(), vec!["a".into(), ", ".into(), "b".into()]));
        assert_eq!(refers_to(&resolve(r#"{"Fn::Join": [",", {"Ref": "List"}]}"#)), None);
    }

    #[test]
    fn no_value_is_no_member() {
        let node = resolve(r#"{"a": {"Ref": "AWS::NoValue"}, "b": [1, {"Ref": "AWS::NoValue"}], "c": {"Ref": "B"}}"#);
        assert!(node.get("a").is_none() && node.get("c").unwrap().is_hole());
        assert_eq!(node.get("b").unwrap().as_list().unwrap().len(), 1);
    }

    #[test]
    fn patterns_are_no_functions() {
        let file = r#"{"detail": {"Ref": ["x"], "a": [{"prefix": "${b}"}]}, "Condition": ["c"]}"#;
        assert!(resolve(file).is_known());
        assert_eq!(resolve(r#"{"Ref": ["x"]}"#).get("Ref").unwrap().as_list().unwrap().len(), 1);
    }

    #[test]
    fn an_object_with_a_macro_can_have_any_members() {
        assert_eq!(refers_to(&resolve(r#"{"State": "ENABLED", "Fn::Transform": {"Name": "AWS::Include"}}"#)), None);
    }

    #[test]
    fn json_of_a_known_value_is_known() {
        let file = r#"{"Fn::ToJsonString": {"source": ["a"]}}"#;
        let node = resolve(file);
        assert_eq!(node.as_str(), Some(r#"{"source":["a"]}"#));
        let text = node.as_text().unwrap();
        let at = text.as_str().find("[\"a\"]").unwrap();
        assert_eq!(under(file, text.source(at..at + 5)), r#"["a"]"#);
        assert!(resolve(r#"{"Fn::ToJsonString": {"source": [{"Ref": "S"}]}}"#).is_hole());
    }

    #[test]
    fn dynamic_references_are_open() {
        let file = r#"["{{resolve:ssm:/a/b}}-x", "{{resolve"]"#;
        let node = resolve(file);
        let list = node.as_list().unwrap();
        assert_eq!(string(&list[0], file).0, "…-x");
        assert_eq!(list[1].as_str(), Some("{{resolve"));
    }

    #[test]
    fn variables_of_the_serverless_framework_are_open() {
        let file = r#"["a-${opt:stage, ${self:provider.stage}}-b", "${self:custom.pattern}", "${x", "${!a}"]"#;
        let node = resolve_with(Variables::Serverless, file);
        let list = node.as_list().unwrap();
        let (value, places) = string(&list[0], file);
        assert_eq!((value.as_str(), places[2].as_str()), ("a-…-b", "${opt:stage, ${self:provider.stage}}"));
        assert_eq!(refers_to(&list[1]), None);
        assert_eq!((list[2].as_str(), list[3].as_str()), (Some("${x"), Some("${!a}")));
        assert_eq!(resolve(file).as_list().unwrap()[1].as_str(), Some("${self:custom.pattern}"));
    }

    #[test]
    fn a_thousand_levels_are_no_trouble() {
        let file = format!("{}1{}", r#"{"Fn::Join": ["","#.repeat(490), "]}".repeat(490));
        assert!(resolve(&file).is_hole());
    }
}
