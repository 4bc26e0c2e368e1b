//! The command line: what may be asked, and the help that says so.

use std::ffi::OsString;
use std::num::NonZero;
use std::thread;

use clap::error::ErrorKind;
use clap::{ArgGroup, Args, CommandFactory, Parser, Subcommand};

use crate::input::Input;
use crate::lint_args::{LINT_DETAILS, LINT_EXAMPLES, LINT_EXIT_CODES, LintArgs};
use crate::pattern_source::PatternSource;
use crate::render_args::{RENDER_DETAILS, RENDER_EXAMPLES, RENDER_EXIT_CODES, RenderArgs};
use crate::schedule_args::{
    DRIFT_DETAILS, DRIFT_EXAMPLES, DRIFT_EXIT_CODES, DriftArgs, NEXT_RUNS_DETAILS, NEXT_RUNS_EXAMPLES,
    NEXT_RUNS_EXIT_CODES, NextRunsArgs,
};

const ABOUT: &str = "\
An event pattern is the filter of an Amazon EventBridge rule: a JSON object that says which values the fields of an event \
must have. A schedule is the other kind of rule: cron(…) or rate(…). rulebridge tells, without an AWS account and without the \
network, whether AWS would accept a pattern, which events it would match, what is wrong with rules in files, what targets would receive, \
and when a schedule runs.";

const EXIT_CODES: &str = "\
Exit codes:
  0  some event matched (with --invert: did not); `check`: every pattern is valid
  1  no event did
  2  the command line is wrong
  3  something could not be read or is not valid; all other events and patterns were still
     looked at, unless it was the pattern or a rule of `match`";

const ALL_EXIT_CODES: &str = "\
Exit codes:
  0  yes: some event matched, every pattern is valid, nothing is wrong with the rules, something is
     delivered, runs were listed, the schedule is steady
  1  no: no event matched, something is wrong with a rule, nothing is delivered, there is no run to
     list, the schedule drifts
  2  the command line is wrong
  3  something could not be read or is not valid; all else was still looked at
Each command says more: rulebridge COMMAND --help";

const EXAMPLES: &str = "\
Examples:
  Is this pattern valid?
    rulebridge check order-shipped.pattern.json
    rulebridge check '{\"source\": [\"aws.ec2\"]}'

  What is wrong with the rules in the files of this folder?
    rulebridge lint

  Which of these events would the rule get?
    rulebridge match --pattern order-shipped.pattern.json orders.jsonl

  Which rules does each of these events trigger, and which rules never?
    aws events list-rules > rules.json
    rulebridge match --rules rules.json orders.jsonl
    rulebridge match --rules rules.json --summary orders.jsonl

  And which rules of a template, or of a Terraform plan?
    rulebridge match --rules template.yaml orders.jsonl
    terraform show -json plan.out | rulebridge match --rules - orders.jsonl

  How many events in each file does it miss?
    rulebridge match --pattern order-shipped.pattern.json --invert --count *.jsonl

  Events from another program
    zcat archive.jsonl.gz | rulebridge match --pattern '{\"detail\": {\"status\": [\"SHIPPED\"]}}'

  What does each target of this rule receive?
    rulebridge render --rule order-shipped.rule.json orders.jsonl

  When does this schedule run next, in UTC and in New York?
    rulebridge next-runs 'cron(0 11 ? * MON-FRI *)'

  How far does summer time move it?
    rulebridge drift 'cron(0 11 ? * MON-FRI *)' --zone America/New_York";

const MATCH_DETAILS: &str = "\
Events are JSON lines (one event on each line) or one JSON document (an event, or an array of events, over as many lines as \
you like); which it is shows in the first line. An event that is not valid JSON is reported on standard error and the others \
are still matched.

With --rules, each event that a rule matches becomes one line, `file:line: rule, rule`, with the rules in the order of their \
file. The file is an object of names and patterns, {\"shipped\":{\"detail\":{\"status\":[\"SHIPPED\"]}},…}, or a list of rules, \
[{\"Name\":\"shipped\",\"EventPattern\":…},…], where a pattern is an object or a string that holds one; what `aws events \
list-rules` and `describe-rule` print is read as it is. So are CloudFormation and SAM templates, in YAML or JSON, what CDK \
synthesises, `terraform show -json` of a plan or a state, and configurations of the Serverless Framework; their rules go by \
logical id, address, or function and event. Which of them it is shows in the content. Rules of which a part of the pattern is \
only known at deployment are left out with a note, and a state that is not known counts as enabled. Rules without an event pattern and rules whose `State` is `DISABLED` are \
left out, as they match nothing on AWS, and a note says how many. Every rule that is not valid is reported, and then \
nothing is matched. With --invert, the events that no rule matches are printed.

--summary counts the events of each rule instead: first the rules that match, those of most events first, then those that \
never do, in the order of the file, then the totals; mistakes in events are shown on standard error. With --json it is one \
line, with every rule in the order of the file:
  {\"events\":8,\"matched\":3,\"errors\":0,\"rules\":[{\"name\":\"shipped\",\"matched\":3},…]}

With --json, each event becomes one line:
  {\"file\":\"orders.jsonl\",\"line\":1,\"match\":true}
  {\"file\":\"orders.jsonl\",\"line\":2,\"error\":{\"kind\":\"json-end\",\"message\":\"…\",\"line\":2,\"column\":17}}
  {\"file\":\"orders.jsonl\",\"line\":3,\"rules\":[\"shipped\"]}
The third is with --rules; its list is empty if no rule matches, and with --invert only such events are printed. The outer `line` is where \
the event starts, the inner `line` and `column` are where the mistake is; both count in the file, from 1. Standard input is the \
file `<stdin>`.";

const CHECK_DETAILS: &str = "\
Valid patterns are named on standard output, mistakes are shown on standard error.

With --json, each pattern becomes one line on standard output:
  {\"file\":\"a.json\",\"valid\":true}
  {\"file\":\"b.json\",\"valid\":false,\"kind\":\"empty-array\",\"message\":\"…\",\"help\":null,\"line\":1,\"column\":12,\
\"start\":11,\"end\":13,\"aws_message\":\"…\"}
`line` and `column` count characters from 1; `start` and `end` are bytes, from 0; `aws_message` is what AWS answers, null \
where its words are not known. The kind `unreadable` is a file that cannot be read; its positions are null. Standard input is \
the file `<stdin>`, a pattern on the command line `<pattern>`.";

#[derive(Debug, Parser)]
#[command(name = "rulebridge", version, propagate_version = true, max_term_width = 100)]
#[command(about = ABOUT, after_help = format!("{EXAMPLES}\n\n{ALL_EXIT_CODES}"))]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the events that a pattern matches, or which rules match each event
    #[command(after_help = EXIT_CODES, after_long_help = format!("{MATCH_DETAILS}\n\n{EXIT_CODES}"))]
    Match(MatchArgs),
    /// Say whether patterns are valid, and what is wrong with those that are not
    #[command(after_help = EXIT_CODES, after_long_help = format!("{CHECK_DETAILS}\n\n{EXIT_CODES}"))]
    Check(CheckArgs),
    /// Say what is wrong with the rules in files and folders
    #[command(after_help = format!("{LINT_EXAMPLES}\n\n{LINT_EXIT_CODES}"))]
    #[command(after_long_help = format!("{LINT_DETAILS}\n\n{LINT_EXAMPLES}\n\n{LINT_EXIT_CODES}"))]
    Lint(LintArgs),
    /// Print what each target of a rule receives for events
    #[command(after_help = format!("{RENDER_EXAMPLES}\n\n{RENDER_EXIT_CODES}"))]
    #[command(after_long_help = format!("{RENDER_DETAILS}\n\n{RENDER_EXAMPLES}\n\n{RENDER_EXIT_CODES}"))]
    Render(RenderArgs),
    /// List when schedules run next, in UTC and on local clocks
    #[command(after_help = format!("{NEXT_RUNS_EXAMPLES}\n\n{NEXT_RUNS_EXIT_CODES}"))]
    #[command(after_long_help = format!("{NEXT_RUNS_DETAILS}\n\n{NEXT_RUNS_EXAMPLES}\n\n{NEXT_RUNS_EXIT_CODES}"))]
    NextRuns(NextRunsArgs),
    /// Count at which local times a schedule runs through a year of clock changes
    #[command(after_help = format!("{DRIFT_EXAMPLES}\n\n{DRIFT_EXIT_CODES}"))]
    #[command(after_long_help = format!("{DRIFT_DETAILS}\n\n{DRIFT_EXAMPLES}\n\n{DRIFT_EXIT_CODES}"))]
    Drift(DriftArgs),
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("matcher").args(["pattern", "rules"]).required(true))]
pub(crate) struct MatchArgs {
    /// The pattern: a file, `-` for standard input, or the JSON text itself (it starts with `{`)
    #[arg(short, long, value_name = "PATTERN")]
    pub(crate) pattern: Option<OsString>,

    /// Many patterns at once: a file of rules, a template, or `-` for standard input
    #[arg(short, long, value_name = "RULES")]
    pub(crate) rules: Option<OsString>,

    /// Take every verdict for its opposite: print the events that do not match, or that no rule matches
    #[arg(short = 'v', long)]
    pub(crate) invert: bool,

    /// Print only how many events there are to print, for each file if there are several
    #[arg(short, long, conflicts_with = "json")]
    pub(crate) count: bool,

    /// Print only how many events each rule matches, and which rules match none
    #[arg(short, long, requires = "rules", conflicts_with_all = ["pattern", "invert", "count"])]
    pub(crate) summary: bool,

    /// Print the verdict on every event as a line of JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Match on so many threads; the output is the same for any number [default: as many as there are processors]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(Self::MOST_JOBS)))]
    jobs: Option<u16>,

    /// Files of events; `-`, or none, is standard input
    #[arg(value_name = "EVENTS")]
    pub(crate) events: Vec<OsString>,
}

impl MatchArgs {
    /// More threads than this only take memory.
    const MOST_JOBS: u16 = 1024;

    pub(crate) fn jobs(&self) -> usize {
        let processors = || thread::available_parallelism().map_or(1, NonZero::get);
        self.jobs.map_or_else(processors, usize::from)
    }
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Print valid patterns in canonical form: sorted, without blanks
    #[arg(long)]
    pub(crate) canonical: bool,

    /// Print the verdict on every pattern as a line of JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Patterns: files, `-` for standard input, or the JSON text itself (it starts with `{`)
    #[arg(value_name = "PATTERN", required = true)]
    pub(crate) patterns: Vec<OsString>,
}

/// Reads the command line; where that cannot be done, says why and ends the program.
pub(crate) fn read() -> Command {
    let command = CommandLine::parse().command;
    let (matcher, events) = match &command {
        Command::Match(args) => {
            let is_stdin = |pattern: &OsString| PatternSource::new(pattern).is_stdin();
            let pattern = args.pattern.as_ref().filter(|pattern| is_stdin(pattern)).map(|_| "pattern");
            let rules = args.rules.as_ref().filter(|rules| Input::new(rules).is_stdin()).map(|_| "rules");
            (pattern.or(rules), &args.events)
        }
        Command::Render(args) => (Input::new(&args.rule).is_stdin().then_some("rule"), &args.events),
        _ => return command,
    };
    if let Some(what) = matcher.filter(|_| Input::all(events).iter().any(Input::is_stdin)) {
        let message = format!("standard input cannot hold both the {what} and the events: name a file for one of them");
        CommandLine::command().error(ErrorKind::ArgumentConflict, message).exit();
    }
    command
}
