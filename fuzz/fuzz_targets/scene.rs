//! A token, what the server knows of it, and what is typed: judged by the library and by the naive models.

use crate::{device, model};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use otp_core::{
    Algorithm, Code, Counter, Digits, Drift, Hotp, Refusal, Run, Secret, TimeStep, Totp, UnixTime, hotp, totp,
};

/// Fields of fixed length, so that seeds are easily written; numbers are small or next to an edge more often than not.
#[derive(Arbitrary, Debug)]
pub(crate) struct Scene {
    algorithm: u8,
    digits: u8,
    key: [u8; 20],
    at: u64,
    /// Whether `at` counts back from the last of all.
    at_end: bool,
    has_last: bool,
    /// The last accepted step, counted from the one the window lies around.
    last: i8,
    drift: i32,
    /// Whether the drift is any, small, or next to what logins may add up to.
    drift_edge: u8,
    step: u16,
    t0: u32,
    behind: u8,
    ahead: u8,
    /// Where the first code lies, counted from the counter or step that the window lies around.
    place: i8,
    /// Added to each code.
    wrong: [u8; 3],
}

impl Scene {
    /// HOTP and TOTP on as many codes.
    pub(crate) fn judge(&self, count: usize) {
        let algorithm =
            [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512][usize::from(self.algorithm % 3)];
        let digits = [Digits::Six, Digits::Seven, Digits::Eight][usize::from(self.digits % 3)];
        let device = device::Device { key: self.key, algorithm, digits: digits.count().into() };
        let secret = Secret::new(&self.key).expect("20 bytes");
        self.judge_hotp(count, &device, |policy| Hotp::new(&secret, algorithm, digits, policy));
        self.judge_totp(count, &device, |policy| Totp::new(&secret, algorithm, digits, policy));
    }

    fn judge_hotp<E: std::fmt::Debug>(
        &self,
        count: usize,
        device: &device::Device,
        token: impl Fn(hotp::Policy) -> Result<Hotp, E>,
    ) {
        let ahead = u32::from(self.ahead % 50);
        let token = token(hotp::Policy { look_ahead: ahead, resync_window: ahead + 1 }).expect("a policy");
        let texts = self.texts(device, self.at().wrapping_add_signed(self.place.into()), count);
        let state = hotp::State::new(Counter::new(self.at()));
        let verdict = match *codes(&texts).as_slice() {
            [code] => token.verify(&state, code).map(|accepted| accepted.next().counter()),
            ref run => token.resync(&state, read_run(run)).map(|resynced| resynced.next().counter()),
        };
        let reach = if count == 1 { ahead } else { ahead + 1 };
        let naive = model::hotp(reach, self.at(), count as u64, |first| shows(device, first, &texts));
        assert_eq!(verdict.map(Counter::get), naive.map_err(Refusal::Rejected));
    }

    fn judge_totp<E: std::fmt::Debug>(
        &self,
        count: usize,
        device: &device::Device,
        token: impl Fn(totp::Policy) -> Result<Totp, E>,
    ) {
        let (behind, ahead) = (u32::from(self.behind % 25), u32::from(self.ahead % 25));
        let policy = totp::Policy {
            step: u32::from(self.step).max(1),
            t0: UnixTime::new(self.t0.into()),
            behind,
            ahead,
            resync_behind: behind,
            resync_ahead: ahead + 1,
        };
        let token = token(policy).expect("a policy");
        let server = self.at().saturating_sub(self.t0.into()) / u64::from(policy.step);
        // Where the learnt drift puts the window of a login.
        let centre = if count == 1 { server.wrapping_add_signed(self.drift().into()) } else { server };
        let texts = self.texts(device, centre.wrapping_add_signed(self.place.into()), count);
        let last = self.has_last.then(|| centre.saturating_add_signed(self.last.into()));
        let state = totp::State::new(last.map(TimeStep::new), Drift::new(self.drift()));
        let now = UnixTime::new(self.at());
        let verdict = match *codes(&texts).as_slice() {
            [code] => token.verify(&state, code, now).map(|accepted| *accepted.next()),
            ref run => token.resync(&state, read_run(run), now).map(|resynced| *resynced.next()),
        };
        let verdict = verdict.map(|next| (next.last_accepted().expect("accepted").get(), next.drift().get()));
        let seen = (last, self.drift());
        let naive = model::totp(&policy, seen, self.at(), count as u64, |first| shows(device, first, &texts));
        assert_eq!(verdict, naive);
    }

    /// HOTP's next counter or TOTP's time.
    fn at(&self) -> u64 {
        if self.at_end { u64::MAX - self.at % 64 } else { self.at }
    }

    fn drift(&self) -> i32 {
        match self.drift_edge % 4 {
            0 => self.drift % 20,
            1 => 120 + self.drift % 4,
            2 => -120 + self.drift % 4,
            _ => self.drift,
        }
    }

    /// What the device shows from a factor on, with what was mistyped.
    fn texts(&self, device: &device::Device, first: u64, count: usize) -> Vec<String> {
        let text = |(nth, wrong): (u64, &u8)| {
            let shown: u32 = device.text(first.wrapping_add(nth)).parse().expect("digits");
            let typed = (shown + u32::from(*wrong)) % 10_u32.pow(device.digits);
            format!("{typed:0width$}", width = device.digits as usize)
        };
        (0..).zip(&self.wrong[..count]).map(text).collect()
    }
}

fn shows(device: &device::Device, first: u64, texts: &[String]) -> bool {
    (0..).zip(texts).all(|(nth, text)| device.text(first.wrapping_add(nth)) == *text)
}

fn codes(texts: &[String]) -> Vec<Code> {
    texts.iter().map(|text| device::code(text)).collect()
}

fn read_run(codes: &[Code]) -> Run {
    match *codes {
        [a, b] => [a, b].into(),
        [a, b, c] => [a, b, c].into(),
        _ => unreachable!("a run has two or three codes"),
    }
}
