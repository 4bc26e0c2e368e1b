//! A pattern as the command line gives it: a file, standard input, or the text itself.

use std::ffi::OsStr;
use std::io::{self, Read};

use rulebridge::{Error, Pattern};

use crate::input::{self, Input};

#[derive(Debug, Clone)]
pub(crate) enum PatternSource {
    Text(String),
    Input(Input),
}

/// Why there is no pattern.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// In words.
    Unreadable(String),
    Invalid(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Invalid(error)
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(input::unreadable(&error))
    }
}

impl PatternSource {
    /// More than any pattern has: whoever names a file of events by mistake does not wait until it is read.
    const MAX_BYTES: u64 = 4 * 1024 * 1024;

    pub(crate) fn new(argument: &OsStr) -> Self {
        match argument.to_str() {
            Some(text) if text.trim_start().starts_with('{') => Self::Text(text.to_owned()),
            _ => Self::Input(Input::new(argument)),
        }
    }

    pub(crate) fn is_stdin(&self) -> bool {
        matches!(self, Self::Input(input) if input.is_stdin())
    }

    /// The name that messages carry.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Text(_) => "<pattern>".to_owned(),
            Self::Input(input) => input.name(),
        }
    }

    pub(crate) fn parse(&self) -> Result<Pattern, Refusal> {
        match self {
            Self::Text(text) => Ok(text.parse()?),
            Self::Input(input) => Self::parse_input(input.open()?),
        }
    }

    fn parse_input(input: impl Read) -> Result<Pattern, Refusal> {
        let mut bytes = Vec::new();
        input.take(Self::MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > Self::MAX_BYTES {
            return Err(Refusal::Unreadable(
                "is over 4 MiB, which no pattern is: is this a file of events?".to_owned(),
            ));
        }
        let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        Ok(Pattern::try_from(text)?)
    }
}
