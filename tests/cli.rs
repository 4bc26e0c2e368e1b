//! The command line tool as its users meet it: what it prints, where, and with which exit code.
#![cfg(feature = "cli")]

#[path = "support/tool.rs"]
mod tool;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc;
use std::time::Duration;

use rulebridge::Pattern;
use serde_json::{Value, json};
use tool::{Folder, samples};

const ONE: &str = r#"{"a":[1]}"#;

#[test]
fn the_samples_do_what_they_show() {
    let orders = samples().run(&["match", "--pattern", "order-shipped.pattern.json", "orders.jsonl"]);
    let all = fs::read_to_string(samples().0.join("orders.jsonl")).unwrap();
    let shipped: String = [1, 5, 7].map(|line| all.split_inclusive('\n').nth(line).unwrap()).concat();
    assert_eq!(all.lines().count(), 8);
    orders.is(0, &shipped).quietly();

    let finding = samples().run(&["match", "--pattern", "guardduty.pattern.json", "guardduty.json"]);
    finding.is(0, &fs::read_to_string(samples().0.join("guardduty.json")).unwrap()).quietly();

    let check = samples().run(&["check", "order-shipped.pattern.json", "guardduty.pattern.json"]);
    check.is(0, "order-shipped.pattern.json: valid\nguardduty.pattern.json: valid\n").quietly();
}

#[test]
fn the_exit_code_tells_whether_an_event_matched() {
    let folder =
        Folder::new("exit-code").with("one", "{\"a\":1}\n").with("two", "{\"a\":2}\n").with("bad", "{\"a\":\n");
    folder.run(&["match", "-p", ONE, "one"]).is(0, "{\"a\":1}\n").quietly();
    folder.run(&["match", "-p", ONE, "two"]).is(1, "").quietly();
    folder.run(&["match", "-p", ONE, "two", "one"]).is(0, "{\"a\":1}\n").quietly();
    folder.run(&["match", "-p", ONE, "bad", "one"]).is(3, "{\"a\":1}\n");
    folder.run(&["match", "-p", ONE, "one", "bad"]).is(3, "{\"a\":1}\n");
    folder.run(&["match", "-p", ONE, "two", "bad"]).is(3, "");
}

#[test]
fn a_wrong_command_line_is_exit_code_two() {
    let folder = Folder::new("usage").with("one", "{\"a\":1}\n").with("pattern", ONE);
    let wrong: [&[&str]; 8] = [
        &[],
        &["match"],
        &["match", "one"],
        &["match", "-p", ONE, "--count", "--json", "one"],
        &["match", "-p", "-"],
        &["match", "-p", "-", "one", "-"],
        &["check"],
        &["check", "--no-such-option", ONE],
    ];
    for args in wrong {
        let run = folder.run_with(args, ONE);
        run.is(2, "");
        assert!(run.err.contains("Usage:"), "{args:?}: {}", run.err);
    }
}

#[test]
fn the_pattern_may_be_text_a_file_or_standard_input() {
    let folder = Folder::new("pattern").with("events", "{\"a\":1}\n").with("pattern.json", "\n{\n  \"a\": [1]\n}\n");
    folder.run(&["match", "--pattern", "\n {\"a\":[1]}", "events"]).is(0, "{\"a\":1}\n").quietly();
    folder.run(&["match", "--pattern", "pattern.json", "events"]).is(0, "{\"a\":1}\n").quietly();
    folder.run_with(&["match", "--pattern", "-", "events"], ONE).is(0, "{\"a\":1}\n").quietly();
    folder.run_with(&["match", "--pattern", "-", "events"], r#"{"a":[2]}"#).is(1, "").quietly();
    folder.run_with(&["check", "-"], ONE).is(0, "<stdin>: valid\n").quietly();
}

#[test]
fn without_a_valid_pattern_nothing_is_matched() {
    let pattern = "{\n  \"a\": 1\n}\n";
    let folder = Folder::new("no-pattern").with("events", "{\"a\":1}\nbad\n").with("pattern.json", pattern);
    let error = pattern.parse::<Pattern>().unwrap_err();
    folder.run(&["match", "-p", "pattern.json", "events"]).is(3, "").says(&format!("pattern.json:{error:#}\n"));
    folder.run(&["match", "-p", "missing.json", "events"]).is(3, "").says("missing.json: no such file\n");
    folder.run(&["match", "--json", "--invert", "-p", "{", "events"]).is(3, "");
}

#[test]
fn invert_flips_verdicts_but_not_errors() {
    let folder = Folder::new("invert").with("events", "{\"a\":1}\nbad\n{\"a\":2}\n").with("ones", "{\"a\":1}\n");
    let run = folder.run(&["match", "-p", ONE, "--invert", "events"]);
    run.is(3, "{\"a\":2}\n");
    assert!(run.err.starts_with("events:2:1: "), "{}", run.err);
    folder.run(&["match", "-p", ONE, "-v", "ones"]).is(1, "").quietly();
    folder.run(&["match", "-p", r#"{"a":[7]}"#, "-v", "ones"]).is(0, "{\"a\":1}\n").quietly();
    let verdicts = folder.run(&["match", "-p", ONE, "-v", "--json", "events"]).json();
    assert_eq!(verdicts[0]["match"], false);
    assert_eq!(verdicts[1]["error"]["line"], 2);
    assert_eq!(verdicts[2]["match"], true);
}

#[test]
fn count_prints_only_numbers() {
    let folder =
        Folder::new("count").with("x", "{\"a\":1}\n{\"a\":2}\n{\"a\":1}\n").with("y", "{}\n").with("z", "bad\n");
    folder.run(&["match", "-p", ONE, "--count", "x"]).is(0, "2\n").quietly();
    folder.run(&["match", "-p", ONE, "--count", "y"]).is(1, "0\n").quietly();
    folder.run(&["match", "-p", ONE, "-c", "x", "y"]).is(0, "x:2\ny:0\n").quietly();
    folder.run(&["match", "-p", ONE, "-cv", "x", "y"]).is(0, "x:1\ny:1\n").quietly();
    folder.run(&["match", "-p", ONE, "-c", "x", "z", "missing"]).is(3, "x:2\nz:0\n");
    folder.run_with(&["match", "-p", ONE, "-c", "-", "y"], "{\"a\":1}").is(0, "<stdin>:1\ny:0\n").quietly();
}

#[test]
fn json_reports_every_event() {
    let folder = Folder::new("json").with("events", "\n{\"a\":1}\n{\"é\":}\n{}\n").with("misses", "{}\n");
    let run = folder.run(&["match", "-p", ONE, "--json", "events"]);
    assert_eq!(run.code, 3);
    run.quietly();
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], r#"{"file":"events","line":2,"match":true}"#);
    assert_eq!(lines[2], r#"{"file":"events","line":4,"match":false}"#);
    assert_eq!(lines.len(), 3);
    let error = &run.json()[1];
    let message = error["error"]["message"].as_str().unwrap();
    assert!(!message.is_empty());
    assert_eq!(
        *error,
        json!({"file": "events", "line": 3, "error": {"kind": "json-syntax", "message": message, "line": 3, "column": 6}})
    );
    folder.run(&["match", "-p", ONE, "--json", "misses"]).is(1, "{\"file\":\"misses\",\"line\":1,\"match\":false}\n");
}

#[test]
fn lines_are_printed_exactly_as_read() {
    let line = r#" { "a" :  1.0e0, "a": 1, "n": 12345678901234567890.10, "s": "\u00e9é" }  "#;
    let folder = Folder::new("exact").with("events", format!("{line}\n\n{{\"a\":2}}\n{line}"));
    folder.run(&["match", "-p", ONE, "events"]).is(0, &format!("{line}\n{line}\n")).quietly();
}

#[test]
fn a_document_is_one_event_or_an_array_of_events() {
    let object = "{\n  \"a\": 1,\n  \"a\": 1.00\n}";
    let array = "\n[\n  {\"a\": 1.00, \"a\": 3},\n  {\"a\": 2}, 7,\n  {\n    \"a\": 1\n  }\n]\n";
    let folder = Folder::new("document")
        .with("object", format!("\n {object}\n\n"))
        .with("array", array)
        .with("one-line", "\n[{\"a\":1},{\"a\":2}, {\"a\":1}]\n")
        .with("empty-array", "[\n]")
        .with("lines", "{\"a\":2}\n{\"a\":1}\n");
    folder.run(&["match", "-p", ONE, "object"]).is(0, &format!("{object}\n")).quietly();
    let run = folder.run(&["match", "-p", ONE, "array"]);
    run.is(3, "{\"a\": 1.00, \"a\": 3}\n{\n    \"a\": 1\n  }\n");
    assert!(run.err.starts_with("array:4:13: "), "{}", run.err);
    folder.run(&["match", "-p", ONE, "one-line"]).is(0, "{\"a\":1}\n{\"a\":1}\n").quietly();
    folder.run(&["match", "-p", ONE, "empty-array"]).is(1, "").quietly();
    folder.run(&["match", "-p", ONE, "lines"]).is(0, "{\"a\":1}\n").quietly();

    let lines: Vec<Value> = folder.run(&["match", "-p", ONE, "--json", "array"]).json();
    let starts: Vec<&Value> = lines.iter().map(|line| &line["line"]).collect();
    assert_eq!(starts, [3, 4, 4, 5]);
}

#[test]
fn a_mistake_in_a_document_is_shown_where_it_is() {
    let folder = Folder::new("broken-document")
        .with("object", "\n{\n  \"a\": 1,\n  \"b\" 2\n}\n")
        .with("array", "[\n  {\"a\": 1},\n  {\"a\": nope},\n  {\"a\": 1}\n]\n");
    let run = folder.run(&["match", "-p", ONE, "object"]);
    run.is(3, "");
    assert!(run.err.starts_with("object:4:7: "), "{}", run.err);
    assert!(run.err.contains("\n4 |   \"b\" 2\n  |       ^"), "{}", run.err);
    let run = folder.run(&["match", "-p", ONE, "array"]);
    run.is(3, "{\"a\": 1}\n");
    assert!(run.err.starts_with("array:3:9: "), "{}", run.err);
    assert!(run.err.contains("\n3 |   {\"a\": nope},\n  |         ^^^^"), "{}", run.err);

    let folder = folder.with("more", "[\n{\"a\":1}\n]\n]\n").with("two", b"[\n{\"a\":\"\xff\"},\n{\"a\":nope}\n]");
    let run = folder.run(&["match", "-p", ONE, "more"]);
    run.is(3, "{\"a\":1}\n");
    assert!(run.err.starts_with("more:4:1: "), "{}", run.err);
    let run = folder.run(&["match", "-p", ONE, "two"]);
    run.is(3, "");
    assert!(run.err.starts_with("two:2:7: ") && run.err.contains("\ntwo:3:6: "), "{}", run.err);
}

#[test]
fn standard_input_is_read_when_no_file_is_named() {
    let folder = Folder::new("stdin").with("file", "{\"a\":1,\"from\":\"file\"}\n");
    folder.run_with(&["match", "-p", ONE], "{\"a\":1}\n{}\n").is(0, "{\"a\":1}\n").quietly();
    folder.run_with(&["match", "-p", ONE], "{\n\"a\":1}\n").is(0, "{\n\"a\":1}\n").quietly();
    folder
        .run_with(&["match", "-p", ONE, "file", "-"], "{\"a\":1}")
        .is(0, "{\"a\":1,\"from\":\"file\"}\n{\"a\":1}\n")
        .quietly();
    let run = folder.run_with(&["match", "-p", ONE], "{}\nbad");
    assert!(run.err.starts_with("<stdin>:2:1: "), "{}", run.err);
}

#[test]
fn a_match_is_shown_before_the_next_event_arrives() {
    let folder = Folder::new("live");
    let mut child = folder.command(&["match", "-p", ONE]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || stdout.lines().try_for_each(|line| sender.send(line.unwrap())));
    for _ in 0..3 {
        stdin.write_all(b"{\"a\":1}\n").unwrap();
        assert_eq!(lines.recv_timeout(Duration::from_secs(20)).as_deref(), Ok("{\"a\":1}"));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn line_ends_and_blank_lines_are_no_part_of_events() {
    let folder = Folder::new("crlf").with("events", "\r\n{\"a\":1}\r\n \t\r\n{\"a\":2}\r\nbad\r\n{\"a\":1,\"b\":0}");
    let run = folder.run(&["match", "-p", ONE, "events"]);
    run.is(3, "{\"a\":1}\n{\"a\":1,\"b\":0}\n");
    assert!(run.err.starts_with("events:5:1: "), "{}", run.err);
    assert!(run.err.contains("\n5 | bad\n  | ^^^"), "{}", run.err);
    let folder = folder.with("document", "{\r\n  \"a\": 1\r\n}\r\n").with("mark", "\u{feff}{\"a\":1}\r\n{\"a\":1}\r\n");
    folder.run(&["match", "-p", ONE, "document"]).is(0, "{\r\n  \"a\": 1\r\n}\n").quietly();
    folder.run(&["match", "-p", ONE, "mark"]).is(0, "{\"a\":1}\n{\"a\":1}\n").quietly();
}

#[test]
fn no_events_at_all_are_no_match_and_no_error() {
    let folder = Folder::new("empty").with("empty", "").with("blank", "\n \r\n\n");
    folder.run(&["match", "-p", ONE, "empty"]).is(1, "").quietly();
    folder.run(&["match", "-p", ONE, "--json", "blank"]).is(1, "").quietly();
    folder.run(&["match", "-p", ONE, "-v", "empty"]).is(1, "").quietly();
}

#[test]
fn bytes_that_are_not_utf8_cost_only_their_own_event() {
    let lines = b"{\"a\":1}\n{\"\xc3\xa9\":\"\xff\"}\n{\"a\":1,\"b\":2}\n";
    let array = b"[\n{\"a\":1},\n{\"a\":\"\xff\"},\n{\"a\":1,\"b\":2}\n]\n";
    let first = b"{\"a\":\"\xff\"}\n{\"a\":1}\n";
    let folder = Folder::new("utf8").with("lines", lines).with("array", array).with("first", first);
    for (name, place) in [("lines", "lines:2:7: "), ("array", "array:3:7: ")] {
        let run = folder.run(&["match", "-p", ONE, name]);
        run.is(3, "{\"a\":1}\n{\"a\":1,\"b\":2}\n");
        assert!(run.err.starts_with(place), "{}", run.err);
        assert_eq!(run.err.matches(name).count(), 1, "{}", run.err);
    }
    folder.run(&["match", "-p", ONE, "first"]).is(3, "{\"a\":1}\n");
}

#[test]
fn every_bad_line_is_reported_and_every_good_one_matched() {
    let mut content = "{\"a\":1}\n".repeat(8);
    content.push_str("{\"a\":nope}\n{\"a\":1}\n[]\n{\"a\":1} x\n{\"a\":1}\n");
    let folder =
        Folder::new("bad-lines").with("events", &content).with("first", "cut off\"}\n{\"a\":1}\n{\"a\":\n{\"a\":1}\n");
    let run = folder.run(&["match", "-p", ONE, "events"]);
    run.is(3, &"{\"a\":1}\n".repeat(10));
    let places: Vec<&str> =
        run.err.lines().filter(|line| line.starts_with("events:")).map(|line| &line[..12]).collect();
    assert_eq!(places, ["events:9:6: ", "events:11:1:", "events:12:9:"]);
    assert!(run.err.contains("\n  |\n9 | {\"a\":nope}\n  |      ^^^^\n"), "{}", run.err);
    assert!(run.err.contains("\n   |\n12 | {\"a\":1} x\n   |         ^\n"), "{}", run.err);
    let run = folder.run(&["match", "-p", ONE, "first"]);
    run.is(3, "{\"a\":1}\n{\"a\":1}\n");
    assert!(run.err.contains("first:1:1: ") && run.err.contains("first:3:6: "), "{}", run.err);
}

#[test]
fn files_that_cannot_be_read_do_not_stop_the_others() {
    let folder = Folder::new("unreadable").with("one", "{\"a\":1}\n");
    fs::create_dir(folder.0.join("directory")).unwrap();
    folder
        .run(&["match", "-p", ONE, "missing", "one", "directory", "one"])
        .is(3, "{\"a\":1}\n{\"a\":1}\n")
        .says("missing: no such file\ndirectory: is a directory, not a file\n");
    folder.run(&["match", "-p", "directory", "one"]).is(3, "").says("directory: is a directory, not a file\n");
    folder
        .run(&["check", "missing", ONE, "directory"])
        .is(3, "<pattern>: valid\n")
        .says("missing: no such file\ndirectory: is a directory, not a file\n");
}

#[test]
fn a_very_long_line_is_a_line_like_any_other() {
    let long = format!(r#"{{"pad":"{}","a":1}}"#, "é".repeat(5_000_000));
    let folder = Folder::new("long").with("events", format!("{{}}\n{long}\n{long}x\n{{\"a\":1}}\n"));
    let run = folder.run(&["match", "-p", ONE, "events"]);
    assert!(run.code == 3 && run.out == format!("{long}\n{{\"a\":1}}\n"), "{}", run.err);
    assert!(run.err.starts_with("events:3:5000017: ") && run.err.len() < 1_000, "{}", run.err);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = Folder::new("pipe").with("events", "{\"a\":1}\n".repeat(200_000));
    for extra in [&[][..], &["--json"], &["--json", "--invert"]] {
        let args = [&["match", "-p", ONE][..], extra, &["events"]].concat();
        let mut child = folder.command(&args).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.starts_with('{'));
        drop(stdout);
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{extra:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = Folder::new("full");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = folder.command(&["check", ONE]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("rulebridge: cannot write to standard output"));
}

#[test]
fn check_points_at_the_mistake() {
    let folder =
        Folder::new("check").with("good.json", ONE).with("bad.json", "{\n  \"source\": [{\"prefx\": \"aws.\"}]\n}\n");
    folder.run(&["check", "bad.json", "good.json"]).is(3, "good.json: valid\n").says(
        "bad.json:2:15: unknown operator `prefx`
  |
2 |   \"source\": [{\"prefx\": \"aws.\"}]
  |               ^^^^^^^
  = help: did you mean `prefix`?
",
    );
    let run = folder.run(&["check", r#" {"a":[]}"#]);
    run.is(3, "");
    assert!(run.err.starts_with("<pattern>:1:7: "), "{}", run.err);
    let run = folder.with("latin1", b"{\"a\":\n[\"\xe9\"]}").run(&["check", "latin1"]);
    run.is(3, "");
    assert!(run.err.starts_with("latin1:2:3: not UTF-8"), "{}", run.err);
}

#[test]
fn check_reports_in_json() {
    let bad = "{\"é\":\n[{\"contains\":\"x\"}]}";
    let error = bad.parse::<Pattern>().unwrap_err();
    let folder = Folder::new("check-json").with("bad.json", bad).with("latin1", b"\"\xe9\"");
    let run = folder.run(&["check", "--json", ONE, "bad.json", "missing", "latin1"]);
    assert_eq!(run.code, 3);
    run.quietly();
    let reports = run.json();
    assert_eq!(reports[0], json!({"file": "<pattern>", "valid": true}));
    assert_eq!(
        reports[1],
        json!({
            "file": "bad.json", "valid": false, "kind": "unknown-operator", "message": error.message(), "help": error.help(),
            "line": 2, "column": 3, "start": 9, "end": 19, "aws_message": error.aws_message(),
        })
    );
    assert!(error.help().is_some() && error.aws_message().is_some());
    assert_eq!((&reports[2]["kind"], &reports[2]["line"]), (&json!("unreadable"), &Value::Null));
    assert_eq!((&reports[3]["kind"], &reports[3]["start"]), (&json!("json-utf8"), &json!(1)));
    assert_eq!(reports.len(), 4);
}

#[test]
fn check_prints_the_canonical_form() {
    let folder = Folder::new("canonical").with("p", "{\n \"b\": [2, 1],\n \"a\": [\"\\u0078\"]\n}\n");
    folder.run(&["check", "--canonical", "p"]).is(0, "{\"a\":[\"x\"],\"b\":[1,2]}\n").quietly();
    folder.run(&["check", "--canonical", "p", "{}x"]).is(3, "{\"a\":[\"x\"],\"b\":[1,2]}\n");
    let report = &folder.run(&["check", "--canonical", "--json", "p"]).json()[0];
    assert_eq!(*report, json!({"file": "p", "valid": true, "canonical": "{\"a\":[\"x\"],\"b\":[1,2]}"}));
}

#[test]
fn a_pattern_that_is_no_pattern_file_is_not_read_to_its_end() {
    let folder = Folder::new("huge").with("events", "{\"a\":1}\n".repeat(600_000));
    let run = folder.run(&["check", "events"]);
    run.is(3, "").says("events: is over 4 MiB, which no pattern is: is this a file of events?\n");
}

#[test]
fn nothing_is_coloured_in_a_pipe() {
    let run = Folder::new("colour").run(&["check", r#"{"a":[]}"#]);
    assert!(run.err.contains("^^") && !run.err.contains('\u{1b}'), "{:?}", run.err);
}

#[test]
fn help_explains_itself() {
    let folder = Folder::new("help");
    for args in [&["--help"][..], &["-h"], &["match", "--help"], &["match", "-h"], &["check", "--help"]] {
        let run = folder.run(args);
        assert_eq!(run.code, 0);
        run.quietly();
        for code in ["Exit codes:", "\n  0  ", "\n  1  ", "\n  2  ", "\n  3  "] {
            assert!(run.out.contains(code), "{args:?} lacks {code:?}:\n{}", run.out);
        }
    }
    assert!(folder.run(&["--help"]).out.contains("Examples:"));
    assert!(folder.run(&["match", "--help"]).out.contains(r#"{"file":"orders.jsonl","line":1,"match":true}"#));
    let version = concat!("rulebridge ", env!("CARGO_PKG_VERSION"), "\n");
    folder.run(&["--version"]).is(0, version).quietly();
}

#[test]
fn the_order_of_options_and_files_does_not_matter() {
    let run = samples().run(&["match", "orders.jsonl", "--count", "--pattern", "order-shipped.pattern.json", "-v"]);
    run.is(0, "5\n").quietly();
}
