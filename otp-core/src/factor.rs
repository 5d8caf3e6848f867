//! Counters, time steps, drifts and times: the numbers a code depends on, each with its own type.

use core::fmt;

/// Declares a public number type: what it means is in its name, what it holds in its docs.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident($int:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name($int);

        impl $name {
            /// Wraps the bare number; every value is valid.
            #[must_use]
            pub const fn new(value: $int) -> Self {
                Self(value)
            }

            /// The bare number.
            #[must_use]
            pub const fn get(self) -> $int {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// The moving factor of HOTP, `C` of RFC 4226 §5.1: how often the button was pressed.
    Counter(u64)
}

number! {
    /// The moving factor of TOTP, `T` of RFC 6238 §4.2: the number of whole time steps since T0.
    TimeStep(u64)
}

number! {
    /// How far a token's clock is from the server's: device minus server, in whole time steps.
    ///
    /// Negative when the token is slow. The sign is that of `TimeDrift` in RFC 6030.
    Drift(i32)
}

number! {
    /// Seconds since 1970-01-01 00:00:00 UTC, leap seconds not counted.
    ///
    /// The library has no clock: the caller brings the time, from one source that all servers share.
    UnixTime(u64)
}

impl UnixTime {
    /// So many seconds later, or the end of time.
    pub(crate) const fn saturating_add(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

impl TimeStep {
    /// How far it lies after the server's step, as a drift; the ends of the range stand for all beyond them.
    pub(crate) fn since(self, server: Self) -> Drift {
        let steps = i128::from(self.0) - i128::from(server.0);
        Drift(i32::try_from(steps).unwrap_or(if steps < 0 { i32::MIN } else { i32::MAX }))
    }
}

#[cfg(feature = "std")]
mod system_time {
    extern crate std;

    use super::UnixTime;
    use std::time::{Duration, SystemTime, SystemTimeError};

    impl TryFrom<SystemTime> for UnixTime {
        type Error = SystemTimeError;

        /// Whole seconds, rounded down.
        ///
        /// # Errors
        /// A time before 1970 is refused.
        ///
        /// # Example
        /// ```
        /// use otp_core::UnixTime;
        /// use std::time::SystemTime;
        ///
        /// let now = UnixTime::try_from(SystemTime::now())?;
        /// assert!(now > UnixTime::new(1_600_000_000));
        /// # Ok::<(), std::time::SystemTimeError>(())
        /// ```
        fn try_from(time: SystemTime) -> Result<Self, Self::Error> {
            time.duration_since(SystemTime::UNIX_EPOCH).map(|since| Self(since.as_secs()))
        }
    }

    impl UnixTime {
        /// The same instant as a [`SystemTime`], or `None` where the platform's clock cannot hold it.
        #[must_use]
        pub fn to_system_time(self) -> Option<SystemTime> {
            SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(self.0))
        }
    }
}
