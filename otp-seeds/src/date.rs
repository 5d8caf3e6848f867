//! Dates as files give them.

use crate::seed::SeedError;
use std::fmt;

/// A date and time as its file says it: `2006-05-01T00:00:00Z`, the `dateTime` of XML Schema.
///
/// It is kept as text, because many files name no time zone, and a guessed one would move the date.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Date(String);

impl Date {
    /// Reads `YYYY-MM-DDThh:mm:ss`, perhaps a fraction of a second, and a zone (`Z` or `±hh:mm`) if it is known.
    ///
    /// # Errors
    /// [`SeedError::Date`] for another form, or for a month, day, hour, minute or second that no calendar has.
    pub fn new(text: &str) -> Result<Self, SeedError> {
        if well_formed(text.as_bytes()) { Ok(Self(text.to_owned())) } else { Err(SeedError::Date) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn well_formed(text: &[u8]) -> bool {
    let Some((stamp, rest)) = text.split_at_checked(STAMP.len()) else { return false };
    let shaped = stamp
        .iter()
        .zip(STAMP)
        .all(|(&byte, &shape)| if shape == b'0' { byte.is_ascii_digit() } else { byte == shape });
    let number = |at: usize| {
        let digit = |at: usize| stamp.get(at).map_or(0, |byte| u32::from(byte.wrapping_sub(b'0')));
        digit(at) * 10 + digit(at + 1)
    };
    let year = number(0) * 100 + number(2);
    shaped
        && (1..=days(year, number(5))).contains(&number(8))
        && number(11) < 24
        && number(14) < 60
        && number(17) < 60
        && is_zone(without_fraction(rest))
}

/// How many days a month has; none where there is no such month.
fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

fn without_fraction(rest: &[u8]) -> &[u8] {
    let Some(fraction) = rest.strip_prefix(b".") else { return rest };
    match fraction.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count() {
        digits @ 1..=9 => fraction.get(digits..).unwrap_or_default(),
        _ => rest,
    }
}

fn is_zone(zone: &[u8]) -> bool {
    match zone {
        b"" | b"Z" => true,
        [b'+' | b'-', h, i, b':', m, n] => {
            [h, i, m, n].iter().all(|byte| byte.is_ascii_digit()) && (*h, *i) <= (b'1', b'4') && *m < b'6'
        }
        _ => false,
    }
}

const STAMP: &[u8] = b"0000-00-00T00:00:00";
