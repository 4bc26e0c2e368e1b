#![allow(clippy::string_slice, reason = "a test may panic")]

use proptest::prelude::*;

use super::*;

fn root(file: &str) -> Node {
    let mut roots = read(file).unwrap_or_else(|error| panic!("{error:#}\n{file}"));
    assert_eq!(roots.len(), 1, "{file}");
    roots.remove(0)
}

fn json(file: &str) -> String {
    root(file).to_json(&mut |_| "HOLE".to_owned()).as_str().to_owned()
}

/// What stands at every value and key, in order; lists and objects come before what they hold.
fn places(node: &Node, file: &str) -> Vec<String> {
    let mut found = vec![file[node.span.range()].to_owned()];
    match &node.value {
        Value::List(list) => found.extend(list.iter().flat_map(|item| places(item, file))),
        Value::Map(map) => {
            for entry in map.entries() {
                found.push(file[entry.key_span.range()].to_owned());
                found.extend(places(&entry.value, file));
            }
        }
        _ => {}
    }
    found
}

#[track_caller]
fn check_places(file: &str, expected: &[&str]) {
    assert_eq!(places(&root(file), file), expected, "{file}");
}

/// What every character of a text stands for in the file.
fn parts<'f>(text: &Text, file: &'f str) -> Vec<(char, &'f str)> {
    let chars = text.as_str().char_indices();
    chars.map(|(at, c)| (c, &file[text.source(at..at + c.len_utf8()).range()])).collect()
}

#[track_caller]
fn check_parts(file: &str, expected: &[(char, &str)]) {
    let root = root(file);
    let text = root.as_text().or_else(|| root.as_map()?.entries().next()?.value.as_text()).expect("a string");
    assert_eq!(parts(text, file), expected, "{file}");
}

#[test]
fn values_are_where_they_are_written() {
    let file = "a: x y  # one\n\"b\" : 'z'   # two\nc:\n  - 1\n  -   two\n\n\n# three\nd: {e: [f, 'g' ], h}   \n\n";
    check_places(
        file,
        &[
            "a: x y  # one\n\"b\" : 'z'   # two\nc:\n  - 1\n  -   two\n\n\n# three\nd: {e: [f, 'g' ], h}",
            "a",
            "x y",
            "\"b\"",
            "'z'",
            "c",
            "- 1\n  -   two",
            "1",
            "two",
            "d",
            "{e: [f, 'g' ], h}",
            "e",
            "[f, 'g' ]",
            "f",
            "'g'",
            "h",
            "",
        ],
    );
    assert_eq!(json(file), r#"{"a":"x y","b":"z","c":[1,"two"],"d":{"e":["f","g"],"h":null}}"#);
}

#[test]
fn lists_may_be_indented_like_their_key() {
    check_places(
        "a:\n- b\n- - c\nd:\n# no\n- e: 1\n",
        &["a:\n- b\n- - c\nd:\n# no\n- e: 1", "a", "- b\n- - c", "b", "- c", "c", "d", "- e: 1", "e: 1", "e", "1"],
    );
    check_places("a:\n- - b", &["a:\n- - b", "a", "- - b", "- b", "b"]);
    check_places("a:\n  - - b\n  - []", &["a:\n  - - b\n  - []", "a", "- - b\n  - []", "- b", "b", "[]"]);
    check_places("a: &x\n- [b]", &["a: &x\n- [b]", "a", "- [b]", "[b]", "b"]);
}

#[test]
fn nothing_stands_behind_its_indicator() {
    for (file, expected) in [
        ("a:\nb: # c\n", vec!["a", "b"]),
        ("- # a\n-\n", vec![]),
        ("? # a\n: b", vec!["", "b"]),
        ("[a: , b: ]", vec!["a: ", "a", "b: ", "b"]),
    ] {
        let places = places(&root(file), file);
        let texts: Vec<&str> = places.iter().skip(1).map(String::as_str).filter(|text| !text.is_empty()).collect();
        let expected: Vec<&str> = expected.into_iter().filter(|text| !text.is_empty()).collect();
        assert_eq!(texts, expected.iter().map(|text| text.trim_end()).collect::<Vec<_>>(), "{file}");
    }
    let file = "a:\nb:   # c\nd: e";
    let spans: Vec<Span> = root(file).as_map().unwrap().entries().map(|entry| entry.value.span).collect();
    assert_eq!(spans, [Span::at(2), Span::at(5), Span::new(15, 16)]);
    let file = "-  # a\n-\n- b";
    let spans: Vec<Span> = root(file).as_list().unwrap().iter().map(|node| node.span).collect();
    assert_eq!(spans, [Span::at(1), Span::at(8), Span::new(11, 12)]);
}

#[test]
fn block_scalars_start_with_their_indicator() {
    let file = "a: |  # c | d\n  x\n\n   y\n\n# e\nb: !Sub >-\n  z\n  z2\n\nc:\n  - |2-\n     w\n  - >+\n\n";
    check_places(
        file,
        &[
            file.trim_end(),
            "a",
            "|  # c | d\n  x\n\n   y",
            "b",
            "!Sub >-\n  z\n  z2",
            "!Sub",
            ">-\n  z\n  z2",
            "c",
            "- |2-\n     w\n  - >+",
            "|2-\n     w",
            ">+",
        ],
    );
    check_places("!A # b\n- |\n c", &["!A # b\n- |\n c", "!A", "- |\n c", "|\n c"]);
    assert_eq!(json(file), r#"{"a":"x\n\n y\n","b":{"Fn::Sub":"z z2"},"c":[" w","\n"]}"#);
}

#[test]
fn short_tags_are_the_objects_that_they_stand_for() {
    for (file, expected) in [
        ("!Ref A", r#"{"Ref":"A"}"#),
        ("!Condition A", r#"{"Condition":"A"}"#),
        ("!GetAtt A.Arn", r#"{"Fn::GetAtt":"A.Arn"}"#),
        ("!Sub '${A}'", r#"{"Fn::Sub":"${A}"}"#),
        ("!Sub\n  - ${A}\n  - {A: !Ref B}", r#"{"Fn::Sub":["${A}",{"A":{"Ref":"B"}}]}"#),
        ("!If [A, 1, !Ref 'AWS::NoValue']", r#"{"Fn::If":["A",1,{"Ref":"AWS::NoValue"}]}"#),
        ("!Transform\n  Name: A", r#"{"Fn::Transform":{"Name":"A"}}"#),
        ("!Transform {Name: A}", r#"{"Fn::Transform":{"Name":"A"}}"#),
        ("!Ref", r#"{"Ref":""}"#),
        ("!Ref 12", r#"{"Ref":"12"}"#),
        ("!!str 12", r#""12""#),
        ("!!map {a: !!int '1'}", r#"{"a":1}"#),
        ("! 12", r#""12""#),
        ("!<tag:example.com,2000:a> [b]", "HOLE"),
        ("&a !Ref A", r#"{"Ref":"A"}"#),
        ("!Ref &a A", r#"{"Ref":"A"}"#),
    ] {
        assert_eq!(json(file), expected, "{file}");
    }
    let file = "a: !If   # c\n  - !Ref B\n  - &x !Sub \"c\"  # d\n";
    check_places(
        file,
        &[
            file.split("  # d").next().unwrap(),
            "a",
            "!If   # c\n  - !Ref B\n  - &x !Sub \"c\"",
            "!If",
            "- !Ref B\n  - &x !Sub \"c\"",
            "!Ref B",
            "!Ref",
            "B",
            "!Sub \"c\"",
            "!Sub",
            "\"c\"",
        ],
    );
}

#[test]
fn keys_are_texts() {
    for (file, expected) in [
        ("1: a\ntrue: b\n~: c\n1.50: d", r#"{"1":"a","true":"b","~":"c","1.50":"d"}"#),
        ("? [a, b]\n: c\nd: e", r#"{"":"c","d":"e"}"#),
        ("{a: b}: c", r#"{"":"c"}"#),
        ("? - a\n: - b", r#"{"":["b"]}"#),
        ("? a", r#"{"a":null}"#),
        (": a", r#"{"":"a"}"#),
        ("!Sub a: b", r#"{"a":"b"}"#),
        ("&k a: *k", r#"{"a":"a"}"#),
        ("- &k 1.0\n- *k : b", r#"[1.0,{"1.0":"b"}]"#),
        ("- ? &m {a: 1}\n  : b\n- *m", r#"[{"":"b"},{"a":1}]"#),
        ("[a: b, ? c : d, {e: f}: g]", r#"[{"a":"b"},{"c":"d"},{"":"g"}]"#),
    ] {
        assert_eq!(json(file), expected, "{file}");
    }
    check_places("? [a]   # x\n: c", &["? [a]   # x\n: c", "[a]", "c"]);
}

#[test]
fn an_alias_is_a_copy() {
    let file = "a: &x {b: [1]}\nc: *x\nd: [*x, 2]";
    assert_eq!(json(file), r#"{"a":{"b":[1]},"c":{"b":[1]},"d":[{"b":[1]},2]}"#);
    let copy = root(file).get("c").unwrap().span;
    assert_eq!(&file[copy.range()], "{b: [1]}");
    assert_eq!(json("a: &x [*x]"), r#"{"a":[HOLE]}"#);
    assert_eq!(json("- &x 1\n- &x 2\n- *x"), "[1,2,2]");
}

#[test]
fn merge_keys_give_what_is_not_there_yet() {
    for (file, expected) in [
        ("- &a {b: 1, c: 2}\n- {b: 3, <<: *a, d: 4}", r#"[{"b":1,"c":2},{"c":2,"b":3,"d":4}]"#),
        ("- &a {b: 1}\n- &c {b: 2, d: 3}\n- <<: [*a, *c]\n  e: 4", r#"[{"b":1},{"b":2,"d":3},{"b":1,"d":3,"e":4}]"#),
        ("- &a {b: 1}\n- {<<: *a, <<: {b: 2, c: 3}}", r#"[{"b":1},{"b":1,"c":3}]"#),
        ("{\"<<\": {a: 1}}", r#"{"<<":{"a":1}}"#),
        ("{<<: a}", r#"{"<<":"a"}"#),
        ("{<<: [{a: 1}, 2]}", r#"{"<<":[{"a":1},2]}"#),
        ("{a: 1, a: 2, <<: {a: 3}}", r#"{"a":1,"a":2}"#),
    ] {
        assert_eq!(json(file), expected, "{file}");
    }
}

#[test]
fn what_aliases_stand_for_is_bounded() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..10 {
        let alias = format!("*a{}, ", i - 1).repeat(10);
        bomb.push_str(&format!("a{i}: &a{i} [{alias}]\n"));
    }
    let error = read(&bomb).unwrap_err();
    assert_eq!(error.message(), "the aliases of this file stand for more than 1000000 values");

    let mut deep = String::from("a0: &a0 []\n");
    for i in 1..=10 {
        deep.push_str(&format!("a{i}: &a{i} {}*a{}{}\n", "[".repeat(200), i - 1, "]".repeat(200)));
    }
    assert_eq!(read(&deep).unwrap_err().kind(), ErrorKind::JsonDepth);
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| "- ".repeat(depth);
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    let error = read(&nested(MAX_DEPTH + 1)).unwrap_err();
    assert_eq!((error.kind(), error.span()), (ErrorKind::JsonDepth, Span::new(2_000, 2_001)));
    assert_eq!(read(&"- ".repeat(1_000_000)).unwrap_err().kind(), ErrorKind::JsonDepth);
    assert_eq!(read(&"? ".repeat(1_000_000)).unwrap_err().kind(), ErrorKind::JsonDepth);
    assert!(read(&"[".repeat(1_000_000)).is_err());
    assert!(read(&"{a: ".repeat(1_000_000)).is_err());
    assert!(read(&"!A { b: ".repeat(1_000_000)).is_err());
}

#[test]
fn every_document_has_a_root() {
    let roots = |file: &str| -> Vec<String> {
        read(file).unwrap().iter().map(|root| root.to_json(&mut |_| String::new()).as_str().to_owned()).collect()
    };
    assert_eq!(roots("a: 1\n---\n- b\n...\n---\n|\n c\n"), [r#"{"a":1}"#, r#"["b"]"#, r#""c\n""#]);
    assert_eq!(roots("%YAML 1.2\n---\na\n...\n# end\n"), [r#""a""#]);
    assert_eq!(roots("--- |\n a\n---\n"), [r#""a\n""#, "null"]);
    check_places("...\n\u{feff}|\n a", &["|\n a"]);
    assert_eq!(roots(""), [""; 0]);
    assert_eq!(roots("# nothing\n"), [""; 0]);
}

#[test]
fn places_hold_behind_marks_and_wide_characters() {
    let file = "\u{feff}# é€\r\na€: 'é'\r\n😀: |\r\n  x\r\n\r\nb: c\r\n";
    check_places(file, &["a€: 'é'\r\n😀: |\r\n  x\r\n\r\nb: c", "a€", "'é'", "😀", "|\r\n  x", "b", "c"]);
    assert_eq!(json(file), r#"{"a€":"é","😀":"x\n","b":"c"}"#);
    check_places("\u{feff}a: b", &["a: b", "a", "b"]);
    check_places("\u{feff}|\n a", &["|\n a"]);
}

#[test]
fn characters_of_scalars_are_found() {
    check_parts("a b", &[('a', "a"), (' ', " "), ('b', "b")]);
    check_parts(
        "a \r\n  b\n\n\n c",
        &[('a', "a"), (' ', " \r\n  "), ('b', "b"), ('\n', "\n\n\n "), ('\n', "\n\n\n "), ('c', "c")],
    );
    check_parts("'a''é\n b '", &[('a', "a"), ('\'', "''"), ('é', "é"), (' ', "\n "), ('b', "b"), (' ', " ")]);
    check_parts(
        "\"\\n\\x41\\u20ac\\U0001F600\\_\\N\\L\\\"\\\\\"",
        &[
            ('\n', "\\n"),
            ('A', "\\x41"),
            ('€', "\\u20ac"),
            ('😀', "\\U0001F600"),
            ('\u{a0}', "\\_"),
            ('\u{85}', "\\N"),
            ('\u{2028}', "\\L"),
            ('"', "\\\""),
            ('\\', "\\\\"),
        ],
    );
    check_parts(
        "\"a \\\n  b\\\n\n \\ c\"",
        &[('a', "a"), (' ', " "), ('b', "b"), ('\n', "\\\n\n "), (' ', "\\ "), ('c', "c")],
    );
    check_parts(
        "a: |\n   b\n    c\n\n   d\n\n",
        &[
            ('b', "b"),
            ('\n', "\n   "),
            (' ', " "),
            ('c', "c"),
            ('\n', "\n\n   "),
            ('\n', "\n\n   "),
            ('d', "d"),
            ('\n', ""),
        ],
    );
    check_parts(
        "a: >\r\n  b\r\n  c\r\n\r\n  d\r\n   e\r\n  f",
        &[
            ('b', "b"),
            (' ', "\r\n  "),
            ('c', "c"),
            ('\n', "\r\n\r\n  "),
            ('d', "d"),
            ('\n', "\r\n  "),
            (' ', " "),
            ('e', "e"),
            ('\n', "\r\n  "),
            ('f', "f"),
            ('\n', ""),
        ],
    );
    check_parts("a: |1+\n\n  b\n\n", &[('\n', "\n\n "), (' ', " "), ('b', "b"), ('\n', ""), ('\n', "")]);
}

#[test]
fn errors_say_what_is_wrong_and_where() {
    for (file, message, under) in [
        ("a:\n\tb: c\n", "a tab in the indentation", "b"),
        ("a: b: c", "`:` cannot stand here", ":"),
        ("a: \"b\n", "the closing quote of this string is missing", "\""),
        ("a: \"b\" c\n", "text after the closing quote", "c"),
        ("a: \"\\d\"", "an escape in this string that YAML does not have", "\""),
        ("a: *b", "no anchor of this name stands before it", "*"),
        ("a: [b", "`,` or `]` is missing before this", ""),
        ("a: {b", "`,` or `}` is missing before this", ""),
        ("a: b]", "", ""),
        ("a: @b", "a value cannot start with this character", "@"),
        ("a: %b", "a value cannot start with this character", "%"),
        ("a: 1\n b: 2\n", "`:` cannot stand here", ":"),
        ("a:\n  b: 1\n c: 2\n", "this does not line up with the keys above it", "c"),
        ("- a\nb: c", "this does not line up with the list above it", "b"),
        ("a\nb: c\nd: e", "`:` cannot stand here", ":"),
        ("a: 1\nb\nc: 2\n", "a `:` is missing before this, behind a key", "c"),
        ("a: - b", "a list cannot start here", "-"),
        ("é: 'x", "the closing quote of this string is missing", "'"),
        ("a: \0", "a NUL character", "\0"),
        (&"[".repeat(300), "brackets are nested more than 255 deep", "["),
    ] {
        match read(file) {
            Ok(_) => assert_eq!(message, "", "{file}"),
            Err(error) => {
                assert_eq!((error.message(), &file[error.span().range()]), (message, under), "{file}");
                assert_eq!(error.kind(), ErrorKind::YamlSyntax);
            }
        }
    }
    let error = read("a:\n\tb: c\n").unwrap_err();
    assert_eq!(error.help(), Some("indent with spaces: YAML takes no tabs there"));
}

/// Pieces of which scalars are made: letters and digits stand for themselves in all of them.
const WORDS: [&str; 12] = ["a", "Z9", "bc d", "é", "😀x", " ", "  ", "-", "{1}", "${A}", ",", "."];
const BREAKS: [&str; 4] = ["\n", "\n\n", " \n", "\n \n\n"];
const ESCAPES: [&str; 8] = ["\\n", "\\\"", "\\\\", "\\x2e", "\\u20ac", "\\U0001F600", "\\_", " \\\n"];

fn pieces(pool: Vec<&'static str>) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(pool), 1..12).prop_map(|pieces| pieces.concat())
}

/// Every letter and digit of the only string of a file stands where it is written.
fn check_letters(file: &str) {
    let root = root(file);
    let node = &root.as_map().unwrap().get("key").unwrap().as_list().unwrap()[0];
    let Some(text) = node.as_text() else { return };
    let written = &file[node.span.range()];
    let mut last = node.span.start;
    for (c, source) in text.as_str().char_indices().map(|(at, c)| (c, text.source(at..at + c.len_utf8()))) {
        assert!(source.start >= last && source.end <= node.span.end, "{c:?} of {written:?} in {file:?}");
        last = source.start;
        if c.is_alphanumeric() && !matches!(c, '€' | '😀') {
            assert_eq!(&file[source.range()], c.to_string(), "{text:?} in {file:?}");
        }
    }
    let count = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric()).count();
    let is_escaped = written.contains('\\') || written.starts_with(['|', '>']);
    assert!(is_escaped || count(text.as_str()) == count(written), "{written:?} in {file:?}");
}

/// A file with this scalar, whose lines but the first are indented.
fn file_with(scalar: &str, crlf: bool, tag: &str) -> String {
    let scalar = scalar.replace('\n', "\n    ");
    let file = format!("# é\nkey: # of a list\n  - {tag}{scalar}\n  - 1 # x\nnext: 2\n");
    if crlf { file.replace('\n', "\r\n") } else { file }
}

fn tags() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec!["", "!!str ", "&a ", "&a !!str ", "!!str # c\n    "])
}

/// What is in a file in this order stands in it in this order, one behind the other.
fn check_order(nodes: &[Node], start: usize, end: usize) {
    let mut at = start;
    for node in nodes {
        assert!(at <= node.span.start && node.span.start <= node.span.end && node.span.end <= end, "{:?}", node.span);
        at = node.span.end;
        match &node.value {
            Value::List(list) => check_order(list, node.span.start, node.span.end),
            Value::Map(map) => {
                let mut at = node.span.start;
                for entry in map.entries() {
                    assert!(at <= entry.key_span.start && entry.key_span.start <= entry.key_span.end);
                    check_order(std::slice::from_ref(&entry.value), entry.key_span.end, node.span.end);
                    at = entry.value.span.end;
                }
            }
            _ => {}
        }
    }
}

#[test]
fn an_empty_item_stands_behind_its_indicator() {
    let file = "b: \n- ";
    let root = root(file);
    let list = root.get("b").unwrap();
    assert_eq!((list.span, list.as_list().unwrap()[0].span), (Span::new(4, 5), Span::at(5)));
}

proptest! {
    #[test]
    fn letters_of_plain_scalars_are_found(
        text in pieces([&WORDS[..6], &WORDS[7..10], &BREAKS[..]].concat()), crlf: bool, tag in tags()
    ) {
        check_letters(&file_with(&format!("x{text}y"), crlf, tag));
    }

    #[test]
    fn letters_of_quoted_scalars_are_found(
        single in pieces([&WORDS[..], &BREAKS[..], &["''", "\"", "\\", "# ", ": "]].concat()),
        double in pieces([&WORDS[..], &BREAKS[..], &ESCAPES[..], &["'", "# ", ": "]].concat()),
        crlf: bool,
        tag in tags(),
    ) {
        check_letters(&file_with(&format!("'{single}'"), crlf, tag));
        check_letters(&file_with(&format!("\"{double}\" # c"), crlf, tag));
    }

    #[test]
    fn letters_of_block_scalars_are_found(
        lines in pieces([&WORDS[..], &BREAKS[..], &["\n  ", "\t", "'", "# ", ": ", "\\"]].concat()),
        header in "[|>]([-+]?|1[-+]?|[-+]1)( # c)?",
        crlf: bool,
        tag in tags(),
    ) {
        // The first line is as far in as all that follow it.
        let (header, lines) = match header.contains('1') {
            true => (header.replace('1', "2"), lines),
            false => (header, format!("x{lines}")),
        };
        check_letters(&file_with(&format!("{header}\n{lines}"), crlf, tag));
    }

    #[test]
    fn no_file_makes_the_reader_panic(
        text in pieces(["a", "b: ", ": ", "- ", "? ", "\n", "\n  ", "\n    ", "\t", "[", "]", "{", "}", ",", "'", "\"", "\\", "|",
            ">", "|2", "!Sub ", "!", "&a ", "*a", "<<: ", "#", " # é", "---\n", "...\n", "%", "\r\n", "\u{feff}", "\0", "😀"].to_vec())
    ) {
        if let Ok(roots) = read(&text) {
            roots.iter().for_each(|root| drop(places(root, &text)));
            if !text.contains('*') && !text.contains("<<") {
                check_order(&roots, 0, text.len());
            }
        }
    }
}
