//! Turning a problem into an error: the span for us, and the location for AWS.

use super::Parser;
use crate::error::Error;
use crate::json::{Kind, Text, Token};
use crate::pattern::aws;
use crate::pattern::problem::Problem;
use crate::span::Span;

pub(super) type Refused<T> = Result<T, Error>;

/// Where AWS says a mistake is.
#[derive(Clone, Copy)]
pub(super) enum AwsAt {
    /// At this byte of the pattern.
    Byte(usize),
    /// AWS says it without a location.
    Nowhere,
}

impl<'a> Parser<'a> {
    pub(super) fn decode(&self, text: &Text<'_>) -> Refused<Box<str>> {
        text.decode().map(|text| text.into_owned().into_boxed_str()).map_err(|span| {
            let escape = self.source(span).to_owned();
            self.refuse(Problem::LoneSurrogate { escape }, span, None)
        })
    }

    pub(super) fn source(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    pub(super) fn refuse(&self, problem: Problem, span: Span, aws_at: Option<AwsAt>) -> Error {
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
    pub(super) fn refuse_after(&self, problem: Problem, span: Span, token: &Token<'a>) -> Error {
        self.refuse(problem, span, Some(AwsAt::Byte(aws::after(self.text, token))))
    }

    /// Refuses the value that starts with `token`, all of it.
    pub(super) fn refuse_value(&mut self, problem: Problem, token: Token<'a>) -> Error {
        let span = match token.kind {
            Kind::ObjectStart | Kind::ArrayStart if self.reader.skip_container().is_ok() => {
                Span::new(token.span.start, self.reader.offset())
            }
            _ => token.span,
        };
        self.refuse_after(problem, span, &token)
    }

    /// Refuses a member of an `anything-but` list.
    pub(super) fn refuse_list_member(&mut self, problem: Problem, token: Token<'a>) -> Error {
        let at = aws::after(self.text, &token);
        let error = self.refuse_value(problem, token);
        self.located_twice(error, at)
    }

    /// AWS catches its own message about a list member, location and all, and adds the location again.
    pub(super) fn located_twice(&self, error: Error, offset: usize) -> Error {
        let twice = error.aws_message().map(|message| format!("{message}{}", aws::location(self.text, offset)));
        error.with_aws_message(twice)
    }
}
