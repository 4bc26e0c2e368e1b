//! Many patterns at once: for each event, the ids of the patterns that match.
//!
//! ```text
//! patterns ─ plan: each distinct thing once ─ machine: indexes and programs ─┐
//! event ─ read: values at named paths ─ index: keys that they satisfy ───────┴─ evaluate ─▶ patterns ─▶ ids
//! ```
//!
//! A set is a *base*, compiled once, and a *delta* over it: what has been inserted since, compiled too, and what has been
//! removed. Both see the same values, so an event is read once.

mod access;
mod arrays;
mod builder;
mod evaluate;
mod found;
mod index;
mod lists;
mod machine;
mod paths;
mod plan;
mod programs;
mod read;
mod words;

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;

use serde_json::Value;

use crate::error::Error;
use crate::pattern;
use arrays::TooComplex;
pub use builder::PatternSetBuilder;
use evaluate::Memory;
use found::Found;
use lists::{Lists, id};
use machine::Machine;
use paths::Paths;
use plan::Plan;
use read::Stack;

/// Many event patterns, each under an id, matched all at once.
///
/// The time an event takes depends on its length and on the patterns that it comes near to, hardly on the others: each pattern
/// is found by the one of its fields that the fewest events are likely to have. The verdict on each pattern is the one that
/// [`Pattern::matches`](crate::Pattern::matches) gives.
///
/// A set never changes: many threads can use it at once, each with a [`Scratch`] of its own. Cloning is cheap. To change what
/// is in it, [`edit`](Self::edit) it: that makes a new version, while the old one goes on.
///
/// ```
/// use rulebridge::{Pattern, PatternSet, Scratch};
///
/// let created: Pattern = r#"{"source":["aws.s3"],"detail-type":["Object Created"]}"#.parse()?;
/// let large: Pattern = r#"{"source":["aws.s3"],"detail":{"object":{"size":[{"numeric":[">",1000000]}]}}}"#.parse()?;
///
/// let mut builder = PatternSet::builder();
/// builder.insert("created", &created);
/// let handle = builder.insert("large", &large);
/// let set = builder.build()?;
///
/// let mut scratch = Scratch::new();
/// let event = br#"{"source":"aws.s3","detail-type":"Object Created","detail":{"object":{"size":5000000}}}"#;
/// assert_eq!(set.matches(event, &mut scratch)?.collect::<Vec<_>>(), [&"created", &"large"]);
///
/// let mut edit = set.edit();
/// edit.remove(handle);
/// let newer = edit.build()?;
/// assert_eq!(newer.matches(event, &mut scratch)?.collect::<Vec<_>>(), [&"created"]);
/// # Ok::<(), rulebridge::Error>(())
/// ```
///
/// # Limits
///
/// An event whose objects name no path twice takes time in proportion to its length, and memory too; where a value stands in
/// arrays inside each other, times how many these are. To this comes, for every pattern whose fields it has one by one, the
/// number of values at the paths of that pattern. A pattern that no value leads to, because each of its fields may be absent, is
/// looked at for every event.
///
/// Other events (repeated keys, or keys with points, that lead to several arrays at one path) can be made to take any time; past
/// a million tries they are refused with [`EventTooComplex`](crate::ErrorKind::EventTooComplex).
pub struct PatternSet<T>(Arc<Inner<T>>);

struct Inner<T> {
    paths: Arc<Paths>,
    base: Arc<Layer<T>>,
    delta: Option<Layer<T>>,
    /// Entries of the base that are not in the set any more, sorted.
    removed: Vec<u32>,
    /// Insertions and removals since the base was compiled.
    unmerged: usize,
    max_heap_size: usize,
}

/// Entries, and the machine that finds them.
struct Layer<T> {
    entries: Vec<Entry<T>>,
    /// By pattern.
    entries_of: Lists<u32>,
    plan: Plan,
    machine: Machine,
    /// Taken once: an edit asks for it, and must not take longer because the set is large.
    heap_size: usize,
}

struct Entry<T> {
    handle: Handle,
    id: Arc<T>,
    pattern: plan::PatternId,
}

impl<T> Clone for Entry<T> {
    fn clone(&self) -> Self {
        Self { handle: self.handle, id: self.id.clone(), pattern: self.pattern }
    }
}

/// What an `Arc` keeps beside its contents.
const ARC: usize = 2 * size_of::<usize>();

/// One insertion into a set; it stays the same through all later versions of the set.
///
/// Handles are in the order of insertion, and no two insertions of a process share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(u64);

/// Memory for matching, used again from event to event.
///
/// One scratch serves any sets, in any order, whatever became of the event before. It grows to what the largest set and the
/// largest event need; from then on matching JSON text allocates nothing, and matching a parsed value one small buffer.
///
/// ```
/// use rulebridge::{Pattern, PatternSet, Scratch};
///
/// let mut builder = PatternSet::builder();
/// builder.insert(1, &r#"{"detail":{"state":["stopped"]}}"#.parse::<Pattern>()?);
/// let set = builder.build()?;
/// let mut scratch = Scratch::new();
/// assert!(set.matches(b"no event", &mut scratch).is_err());
/// assert!(set.is_match(br#"{"detail":{"state":"stopped"}}"#, &mut scratch)?);
/// # Ok::<(), rulebridge::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    stack: Stack,
    found: Found,
    memory: Memory,
    /// Entries of the base, then those of the delta, numbered on.
    matched: Vec<u32>,
}

impl Scratch {
    /// An empty scratch; it grows with the first events.
    ///
    /// ```
    /// let scratch = rulebridge::Scratch::new();
    /// ```
    pub fn new() -> Self {
        Self::default()
    }
}

impl<T> PatternSet<T> {
    /// Starts an empty set.
    ///
    /// ```
    /// use rulebridge::PatternSet;
    ///
    /// let set: PatternSet<&str> = PatternSet::builder().build()?;
    /// assert!(set.is_empty());
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn builder() -> PatternSetBuilder<T> {
        PatternSetBuilder::empty()
    }

    /// Starts a new version of this set, which itself stays as it is.
    ///
    /// Building it takes time in proportion to what has been inserted since the last [`merge`](Self::merge) and to the number of
    /// distinct paths in the set, not to the whole set.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet, Scratch};
    ///
    /// let pattern: Pattern = r#"{"source":["app"]}"#.parse()?;
    /// let mut builder = PatternSet::builder();
    /// let first = builder.insert("first", &pattern);
    /// let set = builder.build()?;
    ///
    /// let mut edit = set.edit();
    /// edit.insert("second", &pattern);
    /// edit.remove(first);
    /// let newer = edit.build()?;
    ///
    /// let mut scratch = Scratch::new();
    /// let event = br#"{"source":"app"}"#;
    /// assert_eq!(set.matches(event, &mut scratch)?.collect::<Vec<_>>(), [&"first"]);
    /// assert_eq!(newer.matches(event, &mut scratch)?.collect::<Vec<_>>(), [&"second"]);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn edit(&self) -> PatternSetBuilder<T> {
        PatternSetBuilder::over(self)
    }

    /// The same entries, under the same handles, compiled anew as one whole.
    ///
    /// Every insertion since the last merge makes the next edit take longer, and what has been removed still takes memory and
    /// time; merge when [`unmerged`](Self::unmerged) has grown to a part of [`len`](Self::len), on a thread that may take as
    /// long as building the whole set does.
    ///
    /// # Errors
    ///
    /// As [`PatternSetBuilder::build`].
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet};
    ///
    /// let mut builder = PatternSet::builder();
    /// builder.insert("first", &r#"{"source":["app"]}"#.parse::<Pattern>()?);
    /// let mut edit = builder.build()?.edit();
    /// edit.insert("second", &r#"{"source":["web"]}"#.parse::<Pattern>()?);
    /// let set = edit.build()?;
    /// assert_eq!((set.len(), set.unmerged()), (2, 1));
    /// let merged = set.merge()?;
    /// assert_eq!((merged.len(), merged.unmerged()), (2, 0));
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn merge(&self) -> Result<Self, Error> {
        let mut builder = PatternSetBuilder::empty();
        builder.max_heap_size(self.0.max_heap_size);
        for (layer, is_removed) in self.layers() {
            for (number, entry) in layer.entries.iter().enumerate() {
                if !is_removed(id(number)) {
                    builder.copy(entry, &layer.plan, self.0.paths.names());
                }
            }
        }
        builder.build()
    }

    /// How many insertions and removals there have been since the set was compiled as a whole.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet};
    ///
    /// let mut builder = PatternSet::builder();
    /// let handle = builder.insert(7, &r#"{"source":["app"]}"#.parse::<Pattern>()?);
    /// let set = builder.build()?;
    /// assert_eq!(set.unmerged(), 0);
    /// let mut edit = set.edit();
    /// edit.remove(handle);
    /// assert_eq!(edit.build()?.unmerged(), 1);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn unmerged(&self) -> usize {
        self.0.unmerged
    }

    /// How many entries there are: one for each insertion that has not been removed.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet};
    ///
    /// let pattern: Pattern = r#"{"source":["app"]}"#.parse()?;
    /// let mut builder = PatternSet::builder();
    /// builder.insert("same", &pattern);
    /// builder.insert("same", &pattern);
    /// assert_eq!(builder.build()?.len(), 2);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn len(&self) -> usize {
        let Inner { base, delta, removed, .. } = &*self.0;
        base.entries.len() - removed.len() + delta.as_ref().map_or(0, |delta| delta.entries.len())
    }

    /// Whether there are no entries.
    ///
    /// ```
    /// assert!(rulebridge::PatternSet::<u32>::builder().build()?.is_empty());
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of an entry; `None` if it is not in this set.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet};
    ///
    /// let mut builder = PatternSet::builder();
    /// let handle = builder.insert("app", &r#"{"source":["app"]}"#.parse::<Pattern>()?);
    /// assert_eq!(builder.build()?.get(handle), Some(&"app"));
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn get(&self, handle: Handle) -> Option<&T> {
        self.layers().find_map(|(layer, is_removed)| {
            let number = layer.number(handle).filter(|&number| !is_removed(number))?;
            layer.entries.get(number as usize).map(|entry| &*entry.id)
        })
    }

    /// About how many bytes of heap the set takes, without what ids own. Strings that a [`Pattern`](crate::Pattern) which
    /// is still alive shares with it are counted too.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet};
    ///
    /// let mut builder = PatternSet::builder();
    /// builder.insert(1, &r#"{"source":["app"]}"#.parse::<Pattern>()?);
    /// assert!(builder.build()?.heap_size() < 10_000);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn heap_size(&self) -> usize {
        let layers: usize = self.layers().map(|(layer, _)| layer.heap_size).sum();
        let removed = size_of::<u32>() * self.0.removed.capacity();
        size_of::<Inner<T>>() + self.0.paths.heap_size() + layers + removed + ARC
    }

    /// The entries that an event, given as JSON text, matches, in the order of insertion.
    ///
    /// The whole event is checked. Every occurrence of a duplicate key counts.
    ///
    /// # Errors
    ///
    /// As [`Pattern::matches`](crate::Pattern::matches): if the event is not UTF-8, not JSON, not an object, nested more than
    /// 1,000 deep, or repeats arrays under one path in more ways than can be followed. An empty set errs too.
    ///
    /// ```
    /// use rulebridge::{ErrorKind, Pattern, PatternSet, Scratch};
    ///
    /// let mut builder = PatternSet::builder();
    /// builder.insert("ec2", &r#"{"source":["aws.ec2"]}"#.parse::<Pattern>()?);
    /// builder.insert("aws", &r#"{"source":[{"prefix":"aws."}]}"#.parse::<Pattern>()?);
    /// let set = builder.build()?;
    /// let mut scratch = Scratch::new();
    /// assert_eq!(set.matches(br#"{"source":"aws.ec2"}"#, &mut scratch)?.collect::<Vec<_>>(), [&"ec2", &"aws"]);
    /// assert_eq!(set.matches(br#"{"source":"aws.s3"}"#, &mut scratch)?.collect::<Vec<_>>(), [&"aws"]);
    /// assert_eq!(set.matches(b"{}}", &mut scratch).unwrap_err().kind(), ErrorKind::JsonTrailing);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn matches<'a>(&'a self, event: &[u8], scratch: &'a mut Scratch) -> Result<Matches<'a, T>, Error> {
        let paths = &self.0.paths;
        if read::read::<true>(event, paths, &mut scratch.stack, &mut scratch.found).is_err() {
            return Err(refusal(event));
        }
        self.evaluate(event, scratch)
    }

    /// The entries that an event matches, in the order of insertion, without checking the event.
    ///
    /// The caller vouches that the event is a JSON object, and that no object in it repeats a key or has a key with points
    /// that leads to what a pattern names. For such an event, if [`matches`](Self::matches) takes it, the answer is the same;
    /// reading ends where nothing that any pattern names can follow. For any other bytes the answer means nothing, but it comes,
    /// and without a panic.
    ///
    /// # Errors
    ///
    /// If the event is found not to be JSON, or is too complex as said at [`matches`](Self::matches).
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet, Scratch};
    ///
    /// let mut builder = PatternSet::builder();
    /// builder.insert("ec2", &r#"{"source":["aws.ec2"]}"#.parse::<Pattern>()?);
    /// let set = builder.build()?;
    /// let mut scratch = Scratch::new();
    /// assert_eq!(set.matches_trusted(br#"{"source":"aws.ec2"}"#, &mut scratch)?.count(), 1);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn matches_trusted<'a>(&'a self, event: &[u8], scratch: &'a mut Scratch) -> Result<Matches<'a, T>, Error> {
        let paths = &self.0.paths;
        if read::read::<false>(event, paths, &mut scratch.stack, &mut scratch.found).is_err() {
            return Err(refusal(event));
        }
        self.evaluate(event, scratch)
    }

    /// The entries that an event which has been parsed already matches, in the order of insertion.
    ///
    /// What a [`Value`] has lost of its text is said at [`Pattern::matches_value`](crate::Pattern::matches_value).
    ///
    /// # Errors
    ///
    /// If the event is not an object, or is too complex as said at [`matches`](Self::matches).
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet, Scratch};
    /// use serde_json::json;
    ///
    /// let mut builder = PatternSet::builder();
    /// builder.insert("orders", &r#"{"source":[{"suffix":".orders"}]}"#.parse::<Pattern>()?);
    /// let set = builder.build()?;
    /// let mut scratch = Scratch::new();
    /// assert_eq!(set.matches_value(&json!({"source": "app.orders"}), &mut scratch)?.count(), 1);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn matches_value<'a>(&'a self, event: &Value, scratch: &'a mut Scratch) -> Result<Matches<'a, T>, Error> {
        if !read::read_value(event, &self.0.paths, &mut scratch.stack, &mut scratch.found) {
            return Err(pattern::value_not_an_object());
        }
        self.evaluate(&[], scratch)
    }

    /// Whether an event matches any entry; as [`matches`](Self::matches) otherwise.
    ///
    /// # Errors
    ///
    /// As [`matches`](Self::matches).
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet, Scratch};
    ///
    /// let mut builder = PatternSet::builder();
    /// builder.insert((), &r#"{"source":["aws.ec2"]}"#.parse::<Pattern>()?);
    /// let set = builder.build()?;
    /// assert!(!set.is_match(br#"{"source":"aws.s3"}"#, &mut Scratch::new())?);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn is_match(&self, event: &[u8], scratch: &mut Scratch) -> Result<bool, Error> {
        self.matches(event, scratch).map(|matches| matches.len() > 0)
    }

    /// [`matches`](Self::matches) for each of many events, in order: `each` gets the event and the answer.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet, Scratch};
    ///
    /// let mut builder = PatternSet::builder();
    /// builder.insert("ec2", &r#"{"source":["aws.ec2"]}"#.parse::<Pattern>()?);
    /// let set = builder.build()?;
    /// let lines = "{\"source\":\"aws.ec2\"}\n{\"source\":\"aws.s3\"}\nno event";
    /// let mut counts = Vec::new();
    /// set.matches_batch(lines.lines().map(str::as_bytes), &mut Scratch::new(), |_, matches| {
    ///     counts.push(matches.map(|matches| matches.len()).ok());
    /// });
    /// assert_eq!(counts, [Some(1), Some(0), None]);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn matches_batch<'e>(
        &self,
        events: impl IntoIterator<Item = &'e [u8]>,
        scratch: &mut Scratch,
        mut each: impl FnMut(&'e [u8], Result<Matches<'_, T>, Error>),
    ) {
        for event in events {
            each(event, self.matches(event, scratch));
        }
    }

    /// [`matches_trusted`](Self::matches_trusted) for each of many events, in order: `each` gets the event and the answer.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet, Scratch};
    ///
    /// let mut builder = PatternSet::builder();
    /// builder.insert("ec2", &r#"{"source":["aws.ec2"]}"#.parse::<Pattern>()?);
    /// let set = builder.build()?;
    /// let mut total = 0;
    /// set.matches_batch_trusted([&br#"{"source":"aws.ec2"}"#[..]; 3], &mut Scratch::new(), |_, matches| {
    ///     total += matches.map_or(0, |matches| matches.len());
    /// });
    /// assert_eq!(total, 3);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn matches_batch_trusted<'e>(
        &self,
        events: impl IntoIterator<Item = &'e [u8]>,
        scratch: &mut Scratch,
        mut each: impl FnMut(&'e [u8], Result<Matches<'_, T>, Error>),
    ) {
        for event in events {
            each(event, self.matches_trusted(event, scratch));
        }
    }

    /// The base, then the delta; each with whether one of its entries has been removed.
    fn layers(&self) -> impl Iterator<Item = (&Layer<T>, impl Fn(u32) -> bool)> {
        let Inner { base, delta, removed, .. } = &*self.0;
        let of_delta = delta.as_ref().map(|delta| (delta, [].as_slice()));
        std::iter::once((&**base, removed.as_slice()))
            .chain(of_delta)
            .map(|(layer, removed)| (layer, move |number: u32| removed.binary_search(&number).is_ok()))
    }

    /// The entries that the event which has just been read matches.
    fn evaluate<'a>(&'a self, event: &[u8], scratch: &'a mut Scratch) -> Result<Matches<'a, T>, Error> {
        let Scratch { found, memory, matched, .. } = scratch;
        matched.clear();
        let mut first = 0;
        for (layer, is_removed) in self.layers() {
            evaluate::evaluate(&layer.machine, &layer.plan, event, found, memory)?;
            let start = matched.len();
            let entries = memory.matched.iter().flat_map(|&pattern| layer.entries_of.get(pattern));
            matched.extend(entries.filter(|&&number| !is_removed(number)).map(|number| first + number));
            if let Some(of_layer) = matched.get_mut(start..) {
                of_layer.sort_unstable();
            }
            first += id(layer.entries.len());
        }
        Ok(Matches { set: &self.0, matched: matched.iter() })
    }
}

impl<T> Layer<T> {
    /// The entry that has a handle.
    fn number(&self, handle: Handle) -> Option<u32> {
        self.entries.binary_search_by_key(&handle, |entry| entry.handle).ok().map(id)
    }

    /// A layer of these parts, which do not change any more.
    fn of(entries: Vec<Entry<T>>, entries_of: Lists<u32>, plan: Plan, machine: Machine) -> Self {
        let heap_size = (size_of::<Entry<T>>() + size_of::<T>() + ARC) * entries.capacity()
            + size_of::<Self>()
            + ARC
            + entries_of.heap_size()
            + plan.heap_size()
            + machine.heap_size();
        Self { entries, entries_of, plan, machine, heap_size }
    }
}

/// The error of an event that is not to be read.
#[cold]
fn refusal(event: &[u8]) -> Error {
    // What is refused without a reason can only be an event nobody should have vouched for.
    pattern::refusal(event).unwrap_or_else(|| TooComplex.into())
}

impl<T> Clone for PatternSet<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for PatternSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatternSet").field("len", &self.len()).field("unmerged", &self.unmerged()).finish()
    }
}

/// The ids that match an event, in the order of insertion.
///
/// ```
/// use rulebridge::{Pattern, PatternSet, Scratch};
///
/// let mut builder = PatternSet::builder();
/// let handle = builder.insert("ec2", &r#"{"source":["aws.ec2"]}"#.parse::<Pattern>()?);
/// let set = builder.build()?;
/// let mut scratch = Scratch::new();
/// let mut matches = set.matches(br#"{"source":"aws.ec2"}"#, &mut scratch)?;
/// assert_eq!(matches.len(), 1);
/// assert_eq!(matches.handles().collect::<Vec<_>>(), [handle]);
/// assert_eq!(matches.next(), Some(&"ec2"));
/// assert_eq!(matches.next(), None);
/// # Ok::<(), rulebridge::Error>(())
/// ```
pub struct Matches<'a, T> {
    set: &'a Inner<T>,
    matched: std::slice::Iter<'a, u32>,
}

impl<'a, T> Matches<'a, T> {
    /// The handles of the entries that the iterator has still to give.
    pub fn handles(&self) -> impl ExactSizeIterator<Item = Handle> + use<'a, T> {
        let set = self.set;
        self.matched.clone().map(move |&number| set.entry(number).map_or(Handle(u64::MAX), |entry| entry.handle))
    }
}

impl<T> Inner<T> {
    /// An entry of the base, or of the delta behind it.
    fn entry(&self, number: u32) -> Option<&Entry<T>> {
        let number = number as usize;
        match number.checked_sub(self.base.entries.len()) {
            None => self.base.entries.get(number),
            Some(number) => self.delta.as_ref()?.entries.get(number),
        }
    }
}

impl<T> Clone for Matches<'_, T> {
    fn clone(&self) -> Self {
        Self { set: self.set, matched: self.matched.clone() }
    }
}

impl<T> fmt::Debug for Matches<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.handles()).finish()
    }
}

impl<'a, T> Iterator for Matches<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        let number = *self.matched.next()?;
        self.set.entry(number).map(|entry| &*entry.id)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.matched.size_hint()
    }
}

impl<T> ExactSizeIterator for Matches<'_, T> {}
impl<T> FusedIterator for Matches<'_, T> {}
