//! Checks of input transformers.

use crate::lint::check::Check;

pub(super) const CHECKS: &[Check] = &[];
