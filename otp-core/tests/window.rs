//! The search below all policy equals a naive one, for windows that no policy would ask for, too.

#![cfg(feature = "hazmat")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "factors that do not exist wrap"
)]
#![expect(clippy::unwrap_used, reason = "a test")]

use otp_core::{
    Algorithm, Code, Counter, Digits, Trail, UnixTime,
    mac::{Backend, Crowd, Mac},
    window::{Fit, Pick, Window},
};
use proptest::prelude::*;
use std::array;

const SECRET: &[u8] = b"12345678901234567890";

/// Stretches of counters in which codes and pairs recur, and the ends of the range.
fn factor() -> impl Strategy<Value = i128> {
    let near = |centre: i128| (centre - 40)..(centre + 40);
    let end = i128::from(u64::MAX);
    prop_oneof![
        near(0),
        near(2390),
        near(end),
        near(-3000),
        near(2 * end),
        near(i128::from(u32::MAX)),
        Just(i128::MIN),
        Just(i128::MAX)
    ]
}

fn code(mac: &Mac, factor: i128) -> Code {
    let mut value = [0];
    mac.codes(Counter::new(factor as u64), Digits::Six, &mut value);
    Code::parse(format!("{:06}", value[0]).as_bytes()).unwrap()
}

/// Every alignment in turn, with what the rules say of it.
fn naive<const K: usize>(window: &Window, mac: &Mac, codes: &[Code; K], pick: Pick) -> Fit {
    let (mut free, mut spent) = (Vec::new(), false);
    for alignment in 0..window.alignments {
        let Some(first) = window.first.checked_add(alignment.into()) else { break };
        let exists = first >= 0 && first <= i128::from(window.last) + 1 - K as i128;
        if !exists || !(0..K).all(|n| same(code(mac, first + n as i128), codes[n])) {
            continue;
        }
        if first < window.unspent { spent = true } else { free.push(first as u64) }
    }
    match (free.as_slice(), pick) {
        ([], _) if spent => Fit::Spent,
        ([], _) => Fit::Nowhere,
        ([_, _, ..], Pick::Only) => Fit::Ambiguous,
        ([first, ..], Pick::Lowest | Pick::Only) => Fit::At(Counter::new(*first)),
        ([.., last], Pick::Highest) => Fit::At(Counter::new(*last)),
    }
}

/// Codes do not compare, on purpose; what a trail stores of them does.
fn same(one: Code, other: Code) -> bool {
    let stored = |code| Trail::default().push(code, UnixTime::new(0)).to_bytes();
    stored(one) == stored(other)
}

/// What the naive search finds, every backend finds.
fn compare<const K: usize>(window: Window, starts: i128, pick: Pick) {
    let mac = Mac::new(Algorithm::Sha1, SECRET);
    let codes: [Code; K] = array::from_fn(|n| code(&mac, starts.wrapping_add(n as i128)));
    let expected = naive(&window, &mac, &codes, pick);
    for backend in Backend::available() {
        let mac = Mac::on(backend, Algorithm::Sha1, SECRET);
        assert_eq!(window.search(&mac, Digits::Six, &codes, pick), expected, "{backend} {window:?}");
    }
}

/// What each search by itself finds, a crowd finds, whatever the number of its windows that reach the codes.
fn compare_crowd<const K: usize>(windows: &[Window; Crowd::LANES], starts: i128) {
    let mac = Mac::new(Algorithm::Sha1, SECRET);
    let codes: [Code; K] = array::from_fn(|n| code(&mac, starts.wrapping_add(n as i128)));
    let expected =
        windows.map(|window| matches!(window.search(&mac, Digits::Six, &codes, Pick::Lowest), Fit::At(_)));
    for backend in Backend::available() {
        let mac = Mac::on(backend, Algorithm::Sha1, SECRET);
        let crowd = windows.map(|window| Some((&mac, window)));
        match Window::search_crowd(&crowd, Digits::Six, &codes) {
            Some(found) => assert_eq!(found, expected, "{backend} {windows:?}"),
            None => assert_eq!(backend.to_string(), "single"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_search_equals_a_naive_one(
        first in factor(),
        alignments in prop_oneof![0_u32..36, 60_u32..70, 126_u32..132, 254_u32..260],
        unspent in factor(),
        last in prop_oneof![Just(u64::MAX), Just(u64::MAX - 1), 0_u64..3000],
        starts in factor(),
        pick in prop_oneof![Just(Pick::Lowest), Just(Pick::Highest), Just(Pick::Only)],
    ) {
        let window = Window { first, alignments, unspent, last };
        compare::<1>(window, starts, pick);
        compare::<2>(window, starts, pick);
        compare::<3>(window, starts, pick);
    }

    #[test]
    fn a_crowd_finds_what_each_search_finds(
        places in prop::array::uniform32((factor(), factor(), prop_oneof![Just(u64::MAX), 0_u64..3000])),
        alignments in 0_u32..40,
        starts in factor(),
    ) {
        let windows = places.map(|(first, unspent, last)| Window { first, alignments, unspent, last });
        compare_crowd::<1>(&windows, starts);
        compare_crowd::<2>(&windows, starts);
        compare_crowd::<3>(&windows, starts);
    }
}

#[test]
fn a_crowd_is_complete_and_of_one_width() {
    let (mac, codes) = (Mac::new(Algorithm::Sha1, SECRET), [Code::parse(b"755224").unwrap()]);
    let window = Window { first: 0, alignments: 10, unspent: 0, last: u64::MAX };
    let crowd = [Some((&mac, window)); Crowd::LANES];
    let with = |lane: usize, token| {
        let mut crowd = crowd;
        crowd[lane] = token;
        Window::search_crowd(&crowd, Digits::Six, &codes)
    };
    for lane in [0, 1, Crowd::LANES - 1] {
        assert_eq!(with(lane, None), None);
        assert_eq!(with(lane, Some((&mac, Window { alignments: 11, ..window }))), None);
    }
}

/// Wherever the buffers of a search begin and end: a run that begins at any place is found there.
#[test]
fn every_place_of_a_window_is_looked_at() {
    fn find<const K: usize>(mac: &Mac, window: &Window, codes: &[Code]) {
        for (place, codes) in (window.first as u64..).zip(codes.windows(K).take(window.alignments as usize)) {
            let codes = codes.try_into().unwrap();
            let fit = window.search::<K>(mac, Digits::Six, codes, Pick::Lowest);
            assert_eq!(fit, Fit::At(Counter::new(place)), "{K} codes, {} places", window.alignments);
        }
    }
    let (mac, first) = (Mac::new(Algorithm::Sha1, SECRET), 1000);
    let codes: Vec<_> = (first..first + 302).map(|factor| code(&mac, factor)).collect();
    for alignments in (1..40).chain(126..132).chain([254, 255, 256, 257, 300]) {
        let window = Window { first, alignments, unspent: 0, last: u64::MAX };
        find::<1>(&mac, &window, &codes);
        find::<2>(&mac, &window, &codes);
        find::<3>(&mac, &window, &codes);
    }
}

#[test]
fn an_empty_window_fits_nothing() {
    let window = Window { first: 0, alignments: 0, unspent: 0, last: u64::MAX };
    compare::<1>(window, 0, Pick::Lowest);
    compare::<3>(window, 0, Pick::Only);
}

#[test]
fn a_code_that_fits_twice_is_reported_as_asked() {
    // RFC 4226's secret shows 709847 at counters 2386 and 2394.
    let window = Window { first: 2380, alignments: 40, unspent: 0, last: u64::MAX };
    for backend in Backend::available() {
        let mac = Mac::on(backend, Algorithm::Sha1, SECRET);
        for (pick, expected) in [
            (Pick::Lowest, Fit::At(Counter::new(2386))),
            (Pick::Highest, Fit::At(Counter::new(2394))),
            (Pick::Only, Fit::Ambiguous),
        ] {
            assert_eq!(window.search(&mac, Digits::Six, &[code(&mac, 2386)], pick), expected, "{backend}");
        }
    }
}
