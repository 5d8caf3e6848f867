//! The trail keeps three codes as a plain list does, tells nothing about them, and is stored in one form only.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::{Device, NOW, code, expecting};
use otp_core::{
    Attempt, Input, ParseError, Profile, Run, RunLength, TokenKind, Trail, UnixTime, token::Policy,
};
use proptest::prelude::*;
use std::time::Duration;

/// What a trail is, without any cleverness: texts and times, the newest last.
#[derive(Clone, Debug, Default)]
struct Model(Vec<(String, u64)>);

impl Model {
    fn push(&mut self, text: &str, now: u64) {
        self.0.push((text.to_owned(), now));
        if self.0.len() > 3 {
            self.0.remove(0);
        }
    }

    fn last(&self, count: usize, now: u64, limit: Duration) -> Option<Vec<String>> {
        let newest = &self.0[self.0.len().checked_sub(count)?..];
        let valid = |&(_, time): &(String, u64)| time <= now && now - time <= limit.as_secs();
        newest.iter().all(valid).then(|| newest.iter().map(|(text, _)| text.clone()).collect())
    }

    fn to_bytes(&self) -> Vec<u8> {
        let entries = self.0.iter().rev().flat_map(|(text, time)| {
            let digits = u8::try_from(text.len()).unwrap();
            let number: u32 = text.parse().unwrap();
            [&number.to_be_bytes()[..], &[digits, 0, 0, 0], &time.to_be_bytes()].concat()
        });
        let mut bytes: Vec<u8> =
            [1, u8::try_from(self.0.len()).unwrap(), 0, 0].into_iter().chain(entries).collect();
        bytes.resize(52, 0);
        bytes
    }
}

/// What the codes of a run say, found by pushing them to a trail: nothing else shows a code.
fn texts(run: &Run) -> Vec<String> {
    let bytes = run.codes().iter().fold(Trail::default(), |trail, code| trail.push(*code, NOW)).to_bytes();
    let entries = bytes[4..].chunks(16).take(run.codes().len()).rev();
    entries
        .map(|entry| {
            let number = u32::from_be_bytes(entry[..4].try_into().unwrap());
            format!("{number:0width$}", width = entry[4].into())
        })
        .collect()
}

/// A trail of codes that came at these times.
fn trail(pushes: &[(&str, u64)]) -> Trail {
    pushes.iter().fold(Trail::default(), |trail, (text, time)| trail.push(code(text), UnixTime::new(*time)))
}

/// The newest codes at a moment, under the default limit.
fn last(trail: &Trail, length: RunLength, now: u64) -> Option<Vec<String>> {
    trail.last(length, UnixTime::new(now), Trail::LIMIT).map(|run| texts(&run))
}

#[derive(Clone, Debug)]
enum Event {
    Push(String),
    Forward(u64),
    Back(u64),
    Last(RunLength, Duration),
    Restart,
    Success,
}

fn event() -> impl Strategy<Value = Event> {
    let seconds = || prop_oneof![3 => 0..3_u64, 3 => 98..103_u64, 2 => 298..303_u64, 1 => any::<u64>()];
    let length = prop_oneof![Just(RunLength::Two), Just(RunLength::Three)];
    let limit = prop_oneof![
        1 => Just(Duration::ZERO),
        1 => Just(Duration::from_millis(1999)),
        4 => Just(Trail::LIMIT),
        1 => Just(Duration::MAX),
        1 => (0..400_u64).prop_map(Duration::from_secs),
    ];
    prop_oneof![
        6 => "[0-9]{6,8}|0{6,8}|9{6,8}".prop_map(Event::Push),
        3 => seconds().prop_map(Event::Forward),
        1 => seconds().prop_map(Event::Back),
        6 => (length, limit).prop_map(|(length, limit)| Event::Last(length, limit)),
        1 => Just(Event::Restart),
        1 => Just(Event::Success),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn every_history_goes_as_in_the_model(
        mut now in prop_oneof![0..400_u64, Just(NOW.get()), u64::MAX - 400..=u64::MAX],
        events in prop::collection::vec(event(), 0..40),
    ) {
        let (mut trail, mut model) = (Trail::default(), Model::default());
        for event in events {
            match event {
                Event::Push(text) => {
                    trail = trail.push(code(&text), UnixTime::new(now));
                    model.push(&text, now);
                }
                Event::Forward(seconds) => now = now.saturating_add(seconds),
                Event::Back(seconds) => now = now.saturating_sub(seconds),
                Event::Last(length, limit) => {
                    let run = trail.last(length, UnixTime::new(now), limit);
                    prop_assert!(run.is_none_or(|run| run.length() == length));
                    prop_assert_eq!(run.map(|run| texts(&run)), model.last(length as usize, now, limit));
                }
                Event::Restart => trail = Trail::from_bytes(&trail.to_bytes()).unwrap(),
                Event::Success => (trail, model) = (Trail::default(), Model::default()),
            }
            prop_assert_eq!(usize::from(trail.count()), model.0.len());
            prop_assert_eq!(trail.to_bytes().to_vec(), model.to_bytes());
            let times: Vec<_> = trail.times().map(UnixTime::get).collect();
            prop_assert_eq!(times, model.0.iter().map(|(_, time)| *time).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_code_is_valid_for_exactly_the_limit() {
    let pair = trail(&[("111111", 1000), ("222222", 1200)]);
    let both = Some(vec!["111111".to_owned(), "222222".to_owned()]);
    for (now, expected) in [(1200, &both), (1300, &both), (1301, &None), (1500, &None), (u64::MAX, &None)] {
        assert_eq!(&last(&pair, RunLength::Two, now), expected, "at {now}");
    }
    let together = trail(&[("111111", 1000), ("222222", 1000)]);
    assert_eq!(
        together.last(RunLength::Two, UnixTime::new(1000), Duration::ZERO).map(|run| texts(&run)),
        both
    );
    assert!(together.last(RunLength::Two, UnixTime::new(1001), Duration::ZERO).is_none());
}

#[test]
fn a_code_from_later_than_now_is_void() {
    let pair = trail(&[("111111", 1000), ("222222", 1200)]);
    assert_eq!(last(&pair, RunLength::Two, 1199), None);
    // The clock was set back between the two: the first is the later one.
    let back = trail(&[("111111", 1200), ("222222", 1000)]);
    assert_eq!(last(&back, RunLength::Two, 1000), None);
    assert_eq!(last(&back, RunLength::Two, 1200), Some(vec!["111111".into(), "222222".into()]));
}

#[test]
fn void_codes_are_not_skipped() {
    // The middle one came while the clock was wrong; the codes around it are no successors.
    let gap = trail(&[("111111", 1000), ("222222", 9000), ("333333", 1010)]);
    assert_eq!(last(&gap, RunLength::Two, 1010), None);
    assert_eq!(last(&gap, RunLength::Three, 1010), None);
    // An old third code does not spoil the newest pair.
    let old = trail(&[("111111", 0), ("222222", 1000), ("333333", 1010)]);
    assert_eq!(last(&old, RunLength::Three, 1010), None);
    assert_eq!(last(&old, RunLength::Two, 1010), Some(vec!["222222".into(), "333333".into()]));
}

#[test]
fn the_fourth_code_drops_the_oldest_and_fewer_codes_make_no_run() {
    let mut growing = Trail::default();
    for (text, two, three) in [("111111", 0, 0), ("222222", 2, 0), ("333333", 2, 3), ("444444", 2, 3)] {
        growing = growing.push(code(text), NOW);
        let lengths = [RunLength::Two, RunLength::Three].map(|length| last(&growing, length, NOW.get()));
        assert_eq!(lengths.map(|run| run.map_or(0, |run| run.len())), [two, three]);
    }
    assert_eq!(growing.count(), 3);
    let three = last(&growing, RunLength::Three, NOW.get()).unwrap();
    assert_eq!(three, ["222222", "333333", "444444"]);
}

#[test]
fn a_trail_differs_by_its_code_alone() {
    let device = Device::of(TokenKind::Hotp6);
    let token = device.token(TokenKind::Hotp6, &Policy::for_kind(TokenKind::Hotp6, Profile::Rfc)).unwrap();
    let [fitting, wrong] = [device.code(0), code("000000")];
    let fits = |code| token.verify(&expecting(0), Attempt::unthrottled(), Input::Code(code), NOW).is_ok();
    assert!(fits(fitting) && !fits(wrong));

    let [right, other] = [fitting, wrong].map(|first| Trail::default().push(first, NOW));
    assert_eq!(right.to_bytes()[8..], other.to_bytes()[8..], "alike but for the code itself");
    assert_eq!((right.count(), format!("{right:?}")), (other.count(), format!("{other:?}")));
    for length in [RunLength::Two, RunLength::Three] {
        assert_eq!(last(&right, length, NOW.get()), last(&other, length, NOW.get()));
    }
}

#[test]
fn the_bytes_are_as_documented() {
    #[rustfmt::skip]
    let bytes = [
        1, 2, 0, 0,
        0x05, 0xf5, 0xe0, 0xff, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 44,
        0, 0, 0, 7, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
    assert_eq!(trail(&[("000007", 256), ("99999999", 300)]).to_bytes(), bytes);
    let read = Trail::from_bytes(&bytes).unwrap();
    assert_eq!(last(&read, RunLength::Two, 300), Some(vec!["000007".into(), "99999999".into()]));
    assert_eq!(Trail::default().to_bytes()[..4], [1, 0, 0, 0]);
}

#[test]
fn only_what_a_trail_writes_is_read() {
    let times = [("123456", 1), ("9999999", u64::MAX), ("00000000", 0)];
    for trail in (0..=3).map(|count| trail(&times[..count])) {
        let bytes = trail.to_bytes();
        for at in 0..bytes.len() {
            for value in 0..=255 {
                let mut other = bytes;
                other[at] = value;
                match Trail::from_bytes(&other) {
                    Ok(read) => assert_eq!(read.to_bytes(), other, "one form only"),
                    Err(error) => assert_eq!(error, ParseError::Trail),
                }
            }
        }
        for length in (0..=80).filter(|length| *length != 52) {
            let long: Vec<u8> = bytes.into_iter().chain([0; 28]).take(length).collect();
            assert_eq!(Trail::from_bytes(&long).unwrap_err(), ParseError::Trail, "{length} bytes");
        }
    }
}

#[test]
fn numbers_that_are_no_code_are_refused() {
    // One entry at time 0, as a trail would write it if there were such codes.
    let read = |number: u32, digits: u8| {
        let entry = [&[1, 1, 0, 0], &number.to_be_bytes()[..], &[digits]].concat();
        Trail::from_bytes(&[entry, vec![0; 43]].concat())
    };
    for digits in 6..=8 {
        let most = 10_u32.pow(digits.into()) - 1;
        assert!(read(most, digits).is_ok());
        assert!(read(most + 1, digits).is_err() && read(u32::MAX, digits).is_err());
    }
    for digits in (0..=5).chain(9..=255) {
        assert!(read(1, digits).is_err(), "{digits} digits");
    }
}

#[test]
fn bytes_after_the_last_code_are_refused() {
    let two = trail(&[("111111", 1), ("222222", 2)]).to_bytes();
    for at in 36..52 {
        let mut garbage = two;
        garbage[at] = 1;
        assert_eq!(Trail::from_bytes(&garbage).unwrap_err(), ParseError::Trail);
    }
}
