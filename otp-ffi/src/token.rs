//! The token: opaque, immutable, shared between threads.

#![expect(unsafe_code, reason = "the signatures of exports are unsafe, their bodies are not")]

use crate::{
    boundary::{Caller, answer, guard},
    kind::Numbered,
    policy::otp_policy,
    result::otp_result,
};
use otp_core::{
    ConfigError, Secret, Token, TokenKind,
    token::Policy,
    traceless,
    yubikey::{AesKey, PrivateId},
};
use std::ffi::c_void;

/// A token: a secret with the rules of its kind and profile. It holds no state and never changes, so any number of
/// threads may use it at once.
#[derive(Debug)]
pub struct otp_token(pub(crate) Token);

/// Makes an HOTP or TOTP token. To be freed with `otp_token_free`.
///
/// `kind` is an `otp_kind` other than `OTP_KIND_YUBIKEY`, and the one of the policy. The secret, raw bytes and not
/// hexadecimal or base32 text, has 16 to 1024 of them (RFC 4226 section 4, R6: at least 128 bits); it is copied, and
/// yours to wipe.
///
/// Returns `OTP_OK`; what makes the set-up unfit, 200 to 299; `OTP_UNKNOWN_NUMBER`, `OTP_NULL`, `OTP_LENGTH`;
/// `OTP_NO_MEMORY`.
///
/// # Safety
/// * `policy` is NULL or points to a policy.
/// * `secret` is NULL or points to `secret_len` bytes.
/// * `token_out` is NULL or points to a writable pointer.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_token_new(
    kind: u32,
    policy: *const otp_policy,
    secret: *const c_void,
    secret_len: usize,
    token_out: *mut *mut otp_token,
) -> otp_result {
    answer(|caller| traceless(|| make(caller, kind, policy, (secret, secret_len), Secret::new, token_out)))
}

/// Makes a token as `otp_token_new` does, from a secret that may be as short as 10 bytes, below what RFC 4226 admits.
///
/// Tokens with keys of 80 bits exist. Admit them knowingly, and replace them.
///
/// Returns `OTP_OK` and all else as `otp_token_new` does.
///
/// # Safety
/// * `policy` is NULL or points to a policy.
/// * `secret` is NULL or points to `secret_len` bytes.
/// * `token_out` is NULL or points to a writable pointer.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_token_new_short(
    kind: u32,
    policy: *const otp_policy,
    secret: *const c_void,
    secret_len: usize,
    token_out: *mut *mut otp_token,
) -> otp_result {
    answer(|caller| {
        traceless(|| make(caller, kind, policy, (secret, secret_len), Secret::new_short, token_out))
    })
}

/// Makes a YubiKey from the two secrets that the tool which programmed it gave. To be freed with `otp_token_free`.
///
/// Both are raw bytes: 16 of the AES key, 6 of the private id. They are copied, and yours to wipe. The private id is
/// mandatory, and never to be learnt from the first OTP. It takes no policy; what
/// `otp_policy_default(OTP_KIND_YUBIKEY, ...)` gives counts its attempts.
///
/// Returns `OTP_OK`; `OTP_NULL`; `OTP_NO_MEMORY`.
///
/// # Safety
/// * `aes_key` is NULL or points to 16 bytes.
/// * `private_id` is NULL or points to 6 bytes.
/// * `token_out` is NULL or points to a writable pointer.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_yubikey_new(
    aes_key: *const c_void,
    private_id: *const c_void,
    token_out: *mut *mut otp_token,
) -> otp_result {
    answer(|caller| {
        let place = caller.place(token_out)?;
        let (key, private_id) = (caller.array(aes_key)?, caller.array(private_id)?);
        traceless(|| caller.keep(place, Token::yubikey(&AesKey::new(key), PrivateId::new(private_id))?))
    })
}

/// Wipes a token and frees it; does nothing with NULL.
///
/// # Safety
/// * `token` is NULL, or came from a constructor, is used by no other thread and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_token_free(token: *mut otp_token) {
    guard((), |caller| caller.release(token));
}

/// Makes a token from a secret of the length that a constructor of `Secret` admits.
fn make(
    caller: &Caller,
    kind: u32,
    policy: *const otp_policy,
    (secret, length): (*const c_void, usize),
    admit: fn(&[u8]) -> Result<Secret, ConfigError>,
    token_out: *mut *mut otp_token,
) -> Result<(), otp_result> {
    let place = caller.place(token_out)?;
    let policy = Policy::try_from(caller.read(policy)?)?;
    let secret = admit(caller.bytes(secret, length)?)?;
    caller.keep(place, Token::new(TokenKind::from_number(kind)?, &policy, &secret)?)
}

/// Compiles only while a token may be shared between threads and freed by another one than made it.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<otp_token>();
};
