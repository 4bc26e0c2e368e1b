//! `rulebridge match`: which events match the pattern?

use std::io;
use std::rc::Rc;

use rulebridge::Pattern;

use crate::args::MatchArgs;
use crate::console::Console;
use crate::events::{Event, Events};
use crate::input::{self, Input};
use crate::outcome::Outcome;
use crate::pattern_source::PatternSource;
use crate::progress::{Metered, Progress};
use crate::report::{self, EventReport};

/// Matches the events of every input; what is wrong with one event or one input keeps nobody from the others.
///
/// # Errors
///
/// When standard output cannot be written to.
pub(crate) fn run(args: &MatchArgs, console: &mut Console, outcome: &mut Outcome) -> io::Result<()> {
    let source = PatternSource::new(&args.pattern);
    let pattern = match source.parse() {
        Ok(pattern) => pattern,
        Err(refusal) => {
            outcome.record_trouble();
            console.error(&refusal.render(&source.name()));
            return Ok(());
        }
    };
    let inputs = Input::all(&args.events);
    let progress = Rc::new(Progress::through(inputs.iter().map(Input::size).sum()));
    console.show(progress.clone());
    let mut matching = Matching { args, pattern, are_many: inputs.len() > 1, console, outcome, progress: &progress };
    let written = inputs.iter().try_for_each(|input| matching.input(input));
    progress.clear();
    written
}

struct Matching<'a> {
    args: &'a MatchArgs,
    pattern: Pattern,
    are_many: bool,
    console: &'a mut Console,
    outcome: &'a mut Outcome,
    progress: &'a Rc<Progress>,
}

impl Matching<'_> {
    fn input(&mut self, input: &Input) -> io::Result<()> {
        let name = input.name();
        let opened = input.open().and_then(|reader| Events::read(Metered::new(reader, self.progress.clone())));
        let mut events = match opened {
            Ok(events) => events,
            Err(error) => {
                self.unreadable(&name, &error);
                return Ok(());
            }
        };
        let mut count = 0_u64;
        loop {
            if events.may_wait() {
                self.console.flush()?;
            }
            match events.next() {
                Ok(Some(event)) => count += u64::from(self.event(&name, &event)?),
                Ok(None) => break,
                Err(error) => {
                    self.unreadable(&name, &error);
                    break;
                }
            }
        }
        match (self.args.count, self.are_many) {
            (false, _) => Ok(()),
            (true, false) => self.console.line(count.to_string().as_bytes()),
            (true, true) => self.console.line(format!("{name}:{count}").as_bytes()),
        }
    }

    /// Reports on one event; answers whether it is one of those that are sought.
    fn event(&mut self, name: &str, event: &Event<'_>) -> io::Result<bool> {
        self.progress.count_event();
        let verdict = self.pattern.matches(event.text).map(|matched| matched != self.args.invert);
        match &verdict {
            Ok(true) => self.outcome.record_match(),
            Ok(false) => {}
            Err(_) => self.outcome.record_trouble(),
        }
        match &verdict {
            _ if self.args.json => self.console.json(&EventReport::new(name, event.place, &verdict))?,
            Ok(true) if !self.args.count => self.console.line(event.text)?,
            Ok(_) => {}
            Err(error) => self.console.error(&report::render(name, event.place, error)),
        }
        Ok(verdict.unwrap_or(false))
    }

    fn unreadable(&mut self, name: &str, error: &io::Error) {
        self.outcome.record_trouble();
        self.console.error(&format!("{name}: {}", input::unreadable(error)));
    }
}
