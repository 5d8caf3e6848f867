//! The table of guessing odds in SECURITY.md is what the policies say, and what the constructors compute.
//!
//! `BLESS=1 cargo test -p otp-core --test guessing` writes the table.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::{Device, NOW, code, yubikey};
use otp_core::{
    ConfigError, LookupError, Profile, RunLength, TokenKind, TokenState, lookup, throttle, token::Policy,
};
use std::{fmt::Write, fs, iter, path::Path};

const KINDS: [TokenKind; 6] = [
    TokenKind::Hotp6,
    TokenKind::Hotp8,
    TokenKind::DuoD100,
    TokenKind::Totp6,
    TokenKind::Totp8,
    TokenKind::YubiKey,
];
const PROFILES: [Profile; 3] = [Profile::Rfc, Profile::Duo, Profile::PingOne];

/// How many places a login and a resync try: windows are inclusive.
fn places(policy: &Policy) -> Option<(u128, u128)> {
    let wide = |sides: [u32; 2]| sides.into_iter().map(u128::from).sum::<u128>() + 1;
    match TokenState::for_kind(policy.kind) {
        TokenState::Hotp(_) => {
            Some((wide([policy.hotp.look_ahead, 0]), wide([policy.hotp.resync_window, 0])))
        }
        TokenState::Totp(_) => {
            let totp = &policy.totp;
            Some((wide([totp.behind, totp.ahead]), wide([totp.resync_behind, totp.resync_ahead])))
        }
        TokenState::YubiKey(_) => None,
    }
}

/// How many codes there are of a kind.
fn codes(kind: TokenKind) -> u128 {
    10_u128.pow(u32::from(kind.digits().unwrap().count()))
}

/// The shortest run that a policy takes.
fn shortest(policy: &Policy) -> Option<RunLength> {
    [RunLength::Two, RunLength::Three].into_iter().find(|length| policy.resync.admits(*length))
}

fn table() -> String {
    let mut table = "\
| kind | profile | a login, before the first lock | a login, before the stop | a resync, before the first lock \
| tokens in a lookup by two codes |
|---|---|--:|--:|--:|--:|
"
    .to_owned();
    for kind in KINDS {
        for profile in PROFILES {
            let policy = Policy::for_kind(kind, profile);
            let [limit, stop] = [policy.throttle.limit, policy.throttle.stop].map(u128::from);
            let row = if let Some((login, resync)) = places(&policy) {
                let run = shortest(&policy).map(|length| codes(kind).pow(length as u32));
                [
                    one_in(codes(kind) / (login * limit)),
                    one_in(codes(kind) / (login * stop)),
                    run.map_or("no resync".to_owned(), |runs| one_in(runs / (resync * limit))),
                    grouped(codes(kind).pow(2) / 1000 / resync),
                ]
            } else {
                // A random block has the right private id, 48 bits, and the right checksum, 16 bits.
                let blocks = 1_u128 << 64;
                [one_in(blocks / limit), one_in(blocks / stop), "no resync".to_owned(), "left out".to_owned()]
            };
            writeln!(table, "| {} | {} | {} |", kind.name(), profile.name(), row.join(" | ")).unwrap();
        }
    }
    table
}

fn one_in(odds: u128) -> String {
    format!("1 in {}", grouped(odds))
}

/// Digits in groups of three.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let places = digits.chars().rev().enumerate();
    let spaced =
        places.flat_map(|(at, digit)| (at > 0 && at % 3 == 0).then_some(' ').into_iter().chain([digit]));
    spaced.collect::<Vec<_>>().into_iter().rev().collect()
}

#[test]
fn the_table_of_guessing_odds_is_that_of_the_policies() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../SECURITY.md");
    let text = fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once("<!-- odds -->\n").expect("where the table begins");
    let (found, after) = rest.split_once("<!-- end of odds -->\n").expect("where it ends");
    if std::env::var_os("BLESS").is_some() {
        fs::write(file, [before, "<!-- odds -->\n", &table(), "<!-- end of odds -->\n", after].concat())
            .unwrap();
    } else {
        assert_eq!(found, table(), "the table is out of date");
    }
}

/// With so many attempts that the policy is refused, the error says the odds that the table would.
#[test]
fn the_constructors_compute_the_same_odds() {
    for kind in KINDS.into_iter().filter(|kind| kind.digits().is_some()) {
        for profile in PROFILES {
            let limit = 10_000_000;
            let policy = Policy {
                throttle: throttle::Policy::administrator_unlocks(limit),
                ..Policy::for_kind(kind, profile)
            };
            let (login, _) = places(&policy).unwrap();
            let one_in = u64::try_from(codes(kind) / (login * u128::from(limit))).unwrap().max(1);
            assert_eq!(Device::of(kind).token(kind, &policy).unwrap_err(), ConfigError::Odds { one_in });
        }
    }
}

#[test]
fn a_lookup_takes_no_more_tokens_than_the_table_says() {
    let run = [code("755224"), code("287082")];
    for kind in [TokenKind::Hotp6, TokenKind::Totp6] {
        let policy = Policy::for_kind(kind, Profile::Rfc);
        let (token, state) = (Device::of(kind).token(kind, &policy).unwrap(), TokenState::for_kind(kind));
        let most = codes(kind).pow(2) / 1000 / places(&policy).unwrap().1;
        let tokens = iter::repeat_n((&token, &state), usize::try_from(most).unwrap() + 1);
        assert_eq!(lookup(tokens, run, NOW), Err(LookupError::Odds { one_in: 999 }));
    }
    let (yubikey, state) = (yubikey().unwrap(), TokenState::for_kind(TokenKind::YubiKey));
    let tokens = iter::repeat_n((&yubikey, &state), 1_000_000);
    assert_eq!(lookup(tokens, run, NOW), Ok(otp_core::Lookup::Nothing));
}
