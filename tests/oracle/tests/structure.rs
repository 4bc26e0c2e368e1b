//! `exists`, arrays, and `$or`.

use super::super::alternative::Alternative;
use super::super::consistency::{self, SubRule};
use super::super::event::{self, Fields, Memberships};
use super::super::{path::Path, pattern};
use super::{Random, accepted, check, check_a, refused, refused_a};

#[test]
fn exists() {
    check_a(
        r#"[{"exists":true}]"#,
        &["1", "null", r#""""#, "false", "[null]", r#"[{"b":1},2]"#],
        &["[]", "{}", "[[]]", r#"{"b":1}"#, r#"[{"b":1}]"#],
    );
    check_a(r#"[{"exists":false}]"#, &["[]", "{}", "[[]]", r#"{"b":1}"#, r#"[{"b":1}]"#], &["1", "null", "[null]"]); // observed
    check(r#"{"a":[{"exists":true}]}"#, &[], &["{}"]);
    check(r#"{"a":[{"exists":false}]}"#, &["{}"], &[]);
    check(r#"{"a":{"b":[{"exists":false}]}}"#, &["{}", r#"{"a":1}"#, r#"{"a":{}}"#], &[r#"{"a":{"b":null}}"#]);
    check(r#"{"a":[{"exists":false},"x"]}"#, &["{}", r#"{"a":"x"}"#, r#"{"a":["y","x"]}"#], &[r#"{"a":"y"}"#]);
    check_a(r#"[{"exists":true},{"exists":false}]"#, &["1", "[]"], &[]);
    refused_a(&[r#"[{"exists":"true"}]"#, r#"[{"exists":1}]"#, r#"[{"exists":null}]"#, r#"[{"exists":[true]}]"#]);
}

#[test]
fn arrays_are_transparent() {
    check_a("[1]", &["[1]", "[0,1]", "[[[1]]]", r#"[{"b":2},1]"#], &["[]", "[2]", r#"[{"a":1}]"#]);
    check(r#"{"a":{"b":[1]}}"#, &[r#"{"a":[{"b":2},{"b":1}]}"#, r#"{"a":[[{"b":[1]}]]}"#], &[r#"{"a":[1]}"#]);
}

#[test]
fn two_fields_come_from_one_element() {
    let pattern = r#"{"a":{"b":[1],"c":[2]}}"#;
    check(
        pattern,
        &[r#"{"a":[{"b":1,"c":2}]}"#, r#"{"a":[{"b":1},{"b":1,"c":2}]}"#, r#"{"a":[{"b":[0,1],"c":[9,2]}]}"#],
        &[r#"{"a":[{"b":1},{"c":2}]}"#, r#"{"a":[{"b":1,"c":0},{"b":0,"c":2}]}"#],
    );
    // Scalar elements belong to no element of their own array.
    check(r#"{"a":["x"],"b":["y"]}"#, &[r#"{"a":["w","x"],"b":["y","z"]}"#], &[]);
    check(r#"{"a":[2],"a.b":[1]}"#, &[r#"{"a":[{"b":1},2]}"#], &[r#"{"a":[{"b":1},[2]]}"#]);
    // Different arrays do not disturb each other.
    check(r#"{"a":{"x":[1]},"b":{"x":[1]}}"#, &[r#"{"a":[{"x":0},{"x":1}],"b":[{"x":1},{"x":0}]}"#], &[]);
    // Nested arrays.
    let nested = r#"{"a":{"b":{"c":[1],"d":[2]},"e":[3]}}"#;
    check(
        nested,
        &[r#"{"a":[{"b":[{"c":1},{"c":1,"d":2}],"e":3}]}"#],
        &[r#"{"a":[{"b":[{"c":1},{"d":2}],"e":3}]}"#, r#"{"a":[{"b":[{"c":1,"d":2}]},{"e":3}]}"#],
    );
    // The first value that is accepted need not be the right one.
    check(
        r#"{"a":{"b":[1],"c":[2],"d":[3]}}"#,
        &[r#"{"a":[{"b":1,"c":2},{"b":1,"d":3},{"b":1,"c":2,"d":3}]}"#],
        &[r#"{"a":[{"b":1,"c":2},{"b":1,"d":3},{"c":2,"d":3}]}"#],
    );
}

#[test]
fn exists_false_sees_the_paths_before_it() {
    check(
        r#"{"a":{"b":["x"],"c":[{"exists":false}]}}"#,
        &[r#"{"a":[{"b":"x"},{"c":1}]}"#],
        &[r#"{"a":[{"b":"x","c":1}]}"#],
    );
    check(r#"{"a":{"a":[{"exists":false}],"b":["x"]}}"#, &[], &[r#"{"a":[{"b":"x"},{"a":1}]}"#]);
    // The order is that of UTF-16 units: U+1F600 (d83d …) comes before U+FF5E, though its UTF-8 is greater.
    let event = r#"{"a":[{"😀":"x"},{"～":1}]}"#;
    check(r#"{"a":{"😀":["x"],"～":[{"exists":false}]}}"#, &[event], &[]);
    let event = r#"{"a":[{"～":"x"},{"😀":1}]}"#;
    check(r#"{"a":{"～":["x"],"😀":[{"exists":false}]}}"#, &[], &[event]);
}

#[test]
fn duplicate_keys_in_an_event_all_count() {
    check(r#"{"a":[1]}"#, &[r#"{"a":1,"a":2}"#, r#"{"a":2,"a":1}"#], &[r#"{"a":2,"a":3}"#]);
    check(r#"{"a":[{"exists":false}]}"#, &[], &[r#"{"a":1,"a":[]}"#]);
    // Each occurrence of an array is an array of its own.
    check(r#"{"a":{"b":[1],"c":[2]}}"#, &[r#"{"a":[{"b":1},{}],"a":[{},{"c":2}]}"#], &[r#"{"a":[{"b":1},{"c":2}]}"#]);
}

#[test]
fn many_elements_are_no_problem() {
    let elements: Vec<String> = (0..50).map(|i| format!(r#"{{"x":1,"y":{i}}}"#)).collect();
    let array = format!("[{}]", elements.join(","));
    let event = format!(r#"{{"a":{array},"b":{array},"c":{array},"d":{array}}}"#);
    check(r#"{"a":{"x":[1]},"b":{"x":[1]},"c":{"x":[1]},"d":{"y":[49]}}"#, &[&event], &[]);
    check(r#"{"a":{"x":[1],"y":[1]},"b":{"x":[1]},"c":{"x":[1]},"d":{"y":[50]}}"#, &[], &[&event]);
    let elements: Vec<String> = (0..50).map(|i| format!(r#"{{"w":1,"x":1,"y":[1,1,1,1],"z":{i}}}"#)).collect();
    let event = format!(r#"{{"a":[{}]}}"#, elements.join(","));
    check(r#"{"a":{"w":[1],"x":[1],"y":[1],"z":[49]}}"#, &[&event], &[]);
    check(r#"{"a":{"w":[1],"x":[1],"y":[1],"z":[50]}}"#, &[], &[&event]);
}

/// The rule as it is worded: one choice after the other, and back.
fn can_choose(paths: &[&Path], sub_rule: &SubRule, fields: &Fields, so_far: &Memberships) -> bool {
    let Some((path, later)) = paths.split_first() else {
        return true;
    };
    let Some(alternatives) = sub_rule.get(*path) else {
        return false;
    };
    let mut absent = true;
    for value in fields.at(path) {
        let conflict = |(array, index)| so_far.get(array).is_some_and(|other| other != index);
        if value.memberships.iter().any(conflict) {
            continue;
        }
        absent = false;
        let together = so_far.iter().chain(value.memberships.iter()).map(|(&a, &i)| (a, i)).collect();
        let accepted = alternatives.iter().any(|alternative| alternative.accepts(&value.scalar));
        if accepted && can_choose(later, sub_rule, fields, &together) {
            return true;
        }
    }
    absent && alternatives.contains(&Alternative::Absent) && can_choose(later, sub_rule, fields, so_far)
}

fn random_value(random: &mut Random, depth: usize) -> String {
    match random.below(if depth == 0 { 2 } else { 6 }) {
        0 | 1 => random.below(2).to_string(),
        2 | 3 => {
            let count = 1 + random.below(3);
            let all: Vec<String> = (0..count).map(|_| random_value(random, depth - 1)).collect();
            format!("[{}]", all.join(","))
        }
        _ => random_object(random, depth),
    }
}

fn random_object(random: &mut Random, depth: usize) -> String {
    let count = 1 + random.below(3);
    let member = |_| {
        let key = random.choose(&["a", "b", "a.b"]);
        format!(r#""{key}":{}"#, random_value(random, depth - 1))
    };
    let all: Vec<String> = (0..count).map(member).collect();
    format!("{{{}}}", all.join(","))
}

#[test]
fn following_all_choices_at_once_is_the_same() {
    let mut random = Random::new();
    let lists = ["[0]", "[1]", r#"[{"exists":false}]"#, r#"[{"exists":false},1]"#, r#"[{"exists":true}]"#];
    let paths = ["a", "b", "a.a", "a.b", "b.a", "a.a.b", "a.b.a", "b.a.a"];
    let mut verdicts = [0, 0];
    for _ in 0..10_000 {
        let mut pattern = Vec::new();
        for path in paths {
            if random.below(3) == 0 {
                let list = random.choose(&lists);
                pattern.push(format!(r#""{path}":{list}"#));
            }
        }
        let pattern = format!("{{{}}}", pattern.join(","));
        let event = random_object(&mut random, 5);
        let Some(fields) = event::flatten(event.as_bytes()) else {
            panic!("{event}");
        };
        for sub_rule in pattern::compile(&pattern).unwrap_or_default() {
            let in_order: Vec<&Path> = sub_rule.keys().collect();
            let expected = can_choose(&in_order, &sub_rule, &fields, &Memberships::new());
            assert_eq!(consistency::matches(&sub_rule, &fields), expected, "{pattern} on {event}");
            verdicts = match (expected, verdicts) {
                (true, [matches, misses]) => [matches + 1, misses],
                (false, [matches, misses]) => [matches, misses + 1],
            };
        }
    }
    assert!(verdicts.iter().all(|&count| count > 500), "{verdicts:?}");
}

#[test]
fn or() {
    let documented = r#"{"source":["aws.cloudwatch"],"$or":[{"metricName":["CPUUtilization","ReadLatency"]},
        {"metricType":["MetricType"],"namespace":["AWS/EC2","AWS/ES"]},{"scope":["Service"]}]}"#;
    check(
        documented,
        &[
            r#"{"source":"aws.cloudwatch","metricName":"ReadLatency"}"#,
            r#"{"source":"aws.cloudwatch","metricType":"MetricType","namespace":"AWS/ES"}"#,
            r#"{"source":"aws.cloudwatch","scope":"Service"}"#,
        ],
        &[r#"{"source":"aws.cloudwatch","metricType":"MetricType"}"#, r#"{"scope":"Service"}"#],
    );
    check(
        r#"{"$or":[{"a":[1]},{"b":[2]}],"c":[3]}"#,
        &[r#"{"a":1,"c":3}"#, r#"{"b":2,"c":3}"#],
        &[r#"{"a":1}"#, r#"{"c":3}"#],
    );
    check(r#"{"d":{"$or":[{"a":[1]},{"b":[2]}]}}"#, &[r#"{"d":{"a":1}}"#, r#"{"d":{"b":2}}"#], &[r#"{"a":1}"#]);
    // Nested.
    check(
        r#"{"$or":[{"a":[1],"$or":[{"b":[1]},{"c":[1]}]},{"d":[1]}]}"#,
        &[r#"{"a":1,"b":1}"#, r#"{"a":1,"c":1}"#, r#"{"d":1}"#],
        &[r#"{"a":1}"#, r#"{"b":1,"c":1}"#],
    );
    // Several: each is a relation of its own.
    check(
        r#"{"$or":[{"a":[1]},{"b":[1]}],"$or":[{"c":[1]},{"d":[1]}]}"#,
        &[r#"{"a":1,"c":1}"#, r#"{"b":1,"d":1}"#],
        &[r#"{"a":1,"b":1}"#, r#"{"c":1,"d":1}"#],
    );
    // The branches do not mix.
    check(r#"{"$or":[{"a":[1],"b":[1]},{"a":[2],"b":[2]}]}"#, &[r#"{"a":2,"b":2}"#], &[r#"{"a":1,"b":2}"#]);
}

#[test]
fn a_path_inside_and_beside_or() {
    // Later in the text wins: a is 2, or a is 1 and b is 3.
    check(
        r#"{"a":[1],"$or":[{"a":[2]},{"b":[3]}]}"#,
        &[r#"{"a":2}"#, r#"{"a":1,"b":3}"#],
        &[r#"{"a":1}"#, r#"{"b":3}"#, r#"{"a":4,"b":3}"#],
    );
    // a is 1, whatever; the first branch demands nothing else.
    check(
        r#"{"$or":[{"a":[2]},{"b":[3]}],"a":[1]}"#,
        &[r#"{"a":1}"#, r#"{"a":1,"b":3}"#],
        &[r#"{"a":2}"#, r#"{"b":3}"#],
    );
    check(r#"{"x.a":[1],"x":{"$or":[{"a":[2]},{"b":[3]}]}}"#, &[r#"{"x":{"a":2}}"#], &[r#"{"x":{"a":1}}"#]);
}

#[test]
fn or_is_refused() {
    refused(&[
        r#"{"$or":[]}"#,
        r#"{"$or":[{"a":[1]}]}"#,
        r#"{"$or":{"a":[1]}}"#,
        r#"{"$or":"x"}"#,
        r#"{"$or":["x","y"]}"#,
        r#"{"$or":[{"a":[1]},1]}"#,
        r#"{"$or":[{"a":[1]},{}]}"#,
        r#"{"$or":[{"a":[1]},[{"b":[1]}]]}"#,
        r#"{"$or":[{"prefix":"a"},{"prefix":"b"}]}"#,
        r#"{"$or":[{"a":[1]},{"b":1}]}"#,
        r#"{"a":{"$or":[1]}}"#,
        r#"{"$or":[{"a":[1]},{"$or":[{"b":[1]}]}]}"#,
    ]);
    // `$or` is the relation only as a whole key.
    check(r#"{"a.$or":[1],"$OR":[2]}"#, &[r#"{"a":{"$or":1},"$OR":2}"#], &["{}"]);
}

#[test]
fn reserved_names_inside_or() {
    let reserved = "exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex \
        not-wildcard not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range \
        ip-address-in-range ip-address-not-in-range";
    for name in reserved.split_whitespace() {
        refused(&[
            &format!(r#"{{"$or":[{{"a":[1]}},{{"{name}":[1]}}]}}"#),
            &format!(r#"{{"$or":[{{"a":[1]}},{{"b":{{"{name}":[1]}}}}]}}"#),
            &format!(r#"{{"$or":[{{"a":[1]}},{{"b":{{"{name}":{{"c":[1]}}}}}}]}}"#),
            &format!(r#"{{"$or":[{{"a":[1]}},{{"$or":[{{"{name}":[1]}},{{"b":[1]}}]}}]}}"#),
        ]);
        // Outside they are ordinary names.
        check(
            &format!(r#"{{"{name}":[1],"$or":[{{"a":[1]}},{{"b":[1]}}]}}"#),
            &[&format!(r#"{{"a":1,"{name}":1}}"#)],
            &[],
        );
    }
    accepted(&[r#"{"$or":[{"html":[1]},{"a.prefix":[1]},{"PREFIX":[1]},{"contains":[1]},{"a":[{"prefix":"x"}]}]}"#]);
}

#[test]
fn at_most_a_thousand_combinations() {
    let of = |count: usize| {
        let branches: Vec<String> = (0..count).map(|_| r#"{"a":[1]}"#.to_owned()).collect();
        format!(r#""$or":[{}]"#, branches.join(","))
    };
    accepted(&[&format!("{{{},{},{}}}", of(10), of(10), of(10))]);
    refused(&[&format!("{{{},{},{}}}", of(11), of(7), of(13))]); // 1,001
    refused(&[&format!("{{{}}}", vec![of(2); 10].join(","))]); // 1,024
    refused(&[&format!("{{{}}}", vec![of(2); 100].join(","))]);
    accepted(&[&format!(r#"{{"$or":[{{{}}},{{"b":[1]}}]}}"#, vec![of(2); 9].join(","))]); // 513
    refused(&[&format!(r#"{{"$or":[{{{}}},{{{}}}]}}"#, vec![of(2); 9].join(","), vec![of(2); 9].join(","))]); // 1,024
}
