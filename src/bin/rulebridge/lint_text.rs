//! Findings as text: with the lines they are about, as compilers show them, or each on one line.

use annotate_snippets::renderer::Renderer;
use annotate_snippets::{AnnotationKind, Group, Level as Style, Origin, Padding, Snippet, normalize_untrusted_str};
use anstream::adapter::strip_str;
use rulebridge::lint::{Diagnostic, Level};

use crate::cut::{self, Mark};
use crate::report::shown;
use crate::text_file::Source;

/// Lines are cut before they are rendered, to the same width everywhere: what is printed does not hang on a terminal.
const WIDE: usize = 1_000;
/// Characters of a sentence.
const LONGEST: usize = 400;

/// `file:line:column: level[code] message`.
pub(crate) fn short(source: &Source<'_>, finding: &Diagnostic) -> String {
    let place = source.lines.place(finding.span().start);
    let (level, code) = (finding.level(), finding.code());
    format!("{}:{place}: {level}[{code}] {}", printable(source.name), sentence(finding.message()))
}

/// The finding with its lines, the places that have to do with it, and the help.
pub(crate) fn full(source: &Source<'_>, finding: &Diagnostic, styled: bool) -> String {
    let file = printable(source.name);
    let found = Mark { range: finding.span().range(), label: "", until_line: None };
    let related = finding.related().iter();
    let related =
        related.map(|related| Mark { range: related.span.range(), label: &related.message, until_line: None });
    let mut group =
        Group::with_title(style(finding.level()).primary_title(sentence(finding.message())).id(finding.code()));
    let mut kind = AnnotationKind::Primary;
    for (index, cut) in cut::cut(source.text, &source.lines, [found].into_iter().chain(related)).into_iter().enumerate()
    {
        if index > 0 {
            group = group.element(Padding);
        }
        let annotations = cut.marks.iter().map(|mark| {
            let kind = std::mem::replace(&mut kind, AnnotationKind::Context);
            kind.span(mark.range.clone()).label(label(mark))
        });
        let annotations: Vec<_> = annotations.collect();
        let origin = Origin::path(file.clone()).line(cut.place.line).char_column(cut.place.column);
        let snippet = Snippet::source(cut.text).line_start(cut.line).annotations(annotations);
        group = group.element(origin).element(snippet);
    }
    if let Some(help) = finding.help() {
        group = group.element(Style::HELP.message(sentence(help)));
    }
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    without_empty_paths(&renderer.term_width(WIDE).render(&[group]))
}

/// The renderer counts columns in the part of a line that it is given. So the path and the place come from an `Origin`, and the
/// lines have none, for which the renderer prints a `:::` with nothing behind it.
fn without_empty_paths(rendered: &str) -> String {
    let is_empty_path = |line: &&str| strip_str(line).to_string().trim() == ":::";
    rendered.lines().filter(|line| !is_empty_path(line)).collect::<Vec<_>>().join("\n")
}

fn style(level: Level) -> Style<'static> {
    match level {
        Level::Info => Style::INFO,
        Level::Warning => Style::WARNING,
        Level::Error => Style::ERROR,
    }
}

fn label(mark: &Mark<'_>) -> Option<String> {
    let label = sentence(mark.label);
    match mark.until_line {
        None => Some(label).filter(|label| !label.is_empty()),
        Some(line) if label.is_empty() => Some(format!("to line {line}")),
        Some(line) => Some(format!("{label} (to line {line})")),
    }
}

/// What is said of a finding. It may quote a name, which may be as long as the file.
fn sentence(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", printable(text.get(..end).unwrap_or_default())),
        None => printable(text),
    }
}

/// `text` in one line, without what would move the cursor or turn the direction of writing.
fn printable(text: &str) -> String {
    normalize_untrusted_str(&shown(text))
}
