//! What every part of the conformance corpus has in common: files of cases, their sources, and known failures.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "C: DeserializeOwned")]
struct File<C> {
    case: Vec<C>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Source {
    Observed,
    Docs,
    EventRuler,
    Inferred,
}

pub(crate) trait Case {
    fn name(&self) -> &str;
    fn cite(&self) -> &str;
    fn known_failure(&self) -> Option<&str>;
    /// What is wrong with the answers.
    fn differences(&self) -> Vec<String>;
}

/// Every case of a folder of the corpus, each with the name of its file.
pub(crate) fn load<C: Case + DeserializeOwned>(folder: &str) -> Vec<(String, C)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file: File<C> = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        cases.extend(file.case.into_iter().map(|case| (stem.clone(), case)));
    }
    cases
}

/// Runs the cases whose name contains `$CASE`. Fails on a folder without cases, and on a known failure that passes.
pub(crate) fn run<C: Case>(cases: &[(String, C)]) {
    assert!(!cases.is_empty(), "no cases");
    let wanted = env::var("CASE").unwrap_or_default();
    let mut failures = Vec::new();
    for (file, case) in cases.iter().filter(|(_, case)| case.name().contains(&wanted)) {
        let wrong = case.differences();
        match case.known_failure() {
            None => failures.extend(wrong.iter().map(|wrong| format!("{file}.toml {}: {wrong}", case.name()))),
            Some(why) if wrong.is_empty() => {
                failures.push(format!("{file}.toml {}: passes, but is listed as a known failure: {why}", case.name()));
            }
            Some(_) => {}
        }
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
}

/// Every case has a name of its own that says its file, and a source; and there are enough of them.
pub(crate) fn check_names<C: Case>(cases: &[(String, C)], least: usize) {
    let mut names = BTreeMap::new();
    for (file, case) in cases {
        let name = case.name();
        assert!(names.insert(name, file).is_none(), "two cases are called {name}");
        assert!(file == "recorded" || name.starts_with(&format!("{file}/")), "{name} stands in {file}.toml");
        assert!(!case.cite().is_empty(), "{name} has no source");
    }
    assert!(cases.len() >= least, "{} cases", cases.len());
}

/// The names in the first column of the tables below a heading of `corpus/README.md`, up to the next chapter.
pub(crate) fn documented(readme: &str, heading: &str) -> Vec<String> {
    let (_, tables) = readme.split_once(heading).unwrap();
    let (tables, _) = tables.split_once("\n## ").unwrap_or((tables, ""));
    tables.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).map(str::to_owned).collect()
}

pub(crate) fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/README.md")).unwrap()
}

pub(crate) fn compare(wrong: &mut Vec<String>, what: &str, found: &str, expected: &str) {
    if found != expected {
        wrong.push(format!("{what}: found {found:?}, expected {expected:?}"));
    }
}
