//! The command line of `rulebridge lint`, and the help that explains it.

use std::ffi::OsString;

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use rulebridge::lint::{Check, Diagnostic, Level, checks, find_check};

use crate::schedule_args::instant;

pub(crate) const LINT_EXAMPLES: &str = "\
Examples:
  What is wrong with the rules of this project?
    rulebridge lint

  Everything there is to say about two files
    rulebridge lint --level info template.yaml rules/orders.json

  Rules that are deployed
    aws events list-rules | rulebridge lint -

  In CI: only mistakes that AWS refuses fail the build, and one code is of no interest here
    rulebridge lint --fail-on error --ignore EB305

  For an editor, and for a program
    rulebridge lint --format short
    rulebridge lint --format json > findings.json

  What is EB103, and what else is there?
    rulebridge lint --explain EB103
    rulebridge lint --list";

pub(crate) const LINT_DETAILS: &str = "\
Folders are walked. What `.gitignore` and `.ignore` files name, also outside of a git repository, what git ignores everywhere, and \
hidden files and folders are left out; symbolic links are not followed. Which files hold rules shows in their content, whatever \
their names; all others are skipped, as are files over 64 MiB and files that are not UTF-8. A file that is named itself is \
never ignored: a note says if it holds no rules, and it is an error if it cannot be read.

An error is something that AWS refuses; a warning is something that AWS accepts and that hardly does what its author wants; an \
info is worth knowing. What --fail-on names is always shown, and without --fail-on a warning fails, or with `--level error` an \
error. The last line says how many findings are not shown. Files are in the order of their paths, findings in that of the file.

Codes can be families: `--select EB1` is all of EB101, EB102, …. --ignore wins over --select.

Colours are used on a terminal, unless the environment variable NO_COLOR is set, and elsewhere if CLICOLOR_FORCE is.

With --format json, the answer is one document, with every finding on a line:
  {\"findings\":[
  {\"code\":\"EB103\",\"level\":\"error\",\"message\":\"unknown operator `prefx`\",\"help\":\"did you mean `prefix`?\",\
\"file\":\"rules/orders.json\",\"line\":3,\"column\":12,\"end_line\":3,\"end_column\":19,\"start\":48,\"end\":55,\
\"subject\":\"orders\",\"kind\":\"unknown-operator\",\"aws_message\":\"…\",\"title\":\"…\",\
\"related\":[{\"message\":\"…\",\"line\":1,…}]}
  ],\"unreadable\":[{\"file\":\"gone.json\",\"message\":\"no such file\"}],\
\"summary\":{\"files\":4,\"skipped\":36,\"errors\":1,\"warnings\":0,\"infos\":2}}
Lines and columns count characters from 1, `start` and `end` bytes of the file from 0; the end is the place after the last \
character. `subject` is what the file calls the rule, `kind` the kind of a mistake that keeps a pattern or a schedule from being \
read, `aws_message` what AWS answers; these and `help` are null where there is none. `files` are those that hold rules, \
`skipped` the others; the summary counts all findings of the codes selected, also those that are not shown. Standard input is the \
file `<stdin>`. With --list and --explain, checks are objects with code, level, title, explanation, failing and passing.";

pub(crate) const LINT_EXIT_CODES: &str = "\
Exit codes:
  0  there is no finding that fails
  1  there is one: see --fail-on
  2  the command line is wrong
  3  something could not be read; all else was still looked at";

#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    /// How to print findings
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Show findings of this level and above
    #[arg(short, long, value_enum, default_value_t = LevelName::Warning)]
    level: LevelName,

    /// Exit with 1 if there are findings of this level or above [default: warning, or --level if that is above]
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<LevelName>,

    /// Look only for these, as in EB103, or EB1 for all whose codes start so
    #[arg(short, long, value_name = "CODE", value_delimiter = ',', value_parser = codes)]
    select: Vec<String>,

    /// Do not look for these
    #[arg(short, long, value_name = "CODE", value_delimiter = ',', value_parser = codes)]
    ignore: Vec<String>,

    /// Look also at files that git ignores
    #[arg(long)]
    pub(crate) no_ignore: bool,

    /// Take this for the present time: 2026-03-01 (midnight UTC) or 2026-03-01T09:00:00Z [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub(crate) now: Option<DateTime<Utc>>,

    /// Name the files that are skipped on standard error
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// Explain one check, with an example
    #[arg(long, value_name = "CODE", value_parser = check, conflicts_with_all = ["paths", "list"])]
    pub(crate) explain: Option<&'static Check>,

    /// List all checks
    #[arg(long, conflicts_with = "paths")]
    pub(crate) list: bool,

    /// Files and folders; `-` is standard input, none the current folder
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<OsString>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the lines they are about
    Text,
    /// One line each: file:line:column: level[code] message
    Short,
    /// One JSON document
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LevelName {
    Info,
    Warning,
    Error,
}

impl From<LevelName> for Level {
    fn from(name: LevelName) -> Self {
        match name {
            LevelName::Info => Self::Info,
            LevelName::Warning => Self::Warning,
            LevelName::Error => Self::Error,
        }
    }
}

impl LintArgs {
    /// The lowest level that fails.
    pub(crate) fn fails_from(&self) -> Level {
        self.fail_on.map_or_else(|| Level::from(self.level).max(Level::Warning), Level::from)
    }

    /// The lowest level that is shown.
    pub(crate) fn shows_from(&self) -> Level {
        Level::from(self.level).min(self.fails_from())
    }

    /// Whether anyone asked for this finding, at whatever level.
    pub(crate) fn selects(&self, finding: &Diagnostic) -> bool {
        let is_one_of = |codes: &[String]| codes.iter().any(|code| finding.code().starts_with(code));
        (self.select.is_empty() || is_one_of(&self.select)) && !is_one_of(&self.ignore)
    }
}

/// A code, or what several start with.
fn codes(text: &str) -> Result<String, String> {
    let start = text.trim().to_ascii_uppercase();
    match !start.is_empty() && checks().any(|check| check.id.starts_with(&start)) {
        true => Ok(start),
        false => Err(unknown(text)),
    }
}

fn check(text: &str) -> Result<&'static Check, String> {
    find_check(text.trim()).ok_or_else(|| unknown(text))
}

fn unknown(text: &str) -> String {
    let text = text.trim().to_ascii_uppercase();
    // Of codes equally near, the first.
    let nearest = checks().min_by_key(|check| (strsim::damerau_levenshtein(&text, check.id), check.id));
    let nearest = nearest.map(|check| format!("; the nearest is {}, {}", check.id, check.title));
    format!("there is no such code{}; `rulebridge lint --list` names all", nearest.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Lint {
        #[command(flatten)]
        args: LintArgs,
    }

    #[test]
    fn what_fails_is_shown() {
        let levels = |args: &[&str]| {
            let Lint { args } = Lint::parse_from([&["lint"], args].concat());
            (args.shows_from(), args.fails_from())
        };
        assert_eq!(levels(&[]), (Level::Warning, Level::Warning));
        assert_eq!(levels(&["--level", "info"]), (Level::Info, Level::Warning));
        assert_eq!(levels(&["--level", "error"]), (Level::Error, Level::Error));
        assert_eq!(levels(&["--fail-on", "error"]), (Level::Warning, Level::Error));
        assert_eq!(levels(&["--fail-on", "info"]), (Level::Info, Level::Info));
        assert_eq!(levels(&["--level", "error", "--fail-on", "warning"]), (Level::Warning, Level::Warning));
    }
}
