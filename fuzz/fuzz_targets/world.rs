//! The objects that C calls are made on.

use crate::{
    given::{At, Time},
    program::Call,
};
use otp::{
    attempt::otp_attempt,
    policy::otp_policy,
    state::otp_state,
    throttle::otp_throttle,
    token::{otp_token, otp_token_free},
    trail::otp_trail,
};
use std::{mem, ptr};

/// Three objects of each type.
pub(crate) struct World {
    pub(crate) tokens: [*mut otp_token; 3],
    pub(crate) policies: [Box<otp_policy>; 3],
    pub(crate) states: [Box<otp_state>; 3],
    pub(crate) throttles: [Box<otp_throttle>; 3],
    pub(crate) attempts: [Box<otp_attempt>; 3],
    pub(crate) trails: [Box<otp_trail>; 3],
}

impl Default for World {
    /// A token of HOTP, of TOTP and a YubiKey, fresh, each with an attempt that was begun.
    fn default() -> Self {
        fn zeros<T>() -> [Box<T>; 3] {
            // SAFETY: structs of integers and of arrays of them.
            [(); 3].map(|()| Box::new(unsafe { mem::zeroed() }))
        }
        let mut world = Self {
            tokens: [ptr::null_mut(); 3],
            policies: zeros(),
            states: zeros(),
            throttles: zeros(),
            attempts: zeros(),
            trails: zeros(),
        };
        let now = Time::Near(0);
        for (at, kind) in [(At(0), 1), (At(1), 3), (At(2), 6)] {
            world.make(&Call::Policy { kind, profile: 1, to: at });
            world.make(&Call::Unlock(at));
            world.make(&Call::Begin { throttle: at, policy: at, now, to: at });
            world.make(&Call::TrailClear(at));
            world.make(&Call::Token { short: false, kind, policy: at, secret: None, to: at });
        }
        world.make(&Call::Hotp { counter: 0, to: At(0) });
        world.make(&Call::Totp { has_last: 0, last: 0, drift: 0, to: At(1) });
        world.make(&Call::Press { usage: 0, session_use: 0, to: At(2) });
        world.make(&Call::YubiKey { nameless: false, to: At(2) });
        world
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for token in self.tokens {
            // SAFETY: NULL or from a constructor, freed once.
            unsafe { otp_token_free(token) };
        }
    }
}

pub(crate) fn pick<T>(objects: &mut [Box<T>; 3], at: At) -> *mut T {
    objects.get_mut(at.index()).map_or(ptr::null_mut(), |object| &raw mut **object)
}

/// Changes one byte of an object, as a caller with a stray pointer does.
///
/// # Safety
/// The object is NULL or one of the world: whatever its bytes are, they are one of it.
pub(crate) unsafe fn change<T>(object: *mut T, byte: u8, value: u8) {
    if !object.is_null() {
        // SAFETY: the caller's promise, and the remainder lies within the object.
        unsafe { *object.cast::<u8>().add(usize::from(byte) % size_of::<T>()) = value };
    }
}
