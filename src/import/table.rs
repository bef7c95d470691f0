//! A sheet with its header told from its body: what forms look at.

use std::ops::Range;

use super::date::{Written, read_date, read_serial_day};
use super::number::{DecimalMark, parse_number};
use super::sheet::{Delimiter, Sheet};
use crate::error::Error;

/// How much of a text decides on the delimiter.
const SAMPLE_BYTES: usize = 65_536;

/// A sheet with what is known about its shape.
pub struct Table<'a> {
    /// The file's name, or nothing for pasted text.
    pub name: &'a str,
    /// The rows.
    pub sheet: Sheet<'a>,
    /// None for JSON.
    pub delimiter: Option<Delimiter>,
    /// The row of the header.
    pub header: Option<usize>,
    /// The cells of the header as they stand.
    pub names: Vec<String>,
    /// The same in small letters without accents and marks: `Adj Close` is `adj close`.
    pub headings: Vec<String>,
    /// The rows below the header.
    pub body: Range<usize>,
    /// How many cells a row is expected to have.
    pub width: usize,
    /// A link above the table.
    pub link: Option<String>,
}

impl<'a> Table<'a> {
    /// Cuts a text with the delimiter that is given or found.
    pub fn of_text(
        name: &'a str,
        text: &'a str,
        delimiter: Option<Delimiter>,
        header: Option<bool>,
    ) -> Result<Self, Error> {
        // `sep=;` is a spreadsheet's own hint.
        let hinted = text.lines().next().and_then(|line| match line.trim().strip_prefix("sep=")? {
            ";" => Some(Delimiter::Semicolon),
            "," => Some(Delimiter::Comma),
            "|" => Some(Delimiter::Bar),
            _ => Some(Delimiter::Tab),
        });
        let delimiter = match delimiter.or(hinted) {
            Some(delimiter) => delimiter,
            None => find_delimiter(text)?,
        };
        let sheet = Sheet::cut(text, delimiter)?;
        let mut table = Self::of_sheet(name, sheet, header);
        table.delimiter = Some(delimiter);
        Ok(table)
    }

    /// Finds header and body.
    pub fn of_sheet(name: &'a str, sheet: Sheet<'a>, header: Option<bool>) -> Self {
        let width = usual_width(&sheet, 0..sheet.len());
        let hint = !sheet.is_empty() && sheet.cell(0, 0).starts_with("sep=");
        let mut first = usize::from(hint);
        let mut link = None;
        // Lines above the table have fewer cells than it: a link, a title, `sep=;`.
        while first + 1 < sheet.len() && first < 16 && sheet.width(first) < width && width > 1 {
            let filled = sheet.cells(first).iter().filter(|cell| !cell.is_empty()).count();
            if filled > 1 && sheet.width(first) * 2 > width {
                break;
            }
            let cell = sheet.cell(first, 0).into_owned();
            if cell.contains("://") {
                link = Some(cell);
            }
            first += 1;
        }
        let has_header = header.unwrap_or_else(|| looks_like_header(&sheet, first));
        let header = (has_header && first < sheet.len()).then_some(first);
        let names: Vec<String> = header
            .map(|row| sheet.cells(row).into_iter().map(|cell| cell.into_owned()).collect())
            .unwrap_or_default();
        let headings = names.iter().map(|name| heading(name)).collect();
        let body = (first + usize::from(header.is_some())).min(sheet.len())..sheet.len();
        let width = if names.is_empty() { width } else { names.len() };
        Self { name, sheet, delimiter: None, header, names, headings, body, width, link }
    }

    /// The column with one of these headings; the first heading that is found goes first.
    pub fn column(&self, headings: &[&str]) -> Option<usize> {
        headings.iter().find_map(|heading| self.headings.iter().position(|h| h == heading))
    }

    /// Whether all of these headings are there.
    pub fn has_all(&self, headings: &[&str]) -> bool {
        headings.iter().all(|heading| self.headings.iter().any(|h| h == heading))
    }

    /// Whether a mark, and not mere spaces, cuts header and rows into the same number of columns.
    pub fn is_headed(&self) -> bool {
        self.delimiter.is_some_and(|delimiter| delimiter != Delimiter::Space)
            && self.header.is_some()
            && self.width > 1
            && self.names.iter().all(|name| !name.is_empty())
            && self.body.clone().take(100).all(|row| self.sheet.width(row) == self.width)
    }

    /// How a person finds a column.
    pub fn column_name(&self, column: usize) -> String {
        match self.names.get(column) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("column {}", column + 1),
        }
    }

    /// Up to `most` rows spread over the whole body.
    pub fn sample(&self, most: usize) -> impl Iterator<Item = usize> + '_ {
        let step = self.body.len().div_ceil(most.max(1)).max(1);
        self.body.clone().step_by(step)
    }

    /// The share of filled cells of a column that hold what `test` looks for; none if all are empty.
    pub fn share(&self, column: usize, test: impl Fn(&str) -> bool) -> Option<f64> {
        let (mut filled, mut passed) = (0_u32, 0_u32);
        for row in self.sample(400) {
            let cell = self.sheet.cell(row, column);
            if !is_empty(&cell) {
                filled += 1;
                passed += u32::from(test(&cell));
            }
        }
        (filled > 0).then(|| f64::from(passed) / f64::from(filled))
    }
}

/// Cells that say there is no value.
pub fn is_empty(cell: &str) -> bool {
    matches!(cell, "" | "-" | "–" | "—")
        || ["null", "nan", "na", "n/a", "none", "#n/a", "nil", "."]
            .iter()
            .any(|word| cell.eq_ignore_ascii_case(word))
}

/// Whether a cell is a number in either style.
pub fn is_number(cell: &str) -> bool {
    parse_number(cell, DecimalMark::Point).is_some() || parse_number(cell, DecimalMark::Comma).is_some()
}

/// Whether a cell is a date or an instant.
pub fn is_date(cell: &str) -> bool {
    read_date(cell) != Written::Nothing
}

/// The same, or days as spreadsheets count them: for a column whose heading says that it holds dates.
pub fn is_date_or_serial(cell: &str) -> bool {
    is_date(cell) || read_serial_day(cell) != Written::Nothing
}

/// Small letters, no accents, one space for every run of marks, words apart where a capital begins:
/// `Adj Close` and `adj_close` are `adj close`, `timeOpen` is `time open`.
pub fn heading(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut small_before = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            small_before = false;
            if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
            continue;
        }
        if c.is_uppercase() && small_before {
            text.push(' ');
        }
        small_before = c.is_lowercase();
        text.extend(c.to_lowercase().map(without_accent));
    }
    text.truncate(text.trim_end().len());
    text
}

fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// The width that most rows have.
fn usual_width(sheet: &Sheet<'_>, rows: Range<usize>) -> usize {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for row in rows.take(1_000) {
        let width = sheet.width(row);
        match counts.iter_mut().find(|(w, _)| *w == width) {
            Some((_, count)) => *count += 1,
            None => counts.push((width, 1)),
        }
    }
    counts.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(0, |(width, _)| width)
}

/// A header has words only: no number and no date.
fn looks_like_header(sheet: &Sheet<'_>, row: usize) -> bool {
    if row >= sheet.len() {
        return false;
    }
    let cells = sheet.cells(row);
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    filled > 0
        && cells.iter().all(|cell| is_empty(cell) && cell.len() < 2 || !is_number(cell) && !is_date(cell))
}

/// The delimiter under which the rows agree best on their width.
fn find_delimiter(text: &str) -> Result<Delimiter, Error> {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    // The last line of a sample may be cut.
    let sample = match sample.rfind('\n') {
        Some(at) if end < text.len() => &sample[..at],
        _ => sample,
    };
    let mut best = (0.0, Delimiter::Comma);
    for delimiter in Delimiter::ALL {
        let sheet = Sheet::cut(sample, delimiter)?;
        let width = usual_width(&sheet, 0..sheet.len());
        if width < 2 {
            continue;
        }
        let agree = (0..sheet.len()).filter(|row| sheet.width(*row) == width).count();
        let share = agree as f64 / sheet.len() as f64;
        // Spaces also stand within cells: they have to agree better than a mark does.
        let score = if delimiter == Delimiter::Space { share * 0.8 } else { share };
        // The first row must have the width too, unless it is a line above the table.
        let first_agrees = (0..sheet.len().min(4)).any(|row| sheet.width(row) == width);
        let score = if first_agrees { score } else { score * 0.5 };
        if score > best.0 + 0.05 {
            best = (score, delimiter);
        }
    }
    Ok(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table<'_> {
        Table::of_text("", text, None, None).unwrap()
    }

    #[test]
    fn finds_delimiter_header_and_lines_above() {
        let found = table("https://www.example.com/\nunix,date,close\n1,2024-01-01,5\n2,2024-01-02,6\n");
        assert_eq!((found.delimiter, found.header, found.body), (Some(Delimiter::Comma), Some(1), 2..4));
        assert_eq!(found.link.as_deref(), Some("https://www.example.com/"));
        let found = table("Datum;Kurs\n01.02.2024;1,5\n02.02.2024;1,25\n");
        assert_eq!((found.delimiter, found.header), (Some(Delimiter::Semicolon), Some(0)));
        let found = table("sep=|\na|b\n1|2\n");
        assert_eq!(
            (found.delimiter, found.names),
            (Some(Delimiter::Bar), vec!["a".to_owned(), "b".to_owned()])
        );
        let found = table("1675209600000,0.2413,0.2418\n1675209660000,0.2417,0.2418\n");
        assert_eq!((found.header, found.body), (None, 0..2));
    }

    #[test]
    fn headings_are_compared_without_case_accents_and_marks() {
        for (name, plain) in [
            ("Adj Close", "adj close"),
            ("adj_close", "adj close"),
            ("timeOpen", "time open"),
            ("Último", "ultimo"),
            ("Vol.", "vol"),
            ("Change %", "change"),
            ("PriceUSD", "price usd"),
            ("Amount (USD)", "amount usd"),
        ] {
            assert_eq!(heading(name), plain);
        }
    }
}
