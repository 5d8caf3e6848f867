//! No error, problem or `Debug` shows a secret, in whatever encoding, however a file is mixed up.

mod support;

use base64ct::{Base64, Encoding as _};
use otp_seeds::{Format, Options, Protection, WriteOptions, read, write};
use proptest::{prelude::*, sample::Index};
use support::{KEY, PASSWORD, opened, sample};

/// Every piece of eight characters of a secret in hexadecimal, base32, base64 and as it is.
fn pieces(secret: &[u8]) -> Vec<String> {
    let hex = base16ct::lower::encode_string(secret);
    let base32 = <base32ct::Base32UpperUnpadded as base32ct::Encoding>::encode_string(secret);
    let numbers: String = format!("{secret:?}");
    let mut texts = vec![hex, base32.to_lowercase(), Base64::encode_string(secret).to_lowercase(), numbers];
    texts.extend(str::from_utf8(secret).map(str::to_lowercase));
    let cut = |text: &String| {
        let all: Vec<char> = text.chars().collect();
        all.windows(8).map(|piece| piece.iter().collect::<String>()).collect::<Vec<_>>()
    };
    texts.iter().flat_map(cut).collect()
}

fn assert_silent(said: &str, secrets: &[&[u8]]) {
    let said = said.to_lowercase();
    for secret in secrets {
        for piece in pieces(secret) {
            assert!(!said.contains(&piece), "{piece} in {said}");
        }
    }
}

const FILES: [&str; 16] = [
    "rfc6030-figure3.xml",
    "rfc6030-figure6.xml",
    "rfc6030-figure7.xml",
    "yubico.xml",
    "duo-hotp.csv",
    "duo-totp.csv",
    "duo-yubikey.csv",
    "entra.csv",
    "thales.csv",
    "privacyidea.csv",
    "yubico-log.csv",
    "yubico.csv",
    "ykksm.txt",
    "multiotp.csv",
    "otpauth.txt",
    "otpauth-migration.txt",
];

/// A secret that no serial number, date or name of the samples shares eight characters with.
const AES_KEY: &[u8] = b"\xec\xde\x18\xdb\xe7\x6f\xbd\x0c\x33\x33\x0f\x1c\x35\x48\x71\xdb";
const PRIVATE_ID: &[u8] = b"\x87\x92\xeb\xfe\x26\xcc";
const OTHER: &[u8] = b"\x5e\xc2\x37\xa1\x90\x4b\xd8\x66\x1f\xe3\x72\x0c\xb9\x84\x2d\xfa\x58\xc1\x3e\x97";

/// A sample with a secret that is nobody's name.
fn file(name: &str) -> Vec<u8> {
    let hex = base16ct::lower::encode_string(OTHER);
    let base32 = <base32ct::Base32UpperUnpadded as base32ct::Encoding>::encode_string(OTHER);
    let Ok(text) = String::from_utf8(sample(name)) else { unreachable!("samples are text") };
    text.replace("3132333435363738393031323334353637383930", &hex)
        .replace("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", &base32)
        .replace("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", &Base64::encode_string(OTHER))
        // An id that is not the beginning of the pre-shared key.
        .replace("\"12345678\"", "\"k1\"")
        .into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn damaged_files_say_nothing(
        name in prop::sample::select(&FILES[..]),
        format in prop::option::of(prop::sample::select(&Format::ALL[..])),
        changes in prop::collection::vec(
            (any::<Index>(), prop::sample::select(b",;\n\"<>&=:#?a1 \0".as_slice())),
            0..6,
        ),
        cut in any::<Index>(), whole in any::<bool>(), all_or_nothing in any::<bool>(),
    ) {
        let mut bytes = file(name);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        let options = Options { format, all_or_nothing, ..opened() };
        let secrets = [OTHER, AES_KEY, PRIVATE_ID, KEY, PASSWORD];
        match read(&bytes, &options) {
            Err(error) => assert_silent(&format!("{error} {error:?} {options:?}"), &secrets),
            Ok(import) => {
                let problems: Vec<_> = import.problems.iter().map(ToString::to_string).collect();
                let problems = format!("{problems:?} {:?}", import.problems);
                assert_silent(&problems, &secrets);
            }
        }
    }
}

#[test]
fn debug_says_nothing() {
    for name in FILES {
        let format = match name {
            "duo-hotp.csv" => Some(Format::DuoHotp),
            "duo-totp.csv" => Some(Format::DuoTotp),
            _ => None,
        };
        let import = read(&file(name), &Options { format, ..opened() }).unwrap();
        let protection = Protection::Password(PASSWORD);
        let options = WriteOptions { protection, iterations: 1, ..WriteOptions::default() };
        let written = write(&import.tokens, Format::Pskc, &options).unwrap();
        let secrets = [OTHER, AES_KEY, PRIVATE_ID, PASSWORD];
        assert_silent(&format!("{import:?} {options:?} {written:?} {:?}", written.losses), &secrets);
    }
}
