//! Whether both engines give the same ids, and who is right where they do not.

use std::time::{Duration, Instant};

use rulebridge::{Pattern, Scratch};

use crate::engines::{Ours, PeerError, Quamina};

/// How many differences are put to `Pattern`.
const JUDGED: usize = 1_000;

/// Notes on the differences, none if there are none.
pub(crate) fn compare(
    name: &str,
    rules: &[String],
    ours: &Ours,
    quamina: &Quamina,
    events: &[&[u8]],
    limit: Duration,
) -> Result<Vec<String>, PeerError> {
    let mut scratch = Scratch::new();
    let mut notes = Vec::new();
    let mut asked = 0;
    let mut differences: Vec<(usize, u32)> = Vec::new();
    let start = Instant::now();
    for (nth, event) in events.iter().enumerate() {
        if start.elapsed() > limit {
            break;
        }
        asked += 1;
        let theirs = quamina.ids(event)?;
        match ours.ids(event, &mut scratch) {
            Ok(ids) => {
                let only = |ids: &[u32], other: &[u32]| -> Vec<(usize, u32)> {
                    ids.iter().filter(|id| other.binary_search(id).is_err()).map(|&id| (nth, id)).collect()
                };
                differences.extend(only(&ids, &theirs));
                differences.extend(only(&theirs, &ids));
            }
            Err(error) => notes.push(format!("{name}: **event {nth}: {error}**")),
        }
    }
    if differences.is_empty() {
        return Ok(notes);
    }
    let mut wrong = 0;
    for &(nth, id) in differences.iter().take(JUDGED) {
        let pattern: Pattern = rules[id as usize].parse().expect("a rule that the set took");
        let verdict = pattern.matches(events[nth]).expect("an event");
        let ours = ours.ids(events[nth], &mut scratch).is_ok_and(|ids| ids.contains(&id));
        wrong += usize::from(verdict != ours);
    }
    let (nth, id) = differences[0];
    let theirs = quamina.ids(events[nth])?.contains(&id);
    notes.push(format!(
        "{name}: {} verdicts differ over {asked} events; of the first {} `Pattern` sides with quamina in {wrong}. \
         The first: quamina says {} to `{}` for `{}`",
        differences.len(),
        differences.len().min(JUDGED),
        if theirs { "yes" } else { "no" },
        one_line(&rules[id as usize]),
        String::from_utf8_lossy(events[nth]),
    ));
    Ok(notes)
}

/// A rule as a note can show it.
pub(crate) fn one_line(rule: &str) -> String {
    rule.split_whitespace().collect::<Vec<_>>().join(" ")
}
