//! The rules of a document as the crate's own [`Rule`]s: which of their parts are known before anything is deployed, and what AWS
//! would refuse in them.
//!
//! A string is taken as it is, any other value as its JSON without blanks, which is what CloudFormation and the Serverless Framework
//! send; so blanks of a pattern that is an object do not count against its length. A part that is not wholly known is unknown, also if
//! what is known of it is already wrong: that is for checks to say.

use std::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::pattern::Pattern;
use crate::rule::limits::{self, Limits};
use crate::rule::target::{ConstantInput, invalid_input};
use crate::rule::transformer::invalid_path;
use crate::rule::{
    DEFAULT_BUS, DeadLetterConfig, InputPath, InputTransformer, RetryPolicy, Rule, State, Target, TargetBuilder,
};
#[cfg(feature = "schedule")]
use crate::schedule::Schedule;
use crate::sources::Document;
use crate::sources::model::{self, Declaration, Kind};
use crate::sources::node::{Map, Node, Value};
use crate::sources::text::Text;
use crate::span::Span;

/// A rule that a document declares, or an event pattern by itself.
///
/// Its parts can be asked for one by one: a template seldom knows the ARN of a target, and nearly always the pattern.
///
/// ```
/// use rulebridge::rule::State;
/// use rulebridge::sources::{Document, Reading, Unbuilt};
///
/// let template = "
/// Resources:
///   Shipped:
///     Type: AWS::Events::Rule
///     Properties:
///       EventBusName: !Ref Bus
///       EventPattern: {source: [app.orders], detail: {status: [SHIPPED]}}
///       Targets: [{Id: queue, Arn: !GetAtt Queue.Arn}]
/// ";
/// let Reading::Document(document) = Document::read(template) else { panic!() };
/// let rules = document.rules();
/// assert_eq!((rules.len(), rules[0].label(), rules[0].state()), (1, "Shipped", Ok(State::Enabled)));
///
/// let pattern = rules[0].event_pattern()?.unwrap();
/// assert!(pattern.matches(br#"{"source": "app.orders", "detail": {"status": "SHIPPED"}}"#).unwrap());
///
/// let Err(Unbuilt::Unknown(span)) = rules[0].event_bus_name() else { panic!() };
/// assert_eq!(&template[span.range()], "!Ref Bus");
/// # Ok::<(), Unbuilt>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct DeclaredRule<'d> {
    file: &'d str,
    declaration: &'d Declaration,
    schedule: Option<&'d Node>,
}

/// Why a part of a rule, or all of it, is not there to be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unbuilt {
    /// AWS would refuse it. The span, the position and the excerpt of the error are those of the file, also where the part
    /// stands inside a string.
    #[error(transparent)]
    Invalid(Error),
    /// It is only known when the document is deployed; this is the first thing in the file that is not known.
    #[error("not known before deployment")]
    Unknown(Span),
}

impl Unbuilt {
    /// Where in the file the reason stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Invalid(error) => error.span(),
            Self::Unknown(span) => *span,
        }
    }
}

impl Document<'_> {
    /// The rules that the document declares, in the order of the file: those of an event bus, with a pattern or a schedule, and
    /// event patterns by themselves. Schedules of EventBridge Scheduler, archives and pipes are no rules.
    ///
    /// A rule under a `Condition` counts as declared. An event of the Serverless Framework with several schedules makes a rule
    /// for each of them.
    ///
    /// ```
    /// use rulebridge::sources::{Document, Reading};
    ///
    /// let file = r#"{"Rules": [
    ///   {"Name": "shipped", "EventPattern": "{\"detail\": {\"status\": [\"SHIPPED\"]}}"},
    ///   {"Name": "nightly", "ScheduleExpression": "cron(0 2 * * ? *)"}
    /// ]}"#;
    /// let Reading::Document(document) = Document::read(file) else { panic!() };
    /// let rules = document.rules();
    /// let labels: Vec<&str> = rules.iter().map(|rule| rule.label()).collect();
    /// assert_eq!(labels, ["shipped", "nightly"]);
    /// assert_eq!(rules[1].rule().unwrap().schedule_expression(), Some("cron(0 2 * * ? *)"));
    /// ```
    pub fn rules(&self) -> Vec<DeclaredRule<'_>> {
        let mut rules = Vec::new();
        for declaration in &self.declarations {
            if !matches!(declaration.kind, Kind::Rule | Kind::Pattern) {
                continue;
            }
            let rule = DeclaredRule { file: self.text, declaration, schedule: None };
            match declaration.schedules.as_slice() {
                [] => rules.push(rule),
                list => rules.extend(list.iter().map(|schedule| DeclaredRule { schedule: Some(schedule), ..rule })),
            }
        }
        rules.sort_by_key(|rule| rule.span().start);
        rules
    }
}

impl<'d> DeclaredRule<'d> {
    /// What the document calls the rule: a logical id, an address of Terraform, a function and its event, or the rule's name. Empty
    /// if the document is nothing but this rule and gives it no name.
    pub fn label(&self) -> &'d str {
        &self.declaration.label
    }

    /// The place in the file that stands for the rule: its logical id, address or name, else its start.
    pub fn span(&self) -> Span {
        self.declaration.place
    }

    /// The event pattern; `None` for a rule that has only a schedule.
    ///
    /// # Errors
    ///
    /// If AWS would refuse it, or a part of it is not known.
    ///
    /// ```
    /// use rulebridge::ErrorKind;
    /// use rulebridge::sources::{Document, Reading, Unbuilt};
    ///
    /// let file = r#"{"Name": "orders", "EventPattern": "{\"source\": [{\"prefx\": \"app.\"}]}"}"#;
    /// let Reading::Document(document) = Document::read(file) else { panic!() };
    /// let Err(Unbuilt::Invalid(error)) = document.rules()[0].event_pattern() else { panic!() };
    /// assert_eq!((error.kind(), error.position().column), (ErrorKind::UnknownOperator, 52));
    /// assert_eq!(&file[error.span().range()], r#"\"prefx\""#);
    /// ```
    pub fn event_pattern(&self) -> Result<Option<Pattern>, Unbuilt> {
        self.declaration.patterns.first().map(|node| self.parse(node)).transpose()
    }

    /// The schedule; `None` for a rule that has only an event pattern.
    ///
    /// # Errors
    ///
    /// If AWS would refuse it, or a part of it is not known. Without the feature `schedule` only its length is checked.
    pub fn schedule_expression(&self) -> Result<Option<String>, Unbuilt> {
        let Some(node) = self.schedule else { return Ok(None) };
        #[cfg(feature = "schedule")]
        self.parse::<Schedule>(node)?;
        #[cfg(not(feature = "schedule"))]
        self.limited(node, &limits::SCHEDULE)?;
        Ok(Some(text(node)?.as_str().to_owned()))
    }

    /// The name or ARN of the event bus, `default` if the document names none.
    ///
    /// # Errors
    ///
    /// If it cannot be one, or a part of it is not known.
    pub fn event_bus_name(&self) -> Result<String, Unbuilt> {
        let bus = self.declaration.event_bus.as_ref();
        bus.map_or(Ok(DEFAULT_BUS.to_owned()), |node| self.limited(node, &limits::EVENT_BUS_NAME))
    }

    /// Whether the rule is at work, [`State::Enabled`] unless the document says otherwise.
    ///
    /// # Errors
    ///
    /// If it is no state, or not known.
    pub fn state(&self) -> Result<State, Unbuilt> {
        self.declaration.state.as_ref().map_or(Ok(State::default()), |node| self.parse(node))
    }

    /// The targets that the document gives the rule, each by itself. What targets take besides their input, their retries and
    /// their dead-letter queue is not looked at.
    ///
    /// Most templates know the ARN of no target, and some formats leave the id to their tool: those are
    /// [unknown](Unbuilt::Unknown). Terraform and the API may declare more targets elsewhere.
    pub fn targets(&self) -> Vec<Result<Target, Unbuilt>> {
        self.declaration.targets.iter().map(|target| self.target(target)).collect()
    }

    /// The whole rule.
    ///
    /// A rule without a name, or one that is not known, is called by its [label](Self::label), as CloudFormation begins the names
    /// that it makes with it. A description that is not known is left out, and so are [targets](Self::targets) of which a part is
    /// not known: none of them decides what the rule matches. The role of a rule is not read.
    ///
    /// # Errors
    ///
    /// If AWS would refuse any of it, its targets included; or if its pattern, schedule, bus or state is not known, or its name is
    /// not, and its label cannot be a name.
    ///
    /// ```
    /// use rulebridge::sources::{Document, Reading, Unbuilt};
    ///
    /// let template = r#"{"Resources": {
    ///   "Shipped": {"Type": "AWS::Events::Rule", "Properties": {
    ///     "EventPattern": {"detail": {"status": ["SHIPPED"]}}, "State": "DISABLED",
    ///     "Targets": [{"Id": "queue", "Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}]}},
    ///   "Any": {"Type": "AWS::Events::Rule", "Properties": {
    ///     "EventPattern": {"source": [{"Ref": "Source"}]}}}
    /// }}"#;
    /// let Reading::Document(document) = Document::read(template) else { panic!() };
    /// let rule = document.rules()[0].rule()?;
    /// assert_eq!((rule.name(), rule.event_bus_name(), rule.targets()), ("Shipped", "default", &[][..]));
    ///
    /// let Err(Unbuilt::Unknown(span)) = document.rules()[1].rule() else { panic!() };
    /// assert_eq!(&template[span.range()], r#"{"Ref": "Source"}"#);
    /// # Ok::<(), Unbuilt>(())
    /// ```
    pub fn rule(&self) -> Result<Rule, Unbuilt> {
        let Declaration { description, event_bus, patterns, state, place, .. } = self.declaration;
        let mut rule = Rule::builder(self.name()?).state(self.state()?);
        if let Some(node) = patterns.first() {
            self.event_pattern()?;
            rule = rule.event_pattern(text(node)?.as_str());
        }
        if let Some(schedule) = self.schedule_expression()? {
            rule = rule.schedule_expression(schedule);
        }
        if event_bus.is_some() {
            rule = rule.event_bus_name(self.event_bus_name()?);
        }
        if let Some(node) = description.as_ref().filter(|node| node.is_known()) {
            rule = rule.description(self.limited(node, &limits::DESCRIPTION)?);
        }
        for target in self.targets() {
            match target {
                Ok(target) => rule = rule.target(target),
                Err(Unbuilt::Unknown(_)) => {}
                Err(invalid) => return Err(invalid),
            }
        }
        rule.build().map_err(|error| {
            let part = match error.kind() {
                ErrorKind::ScheduleBus => event_bus.as_ref(),
                ErrorKind::RuleState => state.as_ref(),
                _ => None,
            };
            self.invalid(error, part.map_or(*place, |node| node.span))
        })
    }

    fn name(&self) -> Result<String, Unbuilt> {
        let name = self.declaration.name.as_ref();
        if let Some(node) = name.filter(|node| node.is_known()) {
            return self.limited(node, &limits::NAME);
        }
        match limits::NAME.check(self.label()) {
            Ok(()) => Ok(self.label().to_owned()),
            Err(_) => Err(Unbuilt::Unknown(name.map_or(self.span(), |node| node.span))),
        }
    }

    fn target(&self, target: &model::Target) -> Result<Target, Unbuilt> {
        let id = self.part_of_target(target, target.id.as_ref(), &limits::TARGET_ID)?;
        let arn = self.part_of_target(target, target.arn.as_ref(), &limits::TARGET_ARN)?;
        let mut built = self.with_input(Target::builder(&*id, arn), target, &id)?;
        if let Some(node) = &target.role_arn {
            built = built.role_arn(self.limited(node, &limits::ROLE_ARN)?);
        }
        let usual = RetryPolicy::default();
        let attempts = target.retry_attempts.as_ref().map(|node| self.number(node));
        let age = target.event_age.as_ref().map(|node| self.number(node));
        let policy = RetryPolicy::new(
            attempts.unwrap_or(Ok(usual.maximum_retry_attempts()))?,
            age.unwrap_or(Ok(usual.maximum_event_age_in_seconds()))?,
        );
        built = built.retry_policy(policy.map_err(|error| self.invalid(error, target.place))?);
        if let Some(node) = &target.dead_letter_arn {
            let text = text(node)?;
            built = built.dead_letter_config(self.checked(&text, DeadLetterConfig::new(text.as_str()))?);
        }
        built.build().map_err(|error| self.invalid(error, target.place))
    }

    /// A part that every target has. Where a format leaves it to its tool, it is not known.
    fn part_of_target(&self, target: &model::Target, part: Option<&Node>, limits: &Limits) -> Result<String, Unbuilt> {
        match part {
            Some(node) => self.limited(node, limits),
            None if target.missing.is_empty() => Err(Unbuilt::Unknown(target.place)),
            None => limits.check("").map(|()| String::new()).map_err(|error| self.invalid(error, target.place)),
        }
    }

    fn with_input(&self, mut built: TargetBuilder, target: &model::Target, id: &str) -> Result<TargetBuilder, Unbuilt> {
        if let Some(node) = &target.input {
            let text = text(node)?;
            let input = ConstantInput::new(text.as_str()).map_err(|error| invalid_input(text.as_str(), error, id));
            built = built.input(self.checked(&text, input)?.as_str());
        }
        if let Some(node) = &target.input_path {
            built = built.input_path(self.path(node, id)?.as_str());
        }
        let Some(transformer) = &target.input_transformer else { return Ok(built) };
        if let Some(span) = target.paths.as_ref().and_then(Node::first_unknown) {
            return Err(Unbuilt::Unknown(span));
        }
        let mut paths = Vec::new();
        for entry in target.paths.as_ref().and_then(Node::as_map).into_iter().flat_map(Map::entries) {
            self.checked(&entry.key, limits::PATH_KEY.check(entry.key.as_str()))?;
            paths.push((entry.key.as_str(), self.path(&entry.value, id)?));
        }
        let template = target.template.as_ref().map_or_else(|| Ok(Text::plain("", transformer.span.start)), text)?;
        let entries = paths.iter().map(|(key, path)| (key, path.as_str()));
        self.checked(&template, InputTransformer::of_target(entries, template.as_str(), Some(id)))?;
        let paths = paths.iter().map(|(key, path)| (*key, path.as_str()));
        Ok(built.input_transformer(paths, template.as_str()))
    }

    fn path(&self, node: &Node, target: &str) -> Result<InputPath, Unbuilt> {
        let text = text(node)?;
        let path = text.as_str().parse().map_err(|error| invalid_path(text.as_str(), error, Some(target)));
        self.checked(&text, path)
    }

    fn number(&self, node: &Node) -> Result<u32, Unbuilt> {
        let text = text(node)?;
        text.as_str().parse().map_err(|_| {
            let message = format!("retries are counted in whole numbers, found {}", text.as_str());
            self.invalid(Error::new(ErrorKind::RetryRange, message, Span::default(), b""), node.span)
        })
    }

    fn parse<T: FromStr<Err = Error>>(&self, node: &Node) -> Result<T, Unbuilt> {
        let text = text(node)?;
        let is_written = node.as_text().is_some();
        // What AWS says quotes the text, and that of a value is the business of whoever sends it.
        let quoted = |error: Error| if is_written { error } else { error.with_aws_message(None) };
        self.checked(&text, text.as_str().parse().map_err(quoted))
    }

    fn limited(&self, node: &Node, limits: &Limits) -> Result<String, Unbuilt> {
        let text = text(node)?;
        self.checked(&text, limits.check(text.as_str()))?;
        Ok(text.as_str().to_owned())
    }

    /// What came of a text of the file.
    fn checked<T>(&self, text: &Text, result: Result<T, Error>) -> Result<T, Unbuilt> {
        result.map_err(|error| {
            let span = text.source(error.span().range());
            self.invalid(error, span)
        })
    }

    /// An error at its place in the file.
    fn invalid(&self, error: Error, span: Span) -> Unbuilt {
        Unbuilt::Invalid(error.moved_to(span, self.file))
    }
}

/// What is sent for a value: a string as it is, any other as JSON.
fn text(node: &Node) -> Result<Text, Unbuilt> {
    match (&node.value, node.first_unknown()) {
        (_, Some(span)) => Err(Unbuilt::Unknown(span)),
        (Value::String(text), None) => Ok(text.clone()),
        (_, None) => Ok(node.to_json(&mut |_| String::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Reading;

    fn document(file: &str) -> Document<'_> {
        let Reading::Document(document) = Document::read(file) else { panic!("{file}") };
        document
    }

    /// What the whole rules are, or why they are not: `?` and what is not known, or the text that an error is about and what it says.
    fn built(file: &str) -> Vec<String> {
        let show = |rule: &DeclaredRule<'_>| match rule.rule() {
            Ok(rule) => {
                let targets: Vec<&str> = rule.targets().iter().map(Target::id).collect();
                let pattern = rule.event_pattern().map(Pattern::to_string).unwrap_or_default();
                let schedule = rule.schedule_expression().unwrap_or_default();
                format!("{} on {}: {pattern}{schedule} {targets:?}", rule.name(), rule.event_bus_name())
            }
            Err(Unbuilt::Unknown(span)) => format!("? {}", file.get(span.range()).unwrap()),
            Err(Unbuilt::Invalid(error)) => {
                let lines = file.get(..error.span().start).unwrap().split('\n');
                let column = lines.clone().next_back().unwrap().chars().count() + 1;
                assert_eq!(error.position(), crate::Position { line: lines.count(), column });
                format!("{}: {}", file.get(error.span().range()).unwrap(), error.message())
            }
        };
        document(file).rules().iter().map(show).collect()
    }

    /// A rule of a template with these properties.
    fn rule(properties: &str) -> String {
        format!("Resources:\n  Shipped:\n    Type: AWS::Events::Rule\n    Properties:\n{properties}\n")
    }

    const PATTERN: &str = "      EventPattern: {source: [a]}\n";

    #[test]
    fn what_decides_nothing_may_be_unknown() {
        for (properties, expected) in [
            ("", r#"Shipped on default: {"source":["a"]} []"#),
            ("      Name: !Sub '${Stage}-shipped'", r#"Shipped on default: {"source":["a"]} []"#),
            ("      Name: shipped", r#"shipped on default: {"source":["a"]} []"#),
            ("      Name: 7", r#"7 on default: {"source":["a"]} []"#),
            ("      Description: !Ref About", r#"Shipped on default: {"source":["a"]} []"#),
            ("      EventBusName: shop", r#"Shipped on shop: {"source":["a"]} []"#),
            ("      Targets: !Ref Targets", r#"Shipped on default: {"source":["a"]} []"#),
            (
                "      Targets:\n        - {Id: a, Arn: !GetAtt A.Arn}\n        - {Id: b, Arn: arn:b}",
                r#"Shipped on default: {"source":["a"]} ["b"]"#,
            ),
            ("      EventBusName: !Sub '${Stage}-bus'", "? ${Stage}"),
            ("      State: !If [On, ENABLED, DISABLED]", "? !If [On, ENABLED, DISABLED]"),
            ("      ScheduleExpression: !Ref When", "? !Ref When"),
        ] {
            assert_eq!(built(&rule(&format!("{PATTERN}{properties}"))), [expected], "{properties}");
        }
        for (pattern, expected) in [
            ("{source: [!Ref A, !Ref B], detail: {a: []}}", "? !Ref A"),
            ("!Sub '{\"source\": [\"${A}\"]}'", "? ${A}"),
            ("!Ref A", "? !Ref A"),
        ] {
            assert_eq!(built(&rule(&format!("      EventPattern: {pattern}"))), [expected]);
        }
    }

    #[test]
    fn what_aws_refuses_is_found_in_the_file() {
        let (mut found, mut all) = (Vec::new(), Vec::new());
        let target = |parts: &str| format!("{PATTERN}      Targets: [{{Id: a, Arn: arn:b, {parts}}}]");
        for (properties, expected) in [
            (
                "      EventPattern: {source: a}".to_owned(),
                "a: the value of `source` must be a list of alternatives or an object, found a string",
            ),
            (
                "      EventPattern: |\n        {\"source\":\n          [{\"prefx\": 1}]}".to_owned(),
                "\"prefx\": unknown operator `prefx`",
            ),
            (format!("{PATTERN}      Name: not this"), " : `Name` has letters, digits, `.`, `-` and `_`, found ` `"),
            (format!("{PATTERN}      State: enabled"), "enabled: a rule is ENABLED or DISABLED, found `enabled`"),
            (
                format!("{PATTERN}      EventBusName: a b"),
                " : `EventBusName` has letters, digits, `/`, `.`, `-` and `_`, found ` `",
            ),
            (
                "      ScheduleExpression: rate(1 day)\n      EventBusName: shop".to_owned(),
                "shop: only rules of the default bus have a schedule, found the bus `shop`",
            ),
            (target("Input: a"), "a: found `a`, expected a JSON value"),
            (target("InputPath: a"), "a: an input path starts with `$`"),
            (
                target("InputTransformer: {InputPathsMap: {a: $.a}, InputTemplate: '<a> <b>'}"),
                "<b>: `b` is neither in the InputPathsMap nor predefined",
            ),
            (
                target("InputTransformer: {InputPathsMap: {a b: $.a}, InputTemplate: '<a>'}"),
                " : a key of `InputPathsMap` has letters, digits, `-` and `_`, found ` `",
            ),
            (target("InputTransformer: {}"), ": `InputTemplate` is empty"),
            (
                target("Input: '{}', InputPath: $"),
                "{Id: a, Arn: arn:b, Input: '{}', InputPath: $}: a target has at most one of `Input`, `InputPath` and `InputTransformer`",
            ),
            (
                target("RetryPolicy: {MaximumRetryAttempts: many}"),
                "many: retries are counted in whole numbers, found many",
            ),
            (
                target("DeadLetterConfig: {Arn: 'arn:aws:sqs:a:1:q.fifo'}"),
                ".fifo: a dead-letter queue is a standard queue, not FIFO",
            ),
            (format!("{PATTERN}      Targets: [{{Arn: arn:a}}]"), "{Arn: arn:a}: `Id` is empty"),
        ] {
            found.extend(built(&rule(&properties)));
            all.push(expected);
        }
        assert_eq!(found, all);
        assert_eq!(built(&rule("      Name: idle")), ["Shipped: a rule has an event pattern, a schedule, or both"]);
    }

    #[test]
    fn every_format_has_rules() {
        let state = r#"{"format_version": "1.0", "values": {"root_module": {"resources": [
            {"address": "aws_cloudwatch_event_target.queue", "type": "aws_cloudwatch_event_target", "values":
                {"rule": "shipped", "event_bus_name": "shop", "target_id": "queue", "arn": "arn:aws:sqs:eu-west-1:123456789012:q"}},
            {"address": "module.a[\"b\"].aws_cloudwatch_event_rule.made", "type": "aws_cloudwatch_event_rule", "values":
                {"event_pattern": "{\"source\":[\"a\"]}", "event_bus_name": "default"}},
            {"address": "aws_cloudwatch_event_rule.shipped", "type": "aws_cloudwatch_event_rule", "values":
                {"name": "shipped", "event_pattern": "{\"source\":[\"a\"]}", "event_bus_name": "shop", "is_enabled": true}}]}}}"#;
        assert_eq!(
            built(state),
            [r#"? "module.a[\"b\"].aws_cloudwatch_event_rule.made""#, r#"shipped on shop: {"source":["a"]} ["queue"]"#]
        );
        let serverless = "service: a\nprovider: {name: aws}\nfunctions:\n  f:\n    events:\n      - schedule:\n          \
                          name: tick\n          rate: [rate(1 day), cron(0 2 * * ? *)]\n      - eventBridge:\n          \
                          pattern: {source: [a]}\n";
        assert_eq!(
            built(serverless),
            [
                "tick on default: rate(1 day) []",
                "tick on default: cron(0 2 * * ? *) []",
                "f.eventBridge on default: {\"source\":[\"a\"]} []"
            ]
        );
        assert_eq!(built("source: [a]\ndetail-type: [b]\n"), ["? "]);
        assert_eq!(built(r#"{"shipped": {"source": ["a"]}}"#), [r#"shipped on default: {"source":["a"]} []"#]);
        let others = r#"{"Resources": {
            "A": {"Type": "AWS::Events::Archive", "Properties": {"EventPattern": {"source": ["a"]}}},
            "S": {"Type": "AWS::Scheduler::Schedule", "Properties": {"ScheduleExpression": "rate(1 day)"}}}}"#;
        assert!(document(others).rules().is_empty());
    }

    #[test]
    fn blanks_count_only_in_strings() {
        let values: Vec<String> = (0..500).map(|number| format!("\"{number:04}\"")).collect();
        let pattern = format!("{{\"source\": [{}]}}", values.join(" , "));
        assert!(pattern.len() > 4_096);
        let file = |pattern: &str| format!(r#"{{"Name": "r", "EventPattern": {pattern}}}"#);
        assert!(document(&file(&pattern)).rules()[0].rule().is_ok());
        let Err(Unbuilt::Invalid(error)) = document(&file(&format!("{pattern:?}"))).rules()[0].rule() else { panic!() };
        assert_eq!(error.kind(), ErrorKind::PatternTooLong);
    }
}
