//! Events one after another in one piece of memory, as a file of lines would have them.

#[derive(Default)]
pub struct Events {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Events {
    /// The lines of a file.
    pub fn from_lines(text: &str) -> Self {
        text.lines().filter(|line| !line.is_empty()).collect()
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.ends.iter().enumerate().map(|(nth, &end)| {
            let start = if nth == 0 { 0 } else { self.ends[nth - 1] };
            &self.text[start..end]
        })
    }
}

impl<S: AsRef<str>> FromIterator<S> for Events {
    fn from_iter<I: IntoIterator<Item = S>>(all: I) -> Self {
        let mut events = Self::default();
        for event in all {
            events.text.extend_from_slice(event.as_ref().as_bytes());
            events.ends.push(events.text.len());
        }
        events
    }
}
