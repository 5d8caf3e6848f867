//! What was wrong with one token of a file that is otherwise good.

use std::fmt;
use thiserror::Error;

/// Something about one token: where, what, and what to do about it.
///
/// It holds nothing of what stands in the file but a line number and, of PSKC, the id of a key, so no message can show
/// a secret, not even where columns are mixed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: u64,
    /// The id of the key, in PSKC.
    pub key_id: Option<String>,
    /// What is wrong.
    pub trouble: Trouble,
}

impl Problem {
    /// Whether the token is missing from the import, and was not only read with a remark.
    #[must_use]
    pub const fn lost(&self) -> bool {
        !self.trouble.is_remark()
    }

    /// What an administrator can do about it.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        self.trouble.remedy()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(id) = &self.key_id {
            write!(f, ", key {id}")?;
        }
        write!(f, ": {}: {}", self.trouble, self.remedy())
    }
}

/// Declares the troubles, those that lose a token and the remarks: message, and remedy beside it.
macro_rules! troubles {
    ($([is_remark: $is_remark:literal]
        $($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),+ })?
            = $message:literal, $remedy:literal;)+)+) => {
        /// What can be wrong with one token.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
        #[non_exhaustive]
        pub enum Trouble {
            $($($(#[$doc])* #[error($message)] $name $({ $($(#[$field_doc])* $field: $type),+ })?,)+)+
        }

        impl Trouble {
            /// What an administrator can do about it.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self {
                    $($(Self::$name $({ $($field: _),+ })? => $remedy,)+)+
                }
            }

            /// Whether the token was read all the same.
            #[must_use]
            pub const fn is_remark(self) -> bool {
                match self {
                    $($(Self::$name $({ $($field: _),+ })? => $is_remark,)+)+
                }
            }
        }
    };
}

troubles! {
    [is_remark: false]

    /// A secret is not an even number of hexadecimal digits.
    NotHex = "the secret is not hexadecimal", "take the file from the vendor again, unedited";
    /// A secret is not base32.
    NotBase32 = "the secret is not base32 (RFC 4648, section 6)", "take the file from the vendor again, unedited";
    /// A secret is not base32hex.
    NotBase32Hex = "the secret is not base32hex (RFC 4648, section 7)",
        "take the file from the vendor again, unedited";
    /// A value is not base64.
    NotBase64 = "a value is not base64", "take the file from the vendor again, unedited";
    /// A secret is empty, or longer than any token has.
    SecretLength { /// Its bytes.
        found: usize } = "the secret has {found} bytes, not 1 to 1024", "ask the vendor for the secret";
    /// In a row without a header, what should be the secret is shorter than any token's.
    SwappedColumns { /// Its bytes.
        found: usize } = "where the secret should be are {found} bytes, fewer than any token has",
        "put the serial number into the first column and the secret into the second";
    /// The AES key of a YubiKey does not have 16 bytes.
    AesKeyLength { /// Its bytes.
        found: usize } = "the AES key has {found} bytes, not 16", "check the order of the columns";
    /// The private id of a YubiKey is not six bytes in hexadecimal.
    PrivateId = "the private id is not 12 hexadecimal digits", "check the order of the columns";
    /// A public id is not modhex, or has half a byte.
    PublicId = "the public id is not an even number of up to 32 modhex characters", "check the order of the columns";
    /// There is no serial number.
    NoSerial = "there is no serial number", "fill it in from the back of the token";
    /// A spreadsheet wrote a serial number in scientific notation, without most of its digits.
    ShortenedSerial = "a spreadsheet has shortened the serial number, as in 2.3E+12",
        "export the file again with the column of serial numbers as text";
    /// A name is too long or holds control characters.
    Name { /// Which one.
        field: &'static str } = "the {field} is longer than 256 bytes or holds control characters",
        "correct it in the file";
    /// A row has too few or too many columns.
    Columns { /// The columns that there are.
        found: usize, /// What there should be.
        wanted: &'static str } = "{found} columns instead of {wanted}", "correct the row, or name another format";
    /// There is no header with what a format needs, or it has a column that is not known.
    Header { /// What the format needs.
        wanted: &'static str } = "this is no header with {wanted}, or it has an unknown column",
        "correct the header, or name another format";
    /// A row is too long to be one.
    RowLength = "the row is longer than 8192 bytes", "look for a missing line break";
    /// A row has more columns than any format.
    ManyColumns = "the row has more than 64 columns", "look for separators that do not belong there";
    /// A number cannot be read, or is out of range.
    Number { /// Which one.
        field: &'static str } = "the {field} is not a number in its range", "correct it in the file";
    /// An encrypted number could be digits or big-endian bytes.
    TwoReadings { /// Which one.
        field: &'static str } = "the {field} can be read in two ways",
        "ask the vendor for 4 or 8 bytes (RFC 6030, section 4.2)";
    /// A code has another length than 6, 7 or 8.
    Digits = "codes have another number of digits than 6, 7 or 8", "such a token cannot be used here";
    /// A code carries a check digit.
    CheckDigits = "codes carry a check digit", "such a token cannot be used here";
    /// Codes are not decimal.
    Encoding = "codes are not decimal", "such a token cannot be used here";
    /// The hash function is not known.
    Algorithm = "the hash function is not SHA-1, SHA-256 or SHA-512", "ask the vendor; it is never guessed";
    /// The type is not HOTP, TOTP or a YubiKey in OTP mode.
    Kind = "the type is not HOTP, TOTP or Yubico OTP", "such a token cannot be used here";
    /// A YubiKey is programmed for something else than codes.
    NoCodes = "the slot holds a static password or a challenge-response", "program it for codes";
    /// The secret lies elsewhere; the file only refers to it (RFC 6030, Figure 4).
    Reference = "the file refers to a key and does not hold it", "ask the vendor for a file with the secrets";
    /// There is no secret.
    NoSecret = "there is no secret", "ask the vendor for a file with the secrets";
    /// What a key or its device has once is there twice.
    Twice { /// Which one.
        name: &'static str } = "there is more than one {name}", "ask the vendor which one is right";
    /// The cipher is not one that is read; asymmetric ones are not (RFC 6030, Figure 8).
    Cipher { /// Its name in XML Encryption, where it has one.
        name: &'static str } = "the cipher {name} is not supported", "ask for AES-CBC with a shared key or a password";
    /// The key has another length than the cipher of this value, though not than those of others.
    KeyLength { /// What the cipher takes.
        expected: usize, /// What there is.
        found: usize } = "the cipher of this value takes a key of {expected} bytes, not {found}",
        "ask the vendor for a file with one cipher";
    /// What is encrypted without integrity has no MAC.
    NoMac = "an encrypted value has no MAC, so it may have been altered",
        "ask for a file with ValueMAC (RFC 6030, section 6.1.1)";
    /// The MAC of one value is wrong, those of others are right.
    WrongMac = "the MAC is wrong, so the value was altered", "take the file from the vendor again";
    /// What was decrypted has no sound padding, though its MAC is right.
    Padding = "the decrypted value has no sound padding", "ask the vendor for another file";
    /// A URI has no parameters that can be read.
    Uri = "the URI cannot be read", "export it again";
    /// Parts of an export are missing.
    Parts { /// The parts that there are.
        here: u64, /// The parts of the export.
        size: u64 } = "{here} of the {size} parts of an export are here", "read all parts as the lines of one file";
    /// A secret is plain text in a file that says it is encrypted, so anybody may have put it there.
    PlainSecret = "the secret is plain in a file that declares encryption", "ask for a file that encrypts all secrets";
    /// Codes are computed with a PIN, or have it before or after them.
    PinInCode = "the PIN is part of the codes", "such a token cannot be used here";
    /// The policy of a key has usages, but codes are none of them (RFC 6030, section 5).
    KeyUsage = "its policy does not let the key be used for codes", "ask the vendor what the token is for";
    /// The policy of a key holds what is not known, and then it may not be used (RFC 6030, section 5).
    Policy = "its policy holds what is not known, so the key may not be used", "ask the vendor for a file without it";

    [is_remark: true]

    /// Remark: a key may be used so often and no more.
    Uses = "a limit on the number of its uses was left out", "count them, and replace the token in time";
    /// Remark: two tokens with one serial number.
    Duplicate = "another token of this file has the same serial number", "look which one is right";
    /// Remark: a row of Yubico that is the same for two uses of a slot.
    PerhapsChallenge = "the slot may be set up for challenge-response", "ask how it was programmed";
    /// Remark: a URI without the counter that it must have.
    CounterAssumed = "there is no counter; 0 was assumed", "resync the token if its codes are refused";
    /// Remark: issuer and label disagree.
    Issuers = "the label and the parameter name two issuers; the parameter was taken", "check whose token it is";
    /// Remark: parameters of a URI that mean nothing here.
    Ignored = "unknown parameters were ignored", "nothing needs to be done";
    /// Remark: the secret is shorter than RFC 4226 admits.
    ShortSecret { /// Its bytes.
        found: usize } = "the secret has {found} bytes, RFC 4226 demands 16", "replace the token";
    /// Remark: a date that cannot be read.
    Date = "a date was left out, it is not of the form 2006-05-01T00:00:00Z", "nothing needs to be done";
    /// Remark: a PIN that came along, which the device asks for and not the server.
    Pin = "a PIN was left out", "nothing needs to be done";
    /// Remark: the file says a time, which tokens take from their clocks.
    Time = "the device's time was left out", "resync the token if its codes are refused";
}
