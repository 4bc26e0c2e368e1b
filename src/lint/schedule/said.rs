//! What the author of a schedule says of it: its name, its description, and comments of YAML beside or right above it.

use std::borrow::Cow;
use std::ops::Range;

use crate::lint::schedule::ScheduleUse;
use crate::sources::text::Text;
use crate::span::Span;

/// So many lines of comments above a schedule are read.
const MAX_LINES: usize = 20;

/// A text about a schedule.
#[derive(Debug)]
pub(super) struct Said<'d> {
    text: Cow<'d, Text>,
    /// What it is: `the name`, `the description`, `the comment`.
    pub(super) what: &'static str,
}

impl Said<'_> {
    pub(super) fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Where a part of it stands in the file; `None` if the part is not wholly known.
    pub(super) fn span(&self, range: &Range<usize>) -> Option<Span> {
        (!self.text.touches_hole(range)).then(|| self.text.source(range.clone()))
    }

    /// Its words in lower case, with one blank between them. `DailyReport` has two.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        let mut before = ' ';
        for c in self.as_str().chars() {
            let begins = !before.is_alphanumeric() || before.is_lowercase() && c.is_uppercase();
            if c.is_alphanumeric() {
                if begins && !words.is_empty() {
                    words.push(' ');
                }
                words.extend(c.to_lowercase());
            }
            before = c;
        }
        words
    }
}

/// Everything that is said of a schedule.
pub(super) fn said<'d>(schedule: &ScheduleUse<'d>) -> Vec<Said<'d>> {
    let declaration = schedule.declaration;
    let mut all = Vec::new();
    let name = declaration.name.as_ref();
    let is_other = name.is_none_or(|name| name.span != declaration.place);
    let label = label(schedule).filter(|_| is_other);
    all.extend(label.map(|text| Said { text: Cow::Owned(text), what: "the name" }));
    for (node, what) in [(name, "the name"), (declaration.description.as_ref(), "the description")] {
        if let Some(text) = node.and_then(|node| node.as_text()) {
            all.push(Said { text: Cow::Borrowed(text), what });
        }
    }
    let comments = comments(schedule.document.text(), schedule.written.span);
    all.extend(comments.into_iter().map(|text| Said { text: Cow::Owned(text), what: "the comment" }));
    all
}

/// The logical id, where the file has one.
fn label(schedule: &ScheduleUse<'_>) -> Option<Text> {
    let declaration = schedule.declaration;
    let place = schedule.document.text().get(declaration.place.range())?;
    let at = place.find(&declaration.label).filter(|_| !declaration.label.is_empty())?;
    Some(Text::plain(&declaration.label, declaration.place.start + at))
}

/// The comments of a YAML file on the lines right above a value, and on its own line behind it.
fn comments(file: &str, value: Span) -> Vec<Text> {
    let mut comments = Vec::new();
    if file.trim_start().starts_with(['{', '[']) {
        return comments;
    }
    let line_start = |at: usize| file.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let mut start = line_start(value.start);
    for _ in 0..MAX_LINES {
        let Some(end) = start.checked_sub(1) else { break };
        let above = line_start(end);
        let line = file.get(above..end).unwrap_or_default();
        let indent = line.len() - line.trim_start().len();
        if !line.trim_start().starts_with('#') {
            break;
        }
        comments.push(Text::plain(line.trim(), above + indent));
        start = above;
    }
    comments.reverse();
    let is_one_line = file.get(value.range()).is_some_and(|value| !value.contains('\n'));
    let behind = file.get(value.end..).unwrap_or_default().lines().next().unwrap_or_default();
    if let Some(at) = behind.find('#').filter(|_| is_one_line) {
        let between = behind.get(..at).unwrap_or_default();
        let is_comment = between.ends_with([' ', '\t'])
            && between.chars().all(|c| matches!(c, ' ' | '\t' | '"' | '\'' | ',' | ']' | '}'));
        if is_comment {
            comments.push(Text::plain(behind.get(at..).unwrap_or_default().trim_end(), value.end + at));
        }
    }
    comments
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests may fail loudly")]
mod tests {
    use super::*;

    fn comments_of(file: &str, value: &str) -> Vec<(String, usize)> {
        let start = file.find(value).unwrap();
        let comments = comments(file, Span::new(start, start + value.len()));
        comments.iter().map(|text| (text.as_str().to_owned(), text.source(0..1).start)).collect()
    }

    #[test]
    fn comments_stand_beside_and_right_above() {
        let file = "a: 1 # no\n\n  # one\n  # two\n  Schedule: 'rate(1 day)' # three # four\n  # five\n";
        let all = comments_of(file, "'rate(1 day)'");
        let all: Vec<_> = all.iter().map(|(text, at)| (text.as_str(), &file[*at..*at + 3])).collect();
        assert_eq!(all, [("# one", "# o"), ("# two", "# t"), ("# three # four", "# t")]);
    }

    #[test]
    fn what_only_looks_like_a_comment_is_none() {
        assert!(comments_of("{\"a\": \"x\"} # 6 AM ET", "\"x\"").is_empty());
        assert!(comments_of("- x#6 AM ET", "x").is_empty());
        assert!(comments_of("{a: x, b: c # d\n}", "x").is_empty());
        assert!(comments_of("# above\n\na: x", "x").is_empty());
        assert_eq!(comments_of("[x] # d", "x"), [("# d".to_owned(), 4)][..0]);
        assert_eq!(comments_of("a: {b: x} # d", "x"), [("# d".to_owned(), 10)]);
    }
}
