//! Local time: skipped and repeated hours, and zones that are unlike most.

use super::{check, check_end, instant, schedule, utc, zone};

/// 2026: 02:00 becomes 03:00 on 8 March, 02:00 becomes 01:00 on 1 November.
fn new_york() -> impl Fn(i64) -> i32 {
    zone(-18_000, &[("2026-03-08T07:00:00", -14_400), ("2026-11-01T06:00:00", -18_000)])
}

#[test]
fn instants_of_the_tests() {
    assert_eq!(instant("1970-01-01T00:00:00"), 0);
    assert_eq!(instant("2000-03-01T00:00:00"), 951_868_800);
    assert_eq!(instant("2026-01-01T00:00:00"), 1_767_225_600);
    assert_eq!(instant("2199-12-31T00:00:00"), 7_258_032_000);
    for (days, date) in super::super::calendar::dates().iter().enumerate() {
        let text = format!("{}-{}-{}T0:0:0", date.year, date.month, date.day);
        assert_eq!(i64::try_from(days).unwrap() * 86_400, instant(&text));
    }
}

#[test]
fn skipped_hour() {
    let ny = new_york();
    check(
        "cron(30 2 * * ? *)",
        &ny,
        false,
        "2026-03-07T00:00:00",
        &["2026-03-07T07:30:00", "2026-03-09T06:30:00", "2026-03-10T06:30:00"],
    );
    check(
        "cron(0/30 1-3 * * ? *)",
        &ny,
        false,
        "2026-03-08T00:00:00",
        &[
            "2026-03-08T06:00:00",
            "2026-03-08T06:30:00",
            "2026-03-08T07:00:00",
            "2026-03-08T07:30:00",
            "2026-03-09T05:00:00",
        ],
    );
    // The only date it could fire on.
    check_end("cron(30 2 8 3 ? 2026)", &ny, "2026-01-01T00:00:00");
    assert!(schedule("cron(30 2 8 3 ? 2026)").ever_fires());
    assert_eq!(schedule("cron(30 2 8 3 ? 2026)").next_after(0, &ny, true), None);
    check_end("at(2026-03-08T02:30:00)", &ny, "2026-01-01T00:00:00");
    check_end("at(2026-03-08T02:00:00)", &ny, "2026-01-01T00:00:00");
    check("at(2026-03-08T03:00:00)", &ny, false, "2026-01-01T00:00:00", &["2026-03-08T07:00:00"]);
    check("at(2026-03-08T01:59:59)", &ny, false, "2026-01-01T00:00:00", &["2026-03-08T06:59:59"]);
}

#[test]
fn repeated_hour() {
    let ny = new_york();
    let eve = "2026-10-31T12:00:00";
    check("cron(30 1 * * ? *)", &ny, false, eve, &["2026-11-01T05:30:00", "2026-11-02T06:30:00"]);
    check("cron(30 1 * * ? *)", &ny, true, eve, &["2026-11-01T05:30:00", "2026-11-01T06:30:00", "2026-11-02T06:30:00"]);
    // One empty hour.
    check(
        "cron(*/15 0-2 * * ? *)",
        &ny,
        false,
        "2026-11-01T05:00:00",
        &[
            "2026-11-01T05:15:00",
            "2026-11-01T05:30:00",
            "2026-11-01T05:45:00",
            "2026-11-01T07:00:00",
            "2026-11-01T07:15:00",
        ],
    );
    check(
        "cron(*/15 0-2 * * ? *)",
        &ny,
        true,
        "2026-11-01T05:30:00",
        &[
            "2026-11-01T05:45:00",
            "2026-11-01T06:00:00",
            "2026-11-01T06:15:00",
            "2026-11-01T06:30:00",
            "2026-11-01T06:45:00",
            "2026-11-01T07:00:00",
        ],
    );
    // A start inside the second pass does not fire again.
    let after = schedule("cron(30 1 * * ? *)").next_after(instant("2026-11-01T06:10:00"), &ny, false);
    assert_eq!(after, Some(instant("2026-11-02T06:30:00")));
    let before = schedule("cron(30 1 * * ? *)").previous_before(instant("2026-11-01T06:45:00"), &ny, false);
    assert_eq!(before, Some(instant("2026-11-01T05:30:00")));
    let minutely = schedule("cron(* * * * ? *)");
    assert_eq!(minutely.next_after(instant("2026-11-01T05:59:00"), &ny, false), Some(instant("2026-11-01T07:00:00")));
    assert_eq!(minutely.next_after(instant("2026-11-01T06:20:30"), &ny, false), Some(instant("2026-11-01T07:00:00")));
    assert_eq!(
        minutely.previous_before(instant("2026-11-01T07:00:00"), &ny, false),
        Some(instant("2026-11-01T05:59:00"))
    );
    assert!(!minutely.fires_at(instant("2026-11-01T06:00:00"), &ny, false));
    assert!(minutely.fires_at(instant("2026-11-01T06:00:00"), &ny, true));
    // `at` fires once, whatever the option says.
    for both in [false, true] {
        check("at(2026-11-01T01:30:00)", &ny, both, eve, &["2026-11-01T05:30:00"]);
        let at = schedule("at(2026-11-01T01:30:00)");
        assert!(!at.fires_at(instant("2026-11-01T06:30:00"), &ny, both));
        assert_eq!(at.next_after(instant("2026-11-01T05:30:00"), &ny, both), None);
        assert_eq!(at.previous_before(instant("2026-11-01T09:00:00"), &ny, both), Some(instant("2026-11-01T05:30:00")));
    }
}

/// The clocks move by half an hour.
#[test]
fn lord_howe() {
    let lord_howe = zone(39_600, &[("2026-04-04T15:00:00", 37_800), ("2026-10-03T15:30:00", 39_600)]);
    // 02:00 becomes 01:30 on 5 April.
    check(
        "cron(45 1 * * ? *)",
        &lord_howe,
        false,
        "2026-04-04T12:00:00",
        &["2026-04-04T14:45:00", "2026-04-05T15:15:00"],
    );
    check(
        "cron(45 1 * * ? *)",
        &lord_howe,
        true,
        "2026-04-04T12:00:00",
        &["2026-04-04T14:45:00", "2026-04-04T15:15:00"],
    );
    check("cron(15 1 5 4 ? *)", &lord_howe, true, "2026-04-04T12:00:00", &["2026-04-04T14:15:00"]);
    check(
        "cron(*/15 1-2 5 4 ? *)",
        &lord_howe,
        false,
        "2026-04-04T14:00:00",
        &["2026-04-04T14:15:00", "2026-04-04T14:30:00", "2026-04-04T14:45:00", "2026-04-04T15:30:00"],
    );
    // 02:00 becomes 02:30 on 4 October.
    check(
        "cron(15,45 2 * * ? *)",
        &lord_howe,
        false,
        "2026-10-03T00:00:00",
        &["2026-10-03T15:45:00", "2026-10-04T15:15:00", "2026-10-04T15:45:00"],
    );
}

/// Offsets of 12:45 and 13:45; the clocks move at 02:45 and 03:45.
#[test]
fn chatham() {
    let chatham = zone(49_500, &[("2026-04-04T14:00:00", 45_900), ("2026-09-26T14:00:00", 49_500)]);
    check("cron(0 3 * * ? *)", &chatham, false, "2026-04-04T00:00:00", &["2026-04-04T13:15:00", "2026-04-05T14:15:00"]);
    check("cron(0 3 * * ? *)", &chatham, true, "2026-04-04T00:00:00", &["2026-04-04T13:15:00", "2026-04-04T14:15:00"]);
    check(
        "cron(30,45 2,3 * * ? *)",
        &chatham,
        false,
        "2026-09-26T13:00:00",
        &[
            "2026-09-26T13:45:00", // 02:30; 02:45 and 03:30 are skipped
            "2026-09-26T14:00:00", // 03:45
            "2026-09-27T12:45:00",
        ],
    );
}

/// Midnight is skipped on 8 March; 01:00 becomes 00:00 on 1 November.
#[test]
fn havana() {
    let havana = zone(-18_000, &[("2026-03-08T05:00:00", -14_400), ("2026-11-01T05:00:00", -18_000)]);
    check("cron(0 0 * * ? *)", &havana, false, "2026-03-07T00:00:00", &["2026-03-07T05:00:00", "2026-03-09T04:00:00"]);
    check("cron(0 0 ? * SUN *)", &havana, false, "2026-03-01T12:00:00", &["2026-03-15T04:00:00"]);
    check("cron(0 1 ? * SUN *)", &havana, false, "2026-03-01T12:00:00", &["2026-03-08T05:00:00"]);
    check("cron(0 0 * * ? *)", &havana, false, "2026-10-31T12:00:00", &["2026-11-01T04:00:00", "2026-11-02T05:00:00"]);
    check("cron(0 0 * * ? *)", &havana, true, "2026-10-31T12:00:00", &["2026-11-01T04:00:00", "2026-11-01T05:00:00"]);
}

/// Midnight becomes 23:00 of the day before.
#[test]
fn sao_paulo() {
    let sao_paulo = zone(-7_200, &[("2018-02-18T02:00:00", -10_800)]);
    check(
        "cron(30 23 * * ? *)",
        &sao_paulo,
        false,
        "2018-02-17T12:00:00",
        &["2018-02-18T01:30:00", "2018-02-19T02:30:00"],
    );
    check(
        "cron(30 23 * * ? *)",
        &sao_paulo,
        true,
        "2018-02-17T12:00:00",
        &["2018-02-18T01:30:00", "2018-02-18T02:30:00"],
    );
    check("cron(0 0 * * ? *)", &sao_paulo, true, "2018-02-17T12:00:00", &["2018-02-18T03:00:00"]);
}

/// There was no 30 December 2011.
#[test]
fn apia() {
    let apia = zone(-36_000, &[("2011-12-30T10:00:00", 50_400), ("2012-03-31T14:00:00", 46_800)]);
    check(
        "cron(0 12 * * ? *)",
        &apia,
        false,
        "2011-12-28T00:00:00",
        &[
            "2011-12-28T22:00:00",
            "2011-12-29T22:00:00",
            "2011-12-30T22:00:00", // 31 December
            "2011-12-31T22:00:00",
        ],
    );
    check("cron(0 0 ? * FRI *)", &apia, false, "2011-12-24T00:00:00", &["2012-01-05T10:00:00"]);
    check("cron(59 23 29 12 ? 2011)", &apia, false, "2011-12-28T00:00:00", &["2011-12-30T09:59:00"]);
    check("cron(0 0 31 12 ? 2011)", &apia, false, "2011-12-28T00:00:00", &["2011-12-30T10:00:00"]);
    check_end("cron(* * 30 12 ? 2011)", &apia, "2011-12-28T00:00:00");
    check_end("at(2011-12-30T12:00:00)", &apia, "2011-12-28T00:00:00");
    check("at(2011-12-31T00:00:00)", &apia, false, "2011-12-28T00:00:00", &["2011-12-30T10:00:00"]);
}

/// No zone did this after 1969, when Kwajalein went back by 23 hours.
#[test]
fn a_repeated_day() {
    let zone = zone(39_600, &[("2026-06-01T13:00:00", -43_200)]); // 2 June, 00:00, becomes 1 June, 01:00
    check(
        "cron(0 0,12 1,2 6 ? *)",
        &zone,
        false,
        "2026-05-31T12:00:00",
        &["2026-05-31T13:00:00", "2026-06-01T01:00:00", "2026-06-02T12:00:00", "2026-06-03T00:00:00"],
    );
    check(
        "cron(0 12 1,2 6 ? *)",
        &zone,
        true,
        "2026-05-31T12:00:00",
        &["2026-06-01T01:00:00", "2026-06-02T00:00:00", "2026-06-03T00:00:00"],
    );
    check("at(2026-06-01T01:00:00)", &zone, true, "2026-05-01T00:00:00", &["2026-05-31T14:00:00"]);
}

/// From 5:30 to 5:45 at the start of 1986.
#[test]
fn kathmandu() {
    let kathmandu = zone(19_800, &[("1985-12-31T18:30:00", 20_700)]);
    check(
        "cron(0,15 0 * * ? *)",
        &kathmandu,
        false,
        "1985-12-30T19:00:00",
        &[
            "1985-12-31T18:30:00", // 00:15; midnight is skipped
            "1986-01-01T18:15:00",
            "1986-01-01T18:30:00",
        ],
    );
    check("cron(0 12 * * ? *)", &kathmandu, false, "2026-01-01T00:00:00", &["2026-01-01T06:15:00"]);
}

/// At -0:44:30 until 1972-01-07T00:44:30 UTC, when midnight became 00:44:30.
#[test]
fn monrovia() {
    let monrovia = zone(-2_670, &[("1972-01-07T00:44:30", 0)]);
    check(
        "cron(58,59,0,44,45 0,23 6,7 1 ? 1972)",
        &monrovia,
        false,
        "1972-01-07T00:40:00",
        &[
            "1972-01-07T00:42:30", // 23:58
            "1972-01-07T00:43:30",
            "1972-01-07T00:45:00", // 00:00 and 00:44 are skipped
            "1972-01-07T00:58:00",
        ],
    );
    check("cron(0 0 1 1 ? 1970)", &monrovia, false, "1969-12-31T00:00:00", &["1970-01-01T00:44:30"]);
    check(
        "cron(* * * * ? *)",
        &monrovia,
        false,
        "1972-01-07T00:42:30",
        &["1972-01-07T00:43:30", "1972-01-07T00:45:00", "1972-01-07T00:46:00"],
    );
    check("at(1972-01-06T23:59:59)", &monrovia, false, "1972-01-01T00:00:00", &["1972-01-07T00:44:29"]);
    check("at(1972-01-07T00:44:30)", &monrovia, false, "1972-01-01T00:00:00", &["1972-01-07T00:44:30"]);
    check_end("at(1972-01-07T00:44:29)", &monrovia, "1972-01-01T00:00:00");
}

/// The last fires before the end of 2199, in the zones furthest from UTC.
#[test]
fn the_last_day() {
    let east = |_| 50_400;
    let west = |_| -43_200;
    check("cron(0 12 31 12 ? 2199)", &east, false, "2026-01-01T00:00:00", &["2199-12-30T22:00:00"]);
    check("cron(59 23 31 12 ? 2199)", &west, false, "2026-01-01T00:00:00", &["2200-01-01T11:59:00"]);
    check_end("cron(0 0 * * ? *)", &west, "2199-12-31T12:00:00");
    check("at(2199-12-31T23:59:59)", &west, false, "2026-01-01T00:00:00", &["2200-01-01T11:59:59"]);
}

/// Every second of some days, against the plainest reading: a wall clock that is read each second.
#[test]
fn second_by_second() {
    let new_york = new_york();
    let monrovia = zone(-2_670, &[("1972-01-07T00:44:30", 0)]);
    let odd = zone(2_670, &[("1972-01-07T00:44:30", -1_234)]);
    let zones: [(&dyn Fn(i64) -> i32, &str); 4] = [
        (&new_york, "2026-11-01T00:00:00"),
        (&new_york, "2026-03-08T00:00:00"),
        (&monrovia, "1972-01-06T18:00:00"),
        (&odd, "1972-01-06T18:00:00"),
    ];
    for (offset, from) in zones {
        let from = instant(from);
        for text in ["cron(* * * * ? *)", "cron(*/20 0-2 * * ? *)", "cron(30 1 * * ? *)"] {
            let schedule = schedule(text);
            let in_utc = |local: i64| local % 60 == 0 && schedule.fires_at(local, &utc, false);
            let mut shown = std::collections::BTreeSet::new();
            let mut once = Vec::new();
            let mut both = Vec::new();
            for second in from..from + 43_200 {
                let local = second + i64::from(offset(second));
                if in_utc(local) {
                    both.push(second);
                    if !shown.contains(&local) {
                        once.push(second);
                    }
                }
                shown.insert(local);
            }
            for (wanted, both) in [(once, false), (both, true)] {
                let next = |after: &i64| schedule.next_after(*after, offset, both).filter(|fire| *fire < from + 43_200);
                let found: Vec<i64> = std::iter::successors(next(&(from - 1)), next).collect();
                assert_eq!(found, wanted, "{text}");
                let previous =
                    |before: &i64| schedule.previous_before(*before, offset, both).filter(|fire| *fire >= from);
                let mut found: Vec<i64> = std::iter::successors(previous(&(from + 43_200)), previous).collect();
                found.reverse();
                assert_eq!(found, wanted, "{text}");
            }
        }
    }
}
