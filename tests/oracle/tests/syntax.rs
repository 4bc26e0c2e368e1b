//! What is JSON, what is a pattern, what is a path.

use super::super::{Verdict, verdict};
use super::{accepted, check, check_a, event_is_bad, refused, refused_a};

#[test]
fn json_is_strict() {
    let bad = [
        "",
        " ",
        "1",
        "[]",
        "[{}]",
        "null",
        r#""{}""#,
        "{",
        "}",
        "{}{}",
        "{} x",
        "{},",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{,}"#,
        r#"{"a":[1,]}"#,
        r#"{"a":[,]}"#,
        r#"{'a':1}"#,
        r#"{a:1}"#,
        r#"{"a":NaN}"#,
        r#"{"a":+1}"#,
        r#"{"a":01}"#,
        r#"{"a":-01}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":1e}"#,
        r#"{"a":1e+}"#,
        r#"{"a":-}"#,
        r#"{"a":0x1}"#,
        r#"{"a":True}"#,
        r#"{"a":nul}"#,
        r#"{"a":truex}"#,
        r#"{"a":1}/**/"#,
        "\u{feff}{}",
        "{\u{a0}}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\u{0}\"}",
        "{\"a\":\"\n\"}",
        r#"{"a":"\x"}"#,
        r#"{"a":"\u12"}"#,
        r#"{"a":"\u+123"}"#,
        r#"{"a":"\u12g4"}"#,
        r#"{"a":"b}"#,
        r#"{"a":"\"#,
        r#"{"a":"\'"}"#,
        r#"{"a":1]"#,
        r#"{"a":[1}"#,
        "{\"a\":1\u{b}}",
        "{\"a\":1\u{c}}",
        r#"{"a":1 "b":2}"#,
        r#"{"a" 1}"#,
    ];
    for event in bad {
        assert!(event_is_bad(event.as_bytes()), "{event}");
        refused(&[event]);
    }
    for event in ["{}", " \t\r\n{ \t\r\n} \t\r\n", r#"{"a":"\u007f"}"#, "{\"a\":\"\u{7f}\"}", r#"{"a":-0.0e-00}"#] {
        assert!(!event_is_bad(event.as_bytes()), "{event}");
    }
    assert!(event_is_bad(b"{\"a\":\"\xff\"}"));
    assert!(event_is_bad(b"{\"b\":\"\xc0\x80\"}"));
    assert!(event_is_bad(b"{\"b\":\"\xed\xa0\x80\"}"), "a surrogate is not UTF-8");
    assert!(event_is_bad(b"\xef\xbb\xbf{}"), "a byte order mark");
}

#[test]
fn a_bad_pattern_wins_over_a_bad_event() {
    assert_eq!(verdict("{}", b"x"), Verdict::BadPattern);
    assert_eq!(verdict(r#"{"a":[1]}"#, b"x"), Verdict::BadEvent);
    assert_eq!(verdict(r#"{"a":[1]}"#, b"{}"), Verdict::Miss);
}

#[test]
fn escapes_are_decoded_in_keys_and_values() {
    check(
        r#"{"\u0061":["\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\"]}"#,
        &["{\"a\":\"é😀/\\b\\u000c\\n\\r\\t\\\"\\\\\"}"],
        &[],
    );
    check("{\"a\":[\"é😀\"]}", &[r#"{"a":"\u00E9\uD83D\uDE00"}"#], &[r#"{"a":"\\u00e9"}"#]);
}

#[test]
fn a_thousand_containers_and_no_more() {
    let arrays = |n: usize| format!(r#"{{"a":{}1{}}}"#, "[".repeat(n), "]".repeat(n));
    let objects = |n: usize| format!("{}1{}", r#"{"a":"#.repeat(n), "}".repeat(n));
    check(r#"{"a":[1]}"#, &[&arrays(999)], &[&objects(1_000)]);
    assert!(event_is_bad(arrays(1_000).as_bytes()));
    assert!(event_is_bad(objects(1_001).as_bytes()));
    assert!(event_is_bad("[".repeat(1_000_000).as_bytes()));
    assert!(event_is_bad(r#"{"a":"#.repeat(1_000_000).as_bytes()));
    let path = vec!["a"; 1_000].join(".");
    check(&format!(r#"{{"{path}":[1]}}"#), &[&objects(1_000)], &[&objects(999)]);
    // The deepest pattern that 4,096 characters have room for.
    let deep = |n: usize| format!("{}[1]{}", r#"{"":"#.repeat(n), "}".repeat(n));
    check(&deep(818), &[&deep(818)], &[&deep(817)]);
    refused(&[&deep(819)]);
    refused(&[&format!(r#"{{"a":{}"#, "[".repeat(4_000))]);
}

#[test]
fn little_stack_is_enough() {
    let work = || {
        let event = format!(r#"{{"a":{}1{}}}"#, "[".repeat(999), "]".repeat(999));
        check(r#"{"a":[1]}"#, &[&event], &[]);
        let pattern = format!("{}[1]{}", r#"{"":"#.repeat(818), "}".repeat(818));
        check(&pattern, &[&pattern], &[]);
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work);
    assert!(thread.is_ok_and(|thread| thread.join().is_ok()));
}

#[test]
fn at_most_4096_characters() {
    let pattern = |n: usize| format!(r#"{{"a":["{}"]}}"#, "é".repeat(n));
    assert_eq!(pattern(0).chars().count(), 10);
    accepted(&[&pattern(4_086)]);
    refused(&[&pattern(4_087)]);
    refused(&[&format!("{}{}", pattern(0), " ".repeat(4_087))]);
}

#[test]
fn shape() {
    accepted(&[r#"{"a":[1]}"#, r#" { "a" : [ "x" , null , true , false , 1 ] } "#, r#"{"a":{"b":[1]}}"#]);
    refused(&[
        "",
        "{}",
        "[]",
        "1",
        r#""a""#,
        "null",
        r#"{"a":1}"#,
        r#"{"a":"x"}"#,
        r#"{"a":null}"#,
        r#"{"a":true}"#,
        r#"{"a":{}}"#,
        r#"{"a":[]}"#,
        r#"{"a":[[]]}"#,
        r#"{"a":[[1]]}"#,
        r#"{"a":[1,[2]]}"#,
        r#"{"a":[{}]}"#,
        r#"{"a":[1]} x"#,
        r#"{"a":[1]}{}"#,
        r#"{"a":[1],"b":{}}"#,
        r#"{"a":[{"prefix":"x"},{}]}"#,
    ]);
    refused_a(&[
        r#"[{"PREFIX":"x"}]"#,
        r#"[{"contains":"x"}]"#,
        r#"[{"regex":"x"}]"#,
        r#"[{"not-wildcard":"x"}]"#,
        r#"[{"$or":[1,2]}]"#,
        r#"[{"html":"x"}]"#,
        r#"[{"prefix":"x","suffix":"y"}]"#,
        r#"[{"prefix":"x","prefix":"x"}]"#,
        r#"[{"numeric":["=",1],"exists":true}]"#,
    ]);
}

#[test]
fn duplicate_keys_in_a_pattern_merge_and_the_last_list_wins() {
    check(r#"{"a":{"b":[1]},"a":{"c":[2]}}"#, &[r#"{"a":{"b":1,"c":2}}"#], &[r#"{"a":{"b":1}}"#, r#"{"a":{"c":2}}"#]);
    check(r#"{"a":[1],"a":[2]}"#, &[r#"{"a":2}"#], &[r#"{"a":1}"#]); // observed
    check(r#"{"a":{"b":[1]},"a.b":[2]}"#, &[r#"{"a.b":2}"#, r#"{"a":{"b":2}}"#], &[r#"{"a":{"b":1}}"#]);
    // A list that is replaced must be valid all the same.
    refused(&[r#"{"a":[],"a":[2]}"#]);
}

#[test]
fn lone_surrogates() {
    refused(&[
        r#"{"a":["\ud800"]}"#,
        r#"{"a":["\udc00\ud800"]}"#,
        r#"{"\ud800":[1]}"#,
        r#"{"a":[{"prefix":"x\udfff"}]}"#,
        r#"{"a":[{"\ud800":"x"}]}"#,
        r#"{"a":[{"anything-but":["x","\ud800"]}]}"#,
        r#"{"a":[{"numeric":["\ud800",1]}]}"#,
    ]);
    let lone: &[&str] = &[r#""\ud800""#, r#""x\udc00y""#, r#""\udc00\ud800""#];
    check_a(r#"["\ufffd","?","x"]"#, &[], lone);
    check_a(r#"[{"prefix":""},{"suffix":""},{"wildcard":"*"},{"equals-ignore-case":"?"}]"#, &[], lone);
    check_a(r#"[{"prefix":{"equals-ignore-case":""}},{"exactly":"?"},{"cidr":"0.0.0.0/0"}]"#, &[], lone);
    check_a(r#"[{"prefix":"x"}]"#, &[], lone);
    check_a(r#"[{"exists":true}]"#, lone, &[]);
    check_a(r#"[{"anything-but":"x"}]"#, lone, &[]);
    check_a(r#"[{"anything-but":[1]}]"#, lone, &[]);
    check_a(r#"[{"anything-but":{"wildcard":"*"}}]"#, lone, &[r#""x""#]);
    check_a(r#"[{"anything-but":{"prefix":["x"]}}]"#, lone, &[r#""x""#]);
    check_a(r#"[{"anything-but":{"equals-ignore-case":"?"}}]"#, lone, &[]);
    check(r#"{"a":{"b":[{"exists":true}]}}"#, &[], &[r#"{"a\ud800":{"b":1},"\udc00a":{"b":1}}"#]);
}

#[test]
fn dots_join() {
    // Observed on AWS, for patterns and events.
    let events = [
        r#"{"a":{"b":{"c":1}}}"#,
        r#"{"a.b":{"c":1}}"#,
        r#"{"a":{"b.c":1}}"#,
        r#"{"a.b.c":1}"#,
        r#"{"a":[{"b":[{"c":1}]}]}"#,
    ];
    for pattern in [r#"{"a":{"b":{"c":[1]}}}"#, r#"{"a.b":{"c":[1]}}"#, r#"{"a":{"b.c":[1]}}"#, r#"{"a.b.c":[1]}"#] {
        check(pattern, &events, &[r#"{"a":{"b":{"C":1}}}"#, r#"{"a":{"c":1}}"#]);
    }
    // A path may be both leaf and parent.
    check(r#"{"a":[2],"a.b":[1]}"#, &[r#"{"a":[{"b":1},2]}"#, r#"{"a":2,"a.b":1}"#], &[r#"{"a":[{"b":1}]}"#]);
}

#[test]
fn the_empty_key_is_a_key() {
    check(r#"{"":{"a":[1]}}"#, &[r#"{"":{"a":1}}"#, r#"{".a":1}"#], &[r#"{"a":1}"#]);
    check(r#"{"a":{"":[1]}}"#, &[r#"{"a":{"":1}}"#, r#"{"a.":1}"#], &[r#"{"a":1}"#]);
    check(r#"{"":[1]}"#, &[r#"{"":1}"#], &[r#"{"a":1}"#, r#"{"":{"":1}}"#]);
}

#[test]
fn keys_are_case_sensitive() {
    check(r#"{"a":[1]}"#, &[], &[r#"{"A":1}"#]);
}
