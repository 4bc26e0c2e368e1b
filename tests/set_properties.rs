//! What must hold for every set of patterns and every event: a set answers what its patterns answer one by one, however it is
//! asked, in whichever order they went in, and whatever the scratch was used for before.

#[path = "support/agreement.rs"]
mod agreement;
mod generate;
mod oracle;

use agreement::{check_or_explain, compare, entries, ids, one_by_one, set_of};
use generate::mutate::{PIECES, mutated};
use generate::pools::{NEIGHBOURS, PLAIN, Pools, Random};
use generate::sets::{Crowd, crowd};
use oracle::Verdict;
use proptest::prelude::*;
use rulebridge::{ErrorKind, PatternSet, Scratch};
use serde_json::{Value, json};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 1_000, ..ProptestConfig::default() }
}

/// A set of the patterns of a crowd is asked about each of the events.
fn check_crowd(crowd: &Crowd, scratch: &mut Scratch) -> Result<(), TestCaseError> {
    let entries = entries(&crowd.patterns);
    let set = set_of(&entries);
    for event in &crowd.events {
        check_or_explain(&set, &entries, event.as_bytes(), scratch).map_err(TestCaseError::fail)?;
    }
    Ok(())
}

fn any_bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..most)
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn a_few_patterns(bytes in any_bytes(600)) {
        check_crowd(&crowd(&bytes, &PLAIN, 3, 4), &mut Scratch::new())?;
    }

    #[test]
    fn many_patterns(bytes in any_bytes(9_000), patterns in 4_usize..40) {
        check_crowd(&crowd(&bytes, &PLAIN, patterns, 4), &mut Scratch::new())?;
    }

    #[test]
    fn keys_and_strings_that_differ_in_little(bytes in any_bytes(6_000), patterns in 1_usize..30) {
        check_crowd(&crowd(&bytes, &NEIGHBOURS, patterns, 4), &mut Scratch::new())?;
    }

    #[test]
    fn the_oracle_agrees(bytes in any_bytes(1_500), patterns in 1_usize..12) {
        let crowd = crowd(&bytes, &PLAIN, patterns, 3);
        let entries = entries(&crowd.patterns);
        let set = set_of(&entries);
        let mut scratch = Scratch::new();
        for event in &crowd.events {
            let verdicts = crowd.patterns.iter().map(|pattern| oracle::verdict(pattern, event.as_bytes()));
            let wanted: Vec<usize> =
                verdicts.enumerate().filter(|(_, verdict)| *verdict == Verdict::Match).map(|(id, _)| id).collect();
            match ids(&set, set.matches(event.as_bytes(), &mut scratch)) {
                Err(error) if error.kind() == ErrorKind::EventTooComplex => {
                    prop_assert!(!oracle::may_be_trusted(event.as_bytes()), "{}", event);
                }
                found => prop_assert_eq!(found, Ok(wanted), "{} {:?}", event, crowd.patterns),
            }
        }
    }

    #[test]
    fn broken_events_are_refused_alike(
        bytes in any_bytes(600),
        at in any::<prop::sample::Index>(),
        drop in 0_usize..4,
        piece in prop::sample::select(PIECES),
    ) {
        let mut crowd = crowd(&bytes, &PLAIN, 4, 2);
        for event in &mut crowd.events {
            *event = mutated(event, at.index(event.chars().count() + 1), drop, piece);
        }
        check_crowd(&crowd, &mut Scratch::new())?;
    }

    #[test]
    fn any_order_gives_the_same_in_that_order(bytes in any_bytes(2_000), seed: u64, times in 1_usize..3) {
        let crowd = crowd(&bytes, &PLAIN, 20, 3);
        let mut random = Random(seed);
        let mut shuffled: Vec<_> = (0..times).flat_map(|_| entries(&crowd.patterns)).collect();
        for i in 1..shuffled.len() {
            shuffled.swap(i, random.below(i + 1));
        }
        // Ids need not be different, and say nothing about the order.
        for entry in &mut shuffled {
            entry.0 %= 7;
        }
        let set = set_of(&shuffled);
        for event in &crowd.events {
            check_or_explain(&set, &shuffled, event.as_bytes(), &mut Scratch::new()).map_err(TestCaseError::fail)?;
        }
    }

    #[test]
    fn one_scratch_serves_any_set(bytes in any_bytes(1_500), other in any_bytes(1_500), broken in any_bytes(40), reads in 0_usize..3) {
        let crowds = [crowd(&bytes, &PLAIN, 30, 3), crowd(&other, &NEIGHBOURS, 1, 3), crowd(&other, &PLAIN, 12, 3)];
        let sets: Vec<_> = crowds.iter().map(|crowd| entries(&crowd.patterns)).map(|entries| (set_of(&entries), entries)).collect();
        let empty = PatternSet::<usize>::builder().build().unwrap();
        let mut scratch = Scratch::new();
        for round in 0..3 {
            for (crowd, (set, entries)) in crowds.iter().zip(&sets) {
                let event = crowd.events[round].as_bytes();
                check_or_explain(set, entries, event, &mut scratch).map_err(TestCaseError::fail)?;
                // What is left of an answer, and what an error leaves behind, disturb nothing.
                if let Ok(matches) = set.matches(event, &mut scratch) {
                    matches.take(reads).for_each(drop);
                }
                let _ = set.matches(&broken, &mut scratch).map(drop);
                let _ = set.matches_trusted(&broken, &mut scratch).map(drop);
                let _ = set.matches(&event[..event.len() / 2], &mut scratch).map(drop);
                let _ = set.matches_trusted(&event[..event.len() / 2], &mut scratch).map(drop);
                let _ = set.matches_value(&json!([]), &mut scratch).map(drop);
                check_or_explain(&empty, &[], event, &mut scratch).map_err(TestCaseError::fail)?;
            }
        }
        let mut cloned = scratch.clone();
        let (set, entries) = &sets[0];
        check_or_explain(set, entries, crowds[0].events[0].as_bytes(), &mut cloned).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn a_batch_is_its_events_one_by_one(bytes in any_bytes(2_000), broken in any_bytes(20), at in 0_usize..9) {
        let crowd = crowd(&bytes, &PLAIN, 12, 8);
        let entries = entries(&crowd.patterns);
        let set = set_of(&entries);
        let mut events: Vec<&[u8]> = crowd.events.iter().map(String::as_bytes).collect();
        events.insert(at, &broken);
        let mut scratch = Scratch::new();
        let (mut checked, mut trusted) = (Vec::new(), Vec::new());
        set.matches_batch(events.iter().copied(), &mut scratch, |event, answer| checked.push((event, ids(&set, answer))));
        set.matches_batch_trusted(events.iter().copied(), &mut scratch, |event, answer| trusted.push((event, ids(&set, answer))));
        for found in [&checked, &trusted] {
            prop_assert!(found.iter().map(|(event, _)| *event).eq(events.iter().copied()));
        }
        for ((event, checked), (_, trusted)) in checked.iter().zip(&trusted) {
            let wanted = one_by_one(&entries, |pattern| pattern.matches(event));
            let vouched = oracle::may_be_trusted(event);
            compare("checked", checked, &wanted, vouched).map_err(TestCaseError::fail)?;
            if vouched {
                compare("trusted", trusted, &wanted, vouched).map_err(TestCaseError::fail)?;
            }
        }
    }

    #[test]
    fn a_value_that_is_no_object_is_refused(bytes in any_bytes(600), value in prop::sample::select(&["null", "1", "\"a\"", "[]", "[{}]", "true"][..])) {
        let entries = entries(&crowd(&bytes, &PLAIN, 4, 1).patterns);
        let set = set_of(&entries);
        let value: Value = serde_json::from_str(value).unwrap();
        let found = ids(&set, set.matches_value(&value, &mut Scratch::new()));
        prop_assert!(found.is_err());
        prop_assert_eq!(found, one_by_one(&entries, |pattern| pattern.matches_value(&value)));
    }
}

proptest! {
    // What fails is made small by `check_or_explain`, faster than by making the set again and again.
    #![proptest_config(ProptestConfig { max_shrink_iters: 4, ..config(8) })]

    #[test]
    fn hundreds_of_patterns(seed: u64, patterns in 500_usize..2_000) {
        let pools = Pools::crowded(seed);
        let bytes = Random(seed).bytes(300 * patterns);
        let mut scratch = Scratch::new();
        check_crowd(&crowd(&bytes, &pools, patterns, 60), &mut scratch)?;
        // A scratch that was made large by a large set serves a small one, and the large one again.
        check_crowd(&crowd(&bytes, &pools, 2, 10), &mut scratch)?;
        check_crowd(&crowd(&bytes, &pools, patterns, 5), &mut scratch)?;
    }
}

/// The generator is worth its name: patterns match some events and not others, and events can be vouched for.
#[test]
fn crowds_match_here_and_there() {
    let (mut matches, mut misses, mut vouched, mut events) = (0, 0, 0, 0);
    for seed in 0..100 {
        let crowded = Pools::crowded(seed);
        let pools = [&*PLAIN, &*NEIGHBOURS, &crowded][seed as usize % 3];
        let crowd = crowd(&Random(seed).bytes(6_000), pools, 20, 4);
        let entries = entries(&crowd.patterns);
        assert!(crowd.patterns.len() >= 10 && entries.len() >= 5, "{seed} {} {}", entries.len(), crowd.patterns.len());
        for event in &crowd.events {
            let found = one_by_one(&entries, |pattern| pattern.matches(event.as_bytes())).unwrap().len();
            matches += found;
            misses += entries.len() - found;
            vouched += usize::from(oracle::may_be_trusted(event.as_bytes()));
            events += 1;
        }
    }
    assert!(matches * 15 > misses, "{matches} of {} match", matches + misses);
    assert!((events / 3..events * 9 / 10).contains(&vouched), "{vouched} of {events} are vouched for");
}
