//! The facts this part of the oracle is written from, as assertions: what AWS was observed to take and to refuse, what its
//! documentation says, what Quartz does, and the decisions where those leave a choice.

mod clocks;
mod syntax;
mod table;

use super::{Dialect, Schedule, parse};

/// `2026-03-08T07:00:00` as seconds since 1970, counted in another way than the calendar does.
fn instant(text: &str) -> i64 {
    let numbers: Vec<i64> = text.split(['-', 'T', ':']).map(|number| number.parse().unwrap()).collect();
    let [year, month, day, hour, minute, second] = numbers[..] else { panic!("{text}") };
    let leap_days = |year: i64| year / 4 - year / 100 + year / 400;
    let is_leap = leap_days(year) > leap_days(year - 1);
    let before_month = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][usize::try_from(month).unwrap() - 1];
    let leap_day = i64::from(is_leap && month > 2);
    let days = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969) + before_month + leap_day + day - 1;
    days * 86_400 + hour * 3_600 + minute * 60 + second
}

fn utc(_: i64) -> i32 {
    0
}

/// A zone with a first offset and changes: from when, to which offset.
fn zone(first: i32, changes: &[(&str, i32)]) -> impl Fn(i64) -> i32 + use<> {
    let changes: Vec<(i64, i32)> = changes.iter().map(|(from, offset)| (instant(from), *offset)).collect();
    move |utc| changes.iter().rev().find(|(from, _)| utc >= *from).map_or(first, |(_, offset)| *offset)
}

fn schedule(text: &str) -> Schedule {
    parse(text, Dialect::Scheduler).unwrap_or_else(|| panic!("should be accepted: {text}"))
}

/// That the next fires after `from` are `wanted`, one after the other, and the same backwards from the last of them; that
/// `fires_at` says the same.
#[track_caller]
fn check(text: &str, offset: &dyn Fn(i64) -> i32, both: bool, from: &str, wanted: &[&str]) {
    let schedule = schedule(text);
    let wanted: Vec<i64> = wanted.iter().map(|fire| instant(fire)).collect();
    let mut before = instant(from);
    for &fire in &wanted {
        assert_eq!(schedule.next_after(before, offset, both), Some(fire), "{text} after {before}");
        assert_eq!(schedule.next_after(fire - 1, offset, both), Some(fire), "{text} just before {fire}");
        assert_eq!(schedule.previous_before(fire + 1, offset, both), Some(fire), "{text} just after {fire}");
        assert!(schedule.fires_at(fire, offset, both), "{text} at {fire}");
        assert!(!schedule.fires_at(fire + 1, offset, both) && !schedule.fires_at(fire - 1, offset, both));
        before = fire;
    }
    for pair in wanted.windows(2) {
        assert_eq!(schedule.previous_before(pair[1], offset, both), Some(pair[0]), "{text} before {}", pair[1]);
    }
}

/// In UTC, after 2026-01-01T00:00.
#[track_caller]
fn check_utc(text: &str, wanted: &[&str]) {
    check(text, &utc, false, "2026-01-01T00:00:00", wanted);
}

/// That there is no fire after the last of these.
#[track_caller]
fn check_end(text: &str, offset: &dyn Fn(i64) -> i32, from: &str) {
    assert_eq!(schedule(text).next_after(instant(from), offset, false), None, "{text} after {from}");
}

#[track_caller]
fn accepted(dialect: Dialect, texts: &[&str]) {
    for text in texts {
        assert!(parse(text, dialect).is_some(), "{dialect:?} should accept {text:?}");
    }
}

#[track_caller]
fn refused(dialect: Dialect, texts: &[&str]) {
    for text in texts {
        assert!(parse(text, dialect).is_none(), "{dialect:?} should refuse {text:?}");
    }
}

#[track_caller]
fn accepted_by_both(texts: &[&str]) {
    accepted(Dialect::Rule, texts);
    accepted(Dialect::Scheduler, texts);
}

#[track_caller]
fn refused_by_both(texts: &[&str]) {
    refused(Dialect::Rule, texts);
    refused(Dialect::Scheduler, texts);
}
