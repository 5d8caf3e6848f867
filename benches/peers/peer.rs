//! What a peer is, and what it is asked to do.

use otp_benches::{Fleet, Search};
use otp_core::Algorithm;

/// A library that can be asked whether a code lies in a window.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// The version that runs.
    pub(crate) version: fn() -> String,
    /// Prepares the search of one window.
    pub(crate) search: fn(Task) -> Run,
    /// Prepares the search of a fleet for a pair, for the peers that the lookup is compared with. Keys are hashed in
    /// beforehand where the library can do that. They look at the second code only where the first fits, which is
    /// less work than ours does.
    pub(crate) lookup: Option<fn(&Fleet, [u32; 2]) -> Run>,
}

/// A prepared search: each call does all of it and tells whether the code was found.
pub(crate) type Run = Box<dyn FnMut() -> bool>;

/// One code, to be searched in one window.
#[derive(Clone, Copy)]
pub(crate) struct Task {
    pub(crate) search: Search,
    pub(crate) code: u32,
    pub(crate) key: Key,
    #[cfg_attr(not(feature = "liboath"), expect(dead_code, reason = "liboath alone has two functions"))]
    pub(crate) factor: Factor,
}

/// When the key is hashed in.
#[derive(Clone, Copy)]
pub(crate) enum Key {
    /// Once, before the first call.
    Cached,
    /// In every call.
    Raw,
}

/// What the library is told that it searches, where it has two functions. All else have one, and the window is odd, so
/// that those that look both ways see the same.
#[derive(Clone, Copy)]
pub(crate) enum Factor {
    Counter,
    Time,
}

impl Task {
    /// How far the window reaches to either side of its middle.
    pub(crate) const fn reach(&self) -> u32 {
        self.search.candidates / 2
    }

    /// A time in the middle of the window, of steps of 30 seconds.
    pub(crate) fn time(&self) -> u64 {
        (Search::FIRST + u64::from(self.reach())) * u64::from(Self::STEP)
    }

    pub(crate) const STEP: u32 = 30;

    /// Makes a validator of an HMAC: what a program without an OTP library would write. It stops at a match.
    pub(crate) fn by_hmac<M: 'static>(
        self,
        set_up: impl Fn(Algorithm, &[u8]) -> M + 'static,
        code: impl Fn(&mut M, [u8; 8]) -> u32 + 'static,
    ) -> Run {
        let Self { search, code: wanted, .. } = self;
        let find = move |mac: &mut M| {
            (Search::FIRST..Search::FIRST + u64::from(search.candidates))
                .any(|counter| code(mac, counter.to_be_bytes()) == wanted)
        };
        match self.key {
            Key::Cached => {
                let mut mac = set_up(search.algorithm, search.key());
                Box::new(move || find(&mut mac))
            }
            Key::Raw => Box::new(move || find(&mut set_up(search.algorithm, search.key()))),
        }
    }
}
