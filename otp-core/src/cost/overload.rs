//! The tables of docs/overload.md are what is counted.
//!
//! `BLESS=1 cargo test -p otp-core --lib overload` writes them.

use super::SECRET;
use crate::{
    Attempt, Code, ConfigError, Input, Profile, Run, RunLength, Secret, Throttle, Token, TokenKind,
    TokenState, Trail, UnixTime, lookup,
    mac::meter::macs,
    throttle,
    token::Policy,
    totp,
    yubikey::{AesKey, Otp, PrivateId},
};
use std::{
    format, fs, iter,
    path::Path,
    string::{String, ToString},
    vec,
    vec::Vec,
};

const NOW: UnixTime = UnixTime::new(1_700_000_010);

const PROFILES: [Profile; 3] = [Profile::Rfc, Profile::Duo, Profile::PingOne];

#[test]
fn the_tables_of_overload_are_what_is_counted() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/overload.md");
    let text = fs::read_to_string(&file).unwrap();
    let mut written = text.clone();
    for (name, table) in [("presets", presets()), ("greatest", greatest()), ("nothing", nothing())] {
        let [begin, end] = [format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->\n")];
        let (before, rest) = written.split_once(&begin).expect("where a table begins");
        let (_, after) = rest.split_once(&end).expect("where it ends");
        written = [before, &begin, &table, &end, after].concat();
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(file, written).unwrap();
    } else {
        assert_eq!(text, written, "the tables are out of date");
    }
}

/// Every kind under every profile.
fn presets() -> String {
    let each = TokenKind::ALL.into_iter().flat_map(|kind| PROFILES.map(|profile| (kind, profile)));
    let rows = each.map(|(kind, profile)| {
        let name = format!("{} | {}", kind.name(), profile.name());
        row(&name, &Policy::for_kind(kind, profile))
    });
    iter::once(HEADER.to_string() + "|---|---|--:|--:|--:|--:|--:|\n").chain(rows).collect()
}

/// The widest windows that the constructors take, for as many attempts as the default throttle allows and for one.
fn greatest() -> String {
    let kinds = [TokenKind::Hotp6, TokenKind::Hotp8, TokenKind::Totp6, TokenKind::Totp8];
    let rows = kinds.into_iter().flat_map(|kind| {
        [throttle::Policy::default(), throttle::Policy::administrator_unlocks(1)].map(|throttle| {
            let attempts = if throttle.limit == 1 { "1 attempt" } else { "10 attempts" };
            row(&format!("{} | {attempts}", kind.name()), &widest(kind, throttle))
        })
    });
    let header = HEADER.replace("profile", "before a lock");
    iter::once(header + "|---|---|--:|--:|--:|--:|--:|\n").chain(rows).collect()
}

/// The policy with windows that may not be one place wider.
fn widest(kind: TokenKind, throttle: throttle::Policy) -> Policy {
    let policy = |login: u32, resync: u32| {
        let automatic = (throttle.limit > 3).then_some(RunLength::Three);
        let mut policy = Policy { automatic, throttle, ..Policy::for_kind(kind, Profile::Rfc) };
        (policy.hotp.look_ahead, policy.hotp.resync_window) = (login, resync);
        policy.totp = totp::Policy {
            behind: login / 2,
            ahead: login.div_ceil(2),
            resync_behind: resync / 2,
            resync_ahead: resync.div_ceil(2),
            ..policy.totp
        };
        policy
    };
    let fits = |policy: &Policy| token(policy).is_ok();
    let login = greatest_that(|login| fits(&policy(login, 1)));
    policy(login, greatest_that(|resync| fits(&policy(login, resync))))
}

/// The greatest number that does, where all smaller ones but 0 do.
fn greatest_that(does: impl Fn(u32) -> bool) -> u32 {
    let (mut good, mut bad) = (1, 1 << 20);
    assert!(does(good) && !does(bad));
    while bad - good > 1 {
        let middle = u32::midpoint(good, bad);
        *(if does(middle) { &mut good } else { &mut bad }) = middle;
    }
    good
}

const HEADER: &str = "\
| kind | profile | login | resync, two codes | resync, three codes | login, then automatic resync | lookup, each token |
";

/// What the calls of a policy cost in MACs, and for those that anyone may send how many logins that is.
fn row(name: &str, policy: &Policy) -> String {
    let (token, state) = (token(policy).unwrap(), TokenState::for_kind(policy.kind));
    let login = cost(|| {
        let _ = token.verify(&state, Attempt::unthrottled(), input(&token), NOW);
    });
    let times = |cost: usize| format!("{} ({}×)", grouped(cost), grouped(cost.div_ceil(login.max(1))));
    let resync = |length| {
        let run = run(&token, length)?;
        let work = || {
            let _ = token.resync(&state, Attempt::unthrottled(), run, NOW);
        };
        policy.resync.admits(length).then(|| cost(work))
    };
    let cells = [
        grouped(login),
        resync(RunLength::Two).map_or("-".into(), times),
        resync(RunLength::Three).map_or("-".into(), times),
        policy.automatic.and_then(resync).map_or("-".into(), |resync| times(login + resync)),
        run(&token, RunLength::Two).map_or("-".into(), |run| grouped(lookup_cost(&token, &state, run))),
    ];
    format!("| {name} | {} |\n", cells.join(" | "))
}

/// What a lookup among many tokens costs, for each of them.
fn lookup_cost(token: &Token, state: &TokenState, run: Run) -> usize {
    let (cost, found) = macs(|| lookup(iter::repeat_n((token, state), TOKENS), run, NOW));
    assert!(found.is_ok() && cost.is_multiple_of(TOKENS));
    cost / TOKENS
}

/// More than are asked at once.
const TOKENS: usize = 20;

/// What is refused before anything is computed.
fn nothing() -> String {
    let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Rfc);
    let (token, state) = (token(&policy).unwrap(), TokenState::for_kind(TokenKind::Hotp6));
    let totp = self::token(&Policy::for_kind(TokenKind::Totp6, Profile::Duo)).unwrap();
    let (other, throttle) = (TokenState::for_kind(TokenKind::Totp6), policy.throttle);
    let (code, long) = (Code::parse(b"755224").unwrap(), vec![b'7'; 1 << 20]);
    let stopped = (0..100).fold(Throttle::default(), |throttle, _| {
        let later = UnixTime::new(u64::from(throttle.attempts()) * 3600);
        *throttle.begin(&policy.throttle, later).unwrap().throttle().unwrap()
    });
    let begun_elsewhere =
        || Throttle::default().begin(&throttle::Policy { limit: 9, ..throttle }, NOW).unwrap();
    let calls: [(&str, &dyn Fn() -> bool); 12] = [
        ("a locked token", &|| stopped.begin(&throttle, NOW).is_err()),
        ("a code that cannot be read", &|| token.read(b"75522x").is_err() && token.read(b"").is_err()),
        ("a megabyte for a code", &|| token.read(&long).is_err()),
        ("a code of another length", &|| token.read(b"7552240").is_err()),
        ("one code, or four, for a resync", &|| {
            [1, 4].iter().all(|&count| {
                token.read_run(&iter::repeat_n(&b"755224"[..], count).collect::<Vec<_>>()).is_err()
            })
        }),
        ("a resync that the profile does not know", &|| totp.read_run(&[b"755224", b"287082"]).is_err()),
        ("a megabyte for an OTP", &|| Otp::parse(&long).is_err()),
        ("an OTP for a token with codes", &|| {
            let otp = Input::Otp(Otp::parse(&[b'c'; 32]).unwrap());
            token.verify(&state, Attempt::unthrottled(), otp, NOW).is_err()
        }),
        ("a state of another kind", &|| {
            token.verify(&other, Attempt::unthrottled(), Input::Code(code), NOW).is_err()
        }),
        ("an attempt under another policy", &|| {
            token.verify(&state, begun_elsewhere(), Input::Code(code), NOW).is_err()
        }),
        ("a lookup of too many tokens", &|| {
            lookup(iter::repeat_n((&token, &state), 1_000_000), [code, code], NOW).is_err()
        }),
        ("a code kept in a trail", &|| Trail::default().push(code, NOW).count() == 1),
    ];
    let rows = calls.into_iter().map(|(name, call)| {
        let (cost, refused) = macs(call);
        assert!(refused, "{name}");
        format!("| {name} | {cost} |\n")
    });
    iter::once("| call | MACs |\n|---|--:|\n".to_string()).chain(rows).collect()
}

fn token(policy: &Policy) -> Result<Token, ConfigError> {
    match policy.kind {
        TokenKind::YubiKey => Token::yubikey(&AesKey::new(&[7; 16]), PrivateId::new(&[7; 6])),
        kind => Token::new(kind, policy, &Secret::new(SECRET)?),
    }
}

/// What fits nowhere or somewhere: the cost is the same, as the tests beside this one say.
fn input(token: &Token) -> Input {
    let text = token.kind().digits().map_or(32, |digits| digits.count().into());
    let text: Vec<u8> = iter::repeat_n(if text == 32 { b'c' } else { b'0' }, text).collect();
    token.read(&text).unwrap()
}

/// A run of codes as long as the token's.
fn run(token: &Token, length: RunLength) -> Option<Run> {
    let Input::Code(code) = input(token) else { return None };
    Some(match length {
        RunLength::Two => [code; 2].into(),
        RunLength::Three => [code; 3].into(),
    })
}

fn cost(work: impl FnOnce()) -> usize {
    macs(work).0
}

/// Digits in groups of three.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(" ")
}
