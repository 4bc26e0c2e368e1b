//! A pattern as it was written: fields in the order of the text, nothing replaced or merged yet.

use crate::pattern::alternative::Alternative;

/// A conjunction: everything under one root or one member of `$or`.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) entries: Vec<Entry>,
}

#[derive(Debug)]
pub(crate) enum Entry {
    /// A list of alternatives and the path of its field: all keys above it, joined with points, the empty ones too.
    Leaf { path: Box<str>, alternatives: Vec<Alternative> },
    /// `"$or": [{…}, …]`, wherever it stands.
    Or { branches: Vec<Fields> },
}
