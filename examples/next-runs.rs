//! When does a schedule run next, in UTC and in New York, or in another zone?
//!
//! ```sh
//! cargo run --example next-runs -- 'cron(0 11 ? * MON-FRI *)'
//! cargo run --example next-runs -- 'cron(0 11 ? * MON-FRI *)' 5 Europe/London --from 2026-03-25T00:00:00Z
//! ```

use std::error::Error;
use std::process::ExitCode;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use rulebridge::schedule::{Schedule, Zone, et};

const USAGE: &str = "usage: next-runs EXPRESSION [COUNT] [ZONE] [--from INSTANT]";

fn main() -> ExitCode {
    let request = match Request::read(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match request.expression.parse::<Schedule>() {
        Ok(schedule) => {
            print_runs(&schedule, &request);
            ExitCode::SUCCESS
        }
        Err(error) => {
            // Where the mistake is, with carets under it, and how to mend it.
            eprintln!("{error:#}");
            ExitCode::from(3)
        }
    }
}

fn print_runs(schedule: &Schedule, request: &Request) {
    let Request { expression, count, zone, from } = request;
    println!("{expression}: {}", schedule.describe());
    for notice in schedule.notices() {
        println!("note: `{}`: {notice}", &expression[notice.span.range()]);
    }
    // Only a rate asks where to count from.
    for run in schedule.clone().starting(*from).upcoming_after(*from).take(*count) {
        let local = zone.local(run);
        println!("{}  {} {}", run.format("%F %H:%M UTC"), local.format("%F %H:%M %:z"), zone.abbreviation(run));
    }
}

struct Request {
    expression: String,
    count: usize,
    zone: Zone,
    from: DateTime<Utc>,
}

impl Request {
    fn read(mut args: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        // The library reads no clock: the caller says from when on.
        let mut from = DateTime::<Utc>::from(SystemTime::now());
        let mut words = Vec::new();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--from" => from = args.next().ok_or("--from needs an instant, as 2026-03-25T00:00:00Z")?.parse()?,
                _ => words.push(arg),
            }
        }
        let mut words = words.into_iter();
        let request = Self {
            expression: words.next().ok_or("which expression?")?,
            count: words.next().map_or(Ok(10), |count| count.parse())?,
            zone: words.next().map_or_else(|| Ok(et::zone().clone()), |zone| zone.parse())?,
            from,
        };
        match words.next() {
            Some(word) => Err(format!("unexpected: {word}").into()),
            None => Ok(request),
        }
    }
}
