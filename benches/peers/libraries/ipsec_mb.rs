//! Intel's ipsec-mb, the other multi-lane HMAC: bursts of up to 128 counters, the key hashed in once.

#![allow(unsafe_code, reason = "a C library")]

use crate::peer::{Key, Peer, Run, Task};
use otp_benches::{Search, truncate};
use otp_core::Algorithm;
use std::{
    ffi::{CStr, c_char},
    ptr::NonNull,
    slice,
};

pub(crate) const PEER: Peer = Peer { name: "ipsec-mb, hash burst", version, search, lookup: None };

fn version() -> String {
    // SAFETY: returns a static text.
    let version = unsafe { CStr::from_ptr(imb_get_version_str()) };
    version.to_string_lossy().trim_start_matches('v').to_owned()
}

fn search(task: Task) -> Run {
    let key = task.search.key();
    let mut burst = Burst::new(task.search.algorithm);
    burst.key(key);
    Box::new(move || {
        if let Key::Raw = task.key {
            burst.key(key);
        }
        (0..task.search.candidates).step_by(LANES).any(|place| {
            let count = LANES.min((task.search.candidates - place) as usize);
            burst.codes(Search::FIRST + u64::from(place), count).any(|code| code == task.code)
        })
    })
}

/// A manager of its lanes, with the jobs of one burst.
struct Burst {
    manager: NonNull<Manager>,
    mac_length: usize,
}

impl Burst {
    fn new(algorithm: Algorithm) -> Self {
        let mac_length = match algorithm {
            Algorithm::Sha1 => 20,
            Algorithm::Sha256 => 32,
            Algorithm::Sha512 => 64,
        };
        // SAFETY: takes a number, returns null or what the other calls take.
        let manager = NonNull::new(unsafe { otp_ipsec_mb_new(mac_length) }).expect("memory");
        Self { manager, mac_length }
    }

    /// Hashes a key in.
    fn key(&mut self, key: &[u8]) {
        assert!(key.len() <= 64, "no longer than the shortest block");
        // SAFETY: the manager is ours; the key is alive and as long as said, and fits in a block.
        unsafe { otp_ipsec_mb_key(self.manager.as_ptr(), key.as_ptr(), key.len()) }
    }

    /// The codes of at most [`LANES`] counters.
    fn codes(&mut self, first: u64, count: usize) -> impl Iterator<Item = u32> {
        assert!(count <= LANES, "one burst");
        // SAFETY: the manager is ours, and has a job for each counter.
        let macs = unsafe { otp_ipsec_mb_macs(self.manager.as_ptr(), first, count) };
        assert!(!macs.is_null(), "ipsec-mb does the whole burst at once");
        // SAFETY: that many MACs have been written, and stay until the manager is used again, which needs `self`.
        let macs = unsafe { slice::from_raw_parts(macs, count * MAC_MAX) };
        macs.chunks_exact(MAC_MAX).map(|mac| truncate(&mac[..self.mac_length]))
    }
}

impl Drop for Burst {
    fn drop(&mut self) {
        // SAFETY: the manager is ours and not used again.
        unsafe { otp_ipsec_mb_free(self.manager.as_ptr()) }
    }
}

// As in ipsec_mb.c.
const LANES: usize = 128;
const MAC_MAX: usize = 64;

#[repr(C)]
struct Manager {
    opaque: [u8; 0],
}

// SAFETY: as in intel-ipsec-mb.h and ipsec_mb.c.
unsafe extern "C" {
    fn imb_get_version_str() -> *const c_char;
    fn otp_ipsec_mb_new(mac_len: usize) -> *mut Manager;
    fn otp_ipsec_mb_key(manager: *mut Manager, key: *const u8, key_len: usize);
    fn otp_ipsec_mb_macs(manager: *mut Manager, first: u64, count: usize) -> *const u8;
    fn otp_ipsec_mb_free(manager: *mut Manager);
}
