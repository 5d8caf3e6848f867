//! What the tests share: samples, published values, and a folder for foreign writers.

#![allow(dead_code, clippy::unwrap_used, reason = "tests, and each of them uses a part")]

use otp_seeds::{Format, Import, Options, ReadError, read};
use std::path::{Path, PathBuf};

/// The secret of RFC 4226, Appendix D.
pub(crate) const SECRET: &[u8] = b"12345678901234567890";

/// The pre-shared key of RFC 6030, Figure 6.
pub(crate) const KEY: &[u8] = b"\x12\x34\x56\x78\x90\x12\x34\x56\x78\x90\x12\x34\x56\x78\x90\x12";

/// The password of RFC 6030, Figure 7.
pub(crate) const PASSWORD: &[u8] = b"qwerty";

/// What opens every sample.
pub(crate) fn opened() -> Options<'static> {
    Options { key: Some(KEY), password: Some(PASSWORD), ..Options::default() }
}

pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name)).unwrap()
}

pub(crate) fn text(name: &str) -> String {
    String::from_utf8(sample(name)).unwrap()
}

pub(crate) fn import(name: &str) -> Import {
    read(&sample(name), &opened()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(crate) fn import_as(name: &str, format: Format) -> Import {
    read(&sample(name), &Options { format: Some(format), ..opened() }).unwrap()
}

pub(crate) fn refused(file: &str) -> ReadError {
    read(file.as_bytes(), &opened()).unwrap_err()
}

/// A plain PSKC file of one HOTP token.
pub(crate) fn plain_file(attributes: &str, suite: &str, data: &str, policy: &str) -> String {
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
pub(crate) fn plain(attributes: &str, suite: &str, data: &str, policy: &str) -> Import {
    read(plain_file(attributes, suite, data, policy).as_bytes(), &opened()).unwrap()
}

/// A folder of the test's own below `target`.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
