//! The conformance corpus, fed to every engine and to the oracle.
//!
//! `corpus/README.md` says what a case holds. To run the cases whose name contains a text: `CASE=text cargo test --test corpus`.

mod oracle;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

use oracle::Verdict;
use rulebridge::{Error, Pattern};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    source: Source,
    cite: String,
    pattern: String,
    #[serde(default)]
    matches: Vec<String>,
    #[serde(default)]
    misses: Vec<String>,
    #[serde(default)]
    bad_events: Vec<BadEvent>,
    #[serde(default)]
    bytes_only: bool,
    display: Option<String>,
    error: Option<String>,
    under: Option<String>,
    aws: Option<String>,
    aws_at: Option<String>,
    known_failure: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Source {
    Observed,
    Docs,
    EventRuler,
    Inferred,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BadEvent {
    event: Option<String>,
    hex: Option<String>,
    error: String,
    under: Option<String>,
}

impl BadEvent {
    fn bytes(&self) -> Vec<u8> {
        match (&self.event, &self.hex) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(hex)) => {
                let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
                let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
                digits.chunks(2).map(byte).collect()
            }
            _ => panic!("a bad event has either `event` or `hex`"),
        }
    }
}

/// Every case of a folder of the corpus, each with the name of its file.
fn load(folder: &str) -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        cases.extend(file.case.into_iter().map(|case| (stem.clone(), case)));
    }
    cases
}

/// What is wrong with the answers to one case.
fn differences(case: &Case) -> Vec<String> {
    match &case.error {
        Some(kind) => refused_differences(case, kind),
        None => accepted_differences(case),
    }
}

fn refused_differences(case: &Case, kind: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if oracle::pattern_is_valid(&case.pattern) {
        wrong.push("the oracle accepts the pattern".to_owned());
    }
    let error = match case.pattern.parse::<Pattern>() {
        Ok(pattern) => return vec![format!("accepted as {pattern}")],
        Err(error) => error,
    };
    compare(&mut wrong, "kind", error.kind().as_str(), kind);
    if let Some(under) = &case.under {
        compare(&mut wrong, "under", &case.pattern[error.span().range()], under);
    }
    let message = error.aws_message().unwrap_or_default();
    let reason = message.strip_prefix("Event pattern is not valid. Reason: ").unwrap_or_default();
    let mut parts = reason.split("\n at [Source: (String)");
    let reason = parts.next().unwrap_or_default();
    if let Some(aws) = &case.aws {
        compare(&mut wrong, "aws", reason, aws);
    }
    if let Some(at) = &case.aws_at {
        let places = parts.map(|location| {
            let place = location.rsplit_once("; line: ").map_or("", |(_, place)| place);
            place.trim_end_matches(']').replace(", column: ", ":")
        });
        let places: Vec<String> = places.collect();
        let place = if places.is_empty() { "none".to_owned() } else { places.join(" ") };
        compare(&mut wrong, "aws_at", &place, at);
    }
    wrong
}

fn accepted_differences(case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    if !oracle::pattern_is_valid(&case.pattern) {
        wrong.push("the oracle refuses the pattern".to_owned());
    }
    let pattern = match case.pattern.parse::<Pattern>() {
        Ok(pattern) => pattern,
        Err(error) => return vec![format!("refused: {error:#}")],
    };
    if let Some(display) = &case.display {
        compare(&mut wrong, "display", &pattern.to_string(), display);
    }
    if pattern.to_string().parse::<Pattern>().as_ref() != Ok(&pattern) {
        wrong.push(format!("does not read back: {pattern}"));
    }
    let events = case.matches.iter().map(|event| (event, true)).chain(case.misses.iter().map(|event| (event, false)));
    for (event, expected) in events {
        for (engine, verdict) in verdicts(&pattern, &case.pattern, event, case.bytes_only) {
            if verdict != Ok(expected) {
                wrong.push(format!("{engine} says {verdict:?}, not {expected}, to {event}"));
            }
        }
    }
    for bad in &case.bad_events {
        let event = bad.bytes();
        let shown = String::from_utf8_lossy(&event);
        if oracle::verdict(&case.pattern, &event) != Verdict::BadEvent {
            wrong.push(format!("the oracle takes the bad event {shown}"));
        }
        match pattern.matches(&event) {
            Ok(verdict) => wrong.push(format!("says {verdict} to the bad event {shown}")),
            Err(error) => {
                compare(&mut wrong, &format!("kind of {shown}"), error.kind().as_str(), &bad.error);
                if let Some(aws) = &case.aws {
                    compare(&mut wrong, &format!("aws on {shown}"), error.aws_message().unwrap_or_default(), aws);
                }
                if let Some(under) = &bad.under {
                    let found = String::from_utf8_lossy(&event[error.span().range()]);
                    compare(&mut wrong, &format!("under in {shown}"), &found, under);
                }
            }
        }
    }
    wrong
}

/// What every engine, and the oracle, says to one event.
fn verdicts(
    pattern: &Pattern,
    text: &str,
    event: &str,
    bytes_only: bool,
) -> BTreeMap<&'static str, Result<bool, String>> {
    let shown = |verdict: Result<bool, Error>| verdict.map_err(|error| error.to_string());
    let oracle = match oracle::verdict(text, event.as_bytes()) {
        Verdict::Match => Ok(true),
        Verdict::Miss => Ok(false),
        other => Err(format!("{other:?}")),
    };
    let mut verdicts = BTreeMap::from([("the oracle", oracle), ("matches", shown(pattern.matches(event.as_bytes())))]);
    if !bytes_only {
        let value = serde_json::from_str(event).map_err(|error| error.to_string());
        verdicts.insert("matches_value", value.and_then(|value| shown(pattern.matches_value(&value))));
    }
    verdicts
}

fn compare(wrong: &mut Vec<String>, what: &str, found: &str, expected: &str) {
    if found != expected {
        wrong.push(format!("{what}: found {found:?}, expected {expected:?}"));
    }
}

#[test]
fn patterns() {
    let wanted = env::var("CASE").unwrap_or_default();
    let cases = load("pattern");
    assert!(!cases.is_empty(), "no cases");
    let mut failures = Vec::new();
    for (file, case) in cases.iter().filter(|(_, case)| case.name.contains(&wanted)) {
        let wrong = differences(case);
        match &case.known_failure {
            None => failures.extend(wrong.iter().map(|wrong| format!("{file}.toml {}: {wrong}", case.name))),
            Some(why) if wrong.is_empty() => {
                failures.push(format!("{file}.toml {}: passes, but is listed as a known failure: {why}", case.name));
            }
            Some(_) => {}
        }
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn cases_are_complete() {
    let mut names = BTreeMap::new();
    let cases = load("pattern");
    for (file, case) in &cases {
        let Case { name, cite, .. } = case;
        assert!(names.insert(name, file).is_none(), "two cases are called {name}");
        assert!(file == "recorded" || name.starts_with(&format!("{file}/")), "{name} stands in {file}.toml");
        assert!(!cite.is_empty(), "{name} has no source");
        let events = case.matches.len() + case.misses.len() + case.bad_events.len();
        let says_something = case.error.is_some() != (events > 0 || case.display.is_some());
        assert!(says_something, "{name} needs an error or events, not both");
        assert_eq!(case.error.is_some(), case.under.is_some(), "{name}: an error comes with the text under it");
        let not_json = case.error.as_ref().is_some_and(|kind| kind.starts_with("json-"));
        let observed_error = matches!(case.source, Source::Observed) && case.error.is_some() && !not_json;
        assert!(!observed_error || case.aws.is_some(), "{name}: an observed refusal has AWS' words");
    }
    assert!(cases.len() >= 400, "{} cases", cases.len());
}

#[test]
fn every_error_kind_has_a_case() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/README.md")).unwrap();
    let (_, table) = readme.split_once("### Error kinds").unwrap();
    let kinds: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let cases = load("pattern");
    let in_patterns = cases.iter().filter_map(|(_, case)| case.error.as_deref());
    let in_events = cases.iter().flat_map(|(_, case)| &case.bad_events).map(|bad| bad.error.as_str());
    let used: BTreeSet<&str> = in_patterns.chain(in_events).collect();
    assert_eq!(used, kinds.into_iter().collect(), "kinds with cases, and kinds in corpus/README.md");
}
