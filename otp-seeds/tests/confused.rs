//! Files that are taken for something else: a secret is never read in another encoding than the one that it has.

#![expect(clippy::unwrap_used, reason = "a test")]

use otp_seeds::{Format, Loss, Options, ReadError, Trouble, WriteOptions, read, write};

const ENTRA: &str = "upn,serial number,secret key,time interval,manufacturer,model";
const THALES: &str = "Serial Number,Secret Key,Manufacturer,Model,Start Date,Time Interval";

fn refused(file: &str) -> ReadError {
    read(file.as_bytes(), &Options::default()).unwrap_err()
}

fn troubles_of(file: &str) -> Vec<Trouble> {
    let import = read(file.as_bytes(), &Options::default()).unwrap();
    import.problems.iter().map(|problem| problem.trouble).collect()
}

#[test]
fn a_carriage_return_alone_is_told_and_hides_no_row() {
    for format in [Format::DuoHotp, Format::Entra, Format::YubicoCsv, Format::OtpAuth] {
        let file =
            b"1,3132333435363738393031323334353637383930\r2,3132333435363738393031323334353637383930\r";
        let options = Options { format: Some(format), ..Options::default() };
        assert_eq!(read(file, &options).unwrap_err(), ReadError::LoneReturn { line: 1 });
    }
}

#[test]
fn hexadecimal_is_not_read_as_base32() {
    let file = format!("{ENTRA}\na,1,ABCDEF234567ABCDEF234567ABCDEF234567ABCD,30,m,m\n");
    let error = ReadError::OtherEncoding { encoding: "hexadecimal", format: Format::Entra };
    assert_eq!(refused(&file), error);
    // What is no secret at all does not speak for the file.
    let file = format!("{file}a,2,???,30,m,m\na,3,,30,m,m\n");
    assert_eq!(refused(&file), error);
    // Fewer characters are both by chance, and then the format decides.
    for (secret, taken) in [("AE", true), ("ABCDEF23456A", true), ("ABCDEF234567ABCD", false)] {
        let file = format!("{ENTRA}\na,1,{secret},30,m,m\n");
        assert_eq!(read(file.as_bytes(), &Options::default()).is_ok(), taken, "{secret}");
    }
    // What does not fit the format at all is named, however short.
    assert_eq!(refused(&format!("{ENTRA}\na,1,0189,30,m,m\n")), error);
    let hex = "3132333435363738393031323334353637383930";
    let file = format!("{THALES}\n1,{hex},m,m,2021-06-04T04:46:26,30\n2,???,m,m,2021-06-04T04:46:26,30\n");
    let error = ReadError::OtherEncoding { encoding: "hexadecimal", format: Format::Thales };
    assert_eq!(refused(&file), error);
}

#[test]
fn base32_is_not_read_as_base32hex_nor_the_other_way_round() {
    let base32 = ["GEUDGNBVGQ2TGOJQGEUDGNBVGQ2TGOJQ", "WXYZGNBVGQ2TGOJQGEUDGNBVGQ2TGOJQ"];
    let rows = |secrets: &[&str]| {
        secrets.iter().enumerate().fold(format!("{THALES}\n"), |file, (serial, secret)| {
            format!("{file}{serial},{secret},m,m,2021-06-04T04:46:26,30\n")
        })
    };
    let error = ReadError::OtherEncoding { encoding: "base32", format: Format::Thales };
    assert_eq!(refused(&rows(&base32)), error);
    // All of it fits both: the file is asked about, and read where the caller says which it is.
    let both = rows(&[base32[0], "???"]);
    assert_eq!(refused(&both), ReadError::Ambiguous { formats: vec![Format::Thales, Format::Entra] });
    let named = Options { format: Some(Format::Thales), ..Options::default() };
    assert_eq!(read(both.as_bytes(), &named).unwrap().tokens.len(), 1);
    // User names are Entra's alone.
    let entra = format!("{ENTRA},start date\na,1,{},30,m,m,2021-06-04T04:46:26\n", base32[0]);
    assert_eq!(read(entra.as_bytes(), &Options::default()).unwrap().format, Format::Entra);
}

#[test]
fn a_column_that_could_change_the_codes_is_not_ignored() {
    let file = format!("{ENTRA},hash function\na,1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,m,m,hmacsha256\n");
    assert_eq!(refused(&file), ReadError::UnknownFormat);
    let link = "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&encoder=steam\n";
    let import = read(link.as_bytes(), &Options::default()).unwrap();
    assert_eq!((import.tokens.len(), import.problems[0].trouble), (0, Trouble::Encoding));
}

#[test]
fn problems_are_bounded_as_tokens_are() {
    let mut options = Options { format: Some(Format::DuoHotp), ..Options::default() };
    options.limits.tokens = 100;
    let error = read("x\n".repeat(1000).as_bytes(), &options).unwrap_err();
    assert_eq!(error, ReadError::TooManyProblems { most: 100 });
}

/// As many tokens as are allowed, with two remarks on each.
#[test]
fn remarks_do_not_make_a_file_unreadable() {
    let mut options = Options { format: Some(Format::DuoHotp), ..Options::default() };
    options.limits.tokens = 100;
    let import = read("7,31323334353637383930\n".repeat(100).as_bytes(), &options).unwrap();
    assert_eq!((import.tokens.len(), import.problems.len()), (100, 199));
    assert!(!import.problems.iter().any(otp_seeds::Problem::lost));
}

/// There is no token that the remark could be about.
#[test]
fn nothing_is_remarked_on_a_token_that_is_lost() {
    for (link, trouble) in [
        ("otpauth://hotp/a?secret=GEZDGNBV1&x=y", Trouble::NotBase32),
        (
            "otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=x&x=y",
            Trouble::Number { field: "counter" },
        ),
    ] {
        let troubles =
            troubles_of(&format!("{link}\notpauth://totp/b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n"));
        assert_eq!(troubles, [trouble]);
    }
}

#[test]
fn another_number_of_digits_is_told_as_such() {
    let row = b"1,3132333435363738393031323334353637383930,hotp,5,0\n";
    let import = read(row, &Options::default()).unwrap();
    let said = "line 1: codes have another number of digits than 6, 7 or 8: such a token cannot be used here";
    assert_eq!(import.problems[0].to_string(), said);
}

#[test]
fn two_tokens_with_one_serial_are_remarked() {
    let row = "7,3132333435363738393031323334353637383930\n";
    let options = Options { format: Some(Format::DuoHotp), all_or_nothing: true, ..Options::default() };
    let import = read(row.repeat(2).as_bytes(), &options).unwrap();
    assert_eq!((import.tokens.len(), import.problems[0].trouble), (2, Trouble::Duplicate));
}

#[test]
fn no_spreadsheet_finds_a_formula_behind_another_separator() {
    for serial in ["=1+2", "1;=1+2;x", "1,@x", "＝1+2"] {
        let row = format!("\"{serial}\",3132333435363738393031323334353637383930\n");
        let options = Options { format: Some(Format::DuoHotp), ..Options::default() };
        let tokens = read(row.as_bytes(), &options).unwrap().tokens;
        assert_eq!(tokens[0].serial.as_str(), serial);
        let written = write(&tokens, Format::PingHotp, &WriteOptions::default()).unwrap();
        assert_eq!((written.bytes.len(), written.losses.len()), (0, 1), "{serial}");
    }
}

#[test]
fn a_token_that_is_left_out_is_told_from_one_that_lost_a_field() {
    let rows = b"upn,serial number,secret key,time interval,manufacturer,model\n\
        ann,7,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,Contoso,Key\n";
    let tokens = read(rows, &Options::default()).unwrap().tokens;
    let whole = |format| {
        let losses = write(&tokens, format, &WriteOptions::default()).unwrap().losses;
        losses.iter().map(Loss::whole).collect::<Vec<_>>()
    };
    assert_eq!(whole(Format::PingTotp), [false; 3]);
    assert_eq!(whole(Format::DuoHotp), [true]);
}

/// Only where a format has comments is a row that begins with `#` one.
#[test]
fn a_serial_number_that_begins_with_a_number_sign_is_not_dropped() {
    let options = |format| Options { format: Some(format), ..Options::default() };
    let row = b"#7,3132333435363738393031323334353637383930\n8,3132333435363738393031323334353637383930\n";
    for format in [Format::DuoHotp, Format::DuoTotp, Format::PingHotp, Format::PingTotp] {
        let import = read(row, &options(format)).unwrap();
        assert_eq!(import.tokens[0].serial.as_str(), "#7", "{format}");
    }
    let import = read(row, &options(Format::PrivacyIdea)).unwrap();
    assert_eq!(import.tokens[0].serial.as_str(), "8");

    // A note above a header is told, and hides neither the rows nor the encoding of their secrets.
    let note = "# for us, from the vendor\n";
    let file = format!("{note}{ENTRA}\na,1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,m,m\n");
    let import = read(file.as_bytes(), &Options::default()).unwrap();
    assert_eq!((import.tokens.len(), import.problems.len(), import.problems[0].line), (1, 1, 1));
    let file = format!("{note}{ENTRA}\na,1,ABCDEF234567ABCDEF234567ABCDEF234567ABCD,30,m,m\n");
    let error = ReadError::OtherEncoding { encoding: "hexadecimal", format: Format::Entra };
    assert_eq!(refused(&file), error);
}

/// Every step that the core has, in every format that says one, and no other.
#[test]
fn steps_other_than_half_a_minute_and_a_minute_are_read() {
    let file = |format: Format, step: &str| match format {
        Format::Entra => format!("{ENTRA}\na,1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,{step},m,m\n"),
        Format::PrivacyIdea => format!("1,3132333435363738393031323334353637383930,totp,6,{step}\n"),
        Format::OtpAuth => {
            format!("otpauth://totp/1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period={step}\n")
        }
        _ => format!("1,3132333435363738393031323334353637383930,{step}\n"),
    };
    for format in [Format::DuoTotp, Format::Entra, Format::PrivacyIdea, Format::OtpAuth] {
        let options = Options { format: Some(format), ..Options::default() };
        for step in [1, 10, 45, 90, 86_400, u32::MAX] {
            let import = read(file(format, &step.to_string()).as_bytes(), &options).unwrap();
            let token = import.tokens[0].token(otp_core::Profile::Rfc).unwrap();
            assert_eq!(token.policy().totp.step, step, "{format}");
        }
        for step in ["0", "4294967296", "-30", "30.5"] {
            let import = read(file(format, step).as_bytes(), &options).unwrap();
            let trouble = Trouble::Number { field: "time step" };
            assert_eq!((import.tokens.len(), import.problems[0].trouble), (0, trouble), "{format} {step}");
        }
    }
}

/// The secret would become the serial number, which is shown and stored in the open.
#[test]
fn swapped_columns_lose_the_token_and_show_nothing() {
    let row = b"3132333435363738393031323334353637383930,1234567890\n";
    let hex = [Format::DuoHotp, Format::DuoTotp, Format::PingHotp, Format::PingTotp, Format::PrivacyIdea];
    for format in hex {
        let import = read(row, &Options { format: Some(format), ..Options::default() }).unwrap();
        assert_eq!((import.tokens.len(), import.problems.len()), (0, 1), "{format}");
        let problem = &import.problems[0];
        assert!(problem.lost());
        assert_eq!(problem.trouble, Trouble::SwappedColumns { found: 5 });
        assert!(problem.to_string().contains("serial number into the first column"), "{problem}");
    }
    let shortest = b"1,31323334353637383930\n";
    let options = Options { format: Some(Format::DuoHotp), ..Options::default() };
    assert_eq!(read(shortest, &options).unwrap().tokens.len(), 1);
}

#[test]
fn a_text_that_a_spreadsheet_was_kept_from_counting_is_that_text() {
    for serial in ["=\"0001\"", "\"=\"\"0001\"\"\""] {
        let duo = format!("{serial},=\"3132333435363738393031323334353637383930\",=\"7\"\n");
        let import =
            read(duo.as_bytes(), &Options { format: Some(Format::DuoHotp), ..Options::default() }).unwrap();
        let plain = b"0001,3132333435363738393031323334353637383930,7\n";
        let plain = read(plain, &Options { format: Some(Format::DuoHotp), ..Options::default() }).unwrap();
        assert_eq!(import.tokens, plain.tokens, "{serial}");
        let entra = format!("{ENTRA}\na,{serial},GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,m,m\n");
        let import = read(entra.as_bytes(), &Options::default()).unwrap();
        assert_eq!(import.tokens[0].serial.as_str(), "0001");
    }
}

/// What the first row has most of, outside of quotes, separates.
#[test]
fn a_comma_within_a_name_does_not_separate() {
    let hex = "3132333435363738393031323334353637383930";
    let file = format!("1001;Feitian Technologies Co., Ltd.;TOTP;{hex};6;30\n1002;Other;HOTP;{hex};6;0\n");
    let import = read(file.as_bytes(), &Options::default()).unwrap();
    assert_eq!((import.format, import.tokens.len()), (Format::MultiOtp, 2));
    assert_eq!(import.tokens[0].maker.as_ref().unwrap().as_str(), "Feitian Technologies Co., Ltd.");
    let file =
        format!("{ENTRA}\na,1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,\"b,c,d,e,f,g,h\",m\n").replace(',', ";");
    let import = read(file.as_bytes(), &Options::default()).unwrap();
    assert_eq!(import.tokens[0].maker.as_ref().unwrap().as_str(), "b;c;d;e;f;g;h");
    let file = format!("\"1;2;3\",{hex}\n");
    let import =
        read(file.as_bytes(), &Options { format: Some(Format::DuoHotp), ..Options::default() }).unwrap();
    assert_eq!(import.tokens[0].serial.as_str(), "1;2;3");
}

/// [`otp_core::yubikey::Otp`] has none.
#[test]
fn a_public_id_of_odd_length_is_none() {
    let row = "1,dteffuj,8792ebfe26cc,ecde18dbe76fbd0c33330f1c354871db,0,2021-05-07T17:03:27,\n";
    assert_eq!(troubles_of(&format!("# ykksm 1\n{row}")), [Trouble::PublicId]);
    assert_eq!(troubles_of(&format!("# ykksm 1\n{}", row.replace("dteffuj", "dteffuje"))), []);
}

#[test]
fn a_realm_without_a_user_owns_nothing() {
    let file = "# version: 2\n,res,realm,1,3132333435363738393031323334353637383930\n";
    let import = read(file.as_bytes(), &Options::default()).unwrap();
    assert_eq!(import.tokens[0].owner, None);
}

/// Once, and not for each row below.
#[test]
fn a_header_with_a_column_that_is_not_known_is_told() {
    let row = "1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,m,m,2021-06-04T04:46:26,0\n".repeat(3);
    for (format, header) in [(Format::Entra, ENTRA), (Format::Thales, THALES)] {
        for note in ["", "# for us\n\n"] {
            let file = format!("{note}{header},hash function\n{row}");
            let import =
                read(file.as_bytes(), &Options { format: Some(format), ..Options::default() }).unwrap();
            let [problem] = import.problems.as_slice() else { panic!("{:?}", import.problems) };
            assert_eq!((import.tokens.len(), problem.line), (0, if note.is_empty() { 1 } else { 3 }));
            assert!(matches!(problem.trouble, Trouble::Header { .. }), "{problem}");
        }
    }
}
