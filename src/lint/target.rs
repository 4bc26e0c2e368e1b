//! Checks of targets: keys, ids, retries, and which input they have.

use crate::lint::check::Check;
use crate::lint::passed::Passed;
use crate::sources::model::Declaration;

/// What the limits of AWS refuse.
pub(super) fn errors(_declaration: &Declaration) -> Vec<Passed> {
    Vec::new()
}

pub(super) const CHECKS: &[Check] = &[];
