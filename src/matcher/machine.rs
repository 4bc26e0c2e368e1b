//! A plan made ready for matching.
//!
//! Each conjunction is found through one of its fields, the *access field*: the one that the fewest events are likely to
//! satisfy. Under the key of each of its alternatives stands a *program* that checks the other fields of all conjunctions found
//! there: a tree of checks, so that conjunctions with fields in common have them checked once, and a failed check passes over
//! everything below it. Conjunctions whose fields all may be absent are checked for every event.
//!
//! How likely a field is satisfied is guessed from the patterns: rules are written for events that occur.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::matcher::index::{Key, Literals, PathIndex, Predicates};
use crate::matcher::lists::{Lists, id};
use crate::matcher::paths::PathId;
use crate::matcher::plan::{ConjunctionId, Field, FieldId, PatternId, Plan};
use crate::pattern::Alternative;

#[derive(Debug, Clone, Default)]
pub(crate) struct Machine {
    pub(crate) literals: Literals,
    /// By path; paths that were added later have none.
    indexes: Vec<PathIndex>,
    /// By field.
    checks: Vec<Check>,
    /// What a field with several literals compares with.
    checked_literals: Vec<Key>,
    /// By key: what to check once the key's predicate is satisfied.
    programs: Lists<Op>,
    /// What to check for every event.
    always: Vec<Op>,
}

/// How a field is checked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Check {
    Literal(Key),
    /// One of a range of the literals.
    Literals(u32, u32),
    /// Alternative by alternative.
    Alternatives,
}

/// A step of a program.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Op {
    /// Goes on with the next step if the field is satisfied, else with the step `otherwise` steps on.
    Check { field: FieldId, otherwise: u32 },
    /// The conjunction has all its fields.
    Found(ConjunctionId),
}

impl Machine {
    #[inline]
    pub(crate) fn index(&self, path: PathId) -> Option<&PathIndex> {
        self.indexes.get(path as usize)
    }

    #[inline]
    pub(crate) fn check(&self, field: FieldId) -> Check {
        self.checks.get(field as usize).copied().unwrap_or(Check::Alternatives)
    }

    #[inline]
    pub(crate) fn checked_literals(&self, first: u32, end: u32) -> &[Key] {
        self.checked_literals.get(first as usize..end as usize).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn program(&self, key: Key) -> &[Op] {
        self.programs.get(key)
    }

    pub(crate) fn always(&self) -> &[Op] {
        &self.always
    }

    pub(crate) fn keys(&self) -> usize {
        self.programs.len()
    }

    pub(crate) fn heap_size(&self) -> usize {
        self.literals.heap_size()
            + self.indexes.iter().map(PathIndex::heap_size).sum::<usize>()
            + size_of::<PathIndex>() * self.indexes.capacity()
            + size_of::<Check>() * self.checks.capacity()
            + size_of::<Key>() * self.checked_literals.capacity()
            + self.programs.heap_size()
            + size_of::<Op>() * self.always.capacity()
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
            let Some(index) = self.indexes.get_mut(field.path as usize) else {
                continue;
            };
            let start = self.checked_literals.len();
            let mut all = true;
            for alternative in field.alternatives.iter() {
                match alternative.literal() {
                    Some(text) => self.checked_literals.push(index.literal_or_new(&mut self.literals, text.as_bytes())),
                    None => all = false,
                }
            }
            let check = match self.checked_literals.get(start..) {
                Some([only]) if all => Check::Literal(*only),
                Some(several) if all => Check::Literals(id(start), id(start + several.len())),
                _ => Check::Alternatives,
            };
            if !matches!(check, Check::Literals(..)) {
                self.checked_literals.truncate(start);
            }
            self.checks.push(check);
        }
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
        let mut found_by = found_by.chunk_by(|(one, _), (other, _)| one == other).peekable();
        for key in 0..next_key {
            let is_key = |same: &&[(Key, ConjunctionId)]| same.first().is_some_and(|(found, _)| *found == key);
            let same = found_by.next_if(is_key).unwrap_or_default();
            self.programs.push(program(same.iter().map(|(_, conjunction)| *conjunction), &checks_of));
        }
        always.sort_unstable_by(by_checks);
        self.always = program(always.into_iter(), &checks_of);
        Ok(operators)
    }

    fn shrink(&mut self) {
        self.literals.shrink();
        self.checks.shrink_to_fit();
        self.checked_literals.shrink_to_fit();
        self.programs.shrink();
        self.always.shrink_to_fit();
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

/// The steps that check conjunctions, which are sorted by their checks.
fn program(conjunctions: impl Iterator<Item = ConjunctionId>, checks_of: &Lists<FieldId>) -> Vec<Op> {
    let mut ops = Vec::new();
    // Where the checks stand that lead to the next step, outermost first.
    let mut open: Vec<(FieldId, usize)> = Vec::new();
    let close = |ops: &mut Vec<Op>, at: usize| {
        let steps = id(ops.len() - at);
        if let Some(Op::Check { otherwise, .. }) = ops.get_mut(at) {
            *otherwise = steps;
        }
    };
    for conjunction in conjunctions {
        let checks = checks_of.get(conjunction);
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

/// How often the conjunctions name what.
struct Statistics {
    /// By path: how many conjunctions name it.
    named: Vec<u32>,
    /// By path: how many alternatives that compare with one value are named, counted each time; and how many distinct ones.
    values: Vec<(u32, u32)>,
    /// How often each of those is named.
    times: HashMap<(PathId, String), u32>,
    /// By path: how many other predicates there are.
    predicates: Vec<u32>,
}

impl Statistics {
    fn new(plan: &Plan, live: &[ConjunctionId], paths: usize) -> Self {
        let mut uses = vec![0_u32; plan.fields().len()];
        for field in live.iter().flat_map(|&conjunction| plan.conjunction(conjunction)) {
            if let Some(uses) = uses.get_mut(*field as usize) {
                *uses += 1;
            }
        }
        let mut this = Self {
            named: vec![0; paths],
            values: vec![(0, 0); paths],
            times: HashMap::new(),
            predicates: vec![0; paths],
        };
        for (field, uses) in plan.fields().iter().zip(uses).filter(|(_, uses)| *uses > 0) {
            let path = field.path as usize;
            if let Some(named) = this.named.get_mut(path) {
                *named += uses;
            }
            for alternative in field.alternatives.iter() {
                if is_value(alternative) {
                    let times = this.times.entry((field.path, text_of(alternative))).or_default();
                    if let Some((all, distinct)) = this.values.get_mut(path) {
                        *all += uses;
                        *distinct += u32::from(*times == 0);
                    }
                    *times += uses;
                } else if let Some(predicates) = this.predicates.get_mut(path) {
                    *predicates += 1;
                }
            }
        }
        this
    }

    /// A guess at how likely an event satisfies a field; `None` if it may be absent and so cannot be found by a value.
    fn likelihood(&self, field: &Field) -> Option<f64> {
        let of = |alternative: &Alternative| {
            let path = field.path as usize;
            let predicates = self.predicates.get(path).copied().unwrap_or_default();
            match alternative {
                Alternative::Absent => return None,
                Alternative::AnythingBut(_) => return Some(0.95),
                Alternative::Exists => return Some(0.9),
                Alternative::Numeric(crate::pattern::Range::Bounds { .. }) => return Some(0.4),
                _ if !is_value(alternative) => return Some((1.0 / (2.0 + f64::from(predicates))).clamp(0.002, 0.2)),
                _ => {}
            }
            let (all, distinct) = self.values.get(path).copied().unwrap_or_default();
            let times = self.times.get(&(field.path, text_of(alternative))).copied().unwrap_or_default();
            Some((f64::from(times) + 1.0) / (f64::from(all) + f64::from(distinct) + 1.0))
        };
        field.alternatives.iter().map(of).sum()
    }

    /// The place of each field in the order in which fields are checked: what many conjunctions name comes first, so that
    /// they share it, but what nearly every event satisfies comes last.
    fn order_of_checks(&self, plan: &Plan) -> Vec<u32> {
        let mut fields: Vec<(bool, Reverse<u32>, PathId, usize)> = Vec::new();
        for (field, number) in plan.fields().iter().zip(0..) {
            let is_weak = field.alternatives.iter().any(|alternative| {
                matches!(alternative, Alternative::Absent | Alternative::Exists | Alternative::AnythingBut(_))
            });
            let named = self.named.get(field.path as usize).copied().unwrap_or_default();
            fields.push((is_weak, Reverse(named), field.path, number));
        }
        fields.sort_unstable();
        let mut order = vec![0; fields.len()];
        for ((.., field), place) in fields.into_iter().zip(0..) {
            if let Some(order) = order.get_mut(field) {
                *order = place;
            }
        }
        order
    }
}

/// Whether an alternative compares with one value.
fn is_value(alternative: &Alternative) -> bool {
    matches!(
        alternative,
        Alternative::Null
            | Alternative::True
            | Alternative::False
            | Alternative::String(_)
            | Alternative::Exactly(_)
            | Alternative::Address(_)
            | Alternative::Number(_)
            | Alternative::Digits(_)
            | Alternative::Numeric(crate::pattern::Range::Equal(_))
    )
}

fn text_of(alternative: &Alternative) -> String {
    let mut text = String::new();
    alternative.write(&mut text);
    text
}
