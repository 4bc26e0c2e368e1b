//! What is wrong with the rules of a file: what AWS would refuse, and what it accepts and its author will regret.
//!
//! ```text
//! Document ─┬─ patterns, schedules, names, inputs ─ parsers ─▶ their errors ─┐
//!           └─ one function for each check ───────────────────────────────────┴─▶ diagnostics, in the order of the file
//! ```
//!
//! Every finding has a [`Check`], with a code such as `EB210` that stays. A check fires only if what it says holds whatever the
//! unknown parts of a template turn out to be.
//!
//! ```
//! use rulebridge::lint::{LintOptions, lint};
//!
//! let file = r#"{"source": ["app.orders"], "detail": {"path": [{"contains": "/tmp"}]}}"#;
//! let findings = lint(file, &LintOptions::new()).unwrap();
//! assert_eq!(findings.len(), 1);
//! assert_eq!(findings[0].code(), "EB103");
//! assert_eq!(findings[0].message(), "unknown operator `contains`");
//! assert_eq!(&file[findings[0].span().range()], r#""contains""#);
//! ```

mod check;
mod diagnostic;
mod document;
mod fields;
mod passed;
mod pattern;
mod rule;
mod schedule;
mod target;
mod transformer;

use chrono::{DateTime, Utc};

use crate::sources::model::Declaration;
use crate::sources::{Document, Reading};

pub use check::{Check, Level, checks, find_check};
pub use diagnostic::{Diagnostic, Related};

use check::Run;
use diagnostic::Findings;
use passed::Passed;
use pattern::PatternUse;
use schedule::ScheduleUse;

/// What checks may know besides the file.
///
/// ```
/// use rulebridge::lint::{LintOptions, lint};
///
/// let file = r#"{"Name": "once", "ScheduleExpression": "cron(0 9 1 1 ? 2027)"}"#;
/// assert!(lint(file, &LintOptions::new()).unwrap().is_empty());
///
/// let options = LintOptions::new().now("2027-06-01T00:00:00Z".parse()?);
/// assert_eq!(lint(file, &options).unwrap()[0].code(), "EB207");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct LintOptions {
    now: Option<DateTime<Utc>>,
}

impl LintOptions {
    /// No instant: nothing is in the past.
    pub const fn new() -> Self {
        Self { now: None }
    }

    /// What runs only before this instant never runs again.
    #[must_use]
    pub const fn now(mut self, instant: DateTime<Utc>) -> Self {
        self.now = Some(instant);
        self
    }
}

/// What is wrong with a file; `None` if it holds no rules.
///
/// Findings come in the order of the file, those of every [`Level`].
pub fn lint(file: &str, options: &LintOptions) -> Option<Vec<Diagnostic>> {
    match Document::read(file) {
        Reading::Document(document) => Some(lint_document(&document, options)),
        Reading::Broken(error) => Some(vec![Diagnostic::passed(Passed::of_file(&error))]),
        Reading::Unknown => None,
    }
}

/// What is wrong with a file that has been read.
pub fn lint_document(document: &Document<'_>, options: &LintOptions) -> Vec<Diagnostic> {
    let mut findings = Findings::new();
    run_checks(&mut findings, |check, findings| {
        if let Run::Document(check) = check {
            check(document, findings);
        }
    });
    for declaration in document.declarations() {
        findings.subject.clone_from(&declaration.label);
        lint_declaration(declaration, document, options, &mut findings);
    }
    findings.sorted()
}

fn lint_declaration(
    declaration: &Declaration,
    document: &Document<'_>,
    options: &LintOptions,
    findings: &mut Findings,
) {
    let patterns = declaration.patterns.iter();
    let patterns: Vec<_> = patterns.map(|node| PatternUse::new(node, declaration)).collect();
    let schedules = declaration.schedules.iter();
    let schedules: Vec<_> = schedules.map(|node| ScheduleUse::new(node, declaration, document)).collect();
    run_checks(findings, |check, findings| match check {
        Run::Passed | Run::Document(_) => {}
        Run::Declaration(check) => check(declaration, document, findings),
        Run::Pattern(check) => patterns.iter().for_each(|pattern| check(pattern, findings)),
        Run::Schedule(check) => schedules.iter().for_each(|schedule| check(schedule, options, findings)),
    });
    let errors = patterns.into_iter().flat_map(|pattern| pattern.errors);
    let errors = errors.chain(schedules.into_iter().flat_map(|schedule| schedule.errors));
    let errors = errors.chain(rule::errors(declaration, document)).chain(target::errors(declaration, document));
    for error in errors.chain(transformer::errors(declaration)) {
        findings.pass(error);
    }
}

/// Runs every check, each under its own name.
fn run_checks(findings: &mut Findings, run: impl Fn(&Run, &mut Findings)) {
    for check in checks() {
        findings.check = check;
        run(&check.run, findings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(file: &str) -> Vec<&'static str> {
        let findings = lint(file, &LintOptions::new()).unwrap_or_else(|| panic!("no rules in {file}"));
        findings.iter().map(Diagnostic::code).collect()
    }

    #[test]
    fn every_check_finds_its_example_and_passes_the_other() {
        for check in checks() {
            assert!(codes(check.failing).contains(&check.id), "{}: {:?}", check.id, codes(check.failing));
            assert_eq!(codes(check.passing), [""; 0], "{}", check.id);
        }
    }

    #[test]
    fn codes_are_unique_and_well_formed() {
        let mut ids: Vec<_> = checks().map(|check| check.id).collect();
        assert!(ids.iter().all(|id| id.len() == 5 && id.starts_with("EB")));
        ids.sort_unstable();
        assert!(ids.windows(2).all(|two| two[0] != two[1]), "{ids:?}");
    }
}
