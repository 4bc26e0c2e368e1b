//! The tables.

use std::time::Duration;

use crate::engines::{Ours, PeerError, Quamina};
use crate::rounds::{Measured, Times};

/// Rows are printed as they come; what building takes, and the notes, at the end.
pub(crate) struct Report {
    building: Vec<String>,
    notes: Vec<String>,
}

impl Report {
    pub(crate) fn start() -> Self {
        println!("ns per event; batches are of the whole window.\n");
        println!(
            "| case | window | events | matches per event | trusted | trusted, batch | checked | checked, batch | quamina \
             | quamina / trusted | quamina / batch | `IgnoredAny` | checked / `IgnoredAny` | trusted, batch: events per s |"
        );
        println!("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        Self { building: Vec::new(), notes: Vec::new() }
    }

    pub(crate) fn row(
        &self,
        name: &str,
        window: &str,
        events: usize,
        measured: &Measured,
        missing: Option<&PeerError>,
    ) {
        let why = missing.map_or("—", |missing| missing.as_str());
        let Measured { trusted, batch_trusted, checked, ignored, quamina, .. } = measured;
        let ratio =
            |ours: &Times| quamina.as_ref().map_or("—".to_owned(), |theirs| format!("{:.2}", theirs.over(ours)));
        println!(
            "| {name} | {window} | {events} | {:.3} | {:.0} | {:.0} | {:.0} | {:.0} | {} | {} | {} | {:.0} | {:.2} | {:.0} |",
            measured.matches_per_event,
            trusted.median(),
            batch_trusted.median(),
            checked.median(),
            measured.batch_checked.median(),
            quamina.as_ref().map_or(why.to_owned(), |times| format!("{:.0}", times.median())),
            ratio(trusted),
            ratio(batch_trusted),
            ignored.median(),
            checked.over(ignored),
            1e9 / batch_trusted.median(),
        );
    }

    pub(crate) fn built(&mut self, name: &str, rules: usize, ours: &Ours, quamina: Result<&Quamina, &PeerError>) {
        let ms = |time: Duration| format!("{:.3}", time.as_secs_f64() * 1e3);
        let per_rule = |bytes: usize| bytes / rules;
        let (time, bytes) = match quamina {
            Ok(quamina) => (ms(quamina.built.building), per_rule(quamina.built.heap).to_string()),
            Err(why) => (why.as_str().to_owned(), "—".to_owned()),
        };
        self.building.push(format!(
            "| {name} | {rules} | {} | {} | {} | {time} | {} | {} | {bytes} |",
            ms(ours.built.parsing),
            ms(ours.built.building),
            ms(ours.publishing()),
            per_rule(ours.built.heap),
            per_rule(ours.set.heap_size()),
        ));
    }

    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    pub(crate) fn finish(&self) {
        println!("\nms, and bytes of heap per rule.\n");
        println!(
            "| case | rules | parsing | building | publishing one more | quamina: parsing and building | bytes | \
             `heap_size` | quamina: bytes |"
        );
        println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        for row in &self.building {
            println!("{row}");
        }
        println!();
        for note in &self.notes {
            println!("- {note}");
        }
    }
}
