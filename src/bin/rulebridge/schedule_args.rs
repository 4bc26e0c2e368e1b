//! The command line of `next-runs` and `drift`: what may be asked about schedules, and the help that says so.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::Args;
use rulebridge::schedule::{Dialect, Zone};

pub(crate) const NEXT_RUNS_EXAMPLES: &str = "\
Examples:
  When does this rule run next, in UTC and in New York?
    rulebridge next-runs 'cron(0 11 ? * MON-FRI *)'

  Everything in March, on the clocks of London
    rulebridge next-runs 'cron(0 7 * * ? *)' --from 2026-03-01 --until 2026-04-01 -z Europe/London

  A schedule of EventBridge Scheduler with the time zone New York
    rulebridge next-runs 'cron(30 8 ? * MON-FRI *)' --in America/New_York

  Do these two ever run in the same minute?
    rulebridge next-runs 'nightly=cron(0 3 * * ? *)' 'sync=cron(0/20 * * * ? *)' --count 100

  Into a calendar program
    rulebridge next-runs 'backup=cron(0 3 ? * SUN *)' --count 52 --ics > backup.ics";

pub(crate) const NEXT_RUNS_DETAILS: &str = "\
An expression is what AWS calls a schedule expression: cron(minutes hours day-of-month month day-of-week year) or \
rate(5 minutes), and with --scheduler also at(2026-11-21T09:00:00). Put it in quotes, so that the shell leaves it alone. \
name=cron(…) gives it a name.

A scheduled rule of EventBridge is always read in UTC: on the clocks of a zone its runs move when those clocks change. Such \
runs are marked; `rulebridge drift` counts them. Several expressions become one list, in which runs in the same minute are \
marked.

With --json, each run becomes one line:
  {\"schedule\":\"nightly\",\"utc\":\"2026-03-09T03:00:00Z\",\"local\":[{\"zone\":\"America/New_York\",\
\"time\":\"2026-03-08T23:00:00-04:00\",\"abbreviation\":\"EDT\",\"offset\":\"-04:00\"}],\"collision\":false}
`schedule` is the name, or the expression if it has none. With --json and --ics, notes go to standard error.";

pub(crate) const NEXT_RUNS_EXIT_CODES: &str = "\
Exit codes:
  0  runs were listed
  1  there is nothing to list: no expression ever fires, or none does in the time asked for
  2  the command line is wrong
  3  an expression is not valid; the others were still listed";

pub(crate) const DRIFT_EXAMPLES: &str = "\
Examples:
  Someone wanted 6 AM in New York and wrote 11:00 UTC. What do they get?
    rulebridge drift 'cron(0 11 * * ? *)' --zone America/New_York

  Next year, for a program
    rulebridge drift 'cron(0 11 * * ? *)' --zone America/New_York --year 2027 --json";

pub(crate) const DRIFT_DETAILS: &str = "\
A scheduled rule of EventBridge is read in UTC, so its runs are at another local time in summer than in winter wherever clocks \
change. This counts the runs of a year at each local time of day, and names the days on which the clocks change between runs.

With --json, the answer is one line:
  {\"schedule\":\"cron(0 11 * * ? *)\",\"zone\":\"America/New_York\",\"year\":2026,\"steady\":false,\"runs\":365,\
\"times\":[{\"time\":\"06:00:00\",\"utc\":\"11:00:00\",\"abbreviation\":\"EST\",\"offset\":\"-05:00\",\"runs\":127,\
\"first\":\"2026-01-01\",\"last\":\"2026-12-31\"},…],\"changes\":[{\"date\":\"2026-03-08\",\"before\":{\"time\":\"06:00:00\",\
\"abbreviation\":\"EST\",\"offset\":\"-05:00\"},\"after\":{…}},…]}
The `time` of a change is null where the runs are not all at one time of day.";

pub(crate) const DRIFT_EXIT_CODES: &str = "\
Exit codes:
  0  steady: the runs are at the same local time all year
  1  they drift, or there is no run in that year
  2  the command line is wrong
  3  the expression is not valid";

#[derive(Debug, Args)]
pub(crate) struct NextRunsArgs {
    /// How many runs to list [default: 10, or all with --until]
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(Self::MOST)))]
    pub(crate) count: Option<u32>,

    /// List runs from this time on: 2026-03-01 (midnight UTC) or 2026-03-01T09:00:00Z [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub(crate) from: Option<DateTime<Utc>>,

    /// List only runs before this time
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub(crate) until: Option<DateTime<Utc>>,

    /// Show the time in this zone, as in Europe/London; may be repeated [default: America/New_York]
    #[arg(short, long = "zone", value_name = "ZONE", value_parser = zone)]
    pub(crate) zones: Vec<Zone>,

    /// Read the expressions on the clock of this zone, as EventBridge Scheduler can, instead of in UTC
    #[arg(long = "in", value_name = "ZONE", value_parser = zone)]
    pub(crate) reading_zone: Option<Zone>,

    /// Take the expressions for those of EventBridge Scheduler, not of a rule; --in implies it
    #[arg(long)]
    pub(crate) scheduler: bool,

    /// Print every run as a line of JSON
    #[arg(long, conflicts_with = "ics")]
    pub(crate) json: bool,

    /// Print the runs as an iCalendar file
    #[arg(long)]
    pub(crate) ics: bool,

    /// Schedule expressions, each as cron(…) or as name=cron(…)
    #[arg(value_name = "EXPRESSION", required = true)]
    pub(crate) expressions: Vec<String>,
}

impl NextRunsArgs {
    /// No list is longer, lest a rate of a minute fills the memory.
    pub(crate) const MOST: u32 = 100_000;
    const USUAL: u32 = 10;

    pub(crate) fn limit(&self) -> u32 {
        self.count.unwrap_or(if self.until.is_some() { Self::MOST } else { Self::USUAL })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        dialect(self.scheduler || self.reading_zone.is_some())
    }
}

#[derive(Debug, Args)]
pub(crate) struct DriftArgs {
    /// The zone whose clock people look at, as in America/New_York
    #[arg(short, long, value_name = "ZONE", value_parser = zone)]
    pub(crate) zone: Zone,

    /// The year [default: the current one]
    #[arg(short, long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1970..=2199))]
    pub(crate) year: Option<i32>,

    /// Take the expression for one of EventBridge Scheduler with the time zone UTC, not of a rule
    #[arg(long)]
    pub(crate) scheduler: bool,

    /// Print the answer as a line of JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// A schedule expression, as cron(…) or as name=cron(…)
    #[arg(value_name = "EXPRESSION")]
    pub(crate) expression: String,
}

impl DriftArgs {
    pub(crate) fn dialect(&self) -> Dialect {
        dialect(self.scheduler)
    }
}

fn dialect(is_scheduler: bool) -> Dialect {
    if is_scheduler { Dialect::Scheduler } else { Dialect::Rule }
}

fn zone(name: &str) -> Result<Zone, String> {
    name.parse::<Zone>().map_err(|error| match error.help() {
        Some(help) => format!("{}; {help}", error.message()),
        None => error.message().to_owned(),
    })
}

pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, &'static str> {
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(date.and_time(NaiveTime::MIN).and_utc());
    }
    match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => Ok(instant.to_utc()),
        Err(_) => Err("write a date as 2026-03-01, which is midnight UTC, or a time as 2026-03-01T09:00:00Z"),
    }
}
