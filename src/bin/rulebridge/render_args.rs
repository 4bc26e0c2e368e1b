//! The command line of `rulebridge render`, and the help that explains it.

use std::ffi::OsString;

use clap::Args;

pub(crate) const RENDER_EXIT_CODES: &str = "\
Exit codes:
  0  something is delivered
  1  nothing is
  2  the command line is wrong
  3  the rule or an event could not be read or is not valid; all other events were still looked at";

pub(crate) const RENDER_EXAMPLES: &str = "\
Examples:
  What does each target of this rule receive?
    rulebridge render --rule order-shipped.rule.json orders.jsonl

  And the targets of a rule as AWS lists them?
    aws events list-targets-by-rule --rule shipped > targets.json
    rulebridge render --rule targets.json event.json";

pub(crate) const RENDER_DETAILS: &str = "\
The rule is JSON with the keys of the AWS API, what PutRule and PutTargets take in one object:
  {\"Name\":\"shipped\",\"EventPattern\":…,\"EventBusName\":\"shop\",\"Targets\":[
    {\"Id\":\"queue\",\"Arn\":\"arn:…\",\"InputTransformer\":{\"InputPathsMap\":{\"id\":\"$.detail.id\"},\"InputTemplate\":\"…\"}}]}
The pattern is an object, or a string that holds one. `aws events list-targets-by-rule` prints the targets alone, which are \
then rendered for every event. So are the targets of a rule with a schedule and no pattern.

Events are JSON lines or one JSON document, as for `match`. Each target that receives something becomes a header, \
`file:line: id`, and the payload below it; a target that receives nothing, and an event that the rule does not match, become a \
line that says why.

The rule's ARN in a payload is that of the region and the account of the event; the ingestion time is the time of the event.

With --json, each becomes one line:
  {\"file\":\"orders.jsonl\",\"line\":2,\"target\":\"queue\",\"payload\":\"{\\\"id\\\":1}\"}
  {\"file\":\"orders.jsonl\",\"line\":2,\"target\":\"mail\",\"nothing\":\"missing-path\",\"message\":\"…\"}
  {\"file\":\"orders.jsonl\",\"line\":3,\"not_delivered\":\"the event pattern does not match\"}
  {\"file\":\"orders.jsonl\",\"line\":4,\"error\":{\"kind\":\"json-end\",\"message\":\"…\",\"line\":4,\"column\":17}}";

#[derive(Debug, Args)]
pub(crate) struct RenderArgs {
    /// The rule with its targets: a JSON file, or `-` for standard input
    #[arg(short, long, value_name = "FILE")]
    pub(crate) rule: OsString,

    /// Print every delivery as a line of JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Files of events; `-`, or none, is standard input
    #[arg(value_name = "EVENTS")]
    pub(crate) events: Vec<OsString>,
}
