//! HOTP verdicts equal those of a naive model that is written from the design: plain loops that stop where they can.

mod model;
mod support;

use otp_core::{Algorithm, Counter, Detail, Digits, Refusal, hotp};
use proptest::prelude::*;
use support::{Device, Typing, devices, judge_hotp, places, typings};

/// A token, what the server knows of it, and what is typed.
#[derive(Debug)]
struct Scene {
    device: Device,
    policy: hotp::Policy,
    expected: u64,
    values: Vec<u32>,
}

impl Scene {
    /// The window that as many codes search.
    fn ahead(&self) -> u32 {
        if self.values.len() == 1 { self.policy.look_ahead } else { self.policy.resync_window }
    }

    fn model(&self) -> Result<u64, Detail> {
        let shows = |first| self.device.shows(first, &self.values);
        model::hotp(self.ahead(), self.expected, self.values.len() as u64, shows)
    }

    /// The library's verdict, as the model says it, after checking what holds for each.
    fn verdict(&self) -> Result<u64, Detail> {
        let Self { device, policy, expected, values } = self;
        let token = device.hotp(*policy);
        let state = hotp::State::new(Counter::new(*expected));
        let codes: Vec<_> = values.iter().map(|value| device.typed(*value)).collect();
        match judge_hotp(&token, &state, &codes) {
            Ok([previous, next]) => {
                assert_eq!(previous, state);
                assert!(next.counter().get() >= expected + values.len() as u64, "the counter only grows");
                // What was accepted is below the counter, and nothing below it comes back, by one code or by all.
                for again in codes.chunks(1).chain([codes.as_slice()]) {
                    if let Ok([_, later]) = judge_hotp(&token, &next, again) {
                        assert!(later.counter().get() >= next.counter().get() + again.len() as u64);
                    }
                }
                Ok(next.counter().get())
            }
            Err(Refusal::Rejected(detail)) => Err(detail),
            Err(refusal) => panic!("{refusal:?}"),
        }
    }
}

fn scenes(reach: u32) -> impl Strategy<Value = Scene> {
    let counters = prop_oneof![
        1 => Just(0),
        2 => 0..100_u64,
        2 => (1_u64 << 32) - 50..(1 << 32) + 50,
        2 => u64::MAX - 5..=u64::MAX,
        2 => any::<u64>(),
    ];
    let look_ahead = prop_oneof![Just(0), Just(1), Just(99), 0..=99_u32];
    let resync_window = prop_oneof![Just(1), Just(reach), 1..=reach];
    (devices(), (counters, look_ahead, resync_window), 1..=3_usize, typings(), places()).prop_map(
        |(device, (expected, look_ahead, resync_window), count, typing, place)| {
            let policy = hotp::Policy { look_ahead, resync_window };
            let ahead = if count == 1 { look_ahead } else { resync_window };
            let first = expected.wrapping_add_signed(place.offset(ahead));
            Scene { values: device.run(typing, first, count), device, policy, expected }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn verdicts_equal_the_model(scene in scenes(300)) {
        prop_assert_eq!(scene.verdict(), scene.model());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn verdicts_equal_the_model_in_the_widest_windows(scene in scenes(10_000)) {
        prop_assert_eq!(scene.verdict(), scene.model());
    }
}

/// Every window over every state near the end of the counters, for every run that is near it.
#[test]
fn the_last_counters_are_judged_as_the_model_does() {
    for expected in u64::MAX - 6..=u64::MAX {
        for reach in 1..=9 {
            let policy = hotp::Policy { look_ahead: reach, resync_window: reach };
            // Past the end and round to 0 too: no dummy may fit.
            for (back, count) in (0..12).flat_map(|back| [(back, 1), (back, 2), (back, 3)]) {
                let device = Device::of_the_rfc();
                let first = 3_u64.wrapping_sub(back);
                let values = device.run(Typing::Faithful, first, count);
                let scene = Scene { device, policy, expected, values };
                assert_eq!(scene.verdict(), scene.model(), "{first} in {scene:?}");
                assert!(scene.expected < u64::MAX || scene.verdict().is_err(), "exhausted");
            }
        }
    }
}

/// Every window over every state around the published pair (`resync.txt`) that fits at 1202743312 and 1152 later.
#[test]
fn two_places_that_fit_a_pair_are_ambiguous() {
    let device = Device::of_the_rfc();
    let values = vec![379_404, 552_060];
    let mut ambiguous = 0;
    for expected in 1_202_743_305..1_202_743_315 {
        for resync_window in 1_140..1_165 {
            let policy = hotp::Policy { resync_window, ..hotp::Policy::default() };
            let scene = Scene { device: device.clone(), policy, expected, values: values.clone() };
            let verdict = scene.verdict();
            assert_eq!(verdict, scene.model(), "{scene:?}");
            ambiguous += usize::from(verdict == Err(Detail::Ambiguous));
        }
    }
    // Seven states not above the lower place, and windows that reach the upper: 6 to 12 less than 25.
    assert_eq!(ambiguous, (6..=13).sum::<usize>());
}

#[test]
fn of_two_counters_that_fit_one_code_the_lowest_wins() {
    let device = Device::of_the_rfc();
    let policy = hotp::Policy { look_ahead: 99, ..hotp::Policy::default() };
    let repeats = device.repeats(100_000, 99);
    assert!(repeats.contains(&[2386, 2394]) && repeats.len() > 5, "{repeats:?}");
    for [low, high] in repeats {
        for (expected, next) in [(low, low + 1), (low + 1, high + 1), (high, high + 1)] {
            let values = vec![device.value(low)];
            let scene = Scene { device: device.clone(), policy, expected, values };
            assert_eq!(scene.verdict(), Ok(next), "{scene:?}");
            assert_eq!(scene.model(), Ok(next), "{scene:?}");
        }
    }
}

/// A search that looks for the first code, and for the others only behind it, refuses all of these.
#[test]
fn a_first_code_that_also_fits_earlier_does_not_hide_the_run() {
    let device = Device::of_the_rfc();
    let repeats = device.repeats(5_000, 1_000);
    assert!(repeats.contains(&[2386, 2394]) && repeats.len() > 3, "{repeats:?}");
    for [low, high] in repeats {
        for count in [2, 3] {
            let values = device.run(Typing::Faithful, high, count);
            let policy = hotp::Policy::default();
            let scene = Scene { device: device.clone(), policy, expected: low, values };
            assert_eq!(scene.verdict(), Ok(high + count as u64), "{scene:?}");
        }
    }
}

#[test]
fn every_algorithm_and_length_reaches_exactly_as_far_as_its_policy() {
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        for (digits, look_ahead) in [(Digits::Six, 99), (Digits::Seven, 999), (Digits::Eight, 9_999)] {
            let device = Device { algorithm, digits, key: b"twenty bytes of key.".to_vec() };
            let policy = hotp::Policy { look_ahead, resync_window: 10_000 };
            for (count, ahead) in [(1, look_ahead), (2, 10_000), (3, 10_000)] {
                for (past, verdict) in [(0, Ok(7 + u64::from(ahead) + count)), (1, Err(Detail::NoMatch))] {
                    let first = 7 + u64::from(ahead) + past;
                    let values = device.run(Typing::Faithful, first, usize::try_from(count).unwrap());
                    let scene = Scene { device: device.clone(), policy, expected: 7, values };
                    assert_eq!(scene.verdict(), verdict, "{scene:?}");
                }
            }
        }
    }
}
