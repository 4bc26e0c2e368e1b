//! Match expressions: `{"operator": operand}`.

use std::ops::Range;

use super::refuse::{AwsAt, Refused};
use super::{Parser, Placed};
use crate::json::{Kind, Text, Token};
use crate::pattern::alternative::Alternative;
use crate::pattern::ip::Cidr;
use crate::pattern::problem::{Problem, noun};
use crate::pattern::wildcard::Wildcard;
use crate::span::Span;

const ONLY_ONE_KEY: &str = "Only one key allowed in match expression";
pub(super) const TOO_MANY_ELEMENTS: &str = "Too many elements in numeric expression";

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

impl<'a> Parser<'a> {
    /// Reads a match expression whose brace has been read. Its wildcards are collected for the score of the field.
    pub(super) fn match_expression(&mut self, brace: Span, wildcards: &mut Vec<Placed>) -> Refused<Alternative> {
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
    pub(super) fn operator(&mut self, brace: Span, missing: Problem) -> Refused<(Box<str>, Token<'a>)> {
        let token = self.reader.next_token()?;
        match token.kind {
            Kind::Key(text) => Ok((self.decode(&text)?, token)),
            _ => Err(self.refuse_after(missing, Span::new(brace.start, token.span.end), &token)),
        }
    }

    pub(super) fn end_of_expression(&mut self, aws: &'static str) -> Refused<()> {
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

    pub(super) fn wildcard(&self, text: &Text<'_>, aws_at: AwsAt) -> Refused<Wildcard> {
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
}

/// The span in the source of a range of the decoded text.
fn source_span(text: &Text<'_>, range: Range<usize>) -> Span {
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
