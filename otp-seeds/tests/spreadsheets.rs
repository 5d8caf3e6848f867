//! Files that a spreadsheet has opened and saved, or will open.

use otp_seeds::{Format, Loss, Options, Trouble, WriteOptions, read, write};

const ENTRA: &str = "upn,serial number,secret key,time interval,manufacturer,model";
const THALES: &str = "Serial Number,Secret Key,Manufacturer,Model,Start Date,Time Interval";

/// A spreadsheet makes one number of all the serial numbers of a batch.
#[test]
fn a_serial_number_that_a_spreadsheet_shortened_is_told() {
    let hex = "3132333435363738393031323334353637383930";
    let base32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let base32hex = "64P36D1L6ORJGE9G64P36D1L6ORJGE9G";
    let key = "8792ebfe26cc,ecde18dbe76fbd0c33330f1c354871db";
    let file = |format: Format, serial: &str| match format {
        Format::Entra => format!("{ENTRA}\na,{serial},{base32},30,m,m\n"),
        Format::Thales => format!("{THALES}\n{serial},{base32hex},m,m,2021-06-04T04:46:26,30\n"),
        Format::MultiOtp => format!("{serial},m,TOTP,{hex},6,30\n"),
        Format::DuoYubiKey => format!("{serial},{key}\n"),
        Format::YubicoCsv => format!("{serial},dteffuje,{key},,2021-05-07T17:03:27,\n"),
        Format::Ykksm => format!("# ykksm 1\n{serial},dteffuje,{key},,2021-05-07T17:03:27,\n"),
        _ => format!("{serial},{hex}\n"),
    };
    let rows = [
        Format::DuoHotp,
        Format::DuoTotp,
        Format::PingHotp,
        Format::PingTotp,
        Format::PrivacyIdea,
        Format::Entra,
        Format::Thales,
        Format::MultiOtp,
        Format::DuoYubiKey,
        Format::YubicoCsv,
        Format::Ykksm,
    ];
    for format in rows {
        let options = Options { format: Some(format), ..Options::default() };
        for serial in ["2.30873E+12", "\"2,30873E+12\"", "2e+12", "1.00E+012"] {
            let import = read(file(format, serial).as_bytes(), &options).unwrap();
            let troubles: Vec<_> = import.problems.iter().map(|problem| problem.trouble).collect();
            assert_eq!(
                (import.tokens.len(), troubles),
                (0, vec![Trouble::ShortenedSerial]),
                "{format} {serial}"
            );
            assert!(
                import.problems[0].to_string().contains("serial numbers as text"),
                "{}",
                import.problems[0]
            );
        }
        for serial in
            ["2308734700388", "2E12", "E+12", "2.E+12", "2.3.4E+12", "2E+", "A2E+12", "2.30873E+12A"]
        {
            let import = read(file(format, serial).as_bytes(), &options).unwrap();
            assert_eq!(import.tokens[0].serial.as_str(), serial, "{format}");
        }
    }
}

/// What would not be read is not written; where no spreadsheet opens the file, it is a name like others.
#[test]
fn no_row_is_written_with_a_serial_number_that_looks_shortened() {
    let link = b"otpauth://totp/2.3E+12?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n";
    let tokens = read(link, &Options::default()).unwrap().tokens;
    for (format, whole) in
        [(Format::DuoTotp, true), (Format::Entra, true), (Format::Pskc, false), (Format::OtpAuth, false)]
    {
        let written = write(&tokens, format, &WriteOptions::default()).unwrap();
        assert_eq!(written.losses.iter().any(Loss::whole), whole, "{format}");
    }
}
