//! A file of every format, found by its content and read by its values.

mod support;

use base64ct::{Base64, Encoding as _};
use otp_core::{Algorithm, Counter, Digits, Drift};
use otp_seeds::{Format, Import, Options, ReadError, Scheme, Trouble, read};
use support::{SECRET, import, import_as, sample};

fn serials(import: &Import) -> Vec<&str> {
    import.tokens.iter().map(|seed| seed.serial.as_str()).collect()
}

fn schemes(import: &Import) -> Vec<Scheme> {
    import.tokens.iter().map(|seed| seed.scheme().clone()).collect()
}

fn troubles(import: &Import) -> Vec<(u64, Trouble)> {
    import.problems.iter().map(|problem| (problem.line, problem.trouble)).collect()
}

fn hotp(algorithm: Algorithm, digits: Digits, counter: u64) -> Scheme {
    Scheme::Hotp { algorithm, digits, counter: Counter::new(counter) }
}

fn totp(algorithm: Algorithm, digits: Digits, step: u32) -> Scheme {
    Scheme::Totp { algorithm, digits, step, drift: Drift::new(0) }
}

use Algorithm::{Sha1, Sha256, Sha512};
use Digits::{Eight, Six};

#[test]
fn serial_and_hexadecimal_fit_several_formats_and_the_caller_is_asked() {
    let asked = |file| match read(&sample(file), &Options::default()) {
        Err(ReadError::Ambiguous { formats }) => formats,
        other => panic!("{file}: {other:?}"),
    };
    assert_eq!(asked("duo-hotp.csv"), [Format::DuoHotp, Format::DuoTotp, Format::PingHotp]);
    let ping = [Format::DuoHotp, Format::DuoTotp, Format::PingHotp, Format::PingTotp, Format::PrivacyIdea];
    assert_eq!(asked("ping.csv"), ping);

    let duo = import_as("duo-hotp.csv", Format::DuoHotp);
    assert_eq!(schemes(&duo), [0, 0, 42].map(|counter| hotp(Sha1, Six, counter)));
    assert_eq!(duo.tokens[2].secret().as_bytes(), SECRET);
    assert_eq!(
        schemes(&import_as("duo-totp.csv", Format::DuoTotp)),
        [30, 60].map(|step| totp(Sha1, Six, step))
    );
    assert_eq!(schemes(&import_as("ping.csv", Format::PingTotp)), [30, 30].map(|step| totp(Sha1, Six, step)));
    assert_eq!(serials(&import_as("ping.csv", Format::PingHotp)), ["2308734700388", "2308734700389"]);
}

#[test]
fn yubikeys_of_duo_and_of_yubicos_tools() {
    let duo = import("duo-yubikey.csv");
    assert_eq!((duo.format, serials(&duo)), (Format::DuoYubiKey, vec!["dteffuje", "508326"]));
    let csv = import("yubico.csv");
    assert_eq!(
        (csv.format, serials(&csv)),
        (Format::YubicoCsv, vec!["508326", "1382042", "7538154", "1382043"])
    );
    assert_eq!(*csv.tokens[3].scheme(), hotp(Sha1, Six, 16));
    assert_eq!(troubles(&csv), [(2, Trouble::PerhapsChallenge), (5, Trouble::NoCodes)]);

    // A locale's commas, and a public id that is half modhex, half hexadecimal.
    let log = import("yubico-log.csv");
    assert_eq!((log.format, serials(&log)), (Format::YubicoLog, vec!["dteffuje", "cccc7465"]));
    assert_eq!(*log.tokens[1].scheme(), hotp(Sha1, Eight, 16));
    assert_eq!(troubles(&log), [(4, Trouble::NoCodes), (5, Trouble::NoCodes)]);

    let pskc = import("yubico.xml");
    assert_eq!(pskc.tokens[0].secret(), duo.tokens[0].secret());
    assert_eq!(pskc.tokens[0].scheme(), duo.tokens[0].scheme());
    assert_eq!(pskc.tokens[1].public_id.as_ref().map(otp_seeds::Text::as_str), Some("cccc7654"));
    assert_eq!(*pskc.tokens[1].scheme(), hotp(Sha1, Six, 0));
}

/// The key and the OTP of yubico-c's README.
#[test]
fn a_yubikey_logs_in() -> Result<(), Box<dyn std::error::Error>> {
    use otp_core::{Attempt, Input, Profile, UnixTime, yubikey::Otp};
    for file in ["yubico.xml", "yubico-log.csv", "duo-yubikey.csv", "ykksm.txt"] {
        let import = import(file);
        let (token, state) = (import.tokens[0].token(Profile::Duo)?, import.tokens[0].state());
        let otp = Otp::parse(b"dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh")?;
        assert_eq!(import.tokens[0].public_id.as_ref().map(otp_seeds::Text::as_str), Some(otp.public_id()));
        let accepted = token.verify(&state, Attempt::unthrottled(), Input::Otp(otp), UnixTime::new(0))?;
        assert_eq!(accepted.previous(), &state);
    }
    Ok(())
}

#[test]
fn headers_tell_entra_and_thales() {
    let entra = import("entra.csv");
    assert_eq!((entra.format, serials(&entra)), (Format::Entra, vec!["1234567", "1234568"]));
    assert_eq!(schemes(&entra), [30, 60].map(|step| totp(Sha1, Six, step)));
    let name = |text: &Option<otp_seeds::Text>| text.as_ref().map(ToString::to_string);
    assert_eq!(name(&entra.tokens[1].owner).as_deref(), Some("bob@example.com"));
    assert_eq!(name(&entra.tokens[1].model).as_deref(), Some("Hardware, small"));
    assert_eq!(import("entra-without-upn.csv").tokens[0].secret().as_bytes(), SECRET);

    let thales = import("thales.csv");
    assert_eq!((thales.format, serials(&thales)), (Format::Thales, vec!["GALT10949319"]));
    assert_eq!(thales.tokens[0].secret().as_bytes(), SECRET);
    let start = thales.tokens[0].start.as_ref().map(otp_seeds::Date::as_str);
    assert_eq!(start, Some("2021-06-04T04:46:26"));
}

#[test]
fn privacyidea_tells_the_hash_by_the_length_of_the_secret() {
    let import_1 = import("privacyidea.csv");
    assert_eq!(
        (import_1.format, serials(&import_1)),
        (Format::PrivacyIdea, vec!["TOK1", "TOK2", "TOK4", "TOK5"])
    );
    let read = [hotp(Sha1, Six, 5), totp(Sha256, Eight, 60), hotp(Sha1, Six, 0), totp(Sha512, Six, 30)];
    assert_eq!(schemes(&import_1), read);
    assert_eq!(troubles(&import_1), [(4, Trouble::Kind)]);
    let owners = import("privacyidea-2.csv");
    let owner = |at: usize| owners.tokens[at].owner.as_ref().map(otp_seeds::Text::as_str);
    assert_eq!((owner(0), owner(1)), (Some("ann@example.com"), None));
}

#[test]
fn the_key_storage_module_has_comments_behind_its_rows() {
    let ykksm = import("ykksm.txt");
    assert_eq!((ykksm.format, serials(&ykksm), troubles(&ykksm)), (Format::Ykksm, vec!["1", "2"], vec![]));
    let start = |at: usize| ykksm.tokens[at].start.as_ref().map(otp_seeds::Date::as_str);
    assert_eq!((start(0), start(1)), (Some("2021-05-07T17:03:27"), Some("2021-05-07T17:03:27Z")));
    let short = import_as("duo-yubikey.csv", Format::Ykksm);
    assert!(matches!(short.problems[0].trouble, Trouble::Columns { found: 3, .. }));
}

#[test]
fn multiotp_says_type_digits_and_factor() {
    let multi = import("multiotp.csv");
    assert_eq!((multi.format, serials(&multi)), (Format::MultiOtp, vec!["T1", "T2"]));
    assert_eq!(schemes(&multi), [hotp(Sha1, Six, 5), totp(Sha1, Eight, 60)]);
    assert_eq!(multi.tokens[0].maker.as_ref().map(otp_seeds::Text::as_str), Some("Maker"));
    assert_eq!(multi.tokens[0].secret().as_bytes(), SECRET);
    assert_eq!(troubles(&multi), [(3, Trouble::Kind)]);
}

#[test]
fn feitian_writes_plain_pskc() {
    let feitian = import("feitian.xml");
    assert_eq!(serials(&feitian), ["2600000000001", "1000000000002"]);
    assert_eq!(schemes(&feitian), [totp(Sha1, Six, 60), hotp(Sha1, Six, 0)]);
    assert_eq!(feitian.problems, []);
}

#[test]
fn uris_with_all_their_ambiguities() {
    let uris = import("otpauth.txt");
    assert_eq!(serials(&uris), ["ann@example.com", "bob", "carol", "Dave", "c:d"]);
    let makers: Vec<_> =
        uris.tokens.iter().map(|seed| seed.maker.as_ref().map_or("", otp_seeds::Text::as_str)).collect();
    assert_eq!(makers, ["Example", "ACME Co", "", "Other", "a:b"]);
    assert_eq!(schemes(&uris)[..3], [totp(Sha256, Eight, 60), hotp(Sha1, Six, 7), hotp(Sha1, Six, 0)]);
    let expected =
        [(3, Trouble::CounterAssumed), (4, Trouble::Ignored), (4, Trouble::Issuers), (6, Trouble::Kind)];
    assert_eq!(troubles(&uris), expected);

    let migration = import("otpauth-migration.txt");
    assert_eq!((migration.format, serials(&migration)), (Format::Migration, vec!["ann", "bob"]));
    assert_eq!(schemes(&migration), [totp(Sha1, Six, 30), hotp(Sha256, Eight, 300)]);
    assert_eq!(troubles(&migration), [(1, Trouble::Algorithm), (1, Trouble::Parts { here: 1, size: 2 })]);
}

/// An export of one TOTP token.
fn export(name: &str, issuer: &str) -> String {
    let mut token = [&[0x0a, 20], SECRET, &[0x30, 2]].concat();
    for (tag, text) in [(0x12, name), (0x1a, issuer)] {
        token.extend([tag, u8::try_from(text.len()).unwrap_or(0)]);
        token.extend(text.bytes());
    }
    let payload = [&[0x0a, u8::try_from(token.len()).unwrap_or(0)], &token[..]].concat();
    format!("otpauth-migration://offline?data={}\n", Base64::encode_string(&payload).replace('=', "%3D"))
}

#[test]
fn a_label_with_an_issuer_means_the_same_in_a_link_and_in_an_export() {
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let read = |file: String| {
        let import = read(file.as_bytes(), &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        let problems = troubles(&import);
        (import.tokens, problems)
    };
    let text = |text| otp_seeds::Text::new(text).ok();
    for (name, issuer, serial, maker, problems) in [
        ("ACME: ann", "ACME", "ann", "ACME", vec![]),
        ("ACME:ann", "Other", "ann", "Other", vec![(1, Trouble::Issuers)]),
        ("ann", "ACME", "ann", "ACME", vec![]),
        ("ann", "", "ann", "", vec![]),
        ("ACME:ann:7", "ACME", "ann:7", "ACME", vec![]),
        (":ann", "ACME", "ann", "ACME", vec![]),
    ] {
        let (tokens, told) = read(export(name, issuer));
        assert_eq!(told, problems, "{name} {issuer}");
        assert_eq!(
            (Some(&tokens[0].serial), &tokens[0].maker),
            (text(serial).as_ref(), &text(maker)),
            "{name}"
        );
        let link = format!("otpauth://totp/{name}?secret={secret}&issuer={issuer}\n");
        assert_eq!(read(link), (tokens, told), "{name} {issuer}");
    }
}

/// A link without tokens that is a part of an export.
fn part(index: u8, size: u8, export: u8) -> String {
    let data = Base64::encode_string(&[0x10, 1, 0x18, size, 0x20, index, 0x28, export]);
    format!("otpauth-migration://offline?data={}\n", data.replace('=', "%3D"))
}

#[test]
fn a_part_of_an_export_that_is_there_twice_is_one_part() {
    let told = |parts: &[(u8, u8, u8)]| {
        let file: String = parts.iter().map(|&(index, size, export)| part(index, size, export)).collect();
        troubles(&read(file.as_bytes(), &Options::default()).unwrap())
    };
    let missing = |line, here, size| (line, Trouble::Parts { here, size });
    assert_eq!(told(&[(0, 2, 7), (1, 2, 7)]), []);
    assert_eq!(told(&[(1, 2, 7), (1, 2, 7)]), [missing(1, 1, 2)]);
    // Once for all of an export; parts of another one do not stand in.
    assert_eq!(told(&[(0, 3, 7), (1, 3, 7), (2, 3, 8)]), [missing(1, 2, 3), missing(3, 1, 3)]);
    assert_eq!(told(&[(0, 1, 7), (0, 0, 8)]), []);
}

/// Whose colon it is nobody knows, and two accounts of one name must not become one.
#[test]
fn without_an_issuer_the_whole_name_of_an_export_is_the_serial() {
    for name in ["GitHub:ann", "root@10.0.0.1:22", "ann"] {
        let import = read(export(name, "").as_bytes(), &Options::default()).unwrap();
        assert_eq!((import.tokens[0].serial.as_str(), &import.tokens[0].maker), (name, &None));
    }
}
