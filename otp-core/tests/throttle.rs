//! The throttle does what a plain counter with a lock does, under any history, and is stored in one form only.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::NOW;
use otp_core::{Attempt, ParseError, Throttle, UnixTime, throttle::Policy};
use proptest::prelude::*;

/// What a throttle is, without any cleverness.
#[derive(Clone, Copy, Debug, Default)]
struct Model {
    count: u32,
    until: Option<u64>,
    stopped: bool,
}

impl Model {
    /// Counts, or tells how many seconds are left: `None` for ever.
    fn begin(&mut self, policy: &Policy, now: u64) -> Result<u32, Option<u64>> {
        match self.until {
            _ if self.stopped => return Err(None),
            Some(until) if now < until => return Err(Some(until - now)),
            _ => {}
        }
        self.count = self.count.saturating_add(1);
        self.stopped = self.count >= policy.stop;
        // Every doubling after the 32nd is beyond any longest lock.
        let doublings = (policy.limit..self.count).take(32);
        let lock = doublings.fold(u64::from(policy.first_lock), |lock, _| lock * 2);
        let lock = lock.min(policy.longest_lock.into());
        // A lock of no length is none, not even where another server's clock is behind.
        self.until =
            (!self.stopped && self.count >= policy.limit && lock > 0).then(|| now.saturating_add(lock));
        Ok(self.count)
    }

    fn to_bytes(self) -> Vec<u8> {
        let until = self.until.unwrap_or_default().to_be_bytes();
        [&[1, self.stopped.into(), 0, 0], &self.count.to_be_bytes()[..], &until].concat()
    }
}

/// The same answer from the library: the attempts so far and the throttle to store, or the seconds that are left.
fn begin(stored: &mut Throttle, policy: &Policy, now: u64) -> Result<u32, Option<u64>> {
    let locked = stored.locked(UnixTime::new(now));
    let begun = stored.begin(policy, UnixTime::new(now));
    assert_eq!(locked, begun.as_ref().err().copied(), "looking tells the same and counts nothing");
    let attempt = begun.map_err(|locked| {
        locked.retry_after().map(|wait| {
            assert_eq!(wait.subsec_nanos(), 0);
            wait.as_secs()
        })
    })?;
    *stored = *attempt.throttle().unwrap();
    Ok(stored.attempts())
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Forward(u64),
    Back(u64),
    Begin,
    Success,
    Unlock,
    Restart,
    Adjust(Policy),
}

fn number() -> impl Strategy<Value = u32> {
    prop_oneof![4 => 0..4_u32, 2 => Just(10), 1 => 50..70_u32, 1 => any::<u32>(), 1 => u32::MAX - 2..=u32::MAX]
}

fn policy() -> impl Strategy<Value = Policy> {
    let free = (number(), number(), number(), number())
        .prop_map(|(limit, first_lock, longest_lock, stop)| Policy { limit, first_lock, longest_lock, stop });
    prop_oneof![1 => Just(Policy::default()), 1 => number().prop_map(Policy::administrator_unlocks), 4 => free]
}

fn event() -> impl Strategy<Value = Event> {
    let seconds = || prop_oneof![4 => 0..5_u64, 4 => 55..65_u64, 2 => 3595..3605_u64, 1 => any::<u64>()];
    prop_oneof![
        12 => Just(Event::Begin),
        5 => seconds().prop_map(Event::Forward),
        2 => seconds().prop_map(Event::Back),
        1 => Just(Event::Success),
        1 => Just(Event::Unlock),
        2 => Just(Event::Restart),
        1 => policy().prop_map(Event::Adjust),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn every_history_goes_as_in_the_model(
        mut policy in policy(),
        mut now in prop_oneof![0..100_u64, Just(NOW.get()), u64::MAX - 5000..=u64::MAX],
        count in prop_oneof![4 => Just(0), 1 => number()],
        events in prop::collection::vec(event(), 0..60),
    ) {
        let mut model = Model { count, ..Model::default() };
        let mut throttle = Throttle::from_bytes(&model.to_bytes()).unwrap();
        for event in events {
            match event {
                Event::Forward(seconds) => now = now.saturating_add(seconds),
                Event::Back(seconds) => now = now.saturating_sub(seconds),
                Event::Begin => {
                    prop_assert_eq!(begin(&mut throttle, &policy, now), model.begin(&policy, now));
                }
                Event::Success => (throttle, model) = (Throttle::default(), Model::default()),
                Event::Unlock => (throttle, model) = (Throttle::unlock(), Model::default()),
                Event::Restart => throttle = Throttle::from_bytes(&throttle.to_bytes()).unwrap(),
                Event::Adjust(adjusted) => policy = adjusted,
            }
            prop_assert_eq!(throttle.attempts(), model.count);
            prop_assert_eq!(throttle.to_bytes().to_vec(), model.to_bytes());
        }
    }
}

/// The throttle after so many failures, each at the first moment it can be made, and that moment.
fn failed(times: u32) -> (Throttle, u64) {
    let (mut throttle, mut now) = (Throttle::default(), NOW.get());
    for _ in 0..times {
        if let Err(wait) = begin(&mut throttle, &Policy::default(), now) {
            now += wait.unwrap();
            begin(&mut throttle, &Policy::default(), now).unwrap();
        }
    }
    (throttle, now)
}

#[test]
fn the_tenth_failure_locks_for_a_minute_and_the_hundredth_for_good() {
    for times in 1..=100 {
        let (mut throttle, now) = failed(times);
        let lock = match times {
            1..10 => Ok(times + 1),
            10 => Err(Some(60)),
            11 => Err(Some(120)),
            12 => Err(Some(240)),
            13 => Err(Some(480)),
            14 => Err(Some(960)),
            15 => Err(Some(1920)),
            16..100 => Err(Some(3600)),
            _ => Err(None),
        };
        assert_eq!(begin(&mut throttle, &Policy::default(), now), lock, "after {times} failures");
    }
    let (mut stopped, _) = failed(100);
    assert_eq!(begin(&mut stopped, &Policy::default(), u64::MAX), Err(None));
    assert_eq!(begin(&mut Throttle::unlock(), &Policy::default(), 0), Ok(1));
}

#[test]
fn a_lock_opens_at_its_last_second_and_a_clock_set_back_prolongs_it() {
    let (throttle, now) = failed(10);
    for (later, answer) in [(0, Err(Some(60))), (59, Err(Some(1))), (60, Ok(11)), (61, Ok(11))] {
        assert_eq!(begin(&mut throttle.clone(), &Policy::default(), now + later), answer, "{later} s later");
    }
    assert_eq!(begin(&mut throttle.clone(), &Policy::default(), now - 1000), Err(Some(1060)));
}

#[test]
fn the_end_of_a_lock_resets_nothing_and_locked_calls_are_not_counted() {
    let (mut throttle, now) = failed(10);
    for second in 0..60 {
        assert_eq!(begin(&mut throttle, &Policy::default(), now + second), Err(Some(60 - second)));
    }
    // One wrong code after the lock is the eleventh failure, not the first.
    assert_eq!(begin(&mut throttle, &Policy::default(), now + 60), Ok(11));
    assert_eq!(begin(&mut throttle, &Policy::default(), now + 60), Err(Some(120)));
}

#[test]
fn an_attempt_that_nobody_counts_has_no_throttle_that_could_lift_a_lock() {
    assert_eq!(Attempt::unthrottled().throttle(), None);
}

#[test]
fn the_bytes_are_as_documented() {
    let bytes = |head: [u8; 8], until: u64| [&head[..], &until.to_be_bytes()].concat();
    assert_eq!(Throttle::default().to_bytes().to_vec(), bytes([1, 0, 0, 0, 0, 0, 0, 0], 0));
    assert_eq!(failed(9).0.to_bytes().to_vec(), bytes([1, 0, 0, 0, 0, 0, 0, 9], 0));
    assert_eq!(failed(10).0.to_bytes().to_vec(), bytes([1, 0, 0, 0, 0, 0, 0, 10], NOW.get() + 60));
    assert_eq!(failed(100).0.to_bytes().to_vec(), bytes([1, 1, 0, 0, 0, 0, 0, 100], 0));
    assert_eq!(Throttle::from_bytes(&bytes([1, 0, 0, 0, 1, 2, 3, 4], 5)).unwrap().attempts(), 0x0102_0304);
}

#[test]
fn only_what_a_throttle_writes_is_read() {
    for throttle in [Throttle::default(), failed(10).0, failed(100).0] {
        let bytes = throttle.to_bytes();
        assert_eq!(Throttle::from_bytes(&bytes), Ok(throttle));
        for at in 0..bytes.len() {
            for value in 0..=255 {
                let mut other = bytes;
                other[at] = value;
                match Throttle::from_bytes(&other) {
                    Ok(read) => assert_eq!(read.to_bytes(), other, "one form only"),
                    Err(error) => assert_eq!(error, ParseError::Throttle),
                }
            }
        }
        for length in (0..=32).filter(|length| *length != 16) {
            let long: Vec<u8> = bytes.into_iter().chain([0; 16]).take(length).collect();
            assert_eq!(Throttle::from_bytes(&long), Err(ParseError::Throttle), "{length} bytes");
        }
    }
}

#[cfg(feature = "serde")]
#[test]
fn the_json_has_named_fields_and_comes_back() {
    let until = NOW.get() + 60;
    for (throttle, json) in [
        (Throttle::default(), r#"{"attempts":0,"lock":{"until":0}}"#.to_owned()),
        (failed(10).0, format!(r#"{{"attempts":10,"lock":{{"until":{until}}}}}"#)),
        (failed(100).0, r#"{"attempts":100,"lock":"stopped"}"#.to_owned()),
    ] {
        assert_eq!(serde_json::to_string(&throttle).unwrap(), json);
        assert_eq!(serde_json::from_str::<Throttle>(&json).unwrap(), throttle);
    }
    let policy = r#"{"limit":10,"first_lock":60,"longest_lock":3600,"stop":100}"#;
    assert_eq!(serde_json::to_string(&Policy::default()).unwrap(), policy);
    assert_eq!(serde_json::from_str::<Policy>(policy).unwrap(), Policy::default());
    for unknown in
        [r#"{"attempts":0,"lock":{"until":0},"stop":1}"#, r#"{"attempts":0}"#, r#"{"attempts":-1}"#]
    {
        assert!(serde_json::from_str::<Throttle>(unknown).is_err(), "{unknown}");
    }
}
