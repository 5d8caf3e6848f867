//! Logins and resyncs with HOTP and TOTP, as searches: what a validator adds is public.

use crate::{Timed, run, time};
use dudect_bencher::{BenchRng, CtRunner, rand::RngExt};
use otp_benches::{codes, key, parse};
use otp_core::{
    Algorithm, Code, Digits,
    mac::Mac,
    window::{Fit, Pick, Window},
};

/// What is secret. A match that does not count is one where no counter is left: it is found as any other, but the
/// verdict is that of none.
pub(crate) const SECRET: &[Timed] = &[
    ("hotp: match that does not count, first or last", |runner, rng| HOTP.masked_places(runner, rng)),
    ("hotp: match that does not count or none", |runner, rng| HOTP.masked(runner, rng)),
    ("hotp: fixed or random key", |runner, rng| HOTP.keys(runner, rng)),
    ("totp: match that does not count, first or last", |runner, rng| TOTP.masked_places(runner, rng)),
    ("totp: match that does not count or none", |runner, rng| TOTP.masked(runner, rng)),
    ("totp: fixed or random key", |runner, rng| TOTP.keys(runner, rng)),
    ("resync: match that does not count, first or last", |runner, rng| RESYNC.masked_places(runner, rng)),
    ("resync: match that does not count or none", |runner, rng| RESYNC.masked(runner, rng)),
    ("resync: first code fits or none", |runner, rng| RESYNC.half(runner, rng)),
    ("resync: fixed or random key", |runner, rng| RESYNC.keys(runner, rng)),
];

/// What the verdict says.
pub(crate) const PUBLIC: &[Timed] = &[
    ("hotp: match at place 0 or 10", |runner, rng| {
        HOTP.runs(runner, rng, u64::MAX, [HOTP.codes(FIRST), HOTP.codes(FIRST + 10)]);
    }),
    ("hotp: match or none", |runner, rng| {
        HOTP.runs(runner, rng, u64::MAX, [HOTP.codes(FIRST + 5), HOTP.codes(ELSEWHERE)]);
    }),
];

/// A search for a run of `K` codes of six digits.
struct Search<const K: usize> {
    algorithm: Algorithm,
    alignments: u32,
    pick: Pick,
}

const HOTP: Search<1> = Search { algorithm: Algorithm::Sha1, alignments: 11, pick: Pick::Lowest };
const TOTP: Search<1> = Search { algorithm: Algorithm::Sha256, alignments: 3, pick: Pick::Highest };
const RESYNC: Search<2> = Search { algorithm: Algorithm::Sha1, alignments: 31, pick: Pick::Only };

impl<const K: usize> Search<K> {
    /// Runs that fit at a place each, where no counter is left.
    fn masked_places(&self, runner: &mut CtRunner, rng: &mut BenchRng) {
        let last = FIRST + u64::from(self.alignments) - 1;
        self.runs(runner, rng, FIRST - 1, [self.codes(FIRST), self.codes(last)]);
    }

    /// A run that fits where no counter is left, and one that fits nowhere.
    fn masked(&self, runner: &mut CtRunner, rng: &mut BenchRng) {
        self.runs(runner, rng, FIRST - 1, [self.codes(FIRST + 1), self.codes(ELSEWHERE)]);
    }

    /// A run whose first code fits and whose last does not, and one that does not fit at all: a guesser who could tell
    /// them apart would find the codes one by one.
    fn half(&self, runner: &mut CtRunner, rng: &mut BenchRng) {
        let (mut half, none) = (self.codes(FIRST + 15), self.codes(ELSEWHERE));
        half[K - 1] = none[K - 1];
        self.runs(runner, rng, u64::MAX, [half, none]);
    }

    fn runs(&self, runner: &mut CtRunner, rng: &mut BenchRng, last: u64, runs: [[Code; K]; 2]) {
        let mac = Mac::on(run().backend, self.algorithm, key(self.algorithm));
        time(runner, rng, |_| runs, |codes| self.search(&mac, last, codes));
    }

    /// Keys that are hashed in and searched with, for codes that fit neither.
    fn keys(&self, runner: &mut CtRunner, rng: &mut BenchRng) {
        let codes = self.codes(ELSEWHERE);
        let keys = |rng: &mut BenchRng| [[0x5a; 20], rng.random()];
        time(runner, rng, keys, |key| {
            self.search(&Mac::on(run().backend, self.algorithm, key), u64::MAX, &codes)
        });
    }

    fn search(&self, mac: &Mac, last: u64, codes: &[Code; K]) -> Fit {
        let first = i128::from(FIRST);
        let window = Window { first, alignments: self.alignments, unspent: first, last };
        window.search(mac, Digits::Six, codes, self.pick)
    }

    /// The run that begins at a counter or step.
    fn codes(&self, first: u64) -> [Code; K] {
        let run = codes(self.algorithm, key(self.algorithm), first, 3);
        std::array::from_fn(|place| parse(run[place]))
    }
}

const FIRST: u64 = 50_000_000;

/// A counter whose codes are in no window.
const ELSEWHERE: u64 = 90_000_000;
