//! Sets of patterns.

use std::sync::LazyLock;

use rulebridge::{PatternSet, Scratch};

use crate::agreement::{Entry, check_or_explain, entries, set_of};
use crate::generate::pools::{NEIGHBOURS, PLAIN};
use crate::generate::sets::crowd;

/// Patterns and events made from the bytes: a set answers what its patterns answer one by one, as built, edited, and merged.
///
/// The first bytes say which texts the patterns are made of, how many of them are there from the start, and which are removed.
pub fn set_oracle(data: &[u8]) {
    let (&[pools, from_start, removed, again], bytes) = data.split_first_chunk().unwrap_or((&[0; 4], &[]));
    let pools = if pools % 2 == 0 { &PLAIN } else { &NEIGHBOURS };
    let crowd = crowd(bytes, pools, 12, 2);
    let all = entries(&crowd.patterns);
    let (start, later) = all.split_at(usize::from(from_start) % (all.len() + 1));

    let mut builder = PatternSet::builder();
    let mut held: Vec<_> = start.iter().map(|entry| (builder.insert(entry.0, &entry.1), entry.clone())).collect();
    let first = builder.build().unwrap();
    let mut edit = first.edit();
    held.extend(later.iter().map(|entry| (edit.insert(entry.0, &entry.1), entry.clone())));
    for remove in [removed, again] {
        // Beyond the entries there is nothing to remove.
        if usize::from(remove) < held.len() {
            let (handle, _) = held.remove(usize::from(remove));
            assert!(edit.remove(handle) && !edit.remove(handle));
        }
    }
    let edited = edit.build().unwrap();
    let merged = edited.merge().unwrap();
    assert_eq!(merged.unmerged(), 0);
    let left: Vec<Entry> = held.into_iter().map(|(_, entry)| entry).collect();

    let mut scratch = Scratch::new();
    for event in &crowd.events {
        let sets = [
            ("built", &set_of(&all), &all[..]),
            ("edited", &edited, &left),
            ("merged", &merged, &left),
            ("first", &first, start),
        ];
        for (which, set, entries) in sets {
            let checked = check_or_explain(set, entries, event.as_bytes(), &mut scratch);
            checked.unwrap_or_else(|difference| panic!("{which}: {difference}"));
        }
    }
}

/// Something of everything, over fields that have keys in common.
const RICH: &[&str] = &[
    r#"{"a":["x",1,null]}"#,
    r#"{"a":[{"prefix":"ab"},{"suffix":"yz"},{"numeric":[">",0,"<=",100]}]}"#,
    r#"{"a":{"b":[{"anything-but":["x",""]}],"c":[{"exists":false}]}}"#,
    r#"{"a.b":[{"equals-ignore-case":"straße"},{"wildcard":"*a*b"}]}"#,
    r#"{"ab":[{"cidr":"10.0.0.0/8"},"2001:db8::1"],"b":[{"exists":true}]}"#,
    r#"{"b":[{"anything-but":{"wildcard":["a*","*b"]}}]}"#,
    r#"{"detail":{"state":["running"],"items":{"k":[1],"v":[2]}}}"#,
    r#"{"detail":{"items":{"k":[{"exists":true}],"v":[{"exists":false}]}}}"#,
    r#"{"$or":[{"detail":{"state":[{"prefix":{"equals-ignore-case":"R"}}]}},{"detail-type":["T"]}],"a":[{"exists":false}]}"#,
    r#"{"detail":{"a":{"b":{"c":[true]}}},"é\"\\":["\n"]}"#,
    r#"{"":{"":[0]}}"#,
    r#"{"detail-type":[{"anything-but":5}],"detail":[{"exists":false}]}"#,
];

/// Any bytes as an event to a fixed set: taken or refused as the patterns do; trusted, at least no panic, and the same answer where
/// the event names every path once; and the scratch is as good as before.
pub fn set_trusted(data: &[u8]) {
    static SET: LazyLock<(PatternSet<usize>, Vec<Entry>)> = LazyLock::new(|| {
        let entries = entries(RICH);
        (set_of(&entries), entries)
    });
    const PLAIN: &[u8] = br#"{"detail-type":"T","detail":{"state":"running","items":[{"k":1,"v":2},{"k":0}]},"b":["c"],"ab":"10.1.1.1"}"#;

    let (set, entries) = &*SET;
    assert_eq!(entries.len(), RICH.len());
    let mut scratch = Scratch::new();
    for event in [data, PLAIN, data] {
        check_or_explain(set, entries, event, &mut scratch).unwrap_or_else(|difference| panic!("{difference}"));
    }
}
