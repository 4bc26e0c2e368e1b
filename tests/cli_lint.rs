//! `lint` as its users meet it: what is looked at, what is shown, and what it means for a build.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other commands print a JSON value on each line")]
#[path = "support/tool.rs"]
mod tool;

use std::fs;

use serde_json::{Value, json};
use tool::{Folder, Run, samples};

const WRONG: &str = r#"{
  "source": ["app.orders"],
  "detail": { "path": [{ "prefx": "/tmp" }] }
}
"#;
const RIGHT: &str = r#"{"source": ["app.orders"]}"#;
const SHORT: &str = ":3:26: error[EB103] unknown operator `prefx`\n";

fn folder(test: &str, files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(test);
    for (name, content) in files {
        let path = folder.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// One finding for each name.
fn short(names: &[&str]) -> String {
    names.iter().map(|name| format!("{name}{SHORT}")).collect()
}

fn document(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.out))
}

#[test]
fn a_finding_is_shown_with_its_line() {
    let folder = folder("text", &[("a.json", RIGHT), ("b.json", WRONG)]);
    let shown = "\
error[EB103]: unknown operator `prefx`
 --> b.json:3:26
  |
3 |   \"detail\": { \"path\": [{ \"prefx\": \"/tmp\" }] }
  |                          ^^^^^^^
  |
  = help: did you mean `prefix`?

1 finding in 1 of 2 files: 1 error
";
    folder.run(&["lint"]).is(1, shown).quietly();
    folder.run(&["lint", "b.json", "a.json"]).is(1, shown).quietly();
    folder.run(&["lint", "--format", "short"]).is(1, &short(&["b.json"])).quietly();
}

#[test]
fn the_readme_shows_what_the_samples_have() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let run = samples().run(&["lint", "--now", "2026-11-21", "shop.template.yaml"]);
    run.quietly();
    assert_eq!(run.code, 1);
    let shown = format!("$ rulebridge lint shop.template.yaml\n{}```", run.out);
    assert!(readme.contains(&shown), "the README lacks:\n{shown}");

    let root = Folder(env!("CARGO_MANIFEST_DIR").into());
    let run = root.run(&["lint", "--fail-on", "error", "--now", "2026-11-21", "corpus/samples/prices.template.yaml"]);
    run.quietly();
    assert_eq!(run.code, 0);
    let shown = format!("```text\n{}```", run.out);
    assert!(readme.contains(&shown), "the README lacks:\n{shown}");
}

#[test]
fn without_findings_it_says_how_many_files_it_saw() {
    let folder = folder("clean", &[("a.json", RIGHT), ("sub/b.json", RIGHT), ("poem.txt", "Roses"), ("empty", "")]);
    folder.run(&["lint"]).is(0, "no findings in 2 files\n").quietly();
    folder.run(&["lint", "--format", "short"]).is(0, "").quietly();
    folder.run(&["lint", "sub"]).is(0, "no findings in 1 file\n").quietly();
    folder.run(&["lint", "poem.txt"]).is(0, "no file with rules\n").says("poem.txt: note: skipped, holds no rules\n");
    let run = folder.run(&["lint", "--format", "json"]);
    run.quietly();
    let summary = json!({"files": 2, "skipped": 2, "errors": 0, "warnings": 0, "infos": 0});
    assert_eq!(document(&run), json!({"findings": [], "unreadable": [], "summary": summary}));
}

#[test]
fn folders_are_walked_in_the_order_of_paths() {
    let files = ["b.json", "a/z.json", "a/b/c.json", "a.json", "B.json"].map(|name| (name, WRONG));
    let folder = folder("walk", &files);
    let all = short(&["B.json", "a/b/c.json", "a/z.json", "a.json", "b.json"]);
    for args in
        [&["lint", "-f", "short"][..], &["lint", "-f", "short", "."], &["lint", "-f", "short", "a", "./", "b.json"]]
    {
        folder.run(args).is(1, &all).quietly();
    }
    folder
        .run(&["lint", "-f", "short", "b.json", "./b.json", "a"])
        .is(1, &short(&["a/b/c.json", "a/z.json", "b.json"]));
    let parent = folder.run(&["lint", "-f", "short", "../walk/a"]);
    assert_eq!(parent.out, short(&["../walk/a/b/c.json", "../walk/a/z.json"]));
    for format in ["text", "short", "json"] {
        let [one, other] = [(); 2].map(|()| folder.run(&["lint", "--format", format]).out);
        assert_eq!(one, other);
    }
}

#[test]
fn what_git_ignores_is_left_out() {
    let files = [
        (".gitignore", "out/\n*.bak.json\n"),
        ("a.json", WRONG),
        ("a.bak.json", WRONG),
        ("out/b.json", WRONG),
        ("sub/.ignore", "c.json\n"),
        ("sub/c.json", WRONG),
        (".hidden/d.json", WRONG),
    ];
    let folder = folder("ignored", &files);
    folder.run(&["lint", "-f", "short"]).is(1, &short(&["a.json"])).quietly();
    let all = short(&["a.bak.json", "a.json", "out/b.json", "sub/c.json"]);
    folder.run(&["lint", "-f", "short", "--no-ignore"]).is(1, &all).quietly();
    // What is named is meant.
    folder.run(&["lint", "-f", "short", "a.bak.json", "sub/c.json"]).is(1, &short(&["a.bak.json", "sub/c.json"]));
    folder.run(&["lint", "-f", "short", "out", ".hidden"]).is(1, &short(&[".hidden/d.json", "out/b.json"]));
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_only_where_they_are_named() {
    let folder = folder("links", &[("real/a.json", WRONG)]);
    std::os::unix::fs::symlink("real", folder.0.join("folder")).unwrap();
    std::os::unix::fs::symlink("real/a.json", folder.0.join("file.json")).unwrap();
    std::os::unix::fs::symlink("..", folder.0.join("real/loop")).unwrap();
    folder.run(&["lint", "-f", "short"]).is(1, &short(&["real/a.json"])).quietly();
    let named = folder.run(&["lint", "-f", "short", "folder", "file.json"]);
    named.is(1, &short(&["file.json", "folder/a.json"])).quietly();
}

#[test]
fn standard_input_is_a_file() {
    let folder = Folder::new("stdin").with("a.json", WRONG);
    folder.run_with(&["lint", "-f", "short", "-"], WRONG).is(1, &short(&["<stdin>"])).quietly();
    folder.run_with(&["lint", "-f", "short", "a.json", "-"], WRONG).is(1, &short(&["<stdin>", "a.json"])).quietly();
    folder.run_with(&["lint", "-"], "Roses").says("<stdin>: note: skipped, holds no rules\n");
}

#[test]
fn json_is_one_document() {
    let rule = "\u{feff}{\"Name\": \"é\",\r\n \"EventPattern\": \"{\\\"source\\\": \\\"x\\\"}\"}\r\n";
    let run = folder("json", &[("a.json", WRONG), ("b.json", rule), ("c.txt", "")]).run(&[
        "lint",
        "--format=json",
        "gone",
        ".",
    ]);
    run.says("gone: no such file\n");
    assert_eq!(run.code, 3);
    let document = document(&run);
    let keys = [
        "code",
        "level",
        "message",
        "help",
        "file",
        "line",
        "column",
        "end_line",
        "end_column",
        "start",
        "end",
        "subject",
        "kind",
        "aws_message",
        "title",
        "related",
    ];
    let findings = document["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 3);
    for (finding, line) in findings.iter().zip(run.out.lines().skip(1)) {
        assert_eq!(finding.as_object().unwrap().len(), keys.len());
        let places: Vec<_> = keys.iter().map(|key| line.find(&format!("\"{key}\":")).unwrap()).collect();
        assert!(places.is_sorted(), "{line}");
        assert_eq!(serde_json::from_str::<Value>(line.trim_end_matches(',')).unwrap(), *finding);
        assert_eq!(finding["related"], json!([]));
    }
    let operator = json!({
        "code": "EB103", "level": "error", "message": "unknown operator `prefx`", "help": "did you mean `prefix`?",
        "file": "a.json", "line": 3, "column": 26, "end_line": 3, "end_column": 33, "start": 55, "end": 62,
        "subject": null, "kind": "unknown-operator", "title": "unknown or missing operator", "related": [],
        "aws_message": null,
    });
    assert_eq!(findings[0], operator);
    // Bytes are those of the file with its mark, columns those that people count.
    let places =
        |finding: &Value| ["line", "column", "end_column", "start", "end"].map(|key| finding[key].as_u64().unwrap());
    assert_eq!(findings[1]["code"], "EB305");
    assert_eq!(places(&findings[1]), [1, 11, 12, 13, 15]);
    assert_eq!(places(&findings[2]), [2, 32, 37, 50, 55]);
    assert_eq!(&rule[50..55], "\\\"x\\\"");
    assert_eq!(findings[2]["subject"], "é");
    assert_eq!(document["unreadable"], json!([{"file": "gone", "message": "no such file"}]));
    assert_eq!(document["summary"], json!({"files": 2, "skipped": 1, "errors": 3, "warnings": 0, "infos": 0}));
}

#[test]
fn codes_are_selected_and_ignored() {
    let rule = r#"{"Name": "a b", "EventPattern": "{\"source\": \"x\", \"detail\": [{\"prefx\": 1}]}"}"#;
    let folder = folder("codes", &[("a.json", rule)]);
    let codes = |args: &[&str]| {
        let run = folder.run(&[&["lint", "-f", "json"], args].concat());
        let findings = document(&run)["findings"].as_array().unwrap().clone();
        let codes: Vec<_> = findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect();
        (run.code, codes.join(" "))
    };
    let is = |code, codes: &str| (code, codes.to_owned());
    assert_eq!(codes(&["--select", "EB101"]), is(1, "EB101"));
    assert_eq!(codes(&["--select", "eb101,EB305"]), is(1, "EB305 EB101"));
    assert_eq!(codes(&["--select", "EB101", "--select", "EB3"]), is(1, "EB305 EB101"));
    assert_eq!(codes(&["--select", "EB1", "--ignore", "EB103"]), is(1, "EB101"));
    assert_eq!(codes(&["--select", "EB", "--ignore", "EB1,EB3"]), is(0, ""));
    assert_eq!(codes(&["--ignore", "EB"]), is(0, ""));
    for args in [["--select", "EB999"], ["--ignore", "EB305x"], ["--select", ""], ["--explain", "EB1"]] {
        let run = folder.run(&["lint", args[0], args[1]]);
        run.is(2, "");
        assert!(run.err.contains("there is no such code; the nearest is EB"), "{}", run.err);
    }
    assert!(folder.run(&["lint", "--ignore", "EB305x"]).err.contains("the nearest is EB305, "));
}

#[test]
fn levels_say_what_fails() {
    let folder = folder("levels", &[("a.json", WRONG)]);
    for args in [["--level", "error"], ["--level", "info"], ["--fail-on", "error"], ["--fail-on", "info"]] {
        folder.run(&["lint", "-f", "short", args[0], args[1]]).is(1, &short(&["a.json"])).quietly();
    }
    folder.run(&["lint", "--level", "fatal"]).is(2, "");
}

#[test]
fn what_cannot_be_read_outweighs_findings() {
    let folder = Folder::new("unreadable")
        .with("a.json", WRONG)
        .with("latin.json", b"{\"source\":\n [\"caf\xe9\"]}")
        .with("utf16.json", b"\xff\xfe{\0")
        .with("nul.json", b"{\"source\": [\"\0\"]}");
    let latin = "is not UTF-8: the byte 0xE9 at 2:7 is of another encoding; save it as UTF-8";
    let utf16 = "is UTF-16, not UTF-8: save it as UTF-8";
    let nul = "holds NUL bytes, so it is not text in UTF-8";
    folder.run(&["lint", "-f", "short"]).is(1, &short(&["a.json"])).quietly();
    let skipped = format!("skipped, {latin}: latin.json\nskipped, {nul}: nul.json\nskipped, {utf16}: utf16.json\n");
    folder.run(&["lint", "-f", "short", "--verbose"]).is(1, &short(&["a.json"])).says(&skipped);
    for (name, message) in [("latin.json", latin), ("utf16.json", utf16), ("nul.json", nul), ("gone/", "no such file")]
    {
        let run = folder.run(&["lint", "-f", "short", "a.json", name]);
        run.is(3, &short(&["a.json"])).says(&format!("{name}: {message}\n"));
    }
}

#[test]
fn files_that_are_too_large_are_skipped() {
    let folder = folder("large", &[("a.json", WRONG)]);
    fs::File::create(folder.0.join("large.json")).unwrap().set_len(64 * 1024 * 1024 + 1).unwrap();
    let message = "is over 64 MiB, which no file of rules is";
    let walked = folder.run(&["lint", "-f", "short", "-v"]);
    walked.is(1, &short(&["a.json"])).says(&format!("skipped, {message}: large.json\n"));
    folder.run(&["lint", "large.json"]).is(3, "no file with rules\n").says(&format!("large.json: {message}\n"));
}

#[test]
fn the_present_is_what_the_command_line_says() {
    let folder = folder("now", &[("a.json", RIGHT)]);
    for now in ["2026-03-01", "2026-03-01T09:00:00Z"] {
        folder.run(&["lint", "--now", now]).is(0, "no findings in 1 file\n").quietly();
    }
    folder.run(&["lint", "--now", "yesterday"]).is(2, "");
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let rules: Vec<_> = (0..1_000)
        .map(|n| {
            format!(
                r#"{{"Name": "rule-{n}", "EventPattern": "{{\"source\": [{{\"prefx\": \"{}\"}}]}}"}}"#,
                "é".repeat(500)
            )
        })
        .collect();
    let folder = folder("long", &[("a.json", &format!("[{}]", rules.join(",")))]);
    let run = folder.run(&["lint", "--select", "EB103"]);
    assert_eq!(run.code, 1);
    assert!(run.out.ends_with("\n1000 findings in 1 of 1 file: 1000 errors\n"));
    assert!(run.out.lines().all(|line| line.chars().count() < 140));
    let marked = run.out.lines().zip(run.out.lines().skip(1)).filter(|(_, carets)| carets.contains('^'));
    for (line, carets) in marked.clone() {
        let under: String =
            line.chars().zip(carets.chars()).filter(|&(_, caret)| caret == '^').map(|(c, _)| c).collect();
        assert_eq!(under, r#"\"prefx\""#);
    }
    assert_eq!(marked.count(), 1_000);
    let places = run.out.lines().filter_map(|line| line.strip_prefix(" --> a.json:1:"));
    let first = rules[0].chars().count() + 1;
    let expected = [
        r#"[{"Name": "rule-0", "EventPattern": "{\"source\": [{"#.len() + 1,
        r#",{"Name": "rule-1", "EventPattern": "{\"source\": [{"#.len() + 1 + first,
    ]
    .map(|column| column.to_string());
    assert_eq!(places.take(2).collect::<Vec<_>>(), expected);
}

#[test]
fn long_names_are_cut_in_messages() {
    let name = "é".repeat(100_000);
    let folder = folder("names", &[("a.json", &format!("{{\"source\": [{{\"{name}\": 1}}]}}"))]);
    let short = format!("a.json:1:14: error[EB103] unknown operator `{}…\n", "é".repeat(382));
    folder.run(&["lint", "-f", "short", "--ignore", "EB110"]).is(1, &short).quietly();
    assert!(folder.run(&["lint"]).out.len() < 4_000);
    assert!(folder.run(&["lint", "-f", "json"]).out.contains(&name));
}

#[test]
fn nothing_printed_moves_the_cursor() {
    let pattern = "{\"source\": [{\"\u{9b}2J\u{202e}\": 1}], \"\\u001b[31m\":\t5}\r\n";
    let folder = folder("control", &[("a.json", pattern), ("b\u{1b}.json", WRONG)]);
    for format in ["text", "short"] {
        let run = folder.run(&["lint", "--format", format]);
        assert_eq!(run.code, 1);
        let moves = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!run.out.contains(moves), "{:?}", run.out);
    }
    let run = folder.run(&["lint", "b\u{1b}.json", "gone\u{1b}"]);
    assert!(run.out.contains("b .json:3:26") && run.err == "gone : no such file\n", "{run:?}");
}

#[test]
fn crlf_files_have_the_places_that_editors_show() {
    let run = folder("crlf", &[("a.json", &WRONG.replace('\n', "\r\n"))]).run(&["lint"]);
    assert!(run.out.contains(" --> a.json:3:26\n") && !run.out.contains(['\r', '␍']), "{}", run.out);
    assert!(run.out.contains("\n  |                          ^^^^^^^\n"), "{}", run.out);
}

#[test]
fn every_check_is_listed_and_explained() {
    let folder = Folder::new("checks");
    let list = folder.run(&["lint", "--list"]);
    list.quietly();
    assert!(list.out.contains("\nEB103  error    unknown or missing operator\n"), "{}", list.out);
    assert!(list.out.lines().is_sorted());
    let checks: Value = serde_json::from_str(&folder.run(&["lint", "--list", "--format", "json"]).out).unwrap();
    let checks = checks.as_array().unwrap();
    assert_eq!(checks.len(), list.out.lines().count());
    for check in checks {
        let code = check["code"].as_str().unwrap();
        let run = folder.run(&["lint", "--explain", &code.to_lowercase()]);
        run.quietly();
        let title = format!("{code} ({}): {}\n\n", check["level"].as_str().unwrap(), check["title"].as_str().unwrap());
        assert!(run.out.starts_with(&title), "{}", run.out);
        assert!(run.out.contains(&format!("[{code}]: ")) && run.out.contains(" --> <example>:"), "{}", run.out);
        let json: Value = serde_json::from_str(&folder.run(&["lint", "--explain", code, "-f", "json"]).out).unwrap();
        assert_eq!(json, *check);
    }
    let shown = "\
EB103 (error): unknown or missing operator

A match expression has one of the operators of EventBridge, in lower case. Other
products have others (`contains`, `regex`, `shellstyle`), which AWS refuses:
`Unrecognized match type contains`. `exactly` is an operator of the event-ruler
library that the documentation of EventBridge does not have: a warning.

This has the mistake:

  {\"source\": [{\"starts-with\": \"app.\"}]}

error[EB103]: unknown operator `starts-with`
 --> <example>:1:14
  |
1 | {\"source\": [{\"starts-with\": \"app.\"}]}
  |              ^^^^^^^^^^^^^
  |
  = help: EventBridge calls it `prefix`

This has not:

  {\"source\": [{\"prefix\": \"app.\"}]}
";
    folder.run(&["lint", "--explain", "EB103"]).is(0, shown).quietly();
    folder.run(&["lint", "--explain", "EB103", "a.json"]).is(2, "");
}

#[test]
fn a_reader_that_has_seen_enough_gets_the_exit_code_of_what_was_found() {
    let names: Vec<_> = (0..400).map(|n| format!("{n}.json")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), WRONG)).collect();
    let mut child = folder("pipe", &files).command(&["lint"]).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(1), Vec::new()));
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let folder = folder("colours", &[("a.json", WRONG)]);
    assert!(!folder.run(&["lint"]).out.contains('\u{1b}'));
    let forced = folder.command(&["lint"]).env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR").output().unwrap();
    assert!(forced.stdout.contains(&0x1b));
    // No empty path of the renderer is left.
    assert!(!String::from_utf8(forced.stdout).unwrap().contains(":::"));
}

#[test]
fn help_explains_itself() {
    let folder = Folder::new("help");
    for args in [["lint", "-h"], ["lint", "--help"]] {
        let run = folder.run(&args);
        run.quietly();
        for part in ["Examples:", "Exit codes:", "\n  0  ", "\n  1  ", "\n  2  ", "\n  3  ", "--fail-on"] {
            assert!(run.out.contains(part), "{part:?}:\n{}", run.out);
        }
    }
    assert!(folder.run(&["lint", "--help"]).out.contains(r#""summary":{"files":"#));
}
