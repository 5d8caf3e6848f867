//! A token as its file describes it.

use crate::{
    date::Date,
    secret::{PrivateId, SecretBytes},
    text::Text,
};
use otp_core::{
    Algorithm, ConfigError, Counter, Digits, Drift, Profile, Secret, Token, TokenKind, TokenState, hotp,
    token::Policy,
    totp,
    yubikey::{self, AesKey},
};
use thiserror::Error;

/// A token as its file describes it: what it computes, its secret, and what is printed on it.
///
/// # Example
/// From a file to a login:
/// ```
/// use otp_core::{Attempt, Profile, UnixTime};
/// use otp_seeds::{Format, Options, read};
///
/// let file = b"1234567,3132333435363738393031323334353637383930,0\n";
/// let import = read(file, &Options { format: Some(Format::DuoHotp), ..Options::default() })?;
/// let seed = &import.tokens[0];
///
/// let (token, state) = (seed.token(Profile::Duo)?, seed.state());
/// let accepted = token.verify(&state, Attempt::unthrottled(), token.read(b"755224")?, UnixTime::new(0))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// The serial number; where a file has none, the name that it gives the token instead.
    pub serial: Text,
    scheme: Scheme,
    secret: SecretBytes,
    /// What a YubiKey types before its code, in modhex for OTPs: whose it is.
    pub public_id: Option<Text>,
    /// Who made it. In `otpauth://` the issuer.
    pub maker: Option<Text>,
    /// The model.
    pub model: Option<Text>,
    /// Whose it is.
    pub owner: Option<Text>,
    /// From when on it may be used. In Yubico's files when it was programmed.
    pub start: Option<Date>,
    /// Until when it may be used.
    pub expiry: Option<Date>,
}

/// How a token makes its codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// RFC 4226.
    Hotp {
        /// The hash function.
        algorithm: Algorithm,
        /// The length of its codes.
        digits: Digits,
        /// The counter of its next code.
        counter: Counter,
    },
    /// RFC 6238, with T0 = 0: no format carries another.
    Totp {
        /// The hash function.
        algorithm: Algorithm,
        /// The length of its codes.
        digits: Digits,
        /// The time step in seconds, at least 1.
        step: u32,
        /// How far its clock was off, when the file was written (`TimeDrift` of RFC 6030).
        drift: Drift,
    },
    /// A YubiKey in its factory mode; the secret is its AES key.
    YubiKey {
        /// The secret id inside of every OTP.
        private_id: PrivateId,
    },
}

/// A value that no seed has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SeedError {
    /// A name is empty, longer than 256 bytes, or holds control characters.
    #[error("a name has 1 to 256 bytes and no control characters")]
    Text,
    /// A date is not the `dateTime` of XML Schema.
    #[error("a date has the form 2006-05-01T00:00:00Z")]
    Date,
    /// The secret is empty or has more than 1024 bytes.
    #[error("a secret has 1 to 1024 bytes, not {found}")]
    SecretLength {
        /// The number of bytes given.
        found: usize,
    },
    /// The AES key of a YubiKey does not have 16 bytes.
    #[error("the AES key of a YubiKey has 16 bytes, not {found}")]
    AesKeyLength {
        /// The number of bytes given.
        found: usize,
    },
    /// The time step is zero seconds.
    #[error("a time step has at least 1 second")]
    ZeroStep,
}

impl Seed {
    /// A token with nothing said about it but what it needs to work.
    ///
    /// # Errors
    /// [`SeedError::AesKeyLength`] and [`SeedError::ZeroStep`].
    pub fn new(serial: Text, scheme: Scheme, secret: SecretBytes) -> Result<Self, SeedError> {
        match scheme {
            Scheme::YubiKey { .. } if secret.as_bytes().len() != AES_KEY => {
                return Err(SeedError::AesKeyLength { found: secret.as_bytes().len() });
            }
            Scheme::Totp { step: 0, .. } => return Err(SeedError::ZeroStep),
            Scheme::YubiKey { .. } | Scheme::Totp { .. } | Scheme::Hotp { .. } => {}
        }
        let (public_id, maker, model, owner, start, expiry) = (None, None, None, None, None, None);
        Ok(Self { serial, scheme, secret, public_id, maker, model, owner, start, expiry })
    }

    /// How it makes its codes.
    #[must_use]
    pub const fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Its secret: the key of its MAC, or the AES key of a YubiKey.
    #[must_use]
    pub const fn secret(&self) -> &SecretBytes {
        &self.secret
    }

    /// The kind of token that judges its codes, or `None` for seven digits, which no kind has.
    #[must_use]
    pub const fn kind(&self) -> Option<TokenKind> {
        match self.scheme {
            Scheme::Hotp { digits: Digits::Six, .. } => Some(TokenKind::Hotp6),
            Scheme::Hotp { digits: Digits::Eight, .. } => Some(TokenKind::Hotp8),
            Scheme::Totp { digits: Digits::Six, .. } => Some(TokenKind::Totp6),
            Scheme::Totp { digits: Digits::Eight, .. } => Some(TokenKind::Totp8),
            Scheme::Hotp { .. } | Scheme::Totp { .. } => None,
            Scheme::YubiKey { .. } => Some(TokenKind::YubiKey),
        }
    }

    /// The token that judges its codes, under the rules of a profile.
    ///
    /// # Errors
    /// [`ConfigError::KindMismatch`] for seven digits, [`ConfigError::SecretTooShort`] for a secret below the 128 bits
    /// that RFC 4226 demands, and what [`Token::hotp`] and [`Token::totp`] refuse.
    pub fn token(&self, profile: Profile) -> Result<Token, ConfigError> {
        self.token_from(profile, Secret::new)
    }

    /// As [`token`](Self::token), for a secret that may be as short as 80 bits: see [`Secret::new_short`].
    ///
    /// # Errors
    /// As [`token`](Self::token).
    pub fn token_short(&self, profile: Profile) -> Result<Token, ConfigError> {
        self.token_from(profile, Secret::new_short)
    }

    /// The state to begin with: the counter or the drift that the file says.
    #[must_use]
    pub fn state(&self) -> TokenState {
        match self.scheme {
            Scheme::Hotp { counter, .. } => hotp::State::new(counter).into(),
            Scheme::Totp { drift, .. } => totp::State::new(None, drift).into(),
            Scheme::YubiKey { .. } => yubikey::State::default().into(),
        }
    }

    fn token_from(
        &self,
        profile: Profile,
        secret: impl Fn(&[u8]) -> Result<Secret, ConfigError>,
    ) -> Result<Token, ConfigError> {
        let kind = self.kind().ok_or(ConfigError::KindMismatch)?;
        let mut policy = Policy::for_kind(kind, profile);
        match &self.scheme {
            Scheme::Hotp { algorithm, .. } => {
                policy.algorithm = *algorithm;
                Token::hotp(kind, &policy, &secret(self.secret.as_bytes())?)
            }
            Scheme::Totp { algorithm, step, .. } => {
                (policy.algorithm, policy.totp) = (*algorithm, totp::Policy::with_step(*step));
                Token::totp(kind, &policy, &secret(self.secret.as_bytes())?)
            }
            Scheme::YubiKey { private_id } => {
                let wrong = ConfigError::KeyLength { expected: AES_KEY };
                let key: &[u8; AES_KEY] = self.secret.as_bytes().try_into().map_err(|_| wrong)?;
                Token::yubikey(&AesKey::new(key), yubikey::PrivateId::new(private_id.as_bytes()))
            }
        }
    }
}

/// The bytes of an AES-128 key.
const AES_KEY: usize = 16;
