//! A one-time code as a value.

use crate::{ct, digits::Digits, error::ParseError};
use core::fmt;
use subtle::{Choice, ConstantTimeGreater, ConstantTimeLess};

/// A code of 6, 7 or 8 digits, as a person reads it off a token.
///
/// It is read once, at the edge, and never compared but by the window search. A code may still be unspent, so
/// [`Debug`](fmt::Debug) does not show it.
#[derive(Clone, Copy)]
pub struct Code {
    value: u32,
    digits: Digits,
}

impl Code {
    /// Reads a code: 6, 7 or 8 ASCII digits and nothing else.
    ///
    /// Nothing is trimmed or normalised here (see [`Typed`](crate::Typed) for what people type). The time does not
    /// depend on which digits they are.
    ///
    /// # Errors
    /// [`ParseError::CodeLength`] and [`ParseError::CodeDigit`], neither of which holds the text.
    ///
    /// # Example
    /// ```
    /// use otp_core::{Code, Digits, ParseError};
    ///
    /// assert_eq!(Code::parse(b"005924")?.digits(), Digits::Six);
    /// assert_eq!(Code::parse(b"12345").unwrap_err(), ParseError::CodeLength { found: 5 });
    /// assert_eq!(Code::parse(b"1234 6").unwrap_err(), ParseError::CodeDigit { at: 4 });
    /// # Ok::<(), ParseError>(())
    /// ```
    pub fn parse(text: &[u8]) -> Result<Self, ParseError> {
        let digits = match text.len() {
            6 => Digits::Six,
            7 => Digits::Seven,
            8 => Digits::Eight,
            found => return Err(ParseError::CodeLength { found }),
        };
        let mut value = 0_u32;
        let mut outside = Choice::from(0);
        for byte in text {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            outside |= digit.ct_gt(&9);
            value = value.wrapping_mul(10).wrapping_add(digit);
        }
        if ct::reveal_choice(outside) {
            let at = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or_default();
            return Err(ParseError::CodeDigit { at });
        }
        Ok(Self { value, digits })
    }

    /// The code of a number and a number of digits, or `None` where there is no such code.
    pub(crate) fn from_value(value: u32, digits: u8) -> Option<Self> {
        let digits = Digits::try_from(digits).ok()?;
        let too_great = !value.ct_lt(&10_u32.pow(digits.count().into()));
        (!ct::reveal_choice(too_great)).then_some(Self { value, digits })
    }

    /// How many digits it has.
    #[must_use]
    pub const fn digits(&self) -> Digits {
        self.digits
    }

    /// The number that the digits spell: secret until it is spent.
    pub(crate) const fn value(&self) -> u32 {
        self.value
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}
