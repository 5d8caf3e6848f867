//! A lookup finds every token that could have made the codes, as a plain search does, and knows when to give up.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::{Device, NOW, OTP, STEP, accepted, code, expecting, yubikey};
use otp_core::{
    Lookup, LookupError, Profile, Run, Token, TokenKind, TokenState, UnixTime, hotp, lookup,
    token::{Policy, ResyncRule},
    totp,
};
use proptest::prelude::*;
use std::{iter::repeat_n, ops::RangeInclusive};

/// A token in the store.
#[derive(Debug)]
struct Entry {
    device: Device,
    token: Token,
    state: TokenState,
}

impl Entry {
    /// A token of the kind with the key of this number, in a state.
    fn new(kind: TokenKind, key: u8, state: TokenState) -> Self {
        let device = Device { key: [key; 20], ..Device::of(kind) };
        let token = device.token(kind, &Policy::for_kind(kind, Profile::Rfc)).unwrap();
        Self { device, token, state }
    }
}

fn find(entries: &[Entry], run: impl Into<Run>) -> Lookup {
    lookup(entries.iter().map(|entry| (&entry.token, &entry.state)), run, NOW).unwrap()
}

#[test]
fn none_one_or_several_tokens_are_found() {
    let mut entries: Vec<Entry> =
        (0..20).map(|key| Entry::new(TokenKind::Hotp6, key, expecting(100))).collect();
    for run in entries[7].device.runs(600) {
        assert_eq!(find(&entries, run), Lookup::One(7));
        assert_eq!(find(&entries[..7], run), Lookup::Nothing);
        assert_eq!(find(&[], run), Lookup::Nothing);
    }
    // Another device with the same key, a little behind.
    entries.push(Entry::new(TokenKind::DuoD100, 7, expecting(50)));
    for (first, found) in
        [(99, Lookup::One(20)), (100, Lookup::Several), (1050, Lookup::Several), (1051, Lookup::One(7))]
    {
        for run in entries[7].device.runs(first) {
            assert_eq!(find(&entries, run), found, "{run:?} at {first}");
        }
    }
}

#[test]
fn spent_codes_are_left_out() {
    let counter = Entry::new(TokenKind::Hotp6, 1, expecting(100));
    let clock = Entry::new(TokenKind::Totp6, 2, accepted(Some(STEP), 0));
    let entries = [counter, clock];
    for (place, first, found) in [(0, 99, false), (0, 100, true), (1, STEP, false), (1, STEP + 1, true)] {
        for run in entries[place].device.runs(first) {
            let expected = if found { Lookup::One(place) } else { Lookup::Nothing };
            assert_eq!(find(&entries, run), expected, "{run:?} at {first}");
        }
    }
}

#[test]
fn yubikeys_and_tokens_with_other_digits_are_passed_over() {
    let mut entries =
        vec![Entry::new(TokenKind::Hotp8, 3, expecting(0)), Entry::new(TokenKind::Hotp6, 3, expecting(0))];
    let (device, token) = (entries[0].device, yubikey().unwrap());
    assert!(token.read(OTP.as_bytes()).is_ok());
    entries.insert(1, Entry { device, token, state: TokenState::for_kind(TokenKind::YubiKey) });
    for run in device.runs(10) {
        assert_eq!(find(&entries, run), Lookup::One(0));
    }
    for run in entries[2].device.runs(10) {
        assert_eq!(find(&entries, run), Lookup::One(2));
    }
}

#[test]
fn a_profile_without_resync_does_not_hide_a_token() {
    for resync in [ResyncRule::NotSupported, ResyncRule::NotNeeded, ResyncRule::Two, ResyncRule::Three] {
        let policy = Policy { resync, ..Policy::for_kind(TokenKind::Totp6, Profile::Rfc) };
        let mut entry = Entry::new(TokenKind::Totp6, 4, accepted(None, 0));
        entry.token = entry.device.token(TokenKind::Totp6, &policy).unwrap();
        for run in entry.device.runs(STEP - 2880) {
            assert_eq!(find(&[Entry::new(TokenKind::Hotp6, 5, expecting(0))], run), Lookup::Nothing);
            assert_eq!(find(std::slice::from_ref(&entry), run), Lookup::One(0), "{resync:?}");
        }
    }
}

#[test]
fn a_state_of_another_family_is_a_mix_up_and_not_a_miss() {
    let mut entries = [TokenKind::YubiKey, TokenKind::Hotp6, TokenKind::Totp8]
        .map(|kind| Entry::new(kind, 9, TokenState::for_kind(kind)));
    let [pair, _] = entries[1].device.runs(0);
    assert_eq!(find(&entries, pair), Lookup::One(1));
    entries[2].state = expecting(0);
    let mixed_up = lookup(entries.iter().map(|entry| (&entry.token, &entry.state)), pair, NOW);
    assert_eq!(mixed_up, Err(LookupError::WrongKind { place: 2 }));
}

#[test]
fn codes_of_different_lengths_are_no_run() {
    let entry = Entry::new(TokenKind::Hotp6, 10, expecting(0));
    let [first, second, third] = [0, 1, 2].map(|at| entry.device.text(at));
    let padded = |text: &str| code(&format!("00{text}"));
    let runs: [Run; 3] = [
        [code(&first), padded(&second)].into(),
        [padded(&first), code(&second)].into(),
        [code(&first), code(&second), padded(&third)].into(),
    ];
    for run in runs {
        let found = lookup([(&entry.token, &entry.state)], run, NOW);
        assert_eq!(found, Err(LookupError::WrongLength));
        assert_eq!(lookup([], run, NOW), Err(LookupError::WrongLength));
    }
}

/// A hundred tokens with one policy: some in groups of as many as there are lanes, the last few one by one.
#[test]
fn every_token_of_a_store_is_asked() {
    let mut entries: Vec<Entry> =
        (0..100).map(|key| Entry::new(TokenKind::Hotp6, key, expecting(u64::from(key)))).collect();
    for owner in 0..100 {
        let run = entries[owner].device.runs(owner as u64 + 999)[owner % 2];
        assert_eq!(find(&entries, run), Lookup::One(owner));
    }
    // Two that share a key, in the same group and in two, and one whose codes are spent.
    for other in [3, 95] {
        let (before, twin) = (entries[other].device, entries[2].device);
        entries[other].device = twin;
        entries[other].token =
            twin.token(TokenKind::Hotp6, &Policy::for_kind(TokenKind::Hotp6, Profile::Rfc)).unwrap();
        let [pair, triple] = twin.runs(500);
        assert_eq!((find(&entries, pair), find(&entries, triple)), (Lookup::Several, Lookup::Several));
        entries[2].state = expecting(501);
        assert_eq!(find(&entries, pair), Lookup::One(other));
        entries[2].state = expecting(2);
        entries[other] = Entry::new(TokenKind::Hotp6, before.key[0], entries[other].state);
    }
}

/// The pair fits two places, 1152 apart: from the published cases in `vectors/resync.txt`.
#[test]
fn a_token_that_the_codes_fit_twice_is_one_token() {
    let device = Device::of(TokenKind::Hotp6);
    let of_width = |resync_window| {
        let hotp = hotp::Policy { look_ahead: 10, resync_window };
        let policy = Policy { hotp, ..Policy::for_kind(TokenKind::Hotp6, Profile::Rfc) };
        let token = device.token(TokenKind::Hotp6, &policy).unwrap();
        Entry { device, token, state: expecting(1_202_743_312) }
    };
    let pair = [code("379404"), code("552060")];
    let twice = of_width(1152);
    let state = &twice.state;
    assert!(twice.token.resync(state, otp_core::Attempt::unthrottled(), pair.into(), NOW).is_err());
    assert_eq!(find(&[twice], pair), Lookup::One(0));
    assert_eq!(find(&[of_width(1151), of_width(1152)], pair), Lookup::Several);
}

/// A six-digit clock token with so many places, none of which exists yet: it counts in the odds and costs no MAC.
fn unborn(places: u32) -> (Token, TokenState) {
    let t0 = UnixTime::new(NOW.get() + 1);
    let totp = totp::Policy { t0, resync_behind: 0, resync_ahead: places - 1, ..totp::Policy::default() };
    let policy = Policy { totp, ..Policy::for_kind(TokenKind::Totp6, Profile::Rfc) };
    let token = Device::of(TokenKind::Totp6).token(TokenKind::Totp6, &policy).unwrap();
    (token, TokenState::for_kind(TokenKind::Totp6))
}

/// Looks among some entries and then among unborn tokens, given by their places and how many there are of them.
fn look_among(entries: &[Entry], unborn_tokens: &[(u32, usize)], run: Run) -> Result<Lookup, LookupError> {
    let crowd: Vec<_> = unborn_tokens.iter().map(|(places, times)| (unborn(*places), *times)).collect();
    let crowd = crowd.iter().flat_map(|((token, state), times)| repeat_n((token, state), *times));
    lookup(entries.iter().map(|entry| (&entry.token, &entry.state)).chain(crowd), run, NOW)
}

#[test]
fn a_pair_is_looked_up_over_a_thousand_million_places_and_no_more() {
    // Tokens that make no codes of six digits do not count.
    let others = [TokenKind::Hotp8, TokenKind::Totp8, TokenKind::YubiKey]
        .map(|kind| Entry::new(kind, 6, TokenState::for_kind(kind)));
    let [pair, triple] = Device::of(TokenKind::Totp6).runs(STEP);
    let too_many = Err(LookupError::Odds { one_in: 999 });
    // 99 990 · 10 001 = 10⁹ − 10.
    for (rest, run, expected) in [
        ((10, 1), pair, Ok(Lookup::Nothing)),
        ((11, 1), pair, too_many),
        ((10, 2), pair, too_many),
        ((10_001, 10), triple, Ok(Lookup::Nothing)),
    ] {
        assert_eq!(look_among(&others, &[(10_001, 99_990), rest], run), expected, "{rest:?} more");
    }
}

#[test]
fn a_pair_is_not_looked_up_among_a_million_button_tokens() {
    let entry = Entry::new(TokenKind::Hotp6, 7, expecting(0));
    let [pair, triple] = entry.device.runs(5000);
    // 1001 places each; refused before anything is computed.
    let tokens = |count| repeat_n((&entry.token, &entry.state), count);
    assert_eq!(lookup(tokens(1_000_000), pair, NOW), Err(LookupError::Odds { one_in: 999 }));
    assert_eq!(lookup(tokens(100), pair, NOW), Ok(Lookup::Nothing));
    assert_eq!(lookup(tokens(100), triple, NOW), Ok(Lookup::Nothing));
}

#[test]
fn a_token_found_before_the_ceiling_does_not_count() {
    let owner = [Entry::new(TokenKind::Hotp6, 8, expecting(0))];
    let [pair, _] = owner[0].device.runs(0);
    assert_eq!(look_among(&owner, &[(10_001, 1000)], pair), Ok(Lookup::One(0)));
    assert_eq!(look_among(&owner, &[(10_001, 100_000)], pair), Err(LookupError::Odds { one_in: 999 }));
}

/// A token of any kind with one of a few keys and a small window, and the first factors that are free in it.
fn entry() -> impl Strategy<Value = (Entry, RangeInclusive<u64>)> {
    let kinds = [TokenKind::Hotp6, TokenKind::Hotp8, TokenKind::DuoD100, TokenKind::Totp6, TokenKind::Totp8];
    (prop::sample::select(kinds.to_vec()), 0..25_u8, 0..6_u32, 1..6_u32, 0..12_u64).prop_map(
        |(kind, key, behind, ahead, spent)| {
            let windows = Policy {
                hotp: hotp::Policy { look_ahead: 1, resync_window: ahead },
                totp: totp::Policy { resync_behind: behind, resync_ahead: ahead, ..totp::Policy::default() },
                ..Policy::for_kind(kind, Profile::Rfc)
            };
            let device = Device { key: [key; 20], ..Device::of(kind) };
            let token = device.token(kind, &windows).unwrap();
            let (behind, ahead, spent) = (u64::from(behind), u64::from(ahead), STEP - 6 + spent);
            // Counters near the time step, so that tokens of both families may share keys and codes.
            if matches!(TokenState::for_kind(kind), TokenState::Hotp(_)) {
                (Entry { device, token, state: expecting(spent) }, spent..=spent + ahead)
            } else {
                let free = (STEP - behind).max(spent + 1)..=STEP + ahead;
                (Entry { device, token, state: accepted(Some(spent), 7) }, free)
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_lookup_over_fifty_tokens_finds_what_a_plain_search_finds(
        entries in prop::collection::vec(entry(), 50),
        (owner, first, length) in (0..50_usize, STEP - 12..STEP + 18, 2..=3_u64),
    ) {
        let device = entries[owner].0.device;
        let texts = |device: &Device, first| (first..first + length).map(|at| device.text(at)).collect::<Vec<_>>();
        let shown = texts(&device, first);
        let fitting: Vec<usize> = (0..)
            .zip(&entries)
            .filter(|(_, (entry, free))| free.clone().any(|first| texts(&entry.device, first) == shown))
            .map(|(place, _)| place)
            .collect();
        let expected = match *fitting {
            [] => Lookup::Nothing,
            [place] => Lookup::One(place),
            _ => Lookup::Several,
        };
        let run = device.runs(first)[usize::from(length == 3)];
        let found = lookup(entries.iter().map(|(entry, _)| (&entry.token, &entry.state)), run, NOW);
        prop_assert_eq!(found, Ok(expected));
    }
}
