//! What is asked about every event, and the answer as it is to be printed.

use std::io;
use std::sync::Arc;

use rulebridge::{Error, Matches, Pattern, Scratch};

use crate::events::Event;
use crate::feed::Part;
use crate::place::Place;
use crate::report::{self, EventAnswer, EventReport, shown};
use crate::rules::Rules;

#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) matcher: Matcher,
    /// Whether the events that do not match are sought.
    pub(crate) invert: bool,
    pub(crate) form: Form,
}

#[derive(Debug)]
pub(crate) enum Matcher {
    Pattern(Pattern),
    Rules(Rules),
}

/// How the answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The events sought, or where they are and which rules match.
    Text,
    /// Every event as a line of JSON.
    Json,
    /// Only numbers, when the input has ended.
    Numbers,
}

/// What there is to say about a part.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The name of the input.
    pub(crate) input: Arc<str>,
    /// Lines for standard output.
    pub(crate) out: Vec<u8>,
    /// Messages for standard error, each with the number of bytes of `out` that come before it.
    pub(crate) messages: Vec<(usize, String)>,
    pub(crate) tally: Tally,
    /// How the input ended, if this was its last part.
    pub(crate) end: Option<io::Result<()>>,
}

/// Numbers of events.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) events: u64,
    /// Those that were sought.
    pub(crate) found: u64,
    /// Those that are no events.
    pub(crate) broken: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.events += other.events;
        self.found += other.found;
        self.broken += other.broken;
    }
}

enum Verdict<'a> {
    Pattern(bool),
    /// The numbers of the rules that match.
    Rules(&'a Rules, Matches<'a, usize>),
}

impl Verdict<'_> {
    fn is_match(&self) -> bool {
        match self {
            Self::Pattern(is_match) => *is_match,
            Self::Rules(_, numbers) => numbers.len() > 0,
        }
    }
}

impl Matcher {
    fn verdict<'a>(&'a self, event: &[u8], scratch: &'a mut Scratch) -> Result<Verdict<'a>, Error> {
        match self {
            Self::Pattern(pattern) => pattern.matches(event).map(Verdict::Pattern),
            Self::Rules(rules) => rules.matches(event, scratch).map(|numbers| Verdict::Rules(rules, numbers)),
        }
    }
}

/// Answers parts, and keeps count of the rules.
#[derive(Debug)]
pub(crate) struct Clerk {
    question: Arc<Question>,
    scratch: Scratch,
    /// By number of the rule: the events that it matches.
    pub(crate) matches: Vec<u64>,
}

impl Clerk {
    pub(crate) fn new(question: Arc<Question>) -> Self {
        let rules = match &question.matcher {
            Matcher::Pattern(_) => 0,
            Matcher::Rules(rules) => rules.all_names().len(),
        };
        Self { question, scratch: Scratch::new(), matches: vec![0; rules] }
    }

    pub(crate) fn answer(&mut self, part: Part) -> Answer {
        let (out, messages, tally) = Default::default();
        let mut answer = Answer { input: part.input.clone(), out, messages, tally, end: None };
        for event in part.events() {
            self.event(&event, &mut answer);
        }
        answer.end = part.end;
        answer
    }

    fn event(&mut self, event: &Event<'_>, answer: &mut Answer) {
        let Self { question, scratch, matches } = self;
        answer.tally.events += 1;
        let verdict = match question.matcher.verdict(event.text, scratch) {
            Ok(verdict) => verdict,
            Err(error) => {
                answer.tally.broken += 1;
                return answer.broken(event.place, &error, question.form);
            }
        };
        if let Verdict::Rules(_, numbers) = &verdict {
            for &number in numbers.clone() {
                if let Some(count) = matches.get_mut(number) {
                    *count += 1;
                }
            }
        }
        let is_sought = verdict.is_match() != question.invert;
        answer.tally.found += u64::from(is_sought);
        match (question.form, verdict) {
            (Form::Text, Verdict::Rules(rules, numbers)) if is_sought && !question.invert => {
                answer.rules(event.place, rules.names(numbers));
            }
            (Form::Text, _) if is_sought => answer.line(event.text),
            (Form::Json, Verdict::Pattern(_)) => answer.json(event.place, EventAnswer::Match(is_sought)),
            (Form::Json, Verdict::Rules(rules, numbers)) if is_sought || !question.invert => {
                answer.json(event.place, EventAnswer::Rules(rules.names(numbers).collect()));
            }
            (Form::Text | Form::Json | Form::Numbers, _) => {}
        }
    }
}

impl Answer {
    fn line(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
        self.out.push(b'\n');
    }

    /// `orders.jsonl:3: large-order, shipped`
    fn rules<'a>(&mut self, place: Place, names: impl Iterator<Item = &'a str>) {
        self.out.extend_from_slice(format!("{}:{}:", self.input, place.line).as_bytes());
        for (number, name) in names.enumerate() {
            self.out.extend_from_slice(if number == 0 { b" " } else { b", " });
            self.out.extend_from_slice(shown(name).as_bytes());
        }
        self.out.push(b'\n');
    }

    fn json(&mut self, place: Place, answer: EventAnswer<'_>) {
        let report = EventReport { file: &self.input, line: place.line, answer };
        // Writing into memory cannot fail, nor can texts and numbers.
        let _ = serde_json::to_writer(&mut self.out, &report);
        self.out.push(b'\n');
    }

    fn broken(&mut self, place: Place, error: &Error, form: Form) {
        match form {
            Form::Json => self.json(place, EventAnswer::error(place, error)),
            Form::Text | Form::Numbers => {
                self.messages.push((self.out.len(), report::render(&self.input, place, error)));
            }
        }
    }
}
