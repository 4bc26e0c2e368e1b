//! Standard output and standard error: nothing here panics, and the progress bar is never written into.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::sync::Arc;

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

use crate::progress::Progress;

pub(crate) struct Console {
    stdout: BufWriter<StdoutLock<'static>>,
    stdout_is_terminal: bool,
    stdout_is_styled: bool,
    progress: Arc<Progress>,
}

impl Console {
    const BUFFER: usize = 64 * 1024;

    pub(crate) fn new() -> Self {
        let stdout = io::stdout().lock();
        let stdout_is_terminal = stdout.is_terminal();
        let stdout_is_styled = AutoStream::choice(&stdout) != ColorChoice::Never;
        let stdout = BufWriter::with_capacity(Self::BUFFER, stdout);
        Self { stdout, stdout_is_terminal, stdout_is_styled, progress: Arc::new(Progress::hidden()) }
    }

    /// Steps aside for this bar from now on.
    pub(crate) fn show(&mut self, progress: Arc<Progress>) {
        self.progress = progress;
    }

    /// Whether colours are welcome on standard output: a terminal that shows them, and nobody who set `NO_COLOR`.
    pub(crate) fn is_styled(&self) -> bool {
        self.stdout_is_styled
    }

    /// Writes `text` and a line end to standard output.
    ///
    /// # Errors
    ///
    /// When standard output is closed or cannot be written to, here and in [`lines`](Self::lines), [`json`](Self::json) and
    /// [`flush`](Self::flush).
    pub(crate) fn line(&mut self, text: &[u8]) -> io::Result<()> {
        self.write(&[text, b"\n"])
    }

    /// Writes whole lines to standard output.
    pub(crate) fn lines(&mut self, lines: &[u8]) -> io::Result<()> {
        self.write(&[lines])
    }

    fn write(&mut self, texts: &[&[u8]]) -> io::Result<()> {
        if !self.stdout_is_terminal {
            return texts.iter().try_for_each(|text| self.stdout.write_all(text));
        }
        self.progress.aside(|| {
            texts.iter().try_for_each(|text| self.stdout.write_all(text))?;
            self.stdout.flush()
        })
    }

    /// Writes `value` as one line of JSON to standard output.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_vec(value)?;
        self.line(&text)
    }

    /// Writes `text`, styled if that is welcome, and a line end to standard error, after everything written so far. A
    /// standard error that is closed is no reason to stop.
    pub(crate) fn error(&mut self, text: &str) {
        let _ = self.stdout.flush();
        self.progress.aside(|| {
            let _ = writeln!(anstream::stderr().lock(), "{text}");
        });
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }
}
