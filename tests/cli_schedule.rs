//! `next-runs` and `drift` as their users meet them: what they print, where, and with which exit code.
#![cfg(feature = "cli")]

use std::process::{Command, Stdio};

use serde_json::{Value, json};

const WEEKDAYS: &str = "cron(0 11 ? * MON-FRI *)";
const NEVER: &str = "cron(0 0 30 2 ? *)";

/// What one run left behind.
#[derive(Debug)]
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rulebridge"));
    let output = command.args(args).stdin(Stdio::null()).output().unwrap();
    Run {
        code: output.status.code().expect("ended by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn next_runs(args: &[&str]) -> Run {
    run(&[&["next-runs"], args].concat())
}

fn drift(args: &[&str]) -> Run {
    run(&[&["drift"], args].concat())
}

impl Run {
    #[track_caller]
    fn is(&self, code: i32, out: &str) -> &Self {
        assert_eq!((self.code, self.out.as_str()), (code, out), "{}", self.err);
        self
    }

    /// Nothing was said on standard error.
    #[track_caller]
    fn quietly(&self) {
        assert_eq!(self.err, "");
    }

    #[track_caller]
    fn says(&self, err: &str) -> &Self {
        assert_eq!(self.err, err);
        self
    }

    /// Standard output, a JSON value on each line.
    fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The first 16 letters of the column UTC: all runs of a table with only one schedule.
    fn utc(&self) -> Vec<&str> {
        self.out.lines().skip_while(|line| !line.starts_with("UTC ")).skip(1).map(|line| &line[4..20]).collect()
    }
}

#[test]
fn runs_are_shown_in_utc_and_eastern_and_the_clock_change_is_marked() {
    next_runs(&[WEEKDAYS, "--from", "2026-03-05", "--count", "4"])
        .is(
            0,
            "\
cron(0 11 ? * MON-FRI *)
  At 11:00, Monday through Friday (UTC)

UTC                   Eastern (America/New_York)
Thu 2026-03-05 11:00  Thu 2026-03-05 06:00 EST -05:00
Fri 2026-03-06 11:00  Fri 2026-03-06 06:00 EST -05:00
Mon 2026-03-09 11:00  Mon 2026-03-09 07:00 EDT -04:00  < clock change in America/New_York: EST to EDT
Tue 2026-03-10 11:00  Tue 2026-03-10 07:00 EDT -04:00
",
        )
        .quietly();
}

#[test]
fn zones_take_the_place_of_eastern_and_stay_aligned() {
    next_runs(&[
        "cron(0 1 29 * ? *)",
        "--from",
        "2026-03-28",
        "-n",
        "2",
        "-z",
        "Europe/London",
        "-z",
        "America/Sao_Paulo",
    ])
    .is(
        0,
        "\
cron(0 1 29 * ? *)
  At 01:00, on the 29th (UTC)

UTC                   Europe/London                    America/Sao_Paulo
Sun 2026-03-29 01:00  Sun 2026-03-29 02:00 BST +01:00  Sat 2026-03-28 22:00 -03:00
Wed 2026-04-29 01:00  Wed 2026-04-29 02:00 BST +01:00  Tue 2026-04-28 22:00 -03:00
",
    )
    .quietly();
    // Abbreviations of different lengths; UTC and a zone given twice add nothing.
    let run = next_runs(&[
        "cron(0 12 1 3,4 ? *)",
        "--from",
        "2026-01-01",
        "-n",
        "2",
        "-z",
        "UTC",
        "-z",
        "Europe/Paris",
        "-z",
        "Europe/Paris",
    ]);
    run.is(
        0,
        "\
cron(0 12 1 3,4 ? *)
  At 12:00, on the 1st, in March and April (UTC)

UTC                   Europe/Paris
Sun 2026-03-01 12:00  Sun 2026-03-01 13:00 CET  +01:00
Wed 2026-04-01 12:00  Wed 2026-04-01 14:00 CEST +02:00  < clock change in Europe/Paris: CET to CEST
",
    );
}

#[test]
fn the_window_begins_with_from_and_ends_before_until() {
    let from = |from: &str| next_runs(&["cron(0 0 * * ? *)", "-n", "1", "--from", from]).utc().concat();
    assert_eq!(from("2026-03-01"), "2026-03-01 00:00");
    assert_eq!(from("2026-03-01T00:00:00.001Z"), "2026-03-02 00:00");
    assert_eq!(from("2026-03-01T00:00:00-05:00"), "2026-03-02 00:00");
    assert_eq!(from("2026-02-28T19:00:00-05:00"), "2026-03-01 00:00");

    let march = ["cron(0 0 * * ? *)", "--from", "2026-03-01", "--until", "2026-04-01"];
    assert_eq!(next_runs(&march).utc().len(), 31);
    assert_eq!(next_runs(&[&march[..], &["--count", "3"]].concat()).utc().len(), 3);
    assert_eq!(next_runs(&march[..3]).utc().len(), 10);

    let empty = next_runs(&["cron(0 0 1 5 ? *)", "--from", "2026-03-01", "--until", "2026-04-01"]);
    empty.is(
        1,
        "\
cron(0 0 1 5 ? *)
  At 00:00, on the 1st, in May (UTC)
  no run from 2026-03-01T00:00:00Z until 2026-04-01T00:00:00Z
",
    );
    let long = next_runs(&["rate(1 minute)", "--from", "2026-01-01", "--until", "2027-01-01", "--json"]);
    assert_eq!((long.code, long.out.lines().count()), (0, 100_000));
    assert!(
        long.err.ends_with("no more than 100000 runs are listed: for others, say a later --from\n"),
        "{}",
        long.err
    );
}

#[test]
fn without_from_it_is_now() {
    let run = next_runs(&["cron(* * * * ? *)", "--count", "1", "--json"]);
    assert_eq!(run.code, 0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let shown = run.json()[0]["utc"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let ahead = shown.timestamp() - i64::try_from(now.as_secs()).unwrap();
    assert!((-60..=60).contains(&ahead), "{ahead}");
}

#[test]
fn a_schedule_that_never_fires_is_exit_code_one() {
    next_runs(&[NEVER]).is(1, "cron(0 0 30 2 ? *)\n  Never: February has no 30th\n").quietly();
    next_runs(&[NEVER, "--json"]).is(1, "").says("cron(0 0 30 2 ? *): Never: February has no 30th\n");
    next_runs(&[NEVER, "--ics"]).is(1, "");
    let past = next_runs(&["cron(0 0 1 1 ? 2020)", "--from", "2026-01-01"]);
    past.is(1, "cron(0 0 1 1 ? 2020)\n  At 00:00, on the 1st, in January, in 2020 (UTC)\n  no run from 2026-01-01T00:00:00Z on\n");
    // One of two is enough.
    assert_eq!(next_runs(&[NEVER, WEEKDAYS]).code, 0);
}

#[test]
fn a_zone_to_read_in_replaces_utc() {
    let run = next_runs(&["cron(30 1 * * ? *)", "--in", "America/New_York", "--from", "2026-10-31", "-n", "3"]);
    run.is(
        0,
        "\
cron(30 1 * * ? *)
  At 01:30, every day (America/New_York)

UTC                   Eastern (America/New_York)
Sat 2026-10-31 05:30  Sat 2026-10-31 01:30 EDT -04:00
Sun 2026-11-01 05:30  Sun 2026-11-01 01:30 EDT -04:00
Mon 2026-11-02 06:30  Mon 2026-11-02 01:30 EST -05:00  < clock change in America/New_York: EDT to EST
",
    );
    let run = next_runs(&["cron(0 9 * * ? *)", "--in", "Asia/Tokyo", "--from", "2026-01-01", "-n", "1"]);
    assert!(
        run.out.contains("\nUTC                   Asia/Tokyo                       Eastern (America/New_York)\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("\nThu 2026-01-01 00:00  Thu 2026-01-01 09:00 JST +09:00  "), "{}", run.out);
}

#[test]
fn scheduler_takes_what_rules_do_not() {
    let at = "at(2026-11-21T09:00:00)";
    next_runs(&[at]).is(3, "").says(
        "\
<schedule>:1:1: a scheduled rule takes cron(…) and rate(…); only EventBridge Scheduler takes at(…)
  |
1 | at(2026-11-21T09:00:00)
  | ^^
  = help: for a schedule of EventBridge Scheduler, say --scheduler
",
    );
    assert_eq!(next_runs(&[at, "--scheduler", "--from", "2026-01-01"]).utc(), ["2026-11-21 09:00"]);
    assert_eq!(next_runs(&[at, "--in", "Asia/Tokyo", "--from", "2026-01-01"]).utc(), ["2026-11-21 00:00"]);
}

#[test]
fn a_rate_counts_from_the_start_and_says_so() {
    next_runs(&["rate(45 minutes)", "--from", "2026-03-05T10:00:30Z", "-n", "2"])
        .is(
            0,
            "\
rate(45 minutes)
  Every 45 minutes from its start
  counted from 2026-03-05T10:00:30Z (--from), runs for the first time one interval later

UTC                      Eastern (America/New_York)
Thu 2026-03-05 10:45:30  Thu 2026-03-05 05:45:30 EST -05:00
Thu 2026-03-05 11:30:30  Thu 2026-03-05 06:30:30 EST -05:00
",
        )
        .quietly();
    let scheduler = next_runs(&["rate(45 minutes)", "--from", "2026-03-05T10:00:00Z", "-n", "2", "--scheduler"]);
    assert_eq!(scheduler.utc(), ["2026-03-05 10:00", "2026-03-05 10:45"]);
    assert!(
        scheduler.out.contains("  counted from 2026-03-05T10:00:00Z (--from), runs at once\n"),
        "{}",
        scheduler.out
    );
    assert!(next_runs(&["rate(1 day)"]).out.contains("Z (now: --from says otherwise), runs for"));
}

#[test]
fn notes_tell_what_they_are_about() {
    let note = "note: `22-2`: this range goes down and wraps around, which AWS does not document; write two ranges with a comma\n";
    let run = next_runs(&["cron(0 22-2 * * ? *)", "--from", "2026-01-01", "-n", "1"]);
    assert!(run.out.contains(&format!(", every day (UTC)\n  {note}\nUTC ")), "{}", run.out);
    run.quietly();
    let run = next_runs(&["x=cron(0 22-2 * * ? *)", "--from", "2026-01-01", "-n", "1", "--json"]);
    run.says(&format!("x: {note}"));
    assert_eq!(run.json().len(), 1);
}

#[test]
fn several_expressions_are_one_calendar_with_collisions() {
    let calendar = ["nightly=cron(0 3 * * ? *)", "cron(0/30 2-3 * * ? *)", "--from", "2026-03-08T02:00:00Z", "-n", "5"];
    next_runs(&calendar)
        .is(
            0,
            "\
nightly: cron(0 3 * * ? *)
  At 03:00, every day (UTC)
cron(0/30 2-3 * * ? *)
  At 02:00, 02:30, 03:00 and 03:30, every day (UTC)

Schedule                UTC                   Eastern (America/New_York)
cron(0/30 2-3 * * ? *)  Sun 2026-03-08 02:00  Sat 2026-03-07 21:00 EST -05:00
cron(0/30 2-3 * * ? *)  Sun 2026-03-08 02:30  Sat 2026-03-07 21:30 EST -05:00
nightly                 Sun 2026-03-08 03:00  Sat 2026-03-07 22:00 EST -05:00  < same minute as cron(0/30 2-3 * * ? *)
cron(0/30 2-3 * * ? *)  Sun 2026-03-08 03:00  Sat 2026-03-07 22:00 EST -05:00  < same minute as nightly
cron(0/30 2-3 * * ? *)  Sun 2026-03-08 03:30  Sat 2026-03-07 22:30 EST -05:00
",
        )
        .quietly();
    let collisions: Vec<Value> =
        next_runs(&[&calendar[..], &["--json"]].concat()).json().iter().map(|run| run["collision"].clone()).collect();
    assert_eq!(collisions, [false, false, true, true, false]);
    // Company counts where it is not listed, and in the same minute rather than second.
    let cut = next_runs(&["a=cron(0 3 * * ? *)", "b=cron(0 3 * * ? *)", "--from", "2026-03-08", "-n", "1"]);
    assert!(cut.out.ends_with("< same minute as b\n"), "{}", cut.out);
    let rate = next_runs(&["a=cron(0 3 * * ? *)", "b=rate(3 hours)", "--from", "2026-03-08T00:00:59Z", "-n", "2"]);
    assert_eq!(rate.out.matches("< same minute as").count(), 2, "{}", rate.out);
    // Alone, a schedule has no company, however often it runs.
    assert!(!next_runs(&["cron(* * * * ? *)", "--from", "2026-03-08"]).out.contains('<'));
}

#[test]
fn an_invalid_expression_is_shown_and_the_others_are_listed() {
    let run = next_runs(&["bad=cron(0 1 * * * *)", "good=cron(0 1 * * ? *)", "--from", "2026-03-01", "-n", "1"]);
    run.is(
        3,
        "\
good: cron(0 1 * * ? *)
  At 01:00, every day (UTC)

UTC                   Eastern (America/New_York)
Sun 2026-03-01 01:00  Sat 2026-02-28 20:00 EST -05:00
",
    )
    .says(
        "\
bad:1:14: day-of-month and day-of-week are both given: one of them has to be `?`
  |
1 | cron(0 1 * * * *)
  |              ^
  = help: write cron(0 1 * * ? *)
",
    );
    assert_eq!(next_runs(&["cron(0 25 * * ? *)"]).code, 3);
    assert!(next_runs(&["=cron(0 11 * * ? *)"]).err.starts_with("<schedule>:1:1: "));
    let json = next_runs(&["cron(0 1 * * * *)", WEEKDAYS, "--json", "-n", "1"]);
    assert_eq!((json.code, json.json().len()), (3, 1));
}

#[test]
fn json_has_a_line_for_each_run() {
    let run = next_runs(&[
        WEEKDAYS,
        "--from",
        "2026-03-06",
        "-n",
        "2",
        "--json",
        "-z",
        "America/New_York",
        "-z",
        "Asia/Kolkata",
    ]);
    run.quietly();
    let local = |zone, time, abbreviation, offset| json!({"zone": zone, "time": time, "abbreviation": abbreviation, "offset": offset});
    assert_eq!(
        run.json(),
        [
            json!({"schedule": WEEKDAYS, "utc": "2026-03-06T11:00:00Z", "local": [
                local("America/New_York", "2026-03-06T06:00:00-05:00", "EST", "-05:00"),
                local("Asia/Kolkata", "2026-03-06T16:30:00+05:30", "IST", "+05:30"),
            ], "collision": false}),
            json!({"schedule": WEEKDAYS, "utc": "2026-03-09T11:00:00Z", "local": [
                local("America/New_York", "2026-03-09T07:00:00-04:00", "EDT", "-04:00"),
                local("Asia/Kolkata", "2026-03-09T16:30:00+05:30", "IST", "+05:30"),
            ], "collision": false}),
        ]
    );
    assert!(
        run.out.starts_with(r#"{"schedule":"cron(0 11 ? * MON-FRI *)","utc":"2026-03-06T11:00:00Z","local":[{"zone":"#)
    );
}

/// The properties of each event of an iCalendar file, read as RFC 5545 has it: lines end with CRLF, have at most 75 octets and
/// go on after a blank.
fn events(file: &str) -> Vec<Vec<(String, String)>> {
    let lines: Vec<&str> = file.strip_suffix("\r\n").expect("ends with a line end").split("\r\n").collect();
    assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{file}");
    let unfolded = lines.join("\n").replace("\n ", "");
    let mut lines = unfolded.lines().map(|line| line.split_once(':').unwrap());
    assert_eq!(lines.next(), Some(("BEGIN", "VCALENDAR")));
    let (mut events, mut header) = (Vec::new(), Vec::new());
    loop {
        match lines.next().expect("an end") {
            ("BEGIN", "VEVENT") => {
                let event = lines.by_ref().take_while(|line| *line != ("END", "VEVENT"));
                events.push(event.map(|(key, value)| (key.to_owned(), value.to_owned())).collect());
            }
            ("END", "VCALENDAR") => break,
            (key, _) => header.push(key),
        }
    }
    assert_eq!((lines.next(), header.contains(&"VERSION"), header.contains(&"PRODID")), (None, true, true));
    events
}

#[test]
fn ics_is_a_calendar_that_is_the_same_every_time() {
    let args = ["a;b,c=cron(0 3 * * ? *)", "cron(0/30 3 * * ? *)", "--from", "2026-01-01", "-n", "4", "--ics"];
    let run = next_runs(&args);
    assert_eq!(run.code, 0);
    run.quietly();
    assert_eq!(next_runs(&args).out, run.out);
    let events = events(&run.out);
    let get = |key: &str| -> Vec<&str> {
        events.iter().map(|event| event.iter().find(|(name, _)| name == key).unwrap().1.as_str()).collect()
    };
    assert_eq!(get("DTSTART"), ["20260101T030000Z", "20260101T030000Z", "20260101T033000Z", "20260102T030000Z"]);
    assert_eq!(get("DTSTAMP"), get("DTSTART"));
    assert_eq!(get("SUMMARY")[..2], [r"a\;b\,c", "cron(0/30 3 * * ? *)"]);
    assert_eq!(
        get("DESCRIPTION")[0],
        r"a\;b\,c: cron(0 3 * * ? *)\nAt 03:00\, every day (UTC)\nWed 2025-12-31 22:00 EST in America/New_York\nSame minute as cron(0/30 3 * * ? *)"
    );
    let mut uids = get("UID");
    // A run keeps its identity in another list.
    let alone = next_runs(&["a;b,c=cron(0 3 * * ? *)", "--from", "2025-12-31", "-n", "3", "--ics"]).out;
    assert!(alone.contains(&format!("UID:{}\r\n", uids[0])), "{alone}");
    uids.dedup();
    assert_eq!(uids.len(), 4);
    let twins = next_runs(&[WEEKDAYS, WEEKDAYS, "--from", "2026-01-01", "-n", "2", "--ics"]).out;
    let uids: Vec<&str> = twins.lines().filter(|line| line.starts_with("UID:")).collect();
    assert_ne!(uids[0], uids[1]);
}

#[test]
fn drift_counts_the_runs_of_2026_in_new_york() {
    let args = ["cron(0 11 * * ? *)", "--zone", "America/New_York", "--year", "2026"];
    drift(&args)
        .is(
            1,
            "\
cron(0 11 * * ? *)
  At 11:00, every day (UTC)

America/New_York 2026: 365 runs
  06:00 EST  127 runs, 2026-01-01 to 2026-12-31
  07:00 EDT  238 runs, 2026-03-08 to 2026-10-31
  2026-03-08: 06:00 EST becomes 07:00 EDT
  2026-11-01: 07:00 EDT becomes 06:00 EST
  drifts: the local time changes with the clocks
",
        )
        .quietly();
    let run = drift(&[&args[..], &["--json"]].concat());
    run.quietly();
    let (est, edt) = (
        json!({"time": "06:00:00", "abbreviation": "EST", "offset": "-05:00"}),
        json!({"time": "07:00:00", "abbreviation": "EDT", "offset": "-04:00"}),
    );
    assert_eq!(
        (run.code, run.json()),
        (
            1,
            vec![json!({
                "schedule": "cron(0 11 * * ? *)", "zone": "America/New_York", "year": 2026, "steady": false, "runs": 365,
                "times": [
                    {"time": "06:00:00", "utc": "11:00:00", "abbreviation": "EST", "offset": "-05:00", "runs": 127,
                     "first": "2026-01-01", "last": "2026-12-31"},
                    {"time": "07:00:00", "utc": "11:00:00", "abbreviation": "EDT", "offset": "-04:00", "runs": 238,
                     "first": "2026-03-08", "last": "2026-10-31"},
                ],
                "changes": [
                    {"date": "2026-03-08", "before": est, "after": edt},
                    {"date": "2026-11-01", "before": edt, "after": est},
                ],
            })]
        )
    );
}

#[test]
fn drift_tells_steady_never_and_invalid_by_its_exit_code() {
    let kolkata = drift(&["x=cron(0 11 * * ? *)", "-z", "Asia/Kolkata", "-y", "2026"]);
    kolkata.is(
        0,
        "\
x: cron(0 11 * * ? *)
  At 11:00, every day (UTC)

Asia/Kolkata 2026: 365 runs
  16:30 IST  365 runs, 2026-01-01 to 2026-12-31
  steady: the same local time all year
",
    );
    let never = drift(&[NEVER, "-z", "Asia/Kolkata", "-y", "2026"]);
    assert!(never.code == 1 && never.out.ends_with("\nAsia/Kolkata 2026: 0 runs\n  never fires\n"), "{}", never.out);
    let other_year = drift(&["cron(0 11 * * ? 2025)", "-z", "Asia/Kolkata", "-y", "2026"]);
    assert!(
        other_year.code == 1 && other_year.out.ends_with(": 0 runs\n  no run in this year\n"),
        "{}",
        other_year.out
    );
    let invalid = drift(&["cron(0 1 * * * *)", "-z", "Asia/Kolkata"]);
    assert!(invalid.err.contains("\n1 | cron(0 1 * * * *)\n  |              ^\n"), "{}", invalid.err);
    invalid.is(3, "");
    let rate = drift(&["rate(1 day)", "-z", "America/New_York", "-y", "2026"]);
    assert!(rate.code == 1 && rate.out.contains("\n  counted from 2026-01-01T00:00:00Z, as if"), "{}", rate.out);
    assert_eq!(drift(&["at(2026-11-21T09:00:00)", "-z", "Asia/Kolkata", "-y", "2026", "--scheduler"]).code, 0);
    // This year.
    assert_eq!(drift(&["cron(0 11 * * ? *)", "-z", "UTC"]).code, 0);
}

#[test]
fn a_wrong_command_line_is_exit_code_two() {
    let wrong: [&[&str]; 14] = [
        &["next-runs"],
        &["next-runs", WEEKDAYS, "--count", "0"],
        &["next-runs", WEEKDAYS, "--count", "100001"],
        &["next-runs", WEEKDAYS, "--count", "many"],
        &["next-runs", WEEKDAYS, "--from", "yesterday"],
        &["next-runs", WEEKDAYS, "--from", "2026-03-01T09:00:00"],
        &["next-runs", WEEKDAYS, "--until", "2026-02-30"],
        &["next-runs", WEEKDAYS, "--zone", "Mars"],
        &["next-runs", WEEKDAYS, "--in", "Mars"],
        &["next-runs", WEEKDAYS, "--json", "--ics"],
        &["drift", WEEKDAYS],
        &["drift", "--zone", "UTC"],
        &["drift", WEEKDAYS, "--zone", "UTC", "--year", "1900"],
        &["drift", WEEKDAYS, WEEKDAYS, "--zone", "UTC"],
    ];
    for args in wrong {
        let run = run(args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}");
        assert!(run.err.contains("--help"), "{args:?}: {}", run.err);
    }
    let zone = next_runs(&[WEEKDAYS, "--zone", "Amerika/New_York"]).err;
    assert!(zone.contains("did you mean America/New_York?"), "{zone}");
    let from = next_runs(&[WEEKDAYS, "--from", "2026-03-01T09:00:00"]).err;
    assert!(from.contains("2026-03-01T09:00:00Z"), "{from}");
}

#[test]
fn help_explains_itself() {
    for args in [&["next-runs", "--help"][..], &["next-runs", "-h"], &["drift", "--help"], &["drift", "-h"]] {
        let run = run(args);
        assert_eq!(run.code, 0);
        run.quietly();
        for text in ["Examples:\n", "    rulebridge ", "Exit codes:", "\n  0  ", "\n  1  ", "\n  2  ", "\n  3  "] {
            assert!(run.out.contains(text), "{args:?} lacks {text:?}:\n{}", run.out);
        }
    }
    let all = run(&["--help"]).out;
    assert!(all.contains("\n  next-runs  ") && all.contains("\n  drift      "), "{all}");
}
