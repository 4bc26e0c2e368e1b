//! Parcels of a city as lines of GeoJSON of about 900 bytes, with families of five rules, one operator each: in the manner of
//! the "citylots" benchmarks that matchers are compared by.

use std::fmt::Write;

use super::events::Events;
use super::random::{Random, Weighted};

/// How many in 10,000 lines have this lot: some parcels are divided among many owners, one is named and not there.
const LOTS: [(&str, f64); 5] =
    [("0264004", 0.5), ("1731001", 5.0), ("2919030", 2.0), ("3722257", 31.0), ("VACANT01", 0.1)];
const STREETS: [(&str, f64); 64] = [
    ("03RD", 30.0),
    ("17TH", 16.0),
    ("18TH", 17.0),
    ("20TH", 18.0),
    ("24TH", 25.0),
    ("25TH", 22.0),
    ("26TH", 22.0),
    ("30TH", 15.0),
    ("34TH", 18.0),
    ("38TH", 18.0),
    ("41ST", 15.0),
    ("45TH", 15.0),
    ("ALABAMA", 11.0),
    ("ALEMANY", 12.0),
    ("ASHBURY", 7.0),
    ("BAKER", 13.0),
    ("BEACH", 8.0),
    ("BRODERICK", 12.0),
    ("BRYANT", 19.0),
    ("BURNETT", 6.0),
    ("BUSH", 19.0),
    ("CALIFORNIA", 37.0),
    ("CAPP", 8.0),
    ("CASTRO", 14.0),
    ("CHESTNUT", 14.0),
    ("CHURCH", 20.0),
    ("CLAYTON", 12.0),
    ("CLEMENT", 14.0),
    ("CORTLAND", 4.0),
    ("DIAMOND", 12.0),
    ("DRUMM", 0.4),
    ("EDINBURGH", 8.0),
    ("EUREKA", 6.0),
    ("FILBERT", 14.0),
    ("FOLSOM", 28.0),
    ("FULTON", 25.0),
    ("GEARY", 26.0),
    ("GREENWICH", 13.0),
    ("GUERRERO", 12.0),
    ("HARRISON", 20.0),
    ("HOWARD", 17.0),
    ("IRVING", 16.0),
    ("JACKSON", 16.0),
    ("JUDAH", 16.0),
    ("KIRKHAM", 18.0),
    ("LAKE", 10.0),
    ("LARGO", 1.0),
    ("LOMBARD", 12.0),
    ("MASON", 11.0),
    ("MISSION", 60.0),
    ("MOSCOW", 7.0),
    ("NAPLES", 9.0),
    ("NOE", 13.0),
    ("NORIEGA", 16.0),
    ("OCTAVIA", 7.0),
    ("PACHECO", 14.0),
    ("POWHATTAN", 2.0),
    ("SACRAMENTO", 24.0),
    ("SAN DIEGO", 3.0),
    ("SHOTWELL", 8.0),
    ("SILVER", 9.0),
    ("TARAVAL", 13.0),
    ("VALENCIA", 18.0),
    ("WASHINGTON", 19.0),
];
const STREET_TYPES: [(&str, f64); 10] = [
    ("ST", 560.0),
    ("AVE", 300.0),
    ("DR", 30.0),
    ("WAY", 25.0),
    ("BLVD", 20.0),
    ("TER", 15.0),
    ("CT", 8.0),
    ("PL", 7.0),
    ("LN", 4.0),
    ("STWY", 0.1),
];
/// The coordinates that rules name exactly.
const X: f64 = -122.43718266105272;
const Y: f64 = 37.76213400216317;

/// A family of rules and its name.
pub type Family = (&'static str, [&'static str; 5]);

pub const FAMILIES: [Family; 8] = [
    (
        "EXACT",
        [
            r#"{"properties":{"MAPBLKLOT":["0264004"]}}"#,
            r#"{"properties":{"MAPBLKLOT":["1731001"]}}"#,
            r#"{"properties":{"MAPBLKLOT":["2919030"]}}"#,
            r#"{"properties":{"MAPBLKLOT":["3722257"]}}"#,
            r#"{"properties":{"MAPBLKLOT":["9999999"]}}"#,
        ],
    ),
    (
        "WILDCARD",
        [
            r#"{"properties":{"MAPBLKLOT":[{"wildcard":"264*"}]}}"#,
            r#"{"properties":{"MAPBLKLOT":[{"wildcard":"1*0*2*9"}]}}"#,
            r#"{"properties":{"MAPBLKLOT":[{"wildcard":"*318"}]}}"#,
            r#"{"properties":{"MAPBLKLOT":[{"wildcard":"4*1*7"}]}}"#,
            r#"{"properties":{"MAPBLKLOT":[{"wildcard":"VA*NT01"}]}}"#,
        ],
    ),
    (
        "PREFIX",
        [
            r#"{"properties":{"STREET":[{"prefix":"AL"}]}}"#,
            r#"{"properties":{"STREET":[{"prefix":"BR"}]}}"#,
            r#"{"properties":{"STREET":[{"prefix":"DR"}]}}"#,
            r#"{"properties":{"STREET":[{"prefix":"FI"}]}}"#,
            r#"{"properties":{"STREET":[{"prefix":"SH"}]}}"#,
        ],
    ),
    (
        "SUFFIX",
        [
            r#"{"properties":{"STREET":[{"suffix":"ON"}]}}"#,
            r#"{"properties":{"STREET":[{"suffix":"KE"}]}}"#,
            r#"{"properties":{"STREET":[{"suffix":"MM"}]}}"#,
            r#"{"properties":{"STREET":[{"suffix":"ING"}]}}"#,
            r#"{"properties":{"STREET":[{"suffix":"GO"}]}}"#,
        ],
    ),
    (
        "EQUALS-IGNORE-CASE",
        [
            r#"{"properties":{"STREET":[{"equals-ignore-case":"bryant"}]}}"#,
            r#"{"properties":{"STREET":[{"equals-ignore-case":"nOe"}]}}"#,
            r#"{"properties":{"STREET":[{"equals-ignore-case":"Howard"}]}}"#,
            r#"{"properties":{"STREET":[{"equals-ignore-case":"LOMBARD"}]}}"#,
            r#"{"properties":{"ST_TYPE":[{"equals-ignore-case":"ave"}]}}"#,
        ],
    ),
    (
        "NUMERIC",
        [
            r#"{"geometry":{"type":["Polygon"],"firstCoordinates":{"x":[{"numeric":["=",-122.43718266105272]}]}}}"#,
            r#"{"geometry":{"type":["MultiPolygon"],"firstCoordinates":{"z":[{"numeric":["=",0]}]}}}"#,
            r#"{"geometry":{"firstCoordinates":{"x":[{"numeric":["<",-122.42100944012424]}]}}}"#,
            r#"{"geometry":{"firstCoordinates":{"x":[{"numeric":[">",-122.42100944012424]}]}}}"#,
            r#"{"geometry":{"firstCoordinates":{"x":[{"numeric":[">",-122.47071267081272,"<",-122.40330851283953]}]}}}"#,
        ],
    ),
    (
        "ANYTHING-BUT",
        [
            r#"{"properties":{"STREET":[{"anything-but":["FOLSOM"]}]}}"#,
            r#"{"properties":{"STREET":[{"anything-but":["NOE"]}]}}"#,
            r#"{"properties":{"ST_TYPE":[{"anything-but":["ST"]}]}}"#,
            r#"{"geometry":{"type":[{"anything-but":["Polygon"]}]}}"#,
            r#"{"properties":{"FROM_ST":[{"anything-but":["250"]}]}}"#,
        ],
    ),
    (
        "COMPLEX_ARRAYS",
        [
            r#"{"geometry":{"type":["Polygon"],"coordinates":{"x":[{"numeric":["=",-122.43718266105272]}]}}}"#,
            r#"{"geometry":{"type":["MultiPolygon"],"coordinates":{"y":[{"numeric":["=",37.76213400216317]}]}}}"#,
            r#"{"geometry":{"coordinates":{"x":[{"numeric":["<",-122.42100944012424]}]}}}"#,
            r#"{"geometry":{"coordinates":{"x":[{"numeric":[">",-122.42100944012424]}]}}}"#,
            r#"{"geometry":{"coordinates":{"x":[{"numeric":[">",-122.47071267081272,"<",-122.40330851283953]}]}}}"#,
        ],
    ),
];

/// The rules of all families together.
pub fn combination() -> Vec<&'static str> {
    FAMILIES.iter().flat_map(|(_, rules)| rules).copied().collect()
}

pub fn events(count: usize) -> Events {
    let mut random = Random::new(3);
    let streets = Weighted::new(STREETS.map(|(_, weight)| weight));
    let street_types = Weighted::new(STREET_TYPES.map(|(_, weight)| weight));
    (0..count).map(|_| line(&mut random, &streets, &street_types)).collect()
}

fn line(random: &mut Random, streets: &Weighted, street_types: &Weighted) -> String {
    let lot = lot(random);
    let (block, number) = lot.split_at(4);
    let from = if random.chance(0.0115) { 250 } else { 1 + random.below(4_998) };
    let to = if random.chance(0.8) { from } else { from + 2 };
    let nullable = |text: &str, there: bool| if there { format!(r#""{text}""#) } else { "null".to_owned() };
    let street = nullable(STREETS[streets.draw(random)].0, random.chance(0.96));
    let street_type = nullable(STREET_TYPES[street_types.draw(random)].0, random.chance(0.95));
    let side = if random.chance(0.5) { "E" } else { "O" };
    let geometry = geometry(random);
    format!(
        r#"{{"type": "Feature", "properties": {{"MAPBLKLOT": "{lot}", "BLKLOT": "{lot}", "BLOCK_NUM": "{block}", "LOT_NUM": "{number}", "FROM_ST": "{from}", "TO_ST": "{to}", "STREET": {street}, "ST_TYPE": {street_type}, "ODD_EVEN": "{side}"}}, "geometry": {geometry}}}"#
    )
}

fn lot(random: &mut Random) -> String {
    let mut at = random.unit() * 10_000.0;
    for (lot, weight) in LOTS {
        if at < weight {
            return lot.to_owned();
        }
        at -= weight;
    }
    let letter = if random.chance(0.04) { *random.pick(&["A", "B", "C", "D", "E"]) } else { "" };
    format!("{:07}{letter}", 1_000 + random.below(9_000_000))
}

fn geometry(random: &mut Random) -> String {
    let vertices = match random.below(1_000) {
        0..640 => 4,
        640..830 => 5 + random.below(3),
        830..945 => 8 + random.below(12),
        _ => 20 + random.below(50),
    };
    let (west, south) = (-122.513 + random.unit() * 0.146, 37.7085 + random.unit() * 0.1025);
    let mut ring = String::new();
    let mut first = String::new();
    for nth in 0..vertices {
        let exact_x = random.chance(if nth == 1 { 0.001 } else { 0.000_05 });
        let x = if exact_x { X } else { west + random.unit() * 0.0006 };
        let y = if random.chance(0.0002) { Y } else { south + random.unit() * 0.0006 };
        let vertex = format!(r#"{{"x": {x}, "y": {y}, "z": 0.0}}"#);
        if nth == 0 {
            first.clone_from(&vertex);
        }
        let _ = write!(ring, "{vertex}, ");
    }
    // A ring ends where it begins.
    let (kind, open, close) =
        if random.chance(0.01) { ("MultiPolygon", "[[[", "]]]") } else { ("Polygon", "[[", "]]") };
    format!(r#"{{"type": "{kind}", "firstCoordinates": {first}, "coordinates": {open}{ring}{first}{close}}}"#)
}
