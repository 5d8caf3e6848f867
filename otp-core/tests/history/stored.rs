//! Stored bytes, read as the documents describe them.

#![allow(clippy::unwrap_used, reason = "a test")]

use otp_core::TokenKind;

/// A throttle without attempts and lock, and a trail without codes: a version, and zeros.
pub(super) const EMPTY_THROTTLE: [u8; 16] = *b"\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
pub(super) const EMPTY_TRAIL: [u8; 52] = {
    let mut bytes = [0; 52];
    bytes[0] = 1;
    bytes
};

/// Whether a stored throttle is locked: for good, or until a time.
pub(super) fn locked(throttle: &[u8; 16], now: u64) -> bool {
    throttle[1] == 1 || u64::from_be_bytes(*throttle.last_chunk().unwrap()) > now
}

/// The least factor that is not spent: a counter, or the step after the last accepted one.
pub(super) fn unspent(state: &[u8; 24]) -> u64 {
    let value = u64::from_be_bytes(state[8..16].try_into().unwrap());
    match state[1..3] {
        [1, 0] => value,
        [2, last] => value + u64::from(last),
        _ => unreachable!("no such kind is played"),
    }
}

/// Whether the kind counts time steps.
pub(super) fn clock(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Totp6 | TokenKind::Totp8)
}
