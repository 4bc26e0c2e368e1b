//! The events of all inputs, a part at a time: small enough to hold, large enough to be worth handing to another thread.

use std::io;
use std::mem;
use std::ops::Range;
use std::sync::Arc;

use crate::events::{Event, Events};
use crate::input::Input;
use crate::place::Place;
use crate::progress::{Metered, Progress};

/// Events that follow each other in one input.
#[derive(Debug)]
pub(crate) struct Part {
    /// The name of the input.
    pub(crate) input: Arc<str>,
    text: Vec<u8>,
    events: Vec<(Range<usize>, Place)>,
    /// How the input ended, if this is its last part.
    pub(crate) end: Option<io::Result<()>>,
}

impl Part {
    /// From so many bytes on, no further event is added.
    const FULL: usize = 64 * 1024;

    fn new(input: &Arc<str>) -> Self {
        Self { input: input.clone(), text: Vec::new(), events: Vec::new(), end: None }
    }

    fn push(&mut self, event: &Event<'_>) {
        let start = self.text.len();
        self.text.extend_from_slice(event.text);
        self.events.push((start..self.text.len(), event.place));
    }

    pub(crate) fn events(&self) -> impl Iterator<Item = Event<'_>> {
        self.events
            .iter()
            .map(|(range, place)| Event { text: self.text.get(range.clone()).unwrap_or_default(), place: *place })
    }
}

/// Reads the inputs one after the other, and hands on each part as soon as the next event may keep us waiting. Stops when
/// nobody takes the parts any more.
pub(crate) fn read(inputs: &[Input], progress: &Arc<Progress>, mut hand_on: impl FnMut(Part) -> bool) {
    for input in inputs {
        let name: Arc<str> = input.name().into();
        let mut part = Part::new(&name);
        let end = match input.open().and_then(|reader| Events::read(Metered::new(reader, progress.clone()))) {
            Err(error) => Err(error),
            Ok(mut events) => loop {
                let is_due = part.text.len() >= Part::FULL || (!part.events.is_empty() && events.may_wait());
                if is_due && !hand_on(mem::replace(&mut part, Part::new(&name))) {
                    return;
                }
                match events.next() {
                    Ok(Some(event)) => part.push(&event),
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
            },
        };
        part.end = Some(end);
        if !hand_on(part) {
            return;
        }
    }
}
