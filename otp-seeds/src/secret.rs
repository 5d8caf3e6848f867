//! What must not be shown and must not stay in memory.

use crate::seed::SeedError;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The secret of a token: 1 to 1024 bytes, wiped on drop, compared in constant time, never shown.
///
/// [`otp_core::Secret`] cannot be read back and so could not be written to a file; [`Seed::token`](crate::Seed::token)
/// makes one of these bytes.
#[derive(Clone)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Copies the bytes.
    ///
    /// # Errors
    /// [`SeedError::SecretLength`] for no bytes or more than 1024.
    pub fn new(bytes: &[u8]) -> Result<Self, SeedError> {
        Self::own(Zeroizing::new(bytes.to_vec()))
    }

    /// The bytes. Whoever copies them has to wipe the copy.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Takes bytes that are wiped already when dropped.
    pub(crate) fn own(bytes: Zeroizing<Vec<u8>>) -> Result<Self, SeedError> {
        if bytes.is_empty() || bytes.len() > MOST {
            return Err(SeedError::SecretLength { found: bytes.len() });
        }
        Ok(Self(bytes))
    }
}

/// The greatest number of bytes, that of [`otp_core::Secret`].
pub(crate) const MOST: usize = 1024;

/// The private id of a YubiKey: six secret bytes, wiped on drop, compared in constant time, never shown.
#[derive(Clone)]
pub struct PrivateId([u8; 6]);

impl PrivateId {
    /// From the bytes themselves.
    #[must_use]
    pub const fn new(bytes: &[u8; 6]) -> Self {
        Self(*bytes)
    }

    /// The bytes. Whoever copies them has to wipe the copy.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 6] {
        &self.0
    }
}

impl Drop for PrivateId {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// What secrets have in common: constant-time equality, a silent `Debug`.
macro_rules! silent {
    ($($name:ident),+) => {$(
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.as_slice().ct_eq(other.0.as_slice()).into()
            }
        }

        impl Eq for $name {}

        impl ZeroizeOnDrop for $name {}

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )+};
}

silent!(SecretBytes, PrivateId);

/// A growing text that may hold secrets: what it outgrows is wiped, and so is the rest on drop.
#[derive(Default)]
pub(crate) struct Draft(Zeroizing<Vec<u8>>);

impl Draft {
    pub(crate) fn push(&mut self, text: &str) {
        let needed = self.0.len() + text.len();
        if needed > self.0.capacity() {
            let mut wider = Zeroizing::new(Vec::with_capacity(needed.max(2 * self.0.capacity()).max(FIRST)));
            wider.extend_from_slice(&self.0);
            self.0 = wider;
        }
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn into_bytes(self) -> Zeroizing<Vec<u8>> {
        self.0
    }
}

/// Room for a handful of tokens.
const FIRST: usize = 4096;
