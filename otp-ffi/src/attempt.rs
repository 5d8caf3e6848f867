//! The right to have one code or run judged.

#![expect(unsafe_code, reason = "the signatures of exports are unsafe, their bodies are not")]

use crate::{
    boundary::{Caller, Place, answer},
    policy::otp_policy,
    result::otp_result::{self, OTP_ATTEMPT_BYTES, OTP_ATTEMPT_USED, OTP_OK},
    state::otp_state,
    throttle::otp_throttle,
};
use otp_core::{Attempt, Throttle, TokenError, TokenState, UnixTime, throttle, token::Policy, traceless};

/// One counted attempt, from `otp_attempt_begin`, spent by the verdict that it is given to.
///
/// A struct of zeros is none, and a spent one is refused. A copy of the bytes made before cannot be told from the
/// original: do not make any.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct otp_attempt {
    /// The throttle with this attempt counted. Store it, in one atomic statement, before the attempt is used.
    pub throttle: otp_throttle,
    /// The version of this struct, 1.
    pub version: u8,
    /// 0, and 1 once spent.
    pub used: u8,
    /// Zeros.
    pub reserved: [u8; 6],
    /// The policy it was begun under: `throttle_limit` of an `otp_policy`.
    pub throttle_limit: u32,
    /// Its `throttle_first_lock`.
    pub throttle_first_lock: u32,
    /// Its `throttle_longest_lock`.
    pub throttle_longest_lock: u32,
    /// Its `throttle_stop`.
    pub throttle_stop: u32,
}

/// Counts an attempt, before any code is judged: guesses in parallel cannot slip through together.
///
/// Store `attempt_out->throttle` where the throttle that was read still stands; if no row changed, read again. Then
/// give the attempt to `otp_verify`, `otp_resync` or `otp_trail_resync`. After a success store what
/// `otp_throttle_unlock` gives, together with the next state; after a refusal nothing is left to do.
///
/// The policy is that of the token, whose guessing odds rest on it: with an attempt that was begun under other locks,
/// verdicts answer `OTP_WRONG_POLICY`. A YubiKey takes any. Where one login may match several tokens of a person, the
/// throttle belongs to the person: give the attempt to the first token and NULL to the others, and choose a limit for
/// that many tokens, since their odds add up. The attempt that reaches a limit is still judged, and the throttle it
/// carries is locked already. `now` is in Unix seconds; a clock that was set back prolongs a lock.
///
/// Returns `OTP_OK`; `OTP_LOCKED`, the same for right and wrong codes and not counted: `otp_throttle_read` says for how
/// long; `OTP_THROTTLE_BYTES`; `OTP_ZERO_LIMIT`, `OTP_POLICY_VERSION`; `OTP_UNKNOWN_NUMBER`, `OTP_NULL`.
///
/// # Safety
/// * `throttle` is NULL or points to a throttle.
/// * `policy` is NULL or points to a policy.
/// * `attempt_out` is NULL or points to a writable attempt. The throttle may lie in it.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_attempt_begin(
    throttle: *const otp_throttle,
    policy: *const otp_policy,
    now: u64,
    attempt_out: *mut otp_attempt,
) -> otp_result {
    answer(|caller| {
        let place = caller.place(attempt_out)?;
        let policy = Policy::try_from(caller.read(policy)?)?;
        // A limit of 0 would lock every token for good, before a constructor has refused it.
        policy.throttle.attempts()?;
        let throttle = Throttle::try_from(caller.read(throttle)?)?;
        let attempt = throttle.begin(&policy.throttle, UnixTime::new(now))?;
        let counted = attempt.throttle().copied().unwrap_or(throttle);
        let throttle::Policy { limit, first_lock, longest_lock, stop } = policy.throttle;
        place.write(otp_attempt {
            throttle: counted.into(),
            version: VERSION,
            used: 0,
            reserved: ZEROS,
            throttle_limit: limit,
            throttle_first_lock: first_lock,
            throttle_longest_lock: longest_lock,
            throttle_stop: stop,
        });
        Ok(())
    })
}

/// What a verdict takes and gives: the stored state, an attempt perhaps, and a place for the next state.
pub(crate) struct Case<'call> {
    pub(crate) state: TokenState,
    attempt: Option<(otp_attempt, Place<'call, otp_attempt>)>,
    next: Place<'call, otp_state>,
}

impl<'call> Case<'call> {
    pub(crate) fn open(
        caller: &'call Caller,
        state: *const otp_state,
        attempt: *mut otp_attempt,
        next_out: *mut otp_state,
    ) -> Result<Self, otp_result> {
        let next = caller.place(next_out)?;
        let state = caller.read(state)?;
        // With NULL nobody counts.
        let attempt = if attempt.is_null() {
            None
        } else {
            Some((unspent(caller.read(attempt)?)?, caller.place(attempt)?))
        };
        Ok(Self { state: state.try_into()?, attempt, next })
    }

    /// Has the case judged, spends the attempt on the verdict, and writes the next state after a success.
    ///
    /// A core's attempt is only made by a throttle's `begin`, which took place in `otp_attempt_begin`; one that is
    /// begun anew under the policy of the caller's struct stands for it here.
    pub(crate) fn judge(
        self,
        judge: impl FnOnce(&TokenState, Attempt) -> Result<TokenState, TokenError>,
    ) -> Result<(), otp_result> {
        let counted = match &self.attempt {
            None => Attempt::unthrottled(),
            Some((attempt, _)) => Throttle::unlock().begin(&policy(attempt), UnixTime::new(0))?,
        };
        let verdict = traceless(|| judge(&self.state, counted)).map_err(otp_result::from);
        if let Some((attempt, place)) = self.attempt
            && verdict.err().unwrap_or(OTP_OK).is_verdict()
        {
            place.write(otp_attempt { used: 1, ..attempt });
        }
        self.next.write(verdict?.into());
        Ok(())
    }
}

/// Refuses an attempt that is spent, or that `otp_attempt_begin` did not make.
fn unspent(attempt: otp_attempt) -> Result<otp_attempt, otp_result> {
    let otp_attempt { throttle, version, used, reserved, .. } = attempt;
    match (version, used, reserved) {
        (VERSION, 0, ZEROS) => Throttle::try_from(throttle).map(|_| attempt).map_err(|_| OTP_ATTEMPT_BYTES),
        (VERSION, 1, ZEROS) => Err(OTP_ATTEMPT_USED),
        _ => Err(OTP_ATTEMPT_BYTES),
    }
}

/// What an attempt was begun under.
const fn policy(attempt: &otp_attempt) -> throttle::Policy {
    throttle::Policy {
        limit: attempt.throttle_limit,
        first_lock: attempt.throttle_first_lock,
        longest_lock: attempt.throttle_longest_lock,
        stop: attempt.throttle_stop,
    }
}

/// The only version so far.
const VERSION: u8 = 1;

const ZEROS: [u8; 6] = [0; 6];
