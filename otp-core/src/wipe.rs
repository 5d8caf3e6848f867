//! Overwriting what must not stay in memory, at the speed of plain stores.

use zeroize::{optimization_barrier, zeroize_stack};

/// Runs what handles a secret, then writes zeros over the stack it used.
///
/// A moved value leaves its old copy where it was, and the compiler what it spilled; no destructor reaches either.
/// Whoever sets tokens up in a long-lived process does it in here and keeps them on the heap:
///
/// ```
/// use otp_core::{Algorithm, Digits, Hotp, Secret, hotp, traceless};
///
/// let token = traceless(|| {
///     let secret = Secret::new(b"12345678901234567890")?;
///     let token = Hotp::new(&secret, Algorithm::Sha1, Digits::Six, hotp::Policy::default())?;
///     Ok::<_, otp_core::ConfigError>(Box::new(token))
/// })?;
/// # Ok::<(), otp_core::ConfigError>(())
/// ```
///
/// It reaches 24 KiB down, more than anything in this crate uses but a [`lookup`](crate::lookup), which wipes for
/// itself.
pub fn traceless<T>(body: impl FnOnce() -> T) -> T {
    traceless_within::<{ 24 << 10 }, T>(body)
}

/// As [`traceless`], for work that is known to use no more stack than so many bytes: the zeros take their time.
pub fn traceless_within<const BYTES: usize, T>(body: impl FnOnce() -> T) -> T {
    /// A frame of its own below this one, so that the zeros lie over it.
    #[inline(never)]
    fn below<T>(body: impl FnOnce() -> T) -> T {
        body()
    }
    let result = below(body);
    zeroize_stack::<BYTES>();
    result
}

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
