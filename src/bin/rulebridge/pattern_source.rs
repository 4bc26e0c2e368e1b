//! A pattern as the command line gives it: a file, standard input, or the text itself.

use std::ffi::OsStr;

use rulebridge::{Error, Pattern};

use crate::input::Input;

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

impl PatternSource {
    /// More than any pattern has.
    const MOST_MIB: u64 = 4;

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
            Self::Input(input) => {
                let text = input.read(Self::MOST_MIB, "pattern").map_err(Refusal::Unreadable)?;
                Ok(Pattern::try_from(text.as_slice())?)
            }
        }
    }
}
