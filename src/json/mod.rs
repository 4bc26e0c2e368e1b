//! JSON text, read strictly (RFC 8259) and one token at a time.
//!
//! [`Reader`] serves patterns and events alike: every key and value has its byte span, numbers keep their text, duplicate
//! keys are all seen, nesting is limited to [`reader::MAX_DEPTH`], and whatever follows the root value is refused. It keeps a stack
//! of its own, so that no input can overflow the thread's. It knows nothing of EventBridge.

mod blocks;
mod number;
mod reader;
mod scan;
mod text;

pub(crate) use number::{Number, rank};
#[cfg(feature = "sources")]
pub(crate) use reader::MAX_DEPTH;
pub(crate) use reader::{Kind, Reader, Token, is_number, utf8};
pub(crate) use scan::{Invalid, Raw, Scanner};
pub(crate) use text::{Text, write_string};
