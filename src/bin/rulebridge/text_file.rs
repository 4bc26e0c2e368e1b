//! A file as text, or why it is none.

use std::io::{self, Read};

use crate::input::{self, Input};
use crate::lines::Lines;

/// Files of rules are smaller.
pub(crate) const MOST_MIB: u64 = 64;
/// How much of a file is read to see whether it is text.
const HEAD: u64 = 8 * 1024;

/// A file as findings speak of it.
pub(crate) struct Source<'a> {
    pub(crate) name: &'a str,
    /// Without a byte order mark.
    pub(crate) text: &'a str,
    /// The bytes of that mark, which the file has before the text.
    pub(crate) before: usize,
    pub(crate) lines: Lines<'a>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(name: &'a str, file: &'a str) -> Self {
        let text = without_mark(file);
        Self { name, text, before: file.len() - text.len(), lines: Lines::new(text) }
    }
}

pub(crate) fn without_mark(file: &str) -> &str {
    file.strip_prefix('\u{feff}').unwrap_or(file)
}

/// Why a file is not looked at.
#[derive(Debug)]
pub(crate) enum NoText {
    Unreadable(io::Error),
    TooLarge,
    NotText(String),
}

impl NoText {
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Unreadable(error) => input::unreadable(error),
            Self::TooLarge => format!("is over {MOST_MIB} MiB, which no file of rules is"),
            Self::NotText(message) => message.clone(),
        }
    }
}

/// All that `input` holds, as it is, a byte order mark included.
pub(crate) fn read(input: &Input) -> Result<String, NoText> {
    let most = MOST_MIB * 1024 * 1024;
    if input.size().is_some_and(|size| size > most) {
        return Err(NoText::TooLarge);
    }
    let mut bytes = Vec::new();
    let mut reader = input.open().map_err(NoText::Unreadable)?;
    reader.by_ref().take(HEAD).read_to_end(&mut bytes).map_err(NoText::Unreadable)?;
    // Whoever walks over a disk image does not want all of it read.
    if let Some(what) = not_text(&bytes) {
        return Err(NoText::NotText(what));
    }
    reader.take(most + 1 - HEAD).read_to_end(&mut bytes).map_err(NoText::Unreadable)?;
    if bytes.len() as u64 > most {
        return Err(NoText::TooLarge);
    }
    if let Some(what) = not_text(&bytes) {
        return Err(NoText::NotText(what));
    }
    String::from_utf8(bytes).map_err(|error| {
        let (before, rest) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
        let before = String::from_utf8_lossy(before);
        let place = Lines::new(&before).place(before.len());
        let byte = rest.first().copied().unwrap_or_default();
        NoText::NotText(format!(
            "is not UTF-8: the byte 0x{byte:02X} at {place} is of another encoding; save it as UTF-8"
        ))
    })
}

fn not_text(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Some("is UTF-16, not UTF-8: save it as UTF-8".to_owned());
    }
    bytes.contains(&0).then(|| "holds NUL bytes, so it is not text in UTF-8".to_owned())
}
