//! Names as files give them: one line, nothing around it.

use crate::seed::SeedError;
use std::fmt;

/// A serial number, a maker, an owner: 1 to 256 bytes of text that fit on one line.
///
/// It has no white space at its ends and no control characters, so every format can carry it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

impl Text {
    /// Takes a text, without the white space around it.
    ///
    /// # Errors
    /// [`SeedError::Text`] for one that is empty, longer than 256 bytes, or holds control characters.
    pub fn new(text: &str) -> Result<Self, SeedError> {
        let text = text.trim();
        let strange = |c: char| c.is_control() || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
        if text.is_empty() || text.len() > MOST || text.chars().any(strange) {
            return Err(SeedError::Text);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Longer than any name in a file that was seen.
const MOST: usize = 256;
