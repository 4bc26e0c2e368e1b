//! The list of `numeric`: an operator and a number, or a lower and an upper bound.

use super::Parser;
use super::expression::TOO_MANY_ELEMENTS;
use super::refuse::{AwsAt, Refused};
use crate::json::{Kind, Number, Token, is_number};
use crate::pattern::alternative::{Bound, Range};
use crate::pattern::problem::{Problem, noun};
use crate::span::Span;

/// A number of a `numeric` list.
#[derive(Clone, Copy)]
pub(super) struct Operand<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
}

impl<'a> Parser<'a> {
    pub(super) fn numeric_operand(&mut self) -> Refused<Range> {
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

    pub(super) fn comparable(&self, operand: Operand<'_>, aws_at: usize) -> Refused<Number> {
        self.comparable_at(operand, AwsAt::Byte(aws_at))
    }

    pub(super) fn comparable_at(&self, operand: Operand<'_>, aws_at: AwsAt) -> Refused<Number> {
        Number::parse(operand.text).ok_or_else(|| {
            let problem = Problem::NumberNotComparable { text: operand.text.to_owned() };
            self.refuse(problem, operand.span, Some(aws_at))
        })
    }
}
