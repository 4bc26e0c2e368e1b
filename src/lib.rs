//! AWS EventBridge rules, understood as AWS does.
//!
//! ```text
//! pattern text ─▶ Pattern ─┬─▶ matches(event bytes)      ─▶ verdict
//!                          ├─▶ matches_value(Value)      ─▶ verdict
//!                          └─▶ PatternSet ─▶ matches(event bytes) ─▶ ids of all that match
//! schedule text ─▶ Schedule ─▶ next_after(instant), in UTC or in_zone(zone) ─▶ instants
//! target        ─▶ Target   ─▶ render(event bytes, context) ─▶ payload
//! file of rules ─▶ Document ─▶ lint ─▶ diagnostics
//! ```
//!
//! Does this event match this pattern?
//!
//! ```
//! use rulebridge::Pattern;
//!
//! let pattern: Pattern = r#"{"source":["app.orders"],"detail":{"status":["SHIPPED","DELIVERED"]}}"#.parse()?;
//! let event = br#"{"source":"app.orders","detail-type":"OrderStatusChanged","detail":{"status":"SHIPPED"}}"#;
//! assert!(pattern.matches(event)?);
//! # Ok::<(), rulebridge::Error>(())
//! ```
//!
//! Which of these patterns does this event match?
//!
//! ```
//! use rulebridge::{Pattern, PatternSet, Scratch};
//!
//! let mut builder = PatternSet::builder();
//! builder.insert("shipped", &r#"{"detail":{"status":["SHIPPED"]}}"#.parse::<Pattern>()?);
//! builder.insert("large", &r#"{"detail":{"total":[{"numeric":[">",1000]}]}}"#.parse::<Pattern>()?);
//! let set = builder.build()?;
//! let event = br#"{"source":"app.orders","detail":{"status":"SHIPPED","total":99}}"#;
//! assert_eq!(set.matches(event, &mut Scratch::new())?.collect::<Vec<_>>(), [&"shipped"]);
//! # Ok::<(), rulebridge::Error>(())
//! ```
//!
//! What is wrong with this pattern?
//!
//! ```
//! use rulebridge::Pattern;
//!
//! let error = r#"{"detail":{"path":[{"contains":"/tmp"}]}}"#.parse::<Pattern>().unwrap_err();
//! assert_eq!(
//!     format!("{error:#}"),
//!     r#"1:21: unknown operator `contains`
//!   |
//! 1 | {"detail":{"path":[{"contains":"/tmp"}]}}
//!   |                     ^^^^^^^^^^
//!   = help: EventBridge has no `contains`: write {"wildcard": "*text*"}"#
//! );
//! ```
//!
//! What would AWS answer?
//!
//! ```
//! use rulebridge::Pattern;
//!
//! let error = r#"{"a": [{"cidr": "10.0.0.0"}]}"#.parse::<Pattern>().unwrap_err();
//! assert_eq!(error.aws_message(), Some("Event pattern is not valid. Reason: Malformed CIDR, one '/' required"));
//! ```
//!
//! When does this schedule fire?
//!
//! ```
//! # #[cfg(feature = "schedule")] {
//! use rulebridge::schedule::Schedule;
//!
//! let schedule: Schedule = "cron(0 7 ? * SUN#1 *)".parse().unwrap();
//! let next = schedule.next_after("2026-11-21T00:00:00Z".parse().unwrap()).unwrap();
//! assert_eq!(next.to_rfc3339(), "2026-12-06T07:00:00+00:00");
//! # }
//! ```
//!
//! What does a target receive?
//!
//! ```
//! use rulebridge::rule::{Delivery, RenderContext, Target};
//!
//! let target = Target::builder("queue", "arn:aws:sqs:us-east-1:123456789012:orders")
//!     .input_transformer([("order", "$.detail.order")], r#"{"id": <order>}"#)
//!     .build()?;
//! let delivery = target.render(br#"{"detail":{"order":"A-1002"}}"#, &RenderContext::new())?;
//! assert_eq!(delivery, Delivery::Payload(r#"{"id":"A-1002"}"#.to_owned()));
//! # Ok::<(), rulebridge::Error>(())
//! ```
//!
//! What is wrong with a file of rules?
//!
//! ```
//! # #[cfg(feature = "lint")] {
//! use rulebridge::lint::{LintOptions, lint};
//!
//! let template = "
//! Resources:
//!   Nightly:
//!     Type: AWS::Events::Rule
//!     Properties:
//!       ScheduleExpression: cron(0 2 * * *)
//! ";
//! let findings = lint(template, &LintOptions::new()).unwrap();
//! assert_eq!((findings[0].code(), findings[0].subject()), ("EB202", "Nightly"));
//! assert_eq!(findings[0].help(), Some("this looks like Unix cron; with a year: cron(0 2 * * ? *)"));
//! # }
//! ```
//!
//! # Limits
//!
//! Patterns: 4,096 characters, 1,000 `$or` combinations, wildcard complexity 10 for a field, all adjustable with
//! [`PatternOptions`]. Rules and targets: what the API allows. Patterns and events: 1,000 levels of nesting. Sets: 1 GiB of
//! memory, adjustable. Nothing here touches the network, the clock or the file system, and nothing panics, whatever the input.
//!
//! # Features
//!
//! - `schedule` (default): the module [`schedule`].
//! - `serde`: `Serialize` and `Deserialize` for the public values.
//! - `sources`: the module `sources`, files that hold rules: templates of CloudFormation and SAM, plans and states of Terraform,
//!   configurations of the Serverless Framework, what the AWS CLI takes and prints.
//! - `lint`: the module `lint`, what is wrong with such a file.
//! - `cli`: the command line tool `rulebridge`.

// Nothing panics, whatever the input.
#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_used
)]

mod error;
mod json;
#[cfg(feature = "lint")]
pub mod lint;
mod matcher;
mod pattern;
pub mod rule;
#[cfg(feature = "schedule")]
pub mod schedule;
#[cfg(feature = "sources")]
pub mod sources;
mod span;

pub use error::{Error, ErrorKind};
pub use matcher::{Handle, Matches, PatternSet, PatternSetBuilder, Scratch};
pub use pattern::{Pattern, PatternOptions};
pub use span::{Position, Span};

/// The examples of the README are tests.
#[cfg(all(doctest, feature = "schedule"))]
#[doc = include_str!("../README.md")]
struct Readme;
