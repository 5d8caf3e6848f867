//! Every published vector passes through the public API, and none is left out.

mod support;

use otp_core::{Counter, Detail, Digits, Drift, Refusal, TimeStep, UnixTime, YubiKey, hotp, totp, yubikey};
use support::{Case, cases, code, judge_hotp, judge_totp, modhex, unhex};

const DIGITS: [(Digits, &str); 3] =
    [(Digits::Six, "CODE6"), (Digits::Seven, "CODE7"), (Digits::Eight, "CODE8")];

#[test]
fn rfc_4226_appendix_d() {
    let cases = cases(include_str!("vectors/rfc4226_appendix_d.txt"));
    assert_eq!(cases.len(), 10);
    for case in cases {
        let counter: u64 = case.number("COUNTER");
        for (digits, key) in DIGITS {
            let device = case.device(digits);
            let policy = hotp::Policy { look_ahead: 0, ..hotp::Policy::default() };
            let token = device.hotp(policy);
            let state = hotp::State::new(Counter::new(counter));
            let accepted = token.verify(&state, code(case.text(key))).unwrap();
            assert_eq!(accepted.next().counter(), Counter::new(counter + 1));
            assert_eq!(device.value(counter), case.number(key), "the naive token of the other tests");
        }
    }
}

#[test]
fn rfc_6238_appendix_b() {
    let cases = cases(include_str!("vectors/rfc6238_appendix_b.txt"));
    assert_eq!(cases.len(), 18);
    for case in cases {
        let device = case.device(Digits::Eight);
        let policy = totp::Policy { behind: 0, ahead: 0, ..totp::Policy::default() };
        let token = device.totp(policy);
        let now = UnixTime::new(case.number("UNIX_TIME"));
        let step = TimeStep::new(case.number("STEP"));
        assert_eq!(token.time_step(now), Ok(step));
        let accepted = token.verify(&totp::State::default(), code(case.text("CODE8")), now).unwrap();
        assert_eq!(*accepted.next(), totp::State::new(Some(step), Drift::new(0)));
        assert_eq!(device.value(step.get()), case.number("CODE8"), "the naive token of the other tests");
    }
}

#[test]
fn hotp_logins_and_resyncs() {
    let cases = cases(include_str!("vectors/resync.txt"));
    assert_eq!(cases.len(), 24);
    assert_eq!(cases.iter().filter(|case| case.codes().len() == 1).count(), 8);
    for case in cases {
        let device = case.device(case.number::<u8>("DIGITS").try_into().unwrap());
        let (window, codes) = (case.number("WINDOW"), case.codes());
        // The window of the file is that of the act which the number of codes asks for.
        let policy = if codes.len() == 1 {
            hotp::Policy { look_ahead: window, ..hotp::Policy::default() }
        } else {
            hotp::Policy { resync_window: window, ..hotp::Policy::default() }
        };
        let token = device.hotp(policy);
        let state = hotp::State::new(Counter::new(case.number("NEXT")));
        match judge_hotp(&token, &state, &codes) {
            Ok([previous, next]) => {
                assert_eq!(next.counter(), Counter::new(case.number("RESULT")), "{case:?}");
                assert_eq!((previous, case.get("DETAIL")), (state, None), "{case:?}");
            }
            Err(refusal) => assert_refused(&case, refusal, Detail::NoMatch),
        }
    }
}

#[test]
fn totp_logins_and_resyncs() {
    let cases = cases(include_str!("vectors/totp_resync.txt"));
    assert_eq!(cases.len(), 16);
    assert_eq!(cases.iter().filter(|case| case.codes().len() == 1).count(), 8);
    for case in cases {
        let device = case.device(case.number::<u8>("DIGITS").try_into().unwrap());
        let (behind, ahead, codes) = (case.number("BEHIND"), case.number("AHEAD"), case.codes());
        let policy = totp::Policy::with_step(case.number("STEP"));
        let policy = if codes.len() == 1 {
            totp::Policy { behind, ahead, ..policy }
        } else {
            totp::Policy { resync_behind: behind, resync_ahead: ahead, ..policy }
        };
        let token = device.totp(policy);
        let last: Option<u64> = (case.text("LAST") != "NONE").then(|| case.number("LAST"));
        let state = totp::State::new(last.map(TimeStep::new), Drift::new(case.number("DRIFT")));
        let steps = case.list("CODE_STEPS", |step| step.parse::<u64>().unwrap());
        for (step, code) in steps.iter().zip(case.list("CODES", |code| code.parse::<u32>().unwrap())) {
            assert_eq!(device.value(*step), code, "{case:?}");
        }
        match judge_totp(&token, &state, &codes, UnixTime::new(case.number("NOW"))) {
            Ok([previous, next]) => {
                let (after, drift) = (case.number("LAST_AFTER"), case.number("DRIFT_AFTER"));
                assert_eq!(next, totp::State::new(Some(TimeStep::new(after)), Drift::new(drift)), "{case:?}");
                assert_eq!((previous, case.get("RESULT")), (state, None), "{case:?}");
            }
            Err(refusal) => {
                // The file says which steps the codes are of: successive ones are in the window, and so spent.
                let spent = steps.first().is_some_and(|first| last >= Some(*first))
                    && steps.windows(2).all(|pair| pair[0] + 1 == pair[1]);
                let detail = if spent { Detail::Replayed } else { Detail::NoMatch };
                assert_refused(&case, refusal, detail);
            }
        }
    }
}

/// The case is to be refused, with its `DETAIL`, which may list several before a colon, or the usual one.
fn assert_refused(case: &Case, refusal: Refusal, usual: Detail) {
    assert_eq!(case.get("RESULT"), Some("REFUSED"), "{case:?}: {refusal:?}");
    let Refusal::Rejected(detail) = refusal else { panic!("{case:?}: {refusal:?}") };
    match case.get("DETAIL") {
        None => assert_eq!(detail, usual, "{case:?}"),
        Some(listed) => {
            let listed = listed.split(':').next().unwrap_or_default();
            assert!(listed.split(" or ").any(|one| one == format!("{detail:?}")), "{case:?}: {detail:?}");
        }
    }
}

#[test]
fn yubico_otps() {
    let cases = cases(include_str!("vectors/yubico_otp.txt"));
    assert_eq!(cases.len(), 2);
    let mut state = yubikey::State::default();
    for case in cases {
        let key = yubikey::AesKey::from_hex(case.text("AES_KEY").as_bytes()).unwrap();
        let private_id = yubikey::PrivateId::from_hex(case.text("PRIVATE_ID").as_bytes()).unwrap();
        let otp = yubikey::Otp::parse(case.text("TEXT").as_bytes()).unwrap();
        assert_eq!(otp.public_id(), case.text("PUBLIC_ID"));
        let accepted = YubiKey::new(&key, private_id).verify(&state, &otp).unwrap();
        assert_eq!(accepted.timestamp(), case.number::<u32>("TIMESTAMP"));
        assert_eq!(*accepted.previous(), state);
        state = accepted.into_next();
        assert_eq!(state, yubikey::State::new(case.number("USAGE"), case.number("SESSION_USE")).unwrap());
    }
}

/// The library reads modhex where it is typed and shows it as typed, so these pairs prove the tests' own writer.
#[test]
fn yubico_modhex() {
    let file = include_str!("vectors/yubico_otp.txt");
    let list = file.lines().find_map(|line| line.strip_prefix("# modhex: ")).unwrap();
    let pairs: Vec<(&str, &str)> = list.split("; ").filter_map(|pair| pair.split_once(" <-> ")).collect();
    assert_eq!(pairs.len(), 3);
    for (hex, text) in pairs {
        assert_eq!(modhex(&unhex(hex)), text);
        let otp = yubikey::Otp::parse(format!("{text}{}", "c".repeat(32)).as_bytes()).unwrap();
        assert_eq!(otp.public_id(), text);
    }
}
