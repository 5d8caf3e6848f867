//! The token whose kind is known at run time: what an identity server holds.

mod input;
mod kind;
mod many;
mod policy;
mod state;

pub use self::{
    input::{Input, InputError},
    kind::{Profile, TokenKind},
    policy::{Policy, ResyncRule},
    state::TokenState,
};

use self::{input::read_code, kind::Scheme};
use crate::{
    code::Code,
    digits::Digits,
    error::ConfigError,
    factor::UnixTime,
    hotp::Hotp,
    mac::Mac,
    run::{Run, RunLength},
    secret::Secret,
    throttle::Attempt,
    totp::{self, Totp},
    verdict::{Accepted, Refusal, Resynced},
    window::Window,
    yubikey::{AesKey, Otp, PrivateId, YubiKey},
};
use thiserror::Error;

/// A token of any kind, with the rules of its kind and profile.
///
/// Every request goes through the same three steps: [`read`](Self::read) what came (nothing is counted for what is not
/// even a code), [`begin`](crate::Throttle::begin) an attempt and store its count, then [`verify`](Self::verify) or
/// [`resync`](Self::resync), which use the attempt up.
///
/// # Example
/// ```
/// use otp_core::{Encoding, Profile, Secret, Throttle, Token, TokenKind, TokenState, UnixTime, token::Policy};
///
/// let secret = Secret::decode(Encoding::Hex, b"3132333435363738393031323334353637383930")?;
/// let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Duo);
/// let token = Token::hotp(TokenKind::Hotp6, &policy, &secret)?;
/// let (state, throttle) = (TokenState::for_kind(TokenKind::Hotp6), Throttle::default());
///
/// let now = UnixTime::new(1_700_000_000);
/// let input = token.read(b"755224")?;
/// let attempt = throttle.begin(&policy.throttle, now)?;
/// // Store attempt.throttle() here, before the verdict.
/// let accepted = token.verify(&state, attempt, input, now)?;
/// // Store accepted.next() and Throttle::default() here, where accepted.previous() still stands.
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Token {
    policy: Policy,
    validator: Validator,
}

#[derive(Debug)]
enum Validator {
    Hotp(Hotp),
    Totp(Totp),
    YubiKey(YubiKey),
}

/// Why a token gave no acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// The state or the input belongs to another family of token: a mix-up of the program.
    #[error("the state or the input belongs to another kind of token")]
    WrongKind,
    /// The attempt was begun under another throttle policy than the token's, on which its guessing odds rest: a mix-up
    /// of the program.
    #[error("the attempt was begun under another throttle policy than the token's")]
    WrongPolicy,
    /// The token's profile admits no run of so many codes, or no resync at all, as [`Token::read_run`] would have said:
    /// the run came from a [`Trail`](crate::Trail).
    #[error(transparent)]
    NotAdmitted(InputError),
    /// The codes were judged and refused, or could not be: they have another length than the token's, or there is no
    /// time step yet.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl Token {
    /// A token of a kind that is known only at run time, any but a [`yubikey`](Self::yubikey), which has another key.
    ///
    /// # Errors
    /// [`ConfigError::KindMismatch`] for a YubiKey or another kind's policy, and whatever makes the policy unfit: a
    /// window out of range, guessing odds above 1 in 1000 before the throttle's first lock, a throttle that leaves no
    /// attempt, an automatic resync that could not happen, a time step of zero.
    pub fn new(kind: TokenKind, policy: &Policy, secret: &Secret) -> Result<Self, ConfigError> {
        Ok(Self::maker(kind, policy)?(Mac::new(policy.algorithm, secret.as_bytes())))
    }

    /// A token of a kind that counts presses: HOTP with six or eight digits, or a Duo D-100.
    ///
    /// # Errors
    /// As [`new`](Self::new), and [`ConfigError::KindMismatch`] for a kind that counts time steps.
    pub fn hotp(kind: TokenKind, policy: &Policy, secret: &Secret) -> Result<Self, ConfigError> {
        let Scheme::Hotp(_) = kind.scheme() else { return Err(ConfigError::KindMismatch) };
        Self::new(kind, policy, secret)
    }

    /// A token of a kind that counts time steps: TOTP with six or eight digits.
    ///
    /// # Errors
    /// As [`new`](Self::new), and [`ConfigError::KindMismatch`] for a kind that counts presses.
    pub fn totp(kind: TokenKind, policy: &Policy, secret: &Secret) -> Result<Self, ConfigError> {
        let Scheme::Totp(_) = kind.scheme() else { return Err(ConfigError::KindMismatch) };
        Self::new(kind, policy, secret)
    }

    /// A YubiKey in its factory mode, under the default policy.
    ///
    /// Made-up OTPs pass in one of 2^64 tries, by private id and checksum: so it takes attempts that were begun under
    /// any throttle policy. Its row is found by [`Otp::public_id`]: parse the OTP first and hand it on as
    /// [`Input::Otp`].
    ///
    /// # Errors
    /// None yet; the constructors are alike.
    pub fn yubikey(key: &AesKey, private_id: PrivateId) -> Result<Self, ConfigError> {
        let validator = Validator::YubiKey(YubiKey::new(key, private_id));
        Ok(Self { policy: Policy::for_kind(TokenKind::YubiKey, Profile::Rfc), validator })
    }

    /// What kind of token it is.
    #[must_use]
    pub const fn kind(&self) -> TokenKind {
        self.policy.kind
    }

    /// The rules it follows.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Reads what a person typed or a key sent. Costs no attempt and no MAC.
    ///
    /// # Errors
    /// [`InputError::Unreadable`], or [`InputError::WrongLength`] for a code with another number of digits than the
    /// token's.
    pub fn read(&self, text: &[u8]) -> Result<Input, InputError> {
        match self.kind().digits() {
            Some(digits) => Ok(Input::Code(read_code(text, digits)?)),
            None => Ok(Input::Otp(Otp::parse(text)?)),
        }
    }

    /// Reads successive codes for a resync, the oldest first. Costs no attempt and no MAC.
    ///
    /// # Errors
    /// [`InputError::NotNeeded`] and [`InputError::NotSupported`] where this token knows no resync,
    /// [`InputError::WrongCount`] where its profile asks for another number of codes, then as [`read`](Self::read).
    pub fn read_run(&self, texts: &[&[u8]]) -> Result<Run, InputError> {
        self.policy.resync.admit(RunLength::of(texts.len()))?;
        let digits = self.kind().digits().ok_or(InputError::NotNeeded)?;
        let read = |text| read_code(text, digits);
        match *texts {
            [a, b] => Ok([read(a)?, read(b)?].into()),
            [a, b, c] => Ok([read(a)?, read(b)?, read(c)?].into()),
            _ => Err(InputError::WrongCount),
        }
    }

    /// Says of a run out of a [`Trail`](crate::Trail) what [`read_run`](Self::read_run) would have said of its codes.
    ///
    /// # Errors
    /// As [`read_run`](Self::read_run), but for what cannot be read.
    pub fn admit(&self, run: &Run) -> Result<(), InputError> {
        self.policy.resync.admit(Some(run.length()))?;
        let own = |code: &Code| self.kind().digits() == Some(code.digits());
        if run.codes().iter().all(own) { Ok(()) } else { Err(InputError::WrongLength) }
    }

    /// Judges one code or OTP: see [`Hotp::verify`], [`Totp::verify`] and [`YubiKey::verify`].
    ///
    /// # Errors
    /// [`TokenError::Refused`]; [`TokenError::WrongKind`] for a state or an input of another family;
    /// [`TokenError::WrongPolicy`] for an attempt that was begun under another throttle policy.
    pub fn verify(
        &self,
        state: &TokenState,
        attempt: Attempt,
        input: Input,
        now: UnixTime,
    ) -> Result<Accepted<TokenState>, TokenError> {
        self.spend(attempt)?;
        match (&self.validator, state, input) {
            (Validator::Hotp(token), TokenState::Hotp(state), Input::Code(code)) => {
                Ok(token.verify(state, code)?.map(TokenState::Hotp))
            }
            (Validator::Totp(token), TokenState::Totp(state), Input::Code(code)) => {
                Ok(token.verify(state, code, now)?.map(TokenState::Totp))
            }
            (Validator::YubiKey(token), TokenState::YubiKey(state), Input::Otp(otp)) => {
                Ok(token.verify(state, &otp)?.map(TokenState::YubiKey))
            }
            (Validator::Hotp(_) | Validator::Totp(_) | Validator::YubiKey(_), ..) => {
                Err(TokenError::WrongKind)
            }
        }
    }

    /// Finds where the token is from successive codes: see [`Hotp::resync`] and [`Totp::resync`].
    ///
    /// # Errors
    /// [`TokenError::Refused`]; [`TokenError::NotAdmitted`] for a run that this token's profile does not take;
    /// [`TokenError::WrongKind`] for a state of another family; [`TokenError::WrongPolicy`] as for a verdict.
    pub fn resync(
        &self,
        state: &TokenState,
        attempt: Attempt,
        run: Run,
        now: UnixTime,
    ) -> Result<Resynced<TokenState>, TokenError> {
        self.spend(attempt)?;
        self.policy.resync.admit(Some(run.length())).map_err(TokenError::NotAdmitted)?;
        match (&self.validator, state) {
            (Validator::Hotp(token), TokenState::Hotp(state)) => {
                Ok(token.resync(state, run)?.map(TokenState::Hotp))
            }
            (Validator::Totp(token), TokenState::Totp(state)) => {
                Ok(token.resync(state, run, now)?.map(TokenState::Totp))
            }
            (Validator::Hotp(_) | Validator::Totp(_) | Validator::YubiKey(_), _) => {
                Err(TokenError::WrongKind)
            }
        }
    }

    /// The state of a TOTP token after the server's clock was wrong.
    ///
    /// An administrator's act that re-opens spent codes: read [`totp::State::reset_clock`] before using it.
    ///
    /// # Errors
    /// [`TokenError::WrongKind`] for tokens without a clock, [`Refusal::BeforeT0`] before the first step.
    pub fn reset_clock(&self, now: UnixTime) -> Result<TokenState, TokenError> {
        match &self.validator {
            Validator::Totp(token) => Ok(TokenState::Totp(totp::State::reset_clock(token.time_step(now)?))),
            Validator::Hotp(_) | Validator::YubiKey(_) => Err(TokenError::WrongKind),
        }
    }

    /// Takes an attempt by value, so that it cannot be spent again, where the token's guessing odds rest on its policy:
    /// those of a YubiKey are small enough under any.
    #[expect(clippy::needless_pass_by_value, reason = "to spend it")]
    fn spend(&self, attempt: Attempt) -> Result<(), TokenError> {
        match self.validator {
            Validator::Hotp(_) | Validator::Totp(_) if !attempt.is_under(&self.policy.throttle) => {
                Err(TokenError::WrongPolicy)
            }
            Validator::Hotp(_) | Validator::Totp(_) | Validator::YubiKey(_) => Ok(()),
        }
    }

    /// What a resync for codes of so many digits searches, whatever the profile says of it: nothing where the token
    /// makes no such codes, or none yet.
    pub(crate) fn resync_search(
        &self,
        state: &TokenState,
        digits: Digits,
        now: UnixTime,
    ) -> Option<(&Mac, Window)> {
        if self.kind().digits() != Some(digits) {
            return None;
        }
        match (&self.validator, state) {
            (Validator::Hotp(token), TokenState::Hotp(state)) => Some(token.resync_search(state)),
            (Validator::Totp(token), TokenState::Totp(state)) => token.resync_search(state, now),
            (Validator::Hotp(_) | Validator::Totp(_) | Validator::YubiKey(_), _) => None,
        }
    }

    /// Whether a state is of the token's family.
    pub(crate) const fn owns(&self, state: &TokenState) -> bool {
        matches!(
            (&self.validator, state),
            (Validator::Hotp(_), TokenState::Hotp(_))
                | (Validator::Totp(_), TokenState::Totp(_))
                | (Validator::YubiKey(_), TokenState::YubiKey(_))
        )
    }

    /// How many alignments a resync tries for codes of so many digits: none where the token makes no such codes.
    pub(crate) fn alignments(&self, digits: Digits) -> u64 {
        match &self.validator {
            Validator::Hotp(_) if self.kind().digits() == Some(digits) => self.policy.hotp.windows().resync,
            Validator::Totp(_) if self.kind().digits() == Some(digits) => self.policy.totp.windows().resync,
            Validator::Hotp(_) | Validator::Totp(_) | Validator::YubiKey(_) => 0,
        }
    }
}
