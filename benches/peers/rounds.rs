//! The race: all contenders of a row take turns, so that a slow second of the machine meets all of them.

use crate::{clock, peer::Run, stats::Spread};
use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// How long a race is.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    /// What each contender gets of each round, or one call if that takes longer.
    pub(crate) slice: Duration,
}

/// Who takes part.
pub(crate) struct Contender {
    pub(crate) name: String,
    /// How many candidates a call compares.
    pub(crate) units: u64,
    pub(crate) run: Run,
}

/// What came out for one contender.
pub(crate) struct Times {
    pub(crate) name: String,
    pub(crate) units: u64,
    /// Nanoseconds for one call, round by round.
    rounds: Vec<f64>,
}

/// What came out for a row.
pub(crate) struct Race {
    /// In the order in which they were given.
    pub(crate) times: Vec<Times>,
    /// Nanoseconds for a cycle of the core.
    pub(crate) cycle: Times,
}

impl Contender {
    pub(crate) fn new(name: impl Into<String>, units: u64, run: Run) -> Self {
        Self { name: name.into(), units, run }
    }
}

impl Plan {
    pub(crate) fn race(self, mut contenders: Vec<Contender>) -> Race {
        contenders.push(Contender::new("clock", clock::ADDS, clock::chain()));
        let calls: Vec<u32> = contenders.iter_mut().map(|contender| self.calls(&mut contender.run)).collect();
        let mut rounds = vec![Vec::with_capacity(self.rounds); contenders.len()];
        for round in 0..self.rounds {
            for turn in 0..contenders.len() {
                // Each round begins with another, so that nobody always follows the same neighbour's heat.
                let at = (round + turn) % contenders.len();
                let elapsed = time(&mut contenders[at].run, calls[at]);
                rounds[at].push(elapsed.as_secs_f64() * 1e9 / f64::from(calls[at]));
            }
        }
        let mut times: Vec<Times> = contenders
            .into_iter()
            .zip(rounds)
            .map(|(Contender { name, units, .. }, rounds)| Times { name, units, rounds })
            .collect();
        let cycle = times.pop().expect("the clock was pushed");
        Race { times, cycle }
    }

    /// How many calls fill a slice.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number of calls")]
    fn calls(self, run: &mut Run) -> u32 {
        let mut calls = 1;
        loop {
            let elapsed = time(run, calls);
            if elapsed * 4 >= self.slice {
                let share = self.slice.as_secs_f64() / elapsed.as_secs_f64();
                return (f64::from(calls) * share).round().max(1.0) as u32;
            }
            calls *= 2;
        }
    }
}

impl Times {
    /// Nanoseconds for a call.
    pub(crate) fn call(&self) -> Spread {
        Spread::of(self.rounds.iter().copied())
    }

    /// Nanoseconds for a candidate.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    pub(crate) fn unit(&self) -> Spread {
        Spread::of(self.rounds.iter().map(|ns| ns / self.units as f64))
    }

    /// How many times as long as another one a call takes: the quotient of each round, since both had the same weather.
    pub(crate) fn over(&self, other: &Self) -> Spread {
        Spread::of(self.rounds.iter().zip(&other.rounds).map(|(mine, theirs)| mine / theirs))
    }

    /// The same for one candidate.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    pub(crate) fn unit_over(&self, other: &Self) -> Spread {
        let units = other.units as f64 / self.units as f64;
        Spread::of(self.rounds.iter().zip(&other.rounds).map(|(mine, theirs)| mine / theirs * units))
    }
}

fn time(run: &mut Run, calls: u32) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(run());
    }
    start.elapsed()
}
