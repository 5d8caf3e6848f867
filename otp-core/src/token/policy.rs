//! The rules of every kind of token under every profile.

use super::{
    input::InputError,
    kind::{Profile, TokenKind},
};
use crate::{algorithm::Algorithm, error::ConfigError, hotp, run::RunLength, throttle, totp};

/// The rules that a token follows: a preset of its kind and profile, each field free to change.
///
/// The constructors of [`Token`](super::Token) refuse a policy whose windows are out of range or whose guessing odds
/// pass 1 in 1000, computed with the throttle's attempts before the first lock.
///
/// # Example
/// ```
/// use otp_core::{Algorithm, Profile, TokenKind, token::Policy, totp};
///
/// let mut policy = Policy::for_kind(TokenKind::Totp8, Profile::PingOne);
/// policy.algorithm = Algorithm::Sha256;
/// // The windows count steps, so a longer step brings its own.
/// policy.totp = totp::Policy::with_step(60);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Policy {
    /// The kind it is for: a constructor takes it for no other.
    pub kind: TokenKind,
    /// The hash function, for HOTP and TOTP kinds.
    pub algorithm: Algorithm,
    /// The windows of HOTP kinds; TOTP kinds do not look at it.
    pub hotp: hotp::Policy,
    /// Time step, T0 and windows of TOTP kinds; HOTP kinds do not look at it.
    pub totp: totp::Policy,
    /// Whether the token is resynced, and with how many codes.
    pub resync: ResyncRule,
    /// Whether the two codes of a resync may come in two requests, kept in a [`Trail`](crate::Trail) between them. For
    /// the caller to follow: a [`Token`](super::Token) does not see requests.
    pub in_two_requests: bool,
    /// After how many refused logins within [`Trail::LIMIT`](crate::Trail::LIMIT) their codes are tried as a resync.
    /// For the caller to follow. A number of codes that `resync` admits, and fewer than lock the token.
    // Mandatory, though it may be null: a lost field must not read as another policy.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "serde::Deserialize::deserialize"))]
    pub automatic: Option<RunLength>,
    /// How many attempts a token has.
    pub throttle: throttle::Policy,
}

/// Whether a token is resynced, and with how many codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ResyncRule {
    /// Nothing can get out of step.
    NotNeeded,
    /// The profile does not know it for this kind.
    NotSupported,
    /// With exactly two codes.
    Two,
    /// With exactly three codes.
    Three,
    /// With two codes or with three.
    TwoOrThree,
}

impl Policy {
    /// The preset: SHA-1, a step of 30 seconds, windows of 1001 counters or of 2880 steps to either side at a resync,
    /// the default throttle, and the row of this table. The login window of TOTP reaches one step to either side.
    ///
    /// | kind | profile | look-ahead | `resync` | `in_two_requests` | `automatic` |
    /// |---|---|--:|---|---|---|
    /// | hotp-6, hotp-8 | rfc | 10 | `TwoOrThree` | no | |
    /// | | duo | 20 | `Three` | no | `Three` |
    /// | | pingone | 10 | `Two` | yes | |
    /// | duo-d100 | rfc | 20 | `TwoOrThree` | no | |
    /// | | duo | 20 | `Three` | no | `Three` |
    /// | | pingone | 20 | `NotSupported` | no | |
    /// | totp-6, totp-8 | rfc | | `TwoOrThree` | no | |
    /// | | duo | | `NotSupported` | no | |
    /// | | pingone | | `Two` | yes | |
    /// | yubikey | each | | `NotNeeded` | no | |
    #[must_use]
    #[expect(clippy::match_same_arms, reason = "a table has a row for each kind and profile")]
    pub const fn for_kind(kind: TokenKind, profile: Profile) -> Self {
        use Profile::{Duo, PingOne, Rfc};
        use ResyncRule::{NotNeeded, NotSupported, Three, Two, TwoOrThree};
        use TokenKind::{DuoD100, Hotp6, Hotp8, Totp6, Totp8, YubiKey};
        const AFTER_THREE: Option<RunLength> = Some(RunLength::Three);

        #[rustfmt::skip]
        let (look_ahead, resync, in_two_requests, automatic) = match (kind, profile) {
            //                           look-ahead  resync        two requests  automatic
            (Hotp6 | Hotp8, Rfc    ) => (10,         TwoOrThree,   false,        None       ),
            (Hotp6 | Hotp8, Duo    ) => (20,         Three,        false,        AFTER_THREE),
            (Hotp6 | Hotp8, PingOne) => (10,         Two,          true,         None       ),
            (DuoD100,       Rfc    ) => (20,         TwoOrThree,   false,        None       ),
            (DuoD100,       Duo    ) => (20,         Three,        false,        AFTER_THREE),
            (DuoD100,       PingOne) => (20,         NotSupported, false,        None       ),
            (Totp6 | Totp8, Rfc    ) => (0,          TwoOrThree,   false,        None       ),
            (Totp6 | Totp8, Duo    ) => (0,          NotSupported, false,        None       ),
            (Totp6 | Totp8, PingOne) => (0,          Two,          true,         None       ),
            (YubiKey, Rfc | Duo | PingOne) => (0,    NotNeeded,    false,        None       ),
        };
        Self {
            kind,
            algorithm: Algorithm::Sha1,
            hotp: hotp::Policy { look_ahead, resync_window: 1000 },
            totp: totp::Policy::with_step(30),
            resync,
            in_two_requests,
            automatic,
            throttle: throttle::Policy::standard(),
        }
    }

    /// Refuses a policy for another kind, or one that contradicts itself; gives the attempts before the first lock.
    pub(super) fn check(&self, kind: TokenKind) -> Result<u32, ConfigError> {
        if self.kind != kind {
            return Err(ConfigError::KindMismatch);
        }
        let attempts = self.throttle.attempts()?;
        // The refused logins must be so many, and the last of them must not lock the token.
        if self.automatic.is_some_and(|codes| !self.resync.admits(codes) || attempts <= codes as u32) {
            return Err(ConfigError::AutomaticResync);
        }
        Ok(attempts)
    }
}

impl ResyncRule {
    /// All rules.
    pub const ALL: [Self; 5] =
        [Self::NotNeeded, Self::NotSupported, Self::Two, Self::Three, Self::TwoOrThree];

    /// Admits a run by its number of codes (`None` for a number that no run has), or tells why not.
    pub(super) const fn admit(self, codes: Option<RunLength>) -> Result<(), InputError> {
        match (self, codes) {
            (Self::NotNeeded, _) => Err(InputError::NotNeeded),
            (Self::NotSupported, _) => Err(InputError::NotSupported),
            (Self::Two | Self::TwoOrThree, Some(RunLength::Two))
            | (Self::Three | Self::TwoOrThree, Some(RunLength::Three)) => Ok(()),
            (Self::Two | Self::Three | Self::TwoOrThree, _) => Err(InputError::WrongCount),
        }
    }

    /// Whether a run of so many codes is taken. Pairing asks for one more code where two are.
    #[must_use]
    pub const fn admits(self, codes: RunLength) -> bool {
        self.admit(Some(codes)).is_ok()
    }
}
