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

/// Documents of every format with room for any value.
const AROUND: [(&str, &str); 12] = [
    (r#"{"Resources": "#, "}"),
    (r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": "#, "}}}"),
    (r#"{"Resources": {"A": {"Type": "AWS::Events::Archive", "Properties": "#, "}}}"),
    (r#"{"Resources": {"S": {"Type": "AWS::Scheduler::Schedule", "Properties": "#, "}}}"),
    (r#"{"Resources": {"P": {"Type": "AWS::Pipes::Pipe", "Properties": "#, "}}}"),
    (r#"{"Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": {"Events": "#, "}}}}"),
    (r#"{"service": "s", "functions": {"f": {"events": [{"eventBridge": "#, "}]}}}"),
    (r#"{"service": "s", "functions": {"f": {"events": [{"schedule": "#, "}]}}}"),
    (r#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": "#, "}}}"),
    (
        r#"{"format_version": "1.2", "values": {"root_module": {"resources": [{"type": "aws_cloudwatch_event_rule", "address": "a", "values": "#,
        "}]}}}",
    ),
    (r#"{"Rule": "r", "Targets": "#, "}"),
    (r#"{"Name": "n", "EventPattern": "#, "}"),
];

/// Any text in the place of a value of every format.
pub fn sources_formats(data: &[u8]) {
    let Some(value) = text(data) else { return };
    for (before, after) in AROUND {
        let file = format!("{before}{value}{after}");
        check_file(&file);
        if let Reading::Document(document) = Document::read(&file) {
            for rule in document.rules() {
                let _ = (rule.event_pattern(), rule.rule(), rule.targets());
            }
        }
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
