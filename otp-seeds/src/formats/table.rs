//! Rows of values: what all CSV formats have in common.

use super::{Format, decode};
use crate::{
    error::ReadError,
    problem::Trouble,
    read::Found,
    secret::Draft,
    seed::Seed,
    write::{Losses, Output},
};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::{collections::HashSet, iter::Enumerate, str::Lines};
use zeroize::Zeroizing;

/// The rows of a file, one for each line that is not empty and, where the format has comments, no comment.
///
/// No field has a line break, so a stray quote spoils its own line and no other. The values are wiped on drop.
pub(crate) struct Rows<'a> {
    lines: Enumerate<Lines<'a>>,
    comments: bool,
    parser: Reader,
    values: Zeroizing<Vec<u8>>,
    ends: [usize; MOST_COLUMNS],
}

/// The values of one line.
pub(crate) struct Row<'a> {
    values: &'a str,
    ends: &'a [usize],
}

impl<'a> Rows<'a> {
    /// Reads with the separator of the first line that has one: what it has most of.
    pub(crate) fn of(text: &'a str) -> Self {
        // A comment is a sentence, with commas of its own.
        let separator = text.lines().filter(|line| !is_comment(line)).find_map(separator);
        let parser = ReaderBuilder::new().delimiter(separator.unwrap_or(b',')).build();
        let values = Zeroizing::new(vec![0; MOST_BYTES]);
        Self { lines: text.lines().enumerate(), comments: false, parser, values, ends: [0; MOST_COLUMNS] }
    }

    /// Reads a file of a format that has comments: lines that begin with `#`.
    pub(crate) fn with_comments(text: &'a str) -> Self {
        Self { comments: true, ..Self::of(text) }
    }

    /// The next row and the number of its line.
    pub(crate) fn next(&mut self) -> Option<(u64, Result<Row<'_>, Trouble>)> {
        let comments = self.comments;
        let is_row = |line: &str| !(line.trim().is_empty() || comments && is_comment(line));
        let (number, line) = self.lines.find(|(_, line)| is_row(line))?;
        Some((number as u64 + 1, self.split(line)))
    }

    fn split(&mut self, line: &str) -> Result<Row<'_>, Trouble> {
        self.parser.reset();
        let (mut input, mut bytes, mut columns) = (line.as_bytes(), 0, 0);
        loop {
            let values = self.values.get_mut(bytes..).unwrap_or_default();
            let ends = self.ends.get_mut(columns..).unwrap_or_default();
            let (result, read, written, ended) = self.parser.read_record(input, values, ends);
            (bytes, columns) = (bytes + written, columns + ended);
            input = input.get(read..).unwrap_or_default();
            match result {
                // An empty input is the end of the line.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => return Err(Trouble::RowLength),
                ReadRecordResult::OutputEndsFull => return Err(Trouble::ManyColumns),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        let values = str::from_utf8(self.values.get(..bytes).unwrap_or_default()).unwrap_or_default();
        Ok(Row { values, ends: self.ends.get(..columns).unwrap_or_default() })
    }
}

impl Row<'_> {
    /// The value of a column without the space around it; nothing where there is no such column.
    ///
    /// `="0001"` is how spreadsheets are kept from turning a text into a number, and means the text.
    pub(crate) fn get(&self, column: usize) -> &str {
        let start = column.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(column).copied());
        let value = range.and_then(|(start, end)| self.values.get(start..end)).unwrap_or_default().trim();
        value.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')).map_or(value, str::trim)
    }

    /// The number of columns, without empty ones at the end.
    pub(crate) fn columns(&self) -> usize {
        (0..self.ends.len()).rev().find(|&column| !self.get(column).is_empty()).map_or(0, |last| last + 1)
    }

    /// Refuses a row with fewer or more columns.
    pub(crate) fn expect(&self, least: usize, most: usize, wanted: &'static str) -> Result<(), Trouble> {
        match self.columns() {
            columns if (least..=most).contains(&columns) => Ok(()),
            found => Err(Trouble::Columns { found, wanted }),
        }
    }

    /// The column of each name, whatever its case and order.
    pub(crate) fn header<const N: usize>(&self, names: [&[&str]; N]) -> [Option<usize>; N] {
        // Compared in place: what stands above a header, or instead of one, may be a row with a secret.
        let is = |column, name: &str| {
            let title = self.get(column).bytes().filter(|byte| !b" _".contains(byte));
            title.map(|byte| byte.to_ascii_lowercase()).eq(name.bytes())
        };
        names.map(|known| (0..self.ends.len()).find(|&column| known.iter().any(|name| is(column, name))))
    }

    /// Whether every column that has a name has one of these.
    pub(crate) fn knows<const N: usize>(&self, names: [&[&str]; N]) -> bool {
        let titled = (0..self.ends.len()).filter(|&column| !self.get(column).is_empty()).count();
        let known: HashSet<_> = self.header(names).into_iter().flatten().collect();
        known.len() == titled
    }

    /// The value of a column that the header named.
    pub(crate) fn named(&self, column: Option<usize>) -> &str {
        column.map_or("", |column| self.get(column))
    }
}

/// An encoding, and whether a text is written in it.
pub(crate) type Other = (&'static str, fn(&str) -> bool);

pub(crate) const HEX: Other = ("hexadecimal", |text| decode::hex(text).is_ok());
pub(crate) const BASE32: Other = ("base32", |text| decode::base32(text).is_ok());
pub(crate) const BASE32_HEX: Other = ("base32hex", |text| decode::base32hex(text).is_ok());

/// Refuses a file whose secrets are all in another encoding: in hexadecimal, which base32 of ten bytes or more is not
/// by chance, or in one that fits where the own one does not. Decided once for the file, never for a row.
pub(crate) fn refuse_another(
    text: &str,
    secret: usize,
    format: Format,
    others: &[Other],
    own: impl Fn(&str) -> bool,
) -> Result<(), ReadError> {
    let fits = column_is(text, secret, own);
    let is = |(name, like): &&Other| {
        let certain = |text: &str| !fits || *name == HEX.0 && text.len() >= 16;
        column_is(text, secret, |text| certain(text) && like(text))
    };
    let other = others.iter().find(is);
    other.map_or(Ok(()), |(encoding, _)| Err(ReadError::OtherEncoding { encoding, format }))
}

/// Whether the rows below the header have secrets in a column, and all of these are like this. What is in no encoding
/// of secrets is a problem of its row, and does not speak for the file.
pub(crate) fn column_is(text: &str, column: usize, like: impl Fn(&str) -> bool) -> bool {
    let (mut rows, mut any) = (Rows::of(text), false);
    let _header = rows.next();
    while let Some((_, row)) = rows.next() {
        let Ok(row) = row else { continue };
        let value = row.get(column);
        if like(value) {
            any = true;
        } else if is_secret(value) {
            return false;
        }
    }
    any
}

/// Whether a value is in any encoding that secrets have in rows.
fn is_secret(value: &str) -> bool {
    decode::hex(value).is_ok() || decode::base32(value).is_ok() || decode::base32hex(value).is_ok()
}

/// The first answer that a row gives.
pub(crate) fn first<T>(text: &str, look: impl Fn(&Row<'_>) -> Option<T>) -> Option<T> {
    let mut rows = Rows::of(text);
    while let Some((_, row)) = rows.next() {
        if let Some(said) = row.ok().and_then(|row| look(&row)) {
            return Some(said);
        }
    }
    None
}

/// Reads every row of a file.
pub(crate) fn read(
    mut rows: Rows<'_>,
    found: &mut Found,
    mut one: impl FnMut(&Row<'_>, &mut Found) -> Option<Result<Seed, Trouble>>,
) -> Result<(), ReadError> {
    while let Some((line, row)) = rows.next() {
        found.at(line, None);
        let seed = match row {
            Ok(row) => one(&row, found),
            Err(trouble) => Some(Err(trouble)),
        };
        if let Some(seed) = seed {
            found.add(seed)?;
        }
    }
    Ok(())
}

/// Reads every row below the header, in which a format finds its columns. What stands above is told row by row; where
/// there is no header, that is told once.
pub(crate) fn read_below<T: Copy>(
    text: &str,
    found: &mut Found,
    (header, wanted): (impl Fn(&Row<'_>) -> Option<T>, &'static str),
    mut one: impl FnMut(&Row<'_>, T, &mut Found) -> Result<Seed, Trouble>,
) -> Result<(), ReadError> {
    let Some(columns) = first(text, &header) else {
        found.at(Rows::with_comments(text).next().map_or(1, |(line, _)| line), None);
        return found.add(Err(Trouble::Header { wanted }));
    };
    let mut below = false;
    read(Rows::of(text), found, |row, found| {
        if below {
            return Some(one(row, columns, found));
        }
        below = header(row).is_some();
        (!below).then_some(Err(Trouble::Header { wanted }))
    })
}

/// Writes a row for each token.
pub(crate) fn write(
    seeds: &[Seed],
    output: &mut Output,
    one: impl Fn(&Seed, &mut Losses<'_>) -> Result<Vec<Zeroizing<String>>, &'static str>,
) {
    output.each(seeds, |seed, draft, losses| {
        if decode::is_shortened(seed.serial.as_str()) {
            return Err("a serial number that looks as if a spreadsheet had shortened it");
        }
        let row = one(seed, losses)?;
        if row.iter().any(|value| is_formula(value)) {
            return Err("a name that a spreadsheet would run as a formula");
        }
        put(draft, &row);
        Ok(())
    });
}

/// Writes one row.
fn put(draft: &mut Draft, row: &[Zeroizing<String>]) {
    for (column, value) in row.iter().enumerate() {
        draft.push(if column == 0 { "" } else { "," });
        if value.contains(|c| "#\",;".contains(c)) {
            draft.push("\"");
            draft.push(&Zeroizing::new(value.replace('"', "\"\"")));
            draft.push("\"");
        } else {
            draft.push(value);
        }
    }
    draft.push("\n");
}

/// A value of a row.
pub(crate) fn value(text: &(impl ToString + ?Sized)) -> Zeroizing<String> {
    Zeroizing::new(text.to_string())
}

/// Whether a spreadsheet that opens the file would compute the value, or a part of it where it takes another character
/// for the separator, instead of showing it. Full-width signs count, too.
fn is_formula(value: &str) -> bool {
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    value.split([',', ';', '\t']).any(|cell| cell.trim_start_matches(['"', ' ']).starts_with(signs))
}

/// What a line has most of outside of quotes, a comma before a semicolon before a tab where it has as many. No more is
/// looked through than a row can have.
fn separator(line: &str) -> Option<u8> {
    let row = line.as_bytes().get(..MOST_BYTES).unwrap_or(line.as_bytes());
    let count = |separator: u8| {
        let unquoted = row.split(|&byte| byte == b'"').step_by(2).flatten();
        unquoted.filter(|&&byte| byte == separator).count()
    };
    let most = SEPARATORS.into_iter().rev().max_by_key(|&separator| count(separator));
    most.filter(|&separator| count(separator) > 0)
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Longer than any row: a secret of 1024 bytes takes 2048 characters.
const MOST_BYTES: usize = 8192;

const MOST_COLUMNS: usize = 64;
