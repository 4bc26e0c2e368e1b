//! The string operators, wildcard scores, and that no alternative disturbs another.

use super::super::wildcard_score;
use super::{accepted, accepted_a, check_a, refused_a};

#[test]
fn prefix_and_suffix() {
    check_a(r#"[{"prefix":"aws."}]"#, &[r#""aws.ec2""#, r#""aws.""#], &[r#""ec2.aws""#, r#""AWS.ec2""#, "1"]);
    check_a(r#"[{"prefix":""}]"#, &[r#""""#, r#""x""#], &["1", "null", "true"]);
    check_a(r#"[{"suffix":""}]"#, &[r#""""#, r#""x""#], &["1", "null", "true"]);
    check_a(r#"[{"suffix":".png"}]"#, &[r#""a.png""#, r#"".png""#], &[r#""a.PNG""#, r#""a.png ""#]);
    check_a(r#"[{"prefix":"1"}]"#, &[r#""12""#], &["12"]);
    // event-ruler lets the quotes of the JSON string leak; that is not copied.
    check_a(r#"[{"prefix":"abc\""}]"#, &[r#""abc\"d""#], &[r#""abc""#]);
    check_a(r#"[{"suffix":"\"abc"}]"#, &[r#""x\"abc""#], &[r#""abc""#]);
    check_a(r#"[{"prefix":"\""}]"#, &[], &[r#""""#]);
    check_a(r#"[{"prefix":{"equals-ignore-case":"Aws."}}]"#, &[r#""aWS.x""#], &[r#""xaws.""#, "1"]);
    check_a(r#"[{"suffix":{"equals-ignore-case":".Png"}}]"#, &[r#""x.pNG""#], &[r#"".pngx""#, "1"]);
    check_a(r#"[{"prefix":{"equals-ignore-case":""}}]"#, &[r#""""#, r#""x""#], &["1"]);
    refused_a(&[
        r#"[{"prefix":["x"]}]"#,
        r#"[{"prefix":1}]"#,
        r#"[{"prefix":null}]"#,
        r#"[{"suffix":["x"]}]"#,
        r#"[{"prefix":{}}]"#,
        r#"[{"prefix":{"wildcard":"x"}}]"#,
        r#"[{"prefix":{"equals-ignore-case":["x"]}}]"#,
        r#"[{"suffix":{"equals-ignore-case":1}}]"#,
        r#"[{"prefix":{"equals-ignore-case":"x","prefix":"y"}}]"#,
    ]);
}

#[test]
fn equals_ignore_case() {
    check_a(r#"[{"equals-ignore-case":"aBc"}]"#, &[r#""ABC""#, r#""abc""#, r#""aBC""#], &[r#""ab""#, r#""abcd""#, "1"]);
    check_a(r#"[{"equals-ignore-case":""}]"#, &[r#""""#], &[r#""x""#]);
    check_a(
        r#"[{"equals-ignore-case":"straße"}]"#,
        &[r#""STRASSE""#, r#""straße""#, r#""sTrAßE""#, r#""straSSe""#],
        &[r#""strasse""#, r#""straSse""#],
    );
    check_a(r#"[{"equals-ignore-case":"strasse"}]"#, &[r#""STRASSE""#], &[r#""straße""#, r#""STRAẞE""#]);
    check_a("[{\"equals-ignore-case\":\"\u{212a}\"}]", &[r#""k""#, "\"\u{212a}\""], &[r#""K""#]);
    check_a(r#"[{"equals-ignore-case":"k"}]"#, &[r#""k""#, r#""K""#], &["\"\u{212a}\""]);
    check_a(r#"[{"equals-ignore-case":"ς"}]"#, &[r#""ς""#, r#""Σ""#], &[r#""σ""#]);
    check_a(r#"[{"equals-ignore-case":"Σ"}]"#, &[r#""σ""#, r#""Σ""#], &[r#""ς""#]);
    check_a(r#"[{"equals-ignore-case":"ΑΣ"}]"#, &[r#""ασ""#], &[r#""ας""#]); // no final sigma
    check_a(r#"[{"equals-ignore-case":"ı"}]"#, &[r#""ı""#, r#""I""#], &[r#""i""#]);
    check_a(r#"[{"equals-ignore-case":"İ"}]"#, &[r#""İ""#, r#""i\u0307""#], &[r#""i""#, r#""I""#]);
    check_a(r#"[{"equals-ignore-case":"\u01c5"}]"#, &[r#""\u01c4""#, r#""\u01c6""#], &[r#""\u01c5""#]);
    check_a(r#"[{"equals-ignore-case":"Ⱥ"}]"#, &[r#""ⱥ""#, r#""Ⱥ""#], &[r#""A""#]); // two bytes, three bytes
    check_a(r#"[{"equals-ignore-case":"ΰx"}]"#, &["\"\u{3a5}\u{308}\u{301}X\"", r#""ΰx""#], &["\"\u{3a5}x\""]);
    // Above U+FFFF event-ruler has an accident that is not copied.
    check_a(r#"[{"equals-ignore-case":"😀"}]"#, &[r#""😀""#], &[r#""??""#]);
    check_a(r#"[{"equals-ignore-case":"𐐀"}]"#, &[r#""𐐀""#, r#""𐐨""#], &[]);
    check_a(r#"[{"prefix":{"equals-ignore-case":"ß"}}]"#, &[r#""SSx""#, r#""ß""#], &[r#""ssx""#, r#""S""#]);
    check_a(r#"[{"suffix":{"equals-ignore-case":"ßx"}}]"#, &[r#""aSSX""#, r#""ßx""#], &[r#""aßy""#, r#""Sx""#]);
    refused_a(&[
        r#"[{"equals-ignore-case":["x"]}]"#,
        r#"[{"equals-ignore-case":1}]"#,
        r#"[{"equals-ignore-case":{}}]"#,
    ]);
}

#[test]
fn wildcard() {
    check_a(r#"[{"wildcard":"a*b"}]"#, &[r#""ab""#, r#""a*b""#, r#""axxb""#, r#""abab""#], &[r#""a""#, r#""abc""#]);
    check_a(r#"[{"wildcard":""}]"#, &[r#""""#], &[r#""x""#, "null"]);
    check_a(r#"[{"wildcard":"*"}]"#, &[r#""""#, r#""x/y.z\n""#, r#""😀""#], &["1", "null", "true"]);
    check_a(r#"[{"wildcard":"a\\*b"}]"#, &[r#""a*b""#], &[r#""ab""#, r#""axb""#, r#""a\\*b""#]);
    check_a(r#"[{"wildcard":"a\\\\*"}]"#, &[r#""a\\""#, r#""a\\b""#], &[r#""a""#, r#""a*""#]);
    check_a(r#"[{"wildcard":"\\**"}]"#, &[r#""*""#, r#""*x""#], &[r#""x""#, r#""""#]);
    check_a(r#"[{"wildcard":"*.é*"}]"#, &[r#""x.éy""#], &[r#""x.ey""#, r#""xé""#]);
    check_a(r#"[{"wildcard":"*ab*ab"}]"#, &[r#""abab""#, r#""xabyabab""#], &[r#""ab""#, r#""aba""#]);
    refused_a(&[
        r#"[{"wildcard":"**"}]"#,
        r#"[{"wildcard":"a**b"}]"#,
        r#"[{"wildcard":"\\a"}]"#,
        r#"[{"wildcard":"a\\"}]"#,
        r#"[{"wildcard":"*\\"}]"#,
        r#"[{"wildcard":["a"]}]"#,
        r#"[{"wildcard":{}}]"#,
        r#"[{"wildcard":1}]"#,
    ]);
}

#[test]
fn wildcard_scores() {
    let score = |patterns: &[&str]| wildcard_score(patterns, 100);
    let stacks = ["*:stack/AppStack/*", "*:stack/SharedStack/*", "*:stack/DbStack/*", "*:stack/MonitoringStack/*"];
    let data = ["*/datasync/*.bif", "*/datasync/*.tif", "*/datasync/*.tiff", "*/datasync/*.svs"];
    assert_eq!(score(&["*:*:*:*:*:event-bus/*"]), Some(11)); // observed: refused
    assert_eq!(score(&data), Some(16)); // refused
    assert_eq!(score(&stacks), Some(12)); // refused
    assert_eq!(score(&stacks[..3]), Some(9)); // accepted
    assert_eq!(score(&data[..2]), Some(8)); // accepted
    assert_eq!(score(&["*.bif", "*.tiff", "*.tif", "*.svs"]), Some(8)); // accepted
    assert_eq!(score(&["/Users/*/dir/dir/dir/dir/dir/doc.txt"]), Some(7)); // observed: accepted
    assert_eq!(score(&["arn:aws:events:us-east-1:*:event-bus/*"]), Some(3)); // observed: accepted
    assert_eq!(score(&[]), Some(0));
    assert_eq!(score(&[""]), Some(1));
    assert_eq!(score(&["abc"]), Some(1));
    assert_eq!(score(&["*"]), Some(2));
    assert_eq!(score(&["*", "*", "*"]), Some(2), "the same string counts once");
    assert_eq!(wildcard_score(&["*:*:*:*:*:event-bus/*"], 10), None);
    assert_eq!(wildcard_score(&["*:*:*:*:*:event-bus/*"], 11), Some(11));
    assert_eq!(wildcard_score(&["**"], 100), None);

    refused_a(&[
        r#"[{"wildcard":"*:*:*:*:*:event-bus/*"}]"#,
        r#"[{"anything-but":{"wildcard":"*:*:*:*:*:event-bus/*"}}]"#,
    ]);
    accepted_a(&[r#"[{"wildcard":"/Users/*/dir/dir/dir/dir/dir/doc.txt"}]"#]);
    let alternatives = |patterns: &[&str]| {
        let all: Vec<String> = patterns.iter().map(|text| format!(r#"{{"wildcard":"{text}"}}"#)).collect();
        format!("[{}]", all.join(","))
    };
    accepted_a(&[&alternatives(&stacks[..3])]);
    refused_a(&[&alternatives(&stacks), &alternatives(&data)]);
    // Each field has its own score.
    let three = alternatives(&stacks[..3]);
    accepted(&[&format!(r#"{{"a":{three},"b":{three}}}"#)]);
    // Wildcards in anything-but count with the others of the field.
    refused_a(&[&format!(r#"{},{{"anything-but":{{"wildcard":["{}"]}}}}]"#, three.trim_end_matches(']'), stacks[3])]);
}

#[test]
fn alternatives_are_independent() {
    check_a(
        r#"[{"wildcard":"*.jpg"},{"equals-ignore-case":"png"}]"#,
        &[r#""x.jpg""#, r#""PNG""#],
        &[r#""xng""#, r#""aPNG""#],
    );
    check_a(
        r#"[1,"x",{"prefix":"y"},{"numeric":[">",5]},null]"#,
        &["1.0", r#""x""#, r#""yz""#, "6", "null"],
        &["5", r#""z""#],
    );
}
