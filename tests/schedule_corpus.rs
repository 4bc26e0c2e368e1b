//! The schedule part of the conformance corpus, fed to the library and to the oracle.
//!
//! `corpus/README.md` says what a case holds. To run the cases whose name contains a text:
//! `CASE=text cargo test --test schedule_corpus`.
#![cfg(feature = "schedule")]

#[path = "support/clocks.rs"]
mod clocks;
#[path = "support/corpus.rs"]
mod corpus;
mod oracle;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use corpus::{Case as _, Source, compare};
use rulebridge::schedule::{Dialect, Schedule, ScheduleOptions, Zone};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    source: Source,
    cite: String,
    schedule: String,
    #[serde(default)]
    dialect: CaseDialect,
    zone: Option<String>,
    from: Option<DateTime<Utc>>,
    fires: Option<Vec<DateTime<Utc>>>,
    #[serde(default)]
    notices: Vec<CaseNotice>,
    display: Option<String>,
    describe: Option<String>,
    error: Option<String>,
    under: Option<String>,
    aws: Option<String>,
    known_failure: Option<String>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum CaseDialect {
    #[default]
    Rule,
    Scheduler,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseNotice {
    kind: String,
    under: String,
}

impl CaseDialect {
    fn options(self) -> ScheduleOptions {
        ScheduleOptions::new().dialect(match self {
            Self::Rule => Dialect::Rule,
            Self::Scheduler => Dialect::Scheduler,
        })
    }

    fn oracle(self) -> oracle::schedule::Dialect {
        match self {
            Self::Rule => oracle::schedule::Dialect::Rule,
            Self::Scheduler => oracle::schedule::Dialect::Scheduler,
        }
    }
}

impl corpus::Case for Case {
    fn name(&self) -> &str {
        &self.name
    }

    fn cite(&self) -> &str {
        &self.cite
    }

    fn known_failure(&self) -> Option<&str> {
        self.known_failure.as_deref()
    }

    fn differences(&self) -> Vec<String> {
        match &self.error {
            Some(kind) => refused_differences(self, kind),
            None => accepted_differences(self),
        }
    }
}

fn refused_differences(case: &Case, kind: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if oracle::schedule::parse(&case.schedule, case.dialect.oracle()).is_some() {
        wrong.push("the oracle accepts it".to_owned());
    }
    let error = match Schedule::parse_with(&case.schedule, &case.dialect.options()) {
        Ok(schedule) => return vec![format!("accepted as {schedule}")],
        Err(error) => error,
    };
    compare(&mut wrong, "kind", error.kind().as_str(), kind);
    if let Some(under) = &case.under {
        compare(&mut wrong, "under", &case.schedule[error.span().range()], under);
    }
    if let Some(aws) = &case.aws {
        compare(&mut wrong, "aws", error.aws_message().unwrap_or_default(), aws);
    }
    wrong
}

fn accepted_differences(case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(expected) = oracle::schedule::parse(&case.schedule, case.dialect.oracle()) else {
        return vec!["the oracle refuses it".to_owned()];
    };
    let schedule = match Schedule::parse_with(&case.schedule, &case.dialect.options()) {
        Ok(schedule) => schedule,
        Err(error) => return vec![format!("refused: {error:#}")],
    };
    let notices: Vec<(&str, &str)> =
        schedule.notices().iter().map(|one| (one.kind.as_str(), &case.schedule[one.span.range()])).collect();
    let wanted: Vec<(&str, &str)> = case.notices.iter().map(|one| (one.kind.as_str(), one.under.as_str())).collect();
    if notices != wanted {
        wrong.push(format!("notices: found {notices:?}, expected {wanted:?}"));
    }
    if let Some(display) = &case.display {
        compare(&mut wrong, "display", &schedule.to_string(), display);
    }
    if let Some(describe) = &case.describe {
        compare(&mut wrong, "describe", &schedule.describe(), describe);
    }
    if Schedule::parse_with(&schedule.to_string(), &case.dialect.options()).as_ref() != Ok(&schedule) {
        wrong.push(format!("does not read back: {schedule}"));
    }
    if let Some(fires) = &case.fires {
        fires_differences(case, &schedule, &expected, fires, &mut wrong);
    }
    wrong
}

fn fires_differences(
    case: &Case,
    schedule: &Schedule,
    expected: &oracle::schedule::Schedule,
    fires: &[DateTime<Utc>],
    wrong: &mut Vec<String>,
) {
    let from = case.from.unwrap_or_else(|| "2026-01-01T00:00:00Z".parse().unwrap());
    let started = schedule.clone().starting(from);
    let zone = case.zone.as_deref().unwrap_or("UTC");
    let in_zone = started.in_zone(&zone.parse::<Zone>().unwrap());
    let (found, found_in_zone): (Vec<_>, Vec<_>) = if schedule.as_rate().is_some() {
        // A rate of Scheduler runs at once, at the very instant it starts.
        let end = DateTime::<Utc>::MAX_UTC;
        (started.between(from, end).take(5).collect(), in_zone.between(from, end).take(5).collect())
    } else {
        (started.upcoming_after(from).take(5).collect(), in_zone.upcoming_after(from).take(5).collect())
    };
    let found_in_zone: Vec<DateTime<Utc>> = found_in_zone.iter().map(DateTime::to_utc).collect();
    if zone == "UTC" && found != found_in_zone {
        wrong.push(format!("fires: {found:?} in UTC, {found_in_zone:?} in the zone UTC"));
    }
    let found = found_in_zone;
    if found != fires {
        wrong.push(format!("fires: found {found:?}, expected {fires:?}"));
    }
    if schedule.as_rate().is_some() {
        return;
    }
    let offset = clocks::offsets(zone);
    let mut after = from.timestamp();
    for fire in fires {
        let next = expected.next_after(after, &offset, false);
        if next != Some(fire.timestamp()) {
            wrong.push(format!("the oracle says {next:?} after {after}, not {fire}"));
            return;
        }
        after = fire.timestamp();
    }
    if fires.len() < 5 && expected.next_after(after, &offset, false).is_some() {
        wrong.push("the oracle knows more runs".to_owned());
    }
    if let Some(cron) = schedule.as_cron() {
        if cron.never_fires() == expected.ever_fires() {
            wrong.push(format!("never_fires: found {}", cron.never_fires()));
        }
    }
}

#[test]
fn schedules() {
    corpus::run(&corpus::load::<Case>("schedule"));
}

#[test]
fn cases_are_complete() {
    let cases = corpus::load::<Case>("schedule");
    corpus::check_names(&cases, 400);
    for (_, case) in &cases {
        let name = case.name();
        let answers = case.fires.is_some() || case.display.is_some() || case.describe.is_some();
        assert!(case.error.is_some() != answers, "{name} needs an error or an answer, not both");
        assert_eq!(case.error.is_some(), case.under.is_some(), "{name}: an error comes with the text under it");
        let observed_refusal = case.source == Source::Observed && case.error.is_some();
        assert!(!observed_refusal || case.aws.is_some(), "{name}: an observed refusal has AWS' words");
    }
}

#[test]
fn every_error_kind_and_notice_has_a_case() {
    let readme = corpus::readme();
    let kinds = corpus::documented(&readme, "### Schedule error kinds");
    let cases = corpus::load::<Case>("schedule");
    let errors = cases.iter().filter_map(|(_, case)| case.error.as_deref());
    let notices = cases.iter().flat_map(|(_, case)| &case.notices).map(|notice| notice.kind.as_str());
    assert_eq!(errors.chain(notices).collect::<BTreeSet<&str>>(), kinds.iter().map(String::as_str).collect());
}
