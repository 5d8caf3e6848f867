//! Every cell of the table of kinds and profiles holds.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::{Device, NOW, OTP, STEP, accepted, expecting, yubikey};
use otp_core::{
    Accepted, Algorithm, Attempt, InputError, ParseError,
    Profile::{self, Duo, PingOne, Rfc},
    Resynced, RunLength, Token, TokenError,
    TokenKind::{self, DuoD100, Hotp6, Hotp8, Totp6, Totp8, YubiKey},
    TokenState,
    token::Policy,
    yubikey::State,
};

/// One kind under one profile.
struct Row {
    kind: TokenKind,
    profile: Profile,
    /// How far the login window reaches: ahead of the counter, to both sides of the time step.
    login: u64,
    /// What a resync says to one, two, three and four codes.
    codes: [Result<(), InputError>; 4],
    automatic: Option<RunLength>,
    in_two_requests: bool,
}

const OK: Result<(), InputError> = Ok(());
const COUNT: Result<(), InputError> = Err(InputError::WrongCount);
const NEVER: Result<(), InputError> = Err(InputError::NotSupported);
const NO_NEED: Result<(), InputError> = Err(InputError::NotNeeded);
const AFTER_3: Option<RunLength> = Some(RunLength::Three);

#[rustfmt::skip]
const TABLE: [Row; 18] = [
    //  kind     profile  login  codes at resync:  1        2        3        4     automatic   in two requests
    row(Hotp6,   Rfc,     10, [              COUNT,   OK,      OK,      COUNT   ], None,       false),
    row(Hotp6,   Duo,     20, [              COUNT,   COUNT,   OK,      COUNT   ], AFTER_3,    false),
    row(Hotp6,   PingOne, 10, [              COUNT,   OK,      COUNT,   COUNT   ], None,       true),
    row(Hotp8,   Rfc,     10, [              COUNT,   OK,      OK,      COUNT   ], None,       false),
    row(Hotp8,   Duo,     20, [              COUNT,   COUNT,   OK,      COUNT   ], AFTER_3,    false),
    row(Hotp8,   PingOne, 10, [              COUNT,   OK,      COUNT,   COUNT   ], None,       true),
    row(DuoD100, Rfc,     20, [              COUNT,   OK,      OK,      COUNT   ], None,       false),
    row(DuoD100, Duo,     20, [              COUNT,   COUNT,   OK,      COUNT   ], AFTER_3,    false),
    row(DuoD100, PingOne, 20, [              NEVER,   NEVER,   NEVER,   NEVER   ], None,       false),
    row(Totp6,   Rfc,      1, [              COUNT,   OK,      OK,      COUNT   ], None,       false),
    row(Totp6,   Duo,      1, [              NEVER,   NEVER,   NEVER,   NEVER   ], None,       false),
    row(Totp6,   PingOne,  1, [              COUNT,   OK,      COUNT,   COUNT   ], None,       true),
    row(Totp8,   Rfc,      1, [              COUNT,   OK,      OK,      COUNT   ], None,       false),
    row(Totp8,   Duo,      1, [              NEVER,   NEVER,   NEVER,   NEVER   ], None,       false),
    row(Totp8,   PingOne,  1, [              COUNT,   OK,      COUNT,   COUNT   ], None,       true),
    row(YubiKey, Rfc,      0, [              NO_NEED, NO_NEED, NO_NEED, NO_NEED ], None,       false),
    row(YubiKey, Duo,      0, [              NO_NEED, NO_NEED, NO_NEED, NO_NEED ], None,       false),
    row(YubiKey, PingOne,  0, [              NO_NEED, NO_NEED, NO_NEED, NO_NEED ], None,       false),
];

const fn row(
    kind: TokenKind,
    profile: Profile,
    login: u64,
    codes: [Result<(), InputError>; 4],
    automatic: Option<RunLength>,
    in_two_requests: bool,
) -> Row {
    Row { kind, profile, login, codes, automatic, in_two_requests }
}

impl Row {
    fn policy(&self) -> Policy {
        Policy::for_kind(self.kind, self.profile)
    }

    fn device_and_token(&self) -> (Device, Token) {
        let device = Device::of(self.kind);
        (device, device.token(self.kind, &self.policy()).unwrap())
    }

    fn name(&self) -> String {
        format!("{} under {}", self.kind, self.profile)
    }
}

/// A state of the kind, and the first and last factor of a window that reaches so far: none for a YubiKey.
fn window(kind: TokenKind, reach: [u64; 2]) -> Option<(TokenState, u64, u64)> {
    let [counters, steps] = reach;
    match TokenState::for_kind(kind) {
        TokenState::Hotp(_) => Some((expecting(5000), 5000, 5000 + counters)),
        TokenState::Totp(_) => Some((accepted(None, 0), STEP - steps, STEP + steps)),
        TokenState::YubiKey(_) => None,
    }
}

/// The state after codes whose last one was of this factor, at [`NOW`].
fn after(kind: TokenKind, factor: u64) -> TokenState {
    match TokenState::for_kind(kind) {
        TokenState::Totp(_) => {
            accepted(Some(factor), i32::try_from(factor.cast_signed() - STEP.cast_signed()).unwrap())
        }
        TokenState::Hotp(_) | TokenState::YubiKey(_) => expecting(factor + 1),
    }
}

#[test]
fn the_table_has_every_kind_under_every_profile() {
    let rows = TokenKind::ALL.into_iter().flat_map(|kind| Profile::ALL.map(|profile| (kind, profile)));
    for (kind, profile) in rows {
        assert_eq!(TABLE.iter().filter(|row| (row.kind, row.profile) == (kind, profile)).count(), 1);
    }
}

#[test]
fn a_login_reaches_to_the_edges_of_its_window_and_not_beyond() {
    for row in &TABLE {
        let (device, token) = row.device_and_token();
        let Some((state, first, last)) = window(row.kind, [row.login; 2]) else { continue };
        for factor in first - 1..=last + 1 {
            let input = token.read(device.text(factor).as_bytes()).unwrap();
            let verdict = token.verify(&state, Attempt::unthrottled(), input, NOW);
            let next = verdict.map(Accepted::into_next).ok();
            let expected = (first..=last).contains(&factor).then(|| after(row.kind, factor));
            assert_eq!(next, expected, "{} at {factor} of {first}..={last}", row.name());
        }
    }
}

#[test]
fn a_yubikey_logs_in_by_its_counters() {
    let token = yubikey().unwrap();
    let input = token.read(OTP.as_bytes()).unwrap();
    for ((usage, session_use), newer) in
        [((0, 0), true), ((19, 16), true), ((19, 17), false), ((20, 0), false)]
    {
        let state = State::new(usage, session_use).unwrap().into();
        let verdict = token.verify(&state, Attempt::unthrottled(), input, NOW);
        assert_eq!(verdict.is_ok(), newer, "after {usage} and {session_use}");
    }
}

#[test]
fn a_resync_takes_as_many_codes_as_the_table_says() {
    for row in &TABLE {
        let (device, token) = row.device_and_token();
        for (count, expected) in (1..).zip(row.codes) {
            let texts: Vec<String> = (0..count).map(|nth| device.text(5000 + nth)).collect();
            let texts: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
            assert_eq!(token.read_run(&texts).map(drop), expected, "{} with {count} codes", row.name());
            if let Some(length) = RunLength::of(texts.len()) {
                assert_eq!(row.policy().resync.admits(length), expected.is_ok(), "{}", row.name());
            }
        }
    }
}

#[test]
fn a_run_that_was_not_read_is_admitted_by_the_same_table() {
    for row in &TABLE {
        let (device, token) = row.device_and_token();
        for run in device.runs(5000) {
            let verdict = token.resync(&TokenState::for_kind(row.kind), Attempt::unthrottled(), run, NOW);
            let expected = row.codes[run.length() as usize - 1];
            let found = match verdict {
                Err(TokenError::NotAdmitted(reason)) => Err(reason),
                Ok(_) | Err(TokenError::Refused(_) | TokenError::WrongKind | TokenError::WrongPolicy) => {
                    Ok(())
                }
            };
            assert_eq!(found, expected, "{} with {run:?}", row.name());
        }
    }
}

#[test]
fn a_resync_reaches_a_thousand_counters_or_a_day_and_not_beyond() {
    for row in &TABLE {
        let (device, token) = row.device_and_token();
        let Some((state, first, last)) = window(row.kind, [1000, 2880]) else { continue };
        for (factor, inside) in [(first - 1, false), (first, true), (last, true), (last + 1, false)] {
            for count in [2, 3] {
                let texts: Vec<String> = (0..count).map(|nth| device.text(factor + nth)).collect();
                let texts: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
                // What is not taken at all is the matter of the tests above.
                let Ok(run) = token.read_run(&texts) else { continue };
                let verdict = token.resync(&state, Attempt::unthrottled(), run, NOW);
                let next = verdict.map(Resynced::into_next).ok();
                let expected = inside.then(|| after(row.kind, factor + count - 1));
                assert_eq!(next, expected, "{} at {factor} of {first}..={last}", row.name());
            }
        }
    }
}

#[test]
fn who_resyncs_by_itself_and_who_in_two_requests_is_in_the_table() {
    for row in &TABLE {
        let policy = row.policy();
        assert_eq!(policy.automatic, row.automatic, "{}", row.name());
        assert_eq!(policy.in_two_requests, row.in_two_requests, "{}", row.name());
        // What the profile promises, its tokens take.
        let promised = policy.automatic.into_iter().chain(policy.in_two_requests.then_some(RunLength::Two));
        assert!(promised.into_iter().all(|length| policy.resync.admits(length)), "{}", row.name());
    }
}

#[test]
fn every_kind_reads_codes_of_its_own_digits_alone() {
    let texts: [&[u8]; 3] = [b"123456", b"1234567", b"12345678"];
    for kind in TokenKind::ALL {
        let device = Device::of(kind);
        let token = device.token(kind, &Policy::for_kind(kind, Rfc)).unwrap();
        for text in texts {
            let expected = match kind {
                YubiKey => Err(InputError::Unreadable(ParseError::OtpLength { found: text.len() })),
                _ if text.len() == device.digits as usize => Ok(()),
                _ => Err(InputError::WrongLength),
            };
            assert_eq!(token.read(text).map(drop), expected, "{kind} reads {} digits", text.len());
        }
        assert_eq!(token.kind(), kind);
    }
}

#[test]
fn names_come_back_and_others_are_refused() {
    for kind in TokenKind::ALL {
        assert_eq!(kind.to_string(), kind.name());
        assert_eq!(kind.name().parse(), Ok(kind));
    }
    for algorithm in Algorithm::ALL {
        assert_eq!(algorithm.to_string(), algorithm.name());
        assert_eq!(algorithm.name().parse(), Ok(algorithm));
    }
    for profile in Profile::ALL {
        assert_eq!(profile.to_string(), profile.name());
        assert_eq!(profile.name().parse(), Ok(profile));
    }
    let kinds = ["hotp-6", "hotp-8", "totp-6", "totp-8", "duo-d100", "yubikey"];
    assert_eq!(TokenKind::ALL.map(TokenKind::name), kinds);
    assert_eq!(Algorithm::ALL.map(Algorithm::name), ["sha1", "sha256", "sha512"]);
    assert_eq!(Profile::ALL.map(Profile::name), ["rfc", "duo", "pingone"]);
    for wrong in ["", "HOTP-6", "hotp6", "hotp-7", " hotp-6", "hotp-6 ", "h6", "RFC", "pingid", "yubi-key"] {
        assert_eq!(wrong.parse::<TokenKind>(), Err(ParseError::KindName), "{wrong:?}");
        assert_eq!(wrong.parse::<Algorithm>(), Err(ParseError::AlgorithmName), "{wrong:?}");
        assert_eq!(wrong.parse::<Profile>(), Err(ParseError::ProfileName), "{wrong:?}");
    }
}

#[test]
fn the_documentation_has_the_same_table() {
    let source = include_str!("../src/token/policy.rs");
    let (mut kinds, mut presets) = ("", 0);
    for line in source.lines().filter_map(|line| line.trim().strip_prefix("/// | ")).skip(1) {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [named, profile, look_ahead, resync, in_two_requests, automatic, ""] = cells[..] else {
            panic!("{line}")
        };
        kinds = if named.is_empty() { kinds } else { named };
        let is_for = |row: &&Row| {
            kinds.split(", ").any(|kind| kind == row.kind.name())
                && ["each", row.profile.name()].contains(&profile)
        };
        for row in TABLE.iter().filter(is_for) {
            let policy = row.policy();
            assert_eq!(format!("`{:?}`", policy.resync), resync, "{}", row.name());
            assert_eq!(if row.in_two_requests { "yes" } else { "no" }, in_two_requests, "{}", row.name());
            assert_eq!(
                row.automatic.map_or_else(String::new, |codes| format!("`{codes:?}`")),
                automatic,
                "{}",
                row.name()
            );
            assert!(look_ahead.is_empty() || look_ahead == row.login.to_string(), "{}", row.name());
            presets += 1;
        }
    }
    assert_eq!(presets, TABLE.len());
}
