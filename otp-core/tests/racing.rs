//! A row with a throttle and a version holds against requests in parallel: no guess too many, no code twice, and no
//! honest login lost to a stranger.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::{Device, NOW, expecting};
use otp_core::{
    Accepted, Attempt, Locked, Profile, Throttle, Token, TokenKind, TokenState, UnixTime, hotp,
    throttle::Policy, token,
};
use std::{
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

/// The row of a token as a database keeps it: `begin` and `store` are one compare-and-swap each.
struct Row {
    throttle: Mutex<[u8; 16]>,
    versioned: Mutex<(u64, TokenState)>,
    judged: AtomicU32,
}

impl Row {
    /// A fresh token of the first counter.
    fn new() -> Self {
        let throttle = Mutex::new(Throttle::default().to_bytes());
        Self { throttle, versioned: Mutex::new((1, expecting(0))), judged: AtomicU32::new(0) }
    }

    /// Counts an attempt: writes the throttle where the one that was read still stands, else reads again.
    fn begin(&self, policy: &Policy, now: UnixTime) -> Result<Attempt, Locked> {
        loop {
            let read = *self.throttle.lock().unwrap();
            let attempt = Throttle::from_bytes(&read).unwrap().begin(policy, now)?;
            let mut stored = self.throttle.lock().unwrap();
            if *stored == read {
                *stored = attempt.throttle().unwrap().to_bytes();
                return Ok(attempt);
            }
        }
    }

    /// Reads the row, counts the attempt and judges the code; an acceptance comes with the version to store it over.
    fn judge(&self, token: &Token, text: &str, now: UnixTime) -> Result<Option<Judged>, Locked> {
        let input = token.read(text.as_bytes()).unwrap();
        let (version, state) = *self.versioned.lock().unwrap();
        let attempt = self.begin(&token.policy().throttle, now)?;
        self.judged.fetch_add(1, Ordering::Relaxed);
        Ok(token.verify(&state, attempt, input, now).ok().map(|accepted| Judged { version, accepted }))
    }

    /// Stores an acceptance where the version still stands, and forgets the failures. `false`: there was no login.
    fn store(&self, Judged { version, accepted }: Judged) -> bool {
        let mut row = self.versioned.lock().unwrap();
        if row.0 != version {
            return false;
        }
        *row = (version + 1, accepted.into_next());
        *self.throttle.lock().unwrap() = Throttle::default().to_bytes();
        true
    }

    /// One whole request: whether the user is in.
    fn login(&self, token: &Token, text: &str, now: UnixTime) -> Result<bool, Locked> {
        Ok(self.judge(token, text, now)?.is_some_and(|judged| self.store(judged)))
    }
}

/// An acceptance, and the version of the row that it was judged by.
struct Judged {
    version: u64,
    accepted: Accepted<TokenState>,
}

fn token(throttle: Policy) -> (Device, Token) {
    let device = Device::of(TokenKind::Hotp6);
    let policy = token::Policy { throttle, ..token::Policy::for_kind(TokenKind::Hotp6, Profile::Rfc) };
    (device, device.token(TokenKind::Hotp6, &policy).unwrap())
}

/// What eight threads find, each with its own number.
fn eight<T: Send>(work: impl Fn(u32) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let work = &work;
        let racers: Vec<_> = (0..8).map(|racer| scope.spawn(move || work(racer))).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    })
}

#[test]
fn guesses_in_parallel_are_judged_as_often_as_the_limit_allows_and_no_more() {
    let lock = Policy { limit: 3, first_lock: 60, longest_lock: 60, stop: u32::MAX };
    for (policy, allowed) in [
        (Policy::default(), 10),
        (Policy { limit: 1, ..lock }, 1),
        (lock, 3),
        (Policy { limit: 30, stop: 7, ..lock }, 7),
        (Policy::administrator_unlocks(5), 5),
    ] {
        let (_, token) = token(policy);
        let row = Row::new();
        let answers = eight(|racer| {
            (0..50)
                .filter(|guess| row.login(&token, &format!("{:06}", racer * 50 + guess), NOW).is_ok())
                .count()
        });
        assert_eq!(answers.into_iter().sum::<usize>(), allowed, "{policy:?}");
        assert_eq!(row.judged.load(Ordering::Relaxed) as usize, allowed, "{policy:?}");
    }
}

#[test]
fn guesses_in_parallel_stop_for_good_at_the_hundredth() {
    let (_, token) = token(Policy::default());
    let row = Row::new();
    // Every racer waits for the locks to end, each by its own clock.
    eight(|racer| {
        for hour in 0..200 {
            let guess = format!("{:06}", racer * 200 + hour);
            let _ = row.login(&token, &guess, UnixTime::new(NOW.get() + u64::from(hour) * 3600));
        }
    });
    assert_eq!(row.judged.load(Ordering::Relaxed), 100);
}

#[test]
fn a_locked_token_answers_alike_for_right_and_wrong_codes() {
    let (device, token) = token(Policy::default());
    let row = Row::new();
    for _ in 0..10 {
        assert_eq!(row.login(&token, "000000", NOW), Ok(false));
    }
    let [right, wrong] =
        [device.text(0), "000000".into()].map(|text| row.login(&token, &text, NOW).unwrap_err());
    assert_eq!(right, wrong);
    assert_eq!(right.to_string(), "locked");
    assert_eq!(row.judged.load(Ordering::Relaxed), 10);
}

#[test]
fn the_attempt_that_brings_the_lock_is_judged_and_its_success_clears_the_count() {
    let (device, token) = token(Policy::default());
    let row = Row::new();
    for _ in 0..9 {
        assert_eq!(row.login(&token, "000000", NOW), Ok(false));
    }
    assert_eq!(row.login(&token, &device.text(0), NOW), Ok(true));
    assert_eq!(*row.throttle.lock().unwrap(), Throttle::default().to_bytes());
}

#[test]
fn wrong_guesses_of_a_stranger_do_not_cancel_a_login_in_flight() {
    let (device, token) = token(Policy::default());
    let row = Row::new();
    let honest = row.judge(&token, &device.text(0), NOW).unwrap().unwrap();
    eight(|_| row.login(&token, "000000", NOW));
    assert!(row.store(honest));
    assert_eq!(*row.versioned.lock().unwrap(), (2, expecting(1)));
    // The strangers had counted nine failures; the login forgot them.
    assert_eq!(row.login(&token, &device.text(1), NOW), Ok(true));
}

#[test]
fn one_code_lets_one_of_eight_racers_in() {
    // Eight digits and no look-ahead: in so many races a text of six fits a later counter of the window by chance, and
    // rightly lets a second one in.
    let kind = TokenKind::Hotp8;
    let policy = token::Policy {
        hotp: hotp::Policy { look_ahead: 0, ..hotp::Policy::default() },
        throttle: Policy { limit: 50, ..Policy::default() },
        ..token::Policy::for_kind(kind, Profile::Rfc)
    };
    let (device, row) = (Device::of(kind), Row::new());
    let token = device.token(kind, &policy).unwrap();
    let races = std::env::var("RACES").map_or(200, |races| races.parse().expect("RACES is a number"));
    for press in 0..races {
        let text = device.text(press);
        let answers = eight(|_| row.login(&token, &text, NOW));
        assert_eq!(answers.into_iter().filter(|answer| *answer == Ok(true)).count(), 1, "press {press}");
    }
    println!("{races} races");
    assert_eq!(*row.versioned.lock().unwrap(), (1 + races, expecting(races)));
}
