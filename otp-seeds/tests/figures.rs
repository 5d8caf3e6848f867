//! The figures of RFC 6030, by the values that the RFC prints.

mod support;

use otp_core::{Algorithm, Attempt, Counter, Digits, Profile, UnixTime};
use otp_seeds::{Import, Scheme, Seed, Trouble};
use support::{SECRET, import};

fn only(import: &Import) -> &Seed {
    let [seed] = import.tokens.as_slice() else { panic!("{} tokens", import.tokens.len()) };
    seed
}

fn hotp(digits: Digits) -> Scheme {
    Scheme::Hotp { algorithm: Algorithm::Sha1, digits, counter: Counter::new(0) }
}

fn name(text: Option<&otp_seeds::Text>) -> &str {
    text.map_or("", otp_seeds::Text::as_str)
}

#[test]
fn figure_2_has_a_short_secret_and_no_serial_number() {
    let import = import("rfc6030-figure2.xml");
    let seed = only(&import);
    assert_eq!((seed.serial.as_str(), seed.secret().as_bytes()), ("12345678", b"1234".as_slice()));
    assert_eq!(*seed.scheme(), hotp(Digits::Six));
    assert_eq!(import.problems[0].trouble, Trouble::ShortSecret { found: 4 });
    assert!(seed.token(Profile::Rfc).is_err());
}

#[test]
fn figure_3_has_supplementary_data() {
    let import = import("rfc6030-figure3.xml");
    let seed = only(&import);
    assert_eq!((seed.serial.as_str(), seed.secret().as_bytes()), ("987654321", SECRET));
    assert_eq!(*seed.scheme(), hotp(Digits::Eight));
    assert_eq!(name(seed.maker.as_ref()), "Manufacturer");
    assert_eq!(name(seed.owner.as_ref()), "UID=jsmith,DC=example-bank,DC=net");
    assert_eq!(import.problems, []);
}

#[test]
fn figure_4_refers_to_its_key() {
    let import = import("rfc6030-figure4.xml");
    assert_eq!(import.tokens, []);
    let [problem] = import.problems.as_slice() else { panic!("{:?}", import.problems) };
    assert_eq!((problem.line, problem.key_id.as_deref()), (12, Some("12345678")));
    assert_eq!(problem.trouble, Trouble::Reference);
}

#[test]
fn figure_5_comes_without_its_pin() {
    let import = import("rfc6030-figure5.xml");
    assert_eq!(only(&import).secret().as_bytes(), SECRET);
    let [problem] = import.problems.as_slice() else { panic!("{:?}", import.problems) };
    assert_eq!((problem.key_id.as_deref(), problem.trouble), (Some("123456781"), Trouble::Pin));
    assert!(!problem.lost());
}

/// The codes are those of RFC 4226, Appendix D, with eight digits, as `oathtool -d 8` prints them.
#[test]
fn figures_6_and_7_are_decrypted_and_log_in() {
    for file in ["rfc6030-figure6.xml", "rfc6030-figure7.xml"] {
        let import = import(file);
        let seed = only(&import);
        assert_eq!((seed.serial.as_str(), seed.secret().as_bytes()), ("987654321", SECRET), "{file}");
        assert_eq!(*seed.scheme(), hotp(Digits::Eight));
        assert_eq!(import.problems, []);

        let (token, mut state) = (seed.token(Profile::Rfc).unwrap(), seed.state());
        for code in ["84755224", "94287082", "37359152", "26969429", "40338314", "68254676"] {
            let input = token.read(code.as_bytes()).unwrap();
            let accepted = token.verify(&state, Attempt::unthrottled(), input, UnixTime::new(0)).unwrap();
            state = accepted.into_next();
        }
    }
}

#[test]
fn figure_8_is_encrypted_with_a_certificate() {
    let import = import("rfc6030-figure8.xml");
    assert_eq!(import.tokens, []);
    let [problem] = import.problems.as_slice() else { panic!("{:?}", import.problems) };
    assert_eq!(problem.trouble, Trouble::Cipher { name: "rsa_1_5" });
    assert_eq!(problem.key_id.as_deref(), Some("MBK000000001"));
}

#[test]
fn figure_10_has_four_keys_and_their_dates() {
    let import = import("rfc6030-figure10.xml");
    let read: Vec<_> = import
        .tokens
        .iter()
        .map(|seed| {
            assert_eq!((seed.secret().as_bytes(), seed.scheme()), (SECRET, &hotp(Digits::Eight)));
            (
                seed.serial.as_str(),
                seed.start.as_ref().unwrap().as_str(),
                seed.expiry.as_ref().unwrap().as_str(),
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            ("654321", "2006-05-01T00:00:00Z", "2006-05-31T00:00:00Z"),
            ("123456", "2006-05-01T00:00:00Z", "2006-05-31T00:00:00Z"),
            ("9999999", "2006-03-01T00:00:00Z", "2006-03-31T00:00:00Z"),
            ("9999999", "2006-04-01T00:00:00Z", "2006-04-30T00:00:00Z"),
        ]
    );
}
