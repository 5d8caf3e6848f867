//! What can go wrong before a code is judged: bytes that cannot be read, and a set-up that cannot be had.

use thiserror::Error;

/// Bytes that cannot be read as what they should be.
///
/// No message holds any of the bytes: what a person typed may be half a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ParseError {
    /// A code is not 6, 7 or 8 characters long.
    #[error("a code has 6, 7 or 8 digits, this text has {found} bytes")]
    CodeLength {
        /// The number of bytes given.
        found: usize,
    },
    /// A code holds something that is not an ASCII digit: a letter, a sign, a space, a full-width digit.
    #[error("character {at} of the code is not an ASCII digit")]
    CodeDigit {
        /// The position of the first such byte, from 0.
        at: usize,
    },
    /// A typed text has too many characters for any code, even without its spaces and hyphens.
    #[error("a one-time code has at most {most} characters besides spaces and hyphens")]
    TypedLength {
        /// The greatest number of characters.
        most: usize,
    },
    /// A YubiKey OTP is not 32 to 64 characters long, or its length is odd.
    #[error("a YubiKey OTP has an even number of 32 to 64 characters, this text has {found} bytes")]
    OtpLength {
        /// The number of bytes given.
        found: usize,
    },
    /// A YubiKey OTP holds something that is not a lower-case modhex character.
    #[error("character {at} of the OTP is not a lower-case modhex character")]
    OtpModhex {
        /// The position of the first such byte, from 0.
        at: usize,
    },
    /// A stored state does not have 24 bytes.
    #[error("a state has 24 bytes, not {found}")]
    StateLength {
        /// The number of bytes given.
        found: usize,
    },
    /// A stored state was written by a version that this library does not know.
    #[error("state version {found} is not known")]
    StateVersion {
        /// The version number in the bytes.
        found: u8,
    },
    /// A stored state belongs to another kind of token.
    #[error(
        "the state is of family {found} (1 HOTP, 2 TOTP, 3 YubiKey), which is not known or not the one asked for"
    )]
    StateFamily {
        /// The family number in the bytes.
        found: u8,
    },
    /// A stored state holds a value that no state of its family has.
    #[error("the bytes of the state from {at} on hold a value that no such state has")]
    StateField {
        /// Where the field begins, from 0.
        at: usize,
    },
    /// A stored throttle is not what a throttle writes.
    #[error("these bytes are no throttle")]
    Throttle,
    /// A stored trail is not what a trail writes.
    #[error("these bytes are no trail")]
    Trail,
    /// The text does not begin with `token` and a space, so it is no request to pair.
    #[error("the text does not begin with `token `")]
    SerialPrefix,
    /// A serial is empty or too long.
    #[error("a serial has 1 to 32 characters, this text has {found} bytes")]
    SerialLength {
        /// The number of bytes given.
        found: usize,
    },
    /// A serial holds something that is no letter, digit or hyphen.
    #[error("character {at} of the serial is no ASCII letter, digit or hyphen")]
    SerialCharacter {
        /// The position in the serial of the first such byte, from 0.
        at: usize,
    },
    /// The name of a hash function is not known.
    #[error("an algorithm is sha1, sha256 or sha512")]
    AlgorithmName,
    /// The name of a token kind is not known.
    #[error("a token kind is hotp-6, hotp-8, totp-6, totp-8, duo-d100 or yubikey")]
    KindName,
    /// The name of a profile is not known.
    #[error("a profile is rfc, duo or pingone")]
    ProfileName,
    /// A YubiKey usage counter does not fit in 15 bits.
    #[error("a YubiKey usage counter is at most 32767, not {found}")]
    UsageCounter {
        /// The number given.
        found: u16,
    },
}

/// A set-up that cannot be had: a secret, a setting or a policy that no token should be run with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// The secret has fewer bytes than its constructor admits: 16 (RFC 4226 §4, R6), or 10 where short keys are
    /// admitted by name.
    #[error("a secret of {bytes} bytes is too short, at least {least} are needed")]
    SecretTooShort {
        /// The number of bytes given.
        bytes: usize,
        /// The least number of bytes.
        least: usize,
    },
    /// The secret has more than 1024 bytes.
    #[error("the secret is too long, at most {most} bytes are allowed")]
    SecretTooLong {
        /// The greatest number of bytes.
        most: usize,
    },
    /// The secret is not hexadecimal text.
    #[error("the secret is not an even number of hexadecimal digits")]
    NotHex,
    /// The secret is not base32 text as the chosen encoding wants it.
    #[error("the secret is not base32 text (RFC 4648, section 6)")]
    NotBase32,
    /// An AES key or a private id in hexadecimal has the wrong number of bytes.
    #[error("{expected} bytes are needed")]
    KeyLength {
        /// The number of bytes needed.
        expected: usize,
    },
    /// The number of digits is not 6, 7 or 8.
    #[error("a code has 6, 7 or 8 digits, not {found}")]
    Digits {
        /// The number given.
        found: u8,
    },
    /// The time step is zero seconds.
    #[error("the time step must be at least 1 second")]
    ZeroStep,
    /// The resync window holds one alignment only, so there is nothing to search.
    #[error("the resync window must reach at least 1 beyond its first place")]
    ZeroResyncWindow,
    /// The throttle leaves no attempt before its first lock.
    #[error("a throttle must allow at least 1 attempt")]
    ZeroLimit,
    /// The kind of token is not one that the constructor makes, or not the one that the policy is for.
    #[error("the kind of token does not fit the constructor or the policy")]
    KindMismatch,
    /// The policy asks for an automatic resync with a number of codes that it does not admit, or that comes only once
    /// the token is locked.
    #[error(
        "an automatic resync needs a number of codes that the policy admits, and fewer than lock the token"
    )]
    AutomaticResync,
    /// A window has too many alignments.
    #[error("a window of {alignments} places is too wide, at most {most} are allowed")]
    WindowTooWide {
        /// The number of alignments that the policy asks for.
        alignments: u64,
        /// The greatest number of alignments.
        most: u32,
    },
    /// The policy makes guessing too easy: the chance to hit before the first lock is above 1 in 1000.
    #[error("guesses before the first lock pass with odds of 1 in {one_in}, at most 1 in 1000 is allowed")]
    Odds {
        /// The odds, rounded to the guesser's favour: one in so many.
        one_in: u64,
    },
}
