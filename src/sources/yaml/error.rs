//! Errors of the YAML parser, in the words of who wrote the file.

use saphyr_parser::ScanError;

use crate::error::{Error, ErrorKind};
use crate::span::Span;

const QUOTE: &str = "put the value in quotes";
const SPACES: &str = "indent with spaces: YAML takes no tabs there";
const LINE_UP: &str = "indent the keys of one object alike";

/// What the parser says, what is said of it here, and how to mend it.
const WORDS: &[(&str, &str, Option<&str>)] = &[
    ("tabs disallowed", "a tab in the indentation", Some(SPACES)),
    ("tab cannot be used as indentation", "a tab in the indentation", Some(SPACES)),
    ("found a tab", "a tab in the indentation", Some(SPACES)),
    ("cannot start with a tab", "a tab in the indentation", Some(SPACES)),
    ("followed by a valid YAML whitespace", "a tab where a space has to be", Some(SPACES)),
    (
        "mapping values are not allowed",
        "`:` cannot stand here",
        Some("put a value with `: ` in it in quotes, and indent the keys of one object alike"),
    ),
    ("simple key expect", "a `:` is missing before this, behind a key", None),
    ("did not find expected key", "this does not line up with the keys above it", Some(LINE_UP)),
    ("did not find expected '-' indicator", "this does not line up with the list above it", Some(LINE_UP)),
    ("invalid indentation in quoted scalar", "a line of this string is not indented enough", None),
    ("invalid indentation", "the indentation fits nothing above it", Some(LINE_UP)),
    ("wrongly indented line", "this line is indented less than the first line of its text", None),
    ("quoted scalar, found unexpected end of stream", "the closing quote of this string is missing", None),
    ("quoted scalar, found unexpected document indicator", "the closing quote of this string is missing", None),
    ("invalid trailing content after double-quoted", "text after the closing quote", None),
    ("unknown escape character", "an escape in this string that YAML does not have", Some("write `\\\\` for one `\\`")),
    ("expected hexadecimal number", "an escape in this string without its hexadecimal digits", None),
    ("invalid Unicode character escape", "an escape in this string that is no character", None),
    ("unknown anchor", "no anchor of this name stands before it", Some("put a value that starts with `*` in quotes")),
    ("anchor or alias, did not find", "a name is missing after `&` or `*`", Some(QUOTE)),
    ("while scanning a tag", "this is no tag", Some("put a value that starts with `!` in quotes")),
    ("while parsing a tag", "this is no tag", Some("put a value that starts with `!` in quotes")),
    ("the handle wasn't declared", "no `%TAG` declares this tag", None),
    ("expected ',' or '}'", "`,` or `}` is missing before this", None),
    ("expected ',' or ']'", "`,` or `]` is missing before this", None),
    ("misplaced bracket", "nothing opens what this bracket closes", None),
    ("recursion limit exceeded", "brackets are nested more than 255 deep", None),
    ("unexpected character", "a value cannot start with this character", Some(QUOTE)),
    ("did not find expected node content", "a value is missing here", None),
    ("block sequence entries are not allowed", "a list cannot start here", Some("write `- ` on a line of its own")),
    ("comments must be separated", "a space is missing before the comment", None),
    ("comment intercepting", "a comment inside a text of several lines", Some(QUOTE)),
    ("did not find expected comment or line break", "text after `|` or `>`", Some("start the text on the next line")),
    ("byte order mark", "a byte order mark inside the text", None),
    ("unprintable character", "a NUL character", None),
];

/// The error of the parser, which points at the character at `offset`.
pub(super) fn error(file: &str, error: &ScanError, offset: usize) -> Error {
    let info = error.info();
    let known = WORDS.iter().find(|(parser, ..)| info.contains(parser));
    let (message, help) = known.map_or((info, None), |(_, message, help)| (message, *help));
    let len = file.get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Error::new(ErrorKind::YamlSyntax, message, Span::new(offset, offset + len), file.as_bytes()).with_help(help)
}
