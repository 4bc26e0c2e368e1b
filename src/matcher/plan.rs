//! What the patterns of a set say, each distinct thing once.
//!
//! A pattern is one or more *conjunctions*: fields that have to match together. A *field* is a path and its alternatives. The
//! same field in many patterns is one field, the same pattern inserted many times is one pattern.

use std::collections::HashMap;
use std::sync::Arc;

use crate::matcher::ARC;
use crate::matcher::lists::{Lists, id};
use crate::matcher::paths::PathId;
use crate::pattern::{Alternative, Leaf, Pattern, canonical_list};

pub(crate) type FieldId = u32;
pub(crate) type ConjunctionId = u32;
pub(crate) type PatternId = u32;

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) path: PathId,
    pub(crate) alternatives: Leaf,
}

impl Field {
    /// Whether the field may be absent.
    pub(crate) fn or_absent(&self) -> bool {
        self.alternatives.iter().any(|one| matches!(one, Alternative::Absent))
    }

    pub(crate) fn heap_size(&self) -> usize {
        let texts: usize = self.alternatives.iter().map(Alternative::heap_size).sum();
        texts + size_of::<Alternative>() * self.alternatives.len() + ARC
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// Fields that two conjunctions share are one.
    fields: Vec<Field>,
    /// The fields of each conjunction, in the order in which AWS looks at paths.
    conjunctions: Lists<FieldId>,
    pattern_of: Vec<PatternId>,
    patterns: Lists<ConjunctionId>,
}

impl Plan {
    pub(crate) fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub(crate) fn field(&self, field: FieldId) -> Option<&Field> {
        self.fields.get(field as usize)
    }

    pub(crate) fn conjunction(&self, conjunction: ConjunctionId) -> &[FieldId] {
        self.conjunctions.get(conjunction)
    }

    pub(crate) fn conjunctions(&self) -> usize {
        self.conjunctions.len()
    }

    /// The pattern that a conjunction belongs to.
    pub(crate) fn pattern_of(&self, conjunction: ConjunctionId) -> PatternId {
        self.pattern_of.get(conjunction as usize).copied().unwrap_or(u32::MAX)
    }

    pub(crate) fn patterns(&self) -> usize {
        self.patterns.len()
    }

    pub(crate) fn pattern(&self, pattern: PatternId) -> &[ConjunctionId] {
        self.patterns.get(pattern)
    }

    pub(crate) fn shrink(&mut self) {
        self.fields.shrink_to_fit();
        self.conjunctions.shrink();
        self.pattern_of.shrink_to_fit();
        self.patterns.shrink();
    }

    pub(crate) fn heap_size(&self) -> usize {
        self.fields.iter().map(Field::heap_size).sum::<usize>()
            + size_of::<Field>() * self.fields.capacity()
            + self.conjunctions.heap_size()
            + size_of::<PatternId>() * self.pattern_of.capacity()
            + self.patterns.heap_size()
    }
}

/// Adds patterns to a plan and knows what it has already.
#[derive(Debug, Clone, Default)]
pub(crate) struct Planner {
    plan: Plan,
    names: Vec<Arc<str>>,
    path_ids: HashMap<Arc<str>, PathId>,
    field_ids: HashMap<(PathId, Box<str>), FieldId>,
    /// By the fields of their conjunctions.
    pattern_ids: HashMap<Box<[FieldId]>, PatternId>,
}

impl Planner {
    /// Starts over paths that are numbered already.
    pub(crate) fn new(names: &[Arc<str>]) -> Self {
        let path_ids = names.iter().cloned().zip(0..).collect();
        Self { names: names.to_vec(), path_ids, ..Self::default() }
    }

    /// The plan and the names of its paths.
    pub(crate) fn finish(self) -> (Plan, Vec<Arc<str>>) {
        (self.plan, self.names)
    }

    pub(crate) fn add(&mut self, pattern: &Pattern) -> PatternId {
        let fields: Vec<FieldId> =
            pattern.fields().map(|(path, alternatives)| self.field(path, alternatives)).collect();
        let of_combination =
            |combination: &[usize]| combination.iter().filter_map(|&field| fields.get(field).copied()).collect();
        self.pattern(pattern.combinations().map(of_combination).collect())
    }

    /// Adds a pattern of another plan, whose paths have these names.
    pub(crate) fn copy(&mut self, other: &Plan, names: &[Arc<str>], pattern: PatternId) -> PatternId {
        let mut copied: HashMap<FieldId, FieldId> = HashMap::new();
        let mut conjunctions = Vec::new();
        for &conjunction in other.pattern(pattern) {
            let copy = |number: &FieldId| {
                let field = other.field(*number)?;
                let path = names.get(field.path as usize)?;
                Some(*copied.entry(*number).or_insert_with(|| self.field(path, &field.alternatives)))
            };
            conjunctions.push(other.conjunction(conjunction).iter().filter_map(copy).collect());
        }
        self.pattern(conjunctions)
    }

    fn field(&mut self, path: &Arc<str>, alternatives: &Leaf) -> FieldId {
        let path = match self.path_ids.get(path) {
            Some(known) => *known,
            None => {
                let new = id(self.names.len());
                self.names.push(path.clone());
                self.path_ids.insert(path.clone(), new);
                new
            }
        };
        let fields = &mut self.plan.fields;
        *self.field_ids.entry((path, canonical_list(alternatives).into())).or_insert_with(|| {
            fields.push(Field { path, alternatives: alternatives.clone() });
            id(fields.len() - 1)
        })
    }

    fn pattern(&mut self, conjunctions: Vec<Vec<FieldId>>) -> PatternId {
        let plan = &mut self.plan;
        *self.pattern_ids.entry(identity(conjunctions.clone())).or_insert_with(|| {
            let pattern = id(plan.patterns.len());
            let first = plan.conjunctions.len();
            for conjunction in conjunctions {
                plan.conjunctions.push(conjunction);
                plan.pattern_of.push(pattern);
            }
            plan.patterns.push((first..plan.conjunctions.len()).map(id));
            pattern
        })
    }
}

/// What two patterns have in common only if they mean the same: the fields of their conjunctions, in one order.
fn identity(mut conjunctions: Vec<Vec<FieldId>>) -> Box<[FieldId]> {
    conjunctions.sort_unstable();
    conjunctions.dedup();
    conjunctions.join(&u32::MAX).into()
}
