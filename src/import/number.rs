//! Numbers as people and programs write them: `1,234.5`, `1.234,5`, `1 234,5`, `$5,000`, `(12)`,
//! `2.92E-05`, `1.13%`, `980.50K`.
//!
//! A text that ends in one mark and three digits (`1.000`, `1,000`) can be read both ways; which mark
//! is the decimal one is therefore decided for a whole file ([`Votes`]).

use serde::{Deserialize, Serialize};

/// The mark between whole and fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum DecimalMark {
    /// `1,234.5`
    #[default]
    Point,
    /// `1.234,5`
    Comma,
}

impl DecimalMark {
    /// The character itself.
    pub fn character(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }
}

/// Signs of money before or after a number.
pub const CURRENCY_SIGNS: [(char, &str); 6] =
    [('$', "USD"), ('€', "EUR"), ('£', "GBP"), ('¥', "JPY"), ('₩', "KRW"), ('₹', "INR")];

/// What the texts of a file say about its decimal mark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Votes {
    /// Texts that only a decimal point explains.
    pub point: usize,
    /// Texts that only a decimal comma explains.
    pub comma: usize,
    /// Texts with a point that both explain.
    pub either_point: usize,
    /// Texts with a comma that both explain.
    pub either_comma: usize,
}

impl Votes {
    /// Counts one text.
    pub fn add(&mut self, text: &str) {
        if text.bytes().all(|byte| byte != b',' && byte != b'.') {
            return;
        }
        let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
        let count = |mark: char| text.matches(mark).count();
        let (points, commas) = (count('.'), count(','));
        match (points, commas) {
            (1.., 1..) if text.rfind('.') > text.rfind(',') => self.point += 1,
            (1.., 1..) => self.comma += 1,
            (2.., 0) => self.comma += 1,
            (0, 2..) => self.point += 1,
            _ => {
                let mark = if points == 1 { '.' } else { ',' };
                let (whole, fraction) = text.split_once(mark).unwrap_or((text, ""));
                let exponent = fraction.contains(['e', 'E']);
                let whole_digits = digits(whole);
                // A group of thousands has three digits after it, one to three before it and no lone zero.
                let lone_zero = whole_digits == 0
                    || whole.trim_start_matches(|c: char| !c.is_ascii_digit()).starts_with('0');
                let decimal = exponent || digits(fraction) != 3 || whole_digits > 3 || lone_zero;
                match (mark, decimal) {
                    ('.', true) => self.point += 1,
                    ('.', false) => self.either_point += 1,
                    (_, true) => self.comma += 1,
                    (_, false) => self.either_comma += 1,
                }
            }
        }
    }

    /// Whether both marks explain every text.
    pub fn ambiguous(&self) -> bool {
        self.point == 0 && self.comma == 0 && self.either_point + self.either_comma > 0
    }

    /// The mark that explains more texts; the point where they say nothing.
    pub fn mark(&self) -> DecimalMark {
        if self.comma > self.point { DecimalMark::Comma } else { DecimalMark::Point }
    }
}

/// Reads a number; currency signs, per-cent signs and a last `K`, `M` or `B` are understood.
pub fn parse_number(text: &str, mark: DecimalMark) -> Option<f64> {
    let text = text.trim();
    if mark == DecimalMark::Point && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-') {
        return text.parse().ok().filter(|number: &f64| number.is_finite());
    }
    if text.len() > 64 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let is_space = |c: char| c.is_whitespace() || c == '\u{202f}' || c == '\u{a0}';
    let is_sign = |c: char| CURRENCY_SIGNS.iter().any(|(sign, _)| *sign == c);
    let trim = |text: &str| -> String { text.trim_matches(|c: char| is_space(c) || is_sign(c)).to_owned() };
    let mut body = trim(text);
    let mut negative = false;
    if let Some(inner) = body.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        (negative, body) = (true, trim(inner));
    }
    if let Some(rest) = body.strip_prefix(['-', '\u{2212}', '\u{2013}']) {
        (negative, body) = (!negative, trim(rest));
    } else if let Some(rest) = body.strip_prefix('+') {
        body = trim(rest);
    }
    let mut scale = 1.0;
    if let Some((last, factor)) = body.chars().last().and_then(|c| Some((c, factor_of(c)?))) {
        scale = factor;
        body = trim(body.strip_suffix(last)?);
    }
    let exponent_at = body.find(['e', 'E']);
    let (digits, exponent) = exponent_at.map_or((body.as_str(), ""), |at| body.split_at(at));
    if !exponent.is_empty() {
        let power = exponent[1..].strip_prefix(['+', '-']).unwrap_or(&exponent[1..]);
        if power.is_empty() || !power.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
    }
    let (whole, fraction) = match digits.split_once(mark.character()) {
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = ungrouped(whole, mark)?;
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { &whole };
    let number: f64 = format!("{whole}.{fraction}0{exponent}").parse().ok()?;
    let signed = if negative { -number * scale } else { number * scale };
    signed.is_finite().then_some(signed)
}

fn factor_of(c: char) -> Option<f64> {
    Some(match c {
        '%' => 0.01,
        'K' | 'k' => 1e3,
        'M' => 1e6,
        'B' => 1e9,
        _ => return None,
    })
}

/// The digits of the whole part without the marks between its groups; nothing if the groups are not
/// those of a number (three digits, or two as in 1,00,000).
fn ungrouped(whole: &str, mark: DecimalMark) -> Option<String> {
    if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(whole.to_owned());
    }
    let group_mark = whole.chars().find(|c| !c.is_ascii_digit())?;
    let allowed = group_mark == mark.other().character()
        || matches!(group_mark, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' | '_');
    if !allowed {
        return None;
    }
    let groups: Vec<&str> = whole.split(group_mark).collect();
    let (first, last) = (groups[0], groups[groups.len() - 1]);
    let inner = &groups[1..groups.len() - 1];
    let sized = (1..=3).contains(&first.len())
        && last.len() == 3
        && (inner.iter().all(|group| group.len() == 3) || inner.iter().all(|group| group.len() == 2));
    let digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    (sized && digits).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_styles() {
        let point = |text| parse_number(text, DecimalMark::Point);
        let comma = |text| parse_number(text, DecimalMark::Comma);
        assert_eq!(point("7,766.0"), Some(7766.0));
        assert_eq!(comma("76.761,5"), Some(76761.5));
        assert_eq!(point("2.92E-05"), Some(2.92e-5));
        assert_eq!(point(" 90.63"), Some(90.63));
        assert_eq!(point("$5,000"), Some(5000.0));
        assert_eq!(point("-$5,000.25"), Some(-5000.25));
        assert_eq!(point("(12.5)"), Some(-12.5));
        assert_eq!(point("−3"), Some(-3.0));
        assert_eq!(comma("1 234,5 €"), Some(1234.5));
        assert_eq!(point("1'234.5"), Some(1234.5));
        assert_eq!(point("980.50K"), Some(980_500.0));
        assert_eq!(comma("0,03%"), Some(0.0003));
        assert_eq!(point(".5"), Some(0.5));
        assert_eq!(comma(",5"), Some(0.5));
        assert_eq!(point("12,34,567"), Some(1_234_567.0));
        assert_eq!(point("5."), Some(5.0));
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in
            ["", "-", "abc", "1-2", "1,2,3", "12,34", "1e", "1.2.3", "0x10", "NaN", "inf", "1e999", "١"]
        {
            assert_eq!(parse_number(text, DecimalMark::Point), None, "{text}");
        }
    }

    #[test]
    fn a_file_votes_for_its_mark() {
        let votes = |texts: &[&str]| {
            let mut votes = Votes::default();
            texts.iter().for_each(|text| votes.add(text));
            (votes.mark(), votes.ambiguous())
        };
        assert_eq!(votes(&["1.234,5", "1.000"]), (DecimalMark::Comma, false));
        assert_eq!(votes(&["1.5", "1.000"]), (DecimalMark::Point, false));
        assert_eq!(votes(&["1.000", "2.000"]), (DecimalMark::Point, true));
        assert_eq!(votes(&["0,500"]), (DecimalMark::Comma, false));
        assert_eq!(votes(&["12", "13"]), (DecimalMark::Point, false));
    }
}
