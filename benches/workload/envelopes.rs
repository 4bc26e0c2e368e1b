//! EventBridge events of about 600 bytes: 500 sources with ten detail-types each, some pairs far more popular than others.
//!
//! Events depend on nothing but how many there are, whatever the rules.

use super::events::Events;
use super::random::{Random, Weighted};

const AWS: [&str; 40] = [
    "acm",
    "apigateway",
    "appflow",
    "athena",
    "autoscaling",
    "backup",
    "batch",
    "bedrock",
    "cloudformation",
    "cloudfront",
    "cloudwatch",
    "codebuild",
    "codecommit",
    "codedeploy",
    "codepipeline",
    "config",
    "connect",
    "dms",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "elasticache",
    "emr",
    "glue",
    "guardduty",
    "health",
    "iam",
    "inspector2",
    "kms",
    "lambda",
    "macie",
    "rds",
    "redshift",
    "s3",
    "sagemaker",
    "securityhub",
    "ssm",
    "states",
];
const COMPANIES: [&str; 23] = [
    "acme", "birch", "cobalt", "delphi", "ember", "fjord", "granite", "harbor", "indigo", "juniper", "kestrel",
    "lumen", "maple", "nimbus", "onyx", "pelican", "quartz", "raven", "sierra", "tundra", "umber", "vertex", "willow",
];
const SERVICES: [&str; 20] = [
    "accounts",
    "billing",
    "catalog",
    "claims",
    "delivery",
    "fraud",
    "identity",
    "inventory",
    "ledger",
    "loyalty",
    "media",
    "messages",
    "orders",
    "payments",
    "planning",
    "pricing",
    "returns",
    "search",
    "support",
    "warehouse",
];
const NOUNS: [&str; 10] =
    ["Account", "Cluster", "Instance", "Invoice", "Job", "Object", "Order", "Payment", "Session", "Shipment"];
const VERBS: [&str; 10] = [
    "Approved",
    "Completed",
    "Created",
    "Deleted",
    "Failed",
    "Rejected",
    "Scheduled",
    "State-change Notification",
    "Status Change",
    "Updated",
];
/// What `detail.status` may be, and how often.
pub const STATUSES: [(&str, f64); 16] = [
    ("CREATED", 10.0),
    ("PENDING", 8.0),
    ("PENDING_REVIEW", 3.0),
    ("PROCESSING", 9.0),
    ("RUNNING", 14.0),
    ("SUCCEEDED", 22.0),
    ("SUCCEEDED_WITH_WARNINGS", 2.0),
    ("FAILED", 8.0),
    ("FAILED_TIMEOUT", 3.0),
    ("FAILED_VALIDATION", 3.0),
    ("CANCELLED", 4.0),
    ("CANCELLED_BY_USER", 2.0),
    ("STOPPED", 5.0),
    ("STOPPING", 3.0),
    ("ROLLED_BACK", 2.0),
    ("UNKNOWN", 2.0),
];
pub const TIERS: [&str; 5] = ["free", "bronze", "silver", "gold", "platinum"];
pub const CUSTOMERS: usize = 200_000;
const REGIONS: [&str; 7] =
    ["us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2", "ap-northeast-1"];
const WORDS: [&str; 24] = [
    "after",
    "attempt",
    "because",
    "before",
    "capacity",
    "change",
    "confirm",
    "limit",
    "maintenance",
    "once",
    "reached",
    "release",
    "request",
    "reserved",
    "retry",
    "service",
    "tenant",
    "the",
    "timed",
    "upstream",
    "waiting",
    "while",
    "window",
    "zone",
];

/// Whether sources share the texts of their detail-types or each has its own.
#[derive(Clone, Copy, PartialEq)]
pub enum Types {
    /// 100 texts, each used by many sources, as custom buses and CloudTrail have it.
    Shared,
    /// The detail-type alone decides the source.
    Own,
}

/// A source with one of its detail-types.
pub struct Pair {
    pub source: String,
    pub detail_type: String,
}

/// All pairs, the most popular first.
pub fn pairs(types: Types) -> Vec<Pair> {
    let aws = AWS.iter().map(|service| format!("aws.{service}"));
    let companies =
        COMPANIES.iter().flat_map(|company| SERVICES.iter().map(move |service| format!("com.{company}.{service}")));
    let mut pairs = Vec::new();
    for (nth, source) in aws.chain(companies).enumerate() {
        for of_source in 0..10 {
            let text = format!("{} {}", NOUNS[(nth + of_source) % 10], VERBS[(nth * 3 + of_source) % 10]);
            let detail_type = match types {
                Types::Shared => text,
                Types::Own => format!("{} {text}", source.replace('.', " ")),
            };
            pairs.push(Pair { source: source.clone(), detail_type });
        }
    }
    Random::new(0).shuffle(&mut pairs);
    pairs
}

pub fn account(random: &mut Random) -> String {
    format!("{:012}", 100_000_000_000_u64 + random.below(400) as u64 * 7_919)
}

pub fn events(types: Types, count: usize) -> Events {
    let mut random = Random::new(1);
    let pairs = pairs(types);
    let popularity = Weighted::zipf(pairs.len(), |nth| nth.sqrt() * nth.sqrt().sqrt());
    let statuses = Weighted::new(STATUSES.map(|(_, weight)| weight));
    let mut one = || {
        let pair = &pairs[popularity.draw(&mut random)];
        event(&mut random, pair, &statuses)
    };
    (0..count).map(|_| one()).collect()
}

fn event(random: &mut Random, Pair { source, detail_type }: &Pair, statuses: &Weighted) -> String {
    let (account, region) = (account(random), REGIONS[random.low(REGIONS.len())]);
    let id = [8, 4, 4, 4, 12].map(|digits| random.hex(digits)).join("-");
    let time = format!(
        "2026-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        1 + random.below(12),
        1 + random.below(28),
        random.below(24),
        random.below(60),
        random.below(60),
    );
    let service = source.rsplit('.').next().unwrap_or_default();
    let noun = detail_type.split(' ').next().unwrap_or_default().to_lowercase();
    let resource = format!("arn:aws:{service}:{region}:{account}:{noun}/{}", random.hex(17));
    let (status, _) = STATUSES[statuses.draw(random)];
    let detail = detail(random, status);
    format!(
        r#"{{"version":"0","id":"{id}","detail-type":"{detail_type}","source":"{source}","account":"{account}","time":"{time}","region":"{region}","resources":["{resource}"],"detail":{detail}}}"#
    )
}

fn detail(random: &mut Random, status: &str) -> String {
    let request = [8, 4, 12].map(|digits| random.hex(digits)).join("-");
    let amount = match random.below(3) {
        0 => random.below(100_000) as f64 / 100.0,
        1 => random.below(5_000) as f64,
        _ => random.below(100_000) as f64 / 10.0,
    };
    let address = format!(
        "{}.{}.{}.{}",
        random.pick(&[10, 10, 54, 172, 192]),
        random.below(256),
        random.below(256),
        1 + random.below(254)
    );
    let customer = format!(
        r#"{{"id":"c-{:06}","tier":"{}","beta":{}}}"#,
        random.below(CUSTOMERS),
        TIERS[random.low(TIERS.len())],
        random.chance(0.1)
    );
    let items: Vec<String> = (0..random.below(4))
        .map(|_| format!(r#"{{"sku":"SKU-{:05}","qty":{}}}"#, random.below(20_000), 1 + random.below(8)))
        .collect();
    let message: Vec<&str> = (0..4 + random.below(8)).map(|_| *random.pick(&WORDS)).collect();
    let error = match random.below(20) {
        0..3 => r#","error":null"#.to_owned(),
        3..6 => format!(r#","error":{{"code":"E{:03}"}}"#, random.below(60)),
        _ => String::new(),
    };
    format!(
        r#"{{"status":"{status}","request-id":"{request}","amount":{amount},"progress":{},"retry-count":{},"source-ip":"{address}","customer":{customer},"items":[{}],"message":"{}"{error}}}"#,
        random.below(101),
        random.low(12),
        items.join(","),
        message.join(" "),
    )
}
