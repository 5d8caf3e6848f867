//! In a million random histories no counter or time step is accepted twice, and no watermark is lowered but by
//! `reset_clock`.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::Device;
use otp_core::{
    Attempt, Code, Profile, Run, RunLength, Throttle, Token, TokenKind, TokenState, Trail, UnixTime, hotp,
    throttle,
    token::{Policy, ResyncRule},
    totp,
};
use std::{ops::Range, thread};

/// How many histories each of two threads plays.
const HISTORIES: u64 = 500_000;

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

/// `SplitMix64` (Steele, Lea and Flood 2014): a history is the number it began with.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = self.next().checked_rem(from.len() as u64)?;
        from.get(usize::try_from(at).unwrap()).copied()
    }
}

/// A server, a device, and what an onlooker knows of both.
struct World<'t> {
    history: u64,
    random: Random,
    device: Device,
    token: Token,
    state: TokenState,
    throttle: Throttle,
    trail: Trail,
    /// The server's clock in seconds.
    now: u64,
    /// The device: the next counter, or the seconds on its clock.
    pocket: u64,
    /// The factors whose codes the device has shown.
    shown: Vec<u64>,
    /// The factors that were accepted.
    spent: Vec<u64>,
    tally: &'t mut Tally,
}

impl<'t> World<'t> {
    fn new(history: u64, tally: &'t mut Tally) -> Self {
        let mut random = Random(history);
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
        let (token, state) = (device.token(kind, &policy).unwrap(), TokenState::for_kind(kind));
        let now = 10_000 + random.below(60);
        let pocket = if clock(kind) { now + random.below(120) - 60 } else { random.below(6) };
        let (throttle, trail, shown, spent) = Default::default();
        Self { history, random, device, token, state, throttle, trail, now, pocket, shown, spent, tally }
    }

    fn play(&mut self) {
        for _ in 0..OPERATIONS {
            match self.random.below(16) {
                0 => self.lose_presses(),
                1 => self.shift_clocks(),
                2 => self.restart(),
                3 => self.let_an_administrator_act(),
                4..9 => {
                    let factor = self.press();
                    self.login(&self.device.text(factor));
                }
                9..12 => self.replay(),
                12 => {
                    let guess = self.random.below(1_000_000);
                    self.login(&format!("{guess:0width$}", width = self.device.digits as usize));
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
        if clock(self.token.kind()) {
            self.pocket += seconds;
        }
    }

    /// The device shows its next code, some seconds after the last one.
    fn press(&mut self) -> u64 {
        let factor = if clock(self.token.kind()) { self.pocket / STEP } else { self.pocket };
        self.shown.push(factor);
        if clock(self.token.kind()) {
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
        let device = clock(self.token.kind()) && self.random.below(2) == 0;
        let shifted = if device { &mut self.pocket } else { &mut self.now };
        *shifted = *shifted + shift - 180;
    }

    fn restart(&mut self) {
        self.state = TokenState::from_bytes(&self.state.to_bytes()).unwrap();
        self.throttle = Throttle::from_bytes(&self.throttle.to_bytes()).unwrap();
        self.trail = Trail::from_bytes(&self.trail.to_bytes()).unwrap();
    }

    /// Unlocks, and resets the clock where there is one: the one act that may open spent steps again.
    fn let_an_administrator_act(&mut self) {
        self.throttle = Throttle::unlock();
        match self.token.reset_clock(UnixTime::new(self.now)) {
            Ok(state) if self.random.below(2) == 0 => {
                self.state = state;
                let watermark = unspent(&state);
                assert_eq!(watermark, self.now / STEP + 1);
                self.spent.retain(|factor| *factor < watermark);
                self.tally.resets += 1;
            }
            answer => assert_eq!(answer.is_ok(), clock(self.token.kind())),
        }
    }

    /// A code that was on the display before, spent or lost.
    fn replay(&mut self) {
        let Some(factor) = self.random.pick(&self.shown) else { return };
        self.tally.replays += u64::from(self.spent.contains(&factor));
        if self.random.below(3) == 0 {
            self.resync(factor, 2);
        } else {
            self.login(&self.device.text(factor));
        }
    }

    fn attempt(&mut self) -> Option<Attempt> {
        let attempt = self.throttle.begin(&self.token.policy().throttle, UnixTime::new(self.now)).ok();
        match &attempt {
            Some(attempt) => self.throttle = *attempt.throttle().unwrap(),
            None => self.tally.locked += 1,
        }
        attempt
    }

    fn login(&mut self, text: &str) {
        let now = UnixTime::new(self.now);
        let Some(attempt) = self.attempt() else { return };
        let input = self.token.read(text.as_bytes()).unwrap();
        if let Ok(accepted) = self.token.verify(&self.state, attempt, input, now) {
            self.spend(accepted.previous(), *accepted.next(), &[input.code().unwrap()]);
            self.tally.logins += 1;
            return;
        }
        self.tally.refusals += 1;
        self.trail = self.trail.push(input.code().unwrap(), now);
        if let Some(length) = self.token.policy().automatic
            && let Some(run) = self.trail.last(length, now, Trail::LIMIT)
            && self.throttle.locked(now).is_none()
            && self.bring_together(Attempt::unthrottled(), run)
        {
            self.tally.automatic += 1;
        }
    }

    /// A resync with the codes of these successive factors.
    fn resync(&mut self, first: u64, codes: u64) {
        let run = self.device.runs(first)[usize::from(codes == 3)];
        if let Some(attempt) = self.attempt() {
            self.tally.resyncs += u64::from(self.bring_together(attempt, run));
        }
    }

    fn bring_together(&mut self, attempt: Attempt, run: Run) -> bool {
        let verdict = self.token.resync(&self.state, attempt, run, UnixTime::new(self.now));
        let Ok(resynced) = verdict else { return false };
        self.spend(resynced.previous(), *resynced.next(), run.codes());
        true
    }

    /// Takes an acceptance over, and checks it against all that was accepted before.
    fn spend(&mut self, previous: &TokenState, next: TokenState, codes: &[Code]) {
        let history = self.history;
        assert_eq!(*previous, self.state, "history {history}: what was given");
        let (before, after) = (unspent(previous), unspent(&next));
        assert!(before < after, "history {history}: the watermark went from {before} to {after}");
        // The library claims that the codes are those of the factors below the new watermark. The device knows.
        for (factor, code) in (after - codes.len() as u64..).zip(codes) {
            assert!(factor >= before, "history {history}: {factor} lies below the watermark");
            assert!(same(*code, self.device.code(factor)), "history {history}: not the code of {factor}");
            assert!(!self.spent.contains(&factor), "history {history}: {factor} was accepted twice");
            self.spent.push(factor);
        }
        (self.state, self.throttle, self.trail) = (next, Throttle::default(), Trail::default());
    }
}

/// The least factor that is not spent.
fn unspent(state: &TokenState) -> u64 {
    match state {
        TokenState::Hotp(state) => state.counter().get(),
        TokenState::Totp(state) => state.last_accepted().map_or(0, |last| last.get() + 1),
        TokenState::YubiKey(_) => unreachable!("no such kind is played"),
    }
}

/// Whether the kind counts time steps.
fn clock(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Totp6 | TokenKind::Totp8)
}

/// Whether two codes are the same; a stored trail is where that shows.
fn same(one: Code, other: Code) -> bool {
    let [one, other] = [one, other].map(|code| Trail::default().push(code, UnixTime::new(0)).to_bytes());
    one == other
}

/// Plays so many histories, and sees to it that much has happened in them.
fn play(histories: Range<u64>) {
    let mut tally = Tally::default();
    for history in histories {
        World::new(history, &mut tally).play();
    }
    println!("{tally:?}");
    let Tally { operations, logins, refusals, replays, resyncs, automatic, locked, resets } = tally;
    assert_eq!(operations, HISTORIES * OPERATIONS);
    let counts = [logins, refusals, replays, resyncs, automatic, locked, resets];
    assert!(counts.into_iter().all(|count| count >= 30_000), "{counts:?}");
}

#[test]
fn nothing_is_accepted_twice_and_no_watermark_is_lowered() {
    thread::scope(|scope| {
        for half in [0..HISTORIES, HISTORIES..2 * HISTORIES] {
            scope.spawn(|| play(half));
        }
    });
}
