//! Whatever happens to a TOTP token and its server, no step is accepted twice and the watermark only rises.

mod support;

use otp_core::{UnixTime, totp};
use proptest::{prelude::*, sample::Index};
use std::collections::BTreeSet;
use support::{devices, judge_totp};

/// What may happen to a token and its server.
#[derive(Clone, Debug)]
enum Event {
    /// Seconds pass.
    Wait(u32),
    /// The server's clock is set by so many seconds.
    ServerClock(i64),
    /// The token's clock is found to be off by so many seconds more.
    TokenClock(i64),
    /// So many of the last codes are typed, the newest of them so many steps old.
    Type { count: usize, age: u64 },
    /// The code of a step that was accepted once, and those after it.
    Replay { count: usize, which: Index },
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (1..=90_u32).prop_map(Event::Wait),
        1 => (-400..=400_i64).prop_map(Event::ServerClock),
        1 => (-400..=400_i64).prop_map(Event::TokenClock),
        5 => (1..=3_usize, 0..=2_u64).prop_map(|(count, age)| Event::Type { count, age }),
        3 => (1..=3_usize, any::<Index>()).prop_map(|(count, which)| Event::Replay { count, which }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_history_accepts_a_step_twice(device in devices(), events in prop::collection::vec(events(), 1..60)) {
        let policy = totp::Policy { resync_behind: 40, resync_ahead: 40, ..totp::Policy::default() };
        let token = device.totp(policy);
        let (mut now, mut token_is_fast) = (1_700_000_000_u64, 0_i64);
        let mut stored = totp::State::default().to_bytes();
        let mut used = BTreeSet::new();
        for event in events {
            let (first, count) = match event {
                Event::Wait(seconds) => { now += u64::from(seconds); continue }
                Event::ServerClock(seconds) => {
                    now = now.saturating_add_signed(seconds);
                    token_is_fast -= seconds;
                    continue;
                }
                Event::TokenClock(seconds) => { token_is_fast += seconds; continue }
                Event::Type { count, age } => {
                    (now.saturating_add_signed(token_is_fast) / 30 - age - (count as u64 - 1), count)
                }
                Event::Replay { .. } if used.is_empty() => continue,
                Event::Replay { count, which } => (*used.iter().nth(which.index(used.len())).unwrap(), count),
            };
            let codes: Vec<_> = (first..).take(count).map(|step| device.code(step)).collect();
            let state = totp::State::from_bytes(&stored).unwrap();
            if let Ok([_, next]) = judge_totp(&token, &state, &codes, UnixTime::new(now)) {
                let last = next.last_accepted().unwrap();
                prop_assert!(state.last_accepted() < Some(last));
                for step in (0..count as u64).map(|back| last.get() - back) {
                    prop_assert!(used.insert(step), "step {} twice", step);
                }
                stored = next.to_bytes();
            }
        }
    }
}
