//! One C call.

use crate::{
    checks::{checked, known, moving, written},
    device,
    given::{At, Codes, Passed, Text, Time},
    world::{World, change, pick},
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use otp::{
    attempt::*, lookup::*, policy::*, result::otp_result::*, result::*, serial::*, state::*, throttle::*,
    token::*, trail::*, verify::*,
};
use std::{ffi::CStr, mem, ptr};

#[derive(Arbitrary, Debug)]
pub(crate) enum Call {
    Policy { kind: u8, profile: u8, to: At },
    PolicyField { at: At, field: u8, value: u32 },
    Token { short: bool, kind: u8, policy: At, secret: Option<Text>, to: At },
    YubiKey { nameless: bool, to: At },
    Free(At),
    Hotp { counter: u64, to: At },
    Totp { has_last: u8, last: u64, drift: i32, to: At },
    Press { usage: u16, session_use: u8, to: At },
    ResetClock { token: At, now: Time, to: At },
    StateByte { at: At, byte: u8, value: u8 },
    StateCheck { text: Text, to: At },
    StateRead(At),
    StateEqual(At, At),
    Unlock(At),
    ThrottleCheck { text: Text, to: At },
    ThrottleRead { at: At, now: Time },
    Begin { throttle: At, policy: At, now: Time, to: At },
    AttemptByte { at: At, byte: u8, value: u8 },
    InputCheck { token: At, codes: Vec<Text> },
    Verify { token: At, state: At, attempt: At, code: Text, now: Time, to: At },
    Resync { token: At, state: At, attempt: At, codes: Vec<Text>, now: Time, to: At },
    TrailClear(At),
    TrailCheck { text: Text, to: At },
    TrailByte { at: At, byte: u8, value: u8 },
    TrailPush { at: At, code: Text, now: Time, to: At },
    TrailResync { token: At, state: At, attempt: At, trail: At, count: u8, limit: u64, now: Time, to: At },
    Lookup { entries: Vec<(At, At)>, codes: Vec<Text>, now: Time },
    SerialParse { text: Text, capacity: u8 },
    PublicId { text: Text, capacity: u8 },
    Message(u32),
}

impl World {
    /// Makes a call as the header allows it: whatever is not NULL is as large as it says.
    pub(crate) fn make(&mut self, call: &Call) {
        // SAFETY: every pointer is NULL or to an object of this world that outlives the call.
        unsafe { self.made(call) };
    }

    /// # Safety
    /// The objects of this world are alive, which they are for as long as it is.
    unsafe fn made(&mut self, call: &Call) {
        // SAFETY: what is passed is NULL, an object of this world or a block of its own, and is as long as it says.
        unsafe {
            match call {
                Call::Policy { kind, profile, to } => checked(pick(&mut self.policies, *to), |to| {
                    otp_policy_default((*kind % 8).into(), (*profile % 5).into(), to)
                }),
                Call::PolicyField { at, field, value } => {
                    let policy = pick(&mut self.policies, *at).cast::<u32>();
                    if !policy.is_null() {
                        let fields = mem::size_of::<otp_policy>() / 4;
                        *policy.add(usize::from(*field) % fields) = *value;
                    }
                }
                Call::Token { short, kind, policy, secret, to } => {
                    let policy = pick(&mut self.policies, *policy);
                    let make = if *short { otp_token_new_short } else { otp_token_new };
                    let secret = secret.as_ref().map_or_else(|| Passed::of(&device::KEY), Passed::new);
                    self.replace(*to, |to| {
                        make((*kind % 8).into(), policy, secret.at().cast(), secret.length, to)
                    });
                }
                Call::YubiKey { nameless, to } => {
                    let key = *b"\xec\xde\x18\xdb\xe7\x6f\xbd\x0c\x33\x33\x0f\x1c\x35\x48\x71\xdb";
                    let (key, id) = (Box::new(key), Box::new(*b"\x87\x92\xeb\xfe\x26\xcc"));
                    let id = if *nameless { ptr::null() } else { ptr::from_ref(&*id).cast() };
                    self.replace(*to, |to| otp_yubikey_new(ptr::from_ref(&*key).cast(), id, to));
                }
                Call::Free(at) => {
                    let token = self.token(*at);
                    otp_token_free(token);
                    self.tokens
                        .iter_mut()
                        .filter(|kept| ptr::eq(**kept, token))
                        .for_each(|kept| *kept = ptr::null_mut());
                }
                Call::Hotp { counter, to } => {
                    checked(pick(&mut self.states, *to), |to| otp_state_hotp(*counter, to))
                }
                Call::Totp { has_last, last, drift, to } => checked(pick(&mut self.states, *to), |to| {
                    otp_state_totp((*has_last % 3).into(), *last, *drift, to)
                }),
                Call::Press { usage, session_use, to } => {
                    checked(pick(&mut self.states, *to), |to| otp_state_yubikey(*usage, *session_use, to));
                }
                Call::ResetClock { token, now, to } => {
                    let token = self.token(*token);
                    checked(pick(&mut self.states, *to), |to| {
                        otp_state_reset_clock(token, now.seconds(), to)
                    });
                }
                Call::StateByte { at, byte, value } => change(pick(&mut self.states, *at), *byte, *value),
                Call::StateCheck { text, to } => {
                    let text = Passed::new(text);
                    checked(pick(&mut self.states, *to), |to| {
                        otp_state_check(text.at().cast(), text.length, to)
                    });
                }
                Call::StateRead(at) => {
                    let mut fields = Box::new(otp_state_fields::default());
                    checked(&raw mut *fields, |to| otp_state_read(pick(&mut self.states, *at), to));
                }
                Call::StateEqual(a, b) => {
                    let (a, b) = (pick(&mut self.states, *a), pick(&mut self.states, *b));
                    assert_eq!(otp_state_equal(a, b), otp_state_equal(b, a));
                }
                Call::Unlock(to) => checked(pick(&mut self.throttles, *to), |to| otp_throttle_unlock(to)),
                Call::ThrottleCheck { text, to } => {
                    let text = Passed::new(text);
                    checked(pick(&mut self.throttles, *to), |to| {
                        otp_throttle_check(text.at().cast(), text.length, to)
                    });
                }
                Call::ThrottleRead { at, now } => {
                    let mut fields = Box::new(mem::zeroed::<otp_throttle_fields>());
                    let throttle = pick(&mut self.throttles, *at);
                    checked(&raw mut *fields, |to| otp_throttle_read(throttle, now.seconds(), to));
                }
                Call::Begin { throttle, policy, now, to } => {
                    let (throttle, policy) =
                        (pick(&mut self.throttles, *throttle), pick(&mut self.policies, *policy));
                    checked(pick(&mut self.attempts, *to), |to| {
                        otp_attempt_begin(throttle, policy, now.seconds(), to)
                    });
                }
                Call::AttemptByte { at, byte, value } => change(pick(&mut self.attempts, *at), *byte, *value),
                Call::InputCheck { token, codes } => {
                    let codes = Codes::new(codes);
                    let (texts, lengths, count) = codes.passed();
                    known(otp_input_check(self.token(*token), texts, lengths, count));
                }
                Call::Verify { token, state, attempt, code, now, to } => {
                    let (token, code) = (self.token(*token), Passed::new(code));
                    self.judged(*state, *attempt, *to, |state, attempt, to| {
                        otp_verify(token, state, attempt, code.at(), code.length, now.seconds(), to)
                    });
                }
                Call::Resync { token, state, attempt, codes, now, to } => {
                    let (token, codes) = (self.token(*token), Codes::new(codes));
                    let (texts, lengths, count) = codes.passed();
                    self.judged(*state, *attempt, *to, |state, attempt, to| {
                        otp_resync(token, state, attempt, texts, lengths, count, now.seconds(), to)
                    });
                }
                Call::TrailClear(to) => checked(pick(&mut self.trails, *to), |to| otp_trail_clear(to)),
                Call::TrailCheck { text, to } => {
                    let text = Passed::new(text);
                    checked(pick(&mut self.trails, *to), |to| {
                        otp_trail_check(text.at().cast(), text.length, to)
                    });
                }
                Call::TrailByte { at, byte, value } => change(pick(&mut self.trails, *at), *byte, *value),
                Call::TrailPush { at, code, now, to } => {
                    let (trail, code) = (pick(&mut self.trails, *at), Passed::new(code));
                    checked(pick(&mut self.trails, *to), |to| {
                        otp_trail_push(trail, code.at(), code.length, now.seconds(), to)
                    });
                }
                Call::TrailResync { token, state, attempt, trail, count, limit, now, to } => {
                    let (token, trail) = (self.token(*token), pick(&mut self.trails, *trail));
                    known(otp_trail_ready(token, trail, (*count).into(), *limit, now.seconds()));
                    self.judged(*state, *attempt, *to, |state, attempt, to| {
                        otp_trail_resync(
                            token,
                            state,
                            attempt,
                            trail,
                            (*count).into(),
                            *limit,
                            now.seconds(),
                            to,
                        )
                    });
                }
                Call::Lookup { entries, codes, now } => {
                    let tokens: Box<[_]> = entries.iter().map(|(token, _)| self.token(*token)).collect();
                    let states: Box<[_]> =
                        entries.iter().map(|(_, state)| *self.states[state.index() % 3]).collect();
                    let (codes, mut index) = (Codes::new(codes), Box::new(usize::MAX));
                    let (texts, lengths, count) = codes.passed();
                    checked(&raw mut *index, |to| {
                        otp_lookup(
                            tokens.as_ptr(),
                            states.as_ptr(),
                            tokens.len(),
                            texts,
                            lengths,
                            count,
                            now.seconds(),
                            to,
                        )
                    });
                    assert!(*index == usize::MAX || *index < entries.len());
                }
                Call::SerialParse { text, capacity } => written(text, *capacity, otp_serial_parse),
                Call::PublicId { text, capacity } => written(text, *capacity, otp_public_id_parse),
                Call::Message(result) => {
                    assert!(CStr::from_ptr(otp_result_message(*result)).to_str().is_ok())
                }
            }
        }
    }

    fn token(&self, at: At) -> *mut otp_token {
        self.tokens.get(at.index()).copied().unwrap_or(ptr::null_mut())
    }

    /// Makes a token where one may be, which is freed then.
    ///
    /// # Safety
    /// What makes it writes a pointer to a token, or nothing.
    unsafe fn replace(&mut self, to: At, make: impl FnOnce(*mut *mut otp_token) -> otp_result) {
        let place = self.tokens.get_mut(to.index()).map_or(ptr::null_mut(), ptr::from_mut);
        // SAFETY: a place that is not NULL is one of this world's.
        let before = if place.is_null() { place.cast() } else { unsafe { *place } };
        // SAFETY: as above, and a pointer has no gaps.
        unsafe { checked(place, make) };
        // SAFETY: as above.
        if !place.is_null() && !ptr::eq(unsafe { *place }, before) {
            // SAFETY: NULL or from a constructor; another has its place, so nobody frees it again.
            unsafe { otp_token_free(before) };
        }
    }

    /// Judges: the attempt is spent by a verdict and by nothing else, and no counter or step goes back.
    ///
    /// # Safety
    /// The judge reads the state, reads and writes the attempt, and writes the next state, each of which may be NULL.
    unsafe fn judged(
        &mut self,
        state: At,
        attempt: At,
        to: At,
        judge: impl FnOnce(*const otp_state, *mut otp_attempt, *mut otp_state) -> otp_result,
    ) {
        let (state, attempt) = (pick(&mut self.states, state), pick(&mut self.attempts, attempt));
        // SAFETY: what is picked is NULL or an object of this world, and the judge keeps to the caller's promise.
        unsafe {
            let before = moving(state);
            let attempt_before = (!attempt.is_null()).then(|| *attempt);
            let mut answer = OTP_OK;
            let to = pick(&mut self.states, to);
            checked(to, |to| {
                answer = judge(state, attempt, to);
                answer
            });
            if let Some(before) = attempt_before {
                let spent = (answer as u32) <= OTP_LAST_REFUSAL;
                assert_eq!(*attempt, otp_attempt { used: if spent { 1 } else { before.used }, ..before });
            }
            if answer == OTP_OK {
                assert!(moving(to) > before, "{before:?}");
            }
        }
    }
}
