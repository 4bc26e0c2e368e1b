//! The six fields of a cron expression: names, bounds, and the names of months and days.
//!
//! Source: EventBridge user guide, cron expressions reference; step limits observed on AWS for minutes, from Quartz for the rest.

/// A field of `cron(minutes hours day-of-month month day-of-week year)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Minutes,
    Hours,
    DayOfMonth,
    Month,
    DayOfWeek,
    Year,
}

pub(super) const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
pub(super) const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl Field {
    /// The name that AWS' documentation uses.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::DayOfMonth => "day-of-month",
            Self::Month => "month",
            Self::DayOfWeek => "day-of-week",
            Self::Year => "year",
        }
    }

    /// The smallest and the largest value.
    pub(super) const fn bounds(self) -> (u16, u16) {
        match self {
            Self::Minutes => (0, 59),
            Self::Hours => (0, 23),
            Self::DayOfMonth => (1, 31),
            Self::Month => (1, 12),
            Self::DayOfWeek => (1, 7),
            Self::Year => (1970, 2199),
        }
    }

    /// The values that have a name, in order from the smallest value.
    pub(super) const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Month => &MONTHS,
            Self::DayOfWeek => &DAYS,
            _ => &[],
        }
    }

    /// The number or name that `word` is.
    pub(super) fn value(self, word: &str) -> Option<u16> {
        let [a, b, c] = *word.as_bytes() else { return self.number(word) };
        let upper = [a, b, c].map(|byte| byte.to_ascii_uppercase());
        let at = self.names().iter().position(|name| name.as_bytes().first_chunk() == Some(&upper))?;
        u16::try_from(at).ok().map(|at| at + self.bounds().0)
    }

    /// The number that `word` is.
    #[inline]
    pub(super) fn number(self, word: &str) -> Option<u16> {
        let (min, max) = self.bounds();
        let number = match *word.as_bytes() {
            [a @ b'0'..=b'9'] => digit(a),
            [a @ b'0'..=b'9', b @ b'0'..=b'9'] => 10 * digit(a) + digit(b),
            [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', d @ b'0'..=b'9'] if matches!(self, Self::Year) => {
                1000 * digit(a) + 100 * digit(b) + 10 * digit(c) + digit(d)
            }
            _ => return None,
        };
        (min <= number && number <= max).then_some(number)
    }
}

fn digit(byte: u8) -> u16 {
    u16::from(byte - b'0')
}
