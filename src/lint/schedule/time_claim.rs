//! Times of day with a zone in what people write: `6 AM ET`, `06:00 EST`, `2:30pm Pacific`, `9 AM New York time`, `noon Eastern`.
//!
//! Only a time and a zone next to each other count, and not where the words around them speak of something else than a run: `before
//! 9:30 AM ET`, `9 AM to 5 PM ET`, `the 4 PM ET close`.

use std::ops::Range;

use chrono::NaiveTime;
use chrono_tz::{TZ_VARIANTS, Tz};

/// A time of day in a zone, as a text has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// Where the text has it.
    pub(super) range: Range<usize>,
    pub(super) time: NaiveTime,
    /// Whether it is written with AM, PM, noon or midnight.
    pub(super) twelve_hours: bool,
    pub(super) zone: ZoneWord,
}

/// What the word for a zone may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ZoneWord {
    /// IANA names; the likeliest first.
    pub(super) zones: Vec<&'static str>,
    /// Hours ahead of UTC, if the word taken literally is a fixed offset: `EST` is five hours behind all year.
    pub(super) offset: Option<i32>,
}

type Abbreviation = (&'static str, &'static [&'static str], Option<i32>);

/// Abbreviations. Some are used in several parts of the world.
const ABBREVIATIONS: &[Abbreviation] = &[
    ("UTC", &["UTC"], Some(0)),
    ("GMT", &["UTC", "Europe/London"], Some(0)),
    ("ET", &["America/New_York"], None),
    ("EST", &["America/New_York"], Some(-5)),
    ("EDT", &["America/New_York"], Some(-4)),
    ("CT", &["America/Chicago"], None),
    ("CST", &["America/Chicago", "Asia/Shanghai"], Some(-6)),
    ("CDT", &["America/Chicago"], Some(-5)),
    ("MT", &["America/Denver"], None),
    ("MST", &["America/Denver", "America/Phoenix"], Some(-7)),
    ("MDT", &["America/Denver"], Some(-6)),
    ("PT", &["America/Los_Angeles"], None),
    ("PST", &["America/Los_Angeles"], Some(-8)),
    ("PDT", &["America/Los_Angeles"], Some(-7)),
    ("BST", &["Europe/London", "Asia/Dhaka"], Some(1)),
    ("CET", &["Europe/Berlin"], Some(1)),
    ("CEST", &["Europe/Berlin"], Some(2)),
    ("EET", &["Europe/Athens"], Some(2)),
    ("EEST", &["Europe/Athens"], Some(3)),
    ("IST", &["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"], None),
    ("SGT", &["Asia/Singapore"], None),
    ("JST", &["Asia/Tokyo"], None),
    ("KST", &["Asia/Seoul"], None),
    ("HKT", &["Asia/Hong_Kong"], None),
    ("AWST", &["Australia/Perth"], None),
    ("AEST", &["Australia/Sydney", "Australia/Brisbane"], Some(10)),
    ("AEDT", &["Australia/Sydney"], Some(11)),
    ("AET", &["Australia/Sydney"], None),
    ("NZST", &["Pacific/Auckland"], Some(12)),
    ("NZDT", &["Pacific/Auckland"], Some(13)),
];

/// Zones that go by a word, with `Time` or without.
const NAMES: &[(&str, &str)] = &[
    ("Central European", "Europe/Berlin"),
    ("Eastern", "America/New_York"),
    ("Central", "America/Chicago"),
    ("Mountain", "America/Denver"),
    ("Pacific", "America/Los_Angeles"),
];

/// Continents and oceans of the IANA names that end in a place.
const AREAS: [&str; 10] =
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

/// Places of the database whose names are common words.
const NO_PLACES: [&str; 9] = ["Casey", "Davis", "Easter", "Midway", "North", "South", "Troll", "Wake", "West"];

/// Before a time, these say that it is no time of a run.
const OTHER_BEFORE: [&str; 16] = [
    "after", "before", "between", "by", "for", "from", "past", "prior", "since", "than", "the", "through", "thru",
    "till", "to", "until",
];

/// Behind a time and its zone, these say that it is no time of a run.
const OTHER_BEHIND: [&str; 12] = [
    "bell", "close", "closes", "closing", "cutoff", "data", "deadline", "fixing", "meeting", "open", "opens", "prices",
];

/// The zone that an abbreviation, a city or a name in the wrong case means.
pub(super) fn zone_of_words(text: &str) -> Option<&'static str> {
    let (zone, length) = zone_at(text, true)?;
    zone.zones.first().copied().filter(|_| length == text.len())
}

/// All times of day with a zone in a text.
pub(super) fn claims(text: &str) -> Vec<Claim> {
    let mut tokens = tokens(text);
    tokens.truncate(MAX_TOKENS);
    let mut claims: Vec<Claim> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match claim(text, &tokens, at) {
            Some((claim, next)) => {
                claims.extend(claim);
                at = next;
            }
            None => at += 1,
        }
    }
    claims
}

/// So much of a text is read; AWS takes descriptions of up to 512 characters.
const MAX_TOKENS: usize = 2_000;

/// A run of digits, a run of letters, or another character that is no blank. A line break is a token.
type Token = Range<usize>;

fn tokens(text: &str) -> Vec<Token> {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Digits,
        Letters,
        Other,
    }
    let mut tokens: Vec<Token> = Vec::new();
    let mut before = Kind::Other;
    for (at, c) in text.char_indices() {
        let kind = match c {
            _ if c.is_ascii_digit() => Kind::Digits,
            _ if c.is_alphabetic() => Kind::Letters,
            _ => Kind::Other,
        };
        let end = at + c.len_utf8();
        match tokens.last_mut().filter(|last| kind == before && kind != Kind::Other && last.end == at) {
            Some(last) => last.end = end,
            None if c.is_whitespace() && c != '\n' => {}
            None => tokens.push(at..end),
        }
        before = kind;
    }
    tokens
}

/// The time that begins with the token at `at`, if it is one, and the token behind it; with its zone, unless it has none or
/// speaks of something else.
fn claim(text: &str, tokens: &[Token], at: usize) -> Option<(Option<Claim>, usize)> {
    let token = |at: usize| tokens.get(at).and_then(|token| text.get(token.clone())).unwrap_or_default();
    let (time, twelve_hours, next) = time(text, tokens, at)?;
    let start = tokens.get(at)?.start;
    let mut zone_at_token = next;
    while matches!(token(zone_at_token), "(" | "," | "-" | "_" | "/") && zone_at_token < next + 2 {
        zone_at_token += 1;
    }
    if matches!(token(zone_at_token), "in" | "US") {
        zone_at_token += 1;
    }
    let zone_start = tokens.get(zone_at_token).map(|token| token.start);
    let zone = zone_start.and_then(|start| zone_at(text.get(start..)?, twelve_hours));
    let (Some((zone, length)), Some(zone_start)) = (zone, zone_start) else { return Some((None, next)) };
    let mut end = zone_start + length;
    let mut behind = tokens.partition_point(|token| token.start < end);
    if tokens.get(next..zone_at_token)?.iter().any(|token| text.get(token.clone()) == Some("(")) && token(behind) == ")"
    {
        end += 1;
        behind += 1;
    }
    let is = |words: &[&str], at: usize| words.contains(&&*token(at).to_ascii_lowercase());
    let before = |back: usize| at.checked_sub(back);
    let goes_on = before(1).is_some_and(|before| matches!(token(before), "-" | "–"))
        && before(2).is_some_and(|before| {
            token(before).starts_with(|c: char| c.is_ascii_digit())
                || is(&["am", "pm", "m", "noon", "midnight"], before)
        });
    let is_other = goes_on
        || before(1).is_some_and(|before| is(&OTHER_BEFORE, before))
        || before(2).is_some_and(|before| is(&OTHER_BEFORE, before) && token(at - 1).chars().all(char::is_alphabetic))
        || is(&OTHER_BEHIND, behind);
    let claim = (!is_other).then_some(Claim { range: start..end, time, twelve_hours, zone });
    Some((claim, behind))
}

/// A time of day, whether it is one of twelve hours, and the token behind it.
fn time(text: &str, tokens: &[Token], at: usize) -> Option<(NaiveTime, bool, usize)> {
    let token = |at: usize| tokens.get(at).and_then(|token| text.get(token.clone())).unwrap_or_default();
    let touch = |one: usize, next: usize| {
        tokens.get(one).zip(tokens.get(next)).is_some_and(|(one, next)| one.end == next.start)
    };
    let first = token(at);
    match &*first.to_ascii_lowercase() {
        "noon" => return Some((NaiveTime::from_hms_opt(12, 0, 0)?, true, at + 1)),
        "midnight" => return Some((NaiveTime::MIN, true, at + 1)),
        _ => {}
    }
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let hour = number(first).filter(|_| first.len() <= 2)?;
    // Part of a date, of a longer time or of a word.
    if let Some(before) = at.checked_sub(1).filter(|&before| touch(before, at)) {
        let part_of_date = matches!(token(before), "-" | "/")
            && before.checked_sub(1).is_some_and(|digits| number(token(digits)).is_some() && touch(digits, before));
        if part_of_date || matches!(token(before), ":" | "." | "+" | "$" | "#") || !token(before).is_ascii() {
            return None;
        }
    }
    let mut next = at + 1;
    let mut minute = None;
    if token(next) == ":" && touch(at, next) && touch(next, next + 1) && token(next + 1).len() == 2 {
        minute = Some(number(token(next + 1))?);
        next += 2;
        if token(next) == ":" && touch(next - 1, next) && token(next + 1).len() == 2 {
            number(token(next + 1))?;
            next += 2;
        }
    }
    let mut half = next;
    if matches!(token(half), "-" | "_") {
        half += 1;
    }
    let afternoon = match &*token(half).to_ascii_lowercase() {
        "am" => Some((false, half + 1)),
        "pm" => Some((true, half + 1)),
        letter @ ("a" | "p") if token(half + 1) == "." && token(half + 2).eq_ignore_ascii_case("m") => {
            Some((letter == "p", half + 3 + usize::from(token(half + 3) == ".")))
        }
        _ => None,
    };
    match (afternoon, minute) {
        (Some((afternoon, next)), minute) if (1..=12).contains(&hour) => {
            let hour = hour % 12 + if afternoon { 12 } else { 0 };
            Some((NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), 0)?, true, next))
        }
        (None, Some(minute)) => Some((NaiveTime::from_hms_opt(hour, minute, 0)?, false, next)),
        _ => None,
    }
}

/// The zone that a text begins with, and how long its words are. Words in lower case count only if `any_case`: `et` and `est` are
/// words in other languages.
fn zone_at(text: &str, any_case: bool) -> Option<(ZoneWord, usize)> {
    let starts_with = |word: &str| {
        let start = text.get(..word.len())?;
        let is_start = start == word || any_case && start.eq_ignore_ascii_case(word);
        let ends = !text.get(word.len()..)?.starts_with(|c: char| c.is_alphanumeric());
        (is_start && ends).then_some(word.len())
    };
    for &(word, zones, offset) in ABBREVIATIONS {
        if let Some(length) = starts_with(word) {
            return Some((ZoneWord { zones: zones.to_vec(), offset }, length));
        }
    }
    for (word, zone) in NAMES {
        let one = |zone| ZoneWord { zones: vec![zone], offset: None };
        let with_kind = ["Standard Time", "Daylight Time", "Summer Time", "Time"].into_iter();
        let mut longer = with_kind.filter_map(|kind| starts_with(&format!("{word} {kind}")));
        if let Some(length) = longer.next().or_else(|| starts_with(word)) {
            return Some((one(*zone), length));
        }
    }
    place_at(text, any_case)
}

/// A name of the database, or the place that it ends in, with `time` behind it or without.
fn place_at(text: &str, any_case: bool) -> Option<(ZoneWord, usize)> {
    if !text.starts_with(char::is_alphabetic) {
        return None;
    }
    let matches = |name: &str| {
        let start = text.get(..name.len())?;
        let same = |(one, other): (u8, u8)| match other {
            b'_' => matches!(one, b'_' | b' ' | b'-'),
            _ => one == other || any_case && one.eq_ignore_ascii_case(&other),
        };
        let ends = !text.get(name.len()..)?.starts_with(|c: char| c.is_alphanumeric());
        (start.bytes().zip(name.bytes()).all(same) && ends).then_some(name.len())
    };
    let found = TZ_VARIANTS.iter().filter_map(|zone: &Tz| {
        let name = zone.name();
        let (area, place) = name.split_once('/')?;
        let is_place = AREAS.contains(&area) && !NO_PLACES.contains(&place);
        let length = matches(name).or_else(|| matches(place).filter(|_| is_place))?;
        Some((ZoneWord { zones: vec![name], offset: None }, length))
    });
    let (zone, length) = found.max_by_key(|(_, length)| *length)?;
    let behind = text.get(length..).unwrap_or_default();
    let time = behind.get(.." time".len()).is_some_and(|word| word.eq_ignore_ascii_case(" time"));
    let word_ends = !behind.get(" time".len()..).unwrap_or_default().starts_with(|c: char| c.is_alphanumeric());
    Some((zone, length + if time && word_ends { " time".len() } else { 0 }))
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests may fail loudly")]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, String, &'static str)> {
        claims(text)
            .iter()
            .map(|c| (&text[c.range.clone()], c.time.format("%H:%M").to_string(), c.zone.zones[0]))
            .collect()
    }

    fn one(text: &str) -> (&str, String, &'static str) {
        let [claim] = &found(text)[..] else { panic!("{text}: {:?}", found(text)) };
        claim.clone()
    }

    #[test]
    fn times_with_zones_in_all_their_spellings() {
        let new_york = "America/New_York";
        assert_eq!(one("Runs at 6 AM ET daily"), ("6 AM ET", "06:00".into(), new_york));
        assert_eq!(one("daily-6am-et"), ("6am-et", "06:00".into(), new_york));
        assert_eq!(one("06:00 EST"), ("06:00 EST", "06:00".into(), new_york));
        assert_eq!(one("at 2:30pm Pacific."), ("2:30pm Pacific", "14:30".into(), "America/Los_Angeles"));
        assert_eq!(one("9 AM New York time"), ("9 AM New York time", "09:00".into(), new_york));
        assert_eq!(one("9:30 New York"), ("9:30 New York", "09:30".into(), new_york));
        assert_eq!(one("noon Eastern"), ("noon Eastern", "12:00".into(), new_york));
        assert_eq!(one("6 a.m. Eastern Standard Time!"), ("6 a.m. Eastern Standard Time", "06:00".into(), new_york));
        assert_eq!(one("12 AM PT"), ("12 AM PT", "00:00".into(), "America/Los_Angeles"));
        assert_eq!(one("12:15 PM (CET)"), ("12:15 PM (CET)", "12:15".into(), "Europe/Berlin"));
        assert_eq!(one("6 AM London"), ("6 AM London", "06:00".into(), "Europe/London"));
        assert_eq!(one("07:00 Europe/Berlin"), ("07:00 Europe/Berlin", "07:00".into(), "Europe/Berlin"));
        assert_eq!(one("8:00:00 in Los Angeles"), ("8:00:00 in Los Angeles", "08:00".into(), "America/Los_Angeles"));
        assert_eq!(one("8 am central european time"), ("8 am central european time", "08:00".into(), "Europe/Berlin"));
        assert_eq!(found("6 AM ET (11:00 UTC)").len(), 2);
    }

    #[test]
    fn what_is_no_time_of_a_run() {
        let none = [
            "",
            "6 AM",
            "6 ET",
            "ET 6",
            "6:00 et 18:00",
            "6:00 est ouvert",
            "before 9:30 AM ET",
            "before the 9:30 AM ET open",
            "9 AM to 5 PM ET",
            "9:30 AM - 4 PM ET",
            "9-5 PM ET",
            "the 4 PM ET close",
            "4 PM ET deadline",
            "16 AM ET",
            "25:00 ET",
            "6:60 ET",
            "6 AM\nET",
            "version 1.6 AM ET",
            "6 AM ETL",
            "6 AM Easter",
        ];
        for text in none {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn any_part_of_a_text_can_be_read() {
        let text = "–6:30 a.m. (New_York tïme)–№ 12 AM\u{fffc}ET 9:00:00 US/Eastern 1st noon in Europe/Ber\u{301}lin 007:5am Pacific";
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (i, start) in ends.iter().enumerate() {
            for end in &ends[i..] {
                let part = &text[*start..*end];
                assert!(claims(part).iter().all(|claim| part.get(claim.range.clone()).is_some()), "{part}");
            }
        }
    }

    #[test]
    fn a_word_for_a_zone_alone() {
        assert_eq!(zone_of_words("EDT"), Some("America/New_York"));
        assert_eq!(zone_of_words("new york"), Some("America/New_York"));
        assert_eq!(zone_of_words("europe/berlin"), Some("Europe/Berlin"));
        assert_eq!(zone_of_words("New York City"), None);
        assert_eq!(zone_of_words(""), None);
    }
}
