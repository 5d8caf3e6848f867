//! In a million random histories no counter or time step is accepted twice, and no watermark is lowered but by
//! `reset_clock`.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;
mod history;

use history::Judge;
use otp_core::{
    Attempt, Code, Run, RunLength, Secret, Throttle, Token, TokenError, TokenState, Trail, UnixTime,
    token::Policy,
};
use std::panic::catch_unwind;

/// The Rust interface. Every state, throttle and trail goes through its bytes, as if the server restarted each time.
#[derive(Default)]
struct Core {
    token: Option<Token>,
    attempt: Option<Attempt>,
}

impl Core {
    fn token(&self) -> &Token {
        self.token.as_ref().unwrap()
    }

    fn bring_together(&mut self, state: &[u8; 24], attempt: Attempt, run: Run, now: u64) -> Option<[u8; 24]> {
        let state = TokenState::from_bytes(state).unwrap();
        let resynced = refusable(self.token().resync(&state, attempt, run, UnixTime::new(now)))?;
        assert_eq!(*resynced.previous(), state);
        Some(resynced.next().to_bytes())
    }
}

impl Judge for Core {
    fn set_up(&mut self, policy: &Policy, key: &[u8; 20]) {
        let secret = Secret::new(key).unwrap();
        self.token = Some(Token::new(policy.kind, policy, &secret).unwrap());
    }

    fn begin(&mut self, throttle: &[u8; 16], now: u64) -> Option<[u8; 16]> {
        let throttle = Throttle::from_bytes(throttle).unwrap();
        self.attempt = throttle.begin(&self.token().policy().throttle, UnixTime::new(now)).ok();
        self.attempt.as_ref().map(|attempt| attempt.throttle().unwrap().to_bytes())
    }

    fn verify(&mut self, state: &[u8; 24], code: &str, now: u64) -> Option<[u8; 24]> {
        let (state, attempt) = (TokenState::from_bytes(state).unwrap(), self.attempt.take().unwrap());
        let input = self.token().read(code.as_bytes()).unwrap();
        let accepted = refusable(self.token().verify(&state, attempt, input, UnixTime::new(now)))?;
        assert_eq!(*accepted.previous(), state);
        Some(accepted.next().to_bytes())
    }

    fn resync(&mut self, state: &[u8; 24], codes: &[String], now: u64) -> Option<[u8; 24]> {
        let texts: Vec<&[u8]> = codes.iter().map(String::as_bytes).collect();
        let (attempt, run) = (self.attempt.take().unwrap(), self.token().read_run(&texts).unwrap());
        self.bring_together(state, attempt, run, now)
    }

    fn push(&mut self, trail: &[u8; 52], code: &str, now: u64) -> [u8; 52] {
        let code = Code::parse(code.as_bytes()).unwrap();
        Trail::from_bytes(trail).unwrap().push(code, UnixTime::new(now)).to_bytes()
    }

    fn resync_on(&mut self, state: &[u8; 24], trail: &[u8; 52], codes: usize, now: u64) -> Option<[u8; 24]> {
        let length = RunLength::of(codes).unwrap();
        let run = Trail::from_bytes(trail).unwrap().last(length, UnixTime::new(now), Trail::LIMIT)?;
        self.bring_together(state, Attempt::unthrottled(), run, now)
    }

    fn reset_clock(&mut self, now: u64) -> Option<[u8; 24]> {
        let answer = self.token().reset_clock(UnixTime::new(now));
        assert!(matches!(answer, Ok(_) | Err(TokenError::WrongKind)), "{answer:?}");
        answer.ok().map(|state| state.to_bytes())
    }
}

/// The verdict; nothing but a refusal may stand in its way.
fn refusable<T>(verdict: Result<T, TokenError>) -> Option<T> {
    match verdict {
        Ok(accepted) => Some(accepted),
        Err(TokenError::Refused(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn nothing_is_accepted_twice_and_no_watermark_is_lowered() {
    history::play(1_000_000, Core::default);
}

/// Judges by a state that remembers less than the server stored.
struct Forgetful {
    core: Core,
    /// What the state is taken for at a login.
    at_login: fn(&[u8; 24]) -> [u8; 24],
    /// What the state is taken for at a resync.
    at_resync: fn(&[u8; 24]) -> [u8; 24],
}

impl Judge for Forgetful {
    fn set_up(&mut self, policy: &Policy, key: &[u8; 20]) {
        self.core.set_up(policy, key);
    }

    fn begin(&mut self, throttle: &[u8; 16], now: u64) -> Option<[u8; 16]> {
        self.core.begin(throttle, now)
    }

    fn verify(&mut self, state: &[u8; 24], code: &str, now: u64) -> Option<[u8; 24]> {
        self.core.verify(&(self.at_login)(state), code, now)
    }

    fn resync(&mut self, state: &[u8; 24], codes: &[String], now: u64) -> Option<[u8; 24]> {
        self.core.resync(&(self.at_resync)(state), codes, now)
    }

    fn push(&mut self, trail: &[u8; 52], code: &str, now: u64) -> [u8; 52] {
        self.core.push(trail, code, now)
    }

    fn resync_on(&mut self, state: &[u8; 24], trail: &[u8; 52], codes: usize, now: u64) -> Option<[u8; 24]> {
        self.core.resync_on(state, trail, codes, now)
    }

    fn reset_clock(&mut self, now: u64) -> Option<[u8; 24]> {
        self.core.reset_clock(now)
    }
}

/// The state before the last code that was accepted.
fn one_code_ago(state: &[u8; 24]) -> [u8; 24] {
    let mut before = *state;
    before[8..16].copy_from_slice(
        &u64::from_be_bytes(state[8..16].try_into().unwrap()).saturating_sub(1).to_be_bytes(),
    );
    before
}

#[test]
fn a_judge_that_forgets_is_seen() {
    let at_login = || Forgetful { core: Core::default(), at_login: one_code_ago, at_resync: Clone::clone };
    let at_resync = || Forgetful { core: Core::default(), at_login: Clone::clone, at_resync: one_code_ago };
    assert!(catch_unwind(|| history::play(20_000, at_login)).is_err());
    assert!(catch_unwind(|| history::play(20_000, at_resync)).is_err());
}
