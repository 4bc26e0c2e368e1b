//! A cron in local time, rewritten for scheduled rules, which are in UTC.
//!
//! A zone has one offset from UTC at a time, and in a year mostly two. For each of them the minutes of the local cron move by the
//! offset; some of them into the hour before, and some of the hours into the day before or after. Each combination of such moves
//! is an expression of its own: together they fire exactly when the local cron fires.
//!
//! Hours that fall on another date need day fields that say that date, and not all can: the day after the first Sunday is not
//! the first Monday. What cannot be said, or only by a form that AWS does not document, is a [`Refusal`], never an
//! approximation.
//!
//! # Limits
//!
//! A time that the clock shows twice is a run in both readings, as with [`Fold::Both`](crate::schedule::Fold::Both): EventBridge
//! Scheduler fires the first only. No expression knows of years before 1970 and after 2199, so that a date that moves out of them
//! is lost, and one that would move in is there already.

use std::fmt;

use chrono::{DateTime, FixedOffset, Utc};

use crate::schedule::cron::Cron;
use crate::schedule::days::{DayRule, EVERY_DAY_OF_MONTH, days_in_month, is_leap};
use crate::schedule::years::Years;
use crate::schedule::zone::Zone;

/// Bits 1 to 12.
const EVERY_MONTH: u16 = 0x1FFE;
const JANUARY: u16 = 1 << 1;
const DECEMBER: u16 = 1 << 12;

/// What a cron in local time is in UTC while one offset is in force: see [`Cron::in_utc`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct UtcReading {
    /// The offset from UTC.
    pub offset: FixedOffset,
    /// Its name at the beginning of the first period, such as `EST`.
    pub abbreviation: String,
    /// When in the year it is in force, in order and without touching each other. At least one.
    pub periods: Vec<UtcPeriod>,
    /// The expressions in UTC that together fire exactly when the local cron fires, none of them when another does; or why there
    /// are none. No expression at all if the local cron never fires.
    pub crons: Result<Vec<Cron>, Refusal>,
}

/// The part of a year in which an offset is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct UtcPeriod {
    /// The clock change it begins with. `None` if it began before the year.
    pub from: Option<DateTime<Utc>>,
    /// The clock change it ends with, the first instant that is not in it. `None` if it goes on after the year.
    pub until: Option<DateTime<Utc>>,
}

/// Why a cron in local time has no exact expressions in UTC.
///
/// All but the first are about runs that fall on another date in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The offset is no whole number of minutes, as in Liberia until 1972.
    OffsetSeconds,
    /// Listed days of the month that in some months become the first day of the next, the last of the one before, or none.
    EdgeOfMonth,
    /// Days of the week, or every day, in some months only.
    Months,
    /// Days of the week, or every day, in some years only; or days that move from one year into another.
    Years,
    /// `L` or `L-3` in day-of-month.
    LastDay,
    /// `15W` or `LW` in day-of-month.
    NearestWeekday,
    /// `6L` in day-of-week.
    LastDayOfWeek,
    /// `MON#2` in day-of-week.
    NthDayOfWeek,
}

impl fmt::Display for Refusal {
    /// Why no single expression can say it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OffsetSeconds => "the offset has seconds, and a cron expression knows minutes only",
            Self::EdgeOfMonth => {
                "in UTC these days of the month are a day earlier or later, and at the end of a month which date that is \
                 depends on the length of the month"
            }
            Self::Months => {
                "in UTC these days are a day earlier or later, and one of them falls into a month that is not listed"
            }
            Self::Years => {
                "in UTC these days are a day earlier or later, and one of them falls into a year that is not listed"
            }
            Self::LastDay => "in UTC this is another day than the last of the month, and AWS documents no way to write it",
            Self::NearestWeekday => {
                "in UTC this is the day before or after a nearest weekday, and no expression says that day"
            }
            Self::LastDayOfWeek => {
                "in UTC this is the day before or after the last such day of the month, which need not be the last of its kind"
            }
            Self::NthDayOfWeek => {
                "in UTC this is the day before or after the nth such day of the month, which need not be the nth of its kind"
            }
        })
    }
}

impl std::error::Error for Refusal {}

impl Cron {
    /// The expressions in UTC that fire when this one, read in local time, fires: a reading for each offset that is in force in a
    /// local calendar year, in the order in which they first come into force.
    ///
    /// The expressions of a reading hold whenever its offset is in force, also in other years. No readings for years that no
    /// schedule fires in, before 1970 and after 2199.
    ///
    /// ```
    /// use rulebridge::schedule::{Cron, Refusal, et};
    ///
    /// let in_utc = |cron: &str| -> Result<Vec<String>, rulebridge::Error> {
    ///     let readings = cron.parse::<Cron>()?.in_utc(et::zone(), 2026);
    ///     let text = |crons: Vec<Cron>| crons.iter().map(Cron::to_string).collect::<Vec<_>>().join(" and ");
    ///     Ok(readings.into_iter().map(|r| format!("{}: {}", r.abbreviation, r.crons.map_or("-".into(), text))).collect())
    /// };
    /// assert_eq!(in_utc("0 6 * * ? *")?, ["EST: cron(0 11 * * ? *)", "EDT: cron(0 10 * * ? *)"]);
    /// // Friday evening in New York is Saturday in UTC.
    /// assert_eq!(in_utc("0 21 ? * MON-FRI *")?, ["EST: cron(0 2 ? * TUE-SAT *)", "EDT: cron(0 1 ? * TUE-SAT *)"]);
    /// assert_eq!(in_utc("0 9,21 ? * FRI *")?[0], "EST: cron(0 14 ? * FRI *) and cron(0 2 ? * SAT *)");
    ///
    /// let readings = "0 21 ? * SUN#1 *".parse::<Cron>()?.in_utc(et::zone(), 2026);
    /// assert_eq!(readings[0].crons, Err(Refusal::NthDayOfWeek));
    /// let [winter, summer] = &readings[..] else { panic!() };
    /// assert_eq!(summer.periods[0].from, Some("2026-03-08T07:00:00Z".parse()?));
    /// assert_eq!((winter.periods[0].from, winter.periods[1].until), (None, None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn in_utc(&self, zone: &Zone, year: i32) -> Vec<UtcReading> {
        let mut readings: Vec<UtcReading> = Vec::new();
        for (period, start, end) in zone.periods_of_year(year) {
            let Some(offset) = FixedOffset::east_opt(period.offset) else { continue };
            let change = |inside: bool, at: i64| if inside { DateTime::from_timestamp(at, 0) } else { None };
            let from = change(period.local_start() == start, period.start);
            let until = change(period.local_end() == end, period.end);
            let Some(reading) = readings.iter_mut().find(|reading| reading.offset == offset) else {
                let (abbreviation, crons) = (period.abbreviation.to_string(), shifted(self, period.offset));
                readings.push(UtcReading { offset, abbreviation, periods: vec![UtcPeriod { from, until }], crons });
                continue;
            };
            match reading.periods.last_mut() {
                // The offset got another name only.
                Some(last) if from.is_some() && last.until == from => last.until = until,
                _ => reading.periods.push(UtcPeriod { from, until }),
            }
        }
        readings
    }
}

/// The expressions that fire `offset` seconds before `cron`.
fn shifted(cron: &Cron, offset: i32) -> Result<Vec<Cron>, Refusal> {
    if cron.never {
        return Ok(Vec::new());
    }
    if offset % 60 != 0 {
        return Err(Refusal::OffsetSeconds);
    }
    let (hours_back, minutes_back) = ((offset / 60).div_euclid(60), (offset / 60).rem_euclid(60));
    let into_hour_before = cron.minutes & ((1 << minutes_back) - 1);
    let minutes = [(cron.minutes >> minutes_back, 0), (into_hour_before << (60 - minutes_back), 1)];
    let mut parts: Vec<Part> = Vec::new();
    for (minutes, carry) in minutes.into_iter().filter(|&(minutes, _)| minutes != 0) {
        // Bits 24 to 47 are the hours of the day before, 48 to 71 those of the day, 72 to 95 those of the day after.
        let hours = u128::from(cron.hours) << (48 - hours_back - carry);
        for (shift, first) in [(Shift::None, 48), (Shift::DayBefore, 24), (Shift::DayAfter, 72)] {
            let hours = (hours >> first) as u32 & 0xFF_FFFF;
            if hours != 0 {
                let dates = Dates { days: cron.days, months: cron.months, years: cron.years };
                parts.extend(dates.shifted(shift)?.into_iter().flatten().map(|dates| Part { minutes, hours, dates }));
            }
        }
    }
    let parts = merged(parts, |a, b| (a.minutes, a.dates) == (b.minutes, b.dates));
    let parts = merged(parts, |a, b| (a.hours, a.dates) == (b.hours, b.dates));
    let cron = |part: Part| {
        let Dates { days, months, years } = part.dates;
        Cron::new(part.minutes, part.hours, months, days, years)
    };
    Ok(parts.into_iter().map(cron).collect())
}

/// Minutes and hours that are on the same dates.
#[derive(Debug, Clone, Copy)]
struct Part {
    minutes: u64,
    hours: u32,
    dates: Dates,
}

/// The parts, those that are alike in all but one field made one.
fn merged(parts: Vec<Part>, alike: impl Fn(&Part, &Part) -> bool) -> Vec<Part> {
    let mut kept: Vec<Part> = Vec::new();
    for part in parts {
        match kept.iter_mut().find(|kept| alike(kept, &part)) {
            Some(kept) => (kept.minutes, kept.hours) = (kept.minutes | part.minutes, kept.hours | part.hours),
            None => kept.push(part),
        }
    }
    kept
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shift {
    DayBefore,
    None,
    DayAfter,
}

/// The dates of a cron expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Dates {
    days: DayRule,
    months: u16,
    years: Years,
}

impl Dates {
    /// The days before or after these: one set of dates or two.
    fn shifted(self, shift: Shift) -> Result<[Option<Self>; 2], Refusal> {
        let one = |dates: Self| Ok([Some(dates), None]);
        let day_after = match shift {
            Shift::None => return one(self),
            Shift::DayBefore => false,
            Shift::DayAfter => true,
        };
        match self.days {
            DayRule::DaysOfMonth(EVERY_DAY_OF_MONTH) => self.in_all_months().map(|()| [Some(self), None]),
            DayRule::DaysOfMonth(days) => self.days_of_month(days, day_after),
            DayRule::DaysOfWeek(days) => {
                self.in_all_months()?;
                // Bits 1 to 7 go round.
                let days = if day_after { days << 1 | (days >> 6 & 2) } else { (days >> 1 & !1) | (days & 2) << 6 };
                one(Self { days: DayRule::DaysOfWeek(days), ..self })
            }
            DayRule::Last { before: 0, weekday: false } if day_after => {
                let (months, years) = self.next_months()?;
                one(Self { days: DayRule::DaysOfMonth(1 << 1), months, years })
            }
            DayRule::Last { weekday: false, .. } => Err(Refusal::LastDay),
            DayRule::Last { weekday: true, .. } | DayRule::NearestWeekday(_) => Err(Refusal::NearestWeekday),
            DayRule::LastWeekday(_) => Err(Refusal::LastDayOfWeek),
            DayRule::NthWeekday(..) => Err(Refusal::NthDayOfWeek),
        }
    }

    /// Refuses all but every month of every year.
    fn in_all_months(self) -> Result<(), Refusal> {
        match (self.months == EVERY_MONTH, self.years == Years::ALL) {
            (true, true) => Ok(()),
            (false, _) => Err(Refusal::Months),
            (true, false) => Err(Refusal::Years),
        }
    }

    fn days_of_month(self, days: u32, day_after: bool) -> Result<[Option<Self>; 2], Refusal> {
        let listed = |day: u32| u64::from(days) >> day & 1 != 0;
        let mut lengths = self.lengths_of_months();
        if day_after {
            // The last day of a month has no day after it in the month.
            return match lengths.any(listed) {
                true => Err(Refusal::EdgeOfMonth),
                false => Ok([Some(Self { days: DayRule::DaysOfMonth(days << 1), ..self }), None]),
            };
        }
        // A day that a month lacks becomes none.
        if lengths.any(|len| listed(len + 1)) {
            return Err(Refusal::EdgeOfMonth);
        }
        let first = match listed(1) {
            false => None,
            true => {
                let (months, years) = self.previous_months()?;
                Some(Self { days: DayRule::Last { before: 0, weekday: false }, months, years })
            }
        };
        let rest = days >> 1 & !1;
        let rest = (rest != 0).then_some(Self { days: DayRule::DaysOfMonth(rest), ..self });
        Ok([rest, first])
    }

    /// How many days the months have, in all the years.
    fn lengths_of_months(self) -> impl Iterator<Item = u32> {
        let february =
            self.years.iter().filter(move |_| self.months & 1 << 2 != 0).map(|year| 28 + u32::from(is_leap(year)));
        let others = (1..=12).filter(move |&month| month != 2 && self.months >> month & 1 != 0);
        february.chain(others.map(|month| days_in_month(2001, month)))
    }

    fn next_months(self) -> Result<(u16, Years), Refusal> {
        self.kept_years(DECEMBER)?;
        Ok(((self.months << 1 & EVERY_MONTH) | (self.months >> 11 & JANUARY), self.years))
    }

    fn previous_months(self) -> Result<(u16, Years), Refusal> {
        self.kept_years(JANUARY)?;
        Ok(((self.months >> 1 & EVERY_MONTH) | (self.months << 11 & DECEMBER), self.years))
    }

    /// Refuses some years only, if a month is listed that moves into another year.
    fn kept_years(self, month: u16) -> Result<(), Refusal> {
        if self.months & month != 0 && self.years != Years::ALL { Err(Refusal::Years) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn cron(text: &str) -> Cron {
        text.parse().unwrap()
    }

    fn texts(text: &str, offset: i32) -> Result<Vec<String>, Refusal> {
        let crons = shifted(&cron(text), offset * 60)?;
        Ok(crons.iter().map(|cron| cron.to_string().trim_start_matches("cron").to_owned()).collect())
    }

    /// Holds the expressions to the local cron, minute by minute through four years with one leap day.
    fn assert_exact(text: &str, offset: i32) {
        let local = cron(text);
        let Ok(crons) = shifted(&local, offset * 60) else { panic!("{text} {offset}") };
        let start = i64::from(crate::schedule::days::month_start(2026, 1)) * DAY;
        for minute in 0..4 * 365 * 1_440 {
            let instant = start + minute * 60;
            let runs = crons.iter().filter(|cron| cron.matches_local(instant)).count();
            let expected = usize::from(local.matches_local(instant + i64::from(offset) * 60));
            assert_eq!(runs, expected, "{text} {offset} {instant}: {crons:?}");
        }
    }

    const KOLKATA: i32 = 330;
    const KATHMANDU: i32 = 345;
    const CHATHAM: i32 = 825;
    const EASTERN: i32 = -300;

    #[test]
    fn minutes_carry_into_hours() {
        assert_eq!(texts("0 9 * * ? *", KOLKATA).unwrap(), ["(30 3 * * ? *)"]);
        assert_eq!(texts("30 9 ? * MON-FRI *", KOLKATA).unwrap(), ["(0 4 ? * MON-FRI *)"]);
        assert_eq!(texts("0,30 9 ? * MON-FRI *", KOLKATA).unwrap(), ["(0 4 ? * MON-FRI *)", "(30 3 ? * MON-FRI *)"]);
        assert_eq!(texts("*/15 9 * * ? *", KATHMANDU).unwrap(), ["(0 4 * * ? *)", "(15/15 3 * * ? *)"]);
        assert_eq!(texts("0 0 * * ? *", CHATHAM).unwrap(), ["(15 10 * * ? *)"]);
        assert_eq!(texts("0 0 * * ? *", -570).unwrap(), ["(30 9 * * ? *)"]);
    }

    #[test]
    fn what_can_be_one_expression_is_one() {
        assert_eq!(texts("* * * * ? *", KATHMANDU).unwrap(), ["(* * * * ? *)"]);
        assert_eq!(texts("0 */6 * * ? *", EASTERN).unwrap(), ["(0 5/6 * * ? *)"]);
        assert_eq!(texts("0 9,21 * * ? *", EASTERN).unwrap(), ["(0 2,14 * * ? *)"]);
        assert_eq!(texts("0 9,21 ? * MON *", EASTERN).unwrap(), ["(0 14 ? * MON *)", "(0 2 ? * TUE *)"]);
    }

    #[test]
    fn days_move_with_the_hours() {
        assert_eq!(texts("0 21 ? * SAT,MON *", EASTERN).unwrap(), ["(0 2 ? * SUN,TUE *)"]);
        assert_eq!(texts("0 3 ? * SUN,WED *", KOLKATA).unwrap(), ["(30 21 ? * TUE,SAT *)"]);
        assert_eq!(texts("0 21 1,15,27 2 ? 2026", EASTERN).unwrap(), ["(0 2 2,16,28 2 ? 2026)"]);
        assert_eq!(texts("0 3 2,15,28 2 ? 2026", KOLKATA).unwrap(), ["(30 21 */13 2 ? 2026)"]);
        // As far as the months listed allow.
        assert_eq!(texts("0 21 30 1,3 ? *", EASTERN).unwrap(), ["(0 2 31 1,3 ? *)"]);
        assert_eq!(texts("0 3 31 1,3 ? *", KOLKATA).unwrap(), ["(30 21 30 1,3 ? *)"]);
        assert_eq!(texts("0 21 28 2 ? 2028", EASTERN).unwrap(), ["(0 2 29 2 ? 2028)"]);
        // The first day of a month follows the last of the one before.
        assert_eq!(texts("0 21 L * ? *", EASTERN).unwrap(), ["(0 2 1 * ? *)"]);
        assert_eq!(texts("0 21 L 6,12 ? *", EASTERN).unwrap(), ["(0 2 1 1,7 ? *)"]);
        assert_eq!(texts("0 3 1 * ? *", KOLKATA).unwrap(), ["(30 21 L * ? *)"]);
        assert_eq!(texts("0 3 1,15 1,7 ? *", KOLKATA).unwrap(), ["(30 21 14 1,7 ? *)", "(30 21 L 6,12 ? *)"]);
        // No day moves, whatever the rule.
        assert_eq!(texts("0 6 ? * SUN#1 2026", EASTERN).unwrap(), ["(0 11 ? * SUN#1 2026)"]);
        assert_eq!(texts("0 6 15W 1 ? *", EASTERN).unwrap(), ["(0 11 15W 1 ? *)"]);
    }

    #[test]
    fn what_has_no_exact_expression_is_refused() {
        let refusal = |text: &str, offset: i32| texts(text, offset).unwrap_err();
        assert_eq!(shifted(&cron("0 6 * * ? *"), -2_670), Err(Refusal::OffsetSeconds));
        for (day, months) in [(31, "*"), (30, "*"), (28, "2"), (28, "*"), (29, "2"), (30, "4,6"), (31, "1")] {
            assert_eq!(refusal(&format!("0 21 {day} {months} ? *"), EASTERN), Refusal::EdgeOfMonth, "{day} {months}");
        }
        for (day, months) in [(31, "*"), (31, "4,5"), (29, "*"), (29, "2")] {
            assert_eq!(refusal(&format!("0 3 {day} {months} ? *"), KOLKATA), Refusal::EdgeOfMonth, "{day} {months}");
        }
        assert_eq!(refusal("0 21 29 2 ? 2028", EASTERN), Refusal::EdgeOfMonth);
        assert_eq!(refusal("0 21 * 6 ? *", EASTERN), Refusal::Months);
        assert_eq!(refusal("0 21 ? 6-8 MON-FRI 2026", EASTERN), Refusal::Months);
        assert_eq!(refusal("0 21 ? * MON-FRI 2026", EASTERN), Refusal::Years);
        assert_eq!(refusal("0 21 * * ? 2026-2030", EASTERN), Refusal::Years);
        assert_eq!(refusal("0 21 L * ? 2026", EASTERN), Refusal::Years);
        assert_eq!(refusal("0 3 1 1 ? 2026", KOLKATA), Refusal::Years);
        assert!(texts("0 21 L 1-11 ? 2026", EASTERN).is_ok() && texts("0 3 1 2-12 ? 2026", KOLKATA).is_ok());
        for days in ["L-3", "L-1"] {
            assert_eq!(refusal(&format!("0 21 {days} * ? *"), EASTERN), Refusal::LastDay);
        }
        assert_eq!(refusal("0 3 L * ? *", KOLKATA), Refusal::LastDay);
        for days in ["15W", "LW", "L-3W"] {
            assert_eq!(refusal(&format!("0 21 {days} * ? *"), EASTERN), Refusal::NearestWeekday);
        }
        assert_eq!(refusal("0 21 ? * 6L *", EASTERN), Refusal::LastDayOfWeek);
        assert_eq!(refusal("0 21 ? * MON#2 *", EASTERN), Refusal::NthDayOfWeek);
        // One hour that moves is enough.
        assert_eq!(refusal("0 9,21 ? * MON#2 *", EASTERN), Refusal::NthDayOfWeek);
        // What never fires needs nothing.
        assert_eq!(texts("0 21 30 2 ? *", EASTERN), Ok(Vec::new()));
    }

    #[test]
    fn no_minute_more_and_no_minute_less() {
        for (text, offset) in [
            ("*/7 */5 * * ? *", KOLKATA),
            ("*/7 */5 ? * SUN,TUE *", KATHMANDU),
            ("10,50 * ? * SAT *", CHATHAM),
            ("3-48/9 * 2-28 * ? *", CHATHAM),
            ("0/20 15-23 1,3-6,15 2,3,12 ? *", 14 * 60),
            ("0/20 15-23 1-27 2,12 ? 2027-2028", -12 * 60),
            ("5 18-23 L * ? *", -210),
            ("5 18-23 30 1,3,5,7 ? *", -210),
            ("0 0 * * ? *", 1_439),
            ("59 23 ? * FRI *", -1_439),
            ("0,59 0,23 ? * THU *", -1_439),
            ("0,59 0,23 ? * THU *", 1_439),
        ] {
            assert_exact(text, offset);
        }
    }

    #[test]
    fn the_first_and_the_last_day_of_all() {
        // In UTC these would be 1 January 2200, and 31 December 1969.
        let crons = shifted(&cron("0 21 31 12 ? 2199"), EASTERN * 60);
        assert_eq!(crons, Err(Refusal::EdgeOfMonth));
        let [every_day] = shifted(&cron("0 21 * * ? *"), EASTERN * 60).unwrap()[..] else { panic!() };
        let edge = |time: &str| time.parse::<DateTime<Utc>>().unwrap().timestamp();
        assert!(cron("0 21 * * ? *").matches_local(edge("2200-01-01T02:00:00Z") + i64::from(EASTERN) * 60));
        assert!(!every_day.matches_local(edge("2200-01-01T02:00:00Z")));
        assert!(every_day.matches_local(edge("1970-01-01T02:00:00Z")));
    }

    #[test]
    fn periods_of_one_offset_come_together() {
        let readings = |zone: &str, year: i32| cron("0 12 * * ? *").in_utc(&zone.parse().unwrap(), year);
        let shown = |zone: &str, year: i32| {
            let at = |at: Option<DateTime<Utc>>| at.map_or("…".into(), |at| at.format("%m-%dT%H:%M").to_string());
            let period = |period: &UtcPeriod| format!(" {}/{}", at(period.from), at(period.until));
            let reading = |r: &UtcReading| r.abbreviation.clone() + &r.periods.iter().map(period).collect::<String>();
            readings(zone, year).iter().map(reading).collect::<Vec<_>>()
        };
        assert_eq!(shown("America/New_York", 2026), ["EST …/03-08T07:00 11-01T06:00/…", "EDT 03-08T07:00/11-01T06:00"]);
        assert_eq!(shown("Asia/Kolkata", 2026), ["IST …/…"]);
        // Two new names for the offset of the summer.
        assert_eq!(shown("America/Anchorage", 1983), ["AHST …/04-24T12:00", "AHDT 04-24T12:00/…"]);
        // Clock changes at the turn of the year belong to the years they stand between.
        assert_eq!(shown("America/Lima", 1985), ["-0500 …/01-01T05:00"]);
        assert_eq!(shown("America/Lima", 1986), ["-0400 01-01T05:00/04-01T04:00", "-0500 04-01T04:00/01-01T05:00"]);
        for year in [i32::MIN, 1969, 2200, i32::MAX] {
            assert_eq!(readings("America/New_York", year), []);
        }
        assert_eq!((readings("America/New_York", 1970).len(), readings("America/New_York", 2199).len()), (2, 2));
    }
}
