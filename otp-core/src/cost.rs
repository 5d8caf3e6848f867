//! What every verdict costs, counted in MACs: by policy and number of codes, and by nothing else.

mod overload;

use crate::{
    Algorithm, Attempt, Code, Counter, Digits, Drift, Hotp, Profile, Refusal, Run, RunLength, Secret,
    Throttle, TimeStep, Token, TokenKind, TokenState, Totp, Trail, UnixTime, hotp, lookup,
    mac::{Mac, meter::macs},
    throttle, token, totp,
};
use std::{format, vec::Vec};

const SECRET: &[u8] = b"12345678901234567890";

fn code(counter: u64) -> Code {
    let mut value = [0];
    Mac::new(Algorithm::Sha1, SECRET).codes(Counter::new(counter), Digits::Six, &mut value);
    Code::parse(format!("{:06}", value[0]).as_bytes()).unwrap()
}

/// Runs of both lengths that begin at a counter.
fn runs(first: u64) -> [Run; 2] {
    let [a, b, c] = [0, 1, 2].map(|n| code(first.wrapping_add(n)));
    [[a, b].into(), [a, b, c].into()]
}

fn hotp(look_ahead: u32, resync_window: u32) -> Hotp {
    let policy = hotp::Policy { look_ahead, resync_window };
    Hotp::new(&Secret::new(SECRET).unwrap(), Algorithm::Sha1, Digits::Six, policy).unwrap()
}

fn totp(behind: u32, ahead: u32, resync_behind: u32, resync_ahead: u32) -> Totp {
    let policy = totp::Policy {
        behind,
        ahead,
        resync_behind,
        resync_ahead,
        t0: UnixTime::new(60),
        ..totp::Policy::default()
    };
    Totp::new(&Secret::new(SECRET).unwrap(), Algorithm::Sha1, Digits::Six, policy).unwrap()
}

#[test]
fn an_hotp_verdict_costs_its_alignments_and_the_codes_beyond_the_first() {
    for (look_ahead, resync_window) in [(0, 1), (1, 2), (10, 31), (31, 32), (99, 1000)] {
        let token = hotp(look_ahead, resync_window);
        for expected in [0, 1, 500, u64::MAX - 40, u64::MAX - 1, u64::MAX] {
            let state = hotp::State::new(Counter::new(expected));
            // First, middle, last place, just outside, and below.
            let mut firsts: Vec<u64> = Vec::new();
            for place in [0, 1, look_ahead / 2, look_ahead, resync_window, resync_window + 1, u32::MAX] {
                firsts.push(expected.wrapping_add(place.into()));
            }
            firsts.push(expected.wrapping_sub(1));
            for first in firsts {
                let submitted = code(first);
                assert_eq!(macs(|| token.verify(&state, submitted)).0, verify_cost(look_ahead));
                for run in runs(first) {
                    let cost = macs(|| token.resync(&state, run)).0;
                    assert_eq!(cost, resync_window as usize + run.codes().len());
                }
            }
        }
    }
}

fn verify_cost(reach: u32) -> usize {
    reach as usize + 1
}

#[test]
fn a_totp_verdict_costs_its_alignments_and_the_codes_beyond_the_first() {
    for (behind, ahead) in [(0, 0), (1, 1), (0, 7), (20, 12)] {
        let (resync_behind, resync_ahead) = (behind + 3, ahead);
        let token = totp(behind, ahead, resync_behind, resync_ahead);
        for now in [60, 61, 90, 1_700_000_010, u64::MAX] {
            let now = UnixTime::new(now);
            let step = token.time_step(now).unwrap().get();
            for drift in [0, 1, -1, -500, i32::MIN, i32::MAX] {
                for last in [None, Some(0), Some(step), Some(step.saturating_add(1)), Some(u64::MAX)] {
                    let state = totp::State::new(last.map(TimeStep::new), Drift::new(drift));
                    for first in [step, step.wrapping_sub(1), step.wrapping_add(1), step.wrapping_add(900)] {
                        let [two, three] = runs(first);
                        let (code, reach) = (two.codes()[0], resync_behind as usize + resync_ahead as usize);
                        assert_eq!(macs(|| token.verify(&state, code, now)).0, verify_cost(behind + ahead));
                        assert_eq!(macs(|| token.resync(&state, two, now)).0, reach + 2);
                        assert_eq!(macs(|| token.resync(&state, three, now)).0, reach + 3);
                    }
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_judged_costs_nothing() {
    let seven = Code::parse(b"1234567").unwrap();
    let (hotp, totp) = (hotp(10, 1000), totp(1, 1, 10, 10));
    let (now, early) = (UnixTime::new(1_700_000_010), UnixTime::new(59));
    let (counter, clock) = (hotp::State::default(), totp::State::default());
    let (cost, refusals) = macs(|| {
        [
            hotp.verify(&counter, seven).unwrap_err(),
            hotp.resync(&counter, [seven, seven]).unwrap_err(),
            totp.verify(&clock, seven, now).unwrap_err(),
            totp.resync(&clock, [seven, seven, seven], now).unwrap_err(),
        ]
    });
    assert_eq!((cost, refusals), (0, [Refusal::WrongLength; 4]));
    let [six, again] = [code(0), code(1)];
    let (cost, refusals) = macs(|| {
        [totp.verify(&clock, six, early).unwrap_err(), totp.resync(&clock, [six, again], early).unwrap_err()]
    });
    assert_eq!((cost, refusals), (0, [Refusal::BeforeT0; 2]));
}

fn served(kind: TokenKind, profile: Profile) -> (Token, TokenState) {
    let (policy, secret) = (token::Policy::for_kind(kind, profile), Secret::new(SECRET).unwrap());
    (Token::hotp(kind, &policy, &secret).unwrap(), TokenState::for_kind(kind))
}

#[test]
fn looking_at_a_lock_computes_nothing() {
    // Without an attempt there is no way to a verdict, whatever the code: the types see to that.
    let (policy, now) = (throttle::Policy::default(), UnixTime::new(1_700_000_000));
    let (cost, locked) = macs(|| {
        let mut stored = Throttle::default();
        while let Ok(attempt) = stored.begin(&policy, now) {
            stored = *attempt.throttle().unwrap();
        }
        stored.locked(now)
    });
    assert_eq!(cost, 0);
    assert!(locked.is_some());
}

#[test]
fn a_second_code_costs_the_same_after_a_right_and_after_a_wrong_first_one() {
    let (token, state) = served(TokenKind::Hotp6, Profile::PingOne);
    let (now, right, wrong) = (UnixTime::new(1_700_000_000), code(0), Code::parse(b"000000").unwrap());
    // Pushing takes no key, so it cannot know which is which.
    let (cost, trails) = macs(|| [right, wrong].map(|code| Trail::default().push(code, now)));
    assert_eq!(cost, 0);
    let costs = trails.map(|trail| {
        let run = trail.push(code(7), now).last(RunLength::Two, now, Trail::LIMIT).unwrap();
        macs(|| token.resync(&state, Attempt::unthrottled(), run, now).unwrap_err())
    });
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[0].0, 1002);
}

#[test]
fn reading_costs_nothing() {
    let (token, _) = served(TokenKind::Hotp6, Profile::Duo);
    let (cost, ()) = macs(|| {
        assert!(token.read(b"755224").is_ok() && token.read(b"7552240").is_err() && token.read(b"").is_err());
        assert!(
            token.read_run(&[b"755224", b"287082"]).is_err()
                && token.read_run(&[b"755224".as_slice(); 3]).is_ok()
        );
    });
    assert_eq!(cost, 0);
}

#[test]
fn a_lookup_asks_every_token_of_the_codes_length_and_no_other() {
    let (six, eight) = (served(TokenKind::Hotp6, Profile::Rfc), served(TokenKind::Hotp8, Profile::Rfc));
    let tokens = [&six, &eight, &six, &six].map(|(token, state)| (token, state));
    let now = UnixTime::new(1_700_000_000);
    for run in runs(0).into_iter().chain(runs(5000)) {
        assert_eq!(macs(|| lookup(tokens, run, now).unwrap()).0, 3 * (1000 + run.codes().len()));
    }
}
