//! A token of any kind says exactly what is wrong with an input, and judges as the validator of its family does.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::{Device, NOW, OTP, STEP, accepted, code, yubikey};
use otp_core::{
    Accepted, Algorithm, Attempt, Code, Counter, Detail, Digits, Drift, Hotp, Input, InputError, ParseError,
    Profile, Refusal, Resynced, Run, RunLength, Secret, Throttle, TimeStep, Token, TokenError, TokenKind,
    TokenState, Totp, Trail, UnixTime, YubiKey, hotp, throttle,
    token::Policy,
    totp,
    yubikey::{self as key, AesKey, Otp, PrivateId},
};
use proptest::prelude::*;

fn token(kind: TokenKind, profile: Profile) -> Token {
    Device::of(kind).token(kind, &Policy::for_kind(kind, profile)).unwrap()
}

/// Tokens of the three families, and a state of each.
fn families() -> [(Token, TokenState); 3] {
    [TokenKind::Hotp6, TokenKind::Totp6, TokenKind::YubiKey]
        .map(|kind| (token(kind, Profile::Rfc), TokenState::for_kind(kind)))
}

#[test]
fn reading_says_exactly_what_is_wrong() {
    use InputError::{Unreadable, WrongLength};
    use ParseError::{CodeDigit, CodeLength, OtpLength, OtpModhex};
    let [six, eight, key] =
        [TokenKind::Totp6, TokenKind::Hotp8, TokenKind::YubiKey].map(|kind| token(kind, Profile::Rfc));
    let upper = OTP.to_uppercase();
    for (token, text, expected) in [
        (&six, "123456", Ok(())),
        (&six, "12345", Err(Unreadable(CodeLength { found: 5 }))),
        (&six, "123 456", Err(Unreadable(CodeDigit { at: 3 }))),
        (&six, "1234567", Err(WrongLength)),
        (&six, "12345678", Err(WrongLength)),
        (&six, "1234567x", Err(Unreadable(CodeDigit { at: 7 }))),
        (&six, OTP, Err(Unreadable(CodeLength { found: 40 }))),
        (&eight, "12345678", Ok(())),
        (&eight, "123456", Err(WrongLength)),
        (&eight, "", Err(Unreadable(CodeLength { found: 0 }))),
        (&key, OTP, Ok(())),
        (&key, &upper, Err(Unreadable(OtpModhex { at: 0 }))),
        (&key, &OTP[1..], Err(Unreadable(OtpLength { found: 39 }))),
        (&key, "123456", Err(Unreadable(OtpLength { found: 6 }))),
    ] {
        assert_eq!(token.read(text.as_bytes()).map(drop), expected, "{} reads {text:?}", token.kind());
    }
}

#[test]
fn a_resync_that_cannot_be_had_is_refused_before_its_texts_are_read() {
    for (kind, profile, expected) in [
        (TokenKind::YubiKey, Profile::Rfc, [InputError::NotNeeded; 6]),
        (TokenKind::Totp6, Profile::Duo, [InputError::NotSupported; 6]),
        (TokenKind::Hotp6, Profile::PingOne, {
            let mut counts = [InputError::WrongCount; 6];
            counts[2] = InputError::Unreadable(ParseError::CodeDigit { at: 0 });
            counts
        }),
    ] {
        let token = token(kind, profile);
        let texts: [&[u8]; 5] = [b"garbage"; 5];
        for (count, expected) in expected.into_iter().enumerate() {
            assert_eq!(token.read_run(&texts[..count]).unwrap_err(), expected, "{kind}, {count} texts");
        }
    }
}

#[test]
fn the_oldest_unfit_text_of_a_run_is_the_one_reported() {
    let token = token(TokenKind::Hotp6, Profile::Rfc);
    let short = InputError::Unreadable(ParseError::CodeLength { found: 1 });
    let runs: [(&[&[u8]], InputError); 4] = [
        (&[b"12345678", b"1"], InputError::WrongLength),
        (&[b"1", b"12345678"], short),
        (&[b"123456", b"123456", b"1"], short),
        (&[b"123456", b"1234567", b"1"], InputError::WrongLength),
    ];
    for (texts, expected) in runs {
        assert_eq!(token.read_run(texts).unwrap_err(), expected);
    }
}

#[test]
fn a_token_judges_states_and_inputs_of_its_own_family_alone() {
    let inputs = [Input::Code(code("000000")), Input::Otp(Otp::parse(OTP.as_bytes()).unwrap())];
    for (own, (token, _)) in families().iter().enumerate() {
        for (other, (_, state)) in families().iter().enumerate() {
            for (otp, input) in inputs.into_iter().enumerate() {
                let verdict = token.verify(state, Attempt::unthrottled(), input, NOW).map(drop);
                let judged = own == other && (own == 2) == (otp == 1);
                let expected = match (judged, otp) {
                    (false, _) => Err(TokenError::WrongKind),
                    (true, 0) => Err(TokenError::Refused(Refusal::Rejected(Detail::NoMatch))),
                    (true, _) => Ok(()),
                };
                assert_eq!(verdict, expected, "{} with {state:?} and {input:?}", token.kind());
            }
            let run: Run = [code("000000"), code("000000")].into();
            let expected = match (own, own == other) {
                (2, _) => TokenError::NotAdmitted(InputError::NotNeeded),
                (_, false) => TokenError::WrongKind,
                (_, true) => TokenError::Refused(Refusal::Rejected(Detail::NoMatch)),
            };
            assert_eq!(token.resync(state, Attempt::unthrottled(), run, NOW).unwrap_err(), expected);
        }
    }
}

#[test]
fn a_run_from_a_trail_is_held_to_the_profile_before_anything_else() {
    let two = Trail::default().push(code("755224"), NOW).push(code("287082"), NOW);
    let (two, three) = (two, two.push(code("359152"), NOW));
    for (kind, profile, length, expected) in [
        (TokenKind::Hotp6, Profile::Duo, RunLength::Two, InputError::WrongCount),
        (TokenKind::Hotp6, Profile::PingOne, RunLength::Three, InputError::WrongCount),
        (TokenKind::Totp6, Profile::Duo, RunLength::Three, InputError::NotSupported),
        (TokenKind::YubiKey, Profile::Rfc, RunLength::Two, InputError::NotNeeded),
    ] {
        let trail = if length == RunLength::Two { two } else { three };
        let run = trail.last(length, NOW, Trail::LIMIT).unwrap();
        for (_, state) in families() {
            let verdict = token(kind, profile).resync(&state, Attempt::unthrottled(), run, NOW);
            assert_eq!(verdict.unwrap_err(), TokenError::NotAdmitted(expected), "{kind} under {profile}");
        }
        assert_eq!(token(kind, profile).admit(&run), Err(expected), "{kind} under {profile}");
    }
    let run = three.last(RunLength::Three, NOW, Trail::LIMIT).unwrap();
    assert_eq!(token(TokenKind::Hotp6, Profile::Duo).admit(&run), Ok(()));
    assert_eq!(token(TokenKind::Hotp8, Profile::Duo).admit(&run), Err(InputError::WrongLength));
}

#[test]
fn a_clock_is_told_and_a_code_is_kept_where_there_is_one() {
    let (hotp, otp) = (token(TokenKind::Hotp6, Profile::Rfc), Otp::parse(OTP.as_bytes()).unwrap());
    let first = Device::of(TokenKind::Hotp6).code(0);
    let state = TokenState::for_kind(TokenKind::Hotp6);
    let accepted = hotp.verify(&state, Attempt::unthrottled(), Input::Code(first), NOW).unwrap();
    assert_eq!(accepted.timestamp(), None);
    assert!(Input::Code(first).code().is_some() && Input::Otp(otp).code().is_none());
}

#[test]
fn codes_that_another_token_read_are_of_the_wrong_length() {
    let wrong = TokenError::Refused(Refusal::WrongLength);
    for (kind, text) in
        [(TokenKind::Hotp6, "12345678"), (TokenKind::Totp8, "123456"), (TokenKind::Hotp8, "1234567")]
    {
        let (token, state) = (token(kind, Profile::Rfc), TokenState::for_kind(kind));
        let verdict = token.verify(&state, Attempt::unthrottled(), Input::Code(code(text)), NOW);
        assert_eq!(verdict.unwrap_err(), wrong);
        let mixed = [Device::of(kind).code(0), code(text)];
        assert_eq!(token.resync(&state, Attempt::unthrottled(), mixed.into(), NOW).unwrap_err(), wrong);
    }
}

#[test]
fn a_judged_code_is_refused_with_one_word() {
    for detail in [Detail::NoMatch, Detail::Replayed, Detail::BehindLastAccepted, Detail::Ambiguous] {
        assert_eq!(TokenError::Refused(Refusal::Rejected(detail)).to_string(), "rejected");
    }
}

#[test]
fn only_a_clock_can_be_reset() {
    for (token, _) in families() {
        let expected = match token.kind() {
            TokenKind::Totp6 => Ok(accepted(Some(STEP), 0)),
            _ => Err(TokenError::WrongKind),
        };
        assert_eq!(token.reset_clock(NOW), expected);
    }
    let totp = totp::Policy { t0: UnixTime::new(NOW.get() + 1), ..totp::Policy::default() };
    let policy = Policy { totp, ..Policy::for_kind(TokenKind::Totp6, Profile::Rfc) };
    let unborn = Device::of(TokenKind::Totp6).token(TokenKind::Totp6, &policy).unwrap();
    assert_eq!(unborn.reset_clock(NOW), Err(TokenError::Refused(Refusal::BeforeT0)));
}

#[test]
fn a_yubikey_token_agrees_with_the_validator() {
    let aes = AesKey::from_hex(b"ecde18dbe76fbd0c33330f1c354871db").unwrap();
    let typed = YubiKey::new(&aes, PrivateId::from_hex(b"8792ebfe26cc").unwrap());
    let (token, otp) = (yubikey().unwrap(), Otp::parse(OTP.as_bytes()).unwrap());
    for (usage, session_use) in [(0, 0), (18, 255), (19, 16), (19, 17), (19, 18), (20, 0), (0x7fff, 255)] {
        let state = key::State::new(usage, session_use).unwrap();
        assert_eq!((state.usage(), state.session_use()), (usage, session_use));
        let (own, other) = (
            token.verify(&state.into(), Attempt::unthrottled(), Input::Otp(otp), NOW),
            typed.verify(&state, &otp),
        );
        let clocks = [
            own.as_ref().ok().and_then(Accepted::<TokenState>::timestamp),
            other.as_ref().ok().map(Accepted::<key::State>::timestamp),
        ];
        assert_eq!(clocks[0], clocks[1]);
        assert_eq!(login(own), login(other).map_err(TokenError::Refused));
    }
}

/// The two ends of an acceptance, whatever states it is made of.
fn login<S: Copy + Into<TokenState>, E>(verdict: Result<Accepted<S>, E>) -> Result<[TokenState; 2], E> {
    verdict.map(|accepted| [(*accepted.previous()).into(), accepted.into_next().into()])
}

/// The two ends of a resync, whatever states it is made of.
fn resync<S: Copy + Into<TokenState>, E>(verdict: Result<Resynced<S>, E>) -> Result<[TokenState; 2], E> {
    verdict.map(|resynced| [(*resynced.previous()).into(), resynced.into_next().into()])
}

/// A device with codes of six or of eight digits.
fn device() -> impl Strategy<Value = (Device, bool)> {
    let algorithm = prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]);
    (any::<[u8; 20]>(), algorithm, any::<bool>()).prop_map(|(key, algorithm, long)| {
        (Device { key, algorithm, digits: if long { 8 } else { 6 } }, long)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn an_hotp_token_agrees_with_the_validator(
        (device, long) in device(),
        expected in prop_oneof![0..50_u64, any::<u64>(), u64::MAX - 20..=u64::MAX],
        ahead in -2..20_i64,
        (look_ahead, resync_window) in (0..10_u32, 1..17_u32),
    ) {
        let (kind, digits) = if long { (TokenKind::Hotp8, Digits::Eight) } else { (TokenKind::Hotp6, Digits::Six) };
        let windows = hotp::Policy { look_ahead, resync_window };
        let token = device.token(kind, &Policy { hotp: windows, ..Policy::for_kind(kind, Profile::Rfc) }).unwrap();
        let typed = Hotp::new(&Secret::new(&device.key).unwrap(), device.algorithm, digits, windows).unwrap();
        let state = hotp::State::new(Counter::new(expected));
        let first = expected.wrapping_add_signed(ahead);
        let code: Code = device.code(first);
        let own = token.verify(&state.into(), Attempt::unthrottled(), Input::Code(code), NOW);
        prop_assert_eq!(login(own), login(typed.verify(&state, code)).map_err(TokenError::Refused));
        for run in device.runs(first) {
            let own = token.resync(&state.into(), Attempt::unthrottled(), run, NOW);
            prop_assert_eq!(resync(own), resync(typed.resync(&state, run)).map_err(TokenError::Refused));
        }
    }

    #[test]
    fn a_totp_token_agrees_with_the_validator(
        (device, long) in device(),
        now in prop_oneof![0..300_u64, Just(NOW.get()), u64::MAX - 300..=u64::MAX].prop_map(UnixTime::new),
        (last, drift) in (prop::option::of(-9..9_i64), prop_oneof![-3..4_i32, any::<i32>()]),
        off in -12..12_i64,
        (behind, ahead, resync_behind, resync_ahead) in (0..4_u32, 0..4_u32, 0..9_u32, 1..9_u32),
    ) {
        let (kind, digits) = if long { (TokenKind::Totp8, Digits::Eight) } else { (TokenKind::Totp6, Digits::Six) };
        let clock = totp::Policy { step: 30, t0: UnixTime::new(60), behind, ahead, resync_behind, resync_ahead };
        let token = device.token(kind, &Policy { totp: clock, ..Policy::for_kind(kind, Profile::Rfc) }).unwrap();
        let typed = Totp::new(&Secret::new(&device.key).unwrap(), device.algorithm, digits, clock).unwrap();
        let step = now.get().saturating_sub(60) / 30;
        let last = last.map(|last| TimeStep::new(step.saturating_add_signed(last)));
        let state = totp::State::new(last, Drift::new(drift));
        let code = device.code(step.wrapping_add_signed(off));
        let own = token.verify(&state.into(), Attempt::unthrottled(), Input::Code(code), now);
        prop_assert_eq!(login(own), login(typed.verify(&state, code, now)).map_err(TokenError::Refused));
        for run in device.runs(step.wrapping_add_signed(off)) {
            let own = token.resync(&state.into(), Attempt::unthrottled(), run, now);
            prop_assert_eq!(resync(own), resync(typed.resync(&state, run, now)).map_err(TokenError::Refused));
        }
    }
}

/// The odds of a token rest on its own throttle policy, and an attempt of another one is not judged. Those of a YubiKey
/// rest on none.
#[test]
fn an_attempt_of_another_policy_is_refused() {
    let lenient = throttle::Policy { limit: 20, ..throttle::Policy::default() };
    for (token, state) in families() {
        let own = token.policy().throttle;
        let begin = |policy| Throttle::default().begin(&policy, NOW).unwrap();
        let verify = |attempt| {
            let text = if token.kind() == TokenKind::YubiKey { OTP } else { "000000" };
            token.verify(&state, attempt, token.read(text.as_bytes()).unwrap(), NOW).map(drop)
        };
        if token.kind() == TokenKind::YubiKey {
            assert_eq!(verify(begin(lenient)), Ok(()));
            continue;
        }
        assert_eq!(verify(begin(lenient)), Err(TokenError::WrongPolicy), "{}", token.kind());
        for attempt in [begin(own), Attempt::unthrottled()] {
            assert_ne!(verify(attempt), Err(TokenError::WrongPolicy), "{}", token.kind());
        }
        let run = [Code::parse(b"000000").unwrap(), Code::parse(b"000001").unwrap()];
        let resync = |attempt| token.resync(&state, attempt, run.into(), NOW).map(drop);
        assert_eq!(resync(begin(lenient)), Err(TokenError::WrongPolicy), "{}", token.kind());
        assert_ne!(resync(begin(own)), Err(TokenError::WrongPolicy), "{}", token.kind());
    }
}
