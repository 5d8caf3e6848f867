//! Whatever a format can carry comes back equal, and what it cannot carry is reported.

#![expect(clippy::unwrap_used, reason = "a test")]

use otp_core::{Algorithm, Counter, Digits, Drift};
use otp_seeds::{
    Date, Defaults, Format, Options, PrivateId, Protection, ReadError, Scheme, SecretBytes, Seed, Text,
    WriteError, WriteOptions, read, write,
};
use proptest::{option, prelude::*};

fn texts() -> impl Strategy<Value = Text> {
    let text = prop_oneof![3 => "[0-9]{1,13}", 1 => "[ -~äß€]{1,40}", 1 => "[cbdefghijklnrtuv]{2,12}"];
    text.prop_filter_map("no name", |text| Text::new(&text).ok())
}

fn dates() -> impl Strategy<Value = Date> {
    "20[0-9]{2}-0[1-9]-[12][0-9]T1[0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?(Z|[+-]0[0-9]:30)?"
        .prop_filter_map("no date", |text| Date::new(&text).ok())
}

fn schemes() -> impl Strategy<Value = Scheme> {
    let algorithms = || prop_oneof![3 => Just(Algorithm::Sha1), 1 => Just(Algorithm::Sha256), 1 => Just(Algorithm::Sha512)];
    let digits = || prop_oneof![3 => Just(Digits::Six), 1 => Just(Digits::Seven), 1 => Just(Digits::Eight)];
    let steps = prop_oneof![3 => Just(30), 1 => Just(60), 1 => 1_u32..];
    let drifts = prop_oneof![3 => Just(0), 1 => any::<i32>()];
    prop_oneof![
        (algorithms(), digits(), any::<u64>()).prop_map(|(algorithm, digits, counter)| {
            Scheme::Hotp { algorithm, digits, counter: Counter::new(counter) }
        }),
        (algorithms(), digits(), steps, drifts).prop_map(|(algorithm, digits, step, drift)| {
            Scheme::Totp { algorithm, digits, step, drift: Drift::new(drift) }
        }),
        any::<[u8; 6]>().prop_map(|id| Scheme::YubiKey { private_id: PrivateId::new(&id) }),
    ]
}

fn secrets() -> impl Strategy<Value = Vec<u8>> {
    let lengths =
        prop_oneof![4 => Just(20_usize), 1 => Just(32), 1 => Just(64), 1 => 1..=100_usize, 1 => Just(1024)];
    lengths.prop_flat_map(|length| prop::collection::vec(any::<u8>(), length))
}

fn ids() -> impl Strategy<Value = Text> {
    let modhex = prop_oneof![6 => "([cbdefghijklnrtuv]{2}){1,8}", 1 => "[cbdefghijklnrtuv]{1,40}"];
    prop_oneof![6 => modhex, 1 => "[0-9A-Za-z]{1,12}", 1 => "[!-~]{1,12}"]
        .prop_map(|id| Text::new(&id).unwrap())
}

prop_compose! {
    fn seeds()(
        serial in texts(), scheme in schemes(), secret in secrets(), id in ids(),
        (maker, model, owner) in (option::of(prop_oneof![Just(Text::new("Yubico").unwrap()), texts()]),
            option::of(texts()), option::of(texts())),
        (start, expiry) in (option::of(dates()), option::of(dates())), with_id in any::<bool>(),
    ) -> Seed {
        let is_yubikey = matches!(scheme, Scheme::YubiKey { .. });
        let secret = if is_yubikey { [secret, vec![7; 16]].concat()[..16].to_vec() } else { secret };
        let mut seed = Seed::new(serial, scheme, SecretBytes::new(&secret).unwrap()).unwrap();
        seed.public_id = with_id.then_some(id);
        (seed.maker, seed.model, seed.owner) = (maker, model, owner);
        (seed.start, seed.expiry) = (start, expiry);
        seed
    }
}

/// What a reader has to be told: what the file does not say.
fn told(seed: &Seed, format: Format) -> Options<'static> {
    let (digits, step) = match seed.scheme() {
        Scheme::Hotp { digits, .. } => (Some(*digits), None),
        Scheme::Totp { digits, step, .. } => (Some(*digits), Some(*step)),
        Scheme::YubiKey { .. } => (None, None),
    };
    let defaults = Defaults { digits, step, ..Defaults::default() };
    Options {
        format: Some(format),
        defaults,
        key: Some(&[9; 24]),
        password: Some(b"pw"),
        ..Options::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_carried_comes_back_and_what_is_not_is_reported(
        seed in seeds(),
        format in prop::sample::select(&Format::ALL[..]),
        protection in prop::sample::select(
            &[Protection::Plain, Protection::Key(&[9; 24]), Protection::Password(b"pw")][..],
        ),
    ) {
        let protection = if format == Format::Pskc { protection } else { Protection::Plain };
        let options = WriteOptions { protection, iterations: 2, uncommon: true };
        let written = match write(std::slice::from_ref(&seed), format, &options) {
            Ok(written) => written,
            Err(error) => {
                let read_only = [
                    Format::Thales,
                    Format::YubicoLog,
                    Format::YubicoCsv,
                    Format::Ykksm,
                    Format::MultiOtp,
                    Format::Migration,
                ];
                prop_assert!(read_only.contains(&format), "{}", error);
                prop_assert_eq!(error, WriteError::ReadOnly(format));
                return Ok(());
            }
        };
        let import = read(&written.bytes, &told(&seed, format));
        if written.losses.iter().any(otp_seeds::Loss::whole) {
            match import {
                Ok(import) => prop_assert_eq!(import.tokens.len(), 0),
                Err(error) => prop_assert!(matches!(error, ReadError::Empty | ReadError::NoPackage), "{}", error),
            }
            return Ok(());
        }
        let import = import.unwrap();
        prop_assert_eq!(import.tokens.len(), 1, "{:?}", import.problems);
        let back = &import.tokens[0];
        // What makes the codes is never lost from a token that is written.
        let mut expected = seed.clone();
        for loss in &written.losses {
            match loss.what {
                otp_seeds::Lost::Field("public id") => expected.public_id.clone_from(&back.public_id),
                otp_seeds::Lost::Field("maker") => expected.maker = None,
                otp_seeds::Lost::Field("model") => expected.model = None,
                otp_seeds::Lost::Field("owner") => expected.owner = None,
                otp_seeds::Lost::Field("start date") => expected.start = None,
                otp_seeds::Lost::Field("expiry date") => expected.expiry = None,
                otp_seeds::Lost::Field("drift") => {
                    let Scheme::Totp { algorithm, digits, step, .. } = *expected.scheme() else { panic!("{loss}") };
                    let scheme = Scheme::Totp { algorithm, digits, step, drift: Drift::new(0) };
                    let mut still = Seed::new(expected.serial.clone(), scheme, expected.secret().clone()).unwrap();
                    (still.public_id, still.maker) = (expected.public_id, expected.maker);
                    (still.model, still.owner) = (expected.model, expected.owner);
                    (still.start, still.expiry) = (expected.start, expected.expiry);
                    expected = still;
                }
                otp_seeds::Lost::Setting(_) | otp_seeds::Lost::Plain(_) => {}
                other => panic!("{other}"),
            }
        }
        prop_assert_eq!(back, &expected, "{}", String::from_utf8_lossy(&written.bytes));
    }
}

/// Were it written, a reader would take its characters for digits of the code.
#[test]
fn a_public_id_that_no_reader_finds_is_reported() {
    for id in ["ccc", "OATH-1"] {
        let scheme =
            Scheme::Hotp { algorithm: Algorithm::Sha1, digits: Digits::Six, counter: Counter::new(0) };
        let serial = Text::new("1").unwrap();
        let mut seed = Seed::new(serial, scheme, SecretBytes::new(&[1; 20]).unwrap()).unwrap();
        seed.public_id = Text::new(id).ok();
        seed.maker = Text::new("Yubico").ok();
        let written = write(&[seed], Format::Pskc, &WriteOptions::default()).unwrap();
        assert_eq!(written.losses[0].what, otp_seeds::Lost::Field("public id"), "{id}");
        let import = read(&written.bytes, &Options::default()).unwrap();
        assert_eq!((import.tokens.len(), &import.tokens[0].public_id), (1, &None), "{id}");
    }
}

#[test]
fn no_name_runs_in_a_spreadsheet() {
    for name in ["=cmd()", "+1", "-1", "@a"] {
        let scheme =
            Scheme::Totp { algorithm: Algorithm::Sha1, digits: Digits::Six, step: 30, drift: Drift::new(0) };
        let seed = Seed::new(Text::new(name).unwrap(), scheme, SecretBytes::new(&[1; 20]).unwrap()).unwrap();
        for format in [Format::DuoTotp, Format::PingTotp, Format::Entra, Format::PrivacyIdea] {
            let written = write(std::slice::from_ref(&seed), format, &WriteOptions::default()).unwrap();
            assert!(matches!(written.losses[0].what, otp_seeds::Lost::Token(_)), "{format} {name}");
        }
    }
}

#[test]
fn one_upload_has_one_number_of_digits() {
    let seed = |digits| {
        let scheme = Scheme::Hotp { algorithm: Algorithm::Sha1, digits, counter: Counter::new(0) };
        Seed::new(Text::new("1").unwrap(), scheme, SecretBytes::new(&[1; 20]).unwrap()).unwrap()
    };
    let written =
        write(&[seed(Digits::Eight), seed(Digits::Six)], Format::DuoHotp, &WriteOptions::default()).unwrap();
    let lost: Vec<_> = written.losses.iter().map(|loss| (loss.token, loss.what)).collect();
    let other = otp_seeds::Lost::Token("codes of another length than the first token's");
    assert_eq!(lost, [(0, otp_seeds::Lost::Setting("number of digits")), (1, other)]);
}
