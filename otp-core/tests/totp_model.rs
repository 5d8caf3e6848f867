//! TOTP verdicts equal those of a naive model that is written from the design.

#![expect(clippy::unwrap_used, reason = "tests")]

mod model;
mod support;

use otp_core::{Detail, Drift, Refusal, TimeStep, UnixTime, totp};
use proptest::prelude::*;
use support::{Device, Place, Typing, devices, judge_totp, places, typings};

/// A token, what the server knows of it, the time, and what is typed.
#[derive(Debug)]
struct Scene {
    device: Device,
    policy: totp::Policy,
    last_accepted: Option<u64>,
    drift: i32,
    now: u64,
    values: Vec<u32>,
}

impl Scene {
    fn state(&self) -> totp::State {
        totp::State::new(self.last_accepted.map(TimeStep::new), Drift::new(self.drift))
    }

    fn model(&self) -> Result<(u64, i32), Refusal> {
        let shows = |first| self.device.shows(first, &self.values);
        let state = (self.last_accepted, self.drift);
        model::totp(&self.policy, state, self.now, self.values.len() as u64, shows)
    }

    /// The library's verdict, as the model says it, after checking what holds for each.
    fn verdict(&self) -> Result<(u64, i32), Refusal> {
        let token = self.device.totp(self.policy);
        let (state, now) = (self.state(), UnixTime::new(self.now));
        let codes: Vec<_> = self.values.iter().map(|value| self.device.typed(*value)).collect();
        let [previous, next] = judge_totp(&token, &state, &codes, now)?;
        assert_eq!(previous, state);
        let last = next.last_accepted().unwrap();
        assert!(last.get() >= codes.len() as u64 - 1);
        assert!(
            self.last_accepted.is_none_or(|before| last.get() >= before + codes.len() as u64),
            "it grows"
        );
        // The same again is spent, unless the text fits steps that are still to come.
        if let Ok([_, later]) = judge_totp(&token, &next, &codes, now) {
            assert!(later.last_accepted().unwrap().get() >= last.get() + codes.len() as u64);
        }
        Ok((last.get(), next.drift().get()))
    }
}

/// Policies and times: T0 at 0, before now and after it; now at the edges of steps and of the range.
fn clocks(reach: u32) -> impl Strategy<Value = (totp::Policy, u64)> {
    let steps = prop_oneof![Just(1), Just(30), Just(60), 1..=u32::MAX];
    let t0s = prop_oneof![2 => Just(0), 2 => 0..2_000_000_000_u64, 1 => any::<u64>()];
    let windows = prop_oneof![Just((0, 0)), Just((1, 1)), (0..=49_u32, 0..=50_u32)];
    let resync_windows = prop_oneof![Just((1, 0)), Just((0, 1)), (0..=reach, 1..=reach)];
    let instants = prop_oneof![
        2 => Just(None),
        3 => (0..100_u64, prop_oneof![Just(0), Just(1), Just(u32::MAX)]).prop_map(Some),
        3 => (0..1_u64 << 40, any::<u32>()).prop_map(Some),
    ];
    let times = prop_oneof![Just(0), Just(u64::MAX), Just(u64::MAX - 29), any::<u64>()];
    (steps, t0s, windows, resync_windows, instants, times).prop_map(
        |(step, t0, (behind, ahead), (resync_behind, resync_ahead), instant, time)| {
            let policy =
                totp::Policy { step, t0: UnixTime::new(t0), behind, ahead, resync_behind, resync_ahead };
            // So many steps after T0, and so many seconds of one, or any time at all.
            let now = instant.map_or(time, |(steps, seconds)| {
                t0.saturating_add(steps.saturating_mul(step.into()))
                    .saturating_add(u64::from(seconds.min(step - 1)))
            });
            (policy, now)
        },
    )
}

fn scenes(reach: u32) -> impl Strategy<Value = Scene> {
    let drifts = prop_oneof![
        4 => Just(0),
        4 => -9..=9,
        2 => prop::sample::select(vec![-121, -120, -119, 119, 120, 121, i32::MIN, i32::MAX]),
        1 => any::<i32>(),
    ];
    let watermarks = prop_oneof![
        4 => Just(None),
        4 => places().prop_map(|place| Some(Some(place))),
        1 => Just(Some(None)),
    ];
    let typing = (1..=3_usize, typings(), places());
    (devices(), clocks(reach), drifts, watermarks, typing).prop_map(
        |(device, (policy, now), drift, watermark, (count, typing, place))| {
            let server = now.saturating_sub(policy.t0.get()) / u64::from(policy.step);
            let (first, last) = model::span(&policy, server, drift, count == 1);
            let more = u32::try_from(last - first).unwrap();
            // Somewhere around the window, or the greatest of all.
            let last_accepted = watermark.map(|place| {
                let near = |place: Place| first + i128::from(place.offset(more));
                u64::try_from(place.map_or(i128::MAX, near).clamp(0, u64::MAX.into())).unwrap()
            });
            // Where the step does not exist, that of a wrapped one: no dummy may fit.
            let begin = (first + i128::from(place.offset(more))).rem_euclid(1 << 64);
            let values = device.run(typing, u64::try_from(begin).unwrap(), count);
            Scene { device, policy, last_accepted, drift, now, values }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn verdicts_equal_the_model(scene in scenes(60)) {
        prop_assert_eq!(scene.verdict(), scene.model());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn verdicts_equal_the_model_in_the_widest_windows(scene in scenes(5_000)) {
        prop_assert_eq!(scene.verdict(), scene.model());
    }
}

/// Every place of the last accepted step and of the code, small windows, at both ends of the range of steps.
#[test]
fn the_ends_of_the_range_are_judged_as_the_model_does() {
    let policy =
        totp::Policy { behind: 3, ahead: 2, resync_behind: 2, resync_ahead: 3, ..totp::Policy::with_step(1) };
    for end in [0_u64, u64::MAX] {
        let near = |distance: u64| if end == 0 { distance } else { end - distance };
        for (distance, drift) in (0..5).flat_map(|at| (-4..=4).map(move |drift| (near(at), drift))) {
            for last_accepted in (0..8).map(|at| Some(near(at))).chain([None, Some(u64::MAX - end)]) {
                for (first, count) in (0..16).flat_map(|at| (1..=3).map(move |count| (at, count))) {
                    let device = Device::of_the_rfc();
                    let values = device.run(Typing::Faithful, 8_u64.wrapping_sub(first), count);
                    let scene = Scene { device, policy, last_accepted, drift, now: distance, values };
                    assert_eq!(scene.verdict(), scene.model(), "{scene:?}");
                }
            }
        }
    }
}

/// Around the published pair (`totp_resync.txt`) that fits two places of the day around 8488200000.
#[test]
fn two_places_that_fit_a_pair_are_ambiguous() {
    let device = Device::of_the_rfc();
    let server = 8_488_200_000 / 30;
    let values = vec![661_627, 895_069];
    let places: Vec<u64> =
        (server - 2_880..=server + 2_880).filter(|step| device.shows(*step, &values)).collect();
    let [low, high] = *places else { panic!("{places:?}") };
    let verdicts = [None, Some(low - 1), Some(low), Some(high - 1), Some(high), Some(server + 2_880)].map(
        |last_accepted| {
            let (device, values, policy) = (device.clone(), values.clone(), totp::Policy::default());
            let scene = Scene { device, policy, last_accepted, drift: 0, now: 8_488_200_000, values };
            assert_eq!(scene.verdict(), scene.model(), "{scene:?}");
            scene.verdict().map(|(last, _)| last)
        },
    );
    let refused = |detail| Err(Refusal::Rejected(detail));
    let ambiguous = refused(Detail::Ambiguous);
    // Where the lower place is spent, the upper is the only one.
    let rest = [Ok(high + 1), Ok(high + 1), refused(Detail::Replayed), refused(Detail::BehindLastAccepted)];
    assert_eq!(verdicts, [&[ambiguous, ambiguous], rest.as_slice()].concat()[..]);
}

#[test]
fn of_two_steps_that_fit_one_code_the_highest_is_recorded_and_both_are_spent() {
    let device = Device::of_the_rfc();
    let policy = totp::Policy { behind: 99, ahead: 0, ..totp::Policy::default() };
    let token = device.totp(policy);
    let repeats = device.repeats(100_000, 99);
    assert!(repeats.contains(&[2386, 2394]) && repeats.len() > 5, "{repeats:?}");
    for [low, high] in repeats {
        let now = UnixTime::new(high * 30);
        let next = token.verify(&totp::State::default(), device.code(low), now).unwrap().into_next();
        assert_eq!(next, totp::State::new(Some(TimeStep::new(high)), Drift::new(0)));
        for step in low..=high {
            let refusal = token.verify(&next, device.code(step), now).unwrap_err();
            assert_eq!(refusal, Refusal::Rejected(Detail::BehindLastAccepted));
        }
        // A step later the window is no longer wholly behind, and the code is what it is: used.
        let refusal = token.verify(&next, device.code(high), UnixTime::new(high * 30 + 30)).unwrap_err();
        assert_eq!(refusal, Refusal::Rejected(Detail::Replayed));
    }
}
