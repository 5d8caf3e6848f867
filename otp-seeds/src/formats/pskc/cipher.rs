//! The ciphers of XML Encryption that hide values with a shared key.

use crate::problem::Trouble;
use aes::{
    Aes128, Aes192, Aes256,
    cipher::{
        Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, BlockSizeUser,
        KeyInit, KeyIvInit, typenum::U16,
    },
};
use aes_kw::{AesKw, AesKwp, InnerInit};
use camellia::{Camellia128, Camellia192, Camellia256};
use des::{TdesEde2, TdesEde3};
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A cipher of XML Encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cipher {
    /// CBC, which needs a MAC beside it.
    Cbc(Block),
    /// Key wrap, which has its own check (RFC 3394 and 5649, for triple DES RFC 3217).
    Wrap(Block),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Aes128,
    Aes192,
    Aes256,
    Camellia128,
    Camellia192,
    Camellia256,
    TripleDes,
}

/// What is decrypted, or nothing where padding or check are unsound.
type Plain = Option<Zeroizing<Vec<u8>>>;

impl Cipher {
    /// The cipher of a URI.
    pub(super) fn of(uri: &str) -> Result<Self, Trouble> {
        let name = uri.rsplit('#').next().unwrap_or_default();
        if let Some((_, cipher)) = CIPHERS.into_iter().find(|(known, _)| *known == name) {
            return Ok(cipher);
        }
        let named = OTHERS.into_iter().find(|known| *known == name);
        Err(Trouble::Cipher { name: named.unwrap_or("of an unknown name") })
    }

    /// The CBC cipher for an AES key, and its name.
    pub(super) fn aes_cbc(key: &[u8]) -> Option<(&'static str, Self)> {
        CIPHERS.into_iter().take(3).find(|(_, cipher)| cipher.key_length() == key.len())
    }

    /// The length of its keys in bytes. Triple DES takes 16, too.
    pub(super) const fn key_length(self) -> usize {
        match self.block() {
            Block::Aes128 | Block::Camellia128 => 16,
            Block::Aes192 | Block::Camellia192 | Block::TripleDes => 24,
            Block::Aes256 | Block::Camellia256 => 32,
        }
    }

    /// Whether it takes a key of this length.
    pub(super) fn takes(self, key: &[u8]) -> bool {
        key.len() == self.key_length() || (key.len() == 16 && self.block() == Block::TripleDes)
    }

    /// Whether what it decrypts is authentic without a MAC.
    pub(super) const fn authenticates(self) -> bool {
        matches!(self, Self::Wrap(_))
    }

    /// Decrypts what was checked before, where the cipher does not check it.
    pub(super) fn decrypt(self, key: &[u8], data: &[u8]) -> Plain {
        match self {
            Self::Cbc(block) => unpad(match block {
                Block::Aes128 => cbc::<Aes128>(key, data)?,
                Block::Aes192 => cbc::<Aes192>(key, data)?,
                Block::Aes256 => cbc::<Aes256>(key, data)?,
                Block::Camellia128 => cbc::<Camellia128>(key, data)?,
                Block::Camellia192 => cbc::<Camellia192>(key, data)?,
                Block::Camellia256 => cbc::<Camellia256>(key, data)?,
                Block::TripleDes => triple_des(key, data)?,
            }),
            Self::Wrap(block) => match block {
                Block::Aes128 => unwrap::<Aes128>(key, data),
                Block::Aes192 => unwrap::<Aes192>(key, data),
                Block::Aes256 => unwrap::<Aes256>(key, data),
                Block::Camellia128 => unwrap::<Camellia128>(key, data),
                Block::Camellia192 => unwrap::<Camellia192>(key, data),
                Block::Camellia256 => unwrap::<Camellia256>(key, data),
                Block::TripleDes => unwrap_triple_des(key, data),
            },
        }
    }

    /// Encrypts with AES in CBC, the initialization vector before the rest.
    pub(super) fn encrypt(self, key: &[u8], iv: &[u8; 16], plain: &[u8]) -> Vec<u8> {
        let pad = 16 - plain.len() % 16;
        let mut data = Vec::with_capacity(plain.len() + pad);
        data.extend_from_slice(plain);
        data.resize(plain.len() + pad, u8::try_from(pad).unwrap_or_default());
        match self.block() {
            Block::Aes128 => cbc_encrypt::<Aes128>(key, iv, &mut data),
            Block::Aes192 => cbc_encrypt::<Aes192>(key, iv, &mut data),
            _ => cbc_encrypt::<Aes256>(key, iv, &mut data),
        }
        data.splice(..0, *iv);
        data
    }

    const fn block(self) -> Block {
        let (Self::Cbc(block) | Self::Wrap(block)) = self;
        block
    }
}

/// Decrypts in CBC: the initialization vector stands before the rest.
fn cbc<C: BlockCipherDecrypt + KeyInit>(key: &[u8], data: &[u8]) -> Plain {
    let (iv, data) = data.split_at_checked(C::block_size())?;
    cbc_with::<C>(key, iv, data)
}

fn cbc_with<C: BlockCipherDecrypt + KeyInit>(key: &[u8], iv: &[u8], data: &[u8]) -> Plain {
    let mut plain = Zeroizing::new(data.to_vec());
    let (blocks, rest) = Array::slice_as_chunks_mut(&mut plain);
    let mut mode = cbc::Decryptor::<C>::new_from_slices(key, iv).ok()?;
    mode.decrypt_blocks(blocks);
    rest.is_empty().then_some(plain)
}

fn cbc_encrypt<C: BlockCipherEncrypt + KeyInit>(key: &[u8], iv: &[u8], data: &mut [u8]) {
    let (blocks, _) = Array::slice_as_chunks_mut(data);
    if let Ok(mut mode) = cbc::Encryptor::<C>::new_from_slices(key, iv) {
        mode.encrypt_blocks(blocks);
    }
}

fn triple_des(key: &[u8], data: &[u8]) -> Plain {
    if key.len() == 16 { cbc::<TdesEde2>(key, data) } else { cbc::<TdesEde3>(key, data) }
}

/// Drops the padding: only its last byte has a meaning (XML Encryption, section 5.2).
fn unpad(mut plain: Zeroizing<Vec<u8>>) -> Plain {
    let pad = usize::from(*plain.last()?);
    let length = plain.len().checked_sub(pad)?;
    plain.truncate(length);
    (pad > 0 && pad <= 16).then_some(plain)
}

fn unwrap<C>(key: &[u8], data: &[u8]) -> Plain
where
    C: BlockCipherEncrypt + BlockCipherDecrypt + BlockSizeUser<BlockSize = U16> + KeyInit,
{
    let mut plain = Zeroizing::new(vec![0; data.len()]);
    let cipher = C::new_from_slice(key).ok()?;
    let exact = AesKw::inner_init(cipher).unwrap_key(data, &mut plain).map(<[u8]>::len);
    let length = if let Ok(length) = exact {
        length
    } else {
        // What is no multiple of eight bytes is wrapped with padding (RFC 5649), told by another check value.
        let cipher = C::new_from_slice(key).ok()?;
        AesKwp::inner_init(cipher).unwrap_key(data, &mut plain).ok()?.len()
    };
    plain.truncate(length);
    Some(plain)
}

/// RFC 3217, section 3.2.
fn unwrap_triple_des(key: &[u8], data: &[u8]) -> Plain {
    let with = |iv: &[u8], data: &[u8]| {
        if key.len() == 16 {
            cbc_with::<TdesEde2>(key, iv, data)
        } else {
            cbc_with::<TdesEde3>(key, iv, data)
        }
    };
    let mut reversed = with(&RFC_3217_IV, data)?;
    reversed.reverse();
    let (iv, inner) = reversed.split_at_checked(8)?;
    let mut plain = with(iv, inner)?;
    let length = plain.len().checked_sub(8)?;
    let (secret, check) = plain.split_at(length);
    let good = Sha1::digest(secret).get(..8)?.ct_eq(check);
    plain.truncate(length);
    bool::from(good).then_some(plain)
}

const RFC_3217_IV: [u8; 8] = [0x4a, 0xdd, 0xa2, 0x2c, 0x79, 0xe8, 0x21, 0x05];

/// The names in XML Encryption, those of AES in CBC first.
const CIPHERS: [(&str, Cipher); 14] = [
    ("aes128-cbc", Cipher::Cbc(Block::Aes128)),
    ("aes192-cbc", Cipher::Cbc(Block::Aes192)),
    ("aes256-cbc", Cipher::Cbc(Block::Aes256)),
    ("camellia128-cbc", Cipher::Cbc(Block::Camellia128)),
    ("camellia192-cbc", Cipher::Cbc(Block::Camellia192)),
    ("camellia256-cbc", Cipher::Cbc(Block::Camellia256)),
    ("tripledes-cbc", Cipher::Cbc(Block::TripleDes)),
    ("kw-aes128", Cipher::Wrap(Block::Aes128)),
    ("kw-aes192", Cipher::Wrap(Block::Aes192)),
    ("kw-aes256", Cipher::Wrap(Block::Aes256)),
    ("kw-camellia128", Cipher::Wrap(Block::Camellia128)),
    ("kw-camellia192", Cipher::Wrap(Block::Camellia192)),
    ("kw-camellia256", Cipher::Wrap(Block::Camellia256)),
    ("kw-tripledes", Cipher::Wrap(Block::TripleDes)),
];

/// Ciphers that are known and not read, so that errors can name them.
const OTHERS: [&str; 9] = [
    "rsa_1_5",
    "rsa-1_5",
    "rsa-oaep",
    "rsa-oaep-mgf1p",
    "arcfour",
    "aes128-gcm",
    "aes192-gcm",
    "aes256-gcm",
    "seed128-cbc",
];
