//! Many patterns at once: for each event, the ids of the patterns that match.

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use crate::error::Error;
use crate::pattern::Pattern;

/// STUB.
pub struct PatternSet<T> {
    entries: Arc<Vec<Entry<T>>>,
}

struct Entry<T> {
    handle: Handle,
    id: Arc<T>,
    pattern: Pattern,
}

impl<T> Clone for Entry<T> {
    fn clone(&self) -> Self {
        Self { handle: self.handle, id: self.id.clone(), pattern: self.pattern.clone() }
    }
}

impl<T> Clone for PatternSet<T> {
    fn clone(&self) -> Self {
        Self { entries: self.entries.clone() }
    }
}

impl<T> fmt::Debug for PatternSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatternSet").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// STUB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(u64);

static NEXT: AtomicU64 = AtomicU64::new(0);

/// STUB.
pub struct PatternSetBuilder<T> {
    entries: Vec<Entry<T>>,
    max_heap_size: usize,
}

impl<T> Clone for PatternSetBuilder<T> {
    fn clone(&self) -> Self {
        Self { entries: self.entries.clone(), max_heap_size: self.max_heap_size }
    }
}

impl<T> fmt::Debug for PatternSetBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatternSetBuilder").field("len", &self.entries.len()).finish_non_exhaustive()
    }
}

impl<T> PatternSetBuilder<T> {
    /// Adds a pattern under an id. The same id, and the same pattern, may be inserted any number of times; each is an
    /// entry of its own.
    pub fn insert(&mut self, id: T, pattern: &Pattern) -> Handle {
        let handle = Handle(NEXT.fetch_add(1, Ordering::Relaxed));
        self.entries.push(Entry { handle, id: Arc::new(id), pattern: pattern.clone() });
        handle
    }

    /// Takes an entry out; false if it is not there.
    pub fn remove(&mut self, handle: Handle) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.handle != handle);
        before != self.entries.len()
    }

    /// The most bytes of heap that the set may take (1 GiB unless said otherwise); more is an error of
    /// [`build`](Self::build).
    pub fn max_heap_size(&mut self, bytes: usize) -> &mut Self {
        self.max_heap_size = bytes;
        self
    }

    /// STUB.
    ///
    /// # Errors
    ///
    /// Too large.
    pub fn build(self) -> Result<PatternSet<T>, Error> {
        Ok(PatternSet { entries: Arc::new(self.entries) })
    }
}

/// Memory for matching, used again from event to event. One scratch serves any set.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    matched: Vec<u32>,
}

impl Scratch {
    /// An empty scratch; it grows with the first events.
    pub fn new() -> Self {
        Self::default()
    }
}

impl<T> PatternSet<T> {
    /// Starts an empty set.
    pub fn builder() -> PatternSetBuilder<T> {
        PatternSetBuilder { entries: Vec::new(), max_heap_size: 1 << 30 }
    }

    /// Starts a new version of this set.
    pub fn edit(&self) -> PatternSetBuilder<T> {
        PatternSetBuilder { entries: self.entries.to_vec(), max_heap_size: 1 << 30 }
    }

    /// The same entries under one index.
    ///
    /// # Errors
    ///
    /// As `build`.
    pub fn merge(&self) -> Result<Self, Error> {
        Ok(self.clone())
    }

    /// How many insertions and removals wait to be merged.
    pub fn unmerged(&self) -> usize {
        0
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of an entry.
    pub fn get(&self, handle: Handle) -> Option<&T> {
        self.entries.iter().find(|entry| entry.handle == handle).map(|entry| &*entry.id)
    }

    /// Bytes on the heap, without what ids own themselves.
    pub fn heap_size(&self) -> usize {
        0
    }

    /// The entries that an event matches, in the order of insertion.
    ///
    /// # Errors
    ///
    /// As `Pattern::matches`.
    pub fn matches<'a>(&'a self, event: &[u8], scratch: &'a mut Scratch) -> Result<Matches<'a, T>, Error> {
        self.naive(scratch, |pattern| pattern.matches(event))
    }

    /// Like `matches`, but the caller vouches for the event.
    ///
    /// # Errors
    ///
    /// Perhaps.
    pub fn matches_trusted<'a>(&'a self, event: &[u8], scratch: &'a mut Scratch) -> Result<Matches<'a, T>, Error> {
        self.naive(scratch, |pattern| pattern.matches(event))
    }

    /// Like `matches`, of a parsed event.
    ///
    /// # Errors
    ///
    /// As `Pattern::matches_value`.
    pub fn matches_value<'a>(&'a self, event: &Value, scratch: &'a mut Scratch) -> Result<Matches<'a, T>, Error> {
        self.naive(scratch, |pattern| pattern.matches_value(event))
    }

    /// Whether an event matches any entry.
    ///
    /// # Errors
    ///
    /// As `matches`.
    pub fn is_match(&self, event: &[u8], scratch: &mut Scratch) -> Result<bool, Error> {
        self.matches(event, scratch).map(|matches| matches.len() > 0)
    }

    /// `matches` for each of many events, in order.
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

    /// `matches_trusted` for each of many events, in order.
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

    fn naive<'a>(
        &'a self,
        scratch: &'a mut Scratch,
        verdict: impl Fn(&Pattern) -> Result<bool, Error>,
    ) -> Result<Matches<'a, T>, Error> {
        scratch.matched.clear();
        verdict(&r#"{"a":[1]}"#.parse::<Pattern>()?)?;
        for (i, entry) in self.entries.iter().enumerate() {
            if verdict(&entry.pattern)? {
                scratch.matched.push(i as u32);
            }
        }
        Ok(Matches { entries: &self.entries, matched: scratch.matched.iter() })
    }
}

/// The ids that match, in the order of insertion.
pub struct Matches<'a, T> {
    entries: &'a [Entry<T>],
    matched: std::slice::Iter<'a, u32>,
}

impl<'a, T> Matches<'a, T> {
    /// The handles of what is left of the iterator.
    pub fn handles(&self) -> impl ExactSizeIterator<Item = Handle> + use<'a, T> {
        let entries = self.entries;
        self.matched.clone().map(move |&i| entries.get(i as usize).map_or(Handle(0), |entry| entry.handle))
    }
}

impl<T> Clone for Matches<'_, T> {
    fn clone(&self) -> Self {
        Self { entries: self.entries, matched: self.matched.clone() }
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
        let i = *self.matched.next()?;
        self.entries.get(i as usize).map(|entry| &*entry.id)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.matched.size_hint()
    }
}

impl<T> ExactSizeIterator for Matches<'_, T> {}
impl<T> FusedIterator for Matches<'_, T> {}
