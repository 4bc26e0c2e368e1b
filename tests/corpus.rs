//! The conformance corpus, fed to every engine and to the oracle.
//!
//! `corpus/README.md` says what a case holds. To run the cases whose name contains a text: `CASE=text cargo test --test corpus`.

#[path = "support/agreement.rs"]
mod agreement;
#[path = "support/corpus.rs"]
mod corpus;
mod oracle;

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use corpus::{Case as _, Source, compare};
use oracle::Verdict;
use rulebridge::{Error, Pattern, Scratch};
use serde::Deserialize;

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

impl Case {
    /// All its events, whatever the verdict.
    fn events(&self) -> Vec<Vec<u8>> {
        let good = self.matches.iter().chain(&self.misses).map(|event| event.clone().into_bytes());
        good.chain(self.bad_events.iter().map(BadEvent::bytes)).collect()
    }
}

impl corpus::Case for Case {
    fn name(&self) -> &str {
        &self.name
    }

    fn cite(&self) -> &str {
        &self.cite
    }

    fn known_failure(&self) -> Option<&str> {
        self.known_failure.as_deref()
    }

    fn differences(&self) -> Vec<String> {
        match &self.error {
            Some(kind) => refused_differences(self, kind),
            None => accepted_differences(self),
        }
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
    wrong.extend(set_differences(case, &pattern));
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

/// A set of one pattern answers as the pattern, which is asked elsewhere.
fn set_differences(case: &Case, pattern: &Pattern) -> Vec<String> {
    let entries = [(0, pattern.clone())];
    let set = agreement::set_of(&entries);
    let mut scratch = Scratch::new();
    let answers = case.events().into_iter().map(|event| {
        let difference = agreement::check(&set, &entries, &event, &mut scratch).err()?;
        Some(format!("of a set of it, {difference}, to {}", String::from_utf8_lossy(&event)))
    });
    answers.flatten().collect()
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

#[test]
fn patterns() {
    corpus::run(&corpus::load::<Case>("pattern"));
}

/// Every accepted pattern in one set, asked about every event there is.
#[test]
fn patterns_in_one_set() {
    let cases = corpus::load::<Case>("pattern");
    let accepted = cases.iter().enumerate().filter(|(_, (_, case))| case.error.is_none());
    let entries: Vec<_> = accepted.map(|(id, (_, case))| (id, case.pattern.parse::<Pattern>().unwrap())).collect();
    let set = agreement::set_of(&entries);
    let events: BTreeSet<Vec<u8>> = cases.iter().flat_map(|(_, case)| case.events()).collect();
    let events: Vec<Vec<u8>> = events.into_iter().collect();
    let differences = |events: &[Vec<u8>]| -> Vec<String> {
        let mut scratch = Scratch::new();
        let check = |event: &Vec<u8>| agreement::check_or_explain(&set, &entries, event, &mut scratch).err();
        events.iter().filter_map(check).take(10).collect()
    };
    let (one, other) = events.split_at(events.len() / 2);
    let wrong = thread::scope(|scope| {
        let one = scope.spawn(|| differences(one));
        let mut wrong = differences(other);
        wrong.extend(one.join().unwrap());
        wrong
    });
    assert!(wrong.is_empty(), "of {} patterns and {} events:\n{}", entries.len(), events.len(), wrong.join("\n\n"));
}

#[test]
fn cases_are_complete() {
    let cases = corpus::load::<Case>("pattern");
    corpus::check_names(&cases, 400);
    for (_, case) in &cases {
        let name = case.name();
        let events = case.matches.len() + case.misses.len() + case.bad_events.len();
        let says_something = case.error.is_some() != (events > 0 || case.display.is_some());
        assert!(says_something, "{name} needs an error or events, not both");
        assert_eq!(case.error.is_some(), case.under.is_some(), "{name}: an error comes with the text under it");
        let not_json = case.error.as_ref().is_some_and(|kind| kind.starts_with("json-"));
        let observed_error = case.source == Source::Observed && case.error.is_some() && !not_json;
        assert!(!observed_error || case.aws.is_some(), "{name}: an observed refusal has AWS' words");
    }
}

#[test]
fn every_error_kind_has_a_case() {
    let readme = corpus::readme();
    let kinds = corpus::documented(&readme, "### Error kinds");
    let cases = corpus::load::<Case>("pattern");
    let in_patterns = cases.iter().filter_map(|(_, case)| case.error.as_deref());
    let in_events = cases.iter().flat_map(|(_, case)| &case.bad_events).map(|bad| bad.error.as_str());
    let used: BTreeSet<&str> = in_patterns.chain(in_events).collect();
    assert_eq!(used, kinds.iter().map(String::as_str).collect(), "kinds with cases, and kinds in corpus/README.md");
}
