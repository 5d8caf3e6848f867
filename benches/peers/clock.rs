//! How fast the core runs, where no counter of cycles can be read.

use crate::peer::Run;
use std::hint::black_box;

/// How many additions one call makes, each dependent on the one before: as many cycles.
pub(crate) const ADDS: u64 = 8000;

/// Fibonacci's numbers: a chain that no compiler folds.
pub(crate) fn chain() -> Run {
    Box::new(|| {
        let (mut a, mut b) = black_box((1_u64, 1_u64));
        for _ in 0..ADDS / 8 {
            for _ in 0..4 {
                a = a.wrapping_add(b);
                b = b.wrapping_add(a);
            }
        }
        black_box(a ^ b) == 0
    })
}
