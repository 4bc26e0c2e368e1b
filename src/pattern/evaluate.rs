//! Whether one event matches one pattern, straight from the definition.
//!
//! An event matches if it matches one combination of `$or` branches. It matches a combination if one value can be chosen at each
//! of its paths so that the value is accepted and no two chosen values stand in different elements of one array. Paths are
//! looked at in their order as strings; `exists: false` looks only at what has been chosen before it, so there the order
//! shows.
//!
//! The choices are followed as a set of *states*: a state is the elements chosen so far, and only elements of arrays that a
//! later path meets again are kept in it. In an event without duplicate keys or keys with points, following them takes time in
//! proportion to the values at the paths. Other events can be made to need any time (choosing among repeated arrays is as hard
//! as any puzzle); past [`MAX_STEPS`] more they are refused.
//!
//! Source: event-ruler `StructuredFinder.java` and `ArrayMembership.java`; recorded on AWS.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::error::{Error, ErrorKind};
use crate::pattern::alternative::Alternative;
use crate::pattern::event::{Event, Found, Place};
use crate::pattern::paths::PathId;
use crate::pattern::tree::Leaf;
use crate::span::Span;

/// Choices tried beyond those that events of one array per path need, before an event is refused as too complex.
const MAX_STEPS: usize = 200_000;

/// A path and its alternatives; one that several combinations share is looked at once.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) path: PathId,
    pub(crate) alternatives: Leaf,
}

/// Elements chosen, one for each of some arrays, sorted by array.
type State = Vec<Place>;

/// What one field finds in an event.
struct Findings<'f, 'e> {
    /// Every value at the path, sorted by place.
    all: Vec<&'f Found<'e>>,
    /// Those that an alternative accepts, sorted by place.
    accepted: Vec<&'f Found<'e>>,
    /// Whether the field may also be absent.
    or_absent: bool,
}

/// Whether `event` matches one of `combinations`, whose members are indexes into `fields`.
pub(crate) fn matches(fields: &[Field], combinations: &[Box<[usize]>], event: &Event<'_>) -> Result<bool, Error> {
    let findings: Vec<OnceCell<Findings<'_, '_>>> = fields.iter().map(|_| OnceCell::new()).collect();
    for combination in combinations {
        let findings = |&field: &usize| {
            let cell = findings.get(field)?;
            let field = fields.get(field)?;
            Some(cell.get_or_init(|| Findings::new(field, event)))
        };
        // Most combinations fail at a field that finds nothing at all.
        if combination.iter().all(|field| findings(field).is_some_and(Findings::possible)) {
            let findings: Vec<&Findings<'_, '_>> = combination.iter().filter_map(findings).collect();
            if consistent(&findings, event)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

impl<'f, 'e> Findings<'f, 'e> {
    fn new(field: &Field, event: &'f Event<'e>) -> Self {
        let mut all: Vec<&Found<'e>> = event.at(field.path).iter().collect();
        all.sort_by(|one, other| event.places(one).cmp(event.places(other)));
        let accepts = |found: &&Found<'e>| field.alternatives.iter().any(|one| one.accepts(&found.value));
        let accepted = all.iter().copied().filter(accepts).collect();
        let or_absent = field.alternatives.iter().any(|one| matches!(one, Alternative::Absent));
        Self { all, accepted, or_absent }
    }

    /// Whether the field can match with some choice at the other paths.
    fn possible(&self) -> bool {
        !self.accepted.is_empty() || self.or_absent
    }
}

/// Whether a value can be chosen for each field in turn.
fn consistent(fields: &[&Findings<'_, '_>], event: &Event<'_>) -> Result<bool, Error> {
    // The last field that meets each array.
    let mut last_use = HashMap::new();
    for (i, field) in fields.iter().enumerate() {
        for (array, _) in field.all.iter().flat_map(|found| event.places(found)) {
            last_use.insert(*array, i);
        }
    }

    let values: usize = fields.iter().map(|field| field.all.len()).sum();
    let mut steps = MAX_STEPS.saturating_add(values.saturating_mul(8));
    let mut pending = Vec::new();
    let mut states: HashSet<State> = HashSet::from([State::new()]);
    for (i, field) in fields.iter().enumerate() {
        let is_last = i + 1 == fields.len();
        let meets_again = |array| last_use.get(&array) > Some(&i);
        let mut next = HashSet::new();
        for state in &states {
            visit(event, &field.accepted, state, &mut pending, |found| {
                next.insert(extended(state, event.places(found), meets_again));
                steps = steps.saturating_sub(1);
                is_last || steps == 0
            });
            if field.or_absent && !visit(event, &field.all, state, &mut pending, |_| true) {
                next.insert(extended(state, &[], meets_again));
            }
            if is_last && !next.is_empty() {
                return Ok(true);
            }
            steps = steps.saturating_sub(1);
            if steps == 0 {
                let message = "the event repeats arrays under one path in too many ways to decide";
                return Err(Error::new(ErrorKind::EventTooComplex, message, Span::default(), b""));
            }
        }
        if next.is_empty() {
            return Ok(false);
        }
        states = next;
    }
    Ok(true)
}

/// Values that have their first places in common, and how many.
type Group<'g, 'f, 'e> = (&'g [&'f Found<'e>], usize);

/// Calls `stop` on each of `values` that goes with `state` until it says true; whether it did.
///
/// `values` are sorted by place, so those that do not go with `state` are passed over in groups. `pending` is a buffer.
fn visit<'g, 'f, 'e>(
    event: &Event<'_>,
    values: &'g [&'f Found<'e>],
    state: &[Place],
    pending: &mut Vec<Group<'g, 'f, 'e>>,
    mut stop: impl FnMut(&'f Found<'e>) -> bool,
) -> bool {
    pending.clear();
    pending.push((values, 0));
    while let Some((values, depth)) = pending.pop() {
        let Some((&first, others)) = values.split_first() else {
            continue;
        };
        let place = |found: &Found<'_>| event.places(found).get(depth).copied();
        let Some((array, element)) = place(first) else {
            if stop(first) {
                return true;
            }
            pending.push((others, depth));
            continue;
        };
        let chosen = chosen_in(state, array);
        let wanted = Some((array, chosen.unwrap_or(element)));
        let (_, from_group) = values.split_at(values.partition_point(|found| place(found) < wanted));
        let (group, rest) = from_group.split_at(from_group.partition_point(|found| place(found) == wanted));
        let of_this_array = match chosen {
            Some(_) => rest.partition_point(|found| place(found) < Some((array + 1, 0))),
            None => 0,
        };
        let (_, rest) = rest.split_at(of_this_array);
        pending.push((rest, depth));
        pending.push((group, depth + 1));
    }
    false
}

fn chosen_in(state: &[Place], array: u32) -> Option<u32> {
    let at = state.binary_search_by_key(&array, |(array, _)| *array).ok()?;
    state.get(at).map(|(_, element)| *element)
}

/// `state` and `places` together, without the arrays that nobody meets again.
fn extended(state: &[Place], places: &[Place], meets_again: impl Fn(u32) -> bool) -> State {
    let mut extended: State = state.iter().chain(places).copied().filter(|(array, _)| meets_again(*array)).collect();
    extended.sort_unstable();
    extended.dedup();
    extended
}
