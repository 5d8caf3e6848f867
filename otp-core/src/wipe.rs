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

#[cfg(test)]
mod tests {
    use super::wipe;

    #[test]
    fn what_is_wiped_is_overwritten() {
        let mut rows = [[0x5a_u32; 4]; 3];
        wipe(&mut rows, [[0; _]; _]);
        assert_eq!(rows, [[0; 4]; 3]);
    }
}
