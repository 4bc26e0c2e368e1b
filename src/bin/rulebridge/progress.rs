//! How far the reading is, on a terminal, once it takes a while.

use std::cell::{Cell, OnceCell};
use std::io::{self, IsTerminal, Read};
use std::rc::Rc;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const PATIENCE: Duration = Duration::from_secs(2);
const BYTES: &str = "{bar:40} {percent}% of {total_bytes}";
const EVENTS: &str = "{spinner} {human_pos} events";

/// Counts what is read, and shows it from the third second on.
#[derive(Debug)]
pub(crate) struct Progress {
    /// `None` where nobody watches.
    started: Option<Instant>,
    total_bytes: Option<u64>,
    bytes: Cell<u64>,
    events: Cell<u64>,
    bar: OnceCell<ProgressBar>,
}

impl Progress {
    pub(crate) fn hidden() -> Self {
        let (bytes, events, bar) = Default::default();
        Self { started: None, total_bytes: None, bytes, events, bar }
    }

    /// Progress through so many bytes, or through any number of events, on standard error if that is a terminal.
    pub(crate) fn through(total_bytes: Option<u64>) -> Self {
        Self { started: io::stderr().is_terminal().then(Instant::now), total_bytes, ..Self::hidden() }
    }

    pub(crate) fn count_event(&self) {
        self.events.set(self.events.get() + 1);
    }

    fn count_bytes(&self, count: usize) {
        self.bytes.set(self.bytes.get() + count as u64);
        if self.started.is_some_and(|started| started.elapsed() >= PATIENCE) {
            let bar = self.bar.get_or_init(|| self.new_bar());
            bar.set_position(if self.total_bytes.is_some() { self.bytes.get() } else { self.events.get() });
        }
    }

    fn new_bar(&self) -> ProgressBar {
        let template = if self.total_bytes.is_some() { BYTES } else { EVENTS };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(self.total_bytes, ProgressDrawTarget::stderr()).with_style(style)
    }

    /// Does `work`, which writes to the terminal, while the bar is out of the way.
    pub(crate) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        match self.bar.get() {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }

    pub(crate) fn clear(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// A reader that tells how much was read.
pub(crate) struct Metered<R> {
    reader: R,
    progress: Rc<Progress>,
}

impl<R> Metered<R> {
    pub(crate) fn new(reader: R, progress: Rc<Progress>) -> Self {
        Self { reader, progress }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.progress.count_bytes(count);
        Ok(count)
    }
}
