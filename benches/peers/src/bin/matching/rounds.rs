//! Times everybody over the same window of events, in turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rulebridge::Scratch;
use serde::de::IgnoredAny;

use crate::engines::{Ours, Quamina};

/// How much is measured.
pub(crate) struct Plan {
    /// Distinct events in order.
    pub(crate) stream: usize,
    /// The few that are repeated.
    pub(crate) hot: usize,
    rounds: usize,
    /// The least and the most that one contender runs in a round. The slow ones do not reach the end of the stream.
    shortest: Duration,
    longest: Duration,
    /// How long answers are compared.
    pub(crate) verification: Duration,
}

impl Plan {
    pub(crate) const FULL: Self = Self {
        stream: 50_000,
        hot: 500,
        rounds: 11,
        shortest: Duration::from_millis(20),
        longest: Duration::from_millis(500),
        verification: Duration::from_secs(5),
    };
    pub(crate) const QUICK: Self = Self {
        stream: 5_000,
        hot: 500,
        rounds: 3,
        shortest: Duration::from_millis(5),
        longest: Duration::from_millis(200),
        verification: Duration::from_secs(1),
    };
}

/// Nanoseconds per event in each round.
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) fn median(&self) -> f64 {
        let mut times = self.0.clone();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }

    /// How many times as long as another: the median over the rounds, since both ran in each of them.
    pub(crate) fn over(&self, other: &Self) -> f64 {
        Self(self.0.iter().zip(&other.0).map(|(this, other)| this / other).collect()).median()
    }
}

pub(crate) struct Measured {
    pub(crate) trusted: Times,
    pub(crate) batch_trusted: Times,
    pub(crate) checked: Times,
    pub(crate) batch_checked: Times,
    /// serde_json passing over the event, which checks the grammar and nothing else.
    pub(crate) ignored: Times,
    /// In both of its modes.
    pub(crate) quamina: Option<[Times; 2]>,
    pub(crate) matches_per_event: f64,
}

/// How many matches there were, and the sum of their ids: to find the ids is part of the work.
#[derive(Default, Clone, Copy, PartialEq, Debug)]
struct Found {
    matches: u64,
    ids: u64,
}

impl Found {
    fn add<'a>(&mut self, ids: impl IntoIterator<Item = &'a u32>) {
        for &id in ids {
            self.matches += 1;
            self.ids += u64::from(id);
        }
    }
}

type Pass<'a> = Box<dyn FnMut(&[&[u8]]) -> Found + 'a>;

struct Contender<'a> {
    pass: Pass<'a>,
    /// How many events of the window a pass takes, what it finds, and how often a round repeats it.
    events: usize,
    found: Found,
    repeats: u32,
    times: Times,
}

impl<'a> Contender<'a> {
    /// Warms up, and finds out how much fits into a round.
    fn new(mut pass: Pass<'a>, window: &[&[u8]], plan: &Plan) -> Self {
        let (mut events, mut found) = (0, Found::default());
        let start = Instant::now();
        for some in window.chunks(16) {
            let Found { matches, ids } = pass(some);
            found.matches += matches;
            found.ids += ids;
            events += some.len();
            if start.elapsed() > plan.longest {
                break;
            }
        }
        let repeats = plan.shortest.as_secs_f64() / start.elapsed().as_secs_f64();
        Self { pass, events, found, repeats: repeats.ceil() as u32, times: Times(Vec::new()) }
    }

    fn round(&mut self, window: &[&[u8]]) {
        let window = &window[..self.events];
        let start = Instant::now();
        for _ in 0..self.repeats {
            black_box((self.pass)(black_box(window)));
        }
        let nanoseconds = start.elapsed().as_secs_f64() * 1e9;
        self.times.0.push(nanoseconds / f64::from(self.repeats) / self.events as f64);
    }
}

pub(crate) fn measure(
    ours: &Ours,
    quamina: Option<&[Quamina; 2]>,
    window: &[&[u8]],
    plan: &Plan,
) -> Result<Measured, String> {
    let passes = [trusted(ours), batch_trusted(ours), checked(ours), batch_checked(ours), ignored()];
    let mut contenders = passes.map(|pass| Contender::new(pass, window, plan));
    let mut peers = quamina.map(|both| both.each_ref().map(|quamina| Contender::new(peer(quamina), window, plan)));
    let first = &contenders[0];
    let matches_per_event = first.found.matches as f64 / first.events as f64;
    if let Some(other) = contenders[..4].iter().find(|other| other.events == first.events && other.found != first.found)
    {
        return Err(format!("trusted finds {:?}, batch or checked {:?}", first.found, other.found));
    }
    let mut all: Vec<&mut Contender<'_>> = contenders.iter_mut().chain(peers.iter_mut().flatten()).collect();
    for round in 0..plan.rounds {
        // Nobody always runs behind the same one.
        for nth in 0..all.len() {
            let turn = (round + nth) % all.len();
            all[turn].round(window);
        }
    }
    let [trusted, batch_trusted, checked, batch_checked, ignored] = contenders.map(|contender| contender.times);
    let quamina = peers.map(|both| both.map(|contender| contender.times));
    Ok(Measured { trusted, batch_trusted, checked, batch_checked, ignored, quamina, matches_per_event })
}

fn trusted(ours: &Ours) -> Pass<'_> {
    let mut scratch = Scratch::new();
    Box::new(move |events| {
        let mut found = Found::default();
        for event in events {
            found.add(ours.set.matches_trusted(event, &mut scratch).expect("an event"));
        }
        found
    })
}

fn checked(ours: &Ours) -> Pass<'_> {
    let mut scratch = Scratch::new();
    Box::new(move |events| {
        let mut found = Found::default();
        for event in events {
            found.add(ours.set.matches(event, &mut scratch).expect("an event"));
        }
        found
    })
}

fn batch_trusted(ours: &Ours) -> Pass<'_> {
    let mut scratch = Scratch::new();
    Box::new(move |events| {
        let mut found = Found::default();
        ours.set.matches_batch_trusted(events.iter().copied(), &mut scratch, |_, matches| {
            found.add(matches.expect("an event"));
        });
        found
    })
}

fn batch_checked(ours: &Ours) -> Pass<'_> {
    let mut scratch = Scratch::new();
    Box::new(move |events| {
        let mut found = Found::default();
        ours.set.matches_batch(events.iter().copied(), &mut scratch, |_, matches| {
            found.add(matches.expect("an event"));
        });
        found
    })
}

fn ignored<'a>() -> Pass<'a> {
    Box::new(|events| {
        for event in events {
            black_box(serde_json::from_slice::<IgnoredAny>(event)).expect("an event");
        }
        Found::default()
    })
}

fn peer(quamina: &Quamina) -> Pass<'_> {
    Box::new(|events| {
        let mut found = Found::default();
        for event in events {
            found.add(&quamina.matches(event));
        }
        found
    })
}
