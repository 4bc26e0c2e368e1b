//! Which patterns of a machine one event matches.

use crate::error::{Error, ErrorKind};
use crate::matcher::arrays::{Arrays, TooComplex};
use crate::matcher::found::{Found, ValueId};
use crate::matcher::index::{self, Buffers, Fired, Key};
use crate::matcher::lists::id;
use crate::matcher::machine::{Check, Machine, Wanted};
use crate::matcher::paths::PathId;
use crate::matcher::plan::{ConjunctionId, Field, FieldId, PatternId, Plan};
use crate::matcher::programs::{Branch, Op};
use crate::pattern::Alternative;
use crate::span::Span;

/// Buffers for evaluating, used again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    buffers: Buffers,
    fired: Fired,
    arrays: Arrays,
    fields: Marks,
    conjunctions: Marks,
    patterns: Marks,
    /// The patterns that match.
    pub(crate) matched: Vec<PatternId>,
}

/// What has been found out about numbered things, for one event.
#[derive(Debug, Clone, Default)]
struct Marks {
    /// Twice the event, plus the answer.
    marks: Vec<u32>,
    event: u32,
}

impl Marks {
    /// Forgets the last event.
    fn start(&mut self, len: usize) {
        self.event += 1;
        if self.event > u32::MAX / 2 {
            self.marks.clear();
            self.event = 1;
        }
        if self.marks.len() < len {
            self.marks.resize(len, 0);
        }
    }

    #[inline]
    fn get(&self, number: u32) -> Option<bool> {
        let mark = *self.marks.get(number as usize)?;
        (mark / 2 == self.event).then_some(mark % 2 == 1)
    }

    #[inline]
    fn set(&mut self, number: u32, answer: bool) {
        if let Some(mark) = self.marks.get_mut(number as usize) {
            *mark = self.event * 2 + u32::from(answer);
        }
    }

    /// Marks, and says whether it had not been marked before.
    #[inline]
    fn is_first(&mut self, number: u32) -> bool {
        let is_first = self.get(number).is_none();
        self.set(number, true);
        is_first
    }
}

/// One event and one machine.
struct Evaluation<'a> {
    machine: &'a Machine,
    plan: &'a Plan,
    event: &'a [u8],
    found: &'a mut Found,
    memory: &'a mut Memory,
}

/// Finds the patterns that an event matches, in no order, into `memory.matched`.
pub(crate) fn evaluate(
    machine: &Machine,
    plan: &Plan,
    event: &[u8],
    found: &mut Found,
    memory: &mut Memory,
) -> Result<(), TooComplex> {
    memory.matched.clear();
    memory.fired.start(machine.programs.keys());
    memory.fields.start(plan.fields().len());
    memory.conjunctions.start(plan.conjunctions());
    memory.patterns.start(plan.patterns());
    memory.arrays.start();
    for value in (0..found.len()).map(id) {
        let index = found.get(value).and_then(|value| machine.index(value.path));
        if let Some(index) = index {
            index.look_up(&machine.literals, event, found, value, &mut memory.buffers, &mut memory.fired);
        }
    }
    memory.fired.push(machine.always);
    let mut evaluation = Evaluation { machine, plan, event, found, memory };
    let mut next = 0;
    while let Some(&key) = evaluation.memory.fired.keys().get(next) {
        let (ops, branches) = machine.programs.of(key);
        evaluation.branch(branches);
        evaluation.run(ops)?;
        next += 1;
    }
    Ok(())
}

impl Evaluation<'_> {
    /// Gathers the keys that a key makes together with literals of the event.
    fn branch(&mut self, branches: &[Branch]) {
        for &branch in branches {
            for value in self.found.at(branch.path) {
                let literal = self.found.get(value).map(|value| value.literal);
                let made = literal.and_then(|literal| self.machine.programs.case(branch, literal));
                made.into_iter().for_each(|key| self.memory.fired.push(key));
            }
        }
    }

    fn run(&mut self, program: &[Op]) -> Result<(), TooComplex> {
        let mut next = 0;
        while let Some(op) = program.get(next) {
            next += 1;
            match *op {
                Op::Check { field, otherwise } => {
                    if !self.may_have(field) {
                        next += otherwise as usize - 1;
                    }
                }
                Op::Found(conjunction) => self.found(conjunction)?,
            }
        }
        Ok(())
    }

    /// Whether the event has a field by itself: a value that the field accepts, or perhaps none where that will do.
    #[inline]
    fn may_have(&mut self, field: FieldId) -> bool {
        match self.memory.fields.get(field) {
            Some(known) => known,
            None => {
                let answer = self.look_for(field);
                self.memory.fields.set(field, answer);
                answer
            }
        }
    }

    fn look_for(&mut self, field: FieldId) -> bool {
        let Some(Check { path, wanted }) = self.machine.check(field) else {
            return false;
        };
        match wanted {
            Wanted::Literal(key) => self.has_literal(path, |literal| literal == key),
            Wanted::OneOf(first, end) => {
                let keys = self.machine.checked_literals(first, end);
                self.has_literal(path, |literal| keys.contains(&literal))
            }
            Wanted::NoneOf(first, end) => {
                let keys = self.machine.checked_literals(first, end);
                self.has_literal(path, |literal| !keys.contains(&literal))
            }
            Wanted::Alternatives => {
                // Values in elements of arrays may all be out of reach once others have been chosen.
                let may_be_missed = self.found.count(path) == 0 || self.found.has_places_at(path);
                let or_absent = || self.plan.field(field).is_some_and(Field::or_absent);
                (may_be_missed && or_absent()) || self.has_accepted(field)
            }
        }
    }

    /// Whether the literal of a value at a path is wanted; a value that is no literal has one that is none.
    fn has_literal(&self, path: PathId, is_wanted: impl Fn(Key) -> bool) -> bool {
        self.found.at(path).filter_map(|value| self.found.get(value)).any(|value| is_wanted(value.literal))
    }

    /// Whether a value at the path of a field is accepted.
    fn has_accepted(&mut self, field_id: FieldId) -> bool {
        let Some(field) = self.plan.field(field_id) else {
            return false;
        };
        let mut next = self.found.at(field.path).next();
        while let Some(value) = next {
            if accepts(self.plan, self.event, field_id, self.found, value) {
                return true;
            }
            next = self.found.after(value);
        }
        false
    }

    /// Takes a conjunction of which the event may have every field.
    fn found(&mut self, conjunction: ConjunctionId) -> Result<(), TooComplex> {
        let pattern = self.plan.pattern_of(conjunction);
        if self.memory.patterns.get(pattern).is_some() {
            return Ok(());
        }
        if !self.found.has_places() || self.goes_together(conjunction)? {
            self.memory.patterns.set(pattern, true);
            self.memory.matched.push(pattern);
        }
        Ok(())
    }

    /// Whether the event has the fields of a conjunction in elements that go together.
    fn goes_together(&mut self, conjunction: ConjunctionId) -> Result<bool, TooComplex> {
        let fields = self.plan.conjunction(conjunction);
        let plan = self.plan;
        let in_arrays =
            |field: &&FieldId| plan.field(**field).is_some_and(|field| self.found.has_places_at(field.path));
        let mut those_in_arrays = fields.iter().filter(in_arrays);
        match (those_in_arrays.next(), those_in_arrays.next()) {
            (None, _) => Ok(true),
            // With nothing chosen elsewhere, every value is within reach: the one that has been found to be accepted too.
            (Some(&only), None) => {
                let or_absent = plan.field(only).is_some_and(Field::or_absent);
                Ok(!or_absent || self.has_accepted(only))
            }
            _ if !self.memory.conjunctions.is_first(conjunction) => Ok(false),
            _ => {
                let (plan, event) = (self.plan, self.event);
                let accepts = |field: FieldId, found: &mut Found, value| accepts(plan, event, field, found, value);
                self.memory.arrays.can_choose(plan, fields, self.found, accepts)
            }
        }
    }
}

/// Whether a field accepts a value that is present.
fn accepts(plan: &Plan, event: &[u8], field: FieldId, found: &mut Found, value: ValueId) -> bool {
    let Some(field) = plan.field(field) else {
        return false;
    };
    field.alternatives.iter().any(|alternative: &Alternative| index::accepts(alternative, event, found, value))
}

impl From<TooComplex> for Error {
    fn from(_: TooComplex) -> Self {
        let message = "the event repeats arrays under one path in too many ways to decide";
        Self::new(ErrorKind::EventTooComplex, message, Span::default(), b"")
    }
}
