//! The part of the conformance corpus about linting: what is found in files of rules, and what is not.
//!
//! `corpus/README.md` says what a case holds. To run the cases whose name contains a text:
//! `CASE=text cargo test --features lint --test lint_corpus`.
#![cfg(feature = "lint")]
#![expect(dead_code, reason = "the other corpora share `support/corpus.rs`")]

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use corpus::Source;
use rulebridge::lint::{Diagnostic, LintOptions, checks, lint, lint_document};
use rulebridge::sources::{Document, Reading};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    source: Source,
    cite: String,
    file: String,
    #[serde(default)]
    now: Option<String>,
    #[serde(default)]
    findings: Vec<Finding>,
    known_failure: Option<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Finding {
    code: String,
    under: String,
    level: Option<String>,
    message: Option<String>,
    help: Option<String>,
    at: Option<String>,
}

impl Finding {
    fn is(&self, found: &Diagnostic, file: &str) -> bool {
        let same = |wanted: &Option<String>, found: Option<&str>| wanted.is_none() || wanted.as_deref() == found;
        self.code == found.code()
            && self.under == file[found.span().range()]
            && same(&self.level, Some(found.level().as_str()))
            && same(&self.message, Some(found.message()))
            && same(&self.help, found.help())
            && same(&self.at, Some(&place(file, found.span().start)))
    }
}

/// Line and column, both from 1.
fn place(file: &str, offset: usize) -> String {
    let before = &file[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    format!("{}:{}", before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

fn show(found: &Diagnostic, file: &str) -> String {
    let under = &file[found.span().range()];
    let at = place(file, found.span().start);
    format!(
        "{} {} at {at} under `{under}`: {} (help: {:?})",
        found.code(),
        found.level(),
        found.message(),
        found.help()
    )
}

impl Case {
    /// The code that the case is about: `EB101/string-value`.
    fn code(&self) -> &str {
        self.name.split('/').next().unwrap()
    }

    fn fails(&self) -> bool {
        self.findings.iter().any(|finding| finding.code == self.code())
    }
}

impl corpus::Case for Case {
    fn name(&self) -> &str {
        &self.name
    }

    fn cite(&self) -> &str {
        &self.cite
    }

    fn known_failure(&self) -> Option<&str> {
        self.known_failure.as_deref()
    }

    fn differences(&self) -> Vec<String> {
        let file = &*self.file;
        let options = self.now.as_ref().map_or(LintOptions::new(), |now| LintOptions::new().now(now.parse().unwrap()));
        let Some(found) = lint(file, &options) else { return vec!["the file is of no known kind".to_owned()] };
        let mut differences = Vec::new();
        let mut left: Vec<_> = found.iter().collect();
        for wanted in &self.findings {
            match left.iter().position(|found| wanted.is(found, file)) {
                Some(at) => drop(left.remove(at)),
                None => differences.push(format!("not found: {wanted:?}")),
            }
        }
        differences.extend(left.iter().map(|found| format!("found: {}", show(found, file))));
        differences
    }
}

#[test]
fn every_case_has_exactly_its_findings() {
    let cases = corpus::load::<Case>("lint");
    corpus::check_names(&cases, 1);
    corpus::run(&cases);
}

#[test]
fn every_check_has_two_files_that_fail_and_two_that_only_look_like_it() {
    let mut counts = BTreeMap::<&str, [usize; 2]>::new();
    let cases = corpus::load::<Case>("lint");
    for (_, case) in &cases {
        counts.entry(case.code()).or_default()[usize::from(case.fails())] += 1;
    }
    let few = checks().filter(|check| counts.get(check.id).is_none_or(|counts| counts.iter().any(|&n| n < 2)));
    let few: Vec<_> = few.map(|check| (check.id, counts.get(check.id))).collect();
    assert!(few.is_empty(), "look-alikes and failures: {few:?}");
}

#[test]
fn nothing_is_wrong_with_clean_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/lint-clean");
    let mut formats = BTreeMap::<&str, usize>::new();
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = fs::read_to_string(&path).unwrap();
        let Reading::Document(document) = Document::read(&file) else {
            panic!("{} holds no rules", path.display());
        };
        *formats.entry(document.format().as_str()).or_default() += 1;
        let found = lint_document(&document, &LintOptions::new());
        // A value that is not known is worth knowing, and no mistake.
        let found = found.iter().filter(|found| found.code() != "EB005");
        wrong.extend(found.map(|found| format!("{}: {}", path.display(), show(found, &file))));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let all = ["aws-json", "cloudformation", "pattern", "patterns", "serverless", "terraform"];
    assert!(all.iter().all(|format| formats.contains_key(format)), "{formats:?}");
}
