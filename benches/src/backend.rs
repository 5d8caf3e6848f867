//! Which compiled form of the MAC is measured.

use core::fmt;
use otp_core::{Algorithm, mac::Mac};

/// A way to compute MACs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backend(());

impl Backend {
    /// All that this machine has, slowest first.
    pub fn available() -> impl Iterator<Item = Self> {
        [Self(())].into_iter()
    }

    /// The one that is used unless another is forced.
    #[must_use]
    pub fn best() -> Self {
        Self(())
    }

    /// A MAC that is computed so.
    #[must_use]
    pub fn mac(self, algorithm: Algorithm, key: &[u8]) -> Mac {
        Mac::new(algorithm, key)
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("rustcrypto")
    }
}
