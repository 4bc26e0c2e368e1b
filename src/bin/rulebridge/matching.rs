//! `rulebridge match`: which events match the pattern, or which rules match each event?

use std::io;
use std::mem;
use std::sync::Arc;

use crate::args::MatchArgs;
use crate::console::Console;
use crate::crew::Crew;
use crate::input::{self, Input};
use crate::outcome::Outcome;
use crate::pattern_source::PatternSource;
use crate::progress::Progress;
use crate::question::{Answer, Form, Matcher, Question, Tally};
use crate::rules::Rules;
use crate::summary;

/// Matches the events of every input; what is wrong with one event or one input keeps nobody from the others.
///
/// # Errors
///
/// When standard output cannot be written to.
pub(crate) fn run(args: &MatchArgs, console: &mut Console, outcome: &mut Outcome) -> io::Result<()> {
    let matcher = match matcher(args, console) {
        Ok(matcher) => matcher,
        Err(messages) => {
            outcome.record_trouble();
            messages.iter().for_each(|message| console.error(message));
            return Ok(());
        }
    };
    let form = match args {
        MatchArgs { count: true, .. } | MatchArgs { summary: true, .. } => Form::Numbers,
        MatchArgs { json: true, .. } => Form::Json,
        _ => Form::Text,
    };
    let question = Arc::new(Question { matcher, invert: args.invert, form });
    let inputs = Input::all(&args.events);
    let progress = Arc::new(Progress::through(inputs.iter().map(Input::size).sum()));
    console.show(progress.clone());
    let are_many = inputs.len() > 1;
    let mut crew = match Crew::start(args.jobs(), &question, inputs, progress.clone()) {
        Ok(crew) => crew,
        Err(error) => {
            outcome.record_trouble();
            console.error(&format!("rulebridge: cannot start {} threads: {error}", args.jobs()));
            return Ok(());
        }
    };
    let tally = Tally::default();
    let mut printing =
        Printing { args, are_many, of_input: tally, total: tally, console, outcome, progress: &progress };
    let printed = printing.all(&mut crew);
    let total = printing.total;
    progress.clear();
    // Without a reader of the output, nobody waits for the threads.
    printed?;
    let clerks = crew.finish();
    match &question.matcher {
        Matcher::Rules(rules) if args.summary => {
            let matches = clerks.iter().map(|clerk| clerk.matches.as_slice());
            summary::print(rules, matches, total, args.json, console)
        }
        _ => Ok(()),
    }
}

/// What to match with; or the messages that say why there is nothing.
fn matcher(args: &MatchArgs, console: &mut Console) -> Result<Matcher, Vec<String>> {
    let Some(rules) = &args.rules else {
        let source = PatternSource::new(args.pattern.as_deref().unwrap_or_default());
        return source.parse().map(Matcher::Pattern).map_err(|refusal| vec![refusal.render(&source.name())]);
    };
    let (rules, notes) = Rules::read(&Input::new(rules))?;
    notes.iter().for_each(|note| console.error(note));
    Ok(Matcher::Rules(rules))
}

struct Printing<'a> {
    args: &'a MatchArgs,
    are_many: bool,
    /// Of the input that is being read.
    of_input: Tally,
    /// Of all that have ended.
    total: Tally,
    console: &'a mut Console,
    outcome: &'a mut Outcome,
    progress: &'a Progress,
}

impl Printing<'_> {
    fn all(&mut self, crew: &mut Crew) -> io::Result<()> {
        while let Some(answer) = crew.next(|| self.console.flush())? {
            self.answer(answer)?;
        }
        Ok(())
    }

    fn answer(&mut self, answer: Answer) -> io::Result<()> {
        let Answer { input, out, messages, tally, end } = answer;
        self.progress.count_events(tally.events);
        self.of_input.add(tally);
        if tally.found > 0 {
            self.outcome.record_match();
        }
        if tally.broken > 0 {
            self.outcome.record_trouble();
        }
        let mut written = 0;
        for (offset, message) in messages {
            self.console.lines(out.get(written..offset).unwrap_or_default())?;
            self.console.error(&message);
            written = offset;
        }
        self.console.lines(out.get(written..).unwrap_or_default())?;
        match end {
            Some(end) => self.end(&input, end),
            None => Ok(()),
        }
    }

    fn end(&mut self, name: &str, end: io::Result<()>) -> io::Result<()> {
        let tally = mem::take(&mut self.of_input);
        self.total.add(tally);
        if let Err(error) = &end {
            self.outcome.record_trouble();
            self.console.error(&format!("{name}: {}", input::unreadable(error)));
        }
        let was_read = end.is_ok() || tally.events > 0;
        match (self.args.count && was_read, self.are_many) {
            (false, _) => Ok(()),
            (true, false) => self.console.line(tally.found.to_string().as_bytes()),
            (true, true) => self.console.line(format!("{name}:{}", tally.found).as_bytes()),
        }
    }
}
