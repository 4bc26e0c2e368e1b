//! The two engines under one face: building, and the ids that an event matches.

use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

use quamina::{MatcherBuildMode, QuaminaBuilder};
use rulebridge::{Pattern, PatternSet, Scratch};

use crate::heap;

/// What it takes to have an engine with the rules.
pub(crate) struct Built {
    /// From texts to patterns; quamina does this and the next in one.
    pub(crate) parsing: Duration,
    pub(crate) building: Duration,
    /// Bytes on the heap, with everything dropped that matching does not need.
    pub(crate) heap: usize,
}

pub(crate) struct Ours {
    pub(crate) set: PatternSet<u32>,
    pub(crate) built: Built,
}

impl Ours {
    pub(crate) fn build(rules: &[String]) -> Result<Self, String> {
        let (built, heap) = heap::taken(|| {
            let start = Instant::now();
            let patterns: Vec<Pattern> = rules
                .iter()
                .map(|rule| rule.parse().map_err(|error| format!("{error:#}")))
                .collect::<Result<_, String>>()?;
            let parsing = start.elapsed();
            let start = Instant::now();
            let mut builder = PatternSet::builder();
            for (id, pattern) in (0..).zip(&patterns) {
                builder.insert(id, pattern);
            }
            let set = builder.build().map_err(|error| error.to_string())?;
            Ok::<_, String>((set, parsing, start.elapsed()))
        });
        let (set, parsing, building) = built?;
        Ok(Self { set, built: Built { parsing, building, heap } })
    }

    /// How long it takes until a new version with one more rule is there: the median of a few.
    pub(crate) fn publishing(&self) -> Duration {
        let pattern: Pattern = r#"{"source":["com.example"],"detail":{"status":["NEW"]}}"#.parse().expect("a pattern");
        let publish = || {
            let start = Instant::now();
            let mut builder = self.set.edit();
            builder.insert(u32::MAX, &pattern);
            let set = builder.build().expect("one more rule");
            let elapsed = start.elapsed();
            assert_eq!(set.len(), self.set.len() + 1);
            elapsed
        };
        let mut times: Vec<Duration> = (0..7).map(|_| publish()).collect();
        times.sort_unstable();
        times[times.len() / 2]
    }

    /// The ids that an event matches, in order; both modes have to agree.
    pub(crate) fn ids(&self, event: &[u8], scratch: &mut Scratch) -> Result<Vec<u32>, String> {
        let text = |error: rulebridge::Error| format!("{error:#}");
        let checked: Vec<u32> = self.set.matches(event, scratch).map_err(text)?.copied().collect();
        let trusted: Vec<u32> = self.set.matches_trusted(event, scratch).map_err(text)?.copied().collect();
        if checked == trusted { Ok(checked) } else { Err(format!("checked {checked:?}, trusted {trusted:?}")) }
    }
}

/// Why quamina has no figure.
#[derive(Clone, Copy)]
pub(crate) enum PeerError {
    Panics,
    Refuses,
    Skipped(&'static str),
}

impl PeerError {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Panics => "panics",
            Self::Refuses => "refuses rules",
            Self::Skipped(reason) => reason,
        }
    }
}

/// How large an automaton quamina may build for a field: enough that it refuses no rule for its size.
const BUDGET: usize = 1 << 30;

pub(crate) struct Quamina {
    engine: quamina::Quamina<u32>,
    pub(crate) built: Built,
    /// The rules that it does not take, in order, and why.
    pub(crate) refused: Vec<(usize, String)>,
}

impl Quamina {
    /// In the mode it has by itself, and in the one in which automata are made deterministic ahead.
    pub(crate) fn both(rules: &[String], event: &[u8]) -> Result<[Self; 2], PeerError> {
        let comfort = Self::build(rules, MatcherBuildMode::BuiltForComfort, event)?;
        Ok([comfort, Self::build(rules, MatcherBuildMode::BuiltForSpeed, event)?])
    }

    /// Builds, and matches one event: quamina finishes its automata with the first.
    fn build(rules: &[String], mode: MatcherBuildMode, event: &[u8]) -> Result<Self, PeerError> {
        let build = || {
            let builder = QuaminaBuilder::<u32>::new().with_arena_byte_budget(BUDGET);
            let mut engine = builder.build().expect("no conflicting options");
            engine.set_matcher_build_mode(mode);
            let mut refused = Vec::new();
            let start = Instant::now();
            for (nth, (id, rule)) in (0..).zip(rules).enumerate() {
                if let Err(error) = engine.add_pattern(id, rule) {
                    refused.push((nth, error.to_string()));
                }
            }
            let _ = engine.matches_for_event(event);
            (engine, refused, start.elapsed())
        };
        let ((engine, refused, building), heap) = catch(|| heap::taken(build))?;
        Ok(Self { engine, built: Built { parsing: Duration::ZERO, building, heap }, refused })
    }

    pub(crate) fn matches(&self, event: &[u8]) -> Vec<u32> {
        self.engine.matches_for_event(event).unwrap_or_default()
    }

    pub(crate) fn ids(&self, event: &[u8]) -> Result<Vec<u32>, PeerError> {
        let mut ids = catch(|| self.matches(event))?;
        ids.sort_unstable();
        Ok(ids)
    }
}

/// Runs what may panic, without the message.
fn catch<T>(run: impl FnOnce() -> T) -> Result<T, PeerError> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    panic::set_hook(hook);
    result.map_err(|_| PeerError::Panics)
}
