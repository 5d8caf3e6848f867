//! The beginning of a file, by which its format is told.

use super::table::{Row, Rows};

/// The beginning of a file. What may be a comment says nothing of the format, whether or not that one has comments.
pub(crate) struct Sample<'a> {
    text: &'a str,
}

impl<'a> Sample<'a> {
    pub(crate) const fn of(text: &'a str) -> Self {
        Self { text }
    }

    /// The first line that says something, without the space around it.
    pub(crate) fn first_line(&self) -> &'a str {
        self.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// Whether the first row is like this.
    pub(crate) fn starts(&self, like: impl Fn(&Row<'_>) -> bool) -> bool {
        Rows::with_comments(self.text).next().is_some_and(|(_, row)| row.is_ok_and(|row| like(&row)))
    }

    /// Whether more than half of the first rows are like this: a bad row must not hide what the file is.
    pub(crate) fn mostly(&self, like: impl Fn(&Row<'_>) -> bool) -> bool {
        let (mut all, mut alike) = (0, 0);
        let mut rows = Rows::with_comments(self.text);
        while let Some((_, row)) = rows.next() {
            all += 1;
            alike += usize::from(row.is_ok_and(|row| like(&row)));
            if all == MOST {
                break;
            }
        }
        2 * alike > all
    }
}

/// How many rows are looked at.
const MOST: usize = 64;
