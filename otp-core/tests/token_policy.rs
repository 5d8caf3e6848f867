//! A policy is obeyed field by field, and one that makes guessing easy cannot be had.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::{Device, NOW, accepted, expecting, yubikey};
use otp_core::{
    Algorithm, Attempt, ConfigError, Input, InputError, Profile, RunLength, Secret, Token, TokenKind,
    TokenState, UnixTime, hotp, throttle,
    token::{Policy, ResyncRule},
    totp,
};

/// The rules of a kind without a vendor.
fn rfc(kind: TokenKind) -> Policy {
    Policy::for_kind(kind, Profile::Rfc)
}

/// Why there is no token with this policy.
fn refusal(kind: TokenKind, policy: &Policy) -> Option<ConfigError> {
    Device::of(kind).token(kind, policy).err()
}

/// Whether a token takes the code of a factor at [`NOW`].
fn logs_in(token: &Token, device: &Device, state: &TokenState, factor: u64) -> bool {
    token.verify(state, Attempt::unthrottled(), Input::Code(device.code(factor)), NOW).is_ok()
}

#[test]
fn a_constructor_takes_the_kinds_of_its_own_family_alone() {
    let secret = Secret::new(&device::KEY).unwrap();
    for kind in TokenKind::ALL {
        let refused = [Token::new, Token::hotp, Token::totp].map(|new| new(kind, &rfc(kind), &secret).err());
        let mismatch = Some(ConfigError::KindMismatch);
        let expected = match TokenState::for_kind(kind) {
            TokenState::Hotp(_) => [None, None, mismatch],
            TokenState::Totp(_) => [None, mismatch, None],
            TokenState::YubiKey(_) => [mismatch; 3],
        };
        assert_eq!(refused, expected, "{kind}");
    }
    assert_eq!(yubikey().unwrap().kind(), TokenKind::YubiKey);
}

#[test]
fn a_policy_for_one_kind_makes_no_token_of_another() {
    for (kind, other) in TokenKind::ALL.into_iter().flat_map(|kind| TokenKind::ALL.map(|other| (kind, other)))
    {
        let expected = (kind != other && kind != TokenKind::YubiKey).then_some(ConfigError::KindMismatch);
        assert_eq!(refusal(kind, &rfc(other)), expected, "{kind} under the policy of {other}");
    }
}

#[test]
fn an_automatic_resync_must_be_one_that_the_policy_admits() {
    for resync in ResyncRule::ALL {
        for codes in [RunLength::Two, RunLength::Three] {
            let policy = Policy { resync, automatic: Some(codes), ..rfc(TokenKind::Hotp6) };
            let expected = (!resync.admits(codes)).then_some(ConfigError::AutomaticResync);
            assert_eq!(refusal(TokenKind::Hotp6, &policy), expected, "{resync:?} with {codes:?}");
            // The last of the refused logins must not lock the token.
            for (limit, locks) in [(codes as u32, true), (codes as u32 + 1, false)] {
                let throttle = throttle::Policy { limit, ..throttle::Policy::default() };
                let expected = (locks || !resync.admits(codes)).then_some(ConfigError::AutomaticResync);
                let policy = Policy { throttle, ..policy };
                assert_eq!(
                    refusal(TokenKind::Hotp6, &policy),
                    expected,
                    "{resync:?} with {codes:?}, {limit}"
                );
            }
        }
    }
}

#[test]
fn every_field_of_a_policy_is_obeyed() {
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        let (kind, preset) = (TokenKind::Hotp8, rfc(TokenKind::Hotp8));
        let device = Device { algorithm, ..Device::of(kind) };
        let policy = Policy { hotp: hotp::Policy { look_ahead: 3, resync_window: 7 }, ..preset };
        let token = device.token(kind, &policy).unwrap();
        assert_eq!((token.policy().algorithm, token.policy().hotp), (algorithm, policy.hotp));
        for (factor, login, resync) in
            [(3, true, true), (4, false, true), (7, false, true), (8, false, false)]
        {
            assert_eq!(logs_in(&token, &device, &expecting(0), factor), login);
            for run in device.runs(factor) {
                let verdict = token.resync(&expecting(0), Attempt::unthrottled(), run, NOW);
                assert_eq!(verdict.is_ok(), resync, "{algorithm:?}, {run:?} at {factor}");
            }
        }
    }

    let device = Device::of(TokenKind::Totp6);
    let t0 = UnixTime::new(NOW.get() - 60 * 5000);
    let clock = totp::Policy { step: 60, t0, behind: 0, ahead: 2, resync_behind: 3, resync_ahead: 9 };
    let token = device.token(TokenKind::Totp6, &Policy { totp: clock, ..rfc(TokenKind::Totp6) }).unwrap();
    let fresh = accepted(None, 0);
    for factor in 4990..5015 {
        assert_eq!(logs_in(&token, &device, &fresh, factor), (5000..=5002).contains(&factor), "{factor}");
        for run in device.runs(factor) {
            let verdict = token.resync(&fresh, Attempt::unthrottled(), run, NOW);
            assert_eq!(verdict.is_ok(), (4997..=5009).contains(&factor), "{run:?} at {factor}");
        }
    }
}

#[test]
fn every_resync_rule_admits_what_it_says() {
    use InputError::{NotNeeded, NotSupported, WrongCount};
    for (resync, pair, triple) in [
        (ResyncRule::NotNeeded, Err(NotNeeded), Err(NotNeeded)),
        (ResyncRule::NotSupported, Err(NotSupported), Err(NotSupported)),
        (ResyncRule::Two, Ok(()), Err(WrongCount)),
        (ResyncRule::Three, Err(WrongCount), Ok(())),
        (ResyncRule::TwoOrThree, Ok(()), Ok(())),
    ] {
        let policy = Policy { resync, ..rfc(TokenKind::Hotp6) };
        let token = Device::of(TokenKind::Hotp6).token(TokenKind::Hotp6, &policy).unwrap();
        let texts: [&[u8]; 3] = [b"755224", b"287082", b"359152"];
        let [two, three] = [2, 3].map(|count| token.read_run(&texts[..count]).map(drop));
        assert_eq!([two, three], [pair, triple], "{resync:?}");
        assert_eq!(resync.admits(RunLength::Two), pair.is_ok());
        assert_eq!(resync.admits(RunLength::Three), triple.is_ok());
    }
}

#[test]
fn set_ups_that_cannot_work_are_refused() {
    let (counter, clock) = (rfc(TokenKind::Hotp6), rfc(TokenKind::Totp6));
    let throttles = [(0, 100), (10, 0), (0, 0)].map(|(limit, stop)| throttle::Policy {
        limit,
        stop,
        ..throttle::Policy::default()
    });
    for throttle in throttles {
        let refused = Some(ConfigError::ZeroLimit);
        assert_eq!(refusal(TokenKind::Hotp6, &Policy { throttle, ..counter }), refused, "{throttle:?}");
        assert_eq!(refusal(TokenKind::Totp6, &Policy { throttle, ..clock }), refused, "{throttle:?}");
    }
    let clock_with = |totp| refusal(TokenKind::Totp6, &Policy { totp, ..clock });
    let one_place = totp::Policy { resync_behind: 0, resync_ahead: 0, ..clock.totp };
    assert_eq!(clock_with(totp::Policy { step: 0, ..clock.totp }), Some(ConfigError::ZeroStep));
    assert_eq!(clock_with(one_place), Some(ConfigError::ZeroResyncWindow));
    assert_eq!(clock_with(totp::Policy { resync_ahead: 1, ..one_place }), None);
    assert_eq!(clock_with(totp::Policy { resync_behind: 1, ..one_place }), None);
    let hotp = hotp::Policy { resync_window: 0, ..counter.hotp };
    assert_eq!(refusal(TokenKind::Hotp6, &Policy { hotp, ..counter }), Some(ConfigError::ZeroResyncWindow));
}

#[test]
fn a_kind_does_not_look_at_the_windows_of_the_other_family() {
    let (hotp, totp) = (
        hotp::Policy { look_ahead: u32::MAX, resync_window: 0 },
        totp::Policy { step: 0, ..totp::Policy::default() },
    );
    assert_eq!(refusal(TokenKind::Hotp6, &Policy { totp, ..rfc(TokenKind::Hotp6) }), None);
    assert_eq!(refusal(TokenKind::Totp6, &Policy { hotp, ..rfc(TokenKind::Totp6) }), None);
}

/// What the odds of the two windows come to: how many chances there are in how many codes.
fn judge(windows: [(u64, u32); 2], digits: u32, attempts: u32) -> Option<ConfigError> {
    windows.into_iter().find_map(|(alignments, codes)| {
        let one_in = 10_u128.pow(codes * digits) / (u128::from(alignments) * u128::from(attempts));
        if alignments > 10_001 {
            Some(ConfigError::WindowTooWide { alignments, most: 10_001 })
        } else {
            (one_in < 1000).then(|| ConfigError::Odds { one_in: one_in.max(1).try_into().unwrap() })
        }
    })
}

#[test]
fn odds_above_one_in_a_thousand_before_the_first_lock_are_refused() {
    const WIDTHS: [u32; 16] = [0, 1, 8, 9, 10, 48, 49, 98, 99, 100, 998, 999, 5000, 10_000, 10_001, u32::MAX];
    const LIMITS: [u32; 12] = [1, 2, 9, 10, 11, 99, 100, 101, 1000, 10_000, 1_000_000, u32::MAX];
    let shortest = [
        (ResyncRule::Two, 2),
        (ResyncRule::TwoOrThree, 2),
        (ResyncRule::NotSupported, 2),
        (ResyncRule::Three, 3),
    ];
    let mut refused = 0;
    for (look_ahead, resync_window) in
        WIDTHS.into_iter().flat_map(|a| WIDTHS[1..].iter().map(move |b| (a, *b)))
    {
        for (limit, (resync, codes)) in
            LIMITS.into_iter().flat_map(|limit| shortest.map(|rule| (limit, rule)))
        {
            // The first lock is the stop, where that comes first or no other lock has a length.
            for (first_lock, longest_lock, stop, attempts) in [
                (60, 3600, u32::MAX, limit),
                (60, 3600, limit.div_ceil(2), limit.div_ceil(2)),
                (0, 3600, 200, 200),
                (60, 0, limit.saturating_mul(2), limit.saturating_mul(2)),
            ] {
                let throttle = throttle::Policy { limit, first_lock, longest_lock, stop };
                let hotp = hotp::Policy { look_ahead, resync_window };
                // The same widths around a time step, once to one side and once to both.
                let [behind, resync_behind] = [look_ahead, resync_window].map(|width| width / 3);
                let totp = totp::Policy {
                    behind,
                    ahead: look_ahead - behind,
                    resync_behind,
                    resync_ahead: resync_window - resync_behind,
                    ..totp::Policy::default()
                };
                let windows = [(u64::from(look_ahead) + 1, 1), (u64::from(resync_window) + 1, codes)];
                for (kinds, digits) in
                    [([TokenKind::Hotp6, TokenKind::Totp6], 6), ([TokenKind::Hotp8, TokenKind::Totp8], 8)]
                {
                    let expected = judge(windows, digits, attempts);
                    for kind in kinds {
                        let policy = Policy { hotp, totp, resync, throttle, ..rfc(kind) };
                        assert_eq!(refusal(kind, &policy), expected, "{kind}, {policy:?}");
                    }
                    refused += usize::from(expected.is_some());
                }
            }
        }
    }
    // 16 × 15 windows, 12 limits, 4 rules, 4 locks, 2 lengths: both answers are common.
    let cases = 16 * 15 * 12 * 4 * 4 * 2;
    assert!((cases / 5..cases * 4 / 5).contains(&refused), "{refused} of {cases}");
}

#[test]
fn the_ceiling_lies_between_ninety_nine_and_a_hundred_presses() {
    let look_ahead = |look_ahead| {
        let hotp = hotp::Policy { look_ahead, ..hotp::Policy::default() };
        refusal(TokenKind::Hotp6, &Policy { hotp, ..rfc(TokenKind::Hotp6) })
    };
    assert_eq!(look_ahead(99), None);
    assert_eq!(look_ahead(100), Some(ConfigError::Odds { one_in: 990 }));
}

#[test]
fn the_preset_is_sha1_half_a_minute_a_day_and_the_default_throttle() {
    for kind in TokenKind::ALL {
        for preset in Profile::ALL.map(|profile| Policy::for_kind(kind, profile)) {
            assert_eq!((preset.algorithm, preset.throttle), (Algorithm::Sha1, throttle::Policy::default()));
            assert_eq!((preset.totp, preset.totp.step), (totp::Policy::default(), 30));
            assert_eq!((preset.totp.resync_behind, preset.totp.resync_ahead), (86_400 / 30, 86_400 / 30));
        }
    }
    assert_eq!(*yubikey().unwrap().policy(), rfc(TokenKind::YubiKey));
}

#[cfg(feature = "serde")]
#[test]
fn a_policy_in_json_names_its_fields_as_the_code_does() {
    let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Duo);
    let json = serde_json::to_value(policy).unwrap();
    let expected = serde_json::json!({
        "kind": "hotp-6",
        "algorithm": "sha1",
        "hotp": { "look_ahead": 20, "resync_window": 1000 },
        "totp": { "step": 30, "t0": 0, "behind": 1, "ahead": 1, "resync_behind": 2880, "resync_ahead": 2880 },
        "resync": "three",
        "in_two_requests": false,
        "automatic": "three",
        "throttle": { "limit": 10, "first_lock": 60, "longest_lock": 3600, "stop": 100 },
    });
    assert_eq!(json, expected);
    for field in json.as_object().unwrap().keys() {
        let mut lost = json.clone();
        lost.as_object_mut().unwrap().remove(field);
        assert!(serde_json::from_value::<Policy>(lost).is_err(), "without {field}");
    }
    assert_eq!(serde_json::from_value::<Policy>(json).unwrap(), policy);
    for algorithm in Algorithm::ALL {
        assert_eq!(serde_json::to_value(algorithm).unwrap(), algorithm.name());
    }
    for kind in TokenKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
    for profile in Profile::ALL {
        assert_eq!(serde_json::to_value(profile).unwrap(), profile.name());
    }
}
