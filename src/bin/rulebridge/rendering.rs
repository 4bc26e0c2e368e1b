//! `rulebridge render`: what does each target of a rule receive?

use std::io;

use rulebridge::Error;
use rulebridge::rule::{Delivery, Undelivered};
use serde::Serialize;

use crate::console::Console;
use crate::events::{Event, Events};
use crate::input::{self, Input};
use crate::outcome::Outcome;
use crate::place::Place;
use crate::render_args::RenderArgs;
use crate::report::{self, EventError};
use crate::rule_file::RuleFile;

/// Renders the events of every input; what is wrong with one event or one input keeps nobody from the others.
///
/// # Errors
///
/// When standard output cannot be written to.
pub(crate) fn run(args: &RenderArgs, console: &mut Console, outcome: &mut Outcome) -> io::Result<()> {
    let rule = match RuleFile::read(&Input::new(&args.rule)) {
        Ok(rule) => rule,
        Err(message) => {
            outcome.record_trouble();
            console.error(&message);
            return Ok(());
        }
    };
    if rule.targets().is_empty() {
        console.error(&format!("{}: note: there are no targets", Input::new(&args.rule).name()));
    }
    for input in Input::all(&args.events) {
        let name = input.name();
        let mut rendering = Rendering { rule: &rule, json: args.json, file: &name, console, outcome };
        match input.open().and_then(Events::read) {
            Ok(mut events) => rendering.events(&mut events)?,
            Err(error) => rendering.unreadable(&error),
        }
    }
    Ok(())
}

struct Rendering<'a> {
    rule: &'a RuleFile,
    json: bool,
    file: &'a str,
    console: &'a mut Console,
    outcome: &'a mut Outcome,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    line: usize,
    #[serde(flatten)]
    answer: &'a Answer<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer<'a> {
    Payload { target: &'a str, payload: &'a str },
    Nothing { target: &'a str, nothing: &'static str, message: String },
    NotDelivered { not_delivered: &'static str },
    Broken { error: EventError<'a> },
}

impl Rendering<'_> {
    fn events<R: io::Read>(&mut self, events: &mut Events<R>) -> io::Result<()> {
        loop {
            if events.may_wait() {
                self.console.flush()?;
            }
            match events.next() {
                Ok(Some(event)) => self.event(&event)?,
                Ok(None) => return Ok(()),
                Err(error) => {
                    self.unreadable(&error);
                    return Ok(());
                }
            }
        }
    }

    fn event(&mut self, event: &Event<'_>) -> io::Result<()> {
        let rule = self.rule;
        match rule.not_delivered(event.text) {
            Ok(None) => {}
            Ok(Some(not_delivered)) => return self.answer(event.place, &Answer::NotDelivered { not_delivered }),
            Err(error) => return self.broken(event.place, &error),
        }
        let context = match rule.context(event.text) {
            Ok(context) => context,
            Err(error) => return self.broken(event.place, &error),
        };
        for target in rule.targets() {
            let id = target.id();
            match target.render(event.text, &context) {
                Ok(Delivery::Payload(payload)) => {
                    self.outcome.record_match();
                    self.answer(event.place, &Answer::Payload { target: id, payload: &payload })?;
                }
                Ok(Delivery::Nothing(why)) => self.nothing(event.place, id, &why)?,
                Err(error) => return self.broken(event.place, &error),
            }
        }
        Ok(())
    }

    fn nothing(&mut self, place: Place, target: &str, why: &Undelivered) -> io::Result<()> {
        self.answer(place, &Answer::Nothing { target, nothing: why.as_str(), message: why.to_string() })
    }

    fn broken(&mut self, place: Place, error: &Error) -> io::Result<()> {
        self.outcome.record_trouble();
        if self.json {
            return self.answer(place, &Answer::Broken { error: EventError::new(place, error) });
        }
        self.console.error(&report::render(self.file, place, error));
        Ok(())
    }

    fn answer(&mut self, place: Place, answer: &Answer<'_>) -> io::Result<()> {
        let (file, line) = (self.file, place.line);
        let text = match answer {
            _ if self.json => return self.console.json(&Line { file, line, answer }),
            Answer::Payload { target, payload } => format!("{file}:{line}: {target}\n{payload}"),
            Answer::Nothing { target, message, .. } => {
                format!("{file}:{line}: {target}: nothing is delivered: {}", report::shown(message))
            }
            Answer::NotDelivered { not_delivered } => format!("{file}:{line}: not delivered: {not_delivered}"),
            Answer::Broken { .. } => return Ok(()),
        };
        self.console.line(text.as_bytes())
    }

    fn unreadable(&mut self, error: &io::Error) {
        self.outcome.record_trouble();
        self.console.error(&format!("{}: {}", self.file, input::unreadable(error)));
    }
}
