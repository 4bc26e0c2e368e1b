//! Sets and events of the shapes that break matchers, with the answers known from how they are made. Time shows only as tests that
//! end.

#[path = "support/agreement.rs"]
mod agreement;
mod oracle;

use agreement::{check_or_explain, entries, ids, set_of};
use rulebridge::{Error, ErrorKind, Pattern, PatternSet, Scratch};

/// Patterns and whether each matches the event: in one set, in that order and the other way around, and each in a set of its own.
#[track_caller]
fn check(rules: &[(String, bool)], event: &str) {
    let (texts, verdicts): (Vec<_>, Vec<_>) = rules.iter().cloned().unzip();
    let mut entries = entries(&texts);
    assert_eq!(entries.len(), texts.len(), "a pattern is refused");
    let mut scratch = Scratch::new();
    for _ in 0..2 {
        let set = set_of(&entries);
        let wanted: Vec<usize> = entries.iter().map(|(id, _)| *id).filter(|id| verdicts[*id]).collect();
        assert_eq!(ids(&set, set.matches(event.as_bytes(), &mut scratch)), Ok(wanted), "{}", start(event));
        check_or_explain(&set, &entries, event.as_bytes(), &mut scratch)
            .unwrap_or_else(|why| panic!("{}", start(&why)));
        entries.reverse();
    }
    for entry in entries.iter().take(40) {
        let alone = set_of(std::slice::from_ref(entry));
        let found = alone.is_match(event.as_bytes(), &mut scratch);
        assert_eq!(found, Ok(verdicts[entry.0]), "{} on {}", texts[entry.0], start(event));
    }
}

fn start(text: &str) -> &str {
    text.char_indices().nth(2_000).map_or(text, |(end, _)| &text[..end])
}

fn owned(rules: &[(&str, bool)]) -> Vec<(String, bool)> {
    rules.iter().map(|(text, verdict)| ((*text).to_owned(), *verdict)).collect()
}

fn list(count: usize, make: impl Fn(usize) -> String) -> String {
    format!("[{}]", (0..count).map(make).collect::<Vec<_>>().join(","))
}

/// Every operator but exact ones, with a value that it accepts and one that it does not.
const CONDITIONS: &[(&str, &str, &str)] = &[
    (r#"{"prefix":"ab"}"#, r#""abc""#, r#""ba""#),
    (r#"{"suffix":"ab"}"#, r#""cab""#, r#""abc""#),
    (r#"{"equals-ignore-case":"ab"}"#, r#""aB""#, r#""abc""#),
    (r#"{"prefix":{"equals-ignore-case":"ab"}}"#, r#""ABc""#, r#""b""#),
    (r#"{"suffix":{"equals-ignore-case":"ab"}}"#, r#""cAB""#, r#""b""#),
    (r#"{"wildcard":"a*b*c"}"#, r#""a_b_c""#, r#""a_c""#),
    (r#"{"numeric":["<",5]}"#, "4.5", r#""4.5""#),
    (r#"{"numeric":[">",1,"<=",5]}"#, "5", "1"),
    (r#"{"cidr":"10.0.0.0/8"}"#, r#""10.1.2.3""#, r#""11.0.0.0""#),
    (r#"{"anything-but":["a","b"]}"#, r#""c""#, r#""a""#),
    (r#"{"anything-but":{"prefix":"a"}}"#, "1", r#""ab""#),
    (r#"{"anything-but":{"wildcard":"*a"}}"#, r#""ab""#, r#""ba""#),
    (r#"{"exists":true}"#, "null", "[]"),
    (r#"{"exists":false}"#, "{}", "null"),
];

#[test]
fn hundreds_of_rules_with_one_condition_in_common() {
    for (condition, accepted, other) in CONDITIONS {
        // The field in common comes before the others in the order of paths, then behind them, then alone.
        for (common, own) in [("a", "b"), ("b", "a")] {
            let rules = |matches: bool| {
                let rule = |i: usize| format!("{{\"{common}\":[{condition}],\"{own}\":[\"id-{i}\"]}}");
                (0..300).map(|i| (rule(i), matches && i == 77)).collect::<Vec<_>>()
            };
            check(&rules(true), &format!("{{\"{common}\":{accepted},\"{own}\":\"id-77\"}}"));
            check(&rules(false), &format!("{{\"{common}\":{other},\"{own}\":\"id-77\"}}"));
            check(&rules(false), &format!("{{\"{common}\":{accepted},\"{own}\":\"id-\"}}"));
        }
        let alone = |matches| vec![(format!("{{\"a\":[{condition}]}}"), matches); 300];
        check(&alone(true), &format!("{{\"a\":{accepted}}}"));
        check(&alone(false), &format!("{{\"a\":{other}}}"));
    }
}

#[test]
fn all_conditions_on_one_field() {
    let texts: Vec<String> = CONDITIONS.iter().map(|(condition, ..)| format!("{{\"a\":[{condition}]}}")).collect();
    let patterns: Vec<Pattern> = texts.iter().map(|text| text.parse().unwrap()).collect();
    for (_, accepted, other) in CONDITIONS {
        for value in [accepted, other] {
            let event = format!("{{\"a\":{value}}}");
            let verdict = |pattern: &Pattern| pattern.matches(event.as_bytes()).unwrap();
            let rules: Vec<_> = texts.iter().cloned().zip(patterns.iter().map(verdict)).collect();
            check(&rules, &event);
        }
    }
}

#[test]
fn numeric_conditions_leave_strings_alone() {
    let rules = |less: bool, exact: bool, not: bool| {
        owned(&[
            (r#"{"a":[{"numeric":["<",100]}]}"#, less),
            (r#"{"a":[{"numeric":[">=",-100,"<=",100]}]}"#, less),
            (r#"{"a":["5"]}"#, exact),
            (r#"{"a":[5]}"#, less && !exact),
            (r#"{"a":[{"anything-but":5}]}"#, not),
        ])
    };
    for text in [r#""5""#, r#""\u0035""#] {
        check(&rules(false, true, true), &format!("{{\"a\":{text}}}"));
    }
    for number in ["5", "5.0", "50e-1", "0.5E+1"] {
        check(&rules(true, false, false), &format!("{{\"a\":{number}}}"));
    }
    for other in [r#""-1""#, r#""""#, r#"" 5""#, "null", "true", "5.0000000000000000001"] {
        check(&rules(false, false, true), &format!("{{\"a\":{other}}}"));
    }
}

/// The right verdict is the one that each alternative gives alone, whatever else asks about the field.
#[test]
fn conditions_of_one_field_do_not_disturb_each_other() {
    for (value, jpg, png, exact, both) in [
        ("xng", false, false, false, false),
        ("aPNG", false, false, false, false),
        ("PNG", false, true, false, true),
        ("png", false, true, true, true),
        ("a.jpg", true, false, false, true),
        ("a.JPG", false, false, false, false),
        (".jpgpng", false, false, false, false),
    ] {
        let rules = owned(&[
            (r#"{"a":[{"wildcard":"*.jpg"}]}"#, jpg),
            (r#"{"a":[{"equals-ignore-case":"png"}]}"#, png),
            (r#"{"a":["png"]}"#, exact),
            (r#"{"a":[{"wildcard":"*.jpg"},{"equals-ignore-case":"png"}]}"#, both),
            (r#"{"$or":[{"a":[{"equals-ignore-case":"png"}]},{"a":[{"wildcard":"*.jpg"}]}]}"#, both),
            (r#"{"a":[{"suffix":{"equals-ignore-case":"png"}}]}"#, value.to_lowercase().ends_with("png")),
            (r#"{"a":[{"anything-but":{"equals-ignore-case":"png"}}]}"#, !png),
            (r#"{"a":[{"anything-but":["png","xng"]}]}"#, !["png", "xng"].contains(&value)),
        ]);
        check(&rules, &format!("{{\"a\":\"{value}\"}}"));
        check(&rules, &format!("{{\"a\":[[\"{value}\"]]}}"));
    }
}

#[test]
fn anything_but_over_arrays() {
    let strings = list(80, |_| "\"x\"".to_owned());
    let with_one = list(80, |i| if i == 63 { "\"y\"".to_owned() } else { "\"x\"".to_owned() });
    let three = |one: &str, two: &str, three: &str| {
        format!(r#"{{"a":[{{"anything-but":{one}}}],"b":[{{"anything-but":{two}}}],"c":[{{"anything-but":{three}}}]}}"#)
    };
    let rules = |third: bool| {
        vec![
            (three(r#""q""#, r#"["q","r"]"#, r#"{"prefix":"q"}"#), true),
            (three(r#""q""#, r#""q""#, r#""x""#), third),
            (three(r#""x""#, r#""q""#, r#""q""#), false),
            (three("1", "[1,2]", r#"{"suffix":["x","z"]}"#), third),
        ]
    };
    check(&rules(false), &format!("{{\"a\":{strings},\"b\":{strings},\"c\":{strings}}}"));
    check(&rules(true), &format!("{{\"a\":{strings},\"b\":{strings},\"c\":{with_one}}}"));

    let objects = |strings: &str| strings.replace("\"x\"", "{\"k\":\"x\"}").replace("\"y\"", "{\"k\":\"y\"}");
    let rules = |third| {
        let deeper =
            |(text, verdict): (String, bool)| (text.replace(":[{", ":{\"k\":[{").replace("}]", "}]}"), verdict);
        rules(third).into_iter().map(deeper).collect::<Vec<_>>()
    };
    let (all, with_one) = (objects(&strings), objects(&with_one));
    check(&rules(false), &format!("{{\"a\":{all},\"b\":{all},\"c\":{all}}}"));
    check(&rules(true), &format!("{{\"a\":{all},\"b\":{all},\"c\":{with_one}}}"));
}

#[test]
fn dotted_keys() {
    for (event, both) in [
        (r#"{"a":{"b":{"c":1,"d":2}}}"#, true),
        (r#"{"a.b":{"c":1,"d":2}}"#, true),
        (r#"{"a.b.c":1,"a.b.d":2}"#, true),
        (r#"{"a":{"b.c":1},"a.b":{"d":2}}"#, true),
        (r#"{"a.b":[{"c":1},{"d":2}]}"#, false),
        (r#"{"a":{"b":[{"c":1},{"d":2}]}}"#, false),
        (r#"{"a.b":[{"c":1}],"a":{"b":{"d":2}}}"#, true),
    ] {
        let rules = owned(&[
            (r#"{"a.b":{"c":[1]}}"#, true),
            (r#"{"a":{"b.d":[2]}}"#, true),
            (r#"{"a.b.c":[1],"a":{"b":{"d":[2]}}}"#, both),
            (r#"{"a":{"b":{"c":[1],"d":[{"exists":false}]}}}"#, !both),
            (r#"{"a.b.c.":[{"exists":false}],"a.b..c":[{"exists":false}],"a":[{"exists":false}]}"#, true),
        ]);
        check(&rules, event);
    }
}

#[test]
fn several_fields_absent() {
    let absent = |fields: &[&str]| {
        let members: Vec<String> = fields.iter().map(|field| format!("\"{field}\":[{{\"exists\":false}}]")).collect();
        format!("{{{}}}", members.join(","))
    };
    for (event, present) in [
        ("{}", ""),
        (r#"{"x":1}"#, ""),
        (r#"{"a":null}"#, "a"),
        (r#"{"b":[[0]],"c":{},"d":[[],{}]}"#, "b"),
        (r#"{"c":[{"x":1},"s"],"e":{"a":1}}"#, "c"),
        (r#"{"a":1,"b":2,"c":3,"d":4}"#, "abcd"),
    ] {
        let mut rules = Vec::new();
        for fields in [&["a"][..], &["b"], &["d"], &["a", "b"], &["a", "b", "c"], &["a", "b", "c", "d"], &["d", "zz"]] {
            rules.push((absent(fields), !fields.iter().any(|field| present.contains(field))));
        }
        rules.push((r#"{"a":[{"exists":false},1]}"#.to_owned(), !present.contains('a') || present == "abcd"));
        rules.push((r#"{"a":[{"exists":false}],"b":[{"exists":true}]}"#.to_owned(), present == "b"));
        check(&rules, event);
    }
}

#[test]
fn or_in_every_branch() {
    let branches = list(20, |i| format!("{{\"a\":[{i}],\"b\":[\"x{i}\"]}}"));
    let rules = |found: bool, c: bool| {
        vec![
            (format!("{{\"$or\":{branches}}}"), found),
            (format!("{{\"$or\":{branches},\"c\":[{{\"exists\":false}}]}}"), found && !c),
            (format!("{{\"c\":[1],\"$or\":{branches}}}"), found && c),
            (format!("{{\"$or\":[{{\"c\":[1]}},{{\"$or\":{branches}}}]}}"), found || c),
        ]
    };
    check(&rules(true, false), r#"{"a":19,"b":"x19"}"#);
    check(&rules(false, false), r#"{"a":19,"b":"x18"}"#);
    check(&rules(true, true), r#"{"a":[1,7],"b":["x7","x8"],"c":1}"#);
    check(&rules(false, true), r#"{"b":"x0","c":1.0}"#);
}

#[test]
fn text_behind_the_event_is_refused() {
    let entries = entries(&[r#"{"a":[1]}"#, r#"{"b":[{"exists":true}]}"#]);
    let set = set_of(&entries);
    let mut scratch = Scratch::new();
    for rest in ["x", "{}", ",", "}", "]", "\u{0}", "{\"a\":", "\"", " \n\t x", "//", "\u{feff}"] {
        for blanks in ["", " ", &" ".repeat(200)] {
            let event = format!("{{\"a\":1}}{blanks}{rest}");
            let error = set.matches(event.as_bytes(), &mut scratch).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::JsonTrailing);
            check_or_explain(&set, &entries, event.as_bytes(), &mut scratch).unwrap();
        }
    }
}

/// Arrays that have made matchers take time in the square of their length, or worse.
#[test]
fn hostile_arrays() {
    for n in [200, 2_000] {
        let last = n - 1;
        let event = format!("{{\"a\":{},\"b\":\"x\"}}", list(n, |i| format!("\"s{i}\"")));
        let rules = [
            (format!(r#"{{"a":["s{last}"],"b":["x"]}}"#), true),
            (format!(r#"{{"a":["s{n}"],"b":["x"]}}"#), false),
            (r#"{"a":[{"suffix":"99"}],"b":[{"exists":true}]}"#.to_owned(), true),
            (r#"{"a":[{"exists":true}],"b":[{"exists":true}]}"#.to_owned(), true),
            (r#"{"a":[{"anything-but":{"prefix":"s"}}],"b":["x"]}"#.to_owned(), false),
            (r#"{"a":[{"exists":true}],"b":["y",{"exists":false}]}"#.to_owned(), false),
        ];
        check(&rules, &event);

        let event = format!("{{\"l\":{}}}", list(n, |i| format!("{{\"x\":{i},\"y\":{i}}}")));
        let rules = [
            (format!(r#"{{"l":{{"x":[{last}],"y":[{last}]}}}}"#), true),
            (format!(r#"{{"l":{{"x":[0],"y":[{last}]}}}}"#), false),
            (format!(r#"{{"l":{{"x":[{{"anything-but":{last}}}],"y":[{last}]}}}}"#), false),
            (r#"{"l":{"x":[{"exists":true}],"y":[{"exists":true}]}}"#.to_owned(), true),
            (r#"{"l":{"x":[{"exists":true}],"y":[{"exists":false}]}}"#.to_owned(), false),
            (r#"{"l":{"x":[{"numeric":["<",100]}],"y":[{"numeric":[">=",100]}]}}"#.to_owned(), false),
            (r#"{"l":{"x":[{"numeric":["<",100]}],"y":[{"numeric":[">=",99]}]}}"#.to_owned(), true),
        ];
        check(&rules, &event);

        let event = format!(
            "{{\"l\":{}}}",
            list(n, |i| if i == last { "{\"x\":1,\"y\":1}".to_owned() } else { "{\"x\":1}".to_owned() })
        );
        let rules = owned(&[
            (r#"{"l":{"x":[1],"y":[1]}}"#, true),
            (r#"{"l":{"x":[{"exists":true}],"y":[{"exists":true}]}}"#, true),
            (r#"{"l":{"x":[1],"y":[{"exists":false}]}}"#, true),
            (r#"{"l":{"y":[1],"z":[{"exists":false}]}}"#, true),
            (r#"{"l":{"x":[{"anything-but":1}],"y":[1]}}"#, false),
            (r#"{"l":{"a":[{"exists":false}],"x":[{"exists":false}]}}"#, false),
        ]);
        check(&rules, &event);

        let m = 10;
        let event = format!(
            "{{\"o\":{}}}",
            list(n, |i| format!("{{\"k\":{i},\"l\":{}}}", list(m, |j| format!("{{\"x\":{j},\"y\":{}}}", i * m + j))))
        );
        let place = last * m + 3;
        let rules = [
            (format!(r#"{{"o":{{"k":[{last}],"l":{{"x":[3],"y":[{place}]}}}}}}"#), true),
            (format!(r#"{{"o":{{"k":[{last}],"l":{{"x":[4],"y":[{place}]}}}}}}"#), false),
            (format!(r#"{{"o":{{"k":[0],"l":{{"x":[3],"y":[{place}]}}}}}}"#), false),
            (r#"{"o":{"k":[{"exists":true}],"l":{"x":[{"exists":true}],"y":[{"exists":true}]}}}"#.to_owned(), true),
            (r#"{"o":{"k":[{"numeric":[">",0]}],"l":{"x":[9],"y":[9]}}}"#.to_owned(), false),
        ];
        check(&rules, &event);
    }
}

#[test]
fn many_rules_about_many_elements() {
    let event = format!("{{\"l\":{}}}", list(300, |i| format!("{{\"x\":{i},\"y\":{},\"z\":\"s\"}}", i + 1)));
    let rule = |i: usize| {
        let (x, y) = (i % 301, (i * 7) % 301);
        let verdict = y == x + 1 && x < 300;
        (format!(r#"{{"l":{{"x":[{x}],"y":[{y}],"z":[{{"prefix":"s"}}]}}}}"#), verdict)
    };
    check(&(0..300).map(rule).collect::<Vec<_>>(), &event);
    let both = |i: usize| (format!(r#"{{"l":{{"x":[{i}],"y":[{}],"z":["s"]}}}}"#, i + 1), i < 300);
    check(&(0..301).map(both).collect::<Vec<_>>(), &event);
}

/// Repeated arrays are decided or refused, in either mode, and never puzzled over.
#[test]
fn repeated_arrays() {
    let keys: Vec<String> = (0..30).map(|i| format!("\"k{i:02}\":[1]")).collect();
    let members: Vec<String> = (0..30).map(|i| format!("\"k{i:02}\":1")).collect();
    let array = format!("\"a\":[{{{0}}},{{{0}}},{{\"z\":1}}]", members.join(","));
    let event = format!("{{{}}}", vec![array; 30].join(","));
    let rules = list(20, |i| format!("{{\"a\":{{{},\"z\":[1,\"{i}\"]}}}}", keys.join(",")));
    let rules: Vec<serde_json::Value> = serde_json::from_str(&rules).unwrap();
    let texts: Vec<String> = rules.iter().map(ToString::to_string).chain([r#"{"b":[1]}"#.to_owned()]).collect();
    let set = set_of(&entries(&texts));
    let mut scratch = Scratch::new();
    // All of the first twenty match, as each array can give another key.
    match ids(&set, set.matches(event.as_bytes(), &mut scratch)) {
        Ok(ids) => assert!(ids.into_iter().eq(0..20)),
        Err(error) => assert_eq!(error.kind(), ErrorKind::EventTooComplex),
    }
    let _ = ids(&set, set.matches_trusted(event.as_bytes(), &mut scratch));
    check_or_explain(&set, &entries(&texts), br#"{"b":1,"a":{"z":1}}"#, &mut scratch).unwrap();
}

#[test]
fn many_entries() {
    let rule = |i: usize| -> Pattern { format!(r#"{{"id":["id-{i:06}"],"kind":["k{}"]}}"#, i % 10).parse().unwrap() };
    let mut builder = PatternSet::builder();
    for i in 0..70_000 {
        builder.insert(i, &rule(i));
    }
    let set = builder.build().unwrap();
    assert_eq!(set.len(), 70_000);
    let mut scratch = Scratch::new();
    let mut ask = |event: &str| -> Result<Vec<usize>, Error> { ids(&set, set.matches(event.as_bytes(), &mut scratch)) };
    assert_eq!(ask(r#"{"id":"id-069999","kind":"k9"}"#), Ok(vec![69_999]));
    assert_eq!(ask(r#"{"id":"id-065536","kind":"k6"}"#), Ok(vec![65_536]));
    assert_eq!(ask(r#"{"id":["id-000255","id-065535","id-000256"],"kind":["k5","k6"]}"#), Ok(vec![255, 256, 65_535]));
    assert_eq!(ask(r#"{"id":"id-069999","kind":"k8"}"#), Ok(vec![]));
    assert_eq!(ask(r#"{"id":"id-070000","kind":"k0"}"#), Ok(vec![]));
}

/// More fields than a byte counts, more alternatives, more combinations.
#[test]
fn wide_patterns() {
    let any_length = rulebridge::PatternOptions::new().max_length(usize::MAX);
    let parse = |text: &str| Pattern::parse_with(text, &any_length).unwrap();
    let members = |value: &dyn Fn(usize) -> String| {
        (0..300).map(|i| format!("\"f{i}\":{}", value(i))).collect::<Vec<_>>().join(",")
    };
    let ten = |field: &str| list(10, |i| format!("{{\"a\":[{i}],\"{field}\":[{i}]}}"));
    let entries = [
        (0, parse(&format!("{{{}}}", members(&|i| format!("[{i}]"))))),
        (1, parse(&format!("{{{}}}", members(&|_| r#"[{"exists":false},{"numeric":["<",299]}]"#.to_owned())))),
        (2, parse(&format!("{{\"f0\":{}}}", list(3_000, |i| format!("\"v{i}\""))))),
        (3, parse(&format!("{{\"f0\":{}}}", list(3_000, |i| format!("{{\"prefix\":\"{i}-\"}}"))))),
        (4, parse(&format!("{{\"$or\":{},\"x\":{{\"$or\":{}}},\"y\":{{\"$or\":{}}}}}", ten("b"), ten("c"), ten("d")))),
        (5, parse(&format!("{{\"f0\":[{{\"anything-but\":{}}}]}}", list(3_000, |i| format!("\"v{i}\""))))),
    ];
    let set = set_of(&entries);
    let mut scratch = Scratch::new();
    for (event, wanted) in [
        (format!("{{{}}}", members(&|i| i.to_string())), vec![0, 5]),
        (format!("{{{}}}", members(&|i| (i % 299).to_string())), vec![1, 5]),
        ("{}".to_owned(), vec![1]),
        (r#"{"f0":"v2999"}"#.to_owned(), vec![2]),
        (r#"{"f0":["2999-","v0"]}"#.to_owned(), vec![2, 3, 5]),
        (r#"{"a":1,"b":1,"x":{"a":2,"c":2},"y":{"a":9,"d":9}}"#.to_owned(), vec![1, 4]),
        (r#"{"a":1,"b":1,"x":{"a":2,"c":2},"y":{"a":9,"d":8}}"#.to_owned(), vec![1]),
    ] {
        assert_eq!(ids(&set, set.matches(event.as_bytes(), &mut scratch)), Ok(wanted), "{}", start(&event));
        check_or_explain(&set, &entries, event.as_bytes(), &mut scratch).unwrap();
    }
}
