//! Resync over several requests goes as the vendors' users know it: Duo's by itself, PingOne's in two, and pairing.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::{Device, NOW, STEP, accepted, expecting};
use otp_core::{
    Attempt, Detail, Profile, Refusal, RunLength, Throttle, Token, TokenError, TokenKind, TokenState, Trail,
    UnixTime, throttle, token::Policy,
};

/// A server with one token, written as the README shows it.
struct Server {
    token: Token,
    state: TokenState,
    throttle: Throttle,
    trail: Trail,
}

/// What the person reads.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Welcome,
    OneMoreCode,
    Rejected,
    Locked,
}
use Answer::{Locked, OneMoreCode, Rejected, Welcome};

impl Server {
    /// A server that expects the first counter, or whose clock token is fresh.
    fn new(kind: TokenKind, policy: &Policy) -> (Device, Self) {
        let device = Device::of(kind);
        let (token, state) = (device.token(kind, policy).unwrap(), TokenState::for_kind(kind));
        (device, Self { token, state, throttle: Throttle::default(), trail: Trail::default() })
    }

    fn of(kind: TokenKind, profile: Profile) -> (Device, Self) {
        Self::new(kind, &Policy::for_kind(kind, profile))
    }

    /// Counts an attempt before anything is judged.
    fn attempt(&mut self, now: UnixTime) -> Option<Attempt> {
        let attempt = self.throttle.begin(&self.token.policy().throttle, now).ok()?;
        self.throttle = *attempt.throttle().unwrap();
        Some(attempt)
    }

    fn succeed(&mut self, next: TokenState) -> Answer {
        (self.state, self.throttle, self.trail) = (next, Throttle::default(), Trail::default());
        Welcome
    }

    /// A login, with the resync by itself where the profile knows it.
    fn login(&mut self, text: &str, now: UnixTime) -> Answer {
        let input = self.token.read(text.as_bytes()).unwrap();
        let Some(attempt) = self.attempt(now) else { return Locked };
        if let Ok(accepted) = self.token.verify(&self.state, attempt, input, now) {
            return self.succeed(accepted.into_next());
        }
        if let Some(length) = self.token.policy().automatic {
            self.trail = self.trail.push(input.code().unwrap(), now);
            if let Some(run) = self.trail.last(length, now, Trail::LIMIT)
                && self.throttle.locked(now).is_none()
                && let Ok(resynced) = self.token.resync(&self.state, Attempt::unthrottled(), run, now)
            {
                self.succeed(resynced.into_next());
            }
        }
        Rejected
    }

    /// One request of a resync in two.
    fn resync(&mut self, text: &str, now: UnixTime) -> Answer {
        self.trail = self.trail.push(self.token.read(text.as_bytes()).unwrap().code().unwrap(), now);
        let Some(run) = self.trail.last(RunLength::Two, now, Trail::LIMIT) else { return OneMoreCode };
        let Some(attempt) = self.attempt(now) else { return Locked };
        match self.token.resync(&self.state, attempt, run, now) {
            Ok(resynced) => self.succeed(resynced.into_next()),
            Err(_) => Rejected,
        }
    }

    /// The first request of a pairing; [`resync`](Self::resync) is the second.
    fn pair(&mut self, text: &str, now: UnixTime) -> Answer {
        let input = self.token.read(text.as_bytes()).unwrap();
        let Some(attempt) = self.attempt(now) else { return Locked };
        match self.token.verify(&self.state, attempt, input, now) {
            Ok(accepted) => self.succeed(accepted.into_next()),
            Err(_) if self.token.policy().resync.admits(RunLength::Two) => {
                self.trail = Trail::default().push(input.code().unwrap(), now);
                OneMoreCode
            }
            Err(_) => Rejected,
        }
    }
}

fn later(seconds: u64) -> UnixTime {
    UnixTime::new(NOW.get() + seconds)
}

#[test]
fn duo_resyncs_after_three_refused_logins_and_the_fourth_passes() {
    for kind in [TokenKind::Hotp6, TokenKind::Hotp8, TokenKind::DuoD100] {
        for first in [21, 500, 1000] {
            let (device, mut server) = Server::of(kind, Profile::Duo);
            for nth in 0..3 {
                assert_eq!(server.state, expecting(0));
                assert_eq!(server.login(&device.text(first + nth), NOW), Rejected, "{kind}, login {nth}");
            }
            assert_eq!((server.state, server.throttle), (expecting(first + 3), Throttle::default()));
            assert_eq!(server.trail.count(), 0);
            assert_eq!(server.login(&device.text(first + 2), NOW), Rejected, "its codes are spent");
            assert_eq!(server.login(&device.text(first + 3), NOW), Welcome);
        }
    }
}

#[test]
fn two_refused_logins_and_three_with_a_gap_bring_nothing_back() {
    let (device, mut server) = Server::of(TokenKind::Hotp6, Profile::Duo);
    // The counters of the codes, and whether the newest three are a run.
    for (counter, comes_back) in [(500, false), (501, false), (503, false), (504, false), (505, true)] {
        assert_eq!(server.login(&device.text(counter), NOW), Rejected);
        assert_eq!(server.state != expecting(0), comes_back, "after {counter}");
    }
    assert_eq!(server.login(&device.text(506), NOW), Welcome);
}

#[test]
fn three_refused_logins_must_lie_within_five_minutes() {
    let (device, mut server) = Server::of(TokenKind::Hotp6, Profile::Duo);
    for (counter, seconds, comes_back) in
        [(500, 0, false), (501, 150, false), (502, 301, false), (503, 450, true)]
    {
        assert_eq!(server.login(&device.text(counter), later(seconds)), Rejected);
        assert_eq!(server.state != expecting(0), comes_back, "after {seconds} s");
    }
    let (device, mut server) = Server::of(TokenKind::Hotp6, Profile::Duo);
    for (counter, seconds) in [(500, 0), (501, 150), (502, 300)] {
        assert_eq!(server.login(&device.text(counter), later(seconds)), Rejected);
    }
    assert_eq!(server.state, expecting(503), "exactly five minutes are within");
}

#[test]
fn a_success_between_refused_logins_empties_the_trail() {
    let (device, mut server) = Server::of(TokenKind::Hotp6, Profile::Duo);
    for (counter, answer) in
        [(500, Rejected), (501, Rejected), (0, Welcome), (502, Rejected), (503, Rejected)]
    {
        assert_eq!(server.login(&device.text(counter), NOW), answer);
    }
    assert_eq!((server.state, server.trail.count()), (expecting(1), 2));
}

#[test]
fn a_login_that_locks_is_not_followed_by_a_resync_and_a_locked_one_leaves_no_code() {
    let throttle = throttle::Policy::administrator_unlocks(4);
    let policy = Policy { throttle, ..Policy::for_kind(TokenKind::Hotp6, Profile::Duo) };
    let (device, mut server) = Server::new(TokenKind::Hotp6, &policy);
    // A slip of the finger, then a run whose last code is the fourth failure.
    for (counter, answer) in
        [(900, Rejected), (500, Rejected), (501, Rejected), (502, Rejected), (503, Locked), (0, Locked)]
    {
        assert_eq!(server.login(&device.text(counter), NOW), answer);
    }
    assert_eq!((server.state, server.trail.count()), (expecting(0), 3));
    // Unlocked, the next refused login makes a run with the two before the lock.
    server.throttle = Throttle::unlock();
    assert_eq!(server.login(&device.text(503), NOW), Rejected);
    assert_eq!(server.login(&device.text(504), NOW), Welcome);
}

#[test]
fn other_profiles_do_not_resync_by_themselves() {
    for (kind, profile) in [
        (TokenKind::Hotp6, Profile::Rfc),
        (TokenKind::Hotp6, Profile::PingOne),
        (TokenKind::Totp6, Profile::Duo),
    ] {
        let (device, mut server) = Server::of(kind, profile);
        for nth in 0..5 {
            assert_eq!(server.login(&device.text(STEP + 500 + nth), NOW), Rejected, "{kind} under {profile}");
        }
        assert_eq!(server.state, TokenState::for_kind(kind));
    }
}

#[test]
fn pingone_resyncs_in_two_requests() {
    let (device, mut server) = Server::of(TokenKind::Hotp6, Profile::PingOne);
    assert_eq!(server.resync(&device.text(500), NOW), OneMoreCode);
    assert_eq!(server.resync(&device.text(501), later(300)), Welcome);
    assert_eq!((server.state, server.trail.count()), (expecting(502), 0));

    let (device, mut server) = Server::of(TokenKind::Totp8, Profile::PingOne);
    assert_eq!(server.resync(&device.text(STEP - 100), NOW), OneMoreCode);
    assert_eq!(server.resync(&device.text(STEP - 99), later(30)), Welcome);
    assert_eq!(server.state, accepted(Some(STEP - 99), -100));
}

#[test]
fn the_first_request_answers_alike_for_right_and_wrong_codes() {
    let (device, mut right) = Server::of(TokenKind::Hotp6, Profile::PingOne);
    let (_, mut wrong) = Server::of(TokenKind::Hotp6, Profile::PingOne);
    let answers = [right.resync(&device.text(500), NOW), wrong.resync("000000", NOW)];
    assert_eq!(answers, [OneMoreCode, OneMoreCode]);
    assert_eq!((right.throttle, right.state), (wrong.throttle, wrong.state));
    assert_eq!(right.throttle, Throttle::default(), "nothing was judged, nothing is counted");
    assert_eq!(right.trail.count(), wrong.trail.count());

    // The wrong one costs its attempt with the second code, which is then the first of the next pair.
    assert_eq!(wrong.resync(&device.text(500), NOW), Rejected);
    assert_eq!((wrong.throttle.attempts(), wrong.trail.count()), (1, 2));
    assert_eq!(wrong.resync(&device.text(501), NOW), Welcome);
}

#[test]
fn a_second_request_after_five_minutes_is_a_first_one() {
    let (device, mut server) = Server::of(TokenKind::Hotp6, Profile::PingOne);
    for (counter, seconds, answer) in [(500, 0, OneMoreCode), (501, 301, OneMoreCode), (502, 302, Welcome)] {
        assert_eq!(server.resync(&device.text(counter), later(seconds)), answer, "after {seconds} s");
    }
}

#[test]
fn guesses_in_two_requests_meet_the_lock() {
    let (_, mut server) = Server::of(TokenKind::Hotp6, Profile::PingOne);
    let judged = (0..100).filter(|guess| server.resync(&format!("{guess:06}"), NOW) == Rejected).count();
    assert_eq!((judged, server.throttle.attempts()), (10, 10));
}

#[test]
fn a_token_in_step_pairs_with_one_code_which_is_spent() {
    for (kind, factor) in [(TokenKind::Hotp6, 3), (TokenKind::Totp6, STEP)] {
        for profile in Profile::ALL {
            let (device, mut server) = Server::of(kind, profile);
            assert_eq!(server.pair(&device.text(factor), NOW), Welcome, "{kind} under {profile}");
            assert_eq!(server.login(&device.text(factor), NOW), Rejected);
            assert_eq!(server.login(&device.text(factor + 1), NOW), Welcome);
        }
    }
}

#[test]
fn a_token_out_of_step_pairs_with_one_more_code_where_two_are_taken() {
    for (kind, profile, first, second) in [
        (TokenKind::Hotp6, Profile::PingOne, OneMoreCode, Welcome),
        (TokenKind::Hotp8, Profile::Rfc, OneMoreCode, Welcome),
        (TokenKind::Totp6, Profile::PingOne, OneMoreCode, Welcome),
        (TokenKind::DuoD100, Profile::PingOne, Rejected, Rejected),
        (TokenKind::Hotp6, Profile::Duo, Rejected, Rejected),
        (TokenKind::Totp6, Profile::Duo, Rejected, Rejected),
    ] {
        let (device, mut server) = Server::of(kind, profile);
        let far = if kind == TokenKind::Totp6 { STEP + 500 } else { 500 };
        assert_eq!(server.pair(&device.text(far), NOW), first, "{kind} under {profile}");
        let answer = if first == OneMoreCode { server.resync(&device.text(far + 1), NOW) } else { Rejected };
        assert_eq!(answer, second, "{kind} under {profile}");
    }
    // One more code is asked for whatever was wrong with the first: this one is spent.
    let (device, mut server) = Server::of(TokenKind::Totp6, Profile::PingOne);
    server.state = accepted(Some(STEP), 0);
    assert_eq!(server.pair(&device.text(STEP), NOW), OneMoreCode);
}

#[test]
fn a_reset_clock_opens_what_a_clock_that_ran_ahead_had_spent() {
    let (device, mut server) = Server::of(TokenKind::Totp6, Profile::Rfc);
    let (wrong, ahead) = (later(30 * 10_000), STEP + 10_000);
    assert_eq!(server.login(&device.text(ahead), wrong), Welcome);

    // The server's clock is set right, and nothing fits any more.
    let behind = TokenError::Refused(Refusal::Rejected(Detail::BehindLastAccepted));
    let input = server.token.read(device.text(STEP + 1).as_bytes()).unwrap();
    let verdict = server.token.verify(&server.state, Attempt::unthrottled(), input, NOW);
    assert_eq!(verdict.unwrap_err(), behind);
    for run in device.runs(STEP) {
        let verdict = server.token.resync(&server.state, Attempt::unthrottled(), run, NOW);
        assert_eq!(verdict.unwrap_err(), behind);
    }

    server.state = server.token.reset_clock(NOW).unwrap();
    assert_eq!(server.login(&device.text(STEP), NOW), Rejected, "the step of the reset is spent");
    assert_eq!(server.login(&device.text(STEP + 1), NOW), Welcome);
    assert_eq!(
        server.login(&device.text(ahead), wrong),
        Welcome,
        "the price: this code passes a second time"
    );
}
