//! Pattern text to [`Fields`], refusing what AWS refuses, in the order AWS finds it.
//!
//! The reader stops at the first mistake in the text, as AWS does. Objects and `$or` may nest up to the reader's limit; they
//! are kept on a stack here, not on the thread's.
//!
//! Source: event-ruler `JsonRuleCompiler.java`; messages and their locations as recorded on AWS.

mod anything_but;
mod expression;
mod numeric;
mod refuse;

use crate::error::Error;
use crate::json::{Kind, Number, Reader};
use crate::pattern::PatternOptions;
use crate::pattern::alternative::Alternative;
use crate::pattern::ast::{Entry, Fields};
use crate::pattern::complexity;
use crate::pattern::ip;
use crate::pattern::problem::{Problem, noun};
use crate::pattern::wildcard::Wildcard;
use crate::span::Span;
use refuse::{AwsAt, Refused};

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

/// A wildcard of the list that is read, and where it stands.
type Placed = (Wildcard, Span);

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

impl Parser<'_> {
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

    fn check_complexity(&self, wildcards: &[Placed]) -> Refused<()> {
        let limit = self.options.max_wildcard_complexity;
        let exceeds = |count: usize| {
            let some: Vec<&Wildcard> = wildcards.iter().take(count).map(|(wildcard, _)| wildcard).collect();
            complexity::exceeds(&some, limit)
        };
        if wildcards.is_empty() || !exceeds(wildcards.len()) {
            return Ok(());
        }
        // The score only grows with each further wildcard.
        let (mut fits, mut culprit) = (0, wildcards.len());
        while fits + 1 < culprit {
            let middle = fits.midpoint(culprit);
            if exceeds(middle) { culprit = middle } else { fits = middle }
        }
        let span = wildcards.get(culprit.saturating_sub(1)).map_or(Span::default(), |(_, span)| *span);
        Err(self.refuse(Problem::WildcardComplexity { limit }, span, Some(AwsAt::Nowhere)))
    }
}

fn string_literal(text: Box<str>) -> Alternative {
    match ip::parse_address(&text) {
        Some(address) => Alternative::Address(address),
        None => Alternative::String(text),
    }
}
