//! Decides which numbers can be compared: those whose decimal value is exactly the shortest decimal that reads back as the
//! same binary64 number. (event-ruler asks the same of Java's `Double.toString`, which older JDKs do not always make the
//! shortest; the clean rule is the one used here.)
//!
//! So 300, 300.0, 3e2 and 3000E-1 are one number (`[300]` matches `300.0` was observed on AWS), -0 is 0, and 0 with any
//! exponent is 0. But 9007199254740993, 0.1000000000000000055, 4.9e-324 (the shortest is 5e-324), 1e400 and 1e-400 are not
//! comparable: such a number equals its own text and nothing else.

/// The number's value, if it is comparable. Two comparable numbers are equal, less or greater as these are.
pub fn comparable(text: &str) -> Option<f64> {
    let wanted = Decimal::read(text);
    // A shortest decimal has at most 17 digits, and binary64 ends at 1e308 and 1e-324.
    if wanted.digits.len() > 17 || wanted.exponent.abs() > 1_000 {
        return None;
    }
    let sign = if wanted.negative { "-" } else { "" };
    let double: f64 = format!("{sign}{}e{}", wanted.digits, wanted.exponent).parse().ok()?;
    // `{:e}` writes the shortest decimal that reads back as the same number. Of two that are as short and as near, Java takes
    // the one with the even digit, and so does formatting with a given number of decimals.
    let shortest = format!("{double:e}");
    let decimals = shortest.split('e').next().and_then(|mantissa| mantissa.split_once('.')).map_or(0, |(_, d)| d.len());
    let is_shortest = double.is_finite() && Decimal::read(&format!("{double:.decimals$e}")) == wanted;
    is_shortest.then_some(double)
}

/// Whether a number in a pattern equals a number in an event: by value if both are comparable, else by text.
pub fn equal(pattern: &str, event: &str) -> bool {
    match (comparable(pattern), comparable(event)) {
        (Some(pattern), Some(event)) => pattern == event,
        _ => pattern == event,
    }
}

/// `digits` × 10^`exponent`, without needless zeros at either end; zero is `0` × 10^0 and never negative.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a number that follows the JSON grammar.
    fn read(text: &str) -> Decimal {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = format!("{whole}{fraction}");
        let digits = all_digits.trim_end_matches('0');
        let zeros_at_the_end = all_digits.len() - digits.len();
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Decimal { negative: false, digits: "0".to_owned(), exponent: 0 };
        }
        Decimal {
            negative,
            digits: digits.to_owned(),
            exponent: read_exponent(exponent) + count(zeros_at_the_end) - count(fraction.len()),
        }
    }
}

/// An exponent may have any number of digits. From 10^15 on the exact value makes no difference, as no text in memory has
/// enough digits to bring the number back into the range of binary64.
fn read_exponent(text: &str) -> i64 {
    const HUGE: i64 = 1_000_000_000_000_000;
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.trim_start_matches('0');
    let size = match digits.len() {
        0 => 0,
        1..=15 => digits.parse().unwrap_or(HUGE),
        _ => HUGE,
    };
    sign * size
}

fn count(characters: usize) -> i64 {
    i64::try_from(characters).unwrap_or(i64::MAX / 4)
}
