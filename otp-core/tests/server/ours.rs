//! What ours say where a server is compared with it.

use crate::support::{Device, judge_hotp, judge_totp};
use otp_core::{Counter, Drift, Refusal, TimeStep, UnixTime, hotp, totp};

/// A policy of ours that searches the same alignments as a sum of steps behind and ahead.
pub(crate) fn around(behind: i64, ahead: i64) -> totp::Policy {
    let [resync_behind, resync_ahead] = [behind, ahead].map(|steps| u32::try_from(steps).unwrap());
    totp::Policy { resync_behind, resync_ahead, ..totp::Policy::default() }
}

/// The next counter after a resync of ours that searches so many alignments.
pub(crate) fn ours_hotp(
    device: &Device,
    alignments: i64,
    counter: i64,
    pair: [u32; 2],
) -> Result<i64, Refusal> {
    let policy = hotp::Policy { look_ahead: 9, resync_window: u32::try_from(alignments - 1).unwrap() };
    let state = hotp::State::new(Counter::new(counter.cast_unsigned()));
    let codes = pair.map(|value| device.typed(value));
    judge_hotp(&device.hotp(policy), &state, &codes).map(|[_, next]| next.counter().get().cast_signed())
}

/// The state after a login or a resync of ours.
pub(crate) fn ours_totp(
    device: &Device,
    policy: totp::Policy,
    state: &totp::State,
    now: i64,
    typed: &[u32],
) -> Result<totp::State, Refusal> {
    let codes: Vec<_> = typed.iter().map(|value| device.typed(*value)).collect();
    judge_totp(&device.totp(policy), state, &codes, UnixTime::new(now.cast_unsigned())).map(|[_, next]| next)
}

/// The state behind a login at a step; 0 stands for none.
pub(crate) fn state(last: i64) -> totp::State {
    totp::State::new((last != 0).then(|| TimeStep::new(last.cast_unsigned())), Drift::new(0))
}

pub(crate) fn last(state: &totp::State) -> i64 {
    state.last_accepted().unwrap().get().cast_signed()
}
