//! Making sets, and new versions of sets.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, ErrorKind};
use crate::matcher::lists::{self, Lists};
use crate::matcher::machine::Machine;
use crate::matcher::paths::Paths;
use crate::matcher::plan::{Plan, Planner};
use crate::matcher::{Entry, Handle, Inner, Layer, PatternSet};
use crate::pattern::Pattern;
use crate::span::Span;

/// Gathers patterns for a [`PatternSet`], or changes to one.
///
/// ```
/// use rulebridge::{Pattern, PatternSet};
///
/// let mut builder = PatternSet::builder();
/// builder.insert("ec2", &r#"{"source":["aws.ec2"]}"#.parse::<Pattern>()?);
/// let set = builder.build()?;
/// assert_eq!(set.len(), 1);
/// # Ok::<(), rulebridge::Error>(())
/// ```
pub struct PatternSetBuilder<T> {
    /// The set that is being edited.
    set: Option<Arc<Inner<T>>>,
    /// What is inserted over its base.
    planner: Planner,
    entries: Vec<Entry<T>>,
    /// Those of them that are not to be in the set after all.
    withdrawn: BTreeSet<Handle>,
    /// Entries of the base.
    removed: BTreeSet<u32>,
    /// Insertions and removals since the base was compiled.
    changes: usize,
    max_heap_size: usize,
}

impl<T> PatternSetBuilder<T> {
    const MAX_HEAP_SIZE: usize = 1 << 30;

    pub(super) fn empty() -> Self {
        Self {
            set: None,
            planner: Planner::default(),
            entries: Vec::new(),
            withdrawn: BTreeSet::new(),
            removed: BTreeSet::new(),
            changes: 0,
            max_heap_size: Self::MAX_HEAP_SIZE,
        }
    }

    pub(super) fn over(set: &PatternSet<T>) -> Self {
        let inner = &set.0;
        let names = inner.paths.names();
        let mut builder = Self {
            planner: Planner::new(names),
            removed: inner.removed.iter().copied().collect(),
            changes: inner.unmerged,
            max_heap_size: inner.max_heap_size,
            set: Some(inner.clone()),
            ..Self::empty()
        };
        // What has been removed from the delta stays behind.
        if let Some(delta) = &inner.delta {
            delta.entries.iter().for_each(|entry| builder.copy(entry, &delta.plan, names));
        }
        builder
    }

    /// Adds a pattern under an id. The same id, and the same pattern, may be inserted any number of times; each is an
    /// entry of its own.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet};
    ///
    /// let pattern: Pattern = r#"{"source":["aws.ec2"]}"#.parse()?;
    /// let mut builder = PatternSet::builder();
    /// let first = builder.insert("ec2", &pattern);
    /// let second = builder.insert("ec2", &pattern);
    /// assert!(first < second);
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn insert(&mut self, id: T, pattern: &Pattern) -> Handle {
        static NEXT: AtomicU64 = AtomicU64::new(0);

        let handle = Handle(NEXT.fetch_add(1, Ordering::Relaxed));
        let pattern = self.planner.add(pattern);
        self.entries.push(Entry { handle, id: Arc::new(id), pattern });
        self.changes += 1;
        handle
    }

    /// Adds an entry of another set, which comes after all that are here.
    pub(super) fn copy(&mut self, entry: &Entry<T>, plan: &Plan, names: &[Arc<str>]) {
        let pattern = self.planner.copy(plan, names, entry.pattern);
        self.entries.push(Entry { pattern, ..entry.clone() });
    }

    /// Takes an entry out; whether it was there.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet};
    ///
    /// let mut builder = PatternSet::builder();
    /// let handle = builder.insert("ec2", &r#"{"source":["aws.ec2"]}"#.parse::<Pattern>()?);
    /// assert!(builder.remove(handle));
    /// assert!(!builder.remove(handle));
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn remove(&mut self, handle: Handle) -> bool {
        let is_removed = if self.entries.binary_search_by_key(&handle, |entry| entry.handle).is_ok() {
            self.withdrawn.insert(handle)
        } else {
            let in_base = self.set.as_ref().and_then(|set| set.base.number(handle));
            in_base.is_some_and(|number| self.removed.insert(number))
        };
        self.changes += usize::from(is_removed);
        is_removed
    }

    /// The most bytes of heap that the set may take, nearly; 1 GiB unless said otherwise. Later versions of the set keep
    /// this limit.
    ///
    /// ```
    /// use rulebridge::{ErrorKind, Pattern, PatternSet};
    ///
    /// let mut builder = PatternSet::builder();
    /// builder.max_heap_size(10);
    /// builder.insert("ec2", &r#"{"source":["aws.ec2"]}"#.parse::<Pattern>()?);
    /// let error = builder.build().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::SetTooLarge);
    /// assert_eq!(error.message(), "insertion 1 makes the set take more than 10 bytes");
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn max_heap_size(&mut self, bytes: usize) -> &mut Self {
        self.max_heap_size = bytes;
        self
    }

    /// Compiles what has been gathered.
    ///
    /// # Errors
    ///
    /// If the set takes more memory than [`max_heap_size`](Self::max_heap_size) allows
    /// ([`SetTooLarge`](ErrorKind::SetTooLarge)). The message names the insertion that is too much, counted from 1 among those
    /// that are in the builder; it names none where the set that is edited is too large by itself.
    ///
    /// ```
    /// use rulebridge::{Pattern, PatternSet};
    ///
    /// let mut builder = PatternSet::builder();
    /// builder.insert(1, &r#"{"source":["aws.ec2"]}"#.parse::<Pattern>()?);
    /// assert!(builder.build().is_ok());
    /// # Ok::<(), rulebridge::Error>(())
    /// ```
    pub fn build(self) -> Result<PatternSet<T>, Error> {
        let Self { set, planner, mut entries, withdrawn, removed, changes, max_heap_size } = self;
        entries.retain(|entry| !withdrawn.contains(&entry.handle));
        let (plan, names) = planner.finish();
        let paths = match &set {
            Some(set) if set.paths.len() == names.len() => set.paths.clone(),
            _ => Arc::new(Paths::new(names)),
        };
        let of_base = set.as_ref().map_or(0, |set| set.base.heap_size);
        let allowed = max_heap_size.saturating_sub(of_base);
        let layer =
            Layer::new(entries, plan, paths.len(), allowed).map_err(|insertion| too_large(insertion, max_heap_size))?;
        let set = PatternSet(Arc::new(match set {
            // A set that had nothing compiled before is compiled as a whole.
            None => {
                Inner { paths, base: Arc::new(layer), delta: None, removed: Vec::new(), unmerged: 0, max_heap_size }
            }
            Some(set) => Inner {
                paths,
                base: set.base.clone(),
                delta: Some(layer).filter(|layer| !layer.entries.is_empty()),
                removed: removed.into_iter().collect(),
                unmerged: changes,
                max_heap_size,
            },
        }));
        if set.heap_size() > max_heap_size { Err(too_large(None, max_heap_size)) } else { Ok(set) }
    }
}

/// The error of a set in which an insertion is too much, or all of them together.
fn too_large(insertion: Option<u32>, max_heap_size: usize) -> Error {
    let message = match insertion {
        Some(insertion) => format!("insertion {} makes the set take more than {max_heap_size} bytes", insertion + 1),
        None => format!("the set takes more than {max_heap_size} bytes"),
    };
    let help = "allow more with `max_heap_size`, or split a `$or` of many branches into patterns of their own";
    Error::new(ErrorKind::SetTooLarge, message, Span::default(), b"").with_help(Some(help))
}

impl<T> Layer<T> {
    /// Compiles entries; the error is the one with which they need more than `allowed` bytes.
    fn new(mut entries: Vec<Entry<T>>, mut plan: Plan, paths: usize, allowed: usize) -> Result<Self, Option<u32>> {
        entries.shrink_to_fit();
        plan.shrink();
        let pairs = entries.iter().zip(0..).map(|(entry, number)| (entry.pattern, number)).collect();
        let entries_of = Lists::grouped(plan.patterns(), pairs);
        let is_live = |pattern| !entries_of.get(pattern).is_empty();
        let first_of = |pattern| entries_of.get(pattern).first().copied();
        let machine = Machine::new(&plan, paths, is_live, allowed).map_err(first_of)?;
        let layer = Self::of(entries, entries_of, plan, machine);
        let taken = layer.heap_size;
        if taken > allowed {
            // What a machine is going to take is only guessed; now that it is known, the guess can be mended.
            let allowed = allowed as u128 * allowed as u128 / taken as u128;
            let is_live = |pattern| !layer.entries_of.get(pattern).is_empty();
            let guessed = Machine::new(&layer.plan, paths, is_live, usize::try_from(allowed).unwrap_or(usize::MAX));
            let last = layer.entries.len().checked_sub(1).map(lists::id);
            return Err(guessed.err().and_then(|pattern| layer.entries_of.get(pattern).first().copied()).or(last));
        }
        Ok(layer)
    }
}

impl<T> Clone for PatternSetBuilder<T> {
    fn clone(&self) -> Self {
        Self {
            set: self.set.clone(),
            planner: self.planner.clone(),
            entries: self.entries.clone(),
            withdrawn: self.withdrawn.clone(),
            removed: self.removed.clone(),
            changes: self.changes,
            max_heap_size: self.max_heap_size,
        }
    }
}

impl<T> fmt::Debug for PatternSetBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatternSetBuilder")
            .field("inserted", &(self.entries.len() - self.withdrawn.len()))
            .field("removed", &self.removed.len())
            .finish()
    }
}
