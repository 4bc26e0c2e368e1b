//! How far the reading is, on a terminal, once it takes a while.

use std::io::{self, IsTerminal, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
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
    bytes: AtomicU64,
    events: AtomicU64,
    bar: OnceLock<ProgressBar>,
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

    pub(crate) fn count_events(&self, count: u64) {
        self.events.fetch_add(count, Ordering::Relaxed);
    }

    fn count_bytes(&self, count: usize) {
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        if self.started.is_some_and(|started| started.elapsed() >= PATIENCE) {
            let bar = self.bar.get_or_init(|| self.new_bar());
            let position = if self.total_bytes.is_some() { &self.bytes } else { &self.events };
            bar.set_position(position.load(Ordering::Relaxed));
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
    progress: Arc<Progress>,
}

impl<R> Metered<R> {
    pub(crate) fn new(reader: R, progress: Arc<Progress>) -> Self {
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
