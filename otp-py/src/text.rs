//! What people type, as `str`.

use crate::{
    argument::ascii,
    error::{Raise, not_ascii_code, not_ascii_serial},
};
use otp_core::{Code, Serial, Typed, yubikey::Otp};
use pyo3::{prelude::*, types::PyString};

/// Reads a code.
pub(crate) fn code(text: &Bound<'_, PyString>) -> PyResult<Code> {
    Code::parse(code_text(text)?).map_err(Raise::raise)
}

/// Reads a YubiKey's OTP.
pub(crate) fn otp(text: &Bound<'_, PyString>) -> PyResult<Otp> {
    Otp::parse(code_text(text)?).map_err(Raise::raise)
}

/// The characters of a code or OTP that is still to be read.
pub(crate) fn code_text<'a>(text: &'a Bound<'_, PyString>) -> PyResult<&'a [u8]> {
    ascii(text).ok_or_else(not_ascii_code)
}

/// The serial of a text like "token 12345678", which people type into the one field of a VPN client to pair a
/// token.
///
/// Lower-case "token", one space, and 1 to 32 ASCII letters, digits and hyphens; anything else raises
/// MalformedSerial, a ValueError.
///
/// >>> parse_serial("token 12345678")
/// '12345678'
#[pyfunction]
pub(crate) fn parse_serial(text: &Bound<'_, PyString>) -> PyResult<String> {
    let serial = Serial::parse(ascii(text).ok_or_else(not_ascii_serial)?).map_err(Raise::raise)?;
    Ok(serial.to_string())
}

/// The text without its ASCII spaces and hyphens, which apps show and people type: the one normaliser there is.
///
/// Codes are read strictly everywhere else, because a code must have one form only. A form that wishes to be kind
/// passes its input through here first. More than 64 other characters raise MalformedCode, a ValueError.
///
/// >>> drop_separators("123 456")
/// '123456'
#[pyfunction]
pub(crate) fn drop_separators(text: &Bound<'_, PyString>) -> PyResult<String> {
    let typed = Typed::new(code_text(text)?).map_err(Raise::raise)?;
    Ok(typed.as_bytes().iter().copied().map(char::from).collect())
}
