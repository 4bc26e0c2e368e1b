//! Offsets of time zones for the oracle, from sources of their own: chrono-tz as far as it knows, then jiff. (Not jiff alone: the
//! two carry different releases of the IANA database, which differ in the history of Tehran, for one.)

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use jiff::Timestamp;

/// 2100-01-01T00:00:00Z: chrono-tz knows no clock change from here on.
const KNOWN: i64 = 4_102_444_800;

/// Seconds east of UTC in the zone at an instant in seconds.
pub(crate) fn offsets(name: &str) -> impl Fn(i64) -> i32 {
    let known: Tz = name.parse().unwrap();
    let later = jiff::tz::TimeZone::get(name).unwrap();
    move |instant| match DateTime::from_timestamp(instant, 0) {
        Some(at) if instant < KNOWN => known.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc(),
        _ => later.to_offset(Timestamp::from_second(instant).unwrap()).seconds(),
    }
}
