//! By which field a conjunction is found, and in which order its other fields are checked.
//!
//! How likely an event satisfies a field is guessed from the patterns: rules are written for events that occur, so a value that
//! many rules name is likely to occur often.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::matcher::paths::PathId;
use crate::matcher::plan::{ConjunctionId, Field, Plan};
use crate::pattern::{Alternative, Range};

/// How often the conjunctions name what.
pub(crate) struct Statistics {
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
    pub(crate) fn new(plan: &Plan, live: &[ConjunctionId], paths: usize) -> Self {
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
    pub(crate) fn likelihood(&self, field: &Field) -> Option<f64> {
        let of = |alternative: &Alternative| {
            let path = field.path as usize;
            let predicates = self.predicates.get(path).copied().unwrap_or_default();
            match alternative {
                Alternative::Absent => return None,
                Alternative::AnythingBut(_) => return Some(0.95),
                Alternative::Exists => return Some(0.9),
                Alternative::Numeric(Range::Bounds { .. }) => return Some(0.4),
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
    pub(crate) fn order_of_checks(&self, plan: &Plan) -> Vec<u32> {
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
            | Alternative::Numeric(Range::Equal(_))
    )
}

pub(crate) fn text_of(alternative: &Alternative) -> String {
    let mut text = String::new();
    alternative.write(&mut text);
    text
}
