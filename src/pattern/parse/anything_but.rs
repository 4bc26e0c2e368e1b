//! The operand of `anything-but`: values, or an operator with the strings it leaves out.

use super::expression::TOO_MANY_ELEMENTS;
use super::numeric::Operand;
use super::refuse::{AwsAt, Refused};
use super::{Parser, Placed};
use crate::error::Error;
use crate::json::{Kind, Text, Token};
use crate::pattern::alternative::Excluded;
use crate::pattern::problem::{MIXED_LIST, Problem, noun};
use crate::pattern::wildcard::Wildcard;
use crate::span::Span;

impl<'a> Parser<'a> {
    /// Reads the operand of `anything-but` and the end of its match expression.
    pub(super) fn anything_but(&mut self, wildcards: &mut Vec<Placed>) -> Refused<Excluded> {
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

    fn excluded_wildcards(&mut self, wildcards: &mut Vec<Placed>) -> Refused<Box<[Wildcard]>> {
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
