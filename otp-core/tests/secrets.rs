//! What was secret is gone after its use: from the stack below a verdict, from the heap, and from where it was dropped.

#![cfg(all(target_os = "linux", feature = "hazmat"))]
#![expect(clippy::unwrap_used, reason = "a test")]

mod device;
mod memory;

use device::{OTP, yubikey};
use memory::{Needles, allocations, left_on_the_heap, left_on_the_stack};
use otp_core::{
    Algorithm, Attempt, Code, Digits, Profile, Run, Secret, Throttle, Token, TokenKind, TokenState, Trail,
    UnixTime, hotp, lookup,
    mac::{Backend, Crowd, Mac},
    token::Policy,
    traceless,
    window::{Pick, Window},
};
use std::{collections::BTreeSet, hint::black_box};
use zeroize::{Zeroize, zeroize_stack};

/// No byte of it is the same as its neighbours, and it is in no other memory.
const KEY: [u8; 20] = *b"\x9d\x4e\x17\xc3\x58\xf1\x2b\x86\xe0\x3a\x75\xac\x61\xd8\x0f\x94\x4b\xb2\x6e\x39";

/// The counter at which the windows begin.
const FIRST: u64 = 1_000_000;

const ALGORITHMS: [Algorithm; 3] = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];

const NOW: UnixTime = UnixTime::new(FIRST * 30);

/// More than any verdict uses.
const DEEP: usize = 32 << 10;

fn needles(algorithm: Algorithm) -> Needles {
    Needles::default().key(algorithm, &KEY, FIRST)
}

/// A code that fits none of the counters.
fn wrong() -> Code {
    Code::parse(b"000000").unwrap()
}

fn token(kind: TokenKind, algorithm: Algorithm) -> (Token, TokenState) {
    let policy = Policy { algorithm, ..Policy::for_kind(kind, Profile::Rfc) };
    // A state that has accepted nothing has a gap, in which what lay on the stack would be carried along.
    let token = traceless(|| {
        let secret = Secret::new(&KEY).unwrap();
        Token::new(kind, &policy, &secret)
    });
    let state = match kind {
        TokenKind::Totp6 => TokenState::for_kind(kind),
        _ => hotp::State::new(otp_core::Counter::new(FIRST)).into(),
    };
    (token.unwrap(), state)
}

/// What a place shows, where nothing may be left.
fn assert_nothing(left: &BTreeSet<&str>, place: &str) {
    assert!(left.is_empty(), "{place}: {left:?}");
}

#[test]
fn no_search_of_a_resync_leaves_a_secret_on_the_stack() {
    for backend in Backend::available() {
        for algorithm in ALGORITHMS {
            let (mac, needles) = (Mac::on(backend, algorithm, &KEY), needles(algorithm));
            for alignments in [1, 2, 15, 16, 31, 32, 1001] {
                let window =
                    Window { first: FIRST.into(), alignments, unspent: FIRST.into(), last: u64::MAX };
                // Each alone, since the zeros of one lie over what another left.
                let one = || _ = black_box(window.search(&mac, Digits::Six, &[wrong()], Pick::Lowest));
                let two = || _ = black_box(window.search(&mac, Digits::Six, &[wrong(); 2], Pick::Only));
                let three = || _ = black_box(window.search(&mac, Digits::Six, &[wrong(); 3], Pick::Only));
                let left = [
                    if alignments < 16 { BTreeSet::new() } else { left_on_the_stack(&needles, one) },
                    left_on_the_stack(&needles, two),
                    left_on_the_stack(&needles, three),
                ];
                for (left, codes) in left.iter().zip(1..) {
                    let place = format!("{backend}, {algorithm:?}, {alignments} alignments, {codes} codes");
                    assert_nothing(left, &place);
                }
            }
        }
    }
}

#[test]
fn no_resync_and_no_lookup_leaves_a_secret_on_the_stack() {
    for algorithm in ALGORITHMS {
        for kind in [TokenKind::Hotp6, TokenKind::Totp6] {
            let ((token, state), run) = (token(kind, algorithm), Run::from([wrong(); 2]));
            let left = left_on_the_stack(&needles(algorithm), || {
                let _ = black_box(token.resync(&state, Attempt::unthrottled(), run, NOW));
            });
            assert_nothing(&left, &format!("a resync, {kind}, {algorithm:?}"));
            for tokens in [1, 40] {
                let left = left_on_the_stack(&needles(algorithm), || {
                    let _ = black_box(lookup(std::iter::repeat_n((&token, &state), tokens), run, NOW));
                });
                assert_nothing(&left, &format!("a lookup of {tokens}, {kind}, {algorithm:?}"));
            }
        }
    }
}

/// A login leaves what the compiler spilled; SECURITY.md tells callers to do this where that matters.
#[test]
fn no_login_leaves_a_secret_on_a_stack_that_its_caller_wipes() {
    for algorithm in ALGORITHMS {
        for kind in [TokenKind::Hotp6, TokenKind::Totp6] {
            let (token, state) = token(kind, algorithm);
            let left =
                left_on_the_stack(&needles(algorithm), || traceless(|| login(&token, &state, b"000000")));
            assert_nothing(&left, &format!("{kind}, {algorithm:?}"));
        }
    }
    let (token, state) = (yubikey().unwrap(), TokenState::for_kind(TokenKind::YubiKey));
    let left = left_on_the_stack(&yubikey_needles(), || traceless(|| login(&token, &state, OTP.as_bytes())));
    assert_nothing(&left, "a YubiKey");
}

#[inline(never)]
fn login(token: &Token, state: &TokenState, text: &[u8]) {
    let input = token.read(text).unwrap();
    let _ = black_box(token.verify(state, Attempt::unthrottled(), input, NOW));
}

/// The key, the private id and the decrypted block of the published OTP.
fn yubikey_needles() -> Needles {
    let key = b"\xec\xde\x18\xdb\xe7\x6f\xbd\x0c\x33\x33\x0f\x1c\x35\x48\x71\xdb";
    Needles::default().bytes("AES key", key).bytes("decrypted block", &decrypted(key))
}

fn decrypted(key: &[u8; 16]) -> [u8; 16] {
    use aes::cipher::{BlockCipherDecrypt, KeyInit};
    let nibble = |character| b"cbdefghijklnrtuv".iter().position(|modhex| *modhex == character).unwrap();
    let pair = |pair: &[u8]| u8::try_from(nibble(pair[0]) << 4 | nibble(pair[1])).unwrap();
    let block: Vec<u8> = OTP.as_bytes()[8..].chunks(2).map(pair).collect();
    let mut block: [u8; 16] = block.try_into().unwrap();
    aes::Aes128Dec::new(key.into()).decrypt_block((&mut block).into());
    assert_eq!(block[..6], *b"\x87\x92\xeb\xfe\x26\xcc");
    block
}

#[test]
fn tokens_on_the_heap_are_wiped_before_they_are_given_back() {
    for algorithm in ALGORITHMS {
        for kind in [TokenKind::Hotp6, TokenKind::Totp6] {
            let left = left_on_the_heap(needles(algorithm), || {
                // What earlier work spilled would get into the gaps between the fields of what is moved.
                zeroize_stack::<DEEP>();
                let (token, state) = token(kind, algorithm);
                let token = Box::new(token);
                login(&token, &state, b"000000");
                drop(token);
                drop(Box::new(Secret::new(&KEY).unwrap()));
                zeroize_stack::<DEEP>();
                let policy = Policy { algorithm, ..Policy::for_kind(kind, Profile::Rfc) };
                let secrets = [Secret::new(&KEY).unwrap()];
                drop(Token::many(kind, &policy, secrets.iter()).unwrap().collect::<Vec<_>>());
            });
            if (kind, algorithm) == (TokenKind::Totp6, Algorithm::Sha512) {
                // Words of a midstate that its own constructor spilled lie in such a gap: see SECURITY.md.
                assert!(left.iter().all(|name| *name == "midstate"), "{left:?}");
            } else {
                assert_nothing(&left, &format!("{kind}, {algorithm:?}"));
            }
        }
    }
    let left = left_on_the_heap(yubikey_needles(), || {
        let token = Box::new(yubikey().unwrap());
        login(&token, &TokenState::for_kind(TokenKind::YubiKey), OTP.as_bytes());
    });
    assert_nothing(&left, "a YubiKey");
}

#[test]
fn the_keys_of_a_crowd_are_wiped_before_they_are_given_back() {
    for backend in Backend::available() {
        // Of SHA-512 a word of a midstate gets into the gap behind the last field: see SECURITY.md.
        for algorithm in [Algorithm::Sha1, Algorithm::Sha256] {
            let left = left_on_the_heap(needles(algorithm), || {
                let macs = [(); Crowd::LANES].map(|()| Mac::on(backend, algorithm, &KEY));
                zeroize_stack::<DEEP>();
                drop(Crowd::of(&macs.each_ref()).map(Box::new));
            });
            assert_nothing(&left, &format!("{backend}, {algorithm:?}"));
        }
    }
}

/// What looks for secrets sees those that nobody wiped.
#[test]
fn planted_leftovers_are_found() {
    let found = |work: fn()| left_on_the_heap(needles(Algorithm::Sha1), work);
    assert!(found(|| drop(black_box(KEY.to_vec()))).contains("key"), "a vector that is not wiped");
    let grown = || {
        let mut grown = Vec::with_capacity(20);
        for byte in KEY {
            grown.push(byte);
        }
        grown.push(0);
        grown.as_mut_slice().zeroize();
    };
    assert!(found(grown).contains("key"), "a vector that is wiped, but has grown");
    let padded = || drop(black_box(KEY.map(|byte| byte ^ 0x5c).to_vec()));
    assert!(found(padded).contains("padded key"));
    let spilled = left_on_the_stack(&needles(Algorithm::Sha1), || {
        black_box([0_u8; 8192]);
        let mut frame = black_box([[0; 20]; 64]);
        frame[32] = KEY;
        black_box(&frame);
    });
    assert!(spilled.contains("key"), "a frame that is not wiped");
}

#[test]
fn verdicts_allocate_nothing() {
    for kind in [TokenKind::Hotp6, TokenKind::Totp6] {
        let ((token, state), throttle) = (token(kind, Algorithm::Sha1), Throttle::default());
        let (count, ()) = allocations(|| {
            let attempt = throttle.begin(&token.policy().throttle, NOW).unwrap();
            let input = token.read(b"000000").unwrap();
            let _ = black_box(token.verify(&state, attempt, input, NOW));
            let run = token.read_run(&[b"000000", b"000000"]).unwrap();
            let _ = black_box(token.resync(&state, Attempt::unthrottled(), run, NOW));
            let trail = Trail::default().push(wrong(), NOW).push(wrong(), NOW);
            let _ = black_box(trail.last(otp_core::RunLength::Two, NOW, Trail::LIMIT));
            let _ = black_box(lookup(std::iter::repeat_n((&token, &state), 40), run, NOW));
            let _ = black_box(TokenState::from_bytes(&state.to_bytes()));
        });
        assert_eq!(count, 0, "{kind}");
    }
    assert_eq!(
        allocations(|| login(&yubikey().unwrap(), &TokenState::for_kind(TokenKind::YubiKey), OTP.as_bytes()))
            .0,
        0
    );
    // The count itself counts.
    assert_eq!(allocations(|| black_box(Box::new(1))).0, 1);
}
