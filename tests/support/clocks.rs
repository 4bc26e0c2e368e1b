//! Offsets of time zones from a source of their own (jiff and its copy of the IANA database), for the oracle.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Seconds east of UTC in the zone at an instant in seconds.
pub(crate) fn offsets(name: &str) -> impl Fn(i64) -> i32 {
    let zone = TimeZone::get(name).unwrap();
    move |instant| zone.to_offset(Timestamp::from_second(instant).unwrap()).seconds()
}
