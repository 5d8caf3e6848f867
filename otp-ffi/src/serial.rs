//! Whose code it is: a serial typed into a login box, and the public id of a YubiKey.

#![expect(unsafe_code, reason = "the signatures of exports are unsafe, their bodies are not")]

use crate::{boundary::answer, result::otp_result};
use otp_core::{Serial, yubikey::Otp};
use std::ffi::c_char;

/// Room for every serial and the NUL after it.
pub const OTP_SERIAL_CAP: usize = 33;

/// Room for every public id and the NUL after it.
pub const OTP_PUBLIC_ID_CAP: usize = 33;

/// Reads `token 12345678`, what people type to pair a token where a VPN client has one field only.
///
/// The lower-case word, one space, and a serial of 1 to 32 letters, digits and hyphens, nothing else. Writes the serial
/// and a NUL; `OTP_SERIAL_CAP` bytes are always enough.
///
/// Returns `OTP_OK`; `OTP_SERIAL_PREFIX` for a text that is no such request, a code perhaps; `OTP_SERIAL_LENGTH`,
/// `OTP_SERIAL_CHARACTER` for one that is; `OTP_BUFFER_TOO_SMALL`, `OTP_NULL`, `OTP_LENGTH`.
///
/// # Safety
/// * `text` is NULL or points to `text_len` characters.
/// * `serial_out` is NULL or points to `serial_cap` writable bytes, which may be those of the text.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_serial_parse(
    text: *const c_char,
    text_len: usize,
    serial_out: *mut c_char,
    serial_cap: usize,
) -> otp_result {
    answer(|caller| {
        let place = caller.text_place(serial_out, serial_cap)?;
        place.write(Serial::parse(caller.text(text, text_len)?)?.as_str())
    })
}

/// Reads the public id of a YubiKey's OTP, which tells whose it claims to be: look the token up by it, then verify the
/// whole OTP.
///
/// Writes 0 to 32 lower-case modhex characters and a NUL; `OTP_PUBLIC_ID_CAP` bytes are always enough.
///
/// Returns `OTP_OK`; `OTP_OTP_LENGTH`, `OTP_OTP_MODHEX`; `OTP_BUFFER_TOO_SMALL`, `OTP_NULL`, `OTP_LENGTH`.
///
/// # Safety
/// * `otp` is NULL or points to `otp_len` characters.
/// * `id_out` is NULL or points to `id_cap` writable bytes, which may be those of the OTP.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_public_id_parse(
    otp: *const c_char,
    otp_len: usize,
    id_out: *mut c_char,
    id_cap: usize,
) -> otp_result {
    answer(|caller| {
        let place = caller.text_place(id_out, id_cap)?;
        place.write(Otp::parse(caller.text(otp, otp_len)?)?.public_id())
    })
}
