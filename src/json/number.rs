//! When two JSON numbers are the same number.
//!
//! AWS compares numbers as binary64, but only those that lose nothing by it: a number is *comparable* if its decimal value
//! is the shortest decimal that reads back as the same binary64. `1`, `1.0` and `10e-1` are one number; `9007199254740993`,
//! `0.1000000000000000055`, `1e400` and `1e-400` are not comparable.
//!
//! Source: event-ruler `ComparableNumber.java`, stated over the shortest decimal (Java before 19 does not always find it).

/// A comparable number. Equality and order are those of the decimal values; zero has no sign.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Number(f64);

impl Number {
    /// The number that the JSON number `text` stands for, if it is comparable.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let written = Decimal::parse(text)?;
        if written.digits().is_empty() {
            return Some(Self(0.0));
        }
        // So few digits survive in any binary64 of a common size.
        if written.len <= 15 && (-290..=290).contains(&written.exponent) {
            return Self::near(text).map(Self);
        }
        let value = written.to_f64()?;
        let mut shortest = ShortText::new();
        std::fmt::Write::write_fmt(&mut shortest, format_args!("{value:e}")).ok()?;
        (Decimal::parse(shortest.as_str())? == written).then_some(Self(value))
    }

    /// The binary64 nearest to the JSON number `text`: the number itself if that is comparable.
    pub(crate) fn near(text: &str) -> Option<f64> {
        // Adding zero takes the sign from zero.
        text.parse::<f64>().ok().map(|near| near + 0.0).filter(|near| near.is_finite())
    }

    /// What a binary64 would be as a comparable number.
    pub(crate) fn of(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self(value))
    }

    /// The binary64.
    pub(crate) fn value(self) -> f64 {
        self.0
    }

    /// An integer of the same order.
    pub(crate) fn rank(self) -> u64 {
        rank(self.0)
    }

    /// One JSON text for this number: without an exponent while that is as short as any binary64 may need.
    pub(crate) fn canonical(self) -> String {
        let plain = self.0.to_string();
        if plain.len() <= Decimal::MAX_DIGITS { plain } else { format!("{:e}", self.0) }
    }
}

/// An integer of the same order as a binary64 that is not NaN.
pub(crate) fn rank(number: f64) -> u64 {
    const SIGN: u64 = 1 << 63;
    let bits = number.to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

/// `0.digits × 10^exponent`, without leading or trailing zeros in `digits`; no digits at all is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: [u8; Decimal::MAX_DIGITS],
    len: usize,
    exponent: i64,
}

impl Decimal {
    /// No binary64 needs more digits than this to be told from its neighbours.
    const MAX_DIGITS: usize = 17;

    /// `None` if `text` has more digits than any comparable number.
    fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));

        let mut decimal = Self { negative: false, digits: [0; Self::MAX_DIGITS], len: 0, exponent: 0 };
        let significant = integer.trim_start_matches('0');
        let leading_zeros =
            if significant.is_empty() { fraction.len() - fraction.trim_start_matches('0').len() } else { 0 };
        // Zeros are written down only once a digit follows them.
        let mut zeros = 0;
        for digit in significant.bytes().chain(fraction.bytes().skip(leading_zeros)) {
            if digit == b'0' {
                zeros += 1;
                continue;
            }
            decimal.len += zeros;
            zeros = 0;
            *decimal.digits.get_mut(decimal.len)? = digit;
            decimal.len += 1;
        }
        for digit in decimal.digits.iter_mut().take(decimal.len) {
            *digit = (*digit).max(b'0');
        }
        if decimal.len > 0 {
            let shift = i64::try_from(significant.len()).ok()? - i64::try_from(leading_zeros).ok()?;
            decimal.exponent = saturating_exponent(exponent).saturating_add(shift);
            decimal.negative = negative;
        }
        Some(decimal)
    }

    fn digits(&self) -> &[u8] {
        self.digits.get(..self.len).unwrap_or_default()
    }

    /// The nearest binary64, unless that is infinite or zero.
    fn to_f64(self) -> Option<f64> {
        let mut text = ShortText::new();
        let sign = if self.negative { "-" } else { "" };
        let digits = std::str::from_utf8(self.digits()).ok()?;
        std::fmt::Write::write_fmt(&mut text, format_args!("{sign}0.{digits}e{}", self.exponent)).ok()?;
        let value = text.as_str().parse::<f64>().ok()?;
        (value.is_finite() && value != 0.0).then_some(value)
    }
}

/// The exponent, or one far beyond every binary64 if it does not fit.
fn saturating_exponent(text: &str) -> i64 {
    const FAR: i64 = 1 << 40;
    match text.strip_prefix('-') {
        Some(digits) => digits.parse().map_or(-FAR, |value: i64| -value.min(FAR)),
        None => text.trim_start_matches('+').parse().map_or(FAR, |value: i64| value.min(FAR)),
    }
}

/// A text on the stack, long enough for any binary64 in scientific notation.
struct ShortText {
    bytes: [u8; 48],
    len: usize,
}

impl ShortText {
    const fn new() -> Self {
        Self { bytes: [0; 48], len: 0 }
    }

    fn as_str(&self) -> &str {
        self.bytes.get(..self.len).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl std::fmt::Write for ShortText {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let end = self.len + text.len();
        self.bytes.get_mut(self.len..end).ok_or(std::fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_many_texts() {
        for same in [
            &["1", "1.0", "1e0", "10E-1", "0.001e+3", "1.000000000000000000000000000"][..],
            &["0", "-0", "0.0", "-0.0e5", "0e999999999999999999999", "0.000"],
            &["0.1", "0.10", "1e-1", "0.000000000000000000001e20"],
            &["100", "1e2", "100.00", "0.1e3"],
            &["-2.5", "-25e-1"],
            &["1.7976931348623157e308", "17976931348623157e292"],
            &["5e-324"],
        ] {
            for text in same {
                let number = Number::parse(text);
                assert!(number.is_some(), "{text}");
                assert_eq!(number, Number::parse(same[0]), "{text}");
            }
        }
        assert!(Number::parse("-1") < Number::parse("0.5"));
    }

    #[test]
    fn what_binary64_would_change_is_not_comparable() {
        for text in [
            "9007199254740993",
            "123456789012345678",
            "0.1000000000000000055",
            "37.807807921694092",
            "1e400",
            "-1e400",
            "1e-400",
            "4.9e-324",
            "1e99999999999999999999999",
            "1e-99999999999999999999999",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
        assert_eq!(Number::parse(&format!("1{}", "0".repeat(400))), None);
        assert_eq!(Number::parse(&"7".repeat(10_000)), None);
        assert_eq!(Number::parse(&format!("0.{}1", "0".repeat(10_000))), None);
        assert!(Number::parse(&format!("0.{}1e10001", "0".repeat(10_000))).is_some());
    }

    #[test]
    fn canonical_texts_read_back_and_are_short() {
        for (text, canonical) in
            [("300.0", "300"), ("1e300", "1e300"), ("0.00000015", "0.00000015"), ("-0", "0"), ("1e6", "1000000")]
        {
            let number = Number::parse(text).unwrap();
            assert_eq!(number.canonical(), canonical);
            assert_eq!(Number::parse(canonical), Some(number));
        }
    }
}
