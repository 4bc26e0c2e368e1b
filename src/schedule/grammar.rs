//! The grammar of schedule expressions, in nom. It only takes text apart: what the parts mean is [`parse`](super::parse)'s.
//!
//! Every part is a slice of the text, so that its span can be found again.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::char;
use nom::combinator::{map, opt, recognize, rest};
use nom::sequence::{pair, preceded, separated_pair, terminated};
use nom::{IResult, Parser};

/// The function a schedule is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Cron,
    Rate,
    At,
}

/// One item of a list in a field of a cron expression.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    /// All of it.
    pub(super) text: &'a str,
    pub(super) base: Base<'a>,
    /// What stands behind the `/`.
    pub(super) step: Option<&'a str>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Base<'a> {
    /// `*`
    Every,
    /// `?`
    Mark,
    /// A number, a name, or either with letters that mean something behind it.
    Word(&'a str),
    /// `5-8`, also `L-3`; either end may be missing.
    Range(&'a str, &'a str),
    /// `MON#2`; either side may be missing.
    Nth(&'a str, &'a str),
    /// Anything else.
    Unknown,
}

pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

fn word(input: &str) -> IResult<&str, &str> {
    take_while(|c: char| c.is_ascii_alphanumeric())(input)
}

fn word1(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_alphanumeric())(input)
}

/// `cron(`, `rate(` or `at(`, and what follows.
pub(super) fn function(input: &str) -> IResult<&str, Function> {
    alt((
        map(tag("cron("), |_| Function::Cron),
        map(tag("rate("), |_| Function::Rate),
        map(tag("at("), |_| Function::At),
    ))
    .parse(input)
}

/// The body up to `)`, and what follows that.
pub(super) fn body(input: &str) -> IResult<&str, &str> {
    terminated(take_while(|c| c != ')'), char(')')).parse(input)
}

/// One field of a cron expression and the blanks before it.
pub(super) fn field(input: &str) -> IResult<&str, (&str, &str)> {
    pair(take_while(is_blank), take_while1(|c| !is_blank(c))).parse(input)
}

/// One item of a field, which may be empty, and the comma behind it.
pub(super) fn item(input: &str) -> IResult<&str, Item<'_>> {
    let (after, text) = take_while(|c| c != ',').parse(input)?;
    let (behind, base) = opt(base).parse(text)?;
    let (behind, step) = opt(preceded(char('/'), rest)).parse(behind)?;
    let (after, _) = opt(char(',')).parse(after)?;
    let base = match base {
        Some(base) if behind.is_empty() => base,
        _ => Base::Unknown,
    };
    Ok((after, Item { text, base, step }))
}

fn base(input: &str) -> IResult<&str, Base<'_>> {
    if let Ok((behind, first)) = word1(input) {
        return match behind.as_bytes().first() {
            None | Some(b'/') => Ok((behind, Base::Word(first))),
            Some(b'-') => map(preceded(char('-'), word), |last| Base::Range(first, last)).parse(behind),
            Some(b'#') => map(preceded(char('#'), word), |n| Base::Nth(first, n)).parse(behind),
            Some(_) => Ok((behind, Base::Unknown)),
        };
    }
    alt((
        map(char('*'), |_| Base::Every),
        map(char('?'), |_| Base::Mark),
        map(separated_pair(word, char('-'), word), |(first, last)| Base::Range(first, last)),
        map(separated_pair(word, char('#'), word), |(day, n)| Base::Nth(day, n)),
    ))
    .parse(input)
}

/// The number and the unit of a rate: two words and one blank.
pub(super) fn rate(input: &str) -> IResult<&str, (&str, &str)> {
    let word = || take_while1(|c| c != ' ');
    separated_pair(word(), char(' '), word()).parse(input)
}

/// The six numbers of `yyyy-mm-ddThh:mm:ss`.
pub(super) fn date_and_time(input: &str) -> IResult<&str, [u32; 6]> {
    let (input, year) = digits(4)(input)?;
    let (input, month) = preceded(char('-'), digits(2)).parse(input)?;
    let (input, day) = preceded(char('-'), digits(2)).parse(input)?;
    let (input, hour) = preceded(char('T'), digits(2)).parse(input)?;
    let (input, minute) = preceded(char(':'), digits(2)).parse(input)?;
    let (input, second) = preceded(char(':'), digits(2)).parse(input)?;
    Ok((input, [year, month, day, hour, minute, second]))
}

/// Exactly so many digits.
fn digits(count: usize) -> impl Fn(&str) -> IResult<&str, u32> {
    move |input| {
        let (input, digits) =
            recognize(nom::multi::many_m_n(count, count, nom::character::complete::one_of("0123456789")))
                .parse(input)?;
        Ok((input, digits.bytes().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))))
    }
}
