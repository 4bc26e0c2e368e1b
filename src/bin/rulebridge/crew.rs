//! Threads: one reads the inputs, some answer the parts of it, and the answers come back in the order of the parts.
//!
//! The parts go to the answering threads in turn, and the answers are taken from them in turn. All channels are bounded, so
//! reading never runs far ahead of what is printed.

use std::io;
use std::panic;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender, TryRecvError};
use std::thread::{self, JoinHandle};

use crate::feed::{self, Part};
use crate::input::Input;
use crate::progress::Progress;
use crate::question::{Answer, Clerk, Question};

/// Parts, and answers, that may wait at each answering thread.
const QUEUE: usize = 2;

pub(crate) struct Crew {
    reader: JoinHandle<()>,
    clerks: Vec<JoinHandle<Clerk>>,
    answers: Vec<Receiver<Answer>>,
    /// How many answers have been taken.
    taken: usize,
}

impl Crew {
    /// Sets `jobs` threads on the question.
    ///
    /// # Errors
    ///
    /// When there cannot be so many threads.
    pub(crate) fn start(
        jobs: usize,
        question: &Arc<Question>,
        inputs: Vec<Input>,
        progress: Arc<Progress>,
    ) -> io::Result<Self> {
        let mut desks = Vec::new();
        let mut clerks = Vec::new();
        let mut answers = Vec::new();
        for _ in 0..jobs {
            let (desk, parts) = mpsc::sync_channel(QUEUE);
            let (sender, receiver) = mpsc::sync_channel(QUEUE);
            let clerk = Clerk::new(question.clone());
            clerks.push(thread::Builder::new().spawn(move || work(clerk, parts, sender))?);
            desks.push(desk);
            answers.push(receiver);
        }
        let reader = thread::Builder::new().spawn(move || {
            let mut in_turn = desks.iter().cycle();
            feed::read(&inputs, &progress, |part| in_turn.next().is_some_and(|desk| desk.send(part).is_ok()));
        })?;
        Ok(Self { reader, clerks, answers, taken: 0 })
    }

    /// The next answer; `before_waiting` is done first if it is not there yet.
    ///
    /// # Errors
    ///
    /// Those of `before_waiting`.
    pub(crate) fn next(&mut self, before_waiting: impl FnOnce() -> io::Result<()>) -> io::Result<Option<Answer>> {
        let in_turn = self.taken.checked_rem(self.answers.len()).and_then(|turn| self.answers.get(turn));
        let Some(answers) = in_turn else { return Ok(None) };
        self.taken += 1;
        match answers.try_recv() {
            Ok(answer) => Ok(Some(answer)),
            Err(TryRecvError::Disconnected) => Ok(None),
            Err(TryRecvError::Empty) => {
                before_waiting()?;
                Ok(answers.recv().ok())
            }
        }
    }

    /// Everyone who answered, once there is no next answer.
    pub(crate) fn finish(self) -> Vec<Clerk> {
        let Self { reader, clerks, .. } = self;
        finished(reader);
        clerks.into_iter().map(finished).collect()
    }
}

fn work(mut clerk: Clerk, parts: Receiver<Part>, answers: SyncSender<Answer>) -> Clerk {
    for part in parts {
        if answers.send(clerk.answer(part)).is_err() {
            break;
        }
    }
    clerk
}

/// What a thread came to. A thread that panicked takes everyone with it.
fn finished<T>(thread: JoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|payload| panic::resume_unwind(payload))
}
