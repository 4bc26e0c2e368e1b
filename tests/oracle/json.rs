//! Decides which texts are JSON and what they hold: strictly RFC 8259, for patterns and events alike.
//!
//! No comments, no trailing commas, no byte order mark, no raw control characters in strings, nothing but blanks after the
//! root (event-ruler reads the first value and ignores the rest; what AWS does with the rest is not known, so it is
//! refused), and at most 1,000 containers inside each other (the limit of event-ruler's JSON reader, and of `PutEvents`).
//!
//! The tree keeps what matching needs and other trees lose: duplicate keys, number texts, and lone surrogates.

/// A decoded string as UTF-16 code units, as Java holds it: half a surrogate pair (`"\ud800"`) is simply one unit.
pub type Text = Vec<u16>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    Null,
    Bool(bool),
    /// The number as it was written.
    Number(String),
    String(Text),
    Array(Vec<Json>),
    /// In the order of the text, duplicate keys included.
    Object(Vec<(Text, Json)>),
}

const DEEPEST: usize = 1_000;

/// The value that is the whole of `text`, blanks around it aside.
pub fn parse(text: &str) -> Option<Json> {
    let mut reader = Reader { rest: text };
    reader.blanks();
    let root = reader.value(0)?;
    reader.blanks();
    reader.rest.is_empty().then_some(root)
}

/// The text as Unicode; `None` if it has a lone surrogate.
pub fn unicode(text: &[u16]) -> Option<String> {
    String::from_utf16(text).ok()
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// Reads a value that has `depth` containers around it. Recursive: at most `DEEPEST` times, with small frames.
    fn value(&mut self, depth: usize) -> Option<Json> {
        match self.rest.chars().next()? {
            '{' => self.object(depth + 1),
            '[' => self.array(depth + 1),
            _ => self.scalar(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        if depth > DEEPEST {
            return None;
        }
        let mut members = Vec::new();
        self.take("{")?;
        self.blanks();
        if self.take("}").is_some() {
            return Some(Json::Object(members));
        }
        loop {
            self.blanks();
            let key = self.string()?;
            self.blanks();
            self.take(":")?;
            self.blanks();
            members.push((key, self.value(depth)?));
            self.blanks();
            if self.take("}").is_some() {
                return Some(Json::Object(members));
            }
            self.take(",")?;
        }
    }

    fn array(&mut self, depth: usize) -> Option<Json> {
        if depth > DEEPEST {
            return None;
        }
        let mut elements = Vec::new();
        self.take("[")?;
        self.blanks();
        if self.take("]").is_some() {
            return Some(Json::Array(elements));
        }
        loop {
            self.blanks();
            elements.push(self.value(depth)?);
            self.blanks();
            if self.take("]").is_some() {
                return Some(Json::Array(elements));
            }
            self.take(",")?;
        }
    }

    fn scalar(&mut self) -> Option<Json> {
        match self.rest.chars().next()? {
            'n' => self.take("null").map(|()| Json::Null),
            't' => self.take("true").map(|()| Json::Bool(true)),
            'f' => self.take("false").map(|()| Json::Bool(false)),
            '"' => self.string().map(Json::String),
            _ => self.number().map(Json::Number),
        }
    }

    fn string(&mut self) -> Option<Text> {
        let mut text = Text::new();
        self.take("\"")?;
        loop {
            match self.character()? {
                '"' => return Some(text),
                '\\' => text.push(self.escape()?),
                control if control < ' ' => return None,
                other => text.extend(other.encode_utf16(&mut [0; 2]).iter()),
            }
        }
    }

    /// What follows a backslash; every escape is exactly one UTF-16 unit.
    fn escape(&mut self) -> Option<u16> {
        let unit = match self.character()? {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.four_hex_digits(),
            _ => return None,
        };
        u16::try_from(u32::from(unit)).ok()
    }

    fn four_hex_digits(&mut self) -> Option<u16> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.character()?.to_digit(16)?;
            unit = unit * 16 + digit;
        }
        u16::try_from(unit).ok()
    }

    /// `-? (0 | [1-9][0-9]*) (\.[0-9]+)? ([eE][+-]?[0-9]+)?`
    fn number(&mut self) -> Option<String> {
        let from_here = self.rest;
        let _minus = self.take("-");
        if self.take("0").is_none() {
            self.digits()?;
        }
        if self.take(".").is_some() {
            self.digits()?;
        }
        if self.take("e").or_else(|| self.take("E")).is_some() {
            let _sign = self.take("+").or_else(|| self.take("-"));
            self.digits()?;
        }
        let length = from_here.len() - self.rest.len();
        from_here.get(..length).map(str::to_owned)
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let after = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let some = after.len() < self.rest.len();
        self.rest = after;
        some.then_some(())
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn character(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let first = characters.next();
        self.rest = characters.as_str();
        first
    }

    /// Steps over `expected` if it comes next.
    fn take(&mut self, expected: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(expected)?;
        Some(())
    }
}
