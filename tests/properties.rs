//! What must hold for every pattern and event: both engines agree with the oracle, canonical text reads back to an equal
//! pattern that means the same, and nothing panics.

mod generate;
mod oracle;

use generate::Pair;
use generate::mutate::{PIECES, mutated};
use oracle::Verdict;
use proptest::prelude::*;
use rulebridge::{ErrorKind, Pattern, PatternOptions};

/// Options under which a canonical text may be longer than what it was made from.
fn any_length() -> PatternOptions {
    PatternOptions::new().max_length(usize::MAX)
}

fn check(pair: &Pair) -> Result<(), TestCaseError> {
    let Pair { pattern: text, event } = pair;
    let pattern = match text.parse::<Pattern>() {
        Ok(pattern) => pattern,
        Err(error) => {
            prop_assert!(!oracle::pattern_is_valid(text), "only the oracle accepts it: {error:#}");
            return Ok(());
        }
    };
    let expected = oracle::verdict(text, event.as_bytes());
    prop_assert_ne!(expected, Verdict::BadPattern);
    prop_assert_eq!(verdict(pattern.matches(event.as_bytes())), expected);

    if let Ok(value) = serde_json::from_str::<serde_json::Value>(event) {
        let kept = value.to_string();
        prop_assert_eq!(verdict(pattern.matches_value(&value)), oracle::verdict(text, kept.as_bytes()), "{}", kept);
    }

    let canonical = pattern.to_string();
    let again = Pattern::parse_with(&canonical, &any_length());
    prop_assert_eq!(again.as_ref(), Ok(&pattern), "{}", canonical);
    if canonical.len() <= 4_096 {
        prop_assert_eq!(oracle::verdict(&canonical, event.as_bytes()), expected, "{}", canonical);
    }
    Ok(())
}

fn verdict(answer: Result<bool, rulebridge::Error>) -> Verdict {
    match answer {
        Ok(true) => Verdict::Match,
        Ok(false) => Verdict::Miss,
        Err(_) => Verdict::BadEvent,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn engines_agree_with_the_oracle(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&generate::pair(&bytes))?;
    }

    #[test]
    fn one_alternative_per_field_agrees_too(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        check(&generate::plain_pair(&bytes))?;
    }

    #[test]
    fn broken_patterns_and_events_are_refused_alike(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
        drop in 0_usize..4,
        piece in prop::sample::select(PIECES),
        in_event in any::<bool>(),
    ) {
        let mut pair = generate::pair(&bytes);
        let target = if in_event { &mut pair.event } else { &mut pair.pattern };
        *target = mutated(target, at.index(target.chars().count() + 1), drop, piece);
        check(&pair)?;
    }

    #[test]
    fn no_text_panics(text in ".{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Err(error) = text.parse::<Pattern>() {
            let _ = format!("{error} {error:#} {error:?} {:?}", error.aws_message());
            prop_assert!(text.get(error.span().range()).is_some());
        }
        let pattern: Pattern = r#"{"a":[{"exists":true}]}"#.parse().unwrap();
        if let Err(error) = pattern.matches(&bytes) {
            let _ = format!("{error} {error:#}");
            prop_assert!(bytes.get(error.span().range()).is_some());
        }
    }
}

/// The generator is worth its name: pairs of every kind are frequent.
#[test]
fn about_half_of_the_pairs_match() {
    let mut state = 7_u64;
    let mut count = [0; 4];
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..300)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 56) as u8
            })
            .collect();
        let pair = generate::pair(&bytes);
        let kind = match pair.pattern.parse::<Pattern>().map(|pattern| pattern.matches(pair.event.as_bytes())) {
            Err(_) => 0,
            Ok(Err(error)) => {
                assert_eq!(error.kind(), ErrorKind::EventTooComplex);
                1
            }
            Ok(Ok(false)) => 2,
            Ok(Ok(true)) => 3,
        };
        count[kind] += 1;
    }
    let [refused, too_complex, misses, matches] = count;
    assert!(refused < 600 && too_complex == 0 && misses > 300 && matches > 300, "{count:?}");
}
