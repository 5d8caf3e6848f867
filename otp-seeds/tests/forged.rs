//! Files by somebody who does not have the key: nothing of theirs becomes a token.

#![expect(clippy::unwrap_used, reason = "a test")]

mod support;

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use otp_core::{Drift, TokenState, totp};
use otp_seeds::{Import, ReadError, Trouble, read};
use sha1::Sha1;
use support::{opened, refused, text};

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

/// A plain file of one token.
fn plain_file(attributes: &str, suite: &str, data: &str, policy: &str) -> String {
    format!(
        r#"<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc" xmlns:v="urn:vendor">
        <KeyPackage><DeviceInfo><SerialNo>1</SerialNo></DeviceInfo>
        <Key Id="1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><AlgorithmParameters>{suite}
        <ResponseFormat Length="6" Encoding="DECIMAL" {attributes}/></AlgorithmParameters>
        <Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>{data}</Data>{policy}</Key>
        </KeyPackage></KeyContainer>"#
    )
}

/// What is read from it.
fn plain(attributes: &str, suite: &str, data: &str, policy: &str) -> Import {
    read(plain_file(attributes, suite, data, policy).as_bytes(), &opened()).unwrap()
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

/// What comes twice is not taken from the place that a program happens to look at.
#[test]
fn of_two_secrets_or_counters_none_is_chosen() {
    let secret = "<Secret><PlainValue>QUFBQUFBQUFBQUFBQUFBQUFBQUE=</PlainValue></Secret>";
    let counter = "<Counter><PlainValue>5</PlainValue></Counter>";
    for (data, policy, name) in [
        (secret, String::new(), "Secret"),
        (&counter.repeat(2), String::new(), "Counter"),
        ("", format!("<Data>{secret}</Data>"), "Data"),
    ] {
        let import = plain("", "", data, &policy);
        assert_eq!((import.tokens.len(), import.problems[0].trouble), (0, Trouble::Twice { name }));
    }
}

/// Whatever comes once: which of two is meant, nothing says.
#[test]
fn of_two_elements_that_contradict_each_other_none_is_chosen() {
    let suite = "<Suite>HMAC-SHA256</Suite>";
    let format = r#"<ResponseFormat Length="8" Encoding="DECIMAL"/>"#;
    let whole = plain_file("", suite, "<Counter><PlainValue>5</PlainValue></Counter>", "");
    assert_eq!(read(whole.as_bytes(), &opened()).unwrap().tokens.len(), 1);
    for (from, to, name) in [
        (
            "<AlgorithmParameters>",
            format!("<AlgorithmParameters/><AlgorithmParameters>{format}"),
            "AlgorithmParameters",
        ),
        (suite, format!("<Suite>HMAC-SHA1</Suite>{suite}"), "Suite"),
        (suite, format!("<Suite/>{suite}"), "Suite"),
        (suite, format!("{suite}{format}"), "ResponseFormat"),
        ("<PlainValue>MTIz", "<PlainValue>QUFB</PlainValue><PlainValue>MTIz".into(), "PlainValue"),
        ("<PlainValue>MTIz", "<EncryptedValue/><PlainValue>MTIz".into(), "value"),
        ("<PlainValue>5", "<PlainValue>6</PlainValue><PlainValue>5".into(), "PlainValue"),
        ("<PlainValue>5", "<EncryptedValue/><PlainValue>5".into(), "value"),
        ("<SerialNo>", "<SerialNo>2</SerialNo><SerialNo>".into(), "SerialNo"),
        ("<DeviceInfo>", "<DeviceInfo/><DeviceInfo>".into(), "DeviceInfo"),
        ("</Data>", "</Data><UserId>a</UserId><UserId>b</UserId>".into(), "UserId"),
        (
            "</Data>",
            format!("</Data><Policy>{}</Policy>", "<StartDate>2006-05-01T00:00:00Z</StartDate>".repeat(2)),
            "StartDate",
        ),
    ] {
        let import = read(whole.replacen(from, &to, 1).as_bytes(), &opened()).unwrap();
        assert_eq!(import.tokens.len(), 0, "{to}");
        assert_eq!(import.problems[0].trouble, Trouble::Twice { name }, "{to}");
    }
}

#[test]
fn of_two_ways_to_come_by_the_keys_none_is_chosen() {
    for (figure, name) in [
        ("rfc6030-figure6.xml", "EncryptionKey"),
        ("rfc6030-figure6.xml", "MACMethod"),
        ("rfc6030-figure6.xml", "MACKey"),
        ("rfc6030-figure7.xml", "IterationCount"),
    ] {
        let file = text(figure);
        let (before, after) = file.split_at(file.find(&format!("<{name}")).unwrap());
        assert_eq!(refused(&format!("{before}<{name}/>{after}")), ReadError::Twice { name });
    }
}

/// A `Suite` was put there to say something, and is no word for SHA-1.
#[test]
fn a_suite_that_cannot_be_read_is_not_taken_for_none() {
    for suite in [
        "<Suite/>",
        "<Suite> </Suite>",
        "<Suite><x/></Suite>",
        "<Suite>HMAC-SHA256<x/></Suite>",
        r#"<Suite hashalgo=""/>"#,
        r#"<Suite hashalgo="sha512">HMAC-SHA256</Suite>"#,
    ] {
        let import = plain("", suite, "", "");
        assert_eq!((import.tokens.len(), import.problems[0].trouble), (0, Trouble::Algorithm), "{suite}");
    }
    for suite in [r#"<Suite hashalgo="sha256"/>"#, r#"<Suite hashalgo="sha256">HMAC-SHA256</Suite>"#] {
        assert_eq!(plain("", suite, "", "").tokens.len(), 1, "{suite}");
    }
}

/// "1234" and "12345678" in base64: digits, or four and eight bytes.
#[test]
fn a_counter_that_has_two_readings_is_not_guessed() {
    for value in ["MTIzNA==", "MTIzNDU2Nzg="] {
        let import = plain("", "", &format!("<Counter><PlainValue>{value}</PlainValue></Counter>"), "");
        assert_eq!(import.problems[0].trouble, Trouble::TwoReadings { field: "counter" });
    }
}

/// The counter of a plain file, or why there is no token.
fn counter(text: &str) -> Result<u64, Trouble> {
    let import = plain("", "", &format!("<Counter><PlainValue>{text}</PlainValue></Counter>"), "");
    match import.tokens.first().map(otp_seeds::Seed::scheme) {
        Some(otp_seeds::Scheme::Hotp { counter, .. }) => Ok(counter.get()),
        _ => Err(import.problems[0].trouble),
    }
}

/// Only what ends as base64 of four or eight bytes ends is base64: drafts before RFC 6030 have numbers in it.
#[test]
fn a_word_is_no_number_whatever_base64_makes_of_it() {
    for (text, number) in [
        ("+100", 100),
        ("007", 7),
        ("12345678", 12_345_678),
        ("0000000000000000000000000000000100", 100),
        ("18446744073709551615", u64::MAX),
        ("AAAAAA==", 0),
        ("AAAAZA==", 100),
        ("AAAAADHwRgM=", 0x31f0_4603),
    ] {
        assert_eq!(counter(text), Ok(number), "{text}");
    }
    let words = ["null", "None", "true", "0x10", "10 0", "30s", "1e3", "1.0", "+", "-1", "+-1", "1_000", "٣"];
    let not_quite =
        ["AAAAAA", "AAAAZB==", "AAAAZA=", "AAAA", "AAA=", "ZA==", "AAAAADHwRgM", "AAAAADHwRgN=", "="];
    for text in words.into_iter().chain(not_quite).chain(["18446744073709551616"]) {
        assert_eq!(counter(text), Err(Trouble::Number { field: "counter" }), "{text}");
    }
}

#[test]
fn a_counter_of_no_bytes_has_no_reading() {
    let import = plain("", "", "<Counter><PlainValue/></Counter>", "");
    assert_eq!(import.problems[0].trouble, Trouble::Number { field: "counter" });
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
