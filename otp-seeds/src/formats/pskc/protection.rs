//! What a container says about its encryption, and the values that it hides.

use super::{Stop, cipher::Cipher, xml};
use crate::{error::ReadError, formats::decode, options::Options, problem::Trouble};
use hmac::{Hmac, KeyInit};
use roxmltree::Node;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

/// The encryption of a container. Nothing is derived or decrypted before a value needs it.
pub(super) struct Protected<'a, 'i, 'o> {
    container: Node<'a, 'i>,
    options: &'a Options<'o>,
    /// Looked up once: a container has as many children as tokens.
    mac_method: Option<Node<'a, 'i>>,
    /// Whether the container says that its secrets are encrypted.
    pub(super) is_declared: bool,
    key: Option<Zeroizing<Vec<u8>>>,
    mac: Option<Mac>,
    authentic: u64,
    altered: u64,
    /// What the key did not fit first.
    misfit: Option<ReadError>,
}

/// The MAC of a container. Where its key could not be decrypted, nothing is authentic.
struct Mac {
    hash: Hash,
    key: Option<Zeroizing<Vec<u8>>>,
}

/// The hash function of an HMAC.
#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl<'a, 'i, 'o> Protected<'a, 'i, 'o> {
    pub(super) fn of(container: Node<'a, 'i>, options: &'a Options<'o>) -> Result<Self, ReadError> {
        let mac_method = xml::only(container, ["MACMethod"])?;
        let is_declared = mac_method.is_some() || xml::only(container, ["EncryptionKey"])?.is_some();
        let (key, mac, misfit) = (None, None, None);
        Ok(Self { container, options, mac_method, is_declared, key, mac, authentic: 0, altered: 0, misfit })
    }

    /// Decrypts the `EncryptedValue` of an element: the MAC first, over the bytes as they came.
    pub(super) fn open(
        &mut self,
        element: Node<'_, '_>,
        value: Node<'_, '_>,
    ) -> Result<Zeroizing<Vec<u8>>, Stop> {
        let (cipher, data) = encrypted(value)?;
        // Without an algorithm nothing is declared: so python-pskc writes it beside key wrap.
        let declared = self.mac_method.filter(|method| method.has_attribute("Algorithm"));
        let tag = xml::only(element, ["ValueMAC"])?.and_then(|mac| mac.text());
        let tag = match (declared, tag) {
            (Some(method), Some(tag)) => Some((method, decode::base64(tag, MOST)?)),
            (None, _) if cipher.authenticates() => None,
            // Declared but missing, or nowhere although the cipher needs it.
            (Some(_), None) | (None, _) => return Err(Trouble::NoMac.into()),
        };
        self.set_key(cipher)?;
        if let Some((method, tag)) = tag {
            let mac = self.mac(method)?;
            let authentic = mac.verifies(&data, &tag);
            self.count(authentic)?;
        }
        let key = self.key.as_ref().ok_or(ReadError::NeedKey)?;
        let plain = cipher.decrypt(key, &data);
        if cipher.authenticates() {
            self.count(plain.is_some())?;
        }
        Ok(plain.ok_or(Trouble::Padding)?)
    }

    /// A file of which nothing was authentic was read with the wrong key.
    pub(super) fn end(self) -> Result<(), ReadError> {
        match self.misfit {
            _ if self.authentic > 0 => Ok(()),
            _ if self.altered > 0 => Err(ReadError::WrongKey),
            Some(misfit) => Err(misfit),
            None => Ok(()),
        }
    }

    fn count(&mut self, authentic: bool) -> Result<(), Trouble> {
        if authentic {
            self.authentic += 1;
            Ok(())
        } else {
            self.altered += 1;
            Err(Trouble::WrongMac)
        }
    }

    /// The encryption key: the caller's, or made of the caller's password.
    fn set_key(&mut self, cipher: Cipher) -> Result<(), Stop> {
        if self.key.is_none() {
            let derived = xml::only(self.container, ["EncryptionKey", "DerivedKey", "KeyDerivationMethod"]);
            self.key = Some(match derived.map_err(ReadError::from)? {
                Some(method) => self.derive(method, cipher)?,
                None => Zeroizing::new(self.options.key.ok_or(ReadError::NeedKey)?.to_vec()),
            });
        }
        match &self.key {
            // Of one token, perhaps: others may have the cipher of the key.
            Some(key) if !cipher.takes(key) => {
                let (expected, found) = (cipher.key_length(), key.len());
                self.misfit.get_or_insert(ReadError::KeyLength { expected, found });
                Err(Trouble::KeyLength { expected, found }.into())
            }
            _ => Ok(()),
        }
    }

    /// PBKDF2 of RFC 8018, as its children of RFC 6030 describe it.
    fn derive(&self, method: Node<'_, '_>, cipher: Cipher) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        let is_pbkdf2 = method.attribute("Algorithm").is_some_and(|uri| uri.ends_with("#pbkdf2"));
        let parameters = xml::only(method, ["PBKDF2-params"])?.filter(|_| is_pbkdf2);
        let parameters = parameters.ok_or(ReadError::Derivation)?;
        let number = |name, default: u64| {
            decode::number(xml::text(parameters, [name])?, name, default).map_err(|_| ReadError::Derivation)
        };
        let iterations = number("IterationCount", 0)?;
        let length = usize::try_from(number("KeyLength", cipher.key_length() as u64)?).unwrap_or(usize::MAX);
        let salt = decode::base64(xml::text(parameters, ["Salt", "Specified"])?, MOST);
        // An attribute in RFC 6030, a text where python-pskc writes it.
        let prf = xml::only(parameters, ["PRF"])?.and_then(|prf| prf.attribute("Algorithm").or(prf.text()));
        let hash = prf.map(str::trim).filter(|prf| !prf.is_empty()).map_or(Some(Hash::Sha1), Hash::of);
        let (Ok(salt), Some(hash)) = (salt, hash) else { return Err(ReadError::Derivation) };
        if iterations == 0 || salt.is_empty() {
            return Err(ReadError::Derivation);
        }
        let most = self.options.limits.iterations;
        let too_many = ReadError::TooManyIterations { found: iterations, most };
        let iterations = u32::try_from(iterations).ok().filter(|count| *count <= most).ok_or(too_many)?;
        // What the ciphers take, and no more: every block of the key costs all iterations.
        if ![16, 24, 32].contains(&length) {
            return Err(ReadError::KeyLength { expected: cipher.key_length(), found: length });
        }
        let password = self.options.password.ok_or(ReadError::NeedPassword)?;
        let mut key = Zeroizing::new(vec![0; length]);
        hash.pbkdf2(password, &salt, iterations, &mut key);
        Ok(key)
    }

    fn mac(&mut self, method: Node<'_, '_>) -> Result<&Mac, ReadError> {
        if self.mac.is_none() {
            let hash = method.attribute("Algorithm").and_then(Hash::of).ok_or(ReadError::MacMethod)?;
            let encryption_key = self.key.as_ref().ok_or(ReadError::NeedKey)?;
            let key = match xml::only(method, ["MACKey"])? {
                None if xml::children(method, "MACKeyReference").next().is_some() => {
                    return Err(ReadError::MacMethod);
                }
                None => Some(encryption_key.clone()),
                Some(value) => {
                    let (cipher, data) = encrypted(value).map_err(|_| ReadError::MacMethod)?;
                    if !cipher.takes(encryption_key) {
                        let found = encryption_key.len();
                        return Err(ReadError::KeyLength { expected: cipher.key_length(), found });
                    }
                    // Its padding comes before any MAC. If it were told apart, whoever sends files would learn
                    // something of what they decrypt to; so a key that is no key just verifies nothing. A short one
                    // could be chosen by whoever shortens its cipher text.
                    cipher.decrypt(encryption_key, &data).filter(|key| key.len() >= LEAST_MAC_KEY)
                }
            };
            self.mac = Some(Mac { hash, key });
        }
        self.mac.as_ref().ok_or(ReadError::MacMethod)
    }
}

/// What an element holds.
pub(super) enum Value<'a, 'i> {
    /// Empty where it holds nothing.
    Plain(&'a str),
    Encrypted(Node<'a, 'i>),
}

impl<'a, 'i> Value<'a, 'i> {
    /// Of both, nothing says which one holds.
    pub(super) fn of(element: Node<'a, 'i>) -> Result<Self, Trouble> {
        let plain = xml::only(element, ["PlainValue"])?;
        match xml::only(element, ["EncryptedValue"])? {
            Some(_) if plain.is_some() => Err(Trouble::Twice { name: "value" }),
            Some(value) => Ok(Self::Encrypted(value)),
            None => Ok(Self::Plain(plain.map(xml::text_of).unwrap_or_default())),
        }
    }
}

/// The cipher and the bytes of an encrypted value.
fn encrypted(value: Node<'_, '_>) -> Result<(Cipher, Vec<u8>), Trouble> {
    let method = xml::only(value, ["EncryptionMethod"])?.and_then(|method| method.attribute("Algorithm"));
    let cipher = Cipher::of(method.unwrap_or_default())?;
    let mut data = decode::base64(xml::text(value, ["CipherData", "CipherValue"])?, MOST)?;
    Ok((cipher, std::mem::take(&mut *data)))
}

impl Mac {
    fn verifies(&self, data: &[u8], tag: &[u8]) -> bool {
        // Computed without a key, too, so that it takes as long.
        let key = self.key.as_deref().map_or(&[0; LEAST_MAC_KEY][..], Vec::as_slice);
        let authentic = match self.hash {
            Hash::Sha1 => verifies::<Hmac<Sha1>>(key, data, tag),
            Hash::Sha224 => verifies::<Hmac<Sha224>>(key, data, tag),
            Hash::Sha256 => verifies::<Hmac<Sha256>>(key, data, tag),
            Hash::Sha384 => verifies::<Hmac<Sha384>>(key, data, tag),
            Hash::Sha512 => verifies::<Hmac<Sha512>>(key, data, tag),
        };
        authentic && self.key.is_some()
    }
}

/// Compares in constant time, the whole tag.
fn verifies<M: hmac::Mac + KeyInit>(key: &[u8], data: &[u8], tag: &[u8]) -> bool {
    <M as KeyInit>::new_from_slice(key).is_ok_and(|mac| mac.chain_update(data).verify_slice(tag).is_ok())
}

impl Hash {
    /// The hash function of the URI or name of an HMAC.
    fn of(uri: &str) -> Option<Self> {
        let name = uri.rsplit('#').next()?.to_ascii_lowercase().replace('-', "");
        match name.strip_prefix("hmac")? {
            "sha1" => Some(Self::Sha1),
            "sha224" => Some(Self::Sha224),
            "sha256" => Some(Self::Sha256),
            "sha384" => Some(Self::Sha384),
            "sha512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn pbkdf2(self, password: &[u8], salt: &[u8], iterations: u32, key: &mut [u8]) {
        match self {
            Self::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, iterations, key),
            Self::Sha224 => pbkdf2::pbkdf2_hmac::<Sha224>(password, salt, iterations, key),
            Self::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, iterations, key),
            Self::Sha384 => pbkdf2::pbkdf2_hmac::<Sha384>(password, salt, iterations, key),
            Self::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, iterations, key),
        }
    }
}

/// The least bytes of a key for a MAC: 128 bits, as for the cipher.
const LEAST_MAC_KEY: usize = 16;

/// The most bytes of an encrypted secret, a MAC or a salt: a secret of 1024 bytes, IV and padding.
const MOST: usize = 2048;
