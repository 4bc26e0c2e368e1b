//! The command line tool: arguments, files and exit codes around the library, which decides everything.
//!
//! ```text
//! args ─▶ pattern_source ─▶ Pattern ─┬─────────────────▶ checking ──▶ report ────────────▶ console
//!         declared_rules ─┐          │
//!         rules_file ─────┴▶ Rules ──┴─▶ question ─┐
//! input ─▶ events ─▶ feed ───────────────────────▶ crew ─▶ matching ─▶ report, summary ───▶ console
//! render_args ─▶ rule_file ─▶ Rule ─┐
//! input ─▶ events ─────────────────┴─▶ rendering ─▶ console
//! lint_args ─▶ walk ─▶ text_file ─▶ linting ─▶ lint_text (lines, cut), lint_json ─▶ console
//! schedule_args ─▶ schedule_source ─▶ Schedule ─▶ next_runs, drifting ─▶ runs_table, report, ics ─▶ console
//! ```

// As in the library: nothing panics, whatever the input.
#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_used
)]

mod args;
mod checking;
mod console;
mod crew;
mod cut;
mod declared_rules;
mod document;
mod drifting;
mod events;
mod excerpt;
mod explaining;
mod feed;
mod ics;
mod input;
mod json_string;
mod layout;
mod lines;
mod lint_args;
mod lint_json;
mod lint_text;
mod linting;
mod matching;
mod next_runs;
mod outcome;
mod pattern_source;
mod place;
mod progress;
mod question;
mod render_args;
mod rendering;
mod report;
mod rule_file;
mod rules;
mod rules_file;
mod runs_table;
mod schedule_args;
mod schedule_source;
mod summary;
mod text_file;
mod walk;

use std::io;
use std::process::ExitCode;

use args::Command;
use console::Console;
use outcome::Outcome;

fn main() -> ExitCode {
    let command = args::read();
    let mut console = Console::new();
    let mut outcome = Outcome::default();
    let written = match &command {
        Command::Match(args) => matching::run(args, &mut console, &mut outcome),
        Command::Check(args) => checking::run(args, &mut console, &mut outcome),
        Command::NextRuns(args) => next_runs::run(args, &mut console, &mut outcome),
        Command::Render(args) => rendering::run(args, &mut console, &mut outcome),
        Command::Lint(args) => linting::run(args, &mut console, &mut outcome),
        Command::Drift(args) => drifting::run(args, &mut console, &mut outcome),
    };
    match written.and_then(|()| console.flush()) {
        Ok(()) => outcome.exit_code(),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => outcome.exit_code_when_cut_short(),
        Err(error) => {
            console.error(&format!("rulebridge: cannot write to standard output: {error}"));
            ExitCode::from(outcome::TROUBLE)
        }
    }
}
