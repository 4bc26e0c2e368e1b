//! Asking a schedule when it fires allocates nothing.
#![cfg(feature = "schedule")]
#![allow(unsafe_code, reason = "only an allocator can count allocations, and implementing one is unsafe")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use chrono::{DateTime, Utc};
use rulebridge::schedule::{Fold, Schedule, Zone};

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
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

#[test]
fn no_question_allocates() {
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
