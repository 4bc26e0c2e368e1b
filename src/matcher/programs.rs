//! What is checked once a key is satisfied.
//!
//! The conjunctions that are found by a key share a *program*: their other fields as a tree of checks, so that a field which
//! several have in common is checked once, and a failed check passes over everything below it. Where many conjunctions differ
//! in the literal that they want at one path, the literal is not checked but looked up: together with the key it is a key of its
//! own, with a program for the rest.

use crate::matcher::index::Key;
use crate::matcher::lists::{Lists, id};
use crate::matcher::paths::PathId;
use crate::matcher::plan::{ConjunctionId, FieldId};

#[derive(Debug, Clone, Default)]
pub(crate) struct Programs {
    /// By key: where its steps and its branches end.
    ends: Vec<(u32, u32)>,
    ops: Vec<Op>,
    branches: Vec<Branch>,
    /// By branch: each literal, sorted, and the key it makes.
    cases: Lists<(Key, Key)>,
}

/// A step of a program.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Op {
    /// Goes on with the next step if the event may have the field, else with the step `otherwise` steps on.
    Check { field: FieldId, otherwise: u32 },
    /// The event may have every field of the conjunction.
    Found(ConjunctionId),
}

/// A path whose literals make further keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Branch {
    pub(crate) path: PathId,
    cases: u32,
}

/// The fields that are left to check.
pub(crate) struct Checks<'c> {
    /// By conjunction, in the order in which they are checked.
    pub(crate) of: Lists<FieldId>,
    /// The path and the literal of a field that wants just one literal.
    pub(crate) literal: &'c dyn Fn(FieldId) -> Option<(PathId, Key)>,
}

impl Programs {
    /// Writes the programs of as many keys as there are groups of conjunctions. A group is sorted by checks.
    pub(crate) fn new(groups: &[&[ConjunctionId]], checks: &Checks<'_>) -> Self {
        /// With fewer literals to tell apart, checking them takes no longer.
        const FEW: usize = 4;

        let mut this = Self::default();
        // The groups, and how many of their checks their keys have done.
        let mut groups: Vec<(&[ConjunctionId], usize)> = groups.iter().map(|group| (*group, 0)).collect();
        let mut next = 0;
        while let Some(&(group, done)) = groups.get(next) {
            next += 1;
            let check = |conjunction: &ConjunctionId| checks.of.get(*conjunction).get(done).copied();
            let literal = |conjunction: &ConjunctionId| check(conjunction).and_then(checks.literal);
            let path = |conjunction: &ConjunctionId| literal(conjunction).map(|(path, _)| path);
            let mut checked: Vec<ConjunctionId> = Vec::new();
            let mut branches = Vec::new();
            for same_path in group.chunk_by(|one, other| path(one) == path(other)) {
                let literals = || same_path.chunk_by(|one, other| check(one) == check(other));
                match same_path.first().and_then(path) {
                    Some(path) if literals().count() >= FEW => {
                        let mut cases: Vec<(Key, Key)> = Vec::new();
                        for same in literals() {
                            if let Some((_, literal)) = same.first().and_then(literal) {
                                cases.push((literal, id(groups.len())));
                                groups.push((same, done + 1));
                            }
                        }
                        cases.sort_unstable();
                        branches.push(Branch { path, cases: id(this.cases.len()) });
                        this.cases.push(cases);
                    }
                    _ => checked.extend(same_path),
                }
            }
            this.branches.extend(branches);
            this.ops.extend(program(&checked, done, &checks.of));
            this.ends.push((id(this.ops.len()), id(this.branches.len())));
        }
        this.ends.shrink_to_fit();
        this.ops.shrink_to_fit();
        this.branches.shrink_to_fit();
        this.cases.shrink();
        this
    }

    /// How many keys there are.
    pub(crate) fn keys(&self) -> usize {
        self.ends.len()
    }

    /// What to check for a key, and where to look for keys that it makes together with others.
    #[inline]
    pub(crate) fn of(&self, key: Key) -> (&[Op], &[Branch]) {
        let end = |key: usize| self.ends.get(key).copied().unwrap_or_default();
        let (first_op, first_branch) = (key as usize).checked_sub(1).map_or((0, 0), end);
        let (end_op, end_branch) = end(key as usize);
        let ops = self.ops.get(first_op as usize..end_op as usize).unwrap_or_default();
        let branches = self.branches.get(first_branch as usize..end_branch as usize).unwrap_or_default();
        (ops, branches)
    }

    /// The key that a literal makes.
    #[inline]
    pub(crate) fn case(&self, branch: Branch, literal: Key) -> Option<Key> {
        let cases = self.cases.get(branch.cases);
        let at = cases.binary_search_by_key(&literal, |(literal, _)| *literal).ok()?;
        cases.get(at).map(|(_, key)| *key)
    }

    pub(crate) fn heap_size(&self) -> usize {
        size_of::<(u32, u32)>() * self.ends.capacity()
            + size_of::<Op>() * self.ops.capacity()
            + size_of::<Branch>() * self.branches.capacity()
            + self.cases.heap_size()
    }
}

/// The steps that check conjunctions, which are sorted by their checks, of which some are done.
fn program(conjunctions: &[ConjunctionId], done: usize, checks_of: &Lists<FieldId>) -> Vec<Op> {
    let mut ops = Vec::new();
    // Where the checks stand that lead to the next step, outermost first.
    let mut open: Vec<(FieldId, usize)> = Vec::new();
    let close = |ops: &mut Vec<Op>, at: usize| {
        let steps = id(ops.len() - at);
        if let Some(Op::Check { otherwise, .. }) = ops.get_mut(at) {
            *otherwise = steps;
        }
    };
    for &conjunction in conjunctions {
        let checks = checks_of.get(conjunction).get(done..).unwrap_or_default();
        let shared = checks.iter().zip(&open).take_while(|(field, (open, _))| *field == open).count();
        for (_, at) in open.drain(shared..).rev() {
            close(&mut ops, at);
        }
        for &field in checks.iter().skip(shared) {
            open.push((field, ops.len()));
            ops.push(Op::Check { field, otherwise: 0 });
        }
        ops.push(Op::Found(conjunction));
    }
    for (_, at) in open.into_iter().rev() {
        close(&mut ops, at);
    }
    ops
}
