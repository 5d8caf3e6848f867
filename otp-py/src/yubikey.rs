//! YubiKey OTPs, encrypted with AES.

use crate::{error::Raise, state::YubiKeyState, text::otp, verdict::Accepted};
use otp_core::{
    self as core, ConfigError, traceless,
    yubikey::{AesKey, PrivateId},
};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyString},
};

/// A YubiKey in its factory mode. It tells its own counters, so it needs no resync and has none.
///
/// * key: the AES key, 16 bytes. private_id: 6 bytes, as secret as the key. Both come from the tool that programmed the
///   YubiKey.
///
/// Raises ConfigError, a ValueError, for other lengths.
///
/// >>> token = YubiKey.from_hex("ecde18dbe76fbd0c33330f1c354871db", "8792ebfe26cc")
/// >>> otp = "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh"
/// >>> YubiKey.public_id(otp)
/// 'dteffuje'
/// >>> token.verify(YubiKeyState(), otp).next
/// YubiKeyState(usage=19, session_use=17)
#[pyclass(frozen, module = "otp_core")]
pub(crate) struct YubiKey(Box<core::YubiKey>);

#[pymethods]
impl YubiKey {
    #[new]
    fn new(key: &Bound<'_, PyBytes>, private_id: &Bound<'_, PyBytes>) -> PyResult<Self> {
        let (key, private_id) = keys(key, private_id)?;
        Ok(Self(traceless(|| Box::new(core::YubiKey::new(&AesKey::new(key), PrivateId::new(private_id))))))
    }

    /// From hexadecimal text of either case, decoded in constant time.
    #[staticmethod]
    fn from_hex(key: &Bound<'_, PyString>, private_id: &Bound<'_, PyString>) -> PyResult<Self> {
        let (key, private_id) = (hex(key)?, hex(private_id)?);
        traceless(|| {
            Ok(Box::new(core::YubiKey::new(&AesKey::from_hex(key)?, PrivateId::from_hex(private_id)?)))
        })
        .map(Self)
        .map_err(|error: ConfigError| error.raise())
    }

    /// The public id of an OTP in modhex, which tells whose it claims to be; may be empty. Nothing is judged.
    ///
    /// Raises MalformedCode, a ValueError, for a text that is no OTP.
    #[staticmethod]
    fn public_id(otp: &Bound<'_, PyString>) -> PyResult<String> {
        Ok(self::otp(otp)?.public_id().to_owned())
    }

    /// Judges one OTP. Returns Accepted, whose next is to be stored by compare-and-swap.
    ///
    /// The public id is not looked at: it is how the caller found this key. Raises MalformedCode, a ValueError, for a
    /// text that is no OTP; Rejected otherwise. A refusal changes nothing.
    fn verify(&self, state: &Bound<'_, YubiKeyState>, otp: &Bound<'_, PyString>) -> PyResult<Accepted> {
        let accepted = self.0.verify(&state.get().0, &self::otp(otp)?).map_err(Raise::raise)?;
        Ok(Accepted::of(&accepted, Some(accepted.timestamp())))
    }

    #[expect(clippy::unused_self, reason = "Python asks the object")]
    fn __repr__(&self) -> &'static str {
        "<YubiKey>"
    }
}

/// The two secrets of a YubiKey, with their lengths.
pub(crate) fn keys<'a>(
    key: &'a Bound<'_, PyBytes>,
    private_id: &'a Bound<'_, PyBytes>,
) -> PyResult<(&'a [u8; 16], &'a [u8; 6])> {
    Ok((exactly(key)?, exactly(private_id)?))
}

fn exactly<'a, const N: usize>(bytes: &'a Bound<'_, PyBytes>) -> PyResult<&'a [u8; N]> {
    bytes.as_bytes().try_into().map_err(|_| ConfigError::KeyLength { expected: N }.raise())
}

fn hex<'a>(text: &'a Bound<'_, PyString>) -> PyResult<&'a [u8]> {
    crate::argument::ascii(text).ok_or_else(|| ConfigError::NotHex.raise())
}
