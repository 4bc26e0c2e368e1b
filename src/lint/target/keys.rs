//! Keys that are not where the format has them.
//!
//! CloudFormation, boto3 and the AWS CLI refuse keys that they do not know; boto3 does so before it calls AWS, which leaves a rule
//! without its targets. The Serverless Framework warns and drops them.

use crate::lint::check::{Check, Level, Run};
use crate::lint::diagnostic::Findings;
use crate::rule::template::most_like;
use crate::sources::Document;
use crate::sources::model::{Declaration, Stray};

fn retry_keys(declaration: &Declaration, _document: &Document<'_>, findings: &mut Findings) {
    for stray in &declaration.strays {
        if let Some(right) = retry_key(stray) {
            add(stray, Some(format!("write `{right}`")), findings);
        }
    }
}

fn other_keys(declaration: &Declaration, _document: &Document<'_>, findings: &mut Findings) {
    for stray in declaration.strays.iter().filter(|stray| retry_key(stray).is_none()) {
        let help = fix(stray);
        // What the API printed may be newer than our tables.
        if help.is_some() || !declaration.is_answer {
            add(stray, help, findings);
        }
    }
}

fn add(stray: &Stray, help: Option<String>, findings: &mut Findings) {
    let message = format!("{} has no key `{}`", stray.of, stray.key.as_str());
    let found = findings.add(stray.key_span, message);
    match (help, stray.known) {
        (Some(help), _) => drop(found.with_help(help)),
        (None, [only]) => drop(found.with_help(format!("its only key is `{only}`"))),
        (None, [one, other]) => drop(found.with_help(format!("its keys are `{one}` and `{other}`"))),
        _ => {}
    }
    let is_of_serverless = stray.known.iter().all(|key| key.starts_with(char::is_lowercase));
    if is_of_serverless {
        found.with_level(Level::Warning);
    }
}

/// The key that is meant, if the object is a retry policy and the key sounds like one of its.
fn retry_key(stray: &Stray) -> Option<&'static str> {
    let has = |key: &str, word: &str| key.to_lowercase().contains(word);
    let attempts = stray.known.iter().copied().find(|key| has(key, "attempts"))?;
    let age = stray.known.iter().copied().find(|key| has(key, "age"))?;
    match stray.key.as_str() {
        key if has(key, "attempt") || has(key, "retr") => Some(attempts),
        key if has(key, "age") => Some(age),
        _ => None,
    }
}

fn fix(stray: &Stray) -> Option<String> {
    let key = stray.key.as_str();
    if let Some(place) = stray.belongs_to {
        return Some(format!("it belongs in {place}"));
    }
    let is_about_retries = ["attempt", "retries", "eventage"].iter().any(|word| key.to_lowercase().contains(word));
    let policy = stray.known.iter().find(|known| known.eq_ignore_ascii_case("RetryPolicy"));
    if let Some(policy) = policy.filter(|_| is_about_retries) {
        return Some(format!("retries are set in `{policy}`"));
    }
    if let Some(known) = stray.known.iter().find(|known| known.eq_ignore_ascii_case(key)) {
        return Some(format!("write `{known}`: keys are told apart by case"));
    }
    most_like(key, stray.known.iter().copied()).map(|known| format!("did you mean `{known}`?"))
}

pub(super) const EB310: Check = Check {
    id: "EB310",
    level: Level::Error,
    title: "a retry policy with a key that it does not have",
    explanation: "The keys of a retry policy differ from format to format: `MaximumEventAgeInSeconds` and `MaximumRetryAttempts` in the \
                  API, CloudFormation and SAM, `maximumEventAge` and `maximumRetryAttempts` in the Serverless Framework, \
                  `maximum_event_age_in_seconds` and `maximum_retry_attempts` in Terraform. CloudFormation refuses any other. boto3 \
                  does so before it calls AWS: the rule is there, and has no target.",
    failing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:lambda:us-east-1:123456789012:function:bill",
    "RetryPolicy": {"MaximumRetryAttempts": 2, "MaximumEventAge": 3600}
  }]
}"#,
    passing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:lambda:us-east-1:123456789012:function:bill",
    "RetryPolicy": {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 3600}
  }]
}"#,
    run: Run::Declaration(retry_keys),
};

pub(super) const EB311: Check = Check {
    id: "EB311",
    level: Level::Error,
    title: "a key that is unknown, or at the wrong place",
    explanation: "CloudFormation, boto3 and the AWS CLI refuse keys that they do not know, and keys are told apart by case. Some belong \
                  into an object of their own: `MessageGroupId` into `SqsParameters`, `InputTemplate` into `InputTransformer`. In what \
                  the API printed, keys are only told where the right one is known: it may have newer ones.",
    failing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders.fifo",
    "MessageGroupId": "orders"
  }]
}"#,
    passing: r#"{
  "Rule": "orders",
  "Targets": [{
    "Id": "1",
    "Arn": "arn:aws:sqs:us-east-1:123456789012:orders.fifo",
    "SqsParameters": {"MessageGroupId": "orders"}
  }]
}"#,
    run: Run::Declaration(other_keys),
};
