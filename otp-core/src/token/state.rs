//! What the server remembers of a token of any kind.

use super::kind::{Scheme, TokenKind};
use crate::{
    error::ParseError,
    hotp,
    record::{Family, Record},
    totp,
    verdict::Accepted,
    yubikey,
};

/// The moving factor of a token, whatever its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum TokenState {
    /// The state of an HOTP token.
    Hotp(hotp::State),
    /// The state of a TOTP token.
    Totp(totp::State),
    /// The state of a YubiKey.
    YubiKey(yubikey::State),
}

impl TokenState {
    /// The state of a fresh token.
    #[must_use]
    pub fn for_kind(kind: TokenKind) -> Self {
        match kind.scheme() {
            Scheme::Hotp(_) => Self::Hotp(hotp::State::default()),
            Scheme::Totp(_) => Self::Totp(totp::State::default()),
            Scheme::YubiKey => Self::YubiKey(yubikey::State::default()),
        }
    }

    /// The state as 24 bytes, to be stored as they are.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 24] {
        match self {
            Self::Hotp(state) => state.to_bytes(),
            Self::Totp(state) => state.to_bytes(),
            Self::YubiKey(state) => state.to_bytes(),
        }
    }

    /// Reads what any state's `to_bytes` wrote, and nothing else.
    ///
    /// # Errors
    /// The `State…` variants of [`ParseError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        let record = Record::from_bytes(bytes)?;
        match record.family {
            Family::Hotp => hotp::State::from_record(record).map(Self::Hotp),
            Family::Totp => totp::State::from_record(record).map(Self::Totp),
            Family::YubiKey => yubikey::State::from_record(record).map(Self::YubiKey),
        }
    }
}

impl Accepted<TokenState> {
    /// The YubiKey's own clock, see `Accepted<yubikey::State>`; other tokens do not tell theirs.
    #[must_use]
    pub const fn timestamp(&self) -> Option<u32> {
        match self.next() {
            TokenState::YubiKey(_) => Some(self.clock()),
            TokenState::Hotp(_) | TokenState::Totp(_) => None,
        }
    }
}

impl From<hotp::State> for TokenState {
    fn from(state: hotp::State) -> Self {
        Self::Hotp(state)
    }
}

impl From<totp::State> for TokenState {
    fn from(state: totp::State) -> Self {
        Self::Totp(state)
    }
}

impl From<yubikey::State> for TokenState {
    fn from(state: yubikey::State) -> Self {
        Self::YubiKey(state)
    }
}
