//! Policies are admitted up to the bounds of the design and not one step beyond, with the exact number in the error.

#![expect(clippy::unwrap_used, reason = "tests")]

use otp_core::{Algorithm, ConfigError, Digits, Hotp, Secret, Totp, hotp, totp};

const ALL_DIGITS: [Digits; 3] = [Digits::Six, Digits::Seven, Digits::Eight];

fn check_hotp(digits: Digits, look_ahead: u32, resync_window: u32) -> Result<(), ConfigError> {
    let secret = Secret::new(b"12345678901234567890").unwrap();
    let policy = hotp::Policy { look_ahead, resync_window };
    Hotp::new(&secret, Algorithm::Sha1, digits, policy).map(drop)
}

fn check_totp(digits: Digits, policy: totp::Policy) -> Result<(), ConfigError> {
    let secret = Secret::new(b"12345678901234567890").unwrap();
    Totp::new(&secret, Algorithm::Sha1, digits, policy).map(drop)
}

/// Rule 18 for a search of so many places for so many codes, with the ten attempts of who has no throttle.
fn judged(digits: Digits, places: u64, codes: u32) -> Result<(), ConfigError> {
    if places > 10_001 {
        return Err(ConfigError::WindowTooWide { alignments: places, most: 10_001 });
    }
    let guesses = 10_u64.pow(u32::from(digits.count()) * codes);
    if places * 10 * 1_000 > guesses {
        Err(ConfigError::Odds { one_in: guesses / (places * 10) })
    } else {
        Ok(())
    }
}

#[test]
fn codes_have_6_7_or_8_digits() {
    for found in 0..=u8::MAX {
        let expected = ALL_DIGITS.into_iter().find(|digits| digits.count() == found);
        assert_eq!(Digits::try_from(found), expected.ok_or(ConfigError::Digits { found }));
    }
}

#[test]
fn a_login_window_is_as_wide_as_the_odds_allow() {
    for digits in ALL_DIGITS {
        for reach in (0..=10_100).chain([1 << 31, u32::MAX - 1, u32::MAX]) {
            let expected = judged(digits, u64::from(reach) + 1, 1);
            assert_eq!(check_hotp(digits, reach, 1), expected);
            // However it lies around the server's step.
            for behind in [0, 1.min(reach), reach / 2, reach] {
                let policy = totp::Policy { behind, ahead: reach - behind, ..totp::Policy::default() };
                assert_eq!(check_totp(digits, policy), expected);
            }
        }
    }
}

/// The same in numbers that a reader can check: ten guesses at n places of 10^d codes.
#[test]
fn the_bounds_are_these() {
    for (digits, widest, beyond) in [
        (Digits::Six, 99, ConfigError::Odds { one_in: 990 }),
        (Digits::Seven, 999, ConfigError::Odds { one_in: 999 }),
        (Digits::Eight, 9_999, ConfigError::Odds { one_in: 999 }),
    ] {
        assert_eq!(check_hotp(digits, widest, 1), Ok(()));
        assert_eq!(check_hotp(digits, widest + 1, 1), Err(beyond));
    }
    assert_eq!(check_hotp(Digits::Six, 10_000, 1), Err(ConfigError::Odds { one_in: 9 }));
    let beyond = ConfigError::WindowTooWide { alignments: 10_002, most: 10_001 };
    assert_eq!(check_hotp(Digits::Eight, 10_001, 1), Err(beyond));
    assert_eq!(check_hotp(Digits::Six, 0, 10_000), Ok(()));
    assert_eq!(check_hotp(Digits::Six, 0, 10_001), Err(beyond));
}

#[test]
fn a_resync_window_has_2_to_10_001_places() {
    for digits in ALL_DIGITS {
        assert_eq!(check_hotp(digits, 0, 0), Err(ConfigError::ZeroResyncWindow));
        let none = totp::Policy { resync_behind: 0, resync_ahead: 0, ..totp::Policy::default() };
        assert_eq!(check_totp(digits, none), Err(ConfigError::ZeroResyncWindow));
        for reach in [1, 2, 9_999, 10_000, 10_001, u32::MAX] {
            let expected = judged(digits, u64::from(reach) + 1, 2);
            assert_eq!(check_hotp(digits, 0, reach), expected);
            for resync_behind in [0, 1, reach / 2, reach] {
                let resync_ahead = reach - resync_behind;
                let policy = totp::Policy { resync_behind, resync_ahead, ..totp::Policy::default() };
                assert_eq!(check_totp(digits, policy), expected);
            }
        }
    }
}

#[test]
fn windows_of_any_size_are_added_without_wrapping() {
    let most = u32::MAX;
    let expected = Err(ConfigError::WindowTooWide { alignments: 2 * u64::from(most) + 1, most: 10_001 });
    let login = totp::Policy { behind: most, ahead: most, ..totp::Policy::default() };
    let resync = totp::Policy { resync_behind: most, resync_ahead: most, ..totp::Policy::default() };
    assert_eq!(check_totp(Digits::Eight, login), expected);
    assert_eq!(check_totp(Digits::Eight, resync), expected);
}

/// Rule 1: a day either way, at least one step and at most 5000.
#[test]
fn every_step_but_zero_has_a_default_that_is_admitted() {
    for step in (1..=90_000).chain([u32::MAX]) {
        let policy = totp::Policy::with_step(step);
        let day = (86_400 / step).clamp(1, 5_000);
        assert_eq!((policy.step, policy.behind, policy.ahead), (step, 1, 1));
        assert_eq!((policy.resync_behind, policy.resync_ahead), (day, day));
        assert_eq!(check_totp(Digits::Six, policy), Ok(()));
    }
    assert_eq!(check_totp(Digits::Six, totp::Policy::with_step(0)), Err(ConfigError::ZeroStep));
    assert_eq!(totp::Policy::default(), totp::Policy::with_step(30));
}
