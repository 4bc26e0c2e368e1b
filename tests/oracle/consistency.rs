//! Decides whether one sub-rule matches an event.
//!
//! From event-ruler ("array consistency"): for each path, in the order of the paths, choose one alternative and one value it
//! accepts, so that no two chosen values are in different elements of one array. The memberships of the chosen values add
//! up on the way. `exists: false` can be chosen when no value at its path agrees with the memberships added up *so far*; it
//! adds none. So its verdict depends on which paths come before it: deterministic, and therefore copied.
//!
//! Instead of trying one choice after the other, all choices are followed at once: a state is the memberships that some
//! way of choosing has led to, and equal states are one state.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::rc::Rc;

use super::alternative::Alternative;
use super::event::{Fields, Memberships, Value};
use super::path::Path;

/// What a pattern without `$or` is: every path must be satisfied by one of its alternatives.
pub type SubRule = BTreeMap<Path, Rc<Vec<Alternative>>>;

pub fn matches(sub_rule: &SubRule, fields: &Fields) -> bool {
    let mut states = BTreeSet::from([Memberships::new()]);
    for (path, alternatives) in sub_rule {
        let still_to_come = arrays_after(path, sub_rule, fields);
        let values: Vec<(&Value, bool)> =
            fields.at(path).iter().map(|value| (value, accepted(alternatives, value))).collect();
        let may_be_absent = alternatives.contains(&Alternative::Absent);

        let mut next = BTreeSet::new();
        for state in states {
            let mut absent = true;
            for (value, accepted) in &values {
                if agree(&state, &value.memberships) {
                    absent = false;
                    if *accepted {
                        next.insert(joined(&state, &value.memberships, &still_to_come));
                    }
                }
            }
            if absent && may_be_absent {
                next.insert(joined(&state, &Memberships::new(), &still_to_come));
            }
        }
        states = next;
    }
    !states.is_empty()
}

fn accepted(alternatives: &[Alternative], value: &Value) -> bool {
    alternatives.iter().any(|alternative| alternative.accepts(&value.scalar))
}

/// No array has one element here and another there.
fn agree(here: &Memberships, there: &Memberships) -> bool {
    there.iter().all(|(array, element)| here.get(array).is_none_or(|other| other == element))
}

/// Both together, without the arrays that no later path has a value in: they make no difference any more.
fn joined(here: &Memberships, there: &Memberships, still_to_come: &BTreeSet<usize>) -> Memberships {
    let both = here.iter().chain(there);
    both.filter(|(array, _)| still_to_come.contains(array)).map(|(&array, &element)| (array, element)).collect()
}

fn arrays_after(path: &Path, sub_rule: &SubRule, fields: &Fields) -> BTreeSet<usize> {
    let later = sub_rule.range::<Path, _>((Bound::Excluded(path), Bound::Unbounded));
    later.flat_map(|(path, _)| fields.at(path)).flat_map(|value| value.memberships.keys().copied()).collect()
}
