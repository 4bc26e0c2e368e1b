//! Whether the values that the fields of one conjunction accept can be taken together, when arrays of objects are about.
//!
//! Two values cannot be taken together if they stand in different elements of one array. Fields are looked at in order; the
//! elements chosen so far are a *state*, of which only elements of arrays that a later field meets again are kept. `exists:
//! false` asks whether a state leaves no value at its path. This is what the evaluator of a single pattern does too, here in
//! buffers that are used again.
//!
//! In an event that names each path once per object, an array is met by way of one path only, and following the states takes
//! time in proportion to the values at the paths, for each conjunction. Repeated keys and keys with points can make it a puzzle
//! that takes any time: then the steps beyond that proportion are counted over all conjunctions, and past [`MAX_STEPS`] of them
//! the event is refused.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::matcher::found::{Found, Place, ValueId};
use crate::matcher::plan::{FieldId, Plan};

/// Choices tried for one event beyond those that events of one array per path need, before it is refused.
const MAX_STEPS: usize = 1_000_000;

/// The event has too many ways to choose elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooComplex;

/// A range of the sorted values.
type Range = std::ops::Range<usize>;

#[derive(Debug, Clone, Default)]
pub(crate) struct Arrays {
    /// Values sorted by place: of the fields of the current conjunction, all and those that are accepted.
    sorted: Vec<ValueId>,
    fields: Vec<Candidates>,
    /// For each array, the last field that meets it, and for which conjunction that was found out.
    last_use: Vec<(u64, usize)>,
    conjunctions: u64,
    states: States,
    next: States,
    /// The states of `next`.
    known: Known,
    hasher: DefaultHashBuilder,
    pending: Vec<(Range, usize)>,
    extended: Vec<Place>,
    spent: usize,
}

/// Numbers by the hash of what they stand for.
#[derive(Debug, Clone, Default)]
struct Known {
    table: HashTable<usize>,
    /// Of each number.
    hashes: Vec<u64>,
}

impl Known {
    /// Takes time in proportion to what there is, not to the most that there ever was.
    fn clear(&mut self) {
        /// Emptying the table as a whole looks at this many places at a time.
        const GROUP: usize = 16;

        if self.hashes.len() * GROUP >= self.table.capacity() {
            self.table.clear();
            self.hashes.clear();
        }
        for (number, hash) in self.hashes.drain(..).enumerate() {
            if let Ok(entry) = self.table.find_entry(hash, |&known| known == number) {
                entry.remove();
            }
        }
    }

    /// Gives the next number to what has this hash; false if one that `is_same` says yes to has it already.
    fn insert(&mut self, hash: u64, is_same: impl Fn(usize) -> bool) -> bool {
        let Self { table, hashes } = self;
        let is_new = table.find(hash, |&known| is_same(known)).is_none();
        if is_new {
            table.insert_unique(hash, hashes.len(), |&known| hashes.get(known).copied().unwrap_or_default());
            hashes.push(hash);
        }
        is_new
    }
}

/// What one field finds.
#[derive(Debug, Clone)]
struct Candidates {
    all: Range,
    accepted: Range,
    or_absent: bool,
}

/// Lists of elements, each sorted.
#[derive(Debug, Clone, Default)]
struct States {
    ends: Vec<usize>,
    places: Vec<Place>,
}

impl States {
    fn clear(&mut self) {
        self.ends.clear();
        self.places.clear();
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, state: usize) -> &[Place] {
        let start = state.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(state).copied().unwrap_or_default();
        self.places.get(start..end).unwrap_or_default()
    }
}

impl Arrays {
    /// Forgets the last event.
    pub(crate) fn start(&mut self) {
        self.spent = 0;
    }

    /// Whether a value can be chosen for each of `conjunction` in turn; `accepts` says whether a field accepts a value.
    pub(crate) fn can_choose(
        &mut self,
        plan: &Plan,
        conjunction: &[FieldId],
        found: &mut Found,
        mut accepts: impl FnMut(FieldId, &mut Found, ValueId) -> bool,
    ) -> Result<bool, TooComplex> {
        self.gather(plan, conjunction, found, &mut accepts);
        self.note_last_uses(found);
        let values: usize = self.fields.iter().map(|field| field.all.len()).sum();
        let mut free_steps = values.saturating_mul(8);

        self.states.clear();
        self.states.ends.push(0);
        for i in 0..self.fields.len() {
            let is_last = i + 1 == self.fields.len();
            let Some(Candidates { all, accepted, or_absent }) = self.fields.get(i).cloned() else {
                break;
            };
            self.next.clear();
            self.known.clear();
            for state in 0..self.states.len() {
                let mut taken = 0;
                self.visit(found, accepted.clone(), state, |this, places| {
                    this.keep(state, places, i);
                    taken += 1;
                    is_last || taken > free_steps + MAX_STEPS
                });
                if or_absent && !self.visit(found, all.clone(), state, |_, _| true) {
                    self.keep(state, &[], i);
                }
                if is_last && self.next.len() > 0 {
                    return Ok(true);
                }
                let steps = taken + 1;
                self.spent += steps.saturating_sub(free_steps);
                free_steps = free_steps.saturating_sub(steps);
                if self.spent > MAX_STEPS {
                    return Err(TooComplex);
                }
            }
            if self.next.len() == 0 {
                return Ok(false);
            }
            std::mem::swap(&mut self.states, &mut self.next);
        }
        Ok(true)
    }

    fn gather(
        &mut self,
        plan: &Plan,
        conjunction: &[FieldId],
        found: &mut Found,
        accepts: &mut impl FnMut(FieldId, &mut Found, ValueId) -> bool,
    ) {
        self.sorted.clear();
        self.fields.clear();
        for &field_id in conjunction {
            let Some(field) = plan.field(field_id) else { continue };
            let start = self.sorted.len();
            self.sorted.extend(found.at(field.path));
            let end = self.sorted.len();
            if let Some(all) = self.sorted.get_mut(start..end) {
                let by_places = |one: &ValueId, other: &ValueId| found.places(*one).cmp(found.places(*other));
                if !all.is_sorted_by(|one, other| by_places(one, other).is_le()) {
                    all.sort_unstable_by(by_places);
                }
            }
            for i in start..end {
                if let Some(&value) = self.sorted.get(i) {
                    if accepts(field_id, found, value) {
                        self.sorted.push(value);
                    }
                }
            }
            let accepted = end..self.sorted.len();
            self.fields.push(Candidates { all: start..end, accepted, or_absent: field.or_absent() });
        }
    }

    fn note_last_uses(&mut self, found: &Found) {
        self.conjunctions += 1;
        let arrays = found.arrays as usize;
        if self.last_use.len() < arrays {
            self.last_use.resize(arrays, (0, 0));
        }
        for (field, i) in self.fields.iter().zip(0..) {
            for &value in self.sorted.get(field.all.clone()).unwrap_or_default() {
                for (array, _) in found.places(value) {
                    if let Some(last_use) = self.last_use.get_mut(*array as usize) {
                        *last_use = (self.conjunctions, i);
                    }
                }
            }
        }
    }

    /// Keeps a state and `places` together, without the arrays that no field after `field` meets.
    fn keep(&mut self, state: usize, places: &[Place], field: usize) {
        let Self { extended, states, next, known, hasher, last_use, conjunctions, .. } = self;
        extended.clear();
        let meets_again = |(array, _): &&Place| {
            last_use
                .get(*array as usize)
                .is_some_and(|(conjunction, last)| conjunction == conjunctions && *last > field)
        };
        extended.extend(states.get(state).iter().chain(places).filter(meets_again));
        extended.sort_unstable();
        extended.dedup();
        let hash = hasher.hash_one(&*extended);
        if known.insert(hash, |other| next.get(other) == &**extended) {
            next.places.extend_from_slice(extended);
            next.ends.push(next.places.len());
        }
    }

    /// Calls `stop` with the places of each of `values` that goes with a state until it says true; whether it did.
    ///
    /// Values are sorted by place, so those that do not go with the state are passed over in groups.
    fn visit(
        &mut self,
        found: &Found,
        values: Range,
        state: usize,
        mut stop: impl FnMut(&mut Self, &[Place]) -> bool,
    ) -> bool {
        self.pending.clear();
        self.pending.push((values, 0));
        while let Some((values, depth)) = self.pending.pop() {
            let Some(&first) = self.sorted.get(values.start).filter(|_| !values.is_empty()) else {
                continue;
            };
            let Some(&(array, element)) = found.places(first).get(depth) else {
                if stop(self, found.places(first)) {
                    return true;
                }
                self.pending.push((values.start + 1..values.end, depth));
                continue;
            };
            let of_state = self.states.get(state);
            let chosen = of_state.binary_search_by_key(&array, |(array, _)| *array).ok();
            let chosen = chosen.and_then(|at| of_state.get(at)).map(|(_, element)| *element);
            let wanted = Some((array, chosen.unwrap_or(element)));
            let place = |value: &ValueId| found.places(*value).get(depth).copied();
            let sorted = self.sorted.get(values.clone()).unwrap_or_default();
            let from = values.start + sorted.partition_point(|value| place(value) < wanted);
            let to = values.start + sorted.partition_point(|value| place(value) <= wanted);
            let rest = match chosen {
                Some(_) => values.start + sorted.partition_point(|value| place(value) < Some((array + 1, 0))),
                None => to,
            };
            self.pending.push((rest..values.end, depth));
            self.pending.push((from..to, depth + 1));
        }
        false
    }
}
