//! The two statements of a login hold in every interleaving of two and three requests; without their conditions some
//! interleaving is found that lets two in, or one guess too many.
//!
//! A statement is one step of a database: read the row, count the attempt, store the next state. Loom tries all orders.

#![expect(clippy::unwrap_used, reason = "a test")]

mod device;

use device::{Device, NOW, expecting};
use loom::{
    sync::{Arc, Mutex},
    thread,
};
use otp_core::{Profile, Throttle, Token, TokenKind, TokenState, hotp, throttle, token::Policy};
use std::{
    panic::catch_unwind,
    sync::atomic::{AtomicU64, Ordering},
};

/// A row as a database keeps it.
#[derive(Clone, Copy)]
struct Row {
    state: [u8; 24],
    throttle: [u8; 16],
    version: u64,
}

/// How a server writes.
#[derive(Clone, Copy)]
struct Server {
    counts: Counts,
    /// Stores the next state only where the version that was read still stands.
    stores_by_comparison: bool,
}

/// How it counts attempts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// Where the throttle that was read still stands.
    ByComparison,
    /// Wherever.
    Blindly,
    /// By other means.
    Elsewhere,
}

const SOUND: Server = Server { counts: Counts::ByComparison, stores_by_comparison: true };

/// What came of one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Outcome {
    judged: bool,
    entered: bool,
}

impl Server {
    /// Section "For an identity server" of the front page, a statement for each lock. `text` is a code, or two.
    fn request(self, rows: &Mutex<Row>, texts: &[&str]) -> Outcome {
        let token = token();
        loop {
            let read = *rows.lock().unwrap();
            let (state, throttle) =
                (TokenState::from_bytes(&read.state), Throttle::from_bytes(&read.throttle));
            let Ok(attempt) = throttle.unwrap().begin(&token.policy().throttle, NOW) else {
                return Outcome::default();
            };
            if self.counts != Counts::Elsewhere {
                let mut row = rows.lock().unwrap();
                if self.counts == Counts::ByComparison && row.throttle != read.throttle {
                    continue;
                }
                row.throttle = attempt.throttle().unwrap().to_bytes();
            }
            let next = if let [text] = texts {
                let input = token.read(text.as_bytes()).unwrap();
                token.verify(&state.unwrap(), attempt, input, NOW).ok().map(|accepted| *accepted.next())
            } else {
                let texts: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
                let run = token.read_run(&texts).unwrap();
                token.resync(&state.unwrap(), attempt, run, NOW).ok().map(|resynced| *resynced.next())
            };
            let Some(next) = next else { return Outcome { judged: true, entered: false } };
            let mut row = rows.lock().unwrap();
            if self.stores_by_comparison && row.version != read.version {
                return Outcome { judged: true, entered: false };
            }
            let throttle = Throttle::default().to_bytes();
            *row = Row { state: next.to_bytes(), throttle, version: read.version + 1 };
            return Outcome { judged: true, entered: true };
        }
    }
}

/// A token with the narrowest windows: what a search costs is paid in every interleaving.
fn token() -> Token {
    let policy = Policy {
        hotp: hotp::Policy { look_ahead: 0, resync_window: 1 },
        throttle: throttle::Policy { limit: 2, ..throttle::Policy::administrator_unlocks(2) },
        ..Policy::for_kind(TokenKind::Hotp6, Profile::Rfc)
    };
    Device::of(TokenKind::Hotp6).token(TokenKind::Hotp6, &policy).unwrap()
}

/// Tries every interleaving of some requests, and tells how many there were.
fn every_order(
    server: Server,
    requests: &'static [&'static [&'static str]],
    holds: impl Fn(&[Outcome], Row) -> bool + Send + Sync + 'static,
) -> u64 {
    // Not one of loom's, which begin anew with each order.
    let orders = std::sync::Arc::new(AtomicU64::new(0));
    let tried = orders.clone();
    let mut builder = loom::model::Builder::new();
    // Three requests that count have millions of orders: those with few interruptions, unless all are asked for.
    let many = requests.len() > 2 && server.counts != Counts::Elsewhere;
    builder.preemption_bound = (many && std::env::var_os("EVERY_ORDER").is_none()).then_some(2);
    builder.check(move || {
        tried.fetch_add(1, Ordering::Relaxed);
        let (state, throttle) = (expecting(0).to_bytes(), Throttle::default().to_bytes());
        let row = Arc::new(Mutex::new(Row { state, throttle, version: 0 }));
        let threads: Vec<_> = requests
            .iter()
            .map(|texts| {
                let row = row.clone();
                thread::spawn(move || server.request(&row, texts))
            })
            .collect();
        let outcomes: Vec<Outcome> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        let row = *row.lock().unwrap();
        assert!(holds(&outcomes, row), "{outcomes:?}");
    });
    orders.load(Ordering::Relaxed)
}

fn entered(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| outcome.entered).count()
}

fn judged(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| outcome.judged).count()
}

/// Codes of RFC 4226: of the counters 0 and 1, and one of neither.
const FIRST: &[&str] = &["755224"];
const BOTH: &[&str] = &["755224", "287082"];
const WRONG: &[&str] = &["000000"];

#[test]
fn in_every_order_a_code_lets_one_of_two_and_of_three_in() {
    let uncounted = Server { counts: Counts::Elsewhere, ..SOUND };
    for (server, requests) in
        [(SOUND, &[FIRST; 2] as &[&[&str]]), (uncounted, &[FIRST; 2]), (uncounted, &[FIRST; 3])]
    {
        let orders =
            every_order(server, requests, |outcomes, row| entered(outcomes) == 1 && row.version == 1);
        println!("{} requests with one code: {orders} orders", requests.len());
        assert!(orders > 5);
    }
}

#[test]
fn in_every_order_a_login_and_a_resync_do_not_take_one_code_both() {
    let orders = every_order(SOUND, &[FIRST, BOTH], |outcomes, row| {
        let expected = if outcomes[0].entered { expecting(1) } else { expecting(2) };
        entered(outcomes) == 1 && row.state == expected.to_bytes()
    });
    println!("a login and a resync: {orders} orders");
}

#[test]
fn in_every_order_no_guess_more_is_judged_than_the_limit_allows() {
    let orders = every_order(SOUND, &[WRONG, WRONG, WRONG], |outcomes, _| judged(outcomes) == 2);
    println!("three guesses and a limit of two: {orders} orders");
}

#[test]
fn in_every_order_a_wrong_guess_does_not_cancel_an_honest_login() {
    let orders = every_order(SOUND, &[FIRST, WRONG], |outcomes, _| outcomes[0].entered);
    println!("a login and a stranger: {orders} orders");
}

#[test]
fn a_server_that_reads_checks_and_writes_is_found_out() {
    let stores = Server { stores_by_comparison: false, ..SOUND };
    let counts = Server { counts: Counts::Blindly, ..SOUND };
    assert!(catch_unwind(|| every_order(stores, &[FIRST, FIRST], |all, _| entered(all) == 1)).is_err());
    assert!(catch_unwind(|| every_order(stores, &[FIRST, BOTH], |all, _| entered(all) == 1)).is_err());
    assert!(catch_unwind(|| every_order(counts, &[WRONG; 3], |all, _| judged(all) <= 2)).is_err());
}
