//! What others write is read, and what is written is read by others: python-pskc, pskctool, ykgenerate.

#![expect(clippy::unwrap_used, reason = "a test")]

mod support;

use otp_core::{Algorithm, Counter, Digits, Drift};
use otp_seeds::{
    Date, Format, Limits, Options, PrivateId, Protection, Scheme, SecretBytes, Seed, Text, WriteOptions,
    read, write,
};
use std::{
    path::{Path, PathBuf},
    process::Command,
};
use support::folder;

/// Runs a command and gives what it printed.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Whether a tool is here; else it says so, and fails where everything can be installed.
fn has(tool: &str) -> bool {
    let found = Command::new(tool).arg("--help").output().is_ok();
    if !found {
        eprintln!("SKIPPED: {tool} is not here");
        assert!(std::env::var_os("CI").is_none(), "{tool} is not here");
    }
    found
}

/// A Python that has python-pskc, installed once below `target`.
fn python() -> Option<PathBuf> {
    static ONCE: std::sync::OnceLock<Option<PathBuf>> = std::sync::OnceLock::new();
    ONCE.get_or_init(|| {
        let python = folder("venv").join("bin/python");
        let has_pskc = |python: &Path| {
            Command::new(python)
                .args(["-c", "import pskc, cryptography"])
                .output()
                .is_ok_and(|out| out.status.success())
        };
        if !has_pskc(&python) {
            let _ = Command::new("python3").args(["-m", "venv"]).arg(folder("venv")).output();
            let _ = Command::new(&python).args(["-m", "pip", "install", "-q", "python-pskc==1.4"]).output();
        }
        let found = has_pskc(&python);
        if !found {
            eprintln!("SKIPPED: python-pskc cannot be installed");
            assert!(std::env::var_os("CI").is_none(), "python-pskc cannot be installed");
        }
        found.then_some(python)
    })
    .clone()
}

/// Writes one HOTP and one TOTP token by python-pskc, after the lines that set it up.
fn written_by_python(python: &Path, name: &str, setup: &str) -> Vec<u8> {
    let file = folder("foreign").join(name);
    let program = format!(
        "import sys, datetime\nfrom pskc import PSKC\np = PSKC()\n\
         p.add_key(id='1', serial='11', manufacturer='Maker', model='One', algorithm='hotp', secret=bytes(range(24)), \
                   counter=7, response_length=8, response_encoding='DECIMAL')\n\
         k = p.add_key(id='2', serial='22', algorithm='totp', secret=bytes(range(100, 124)), time_interval=60, \
                   time_drift=-4, response_length=6, algorithm_suite='HMAC-SHA256')\n\
         k.policy.start_date = datetime.datetime(2006, 5, 1, 0, 0, tzinfo=datetime.timezone.utc)\n{setup}\n\
         p.write(sys.argv[1])\n"
    );
    run(Command::new(python).args(["-c", &program]).arg(&file));
    std::fs::read(file).unwrap()
}

fn assert_pair(file: &[u8], options: &Options<'_>, what: &str) {
    let import = read(file, options).unwrap_or_else(|error| panic!("{what}: {error}"));
    let [one, two] = import.tokens.as_slice() else { panic!("{what}: {:?}", import.problems) };
    assert_eq!((one.serial.as_str(), two.serial.as_str()), ("11", "22"), "{what}");
    assert_eq!(one.secret().as_bytes(), (0..24).collect::<Vec<u8>>(), "{what}");
    assert_eq!(two.secret().as_bytes(), (100..124).collect::<Vec<u8>>(), "{what}");
    let hotp = Scheme::Hotp { algorithm: Algorithm::Sha1, digits: Digits::Eight, counter: Counter::new(7) };
    assert_eq!(*one.scheme(), hotp, "{what}");
    let (algorithm, digits) = (Algorithm::Sha256, Digits::Six);
    assert_eq!(*two.scheme(), Scheme::Totp { algorithm, digits, step: 60, drift: Drift::new(-4) }, "{what}");
    assert_eq!(two.start.as_ref().unwrap().as_str(), "2006-05-01T00:00:00Z", "{what}");
}

#[test]
fn python_pskc_is_read_in_every_cipher_it_offers() {
    let Some(python) = python() else { return };
    assert_pair(&written_by_python(&python, "plain.xml", ""), &Options::default(), "plain");
    let ciphers = [
        ("aes128-cbc", 16),
        ("aes192-cbc", 24),
        ("aes256-cbc", 32),
        ("tripledes-cbc", 24),
        ("tripledes-cbc", 16),
        ("camellia128-cbc", 16),
        ("camellia192-cbc", 24),
        ("camellia256-cbc", 32),
        ("kw-aes128", 16),
        ("kw-aes192", 24),
        ("kw-aes256", 32),
        ("kw-camellia128", 16),
        ("kw-camellia192", 24),
        ("kw-camellia256", 32),
        ("kw-tripledes", 24),
        ("kw-tripledes", 16),
    ];
    for (cipher, length) in ciphers {
        let setup = format!(
            "p.encryption.setup_preshared_key(key=bytes(range(7, {})), algorithm='{cipher}')",
            7 + length
        );
        let file = written_by_python(&python, "cipher.xml", &setup);
        let key: Vec<u8> = (7..7 + length).collect();
        assert_pair(&file, &Options { key: Some(&key), ..Options::default() }, cipher);
    }
}

#[test]
fn python_pskc_is_read_with_every_mac_and_password_derivation() {
    let Some(python) = python() else { return };
    for hash in ["sha1", "sha224", "sha256", "sha384", "sha512"] {
        let setup = format!(
            "p.mac.setup(algorithm='hmac-{hash}')\n\
             p.encryption.setup_pbkdf2('pässword', iterations=100, prf='hmac-{hash}', fields=['secret', 'counter'])"
        );
        let file = written_by_python(&python, "password.xml", &setup);
        let options = Options { password: Some("pässword".as_bytes()), ..Options::default() };
        assert_pair(&file, &options, hash);
    }
}

/// Secrets of a length that key wrap has to pad (RFC 5649).
#[test]
fn python_pskc_is_read_with_padded_key_wrap() {
    let Some(python) = python() else { return };
    for cipher in ["kw-aes128", "kw-camellia128"] {
        let setup = format!(
            "p.keys[0].secret = bytes(range(20))\n\
             p.encryption.setup_preshared_key(key=bytes(range(16)), algorithm='{cipher}')"
        );
        let file = written_by_python(&python, "padded.xml", &setup);
        let key: Vec<u8> = (0..16).collect();
        let import = read(&file, &Options { key: Some(&key), ..Options::default() }).unwrap();
        assert_eq!(import.tokens[0].secret().as_bytes(), (0..20).collect::<Vec<u8>>());
    }
}

/// Tokens of every kind that PSKC carries.
fn fleet() -> Vec<Seed> {
    let text = |text| Some(Text::new(text).unwrap());
    let seed = |serial, scheme, secret: &[u8]| {
        Seed::new(Text::new(serial).unwrap(), scheme, SecretBytes::new(secret).unwrap()).unwrap()
    };
    let (algorithm, digits) = (Algorithm::Sha512, Digits::Eight);
    let counter = Counter::new(u64::from(u32::MAX));
    let hotp = Scheme::Hotp { algorithm: Algorithm::Sha1, digits: Digits::Six, counter };
    let totp = Scheme::Totp { algorithm, digits, step: 60, drift: Drift::new(-4) };
    let mut all = vec![
        seed("A<&>\"1", hotp, b"12345678901234567890"),
        seed("2", totp, &[7; 64]),
        seed("3", Scheme::YubiKey { private_id: PrivateId::new(b"\x87\x92\xeb\xfe\x26\xcc") }, &[9; 16]),
    ];
    for seed in &mut all {
        (seed.maker, seed.model, seed.owner) = (text("Mäker"), text("Model"), text("ann"));
        seed.start = Some(Date::new("2006-05-01T00:00:00Z").unwrap());
    }
    all[2].public_id = text("dteffuje");
    all
}

#[test]
fn python_pskc_and_pskctool_read_what_is_written() {
    let key: Vec<u8> = (0..32).collect();
    let protections = [
        ("plain", Protection::Plain, "None"),
        ("key16", Protection::Key(&key[..16]), "p.encryption.key = bytes(range(16))"),
        ("key24", Protection::Key(&key[..24]), "p.encryption.key = bytes(range(24))"),
        ("key32", Protection::Key(&key), "p.encryption.key = bytes(range(32))"),
        ("password", Protection::Password(b"pw"), "p.encryption.derive_key('pw')"),
    ];
    let rows =
        "A<&>\"1|Mäker|Model|ann|hotp|6|3132333435363738393031323334353637383930|4294967295|None|None|None\n\
                2|Mäker|Model|ann|totp|8|"
            .to_owned()
            + &"07".repeat(64)
            + "|None|60|-4|HMAC-SHA512\n3|Mäker|Model|ann|yubikey-aes|40|"
            + &"09".repeat(16)
            + "|None|None|None|None\n";
    for (name, protection, unlock) in protections {
        let options = WriteOptions { protection, iterations: 1000, ..WriteOptions::default() };
        let written = write(&fleet(), Format::Pskc, &options).unwrap();
        let file = folder("foreign").join(format!("ours-{name}.xml"));
        std::fs::write(&file, &*written.bytes).unwrap();
        if let Some(python) = python() {
            let program = format!(
                "import sys, re\nfrom pskc import PSKC\np = PSKC(sys.argv[1])\n{unlock}\n\
                 for k in p.keys:\n    print(k.serial, k.manufacturer, k.model, k.device_userid, \
                 re.split('[:#]', k.algorithm)[-1], k.response_length, k.secret.hex(), k.counter, k.time_interval, \
                 k.time_drift, k.algorithm_suite, sep='|')"
            );
            let program = Command::new(python)
                .env("PYTHONIOENCODING", "utf-8")
                .args(["-c", &program])
                .arg(&file)
                .output();
            let program = program.unwrap();
            assert!(program.status.success(), "{name}: {}", String::from_utf8_lossy(&program.stderr));
            assert_eq!(String::from_utf8(program.stdout).unwrap(), rows, "{name}");
        }
        if has("pskctool") {
            let told = run(Command::new("pskctool").arg("--info").arg(&file));
            for line in [
                "Manufacturer: Mäker",
                "SerialNo: A<&>\"1",
                "Key Counter: 4294967295",
                "Key TimeDrift: 4294967292",
            ] {
                assert!(told.contains(line), "{name}: {line} is not in {told}");
            }
            let secret = told.contains("Key Secret (base64): MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=");
            assert_eq!(secret, name == "plain", "{told}");
        }
    }
}

/// pskctool has no mode that writes tokens; signing writes the whole file anew, with another declaration and a
/// signature after the packages.
#[test]
fn what_pskctool_writes_is_read() {
    if !has("pskctool") || !has("openssl") {
        return;
    }
    let (folder, written) =
        (folder("foreign"), write(&fleet(), Format::Pskc, &WriteOptions::default()).unwrap());
    let path = |name: &str| folder.join(name);
    std::fs::write(path("unsigned.xml"), &*written.bytes).unwrap();
    let (key, certificate) = (path("sign.pem"), path("sign.crt"));
    run(Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "9"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate));
    let signed = run(Command::new("pskctool")
        .arg("--sign")
        .arg("--sign-key")
        .arg(&key)
        .arg("--sign-crt")
        .arg(&certificate)
        .arg(path("unsigned.xml")));
    assert!(signed.contains("SignatureValue"), "{signed}");
    let import =
        read(signed.as_bytes(), &Options { limits: Limits::default(), ..Options::default() }).unwrap();
    assert_eq!(import.tokens, fleet());
}

/// A key is read from Yubico's format, and an OTP that `ykgenerate` makes of the same values logs in.
#[test]
fn ykgenerate_makes_otps_of_what_is_read() {
    use otp_core::{Attempt, Input, Profile, UnixTime, yubikey::Otp};
    if !has("ykgenerate") {
        return;
    }
    let row = "508326,cccccccccccc,83cebdfb7b93,a47c5bf9c152202f577be6721c0113af,,2013-12-12T08:43:17,\n";
    let import = read(row.as_bytes(), &Options::default()).unwrap();
    let made = run(Command::new("ykgenerate").args([
        "a47c5bf9c152202f577be6721c0113af",
        "83cebdfb7b93",
        "0100",
        "a8c0",
        "00",
        "10",
    ]));
    let otp = Otp::parse(format!("cccccccccccc{}", made.trim()).as_bytes()).unwrap();
    let (token, state) = (import.tokens[0].token(Profile::Rfc).unwrap(), import.tokens[0].state());
    let accepted = token.verify(&state, Attempt::unthrottled(), Input::Otp(otp), UnixTime::new(0));
    assert!(accepted.is_ok(), "{accepted:?}");
    assert_eq!(import.tokens[0].public_id.as_ref().unwrap().as_str(), otp.public_id());
}
