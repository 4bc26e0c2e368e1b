//! What a run has met so far, and the exit code that tells it.

use std::process::ExitCode;

const MATCHED: u8 = 0;
const NONE_MATCHED: u8 = 1;
const FAULTY: u8 = 1;
/// Some input could not be read, or is not valid.
pub(crate) const TROUBLE: u8 = 3;

#[derive(Debug, Default)]
pub(crate) struct Outcome {
    matched: bool,
    fault: bool,
    trouble: bool,
}

impl Outcome {
    /// An event matched, a pattern is valid, something is delivered, a run was listed, a schedule is steady, or nothing is wrong
    /// with rules so far.
    pub(crate) fn record_match(&mut self) {
        self.matched = true;
    }

    /// There is something wrong with a rule, which outweighs what is right with others.
    pub(crate) fn record_fault(&mut self) {
        self.fault = true;
    }

    /// Some input is unreadable or invalid, which outweighs all else.
    pub(crate) fn record_trouble(&mut self) {
        self.trouble = true;
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self { trouble: true, .. } => TROUBLE,
            Self { fault: true, .. } => FAULTY,
            Self { matched: true, .. } => MATCHED,
            Self { .. } => NONE_MATCHED,
        })
    }

    /// The exit code when the reader of the output has seen enough: that nothing matched is not known then.
    pub(crate) fn exit_code_when_cut_short(&self) -> ExitCode {
        ExitCode::from(match self {
            Self { trouble: true, .. } => TROUBLE,
            Self { fault: true, .. } => FAULTY,
            Self { .. } => MATCHED,
        })
    }
}
