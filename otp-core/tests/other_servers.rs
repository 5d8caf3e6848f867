//! Where the resyncs of FreeIPA and privacyIDEA, as modelled in `server`, come to other verdicts than ours, and why.

mod server;
mod support;

use otp_core::{Detail, Refusal, totp};
use server::{
    Codes, freeipa,
    ours::{around, last, ours_hotp, ours_totp, state},
    privacyidea,
};
use support::Device;

/// Counters or steps of the RFC's token, not far apart, that show one code.
fn repeats(apart: usize) -> Vec<[i64; 2]> {
    let found = Device::of_the_rfc().repeats(20_000, apart);
    assert!(found.contains(&[2386, 2394]), "{found:?}");
    found.into_iter().map(|pair| pair.map(u64::cast_signed)).collect()
}

#[test]
fn privacyidea_refuses_a_counter_pair_whose_first_code_also_fits_earlier() {
    let device = Device::of_the_rfc();
    let codes = Codes::new(&device, 0, 21_100);
    for [low, high] in repeats(999) {
        let pair = codes.pair(high);
        let mut theirs = privacyidea::Hotp::new(low);
        assert!(!theirs.resync(&codes, pair), "{low} hides {high}");
        assert_eq!(ours_hotp(&device, theirs.sync_window, low, pair), Ok(high + 2));
        // Beyond the lower place the pair fits both.
        let mut theirs = privacyidea::Hotp::new(low + 1);
        assert!(theirs.resync(&codes, pair) && theirs.count == high + 2);
    }
}

#[test]
fn privacyidea_refuses_a_pair_of_steps_whose_first_code_also_fits_earlier() {
    let device = Device::of_the_rfc();
    let codes = Codes::new(&device, 0, 24_000);
    for [low, high] in repeats(900).into_iter().filter(|[low, _]| *low > 2000) {
        let (now, pair) = ((high + 1) * 30, codes.pair(high));
        assert!(!privacyidea::Totp::new(0).resync(&codes, now, pair), "{low} hides {high}");
        let resynced = ours_totp(&device, around(1001, 998), &state(0), now, &pair).unwrap();
        assert_eq!(last(&resynced), high + 1);
    }
}

#[test]
fn privacyidea_refuses_a_code_that_also_fits_a_spent_step() {
    let device = Device::of_the_rfc();
    let codes = Codes::new(&device, 0, 3_000);
    let (now, code) = (2392 * 30, codes.at(2394));
    assert!(!privacyidea::Totp::new(2386).check_otp(&codes, now, code));
    let policy = totp::Policy { behind: 6, ahead: 5, ..totp::Policy::default() };
    assert_eq!(last(&ours_totp(&device, policy, &state(2386), now, &[code]).unwrap()), 2394);
}

#[test]
fn privacyidea_takes_the_code_of_the_last_login_again_in_a_resync() {
    let device = Device::of_the_rfc();
    let codes = Codes::new(&device, 0, 3_000);
    let (now, pair) = (1501 * 30, codes.pair(1500));
    let mut theirs = privacyidea::Totp::new(0);
    assert!(theirs.check_otp(&codes, now, pair[0]), "the login");
    assert!(!theirs.check_otp(&codes, now, pair[0]), "spent");
    assert!(theirs.resync(&codes, now, pair), "and taken again");
    let login = ours_totp(&device, totp::Policy::default(), &state(0), now, &pair[..1]).unwrap();
    let refusal = ours_totp(&device, around(1001, 998), &login, now, &pair).unwrap_err();
    assert_eq!(refusal, Refusal::Rejected(Detail::Replayed));
}

#[test]
fn privacyidea_refuses_the_code_that_follows_a_resync() {
    let device = Device::of_the_rfc();
    let codes = Codes::new(&device, 0, 3_000);
    let now = 1501 * 30;
    let mut theirs = privacyidea::Totp::new(0);
    assert!(theirs.resync(&codes, now, codes.pair(1500)));
    assert!(!theirs.check_otp(&codes, now + 30, codes.at(1502)), "never used, never accepted");
    assert!(theirs.check_otp(&codes, now + 60, codes.at(1503)));
    let resynced = ours_totp(&device, around(1001, 998), &state(0), now, &codes.pair(1500)).unwrap();
    let login = ours_totp(&device, totp::Policy::default(), &resynced, now + 30, &[codes.at(1502)]).unwrap();
    assert_eq!(last(&login), 1502);
}

/// The token's clock is right, and a minute and a half after the resync it may have moved by so many steps.
#[test]
fn freeipas_login_window_lies_one_step_ahead_after_a_resync() {
    let device = Device::of_the_rfc();
    let codes = Codes::new(&device, 0, 9_000);
    let now = 5001 * 30;
    let moves = |accepts: &dyn Fn(u32) -> bool| -> Vec<i64> {
        (-20..=20).filter(|moved| accepts(codes.at(5020 + moved))).collect()
    };
    // The narrowest window of theirs and ours, and the default of theirs.
    for (auth_window, tolerance) in [(30, 0), (300, 9)] {
        let theirs = moves(&|code| {
            let mut theirs = freeipa::Totp { auth_window, ..freeipa::Totp::new(0) };
            assert!(theirs.validate(&codes, now, &codes.pair(5000)));
            theirs.validate(&codes, 5020 * 30, &[code])
        });
        let steps = u32::try_from(tolerance).unwrap();
        let policy = totp::Policy { behind: steps, ahead: steps, ..around(2879, 2879) };
        let resynced = ours_totp(&device, policy, &state(0), now, &codes.pair(5000)).unwrap();
        let ours = moves(&|code| ours_totp(&device, policy, &resynced, 5020 * 30, &[code]).is_ok());
        assert_eq!(theirs, (1 - tolerance..=1 + tolerance).collect::<Vec<_>>());
        assert_eq!(ours, (-tolerance..=tolerance).collect::<Vec<_>>());
    }
}

#[test]
fn freeipa_takes_the_lower_of_two_places_that_fit_a_counter_pair() {
    let device = Device::of_the_rfc();
    let low = 1_202_743_312;
    let codes = Codes::new(&device, low, 1_300);
    let (high, pair) = (low + 1152, codes.pair(low));
    assert_eq!(codes.pair(high), pair);
    let mut theirs = freeipa::Hotp { sync_window: 1200, ..freeipa::Hotp::new(low) };
    assert!(theirs.validate(&codes, &pair) && theirs.counter == low + 2);
    assert!(!theirs.validate(&codes, &[codes.at(high + 2)]), "the person stands at the upper place");
    let refusal = ours_hotp(&device, 1200, low, pair).unwrap_err();
    assert_eq!(refusal, Refusal::Rejected(Detail::Ambiguous), "a third code tells");
}

#[test]
fn freeipa_takes_the_nearer_of_two_places_that_fit_a_pair_of_steps() {
    let device = Device::of_the_rfc();
    let (now, pair) = (8_488_200_000, [661_627, 895_069]);
    let codes = Codes::new(&device, now / 30 - 3_000, 6_000);
    let places: Vec<i64> = (-2879..=2879).map(|i| now / 30 + i).filter(|at| codes.show(*at, &pair)).collect();
    let [low, high] = *places else { panic!("{places:?}") };
    let mut theirs = freeipa::Totp::new(0);
    assert!(theirs.validate(&codes, now, &pair));
    let nearer = [low, high].into_iter().min_by_key(|at| (at - now / 30).abs()).unwrap();
    assert_eq!(theirs.watermark, nearer + 2);
    let refusal = ours_totp(&device, around(2879, 2879), &state(0), now, &pair).unwrap_err();
    assert_eq!(refusal, Refusal::Rejected(Detail::Ambiguous));
}

/// Their windows lie around the corrected clock, ours around the server's own.
#[test]
fn both_let_a_second_resync_reach_a_second_window_away() {
    let device = Device::of_the_rfc();
    let codes = Codes::new(&device, 0, 16_000);
    let now = 5000 * 30;
    let mut theirs = privacyidea::Totp::new(0);
    assert!(!theirs.resync(&codes, now, codes.pair(6900)));
    assert!(theirs.resync(&codes, now, codes.pair(5950)) && theirs.resync(&codes, now, codes.pair(6900)));
    let mut theirs = freeipa::Totp::new(0);
    assert!(!theirs.validate(&codes, now, &codes.pair(10_500)));
    assert!(
        theirs.validate(&codes, now, &codes.pair(7800)) && theirs.validate(&codes, now, &codes.pair(10_500))
    );
    let policy = around(2879, 2879);
    let resynced = ours_totp(&device, policy, &state(0), now, &codes.pair(7800)).unwrap();
    let refusal = ours_totp(&device, policy, &resynced, now, &codes.pair(10_500)).unwrap_err();
    assert_eq!(refusal, Refusal::Rejected(Detail::NoMatch));
}
