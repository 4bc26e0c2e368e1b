//! A plan made ready for matching.
//!
//! Each conjunction is found by one of its fields, the *access field*: the one that the fewest events are likely to satisfy.
//! The key of each of its alternatives leads to a program that checks the other fields. Conjunctions whose fields all may be
//! absent are found by a key that every event satisfies.

use std::collections::HashMap;

use crate::matcher::access::{Statistics, text_of};
use crate::matcher::index::{Key, Literals, PathIndex, Predicates};
use crate::matcher::lists::{Lists, id};
use crate::matcher::paths::PathId;
use crate::matcher::plan::{ConjunctionId, Field, FieldId, PatternId, Plan};
use crate::matcher::programs::{Checks, Op, Programs};
use crate::pattern::{Alternative, Excluded};

#[derive(Debug, Clone, Default)]
pub(crate) struct Machine {
    pub(crate) literals: Literals,
    /// By path; paths that were added later have none.
    indexes: Vec<PathIndex>,
    /// By field.
    checks: Vec<Check>,
    /// What a field with several literals compares with.
    checked_literals: Vec<Key>,
    pub(crate) programs: Programs,
    /// The key that every event satisfies.
    pub(crate) always: Key,
}

/// How the values at the path of a field are checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Check {
    pub(crate) path: PathId,
    pub(crate) wanted: Wanted,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted {
    Literal(Key),
    /// One of a range of the checked literals.
    OneOf(u32, u32),
    /// Anything else.
    NoneOf(u32, u32),
    /// What the alternatives say, one by one.
    Alternatives,
}

impl Machine {
    #[inline]
    pub(crate) fn index(&self, path: PathId) -> Option<&PathIndex> {
        self.indexes.get(path as usize)
    }

    #[inline]
    pub(crate) fn check(&self, field: FieldId) -> Option<Check> {
        self.checks.get(field as usize).copied()
    }

    #[inline]
    pub(crate) fn checked_literals(&self, first: u32, end: u32) -> &[Key] {
        self.checked_literals.get(first as usize..end as usize).unwrap_or_default()
    }

    pub(crate) fn heap_size(&self) -> usize {
        self.literals.heap_size()
            + self.indexes.iter().map(PathIndex::heap_size).sum::<usize>()
            + size_of::<PathIndex>() * self.indexes.capacity()
            + size_of::<Check>() * self.checks.capacity()
            + size_of::<Key>() * self.checked_literals.capacity()
            + self.programs.heap_size()
    }

    /// Compiles the patterns of `plan` that `is_live` says yes to. The error is the pattern at which the machine became larger
    /// than `most_bytes`.
    pub(crate) fn new(
        plan: &Plan,
        paths: usize,
        is_live: impl Fn(PatternId) -> bool,
        most_bytes: usize,
    ) -> Result<Self, PatternId> {
        let live: Vec<ConjunctionId> =
            (0..plan.conjunctions()).map(id).filter(|&one| is_live(plan.pattern_of(one))).collect();
        let mut machine = Self { indexes: vec![PathIndex::default(); paths], ..Self::default() };
        machine.add_checks(plan);
        let statistics = Statistics::new(plan, &live, paths);
        let order = statistics.order_of_checks(plan);
        let operators = machine.add_programs(plan, &live, &statistics, &order, most_bytes)?;

        let mut predicates: Vec<Predicates<'_>> = (0..paths).map(|_| Predicates::default()).collect();
        for (path, predicate, key) in operators {
            if let Some(predicates) = predicates.get_mut(path as usize) {
                predicates.push(predicate, key);
            }
        }
        // All automata together get an eighth, each at most what fits a cache.
        let with_predicates = predicates.iter().filter(|predicates| !predicates.is_empty()).count();
        let automaton_bytes = (most_bytes / 8 / with_predicates.max(1)).min(MOST_AUTOMATON_BYTES);
        for (index, predicates) in machine.indexes.iter_mut().zip(&predicates) {
            index.set_operators(predicates, automaton_bytes);
        }
        machine.shrink();
        Ok(machine)
    }

    fn add_checks(&mut self, plan: &Plan) {
        for field in plan.fields() {
            let wanted = self.wanted(field);
            self.checks.push(Check { path: field.path, wanted });
        }
    }

    /// How a field is checked. All its strings that are compared whole become literals.
    fn wanted(&mut self, field: &Field) -> Wanted {
        let Some(index) = self.indexes.get_mut(field.path as usize) else {
            return Wanted::Alternatives;
        };
        let mut key = |text: &str| index.literal_or_new(&mut self.literals, text.as_bytes());
        let start = self.checked_literals.len();
        if let [Alternative::AnythingBut(Excluded::Strings(texts))] = &*field.alternatives {
            self.checked_literals.extend(texts.iter().map(|text| key(text)));
            return Wanted::NoneOf(id(start), id(self.checked_literals.len()));
        }
        let texts = field.alternatives.iter().filter_map(Alternative::literal);
        self.checked_literals.extend(texts.map(key));
        let literals = self.checked_literals.get(start..).unwrap_or_default();
        let are_all = literals.len() == field.alternatives.len();
        let wanted = match literals {
            [only] if are_all => Wanted::Literal(*only),
            several if are_all => return Wanted::OneOf(id(start), id(start + several.len())),
            _ => Wanted::Alternatives,
        };
        self.checked_literals.truncate(start);
        wanted
    }

    /// Chooses the access field of each conjunction and writes the programs; answers with the predicates that are not literals.
    fn add_programs<'p>(
        &mut self,
        plan: &'p Plan,
        live: &[ConjunctionId],
        statistics: &Statistics,
        order: &[u32],
        most_bytes: usize,
    ) -> Result<Vec<(PathId, &'p Alternative, Key)>, PatternId> {
        let order_of = |field: &FieldId| order.get(*field as usize).copied().unwrap_or(u32::MAX);
        let likelihoods: Vec<Option<f64>> = plan.fields().iter().map(|field| statistics.likelihood(field)).collect();
        let mut operators = Vec::new();
        // The keys of each field that is an access field.
        let mut keys_of: HashMap<FieldId, Vec<Key>> = HashMap::new();
        let mut by_text: HashMap<(PathId, String), Key> = HashMap::new();
        let mut next_key = id(self.literals.len());
        let mut found_by: Vec<(Key, ConjunctionId)> = Vec::new();
        let mut always = Vec::new();
        let mut access_of: Vec<FieldId> = vec![u32::MAX; plan.conjunctions()];
        let mut used = Used { bytes: 0, fields: vec![false; plan.fields().len()] };
        for &conjunction in live {
            let fields = plan.conjunction(conjunction);
            let likelihood = |field: FieldId| likelihoods.get(field as usize).copied().flatten();
            let access = fields.iter().filter_map(|&field| Some((likelihood(field)?, field)));
            let access = access.min_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, field)| field);
            let Some((access, field)) = access.and_then(|access| Some((access, plan.field(access)?))) else {
                always.push(conjunction);
                used.add(plan, fields, 1);
                continue;
            };
            let keys = keys_of.entry(access).or_insert_with(|| {
                let key = |alternative: &'p Alternative| {
                    if let Some(text) = alternative.literal() {
                        let index = self.indexes.get(field.path as usize)?;
                        return index.literal(&self.literals, text.as_bytes());
                    }
                    Some(*by_text.entry((field.path, text_of(alternative))).or_insert_with(|| {
                        let key = next_key;
                        next_key += 1;
                        operators.push((field.path, alternative, key));
                        key
                    }))
                };
                let mut keys: Vec<Key> = field.alternatives.iter().filter_map(key).collect();
                keys.sort_unstable();
                keys.dedup();
                keys
            });
            found_by.extend(keys.iter().map(|&key| (key, conjunction)));
            if let Some(kept) = access_of.get_mut(conjunction as usize) {
                *kept = access;
            }
            used.add(plan, fields, keys.len());
            if used.bytes > most_bytes {
                return Err(plan.pattern_of(conjunction));
            }
        }

        let mut checks_of: Lists<FieldId> = Lists::default();
        for conjunction in (0..plan.conjunctions()).map(id) {
            let access = access_of.get(conjunction as usize);
            let others = plan.conjunction(conjunction).iter().filter(|&field| Some(field) != access);
            let mut others: Vec<FieldId> = others.copied().collect();
            others.sort_unstable_by_key(order_of);
            checks_of.push(others);
        }
        let by_checks = |one: &ConjunctionId, other: &ConjunctionId| {
            let checks = |conjunction: &ConjunctionId| checks_of.get(*conjunction).iter().map(order_of);
            checks(one).cmp(checks(other)).then(one.cmp(other))
        };
        found_by
            .sort_unstable_by(|(key, one), (other_key, other)| key.cmp(other_key).then_with(|| by_checks(one, other)));
        always.sort_unstable_by(by_checks);
        self.always = next_key;
        found_by.extend(always.into_iter().map(|conjunction| (self.always, conjunction)));
        let conjunctions: Vec<ConjunctionId> = found_by.iter().map(|(_, conjunction)| *conjunction).collect();
        let mut groups: Vec<&[ConjunctionId]> = Vec::new();
        let mut start = 0;
        for key in 0..=self.always {
            let len = found_by.iter().skip(start).take_while(|(found, _)| *found == key).count();
            groups.push(conjunctions.get(start..start + len).unwrap_or_default());
            start += len;
        }
        let literal = |field: FieldId| match self.check(field) {
            Some(Check { path, wanted: Wanted::Literal(key) }) => Some((path, key)),
            _ => None,
        };
        let programs = Programs::new(&groups, &Checks { of: checks_of, literal: &literal });
        self.programs = programs;
        Ok(operators)
    }

    fn shrink(&mut self) {
        self.literals.shrink();
        self.checks.shrink_to_fit();
        self.checked_literals.shrink_to_fit();
    }
}

/// The most an automaton for the wildcards of one path may take.
const MOST_AUTOMATON_BYTES: usize = 1 << 20;

/// The memory that conjunctions take, nearly.
struct Used {
    bytes: usize,
    fields: Vec<bool>,
}

impl Used {
    /// Counts a conjunction of `fields` that is found in `times` ways.
    fn add(&mut self, plan: &Plan, fields: &[FieldId], times: usize) {
        self.bytes += size_of::<Op>() * times * fields.len() + size_of::<FieldId>() * (fields.len() + 3);
        for &field in fields {
            let is_new = self.fields.get_mut(field as usize).is_some_and(|known| !std::mem::replace(known, true));
            if is_new {
                // The predicates stand in an index too.
                self.bytes += plan.field(field).map_or(0, |field| 2 * field.heap_size());
            }
        }
    }
}
