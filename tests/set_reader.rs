//! How a set reads events: it takes and refuses what a pattern takes and refuses, with the same error, wherever in the text it
//! stands. Readers that take 16, 32 or 64 bytes at a time go wrong where such blocks meet, so everything is moved across a block.

#[path = "support/agreement.rs"]
mod agreement;
mod oracle;

use std::fs;
use std::path::Path;

use agreement::{Entry, check_against, check_or_explain, entries, one_by_one, set_of};
use rulebridge::{PatternSet, Scratch};
use toml::Table;

/// One block and a bit more.
const SHIFTS: usize = 67;

/// Sets that look for nothing, for little, and for much of what the events here have.
fn readers() -> Vec<(PatternSet<usize>, Vec<Entry>)> {
    let texts: [&[&str]; 3] = [
        &[],
        &[r#"{"zz":[1]}"#],
        &[
            r#"{"a":[{"exists":true}]}"#,
            r#"{"a":{"b":[{"anything-but":["x",""]}]}}"#,
            r#"{"b":["x",1,null,{"exists":false}]}"#,
            r#"{"detail":{"k":[{"prefix":"v"},{"numeric":[">",0]}],"z":[{"exists":false}]}}"#,
            r#"{"detail":{"list":{"x":[1],"y":[{"suffix":"é"}]}}}"#,
            r#"{"é\"":["\\"]}"#,
        ],
    ];
    let entries = texts.map(entries);
    entries.into_iter().map(|entries| (set_of(&entries), entries)).collect()
}

/// Asks all readers about an event.
fn check(readers: &[(PatternSet<usize>, Vec<Entry>)], event: &[u8], vouched: bool, scratch: &mut Scratch) {
    for (set, entries) in readers {
        let wanted = one_by_one(entries, |pattern| pattern.matches(event));
        if let Err(difference) = check_against(set, &wanted, event, vouched, scratch) {
            panic!("{difference}\nevent: {}\npatterns: {entries:?}", String::from_utf8_lossy(event));
        }
    }
}

/// Everything that the corpus has against readers.
fn hard_events() -> Vec<Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut events = Vec::new();
    for file in fs::read_dir(corpus.join("pattern")).unwrap() {
        let file: Table = fs::read_to_string(file.unwrap().path()).unwrap().parse().unwrap();
        for case in file["case"].as_array().unwrap() {
            let list = |key| case.get(key).and_then(toml::Value::as_array).into_iter().flatten();
            let bad = list("bad_events").filter_map(|bad| bad.get("event"));
            let hard = list("matches").filter(|_| case.get("bytes_only").is_some());
            events.extend(bad.chain(hard).map(|event| event.as_str().unwrap().as_bytes().to_vec()));
        }
    }
    events.extend(
        fs::read_dir(corpus.join("fuzz/json_reader")).unwrap().map(|seed| fs::read(seed.unwrap().path()).unwrap()),
    );
    events.retain(|event| event.len() < 2_000);
    assert!(events.len() > 200, "{} events", events.len());
    events
}

#[test]
fn hard_events_anywhere_in_a_block() {
    let readers = readers();
    let mut scratch = Scratch::new();
    for event in hard_events() {
        let vouched = oracle::may_be_trusted(&event);
        let brace = event.iter().position(|byte| !b" \t\r\n".contains(byte)).filter(|&at| event[at] == b'{');
        for shift in 0..SHIFTS {
            let blanks = [" ".repeat(shift).as_bytes(), &event].concat();
            check(&readers, &blanks, vouched, &mut scratch);
            if let Some(at) = brace {
                let member = format!("\"pad\":\"{}\",", "-".repeat(shift));
                let moved = [&event[..=at], member.as_bytes(), &event[at + 1..]].concat();
                // An empty object has no place for one more member and a comma.
                check(&readers, &moved, vouched && oracle::may_be_trusted(&moved), &mut scratch);
            }
        }
    }
}

/// An event with something of everything, in more than a few blocks.
const EVENT: &str = r#"{"id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","a":[1, -2.5e+10,"x",{"b":"\u0078y"}],"n":null,
"resources":["arn:aws:ec2:us-east-1:123456789012:instance\/i-1","[{\"}]"],"t":true,"f":false,"":{"":[[],{}]},"é\"":"\\",
"detail":{"k":"v\\\\","list":[{"x":1,"y":"é"},{"y":"\ud83d\ude00 and é"},{"x":0.10}],"skipped":{"deep":[[{"k":["}"]}]],"n":1e400}},"b":"x"} "#;

#[test]
fn an_event_cut_at_every_byte() {
    let readers = readers();
    let mut scratch = Scratch::new();
    assert!(oracle::may_be_trusted(EVENT.as_bytes()));
    for end in 0..=EVENT.len() {
        let (start, rest) = EVENT.as_bytes().split_at(end);
        check(&readers, start, oracle::may_be_trusted(start), &mut scratch);
        check(&readers, rest, oracle::may_be_trusted(rest), &mut scratch);
        check(&readers, &[EVENT.as_bytes(), start].concat(), end == 0, &mut scratch);
    }
}

#[test]
fn every_byte_of_an_event_made_another() {
    let readers = readers();
    let mut scratch = Scratch::new();
    let others = b"\"\\{}[],:0e.-+ \n\t\x00\x1fux/n\x7f\x80\xbf\xc0\xc3\xe2\xed\xf0\xf5\xff";
    for at in 0..EVENT.len() {
        for &other in others {
            let mut event = EVENT.as_bytes().to_vec();
            event[at] = other;
            check(&readers, &event, oracle::may_be_trusted(&event), &mut scratch);
        }
        let mut event = EVENT.as_bytes().to_vec();
        event.insert(at, event[at]);
        check(&readers, &event, oracle::may_be_trusted(&event), &mut scratch);
        event.drain(at..at + 2);
        check(&readers, &event, oracle::may_be_trusted(&event), &mut scratch);
    }
}

#[test]
fn backslashes_before_a_quote() {
    let readers = readers();
    let mut scratch = Scratch::new();
    for shift in 0..SHIFTS {
        for backslashes in (0..40).chain([63, 64, 65, 127, 128, 129]) {
            let (pad, backslashes) = ("-".repeat(shift), "\\".repeat(backslashes));
            for rest in ["\",\"a\":\"{\"}", "\",\"b\":\"x\"} \"}", "u0041\",\"a\":1}", "\"}"] {
                let event = format!("{{\"{pad}\":\"{backslashes}{rest}");
                check(&readers, event.as_bytes(), oracle::may_be_trusted(event.as_bytes()), &mut scratch);
            }
        }
    }
}

/// Characters of two to four bytes, whole and broken, across a block.
#[test]
fn characters_where_blocks_meet() {
    let readers = readers();
    let mut scratch = Scratch::new();
    for shift in 0..SHIFTS {
        for text in ["é", "€", "😀", "\u{7ff}", "\u{800}", "\u{ffff}", "\u{10000}", "\u{10ffff}", "\u{d7ff}\u{e000}"]
        {
            let event = format!("{{\"a\":\"{}{text}\",\"b\":\"x\"}}", "-".repeat(shift));
            check(&readers, event.as_bytes(), true, &mut scratch);
            for at in 0..text.len() {
                let mut broken = event.clone().into_bytes();
                broken[6 + shift + at] ^= 0x40;
                check(&readers, &broken, false, &mut scratch);
                broken.remove(6 + shift + at);
                check(&readers, &broken, false, &mut scratch);
            }
        }
        let broken: [&[u8]; 7] = [
            b"\xc0\x80",
            b"\xc1\xbf",
            b"\xe0\x9f\xbf",
            b"\xed\xa0\x80",
            b"\xf0\x8f\xbf\xbf",
            b"\xf4\x90\x80\x80",
            b"\xf8\x88\x80\x80\x80",
        ];
        for bytes in broken {
            let pad = "-".repeat(shift);
            check(&readers, &[b"{\"zzz\":\"", pad.as_bytes(), bytes, b"\"}"].concat(), false, &mut scratch);
            check(&readers, &[b"{\"", pad.as_bytes(), bytes, b"\":1}"].concat(), false, &mut scratch);
            check(&readers, &[b"{\"a\":1}", pad.replace('-', " ").as_bytes(), bytes].concat(), false, &mut scratch);
        }
    }
}

/// Text that no careless comparison tells from another of the same length.
fn text(length: usize, salt: usize) -> String {
    (0..length).map(|i| char::from(b'a' + ((i * 7 + i / 8 + salt) % 26) as u8)).collect()
}

#[test]
fn keys_and_strings_of_every_length() {
    let patterns: Vec<String> = (0..70)
        .flat_map(|length| {
            let key = text(length, 0);
            [
                format!("{{\"{key}\":[\"{}\"]}}", text(length, 1)),
                format!("{{\"{key}\":[{{\"prefix\":\"{}\"}}]}}", text(length, 1)),
                format!("{{\"{key}\":{{\"{}\":[1,true]}}}}", text(length, 2)),
            ]
        })
        .collect();
    let entries = entries(&patterns);
    assert_eq!(entries.len(), patterns.len());
    let set = set_of(&entries);
    let mut scratch = Scratch::new();
    let escaped = |text: &str| text.bytes().map(|byte| format!("\\u{byte:04x}")).collect::<String>();
    for length in 0..70 {
        let (key, value, inner) = (text(length, 0), text(length, 1), text(length, 2));
        let changed = format!("{}_", &value[..length.saturating_sub(1)]);
        let first_escaped = format!("{}{}", escaped(&value[..length.min(1)]), &value[length.min(1)..]);
        for value in [&value, &changed, &format!("{value}_"), &escaped(&value), &first_escaped, &format!("{value}\\n")]
        {
            for key in [&key, &escaped(&key), &format!("{key}_"), &format!("_{}", key.get(1..).unwrap_or_default())] {
                let event = format!("{{\"pad\":0,\"{key}\":\"{value}\"}}");
                check_or_explain(&set, &entries, event.as_bytes(), &mut scratch).unwrap();
            }
        }
        for number in ["1", "1.0", "10e-1", "true", "2", "\"1\"", "1.00000000000000000000000000000000000000"] {
            let event = format!("{{\"{key}\":{{\"{inner}\":{number}}}}}");
            check_or_explain(&set, &entries, event.as_bytes(), &mut scratch).unwrap();
        }
    }
    let siblings: Vec<String> =
        (0..70).map(|length| format!("\"{}\":\"{}\"", text(length, 0), text(length, 1))).collect();
    for event in [format!("{{{}}}", siblings.join(",")), format!("{{{} }}", siblings.join(" , "))] {
        check_or_explain(&set, &entries, event.as_bytes(), &mut scratch).unwrap();
    }
}
