//! Files of rules.

use rulebridge::lint::{LintOptions, lint};
use rulebridge::sources::{Document, Reading};

use super::check_error;

/// Any text as a JSON file.
pub fn sources_json(data: &[u8]) {
    if let Some(file) = text(data).filter(|file| is_json(file)) {
        check_file(file);
    }
}

/// Any text as a YAML file.
pub fn sources_yaml(data: &[u8]) {
    if let Some(file) = text(data).filter(|file| !is_json(file)) {
        check_file(file);
        // With a word of rules in it no text is passed over.
        check_file(&format!("{file}\n# EventPattern\n"));
    }
}

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

fn is_json(file: &str) -> bool {
    file.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{feff}').starts_with(['{', '['])
}

/// Every finding stands in the file, in its order, and is found again.
fn check_file(file: &str) {
    if let Reading::Broken(error) = Document::read(file) {
        // A byte order mark in front of JSON is read as blanks, which has other columns.
        if !file.starts_with('\u{feff}') {
            check_error(&error, file.as_bytes());
        }
    }
    let Some(findings) = lint(file, &LintOptions::new()) else {
        return;
    };
    for finding in &findings {
        let related = finding.related().iter().map(|related| related.span);
        for span in std::iter::once(finding.span()).chain(related) {
            assert!(file.get(span.range()).is_some(), "{finding:?} is not in {file:?}");
        }
    }
    assert!(findings.is_sorted_by_key(|finding| finding.span().start), "{findings:?}");
    let again = lint(file, &LintOptions::new()).expect("a file of rules stays one");
    assert_eq!(format!("{findings:?}"), format!("{again:?}"));
}
