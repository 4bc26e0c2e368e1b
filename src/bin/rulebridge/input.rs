//! Files and standard input: their names, how they are opened, and what is said when that fails.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// What stands for standard input on the command line.
const DASH: &str = "-";

pub(crate) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Where text comes from.
#[derive(Debug, Clone)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
}

impl Input {
    pub(crate) fn new(argument: &OsStr) -> Self {
        if argument == DASH { Self::Stdin } else { Self::File(argument.into()) }
    }

    /// The inputs of a command line, on which no name means standard input.
    pub(crate) fn all(arguments: &[OsString]) -> Vec<Self> {
        match arguments {
            [] => vec![Self::Stdin],
            arguments => arguments.iter().map(|argument| Self::new(argument)).collect(),
        }
    }

    pub(crate) fn is_stdin(&self) -> bool {
        matches!(self, Self::Stdin)
    }

    /// The name that messages carry.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdin => "<stdin>".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    pub(crate) fn open(&self) -> io::Result<Box<dyn Read>> {
        match self {
            Self::Stdin => Ok(Box::new(io::stdin().lock())),
            Self::File(path) if path.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Self::File(path) => Ok(Box::new(File::open(path)?)),
        }
    }

    /// All that it holds, without a byte order mark.
    ///
    /// # Errors
    ///
    /// Why not, in words: it cannot be read, or it has more MiB than `what` has. Whoever names a file of events by mistake does
    /// not wait until it is read.
    pub(crate) fn read(&self, most_mib: u64, what: &str) -> Result<Vec<u8>, String> {
        let most = most_mib * 1024 * 1024;
        let mut bytes = Vec::new();
        let reading = self.open().and_then(|input| input.take(most + 1).read_to_end(&mut bytes));
        reading.map_err(|error| unreadable(&error))?;
        if bytes.len() as u64 > most {
            return Err(format!("is over {most_mib} MiB, which no {what} is: is this a file of events?"));
        }
        if bytes.starts_with(BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(bytes)
    }

    /// How many bytes there are, where that is known beforehand.
    pub(crate) fn size(&self) -> Option<u64> {
        let Self::File(path) = self else { return None };
        path.metadata().ok().filter(|metadata| metadata.is_file()).map(|metadata| metadata.len())
    }
}

/// Why an input cannot be read, in plain words where there are some.
pub(crate) fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::IsADirectory => "is a directory, not a file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}
