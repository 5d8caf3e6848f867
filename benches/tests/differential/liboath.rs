//! What liboath shows is accepted at its place and nothing else is: random keys, digits, counters, steps and times.

#![expect(clippy::cast_possible_truncation, reason = "small numbers")]

use super::random::{Random, in_parallel, millions};
use otp_core::{
    Algorithm, Code, Counter, Digits, Hotp, Secret, TimeStep, Totp, UnixTime, hotp,
    totp::{self, Policy},
};
use std::ffi::{CStr, c_char, c_int, c_long, c_uint};

#[test]
fn the_codes_of_liboath_by_counter_are_accepted_and_no_others() {
    let cases = in_parallel(millions(), |random| {
        let (key, digits) = (random.key(), random.digits());
        let counter = random.counter();
        let token = Hotp::new(&secret(&key), Algorithm::Sha1, digits, ALONE).expect("a token");
        let state = hotp::State::new(Counter::new(counter));
        let shown = by_counter(&key, counter, digits);
        let accepted = token.verify(&state, parse(&shown)).expect("its code is accepted");
        assert_eq!(accepted.next().counter(), Counter::new(counter + 1), "{key:?} {counter} {digits:?}");
        assert!(token.verify(&state, neighbour(&shown)).is_err(), "{key:?} {counter} {digits:?}");
    });
    println!("{cases} cases of HOTP against liboath, no difference");
}

#[test]
fn the_codes_of_liboath_by_time_are_accepted_and_no_others() {
    let cases = in_parallel(millions() / 4, |random| {
        let (key, digits, algorithm) = (random.key(), random.digits(), random.algorithm());
        let step = u32::try_from(1 + random.below(7200)).expect("small");
        let t0 = if random.below(2) == 0 { 0 } else { random.below(1 << 31) };
        let now = t0 + random.time(step);
        let policy = Policy { t0: UnixTime::new(t0), behind: 0, ahead: 0, ..Policy::with_step(step) };
        let token = Totp::new(&secret(&key), algorithm, digits, policy).expect("a token");
        let state = totp::State::default();
        let shown = by_time(&key, algorithm, digits, now, step, t0);
        let accepted = token.verify(&state, parse(&shown), UnixTime::new(now)).expect("its code is accepted");
        let expected = Some(TimeStep::new((now - t0) / u64::from(step)));
        assert_eq!(accepted.next().last_accepted(), expected, "{key:?} {now} {step} {t0} {algorithm:?}");
        let wrong = token.verify(&state, neighbour(&shown), UnixTime::new(now));
        assert!(wrong.is_err(), "{key:?} {now} {step} {t0} {algorithm:?}");
    });
    println!("{cases} cases of TOTP against liboath, no difference");
}

/// A window of one place: what is accepted can only be the code there.
const ALONE: hotp::Policy = hotp::Policy { look_ahead: 0, resync_window: 1 };

impl Random {
    /// 10 to 130 bytes: below, at and above the block of each hash.
    fn key(&mut self) -> Vec<u8> {
        let length = 10 + self.below(121);
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    fn digits(&mut self) -> Digits {
        [Digits::Six, Digits::Seven, Digits::Eight][self.below(3) as usize]
    }

    fn algorithm(&mut self) -> Algorithm {
        Algorithm::ALL[self.below(3) as usize]
    }

    /// Anywhere, at the beginning, around 2^32, and at the end of what is accepted.
    fn counter(&mut self) -> u64 {
        match self.below(4) {
            0 => self.next().min(u64::MAX - 1),
            1 => self.below(1000),
            2 => (1 << 32) - 500 + self.below(1000),
            _ => u64::MAX - 1 - self.below(1000),
        }
    }

    /// At the beginning, in these centuries, around step 2^32, and as far as C's time goes.
    fn time(&mut self, step: u32) -> u64 {
        match self.below(4) {
            0 => self.below(100_000),
            1 => self.below(1 << 34),
            2 => ((1 << 32) - 500 + self.below(1000)) * u64::from(step) + self.below(step.into()),
            _ => self.below(1 << 62),
        }
    }
}

fn secret(key: &[u8]) -> Secret {
    Secret::new_short(key).expect("10 bytes or more")
}

fn parse(text: &str) -> Code {
    Code::parse(text.as_bytes()).expect("digits")
}

/// The code that is greater by one.
fn neighbour(text: &str) -> Code {
    let value: u32 = text.parse().expect("digits");
    let width = text.len();
    parse(&format!("{:0width$}", (value + 1) % 10_u32.pow(width as u32)))
}

fn by_counter(key: &[u8], counter: u64, digits: Digits) -> String {
    shown(|text| {
        let (key_text, count) = (key.as_ptr().cast(), digits.count().into());
        // SAFETY: the key has the length that is said, and the text room for eight digits and a zero.
        unsafe { oath_hotp_generate(key_text, key.len(), counter, count, false, usize::MAX, text) }
    })
}

fn by_time(key: &[u8], algorithm: Algorithm, digits: Digits, now: u64, step: u32, t0: u64) -> String {
    let flags = match algorithm {
        Algorithm::Sha1 => 0,
        Algorithm::Sha256 => 1,
        Algorithm::Sha512 => 2,
    };
    let [now, t0] = [now, t0].map(|time| c_long::try_from(time).expect("C's time goes as far"));
    shown(|text| {
        let (key_text, count) = (key.as_ptr().cast(), digits.count().into());
        // SAFETY: as above.
        unsafe { oath_totp_generate2(key_text, key.len(), now, step, t0, count, flags, text) }
    })
}

fn shown(generate: impl FnOnce(*mut c_char) -> c_int) -> String {
    let mut text = [0; 16];
    assert_eq!(generate(text.as_mut_ptr()), 0);
    // SAFETY: liboath ends the text with a zero, and the rest of the array is zeros.
    unsafe { CStr::from_ptr(text.as_ptr()) }.to_str().expect("digits").to_owned()
}

// SAFETY: as in liboath/oath.h. `time_t` is a long on the systems that Debian builds it for.
#[link(name = "oath")]
unsafe extern "C" {
    fn oath_hotp_generate(
        secret: *const c_char,
        secret_length: usize,
        moving_factor: u64,
        digits: c_uint,
        add_checksum: bool,
        truncation_offset: usize,
        output_otp: *mut c_char,
    ) -> c_int;
    fn oath_totp_generate2(
        secret: *const c_char,
        secret_length: usize,
        now: c_long,
        time_step_size: c_uint,
        start_offset: c_long,
        digits: c_uint,
        flags: c_int,
        output_otp: *mut c_char,
    ) -> c_int;
}
