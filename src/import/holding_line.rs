//! Holdings as people write them: one a line, words and numbers in any order.
//!
//! ```text
//! BTC 0.5      0.5 BTC      BTC: 0.5      BTC,0.5      $5,000 BTC      5000 USD of ETH
//! short 2 BTC-PERPETUAL @ 61000      -60000 BTC-PERPETUAL      2 x BTC-25DEC26-80000-C      25000 USD
//! ```
//!
//! Each line is cut at each delimiter in turn; the cut that makes the most of it is taken, so lines of
//! different makes may stand together.

use super::asset_name;
use super::holdings::{Amount, Draft, Side, cash, money, side_of, signed};
use super::instrument_name::{PERPETUAL_WORDS, asset_of, instrument_of};
use super::issues::{Issues, Severity};
use super::line_tokens::{Token, cuts_number, tokens_of};
use super::number::{CURRENCY_SIGNS, DecimalMark, Votes, parse_number};
use super::role::{Role, is_role};
use super::series::shortened;
use super::sheet::Delimiter;
use super::table::heading;
use crate::pricing::instrument::Instrument;

/// Words that carry nothing.
const FILLERS: &[&str] = &[
    "x",
    "of",
    "in",
    "coins",
    "coin",
    "contracts",
    "contract",
    "units",
    "unit",
    "worth",
    "und",
    "and",
    "de",
    "-",
    "=",
    "≈",
    "×",
    "•",
    "*",
    "–",
];

/// Words before an entry price.
const ENTRY_WORDS: &[&str] = &["@", "at", "entry", "avg", "from"];

/// The most lines that are read one by one; longer lists come as tables.
pub const MOST_LINES: usize = 20_000;

/// What was read from the lines.
pub struct ReadLines {
    /// One for each line that could be read.
    pub drafts: Vec<Draft>,
    /// Lines that hold something.
    pub lines: usize,
    /// What the numbers say of the decimal mark.
    pub votes: Votes,
    /// The mark taken.
    pub mark: DecimalMark,
    /// The delimiter that served most lines.
    pub delimiter: Delimiter,
}

/// Reads the lines of a text.
pub fn read_lines(
    text: &str,
    asked: (Option<DecimalMark>, Option<Delimiter>),
    issues: &mut Issues,
) -> ReadLines {
    let lines: Vec<(usize, &str)> = text
        .split('\n')
        .flat_map(|line| line.trim_end_matches('\r').split('\r'))
        .enumerate()
        .map(|(i, line)| (i + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#') && !line.starts_with("//"))
        .collect();
    let candidates = asked.1.map_or_else(|| Delimiter::ALL.to_vec(), |one| vec![one]);
    let cuts: Vec<(Delimiter, Vec<Token>)> =
        lines.iter().map(|(_, line)| best_cut(line, &candidates)).collect();
    let mut votes = Votes::default();
    let mut counts = [0_usize; 5];
    for (delimiter, tokens) in &cuts {
        for token in tokens {
            if let Token::Number(text) = token {
                votes.add(text);
            }
        }
        counts[Delimiter::ALL.iter().position(|d| d == delimiter).unwrap_or(0)] += 1;
    }
    let most = (0..counts.len()).max_by_key(|i| counts[*i]).unwrap_or(0);
    let mark = asked.0.unwrap_or_else(|| votes.mark());
    let mut drafts = Vec::new();
    for ((line, text), (_, tokens)) in lines.iter().zip(&cuts) {
        match draft_of(tokens, mark) {
            Ok((mut draft, doubt)) => {
                draft.place = (*line, None);
                if let Some(doubt) = doubt {
                    issues.add((*line, None), Severity::Doubtful, "twoNumbers", || doubt);
                }
                drafts.push(draft);
            }
            // The headings of a table, or the title of a list, hold no numbers.
            Err(_)
                if !tokens.iter().any(|token| matches!(token, Token::Number(_))) && is_heading_line(text) => {
            }
            Err((code, message)) => issues.add((*line, None), Severity::Skipped, code, || message),
        }
    }
    ReadLines { drafts, lines: lines.len(), votes, mark, delimiter: Delimiter::ALL[most] }
}

fn is_heading_line(line: &str) -> bool {
    let words = line.split([',', ';', '\t', '|', ' ']).map(heading).filter(|word| !word.is_empty());
    let roles =
        [Role::Asset, Role::Quantity, Role::Value, Role::EntryPrice, Role::Side, Role::Price, Role::Kind];
    line.ends_with(':') || words.clone().all(|word| roles.iter().any(|role| is_role(&word, *role)))
}

/// The cut that makes the most of a line; where several do, the first of the candidates.
fn best_cut(line: &str, candidates: &[Delimiter]) -> (Delimiter, Vec<Token>) {
    let mut best: Option<(u8, Delimiter, Vec<Token>)> = None;
    for delimiter in candidates {
        let mark = match delimiter {
            Delimiter::Comma => ',',
            Delimiter::Semicolon => ';',
            Delimiter::Tab => '\t',
            Delimiter::Bar => '|',
            Delimiter::Space => ' ',
        };
        if !line.contains(mark) && *delimiter != Delimiter::Space {
            continue;
        }
        let tokens = tokens_of(line, mark);
        let worth = [DecimalMark::Point, DecimalMark::Comma]
            .into_iter()
            .map(|mark| match draft_of(&tokens, mark) {
                Ok((_, None)) => 2_u8,
                Ok((_, Some(_))) => 1,
                Err(_) => 0,
            })
            .max();
        // `$5,000`: a cut within a number is worth less than one beside it.
        let worth =
            worth.unwrap_or(0).saturating_sub(u8::from(*delimiter == Delimiter::Comma && cuts_number(line)));
        if best.as_ref().is_none_or(|(most, _, _)| worth > *most) {
            best = Some((worth, *delimiter, tokens));
        }
    }
    best.map_or((Delimiter::Space, Vec::new()), |(_, delimiter, tokens)| (delimiter, tokens))
}

/// A number with the currency that its sign or the next word says.
struct Figure {
    number: f64,
    currency: Option<String>,
}

/// The position that the tokens say, and what is doubtful about it.
fn draft_of(tokens: &[Token], mark: DecimalMark) -> Result<(Draft, Option<String>), (&'static str, String)> {
    let mut figures: Vec<Figure> = Vec::new();
    let mut entry_price = None;
    let (mut side, mut kind, mut after_entry) = (None, None, false);
    let mut words: Vec<&str> = Vec::new();
    // The currency that stands before a number to come, and whether the last part was a number.
    let (mut before, mut after_number): (Option<String>, bool) = (None, false);
    for token in tokens {
        match token {
            Token::Number(text) => {
                if text.ends_with('%') {
                    return Err(("share", "a share of the whole tells no quantity; give amounts".to_owned()));
                }
                let Some(number) = parse_number(text, mark) else {
                    return Err(("notANumber", format!("{:?} is not a number", shortened(text))));
                };
                let sign = text.chars().find(|c| CURRENCY_SIGNS.iter().any(|(sign, _)| sign == c));
                if after_entry && number > 0.0 {
                    entry_price = Some(number);
                } else {
                    let sign = sign.and_then(|sign| money(&sign.to_string()));
                    figures.push(Figure { number, currency: sign.or_else(|| before.take()) });
                }
                after_entry = false;
            }
            Token::Word(word) => {
                let lower = word.to_lowercase();
                let lower = lower.trim_end_matches(':');
                if ENTRY_WORDS.contains(&lower) {
                    after_entry = true;
                } else if lower.len() > 1
                    && let Some(found) = side_of(lower)
                {
                    side = Some(found);
                } else if FILLERS.contains(&lower) {
                } else if PERPETUAL_WORDS.contains(&lower) {
                    kind = Some("perpetual");
                } else if lower == "spot" {
                } else if let Some(currency) = money(word) {
                    // `5000 USD` before `USD 5000`.
                    match figures.last_mut().filter(|figure| after_number && figure.currency.is_none()) {
                        Some(figure) => figure.currency = Some(currency),
                        None => before = Some(currency),
                    }
                } else {
                    words.push(word);
                }
            }
        }
        after_number = matches!(token, Token::Number(_));
    }
    // `cash 5000 USD`; but `Bitcoin Cash`.
    if matches!(words[..], [word] if word.eq_ignore_ascii_case("cash")) {
        words.clear();
    }
    let nothing = || ("noNumber", "there is no number".to_owned());
    let instrument = instrument_of_words(&words, kind)?;
    let doubt = (figures.len() == 2 && figures.iter().all(|figure| figure.currency.is_none())
        || figures.len() > 2)
        .then(|| {
            "there are two numbers; the first is taken as the quantity, the second as the entry price"
                .to_owned()
        });
    let mut figures = figures.into_iter();
    let first = figures.next().ok_or_else(nothing)?;
    let (amount, instrument) = match instrument {
        // Money alone: cash. A second currency would be its entry price, which cash has not.
        None => {
            let Some(currency) = first.currency.or(before) else {
                return Err(("noAsset", "there is no name of a coin or instrument".to_owned()));
            };
            (Amount::Quantity(first.number), cash(&currency))
        }
        Some(instrument) => match first.currency.or(before) {
            Some(currency) if values_make_sense(&instrument) => {
                (Amount::Value(first.number, currency), instrument)
            }
            _ => (Amount::Quantity(first.number), instrument),
        },
    };
    let mut amount = amount;
    if let Some(second) = figures.next() {
        match (&amount, &second.currency) {
            // `$5,000 0.5 BTC`: the quantity says more than the value.
            (Amount::Value(..), None) => amount = Amount::Quantity(second.number),
            // `BTC 0.5 $30,000`: a value beside the quantity.
            (_, Some(_)) => {}
            _ if second.number > 0.0 && entry_price.is_none() => entry_price = Some(second.number),
            _ => {}
        }
    }
    let amount = match amount {
        Amount::Quantity(number) => Amount::Quantity(signed(number, side)),
        Amount::Value(number, currency) => Amount::Value(signed(number, side), currency),
    };
    if matches!(amount, Amount::Quantity(0.0) | Amount::Value(0.0, _)) {
        let what = if side == Some(Side::Flat) { "the position is closed" } else { "the quantity is zero" };
        return Err(("zeroQuantity", what.to_owned()));
    }
    Ok((Draft { instrument, amount, entry_price, place: (0, None), apart: false }, doubt))
}

fn values_make_sense(instrument: &Instrument) -> bool {
    matches!(instrument, Instrument::Spot(_) | Instrument::Cash(_))
}

/// The instrument that the words name together: `BTC`, `Bitcoin Cash`, `Bitcoin (BTC)`, `BTC Bitcoin`.
fn instrument_of_words(
    words: &[&str],
    kind: Option<&str>,
) -> Result<Option<Instrument>, (&'static str, String)> {
    let unknown = |message: String| ("unknownInstrument", message);
    match words {
        [] => Ok(None),
        [word] => instrument_of(word.trim_end_matches(':'), kind).map(Some).map_err(unknown),
        _ => {
            let together = words.join(" ");
            let named = asset_name::coin(&together).is_some() || together.ends_with(')');
            if named && let Ok(instrument) = instrument_of(&together, kind) {
                return Ok(Some(instrument));
            }
            // Two words for the same coin are one name.
            let mut found: Vec<Instrument> = Vec::new();
            for word in words {
                let word = word.trim_matches(['(', ')', ':']);
                let instrument = instrument_of(word, kind).map_err(unknown)?;
                if !found.iter().any(|other| asset_of(other) == asset_of(&instrument)) {
                    found.push(instrument);
                }
            }
            match found.len() {
                1 => Ok(found.pop()),
                _ => Err((
                    "severalNames",
                    format!("{:?} does not name one coin or instrument", shortened(&together)),
                )),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Amount, Option<f64>) {
        let mut issues = Issues::default();
        let read = read_lines(text, (None, None), &mut issues);
        let draft = read.drafts.first().unwrap_or_else(|| panic!("{text}: {:?}", issues.finish())).clone();
        (serde_json::to_string(&draft.instrument).unwrap(), draft.amount, draft.entry_price)
    }

    #[test]
    fn reads_what_people_paste() {
        let quantity = Amount::Quantity;
        let dollars = |value| Amount::Value(value, "USD".to_owned());
        for (text, amount, entry) in [
            ("BTC 0.5", quantity(0.5), None),
            ("0.5 BTC", quantity(0.5), None),
            ("BTC,0.5", quantity(0.5), None),
            ("BTC, 0.5", quantity(0.5), None),
            ("BTC;0,5", quantity(0.5), None),
            ("1,5 BTC", quantity(1.5), None),
            ("1,500.25 BTC", quantity(1500.25), None),
            ("BTC\t0.5", quantity(0.5), None),
            ("BTC: 0.5", quantity(0.5), None),
            ("BTC:0.5", quantity(0.5), None),
            ("BTC = 0.5", quantity(0.5), None),
            ("0.5BTC", quantity(0.5), None),
            ("₿0.5", quantity(0.5), None),
            ("Bitcoin 0.5", quantity(0.5), None),
            ("0.5 Bitcoin (BTC)", quantity(0.5), None),
            ("$5,000 BTC", dollars(5000.0), None),
            ("BTC $5,000.50", dollars(5000.5), None),
            ("5000 USD of BTC", dollars(5000.0), None),
            ("5000 USD BTC", dollars(5000.0), None),
            ("BTC 5000 USD", dollars(5000.0), None),
            ("5k USD BTC", dollars(5000.0), None),
            ("-0.5 BTC", quantity(-0.5), None),
            ("short 0.5 BTC", quantity(-0.5), None),
            ("BTC 0.5 @ 61000", quantity(0.5), Some(61000.0)),
            ("buy 0.5 BTC at $61,000", quantity(0.5), Some(61000.0)),
            ("0.5 x BTC", quantity(0.5), None),
            ("2x BTC", quantity(2.0), None),
            ("USD 5000 BTC", dollars(5000.0), None),
            ("BTC;Bitcoin;0,5;30.000,00 €", quantity(0.5), None),
        ] {
            let expected = (r#"{"kind":"spot","asset":"BTC"}"#.to_owned(), amount, entry);
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(
            read("25000 USD"),
            (r#"{"kind":"cash","currency":"USD"}"#.to_owned(), quantity(25000.0), None)
        );
        assert_eq!(read("$ 25,000").0, r#"{"kind":"cash","currency":"USD"}"#);
        assert_eq!(
            read("EUR 1.234,50"),
            (r#"{"kind":"cash","currency":"EUR"}"#.to_owned(), quantity(1234.5), None)
        );
        assert_eq!(read("3 Bitcoin Cash").0, r#"{"kind":"spot","asset":"BCH"}"#);
        assert_eq!(read("sell 2 BTC-25DEC26-80000-C").1, quantity(-2.0));
        assert!(read("AVAX_USDC-29MAY26-8D6-P 100").0.contains(r#""strike":8.6"#));
        assert!(read("-60000 BTC-PERPETUAL @ 61000").0.contains("inverse"));
        assert!(read("BTCUSDT perp -0.5").0.contains(r#""settlement":"linear""#));
    }

    #[test]
    fn says_what_it_does_not_understand() {
        let code = |text: &str| {
            let mut issues = Issues::default();
            assert!(read_lines(text, (None, None), &mut issues).drafts.is_empty(), "{text}");
            issues.finish().0.first().map(|issue| issue.code.clone()).unwrap_or_default()
        };
        assert_eq!(code("BTC"), "noNumber");
        assert_eq!(code("0.5"), "noAsset");
        assert_eq!(code("BTC 40%"), "share");
        assert_eq!(code("BTC 0"), "zeroQuantity");
        assert_eq!(code("BTC-99XXX26-80000-C 1"), "unknownInstrument");
        assert_eq!(code("asset quantity"), "");
        assert_eq!(code("I bought 3 apples and 4 pears"), "severalNames");
    }
}
