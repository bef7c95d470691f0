//! A line of holdings cut into numbers and words.

use super::number::{DecimalMark, parse_number};

/// The longest line that is looked at.
const LONGEST_LINE: usize = 512;

/// A part of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A number in either style, as written.
    Number(String),
    /// Anything else.
    Word(String),
}

/// Whether a cut at commas would go through what reads as one number: `$5,000`, `1.234,50`.
pub fn cuts_number(line: &str) -> bool {
    let runs = line.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    runs.map(|run| run.trim_matches(',')).any(|run| run.contains(',') && is_number(run))
}

/// The parts of a line, cut at a delimiter and at spaces.
pub fn tokens_of(line: &str, delimiter: char) -> Vec<Token> {
    let mut end = line.len().min(LONGEST_LINE);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let mut tokens = Vec::new();
    for cell in line[..end].split(delimiter) {
        let cell = cell.trim().trim_matches('"');
        let cell = cell.strip_prefix('\'').unwrap_or(cell);
        for word in cell.split_whitespace() {
            push_word(word.trim_end_matches([',', ';']).trim_matches('"'), &mut tokens);
        }
    }
    tokens
}

fn is_number(text: &str) -> bool {
    parse_number(text, DecimalMark::Point).is_some() || parse_number(text, DecimalMark::Comma).is_some()
}

/// One word, split where a mark or a number is glued to it.
fn push_word(word: &str, tokens: &mut Vec<Token>) {
    if word.is_empty() {
        return;
    }
    if is_number(word) {
        tokens.push(Token::Number(word.to_owned()));
        return;
    }
    // `BTC:0.5`, `BTC=0.5`, `BTC:`; not `BTC/USD:BTC`.
    if let Some(at) = word.find([':', '=']) {
        let rest = &word[at + 1..];
        if at > 0 && (rest.is_empty() || is_number(rest) || rest.starts_with(|c: char| c.is_ascii_digit())) {
            push_word(&word[..at], tokens);
            push_word(rest, tokens);
            return;
        }
    }
    if let Some(rest) = word.strip_prefix('@').filter(|rest| is_number(rest)) {
        tokens.push(Token::Word("@".to_owned()));
        tokens.push(Token::Number(rest.to_owned()));
        return;
    }
    // `0.5BTC`, `2x`, `5000USD`; a listed name such as `1INCH-25DEC26` stays whole.
    let letters = word.find(|c: char| c.is_alphabetic()).unwrap_or(0);
    let (number, rest) = word.split_at(letters);
    let glued = letters > 0 && is_number(number) && !rest.contains('-') && word != "1INCH";
    if glued && rest.chars().all(char::is_alphanumeric) {
        tokens.push(Token::Number(number.to_owned()));
        tokens.push(Token::Word(rest.to_owned()));
        return;
    }
    // `₿0.5`
    if let Some(rest) = word.strip_prefix('₿').filter(|rest| is_number(rest)) {
        tokens.push(Token::Number(rest.to_owned()));
        tokens.push(Token::Word("BTC".to_owned()));
        return;
    }
    tokens.push(Token::Word(word.to_owned()));
}
