//! Pattern text to [`Fields`], refusing what AWS refuses, in the order AWS finds it.
//!
//! The reader stops at the first mistake in the text, as AWS does. Objects and `$or` may nest up to the reader's limit; they
//! are kept on a stack here, not on the thread's.
//!
//! Source: event-ruler `JsonRuleCompiler.java`; messages and their locations as recorded on AWS.

use crate::error::Error;
use crate::json::{Kind, Number, Reader, Text, Token, is_number};
use crate::pattern::PatternOptions;
use crate::pattern::alternative::{Alternative, Bound, Excluded, Range};
use crate::pattern::ast::{Entry, Fields};
use crate::pattern::aws;
use crate::pattern::complexity;
use crate::pattern::ip::{self, Cidr};
use crate::pattern::problem::{MIXED_LIST, Problem, noun};
use crate::pattern::wildcard::Wildcard;
use crate::span::Span;

/// Field names that AWS keeps for itself inside `$or`.
///
/// Source: event-ruler `Constants.java`.
const RESERVED_INSIDE_OR: [&str; 24] = [
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// Whether `name` cannot be the name of a field inside `$or`.
pub(crate) fn is_reserved_inside_or(name: &str) -> bool {
    RESERVED_INSIDE_OR.contains(&name)
}

pub(crate) fn parse(text: &str, options: &PatternOptions) -> Result<Fields, Error> {
    Parser { text, reader: Reader::new(text), options, path: Vec::new() }.pattern()
}

struct Parser<'a> {
    text: &'a str,
    reader: Reader<'a>,
    options: &'a PatternOptions,
    /// The keys of the objects that are open.
    path: Vec<Box<str>>,
}

/// What is open around the token that is read next.
enum Open {
    Object(Object),
    /// `"$or": [`
    Or {
        key: Span,
        bracket: Span,
        branches: Vec<Fields>,
        combinations: usize,
    },
}

/// `{`, and what has been read of it.
struct Object {
    brace: Span,
    /// Whether it is the value of a key, and not the root or a member of `$or`.
    keyed: bool,
    inside_or: bool,
    empty: bool,
    /// The fields of the root or of the member of `$or` it belongs to, while it is the innermost object.
    fields: Fields,
    combinations: usize,
}

impl Object {
    fn new(brace: Span, inside_or: bool) -> Self {
        Self { brace, keyed: false, inside_or, empty: true, fields: Fields::default(), combinations: 1 }
    }
}

/// Where AWS says a mistake is.
#[derive(Clone, Copy)]
enum AwsAt {
    /// At this byte of the pattern.
    Byte(usize),
    /// AWS says it without a location.
    Nowhere,
}

type Refused<T> = Result<T, Error>;

impl<'a> Parser<'a> {
    fn pattern(mut self) -> Refused<Fields> {
        self.check_length()?;
        let brace = self.root_object()?;
        let mut stack = vec![Open::Object(Object::new(brace, false))];
        while let Some(open) = stack.pop() {
            let fields = match open {
                Open::Object(object) => self.in_object(&mut stack, object)?,
                Open::Or { key, bracket, branches, combinations } => {
                    self.in_or(&mut stack, key, bracket, branches, combinations)?;
                    None
                }
            };
            if let Some(fields) = fields {
                // AWS ignores what follows the pattern; the reader does not.
                self.reader.next_token()?;
                return Ok(fields);
            }
        }
        Ok(Fields::default())
    }

    fn check_length(&self) -> Refused<()> {
        let limit = self.options.max_length;
        if self.text.len() <= limit {
            return Ok(());
        }
        let characters = self.text.chars().count();
        if characters <= limit {
            return Ok(());
        }
        let end = self.text.char_indices().nth(limit).map_or(self.text.len(), |(offset, _)| offset);
        Err(self.refuse(Problem::PatternTooLong { characters, limit }, Span::at(end), None))
    }

    fn root_object(&mut self) -> Refused<Span> {
        if self.text.trim_matches([' ', '\t', '\n', '\r']).is_empty() {
            let at = AwsAt::Byte(self.text.len());
            let problem = Problem::PatternNotObject { found: "nothing" };
            return Err(self.refuse(problem, Span::at(self.text.len()), Some(at)));
        }
        let token = self.reader.next_token()?;
        match token.kind {
            Kind::ObjectStart => Ok(token.span),
            _ => {
                let problem = Problem::PatternNotObject { found: noun(&token.kind) };
                Err(self.refuse_value(problem, token))
            }
        }
    }

    /// Reads one entry of an object, or its end. Gives the root's fields when they are complete.
    fn in_object(&mut self, stack: &mut Vec<Open>, mut object: Object) -> Refused<Option<Fields>> {
        let token = self.reader.next_token()?;
        let Kind::Key(text) = token.kind else {
            if object.empty {
                let span = Span::new(object.brace.start, token.span.end);
                return Err(self.refuse_after(Problem::EmptyObject, span, &token));
            }
            return Ok(self.close_object(stack, object));
        };
        object.empty = false;
        let key = self.decode(&text)?;
        if &*key == "$or" {
            let value = self.reader.next_token()?;
            if !matches!(value.kind, Kind::ArrayStart) {
                return Err(self.refuse_value(Problem::OrNotArray { found: noun(&value.kind) }, value));
            }
            stack.push(Open::Object(object));
            stack.push(Open::Or { key: token.span, bracket: value.span, branches: Vec::new(), combinations: 0 });
            return Ok(None);
        }
        if object.inside_or && is_reserved_inside_or(&key) {
            return Err(self.refuse_after(Problem::OrReservedName { name: key.into() }, token.span, &token));
        }
        let value = self.reader.next_token()?;
        match value.kind {
            Kind::ObjectStart => {
                self.path.push(key);
                let fields = std::mem::take(&mut object.fields);
                let inner = Object::new(value.span, object.inside_or);
                let combinations = object.combinations;
                stack.push(Open::Object(object));
                stack.push(Open::Object(Object { keyed: true, fields, combinations, ..inner }));
                return Ok(None);
            }
            Kind::ArrayStart => {
                let alternatives = self.alternatives(value.span)?;
                let path = self.path.iter().map(|key| format!("{key}.")).collect::<String>() + &key;
                object.fields.entries.push(Entry::Leaf { path: path.into(), alternatives });
            }
            _ => {
                let source = self.source(value.span);
                let shown = if source.len() > 60 { "…" } else { source }.to_owned();
                let problem = Problem::NotObjectOrArray { key: key.into(), found: noun(&value.kind), value: shown };
                return Err(self.refuse_after(problem, value.span, &value));
            }
        }
        stack.push(Open::Object(object));
        Ok(None)
    }

    /// Hands a complete object to what is open around it, or gives the fields of the root.
    fn close_object(&mut self, stack: &mut [Open], object: Object) -> Option<Fields> {
        if object.keyed {
            self.path.pop();
        }
        match stack.last_mut() {
            None => return Some(object.fields),
            Some(Open::Or { branches, combinations, .. }) => {
                branches.push(object.fields);
                *combinations = combinations.saturating_add(object.combinations);
            }
            Some(Open::Object(outer)) => {
                outer.fields = object.fields;
                outer.combinations = object.combinations;
            }
        }
        None
    }

    /// Reads one member of `$or`, or its end.
    fn in_or(
        &mut self,
        stack: &mut Vec<Open>,
        key: Span,
        bracket: Span,
        branches: Vec<Fields>,
        combinations: usize,
    ) -> Refused<()> {
        let token = self.reader.next_token()?;
        match token.kind {
            Kind::ObjectStart => {
                stack.push(Open::Or { key, bracket, branches, combinations });
                stack.push(Open::Object(Object::new(token.span, true)));
            }
            Kind::ArrayEnd => {
                let span = Span::new(bracket.start, token.span.end);
                if branches.len() < 2 {
                    return Err(self.refuse_after(Problem::OrTooFew { count: branches.len() }, span, &token));
                }
                if let Some(Open::Object(object)) = stack.last_mut() {
                    object.fields.entries.push(Entry::Or { branches });
                    object.combinations = object.combinations.saturating_mul(combinations);
                    let limit = self.options.max_or_combinations;
                    if object.combinations > limit {
                        return Err(self.refuse(Problem::OrCombinations { limit }, key, None));
                    }
                }
            }
            _ => return Err(self.refuse_value(Problem::OrMember { found: noun(&token.kind) }, token)),
        }
        Ok(())
    }

    /// Reads a list of alternatives whose bracket has been read.
    fn alternatives(&mut self, bracket: Span) -> Refused<Vec<Alternative>> {
        let mut alternatives = Vec::new();
        let mut wildcards = Vec::new();
        loop {
            let token = self.reader.next_token()?;
            match token.kind {
                Kind::ArrayEnd if alternatives.is_empty() => {
                    let span = Span::new(bracket.start, token.span.end);
                    return Err(self.refuse_after(Problem::EmptyArray, span, &token));
                }
                Kind::ArrayEnd => break,
                Kind::ArrayStart => {
                    return Err(self.refuse_value(Problem::NestedArray, token));
                }
                Kind::ObjectStart => alternatives.push(self.match_expression(token.span, &mut wildcards)?),
                Kind::String(text) => alternatives.push(string_literal(self.decode(&text)?)),
                Kind::Number(text) => {
                    let number = Number::parse(text).map(Alternative::Number);
                    alternatives.push(number.unwrap_or_else(|| Alternative::Digits(text.into())));
                }
                Kind::True => alternatives.push(Alternative::True),
                Kind::False => alternatives.push(Alternative::False),
                _ => alternatives.push(Alternative::Null),
            }
        }
        self.check_complexity(&wildcards)?;
        Ok(alternatives)
    }

    fn check_complexity(&self, wildcards: &[(Wildcard, Span)]) -> Refused<()> {
        let limit = self.options.max_wildcard_complexity;
        let exceeds = |count: usize| {
            let some: Vec<&Wildcard> = wildcards.iter().take(count).map(|(wildcard, _)| wildcard).collect();
            complexity::exceeds(&some, limit)
        };
        if wildcards.is_empty() || !exceeds(wildcards.len()) {
            return Ok(());
        }
        let culprit = (1..=wildcards.len()).find(|&count| exceeds(count)).unwrap_or(wildcards.len());
        let span = wildcards.get(culprit.saturating_sub(1)).map_or(Span::default(), |(_, span)| *span);
        Err(self.refuse(Problem::WildcardComplexity { limit }, span, Some(AwsAt::Nowhere)))
    }

    /// Reads a match expression whose brace has been read. Its wildcards are collected for the score of the field.
    fn match_expression(&mut self, brace: Span, wildcards: &mut Vec<(Wildcard, Span)>) -> Refused<Alternative> {
        let missing = Problem::MissingOperator {
            what: "a match expression",
            example: "{\"prefix\": \"…\"}",
            aws: "Match expression name not found",
        };
        let (name, key) = self.operator(brace, missing)?;
        let alternative = match &*name {
            "exactly" => Alternative::Exactly(self.string_operand("exactly", "exact", None)?),
            "prefix" => self.affix_operand(&PREFIX)?,
            "suffix" => self.affix_operand(&SUFFIX)?,
            "equals-ignore-case" => {
                let help = Some("write one {\"equals-ignore-case\": \"…\"} per value, side by side in the list");
                Alternative::EqualsIgnoreCase(self.string_operand("equals-ignore-case", "equals-ignore-case", help)?)
            }
            "wildcard" => {
                let help = Some("write one {\"wildcard\": \"…\"} per value, side by side in the list");
                let token = self.reader.next_token()?;
                let text = self.expect_string(token, "wildcard", "one string", "wildcard", help)?;
                let wildcard = self.wildcard(&text, AwsAt::Byte(token.span.end))?;
                wildcards.push((wildcard.clone(), token.span));
                Alternative::Wildcard(wildcard)
            }
            "cidr" => self.cidr_operand()?,
            "exists" => self.exists_operand()?,
            "numeric" => {
                let range = self.numeric_operand()?;
                self.end_of_expression(TOO_MANY_ELEMENTS)?;
                return Ok(Alternative::Numeric(range));
            }
            "anything-but" => return self.anything_but(wildcards).map(Alternative::AnythingBut),
            _ => return Err(self.refuse_after(Problem::UnknownOperator { name: name.into() }, key.span, &key)),
        };
        self.end_of_expression(ONLY_ONE_KEY)?;
        Ok(alternative)
    }

    /// Reads the key of a match expression.
    fn operator(&mut self, brace: Span, missing: Problem) -> Refused<(Box<str>, Token<'a>)> {
        let token = self.reader.next_token()?;
        match token.kind {
            Kind::Key(text) => Ok((self.decode(&text)?, token)),
            _ => Err(self.refuse_after(missing, Span::new(brace.start, token.span.end), &token)),
        }
    }

    fn end_of_expression(&mut self, aws: &'static str) -> Refused<()> {
        let token = self.reader.next_token()?;
        match token.kind {
            Kind::ObjectEnd => Ok(()),
            _ => Err(self.refuse_after(Problem::ExtraOperator { aws }, token.span, &token)),
        }
    }

    fn string_operand(&mut self, name: &'static str, aws: &str, help: Option<&'static str>) -> Refused<Box<str>> {
        let token = self.reader.next_token()?;
        let text = self.expect_string(token, name, "one string", aws, help)?;
        self.decode(&text)
    }

    fn expect_string(
        &mut self,
        token: Token<'a>,
        operator: &'static str,
        wanted: &'static str,
        aws: &str,
        help: Option<&'static str>,
    ) -> Refused<Text<'a>> {
        if let Kind::String(text) = token.kind {
            return Ok(text);
        }
        let help = help.filter(|_| matches!(token.kind, Kind::ArrayStart));
        let aws = format!("{aws} match pattern must be a string");
        Err(self.refuse_value(Problem::OperandType { operator, wanted, found: noun(&token.kind), aws, help }, token))
    }

    /// Reads the operand of `prefix` or `suffix`.
    fn affix_operand(&mut self, affix: &Affix) -> Refused<Alternative> {
        let token = self.reader.next_token()?;
        if !matches!(token.kind, Kind::ObjectStart) {
            let text = self.expect_string(token, affix.name, affix.wanted, affix.name, Some(affix.help))?;
            return Ok((affix.plain)(self.decode(&text)?));
        }
        let missing = Problem::MissingOperator {
            what: affix.name,
            example: "{\"equals-ignore-case\": \"…\"}",
            aws: affix.aws_missing,
        };
        let (name, key) = self.operator(token.span, missing)?;
        if &*name != "equals-ignore-case" {
            let problem = Problem::UnknownNestedOperator {
                outer: affix.name,
                name: name.into(),
                allowed: "`equals-ignore-case`",
                aws: affix.aws_unsupported,
            };
            return Err(self.refuse_after(problem, key.span, &key));
        }
        let text = self.string_operand("equals-ignore-case", "equals-ignore-case", None)?;
        self.end_of_expression(ONLY_ONE_KEY)?;
        Ok((affix.ignoring_case)(text))
    }

    fn wildcard(&self, text: &Text<'_>, aws_at: AwsAt) -> Refused<Wildcard> {
        self.decode(text)?;
        Wildcard::parse(text).map_err(|(problem, span)| self.refuse(problem, span, Some(aws_at)))
    }

    fn cidr_operand(&mut self) -> Refused<Alternative> {
        let token = self.reader.next_token()?;
        let help = Some("write one {\"cidr\": \"…\"} per block, side by side in the list");
        // AWS says `prefix` here too.
        let text = self.expect_string(token, "cidr", "one string such as \"10.0.0.0/24\"", "prefix", help)?;
        let decoded = self.decode(&text)?;
        Cidr::parse(&decoded).map(Alternative::Cidr).map_err(|(problem, range)| {
            let span = if matches!(problem, Problem::CidrFormat) { token.span } else { source_span(&text, range) };
            self.refuse(problem, span, Some(AwsAt::Nowhere))
        })
    }

    fn exists_operand(&mut self) -> Refused<Alternative> {
        let token = self.reader.next_token()?;
        match token.kind {
            Kind::True => Ok(Alternative::Exists),
            Kind::False => Ok(Alternative::Absent),
            _ => {
                let problem = Problem::OperandType {
                    operator: "exists",
                    wanted: "true or false",
                    found: noun(&token.kind),
                    aws: "exists match pattern must be either true or false.".into(),
                    help: None,
                };
                Err(self.refuse_value(problem, token))
            }
        }
    }

    fn numeric_operand(&mut self) -> Refused<Range> {
        let bracket = self.reader.next_token()?;
        if !matches!(bracket.kind, Kind::ArrayStart) {
            let problem = Problem::OperandType {
                operator: "numeric",
                wanted: "a list such as [\">\", 0, \"<=\", 5]",
                found: noun(&bracket.kind),
                aws: "Value of numeric must be an array.".into(),
                help: None,
            };
            return Err(self.refuse_value(problem, bracket));
        }
        let sign_token = self.reader.next_token()?;
        let Kind::String(sign) = sign_token.kind else {
            let aws = format!("Invalid member in numeric match: {}", self.source(sign_token.span));
            return Err(match sign_token.kind {
                Kind::ArrayEnd => {
                    let problem = Problem::NumericOperator { found: "an empty list".into(), aws };
                    self.refuse_after(problem, Span::new(bracket.span.start, sign_token.span.end), &sign_token)
                }
                _ => {
                    let problem = Problem::NumericOperator { found: noun(&sign_token.kind).into(), aws };
                    self.refuse_value(problem, sign_token)
                }
            });
        };
        let sign = self.decode(&sign)?;
        let operand = self.reader.next_token()?;
        if !matches!(&*sign, "=" | "<" | "<=" | ">" | ">=") {
            let problem = Problem::NumericOperator {
                found: self.source(sign_token.span).into(),
                aws: format!("Unrecognized numeric range operator: {sign}"),
            };
            return Err(self.refuse_after(problem, sign_token.span, &operand));
        }
        let aws_sign = if &*sign == "=" { "equals" } else { &*sign };
        let first = self.expect_number(operand, bracket.span, &sign, aws_sign)?;
        let token = self.reader.next_token()?;
        if matches!(token.kind, Kind::ArrayEnd) {
            let bound = Bound { number: self.comparable(first, token.span.end)?, inclusive: sign.ends_with('=') };
            return Ok(match &*sign {
                "=" => Range::Equal(bound.number),
                "<" | "<=" => Range::Bounds { lower: None, upper: Some(bound) },
                _ => Range::Bounds { lower: Some(bound), upper: None },
            });
        }
        if !sign.starts_with('>') {
            let problem = Problem::NumericTooMany { operator: sign.into(), aws: TOO_MANY_ELEMENTS };
            return Err(self.refuse_value(problem, token));
        }
        self.upper_bound(bracket.span, &sign, first, token)
    }

    /// Reads the rest of a two-sided range; `token` follows the lower bound.
    fn upper_bound(&mut self, bracket: Span, lower_sign: &str, lower: Operand<'a>, token: Token<'a>) -> Refused<Range> {
        let Kind::String(sign) = token.kind else {
            let aws = format!("Bad value in numeric range: {}", self.source(token.span));
            let problem = Problem::NumericRangeOperator { found: noun(&token.kind).into(), aws };
            return Err(self.refuse_value(problem, token));
        };
        let sign = self.decode(&sign)?;
        if !matches!(&*sign, "<" | "<=") {
            let problem = Problem::NumericRangeOperator {
                found: self.source(token.span).into(),
                aws: format!("Bad numeric range operator: {sign}"),
            };
            return Err(self.refuse(problem, token.span, Some(AwsAt::Byte(token.span.end))));
        }
        let operand = self.reader.next_token()?;
        let upper = self.expect_number(operand, bracket, &sign, &sign)?;
        let end = self.reader.next_token()?;
        if !matches!(end.kind, Kind::ArrayEnd) {
            let aws = "Too many terms in numeric range expression";
            return Err(self.refuse_value(Problem::NumericTooMany { operator: sign.into(), aws }, end));
        }
        let bottom = Bound { number: self.comparable(lower, end.span.end)?, inclusive: lower_sign.ends_with('=') };
        let top = Bound { number: self.comparable(upper, end.span.end)?, inclusive: sign.ends_with('=') };
        if bottom.number >= top.number {
            let problem = Problem::NumericRange { bottom: lower.text.to_owned(), top: upper.text.to_owned() };
            return Err(self.refuse(problem, upper.span, Some(AwsAt::Byte(end.span.end))));
        }
        Ok(Range::Bounds { lower: Some(bottom), upper: Some(top) })
    }

    fn expect_number(&mut self, token: Token<'a>, bracket: Span, sign: &str, aws_sign: &str) -> Refused<Operand<'a>> {
        let aws = format!("Value of {aws_sign} must be numeric");
        match token.kind {
            Kind::Number(text) => Ok(Operand { text, span: token.span }),
            Kind::ArrayEnd => {
                let span = Span::new(bracket.start, token.span.end);
                Err(self.refuse_after(Problem::NumericTooFew { operator: sign.to_owned(), aws }, span, &token))
            }
            _ => {
                let quoted_number = matches!(token.kind, Kind::String(text) if text.decode().is_ok_and(|text| is_number(text.as_bytes())));
                let problem = Problem::OperandType {
                    operator: "numeric",
                    wanted: "a number after its operator",
                    found: noun(&token.kind),
                    aws,
                    help: quoted_number.then_some("write the number without quotes"),
                };
                Err(self.refuse_value(problem, token))
            }
        }
    }

    fn comparable(&self, operand: Operand<'_>, aws_at: usize) -> Refused<Number> {
        self.comparable_at(operand, AwsAt::Byte(aws_at))
    }

    fn comparable_at(&self, operand: Operand<'_>, aws_at: AwsAt) -> Refused<Number> {
        Number::parse(operand.text).ok_or_else(|| {
            let problem = Problem::NumberNotComparable { text: operand.text.to_owned() };
            self.refuse(problem, operand.span, Some(aws_at))
        })
    }

    /// Reads the operand of `anything-but` and the end of its match expression.
    fn anything_but(&mut self, wildcards: &mut Vec<(Wildcard, Span)>) -> Refused<Excluded> {
        let token = self.reader.next_token()?;
        let excluded = match token.kind {
            Kind::String(text) => Excluded::Strings([self.decode(&text)?].into()),
            Kind::Number(text) => {
                let operand = Operand { text, span: token.span };
                Excluded::Numbers([self.comparable_at(operand, AwsAt::Nowhere)?].into())
            }
            Kind::ArrayStart => self.anything_but_list(token.span)?,
            Kind::ObjectStart => {
                let missing = Problem::MissingOperator {
                    what: "anything-but",
                    example: "{\"prefix\": \"…\"}",
                    aws: "Anything-But expression name not found",
                };
                let (name, key) = self.operator(token.span, missing)?;
                let excluded = match &*name {
                    "prefix" => Excluded::Prefixes(self.excluded_strings("prefix")?),
                    "suffix" => Excluded::Suffixes(self.excluded_strings("suffix")?),
                    "equals-ignore-case" => Excluded::EqualsIgnoreCase(self.excluded_strings("equals-ignore-case")?),
                    "wildcard" => Excluded::Wildcards(self.excluded_wildcards(wildcards)?),
                    _ => {
                        let problem = Problem::UnknownNestedOperator {
                            outer: "anything-but",
                            name: name.into(),
                            allowed: "`prefix`, `suffix`, `equals-ignore-case` and `wildcard`",
                            aws: "Unsupported anything-but pattern",
                        };
                        return Err(self.refuse_after(problem, key.span, &key));
                    }
                };
                self.end_of_expression(TOO_MANY_ELEMENTS)?;
                excluded
            }
            _ => return Err(self.refuse_anything_but(token)),
        };
        self.end_of_expression(TOO_MANY_ELEMENTS)?;
        Ok(excluded)
    }

    fn refuse_anything_but(&mut self, token: Token<'a>) -> Error {
        let problem = Problem::OperandType {
            operator: "anything-but",
            wanted: "a string, a number, or a list of either",
            found: noun(&token.kind),
            aws: "Value of anything-but must be an array or single string/number value.".into(),
            help: None,
        };
        self.refuse_value(problem, token)
    }

    /// Reads a list of strings or numbers whose bracket has been read.
    fn anything_but_list(&mut self, bracket: Span) -> Refused<Excluded> {
        let mut strings = Vec::new();
        let mut numbers = Vec::new();
        let mut first_of_other_type = None;
        let end = loop {
            let token = self.reader.next_token()?;
            match token.kind {
                Kind::ArrayEnd => break token,
                Kind::String(text) => strings.push(self.decode(&text)?),
                Kind::Number(text) => {
                    numbers.push(self.comparable(Operand { text, span: token.span }, token.span.end)?);
                }
                _ => {
                    let problem = Problem::OperandType {
                        operator: "anything-but",
                        wanted: "strings or numbers in its list",
                        found: noun(&token.kind),
                        aws: "Inside anything but list, start|null|boolean is not supported.".into(),
                        help: None,
                    };
                    return Err(self.refuse_list_member(problem, token));
                }
            }
            if first_of_other_type.is_none() && !strings.is_empty() && !numbers.is_empty() {
                first_of_other_type = Some(token);
            }
        };
        if let Some(token) = first_of_other_type {
            let first = if matches!(token.kind, Kind::Number(_)) { "a string" } else { "a number" };
            let problem = Problem::MixedList { first, found: noun(&token.kind) };
            return Err(self.refuse_after(problem, token.span, &end));
        }
        if !strings.is_empty() {
            return Ok(Excluded::Strings(strings.into()));
        }
        if !numbers.is_empty() {
            return Ok(Excluded::Numbers(numbers.into()));
        }
        let problem = Problem::EmptyList { operator: "anything-but", aws: Some(MIXED_LIST) };
        Err(self.refuse_after(problem, Span::new(bracket.start, end.span.end), &end))
    }

    /// Reads the string or list of strings of a form of `anything-but`.
    fn excluded_strings(&mut self, operator: &'static str) -> Refused<Box<[Box<str>]>> {
        self.excluded_texts(operator)?.iter().map(|(text, _)| self.decode(text)).collect()
    }

    fn excluded_wildcards(&mut self, wildcards: &mut Vec<(Wildcard, Span)>) -> Refused<Box<[Wildcard]>> {
        let texts = self.excluded_texts("wildcard")?;
        let aws_at = AwsAt::Byte(self.reader.offset());
        let mut excluded = Vec::new();
        for (text, span) in texts {
            let wildcard = self.wildcard(&text, aws_at)?;
            wildcards.push((wildcard.clone(), span));
            excluded.push(wildcard);
        }
        Ok(excluded.into())
    }

    fn excluded_texts(&mut self, operator: &'static str) -> Refused<Vec<(Text<'a>, Span)>> {
        let mut texts = Vec::new();
        let first = self.reader.next_token()?;
        match first.kind {
            Kind::ArrayStart => {}
            Kind::String(text) => {
                self.check_affix(operator, &text, &first, false)?;
                return Ok(vec![(text, first.span)]);
            }
            Kind::Number(_) => {
                let problem = excluded_type(operator, &first);
                return Err(self.refuse_value(problem, first));
            }
            _ => return Err(self.refuse_anything_but(first)),
        }
        loop {
            let token = self.reader.next_token()?;
            match token.kind {
                Kind::ArrayEnd if texts.is_empty() => {
                    let span = Span::new(first.span.start, token.span.end);
                    return Err(self.refuse(Problem::EmptyList { operator, aws: None }, span, None));
                }
                Kind::ArrayEnd => return Ok(texts),
                Kind::String(text) => {
                    self.check_affix(operator, &text, &token, true)?;
                    texts.push((text, token.span));
                }
                _ => {
                    let problem = excluded_type(operator, &token);
                    return Err(self.refuse_list_member(problem, token));
                }
            }
        }
    }

    /// Refuses an empty string as a prefix or suffix to exclude.
    fn check_affix(&self, operator: &'static str, text: &Text<'_>, token: &Token<'a>, in_list: bool) -> Refused<()> {
        if !matches!(operator, "prefix" | "suffix") || !self.decode(text)?.is_empty() {
            return Ok(());
        }
        let error = self.refuse(Problem::EmptyAffix { operator }, token.span, Some(AwsAt::Byte(token.span.end)));
        Err(if in_list { self.located_twice(error, token.span.end) } else { error })
    }

    fn decode(&self, text: &Text<'_>) -> Refused<Box<str>> {
        text.decode().map(|text| text.into_owned().into_boxed_str()).map_err(|span| {
            let escape = self.source(span).to_owned();
            self.refuse(Problem::LoneSurrogate { escape }, span, None)
        })
    }

    fn source(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    fn refuse(&self, problem: Problem, span: Span, aws_at: Option<AwsAt>) -> Error {
        let reason = problem.aws_reason();
        let message = aws_at.and_then(|at| match at {
            AwsAt::Byte(offset) => reason.map(|reason| aws::message(&reason, Some((self.text, offset)))),
            AwsAt::Nowhere => reason.map(|reason| aws::message(&reason, None)),
        });
        Error::new(problem.kind(), problem.to_string(), span, self.text.as_bytes())
            .with_help(problem.help())
            .with_aws_message(message)
    }

    /// Refuses `span`; AWS has just read `token`.
    fn refuse_after(&self, problem: Problem, span: Span, token: &Token<'a>) -> Error {
        self.refuse(problem, span, Some(AwsAt::Byte(aws::after(self.text, token))))
    }

    /// Refuses the value that starts with `token`, all of it.
    fn refuse_value(&mut self, problem: Problem, token: Token<'a>) -> Error {
        let span = match token.kind {
            Kind::ObjectStart | Kind::ArrayStart if self.reader.skip_container().is_ok() => {
                Span::new(token.span.start, self.reader.offset())
            }
            _ => token.span,
        };
        self.refuse_after(problem, span, &token)
    }

    /// Refuses a member of an `anything-but` list.
    fn refuse_list_member(&mut self, problem: Problem, token: Token<'a>) -> Error {
        let at = aws::after(self.text, &token);
        let error = self.refuse_value(problem, token);
        self.located_twice(error, at)
    }

    /// AWS catches its own message about a list member, location and all, and adds the location again.
    fn located_twice(&self, error: Error, offset: usize) -> Error {
        let twice = error.aws_message().map(|message| format!("{message}{}", aws::location(self.text, offset)));
        error.with_aws_message(twice)
    }
}

/// A number of a `numeric` list.
#[derive(Clone, Copy)]
struct Operand<'a> {
    text: &'a str,
    span: Span,
}

/// What differs between `prefix` and `suffix`.
struct Affix {
    name: &'static str,
    wanted: &'static str,
    help: &'static str,
    aws_missing: &'static str,
    aws_unsupported: &'static str,
    plain: fn(Box<str>) -> Alternative,
    ignoring_case: fn(Box<str>) -> Alternative,
}

const PREFIX: Affix = Affix {
    name: "prefix",
    wanted: "one string or {\"equals-ignore-case\": \"…\"}",
    help: "write one {\"prefix\": \"…\"} per value, side by side in the list",
    aws_missing: "Prefix expression name not found",
    aws_unsupported: "Unsupported prefix pattern",
    plain: Alternative::Prefix,
    ignoring_case: Alternative::PrefixIgnoreCase,
};

const SUFFIX: Affix = Affix {
    name: "suffix",
    wanted: "one string or {\"equals-ignore-case\": \"…\"}",
    help: "write one {\"suffix\": \"…\"} per value, side by side in the list",
    aws_missing: "Suffix expression name not found",
    aws_unsupported: "Unsupported suffix pattern",
    plain: Alternative::Suffix,
    ignoring_case: Alternative::SuffixIgnoreCase,
};

const ONLY_ONE_KEY: &str = "Only one key allowed in match expression";
const TOO_MANY_ELEMENTS: &str = "Too many elements in numeric expression";

fn string_literal(text: Box<str>) -> Alternative {
    match ip::parse_address(&text) {
        Some(address) => Alternative::Address(address),
        None => Alternative::String(text),
    }
}

fn excluded_type(operator: &'static str, token: &Token<'_>) -> Problem {
    let aws = match operator {
        "equals-ignore-case" => {
            "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported."
        }
        "wildcard" => "wildcard match pattern must be a string",
        _ => "prefix/suffix match pattern must be a string",
    };
    Problem::OperandType {
        operator,
        wanted: "a string or a list of strings",
        found: noun(&token.kind),
        aws: aws.into(),
        help: None,
    }
}

/// The span in the source of a range of the decoded text.
fn source_span(text: &Text<'_>, range: std::ops::Range<usize>) -> Span {
    let mut span = Span::default();
    let mut decoded = 0;
    for (at, c) in text.chars() {
        if decoded == range.start {
            span = Span::at(at.start);
        }
        if range.contains(&decoded) {
            span.end = at.end;
        }
        decoded += c.map_or(0, char::len_utf8);
    }
    span
}
