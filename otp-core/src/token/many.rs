//! Tokens by the store.

use super::{Policy, Token, TokenKind, Validator, kind::Scheme};
use crate::{
    digits::Digits,
    error::ConfigError,
    hotp::Hotp,
    mac::{Backend, Mac},
    secret::Secret,
    totp::Totp,
};

impl Token {
    /// The tokens of many secrets, all of one kind that counts presses or time steps: several keys are hashed at once.
    ///
    /// For a [`lookup`](crate::lookup()) over a whole store. The tokens come in the order of the secrets; the memory
    /// that they go into is the caller's.
    ///
    /// # Errors
    /// As [`new`](Self::new), before the first secret is taken.
    ///
    /// # Example
    /// ```
    /// use otp_core::{Profile, Secret, Token, TokenKind, token::Policy};
    ///
    /// let secrets = [Secret::new(b"12345678901234567890")?, Secret::new(b"09876543210987654321")?];
    /// let (kind, policy) = (TokenKind::Hotp6, Policy::for_kind(TokenKind::Hotp6, Profile::Rfc));
    /// let tokens: Vec<Token> = Token::many(kind, &policy, &secrets)?.collect();
    /// # assert_eq!(tokens.len(), 2);
    /// # Ok::<(), otp_core::ConfigError>(())
    /// ```
    pub fn many<'s, I: IntoIterator<Item = &'s Secret>>(
        kind: TokenKind,
        policy: &Policy,
        secrets: I,
    ) -> Result<impl Iterator<Item = Self> + use<'s, I>, ConfigError> {
        let token = Self::maker(kind, policy)?;
        let keys = secrets.into_iter().map(Secret::as_bytes);
        Ok(Mac::many(Backend::best(), policy.algorithm, keys).map(token))
    }

    /// Makes tokens of a kind that has a secret, once the policy is found fit.
    pub(super) fn maker(
        kind: TokenKind,
        policy: &Policy,
    ) -> Result<impl Fn(Mac) -> Self + use<>, ConfigError> {
        let attempts = policy.check(kind)?;
        let policy = *policy;
        let validator: fn(Mac, Digits, &Policy) -> Validator;
        let digits = match kind.scheme() {
            Scheme::Hotp(digits) => {
                policy.hotp.windows().check(digits, attempts)?;
                validator =
                    |mac, digits, policy| Validator::Hotp(Hotp::with_checked(mac, digits, policy.hotp));
                digits
            }
            Scheme::Totp(digits) => {
                policy.totp.check(digits, attempts)?;
                validator =
                    |mac, digits, policy| Validator::Totp(Totp::with_checked(mac, digits, policy.totp));
                digits
            }
            Scheme::YubiKey => return Err(ConfigError::KindMismatch),
        };
        Ok(move |mac| Self { policy, validator: validator(mac, digits, &policy) })
    }
}
