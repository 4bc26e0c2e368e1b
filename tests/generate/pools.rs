//! What generated patterns and events are made of.
//!
//! Pools are small, so that patterns and events meet: [`PLAIN`] for one of every kind, [`NEIGHBOURS`] for texts that a careless
//! index mixes up, [`Pools::crowded`] for as many different ones as a set of a thousand patterns needs.

use std::sync::LazyLock;

/// Texts to choose from.
#[derive(Debug)]
pub struct Pools {
    pub keys: Vec<String>,
    pub strings: Vec<String>,
    pub numbers: Vec<String>,
    /// In ascending order, but for the last three.
    pub comparable: Vec<String>,
    pub wildcards: Vec<String>,
    pub blocks: Vec<String>,
    /// In the blocks and around them.
    pub addresses: Vec<String>,
}

/// One of every kind.
pub static PLAIN: LazyLock<Pools> = LazyLock::new(|| Pools {
    keys: owned(KEYS),
    strings: owned(STRINGS),
    numbers: owned(NUMBERS),
    comparable: owned(COMPARABLE),
    wildcards: owned(WILDCARDS),
    blocks: owned(BLOCKS),
    addresses: owned(&STRINGS[8..12]),
});

/// Keys and strings that have their first bytes, or their last, or their length in common; numbers next to each other.
pub static NEIGHBOURS: LazyLock<Pools> = LazyLock::new(|| Pools {
    keys: owned(&[
        "detail",
        "details",
        "detai",
        "detail-type",
        "detail-tyqe",
        "eetail-type",
        "abcdefgh",
        "abcdefgi",
        "abcdefghi",
        "abcdefghijklmnop",
        "abcdefghijklmnoq",
        "abcdefghijklmnopq",
        "id",
        "ID",
        "a\\b",
        "a\"b",
        "a\nb",
        "ab",
        "résumé",
        "resume",
        "abcdefgh.id",
        "",
    ]),
    strings: strings_of_all_lengths(),
    numbers: owned(&[
        "0",
        "-0.0",
        "1",
        "1.0000000000000002",
        "0.9999999999999999",
        "2",
        "10",
        "100",
        "1e2",
        "100.0",
        "99",
        "101",
        "-100",
        "-99.5",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "9007199254740994",
        "4294967295",
        "4294967296",
        "18446744073709551615",
        "18446744073709552000",
        "1.7976931348623157e308",
        "5e-324",
        "-5e-324",
        "1e-5",
        "0.00001",
        "1E+2",
        "100000000000000000000000000000000000000000",
        "1e41",
        "0.1",
        "0.30000000000000004",
    ]),
    comparable: owned(&[
        "-1.7976931348623157e308",
        "-100",
        "-99.5",
        "-99",
        "-5e-324",
        "0",
        "5e-324",
        "0.00001",
        "0.1",
        "0.9999999999999999",
        "1",
        "1.0000000000000002",
        "2",
        "99",
        "100",
        "101",
        "4294967295",
        "4294967296",
        "9007199254740991",
        "9007199254740992",
        "9007199254740994",
        "1.7976931348623157e308",
        "1e2",
        "100.0",
        "-0",
    ]),
    wildcards: owned(&[
        "abcdefgh*",
        "*abcdefgh",
        "abcdefgh*abcdefgh",
        "*h*",
        "abcdefghijklmnop*",
        "*ijklmnop",
        "abcdefg*ijklmnop",
        "*abcdefghijklmnop*",
        "a*p",
        "*",
        "abcdefgh\\*",
        "*é*",
        "a*a*a",
        "*pp",
        "*op*",
    ]),
    blocks: owned(&[
        "10.0.0.0/8",
        "10.1.0.0/16",
        "10.1.1.0/24",
        "10.1.1.128/25",
        "10.1.1.1/31",
        "2001:db8::/32",
        "2001:db8::/127",
    ]),
    addresses: owned(&[
        "10.0.0.0",
        "9.255.255.255",
        "10.255.255.255",
        "11.0.0.0",
        "10.1.0.0",
        "10.1.255.255",
        "10.1.1.127",
        "10.1.1.128",
        "10.1.1.1",
        "10.1.1.2",
        "::ffff:10.1.1.1",
        "2001:db8::1",
        "2001:db8::2",
        "2001:db7:ffff::",
        "2001:DB8:0:0::1",
        "10.1.1.1.1",
    ]),
});

/// Strings of 0 to 40 bytes, each also with its last character changed.
fn strings_of_all_lengths() -> Vec<String> {
    let text = "abcdefghijklmnopabcdefghijklmnopabcdefgh";
    let mut strings =
        owned(&["ABCDEFGH", "abcdefgH", "abcdefg\u{e9}", "abcdefgh\"", "abcdefgh\\", "\u{0}", "10.1.1.1", "op", "p"]);
    for length in [0, 1, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40] {
        let start = &text[..length];
        strings.push(start.to_owned());
        strings.push(format!("{}_", &start[..length.saturating_sub(1)]));
        strings.push(format!("_{}", start.get(1..).unwrap_or_default()));
    }
    strings
}

impl Pools {
    /// Hundreds of texts that begin, end, fold or nest alike; which ones depends on `seed`.
    pub fn crowded(seed: u64) -> Self {
        let mut random = Random(seed);
        let mut strings = owned(&["", "a"]);
        for i in 0..40 {
            strings.push(random.word(&['a', 'b'], 12));
            strings.push(random.word(CASES, 5));
            strings.push(format!("id-{i:06}"));
            strings.push(format!("arn:aws:events:eu-west-1:{:012}:rule/r{i}", i % 3));
        }
        let mut wildcards = owned(&["*", "id-*", "arn:*:rule/*"]);
        for _ in 0..60 {
            let (before, after) = (random.word(&['a', 'b'], 3), random.word(&['a', 'b'], 3));
            wildcards.push(format!("{before}*{after}"));
            wildcards.push(format!("*{before}{after}*"));
            wildcards.push(format!("{}*", random.word(CASES, 3)));
        }
        wildcards.retain(|wildcard| !wildcard.contains("**"));
        let mut halves: Vec<String> = (-30..30).map(|i| format!("{}", f64::from(i) / 2.0)).collect();
        let numbers = halves.iter().cloned().chain(owned(&["1e400", "3.0", "30e-1", "1e1", "0.1"])).collect();
        halves.extend(owned(&["1e0", "2e0", "-0"]));
        let (mut blocks, mut addresses) = (Vec::new(), Vec::new());
        for _ in 0..40 {
            let (bits, high) = (random.below(31) + 1, random.below(4));
            let width = 1_u32 << (32 - bits);
            let start =
                (0x0a00_0000 + (u32::from(high as u8) << 22) + (random.next() as u32 & 0xff_ffff)) / width * width;
            let address = |number: u32| std::net::Ipv4Addr::from(number).to_string();
            blocks.push(format!("{}/{bits}", address(start)));
            addresses.extend([0, width - 1, width, u32::MAX].map(|step| address(start.wrapping_add(step))));
            let bits = 16 * (1 + random.below(7)) - random.below(2);
            blocks.push(format!("2001:db8:{:x}:{:x}::/{bits}", random.below(2), random.below(3)));
            addresses.push(format!("2001:db8:{:x}:{:x}::{:x}", random.below(2), random.below(3), random.below(3)));
        }
        strings.extend(addresses.iter().take(10).cloned());
        let keys = owned(&["a", "b", "c", "detail", "d", "a.b"]);
        Self { keys, strings, numbers, comparable: halves, wildcards, blocks, addresses }
    }
}

/// Letters whose other case has another length, is another letter's too, or is none.
const CASES: &[char] = &[
    'ß', 'ẞ', 'ſ', 's', 'S', 'K', 'k', 'K', 'İ', 'ı', 'i', 'I', 'ς', 'σ', 'Σ', 'ǅ', 'ǆ', 'Ǆ', 'ŉ', 'ﬁ', 'é', 'É', '𐐨',
    '𐐀',
];

/// Numbers that follow from a seed (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }

    fn word(&mut self, letters: &[char], longest: usize) -> String {
        (0..self.below(longest + 1)).map(|_| letters[self.below(letters.len())]).collect()
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

const KEYS: &[&str] = &["a", "b", "c", "a.b", "", "d", "b.", "é", "A"];
const STRINGS: &[&str] = &[
    "a",
    "",
    "ab",
    "abc",
    "A",
    "aB",
    "b",
    "ba",
    "10.0.0.1",
    "::ffff:a00:1",
    "10.0.0.255",
    "2001:db8::1",
    "ß",
    "SS",
    "ss",
    "k",
    "K",
    "\u{212a}",
    "é",
    "É",
    "😀",
    "𐐨",
    "𐐀",
    "1",
    "null",
    "\"",
    "\\",
    "*",
    "a*b",
    "aa",
    "abab",
    "ς",
    "Σ",
    "\n",
];
const NUMBERS: &[&str] = &[
    "1",
    "0",
    "-0",
    "1.0",
    "10e-1",
    "2",
    "-1",
    "0.1",
    "0.10",
    "300",
    "3e2",
    "9007199254740993",
    "9007199254740992",
    "1e400",
    "1E400",
    "5e-324",
    "4.9e-324",
    "0.1000000000000000055",
    "1e300",
    "12345678901234567890",
    "1.5",
    "-2.5",
];
/// In ascending order, but for the last ones.
const COMPARABLE: &[&str] =
    &["-2.5", "-1", "0", "5e-324", "0.1", "1", "1.5", "2", "300", "9007199254740992", "1e300", "3e2", "1.0", "-0"];
const WILDCARDS: &[&str] =
    &["*", "a*", "*b", "a*b", "*a*", "*a*b*", "", "a", "\\*", "a\\\\*", "*é*", "*a*a*", "a*b*c", "*SS"];
const BLOCKS: &[&str] = &["10.0.0.0/24", "10.0.0.1/31", "0.0.0.0/0", "::/0", "2001:db8::/32", "::ffff:a00:0/24"];
