//! RFC 6030 as others read it: HMAC-SHA-1 and AES-CBC, which every reader has.

use super::{NAMESPACE, cipher::Cipher, key::is_public};
use crate::{
    formats::decode,
    secret::Draft,
    seed::{Scheme, Seed},
    text::Text,
    write::{Lost, Output, Protection, WriteError, WriteOptions},
};
use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit, Mac as _};
use otp_core::{Algorithm, Digits};
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Writes a container.
pub(super) struct Writer {
    keys: Option<Keys>,
}

/// What an encrypted container is written with.
struct Keys {
    encryption: Zeroizing<Vec<u8>>,
    mac: Zeroizing<[u8; 20]>,
    cipher: (&'static str, Cipher),
    /// The element that tells the reader how to come by the key.
    description: String,
}

impl Writer {
    /// Draws the keys that are needed.
    pub(super) fn new(options: &WriteOptions<'_>) -> Result<Self, WriteError> {
        let (encryption, description) = match options.protection {
            Protection::Plain => return Ok(Self { keys: None }),
            Protection::Key(key) => (Zeroizing::new(key.to_vec()), PRE_SHARED.to_owned()),
            Protection::Password([]) => return Err(WriteError::Password),
            Protection::Password(_) if options.iterations == 0 => return Err(WriteError::Password),
            Protection::Password(password) => {
                let salt = random::<16>()?;
                let mut key = Zeroizing::new(vec![0; 32]);
                pbkdf2::pbkdf2_hmac::<Sha256>(password, &*salt, options.iterations, &mut key);
                (key, derived(&*salt, options.iterations))
            }
        };
        let wrong = WriteError::KeyLength { found: encryption.len() };
        let cipher = Cipher::aes_cbc(&encryption).ok_or(wrong)?;
        Ok(Self { keys: Some(Keys { encryption, mac: random()?, cipher, description }) })
    }

    /// Writes the tokens.
    pub(super) fn write(&self, seeds: &[Seed], output: &mut Output) -> Result<(), WriteError> {
        let mut draft = |text: &str| output.draft.push(text);
        draft("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<KeyContainer Version=\"1.0\" xmlns=\"");
        draft(NAMESPACE);
        draft("\"");
        if let Some(keys) = &self.keys {
            draft(NAMESPACES);
            draft(">\n");
            draft(&keys.description);
            draft("<MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\"><MACKey>");
            draft(&keys.encrypt(&*keys.mac)?.0);
            draft("</MACKey></MACMethod>\n");
        } else {
            draft(">\n");
        }
        let mut failed = None;
        output.each(seeds, |seed, draft, losses| {
            let is_yubikey = matches!(seed.scheme(), Scheme::YubiKey { .. });
            let id = seed.public_id.as_ref().map_or("", Text::as_str);
            if is_yubikey && decode::public_id(id).is_err() {
                return Err("a public id that is not modhex of whole bytes");
            }
            losses
                .fields([(!is_yubikey && seed.public_id.is_some() && oath_id(seed).is_none(), "public id")]);
            if is_yubikey && self.keys.is_some() {
                losses.lose(Lost::Plain("private id"));
            }
            failed = failed.or(self.package(seed, draft).err());
            Ok(())
        });
        output.draft.push("</KeyContainer>\n");
        failed.map_or(Ok(()), Err)
    }

    fn package(&self, seed: &Seed, draft: &mut Draft) -> Result<(), WriteError> {
        draft.push("<KeyPackage><DeviceInfo>");
        element(draft, "Manufacturer", seed.maker.as_ref());
        element(draft, "SerialNo", Some(&seed.serial));
        element(draft, "Model", seed.model.as_ref());
        element(draft, "UserId", seed.owner.as_ref());
        draft.push("</DeviceInfo>");
        let oath_id = oath_id(seed);
        if oath_id.is_some() {
            draft.push("<CryptoModuleInfo><Id>1</Id></CryptoModuleInfo>");
        }
        draft.push("<Key Id=\"");
        escape(draft, oath_id.unwrap_or(&seed.serial).as_str());
        let (profile, format, factor) = parameters(seed, oath_id);
        draft
            .push(&format!("\" Algorithm=\"{profile}\"><AlgorithmParameters>{format}</AlgorithmParameters>"));
        draft.push("<Data><Secret>");
        self.secret(seed, draft)?;
        draft.push("</Secret>");
        draft.push(&factor);
        draft.push("</Data>");
        if let Scheme::YubiKey { private_id } = seed.scheme() {
            draft.push("<UserId>CN=");
            draft.push(seed.public_id.as_ref().map_or("", Text::as_str));
            draft.push(", UID=");
            draft.push(&decode::to_hex(private_id.as_bytes()));
            draft.push("</UserId>");
        }
        if seed.start.is_some() || seed.expiry.is_some() {
            draft.push("<Policy>");
            element(draft, "StartDate", seed.start.as_ref());
            element(draft, "ExpiryDate", seed.expiry.as_ref());
            draft.push("</Policy>");
        }
        draft.push("</Key></KeyPackage>\n");
        Ok(())
    }

    fn secret(&self, seed: &Seed, draft: &mut Draft) -> Result<(), WriteError> {
        let Some(keys) = &self.keys else {
            draft.push("<PlainValue>");
            draft.push(&Zeroizing::new(Base64::encode_string(seed.secret().as_bytes())));
            draft.push("</PlainValue>");
            return Ok(());
        };
        let (value, mac) = keys.encrypt(seed.secret().as_bytes())?;
        draft.push(&format!("<EncryptedValue>{value}</EncryptedValue><ValueMAC>{mac}</ValueMAC>"));
        Ok(())
    }
}

impl Keys {
    /// Encrypts under a fresh initialization vector: the elements of the value, and its MAC.
    fn encrypt(&self, plain: &[u8]) -> Result<(String, String), WriteError> {
        let (name, cipher) = self.cipher;
        let data = cipher.encrypt(&self.encryption, &*random()?, plain);
        let mac = <Hmac<Sha1> as KeyInit>::new_from_slice(&*self.mac).map_err(|_| WriteError::Random)?;
        let mac = mac.chain_update(&data).finalize();
        let value = format!(
            "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#{name}\"/>\
             <xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData>",
            Base64::encode_string(&data)
        );
        Ok((value, Base64::encode_string(&mac.into_bytes())))
    }
}

/// The URI of the profile, the elements of its parameters, and those of the moving factor.
fn parameters(seed: &Seed, oath_id: Option<&Text>) -> (String, String, String) {
    let id = oath_id.or(seed.public_id.as_ref()).map_or(0, |id| id.as_str().len());
    let format = |algorithm, digits: Digits, id| {
        let suite = match algorithm {
            Algorithm::Sha1 => "",
            Algorithm::Sha256 => "<Suite>HMAC-SHA256</Suite>",
            Algorithm::Sha512 => "<Suite>HMAC-SHA512</Suite>",
        };
        let length = usize::from(digits.count()) + id;
        format!("{suite}<ResponseFormat Length=\"{length}\" Encoding=\"DECIMAL\"/>")
    };
    let number = |name, value| format!("<{name}><PlainValue>{value}</PlainValue></{name}>");
    match *seed.scheme() {
        Scheme::Hotp { algorithm, digits, counter } => {
            let id = if oath_id.is_some() { id } else { 0 };
            let format = format(algorithm, digits, id);
            (format!("{NAMESPACE}:hotp"), format, number("Counter", counter.to_string()))
        }
        Scheme::Totp { algorithm, digits, step, drift } => {
            let interval = number("TimeInterval", step.to_string());
            let drift = if drift.get() == 0 { String::new() } else { number("TimeDrift", drift.to_string()) };
            (format!("{NAMESPACE}:totp"), format(algorithm, digits, 0), interval + &drift)
        }
        Scheme::YubiKey { .. } => {
            let format = format!("<ResponseFormat Length=\"{}\" Encoding=\"ALPHANUMERIC\"/>", 32 + id);
            ("http://www.yubico.com/#yubikey-aes".to_owned(), format, String::new())
        }
    }
}

/// The public id of a key in OATH mode, where a reader would find it: only Yubico's files carry one.
fn oath_id(seed: &Seed) -> Option<&Text> {
    let is_yubico = seed.maker.as_ref().is_some_and(|maker| maker.as_str() == "Yubico");
    let is_hotp = matches!(seed.scheme(), Scheme::Hotp { .. });
    seed.public_id.as_ref().filter(|id| is_yubico && is_hotp && is_public(id.as_str()))
}

fn element(draft: &mut Draft, name: &str, text: Option<&impl ToString>) {
    if let Some(text) = text {
        draft.push("<");
        draft.push(name);
        draft.push(">");
        escape(draft, &text.to_string());
        draft.push("</");
        draft.push(name);
        draft.push(">");
    }
}

fn escape(draft: &mut Draft, text: &str) {
    draft.push(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"));
}

/// Random bytes of the system.
fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, WriteError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes).map_err(|_| WriteError::Random)?;
    Ok(bytes)
}

const PRE_SHARED: &str = "<EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>\n";

/// PBKDF2 with HMAC-SHA-256, whose children have no namespace.
fn derived(salt: &[u8], iterations: u32) -> String {
    let salt = Base64::encode_string(salt);
    format!(
        "<EncryptionKey><xenc11:DerivedKey><xenc11:KeyDerivationMethod \
         Algorithm=\"http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2\"><pkcs5:PBKDF2-params>\
         <Salt xmlns=\"\"><Specified>{salt}</Specified></Salt><IterationCount xmlns=\"\">{iterations}</IterationCount>\
         <KeyLength xmlns=\"\">32</KeyLength>\
         <PRF xmlns=\"\" Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256\"/>\
         </pkcs5:PBKDF2-params></xenc11:KeyDerivationMethod></xenc11:DerivedKey></EncryptionKey>\n"
    )
}

/// The prefixes of what RFC 6030 takes from elsewhere.
const NAMESPACES: &str = " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" \
                          xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" \
                          xmlns:xenc11=\"http://www.w3.org/2009/xmlenc11#\" \
                          xmlns:pkcs5=\"http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#\"";
