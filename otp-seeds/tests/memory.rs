//! How much memory a file takes: in proportion to its size, whatever is in it.

#![expect(clippy::unwrap_used, reason = "a test")]

use otp_core::{Algorithm, Counter, Digits};
use otp_seeds::{Format, Options, Scheme, SecretBytes, Seed, Text, WriteOptions, read, write};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// The most bytes that were held at once while a file was read, besides what was held before.
fn peak(file: &[u8], options: &Options<'_>) -> usize {
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    drop(read(file, options));
    ALLOCATED.peak_usage() - before
}

fn fleet(tokens: u32) -> Vec<Seed> {
    let seed = |number: u32| {
        let (algorithm, digits, counter) = (Algorithm::Sha1, Digits::Six, Counter::new(0));
        let scheme = Scheme::Hotp { algorithm, digits, counter };
        let serial = Text::new(&format!("{number:013}")).unwrap();
        Seed::new(serial, scheme, SecretBytes::new(&[7; 20]).unwrap()).unwrap()
    };
    (0..tokens).map(seed).collect()
}

/// One test, because the count is of the whole process.
#[test]
fn memory_is_in_proportion_to_the_file() {
    for (format, most) in [(Format::DuoHotp, 12.0), (Format::Pskc, 8.0)] {
        let mut ratios = Vec::new();
        for tokens in [10_000, 100_000] {
            let written = write(&fleet(tokens), format, &WriteOptions::default()).unwrap();
            let options = Options { format: Some(format), ..Options::default() };
            let (peak, size) = (peak(&written.bytes, &options), written.bytes.len());
            #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
            let ratio = peak as f64 / size as f64;
            println!("{format}, {tokens} tokens: {size} bytes, peak {peak}, {ratio:.1} times");
            assert!(ratio < most, "{format}, {tokens} tokens: {ratio}");
            ratios.push(ratio);
        }
        assert!(ratios[1] < 2.0 * ratios[0], "{ratios:?}");
    }
    // The densest XML that the bounds let through, and the densest rows.
    for (file, most) in [("<a/>".repeat(1 << 20), 24), ("a\n".repeat(1 << 21), 50)] {
        let file = if file.starts_with('<') { format!("<b>{file}</b>") } else { file };
        let options =
            Options { format: (!file.starts_with('<')).then_some(Format::DuoHotp), ..Options::default() };
        let peak = peak(file.as_bytes(), &options);
        assert!(peak < most * file.len(), "{peak} bytes for {}", file.len());
    }
}
