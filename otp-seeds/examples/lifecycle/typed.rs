//! Tokens whose kind is known when the program is written.

use crate::{
    published::{AES_KEY, OTPS, PRIVATE_ID, SECRET, press, tick},
    story::{Story, chapter},
};
use otp_core::{
    Accepted, Algorithm, Code, Counter, Digits, Hotp, ParseError, Refusal, Secret, Totp, UnixTime, YubiKey,
    hotp, totp,
    yubikey::{self, AesKey, Otp, PrivateId},
};
use std::{
    error::Error,
    sync::{
        Barrier,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// An HOTP token gets lost in a pocket, twice.
pub(crate) fn hotp(story: &mut Story) -> Result<(), Box<dyn Error>> {
    chapter("HOTP: RFC 4226, Appendix D");
    let token = Hotp::new(&Secret::new(SECRET)?, Algorithm::Sha1, Digits::Six, hotp::Policy::default())?;
    let mut stored = hotp::State::new(Counter::new(0));
    let codes = |counters: &[u64]| -> String {
        let shown: Vec<_> = counters.iter().map(|&counter| press(counter)).collect();
        shown.join(" ")
    };

    let accepted = token.verify(&stored, code(press(0))?);
    story.line("log in with the code of counter 0", press(0), &accepted, "accepted, counter 0 → 1");
    stored = accepted?.into_next();
    let again = token.verify(&stored, code(press(0))?);
    story.line("the same code again", press(0), again, "refused (no match in the window)");
    let lost = token.verify(&stored, code(press(42))?);
    story.line("forty presses later, with counter 42", press(42), lost, "refused (no match in the window)");

    let resynced = token.resync(&stored, [code(press(42))?, code(press(43))?]);
    story.line("resync with counters 42 and 43", &codes(&[42, 43]), &resynced, "resynced, counter 1 → 44");
    stored = resynced?.into_next();
    for counter in [42, 43] {
        let spent = token.verify(&stored, code(press(counter))?);
        let what = format!("log in with counter {counter}");
        story.line(&what, press(counter), spent, "refused (no match in the window)");
    }
    let spent = token.resync(&stored, [code(press(42))?, code(press(43))?]);
    story.line(
        "resync with the same two again",
        &codes(&[42, 43]),
        spent,
        "refused (no match in the window)",
    );

    let run = [code(press(100))?, code(press(101))?, code(press(102))?];
    let resynced = token.resync(&stored, run);
    story.line(
        "resync with counters 100, 101 and 102",
        &codes(&[100, 101, 102]),
        &resynced,
        "resynced, counter 44 → 103",
    );
    stored = resynced?.into_next();
    let accepted = token.verify(&stored, code(press(103))?);
    story.line("log in with counter 103", press(103), accepted, "accepted, counter 103 → 104");
    Ok(())
}

/// A TOTP token has a slow clock, another one a fast clock.
pub(crate) fn totp(story: &mut Story) -> Result<(), Box<dyn Error>> {
    chapter("TOTP: RFC 6238, a time step of 30 s");
    let token = Totp::new(&Secret::new(SECRET)?, Algorithm::Sha1, Digits::Six, totp::Policy::default())?;
    let (slow, fast) = (totp::State::default(), totp::State::default());

    let now = UnixTime::new(1_700_000_010);
    let shown = tick(1_699_999_980);
    let accepted = token.verify(&slow, code(shown)?, now);
    story.line(
        "at 1700000010, a token half a minute slow",
        shown,
        &accepted,
        "accepted, step 56666666, drift 0 → -1",
    );
    let slow = accepted?.into_next();
    let again = token.verify(&slow, code(shown)?, now);
    story.line("the same code again", shown, again, "refused (matches what was used before)");
    let (now, shown) = (UnixTime::new(1_700_000_040), tick(1_700_000_010));
    let accepted = token.verify(&slow, code(shown)?, now);
    story.line(
        "at 1700000040, its next code, still slow",
        shown,
        accepted,
        "accepted, step 56666667, drift -1 → -1",
    );

    let now = UnixTime::new(1_700_000_010);
    let hour = [1_700_003_550, 1_700_003_580, 1_700_003_610].map(tick);
    let [a, b, c] = hour;
    let lost = token.verify(&fast, code(a)?, now);
    story.line("at 1700000010, a token an hour fast", a, lost, "refused (no match in the window)");
    let resynced = token.resync(&fast, [code(a)?, code(b)?, code(c)?], now);
    story.line(
        "resync with three codes",
        &hour.join(" "),
        &resynced,
        "resynced, step 56666787, drift 0 → 120",
    );
    let (now, shown) = (UnixTime::new(1_700_000_040), tick(1_700_003_640));
    let accepted = token.verify(&resynced?.into_next(), code(shown)?, now);
    story.line(
        "at 1700000040, its next code logs in",
        shown,
        accepted,
        "accepted, step 56666788, drift 120 → 120",
    );
    Ok(())
}

/// A YubiKey says its own counters.
pub(crate) fn yubikey(story: &mut Story) -> Result<(), Box<dyn Error>> {
    chapter("YubiKey: the OTPs of yubico-c's README");
    let token = YubiKey::new(&AesKey::from_hex(AES_KEY)?, PrivateId::from_hex(PRIVATE_ID)?);
    let verify = |state: &yubikey::State, text: &str| -> Result<Result<Accepted<_>, Refusal>, ParseError> {
        Ok(token.verify(state, &Otp::parse(text.as_bytes())?))
    };
    let [older, newer] = OTPS;
    let accepted = verify(&yubikey::State::default(), newer)?;
    story.line("touch the key", newer, &accepted, "accepted, use 0/0 → 19/17");
    let stored = accepted?.into_next();
    let again = verify(&stored, newer)?;
    story.line("the same OTP again", newer, again, "refused (matches what was used before)");
    let late = verify(&stored, older)?;
    story.line("an OTP made before it, arriving late", older, late, "refused (matches what was used before)");
    Ok(())
}

/// Eight requests with one code, at the same moment, against a store that compares and swaps.
pub(crate) fn race(story: &mut Story) -> Result<(), Box<dyn Error>> {
    chapter("One code, eight threads");
    let token = Hotp::new(&Secret::new(SECRET)?, Algorithm::Sha1, Digits::Six, hotp::Policy::default())?;
    let code = code(press(0))?;
    let (row, gate) = (AtomicU64::new(0), Barrier::new(8));
    let request = || {
        let stored = hotp::State::new(Counter::new(row.load(Ordering::Acquire)));
        gate.wait();
        let Ok(accepted) = token.verify(&stored, code) else { return false };
        let (previous, next) = (accepted.previous().counter().get(), accepted.next().counter().get());
        row.compare_exchange(previous, next, Ordering::AcqRel, Ordering::Acquire).is_ok()
    };
    let (mut winners, mut losers) = (0, 0);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(request)).collect();
        for thread in threads {
            if thread.join().expect("a request does not panic") { winners += 1 } else { losers += 1 }
        }
    });
    let verdict = format!("{winners} logged in, {losers} refused, counter {}", row.into_inner());
    story.line(
        "all see the code as good; the store decides",
        press(0),
        verdict,
        "1 logged in, 7 refused, counter 1",
    );
    Ok(())
}

fn code(text: &str) -> Result<Code, ParseError> {
    Code::parse(text.as_bytes())
}
