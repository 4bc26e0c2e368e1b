//! What the parts of a schedule expression mean, and what is wrong with them.
//!
//! Source: EventBridge user guide (cron expressions reference; schedule types in EventBridge Scheduler); expressions that AWS was
//! seen to accept or refuse; Quartz 2.3.2 where AWS behaves like it.

use chrono::NaiveDate;

use crate::error::{Error, ErrorKind};
use crate::schedule::at::At;
use crate::schedule::cron::Cron;
use crate::schedule::days::DayRule;
use crate::schedule::field::Field;
use crate::schedule::grammar::{self, Base, Function, Item};
use crate::schedule::help;
use crate::schedule::notice::{Notice, NoticeKind};
use crate::schedule::rate::{Rate, RateUnit};
use crate::schedule::years::Years;
use crate::schedule::{Dialect, Kind, ScheduleOptions};
use crate::span::Span;

/// The longest expression that the interfaces of AWS take, in characters.
const MAX_LENGTH: usize = 256;

/// Parses an expression with its function.
pub(super) fn schedule(text: &str, options: &ScheduleOptions) -> Result<(Kind, Vec<Notice>), Error> {
    let mut parser = Parser { text, dialect: options.dialect, notices: Vec::new() };
    let kind = parser.schedule()?;
    let mut notices = parser.notices;
    notices.sort_by_key(|notice| (notice.span.start, notice.kind));
    Ok((kind, notices))
}

/// Parses a cron expression, with its function or bare.
pub(super) fn cron(text: &str) -> Result<Cron, Error> {
    let mut parser = Parser { text, dialect: Dialect::Rule, notices: Vec::new() };
    match grammar::function(text) {
        Ok((_, Function::Cron)) => match parser.schedule()? {
            Kind::Cron(cron) => Ok(cron),
            _ => Err(parser.refuse(ErrorKind::ScheduleForm, "not a cron expression", text, None)),
        },
        Ok(_) => Err(parser.refuse(ErrorKind::ScheduleForm, "not a cron expression", text, None)),
        Err(_) => parser.cron(text),
    }
}

struct Parser<'a> {
    text: &'a str,
    dialect: Dialect,
    notices: Vec<Notice>,
}

/// What one field says.
enum Values {
    /// `?`
    Mark,
    Set,
    /// A day that has to be computed for each month.
    Day(DayRule),
}

/// Values at equal distances; none if the last is below the first.
#[derive(Clone, Copy)]
struct Run {
    first: u16,
    last: u16,
    step: u16,
}

impl Run {
    fn values(self) -> impl Iterator<Item = u16> {
        (self.first..self.last + 1).step_by(usize::from(self.step))
    }

    /// The values as bits; they are below 64.
    fn bits(self) -> u64 {
        match self.step {
            1 => (2_u64 << self.last).wrapping_sub(1) & (u64::MAX << self.first),
            _ => self.values().fold(0, |bits, value| bits | 1 << value),
        }
    }
}

type Refused<T> = Result<T, Error>;

impl<'a> Parser<'a> {
    fn schedule(&mut self) -> Refused<Kind> {
        if self.text.len() > MAX_LENGTH && self.text.chars().count() > MAX_LENGTH {
            let end = self.text.char_indices().nth(MAX_LENGTH).map_or(self.text.len(), |(offset, _)| offset);
            let message = format!("a schedule expression has at most {MAX_LENGTH} characters");
            return Err(self.refuse(ErrorKind::ScheduleTooLong, message, self.at(end), None));
        }
        let Ok((after, function)) = grammar::function(self.text) else {
            let message = "a schedule is written cron(…), rate(…) or at(…)";
            return Err(self.refuse(ErrorKind::ScheduleForm, message, self.text, help::form(self.text)));
        };
        let Ok((behind, body)) = grammar::body(after) else {
            let end = self.at(self.text.len());
            let help = Some(format!("write {})", self.text.trim_end_matches(grammar::is_blank)));
            return Err(self.refuse(ErrorKind::ScheduleForm, "the `)` at the end is missing", end, help));
        };
        if !behind.is_empty() {
            let message = "found text behind the schedule, expected nothing more";
            return Err(self.refuse(ErrorKind::ScheduleForm, message, behind, Some(help::behind(body))));
        }
        match function {
            Function::Cron => self.cron(body).map(Kind::Cron),
            Function::Rate => self.rate(body).map(Kind::Rate),
            Function::At => self.at_time(body).map(Kind::At),
        }
    }

    fn cron(&mut self, body: &'a str) -> Refused<Cron> {
        let mut fields = [""; 6];
        let mut count = 0;
        let mut rest = body;
        while let Ok((after, (blanks, field))) = grammar::field(rest) {
            if blanks != (if count > 0 { " " } else { "" }) {
                self.notice(NoticeKind::Blanks, blanks);
            }
            if let Some(slot) = fields.get_mut(count) {
                *slot = field;
            }
            count += 1;
            rest = after;
        }
        if !rest.is_empty() {
            self.notice(NoticeKind::Blanks, rest);
        }
        match (count, self.dialect) {
            (6, _) => {}
            (5, Dialect::Scheduler) => {
                self.notice(NoticeKind::NoYear, body.trim_matches(grammar::is_blank));
                fields[5] = "*";
            }
            _ => {
                let message = format!(
                    "a cron expression has six fields (minutes hours day-of-month month day-of-week year), found {count}"
                );
                let fields = body.trim_matches(grammar::is_blank);
                return Err(self.refuse(ErrorKind::CronFields, message, fields, help::fields(fields)));
            }
        }
        let [minutes_text, hours_text, days_text, months_text, weekdays_text, years_text] = fields;

        let minutes = self.mask(Field::Minutes, minutes_text)?;
        let hours = self.mask(Field::Hours, hours_text)?;
        let mut days_of_month = 0;
        let by_month = self.field(Field::DayOfMonth, days_text, |run| days_of_month |= run.bits() as u32)?;
        let months = self.mask(Field::Month, months_text)?;
        let mut days_of_week = 0;
        let by_week = self.field(Field::DayOfWeek, weekdays_text, |run| days_of_week |= run.bits() as u8)?;
        let years = match years_text {
            "*" => Years::ALL,
            _ => {
                let mut years = Years::NONE;
                self.field(Field::Year, years_text, |run| run.values().for_each(|year| years.insert(year)))?;
                years
            }
        };
        let days = match (by_month, by_week) {
            (Values::Set, Values::Mark) => DayRule::DaysOfMonth(days_of_month),
            (Values::Day(rule), Values::Mark) | (Values::Mark, Values::Day(rule)) => rule,
            (Values::Mark, Values::Set) => DayRule::DaysOfWeek(days_of_week),
            (by_month, _) => {
                let message = match by_month {
                    Values::Mark => "day-of-month and day-of-week are both `?`: one of them has to say the day",
                    _ => "day-of-month and day-of-week are both given: one of them has to be `?`",
                };
                let unix = if count == 5 { help::fields(body) } else { None };
                let help = unix.unwrap_or_else(|| help::days(fields));
                return Err(self.refuse(ErrorKind::CronDays, message, weekdays_text, Some(help)));
            }
        };
        Ok(Cron::new(minutes, hours as u32, months as u16, days, years))
    }

    /// A field whose values fit into 64 bits.
    #[inline]
    fn mask(&mut self, field: Field, text: &'a str) -> Refused<u64> {
        let mut mask = 0;
        self.field(field, text, |run| mask |= run.bits())?;
        Ok(mask)
    }

    /// Reads a field and gives each run of its values to `insert`.
    #[inline]
    fn field(&mut self, field: Field, text: &'a str, mut insert: impl FnMut(Run)) -> Refused<Values> {
        // What most fields are.
        match text {
            "*" => {
                let (first, last) = field.bounds();
                insert(Run { first, last, step: 1 });
                Ok(Values::Set)
            }
            "?" if matches!(field, Field::DayOfMonth | Field::DayOfWeek) => Ok(Values::Mark),
            _ => {
                if let Some(value) = field.number(text) {
                    insert(Run { first: value, last: value, step: 1 });
                    return Ok(Values::Set);
                }
                if let Some(step) = text.strip_prefix("*/").and_then(|step| plain_step(field, step)) {
                    let (first, last) = field.bounds();
                    insert(Run { first, last, step });
                    return Ok(Values::Set);
                }
                match self.special_word(field, text, text) {
                    Some(rule) => Ok(Values::Day(rule)),
                    None => self.list(field, text, &mut insert),
                }
            }
        }
    }

    fn list(&mut self, field: Field, text: &'a str, insert: &mut impl FnMut(Run)) -> Refused<Values> {
        let mut items = 0;
        let mut empty_items = text.ends_with(',');
        let mut alone = None;
        let mut rest = text;
        while !rest.is_empty() {
            let Ok((after, item)) = grammar::item(rest) else { break };
            rest = after;
            if item.text.is_empty() {
                empty_items = true;
                continue;
            }
            items += 1;
            if let Some(values) = self.item(field, &item, insert)? {
                alone.get_or_insert((item, values));
            }
        }
        if items == 0 {
            let message = format!("the field {} has no value between its commas", field.name());
            return Err(self.refuse(ErrorKind::CronList, message, text, None));
        }
        if empty_items {
            self.notice(NoticeKind::EmptyItem, text);
        }
        match alone {
            None => Ok(Values::Set),
            Some((_, values)) if items == 1 => Ok(values),
            Some((item, _)) => {
                let message = format!("`{}` in {} cannot stand in a list", item.text, field.name());
                Err(self.refuse(ErrorKind::CronList, message, item.text, None))
            }
        }
    }

    /// Reads an item. Gives what it says if it has to stand alone.
    fn item(&mut self, field: Field, item: &Item<'a>, insert: &mut impl FnMut(Run)) -> Refused<Option<Values>> {
        let (min, max) = field.bounds();
        let special = match item.base {
            Base::Every if item.step.is_none() => {
                insert(Run { first: min, last: max, step: 1 });
                return Ok(Some(Values::Set));
            }
            Base::Mark if matches!(field, Field::DayOfMonth | Field::DayOfWeek) => Some(Values::Mark),
            Base::Word(word) => self.special_word(field, word, item.text).map(Values::Day),
            Base::Range(first, last) if field == Field::DayOfMonth && first.eq_ignore_ascii_case("L") => {
                Some(Values::Day(self.last_offset(last, item)?))
            }
            Base::Nth(day, n) => Some(Values::Day(self.nth(field, day, n, item)?)),
            _ => None,
        };
        if let Some(special) = special {
            return match item.step {
                None => Ok(Some(special)),
                Some(step) => {
                    let message = format!("`{}` takes no step", item.text.trim_end_matches(step).trim_end_matches('/'));
                    Err(self.refuse(ErrorKind::CronStep, message, step, None))
                }
            };
        }
        let (first, last) = self.first_and_last(field, item)?;
        let step = match item.step {
            None => 1,
            Some(step) => self.step(field, step, item)?,
        };
        if first <= last {
            insert(Run { first, last, step });
        } else {
            insert(Run { first, last: max, step });
            let beyond = first + ((max - first) / step + 1) * step;
            insert(Run { first: beyond - max - 1 + min, last, step });
        }
        Ok(None)
    }

    /// The ends of the range that an item covers; the last below the first if it wraps around.
    fn first_and_last(&mut self, field: Field, item: &Item<'a>) -> Refused<(u16, u16)> {
        let (min, max) = field.bounds();
        match item.base {
            Base::Every => Ok((min, max)),
            Base::Word(word) => {
                let value = self.value(field, word)?;
                Ok((value, if item.step.is_some() { max } else { value }))
            }
            Base::Range(first, _) if field == Field::DayOfWeek && first.eq_ignore_ascii_case("L") => {
                Err(self.bad_value(field, without_step(item)))
            }
            Base::Range("", _) | Base::Range(_, "") => Err(self.bad_range(field, item, "a range needs both its ends")),
            Base::Range(first_text, last_text) => {
                let (first, last) = (self.value(field, first_text)?, self.value(field, last_text)?);
                let is_name = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
                if is_name(first_text) != is_name(last_text) {
                    return Err(self.bad_range(field, item, "a range has two numbers or two names"));
                }
                if first > last {
                    if field == Field::Year {
                        return Err(self.bad_range(field, item, "a range of years goes up"));
                    }
                    self.notice(NoticeKind::WrappingRange, without_step(item));
                }
                Ok((first, last))
            }
            _ => {
                let text = without_step(item);
                if text.contains('*') && text.contains('-') {
                    return Err(self.bad_range(field, item, "a range has two numbers or two names"));
                }
                Err(self.bad_value(field, text))
            }
        }
    }

    /// `L`, `LW`, `15W`, `6L`: words that are no plain value of the field.
    fn special_word(&mut self, field: Field, word: &str, item: &str) -> Option<DayRule> {
        let (before, last) = word.split_at_checked(word.len().checked_sub(1)?)?;
        match (field, last) {
            (Field::DayOfMonth, "L" | "l") if before.is_empty() => Some(DayRule::Last { before: 0, weekday: false }),
            (Field::DayOfMonth, "W" | "w") if before.eq_ignore_ascii_case("L") => {
                Some(DayRule::Last { before: 0, weekday: true })
            }
            (Field::DayOfMonth, "W" | "w") => {
                let day = u8::try_from(field.value(before)?).ok()?;
                if day > 28 {
                    self.notice(NoticeKind::ShortMonthWeekday, item);
                }
                Some(DayRule::NearestWeekday(day))
            }
            (Field::DayOfWeek, "L" | "l") if before.is_empty() => {
                self.notice(NoticeKind::LastDayOfWeek, item);
                Some(DayRule::DaysOfWeek(1 << 7))
            }
            (Field::DayOfWeek, "L" | "l") => Some(DayRule::LastWeekday(u8::try_from(field.value(before)?).ok()?)),
            _ => None,
        }
    }

    /// `L-3` and `L-3W`; `offset` is what follows the `-`.
    fn last_offset(&mut self, offset: &'a str, item: &Item<'a>) -> Refused<DayRule> {
        let digits = offset.strip_suffix(['W', 'w']).unwrap_or(offset);
        let before = match number(digits, 2) {
            Some(before @ 0..=30) => before as u8,
            _ => return Err(self.bad_value(Field::DayOfMonth, without_step(item))),
        };
        self.notice(NoticeKind::LastOffset, item.text);
        Ok(DayRule::Last { before, weekday: digits.len() < offset.len() })
    }

    /// `MON#2`.
    fn nth(&self, field: Field, day: &str, n: &str, item: &Item<'a>) -> Refused<DayRule> {
        let day =
            if field == Field::DayOfWeek { field.value(day).and_then(|day| u8::try_from(day).ok()) } else { None };
        match (day, number(n, 2)) {
            (Some(day), Some(n @ 1..=5)) => Ok(DayRule::NthWeekday(day, n as u8)),
            _ => Err(self.bad_value(field, without_step(item))),
        }
    }

    fn step(&mut self, field: Field, step: &'a str, item: &Item<'a>) -> Refused<u16> {
        let (_, max) = field.bounds();
        match number(step, if field == Field::Year { 4 } else { 2 }) {
            Some(number) if 0 < number && number <= max => {
                if field == Field::DayOfWeek {
                    self.notice(NoticeKind::DayOfWeekStep, item.text);
                } else if item.text.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    self.notice(NoticeKind::NameStep, item.text);
                }
                Ok(number)
            }
            _ => {
                let message = format!("a step in {} is a number from 1 to {max}", field.name());
                Err(self.refuse(ErrorKind::CronStep, message, step, None))
            }
        }
    }

    fn value(&self, field: Field, word: &'a str) -> Refused<u16> {
        field.value(word).ok_or_else(|| self.bad_value(field, word))
    }

    fn bad_value(&self, field: Field, word: &'a str) -> Error {
        let (min, max) = field.bounds();
        let names = match field {
            Field::Month => " or JAN-DEC",
            Field::DayOfWeek => " (Sunday is 1) or SUN-SAT",
            _ => "",
        };
        let message = format!("`{word}` is no value of {}, which takes {min}-{max}{names}", field.name());
        self.refuse(ErrorKind::CronValue, message, word, help::value(field, word))
    }

    fn bad_range(&self, field: Field, item: &Item<'a>, message: &str) -> Error {
        let range = without_step(item);
        self.refuse(ErrorKind::CronRange, format!("{message}, in {}", field.name()), range, help::range(field, range))
    }

    fn rate(&mut self, body: &'a str) -> Refused<Rate> {
        let Ok(("", (value_text, unit_text))) = grammar::rate(body) else {
            let message = "a rate is a number, one blank, and minutes, hours or days";
            return Err(self.refuse(ErrorKind::RateForm, message, body, help::rate(body)));
        };
        let value = match value_text.parse::<u32>() {
            Ok(value) if value > 0 && !value_text.starts_with('+') => value,
            _ => {
                let message = "the number of a rate is a whole number above 0";
                return Err(self.refuse(ErrorKind::RateValue, message, value_text, None));
            }
        };
        let Some((unit, plural)) = RateUnit::parse(unit_text) else {
            let message = format!("unknown unit `{unit_text}`: a rate counts minutes, hours or days");
            return Err(self.refuse(ErrorKind::RateUnit, message, unit_text, help::unit(value, unit_text)));
        };
        if plural != (value > 1) {
            if self.dialect == Dialect::Rule {
                let message =
                    "a scheduled rule wants `minute`, `hour`, `day` after 1, and `minutes`, `hours`, `days` after more";
                return Err(self.refuse(
                    ErrorKind::RateUnit,
                    message,
                    unit_text,
                    Some(format!("write {}", unit.text(value))),
                ));
            }
            self.notice(NoticeKind::RateAgreement, unit_text);
        }
        Ok(Rate::new(value, unit, self.dialect))
    }

    fn at_time(&mut self, body: &'a str) -> Refused<At> {
        if self.dialect == Dialect::Rule {
            let message = "a scheduled rule takes cron(…) and rate(…); only EventBridge Scheduler takes at(…)";
            let function = self.text.get(..2).unwrap_or_default();
            return Err(self.refuse(ErrorKind::ScheduleDialect, message, function, None));
        }
        let Ok(("", [year, month, day, hour, minute, second])) = grammar::date_and_time(body) else {
            let message = "a time is written yyyy-mm-ddThh:mm:ss, without a zone";
            return Err(self.refuse(ErrorKind::AtForm, message, body, help::at(body)));
        };
        let date = i32::try_from(year).ok().filter(|year| (1970..=2199).contains(year));
        let date = date.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
        match date.and_then(|date| date.and_hms_opt(hour, minute, second)) {
            Some(local) => Ok(At { local }),
            None => {
                let message = "there is no such date and time between 1970 and 2199";
                Err(self.refuse(ErrorKind::AtValue, message, body, None))
            }
        }
    }

    /// The empty slice of the text at `offset`.
    fn at(&self, offset: usize) -> &'a str {
        self.text.get(offset..offset).unwrap_or_default()
    }

    /// Where `part`, a slice of the text, stands in it.
    fn span(&self, part: &str) -> Span {
        let start = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize).min(self.text.len());
        Span::new(start, (start + part.len()).min(self.text.len()))
    }

    fn notice(&mut self, kind: NoticeKind, part: &str) {
        self.notices.push(Notice { kind, span: self.span(part) });
    }

    fn refuse(&self, kind: ErrorKind, message: impl Into<String>, part: &str, help: Option<String>) -> Error {
        let aws = match self.dialect {
            Dialect::Rule => "Parameter ScheduleExpression is not valid.".to_owned(),
            Dialect::Scheduler => format!("Invalid Schedule Expression {}.", self.text),
        };
        Error::new(kind, message, self.span(part), self.text.as_bytes()).with_help(help).with_aws_message(Some(aws))
    }
}

/// The step that `text` is, if there is nothing to say about it.
fn plain_step(field: Field, text: &str) -> Option<u16> {
    let (_, max) = field.bounds();
    let step = number(text, if field == Field::Year { 4 } else { 2 });
    step.filter(|&step| 0 < step && step <= max && field != Field::DayOfWeek)
}

/// The number that `text` is, with so many digits at most.
fn number(text: &str, max_digits: usize) -> Option<u16> {
    let is_number = text.len() <= max_digits && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

fn without_step<'a>(item: &Item<'a>) -> &'a str {
    item.text.split('/').next().unwrap_or(item.text)
}
