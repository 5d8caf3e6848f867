//! YubiKey OTPs: one AES block with two counters in it, typed as modhex.

mod block;
mod keys;
mod otp;
mod state;

pub use self::{
    keys::{AesKey, PrivateId},
    otp::Otp,
    state::State,
};

use self::block::Block;
use crate::{
    ct,
    verdict::{Accepted, Detail, Refusal},
};
use aes::{Aes128Dec, cipher::KeyInit};
use core::fmt;

/// The validator of one YubiKey in its factory mode, "Yubico OTP": AES-128 over a block of counters.
///
/// There is no resync method, because nothing can get out of step: every OTP says its own counters.
///
/// # Example
/// ```
/// use otp_core::{YubiKey, yubikey::{AesKey, Otp, PrivateId, State}};
///
/// let key = AesKey::from_hex(b"ecde18dbe76fbd0c33330f1c354871db")?;
/// let token = YubiKey::new(&key, PrivateId::from_hex(b"8792ebfe26cc")?);
///
/// let otp = Otp::parse(b"dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh")?;
/// assert_eq!(otp.public_id(), "dteffuje");
/// let accepted = token.verify(&State::default(), &otp)?;
/// assert_eq!((accepted.next().usage(), accepted.next().session_use()), (19, 17));
///
/// // Once only.
/// assert!(token.verify(accepted.next(), &otp).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct YubiKey {
    cipher: Aes128Dec,
    private_id: PrivateId,
}

impl YubiKey {
    /// Sets a token up. Both secrets come from the tool that programmed the key.
    #[must_use]
    pub fn new(key: &AesKey, private_id: PrivateId) -> Self {
        Self { cipher: Aes128Dec::new(key.as_bytes().into()), private_id }
    }

    /// Judges one OTP: good if it decrypts to a sound block with the token's private id, and is newer than the last.
    ///
    /// Checksum and private id are one verdict, found in constant time. Newer means a greater usage counter (how often
    /// the key was plugged in), or the same and a greater session use (how many OTPs since). Which token is meant, the
    /// caller has found by [`Otp::public_id`]; it is not looked at here.
    ///
    /// # Errors
    /// [`Refusal::Rejected`] with [`Detail::NoMatch`], or with [`Detail::Replayed`] for an authentic OTP that is not
    /// newer.
    pub fn verify(&self, state: &State, otp: &Otp) -> Result<Accepted<State>, Refusal> {
        let block = Block::decrypt(&self.cipher, otp.block());
        let authentic = block.authentic(&self.private_id);
        let newer = block.newer(state);
        if !ct::reveal_choice(authentic) {
            return Err(Refusal::Rejected(Detail::NoMatch));
        }
        if !ct::reveal_choice(newer) {
            return Err(Refusal::Rejected(Detail::Replayed));
        }
        let (next, timestamp) = block.reveal();
        Ok(Accepted::new(*state, next, timestamp))
    }
}

impl Accepted<State> {
    /// The key's own clock: 24 bits that count eighths of a second from a random value at power-up, and wrap.
    #[must_use]
    pub const fn timestamp(&self) -> u32 {
        self.clock()
    }
}

impl fmt::Debug for YubiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YubiKey")
    }
}
