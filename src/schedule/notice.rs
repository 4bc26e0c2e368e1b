//! What AWS accepts in a schedule although it is undocumented, or surprises its author.

use std::fmt;

use crate::span::Span;

/// Something in a schedule that AWS accepts and its author may regret.
///
/// ```
/// use rulebridge::schedule::{NoticeKind, Schedule};
///
/// let text = "cron(0 22-2 * * ? *)";
/// let schedule: Schedule = text.parse()?;
/// let [notice] = schedule.notices() else { panic!() };
/// assert_eq!(notice.kind, NoticeKind::WrappingRange);
/// assert_eq!(&text[notice.span.range()], "22-2");
/// # Ok::<(), rulebridge::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Notice {
    /// What it is.
    pub kind: NoticeKind,
    /// The text it is about.
    pub span: Span,
}

/// What kind of thing a [`Notice`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NoticeKind {
    /// Empty list items, as in `5,` or with commas between the fields: they are dropped.
    EmptyItem,
    /// More than one blank or a tab between fields, or blanks inside the parentheses.
    Blanks,
    /// A range that goes down, which wraps around: `22-2`, `FRI-MON`.
    WrappingRange,
    /// `L-3` or `L-3W` in day-of-month.
    LastOffset,
    /// `29W`, `30W` or `31W`, which do not fire in months that are shorter.
    ShortMonthWeekday,
    /// `L` alone in day-of-week, which is every Saturday.
    LastDayOfWeek,
    /// A step in day-of-week, which is counted from the number of the day.
    DayOfWeekStep,
    /// A step behind the name of a month.
    NameStep,
    /// Five fields, without the year.
    NoYear,
    /// `rate(1 minutes)` or `rate(5 minute)`.
    RateAgreement,
}

impl NoticeKind {
    /// The stable name of this kind.
    ///
    /// ```
    /// assert_eq!(rulebridge::schedule::NoticeKind::WrappingRange.as_str(), "wrapping-range");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmptyItem => "empty-item",
            Self::Blanks => "blanks",
            Self::WrappingRange => "wrapping-range",
            Self::LastOffset => "last-offset",
            Self::ShortMonthWeekday => "short-month-weekday",
            Self::LastDayOfWeek => "last-day-of-week",
            Self::DayOfWeekStep => "day-of-week-step",
            Self::NameStep => "name-step",
            Self::NoYear => "no-year",
            Self::RateAgreement => "rate-agreement",
        }
    }
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Notice {
    /// What happens, and what to write where that is better.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            NoticeKind::EmptyItem => "empty list items are dropped; remove the commas around nothing",
            NoticeKind::Blanks => "AWS documents one blank between fields and none around them",
            NoticeKind::WrappingRange => {
                "this range goes down and wraps around, which AWS does not document; write two ranges with a comma"
            }
            NoticeKind::LastOffset => "an offset from the last day is not documented by AWS",
            NoticeKind::ShortMonthWeekday => "this does not fire in months that are shorter; `LW` is the last weekday of every month",
            NoticeKind::LastDayOfWeek => {
                "`L` alone in day-of-week is every Saturday; for the last Friday of the month write `6L`, for the last day `L` in day-of-month"
            }
            NoticeKind::DayOfWeekStep => "AWS documents no step in day-of-week; name the days",
            NoticeKind::NameStep => "parsers made from Quartz drop a step behind a name; write the month as a number",
            NoticeKind::NoYear => "the API reference asks for six fields; write `*` for the year",
            NoticeKind::RateAgreement => "scheduled rules refuse this: one minute, two minutes",
        })
    }
}
