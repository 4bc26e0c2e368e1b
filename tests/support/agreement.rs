//! What a set has to answer: what its patterns answer one by one, whichever way it is asked.

#![allow(dead_code, unreachable_pub, reason = "each user uses a part of it")]

use std::sync::LazyLock;

use rulebridge::{Error, ErrorKind, Handle, Matches, Pattern, PatternSet, Scratch};
use serde_json::Value;

use crate::oracle;

/// An id and its pattern.
pub type Entry = (usize, Pattern);

/// The ids of the entries that match.
pub type Answer = Result<Vec<usize>, Error>;

/// A set of the entries, in their order.
pub fn set_of(entries: &[Entry]) -> PatternSet<usize> {
    let mut builder = PatternSet::builder();
    for (id, pattern) in entries {
        builder.insert(*id, pattern);
    }
    builder.build().unwrap()
}

/// The patterns among `texts`, each with its place as its id. A text may be refused: it may be too complex.
pub fn entries<T: AsRef<str>>(texts: &[T]) -> Vec<Entry> {
    let patterns = texts.iter().enumerate().map(|(id, text)| Some((id, text.as_ref().parse().ok()?)));
    patterns.flatten().collect()
}

/// What the patterns say, asked one by one. A set without patterns checks the event all the same.
pub fn one_by_one(entries: &[Entry], verdict: impl Fn(&Pattern) -> Result<bool, Error>) -> Answer {
    static ANY: LazyLock<Pattern> = LazyLock::new(|| r#"{"a":[1]}"#.parse().unwrap());
    verdict(&ANY)?;
    let mut ids = Vec::new();
    for (id, pattern) in entries {
        if verdict(pattern)? {
            ids.push(*id);
        }
    }
    Ok(ids)
}

/// Asks `set`, which holds `entries`, about an event in every way there is. `Err` says which way gives another answer than the
/// patterns give one by one.
pub fn check(set: &PatternSet<usize>, entries: &[Entry], event: &[u8], scratch: &mut Scratch) -> Result<(), String> {
    let wanted = one_by_one(entries, |pattern| pattern.matches(event));
    let vouched = oracle::may_be_trusted(event);
    check_against(set, &wanted, event, vouched, scratch)?;
    if let Ok(value) = serde_json::from_slice::<Value>(event) {
        let wanted = one_by_one(entries, |pattern| pattern.matches_value(&value));
        let found = ids(set, set.matches_value(&value, scratch));
        compare("matches_value", &found, &wanted, vouched)?;
    }
    Ok(())
}

/// Like [`check`], of events as text, where it is known what the patterns say, and whether the event may be vouched for.
pub fn check_against(
    set: &PatternSet<usize>,
    wanted: &Answer,
    event: &[u8],
    vouched: bool,
    scratch: &mut Scratch,
) -> Result<(), String> {
    let found = ids(set, set.matches(event, scratch));
    compare("matches", &found, wanted, vouched)?;
    let found = set.is_match(event, scratch);
    compare("is_match", &found, &wanted.as_ref().map(|ids| !ids.is_empty()).map_err(Clone::clone), vouched)?;
    let mut results = Vec::new();
    set.matches_batch([event, event], scratch, |event, answer| results.push((event, ids(set, answer))));
    check_batch("matches_batch", results, wanted, event, vouched)?;

    let found = ids(set, set.matches_trusted(event, scratch));
    let mut results = Vec::new();
    set.matches_batch_trusted([event, event], scratch, |event, answer| results.push((event, ids(set, answer))));
    if vouched {
        compare("matches_trusted", &found, wanted, vouched)?;
        check_batch("matches_batch_trusted", results, wanted, event, vouched)?;
    }
    Ok(())
}

fn check_batch(
    way: &str,
    results: Vec<(&[u8], Answer)>,
    wanted: &Answer,
    event: &[u8],
    vouched: bool,
) -> Result<(), String> {
    assert_eq!(results.len(), 2, "{way}");
    for (given, found) in results {
        assert_eq!(given, event, "{way}");
        compare(way, &found, wanted, vouched)?;
    }
    Ok(())
}

/// An event that repeats arrays under one path may be too complex for a set and not for a pattern, or the other way around.
pub fn compare<T>(way: &str, found: &Result<T, Error>, wanted: &Result<T, Error>, vouched: bool) -> Result<(), String>
where
    T: PartialEq + std::fmt::Debug,
{
    let too_complex =
        |answer: &Result<T, Error>| answer.as_ref().is_err_and(|error| error.kind() == ErrorKind::EventTooComplex);
    if found == wanted || (!vouched && (too_complex(found) || too_complex(wanted))) {
        return Ok(());
    }
    Err(format!("{way} says {found:?}, one by one {wanted:?}"))
}

/// The ids of what matches. What else is known of the matches has to fit them.
pub fn ids(set: &PatternSet<usize>, answer: Result<Matches<'_, usize>, Error>) -> Answer {
    let mut matches = answer?;
    let handles: Vec<Handle> = matches.handles().collect();
    let ids: Vec<usize> = matches.clone().copied().collect();
    assert_eq!((matches.len(), handles.len()), (ids.len(), ids.len()), "the number of matches");
    for (handle, id) in handles.iter().zip(&ids) {
        assert_eq!(set.get(*handle), Some(id), "the handle of a match");
    }
    if let Some(first) = matches.next() {
        assert_eq!((first, matches.len()), (&ids[0], ids.len() - 1), "after the first match");
        assert!(matches.handles().eq(handles[1..].iter().copied()), "handles after the first match");
    }
    Ok(ids)
}

/// Checks a set built of `entries` for the purpose. `Err` tells the difference with as few of the entries as show it.
pub fn check_fresh(entries: &[Entry], event: &[u8]) -> Result<(), String> {
    let differs = |entries: &[Entry]| check(&set_of(entries), entries, event, &mut Scratch::new()).err();
    let Some(mut difference) = differs(entries) else {
        return Ok(());
    };
    let mut left = entries.to_vec();
    let mut size = left.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < left.len() {
            let mut fewer = left.clone();
            fewer.drain(at..(at + size).min(left.len()));
            match differs(&fewer) {
                Some(still) => (left, difference) = (fewer, still),
                None => at += size,
            }
        }
        size /= 2;
    }
    let patterns: Vec<String> = left.iter().map(|(id, pattern)| format!("\n  {id}: {pattern}")).collect();
    Err(format!("{difference}\nevent: {}\npatterns:{}", String::from_utf8_lossy(event), patterns.concat()))
}

/// Like [`check`]; what is wrong is told with as few patterns as show it in a set of their own.
pub fn check_or_explain(
    set: &PatternSet<usize>,
    entries: &[Entry],
    event: &[u8],
    scratch: &mut Scratch,
) -> Result<(), String> {
    check(set, entries, event, scratch).map_err(|difference| match check_fresh(entries, event) {
        Err(explained) => explained,
        Ok(()) => format!(
            "{difference}\nevent: {}\na new set of the same {} patterns with a new scratch gives the right answer",
            String::from_utf8_lossy(event),
            entries.len()
        ),
    })
}
