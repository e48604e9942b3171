//! The grammar: what does not depend on the type that is read.

use std::borrow::Cow;

use crate::Error;

/// How deep arrays and objects may stand in each other.
const DEPTH: u8 = 127;

/// A text, and how far it has been read.
pub struct Parser<'t> {
    text: &'t str,
    at: usize,
    deeper: u8,
}

/// A whole number.
pub enum Integer {
    Natural(u64),
    Negative(i64),
}

impl<'t> Parser<'t> {
    pub fn new(text: &'t str) -> Self {
        Parser { text, at: 0, deeper: DEPTH }
    }

    /// The next byte that is no white space, without taking it; 0 at the end, which no JSON begins with.
    pub fn peek(&mut self) -> u8 {
        loop {
            match self.byte() {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return byte,
            }
        }
    }

    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Takes the byte that must come next.
    pub fn take(&mut self, byte: u8) -> Result<(), Error> {
        if self.peek() != byte {
            return Err(Error);
        }
        self.at += 1;
        Ok(())
    }

    /// Takes `null`, `true` or `false`.
    pub fn word(&mut self, word: &str) -> Result<(), Error> {
        self.peek();
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(Error);
        }
        self.at += word.len();
        Ok(())
    }

    /// Nothing may follow.
    pub fn end(&mut self) -> Result<(), Error> {
        self.peek();
        if self.at == self.text.len() { Ok(()) } else { Err(Error) }
    }

    /// Enters an array or an object.
    pub fn open(&mut self, bracket: u8) -> Result<(), Error> {
        self.take(bracket)?;
        self.deeper = self.deeper.checked_sub(1).ok_or(Error)?;
        Ok(())
    }

    /// Before an element: says whether there is one, and leaves the array or object where there is none.
    pub fn next(&mut self, first: bool, close: u8) -> Result<bool, Error> {
        match self.peek() {
            byte if byte == close => {
                self.at += 1;
                self.deeper += 1;
                Ok(false)
            }
            b',' if !first => {
                self.at += 1;
                // A comma promises something.
                if self.peek() == close { Err(Error) } else { Ok(true) }
            }
            _ if first => Ok(true),
            _ => Err(Error),
        }
    }

    pub fn boolean(&mut self) -> Result<bool, Error> {
        let yes = self.peek() == b't';
        self.word(if yes { "true" } else { "false" })?;
        Ok(yes)
    }

    pub fn string(&mut self) -> Result<Cow<'t, str>, Error> {
        self.take(b'"')?;
        let mut whole = String::new();
        loop {
            let part = self.plain();
            match self.byte() {
                b'"' => {
                    self.at += 1;
                    if whole.is_empty() {
                        return Ok(Cow::Borrowed(part));
                    }
                    whole.push_str(part);
                    return Ok(Cow::Owned(whole));
                }
                b'\\' => {
                    whole.push_str(part);
                    self.at += 1;
                    whole.push(self.escaped()?);
                }
                _ => return Err(Error),
            }
        }
    }

    /// What stands there up to a quote, an escape or what must not stand in a string.
    fn plain(&mut self) -> &'t str {
        let start = self.at;
        let rest = self.rest();
        let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
        self.at += length.unwrap_or(rest.len());
        // From one character of ASCII to another.
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn escaped(&mut self) -> Result<char, Error> {
        let byte = self.byte();
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.hexadecimal()?;
                if (0xd800..0xdc00).contains(&code) {
                    // The first half of one; the second follows.
                    if !self.rest().starts_with(b"\\u") {
                        return Err(Error);
                    }
                    self.at += 2;
                    let low = self.hexadecimal()?.checked_sub(0xdc00).filter(|low| *low < 0x400).ok_or(Error)?;
                    code = 0x10000 + ((code - 0xd800) << 10) + low;
                }
                char::from_u32(code).ok_or(Error)?
            }
            _ => return Err(Error),
        })
    }

    fn hexadecimal(&mut self) -> Result<u32, Error> {
        let mut code = 0;
        for _ in 0..4 {
            code = code * 16 + char::from(self.byte()).to_digit(16).ok_or(Error)?;
            self.at += 1;
        }
        Ok(code)
    }

    /// A number without a fraction and without an exponent.
    pub fn integer(&mut self) -> Result<Integer, Error> {
        let negative = self.peek() == b'-';
        self.at += usize::from(negative);
        let mut magnitude = 0u64;
        for digit in self.digits()? {
            magnitude =
                magnitude.checked_mul(10).and_then(|sum| sum.checked_add(u64::from(digit - b'0'))).ok_or(Error)?;
        }
        match self.byte() {
            b'.' | b'e' | b'E' => Err(Error),
            _ if !negative => Ok(Integer::Natural(magnitude)),
            // `-0` is none: only a floating point number can be that.
            _ if magnitude == 0 => Err(Error),
            _ => 0i64.checked_sub_unsigned(magnitude).map(Integer::Negative).ok_or(Error),
        }
    }

    /// One digit at least, and no zero before others.
    fn digits(&mut self) -> Result<&'t [u8], Error> {
        let rest = self.rest();
        let length = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        self.at += length;
        match &rest[..length] {
            [] | [b'0', _, ..] => Err(Error),
            digits => Ok(digits),
        }
    }

    /// Reads over a value of any kind.
    pub fn skip(&mut self) -> Result<(), Error> {
        match self.peek() {
            b'"' => self.skip_string(),
            b'n' => self.word("null"),
            b't' | b'f' => self.boolean().map(drop),
            b'[' => self.skip_all(b'[', b']'),
            b'{' => self.skip_all(b'{', b'}'),
            _ => self.skip_number(),
        }
    }

    fn skip_all(&mut self, open: u8, close: u8) -> Result<(), Error> {
        self.open(open)?;
        let mut first = true;
        while self.next(first, close)? {
            first = false;
            if open == b'{' {
                self.skip_string()?;
                self.take(b':')?;
            }
            self.skip()?;
        }
        Ok(())
    }

    /// Reads over a string. What its escapes stand for is nobody's concern, such as half a character.
    fn skip_string(&mut self) -> Result<(), Error> {
        self.take(b'"')?;
        loop {
            self.plain();
            let byte = self.byte();
            self.at += 1;
            match byte {
                b'"' => return Ok(()),
                b'\\' => self.skip_escaped()?,
                _ => return Err(Error),
            }
        }
    }

    fn skip_escaped(&mut self) -> Result<(), Error> {
        let byte = self.byte();
        self.at += 1;
        match byte {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(()),
            b'u' => self.hexadecimal().map(drop),
            _ => Err(Error),
        }
    }

    fn skip_number(&mut self) -> Result<(), Error> {
        self.at += usize::from(self.byte() == b'-');
        self.digits()?;
        if self.byte() == b'.' {
            self.at += 1;
            self.some_digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), b'+' | b'-'));
            self.some_digits()?;
        }
        Ok(())
    }

    fn some_digits(&mut self) -> Result<(), Error> {
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(Error) }
    }
}
