//! What is measured: rules, the events for them, and whether quamina is asked.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use crate::workload::envelopes::{self, Types};
use crate::workload::events::Events;
use crate::workload::rules::{self, Mix};
use crate::workload::{documents, lots};

#[derive(Clone, Copy)]
pub(crate) enum Source {
    Shared,
    Own,
    Lots,
    Documents,
    /// A file if one is given, else the lots.
    Given,
}

#[derive(Clone, Copy)]
pub(crate) enum Peer {
    Runs,
    Skipped(&'static str),
}

pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) rules: Box<dyn Fn() -> Vec<String>>,
    pub(crate) source: Source,
    pub(crate) peer: Peer,
}

/// Events, made when they are first wanted.
pub(crate) struct Stock {
    count: usize,
    file: Option<PathBuf>,
    made: [OnceCell<Events>; 5],
}

impl Stock {
    pub(crate) fn new(count: usize, file: Option<PathBuf>) -> Self {
        Self { count, file, made: Default::default() }
    }

    pub(crate) fn events(&self, source: Source) -> Result<&Events, String> {
        let made = &self.made[source as usize];
        if let Some(events) = made.get() {
            return Ok(events);
        }
        let events = match (source, &self.file) {
            (Source::Shared, _) => envelopes::events(Types::Shared, self.count),
            (Source::Own, _) => envelopes::events(Types::Own, self.count),
            (Source::Documents, _) => documents::events(self.count / 50),
            (Source::Given, Some(file)) => Events::from_lines(&read_file(file)?),
            (Source::Lots | Source::Given, _) => lots::events(self.count),
        };
        if events.len() == 0 {
            return Err("no events".to_owned());
        }
        Ok(made.get_or_init(|| events))
    }
}

pub(crate) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    let owned = |rules: &[&str]| rules.iter().map(|rule| (*rule).to_owned()).collect::<Vec<String>>();
    for (family, rules) in &lots::FAMILIES {
        cases.push(Case {
            name: format!("lots {family}"),
            rules: Box::new(move || owned(rules)),
            source: Source::Lots,
            peer: Peer::Runs,
        });
    }
    cases.push(Case {
        name: "lots COMBO".to_owned(),
        rules: Box::new(move || owned(&lots::combination())),
        source: Source::Lots,
        peer: Peer::Runs,
    });
    for count in [1, 10, 100, 1_000, 10_000] {
        cases.push(envelope("envelopes", Mix::Basic, Types::Shared, count, Peer::Runs));
    }
    // What panics with 10,000 rules need not be built with 100,000.
    let skipped = Peer::Skipped("skipped");
    cases.push(envelope("envelopes", Mix::Basic, Types::Shared, 100_000, skipped));
    cases.push(envelope("envelopes, own detail-types", Mix::Basic, Types::Own, 1_000, Peer::Runs));
    cases.push(envelope("envelopes, own detail-types", Mix::Basic, Types::Own, 10_000, Peer::Runs));
    cases.push(envelope("envelopes, own detail-types", Mix::Basic, Types::Own, 100_000, skipped));
    cases.push(envelope("envelopes, rare", Mix::Rare, Types::Shared, 1_000, Peer::Runs));
    cases.push(envelope("envelopes, rare", Mix::Rare, Types::Shared, 100_000, skipped));
    cases.push(envelope("envelopes, full mix", Mix::Full, Types::Shared, 1_000, Peer::Runs));
    cases.push(envelope("envelopes, full mix", Mix::Full, Types::Shared, 100_000, skipped));
    cases.push(envelope("envelopes, unique ids", Mix::UniqueIds, Types::Shared, 100_000, Peer::Runs));
    for (place, rules) in &documents::PLACES {
        cases.push(Case {
            name: format!("documents, {place}"),
            rules: Box::new(move || owned(rules)),
            source: Source::Documents,
            peer: Peer::Runs,
        });
    }
    cases
}

fn envelope(name: &str, mix: Mix, types: Types, count: usize, peer: Peer) -> Case {
    Case {
        name: format!("{name}, {count} rules"),
        rules: Box::new(move || rules::rules(mix, types, count)),
        source: if types == Types::Shared { Source::Shared } else { Source::Own },
        peer,
    }
}

/// The rule sets in a directory, one per file.
pub(crate) fn read(directory: &Path) -> Result<Vec<Case>, String> {
    let entries = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort_unstable();
    files.iter().map(|file| rule_set(file)).collect()
}

fn rule_set(file: &Path) -> Result<Case, String> {
    let text = read_file(file)?;
    // Raw: numbers stay as they are written.
    let by_name: BTreeMap<String, Box<RawValue>> =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let rules: Vec<String> = by_name.values().map(|rule| rule.get().to_owned()).collect();
    Ok(Case {
        name: file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        rules: Box::new(move || rules.clone()),
        source: Source::Given,
        peer: Peer::Runs,
    })
}

fn read_file(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}
