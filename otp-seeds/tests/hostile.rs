//! Files that are damaged, altered, or made to exhaust the reader.

mod support;

use otp_seeds::{Format, Limits, Options, ReadError, Trouble, WriteOptions, read, write};
use std::time::{Duration, Instant};
use support::{import, opened, refused, sample, text};

/// Figure 6, with one text of it changed.
fn figure_6(from: &str, to: &str) -> String {
    let text = text("rfc6030-figure6.xml");
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn an_altered_mac_key_value_or_ciphertext_is_not_authentic() {
    let changes = [
        ("Su+Nvt", "Su+Mvt"),
        ("AAECAwQF", "AAECAwQE"),
        ("AAECAwQFBgcICQoLDA0OD+cI", "AAECAwQFBgcICQoLDA0OD+cJ"),
    ];
    for (from, to) in changes {
        assert_eq!(refused(&figure_6(from, to)), ReadError::WrongKey, "{from}");
    }
}

/// The MAC's key comes before any MAC, so its padding must not be told apart from a wrong MAC.
#[test]
fn every_byte_of_the_mac_key_gives_the_same_error() {
    let whole = "ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX";
    for at in 0..whole.len() {
        let other = if &whole[at..=at] == "A" { "B" } else { "A" };
        let altered = format!("{}{other}{}", &whole[..at], &whole[at + 1..]);
        assert_eq!(refused(&figure_6(whole, &altered)), ReadError::WrongKey, "{at}");
    }
}

#[test]
fn one_altered_value_does_not_hide_the_others() {
    let text = text("rfc6030-figure6.xml");
    let (start, end) = (text.find("    <KeyPackage>").unwrap(), text.find("</KeyContainer>").unwrap());
    let package = &text[start..end];
    let altered = package.replace("Su+Nvt", "Su+Mvt");
    let file = format!("{}{package}{altered}{package}</KeyContainer>", &text[..start]);
    let import = read(file.as_bytes(), &opened()).unwrap();
    assert_eq!(import.tokens.len(), 2);
    assert_eq!(import.problems[0].trouble, Trouble::WrongMac);
    let all = Options { all_or_nothing: true, ..opened() };
    assert!(matches!(read(file.as_bytes(), &all), Err(ReadError::Incomplete { .. })));
}

/// Whether the key is given or made of a password, and wherever the token stands.
#[test]
fn another_cipher_of_one_token_does_not_hide_the_others() {
    for name in ["rfc6030-figure6.xml", "rfc6030-figure7.xml"] {
        let text = text(name);
        let (start, end) = text.find("<KeyPackage>").zip(text.find("</KeyContainer>")).unwrap_or_else(|| {
            text.find("<pskc:KeyPackage>").zip(text.find("</pskc:KeyContainer>")).unwrap()
        });
        let (head, package, tail) = (&text[..start], &text[start..end], &text[end..]);
        let other = package.replace("aes128-cbc", "aes256-cbc");
        for packages in [[package, &other, package], [&other, package, package]] {
            let import = read(format!("{head}{}{tail}", packages.concat()).as_bytes(), &opened()).unwrap();
            assert_eq!((import.tokens.len(), import.problems[0].lost()), (2, true), "{name}");
            assert_eq!(import.problems[0].trouble, Trouble::KeyLength { expected: 32, found: 16 });
        }
        // No token that the key fits: then it is the key.
        let error = ReadError::KeyLength { expected: 32, found: 16 };
        assert_eq!(refused(&format!("{head}{other}{tail}")), error, "{name}");
    }
}

#[test]
fn a_missing_mac_is_refused_whether_declared_or_not() {
    let declared = figure_6("<ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=", "<Other>");
    let declared = declared.replace("</ValueMAC>", "</Other>");
    let text = text("rfc6030-figure6.xml");
    let (start, end) = (text.find("    <MACMethod").unwrap(), text.find("    <KeyPackage>").unwrap());
    let undeclared = format!("{}{}", &text[..start], &text[end..]);
    for file in [declared, undeclared] {
        let import = read(file.as_bytes(), &opened()).unwrap();
        assert_eq!(import.tokens, []);
        assert_eq!(import.problems[0].trouble, Trouble::NoMac);
    }
}

#[test]
fn wrong_and_missing_keys_and_passwords_are_told() {
    let (six, seven) = (sample("rfc6030-figure6.xml"), sample("rfc6030-figure7.xml"));
    let key = |key| Options { key, ..Options::default() };
    let password = |password| Options { password, ..Options::default() };
    assert_eq!(read(&six, &key(None)).unwrap_err(), ReadError::NeedKey);
    assert_eq!(read(&six, &key(Some(&[7; 16]))).unwrap_err(), ReadError::WrongKey);
    assert_eq!(
        read(&six, &key(Some(&[7; 32]))).unwrap_err(),
        ReadError::KeyLength { expected: 16, found: 32 }
    );
    assert_eq!(read(&seven, &password(None)).unwrap_err(), ReadError::NeedPassword);
    assert_eq!(read(&seven, &password(Some(b"qwertz"))).unwrap_err(), ReadError::WrongKey);
}

#[test]
fn work_is_bounded_before_it_is_done() {
    let started = Instant::now();
    let many = text("rfc6030-figure7.xml").replace(">1000<", ">4000000000<");
    let most = Limits::default().iterations;
    assert_eq!(refused(&many), ReadError::TooManyIterations { found: 4_000_000_000, most });
    let bytes = Options { limits: Limits { bytes: 10, ..Limits::default() }, ..opened() };
    let figure = sample("rfc6030-figure10.xml");
    assert_eq!(read(&figure, &bytes).unwrap_err(), ReadError::TooLarge { found: figure.len(), most: 10 });
    let tokens = Options { limits: Limits { tokens: 3, ..Limits::default() }, ..opened() };
    assert_eq!(read(&figure, &tokens).unwrap_err(), ReadError::TooManyTokens { most: 3 });
    assert!(started.elapsed() < Duration::from_secs(1));
}

/// More elements than fit is not too deep, and too many columns are not a long row.
#[test]
fn what_there_is_too_much_of_is_said_as_it_is() {
    let file = format!("<a>{}</a>", "<a/>".repeat(5000));
    assert_eq!(refused(&file), ReadError::TooManyElements { bytes: file.len() });
    let row = |row: &str| {
        let options = Options { format: Some(Format::DuoHotp), ..opened() };
        read(row.as_bytes(), &options).unwrap().problems[0].trouble
    };
    assert_eq!(row(&"1,".repeat(100)), Trouble::ManyColumns);
    assert_eq!(row(&"1".repeat(10_000)), Trouble::RowLength);
}

#[test]
fn no_document_type_and_no_entity_is_read() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE k [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><k>&b;</k>";
    assert_eq!(refused(bomb), ReadError::Dtd);
    let external = "<!DOCTYPE k SYSTEM \"file:///etc/passwd\"><k/>";
    assert_eq!(refused(external), ReadError::Dtd);
    assert!(matches!(refused("<KeyContainer>&a;</KeyContainer>"), ReadError::Xml { line: 1 }));
}

#[test]
fn every_truncation_is_told() {
    let whole = text("rfc6030-figure6.xml");
    let end = whole.trim_end().len();
    for length in 60..end {
        let error = refused(&whole[..length]);
        assert!(matches!(error, ReadError::NotClosed), "{length}: {error}");
    }
    assert_eq!(refused(&text("yubico-not-closed.xml")), ReadError::NotClosed);
}

/// Each of these would take the parser long, or much memory, or its stack.
#[test]
fn a_hundred_megabytes_of_malice_are_refused_quickly() {
    const SIZE: usize = 100 << 20;
    let fill = |start: &str, unit: &str| {
        let mut file = String::with_capacity(SIZE + 100);
        file.push_str(start);
        while file.len() < SIZE {
            file.push_str(unit);
        }
        file
    };
    let attributes: Vec<_> = (0..5000).map(|at| format!(" a{at}=\"\"")).collect();
    let spaces: Vec<_> = (0..30).map(|at| format!(" xmlns:n{at}=\"u\"")).collect();
    let (attributes, spaces) = (attributes.concat(), spaces.concat());
    let files = [
        ("nested", fill("<a>", "<a>"), true),
        ("siblings", fill("<a>", "<a/>"), true),
        ("attributes", fill("<a>", &format!("<a{attributes}/>")), true),
        ("namespaces", fill(&format!("<a{spaces}>"), "<a xmlns:b=\"c\"/>"), true),
        ("one tag", fill("<a ", "b"), true),
        ("comment", fill("<a><!--", "-"), true),
        ("row", fill("1,31,\"", "\"\"3"), false),
        ("rows", fill("", "a,b\n"), false),
        ("otpauth", fill("otpauth://totp/a?", "a=b&"), false),
    ];
    for (name, file, xml) in files {
        let started = Instant::now();
        let result = read(file.as_bytes(), &opened());
        let seconds = started.elapsed().as_secs();
        assert!(!xml || result.is_err(), "{name}");
        assert!(seconds < 20, "{name}: {seconds} s");
    }
}

/// All that a package says, before its keys and behind them, would be looked through for each of its keys.
#[test]
fn many_keys_of_one_package_are_read_quickly() {
    const KEYS: usize = 60_000;
    let head = "<KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\"><KeyPackage>";
    let info = format!("<DeviceInfo>{}</DeviceInfo>", "<a></a> ".repeat(KEYS));
    let keys = "<Key Id=\"1\" Algorithm=\"hotp\"></Key>".repeat(KEYS);
    for package in [format!("{info}{keys}"), format!("{keys}{info}"), keys] {
        let file = format!("{head}{package}</KeyPackage></KeyContainer>");
        let started = Instant::now();
        assert_eq!(read(file.as_bytes(), &opened()).unwrap().problems.len(), KEYS);
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    }
}

#[test]
fn a_comment_cannot_hide_half_a_value() {
    let serial = |written: &str| text("rfc6030-figure3.xml").replace("987654321", written);
    for halves in [
        "9876<!-- -->54321",
        "<![CDATA[9876]]><!-- --><![CDATA[54321]]>",
        "<![CDATA[9876]]> <!-- -->",
        "<!-- --> <![CDATA[9876]]>",
        "<![CDATA[9876]]><?a?><?b?><![CDATA[54321]]>",
    ] {
        assert!(matches!(refused(&serial(halves)), ReadError::Xml { .. }), "{halves}");
    }
    let whole = read(serial("<![CDATA[9876]]>54321").as_bytes(), &opened()).unwrap();
    assert_eq!(whole.tokens[0].serial.as_str(), "987654321");
}

#[test]
fn other_encodings_are_told() {
    assert_eq!(read(b"\xff\xfea\0", &opened()).unwrap_err(), ReadError::Utf16);
    assert_eq!(read(b"1,31\n2,\xe9\n", &opened()).unwrap_err(), ReadError::NotUtf8 { line: 2 });
    let mut marked = b"\xef\xbb\xbf".to_vec();
    marked.extend(sample("entra.csv"));
    assert_eq!(read(&marked, &opened()).unwrap().tokens, import("entra.csv").tokens);
}

/// Neither of them comes in as no tokens without a word.
#[test]
fn a_file_without_tokens_is_told_whatever_the_caller_names_it() {
    for format in Format::ALL.into_iter().map(Some).chain([None]) {
        for file in ["", "\u{feff}", " \r\n\t\n"] {
            let error = read(file.as_bytes(), &Options { format, ..opened() }).unwrap_err();
            assert_eq!(error, ReadError::Empty, "{format:?}");
        }
    }
    for figure in ["rfc6030-figure3.xml", "rfc6030-figure6.xml"] {
        let whole = text(figure);
        let (start, end) = (whole.find("<KeyPackage>").unwrap(), whole.find("</KeyContainer>").unwrap());
        assert_eq!(
            refused(&format!("{}{}", &whole[..start], &whole[end..])),
            ReadError::NoPackage,
            "{figure}"
        );
        let foreign = whole
            .replace("<KeyPackage>", "<v:KeyPackage xmlns:v=\"urn:vendor\">")
            .replace("</KeyPackage>", "</v:KeyPackage>");
        assert_eq!(refused(&foreign), ReadError::NoPackage, "{figure}");
    }
}

/// What says that it has rows, and how they look, may have none.
#[test]
fn a_header_without_rows_holds_no_tokens() {
    let written = write(&[], Format::Entra, &WriteOptions::default()).unwrap();
    let import = read(&written.bytes, &opened()).unwrap();
    assert_eq!((import.format, import.tokens.len(), import.problems.len()), (Format::Entra, 0, 0));
}
