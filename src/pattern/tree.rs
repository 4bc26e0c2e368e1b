//! What a pattern means: replaced paths resolved, branches of `$or` multiplied out, one canonical text.
//!
//! AWS compiles a pattern into rules, one for each combination of `$or` members; a path that is given twice in one rule keeps
//! what stands later in the text. A [`Tree`] has that done: on the way from its root into any combination of branches no path
//! occurs twice. Two patterns are equal if their trees are written alike.
//!
//! Source: event-ruler `JsonRuleCompiler.java`; duplicate keys as recorded on AWS.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::json::write_string;
use crate::pattern::alternative::Alternative;
use crate::pattern::ast::{Entry, Fields};
use crate::pattern::parse::is_reserved_inside_or;

/// The alternatives of one field, shared between the branches it is copied into.
pub(crate) type Leaf = Arc<[Alternative]>;

/// Fields that all have to match, and relations of which one branch each has to match.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    leaves: BTreeMap<Arc<str>, Leaf>,
    ors: Vec<Vec<Tree>>,
}

impl Tree {
    pub(crate) fn new(fields: Fields) -> Self {
        let mut tree = Self::default();
        for entry in fields.entries {
            match entry {
                Entry::Leaf { path, alternatives } => tree.set(path.into(), alternatives.into()),
                Entry::Or { branches } => tree.add_or(branches.into_iter().map(Self::new).collect()),
            }
        }
        tree
    }

    /// Gives `path` these alternatives in every combination, whatever it had before.
    fn set(&mut self, path: Arc<str>, leaf: Leaf) {
        match self.or_that_mentions(&path) {
            Some(branches) => branches.iter_mut().for_each(|branch| branch.set(path.clone(), leaf.clone())),
            None => {
                self.leaves.insert(path, leaf);
            }
        }
    }

    /// Gives `path` these alternatives in every combination that has none for it.
    fn set_default(&mut self, path: &Arc<str>, leaf: &Leaf) {
        match self.or_that_mentions(path) {
            Some(branches) => branches.iter_mut().for_each(|branch| branch.set_default(path, leaf)),
            None => {
                self.leaves.entry(path.clone()).or_insert_with(|| leaf.clone());
            }
        }
    }

    /// Adds a relation that stands later in the text than everything here.
    fn add_or(&mut self, mut branches: Vec<Self>) {
        // A relation that gives a path of an earlier one anew is multiplied out with it.
        while let Some(earlier) = self.ors.iter().position(|or| share_a_path(or, &branches)) {
            let earlier = self.ors.swap_remove(earlier);
            let pairs =
                earlier.iter().flat_map(|one| branches.iter().map(move |later| one.clone().overridden_by(later)));
            branches = pairs.collect();
        }
        let mentioned: Vec<Arc<str>> =
            self.leaves.keys().filter(|path| branches.iter().any(|branch| branch.mentions(path))).cloned().collect();
        for path in mentioned {
            if let Some(leaf) = self.leaves.remove(&path) {
                branches.iter_mut().for_each(|branch| branch.set_default(&path, &leaf));
            }
        }
        self.ors.push(branches);
    }

    fn overridden_by(mut self, later: &Self) -> Self {
        for (path, leaf) in &later.leaves {
            self.set(path.clone(), leaf.clone());
        }
        for or in &later.ors {
            self.add_or(or.clone());
        }
        self
    }

    fn or_that_mentions(&mut self, path: &str) -> Option<&mut Vec<Self>> {
        self.ors.iter_mut().find(|or| or.iter().any(|branch| branch.mentions(path)))
    }

    fn mentions(&self, path: &str) -> bool {
        self.leaves.contains_key(path) || self.ors.iter().flatten().any(|branch| branch.mentions(path))
    }

    fn paths(&self) -> Vec<&Arc<str>> {
        self.leaves.keys().chain(self.ors.iter().flatten().flat_map(Self::paths)).collect()
    }

    /// Every combination of branches: what has to match together, in the order in which AWS looks at paths.
    pub(crate) fn combinations(&self) -> Vec<Vec<(Arc<str>, Leaf)>> {
        let own: Vec<_> = self.leaves.iter().map(|(path, leaf)| (path.clone(), leaf.clone())).collect();
        let mut combinations = vec![own];
        for or in &self.ors {
            let branches: Vec<_> = or.iter().flat_map(Self::combinations).collect();
            combinations = combinations
                .iter()
                .flat_map(|one| branches.iter().map(move |branch| [one.as_slice(), branch.as_slice()].concat()))
                .collect();
        }
        for combination in &mut combinations {
            combination.sort_by(|(one, _), (other, _)| java_order(one, other));
        }
        combinations
    }

    /// The canonical text.
    pub(crate) fn canonical(&self) -> String {
        let mut layout = Layout { split: self.or_depth() <= Layout::DEEPEST_SPLIT_OR };
        layout.object(self, "", false, 1)
    }

    fn or_depth(&self) -> usize {
        self.ors.iter().flatten().map(|branch| branch.or_depth() + 1).max().unwrap_or(0)
    }
}

fn share_a_path(one: &[Tree], other: &[Tree]) -> bool {
    let mut paths = one.iter().flat_map(Tree::paths);
    paths.any(|path| other.iter().any(|branch| branch.mentions(path)))
}

/// The order of Java strings: by UTF-16 unit.
fn java_order(one: &str, other: &str) -> Ordering {
    one.encode_utf16().cmp(other.encode_utf16())
}

/// Writes a tree as nested objects, keys sorted.
///
/// A path is split into one object per step where that gives the same pattern; steps stay joined with points where a key
/// would be an operator inside `$or`, or a field and the parent of another at once, or nest too deep.
struct Layout {
    split: bool,
}

/// An object that is being laid out: its members as text, by key.
#[derive(Default)]
struct Members {
    leaves: BTreeMap<String, String>,
    objects: BTreeMap<String, Members>,
    ors: Vec<String>,
}

impl Layout {
    /// Text nested deeper than this is not nested any further by splitting paths.
    const DEEPEST_SPLIT: usize = 300;
    /// A path with more steps is not split.
    const MOST_STEPS: usize = 64;
    /// Patterns with `$or` nested deeper than this are not split at all.
    const DEEPEST_SPLIT_OR: usize = 100;

    /// The text of `tree`, whose paths all start with `prefix`.
    fn object(&mut self, tree: &Tree, prefix: &str, inside_or: bool, depth: usize) -> String {
        let mut members = Members::default();
        for (path, leaf) in &tree.leaves {
            let keys = self.keys(tree, prefix, path, inside_or, depth);
            if let Some((last, parents)) = keys.split_last() {
                members.at(parents).leaves.insert((*last).to_owned(), canonical_list(leaf));
            }
        }
        for or in &tree.ors {
            let (shared, keys) = self.shared_prefix(tree, or, prefix, inside_or, depth);
            let depth = depth + keys.len() + 2;
            let mut branches: Vec<String> = or.iter().map(|branch| self.object(branch, &shared, true, depth)).collect();
            branches.sort_unstable();
            members.at(&keys).ors.push(format!("[{}]", branches.join(",")));
        }
        members.write()
    }

    /// The keys that lead from an object at `prefix` to the field `path`.
    fn keys<'p>(&self, tree: &Tree, prefix: &str, path: &'p str, inside_or: bool, depth: usize) -> Vec<&'p str> {
        let rest = path.get(prefix.len()..).unwrap_or_default();
        let too_deep = depth > Self::DEEPEST_SPLIT || rest.split('.').count() > Self::MOST_STEPS;
        if !self.split || too_deep {
            return vec![rest];
        }
        let mut keys = Vec::new();
        let mut start = 0;
        for (point, _) in rest.match_indices('.') {
            let key = rest.get(start..point).unwrap_or_default();
            let next = rest.get(point + 1..).and_then(|next| next.split('.').next()).unwrap_or_default();
            let so_far = path.get(..prefix.len() + point).unwrap_or_default();
            if is_special(key, inside_or) || is_special(next, inside_or) || tree.leaves.contains_key(so_far) {
                continue;
            }
            keys.push(key);
            start = point + 1;
        }
        keys.push(rest.get(start..).unwrap_or_default());
        keys
    }

    /// The longest prefix under which all of `or` can be written, and the keys that lead to it from `prefix`.
    fn shared_prefix<'o>(
        &self,
        tree: &Tree,
        or: &'o [Tree],
        prefix: &str,
        inside_or: bool,
        depth: usize,
    ) -> (String, Vec<&'o str>) {
        let paths: Vec<&str> = or.iter().flat_map(Tree::paths).map(|path| &**path).collect();
        let Some(first) = paths.first().filter(|_| self.split && depth <= Self::DEEPEST_SPLIT) else {
            return (prefix.to_owned(), Vec::new());
        };
        let mut shared = prefix.len();
        let mut keys = Vec::new();
        let rest = first.get(shared..).unwrap_or_default();
        for (point, _) in rest.match_indices('.').take(Self::MOST_STEPS) {
            let end = prefix.len() + point + 1;
            let so_far = first.get(..end).unwrap_or_default();
            let key = first.get(shared..end - 1).unwrap_or_default();
            let fits = |path: &&str| {
                path.strip_prefix(so_far).is_some_and(|rest| {
                    let next = rest.split('.').next().unwrap_or_default();
                    !is_special(next, true)
                })
            };
            let is_field = tree.leaves.contains_key(first.get(..end - 1).unwrap_or_default());
            if is_special(key, inside_or) || is_field || !paths.iter().all(fits) {
                break;
            }
            keys.push(key);
            shared = end;
        }
        (first.get(..shared).unwrap_or_default().to_owned(), keys)
    }
}

/// Whether `key` would mean something else as a key of its own.
fn is_special(key: &str, inside_or: bool) -> bool {
    key == "$or" || (inside_or && is_reserved_inside_or(key))
}

impl Members {
    fn at(&mut self, keys: &[&str]) -> &mut Self {
        keys.iter().fold(self, |members, &key| members.objects.entry(key.to_owned()).or_default())
    }

    fn write(mut self) -> String {
        self.ors.sort_unstable();
        let ors = self.ors.into_iter().map(|or| ("$or".to_owned(), or));
        let objects = self.objects.into_iter().map(|(key, members)| (key, members.write()));
        let mut members: Vec<(String, String)> = self.leaves.into_iter().chain(objects).chain(ors).collect();
        members.sort();
        let mut out = String::from("{");
        for (i, (key, value)) in members.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            write_string(&mut out, key);
            out.push(':');
            out.push_str(value);
        }
        out.push('}');
        out
    }
}

/// A list of alternatives, sorted, each once.
pub(crate) fn canonical_list(leaf: &Leaf) -> String {
    let mut texts: Vec<String> = leaf
        .iter()
        .map(|alternative| {
            let mut text = String::new();
            alternative.write(&mut text);
            text
        })
        .collect();
    texts.sort_unstable();
    texts.dedup();
    format!("[{}]", texts.join(","))
}
