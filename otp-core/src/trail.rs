//! The codes of the last few requests, for a resync that takes more than one.

use crate::{
    code::Code,
    error::ParseError,
    factor::UnixTime,
    run::{Run, RunLength},
};
use core::{fmt, time::Duration};

/// Up to three codes that were not accepted, each with its time, in the order they came.
///
/// Two uses, both shown running in the [crate docs](crate#resync-over-several-requests): a resync that takes its two
/// codes in two requests, and one that begins by itself after three refused logins.
///
/// Pushing a code judges nothing and costs nothing, and answers alike for a code that fits and one that does not. If it
/// told, a guesser could find the first code by itself, and a run would be hardly harder to guess than one code.
///
/// A refused pair leaves its second code as the next first, so every code is the first of at most one pair. Store the
/// trail with the care given to a secret: its codes may be unspent. After a success store `Trail::default()`.
#[derive(Clone, Copy, Default)]
pub struct Trail {
    /// The newest first, which makes a push a shift; after the first empty place all are empty.
    entries: [Option<Entry>; 3],
}

#[derive(Clone, Copy)]
struct Entry {
    code: Code,
    time: UnixTime,
}

impl Trail {
    /// How old a code may be, where no other limit is chosen: five minutes.
    pub const LIMIT: Duration = Duration::from_secs(300);

    /// The trail with one more code; the oldest of three falls off.
    #[must_use]
    pub const fn push(&self, code: Code, now: UnixTime) -> Self {
        let [newest, second, _] = self.entries;
        Self { entries: [Some(Entry { code, time: now }), newest, second] }
    }

    /// The newest codes in the order they came, or `None` where there are not so many or any of them is void.
    ///
    /// A code is void when it is older than `limit` (whole seconds count; exactly the limit is valid) or from a time
    /// later than `now`. Void codes are not skipped: successive codes are needed, and codes around a gap are not.
    #[must_use]
    pub fn last(&self, length: RunLength, now: UnixTime, limit: Duration) -> Option<Run> {
        let valid = |entry: Option<Entry>| {
            let Entry { code, time } = entry?;
            (now.get().checked_sub(time.get())? <= limit.as_secs()).then_some(code)
        };
        let [newest, second, third] = self.entries;
        match length {
            RunLength::Two => Some([valid(second)?, valid(newest)?].into()),
            RunLength::Three => Some([valid(third)?, valid(second)?, valid(newest)?].into()),
        }
    }

    /// The trail as 52 bytes, to be stored as they are.
    ///
    /// ```text
    ///  0        1      2    4                          big-endian
    ///  version  count  0 0  three times: code 4, digits 1, zero 3, time 8; the newest first, zeros where empty
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 52] {
        let mut bytes = [0; HEAD + 3 * ENTRY];
        let (head, tail) = bytes.split_at_mut(HEAD);
        for (entry, place) in self.entries.iter().flatten().zip(tail.chunks_exact_mut(ENTRY)) {
            let [c0, c1, c2, c3] = entry.code.value().to_be_bytes();
            let [t0, t1, t2, t3, t4, t5, t6, t7] = entry.time.get().to_be_bytes();
            let digits = entry.code.digits().count();
            place.copy_from_slice(&[c0, c1, c2, c3, digits, 0, 0, 0, t0, t1, t2, t3, t4, t5, t6, t7]);
        }
        head.copy_from_slice(&[VERSION, self.count(), 0, 0]);
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote, and nothing else.
    ///
    /// # Errors
    /// [`ParseError::Trail`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        let &[VERSION, count @ 0..=3, 0, 0, ref entries @ ..] = bytes else {
            return Err(ParseError::Trail);
        };
        if entries.len() != 3 * ENTRY {
            return Err(ParseError::Trail);
        }
        let mut trail = Self::default();
        for (index, (place, bytes)) in trail.entries.iter_mut().zip(entries.chunks_exact(ENTRY)).enumerate() {
            if index < count.into() {
                *place = Some(Entry::from_bytes(bytes)?);
            } else if bytes.iter().any(|&byte| byte != 0) {
                return Err(ParseError::Trail);
            }
        }
        Ok(trail)
    }

    /// When its codes came, the oldest first.
    pub fn times(&self) -> impl Iterator<Item = UnixTime> {
        self.entries.iter().rev().flatten().map(|entry| entry.time)
    }

    /// How many codes it holds, 0 to 3.
    #[must_use]
    pub fn count(&self) -> u8 {
        self.entries.iter().flatten().fold(0, |count, _| count + 1)
    }
}

impl Entry {
    fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        let &[c0, c1, c2, c3, digits, 0, 0, 0, t0, t1, t2, t3, t4, t5, t6, t7] = bytes else {
            return Err(ParseError::Trail);
        };
        let code = Code::from_value(u32::from_be_bytes([c0, c1, c2, c3]), digits).ok_or(ParseError::Trail)?;
        Ok(Self { code, time: UnixTime::new(u64::from_be_bytes([t0, t1, t2, t3, t4, t5, t6, t7])) })
    }
}

impl fmt::Debug for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trail of {}", self.count())
    }
}

/// The only version so far.
const VERSION: u8 = 1;

const HEAD: usize = 4;
const ENTRY: usize = 16;
