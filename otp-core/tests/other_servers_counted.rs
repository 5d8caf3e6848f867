//! How often FreeIPA and privacyIDEA, as modelled in `server`, come to other verdicts than ours, each time for a known
//! reason: any other difference fails.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "history/random.rs"]
mod random;
mod server;
mod support;

use otp_core::{Algorithm, Detail, Digits, Refusal, totp};
use random::Random;
use server::{
    Codes, freeipa,
    ours::{around, last, ours_hotp, ours_totp, state},
    privacyidea,
};
use std::{collections::BTreeMap, env};
use support::Device;

/// What became of a case, and how often.
type Counts = BTreeMap<&'static str, u64>;

const ALIKE: &str = "alike";
const HIDDEN: &str = "refused, since a code of the pair also fits earlier";
const SPENT: &str = "resynced on the code of the last login";
const NEXT_REFUSED: &str = "alike, but the next code refused";
const CLOCK_FAST: &str = "alike, but the clock one step fast";

/// Tokens of random keys, a thousand cases each, until there are as many as `CASES` says, or ten thousand.
fn count(
    seed: u64,
    factors: usize,
    mut judge: impl FnMut(&Device, &Codes, &mut Random) -> &'static str,
) -> Counts {
    let cases: u64 = env::var("CASES").map_or(10_000, |cases| cases.parse().unwrap());
    let mut random = Random::new(seed);
    let mut counts = Counts::new();
    for case in 0..cases.div_ceil(1000) {
        let key: Vec<u8> =
            (0..3).flat_map(|_| random.next().to_be_bytes()).chain(case.to_be_bytes()).collect();
        let device = Device { algorithm: Algorithm::Sha1, digits: Digits::Six, key };
        let codes = Codes::new(&device, 0, factors);
        for _ in 0..1000 {
            *counts.entry(judge(&device, &codes, &mut random)).or_default() += 1;
        }
    }
    counts
}

/// Read off the token, or one time in ten not.
fn typed(codes: &Codes, first: i64, random: &mut Random) -> [u32; 2] {
    let [one, two] = codes.pair(first);
    random
        .pick(&[[two, one], [one, one], [one, two ^ 1]])
        .filter(|_| random.below(10) == 0)
        .unwrap_or([one, two])
}

/// A number from a range, its ends included.
fn within(low: i64, high: i64, random: &mut Random) -> i64 {
    low + random.below((high - low + 1).cast_unsigned()).cast_signed()
}

#[test]
fn counter_pairs_differ_from_privacyidea_only_where_the_first_code_fits_earlier() {
    let counts = count(1, 12_000, |device, codes, random| {
        let counter = within(0, 9_000, random);
        let first = counter + within(0, 1_001, random);
        let pair = typed(codes, first, random);
        let mut theirs = privacyidea::Hotp::new(counter);
        let resynced = theirs.resync(codes, pair);
        match ours_hotp(device, theirs.sync_window, counter, pair) {
            Ok(next) if resynced => assert_eq!(theirs.count, next),
            Ok(next) => {
                assert!(
                    (counter..next - 2).any(|earlier| codes.at(earlier) == pair[0]),
                    "{counter} {pair:?}"
                );
                return HIDDEN;
            }
            Err(_) => assert!(!resynced, "{counter} {pair:?}"),
        }
        ALIKE
    });
    println!("privacyIDEA, counters: {counts:?}");
    assert!(counts[HIDDEN] > 0);
}

#[test]
fn counter_pairs_do_not_differ_from_freeipa() {
    let counts = count(2, 12_000, |device, codes, random| {
        let counter = within(0, 9_000, random);
        let first = counter + within(0, 101, random);
        let pair = typed(codes, first, random);
        let mut theirs = freeipa::Hotp::new(counter);
        let next = theirs.validate(codes, &pair).then_some(theirs.counter);
        assert_eq!(ours_hotp(device, theirs.sync_window, counter, pair).ok(), next, "{counter} {pair:?}");
        ALIKE
    });
    println!("FreeIPA, counters: {counts:?}");
}

/// Server time, place of the pair, and the last step, mostly near it, or 0.
fn scene(reach: i64, random: &mut Random) -> (i64, i64, i64) {
    let now = within(5_000 * 30, 9_000 * 30, random);
    let first = now / 30 + within(-reach - 2, reach + 2, random);
    let behind = within(-2, 20, random);
    let last = if random.below(4) == 0 { 0 } else { first - behind };
    (now, first, last)
}

#[test]
fn pairs_of_steps_differ_from_privacyidea_for_three_reasons() {
    let counts = count(3, 11_000, |device, codes, random| {
        let (now, first, spent) = scene(1_000, random);
        let pair = typed(codes, first, random);
        let mut theirs = privacyidea::Totp::new(spent);
        let resynced = theirs.resync(codes, now, pair);
        let policy = totp::Policy { behind: 6, ahead: 5, ..around(1001, 998) };
        match ours_totp(device, policy, &state(spent), now, &pair) {
            Ok(next) if resynced => {
                let code = codes.at(last(&next) + 1);
                assert_eq!(theirs.count, last(&next) + 1);
                assert!(ours_totp(device, policy, &next, now + 30, &[code]).is_ok());
                if theirs.check_otp(codes, now + 30, code) { ALIKE } else { NEXT_REFUSED }
            }
            Ok(next) => {
                let [low, at] = [now / 30 - 1001, last(&next) - 1];
                let hidden = (low..at).any(|step| codes.at(step) == pair[0])
                    || (low + 1..=at).any(|step| codes.at(step) == pair[1]);
                assert!(hidden, "{now} {spent} {pair:?}");
                HIDDEN
            }
            Err(refusal) if resynced => {
                let spent_to_us = [Detail::Replayed, Detail::BehindLastAccepted].map(Refusal::Rejected);
                assert!(spent_to_us.contains(&refusal), "{refusal:?} at {now} {spent} {pair:?}");
                assert_eq!(theirs.count - 2, spent);
                SPENT
            }
            Err(_) => ALIKE,
        }
    });
    println!("privacyIDEA, steps: {counts:?}");
    assert!([HIDDEN, SPENT, NEXT_REFUSED].iter().all(|reason| counts[reason] > 0));
}

#[test]
fn pairs_of_steps_differ_from_freeipa_by_one_step_of_its_clock() {
    let counts = count(4, 13_000, |device, codes, random| {
        let (now, first, spent) = scene(2_879, random);
        let pair = typed(codes, first, random);
        // Their watermark is the step behind the last one.
        let mut theirs = freeipa::Totp::new(if spent == 0 { 0 } else { spent + 1 });
        let resynced = theirs.validate(codes, now, &pair);
        let ours = ours_totp(device, around(2879, 2879), &state(spent), now, &pair);
        assert_eq!(resynced, ours.is_ok(), "{now} {spent} {pair:?}");
        let Ok(next) = ours else { return ALIKE };
        assert_eq!(theirs.watermark - 1, last(&next));
        assert_eq!(theirs.offset / 30, i64::from(next.drift().get()) + 1);
        CLOCK_FAST
    });
    println!("FreeIPA, steps: {counts:?}");
    assert!(counts[CLOCK_FAST] > 0);
}
