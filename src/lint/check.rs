//! The checks: one table, a row for each.

use std::fmt;

use crate::lint::diagnostic::Findings;
use crate::lint::pattern::PatternUse;
use crate::lint::schedule::ScheduleUse;
use crate::lint::{LintOptions, document, pattern, rule, schedule, target, transformer};
use crate::sources::Document;
use crate::sources::model::Declaration;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// AWS accepts it, and it almost surely does not do what its author wants.
    Warning,
    /// AWS or its SDK refuses it.
    Error,
}

impl Level {
    /// The stable name of this level.
    ///
    /// ```
    /// assert_eq!(rulebridge::lint::Level::Warning.as_str(), "warning");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that is looked for in files of rules.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Check {
    /// The code, which stays: `EB101`.
    pub id: &'static str,
    /// How bad it is; a few findings are less bad than their check, and say so.
    pub level: Level,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why it matters and what to do, in a few sentences, with the source of what is said of AWS.
    pub explanation: &'static str,
    /// A file that raises it.
    pub failing: &'static str,
    /// The file without the mistake.
    pub passing: &'static str,
    pub(super) run: Run,
}

/// What a check looks at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Run {
    /// Nothing itself: it passes on errors of the parsers.
    Passed,
    Document(fn(&Document<'_>, &mut Findings)),
    Declaration(fn(&Declaration, &Document<'_>, &mut Findings)),
    Pattern(fn(&PatternUse<'_>, &mut Findings)),
    Schedule(fn(&ScheduleUse<'_>, &LintOptions, &mut Findings)),
}

/// The checks, file by file; codes ascend in each.
const TABLES: [&[Check]; 10] = [
    document::CHECKS,
    pattern::structure::CHECKS,
    pattern::size::CHECKS,
    pattern::alternatives::CHECKS,
    pattern::literals::CHECKS,
    pattern::envelope::CHECKS,
    schedule::CHECKS,
    rule::CHECKS,
    target::CHECKS,
    transformer::CHECKS,
];

/// All checks.
///
/// ```
/// assert!(rulebridge::lint::checks().any(|check| check.id == "EB101"));
/// ```
pub fn checks() -> impl Iterator<Item = &'static Check> {
    TABLES.into_iter().flatten()
}

/// The check of this code.
///
/// ```
/// use rulebridge::lint::{Level, find_check};
///
/// assert_eq!(find_check("EB101").unwrap().level, Level::Error);
/// assert!(find_check("EB999").is_none());
/// ```
pub fn find_check(id: &str) -> Option<&'static Check> {
    checks().find(|check| check.id.eq_ignore_ascii_case(id))
}
