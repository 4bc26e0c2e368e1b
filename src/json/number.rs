//! When two JSON numbers are the same number.
//!
//! AWS compares numbers as binary64, but only those that lose nothing by it: a number is *comparable* if its decimal value
//! is the shortest decimal that reads back as the same binary64. `1`, `1.0` and `10e-1` are one number; `9007199254740993`,
//! `0.1000000000000000055`, `1e400` and `1e-400` are not comparable.
//!
//! Where two decimals are as short and as near, the one with the even digit is meant: of `203557369388796.62` and `….63`, the
//! first.
//!
//! Source: event-ruler `ComparableNumber.java`, stated over the shortest decimal (Java before 19 does not always find it).

/// A comparable number. Equality and order are those of the decimal values; zero has no sign.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Number(f64);

impl Number {
    /// The number that the JSON number `text` stands for, if it is comparable.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let written = Decimal::parse(text)?;
        if written.digits == 0 {
            return Some(Self(0.0));
        }
        let value = Self::near(text).filter(|value| *value != 0.0)?;
        // So few digits survive in any binary64 of a common size.
        if written.digits <= 15 && (-300..=290).contains(&written.exponent) {
            return Some(Self(value));
        }
        let mut shortest = zmij::Buffer::new();
        (Decimal::parse(shortest.format_finite(value))? == written).then_some(Self(value))
    }

    /// The binary64 nearest to the JSON number `text`: the number itself if that is comparable.
    pub(crate) fn near(text: &str) -> Option<f64> {
        // Adding zero takes the sign from zero.
        text.parse::<f64>().ok().map(|near| near + 0.0).filter(|near| near.is_finite())
    }

    /// The number that the JSON number `text` stands for, if it is comparable, given what it is near to.
    pub(crate) fn confirm(text: &str, near: f64) -> Option<Self> {
        // So short a text has no more digits than survive in any binary64 of a common size.
        if text.len() <= 15 && !text.contains(['e', 'E']) {
            return Some(Self(near));
        }
        // Most programs write the shortest decimal.
        if near != 0.0 && zmij::Buffer::new().format_finite(near) == text {
            return Some(Self(near));
        }
        Self::parse(text)
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
        // Written with just as many decimals, the standard library too prefers the even digit.
        let decimals = |text: &str| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let shortest = self.0.to_string();
        if shortest.len() <= Decimal::MAX_DIGITS {
            return format!("{:.*}", decimals(&shortest), self.0);
        }
        let shortest = format!("{:e}", self.0);
        let mantissa = shortest.split_once('e').map_or("", |(mantissa, _)| mantissa);
        format!("{:.*e}", decimals(mantissa), self.0)
    }
}

/// An integer of the same order as a binary64 that is not NaN.
pub(crate) fn rank(number: f64) -> u64 {
    const SIGN: u64 = 1 << 63;
    let bits = number.to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

/// `mantissa × 10^exponent`, without zeros at the end of the mantissa.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    mantissa: u64,
    digits: usize,
    exponent: i64,
}

impl Decimal {
    /// No binary64 needs more digits than this to be told from its neighbours.
    const MAX_DIGITS: usize = 17;

    /// `None` if `text` has more digits than any comparable number.
    fn parse(text: &str) -> Option<Self> {
        let mut decimal = Self { negative: text.starts_with('-'), mantissa: 0, digits: 0, exponent: 0 };
        let mut after_point = false;
        let mut places = 0_i64;
        // Zeros are written down only once another digit follows them.
        let mut zeros = 0;
        let bytes = text.as_bytes();
        let mut at = usize::from(decimal.negative);
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'.' => after_point = true,
                b'0' => {
                    places += i64::from(after_point);
                    zeros += usize::from(decimal.digits > 0);
                }
                b'1'..=b'9' => {
                    places += i64::from(after_point);
                    decimal.digits += zeros + 1;
                    if decimal.digits > Self::MAX_DIGITS {
                        return None;
                    }
                    for _ in 0..zeros {
                        decimal.mantissa *= 10;
                    }
                    zeros = 0;
                    decimal.mantissa = decimal.mantissa * 10 + u64::from(byte - b'0');
                }
                _ => break,
            }
            at += 1;
        }
        if decimal.digits == 0 {
            return Some(Self { negative: false, ..decimal });
        }
        let written = text.get(at + 1..).map_or(0, saturating_exponent);
        let zeros = i64::try_from(zeros).ok()?;
        decimal.exponent = written.saturating_add(zeros).saturating_sub(places);
        Some(decimal)
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
    fn confirming_is_parsing() {
        let mut state = 1_u64;
        let mut comparable = 0;
        for round in 0..50_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let all = format!("{state:020}");
            let (digits, _) = all.split_at(round % 19 + 1);
            let point = (state >> 50) as usize % digits.len();
            let (integer, decimals) = digits.split_at(point.max(1));
            let mut text = match round % 3 {
                0 => format!("-{digits}"),
                1 => format!("{integer}.{decimals}0"),
                _ => format!("{digits}e{}", (state >> 40) as i8),
            };
            if round % 5 == 0 {
                text = f64::from_bits(state).to_string();
            }
            let Some(near) = Number::near(&text) else { continue };
            assert_eq!(Number::confirm(&text, near), Number::parse(&text), "{text}");
            comparable += usize::from(Number::parse(&text).is_some());
        }
        assert!(comparable > 20_000 && comparable < 49_000, "{comparable}");
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
    fn comparable_is_what_the_shortest_text_is_equal_to() {
        let mut state = 1_u64;
        for i in 0..200_000_u64 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let value = if i % 2 == 0 { f64::from_bits(state) } else { (state >> 11) as f64 / 1e6 };
            if !value.is_finite() {
                continue;
            }
            let shortest = shortest(value);
            assert_eq!(Number::parse(&shortest).map(Number::value), Some(value), "{shortest}");
            // One more in the last of 17 digits is another number, or none.
            let (digits, exponent) = shortest.split_once('e').unwrap();
            let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
            let next = digits.parse::<u64>().unwrap() * 10_u64.pow(17 - digits.len() as u32) + 1;
            let next =
                format!("{}{next}e{}", if value < 0.0 { "-" } else { "" }, exponent.parse::<i32>().unwrap() - 16);
            assert_eq!(Number::parse(&next).is_some(), comparable(&next), "{next}");
        }
    }

    /// The shortest text, of two the one with the even digit.
    fn shortest(value: f64) -> String {
        let shortest = format!("{value:e}");
        let digits = shortest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
        format!("{value:.*e}", digits - 1)
    }

    /// From the definition, by way of the standard library's shortest text.
    fn comparable(text: &str) -> bool {
        let value: f64 = text.parse().unwrap();
        let plain = |text: &str| {
            let (digits, exponent) = text.split_once('e').unwrap();
            let point = digits.find('.').map_or(0, |at| digits.len() - at - 1) as i32;
            let digits = digits.replace('.', "");
            let significant = digits.trim_end_matches('0');
            (
                significant.to_owned(),
                exponent.parse::<i32>().unwrap() - point + (digits.len() - significant.len()) as i32,
            )
        };
        value.is_finite() && plain(&shortest(value)) == plain(text)
    }

    #[test]
    fn canonical_texts_read_back_and_are_short() {
        for (text, canonical) in [
            ("300.0", "300"),
            ("1e300", "1e300"),
            ("0.00000015", "0.00000015"),
            ("-0", "0"),
            ("1e6", "1000000"),
            ("203557369388796.62", "2.0355736938879662e14"),
        ] {
            let number = Number::parse(text).unwrap();
            assert_eq!(number.canonical(), canonical);
            assert_eq!(Number::parse(canonical), Some(number));
        }
    }
}
