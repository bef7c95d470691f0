//! A text cut into rows and cells, each with its place.
//!
//! Quotes follow RFC 4180: a cell that begins with `"` ends at the next lone `"`, may hold delimiters
//! and line ends, and writes a quote as `""`. A quote that is never closed counts as a letter, so that
//! one stray mark does not swallow the rest of a file. One pass, linear in the length.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error};

/// The most cells one file may have.
const MOST_CELLS: usize = 20_000_000;

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Delimiter {
    /// A comma.
    #[serde(rename = ",")]
    Comma,
    /// A semicolon.
    #[serde(rename = ";")]
    Semicolon,
    /// A tab.
    #[serde(rename = "\t")]
    Tab,
    /// A vertical bar.
    #[serde(rename = "|")]
    Bar,
    /// Any run of spaces and tabs.
    #[serde(rename = "space")]
    Space,
}

impl Delimiter {
    /// Those that are looked for, in the order of preference.
    pub const ALL: [Self; 5] = [Self::Tab, Self::Semicolon, Self::Bar, Self::Comma, Self::Space];

    /// As a person calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Bar => "vertical bar",
            Self::Space => "space",
        }
    }

    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
            Self::Space => b' ',
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    start: u32,
    end: u32,
    doubled_quotes: bool,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    line: u32,
    end: u32,
}

/// Rows of cells; blank lines are left out.
#[derive(Debug)]
pub struct Sheet<'a> {
    text: Cow<'a, str>,
    cells: Vec<Cell>,
    rows: Vec<Row>,
    /// Whether the last line has its end; without it the line may have been cut.
    pub complete: bool,
}

impl<'a> Sheet<'a> {
    /// Cuts a text.
    pub fn cut(text: &'a str, delimiter: Delimiter) -> Result<Self, Error> {
        let mut cutter = Cutter::new(text, delimiter);
        cutter.run()?;
        let complete = text.ends_with(['\n', '\r']);
        Ok(Self { text: Cow::Borrowed(text), cells: cutter.cells, rows: cutter.rows, complete })
    }

    /// A sheet from rows that come with their lines.
    pub fn from_rows(rows: impl Iterator<Item = (usize, Vec<String>)>) -> Result<Self, Error> {
        let mut sheet =
            Self { text: Cow::Owned(String::new()), cells: Vec::new(), rows: Vec::new(), complete: true };
        for (line, cells) in rows {
            for cell in cells {
                let start = sheet.text.len() as u32;
                sheet.text.to_mut().push_str(&cell);
                sheet.cells.push(Cell { start, end: sheet.text.len() as u32, doubled_quotes: false });
            }
            check_cells(sheet.cells.len())?;
            sheet.rows.push(Row { line: line as u32, end: sheet.cells.len() as u32 });
        }
        Ok(sheet)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The line on which a row begins, from 1.
    pub fn line(&self, row: usize) -> usize {
        self.rows[row].line as usize
    }

    /// How many cells a row has.
    pub fn width(&self, row: usize) -> usize {
        self.rows[row].end as usize - self.first(row)
    }

    fn first(&self, row: usize) -> usize {
        if row == 0 { 0 } else { self.rows[row - 1].end as usize }
    }

    /// A cell without its quotes, the spaces around it and what spreadsheets put before a formula's
    /// sign (`'-x`, `="x"`); empty where the row is too short.
    pub fn cell(&self, row: usize, column: usize) -> Cow<'_, str> {
        let index = self.first(row) + column;
        if index >= self.rows[row].end as usize {
            return Cow::Borrowed("");
        }
        let cell = self.cells[index];
        let text = &self.text[cell.start as usize..cell.end as usize];
        if cell.doubled_quotes {
            return Cow::Owned(unguarded(&text.replace("\"\"", "\"")).to_owned());
        }
        Cow::Borrowed(unguarded(text))
    }

    /// All cells of a row.
    pub fn cells(&self, row: usize) -> Vec<Cow<'_, str>> {
        (0..self.width(row)).map(|column| self.cell(row, column)).collect()
    }
}

fn unguarded(text: &str) -> &str {
    let text = text.trim();
    match text.as_bytes() {
        [b'\'', b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\'', ..] => &text[1..],
        [b'=', b'"', .., b'"'] if text.len() > 2 => &text[2..text.len() - 1],
        _ => text,
    }
}

fn check_cells(cells: usize) -> Result<(), Error> {
    if cells <= MOST_CELLS {
        return Ok(());
    }
    let message = format!("The file has more than {} million cells.", MOST_CELLS / 1_000_000);
    Err(Error::new(Code::TooLarge, message))
}

struct Cutter<'a> {
    bytes: &'a [u8],
    delimiter: Delimiter,
    at: usize,
    line: u32,
    cells: Vec<Cell>,
    rows: Vec<Row>,
    /// Whether a quoted cell may hold line ends; no longer once a quote was never closed.
    across_lines: bool,
    /// Quotes before this place are letters.
    letters_until: usize,
}

impl<'a> Cutter<'a> {
    fn new(text: &'a str, delimiter: Delimiter) -> Self {
        let bytes = text.as_bytes();
        let (cells, rows) = (Vec::new(), Vec::new());
        Self { bytes, delimiter, at: 0, line: 1, cells, rows, across_lines: true, letters_until: 0 }
    }

    fn run(&mut self) -> Result<(), Error> {
        while self.at < self.bytes.len() {
            let (line, first) = (self.line, self.cells.len());
            self.row();
            if self.cells[first..].iter().all(|cell| cell.start == cell.end) && self.cells.len() - first == 1
            {
                self.cells.truncate(first);
            }
            if self.cells.len() > first {
                self.rows.push(Row { line, end: self.cells.len() as u32 });
            }
            check_cells(self.cells.len())?;
        }
        Ok(())
    }

    /// One row with its line end.
    fn row(&mut self) {
        let spaced = self.delimiter == Delimiter::Space;
        if spaced {
            self.skip_spaces();
        }
        loop {
            self.cell();
            match self.bytes.get(self.at) {
                None => return,
                Some(b'\r' | b'\n') => return self.end_line(),
                Some(_) => self.at += 1,
            }
            if spaced {
                self.skip_spaces();
                if matches!(self.bytes.get(self.at), None | Some(b'\r' | b'\n')) {
                    return self.end_line();
                }
            }
        }
    }

    fn end_line(&mut self) {
        match self.bytes.get(self.at) {
            Some(b'\r') => self.at += 1 + usize::from(self.bytes.get(self.at + 1) == Some(&b'\n')),
            Some(_) => self.at += 1,
            None => return,
        }
        self.line += 1;
    }

    fn skip_spaces(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn is_delimiter(&self, byte: u8) -> bool {
        byte == self.delimiter.byte() || (self.delimiter == Delimiter::Space && byte == b'\t')
    }

    /// One cell; stops on its delimiter, its line end or the end of the text.
    fn cell(&mut self) {
        let mut start = self.at;
        while self.delimiter != Delimiter::Tab && matches!(self.bytes.get(start), Some(b' ' | b'\t')) {
            start += 1;
        }
        if self.bytes.get(start) == Some(&b'"')
            && start >= self.letters_until
            && let Some((end, doubled_quotes, lines)) = self.closing_quote(start + 1)
        {
            self.line += lines;
            self.at = end + 1;
            self.cells.push(Cell { start: start as u32 + 1, end: end as u32, doubled_quotes });
            self.skip_to_end_of_cell();
            return;
        }
        let start = self.at;
        self.skip_to_end_of_cell();
        self.cells.push(Cell { start: start as u32, end: self.at as u32, doubled_quotes: false });
    }

    fn skip_to_end_of_cell(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            if self.is_delimiter(*byte) || matches!(byte, b'\r' | b'\n') {
                return;
            }
            self.at += 1;
        }
    }

    /// Whether a cell can end here: nothing but spaces before the delimiter or the line end.
    fn ends_cell(&self, mut at: usize) -> bool {
        while self.bytes.get(at) == Some(&b' ') && self.delimiter != Delimiter::Space {
            at += 1;
        }
        self.bytes.get(at).is_none_or(|byte| self.is_delimiter(*byte) || matches!(byte, b'\r' | b'\n'))
    }

    /// Where the quoted cell ends, whether quotes are doubled in it, and how many lines it spans.
    fn closing_quote(&mut self, from: usize) -> Option<(usize, bool, u32)> {
        let (mut at, mut doubled, mut lines) = (from, false, 0);
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'"' if self.bytes.get(at + 1) == Some(&b'"') => {
                    doubled = true;
                    at += 1;
                }
                b'"' if self.ends_cell(at + 1) => return Some((at, doubled, lines)),
                // A quote within a cell that is not doubled: the first one was a letter as well.
                b'"' => {
                    self.letters_until = at;
                    return None;
                }
                b'\n' if !self.across_lines => break,
                b'\n' => lines += 1,
                _ => {}
            }
            at += 1;
        }
        if self.across_lines {
            // Never closed: from here on quoted cells end on their own line.
            self.across_lines = false;
            return self.closing_quote(from);
        }
        self.letters_until = at;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: Delimiter) -> Vec<(usize, Vec<String>)> {
        let sheet = Sheet::cut(text, delimiter).unwrap();
        (0..sheet.len())
            .map(|row| (sheet.line(row), sheet.cells(row).into_iter().map(Cow::into_owned).collect()))
            .collect()
    }

    fn cells(text: &str) -> Vec<String> {
        rows(text, Delimiter::Comma).remove(0).1
    }

    #[test]
    fn quotes_hold_delimiters_quotes_and_lines() {
        assert_eq!(cells("a, \"b,c\" ,\"d\"\"e\",\r\n"), ["a", "b,c", "d\"e", ""]);
        let sheet = rows("\"a\nb\",1\n\nc,2", Delimiter::Comma);
        assert_eq!(sheet[0], (1, vec!["a\nb".to_owned(), "1".to_owned()]));
        assert_eq!(sheet[1].0, 4, "blank lines and lines within quotes count");
    }

    #[test]
    fn a_quote_that_is_never_closed_is_a_letter() {
        let sheet = rows("a,\"b\nc,d\n\"e\",f", Delimiter::Comma);
        assert_eq!((sheet.len(), sheet[2].1.join("/")), (3, "e/f".to_owned()));
        let sheet = rows("a,\"b\nc,d\ne,f", Delimiter::Comma);
        assert_eq!(sheet[0].1, ["a", "\"b"]);
        assert_eq!(sheet.len(), 3);
    }

    #[test]
    fn spaces_come_in_runs() {
        let sheet = rows("  BTC \t 0.5  \nETH 2\r\n", Delimiter::Space);
        assert_eq!(sheet[0], (1, vec!["BTC".to_owned(), "0.5".to_owned()]));
        assert_eq!(sheet[1], (2, vec!["ETH".to_owned(), "2".to_owned()]));
    }

    #[test]
    fn all_line_ends_count() {
        let lines = |text| rows(text, Delimiter::Comma).iter().map(|row| row.0).collect::<Vec<_>>();
        assert_eq!(lines("a\r\nb\r\nc"), [1, 2, 3]);
        assert_eq!(lines("a\rb\rc"), [1, 2, 3]);
    }

    #[test]
    fn guards_of_spreadsheets_come_off() {
        assert_eq!(cells("'=SUM(A1),'-x,=\"0012\",'s"), ["=SUM(A1)", "-x", "0012", "'s"]);
    }

    #[test]
    fn many_stray_quotes_take_linear_time() {
        let text = ",\"a".repeat(200_000);
        assert_eq!(rows(&text, Delimiter::Comma)[0].1.len(), 200_001);
    }
}
