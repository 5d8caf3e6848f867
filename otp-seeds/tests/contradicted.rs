//! PSKC that says a thing twice, or in a way that could mean another: nothing is chosen and nothing is guessed.

mod support;

use otp_seeds::{ReadError, Scheme, Seed, Trouble, read};
use support::{opened, plain, plain_file, refused, text};

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
    match import.tokens.first().map(Seed::scheme) {
        Some(Scheme::Hotp { counter, .. }) => Ok(counter.get()),
        _ => Err(import.problems[0].trouble),
    }
}

/// Only what is padded is base64: drafts before RFC 6030 have numbers in it.
#[test]
fn a_word_is_no_number_whatever_base64_makes_of_it() {
    for (text, number) in [
        ("+100", 100),
        ("007", 7),
        ("12345678", 12_345_678),
        ("0000000000000000000000000000000100", 100),
        ("18446744073709551615", u64::MAX),
        ("AAAAAA==", 0),
        ("ZA==", 100),
        ("AAA=", 0),
        ("AAAA\n  ZA==", 100),
        ("AAAAZA==", 100),
        ("AAAAADHwRgM=", 0x31f0_4603),
    ] {
        assert_eq!(counter(text), Ok(number), "{text}");
    }
    let words = ["null", "None", "true", "0x10", "10 0", "30s", "1e3", "1.0", "+", "-1", "+-1", "1_000", "٣"];
    let not_quite =
        ["AAAAAA", "AAAAZB==", "AAAAZA=", "AAAA", "AAAAADHwRgM", "AAAAADHwRgN=", "AAAAAAAAADHwRgM=", "="];
    for text in words.into_iter().chain(not_quite).chain(["18446744073709551616"]) {
        assert_eq!(counter(text), Err(Trouble::Number { field: "counter" }), "{text}");
    }
}

#[test]
fn a_counter_of_no_bytes_has_no_reading() {
    let import = plain("", "", "<Counter><PlainValue/></Counter>", "");
    assert_eq!(import.problems[0].trouble, Trouble::Number { field: "counter" });
}
