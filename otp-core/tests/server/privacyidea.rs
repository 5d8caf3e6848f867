//! privacyIDEA: `check_otp` and `resync` of `privacyidea/lib/tokens/hotptoken.py` (commit ed7cfd91) and `totptoken.py`
//! (029a0e65), `checkOtp` of `HMAC.py` (4afdf5b7), `inc_otp_counter` of `lib/tokenclass.py`, default windows.

use super::Codes;
use std::ops::Range;

/// `checkOtp`: the first factor that shows a value.
fn check(codes: &Codes, mut factors: Range<i64>, value: u32) -> Option<i64> {
    factors.find(|factor| codes.at(*factor) == value)
}

/// A counter token.
pub(crate) struct Hotp {
    /// The next counter.
    pub(crate) count: i64,
    pub(crate) sync_window: i64,
}

impl Hotp {
    pub(crate) fn new(count: i64) -> Self {
        Self { count, sync_window: 1000 }
    }

    /// Looks for the first code, and for the second behind it alone.
    pub(crate) fn resync(&mut self, codes: &Codes, [first, second]: [u32; 2]) -> bool {
        let found = check(codes, self.count..self.count + self.sync_window, first)
            .filter(|counter| codes.at(counter + 1) == second);
        if let Some(counter) = found {
            self.count = counter + 2;
        }
        found.is_some()
    }
}

/// A clock token of an even time step.
pub(crate) struct Totp {
    pub(crate) time_step: i64,
    /// Seconds.
    pub(crate) time_window: i64,
    /// Steps.
    pub(crate) sync_window: i64,
    /// The step of the last login, but after a resync the step behind the last code; 0 before both.
    pub(crate) count: i64,
    /// Seconds that the token is thought to be ahead.
    pub(crate) shift: i64,
}

impl Totp {
    pub(crate) fn new(count: i64) -> Self {
        Self { time_step: 30, time_window: 180, sync_window: 1000, count, shift: 0 }
    }

    pub(crate) fn check_otp(&mut self, codes: &Codes, now: i64, value: u32) -> bool {
        let counter = (now + self.shift) / self.time_step;
        let window = self.time_window / self.time_step;
        let found = check(codes, counter - window..counter + window, value)
            .filter(|step| self.count == 0 || *step > self.count);
        if let Some(step) = found {
            self.count = step;
            self.shift = step * self.time_step - now;
        }
        found.is_some()
    }

    /// Looks for each code by itself, and then whether they are neighbours.
    pub(crate) fn resync(&mut self, codes: &Codes, now: i64, [first, second]: [u32; 2]) -> bool {
        let counter = (now + self.shift) / self.time_step;
        let around = |centre: i64| centre - self.sync_window..centre + self.sync_window;
        let later = check(codes, around(counter), second);
        let found = check(codes, around(counter - 1), first)
            .filter(|step| *step >= self.count)
            .filter(|step| Some(step + 1) == later);
        if let Some(step) = found {
            // The middle of the step of the second code.
            self.shift = (2 * step + 3) * self.time_step / 2 - now;
            self.count = step + 2;
        }
        found.is_some()
    }
}
