//! Tokens that are set up many at a time are those that are set up one by one.

mod device;

use device::{Device, NOW, STEP, accepted, expecting};
use otp_core::{
    Algorithm, Attempt, ConfigError, Input, Profile, Secret, Token, TokenKind, TokenState, throttle,
    token::Policy,
};
use std::iter;

#[test]
fn each_token_has_the_key_in_its_place() {
    for kind in [TokenKind::Hotp6, TokenKind::Hotp8, TokenKind::DuoD100, TokenKind::Totp6, TokenKind::Totp8] {
        for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
            let devices: Vec<Device> =
                (0..70).map(|key| Device { key: [key; 20], algorithm, ..Device::of(kind) }).collect();
            let secrets: Vec<Secret> =
                devices.iter().map(|device| Secret::new(&device.key).unwrap()).collect();
            let policy = Policy { algorithm, ..Policy::for_kind(kind, Profile::Rfc) };
            let tokens: Vec<Token> = Token::many(kind, &policy, &secrets).unwrap().collect();
            assert_eq!(tokens.len(), 70);
            let state = match TokenState::for_kind(kind) {
                TokenState::Hotp(_) => expecting(STEP),
                TokenState::Totp(_) | TokenState::YubiKey(_) => accepted(None, 0),
            };
            for (token, device) in tokens.iter().zip(&devices) {
                assert_eq!((token.kind(), token.policy()), (kind, &policy));
                let verify = |code| token.verify(&state, Attempt::unthrottled(), Input::Code(code), NOW);
                assert!(verify(device.code(STEP)).is_ok());
                assert!(verify(Device { key: [99; 20], ..*device }.code(STEP)).is_err());
            }
        }
    }
}

#[test]
fn no_secret_is_taken_under_a_policy_that_cannot_be_had() {
    let never = iter::from_fn(|| -> Option<&Secret> { unreachable!("a secret was taken") });
    let refusal = |kind, policy| Token::many(kind, &policy, never.clone()).err();
    let rfc = |kind| Policy::for_kind(kind, Profile::Rfc);
    assert_eq!(refusal(TokenKind::YubiKey, rfc(TokenKind::YubiKey)), Some(ConfigError::KindMismatch));
    assert_eq!(refusal(TokenKind::Hotp6, rfc(TokenKind::Hotp8)), Some(ConfigError::KindMismatch));
    for kind in [TokenKind::Hotp6, TokenKind::Totp6] {
        let mut policy = rfc(kind);
        policy.hotp.look_ahead = 20_000;
        policy.totp.ahead = 20_000;
        assert!(matches!(refusal(kind, policy), Some(ConfigError::WindowTooWide { .. })));
        let throttle = throttle::Policy { limit: 0, ..rfc(kind).throttle };
        assert!(refusal(kind, Policy { throttle, ..rfc(kind) }).is_some());
    }
}

#[test]
fn no_secrets_make_no_tokens() {
    let policy = Policy::for_kind(TokenKind::Totp8, Profile::Rfc);
    assert_eq!(Token::many(TokenKind::Totp8, &policy, &[]).unwrap().count(), 0);
}
