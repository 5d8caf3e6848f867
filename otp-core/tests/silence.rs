//! No message and no debug output shows what was typed, nor any part of a secret.

use otp_core::{
    Algorithm, Code, Digits, Encoding, Hotp, Input, Profile, Run, Secret, Serial, Throttle, Token, TokenKind,
    TokenState, Totp, Trail, Typed, UnixTime, YubiKey, hotp,
    token::Policy,
    totp,
    yubikey::{AesKey, Otp, PrivateId},
};
use std::{error::Error, fmt::Debug};

/// Whether a text shows four characters in a row of another.
fn shows(text: &str, hidden: &[u8]) -> bool {
    hidden.windows(4).any(|part| text.as_bytes().windows(4).any(|shown| shown.eq_ignore_ascii_case(part)))
}

#[test]
fn no_error_repeats_its_input() {
    // Too long, too short, with wrong characters at many places; for every reader there is one that it refuses.
    let long = "Xq7Zw9Kv3Jp5".repeat(200);
    let texts = [
        long.as_str(),
        &long[..90],
        &long[..44],
        &long[..32],
        &long[..12],
        "918273x",
        "987654321",
        "5318008#",
    ];
    let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Rfc);
    let token = Token::hotp(TokenKind::Hotp6, &policy, &Secret::new(&[7; 20]).unwrap()).unwrap();
    let mut refusals = 0;
    for text in texts.map(str::as_bytes) {
        let errors = [
            Code::parse(text).err().map(boxed),
            Typed::new(text).err().map(boxed),
            Otp::parse(text).err().map(boxed),
            Secret::new(text).err().map(boxed),
            Secret::new_short(text).err().map(boxed),
            Secret::decode(Encoding::Hex, text).err().map(boxed),
            Secret::decode(Encoding::HexLenient, text).err().map(boxed),
            Secret::decode(Encoding::Base32, text).err().map(boxed),
            Secret::decode_short(Encoding::Base32Lenient, text).err().map(boxed),
            AesKey::from_hex(text).err().map(boxed),
            PrivateId::from_hex(text).err().map(boxed),
            hotp::State::from_bytes(text).err().map(boxed),
            TokenState::from_bytes(text).err().map(boxed),
            Throttle::from_bytes(text).err().map(boxed),
            Trail::from_bytes(text).err().map(boxed),
            Serial::parse(&[b"token ", text, b"#"].concat()).err().map(boxed),
            str::from_utf8(text).unwrap().parse::<TokenKind>().err().map(boxed),
            str::from_utf8(text).unwrap().parse::<Profile>().err().map(boxed),
            token.read(text).err().map(boxed),
            token.read_run(&[text, text]).err().map(boxed),
        ];
        for error in errors.into_iter().flatten() {
            refusals += 1;
            assert!(!shows(&error.to_string(), text), "{error}");
            assert!(!shows(&format!("{error:?}"), text), "{error:?}");
        }
    }
    assert!(refusals > 130, "{refusals}");
}

fn boxed(error: impl Error + 'static) -> Box<dyn Error> {
    Box::new(error)
}

#[test]
fn no_debug_output_shows_a_secret() {
    let key = *b"\xa7\xc3\xe5\xb9\xd1\xf3\xab\xcd\xef\xba\xdc\xfe\xa9\xcb\xed\x8f";
    let id = *b"\xa7\xc3\xe5\xb9\xd1\xf3";
    let modhex = "ldrvulnekjbhrtuvldrvulnekjbhrtuv";
    let secret = Secret::new(&key).unwrap();
    let hotp = Hotp::new(&secret, Algorithm::Sha256, Digits::Six, hotp::Policy::default()).unwrap();
    let totp = Totp::new(&secret, Algorithm::Sha512, Digits::Six, totp::Policy::default()).unwrap();
    let code = Code::parse(b"918273").unwrap();
    let otp = Otp::parse(format!("cccc{modhex}").as_bytes()).unwrap();

    let mut hidden: Vec<Vec<u8>> = vec![key.to_vec(), b"918273".to_vec(), modhex.as_bytes().to_vec()];
    hidden.push(key.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect());
    hidden.push(key.iter().flat_map(|byte| format!("{byte}, ").into_bytes()).collect());
    let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Rfc);
    let now = UnixTime::new(1_700_000_000);
    let shown: [&dyn Debug; 16] = [
        &secret,
        &hotp,
        &totp,
        &code,
        &Run::from([code, code]),
        &Run::from([code; 3]),
        &Typed::new(b"918 273").unwrap(),
        &AesKey::new(&key),
        &PrivateId::new(&id),
        &YubiKey::new(&AesKey::new(&key), PrivateId::new(&id)),
        &otp,
        &Trail::default().push(code, now).push(code, now),
        &Input::Code(code),
        &Input::Otp(otp),
        &Token::hotp(TokenKind::Hotp6, &policy, &secret).unwrap(),
        &Token::yubikey(&AesKey::new(&key), PrivateId::new(&id)).unwrap(),
    ];
    for shown in shown.map(|value| format!("{value:?} {value:#?}")) {
        assert!(shown.starts_with(char::is_uppercase), "{shown} does not say what it is");
        for hidden in &hidden {
            assert!(!shows(&shown, hidden), "{shown}");
        }
    }
    // The test itself would see it.
    assert!(shows(&format!("{key:?}"), &hidden[4]));
    assert!(shows(&format!("{otp:?} {modhex}"), &hidden[2]));
}
