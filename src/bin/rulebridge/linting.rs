//! `rulebridge lint`: what is wrong with the rules of these files?

use std::io;

use rulebridge::lint::{Diagnostic, Level, LintOptions, lint};
use serde::Serialize;

use crate::console::Console;
use crate::explaining;
use crate::lint_args::{Format, LintArgs};
use crate::lint_json::{FindingReport, UnreadableReport};
use crate::lint_text;
use crate::outcome::Outcome;
use crate::report::shown;
use crate::schedule_source::now;
use crate::text_file::{self, NoText, Source};
use crate::walk::{Found, Walk};

/// Looks at one file after the other, and keeps none.
///
/// # Errors
///
/// When standard output cannot be written to.
pub(crate) fn run(args: &LintArgs, console: &mut Console, outcome: &mut Outcome) -> io::Result<()> {
    // So far there is nothing that fails.
    outcome.record_match();
    if args.list {
        return explaining::list(args.format, console);
    }
    if let Some(check) = args.explain {
        return explaining::explain(check, args.format, console);
    }
    let options = LintOptions::new().now(args.now.unwrap_or_else(now));
    let walk = Walk::new(&args.paths, args.no_ignore);
    let mut linting =
        Linting { args, options, console, outcome, tally: Tally::default(), printed: 0, unreadable: Vec::new() };
    linting.begin()?;
    for (name, message) in walk.unreadable {
        linting.unreadable(name, message);
    }
    walk.found.iter().try_for_each(|found| linting.file(found))?;
    linting.end()
}

struct Linting<'a> {
    args: &'a LintArgs,
    options: LintOptions,
    console: &'a mut Console,
    outcome: &'a mut Outcome,
    tally: Tally,
    /// Findings printed.
    printed: usize,
    unreadable: Vec<UnreadableReport>,
}

/// What was found, shown or not.
#[derive(Debug, Default, Serialize)]
struct Tally {
    /// Files that hold rules.
    files: usize,
    skipped: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    #[serde(skip)]
    files_with_findings: usize,
}

/// The last line of `--format json`.
#[derive(Serialize)]
struct Ending<'a> {
    unreadable: &'a [UnreadableReport],
    summary: &'a Tally,
}

impl Linting<'_> {
    fn begin(&mut self) -> io::Result<()> {
        match self.args.format {
            Format::Json => self.console.line(br#"{"findings":["#),
            Format::Text | Format::Short => Ok(()),
        }
    }

    fn file(&mut self, found: &Found) -> io::Result<()> {
        let name = found.input.name();
        let text = match text_file::read(&found.input) {
            Ok(text) => text,
            Err(reason) => {
                match reason {
                    NoText::Unreadable(_) => self.unreadable(name, reason.message()),
                    _ if found.is_named => self.unreadable(name, reason.message()),
                    _ => self.skipped(found, &name, &reason.message()),
                }
                return Ok(());
            }
        };
        match lint(text_file::without_mark(&text), &self.options) {
            None => {
                self.skipped(found, &name, "holds no rules");
                Ok(())
            }
            Some(findings) => self.findings(&name, &text, findings),
        }
    }

    fn findings(&mut self, name: &str, text: &str, mut findings: Vec<Diagnostic>) -> io::Result<()> {
        self.tally.files += 1;
        findings.retain(|finding| self.args.selects(finding));
        for finding in &findings {
            match finding.level() {
                Level::Error => self.tally.errors += 1,
                Level::Warning => self.tally.warnings += 1,
                Level::Info => self.tally.infos += 1,
            }
            if finding.level() >= self.args.fails_from() {
                self.outcome.record_fault();
            }
        }
        findings.retain(|finding| finding.level() >= self.args.shows_from());
        if findings.is_empty() {
            return Ok(());
        }
        self.tally.files_with_findings += 1;
        let source = Source::new(name, text);
        findings.iter().try_for_each(|finding| self.print(&source, finding))
    }

    fn print(&mut self, source: &Source<'_>, finding: &Diagnostic) -> io::Result<()> {
        self.printed += 1;
        match self.args.format {
            Format::Text => {
                let shown = lint_text::full(source, finding, self.console.is_styled());
                self.console.lines(format!("{shown}\n\n").as_bytes())
            }
            Format::Short => self.console.line(lint_text::short(source, finding).as_bytes()),
            Format::Json => {
                if self.printed > 1 {
                    self.console.lines(b",\n")?;
                }
                self.console.lines(&serde_json::to_vec(&FindingReport::new(source, finding))?)
            }
        }
    }

    fn unreadable(&mut self, name: String, message: String) {
        self.outcome.record_trouble();
        self.console.error(&format!("{}: {}", shown(&name), shown(&message)));
        self.unreadable.push(UnreadableReport { file: name, message });
    }

    fn skipped(&mut self, found: &Found, name: &str, reason: &str) {
        self.tally.skipped += 1;
        if found.is_named {
            self.console.error(&format!("{}: note: skipped, {reason}", shown(name)));
        } else if self.args.verbose {
            self.console.error(&format!("skipped, {reason}: {}", shown(name)));
        }
    }

    fn end(&mut self) -> io::Result<()> {
        match self.args.format {
            Format::Text => self.console.line(self.tally.to_text(self.args.shows_from()).as_bytes()),
            Format::Short => Ok(()),
            Format::Json => {
                let ending = serde_json::to_string(&Ending { unreadable: &self.unreadable, summary: &self.tally })?;
                // One object with the list of findings, of which its first brace has been printed already.
                let ending = ending.strip_prefix('{').unwrap_or_default();
                let line_end = if self.printed > 0 { "\n" } else { "" };
                self.console.line(format!("{line_end}],{ending}").as_bytes())
            }
        }
    }
}

impl Tally {
    /// `12 findings in 3 of 40 files: 4 errors, 8 warnings`, and what is not shown.
    fn to_text(&self, shows_from: Level) -> String {
        let levels = [(Level::Error, self.errors), (Level::Warning, self.warnings), (Level::Info, self.infos)];
        let (shown, hidden): (Vec<_>, Vec<_>) = levels.into_iter().partition(|(level, _)| *level >= shows_from);
        let list = |levels: Vec<(Level, usize)>| {
            let levels = levels.into_iter().filter(|&(_, number)| number > 0);
            levels.map(|(level, number)| count(number, level.as_str())).collect::<Vec<_>>().join(", ")
        };
        let files = count(self.files, "file");
        let mut text = match shown.iter().map(|(_, number)| number).sum() {
            0 if self.files == 0 => "no file with rules".to_owned(),
            0 => format!("no findings in {files}"),
            number => {
                format!("{} in {} of {files}: {}", count(number, "finding"), self.files_with_findings, list(shown))
            }
        };
        let hidden = list(hidden);
        if !hidden.is_empty() {
            text.push_str(&format!(" (not shown: {hidden})"));
        }
        text
    }
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_tells_what_is_shown_and_what_is_not() {
        let tally = |files, files_with_findings, errors, warnings, infos| Tally {
            files,
            files_with_findings,
            errors,
            warnings,
            infos,
            ..Tally::default()
        };
        let all = tally(40, 3, 4, 8, 1);
        assert_eq!(all.to_text(Level::Info), "13 findings in 3 of 40 files: 4 errors, 8 warnings, 1 info");
        assert_eq!(
            all.to_text(Level::Warning),
            "12 findings in 3 of 40 files: 4 errors, 8 warnings (not shown: 1 info)"
        );
        assert_eq!(all.to_text(Level::Error), "4 findings in 3 of 40 files: 4 errors (not shown: 8 warnings, 1 info)");
        assert_eq!(tally(1, 0, 0, 0, 2).to_text(Level::Warning), "no findings in 1 file (not shown: 2 infos)");
        assert_eq!(tally(1, 1, 0, 1, 0).to_text(Level::Warning), "1 finding in 1 of 1 file: 1 warning");
        assert_eq!(tally(0, 0, 0, 0, 0).to_text(Level::Warning), "no file with rules");
    }
}
