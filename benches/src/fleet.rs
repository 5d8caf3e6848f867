//! The tokens of a server.

use crate::model;
use otp_core::{Algorithm, Counter, Profile, Secret, Token, TokenKind, TokenState, hotp, token::Policy};

/// Many HOTP tokens with keys and counters of their own, each to be searched over a window of [`Fleet::ALIGNMENTS`].
#[derive(Debug)]
pub struct Fleet {
    /// What each token is for a validator: its key and its next counter.
    pub devices: Vec<([u8; 20], u64)>,
}

impl Fleet {
    /// How many places a run may begin at.
    pub const ALIGNMENTS: u32 = 11;

    /// So many tokens, the same ones every time.
    #[must_use]
    pub fn new(tokens: u64) -> Self {
        // Each key is derived from its place; counters are those of tokens in use for some years.
        let device = |place: u64| {
            let mut key = [0; 20];
            for (at, part) in (0..).zip(key.chunks_mut(8)) {
                part.copy_from_slice(&mixed(place * 3 + at).to_le_bytes()[..part.len()]);
            }
            (key, mixed(place) % 5000)
        };
        Self { devices: (0..tokens).map(device).collect() }
    }

    /// The tokens as ours holds them: keys hashed in, ready to be asked.
    ///
    /// # Panics
    /// Never, unless the policy is no longer valid.
    #[must_use]
    pub fn tokens(&self) -> Vec<(Token, TokenState)> {
        let mut policy = Policy::for_kind(TokenKind::Hotp6, Profile::Rfc);
        policy.hotp.resync_window = Self::ALIGNMENTS - 1;
        let secret = |(key, _): &([u8; 20], u64)| Secret::new(key).expect("160 bits");
        let state =
            |(_, counter): &([u8; 20], u64)| TokenState::Hotp(hotp::State::new(Counter::new(*counter)));
        let secrets: Vec<Secret> = self.devices.iter().map(secret).collect();
        let tokens = Token::many(TokenKind::Hotp6, &policy, &secrets).expect("a valid policy");
        tokens.zip(self.devices.iter().map(state)).collect()
    }

    /// The codes that the token at `place` makes from the alignment `ahead` on.
    #[must_use]
    pub fn pair(&self, place: usize, ahead: u32) -> [u32; 2] {
        let (key, counter) = self.devices[place];
        let codes = model::codes(Algorithm::Sha1, &key, counter + u64::from(ahead), 2);
        [codes[0], codes[1]]
    }

    /// A pair of which no token makes even the first code, so that nobody stops at a half match; `None` where a fleet
    /// is so large that every code is made by some token.
    #[must_use]
    pub fn miss(&self) -> Option<[u32; 2]> {
        let mut made = vec![false; 1_000_000];
        for (key, counter) in &self.devices {
            for code in model::codes(Algorithm::Sha1, key, *counter, Self::ALIGNMENTS + 1) {
                made[code as usize] = true;
            }
        }
        (498_213_u32..1_000_000).find(|code| !made[*code as usize]).map(|code| [code, 271_828])
    }
}

/// Splitmix64: spreads small numbers over all bits.
fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
