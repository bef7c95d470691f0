//! A JSON text and the place up to which it is read.

use std::borrow::Cow;

use serde::de::{Error, Expected, Unexpected};

use super::Fault;

/// Objects and lists within each other, at most; each level takes room on the stack.
const DEEPEST: usize = 128;

/// A text that is being read.
pub struct Text<'de> {
    all: &'de str,
    at: usize,
    depth: usize,
    /// Whether the `kind` of the object that comes next has been read already.
    pub(super) kind_is_known: bool,
}

/// A number as it was written: whole ones keep all their digits.
pub(super) enum Number {
    Whole(u64),
    Negative(i64),
    Real(f64),
}

impl<'de> Text<'de> {
    pub(super) fn new(all: &'de str) -> Self {
        Self { all, at: 0, depth: 0, kind_is_known: false }
    }

    /// How many bytes are read.
    pub(super) fn place(&self) -> usize {
        let mut place = self.at.min(self.all.len());
        while !self.all.is_char_boundary(place) {
            place += 1;
        }
        place
    }

    /// Goes back to the beginning of an object that was opened and whose `kind` was read.
    pub(super) fn read_again(&mut self, start: usize) {
        self.at = start;
        self.depth -= 1;
        self.kind_is_known = true;
    }

    fn byte(&self) -> Option<u8> {
        self.all.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space, which stays unread; 0 at the end.
    #[inline(never)]
    pub(super) fn peek(&mut self) -> u8 {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.byte().unwrap_or(0)
    }

    /// Nothing but white space is left.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        self.peek();
        if self.at < self.all.len() { Err(Fault::new("trailing characters")) } else { Ok(()) }
    }

    /// What stands here is not what JSON has here.
    #[cold]
    #[inline(never)]
    pub(super) fn fault(&self, expected: &str) -> Fault {
        if self.at >= self.all.len() {
            Fault::breaks_off(&format!("EOF while parsing {expected}"))
        } else {
            Fault::new(&format!("expected {expected}"))
        }
    }

    /// Steps over one byte.
    pub(super) fn expect(&mut self, byte: u8, expected: &str) -> Result<(), Fault> {
        if self.peek() != byte {
            return Err(self.fault(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// Steps over `null`, `true` or `false`.
    pub(super) fn word(&mut self, word: &str) -> Result<(), Fault> {
        if !self.all[self.at..].starts_with(word) {
            return Err(self.fault("ident"));
        }
        self.at += word.len();
        Ok(())
    }

    /// Opens an object or a list.
    #[inline(never)]
    pub(super) fn open(&mut self) -> Result<(), Fault> {
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST { Err(Fault::new("recursion limit exceeded")) } else { Ok(()) }
    }

    /// Before an entry of an object or a list: false where it ends, and the end is read then.
    #[inline(never)]
    pub(super) fn entry(&mut self, first: bool, closing: u8, what: &str) -> Result<bool, Fault> {
        let next = self.peek();
        if next == closing {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        if !first {
            if next != b',' {
                return Err(self.fault(what));
            }
            self.at += 1;
            if self.peek() == closing {
                return Err(Fault::new("trailing comma"));
            }
        }
        Ok(true)
    }

    /// The next key of an object, with its colon.
    #[inline(never)]
    pub(super) fn key(&mut self, first: bool) -> Result<Option<Cow<'de, str>>, Fault> {
        if !self.entry(first, b'}', "`,` or `}`")? {
            return Ok(None);
        }
        if self.peek() != b'"' {
            return Err(self.fault("a key, which is a text in quotes"));
        }
        let key = self.string()?;
        self.expect(b':', "`:`")?;
        Ok(Some(key))
    }

    /// The text in quotes that begins here.
    #[inline(never)]
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, Fault> {
        let start = self.at + 1;
        self.at = start;
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Borrowed(&self.all[start..self.at - 1]));
                }
                Some(b'\\') => return self.with_escapes(start).map(Cow::Owned),
                Some(0..=0x1f) => return Err(Fault::new("control character in a text in quotes")),
                Some(_) => self.at += 1,
                None => return Err(self.fault("a string")),
            }
        }
    }

    fn with_escapes(&mut self, start: usize) -> Result<String, Fault> {
        let mut text = self.all[start..self.at].to_owned();
        loop {
            let rest = &self.all[self.at..];
            let ends = |byte: u8| byte == b'"' || byte == b'\\' || byte < b' ';
            let plain = rest.bytes().position(ends).unwrap_or(rest.len());
            text.push_str(&rest[..plain]);
            self.at += plain;
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escaped()?);
                }
                Some(_) => return Err(Fault::new("control character in a text in quotes")),
                None => return Err(self.fault("a string")),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Fault> {
        let Some(letter) = self.byte() else { return Err(self.fault("a string")) };
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => letter as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hexadecimal()?;
                let code = if (0xd800..0xdc00).contains(&first) && self.all[self.at..].starts_with("\\u") {
                    self.at += 2;
                    let second = self.hexadecimal()?;
                    // A half that has no other half stays outside of what is a character.
                    if (0xdc00..0xe000).contains(&second) {
                        0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                    } else {
                        first
                    }
                } else {
                    first
                };
                char::from_u32(code).ok_or_else(|| Fault::new("lone half of a surrogate pair"))?
            }
            _ => return Err(Fault::new("invalid escape")),
        })
    }

    fn hexadecimal(&mut self) -> Result<u32, Fault> {
        let digits = self.all.as_bytes().get(self.at..self.at + 4);
        let code = digits.and_then(|digits| {
            digits.iter().try_fold(0, |code, digit| Some(16 * code + char::from(*digit).to_digit(16)?))
        });
        self.at += 4;
        code.ok_or_else(|| Fault::new("invalid escape"))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    /// The number that begins here.
    #[inline(never)]
    pub(super) fn number(&mut self) -> Result<Number, Fault> {
        let start = self.at;
        let negative = self.byte() == Some(b'-');
        self.at += usize::from(negative);
        let leading_zero = self.byte() == Some(b'0');
        let digits = self.digits();
        let mut sound = digits == 1 || digits > 1 && !leading_zero;
        let mut whole = true;
        if self.byte() == Some(b'.') {
            self.at += 1;
            sound &= self.digits() > 0;
            whole = false;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            sound &= self.digits() > 0;
            whole = false;
        }
        if !sound {
            return Err(if self.at >= self.all.len() {
                self.fault("a value")
            } else {
                Fault::new("invalid number")
            });
        }
        let text = &self.all[start..self.at];
        if whole
            && negative
            && text != "-0"
            && let Ok(number) = text.parse()
        {
            return Ok(Number::Negative(number));
        }
        if whole
            && !negative
            && let Ok(number) = text.parse()
        {
            return Ok(Number::Whole(number));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Number::Real(number)),
            _ => Err(Fault::new("number out of range")),
        }
    }

    /// Steps over the value that comes, whatever it is; its brackets and quotes are all that is looked at.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let mut open = 0;
        loop {
            match self.peek() {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' if open > 0 => {
                    open -= 1;
                    self.at += 1;
                }
                b',' | b':' if open > 0 => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let start = self.at;
                    while self.byte().is_some_and(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) {
                        self.at += 1;
                    }
                    if self.at == start {
                        return Err(self.fault("a value"));
                    }
                }
            }
            if open == 0 {
                return Ok(());
            }
        }
    }

    /// That the value that comes is of another type than the one expected; it stays unread.
    #[cold]
    #[inline(never)]
    pub(super) fn refused(&mut self, expected: &dyn Expected) -> Fault {
        let place = self.at;
        let read = match self.peek() {
            b'"' => self.string().map(|text| Fault::invalid_type(Unexpected::Str(&text), expected)),
            b'{' => Ok(Fault::invalid_type(Unexpected::Map, expected)),
            b'[' => Ok(Fault::invalid_type(Unexpected::Seq, expected)),
            b'n' => self.word("null").map(|()| Fault::invalid_type(Unexpected::Unit, expected)),
            b't' => self.word("true").map(|()| Fault::invalid_type(Unexpected::Bool(true), expected)),
            b'f' => self.word("false").map(|()| Fault::invalid_type(Unexpected::Bool(false), expected)),
            b'-' | b'0'..=b'9' => self.number().map(|number| {
                let found = match number {
                    Number::Whole(number) => Unexpected::Unsigned(number),
                    Number::Negative(number) => Unexpected::Signed(number),
                    Number::Real(number) => Unexpected::Float(number),
                };
                Fault::invalid_type(found, expected)
            }),
            _ => Ok(self.fault("value")),
        };
        match read {
            Ok(fault) => {
                self.at = place;
                fault
            }
            Err(fault) => fault,
        }
    }
}
