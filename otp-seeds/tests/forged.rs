//! Files by somebody who does not have the key: nothing of theirs becomes a token.

#![expect(clippy::unwrap_used, reason = "a test")]

mod support;

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use otp_core::{Drift, TokenState, totp};
use otp_seeds::{ReadError, Trouble, read};
use sha1::Sha1;
use support::{opened, plain, plain_file, refused, text};

const MAC_KEY: &str = "ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX";
const VALUE: &str = "AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv";
const TAG: &str = "Su+NvtQfmvfJzF6bmQiJqoLRExc=";

/// Figure 6 with a MAC key, a value, and the MAC that a key makes of it.
fn forged(mac_key: &[u8], value: &[u8], key: &[u8]) -> String {
    let tag = <Hmac<Sha1> as KeyInit>::new_from_slice(key).unwrap().chain_update(value).finalize();
    text("rfc6030-figure6.xml")
        .replace(MAC_KEY, &Base64::encode_string(mac_key))
        .replace(VALUE, &Base64::encode_string(value))
        .replace(TAG, &Base64::encode_string(&tag.into_bytes()))
}

fn altered_value() -> Vec<u8> {
    let mut value = Base64::decode_vec(VALUE).unwrap();
    value[0] ^= 0xff;
    value
}

/// What is no whole number of blocks, or has no padding, decrypts to no key; its cipher text is known to everybody.
#[test]
fn the_cipher_text_of_the_mac_key_is_no_key() {
    for mac_key in [vec![0x41; 33], vec![0x41; 16], vec![0x41; 48], vec![0x41; 64]] {
        assert_eq!(refused(&forged(&mac_key, &altered_value(), &mac_key)), ReadError::WrongKey);
    }
}

/// One of 256 initialization vectors turns a block into nothing but padding.
#[test]
fn a_mac_key_that_decrypts_to_nothing_is_no_key() {
    for last in 0..=u8::MAX {
        let mut mac_key = Base64::decode_vec(MAC_KEY).unwrap();
        mac_key.truncate(32);
        mac_key[15] = last;
        assert_eq!(refused(&forged(&mac_key, &altered_value(), b"")), ReadError::WrongKey, "{last}");
    }
}

#[test]
fn a_plain_secret_is_refused_where_secrets_are_encrypted() {
    let whole = text("rfc6030-figure6.xml");
    let (before, rest) = whole.split_once("<EncryptedValue>").unwrap();
    let (_, after) = rest.split_once("</EncryptedValue>").unwrap();
    let plain = "<PlainValue>QUFBQUFBQUFBQUFBQUFBQUFBQUE=</PlainValue>";
    let import = read(format!("{before}{plain}{after}").as_bytes(), &opened()).unwrap();
    assert_eq!((import.tokens.len(), import.problems[0].trouble), (0, Trouble::PlainSecret));
}

#[test]
fn what_a_vendor_adds_is_not_what_the_standard_says() {
    let import = plain("", "", "<v:Counter>77</v:Counter><Counter><PlainValue>5</PlainValue></Counter>", "");
    assert_eq!(
        import.tokens[0].state(),
        TokenState::from(otp_core::hotp::State::new(otp_core::Counter::new(5)))
    );
}

#[test]
fn what_would_change_the_codes_is_refused() {
    for (import, trouble) in [
        (plain(r#"CheckDigits="TRUE""#, "", "", ""), Trouble::CheckDigits),
        (plain(r#"CheckDigit="true""#, "", "", ""), Trouble::CheckDigits),
        (plain("", "", "", r#"<Policy><PINPolicy PINUsageMode="Append"/></Policy>"#), Trouble::PinInCode),
        (plain("", "<Suite>SHA3</Suite>", "", ""), Trouble::Algorithm),
    ] {
        assert_eq!((import.tokens.len(), import.problems[0].trouble), (0, trouble));
    }
    assert_eq!(plain("", "", "", r#"<Policy><PINPolicy PINUsageMode="Local"/></Policy>"#).tokens.len(), 1);
}

/// RFC 6030, section 5: usages are enforced, and of a policy that is not understood none is permitted.
#[test]
fn what_its_policy_keeps_from_codes_is_no_token() {
    let policy = |inside: &str| plain("", "", "", &format!("<Policy>{inside}</Policy>"));
    for (inside, trouble) in [
        ("<KeyUsage>CR</KeyUsage>", Trouble::KeyUsage),
        ("<KeyUsage>Encrypt</KeyUsage><KeyUsage>Integrity</KeyUsage>", Trouble::KeyUsage),
        ("<KeyUsage/>", Trouble::KeyUsage),
        ("<Never/>", Trouble::Policy),
        ("<KeyUsage>OTP</KeyUsage><v:KeyUsage>CR</v:KeyUsage>", Trouble::Policy),
        ("</Policy><Policy><KeyUsage>CR</KeyUsage>", Trouble::Twice { name: "Policy" }),
    ] {
        let import = policy(inside);
        assert_eq!((import.tokens.len(), import.problems[0].trouble), (0, trouble), "{inside}");
    }
    for inside in ["", "<KeyUsage>CR</KeyUsage><KeyUsage> OTP </KeyUsage>"] {
        let import = policy(inside);
        assert_eq!((import.tokens.len(), import.problems.len()), (1, 0), "{inside}");
    }
    let import = policy("<NumberOfTransactions>1</NumberOfTransactions>");
    assert_eq!((import.tokens.len(), import.problems[0].trouble), (1, Trouble::Uses));
}

/// It needs no serial number, and nothing is missing without it.
#[test]
fn a_pin_is_no_token_and_none_is_lost() {
    let file =
        plain_file("", "", "", "").replace("pskc:hotp", "pskc:pin").replace("<SerialNo>1</SerialNo>", "");
    let options = otp_seeds::Options { all_or_nothing: true, ..opened() };
    let import = read(file.replace("Key Id=\"1\"", "Key").as_bytes(), &options).unwrap();
    assert_eq!((import.tokens.len(), import.problems[0].trouble), (0, Trouble::Pin));
}

/// The time of a device is remarked on where there is a token.
#[test]
fn nothing_is_remarked_on_a_key_that_is_no_token() {
    let file =
        plain_file("", "", "<Time><PlainValue>7</PlainValue></Time>", "").replace("pskc:hotp", "pskc:totp");
    let troubles = |file: &str| {
        let problems = read(file.as_bytes(), &opened()).unwrap().problems;
        problems.iter().map(|problem| problem.trouble).collect::<Vec<_>>()
    };
    assert_eq!(troubles(&file), [Trouble::Time]);
    assert_eq!(troubles(&file.replace("MTIz", "????")), [Trouble::NotBase64]);
}

/// libpskc writes -4 as 4294967292; what would be a drift of a thousand years is refused.
#[test]
fn a_drift_wraps_no_further_than_a_token_drifts() {
    let drift = |drift: &str| {
        let file =
            plain_file("", "", &format!("<TimeDrift><PlainValue>{drift}</PlainValue></TimeDrift>"), "");
        read(file.replace("pskc:hotp", "pskc:totp").as_bytes(), &opened()).unwrap()
    };
    for (text, steps) in [("4294967292", -4), ("4294957296", -10_000), ("-4", -4), ("2147483647", i32::MAX)] {
        let state = totp::State::new(None, Drift::new(steps));
        assert_eq!(drift(text).tokens[0].state(), TokenState::from(state), "{text}");
    }
    for text in ["2147483648", "3000000000", "4294957295", "4294967296", "-2147483649"] {
        let import = drift(text);
        assert_eq!(
            (import.tokens.len(), import.problems[0].trouble),
            (0, Trouble::Number { field: "drift" })
        );
    }
}

/// `:1` is a slot and no public id, which would take two digits from the code.
#[test]
fn the_slot_of_a_yubikey_is_no_public_id() {
    let import = plain("", "", "", "");
    assert_eq!(import.tokens.len(), 1);
    let file = r#"<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"><KeyPackage><DeviceInfo>
        <Manufacturer>Yubico</Manufacturer><SerialNo>7</SerialNo></DeviceInfo><CryptoModuleInfo><Id>1</Id>
        </CryptoModuleInfo><Key Id=":1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><AlgorithmParameters>
        <ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters><Data><Secret>
        <PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>"#;
    let import = read(file.as_bytes(), &opened()).unwrap();
    assert_eq!(import.tokens[0].kind(), Some(otp_core::TokenKind::Hotp8));
    assert_eq!(import.tokens[0].public_id, None);
}
