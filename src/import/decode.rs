//! Bytes to text: byte-order marks, UTF-16, Windows-1252, and what is no text at all.

use std::borrow::Cow;

use crate::error::{Code, Error};

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 50 * MEGABYTE;

const MEGABYTE: usize = 1 << 20;

/// How much of a file tells what it is.
const SAMPLE: usize = 8_192;

/// The characters of Windows-1252 at 0x80 to 0x9F; the other bytes are those of Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file, or one sentence that says why there is none.
pub fn decode_bytes(bytes: &[u8]) -> Result<String, Error> {
    check_size(bytes.len())?;
    if let Some(kind) = binary_kind(bytes) {
        return Err(refuse(kind));
    }
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
        },
    };
    decode_text(&text).map(Cow::into_owned)
}

/// The same for text that a browser or a shell has decoded as UTF-8: what was not UTF-8 has become
/// U+FFFD, and UTF-16 shows as a zero after every letter.
pub fn decode_text(text: &str) -> Result<Cow<'_, str>, Error> {
    check_size(text.len())?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if let Some(kind) = binary_kind(text.as_bytes()).or_else(|| replaced_kind(text)) {
        return Err(refuse(kind));
    }
    let sample: Vec<char> = text.chars().take(SAMPLE).collect();
    let zeros = sample.iter().filter(|c| **c == '\0').count();
    let text: Cow<str> = if zeros * 3 > sample.len() {
        text.trim_start_matches('\u{FFFD}').replace('\0', "").into()
    } else {
        text.into()
    };
    if text.trim().is_empty() {
        return Err(Error::new(Code::Unreadable, "The file is empty: there is nothing to read."));
    }
    if let Some(kind) = markup_kind(&text) {
        return Err(refuse(kind));
    }
    let sample = text.chars().take(SAMPLE);
    let (mut all, mut odd) = (0_usize, 0_usize);
    for c in sample {
        all += 1;
        odd += usize::from((c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{c}')) || c == '\u{FFFD}');
    }
    if odd * 10 > all {
        return Err(refuse("a binary file"));
    }
    Ok(text)
}

/// Reads base64, with or without padding and line ends.
pub fn decode_base64(text: &str) -> Result<Vec<u8>, Error> {
    check_size(text.len() / 4 * 3)?;
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' | b'\r' | b'\n' => continue,
            _ => return Err(Error::new(Code::InvalidValue, "The content is not base64.")),
        };
        bits = (bits << 6 | u32::from(six)) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Ok(bytes)
}

fn check_size(bytes: usize) -> Result<(), Error> {
    if bytes <= MOST_BYTES {
        return Ok(());
    }
    let (megabytes, most) = (bytes.div_ceil(MEGABYTE), MOST_BYTES / MEGABYTE);
    let message = format!("The file has {megabytes} MB; files up to {most} MB are read.");
    Err(Error::new(Code::TooLarge, message))
}

fn refuse(kind: &str) -> Error {
    let message = format!("This is {kind}, not text: export the table as CSV and give that.");
    Error::new(Code::Unreadable, message)
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Kinds of file that begin with a mark of their own.
fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    let marks: [(&[u8], &str); 10] = [
        (b"\x89PNG", "an image (PNG)"),
        (b"\xFF\xD8\xFF", "an image (JPEG)"),
        (b"GIF8", "an image (GIF)"),
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "an Excel workbook or another ZIP archive"),
        (b"\xD0\xCF\x11\xE0", "an old Excel workbook"),
        (b"\x1F\x8B", "a compressed file (gzip)"),
        (b"PAR1", "a Parquet file"),
        (b"SQLite format 3", "a database (SQLite)"),
        (b"{\\rtf", "a formatted document (RTF)"),
    ];
    marks.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, kind)| *kind)
}

/// The same after a decoder has put U+FFFD for what is not UTF-8.
fn replaced_kind(text: &str) -> Option<&'static str> {
    let rest = text.trim_start_matches('\u{FFFD}');
    let head: String = rest.chars().take(32).collect();
    match text.len() - rest.len() {
        0 => None,
        _ if head.starts_with("PNG\r\n") => Some("an image (PNG)"),
        _ if head.contains("JFIF") || head.contains("Exif") => Some("an image (JPEG)"),
        _ => None,
    }
}

fn markup_kind(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let head = text.chars().take(512).collect::<String>().to_lowercase();
    let web = head.starts_with("<!doctype html") || head.contains("<html") || head.contains("<head");
    Some(if web {
        "a web page (HTML)"
    } else if head.contains("<svg") {
        "an image (SVG)"
    } else {
        "a file of markup (XML)"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: &[u8]) -> String {
        decode_bytes(bytes).unwrap_err().message
    }

    #[test]
    fn reads_text_in_the_encodings_that_spreadsheets_write() {
        let text = "Währung;Menge\r\nBTC;1,5 €\r\n";
        let utf16_le: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let utf16_be: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let bom: Vec<u8> = [0xEF, 0xBB, 0xBF].into_iter().chain(text.bytes()).collect();
        for bytes in [&utf16_le, &utf16_be, &bom] {
            assert_eq!(decode_bytes(bytes).unwrap(), text);
        }
        assert_eq!(decode_bytes(b"W\xE4hrung;1,5 \x80").unwrap(), "Währung;1,5 €");
    }

    #[test]
    fn reads_utf16_that_was_decoded_as_utf8() {
        let text: String =
            "\u{FFFD}\u{FFFD}".chars().chain("BTC,1\n".chars().flat_map(|c| [c, '\0'])).collect();
        assert_eq!(decode_text(&text).unwrap(), "BTC,1\n");
    }

    #[test]
    fn says_what_is_no_text() {
        assert!(message(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").contains("PNG"));
        assert!(message(b"\xFF\xD8\xFF\xE0\0\x10JFIF").contains("JPEG"));
        assert!(message(b"PK\x03\x04\x14\0").contains("Excel"));
        assert!(message(b"%PDF-1.7").contains("PDF"));
        assert!(message(b" \n<!DOCTYPE html><html>").contains("HTML"));
        assert!(message(&[0, 159, 146, 150, 1, 2, 3, 4]).contains("binary"));
        assert!(message(b" \r\n\t ").contains("empty"));
        assert!(decode_text("\u{FFFD}PNG\r\n\u{1a}\n").unwrap_err().message.contains("PNG"));
    }

    #[test]
    fn refuses_a_large_file_before_reading_it() {
        let error = decode_bytes(&vec![b'1'; 60 * MEGABYTE]).unwrap_err();
        assert_eq!((error.code, error.message.contains("60 MB")), (Code::TooLarge, true));
    }

    #[test]
    fn base64_is_read_back() {
        assert_eq!(decode_base64("QlRDIDAuNQ==").unwrap(), b"BTC 0.5");
        assert_eq!(decode_base64("/+7d").unwrap(), [0xFF, 0xEE, 0xDD]);
        assert!(decode_base64("QlRD!").is_err());
    }
}
