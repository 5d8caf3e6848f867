//! What the way through C costs: the same verdict asked of the core, and of the exported function.
//!
//! A login of the default window, and a code of the wrong length, which computes nothing: there the whole time is the
//! call's own.

#![allow(unsafe_code, missing_docs, reason = "a benchmark is the C program here")]

use criterion::{Criterion, criterion_group, criterion_main};
use otp::{
    kind::{otp_kind, otp_profile},
    policy::{otp_policy, otp_policy_default},
    result::otp_result,
    state::{otp_state, otp_state_hotp},
    token::{otp_token, otp_token_free, otp_token_new},
    verify::otp_verify,
};
use otp_core::{Attempt, Profile, Secret, Token, TokenKind, TokenState, UnixTime, token::Policy};
use std::{hint::black_box, mem::MaybeUninit, ptr};

const SECRET: &[u8] = b"12345678901234567890";
const CASES: [(&str, &[u8]); 2] = [("login", b"755224"), ("wrong length", b"7552240")];

fn of_the_core(criterion: &mut Criterion) {
    let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Rfc);
    let secret = Secret::new(SECRET).expect("20 bytes");
    let token = Token::hotp(TokenKind::Hotp6, &policy, &secret).expect("the default policy");
    let state = TokenState::for_kind(TokenKind::Hotp6);
    for (case, code) in CASES {
        criterion.bench_function(&format!("{case}/rust"), |bencher| {
            bencher.iter(|| {
                let input = black_box(&token).read(black_box(code)).ok()?;
                token.verify(&state, Attempt::unthrottled(), input, UnixTime::new(0)).ok()
            });
        });
    }
}

fn of_the_c_library(criterion: &mut Criterion) {
    let mut policy = MaybeUninit::<otp_policy>::uninit();
    let mut state = MaybeUninit::<otp_state>::uninit();
    let mut token: *mut otp_token = ptr::null_mut();
    // SAFETY: all pointers are to what the functions ask for, and outputs are read after success alone.
    let (token, state) = unsafe {
        let (kind, profile) = (otp_kind::OTP_KIND_HOTP_6 as u32, otp_profile::OTP_PROFILE_RFC as u32);
        assert_eq!(otp_policy_default(kind, profile, policy.as_mut_ptr()), otp_result::OTP_OK);
        let (secret, length) = (SECRET.as_ptr().cast(), SECRET.len());
        assert_eq!(otp_token_new(kind, policy.as_ptr(), secret, length, &raw mut token), otp_result::OTP_OK);
        assert_eq!(otp_state_hotp(0, state.as_mut_ptr()), otp_result::OTP_OK);
        (token, state.assume_init())
    };
    for (case, code) in CASES {
        criterion.bench_function(&format!("{case}/c"), |bencher| {
            bencher.iter(|| {
                let mut next = state;
                let (text, length) = black_box((code.as_ptr().cast(), code.len()));
                // SAFETY: token and state are those from above, and the code is as long as is said.
                unsafe {
                    otp_verify(
                        black_box(token),
                        &raw const state,
                        ptr::null_mut(),
                        text,
                        length,
                        0,
                        &raw mut next,
                    )
                }
            });
        });
    }
    // SAFETY: made above and not used again.
    unsafe { otp_token_free(token) };
}

criterion_group!(benches, of_the_core, of_the_c_library);
criterion_main!(benches);
