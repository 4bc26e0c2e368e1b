//! Versions of a set: each keeps answering as it did, whatever is made from it, on whichever thread.

#[path = "support/agreement.rs"]
mod agreement;
mod generate;
mod oracle;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::thread;

use agreement::{Entry, check_or_explain, entries, ids, set_of};
use generate::pools::{PLAIN, Random};
use generate::sets::crowd;
use proptest::prelude::*;
use rulebridge::{Handle, Pattern, PatternSet, PatternSetBuilder, Scratch};

/// A set, and what is in it.
#[derive(Clone)]
struct Version {
    set: PatternSet<usize>,
    held: Vec<(Handle, Entry)>,
}

impl Version {
    fn check(&self, event: &[u8], scratch: &mut Scratch) -> Result<(), TestCaseError> {
        let Self { set, held } = self;
        prop_assert_eq!((set.len(), set.is_empty()), (held.len(), held.is_empty()));
        let entries: Vec<Entry> = held.iter().map(|(_, entry)| entry.clone()).collect();
        check_or_explain(set, &entries, event, scratch).map_err(TestCaseError::fail)?;
        for (handle, (id, _)) in held {
            prop_assert_eq!(set.get(*handle), Some(id));
        }
        if let Ok(matches) = set.matches(event, scratch) {
            let expected = held.iter().filter(|(_, (_, pattern))| pattern.matches(event) == Ok(true));
            prop_assert!(matches.handles().eq(expected.map(|(handle, _)| *handle)), "handles of {:?}", matches);
        }
        Ok(())
    }
}

/// One thing done to a version, which makes another.
#[derive(Debug, Clone)]
enum Step {
    /// So many insertions and removals.
    Edit(Vec<Change>),
    Merge,
    Clone,
    /// The builder is cloned, and both are built.
    Fork(Vec<Change>, Vec<Change>),
}

#[derive(Debug, Clone)]
enum Change {
    Insert(prop::sample::Index),
    /// Of any entry that there ever was, in any version.
    Remove(prop::sample::Index),
    RemoveFirst,
    RemoveLast,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => any::<prop::sample::Index>().prop_map(Change::Insert),
        2 => any::<prop::sample::Index>().prop_map(Change::Remove),
        1 => Just(Change::RemoveFirst),
        1 => Just(Change::RemoveLast),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let changes = || prop::collection::vec(change(), 0..8);
    prop_oneof![
        5 => changes().prop_map(Step::Edit),
        2 => Just(Step::Merge),
        1 => Just(Step::Clone),
        1 => (changes(), changes()).prop_map(|(one, other)| Step::Fork(one, other)),
    ]
}

/// What a script has to draw from, and all handles it was given.
struct Stock {
    patterns: Vec<Pattern>,
    handles: Vec<Handle>,
    next_id: usize,
}

impl Stock {
    /// Makes changes, and follows them in `held`.
    fn apply(&mut self, builder: &mut PatternSetBuilder<usize>, held: &mut Vec<(Handle, Entry)>, changes: &[Change]) {
        for change in changes {
            let handle = match change {
                Change::Insert(which) => {
                    let pattern = which.get(&self.patterns);
                    let handle = builder.insert(self.next_id, pattern);
                    assert!(!self.handles.contains(&handle), "a handle is given twice");
                    self.handles.push(handle);
                    held.push((handle, (self.next_id, pattern.clone())));
                    self.next_id += 1;
                    continue;
                }
                Change::Remove(_) if self.handles.is_empty() => continue,
                Change::Remove(which) => *which.get(&self.handles),
                Change::RemoveFirst => held.first().map_or(self.handles[0], |(handle, _)| *handle),
                Change::RemoveLast => held.last().map_or(self.handles[0], |(handle, _)| *handle),
            };
            let place = held.iter().position(|(known, _)| *known == handle);
            assert_eq!(builder.remove(handle), place.is_some(), "whether there was something to remove");
            place.map(|place| held.remove(place));
            assert!(!builder.remove(handle), "removed twice");
        }
    }

    fn edited(&mut self, from: &Version, changes: &[Change]) -> Version {
        let (mut builder, mut held) = (from.set.edit(), from.held.clone());
        self.apply(&mut builder, &mut held, changes);
        Version { set: builder.build().unwrap(), held }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, max_shrink_iters: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn every_version_keeps_its_answers(
        bytes in prop::collection::vec(any::<u8>(), 0..4_000),
        first in prop::collection::vec(any::<prop::sample::Index>(), 1..20),
        steps in prop::collection::vec((any::<prop::sample::Index>(), step()), 1..12),
    ) {
        let crowd = crowd(&bytes, &PLAIN, 16, 3);
        let patterns = entries(&crowd.patterns).into_iter().map(|(_, pattern)| pattern).collect();
        let mut stock = Stock { patterns, handles: Vec::new(), next_id: 0 };
        if stock.patterns.is_empty() {
            return Ok(());
        }
        let (mut builder, mut held) = (PatternSet::builder(), Vec::new());
        stock.apply(&mut builder, &mut held, &first.into_iter().map(Change::Insert).collect::<Vec<_>>());
        let mut versions = vec![Version { set: builder.build().unwrap(), held }];
        let mut scratch = Scratch::new();
        for (from, step) in &steps {
            let from = from.get(&versions).clone();
            match step {
                Step::Edit(changes) => versions.push(stock.edited(&from, changes)),
                Step::Clone => versions.push(from),
                Step::Merge => {
                    let set = from.set.merge().unwrap();
                    prop_assert_eq!(set.unmerged(), 0);
                    versions.push(Version { set, held: from.held });
                }
                Step::Fork(one, other) => {
                    let (mut builder, mut held) = (from.set.edit(), from.held.clone());
                    stock.apply(&mut builder, &mut held, one);
                    let (mut fork, mut fork_held) = (builder.clone(), held.clone());
                    stock.apply(&mut fork, &mut fork_held, other);
                    versions.push(Version { set: fork.build().unwrap(), held: fork_held });
                    versions.push(Version { set: builder.build().unwrap(), held });
                }
            }
            for version in &versions {
                version.check(crowd.events[0].as_bytes(), &mut scratch)?;
            }
        }
        for version in &versions {
            for event in &crowd.events {
                version.check(event.as_bytes(), &mut scratch)?;
            }
        }
    }
}

#[test]
fn a_handle_of_another_set_is_not_there() {
    let pattern: Pattern = r#"{"a":[1]}"#.parse().unwrap();
    let mut one = PatternSet::builder();
    let handle = one.insert("one", &pattern);
    let mut other = PatternSet::builder();
    let foreign = other.insert("other", &pattern);
    assert_ne!(handle, foreign);
    assert!(!one.remove(foreign));
    let one = one.build().unwrap();
    assert_eq!((one.get(handle), one.get(foreign)), (Some(&"one"), None));
    assert!(!one.edit().remove(foreign));

    let mut edited = one.edit();
    assert!(edited.remove(handle));
    let second = edited.insert("second", &pattern);
    let edited = edited.build().unwrap().merge().unwrap();
    assert_eq!((edited.get(handle), edited.get(second), one.get(second)), (None, Some(&"second"), None));
}

/// What is inserted later numbers its strings anew; the number that a string of the event had before says nothing there.
#[test]
fn strings_that_only_older_entries_name_are_told_from_those_of_newer_ones() {
    let pattern = |text: &str| text.parse::<Pattern>().unwrap();
    let mut builder = PatternSet::builder();
    builder.insert("base", &pattern(r#"{"a":["x"],"b":["y"],"c":["1","2"]}"#));
    let mut edit = builder.build().unwrap().edit();
    edit.insert("delta", &pattern(r#"{"a":["z"],"b":["w"],"c":["3","4"]}"#));
    let set = edit.build().unwrap();
    let mut scratch = Scratch::new();
    for a in ["x", "z", "?"] {
        for b in ["y", "w", "?"] {
            for c in ["1", "2", "3", "4", "?"] {
                let wanted = match (a, b, c) {
                    ("x", "y", "1" | "2") => Some(&"base"),
                    ("z", "w", "3" | "4") => Some(&"delta"),
                    _ => None,
                };
                let event = format!(r#"{{"a":"{a}","b":"{b}","c":"{c}"}}"#);
                assert!(set.matches(event.as_bytes(), &mut scratch).unwrap().eq(wanted), "{event}");
            }
        }
    }
}

/// Entries that come and go say that it is time to merge, and those that have gone do not pile up.
#[test]
fn what_comes_and_goes_is_counted_and_does_not_pile_up() {
    let pattern =
        |i: usize| format!(r#"{{"a":["{i:0>100}"],"b":[{{"prefix":"{i:0>100}"}}]}}"#).parse::<Pattern>().unwrap();
    let mut builder = PatternSet::builder();
    let mut last = builder.insert(0, &pattern(0));
    let mut set = builder.build().unwrap();
    let mut sizes = Vec::new();
    for round in 1..200 {
        let mut edit = set.edit();
        assert!(edit.remove(last));
        last = edit.insert(round, &pattern(round));
        set = edit.build().unwrap();
        assert_eq!((set.len(), set.unmerged(), set.get(last)), (1, 2 * round, Some(&round)));
        sizes.push(set.heap_size());
    }
    // What an edit takes out of the delta is gone with the edit after it.
    assert_eq!(sizes.get(1), sizes.last());
    assert_eq!(set.merge().unwrap().unmerged(), 0);
}

#[test]
fn ids_need_nothing() {
    /// An id that can be neither cloned, nor compared, nor shown.
    struct Plain(u8);

    let mut builder = PatternSet::builder();
    builder.insert(Plain(7), &r#"{"a":[1]}"#.parse().unwrap());
    let set = builder.build().unwrap();
    let mut edit = set.edit();
    edit.insert(Plain(8), &r#"{"a":[{"exists":true}]}"#.parse().unwrap());
    let edited = edit.build().unwrap().merge().unwrap();
    let mut scratch = Scratch::new();
    let found: Vec<u8> = edited.matches(br#"{"a":1}"#, &mut scratch).unwrap().map(|id| id.0).collect();
    assert_eq!(found, [7, 8]);
    assert_eq!(set.clone().matches(br#"{"a":1}"#, &mut scratch).unwrap().len(), 1);
    let _ = format!("{set:?} {:?}", set.edit());
}

/// Readers ask the version they have while a writer publishes others.
#[test]
fn readers_are_not_disturbed_by_a_writer() {
    let crowd = crowd(&Random(1).bytes(20_000), &PLAIN, 60, 20);
    let all = entries(&crowd.patterns);
    let wanted = |entries: &[Entry], event: &str| {
        let matching = entries.iter().filter(|(_, pattern)| pattern.matches(event.as_bytes()).unwrap());
        matching.map(|(id, _)| *id).collect::<Vec<_>>()
    };
    let start = &all[..all.len() / 2];
    let start_wanted: Vec<_> = crowd.events.iter().map(|event| wanted(start, event)).collect();
    // A version is published with the number of entries that it has, which says which ones they are.
    let published = RwLock::new(Arc::new((set_of(start), start.len())));
    let (finished, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    let read = || {
        let first = published.read().unwrap().clone();
        let mut scratch = Scratch::new();
        while !finished.load(Ordering::Relaxed) || asked.load(Ordering::Relaxed) < 100 {
            let newest = published.read().unwrap().clone();
            for (event, start_wanted) in crowd.events.iter().zip(&start_wanted) {
                let found = ids(&first.0, first.0.matches(event.as_bytes(), &mut scratch));
                if first.1 == start.len() {
                    assert_eq!(found.as_ref(), Ok(start_wanted), "the first version on {event}");
                }
                let found = ids(&newest.0, newest.0.matches(event.as_bytes(), &mut scratch));
                assert_eq!(found, Ok(wanted(&all[..newest.1], event)), "{} entries on {event}", newest.1);
            }
            asked.fetch_add(1, Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        let readers: Vec<_> = (0..3).map(|_| scope.spawn(read)).collect();
        let mut handles = Vec::new();
        for round in 0..60 {
            let (current, count) = &*published.read().unwrap().clone();
            let mut edit = current.edit();
            // Insertions up to the last entry, then back again.
            let count = match round / (all.len() - start.len()) % 2 {
                0 => {
                    let (id, pattern) = &all[*count];
                    handles.push(edit.insert(*id, pattern));
                    count + 1
                }
                _ => {
                    assert!(handles.pop().is_some_and(|handle| edit.remove(handle)));
                    count - 1
                }
            };
            let mut next = edit.build().unwrap();
            if round % 7 == 0 {
                next = next.merge().unwrap();
            }
            *published.write().unwrap() = Arc::new((next, count));
        }
        finished.store(true, Ordering::Relaxed);
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
}

#[test]
fn sets_go_to_other_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<PatternSet<String>>();
    check::<PatternSetBuilder<String>>();
    check::<Scratch>();
    check::<Handle>();
}
