//! Input paths: the part of JSONPath that EventBridge reads.
//!
//! `$` is the event; behind it stand `.key`, `[index]`, and the wildcards `.*` and `[*]`. A path with a wildcard gives the array of
//! all it finds.
//!
//! Source: EventBridge user guide, input transformation, "supported syntax"; that paths without `$` and keys in brackets are
//! refused is what others report to have measured on AWS. What else JSONPath has (`..`, slices, filters, negative indexes) is
//! refused here, as the guide does not list it: what AWS says to it is not known.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::rule::json::Children;
use crate::rule::limits;
use crate::span::Span;

/// A path to a part of an event, such as `$.detail.items[0].id`.
///
/// ```
/// use rulebridge::rule::InputPath;
///
/// let path: InputPath = "$.detail.instance-id".parse()?;
/// assert_eq!(path.to_string(), "$.detail.instance-id");
///
/// let error = "$.detail['state']".parse::<InputPath>().unwrap_err();
/// assert_eq!(error.help(), Some("write `.state`"));
/// # Ok::<(), rulebridge::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InputPath {
    text: Box<str>,
    steps: Box<[Step]>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Step {
    Key(Box<str>),
    Index(usize),
    /// Every member or element.
    Every,
}

impl InputPath {
    /// The path as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part of `event`, a minified JSON text, that this path leads to.
    pub(super) fn select<'a>(&self, event: &'a str) -> Result<Option<Cow<'a, str>>, Error> {
        let mut found = vec![event];
        for step in &self.steps {
            let mut next = Vec::new();
            for value in found {
                let children = Children::of(value)?;
                match step {
                    Step::Key(key) => next.extend(children.member(key)),
                    Step::Index(_) if !children.keys.is_empty() => {}
                    Step::Index(index) => next.extend(children.values.get(*index)),
                    Step::Every => next.extend(children.distinct()),
                }
            }
            found = next;
        }
        if self.steps.contains(&Step::Every) {
            return Ok(Some(format!("[{}]", found.join(",")).into()));
        }
        Ok(found.first().map(|&value| value.into()))
    }
}

impl FromStr for InputPath {
    type Err = Error;

    /// Reads a path.
    ///
    /// # Errors
    ///
    /// If it is longer than 256 characters, does not start with `$`, or has more than keys, indexes and wildcards behind it.
    /// [`Error::aws_message`] is `None`: AWS names the target, see [`TargetBuilder::build`](super::TargetBuilder::build).
    fn from_str(text: &str) -> Result<Self, Error> {
        limits::INPUT_PATH.check(text)?;
        let mut parser = Parser { text, at: 0 };
        let steps = parser.steps()?;
        Ok(Self { text: text.into(), steps: steps.into() })
    }
}

impl fmt::Display for InputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    /// What JSONPath gives a meaning of its own, or what cannot be told from a slip.
    const NO_KEY: &'static [char] = &['.', '[', ']', '(', ')', '\'', '"', '?', '*', ' ', '\t', '\r', '\n'];

    fn steps(&mut self) -> Result<Vec<Step>, Error> {
        if !self.text.starts_with('$') {
            let help = match self.text.trim_start_matches('.') {
                "" => "write `$`, which is the whole event".to_owned(),
                keys => format!("write `$.{keys}`"),
            };
            return Err(self.error("an input path starts with `$`", 0, self.first_len(), Some(help)));
        }
        self.at = 1;
        let mut steps = Vec::new();
        while let Some(c) = self.rest().chars().next() {
            steps.push(match c {
                '.' => self.key()?,
                '[' => self.bracket()?,
                _ => {
                    return Err(self.error("found something other than `.` or `[`", self.at, c.len_utf8(), None));
                }
            });
        }
        Ok(steps)
    }

    fn key(&mut self) -> Result<Step, Error> {
        let point = self.at;
        self.at += 1;
        if self.rest().starts_with('*') {
            self.at += 1;
            return Ok(Step::Every);
        }
        let len = self.rest().find(Self::NO_KEY).unwrap_or(self.rest().len());
        let key = self.rest().get(..len).unwrap_or_default();
        if key.is_empty() {
            let (message, len) = match self.rest().chars().next() {
                Some('.') => ("`..` is not among what EventBridge reads of JSONPath", 2),
                Some(c) if c != '[' => ("a key has to stand behind the `.`", 1 + c.len_utf8()),
                _ => ("a key has to stand behind the `.`", 1),
            };
            return Err(self.error(message, point, len, None));
        }
        self.at += len;
        Ok(Step::Key(key.into()))
    }

    fn bracket(&mut self) -> Result<Step, Error> {
        let open = self.at;
        let Some(len) = self.rest().find(']') else {
            return Err(self.error("this `[` has no `]`", open, self.rest().len(), None));
        };
        let inside = self.rest().get(1..len).unwrap_or_default();
        self.at += len + 1;
        let is_index = !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit());
        match inside {
            "*" => Ok(Step::Every),
            // No event has an element of an index too large to count.
            _ if is_index => Ok(Step::Index(inside.parse().unwrap_or(usize::MAX))),
            _ => {
                let name = inside.trim().trim_matches(['\'', '"']);
                let is_key = name.len() < inside.trim().len() && !name.contains(Self::NO_KEY);
                let help = is_key.then(|| format!("write `.{name}`"));
                Err(self.error("EventBridge reads an index or `*` in brackets, no keys", open, len + 1, help))
            }
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn first_len(&self) -> usize {
        self.text.chars().next().map_or(0, char::len_utf8)
    }

    fn error(&self, what: &str, start: usize, len: usize, help: Option<String>) -> Error {
        let span = Span::new(start, start + len);
        Error::new(ErrorKind::InputPath, what, span, self.text.as_bytes()).with_help(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn select(path: &str, event: &str) -> Option<String> {
        path.parse::<InputPath>().unwrap().select(event).unwrap().map(Cow::into_owned)
    }

    #[test]
    fn keys_and_indexes_lead_to_one_value() {
        let event = r#"{"a-b":{"c_d":[1.0,{"e/f":null}]},"0":"x"}"#;
        assert_eq!(select("$", event).as_deref(), Some(event));
        assert_eq!(select("$.a-b.c_d[0]", event).as_deref(), Some("1.0"));
        assert_eq!(select("$.a-b.c_d[1].e/f", event).as_deref(), Some("null"));
        assert_eq!(select("$.0", event).as_deref(), Some("\"x\""));
        for missing in ["$.x", "$.a-b.c_d[2]", "$.a-b[0]", "$.a-b.c_d.e", "$.0.x", "$.a-b.c_d[99999999999999999999]"] {
            assert_eq!(select(missing, event), None, "{missing}");
        }
    }

    #[test]
    fn wildcards_give_arrays() {
        let event = r#"{"a":[{"b":1},{"b":[2]},{}],"c":{"x":3,"y":4}}"#;
        assert_eq!(select("$.a[*].b", event).as_deref(), Some("[1,[2]]"));
        assert_eq!(select("$.c.*", event).as_deref(), Some("[3,4]"));
        assert_eq!(select("$.z[*]", event).as_deref(), Some("[]"));
    }
}
