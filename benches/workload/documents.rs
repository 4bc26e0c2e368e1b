//! Events of about 50 KB in the shape of CloudTrail's: a few paths are of interest, the bulk is not.

use super::events::Events;
use super::random::Random;

const CALLS: [(&str, &str); 12] = [
    ("ec2", "DescribeInstances"),
    ("ec2", "RunInstances"),
    ("ec2", "TerminateInstances"),
    ("s3", "ListObjects"),
    ("s3", "PutBucketPolicy"),
    ("iam", "CreateRole"),
    ("iam", "AttachRolePolicy"),
    ("iam", "ListPolicies"),
    ("rds", "DescribeDBInstances"),
    ("kms", "ListKeys"),
    ("lambda", "ListFunctions"),
    ("sts", "AssumeRole"),
];
const USERS: [&str; 4] = ["AssumedRole", "AWSService", "IAMUser", "Root"];
const SIZES: [&str; 6] = ["m7g.large", "m7g.xlarge", "c7i.large", "c7i.4xlarge", "r7a.2xlarge", "t4g.nano"];
const STATES: [&str; 5] = ["pending", "running", "running", "stopped", "terminated"];

/// Where the paths lie that the rules name.
pub const PLACES: [(&str, [&str; 6]); 3] = [
    (
        "before the bulk",
        [
            r#"{"source":["aws.ec2"],"detail":{"eventName":["TerminateInstances"]}}"#,
            r#"{"source":["aws.iam"],"detail":{"eventName":[{"prefix":"Attach"},{"prefix":"Create"}]}}"#,
            r#"{"source":["aws.s3"],"detail":{"userIdentity":{"type":[{"anything-but":"AWSService"}]}}}"#,
            r#"{"detail":{"userIdentity":{"type":["Root"],"sessionContext":{"attributes":{"mfaAuthenticated":["false"]}}}}}"#,
            r#"{"source":[{"wildcard":"aws.*s"}],"detail":{"sourceIPAddress":[{"cidr":"10.0.0.0/8"}]}}"#,
            r#"{"detail":{"eventSource":["kms.amazonaws.com"]}}"#,
        ],
    ),
    (
        "around the bulk",
        [
            r#"{"source":["aws.ec2"],"detail":{"recipientAccountId":["100000000003"]}}"#,
            r#"{"detail":{"eventName":["PutBucketPolicy"],"readOnly":[false]}}"#,
            r#"{"detail":{"errorCode":[{"exists":true}],"eventSource":["iam.amazonaws.com"]}}"#,
            r#"{"detail":{"errorCode":[{"exists":false}],"userIdentity":{"type":["Root"]}}}"#,
            r#"{"detail":{"eventType":[{"anything-but":"AwsApiCall"}]}}"#,
            r#"{"detail":{"tlsDetails":{"tlsVersion":[{"prefix":"TLSv1.2"}]},"eventName":[{"suffix":"Instances"}]}}"#,
        ],
    ),
    (
        "inside the bulk",
        [
            r#"{"detail":{"responseElements":{"items":{"instanceType":["t4g.nano"],"state":["pending"],"cores":[{"numeric":[">",90]}]}}}}"#,
            r#"{"detail":{"responseElements":{"items":{"cores":[{"numeric":[">",95]}]}},"eventName":["RunInstances"]}}"#,
            r#"{"detail":{"responseElements":{"items":{"tags":{"key":["owner"],"value":["team-7"]}}}}}"#,
            r#"{"detail":{"responseElements":{"items":{"address":[{"cidr":"10.7.7.0/24"}]}}}}"#,
            r#"{"detail":{"responseElements":{"items":{"instanceId":[{"wildcard":"i-*0*0*0*0*f"}]}}}}"#,
            r#"{"detail":{"requestParameters":{"policyDocument":[{"wildcard":"*\"s3:DeleteObject\"*"}]}}}"#,
        ],
    ),
];

pub fn events(count: usize) -> Events {
    let mut random = Random::new(4);
    (0..count).map(|_| event(&mut random)).collect()
}

fn event(random: &mut Random) -> String {
    let (service, name) = *random.pick(&CALLS);
    let account = format!("{:012}", 100_000_000_000_u64 + random.below(8) as u64);
    let time = format!("2026-03-{:02}T{:02}:00:00Z", 1 + random.below(28), random.below(24));
    let detail = detail(random, service, name, &account, &time);
    format!(
        r#"{{"version":"0","id":"{}","detail-type":"AWS API Call via CloudTrail","source":"aws.{service}","account":"{account}","time":"{time}","region":"eu-west-1","resources":[],"detail":{detail}}}"#,
        random.hex(32),
    )
}

fn detail(random: &mut Random, service: &str, name: &str, account: &str, time: &str) -> String {
    let identity = format!(
        r#"{{"type":"{}","principalId":"AIDA{}","arn":"arn:aws:iam::{account}:user/{}","accountId":"{account}","sessionContext":{{"attributes":{{"creationDate":"{time}","mfaAuthenticated":"{}"}}}}}}"#,
        random.pick(&USERS),
        random.hex(16),
        random.hex(6),
        random.chance(0.5),
    );
    let address = format!("{}.{}.0.9", random.pick(&[10, 54, 203]), random.below(256));
    let items: Vec<String> = (0..110 + random.below(30)).map(|_| item(random)).collect();
    let error = if random.chance(0.1) { r#""errorCode":"AccessDenied","# } else { "" };
    let read_only = name.starts_with("List") || name.starts_with("Describe");
    format!(
        r#"{{"eventVersion":"1.09","userIdentity":{identity},"eventTime":"{time}","eventSource":"{service}.amazonaws.com","eventName":"{name}","awsRegion":"eu-west-1","sourceIPAddress":"{address}","userAgent":"aws-cli/2.15 \"quoted\" \u00b5","requestParameters":{{"policyDocument":"{}"}},"responseElements":{{"items":[{}]}},{error}"requestID":"{}","readOnly":{read_only},"eventType":"{}","managementEvent":true,"recipientAccountId":"{account}","tlsDetails":{{"tlsVersion":"{}","cipherSuite":"TLS_AES_128_GCM_SHA256"}}}}"#,
        policy(random),
        items.join(","),
        random.hex(32),
        if random.chance(0.05) { "AwsServiceEvent" } else { "AwsApiCall" },
        random.pick(&["TLSv1.2", "TLSv1.3"]),
    )
}

/// JSON in a string of JSON: full of escapes.
fn policy(random: &mut Random) -> String {
    let statement = |random: &mut Random| {
        format!(
            r#"{{\"Effect\":\"Allow\",\"Action\":[\"s3:{}\",\"s3:GetObject\"],\n  \"Resource\":\"arn:aws:s3:::bucket-{}\/*\"}}"#,
            random.pick(&["PutObject", "ListBucket", "DeleteObject"]),
            random.hex(8),
        )
    };
    let statements: Vec<String> = (0..1 + random.below(8)).map(|_| statement(random)).collect();
    format!(r#"{{\"Version\":\"2012-10-17\",\"Statement\":[{}]}}"#, statements.join(","))
}

fn item(random: &mut Random) -> String {
    format!(
        r#"{{"instanceId":"i-{}","imageId":"ami-{}","instanceType":"{}","state":"{}","cores":{},"address":"10.{}.{}.{}","launchTime":{}.0,"monitoring":{{"enabled":{}}},"tags":[{{"key":"owner","value":"team-{}"}},{{"key":"stage","value":"{}"}}],"networkInterfaces":[{{"id":"eni-{}","groups":["sg-{}","sg-{}"]}}]}}"#,
        random.hex(17),
        random.hex(17),
        random.pick(&SIZES),
        random.pick(&STATES),
        1 + random.below(96),
        random.below(256),
        random.below(256),
        random.below(256),
        1_700_000_000 + random.below(90_000_000),
        random.chance(0.5),
        random.below(400),
        random.pick(&["test", "live"]),
        random.hex(17),
        random.hex(17),
        random.hex(17),
    )
}
