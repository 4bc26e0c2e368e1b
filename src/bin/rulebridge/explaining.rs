//! `rulebridge lint --list` and `--explain`: which checks there are, and what one is about.

use std::io;

use rulebridge::lint::{Check, LintOptions, checks, lint};

use crate::console::Console;
use crate::lint_args::Format;
use crate::lint_json::CheckReport;
use crate::lint_text;
use crate::text_file::Source;

/// Where explanations are wrapped.
const WIDTH: usize = 80;
const EXAMPLE: &str = "<example>";

/// All checks, in the order of their codes.
///
/// # Errors
///
/// When standard output cannot be written to, here and in [`explain`].
pub(crate) fn list(format: Format, console: &mut Console) -> io::Result<()> {
    let mut all: Vec<_> = checks().collect();
    all.sort_by_key(|check| check.id);
    match format {
        Format::Json => console.json(&all.into_iter().map(CheckReport::from).collect::<Vec<_>>()),
        Format::Text | Format::Short => all.iter().try_for_each(|check| {
            console.line(format!("{}  {:7}  {}", check.id, check.level.as_str(), check.title).as_bytes())
        }),
    }
}

/// One check, and what it says of its example.
pub(crate) fn explain(check: &Check, format: Format, console: &mut Console) -> io::Result<()> {
    if format == Format::Json {
        return console.json(&CheckReport::from(check));
    }
    let Check { id, level, title, explanation, failing, passing, .. } = *check;
    let (failing, passing) = (failing.trim_end(), passing.trim_end());
    let mut paragraphs = vec![format!("{id} ({level}): {title}"), wrap(explanation)];
    paragraphs.push(format!("This has the mistake:\n\n{}", indent(failing)));
    let source = Source::new(EXAMPLE, failing);
    let findings = lint(failing, &LintOptions::new()).unwrap_or_default();
    let findings = findings.iter().filter(|finding| finding.code() == id);
    let styled = console.is_styled();
    paragraphs.extend(findings.map(|finding| lint_text::full(&source, finding, styled)));
    paragraphs.push(format!("This has not:\n\n{}", indent(passing)));
    console.line(paragraphs.join("\n\n").as_bytes())
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// `text` in lines of at most `WIDTH` characters, words left whole.
fn wrap(text: &str) -> String {
    let mut wrapped = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let len = word.chars().count();
        if width > 0 && width + 1 + len > WIDTH {
            wrapped.push('\n');
            width = 0;
        }
        if width > 0 {
            wrapped.push(' ');
            width += 1;
        }
        wrapped.push_str(word);
        width += len;
    }
    wrapped
}
