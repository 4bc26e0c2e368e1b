//! Input transformers: named paths into the event, and the template they fill.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind};
use crate::rule::limits;
use crate::rule::path::InputPath;
use crate::rule::template::{self, Piece, TemplateKind};
use crate::span::Span;

/// An `InputTransformer`: what a target receives instead of the event.
///
/// ```
/// use rulebridge::rule::InputTransformer;
///
/// let paths = [("instance", "$.detail.instance-id"), ("state", "$.detail.state")];
/// let transformer = InputTransformer::new(paths, r#"{"id": <instance>, "text": "now <state>"}"#)?;
/// assert_eq!(transformer.path("state").unwrap().as_str(), "$.detail.state");
///
/// let error = InputTransformer::new(paths, r#""<instanse> is <state>""#).unwrap_err();
/// assert_eq!(error.to_string(), "1:2: `instanse` is neither in the InputPathsMap nor predefined");
/// assert_eq!(error.help(), Some("did you mean `instance`?"));
/// # Ok::<(), rulebridge::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InputTransformer {
    paths: BTreeMap<Box<str>, InputPath>,
    template: Box<str>,
    pub(super) pieces: Box<[Piece]>,
}

impl InputTransformer {
    /// Entries that an `InputPathsMap` may have.
    pub(crate) const MOST_PATHS: usize = 100;

    /// A transformer of an `InputPathsMap`, by key, and an `InputTemplate`. Of entries with one key the last counts.
    ///
    /// # Errors
    ///
    /// If there are more than 100 entries; a key is empty, longer than 256 characters, or has others than letters, digits, `-`
    /// and `_`; a path is not one that [`InputPath`] reads; the template is empty or longer than 8,192 characters, or has a
    /// placeholder that is unknown, stands in the key of a JSON object, or is `aws.events.event.json` in a text.
    /// [`Error::aws_message`] is `None`: AWS names the target, see [`TargetBuilder::build`](super::TargetBuilder::build).
    ///
    /// That keys cannot start with `AWS` is documented, but AWS was found to take them, and so do we.
    pub fn new<K, P>(paths: impl IntoIterator<Item = (K, P)>, template: &str) -> Result<Self, Error>
    where
        K: AsRef<str>,
        P: AsRef<str>,
    {
        Self::of_target(paths, template, None)
    }

    /// As [`new`](Self::new), with AWS' words about the target of this id.
    pub(crate) fn of_target<K, P>(
        paths: impl IntoIterator<Item = (K, P)>,
        template: &str,
        target: Option<&str>,
    ) -> Result<Self, Error>
    where
        K: AsRef<str>,
        P: AsRef<str>,
    {
        let mut parsed = BTreeMap::<Box<str>, InputPath>::new();
        for (key, path) in paths {
            limits::PATH_KEY.check(key.as_ref())?;
            let path = path.as_ref();
            let path = path.parse().map_err(|error| invalid_path(path, error, target))?;
            parsed.insert(key.as_ref().into(), path);
        }
        if parsed.len() > Self::MOST_PATHS {
            let message = format!("the InputPathsMap has {} entries, {} are allowed", parsed.len(), Self::MOST_PATHS);
            return Err(Error::new(ErrorKind::TooManyPaths, message, Span::default(), b""));
        }
        limits::TEMPLATE.check(template)?;
        let keys = parsed.keys().map(AsRef::as_ref);
        let pieces = template::parse(template, keys, target)?.into();
        Ok(Self { paths: parsed, template: template.into(), pieces })
    }

    /// The entries of the `InputPathsMap`, by key.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &InputPath)> {
        self.paths.iter().map(|(key, path)| (&**key, path))
    }

    /// The path of one key.
    pub fn path(&self, key: &str) -> Option<&InputPath> {
        self.paths.get(key)
    }

    /// The `InputTemplate` as written.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// Whether the template makes JSON or text.
    pub fn kind(&self) -> TemplateKind {
        TemplateKind::of(&self.template)
    }
}

/// The error about an input path with AWS' words, which are known for paths without `$` and for quotes in brackets.
pub(crate) fn invalid_path(path: &str, error: Error, target: Option<&str>) -> Error {
    let wrong = path.get(error.span().range()).unwrap_or_default();
    let is_known = error.kind() == ErrorKind::InputPath && (!path.starts_with('$') || wrong.contains(['\'', '"']));
    let aws = target.filter(|_| is_known).map(|target| format!("InputPath for target {target} is invalid."));
    error.with_aws_message(aws)
}
