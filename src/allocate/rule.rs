//! Linear rules on weights as people write them: `BTC + ETH >= 0.5`, `group:stables <= 30 %`,
//! `BTC <= 2 * ETH`, `0.1 <= SOL <= 0.2`.
//!
//! ```text
//! rule  = sum compare sum | number compare sum compare number
//! sum   = [sign] term { sign term }
//! term  = number [%] [*] [name] | name [* number [%]]
//! ```
//!
//! A name is an asset, or `group:` and the name of a group, whose assets it adds up, or a word with `*` for any
//! characters (`BTC*`), which adds up the assets that it matches; with a number at one end (`BTC*0.5`) the star
//! multiplies. Names that the data know are tried before numbers and signs, so that `1INCH` and `BTC-USD`
//! are names where they exist. An asset that is left out of the allocation weighs nothing.

use super::members::matching;
use crate::error::{Code, Error};

/// A name that a rule can use, and the weights that it stands for.
pub(super) type Name = (String, Vec<usize>);

/// min ≤ Σ coefficients[i] w[i] ≤ max over `count` weights, as the rule says.
pub(super) fn read(text: &str, names: &[Name], count: usize) -> Result<(Vec<f64>, f64, f64), Error> {
    let mut reader = Reader { text, at: 0, names, count };
    let first = reader.sum()?;
    let compare = reader.compare()?;
    let second = reader.sum()?;
    let (none, all) = (f64::NEG_INFINITY, f64::INFINITY);
    if reader.ended() {
        let between = -(first.constant - second.constant);
        let [min, max] = match compare {
            Compare::AtMost => [none, between],
            Compare::AtLeast => [between, all],
            Compare::Equal => [between, between],
        };
        let coefficients =
            first.coefficients.iter().zip(&second.coefficients).map(|(a, b)| a - b).collect::<Vec<f64>>();
        return if first.named || second.named { Ok((coefficients, min, max)) } else { Err(nothing()) };
    }
    let place = reader.at;
    let again = reader.compare()?;
    let third = reader.sum()?;
    if !reader.ended() {
        return Err(reader.wrong("the rule should end here"));
    }
    if compare != again || compare == Compare::Equal {
        return Err(wrong(text, place, "two comparisons point the same way, as in 0.1 <= BTC <= 0.2"));
    }
    if first.named || third.named {
        return Err(wrong(text, place, "with two comparisons, the outer sides are numbers"));
    }
    let [min, max] = match compare {
        Compare::AtMost => [first.constant, third.constant],
        _ => [third.constant, first.constant],
    };
    if min > max {
        return Err(wrong(text, place, "no number lies between the two"));
    }
    match second.named {
        true => Ok((second.coefficients, min - second.constant, max - second.constant)),
        false => Err(nothing()),
    }
}

fn nothing() -> Error {
    Error::invalid("", "The rule names no asset and no group.")
}

/// Σ coefficients[i] w[i] + constant.
struct Sum {
    coefficients: Vec<f64>,
    constant: f64,
    /// Whether any name stands in it.
    named: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Compare {
    AtMost,
    AtLeast,
    Equal,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    names: &'a [Name],
    count: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn ended(&mut self) -> bool {
        self.skip_spaces();
        self.rest().is_empty()
    }

    /// Takes one of these if it comes next.
    fn take<T: Copy>(&mut self, signs: &[(&str, T)]) -> Option<T> {
        self.skip_spaces();
        let (sign, value) = signs.iter().find(|(sign, _)| self.rest().starts_with(sign))?;
        self.at += sign.len();
        Some(*value)
    }

    fn compare(&mut self) -> Result<Compare, Error> {
        let signs = [
            ("<=", Compare::AtMost),
            ("≤", Compare::AtMost),
            (">=", Compare::AtLeast),
            ("≥", Compare::AtLeast),
            ("==", Compare::Equal),
            ("=", Compare::Equal),
            ("<", Compare::AtMost),
            (">", Compare::AtLeast),
        ];
        self.take(&signs).ok_or_else(|| self.wrong("<=, >= or = should stand here"))
    }

    fn sum(&mut self) -> Result<Sum, Error> {
        let mut sum = Sum { coefficients: vec![0.0; self.count], constant: 0.0, named: false };
        let signs = [("+", 1.0), ("-", -1.0), ("−", -1.0)];
        let mut sign = self.take(&signs).unwrap_or(1.0);
        loop {
            self.term(sign, &mut sum)?;
            match self.take(&signs) {
                Some(next) => sign = next,
                None => return Ok(sum),
            }
        }
    }

    fn term(&mut self, sign: f64, sum: &mut Sum) -> Result<(), Error> {
        let times = [("*", ()), ("·", ()), ("×", ())];
        let (factor, members) = match self.name() {
            Some(members) => match self.take(&times) {
                Some(()) => {
                    let factor = self.number().ok_or_else(|| self.wrong("a number should stand here"))?;
                    (factor, Some(members))
                }
                None => (1.0, Some(members)),
            },
            None => {
                let number = self.number().ok_or_else(|| self.unknown())?;
                let starred = self.take(&times).is_some();
                let members = self.name();
                if members.is_none() && (starred || self.starts_word()) {
                    return Err(self.unknown());
                }
                (number, members)
            }
        };
        match members {
            Some(members) => {
                members.iter().for_each(|&i| sum.coefficients[i] += sign * factor);
                sum.named = true;
            }
            None => sum.constant += sign * factor,
        }
        Ok(())
    }

    /// The word with stars that stands here, if it is a pattern.
    fn pattern(&self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || "+<>=≤≥−".contains(c)).unwrap_or(rest.len());
        let number = |text: &str| text.trim_end_matches('%').parse::<f64>().is_ok();
        let (first, _) = rest[..end].split_once('*')?;
        let (_, last) = rest[..end].rsplit_once('*')?;
        (!number(first) && !number(last)).then_some(&rest[..end])
    }

    /// The longest name that stands here, as a whole word, or what a pattern matches.
    fn name(&mut self) -> Option<Vec<usize>> {
        self.skip_spaces();
        if let Some(pattern) = self.pattern() {
            let members = matching(pattern, self.names)?;
            self.at += pattern.len();
            return Some(members);
        }
        let rest = self.rest();
        let whole = |name: &str| !rest[name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let (name, members) = (self.names.iter())
            .filter(|(name, _)| !name.is_empty() && rest.starts_with(name.as_str()) && whole(name))
            .max_by_key(|(name, _)| name.len())?;
        self.at += name.len();
        Some(members.clone())
    }

    /// A decimal number, or one in per cent.
    fn number(&mut self) -> Option<f64> {
        self.skip_spaces();
        let rest = self.rest();
        let length = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let value = rest[..length].parse::<f64>().ok().filter(|value| value.is_finite())?;
        self.at += length;
        Some(if self.take(&[("%", ())]).is_some() { value / 100.0 } else { value })
    }

    fn starts_word(&mut self) -> bool {
        self.skip_spaces();
        self.rest().starts_with(|c: char| c.is_alphanumeric())
    }

    fn unknown(&mut self) -> Error {
        self.skip_spaces();
        if let Some(pattern) = self.pattern() {
            return self.wrong(&format!("no asset matches {pattern}"));
        }
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || "+*<>=≤≥".contains(c)).unwrap_or(rest.len());
        match &rest[..end] {
            "" => self.wrong("an asset, a group or a number should stand here"),
            word => match word.strip_prefix("group:") {
                Some(group) => self.wrong(&format!("there is no group {group}")),
                None => self.wrong(&format!("there is no asset {word}")),
            },
        }
    }

    fn wrong(&self, what: &str) -> Error {
        wrong(self.text, self.at, what)
    }
}

fn wrong(text: &str, at: usize, what: &str) -> Error {
    let character = text[..at].chars().count() + 1;
    Error::new(Code::InvalidValue, format!("{text:?}, character {character}: {what}.")).at("")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: f64 = f64::INFINITY;

    fn names() -> Vec<Name> {
        let one = |name: &str, i| (name.to_owned(), vec![i]);
        let mut names = vec![one("BTC", 0), one("ETH", 1), one("1INCH", 2), one("BTC-USD", 3)];
        names.push(("OUT".into(), vec![]));
        names.push(("group:two of them".into(), vec![0, 1]));
        names
    }

    fn rule(text: &str) -> (Vec<f64>, f64, f64) {
        read(text, &names(), 4).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn rules_as_people_write_them() {
        assert_eq!(rule("BTC + ETH >= 0.5"), (vec![1.0, 1.0, 0.0, 0.0], 0.5, ALL));
        assert_eq!(rule("group:two of them<=30%"), (vec![1.0, 1.0, 0.0, 0.0], -ALL, 0.3));
        assert_eq!(rule("BTC ≤ 2 * ETH + 10 %"), (vec![1.0, -2.0, 0.0, 0.0], -ALL, 0.1));
        assert_eq!(rule("0.1 <= 1INCH <= .2"), (vec![0.0, 0.0, 1.0, 0.0], 0.1, 0.2));
        assert_eq!(rule("0.5 > BTC-USD + 0.1 > 0.2"), (vec![0.0, 0.0, 0.0, 1.0], 0.1, 0.4));
        assert_eq!(rule("-BTC - 0.5 ETH = -0.25"), (vec![-1.0, -0.5, 0.0, 0.0], -0.25, -0.25));
        assert_eq!(rule("BTC*0.5 + 2BTC ≥ ETH"), (vec![2.5, -1.0, 0.0, 0.0], 0.0, ALL));
        // Stars match unless a number stands beside them.
        assert_eq!(rule("BTC* + 0.5*ETH <= 1"), (vec![1.0, 0.5, 0.0, 1.0], -ALL, 1.0));
        assert_eq!(rule("2*BTC* - 0.5 * *INCH <= 1").0, [2.0, 0.0, -0.5, 2.0]);
        assert_eq!(rule("* <= ETH*10%").0, [1.0, 0.9, 1.0, 1.0]);
        // Left out of the allocation: it weighs nothing.
        assert_eq!(rule("OUT + BTC <= 0.4"), (vec![1.0, 0.0, 0.0, 0.0], -ALL, 0.4));
    }

    #[test]
    fn mistakes_are_named_with_their_character() {
        let said = |text: &str| read(text, &names(), 4).unwrap_err().message;
        assert_eq!(said("BTC + DOGE >= 0.5"), "\"BTC + DOGE >= 0.5\", character 7: there is no asset DOGE.");
        assert_eq!(said("group:x <= 1"), "\"group:x <= 1\", character 1: there is no group x.");
        assert_eq!(said("BTC 0.5"), "\"BTC 0.5\", character 5: <=, >= or = should stand here.");
        assert_eq!(
            said("BTC >="),
            "\"BTC >=\", character 7: an asset, a group or a number should stand here."
        );
        assert_eq!(said("BTC * ETH <= 1"), "\"BTC * ETH <= 1\", character 7: a number should stand here.");
        assert_eq!(said("2 FOO <= 1"), "\"2 FOO <= 1\", character 3: there is no asset FOO.");
        assert_eq!(said("ETH + X* <= 1"), "\"ETH + X* <= 1\", character 7: no asset matches X*.");
        assert_eq!(said("BTCX <= 1"), "\"BTCX <= 1\", character 1: there is no asset BTCX.");
        assert_eq!(said("0.1 <= 0.2"), "The rule names no asset and no group.");
        assert_eq!(said("0.1 <= 0.2 <= 0.3"), "The rule names no asset and no group.");
        assert!(
            said("0.1 <= BTC >= 0.2")
                .ends_with("character 12: two comparisons point the same way, as in 0.1 <= BTC <= 0.2.")
        );
        assert!(said("0.3 <= BTC <= 0.2").ends_with("no number lies between the two."));
        assert!(said("ETH <= BTC <= 0.2").ends_with("the outer sides are numbers."));
        assert!(said("BTC <= 1 ETH = 2").contains("character"));
        assert_eq!(said(""), "\"\", character 1: an asset, a group or a number should stand here.");
    }

    #[test]
    fn no_text_is_too_strange() {
        for text in ["≤", "·", "%", "9e9", "1..2 BTC", "((BTC))", "BTC <= ∞", "−−BTC", "group:", "<=>="]
        {
            assert!(read(text, &names(), 4).is_err(), "{text}");
        }
    }
}
