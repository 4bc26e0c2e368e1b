//! The grammar of schedule expressions, in nom. It only takes text apart: what the parts mean is [`parse`](super::parse)'s.
//!
//! Every part is a slice of the text, so that its span can be found again.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::char;
use nom::combinator::{map, opt, recognize, verify};
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

/// nom's `take_while` for bytes: it need not decode. `is` must not tell the bytes of one character apart.
fn bytes_while(is: impl Fn(u8) -> bool) -> impl Fn(&str) -> IResult<&str, &str> {
    move |input| {
        let end = input.bytes().position(|byte| !is(byte)).unwrap_or(input.len());
        let (taken, after) = input.split_at_checked(end).unwrap_or((input, ""));
        Ok((after, taken))
    }
}

fn word(input: &str) -> IResult<&str, &str> {
    bytes_while(|byte| byte.is_ascii_alphanumeric())(input)
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
    terminated(bytes_while(|byte| byte != b')'), char(')')).parse(input)
}

/// One field of a cron expression and the blanks before it.
pub(super) fn field(input: &str) -> IResult<&str, (&str, &str)> {
    let blanks = bytes_while(|byte| matches!(byte, b' ' | b'\t'));
    let field = bytes_while(|byte| !matches!(byte, b' ' | b'\t'));
    pair(blanks, verify(field, |field: &str| !field.is_empty())).parse(input)
}

/// One item of a field, which may be empty, and the comma behind it.
pub(super) fn item(input: &str) -> IResult<&str, Item<'_>> {
    let (behind, base) = base(input)?;
    let (behind, step) = opt(preceded(char('/'), bytes_while(|byte| byte != b','))).parse(behind)?;
    let (after, unknown) = bytes_while(|byte| byte != b',').parse(behind)?;
    let text = input.get(..input.len() - after.len()).unwrap_or(input);
    let (after, _) = opt(char(',')).parse(after)?;
    Ok((after, Item { text, base: if unknown.is_empty() { base } else { Base::Unknown }, step }))
}

/// What stands before the step of an item. Where it is unknown, something may be left of it.
fn base(input: &str) -> IResult<&str, Base<'_>> {
    let (behind, first) = word(input)?;
    match (first, behind.as_bytes().first()) {
        (_, Some(b'-')) => map(preceded(char('-'), word), |last| Base::Range(first, last)).parse(behind),
        (_, Some(b'#')) => map(preceded(char('#'), word), |n| Base::Nth(first, n)).parse(behind),
        ("", Some(b'*')) => map(char('*'), |_| Base::Every).parse(behind),
        ("", Some(b'?')) => map(char('?'), |_| Base::Mark).parse(behind),
        ("", _) => Ok((behind, Base::Unknown)),
        _ => Ok((behind, Base::Word(first))),
    }
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
