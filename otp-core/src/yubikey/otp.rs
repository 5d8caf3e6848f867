//! An OTP as a YubiKey types it.

use crate::{ct, error::ParseError, modhex};
use core::{fmt, str};

/// A YubiKey OTP that has been read but not judged: the public id, and the encrypted block.
///
/// [`Debug`](fmt::Debug) shows the public id alone.
#[derive(Clone, Copy)]
pub struct Otp {
    public_id: [u8; MOST_PUBLIC_ID],
    public_id_length: usize,
    block: [u8; 16],
}

impl Otp {
    /// Reads an OTP: a public id of 0 to 32 modhex characters, an even number, then 32 for the block.
    ///
    /// Modhex in lower case, as the key types it; nothing is trimmed.
    ///
    /// # Errors
    /// [`ParseError::OtpLength`] and [`ParseError::OtpModhex`], neither of which holds the text.
    pub fn parse(text: &[u8]) -> Result<Self, ParseError> {
        let malformed = ParseError::OtpLength { found: text.len() };
        let (id, block_text) = text.split_last_chunk::<32>().ok_or(malformed)?;
        let mut otp = Self { public_id: [0; MOST_PUBLIC_ID], public_id_length: id.len(), block: [0; 16] };
        if id.len() % 2 != 0 {
            return Err(malformed);
        }
        otp.public_id.get_mut(..id.len()).ok_or(malformed)?.copy_from_slice(id);
        if !ct::reveal_choice(modhex::decode(block_text, &mut otp.block) & modhex::is_modhex(id)) {
            let at = text.iter().position(|&character| modhex::nibble(character) > 15).unwrap_or_default();
            return Err(ParseError::OtpModhex { at });
        }
        Ok(otp)
    }

    /// The public id in modhex, which tells whose OTP it claims to be. May be empty.
    #[must_use]
    pub fn public_id(&self) -> &str {
        self.public_id.get(..self.public_id_length).and_then(|id| str::from_utf8(id).ok()).unwrap_or_default()
    }

    pub(super) const fn block(&self) -> &[u8; 16] {
        &self.block
    }
}

impl fmt::Debug for Otp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Otp of {:?}", self.public_id())
    }
}

const MOST_PUBLIC_ID: usize = 32;
