//! How likely a guess is to pass, and the ceiling for it.

use crate::{digits::Digits, error::ConfigError};

/// The chance that guesses hit before a token's first lock.
///
/// A run of k codes of d digits is guessed with 1 chance in 10^(k·d); it is compared at every alignment of the window,
/// and there are so many attempts before the first lock.
#[derive(Clone, Copy)]
pub(crate) struct Odds {
    /// How many alignments a code or run is compared at.
    pub(crate) alignments: u64,
    /// How many codes must fit at once.
    pub(crate) codes: u8,
    /// How many attempts there are before the first lock.
    pub(crate) attempts: u32,
}

impl Odds {
    /// Refuses odds above 1 in 1000, and says one in how many they are.
    pub(crate) fn check(self, digits: Digits) -> Result<(), u64> {
        let Self { alignments, codes, attempts } = self;
        // At most 10^24 against 2^64 · 2^32 · 1000: both inside 128 bits.
        let space = 10_u128.pow(u32::from(codes) * u32::from(digits.count()));
        let chances = u128::from(alignments) * u128::from(attempts);
        if chances * CEILING > space {
            return Err(u64::try_from(space / chances).unwrap_or(u64::MAX).max(1));
        }
        Ok(())
    }
}

/// How many alignments the searches of a policy have.
#[derive(Clone, Copy)]
pub(crate) struct Windows {
    pub(crate) login: u64,
    pub(crate) resync: u64,
}

impl Windows {
    /// Refuses windows out of range, and odds above the ceiling for a guesser with so many attempts.
    ///
    /// The odds of a login bound those of a resync: so few attempts that a code of d digits is guessed with 1 in 1000
    /// are at most 10^(d-3), and two codes at 10 001 places are then guessed with less than 1 in 1000, too.
    pub(crate) fn check(self, digits: Digits, attempts: u32) -> Result<(), ConfigError> {
        if self.resync == 1 {
            return Err(ConfigError::ZeroResyncWindow);
        }
        let most = MOST_ALIGNMENTS;
        let width = |alignments| {
            if alignments > most.into() {
                Err(ConfigError::WindowTooWide { alignments, most })
            } else {
                Ok(())
            }
        };
        width(self.login)?;
        let odds = Odds { alignments: self.login, codes: 1, attempts };
        odds.check(digits).map_err(|one_in| ConfigError::Odds { one_in })?;
        width(self.resync)
    }
}

/// How many attempts to count where no throttle is known: the default limit of one.
pub(crate) const UNTHROTTLED_ATTEMPTS: u32 = 10;

/// The widest window that a policy may ask for.
const MOST_ALIGNMENTS: u32 = 10_001;

/// A guesser's chance must not be above one in so many.
const CEILING: u128 = 1000;
