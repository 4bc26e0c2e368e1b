//! Asking a schedule when it fires allocates nothing, nor does asking a set what an event matches, once its scratch is warm.
//! What a set takes is what it says.
#![allow(unsafe_code, reason = "only an allocator can count allocations, and implementing one is unsafe")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use rulebridge::{Pattern, PatternSet, Scratch};

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    /// Bytes allocated here, less those freed here.
    static HELD: Cell<isize> = const { Cell::new(0) };
}

fn held(bytes: isize) {
    let _ = HELD.try_with(|held| held.set(held.get() + bytes));
}

struct Counting;

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        held(layout.size() as isize);
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        held(-(layout.size() as isize));
        // SAFETY: `pointer` came from `alloc` above with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How often `work` allocates on this thread.
fn allocations(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.with(Cell::get);
    work();
    ALLOCATIONS.with(Cell::get) - before
}

#[cfg(feature = "schedule")]
#[test]
fn no_question_to_a_schedule_allocates() {
    use chrono::{DateTime, Utc};
    use rulebridge::schedule::{Fold, Schedule, Zone};

    let zone: Zone = "America/New_York".parse().unwrap();
    let start: DateTime<Utc> = "2026-03-07T12:34:56Z".parse().unwrap();
    let end: DateTime<Utc> = "2027-01-01T00:00:00Z".parse().unwrap();
    for text in [
        "cron(*/5 * ? * MON-FRI *)",
        "cron(0 0 29 2 ? *)",
        "cron(0 0 30 2 ? *)",
        "cron(30 2 LW * ? *)",
        "rate(7 hours)",
    ] {
        let schedule = text.parse::<Schedule>().unwrap().starting(start);
        let count = allocations(|| {
            let in_zone = schedule.in_zone(&zone);
            let both = in_zone.clone().with_fold(Fold::Both);
            let _ = (schedule.next_after(start), schedule.previous_before(start), schedule.matches(start));
            let _ = (in_zone.next_after(start), in_zone.previous_before(start), in_zone.matches(start));
            let _ = (schedule.upcoming_after(start).take(500).count(), schedule.preceding(start).take(20).count());
            let _ = (in_zone.between(start, end).take(500).count(), in_zone.preceding(start).take(20).count());
            let _ = both.upcoming_after(start).take(500).count();
        });
        assert_eq!(count, 0, "{text}");
    }
    assert!(allocations(|| drop("cron(0 0 ? * L *)".parse::<Schedule>())) > 0, "the counter counts");
}

/// Rules about envelopes, with every operator.
const RULES: &[&str] = &[
    r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{"state":["running","stopped"]}}"#,
    r#"{"source":[{"prefix":"aws."}],"region":[{"anything-but":["us-east-1","us-east-2"]}]}"#,
    r#"{"source":[{"suffix":".ec2"}],"account":[{"equals-ignore-case":"123456789012"}]}"#,
    r#"{"source":[{"prefix":{"equals-ignore-case":"AWS."}}],"detail":{"path":[{"suffix":{"equals-ignore-case":".JPG"}}]}}"#,
    r#"{"resources":[{"wildcard":"arn:aws:ec2:*:instance/*"}],"detail":{"path":[{"wildcard":"*é*.j*g"}]}}"#,
    r#"{"detail":{"count":[{"numeric":[">",0,"<=",5]},17],"size":[{"numeric":["=",1e3]},{"exists":false}]}}"#,
    r#"{"detail":{"address":[{"cidr":"10.0.0.0/8"},"2001:db8::1"]}}"#,
    r#"{"detail":{"address":[{"anything-but":{"prefix":"10.1"}}],"error":[{"exists":false}]}}"#,
    r#"{"detail":{"state":[{"anything-but":{"suffix":["ing","ed"]}}],"count":[{"anything-but":[1,2]}]}}"#,
    r#"{"detail":{"state":[{"anything-but":{"equals-ignore-case":["RUNNING"]}}]}}"#,
    r#"{"detail":{"path":[{"anything-but":{"wildcard":["*.png","a*z"]}}],"user":[{"exists":true}]}}"#,
    r#"{"detail":{"user":[null,true],"path":[{"exactly":"/é/a.jpg"}]}}"#,
    r#"{"detail":{"items":{"sku":["s-1"],"price":[{"numeric":[">=",10]}],"wrap":[{"exists":false}]}}}"#,
    r#"{"detail":{"items":{"sku":[{"anything-but":"s-1"}],"tags":{"k":["Name"],"v":[{"prefix":"web"}]}}}}"#,
    r#"{"$or":[{"source":["aws.s3"]},{"detail":{"state":["running"]}},{"detail":{"matrix":[3]}}],"version":["0",{"exists":false}]}"#,
    r#"{"detail.state":["run\u006eing"],"nothing":{"of":{"this":[{"exists":false}]}}}"#,
];

/// Events with escapes in keys and strings, arrays of objects, arrays in arrays, and long numbers.
const EVENTS: &[&str] = &[
    r#"{"version":"0","id":"6a7e8feb","source":"aws.ec2","account":"123456789012","region":"eu-west-1",
        "resources":["arn:aws:ec2:eu-west-1:1:instance/i-1"],"detail-type":"EC2 Instance State-change Notification",
        "detail":{"state":"running","count":3,"path":"/\u00e9/a.jpg","user":null,"address":"10.2.3.4"}}"#,
    r#"{"sour\u0063e":"aws\u002eec2","version":"\u0030","\u0064etail":{"st\u0061te":"\ud83d\ude00 stopped",
        "p\u0061th":"caf\u00e9\/x.J\u0050G","user":true}}"#,
    r#"{"source":"app","detail":{"items":[{"sku":"s-1","price":9.99,"tags":[{"k":"Name","v":"db"},{"k":"x","v":"web"}]},
        {"sku":"s-1","price":12.50},{"sku":"s-2","tags":[{"k":"Name","v":"web-1"}],"wrap":true}],"matrix":[[1,[2,[3]]],[],{}]}}"#,
    r#"{"detail":{"count":0.00000000000000000000000000000000000000000000000001234567890123456789012345678901234567890123456789,
        "size":1000.000000000000000000000000000000000000000000000000000000e0,"address":["2001:0DB8:0:0:0:0:0:1","::ffff:10.1.2.3"],
        "matrix":-123456789012345678901234567890123456789012345678901234567890}}"#,
    r#"{"detail":{"state":["running","stopped",null,1,{"x":1},[["ended"]]],"count":[1,2,3],"path":"a\\b\"c\n\ud800",
        "user":[[true]],"error":[]}}"#,
    "{}",
];

fn set(rules: &[&str]) -> PatternSet<usize> {
    let mut builder = PatternSet::builder();
    for (i, rule) in rules.iter().enumerate() {
        builder.insert(i, &rule.parse::<Pattern>().unwrap());
    }
    builder.build().unwrap()
}

#[test]
fn no_event_allocates_with_a_warm_scratch() {
    let all = set(RULES);
    let (start, rest) = RULES.split_at(RULES.len() / 2);
    let mut edit = set(start).edit();
    for (i, rule) in rest.iter().enumerate() {
        edit.insert(start.len() + i, &rule.parse::<Pattern>().unwrap());
    }
    let edited = edit.build().unwrap();
    let merged = edited.merge().unwrap();
    let alone: Vec<_> = RULES.iter().map(|rule| set(&[rule])).collect();
    let mut scratch = Scratch::new();
    for (which, set) in [&all, &edited, &merged].into_iter().chain(&alone).enumerate() {
        let mut matched = [0; 5];
        let mut ask = || {
            matched = [0; 5];
            for event in EVENTS {
                matched[0] += set.matches(event.as_bytes(), &mut scratch).unwrap().count();
                matched[1] += set.matches_trusted(event.as_bytes(), &mut scratch).unwrap().handles().count();
                matched[2] += usize::from(set.is_match(event.as_bytes(), &mut scratch).unwrap());
            }
            let events = || EVENTS.iter().map(|event| event.as_bytes());
            set.matches_batch(events(), &mut scratch, |_, answer| matched[3] += answer.unwrap().count());
            set.matches_batch_trusted(events(), &mut scratch, |_, answer| matched[4] += answer.unwrap().count());
        };
        ask();
        ask();
        assert_eq!(allocations(&mut ask), 0, "set {which}");
        let [one, trusted, any, batch, trusted_batch] = matched;
        assert_eq!([trusted, batch, trusted_batch], [one; 3], "set {which}");
        assert!(any > 0 && (which > 2 || one > 20), "set {which}: {matched:?}");
    }
}

#[test]
fn a_set_takes_what_it_says() {
    for rules in [1, 100, 5_000] {
        let before = HELD.with(Cell::get);
        let mut builder = PatternSet::builder();
        for i in 0..rules {
            let rest = &RULES[i % RULES.len()][1..];
            builder.insert(i, &format!("{{\"id\":[\"id-{i}\"],{rest}").parse::<Pattern>().unwrap());
        }
        let set = builder.build().unwrap();
        let taken = (HELD.with(Cell::get) - before) as usize;
        let said = set.heap_size();
        let near = taken * 9 / 10..=taken * 11 / 10;
        assert!(near.contains(&said), "{rules} rules take {taken} bytes, and heap_size says {said}");

        let mut builder = set.edit();
        assert!(builder.max_heap_size(said * 2).clone().build().is_ok());
        assert!(builder.max_heap_size(said / 2).clone().build().is_err(), "{rules} rules in half of {said} bytes");
        drop((set, builder));
        assert!(HELD.with(Cell::get) - before < 1_000, "bytes are left behind");
    }
}
