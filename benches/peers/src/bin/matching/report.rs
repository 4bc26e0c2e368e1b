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
             | quamina, for speed | quamina / trusted | quamina / batch | faster quamina / trusted | faster quamina / batch \
             | `IgnoredAny` | checked / `IgnoredAny` | trusted, batch: events per s |"
        );
        println!("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
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
        let Measured { trusted, batch_trusted, checked, batch_checked, ignored, .. } = measured;
        let mut cells =
            vec![name.to_owned(), window.to_owned(), events.to_string(), format!("{:.3}", measured.matches_per_event)];
        cells.extend([trusted, batch_trusted, checked, batch_checked].map(whole));
        match &measured.quamina {
            Some([comfort, speed]) => {
                let faster = if speed.median() < comfort.median() { speed } else { comfort };
                cells.extend([comfort, speed].map(whole));
                cells.extend(
                    [comfort, faster].iter().flat_map(|theirs| [ratio(theirs, trusted), ratio(theirs, batch_trusted)]),
                );
            }
            None => {
                cells.push(missing.map_or("—", |missing| missing.as_str()).to_owned());
                cells.extend(["—"; 5].map(str::to_owned));
            }
        }
        cells.extend([whole(ignored), ratio(checked, ignored), format!("{:.0}", 1e9 / batch_trusted.median())]);
        println!("| {} |", cells.join(" | "));
    }

    pub(crate) fn built(&mut self, name: &str, rules: usize, ours: &Ours, quamina: Result<&[Quamina; 2], &PeerError>) {
        let ms = |time: Duration| format!("{:.3}", time.as_secs_f64() * 1e3);
        let per_rule = |bytes: usize| (bytes / rules).to_string();
        let mut cells = vec![
            name.to_owned(),
            rules.to_string(),
            ms(ours.built.parsing),
            ms(ours.built.building),
            ms(ours.publishing()),
            per_rule(ours.built.heap),
            per_rule(ours.set.heap_size()),
        ];
        match quamina {
            Ok(both) => {
                cells.extend(both.iter().flat_map(|quamina| [ms(quamina.built.building), per_rule(quamina.built.heap)]))
            }
            Err(why) => cells.extend([why.as_str(), "—", "—", "—"].map(str::to_owned)),
        }
        self.building.push(format!("| {} |", cells.join(" | ")));
    }

    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    pub(crate) fn finish(&self) {
        println!("\nms, and bytes of heap per rule.\n");
        println!(
            "| case | rules | parsing | building | publishing one more | bytes | `heap_size` | quamina: parsing and building \
             | bytes | quamina, for speed | bytes |"
        );
        println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for row in &self.building {
            println!("{row}");
        }
        println!();
        for note in &self.notes {
            println!("- {note}");
        }
    }
}

fn whole(times: &Times) -> String {
    format!("{:.0}", times.median())
}

fn ratio(this: &Times, other: &Times) -> String {
    format!("{:.2}", this.over(other))
}
