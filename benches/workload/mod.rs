//! Rules and events to measure with, the same on every machine: no clock, no environment, no platform arithmetic.
//!
//! - [`envelopes`]: EventBridge events of about 600 bytes from 500 sources, some of them popular; [`rules`]: rules for them.
//! - [`lots`]: parcels of a city as lines of GeoJSON of about 900 bytes, with families of five rules.
//! - [`documents`]: events of about 50 KB, of which rules name a few paths.
//! - [`hostile`]: shapes on which matchers are known to break down.

#![allow(dead_code, unreachable_pub, reason = "each user uses a part of it")]

pub mod documents;
pub mod envelopes;
pub mod events;
pub mod hostile;
pub mod lots;
pub mod random;
pub mod rules;
