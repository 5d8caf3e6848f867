//! The two secrets of a YubiKey.

use crate::{error::ConfigError, secret::decode_hex};
use core::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Declares a secret of a fixed number of bytes that is wiped on drop and never shown.
macro_rules! secret_bytes {
    ($(#[$doc:meta])* $name:ident[$length:literal]) => {
        $(#[$doc])*
        pub struct $name([u8; $length]);

        impl $name {
            /// From the bytes themselves.
            #[must_use]
            pub const fn new(bytes: &[u8; $length]) -> Self {
                Self(*bytes)
            }

            /// From hexadecimal text of either case, decoded in constant time.
            ///
            /// # Errors
            /// [`ConfigError::NotHex`], or [`ConfigError::KeyLength`] where it has another number of bytes.
            pub fn from_hex(text: &[u8]) -> Result<Self, ConfigError> {
                let mut key = Self([0; $length]);
                if text.len() != 2 * $length {
                    return Err(ConfigError::KeyLength { expected: $length });
                }
                decode_hex(text, &mut key.0)?;
                Ok(key)
            }

            pub(super) const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }

        impl ZeroizeOnDrop for $name {}

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

secret_bytes! {
    /// The AES-128 key of a YubiKey.
    AesKey[16]
}

secret_bytes! {
    /// The private id of a YubiKey, the six secret bytes inside every block.
    ///
    /// It is mandatory, and never learnt from the first OTP: whoever sends the first OTP would choose it.
    PrivateId[6]
}

#[cfg(test)]
mod tests {
    use super::*;
    use aes::Aes128Dec;

    /// Compiles only while every holder of the key wipes itself, the cipher by its `zeroize` feature.
    #[test]
    fn holders_of_keys_wipe_themselves() {
        const fn wipes<T: ZeroizeOnDrop>() {}
        wipes::<AesKey>();
        wipes::<PrivateId>();
        wipes::<Aes128Dec>();
    }
}
