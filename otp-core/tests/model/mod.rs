//! The verdicts that the design asks for, written naively: plain loops that stop where they can.

#![allow(dead_code, reason = "every test file takes the part that it needs")]

use otp_core::{Detail, Refusal, totp};

/// The next expected counter after a run, by rules 1 and 3 to 5: any of `ahead + 1` places, none that leaves no next
/// counter; of several that fit one code the lowest, of several that fit a run none.
pub(crate) fn hotp(
    ahead: u32,
    expected: u64,
    count: u64,
    shows: impl Fn(u64) -> bool,
) -> Result<u64, Detail> {
    let mut next = None;
    for first in (0..=u64::from(ahead)).map_while(|place| expected.checked_add(place)) {
        let Some(after) = first.checked_add(count) else { break };
        if shows(first) {
            if next.is_some() {
                return Err(Detail::Ambiguous);
            }
            next = Some(after);
            if count == 1 {
                break;
            }
        }
    }
    next.ok_or(Detail::NoMatch)
}

/// The last accepted step and the drift after a run, by rules 1, 3, 4, 6 to 8 and 14.
pub(crate) fn totp(
    policy: &totp::Policy,
    (last_accepted, drift): (Option<u64>, i32),
    now: u64,
    count: u64,
    shows: impl Fn(u64) -> bool,
) -> Result<(u64, i32), Refusal> {
    let server = now.checked_sub(policy.t0.get()).ok_or(Refusal::BeforeT0)? / u64::from(policy.step);
    let login = count == 1;
    let (first, last) = span(policy, server, drift, login);
    let exists = |step: &i128| *step >= 0 && *step + i128::from(count) - 1 <= i128::from(u64::MAX);
    let (spent, free): (Vec<u64>, Vec<u64>) = (first..=last)
        .filter(exists)
        .map(|step| u64::try_from(step).expect("it exists"))
        .filter(|step| shows(*step))
        .partition(|step| last_accepted >= Some(*step));
    let refused = |detail| Err(Refusal::Rejected(detail));
    match *free {
        [.., step] if login || free.len() == 1 => {
            let step = step + (count - 1);
            let seen = i128::from(step) - i128::from(server);
            let drift =
                if login { learnt(drift, seen) } else { i32::try_from(seen).expect("within the window") };
            Ok((step, drift))
        }
        [_, ..] => refused(Detail::Ambiguous),
        [] if last_accepted.is_some_and(|accepted| last <= accepted.into()) => {
            refused(Detail::BehindLastAccepted)
        }
        [] if !spent.is_empty() => refused(Detail::Replayed),
        [] => refused(Detail::NoMatch),
    }
}

/// The steps at which the first code may be: around the corrected step at login, around the server's own at resync.
pub(crate) fn span(policy: &totp::Policy, server: u64, drift: i32, login: bool) -> (i128, i128) {
    let server = i128::from(server);
    if login {
        let centre = server + i128::from(drift);
        (centre - i128::from(policy.behind), centre + i128::from(policy.ahead))
    } else {
        (server - i128::from(policy.resync_behind), server + i128::from(policy.resync_ahead))
    }
}

/// Rule 7: a login moves the drift by one at most, and never beyond 120 steps or what it was.
fn learnt(drift: i32, seen: i128) -> i32 {
    let moved = i128::from(drift) + (seen - i128::from(drift)).clamp(-1, 1);
    let bound = i128::from(drift).abs().max(120);
    if moved.abs() > bound { drift } else { i32::try_from(moved).expect("within the bound") }
}

/// A YubiKey's greater counters, usage and session use, and its timestamp, by rule 9.
pub(crate) fn yubikey(
    private_id: [u8; 6],
    stored: (u16, u8),
    plaintext: [u8; 16],
) -> Result<((u16, u8), u32), Detail> {
    if crc(&plaintext) != 0xf0b8 || plaintext[..6] != private_id {
        return Err(Detail::NoMatch);
    }
    let counters = (u16::from_le_bytes([plaintext[6], plaintext[7]]) % 0x8000, plaintext[11]);
    if counters <= stored {
        return Err(Detail::Replayed);
    }
    Ok((counters, u32::from_le_bytes([plaintext[8], plaintext[9], plaintext[10], 0])))
}

/// CRC-16 of ISO 13239, a bit at a time.
pub(crate) fn crc(bytes: &[u8]) -> u16 {
    let mut crc = 0xffff_u16;
    for byte in bytes {
        crc ^= u16::from(*byte);
        for _ in 0..8 {
            crc = if crc % 2 == 1 { (crc / 2) ^ 0x8408 } else { crc / 2 };
        }
    }
    crc
}
