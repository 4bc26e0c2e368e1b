//! The rules of a file, to be matched all at once.

use std::collections::HashMap;
use std::str;

use rulebridge::sources::{Document, Format, Reading};
use rulebridge::{Error, ErrorKind, Matches, PatternSet, Scratch};

use crate::declared_rules;
use crate::excerpt;
use crate::input::Input;
use crate::lines::Lines;
use crate::place::Place;
use crate::report::{self, shown};
use crate::rules_file::{Entry, Mistake, Rule, RulesFile};

/// Rules by their number, from 0, in the order of the file.
#[derive(Debug)]
pub(crate) struct Rules {
    names: Vec<String>,
    patterns: PatternSet<usize>,
}

impl Rules {
    /// More than the rules of any account.
    const MOST_MIB: u64 = 256;

    /// Reads a file of rules. Answers also what the user should know about it.
    ///
    /// # Errors
    ///
    /// The messages for standard error, one for each mistake: with one broken rule there are no rules.
    pub(crate) fn read(input: &Input) -> Result<(Self, Vec<String>), Vec<String>> {
        let name = input.name();
        let bytes = input.read(Self::MOST_MIB, "file of rules").map_err(|why| vec![format!("{name}: {why}")])?;
        let entries = entries(&name, &bytes).map_err(|message| vec![message])?;
        let text = str::from_utf8(&bytes).unwrap_or_default();

        let mut rules = Vec::new();
        let mut messages = Vec::new();
        let mut not_known = Vec::new();
        let (mut without_pattern, mut disabled, mut is_cut_off) = (0, 0, false);
        let lines = Lines::new(text);
        for entry in entries {
            match entry {
                Ok(Entry::Rule(rule)) => rules.push(rule),
                Ok(Entry::NotKnown { name }) => not_known.push(name),
                Ok(Entry::NoPattern) => without_pattern += 1,
                Ok(Entry::Disabled) => disabled += 1,
                Ok(Entry::NextToken) => is_cut_off = true,
                Err(mistake) => {
                    let place = lines.place(mistake.range.start);
                    let excerpt = excerpt::draw(text, &mistake.range, place.line);
                    let mut message = format!("{name}:{place}: {}\n{excerpt}", shown(&mistake.to_string()));
                    if let Some(help) = mistake.help() {
                        let gutter = " ".repeat(place.line.to_string().len());
                        message.push_str(&format!("\n{gutter} = help: {help}"));
                    }
                    messages.push(message);
                }
            }
        }
        if !messages.is_empty() {
            return Err(messages);
        }

        let mut notes = same_names(&name, text, &rules);
        let mut note = |applies: bool, what: String| notes.extend(applies.then(|| format!("{name}: note: {what}")));
        note(without_pattern > 0, format!("left out, having no event pattern: {}", counted(without_pattern)));
        if let Some(first) = not_known.first() {
            let first =
                if not_known.len() == 1 { shown(first) } else { format!("the first is {}", shown(first)).into() };
            let rules = counted(not_known.len());
            note(true, format!("left out, having a pattern that is only known at deployment: {rules}, {first}"));
        }
        note(disabled > 0, format!("left out, being disabled: {}", counted(disabled)));
        note(is_cut_off, "there are more rules than it holds: it ends with a NextToken".to_owned());
        note(rules.is_empty(), "there is no rule to match".to_owned());
        let rules = Self::new(rules).map_err(|error| vec![format!("{name}: {}", error.message())])?;
        Ok((rules, notes))
    }

    fn new(rules: Vec<Rule>) -> Result<Self, Error> {
        let mut patterns = PatternSet::builder();
        for (number, rule) in rules.iter().enumerate() {
            patterns.insert(number, &rule.pattern);
        }
        let names = rules.into_iter().map(|rule| rule.name).collect();
        Ok(Self { names, patterns: patterns.build()? })
    }

    pub(crate) fn matches<'a>(&'a self, event: &[u8], scratch: &'a mut Scratch) -> Result<Matches<'a, usize>, Error> {
        self.patterns.matches(event, scratch)
    }

    /// The names of these rules.
    pub(crate) fn names<'a>(&'a self, numbers: impl Iterator<Item = &'a usize>) -> impl Iterator<Item = &'a str> {
        numbers.filter_map(|&number| self.names.get(number)).map(String::as_str)
    }

    /// The names of all rules, in the order of the file.
    pub(crate) fn all_names(&self) -> &[String] {
        &self.names
    }
}

/// The members of the file `name`. The library reads templates and YAML. All other JSON is read here: whoever names a file of rules
/// has said that its objects are patterns, whatever fields they name.
fn entries(name: &str, bytes: &[u8]) -> Result<Vec<Result<Entry, Mistake>>, String> {
    let message = |error: &Error| report::render(name, Place::START, error);
    let text = str::from_utf8(bytes).unwrap_or_default();
    let json = json(bytes).map(RulesFile::new);
    let is_object_or_list = text.trim_ascii_start().starts_with(['{', '[']);
    let reading = match &json {
        Ok(rules) if !rules.may_be_template() => Reading::Unknown,
        Err(_) if is_object_or_list => Reading::Unknown,
        _ => Document::read(text),
    };
    match (reading, json) {
        (Reading::Document(document), Err(_)) => Ok(declared_rules::entries(&document, name)),
        (Reading::Document(document), _) if is_template(document.format()) => {
            Ok(declared_rules::entries(&document, name))
        }
        (_, Ok(rules)) => Ok(rules.entries()),
        (Reading::Broken(error), Err(_)) => Err(message(&error)),
        (_, Err(_)) if !is_object_or_list && !text.trim_ascii().is_empty() => {
            Err(format!("{name}: no rules are found in it"))
        }
        (_, Err(error)) => Err(message(&error)),
    }
}

fn is_template(format: Format) -> bool {
    matches!(format, Format::CloudFormation | Format::Serverless | Format::Terraform)
}

/// `bytes` as text, if they are a JSON text: the library, which takes this for an event, says where they are not.
fn json(bytes: &[u8]) -> Result<&str, Error> {
    let nothing_sought = PatternSet::<()>::builder().build()?;
    match nothing_sought.matches(bytes, &mut Scratch::new()) {
        Err(error) if error.kind() != ErrorKind::EventNotObject => Err(error),
        _ => Ok(str::from_utf8(bytes).unwrap_or_default()),
    }
}

fn counted(rules: usize) -> String {
    if rules == 1 { "1 rule".to_owned() } else { format!("{rules} rules") }
}

/// A warning for every rule that is called as one before it.
fn same_names(file: &str, text: &str, rules: &[Rule]) -> Vec<String> {
    let lines = Lines::new(text);
    let mut first_places: HashMap<&str, Place> = HashMap::new();
    let mut warnings = Vec::new();
    for rule in rules {
        let place = lines.place(rule.offset);
        let first = *first_places.entry(&rule.name).or_insert(place);
        if first != place {
            let name = shown(&rule.name);
            warnings
                .push(format!("{file}:{place}: warning: another rule is called `{name}`, at {first}; both are kept"));
        }
    }
    warnings
}
