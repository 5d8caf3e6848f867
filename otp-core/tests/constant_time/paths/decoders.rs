//! What reads secrets from text. Whether a text can be read at all is public, and the crates that read hexadecimal and
//! base32 branch on it, once for a text and not once for a character.

use super::{Path, key};
use otp_core::{
    Code, Encoding, Secret, Trail, Typed, UnixTime,
    yubikey::{AesKey, PrivateId},
};

pub(super) fn paths(seed: u64) -> impl Iterator<Item = Path> {
    let mut found = Vec::new();
    for length in [16, 20, 35, 64, 1000] {
        for encoding in [Encoding::Hex, Encoding::HexLenient, Encoding::Base32, Encoding::Base32Lenient] {
            let text = match encoding {
                Encoding::Hex => hex(&key(seed, length)),
                Encoding::HexLenient => spaced(&hex(&key(seed, length))),
                Encoding::Base32 => base32(&key(seed, length)),
                Encoding::Base32Lenient => spaced(&base32(&key(seed, length)).to_ascii_lowercase()),
            };
            let name = format!("decode {encoding:?} of {length} bytes");
            found.push(Path::new(name, vec![text], move |secrets| {
                Secret::decode(encoding, &secrets[0]).is_ok()
            }));
        }
    }
    found.push(Path::new("decode an AES key".into(), vec![hex(&key(seed, 16))], |secrets| {
        AesKey::from_hex(&secrets[0]).is_ok()
    }));
    found.push(Path::new("decode a private id".into(), vec![hex(&key(seed, 6))], |secrets| {
        PrivateId::from_hex(&secrets[0]).is_ok()
    }));
    for path in &mut found {
        path.allowed = 1;
    }
    let code: Vec<u8> = key(seed, 8).iter().map(|byte| b'0' + byte % 10).collect();
    found.push(Path::new("typed code".into(), vec![spaced(&code)], |secrets| {
        Code::parse(Typed::new(&secrets[0]).unwrap().as_bytes()).is_ok()
    }));
    found.push(Path::new("stored trail".into(), vec![code], |secrets| {
        let trail = Trail::default().push(Code::parse(&secrets[0]).unwrap(), UnixTime::new(7));
        Trail::from_bytes(&trail.to_bytes()).is_ok()
    }));
    found.into_iter()
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect()
}

fn base32(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    for group in bytes.chunks(5) {
        let bits = (0..5).fold(0_u64, |bits, at| bits << 8 | u64::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..8 {
            let filled = 5 * at < 8 * group.len();
            let value = bits >> (35 - 5 * at) & 31;
            text.push(if filled { b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[value as usize] } else { b'=' });
        }
    }
    text
}

/// In groups of four, as people paste it.
fn spaced(text: &[u8]) -> Vec<u8> {
    text.chunks(4).flat_map(|group| [group, b" "].concat()).collect()
}
