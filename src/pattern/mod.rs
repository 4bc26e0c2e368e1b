//! Event patterns: parsed, checked, and matched one at a time.
//!
//! ```text
//! text ─ json ─▶ tokens with spans ─ parse ─▶ ast ─ tree ─▶ combinations of fields ─▶ Pattern
//!                                                                                      │
//! event bytes or value ─ event: only the paths the pattern names ─────── evaluate ─────┴─▶ verdict
//! ```
//!
//! What a pattern means:
//!
//! - A pattern is an object. Its keys name fields of the event; every field named has to match. The value of a key is an
//!   object, which goes one level deeper, or a list of alternatives, of which one has to match.
//! - A path is the keys that lead to a field, joined with points: `{"a":{"b":…}}` and `{"a.b":…}` are one path.
//! - An alternative is a string, a number, `true`, `false`, `null`, or an object with one operator: `prefix`, `suffix`,
//!   `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists`, `anything-but`, `exactly`.
//! - Arrays in an event are transparent: any of their elements may match, however deep arrays nest. But two fields of one
//!   pattern may not be matched by different elements of one array of objects.
//! - Only leaves match: a field whose value is an object or an empty array does not exist.
//! - `$or` takes objects, of which one has to match, at any level.

mod alternative;
mod ast;
mod aws;
mod complexity;
mod evaluate;
mod event;
pub(crate) mod fold;
pub(crate) mod ip;
mod parse;
mod paths;
mod problem;
mod tree;
mod wildcard;

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use serde_json::Value;

use crate::error::Error;
use evaluate::Field;
use event::Event;
use paths::Paths;
use tree::Tree;

pub(crate) use alternative::{Alternative, Bound, Excluded, Range};
pub(crate) use aws::location as jackson_location;
pub(crate) use event::{refusal, value_not_an_object};
pub(crate) use tree::{Leaf, canonical_list};
pub(crate) use wildcard::Wildcard;

/// An event pattern of an EventBridge rule, as AWS understands it.
///
/// Parsing refuses what AWS refuses. A pattern is cheap to clone; patterns are equal when they are the same but for the order
/// of keys and alternatives, blanks, and the way strings and numbers are written.
///
/// ```
/// use rulebridge::Pattern;
///
/// let pattern: Pattern = r#"{
///     "source": ["aws.ec2"],
///     "detail": { "state": ["stopped", { "prefix": "term" }] }
/// }"#.parse()?;
///
/// assert!(pattern.matches(br#"{"source":"aws.ec2","detail":{"state":"terminated"}}"#)?);
/// assert!(!pattern.matches(br#"{"source":"aws.ec2","detail":{"state":"running"}}"#)?);
/// # Ok::<(), rulebridge::Error>(())
/// ```
#[derive(Clone)]
pub struct Pattern(Arc<Compiled>);

struct Compiled {
    canonical: String,
    names: Vec<Arc<str>>,
    paths: Paths,
    fields: Vec<Field>,
    /// Indexes into `fields`, in the order in which AWS looks at them.
    combinations: Vec<Box<[usize]>>,
}

/// The limits a pattern is held to.
///
/// ```
/// use rulebridge::{ErrorKind, Pattern, PatternOptions};
///
/// let text = r#"{"detail":{"path":[{"wildcard":"*a*a*a*a*a*a*"}]}}"#;
/// assert_eq!(text.parse::<Pattern>().unwrap_err().kind(), ErrorKind::WildcardComplexity);
///
/// let options = PatternOptions::new().max_wildcard_complexity(20);
/// assert!(Pattern::parse_with(text, &options).is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PatternOptions {
    max_length: usize,
    max_wildcard_complexity: usize,
    max_or_combinations: usize,
}

impl PatternOptions {
    /// The limits of AWS: 4,096 characters, wildcard complexity 10, 1,000 `$or` combinations.
    ///
    /// Source: the `PutRule` reference for the characters, the user guide for the combinations; the complexity was
    /// accepted at 9 and refused at 11 on AWS.
    pub const fn new() -> Self {
        Self { max_length: 4_096, max_wildcard_complexity: 10, max_or_combinations: 1_000 }
    }

    /// The most characters (Unicode scalar values) a pattern may have.
    #[must_use]
    pub const fn max_length(mut self, characters: usize) -> Self {
        self.max_length = characters;
        self
    }

    /// The largest wildcard score one field may have: the number of wildcard prefixes that one input can be in at once.
    #[must_use]
    pub const fn max_wildcard_complexity(mut self, score: usize) -> Self {
        self.max_wildcard_complexity = score;
        self
    }

    /// The most combinations that the `$or` relations of a pattern may multiply out to.
    #[must_use]
    pub const fn max_or_combinations(mut self, combinations: usize) -> Self {
        self.max_or_combinations = combinations;
        self
    }
}

impl Default for PatternOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl Pattern {
    /// Parses a pattern under limits of your own.
    ///
    /// # Errors
    ///
    /// For everything AWS refuses, and for text after the pattern, which AWS ignores. The first mistake in the text is
    /// reported.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternOptions};
    ///
    /// let options = PatternOptions::new().max_length(2_048);
    /// let pattern = Pattern::parse_with(r#"{"source": ["aws.s3"]}"#, &options)?;
    /// assert_eq!(pattern.to_string(), r#"{"source":["aws.s3"]}"#);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn parse_with(text: &str, options: &PatternOptions) -> Result<Self, Error> {
        let tree = Tree::new(parse::parse(text, options)?);
        Ok(Self(Arc::new(Compiled::new(&tree))))
    }

    /// Whether an event, given as JSON text, matches.
    ///
    /// Every occurrence of a duplicate key counts. The whole event is checked to be JSON.
    ///
    /// # Errors
    ///
    /// If the event is not UTF-8, not JSON, not an object, or nested more than 1,000 deep; and if it repeats arrays under one
    /// path (by duplicate keys, or keys with points) in more ways than can be followed.
    ///
    /// ```
    /// use rulebridge::{ErrorKind, Pattern};
    ///
    /// let pattern: Pattern = r#"{"detail":{"severity":[{"numeric":[">=",7]}]}}"#.parse()?;
    /// assert!(pattern.matches(br#"{"detail":{"severity":[1,8.5]}}"#)?);
    /// assert_eq!(pattern.matches(b"[]").unwrap_err().kind(), ErrorKind::EventNotObject);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn matches(&self, event: &[u8]) -> Result<bool, Error> {
        self.0.matches(&Event::read(event, &self.0.paths)?)
    }

    /// Whether an event that has been parsed already matches.
    ///
    /// A [`Value`] has lost some of its text: of duplicate keys it has kept the last, numbers are what binary64 or 64-bit
    /// integers made of them, and text with half a surrogate pair, or nested more than 128 deep, never became a `Value`. Where
    /// that matters, use [`matches`](Self::matches).
    ///
    /// # Errors
    ///
    /// If the event is not an object, or too complex as said at [`matches`](Self::matches).
    ///
    /// ```
    /// use rulebridge::Pattern;
    /// use serde_json::json;
    ///
    /// let pattern: Pattern = r#"{"source":[{"suffix":".orders"}]}"#.parse()?;
    /// assert!(pattern.matches_value(&json!({"source": "app.orders"}))?);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn matches_value(&self, event: &Value) -> Result<bool, Error> {
        self.0.matches(&Event::from_value(event, &self.0.paths)?)
    }
}

impl Pattern {
    /// The fields: a path and its alternatives each.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&Arc<str>, &Leaf)> {
        let Compiled { names, fields, .. } = &*self.0;
        fields.iter().filter_map(|field| Some((names.get(field.path)?, &field.alternatives)))
    }

    /// What has to match together, in the order in which AWS looks at paths, as numbers of fields; one of these has to.
    pub(crate) fn combinations(&self) -> impl Iterator<Item = &[usize]> {
        self.0.combinations.iter().map(|combination| &**combination)
    }
}

impl Compiled {
    fn new(tree: &Tree) -> Self {
        let mut fields: Vec<Field> = Vec::new();
        let mut path_ids: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        let mut paths: Vec<Arc<str>> = Vec::new();
        // Leaves are shared by reference, so the same leaf at the same path is one field.
        let mut field_ids: BTreeMap<(usize, *const ()), usize> = BTreeMap::new();
        let mut combinations = Vec::new();
        for combination in tree.combinations() {
            let mut members = Vec::with_capacity(combination.len());
            for (path, alternatives) in combination {
                let path = *path_ids.entry(path).or_insert_with_key(|path| {
                    paths.push(path.clone());
                    paths.len() - 1
                });
                let identity = (path, Arc::as_ptr(&alternatives).cast());
                members.push(*field_ids.entry(identity).or_insert_with(|| {
                    fields.push(Field { path, alternatives });
                    fields.len() - 1
                }));
            }
            combinations.push(members.into_boxed_slice());
        }
        let trie = Paths::new(paths.iter().map(|path| &**path));
        Self { canonical: tree.canonical(), names: paths, paths: trie, fields, combinations }
    }

    fn matches(&self, event: &Event<'_>) -> Result<bool, Error> {
        evaluate::matches(&self.fields, &self.combinations, event)
    }
}

impl FromStr for Pattern {
    type Err = Error;

    /// Parses a pattern under the limits of AWS.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse_with(text, &PatternOptions::new())
    }
}

impl TryFrom<&[u8]> for Pattern {
    type Error = Error;

    /// Parses a pattern, given as bytes that should be UTF-8, under the limits of AWS.
    ///
    /// ```
    /// use rulebridge::{ErrorKind, Pattern};
    ///
    /// assert!(Pattern::try_from(&br#"{"source":["aws.s3"]}"#[..]).is_ok());
    /// assert_eq!(Pattern::try_from(&b"{\"\xff\":[1]}"[..]).unwrap_err().kind(), ErrorKind::JsonUtf8);
    /// ```
    fn try_from(text: &[u8]) -> Result<Self, Error> {
        crate::json::utf8(text)?.parse()
    }
}

impl fmt::Display for Pattern {
    /// The canonical text: keys and alternatives sorted, replaced paths resolved, no blanks. It parses to an equal pattern,
    /// unless resolving made it longer than the limit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.canonical)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&format_args!("{}", self.0.canonical)).finish()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.canonical == other.0.canonical
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.canonical.hash(state);
    }
}

/// As its canonical text, the way AWS' interfaces carry patterns.
#[cfg(feature = "serde")]
impl serde::Serialize for Pattern {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.canonical)
    }
}

/// From a string that holds the pattern's text, or from the pattern's object itself. What the deserializer makes of an
/// object has lost its duplicate keys and some digits of its numbers.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Pattern {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            value => value.to_string(),
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}
