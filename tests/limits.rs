//! Huge and hostile input: an answer or an error, in little stack, and in time linear in the input (which shows only as tests
//! that end).

use std::thread;

use rulebridge::{Error, ErrorKind, Pattern, PatternOptions, PatternSet, Scratch};

/// Runs `test` on a stack of so many KiB; threads usually have 2,048.
fn with_stack(kib: usize, test: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(kib * 1024).spawn(test).unwrap().join().unwrap();
}

fn any_length() -> PatternOptions {
    PatternOptions::new().max_length(usize::MAX)
}

fn pattern(text: &str) -> Pattern {
    text.parse().unwrap()
}

fn refused(text: &str) -> ErrorKind {
    Pattern::parse_with(text, &any_length()).unwrap_err().kind()
}

#[test]
fn a_hundred_thousand_brackets() {
    with_stack(128, || {
        let pattern = pattern(r#"{"a":[1],"b":[{"exists":false}]}"#);
        for open in ["[", "{\"a\":", "[{\"a\":", "{\"a\":["] {
            let deep = open.repeat(100_000);
            let event = format!("{{\"a\":{deep}");
            assert_eq!(pattern.matches(event.as_bytes()).unwrap_err().kind(), ErrorKind::JsonDepth);
            assert!(Pattern::parse_with(&event, &any_length()).is_err());
            assert!(Pattern::parse_with(&format!("{{\"$or\":[{deep}"), &any_length()).is_err());
        }
        assert_eq!(refused(&"{\"a\":".repeat(100_000)), ErrorKind::JsonDepth);
        assert_eq!(refused(&"{\"$or\":[".repeat(100_000)), ErrorKind::JsonDepth);
        let closed = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(pattern.matches(closed.as_bytes()).unwrap_err().kind(), ErrorKind::JsonDepth);
    });
}

#[test]
fn a_thousand_levels_are_fine() {
    with_stack(128, || {
        let objects = format!("{}[1]{}", "{\"a\":".repeat(998), "}".repeat(998));
        let deep = Pattern::parse_with(&objects, &any_length()).unwrap();
        assert!(deep.matches(objects.as_bytes()).unwrap());
        assert_eq!(Pattern::parse_with(&deep.to_string(), &any_length()).as_ref(), Ok(&deep));

        let arrays = format!("{{\"a\":{}1{}}}", "[".repeat(999), "]".repeat(999));
        assert!(pattern(r#"{"a":[1]}"#).matches(arrays.as_bytes()).unwrap());
    });
}

/// As deep as 4,096 characters can nest `$or`, and as deep as any pattern can.
#[test]
fn or_inside_or() {
    for (kib, levels) in [(512, 200), (2_048, 498)] {
        with_stack(kib, move || {
            let mut ors = "{\"a\":[1]}".to_owned();
            for _ in 0..levels {
                ors = format!("{{\"$or\":[{{\"b\":[2]}},{ors}]}}");
            }
            let ors = Pattern::parse_with(&ors, &any_length()).unwrap();
            assert!(ors.matches(br#"{"a":1}"#).unwrap());
            assert!(!ors.matches(br#"{"a":2,"b":1}"#).unwrap());
            assert_eq!(Pattern::parse_with(&ors.to_string(), &any_length()).as_ref(), Ok(&ors));
        });
    }
}

#[test]
fn a_string_of_ten_megabytes() {
    let long = "ab\\u00e9".repeat(1_250_000);
    let event = format!("{{\"{long}\":1,\"a\":\"{long}\"}}");
    assert!(pattern(r#"{"a":[{"wildcard":"a*éab*é"}]}"#).matches(event.as_bytes()).unwrap());
    assert!(!pattern(r#"{"a":[{"wildcard":"*é*b*ba*"}]}"#).matches(event.as_bytes()).unwrap());
    assert!(pattern(r#"{"a":[{"suffix":{"equals-ignore-case":"BÉ"}}]}"#).matches(event.as_bytes()).unwrap());

    let text = format!("{{\"a\":[\"{long}\",{{\"equals-ignore-case\":\"{long}\"}}]}}");
    assert_eq!(text.parse::<Pattern>().unwrap_err().kind(), ErrorKind::PatternTooLong);
    let long_pattern = Pattern::parse_with(&text, &any_length()).unwrap();
    assert!(long_pattern.matches(event.as_bytes()).unwrap());

    let unclosed = format!("{{\"a\":\"{long}");
    let error = long_pattern.matches(unclosed.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::JsonEnd);
    assert!(format!("{error:#}").len() < 500);
}

#[test]
fn a_number_of_ten_thousand_digits() {
    let digits = "7".repeat(10_000);
    let literal = Pattern::parse_with(&format!("{{\"a\":[{digits}]}}"), &any_length()).unwrap();
    assert!(literal.matches(format!("{{\"a\":{digits}}}").as_bytes()).unwrap());
    assert!(!literal.matches(format!("{{\"a\":{digits}.0}}").as_bytes()).unwrap());
    assert_eq!(refused(&format!("{{\"a\":[{{\"numeric\":[\"<\",{digits}]}}]}}")), ErrorKind::NumberNotComparable);

    let below = pattern(r#"{"a":[{"numeric":["<",1]}]}"#);
    let one_tenth = format!("{{\"a\":0.1{}e{}}}", "0".repeat(10_000), "0".repeat(10_000));
    assert!(below.matches(one_tenth.as_bytes()).unwrap());
    let tiny = format!("{{\"a\":0.{}1e10000}}", "0".repeat(10_000));
    assert!(below.matches(tiny.as_bytes()).unwrap());
}

#[test]
fn many_elements_of_one_array() {
    let elements = |make: &dyn Fn(usize) -> String| (0..100_000).map(make).collect::<Vec<_>>().join(",");
    let both = format!("{{\"a\":[{}]}}", elements(&|i| format!("{{\"x\":{i},\"y\":{}}}", i + 1)));
    assert!(pattern(r#"{"a":{"x":[99999],"y":[100000]}}"#).matches(both.as_bytes()).unwrap());
    let any_x_two_y = r#"{"a":{"x":[{"exists":true}],"y":[{"exists":true}],"z":[{"exists":false}]}}"#;
    assert!(pattern(any_x_two_y).matches(both.as_bytes()).unwrap());
    let crossed = r#"{"a":{"x":[{"anything-but":[0,99999]}],"y":[1,100000]}}"#;
    assert!(!pattern(crossed).matches(both.as_bytes()).unwrap());

    let nested = format!("{{\"o\":[{{\"a\":[{}]}}]}}", elements(&|i| format!("{{\"x\":{i},\"y\":{}}}", i + 1)));
    assert!(!pattern(r#"{"o":{"a":{"x":[{"anything-but":[0]}],"y":[1]}}}"#).matches(nested.as_bytes()).unwrap());

    let three =
        r#"{"a":{"k":[{"anything-but":"q"}]},"b":{"k":[{"anything-but":"q"}]},"c":{"k":[{"anything-but":"x"}]}}"#;
    let arrays = format!("{{\"a\":[{0}],\"b\":[{0}],\"c\":[{0}]}}", elements(&|_| "{\"k\":\"x\"}".to_owned()));
    assert!(!pattern(three).matches(arrays.as_bytes()).unwrap());
}

/// Repeating an array under one path lets every choice go with every other: that is refused, not tried for years.
#[test]
fn repeated_arrays_are_refused_before_they_explode() {
    let keys: Vec<String> = (0..30).map(|i| format!("\"k{i:02}\":[1]")).collect();
    let pattern = pattern(&format!("{{\"a\":{{{},\"z\":[1]}}}}", keys.join(",")));
    let members: Vec<String> = (0..30).map(|i| format!("\"k{i:02}\":1")).collect();
    let array = format!("\"a\":[{{{0}}},{{{0}}},{{\"z\":1}}]", members.join(","));
    let event = format!("{{{}}}", vec![array; 30].join(","));
    assert_eq!(pattern.matches(event.as_bytes()).unwrap_err().kind(), ErrorKind::EventTooComplex);
}

#[test]
fn a_thousand_combinations_that_replace_each_other() {
    let or = |field: &str| {
        let branches: Vec<String> = (0..10).map(|i| format!("{{\"a\":[{i}],\"{field}\":[{i}]}}")).collect();
        format!("\"$or\":[{}]", branches.join(","))
    };
    let text = format!("{{{},{},{}}}", or("x"), or("y"), or("z"));
    let pattern = pattern(&text);
    assert!(pattern.matches(br#"{"a":7,"x":1,"y":2,"z":7}"#).unwrap());
    assert!(!pattern.matches(br#"{"a":1,"x":1,"y":2,"z":7}"#).unwrap());
    assert_eq!(Pattern::parse_with(&pattern.to_string(), &any_length()).as_ref(), Ok(&pattern));
}

fn set_of(patterns: &[&Pattern]) -> PatternSet<usize> {
    let mut builder = PatternSet::builder();
    for (i, pattern) in patterns.iter().enumerate() {
        builder.insert(i, pattern);
    }
    builder.build().unwrap()
}

/// What a set says in checked mode, then in trusted mode.
fn both_modes(set: &PatternSet<usize>, event: &[u8]) -> [Result<Vec<usize>, Error>; 2] {
    let mut scratch = Scratch::new();
    let checked = set.matches(event, &mut scratch).map(|matches| matches.copied().collect());
    [checked, set.matches_trusted(event, &mut scratch).map(|matches| matches.copied().collect())]
}

#[test]
fn sets_and_deep_events() {
    with_stack(128, || {
        let pattern = pattern(r#"{"a":[1],"b":[{"exists":false}]}"#);
        let set = set_of(&[&pattern]);
        for open in ["[", "{\"a\":", "[{\"a\":", "{\"a\":["] {
            for key in ["a", "x"] {
                let event = format!("{{\"{key}\":{}", open.repeat(100_000));
                let [checked, _] = both_modes(&set, event.as_bytes());
                assert_eq!(checked.unwrap_err(), pattern.matches(event.as_bytes()).unwrap_err());
            }
        }
        for (depth, fine) in [(999, true), (1_000, false)] {
            for key in ["a", "x"] {
                let event = format!("{{\"{key}\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
                let [checked, trusted] = both_modes(&set, event.as_bytes());
                let wanted = pattern.matches(event.as_bytes()).map(|verdict| if verdict { vec![0] } else { vec![] });
                assert_eq!(wanted.is_ok(), fine);
                assert_eq!(checked, wanted);
                assert!(!fine || trusted == wanted);
            }
        }
    });
}

#[test]
fn sets_of_deep_patterns() {
    with_stack(128, || {
        let deep = |levels: usize, leaf: &str| format!("{}{leaf}{}", "{\"a\":".repeat(levels), "}".repeat(levels));
        let patterns = [deep(998, "[1]"), deep(998, "[2]"), deep(500, "[{\"exists\":true}]")];
        let patterns = patterns.map(|text| Pattern::parse_with(&text, &any_length()).unwrap());
        let set = set_of(&[&patterns[0], &patterns[1]]);
        let mut edit = set.edit();
        edit.insert(2, &patterns[2]);
        let edited = edit.build().unwrap();
        for event in [deep(998, "1"), deep(998, "[2]")] {
            let wanted = vec![usize::from(event.contains('2'))];
            for set in [&set, &edited, &edited.merge().unwrap()] {
                assert_eq!(both_modes(set, event.as_bytes()), [Ok(wanted.clone()), Ok(wanted.clone())]);
            }
        }
        assert_eq!(both_modes(&edited, deep(500, "null").as_bytes())[0], Ok(vec![2]));
    });
}

#[test]
fn sets_and_huge_events() {
    let long = "ab\\u00e9".repeat(1_250_000);
    let event = format!("{{\"{long}\":1,\"a\":\"{long}\"}}");
    let texts = [
        r#"{"a":[{"wildcard":"a*éab*é"}]}"#,
        r#"{"a":[{"wildcard":"*é*b*ba*"}]}"#,
        r#"{"a":[{"suffix":{"equals-ignore-case":"BÉ"}}]}"#,
        r#"{"a":[{"prefix":"abéab"}]}"#,
        r#"{"a":[{"numeric":["<",1]},{"cidr":"10.0.0.0/8"}]}"#,
        r#"{"a":[{"anything-but":{"equals-ignore-case":["ab","AB"]}}]}"#,
    ];
    let patterns = texts.map(pattern);
    let set = set_of(&patterns.each_ref());
    assert_eq!(both_modes(&set, event.as_bytes()), [Ok(vec![0, 2, 3, 5]), Ok(vec![0, 2, 3, 5])]);
    let [unclosed, _] = both_modes(&set, &event.as_bytes()[..event.len() - 2]);
    assert_eq!(unclosed.unwrap_err().kind(), ErrorKind::JsonEnd);

    let zeros = "0".repeat(10_000);
    for (number, wanted) in [
        (format!("0.1{zeros}e{zeros}"), vec![4, 5]),
        (format!("0.{zeros}1e10000"), vec![4, 5]),
        ("7".repeat(10_000), vec![5]),
        (format!("1e{zeros}9"), vec![5]),
        (format!("-1{}", "0".repeat(300)), vec![4, 5]),
    ] {
        let event = format!("{{\"a\":{number}}}");
        assert_eq!(both_modes(&set, event.as_bytes()), [Ok(wanted.clone()), Ok(wanted)], "{event:.60}");
    }

    let elements: Vec<String> = (0..100_000).map(|i| format!("{{\"x\":{i},\"y\":{}}}", i + 1)).collect();
    let event = format!("{{\"a\":[{}]}}", elements.join(","));
    let texts = [
        r#"{"a":{"x":[99999],"y":[100000]}}"#,
        r#"{"a":{"x":[{"exists":true}],"y":[{"exists":true}],"z":[{"exists":false}]}}"#,
        r#"{"a":{"x":[{"anything-but":[0,99999]}],"y":[1,100000]}}"#,
        r#"{"a":{"x":[{"numeric":[">",500]}],"y":[{"numeric":["<=",501]}]}}"#,
    ];
    let patterns = texts.map(pattern);
    let set = set_of(&patterns.each_ref());
    assert_eq!(both_modes(&set, event.as_bytes()), [Ok(vec![0, 1]), Ok(vec![0, 1])]);
}
