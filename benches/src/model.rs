//! The naive model: RFC 4226, a counter at a time.

use hmac::{EagerHash, Hmac, KeyInit, Mac};
use otp_core::Algorithm;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

/// The key of RFC 6238, appendix B: as long as the hash.
#[must_use]
pub const fn key(algorithm: Algorithm) -> &'static [u8] {
    let (key, _) = KEY.split_at(match algorithm {
        Algorithm::Sha1 => 20,
        Algorithm::Sha256 => 32,
        Algorithm::Sha512 => 64,
    });
    key
}

/// The codes of six digits of successive counters.
#[must_use]
pub fn codes(algorithm: Algorithm, key: &[u8], first: u64, count: u32) -> Vec<u32> {
    let code = match algorithm {
        Algorithm::Sha1 => code::<Sha1>,
        Algorithm::Sha256 => code::<Sha256>,
        Algorithm::Sha512 => code::<Sha512>,
    };
    (first..first + u64::from(count)).map(|counter| code(key, counter)).collect()
}

fn code<D: EagerHash>(key: &[u8], counter: u64) -> u32 {
    let mac = Hmac::<D>::new_from_slice(key).expect("HMAC takes keys of any length (RFC 2104, section 3)");
    truncate(&mac.chain_update(counter.to_be_bytes()).finalize().into_bytes())
}

/// RFC 4226 §5.3 as it is written, for those who need not hide what they compute.
///
/// # Panics
/// For what is not the MAC of one of the three algorithms.
#[must_use]
pub fn truncate(mac: &[u8]) -> u32 {
    let offset = usize::from(mac.last().expect("a MAC") & 15);
    let word = mac[offset..].first_chunk().expect("16 + 4 bytes at the least");
    (u32::from_be_bytes(*word) & 0x7fff_ffff) % 1_000_000
}

const KEY: &[u8; 64] = b"1234567890123456789012345678901234567890123456789012345678901234";

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4226, appendix D, and the last six digits of RFC 6238, appendix B, at 59 seconds.
    #[test]
    fn published_codes() {
        let code = |algorithm, counter| codes(algorithm, key(algorithm), counter, 2);
        assert_eq!(code(Algorithm::Sha1, 0), [755_224, 287_082]);
        assert_eq!(code(Algorithm::Sha256, 1)[0], 119_246);
        assert_eq!(code(Algorithm::Sha512, 1)[0], 693_936);
    }
}
