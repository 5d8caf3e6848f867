//! Overwriting what must not stay in memory, at the speed of plain stores.

use zeroize::optimization_barrier;

/// Overwrites a value and keeps the compiler from leaving that out.
///
/// `Zeroize` does the same with one volatile store for each element; for the scratch of a search that takes longer than
/// a MAC.
#[inline(always)]
pub(crate) fn wipe<T>(value: &mut T, zero: T) {
    *value = zero;
    optimization_barrier(value);
}
