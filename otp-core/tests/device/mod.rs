//! A token in somebody's pocket: HMAC, plain index truncation and `%`, and nothing of the library's own making.

#![allow(dead_code, reason = "every test file takes the part that it needs")]

use hmac::{Hmac, KeyInit, Mac};
use otp_core::{
    Algorithm, Code, ConfigError, Counter, Drift, Run, Secret, TimeStep, Token, TokenKind, TokenState,
    UnixTime, hotp,
    token::Policy,
    totp,
    yubikey::{AesKey, PrivateId},
};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

/// The key of RFC 4226 Appendix D.
pub(crate) const KEY: [u8; 20] = *b"12345678901234567890";

/// A plain moment in 2023, at the beginning of a time step.
pub(crate) const NOW: UnixTime = UnixTime::new(1_700_000_010);

/// The time step that [`NOW`] lies in.
pub(crate) const STEP: u64 = 1_700_000_010 / 30;

/// An OTP of Yubico's published key, with the counters 19 and 17.
pub(crate) const OTP: &str = "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh";

#[derive(Clone, Copy, Debug)]
pub(crate) struct Device {
    pub(crate) key: [u8; 20],
    pub(crate) algorithm: Algorithm,
    pub(crate) digits: u32,
}

impl Device {
    /// The device of a kind, with the key of the RFC.
    pub(crate) fn of(kind: TokenKind) -> Self {
        let digits = if kind.name().ends_with("-8") { 8 } else { 6 };
        Self { key: KEY, algorithm: Algorithm::Sha1, digits }
    }

    /// The code at a counter or time step, as it stands on the display.
    pub(crate) fn text(&self, factor: u64) -> String {
        let mac = match self.algorithm {
            Algorithm::Sha1 => mac::<Hmac<Sha1>>(&self.key, factor),
            Algorithm::Sha256 => mac::<Hmac<Sha256>>(&self.key, factor),
            Algorithm::Sha512 => mac::<Hmac<Sha512>>(&self.key, factor),
        };
        let at = usize::from(mac[mac.len() - 1] & 15);
        let word = u32::from_be_bytes([mac[at], mac[at + 1], mac[at + 2], mac[at + 3]]) & 0x7fff_ffff;
        format!("{:0width$}", word % 10_u32.pow(self.digits), width = self.digits as usize)
    }

    /// The code at a counter or time step, read.
    pub(crate) fn code(&self, factor: u64) -> Code {
        code(&self.text(factor))
    }

    /// Two and three successive codes.
    pub(crate) fn runs(&self, first: u64) -> [Run; 2] {
        let [a, b, c] = [0, 1, 2].map(|nth| self.code(first.wrapping_add(nth)));
        [[a, b].into(), [a, b, c].into()]
    }

    /// The server's side of this device.
    pub(crate) fn token(&self, kind: TokenKind, policy: &Policy) -> Result<Token, ConfigError> {
        let policy = Policy { algorithm: self.algorithm, ..*policy };
        match kind {
            TokenKind::YubiKey => yubikey(),
            _ => Token::new(kind, &policy, &Secret::new(&self.key).expect("20 bytes")),
        }
    }
}

/// The server's side of the key that typed [`OTP`].
pub(crate) fn yubikey() -> Result<Token, ConfigError> {
    let key = AesKey::from_hex(b"ecde18dbe76fbd0c33330f1c354871db")?;
    Token::yubikey(&key, PrivateId::from_hex(b"8792ebfe26cc")?)
}

/// A text that is a code, read.
pub(crate) fn code(text: &str) -> Code {
    Code::parse(text.as_bytes()).expect("a code")
}

/// A server that expects this counter next.
pub(crate) fn expecting(counter: u64) -> TokenState {
    hotp::State::new(Counter::new(counter)).into()
}

/// A server that has accepted this step last, if any.
pub(crate) fn accepted(last: Option<u64>, drift: i32) -> TokenState {
    totp::State::new(last.map(TimeStep::new), Drift::new(drift)).into()
}

fn mac<M: Mac + KeyInit>(key: &[u8], factor: u64) -> Vec<u8> {
    let keyed = <M as KeyInit>::new_from_slice(key).expect("HMAC takes any key");
    keyed.chain_update(factor.to_be_bytes()).finalize().into_bytes().to_vec()
}
