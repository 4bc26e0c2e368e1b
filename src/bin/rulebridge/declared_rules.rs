//! The rules that a template declares, and those of YAML files: what the library finds in them.

use rulebridge::rule::State;
use rulebridge::sources::{DeclaredRule, Document, Unbuilt};

use crate::rules_file::{Entry, Mistake, Rule};

/// Every rule of the document, in order. One that has no name is called by that of the file.
pub(crate) fn entries(document: &Document<'_>, file: &str) -> Vec<Result<Entry, Mistake>> {
    let rules = document.rules();
    let entry = |rule: &DeclaredRule<'_>| {
        let name = if rule.label().is_empty() { file } else { rule.label() };
        match entry(rule, name) {
            Ok(entry) => Ok(entry),
            Err(Unbuilt::Invalid(error)) => Err(Mistake::of_error(&error, error.span().range()).in_rule(name)),
            Err(Unbuilt::Unknown(_)) => Ok(Entry::NotKnown { name: name.to_owned() }),
        }
    };
    rules.iter().map(entry).collect()
}

fn entry(rule: &DeclaredRule<'_>, name: &str) -> Result<Entry, Unbuilt> {
    match rule.state() {
        Ok(State::Disabled) => return Ok(Entry::Disabled),
        // Whether it is at work is decided when it is deployed; what it would match is not.
        Ok(_) | Err(Unbuilt::Unknown(_)) => {}
        Err(invalid) => return Err(invalid),
    }
    let Some(pattern) = rule.event_pattern()? else { return Ok(Entry::NoPattern) };
    Ok(Entry::Rule(Rule { name: name.to_owned(), pattern, offset: rule.span().start }))
}
