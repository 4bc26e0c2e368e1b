//! The scanner of events: goes over JSON text and looks only at what it is asked for.
//!
//! Checked, it takes exactly what [`Reader`](crate::json::Reader) takes but says only *that* something is wrong; the reader
//! then says what. Unchecked, it goes over valid JSON faster, and over anything else to some end: on bytes that are no JSON
//! its answers mean nothing, but it never panics and never goes back.

use crate::json::blocks::{BLOCK, Instructions, last_block};
use crate::json::reader::MAX_DEPTH;

/// The text is not valid, or too deep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Invalid;

/// The inside of a string, between its quotes, or a number; as written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw<'e> {
    pub(crate) bytes: &'e [u8],
    /// Where it stands.
    pub(crate) start: usize,
    /// Whether there is a `\` in it.
    pub(crate) escaped: bool,
}

/// A place in an event, and how deep it is.
#[derive(Debug)]
pub(crate) struct Scanner<'e, const CHECKED: bool> {
    bytes: &'e [u8],
    at: usize,
    depth: usize,
    instructions: Instructions,
    /// Where the block starts that `ends` is about.
    block: usize,
    /// The bytes of the block that end a run of plain characters.
    ends: u64,
}

impl<'e, const CHECKED: bool> Scanner<'e, CHECKED> {
    /// Starts at the first byte. Checked, the bytes must be UTF-8 as a whole.
    pub(crate) fn new(bytes: &'e [u8]) -> Result<Self, Invalid> {
        if CHECKED && std::str::from_utf8(bytes).is_err() {
            return Err(Invalid);
        }
        Ok(Self { bytes, at: 0, depth: 0, instructions: Instructions::detect(), block: usize::MAX - BLOCK, ends: 0 })
    }

    /// The next byte that is not blank.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                byte => return byte.copied(),
            }
        }
    }

    /// Goes over the byte that was peeked.
    #[inline]
    pub(crate) fn advance(&mut self) {
        self.at += 1;
    }

    /// Goes over the bracket that opens a container.
    #[inline]
    pub(crate) fn open(&mut self) -> Result<(), Invalid> {
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Invalid) } else { Ok(()) }
    }

    /// Goes over the bracket that closes a container.
    #[inline]
    pub(crate) fn close(&mut self) {
        self.at += 1;
        self.depth = self.depth.saturating_sub(1);
    }

    /// Goes over a colon and the blanks around it.
    #[inline]
    pub(crate) fn colon(&mut self) -> Result<(), Invalid> {
        if self.bytes.get(self.at) != Some(&b':') && self.peek() != Some(b':') {
            return Err(Invalid);
        }
        self.at += 1;
        Ok(())
    }

    /// Whether nothing but blanks is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Reads the key whose opening quote is next: as [`string`](Self::string), and at once if it has no escape. Keys are read in one
    /// place only, so that this can be put there; with all strings read so, an event of the CL2 PREFIX rules took 7 % more instructions.
    #[inline(always)]
    pub(crate) fn key(&mut self) -> Result<Raw<'e>, Invalid> {
        let start = self.at + 1;
        self.at = start;
        self.at = self.plain_end();
        if self.bytes.get(self.at) != Some(&b'"') {
            self.at = start - 1;
            return self.string();
        }
        let bytes = self.bytes.get(start..self.at).ok_or(Invalid)?;
        self.at += 1;
        Ok(Raw { bytes, start, escaped: false })
    }

    /// Reads the string whose opening quote is next.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Raw<'e>, Invalid> {
        let start = self.at + 1;
        let mut escaped = false;
        self.at = start;
        loop {
            self.at = self.plain_end();
            match self.bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    if CHECKED {
                        self.escape()?;
                    } else {
                        self.at += 2;
                    }
                }
                _ => return Err(Invalid),
            }
        }
        let bytes = self.bytes.get(start..self.at).ok_or(Invalid)?;
        self.at += 1;
        Ok(Raw { bytes, start, escaped })
    }

    /// Where the characters that stand for themselves end.
    #[inline(always)]
    fn plain_end(&mut self) -> usize {
        let passed = self.at.wrapping_sub(self.block);
        if passed < BLOCK {
            let ends = self.ends >> passed;
            if ends != 0 {
                return self.at + ends.trailing_zeros() as usize;
            }
        }
        self.plain_end_further()
    }

    /// The same, beyond the block that is known.
    #[inline(never)]
    fn plain_end_further(&mut self) -> usize {
        let is_known = self.at.wrapping_sub(self.block) < BLOCK;
        let mut at = if is_known { self.block + BLOCK } else { self.at };
        loop {
            self.block = at;
            let rest = self.bytes.get(at..).unwrap_or_default();
            self.ends = match rest.first_chunk::<BLOCK>() {
                Some(bytes) => self.instructions.ends(bytes),
                None => self.instructions.ends(&last_block(rest)),
            };
            if self.ends != 0 {
                return at + self.ends.trailing_zeros() as usize;
            }
            at += BLOCK;
        }
    }

    /// Goes over an escape, which must be one that JSON has.
    fn escape(&mut self) -> Result<(), Invalid> {
        let digits = match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 0,
            Some(b'u') => 4,
            _ => return Err(Invalid),
        };
        let hex = self.bytes.get(self.at + 2..self.at + 2 + digits).ok_or(Invalid)?;
        if !hex.iter().all(u8::is_ascii_hexdigit) {
            return Err(Invalid);
        }
        self.at += 2 + digits;
        Ok(())
    }

    /// Reads the number that is next. What follows it is for the caller to look at.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<Raw<'e>, Invalid> {
        let start = self.at;
        self.at += usize::from(self.bytes.get(start) == Some(&b'-'));
        let integer = self.at;
        self.digits()?;
        if self.bytes.get(integer) == Some(&b'0') && self.at > integer + 1 {
            return Err(Invalid);
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        let bytes = self.bytes.get(start..self.at).ok_or(Invalid)?;
        Ok(Raw { bytes, start, escaped: false })
    }

    /// Goes over digits, of which there must be one.
    #[inline]
    fn digits(&mut self) -> Result<(), Invalid> {
        let start = self.at;
        while let Some(word) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk::<8>) {
            // A digit is 3 in its upper half, and stays so when 6 is added.
            const UPPER: u64 = 0xF0F0_F0F0_F0F0_F0F0;
            const THREES: u64 = 0x3030_3030_3030_3030;
            let word = u64::from_le_bytes(*word);
            let sum = word.wrapping_add(0x0606_0606_0606_0606);
            let others = ((word & UPPER) ^ THREES) | ((sum & UPPER) ^ THREES);
            // Only carries out of what is no digit can change what follows it.
            let digits = (others.trailing_zeros() / 8) as usize;
            self.at += digits;
            if digits < 8 {
                return if self.at > start { Ok(()) } else { Err(Invalid) };
            }
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if self.at > start { Ok(()) } else { Err(Invalid) }
    }

    /// Goes over `true`, `false` or `null`.
    #[inline]
    pub(crate) fn word(&mut self, word: &[u8]) -> Result<(), Invalid> {
        let end = self.at + word.len();
        if CHECKED && self.bytes.get(self.at..end) != Some(word) {
            return Err(Invalid);
        }
        self.at = end;
        Ok(())
    }

    /// Goes over the value that is next.
    #[inline]
    pub(crate) fn skip_value(&mut self) -> Result<(), Invalid> {
        match self.peek() {
            Some(b'"') => self.string().map(drop),
            Some(b'{' | b'[') if CHECKED => self.check_container(),
            Some(b'{' | b'[') => {
                self.at += 1;
                self.skip_rest()
            }
            _ => self.skip_scalar(),
        }
    }

    #[inline]
    fn skip_scalar(&mut self) -> Result<(), Invalid> {
        match self.bytes.get(self.at) {
            Some(b'-' | b'0'..=b'9') => self.number().map(drop),
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            _ => Err(Invalid),
        }
    }

    /// Unchecked: goes over the rest of the innermost container that was opened.
    pub(crate) fn finish(&mut self) -> Result<(), Invalid> {
        self.depth = self.depth.saturating_sub(1);
        self.skip_rest()
    }

    /// Unchecked: goes over everything up to the closing bracket, which may be of either kind.
    fn skip_rest(&mut self) -> Result<(), Invalid> {
        self.at = self.instructions.container_end(self.bytes, self.at).ok_or(Invalid)?;
        Ok(())
    }

    /// Checked: goes over the container that is next.
    fn check_container(&mut self) -> Result<(), Invalid> {
        let outside = self.depth;
        // By depth: whether the container is an object.
        let mut objects = [0_u64; MAX_DEPTH.div_ceil(64)];
        let mut in_object = false;
        loop {
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    let level = self.depth;
                    self.open()?;
                    in_object = bracket == b'{';
                    if let Some(bits) = objects.get_mut(level / 64) {
                        *bits = *bits & !(1 << (level % 64)) | u64::from(in_object) << (level % 64);
                    }
                    match (self.peek(), in_object) {
                        // Closed like any other, below.
                        (Some(b'}'), true) | (Some(b']'), false) => {}
                        (_, true) => {
                            self.check_key()?;
                            continue;
                        }
                        (_, false) => continue,
                    }
                }
                Some(b'"') => drop(self.string()?),
                _ => self.skip_scalar()?,
            }
            loop {
                match (self.peek(), in_object) {
                    (Some(b','), _) => {
                        self.advance();
                        if in_object {
                            self.check_key()?;
                        }
                        break;
                    }
                    (Some(b'}'), true) | (Some(b']'), false) => {
                        self.close();
                        if self.depth == outside {
                            return Ok(());
                        }
                        let level = self.depth - 1;
                        in_object = objects.get(level / 64).is_some_and(|bits| bits >> (level % 64) & 1 == 1);
                    }
                    _ => return Err(Invalid),
                }
            }
        }
    }

    fn check_key(&mut self) -> Result<(), Invalid> {
        if self.peek() != Some(b'"') {
            return Err(Invalid);
        }
        self.string()?;
        self.colon()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::is_number;

    #[test]
    fn numbers_are_those_of_the_reader() {
        let mut scanned = 0;
        let bytes = b"0189-+.eE/:a\xb9";
        // Every text of up to four of these bytes, also behind and before many digits.
        for number in 0..16_usize.pow(4) {
            let text: Vec<u8> = (0..4).filter_map(|at| bytes.get(number >> (4 * at) & 15).copied()).collect();
            for text in
                [text.clone(), [b"1234567".as_slice(), &text].concat(), [&text, b"123456789".as_slice()].concat()]
            {
                let mut scanner = Scanner::<false>::new(&text).unwrap();
                let is_whole = scanner.number().is_ok_and(|raw| raw.bytes.len() == text.len());
                assert_eq!(is_whole, is_number(&text), "{}", text.escape_ascii());
                scanned += usize::from(is_whole);
            }
        }
        assert!(scanned > 1_000);
    }
}
