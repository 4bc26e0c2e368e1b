//! Files that hold rules, read into one model, whatever wrote them.
//!
//! ```text
//! file ─ json, yaml ─▶ tree of values with places ─ one reader per format ─▶ declarations ─▶ Document
//! ```
//!
//! A [`Document`] is what one file declares: rules, targets, schedules, archives and pipes, right or wrong, each part with its
//! place in the file, also where a pattern stands inside a string; its [rules](Document::rules) can be matched. Its format shows in its content; names of files mean nothing.
//! What is only known when a template is deployed (`!Ref`, `${…}`, values that Terraform computes) stays open.

mod aws_json;
mod build;
mod cloudformation;
mod detect;
mod json;
pub(crate) mod model;
pub(crate) mod node;
mod rules;
mod scheduler;
mod serverless;
mod shape;
#[cfg(test)]
mod show;
mod terraform;
pub(crate) mod text;
mod yaml;

use std::fmt;

use crate::error::Error;
use model::Declaration;
use node::Node;

#[cfg(feature = "lint")]
pub(crate) use json::read_inside as read_json_inside;
pub use rules::{DeclaredRule, Unbuilt};

/// A file that holds rules, and what it declares.
///
/// ```
/// use rulebridge::sources::{Document, Format, Reading};
///
/// let file = r#"{"Name": "orders", "EventPattern": "{\"source\": [\"app.orders\"]}"}"#;
/// let Reading::Document(document) = Document::read(file) else { panic!() };
/// assert_eq!(document.format(), Format::AwsJson);
///
/// assert!(matches!(Document::read("# A poem"), Reading::Unknown));
/// ```
#[derive(Debug, Clone)]
pub struct Document<'a> {
    text: &'a str,
    format: Format,
    #[cfg(feature = "lint")]
    root: Node,
    declarations: Vec<Declaration>,
}

/// What a file turned out to be.
#[derive(Debug, Clone)]
pub enum Reading<'a> {
    /// It holds rules.
    Document(Document<'a>),
    /// It would hold rules, but is not JSON or YAML.
    Broken(Error),
    /// It holds something else.
    Unknown,
}

/// What wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// An event pattern by itself.
    Pattern,
    /// An object of names and event patterns.
    Patterns,
    /// What the commands of the AWS CLI take or print: `put-rule`, `put-targets`, `describe-rule`, `list-rules`,
    /// `list-targets-by-rule`, `create-archive` and `describe-archive` of `aws events`, `create-schedule` and `get-schedule` of
    /// `aws scheduler`; one or a list of them.
    AwsJson,
    /// A CloudFormation or SAM template, in JSON or YAML; what CDK synthesises is one.
    CloudFormation,
    /// A configuration of the Serverless Framework.
    Serverless,
    /// What `terraform show -json` prints of a plan or a state.
    Terraform,
}

impl Format {
    /// The stable name of this format.
    ///
    /// ```
    /// assert_eq!(rulebridge::sources::Format::CloudFormation.as_str(), "cloudformation");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pattern => "pattern",
            Self::Patterns => "patterns",
            Self::AwsJson => "aws-json",
            Self::CloudFormation => "cloudformation",
            Self::Serverless => "serverless",
            Self::Terraform => "terraform",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'a> Document<'a> {
    /// Reads a file.
    ///
    /// A file that is not JSON or YAML is [`Reading::Broken`] only if it has words that files of rules have; any other is
    /// [`Reading::Unknown`].
    pub fn read(text: &'a str) -> Reading<'a> {
        if !detect::may_hold_rules(text) {
            return Reading::Unknown;
        }
        let notation = detect::notation(text);
        let roots = match notation {
            detect::Notation::Json => json::read(text).map(|root| vec![root]),
            detect::Notation::Yaml => yaml::read(text),
        };
        let roots = match roots {
            Ok(roots) => roots,
            Err(error) if detect::is_meant_to_hold_rules(text, &error) => return Reading::Broken(error),
            Err(_) => return Reading::Unknown,
        };
        let known: Vec<_> =
            roots.into_iter().filter_map(|root| Some((detect::format(&root, notation)?, root))).collect();
        let Some(&(format, _)) = known.first() else { return Reading::Unknown };
        let declarations = known.iter().flat_map(|(format, root)| declarations(*format, root)).collect();
        Reading::Document(Self {
            text,
            format,
            #[cfg(feature = "lint")]
            root: one_of(known.into_iter().map(|(_, root)| root).collect()),
            declarations,
        })
    }

    /// The text of the file.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// What wrote the file.
    pub fn format(&self) -> Format {
        self.format
    }

    #[cfg(any(test, feature = "lint"))]
    pub(crate) fn declarations(&self) -> &[Declaration] {
        &self.declarations
    }

    /// All values of the file; a list of its documents, if it is YAML with more than one.
    #[cfg(feature = "lint")]
    pub(crate) fn root(&self) -> &Node {
        &self.root
    }
}

/// What a document of this format declares.
fn declarations(format: Format, root: &Node) -> Vec<Declaration> {
    match format {
        Format::Pattern => aws_json::pattern(root),
        Format::Patterns => aws_json::patterns(root),
        Format::AwsJson => aws_json::declarations(root),
        Format::CloudFormation => cloudformation::declarations(root),
        Format::Terraform => terraform::declarations(root),
        Format::Serverless => serverless::declarations(root),
    }
}

/// The only node, or a list of all of them.
#[cfg(feature = "lint")]
fn one_of(mut nodes: Vec<Node>) -> Node {
    use crate::sources::node::Value;
    use crate::span::Span;

    match (nodes.first().map(|node| node.span), nodes.last().map(|node| node.span)) {
        (Some(first), Some(last)) if nodes.len() > 1 => Node::new(Span::new(first.start, last.end), Value::List(nodes)),
        _ => nodes.pop().unwrap_or_else(|| Node::new(Span::at(0), Value::Null)),
    }
}
