//! The keys of many tokens side by side.

use super::{Keyed, lanes::Keys};
use crate::algorithm::Algorithm;

/// As many keys as the widest vectors have lanes, all of one algorithm; wiped on drop.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, on the stack")]
pub(super) enum Rows {
    Sha1(Keys<u32, 5, LANES>),
    Sha256(Keys<u32, 8, LANES>),
    Sha512(Keys<u64, 8, LANES>),
}

impl Rows {
    /// Room for keys.
    #[inline]
    pub(super) fn blank(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha1 => Self::Sha1(Keys::blank()),
            Algorithm::Sha256 => Self::Sha256(Keys::blank()),
            Algorithm::Sha512 => Self::Sha512(Keys::blank()),
        }
    }

    /// The key of a lane.
    pub(super) fn key(&self, lane: usize) -> Keyed {
        match self {
            Self::Sha1(rows) => Keyed::Sha1(rows.key(lane)),
            Self::Sha256(rows) => Keyed::Sha256(rows.key(lane)),
            Self::Sha512(rows) => Keyed::Sha512(rows.key(lane)),
        }
    }

    /// Puts a key into a lane, or `None` if it is for another algorithm.
    pub(super) fn seat(&mut self, lane: usize, key: &Keyed) -> Option<()> {
        match (self, key) {
            (Self::Sha1(rows), Keyed::Sha1(key)) => rows.seat(lane, key),
            (Self::Sha256(rows), Keyed::Sha256(key)) => rows.seat(lane, key),
            (Self::Sha512(rows), Keyed::Sha512(key)) => rows.seat(lane, key),
            (Self::Sha1(_) | Self::Sha256(_) | Self::Sha512(_), _) => return None,
        }
        Some(())
    }
}

/// How many keys lie side by side.
pub(super) const LANES: usize = 32;
