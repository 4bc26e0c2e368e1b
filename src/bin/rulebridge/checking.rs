//! `rulebridge check`: is each pattern one that AWS would take?

use std::io;

use crate::args::CheckArgs;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::pattern_source::{PatternSource, Refusal};
use crate::place::Place;
use crate::report::{self, PatternReport};

/// Checks every pattern of the command line.
///
/// # Errors
///
/// When standard output cannot be written to.
pub(crate) fn run(args: &CheckArgs, console: &mut Console, outcome: &mut Outcome) -> io::Result<()> {
    for source in args.patterns.iter().map(|argument| PatternSource::new(argument)) {
        let name = source.name();
        match source.parse() {
            Ok(pattern) => {
                outcome.record_match();
                if args.json {
                    console.json(&PatternReport::valid(&name, args.canonical.then(|| pattern.to_string())))?;
                } else if args.canonical {
                    console.line(pattern.to_string().as_bytes())?;
                } else {
                    console.line(format!("{name}: valid").as_bytes())?;
                }
            }
            Err(refusal) => {
                outcome.record_trouble();
                match &refusal {
                    Refusal::Unreadable(message) if args.json => {
                        console.json(&PatternReport::unreadable(&name, message))?;
                    }
                    Refusal::Invalid(error) if args.json => console.json(&PatternReport::invalid(&name, error))?,
                    refusal => console.error(&refusal.render(&name)),
                }
            }
        }
    }
    Ok(())
}

impl Refusal {
    pub(crate) fn render(&self, name: &str) -> String {
        match self {
            Self::Unreadable(message) => format!("{name}: {message}"),
            Self::Invalid(error) => report::render(name, Place::START, error),
        }
    }
}
