//! Rules for the [envelopes](super::envelopes). More rules only append to fewer.

use super::envelopes::{self, CUSTOMERS, Pair, STATUSES, TIERS, Types};
use super::random::{Random, Weighted};

const PREFIXES: [&str; 9] = ["CANCEL", "CREATED", "FAIL", "FAILED_", "PEND", "R", "ROLL", "STOP", "SUCC"];
const SUFFIXES: [&str; 5] = ["ED", "ING", "_TIMEOUT", "_BY_USER", "WARNINGS"];

#[derive(Clone, Copy, PartialEq)]
pub enum Mix {
    /// Source and detail-type, then a status (exact, prefix, anything-but), a number, or both and an account.
    Basic,
    /// Half as `Basic`; half with suffix, equals-ignore-case, wildcard, exists, cidr, `$or` or members of arrays.
    Full,
    /// As `Basic`, but popular and unpopular pairs alike, and all for one account: nearly no event matches.
    Rare,
    /// One customer each.
    UniqueIds,
}

pub fn rules(mix: Mix, types: Types, count: usize) -> Vec<String> {
    let mut random = Random::new(10);
    let pairs = envelopes::pairs(types);
    let popularity = Weighted::zipf(pairs.len(), f64::sqrt);
    let mut rule = |nth: usize| match mix {
        // 59 has no divisor in common with the number of customers: no customer comes twice.
        Mix::UniqueIds => format!(r#"{{"detail":{{"customer":{{"id":["c-{:06}"]}}}}}}"#, nth * 59 % CUSTOMERS),
        Mix::Rare => {
            let pair = random.pick(&pairs);
            let account = format!(r#","account":["{}"]"#, envelopes::account(&mut random));
            of_pair(pair, &account, &status_or_number(&mut random))
        }
        Mix::Full if random.chance(0.5) => of_pair(&pairs[popularity.draw(&mut random)], "", &other(&mut random)),
        Mix::Basic | Mix::Full => {
            let pair = &pairs[popularity.draw(&mut random)];
            if random.chance(0.08) {
                let account = format!(r#","account":["{}"]"#, envelopes::account(&mut random));
                let detail = format!(r#""status":["{}"],{}"#, status(&mut random), number(&mut random));
                of_pair(pair, &account, &detail)
            } else {
                of_pair(pair, "", &status_or_number(&mut random))
            }
        }
    };
    (0..count).map(&mut rule).collect()
}

fn of_pair(Pair { source, detail_type }: &Pair, more: &str, detail: &str) -> String {
    format!(r#"{{"source":["{source}"],"detail-type":["{detail_type}"]{more},"detail":{{{detail}}}}}"#)
}

fn status(random: &mut Random) -> &'static str {
    random.pick(&STATUSES).0
}

fn statuses(random: &mut Random, count: usize) -> String {
    let texts: Vec<String> = random.sample(&STATUSES, count).iter().map(|(text, _)| format!(r#""{text}""#)).collect();
    texts.join(",")
}

fn status_or_number(random: &mut Random) -> String {
    match random.below(92) {
        0..45 => {
            let count = *random.pick(&[1, 1, 1, 2, 3]);
            format!(r#""status":[{}]"#, statuses(random, count))
        }
        45..60 => format!(r#""status":[{{"prefix":"{}"}}]"#, random.pick(&PREFIXES)),
        60..75 => {
            let count = *random.pick(&[1, 2, 4]);
            format!(r#""status":[{{"anything-but":[{}]}}]"#, statuses(random, count))
        }
        _ => number(random),
    }
}

fn number(random: &mut Random) -> String {
    match random.below(4) {
        0 => {
            let low = random.below(900);
            let high = low + 10 + random.below(190);
            format!(r#""amount":[{{"numeric":[">=",{low},"<",{high}]}}]"#)
        }
        1 => format!(r#""amount":[{{"numeric":[">",{}.5]}}]"#, 500 + random.below(9_000)),
        2 => format!(r#""progress":[{{"numeric":["=",{}]}}]"#, random.below(101)),
        _ => {
            let operator = if random.chance(0.3) { "<=" } else { ">" };
            format!(r#""retry-count":[{{"numeric":["{operator}",{}]}}]"#, random.below(12))
        }
    }
}

fn other(random: &mut Random) -> String {
    match random.below(8) {
        0 => format!(r#""status":[{{"suffix":"{}"}}]"#, random.pick(&SUFFIXES)),
        1 => format!(r#""status":[{{"equals-ignore-case":"{}"}}]"#, status(random).to_lowercase()),
        2 => {
            let (first, last) = (random.below(20), random.below(10));
            format!(r#""customer":{{"id":[{{"wildcard":"c-{first}*{last}"}}]}}"#)
        }
        3 => {
            format!(r#""error":{{"code":[{{"exists":{}}}]}},"status":["{}"]"#, random.chance(0.5), status(random))
        }
        4 => {
            let (first, second) = (random.pick(&[10, 172, 192]), random.below(256));
            format!(r#""source-ip":[{{"cidr":"{first}.{second}.0.0/{}"}}]"#, random.pick(&[8, 12, 16, 20]))
        }
        5 => {
            let (status, progress) = (status(random), random.below(100));
            format!(r#""$or":[{{"status":["{status}"]}},{{"progress":[{{"numeric":[">",{progress}]}}]}}]"#)
        }
        6 => {
            let (sku, quantity) = (random.below(20), random.below(8));
            format!(r#""items":{{"sku":[{{"prefix":"SKU-{sku:02}"}}],"qty":[{{"numeric":[">",{quantity}]}}]}}"#)
        }
        _ => {
            let tiers = random.sample(&TIERS, 2);
            let (first, second) = (tiers[0], tiers[1]);
            format!(r#""customer":{{"tier":["{first}","{second}"],"beta":[{}]}}"#, random.chance(0.5))
        }
    }
}
