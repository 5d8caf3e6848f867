//! Structs that C stores as bytes.

/// Ties a C struct of bytes to the type of the core that writes and reads them.
macro_rules! stored {
    ($struct:ident, $core:ty) => {
        impl From<$core> for $struct {
            fn from(value: $core) -> Self {
                Self { bytes: value.to_bytes() }
            }
        }

        impl TryFrom<$struct> for $core {
            type Error = otp_result;

            fn try_from(stored: $struct) -> Result<Self, otp_result> {
                Ok(Self::from_bytes(&stored.bytes)?)
            }
        }
    };
}

pub(crate) use stored;
