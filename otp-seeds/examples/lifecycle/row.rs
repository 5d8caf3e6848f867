//! A row of an identity server's table, and what the server does with it.

use crate::{
    published::{AES_KEY, PRIVATE_ID, SECRET},
    story::Say,
};
use otp_core::{
    Accepted, Attempt, InputError, Locked, Profile, Resynced, Run, RunLength, Secret, Throttle, Token,
    TokenError, TokenKind, TokenState, Trail, UnixTime,
    token::Policy,
    yubikey::{AesKey, PrivateId},
};
use std::error::Error;

/// What is stored of one token, and the time it is.
pub(crate) struct Row {
    pub(crate) token: Token,
    pub(crate) state: TokenState,
    pub(crate) throttle: Throttle,
    pub(crate) trail: Trail,
    pub(crate) now: UnixTime,
}

/// Why a request was not answered with success.
pub(crate) enum Stop {
    Input(InputError),
    Locked(Locked),
    Token(TokenError),
    /// The first code of two was taken, whatever it was.
    OneMoreCode,
}

impl Row {
    /// A fresh token on the published secrets.
    pub(crate) fn new(kind: TokenKind, profile: Profile) -> Result<Self, Box<dyn Error>> {
        let token = match kind {
            TokenKind::YubiKey => {
                Token::yubikey(&AesKey::from_hex(AES_KEY)?, PrivateId::from_hex(PRIVATE_ID)?)?
            }
            _ => Token::new(kind, &Policy::for_kind(kind, profile), &Secret::new(SECRET)?)?,
        };
        let (throttle, trail, now) = (Throttle::default(), Trail::default(), UnixTime::new(1_700_000_010));
        Ok(Self { token, state: TokenState::for_kind(kind), throttle, trail, now })
    }

    /// A login. Where the profile says so, refused ones bring the token back by themselves.
    pub(crate) fn login(&mut self, typed: &str) -> Result<Accepted<TokenState>, Stop> {
        let input = self.token.read(typed.as_bytes())?;
        let attempt = self.begin()?;
        let verdict = self.token.verify(&self.state, attempt, input, self.now);
        if let Ok(accepted) = &verdict {
            self.store(*accepted.next());
        } else if let (Err(TokenError::Refused(_)), Some(length), Some(code)) =
            (&verdict, self.token.policy().automatic, input.code())
        {
            self.trail = self.trail.push(code, self.now);
            if let Some(run) = self.trail.last(length, self.now, Trail::LIMIT)
                && self.throttle.locked(self.now).is_none()
                && let Ok(resynced) = self.token.resync(&self.state, Attempt::unthrottled(), run, self.now)
            {
                self.store(resynced.into_next());
            }
        }
        Ok(verdict?)
    }

    /// A resync with all codes in one request.
    pub(crate) fn resync(&mut self, typed: &[&str]) -> Result<Resynced<TokenState>, Stop> {
        let texts: Vec<&[u8]> = typed.iter().map(|text| text.as_bytes()).collect();
        let run = self.token.read_run(&texts)?;
        self.resync_on(run)
    }

    /// One code of a resync in two requests. The first is never judged, and so answered alike.
    pub(crate) fn resync_step(&mut self, typed: &str) -> Result<Resynced<TokenState>, Stop> {
        if !self.token.policy().in_two_requests {
            return Err(InputError::NotSupported.into());
        }
        self.one_more_code(typed)
    }

    /// The next code of a run, which is judged when there are two.
    pub(crate) fn one_more_code(&mut self, typed: &str) -> Result<Resynced<TokenState>, Stop> {
        let code = self.token.read(typed.as_bytes())?.code().ok_or(InputError::NotNeeded)?;
        self.trail = self.trail.push(code, self.now);
        let run = self.trail.last(RunLength::Two, self.now, Trail::LIMIT).ok_or(Stop::OneMoreCode)?;
        self.resync_on(run)
    }

    /// Pairing: a login, after which a refused code is taken as the first of two.
    pub(crate) fn pair(&mut self, typed: &str) -> Result<Accepted<TokenState>, Stop> {
        match self.login(typed) {
            Err(Stop::Token(TokenError::Refused(_))) if self.token.policy().resync.admits(RunLength::Two) => {
                let code = self.token.read(typed.as_bytes())?.code().ok_or(InputError::NotNeeded)?;
                self.trail = self.trail.push(code, self.now);
                Err(Stop::OneMoreCode)
            }
            verdict => verdict,
        }
    }

    fn resync_on(&mut self, run: Run) -> Result<Resynced<TokenState>, Stop> {
        let attempt = self.begin()?;
        let resynced = self.token.resync(&self.state, attempt, run, self.now)?;
        self.store(*resynced.next());
        Ok(resynced)
    }

    /// Counts an attempt and stores the count, before anything is judged.
    fn begin(&mut self) -> Result<Attempt, Stop> {
        let attempt = self.throttle.begin(&self.token.policy().throttle, self.now)?;
        self.throttle = attempt.throttle().copied().unwrap_or(self.throttle);
        Ok(attempt)
    }

    /// Success: the next state, no attempts, no trail.
    fn store(&mut self, next: TokenState) {
        (self.state, self.throttle, self.trail) = (next, Throttle::default(), Trail::default());
    }
}

impl From<InputError> for Stop {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl From<Locked> for Stop {
    fn from(locked: Locked) -> Self {
        Self::Locked(locked)
    }
}

impl From<TokenError> for Stop {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

impl Say for Stop {
    fn say(&self) -> String {
        match self {
            Self::Input(error) => error.to_string(),
            Self::Locked(locked) => match locked.retry_after() {
                Some(wait) => format!("locked for {} s", wait.as_secs()),
                None => "locked until an administrator unlocks".into(),
            },
            Self::Token(TokenError::Refused(refusal)) => refusal.say(),
            Self::Token(
                error @ (TokenError::WrongKind | TokenError::WrongPolicy | TokenError::NotAdmitted(_)),
            ) => error.to_string(),
            Self::OneMoreCode => "one more code, please".into(),
        }
    }
}
