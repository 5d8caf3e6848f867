//! Every format of rows; the first byte chooses.

#![no_main]

use libfuzzer_sys::fuzz_target;
use otp_seeds::{Format, Options, read};

const FORMATS: [Format; 12] = [
    Format::DuoHotp,
    Format::DuoTotp,
    Format::DuoYubiKey,
    Format::PingHotp,
    Format::PingTotp,
    Format::Entra,
    Format::PrivacyIdea,
    Format::Thales,
    Format::YubicoLog,
    Format::YubicoCsv,
    Format::Ykksm,
    Format::MultiOtp,
];

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let format = FORMATS[usize::from(*choice) % FORMATS.len()];
    let _ = read(bytes, &Options { format: Some(format), ..Options::default() });
});
