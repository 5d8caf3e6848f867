//! The rules of a token, as a struct that C can change.

#![expect(unsafe_code, reason = "the signatures of exports are unsafe, their bodies are not")]

use crate::{
    boundary::answer,
    kind::Numbered,
    result::otp_result::{self, OTP_POLICY_VERSION},
};
use otp_core::{Profile, TokenKind, UnixTime, hotp, throttle, token::Policy, totp};

/// The rules that a token follows: a preset from `otp_policy_default`, each field free to change.
///
/// Windows are inclusive: a look-ahead of n means n + 1 places. Windows and times that the kind does not use are not
/// looked at; numbers that stand for something must be valid in all.
/// Integers are in the machine's own byte order and there is no padding, so the struct may be stored as it is where all
/// servers share a byte order.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct otp_policy {
    /// The version of this struct, 1.
    pub version: u32,
    /// The kind it is for, an `otp_kind`: a constructor takes it for no other.
    pub kind: u32,
    /// The hash function of HOTP and TOTP kinds, an `otp_algorithm`.
    pub algorithm: u32,
    /// HOTP, at login: how many presses may have been lost, the look-ahead window `s` of RFC 4226 section 7.4. Up to 99
    /// with six digits and 9999 with eight at ten attempts.
    pub hotp_look_ahead: u32,
    /// HOTP, at resync: how far ahead the first code may be. 1 to 10 000.
    pub hotp_resync_window: u32,
    /// TOTP: the time step `X` of RFC 6238 section 4.1 in seconds, at least 1. The windows count steps and do not
    /// follow it: with a step of 60, halve those of a resync.
    pub totp_step: u32,
    /// TOTP: `T0` of RFC 6238 section 4.1, Unix seconds.
    pub totp_t0: u64,
    /// TOTP, at login: how many steps the token may be slow beyond its learnt drift.
    pub totp_behind: u32,
    /// TOTP, at login: how many steps the token may be fast beyond its learnt drift.
    pub totp_ahead: u32,
    /// TOTP, at resync: how many steps the first code may lie behind the server's step.
    pub totp_resync_behind: u32,
    /// TOTP, at resync: how many steps the first code may lie ahead of the server's step.
    pub totp_resync_ahead: u32,
    /// Whether the token is resynced, and with how many codes: an `otp_resync_rule`.
    pub resync: u32,
    /// 1 where the two codes of a resync may come in two requests, else 0. For the caller to follow, see
    /// `otp_trail_resync`.
    pub in_two_requests: u32,
    /// After how many refused logins within `OTP_TRAIL_LIMIT` seconds their codes are tried as a resync: 2, 3, or 0 for
    /// never. For the caller to follow, see `otp_trail_resync`.
    pub automatic: u32,
    /// The failure that brings the first lock, at least 1.
    pub throttle_limit: u32,
    /// How long the first lock is, in seconds. Each further failure doubles it.
    pub throttle_first_lock: u32,
    /// The longest lock, in seconds.
    pub throttle_longest_lock: u32,
    /// The failure after which only an administrator unlocks, at least 1; at most 100 by NIST SP 800-63B.
    pub throttle_stop: u32,
    /// 0.
    pub reserved: u32,
}

/// Gives the preset of a kind and profile: SHA-1, a step of 30 seconds, and locks from the tenth failure on.
///
/// `kind` is an `otp_kind`, `profile` an `otp_profile`.
///
/// Returns `OTP_OK`; `OTP_UNKNOWN_NUMBER`, `OTP_NULL`.
///
/// # Safety
/// * `policy_out` is NULL or points to a writable policy.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_policy_default(
    kind: u32,
    profile: u32,
    policy_out: *mut otp_policy,
) -> otp_result {
    answer(|caller| {
        let place = caller.place(policy_out)?;
        let policy = Policy::for_kind(TokenKind::from_number(kind)?, Profile::from_number(profile)?);
        place.write(policy.into());
        Ok(())
    })
}

impl From<Policy> for otp_policy {
    fn from(policy: Policy) -> Self {
        // Taken apart field by field: a new one does not compile until it has its place.
        let Policy { kind, algorithm, hotp, totp, resync, in_two_requests, automatic, throttle } = policy;
        let hotp::Policy { look_ahead, resync_window } = hotp;
        let totp::Policy { step, t0, behind, ahead, resync_behind, resync_ahead } = totp;
        let throttle::Policy { limit, first_lock, longest_lock, stop } = throttle;
        Self {
            version: VERSION,
            kind: kind.number(),
            algorithm: algorithm.number(),
            hotp_look_ahead: look_ahead,
            hotp_resync_window: resync_window,
            totp_step: step,
            totp_t0: t0.get(),
            totp_behind: behind,
            totp_ahead: ahead,
            totp_resync_behind: resync_behind,
            totp_resync_ahead: resync_ahead,
            resync: resync.number(),
            in_two_requests: in_two_requests.number(),
            automatic: automatic.number(),
            throttle_limit: limit,
            throttle_first_lock: first_lock,
            throttle_longest_lock: longest_lock,
            throttle_stop: stop,
            reserved: 0,
        }
    }
}

impl TryFrom<otp_policy> for Policy {
    type Error = otp_result;

    fn try_from(policy: otp_policy) -> Result<Self, otp_result> {
        if (policy.version, policy.reserved) != (VERSION, 0) {
            return Err(OTP_POLICY_VERSION);
        }
        Ok(Self {
            kind: Numbered::from_number(policy.kind)?,
            algorithm: Numbered::from_number(policy.algorithm)?,
            hotp: hotp::Policy {
                look_ahead: policy.hotp_look_ahead,
                resync_window: policy.hotp_resync_window,
            },
            totp: totp::Policy {
                step: policy.totp_step,
                t0: UnixTime::new(policy.totp_t0),
                behind: policy.totp_behind,
                ahead: policy.totp_ahead,
                resync_behind: policy.totp_resync_behind,
                resync_ahead: policy.totp_resync_ahead,
            },
            resync: Numbered::from_number(policy.resync)?,
            in_two_requests: Numbered::from_number(policy.in_two_requests)?,
            automatic: Numbered::from_number(policy.automatic)?,
            throttle: throttle::Policy {
                limit: policy.throttle_limit,
                first_lock: policy.throttle_first_lock,
                longest_lock: policy.throttle_longest_lock,
                stop: policy.throttle_stop,
            },
        })
    }
}

/// The only version so far.
const VERSION: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_comes_back_as_it_went() {
        for kind in TokenKind::ALL {
            for profile in Profile::ALL {
                let policy = Policy::for_kind(kind, profile);
                assert_eq!(Policy::try_from(otp_policy::from(policy)), Ok(policy));
            }
        }
    }

    /// Fields of one type are easily swapped, so each has a number of its own.
    #[test]
    fn every_field_has_its_own_place() {
        let policy = Policy {
            hotp: hotp::Policy { look_ahead: 1, resync_window: 2 },
            totp: totp::Policy {
                step: 3,
                t0: UnixTime::new(4),
                behind: 5,
                ahead: 6,
                resync_behind: 7,
                resync_ahead: 8,
            },
            throttle: throttle::Policy { limit: 9, first_lock: 10, longest_lock: 11, stop: 12 },
            ..Policy::for_kind(TokenKind::Hotp6, Profile::Duo)
        };
        let fields = otp_policy {
            version: 1,
            kind: 1,
            algorithm: 1,
            hotp_look_ahead: 1,
            hotp_resync_window: 2,
            totp_step: 3,
            totp_t0: 4,
            totp_behind: 5,
            totp_ahead: 6,
            totp_resync_behind: 7,
            totp_resync_ahead: 8,
            resync: 4,
            in_two_requests: 0,
            automatic: 3,
            throttle_limit: 9,
            throttle_first_lock: 10,
            throttle_longest_lock: 11,
            throttle_stop: 12,
            reserved: 0,
        };
        assert_eq!(otp_policy::from(policy), fields);
        assert_eq!(Policy::try_from(fields), Ok(policy));
    }
}
