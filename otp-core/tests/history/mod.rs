//! Random histories of a server and a device, and what an onlooker knows of both: the one model that every face of the
//! library is held against.
//!
//! The model reads stored bytes as the documents describe them, and has nothing of the library's own making.

#![allow(dead_code, clippy::unwrap_used, reason = "a test, and every test file takes the part that it needs")]
mod piped;
mod random;
mod stored;

#[allow(unused_imports, reason = "the Rust interface is not piped")]
pub(crate) use self::piped::Piped;

use self::{
    random::Random,
    stored::{EMPTY_THROTTLE, EMPTY_TRAIL, clock, locked, unspent},
};
use crate::device::Device;
use otp_core::{
    Profile, RunLength, TokenKind, TokenState, hotp, throttle, token::Policy, token::ResyncRule, totp,
};
use std::{ops::Range, thread};

/// A face of the library: what a server asks it, in the bytes that are stored and the texts that are typed.
pub(crate) trait Judge {
    /// Sets the token up that is asked about from now on.
    fn set_up(&mut self, policy: &Policy, key: &[u8; 20]);

    /// Counts an attempt, for the next verdict to spend; none while the token is locked.
    fn begin(&mut self, throttle: &[u8; 16], now: u64) -> Option<[u8; 16]>;

    /// The state after a login with the attempt that was begun, if it is accepted.
    fn verify(&mut self, state: &[u8; 24], code: &str, now: u64) -> Option<[u8; 24]>;

    /// The state after a resync with the attempt that was begun, if it is accepted.
    fn resync(&mut self, state: &[u8; 24], codes: &[String], now: u64) -> Option<[u8; 24]>;

    /// The trail with one more code.
    fn push(&mut self, trail: &[u8; 52], code: &str, now: u64) -> [u8; 52];

    /// The state after an unthrottled resync on the newest codes of a trail, if they are young enough and accepted.
    fn resync_on(&mut self, state: &[u8; 24], trail: &[u8; 52], codes: usize, now: u64) -> Option<[u8; 24]>;

    /// The state after an administrator has reset the clock, where there is one.
    fn reset_clock(&mut self, now: u64) -> Option<[u8; 24]>;
}

/// How many operations a history has.
const OPERATIONS: u64 = 10;

/// The seconds of a time step.
const STEP: u64 = 30;

/// What happened, to show that the histories are not empty.
#[derive(Debug, Default)]
struct Tally {
    operations: u64,
    logins: u64,
    refusals: u64,
    replays: u64,
    resyncs: u64,
    automatic: u64,
    locked: u64,
    resets: u64,
}

/// A server, a device, and what an onlooker knows of both.
struct World<'w, J> {
    history: u64,
    random: Random,
    judge: &'w mut J,
    tally: &'w mut Tally,
    device: Device,
    policy: Policy,
    state: [u8; 24],
    throttle: [u8; 16],
    trail: [u8; 52],
    /// The codes in the trail, the newest last.
    pushed: Vec<String>,
    /// The server's clock in seconds.
    now: u64,
    /// The device: the next counter, or the seconds on its clock.
    pocket: u64,
    /// The factors whose codes the device has shown.
    shown: Vec<u64>,
    /// The factors that were accepted.
    spent: Vec<u64>,
}

impl<'w, J: Judge> World<'w, J> {
    fn new(history: u64, judge: &'w mut J, tally: &'w mut Tally) -> Self {
        let mut random = Random::new(history);
        let kinds =
            [TokenKind::Hotp6, TokenKind::Totp6, TokenKind::Hotp8, TokenKind::Totp8, TokenKind::DuoD100];
        let kind = random.pick(&kinds).unwrap();
        let device = Device { key: [0; 20].map(|_: u8| random.next().to_le_bytes()[0]), ..Device::of(kind) };
        let policy = Policy {
            hotp: hotp::Policy { look_ahead: 2, resync_window: 6 },
            totp: totp::Policy { resync_behind: 3, resync_ahead: 4, ..totp::Policy::with_step(30) },
            resync: ResyncRule::TwoOrThree,
            automatic: random.pick(&[RunLength::Two, RunLength::Three]),
            throttle: throttle::Policy { limit: 4, first_lock: 45, longest_lock: 90, stop: 6 },
            ..Policy::for_kind(kind, Profile::Rfc)
        };
        judge.set_up(&policy, &device.key);
        let state = TokenState::for_kind(kind).to_bytes();
        let now = 10_000 + random.below(60);
        let pocket = if clock(kind) { now + random.below(120) - 60 } else { random.below(6) };
        let (throttle, trail, pushed) = (EMPTY_THROTTLE, EMPTY_TRAIL, Vec::new());
        let (shown, spent) = Default::default();
        Self {
            history,
            random,
            judge,
            tally,
            device,
            policy,
            state,
            throttle,
            trail,
            pushed,
            now,
            pocket,
            shown,
            spent,
        }
    }

    fn play(&mut self) {
        for _ in 0..OPERATIONS {
            match self.random.below(16) {
                0 | 1 => self.lose_presses(),
                2 => self.shift_clocks(),
                3 => self.let_an_administrator_act(),
                4..9 => {
                    let factor = self.press();
                    self.login(self.device.text(factor));
                }
                9..12 => self.replay(),
                12 => {
                    let guess = self.random.below(1_000_000);
                    self.login(format!("{guess:0width$}", width = self.device.digits as usize));
                }
                _ => {
                    let first = self.press();
                    let codes = 2 + self.random.below(2);
                    for _ in 1..codes {
                        self.press();
                    }
                    self.resync(first, codes);
                }
            }
            self.tally.operations += 1;
        }
    }

    fn pass(&mut self, seconds: u64) {
        self.now += seconds;
        if clock(self.policy.kind) {
            self.pocket += seconds;
        }
    }

    /// The device shows its next code, some seconds after the last one.
    fn press(&mut self) -> u64 {
        let factor = if clock(self.policy.kind) { self.pocket / STEP } else { self.pocket };
        self.shown.push(factor);
        if clock(self.policy.kind) {
            self.pass(STEP);
        } else {
            self.pocket += 1;
            let seconds = self.random.below(40);
            self.pass(seconds);
        }
        factor
    }

    fn lose_presses(&mut self) {
        for _ in 0..self.random.below(9) {
            self.press();
        }
    }

    /// The server's clock is set by up to three minutes either way, or a device's own clock drifts.
    fn shift_clocks(&mut self) {
        let shift = self.random.below(360);
        let device = clock(self.policy.kind) && self.random.below(2) == 0;
        let shifted = if device { &mut self.pocket } else { &mut self.now };
        *shifted = *shifted + shift - 180;
    }

    /// Unlocks, and resets the clock where there is one: the one act that may open spent steps again.
    fn let_an_administrator_act(&mut self) {
        self.throttle = EMPTY_THROTTLE;
        let answer = self.judge.reset_clock(self.now);
        assert_eq!(answer.is_some(), clock(self.policy.kind));
        if let Some(state) = answer.filter(|_| self.random.below(2) == 0) {
            self.state = state;
            let watermark = unspent(&state);
            assert_eq!(watermark, self.now / STEP + 1);
            self.spent.retain(|factor| *factor < watermark);
            self.tally.resets += 1;
        }
    }

    /// A code that was on the display before, spent or lost.
    fn replay(&mut self) {
        let Some(factor) = self.random.pick(&self.shown) else { return };
        self.tally.replays += u64::from(self.spent.contains(&factor));
        if self.random.below(3) == 0 {
            self.resync(factor, 2);
        } else {
            self.login(self.device.text(factor));
        }
    }

    fn attempt(&mut self) -> bool {
        let counted = self.judge.begin(&self.throttle, self.now);
        assert_eq!(counted.is_none(), locked(&self.throttle, self.now), "history {}: the lock", self.history);
        self.throttle = counted.unwrap_or(self.throttle);
        self.tally.locked += u64::from(counted.is_none());
        counted.is_some()
    }

    fn login(&mut self, text: String) {
        if !self.attempt() {
            return;
        }
        if let Some(next) = self.judge.verify(&self.state, &text, self.now) {
            self.spend(next, &[text]);
            self.tally.logins += 1;
            return;
        }
        self.tally.refusals += 1;
        self.trail = self.judge.push(&self.trail, &text, self.now);
        self.pushed.push(text);
        if let Some(codes) = self.policy.automatic.map(|length| length as usize)
            && !locked(&self.throttle, self.now)
            && let Some(next) = self.judge.resync_on(&self.state, &self.trail, codes, self.now)
        {
            let codes = self.pushed.split_off(self.pushed.len() - codes);
            self.spend(next, &codes);
            self.tally.automatic += 1;
        }
    }

    /// A resync with the codes of these successive factors.
    fn resync(&mut self, first: u64, codes: u64) {
        let codes: Vec<String> = (first..first + codes).map(|factor| self.device.text(factor)).collect();
        if self.attempt()
            && let Some(next) = self.judge.resync(&self.state, &codes, self.now)
        {
            self.spend(next, &codes);
            self.tally.resyncs += 1;
        }
    }

    /// Takes an acceptance over, and checks it against all that was accepted before.
    fn spend(&mut self, next: [u8; 24], codes: &[String]) {
        let history = self.history;
        let (before, after) = (unspent(&self.state), unspent(&next));
        assert!(before < after, "history {history}: the watermark went from {before} to {after}");
        // The library claims that the codes are those of the factors below the new watermark. The device knows.
        for (factor, code) in (after - codes.len() as u64..).zip(codes) {
            assert!(factor >= before, "history {history}: {factor} lies below the watermark");
            assert_eq!(*code, self.device.text(factor), "history {history}: not the code of {factor}");
            assert!(!self.spent.contains(&factor), "history {history}: {factor} was accepted twice");
            self.spent.push(factor);
        }
        (self.state, self.throttle, self.trail) = (next, EMPTY_THROTTLE, EMPTY_TRAIL);
        self.pushed.clear();
    }
}

/// Plays so many histories, and sees to it that much has happened in them.
fn play_half(judge: &mut impl Judge, histories: Range<u64>) {
    let (mut tally, count) = (Tally::default(), histories.end - histories.start);
    for history in histories {
        World::new(history, judge, &mut tally).play();
    }
    println!("{count} histories: {tally:?}");
    let Tally { operations, logins, refusals, replays, resyncs, automatic, locked, resets } = tally;
    assert_eq!(operations, count * OPERATIONS);
    let counts = [logins, refusals, replays, resyncs, automatic, locked, resets];
    assert!(counts.into_iter().all(|happened| happened >= count / 20), "{counts:?}");
}

/// Plays so many histories, or as many as `HISTORIES` says, on two threads, each with a judge of its own.
pub(crate) fn play<J: Judge>(usual: u64, judge: impl Fn() -> J + Sync) {
    let asked = std::env::var("HISTORIES").ok().map(|count| count.parse().expect("HISTORIES is a number"));
    let half = asked.unwrap_or(usual) / 2;
    thread::scope(|scope| {
        for histories in [0..half, half..2 * half] {
            scope.spawn(|| play_half(&mut judge(), histories));
        }
    });
}
