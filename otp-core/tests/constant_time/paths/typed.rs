//! The validators, and the token whose kind is known at run time.

use super::{ALGORITHMS, DIGITS, FIRST, Path, codes, key, place, read, strangers};
use otp_core::{
    Algorithm, Attempt, Counter, Digits, Drift, Hotp, Lookup, Profile, RunLength, Secret, TimeStep, Token,
    TokenKind, TokenState, Totp, Trail, UnixTime, hotp, lookup, token::Policy, totp,
};
use std::array;

pub(super) fn paths(seed: u64) -> impl Iterator<Item = Path> {
    let mut found = Vec::new();
    for algorithm in ALGORITHMS {
        for hit in [true, false] {
            for digits in DIGITS {
                let hotp = Hotps { algorithm, digits, hit };
                found.extend([hotp.path::<1>(seed), hotp.path::<2>(seed), hotp.path::<3>(seed)]);
                let totp = Totps { algorithm, digits, hit };
                found.extend([totp.path::<1>(seed), totp.path::<2>(seed), totp.path::<3>(seed)]);
            }
            for kind in
                [TokenKind::Hotp6, TokenKind::Hotp8, TokenKind::DuoD100, TokenKind::Totp6, TokenKind::Totp8]
            {
                found.extend((1..=3).map(|count| token(kind, algorithm, hit, count, seed)));
                found.push(trail(kind, algorithm, hit, seed));
            }
            found.push(store(algorithm, hit, seed));
        }
    }
    found.into_iter()
}

/// The time at which windows of TOTP begin; in their middle is the server's.
const NOW: UnixTime = UnixTime::new(FIRST * 30);

/// Keys and codes of a run that begins at a place of a window, or nowhere.
fn secrets(
    seed: u64,
    algorithm: Algorithm,
    digits: Digits,
    count: usize,
    first: Option<u64>,
) -> Vec<Vec<u8>> {
    match first {
        Some(first) => codes(key(seed, 20), algorithm, digits, first, count),
        None => strangers(key(seed, 20), algorithm, digits, count),
    }
}

#[derive(Clone, Copy)]
struct Hotps {
    algorithm: Algorithm,
    digits: Digits,
    hit: bool,
}

impl Hotps {
    fn path<const K: usize>(self, seed: u64) -> Path {
        let Self { algorithm, digits, hit } = self;
        let policy = hotp::Policy { resync_window: 40, ..hotp::Policy::default() };
        let at = u64::from(place(seed, if K == 1 { 11 } else { 41 }));
        let secrets = secrets(seed, algorithm, digits, K, hit.then_some(FIRST + at));
        Path::new(format!("hotp {algorithm:?} {digits:?} {K} codes {hit}"), secrets, move |secrets| {
            let token = Hotp::new(&Secret::new(&secrets[0]).unwrap(), algorithm, digits, policy).unwrap();
            let state = hotp::State::new(Counter::new(FIRST));
            let codes = read::<K>(&secrets[1..]);
            let next = match *codes.as_slice() {
                [a] => token.verify(&state, a).ok().map(|accepted| *accepted.next()),
                [a, b] => token.resync(&state, [a, b]).ok().map(|resynced| *resynced.next()),
                [a, b, c] => token.resync(&state, [a, b, c]).ok().map(|resynced| *resynced.next()),
                _ => None,
            };
            next == hit.then(|| hotp::State::new(Counter::new(FIRST + at + K as u64)))
        })
    }
}

#[derive(Clone, Copy)]
struct Totps {
    algorithm: Algorithm,
    digits: Digits,
    hit: bool,
}

impl Totps {
    fn path<const K: usize>(self, seed: u64) -> Path {
        let Self { algorithm, digits, hit } = self;
        let policy = totp::Policy { behind: 5, ahead: 5, ..totp::Policy::with_step(30) };
        let policy = totp::Policy { resync_behind: 20, resync_ahead: 20, ..policy };
        let (places, middle) = if K == 1 { (11, 5) } else { (41, 20) };
        let first = FIRST - middle + u64::from(place(seed, places));
        let secrets = secrets(seed, algorithm, digits, K, hit.then_some(first));
        Path::new(format!("totp {algorithm:?} {digits:?} {K} codes {hit}"), secrets, move |secrets| {
            let token = Totp::new(&Secret::new(&secrets[0]).unwrap(), algorithm, digits, policy).unwrap();
            let state = totp::State::new(Some(TimeStep::new(FIRST - 1000)), Drift::new(0));
            let codes = read::<K>(&secrets[1..]);
            let next = match *codes.as_slice() {
                [a] => token.verify(&state, a, NOW).ok().map(|accepted| *accepted.next()),
                [a, b] => token.resync(&state, [a, b], NOW).ok().map(|resynced| *resynced.next()),
                [a, b, c] => token.resync(&state, [a, b, c], NOW).ok().map(|resynced| *resynced.next()),
                _ => None,
            };
            next.and_then(|next| next.last_accepted()) == hit.then(|| TimeStep::new(first + K as u64 - 1))
        })
    }
}

/// A token of the default policy but for a narrower resync, and its state.
fn make(kind: TokenKind, algorithm: Algorithm, secret: &[u8]) -> (Token, TokenState) {
    let mut policy = Policy { algorithm, ..Policy::for_kind(kind, Profile::Rfc) };
    policy.hotp.resync_window = 40;
    (policy.totp.resync_behind, policy.totp.resync_ahead) = (20, 20);
    let secret = Secret::new(secret).unwrap();
    if is_totp(kind) {
        let state = totp::State::new(Some(TimeStep::new(FIRST - 1000)), Drift::new(0));
        (Token::totp(kind, &policy, &secret).unwrap(), TokenState::Totp(state))
    } else {
        let state = hotp::State::new(Counter::new(FIRST));
        (Token::hotp(kind, &policy, &secret).unwrap(), TokenState::Hotp(state))
    }
}

const fn is_totp(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Totp6 | TokenKind::Totp8)
}

/// A verify or a resync through `Token`.
fn token(kind: TokenKind, algorithm: Algorithm, hit: bool, count: usize, seed: u64) -> Path {
    let digits = kind.digits().unwrap();
    let first = FIRST + u64::from(place(seed, 2));
    let secrets = secrets(seed, algorithm, digits, count, hit.then_some(first));
    Path::new(format!("token {kind:?} {algorithm:?} {count} codes {hit}"), secrets, move |secrets| {
        let (token, state) = make(kind, algorithm, &secrets[0]);
        let unthrottled = Attempt::unthrottled();
        if let [code] = &secrets[1..] {
            let input = token.read(code).unwrap();
            return token.verify(&state, unthrottled, input, NOW).is_ok() == hit;
        }
        let texts = [&secrets[1], &secrets[2], secrets.last().unwrap()].map(Vec::as_slice);
        let run = token.read_run(&texts[..count]).unwrap();
        token.resync(&state, unthrottled, run, NOW).is_ok() == hit
    })
}

/// A resync in two requests, the trail stored between them.
fn trail(kind: TokenKind, algorithm: Algorithm, hit: bool, seed: u64) -> Path {
    let first = FIRST + u64::from(place(seed, 2));
    let secrets = secrets(seed, algorithm, kind.digits().unwrap(), 2, hit.then_some(first));
    Path::new(format!("trail {kind:?} {algorithm:?} {hit}"), secrets, move |secrets| {
        let (token, state) = make(kind, algorithm, &secrets[0]);
        let [first, second] = read(&secrets[1..]);
        let stored = Trail::default().push(first, NOW).to_bytes();
        let trail = Trail::from_bytes(&stored).unwrap().push(second, NOW);
        let run = trail.last(RunLength::Two, NOW, Trail::LIMIT).unwrap();
        token.resync(&state, Attempt::unthrottled(), run, NOW).is_ok() == hit
    })
}

/// A lookup in a store of forty tokens: as many at a time as there are lanes, then one by one.
fn store(algorithm: Algorithm, hit: bool, seed: u64) -> Path {
    const TOKENS: usize = 40;
    // Not the last lane: what is left to look at after a token that was found, which is public by then, ends there.
    let found = place(seed, 31) as usize;
    let mut secrets = secrets(seed, algorithm, Digits::Six, 2, hit.then_some(FIRST));
    secrets.extend((1..TOKENS as u64).map(|n| key(seed + 1000 * n, 20)));
    // The key whose codes they are sits in its place.
    let own = secrets.remove(0);
    secrets.insert(2 + found, own);
    Path::new(format!("lookup {algorithm:?} {hit}"), secrets, move |secrets| {
        let (codes, keys) = secrets.split_at(2);
        let tokens: [_; TOKENS] = array::from_fn(|n| make(TokenKind::Hotp6, algorithm, &keys[n]));
        let answer =
            lookup(tokens.iter().map(|(token, state)| (token, state)), read::<2>(codes), NOW).unwrap();
        answer == if hit { Lookup::One(found) } else { Lookup::Nothing }
    })
}
