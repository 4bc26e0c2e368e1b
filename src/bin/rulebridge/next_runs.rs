//! `rulebridge next-runs`: when does it fire?

use std::collections::{HashMap, HashSet};
use std::io;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use rulebridge::schedule::{Calendar, Dialect, Zone, et};

use crate::console::Console;
use crate::ics;
use crate::outcome::Outcome;
use crate::report::RunReport;
use crate::runs_table;
use crate::schedule_args::NextRunsArgs;
use crate::schedule_source::{NamedSchedule, now};

/// Lists the runs of all expressions that are valid.
///
/// # Errors
///
/// When standard output cannot be written to.
pub(crate) fn run(args: &NextRunsArgs, console: &mut Console, outcome: &mut Outcome) -> io::Result<()> {
    let mut schedules = Vec::new();
    for expression in &args.expressions {
        match NamedSchedule::parse(expression, args.dialect()) {
            Ok(schedule) => schedules.push(schedule),
            Err(message) => {
                outcome.record_trouble();
                console.error(&message);
            }
        }
    }
    if schedules.is_empty() {
        return Ok(());
    }
    let listing = Listing::new(args, schedules);
    if !listing.runs.is_empty() {
        outcome.record_match();
    }
    if args.json || args.ics {
        for (index, schedule) in listing.schedules.iter().enumerate() {
            let never = (!schedule.ever_fires()).then(|| schedule.description(listing.reading_zone));
            for remark in listing.remarks(index, schedule).into_iter().chain(never) {
                console.error(&format!("{}: {remark}", schedule.label()));
            }
        }
    }
    if args.json {
        listing.runs.iter().try_for_each(|run| console.json(&RunReport::new(&listing, run)))?;
    } else if args.ics {
        if !listing.runs.is_empty() {
            console.line(ics::render(&listing).trim_end_matches('\n').as_bytes())?;
        }
    } else {
        listing.print(console)?;
    }
    if listing.is_cut_short(args) {
        console.error(&format!("no more than {} runs are listed: for others, say a later --from", listing.runs.len()));
    }
    Ok(())
}

/// Runs in order, and all that is to be shown with them.
#[derive(Debug)]
pub(crate) struct Listing {
    pub(crate) schedules: Vec<NamedSchedule>,
    pub(crate) runs: Vec<Run>,
    /// The zones to show the runs in, beside UTC.
    pub(crate) zones: Vec<Zone>,
    /// The name of the zone on whose clock the expressions are read.
    pub(crate) reading_zone: &'static str,
    is_scheduler: bool,
    from: DateTime<Utc>,
    from_is_given: bool,
    until: Option<DateTime<Utc>>,
    /// The schedules that have a run in the time asked for, listed or not.
    running: HashSet<usize>,
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) at: DateTime<Utc>,
    /// The index of its schedule.
    pub(crate) schedule: usize,
    /// The other schedules that run in the same minute.
    pub(crate) company: Vec<usize>,
}

impl Listing {
    fn new(args: &NextRunsArgs, schedules: Vec<NamedSchedule>) -> Self {
        let from = args.from.unwrap_or_else(now);
        let until = args.until.unwrap_or(DateTime::<Utc>::MAX_UTC);
        let limit = usize::try_from(args.limit()).unwrap_or(usize::MAX);
        let mut calendar = Calendar::new();
        let mut running = HashSet::new();
        for (index, named) in schedules.iter().enumerate() {
            let schedule = named.schedule.clone().starting(from);
            let runs = match &args.reading_zone {
                Some(zone) => {
                    let schedule = schedule.in_zone(zone);
                    calendar.add_in_zone(named.label(), schedule.clone());
                    schedule.between(from, until).next().is_some()
                }
                None => {
                    calendar.add(named.label(), schedule.clone());
                    schedule.between(from, until).next().is_some()
                }
            };
            if runs {
                running.insert(index);
            }
        }
        Self {
            runs: runs(&calendar, from, until, limit),
            zones: zones(args),
            reading_zone: args.reading_zone.as_ref().map_or("UTC", Zone::name),
            is_scheduler: args.dialect() == Dialect::Scheduler,
            from,
            from_is_given: args.from.is_some(),
            until: args.until,
            schedules,
            running,
        }
    }

    pub(crate) fn label(&self, index: usize) -> String {
        self.schedules.get(index).map(NamedSchedule::label).unwrap_or_default()
    }

    fn print(&self, console: &mut Console) -> io::Result<()> {
        for (index, schedule) in self.schedules.iter().enumerate() {
            console.line(schedule.title().as_bytes())?;
            console.line(format!("  {}", schedule.description(self.reading_zone)).as_bytes())?;
            for remark in self.remarks(index, schedule) {
                console.line(format!("  {remark}").as_bytes())?;
            }
        }
        if self.runs.is_empty() {
            return Ok(());
        }
        console.line(b"")?;
        runs_table::lines(self).iter().try_for_each(|line| console.line(line.as_bytes()))
    }

    /// What there is to say about a schedule, beside its description, which tells when it never fires, and its runs.
    fn remarks(&self, index: usize, schedule: &NamedSchedule) -> Vec<String> {
        let mut remarks: Vec<String> = schedule.notes().collect();
        if schedule.schedule.as_rate().is_some() {
            let origin = if self.from_is_given { "--from" } else { "now: --from says otherwise" };
            let first = if self.is_scheduler { "runs at once" } else { "runs for the first time one interval later" };
            remarks.push(format!("counted from {} ({origin}), {first}", text(self.from)));
        }
        if schedule.ever_fires() && !self.running.contains(&index) {
            remarks.push(match self.until {
                Some(until) => format!("no run from {} until {}", text(self.from), text(until)),
                None => format!("no run from {} on", text(self.from)),
            });
        }
        remarks
    }

    /// Whether nobody asked for so few runs.
    fn is_cut_short(&self, args: &NextRunsArgs) -> bool {
        args.count.is_none() && args.until.is_some() && u32::try_from(self.runs.len()) == Ok(NextRunsArgs::MOST)
    }
}

fn text(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The zone of the reading first, then those asked for, each once.
fn zones(args: &NextRunsArgs) -> Vec<Zone> {
    let default = [et::zone().clone()];
    let asked = if args.zones.is_empty() { &default[..] } else { &args.zones };
    let mut zones: Vec<Zone> = Vec::new();
    for zone in args.reading_zone.iter().chain(asked) {
        if zone.name() != "UTC" && !zones.contains(zone) {
            zones.push(zone.clone());
        }
    }
    zones
}

fn runs(calendar: &Calendar, from: DateTime<Utc>, until: DateTime<Utc>, limit: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = calendar
        .between(from, until)
        .take(limit)
        .map(|run| Run { at: run.at, schedule: run.index, company: Vec::new() })
        .collect();
    let minute = |instant: DateTime<Utc>| instant.timestamp().div_euclid(60);
    let start_of = |minute: i64| DateTime::from_timestamp(minute * 60, 0);
    let mut together: HashMap<i64, Vec<usize>> = HashMap::new();
    if let (Some(first), Some(last)) = (runs.first(), runs.last()) {
        // The whole minutes: company is company, even where it is not listed.
        if let (Some(start), Some(end)) = (start_of(minute(first.at)), start_of(minute(last.at) + 1)) {
            for collision in calendar.collisions(start, end, TimeDelta::zero()) {
                together.insert(minute(collision.start()), collision.runs().map(|run| run.index).collect());
            }
        }
    }
    for run in &mut runs {
        let all = together.get(&minute(run.at)).into_iter().flatten();
        run.company = all.copied().filter(|&index| index != run.schedule).collect();
    }
    runs
}
