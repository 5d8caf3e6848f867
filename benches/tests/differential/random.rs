//! The same random cases in each run, shared out among the processors.

use std::{env, thread};

/// The number of cases that is asked for: a million, or as many as `DIFFERENTIAL` says.
pub(crate) fn millions() -> u64 {
    let wanted = env::var("DIFFERENTIAL").map_or(1, |text| text.parse().expect("a number of millions"));
    1_000_000 * wanted
}

/// Tries as many cases as wanted on all processors, and gives the number of those tried.
pub(crate) fn in_parallel(cases: u64, one: impl Fn(&mut Random) + Sync) -> u64 {
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let each = cases.div_ceil(threads);
    thread::scope(|scope| {
        let started: Vec<_> = (0..threads)
            .map(|number| {
                let one = &one;
                scope.spawn(move || {
                    let mut random = Random(number);
                    (0..each).for_each(|_| one(&mut random));
                    each
                })
            })
            .collect();
        started.into_iter().map(|thread| thread.join().expect("no difference")).sum()
    })
}

/// `SplitMix64` (Steele, Lea and Flood, 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}
