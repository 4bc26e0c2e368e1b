//! How long the texts of rules and targets may be, and which characters they may have.
//!
//! Source: the model of the EventBridge API; AWS' wording for target ids was recorded on AWS.

use crate::error::{Error, ErrorKind};
use crate::span::Span;

/// What a text of a rule or target may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// What a message calls it.
    field: &'static str,
    least: usize,
    most: usize,
    characters: Characters,
    /// Where AWS says it found the mistake, if its words are known.
    member: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
enum Characters {
    Any,
    /// `[\.\-_A-Za-z0-9]+`
    Name,
    /// `[A-Za-z0-9\_\-]+`
    Key,
    /// `[/\.\-_A-Za-z0-9]+`, behind the ARN of a bus or alone.
    Bus,
}

impl Characters {
    fn allow(&self, c: char) -> bool {
        match self {
            Self::Any => true,
            Self::Name => c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'),
            Self::Key => c.is_ascii_alphanumeric() || matches!(c, '-' | '_'),
            Self::Bus => c == '/' || Self::Name.allow(c),
        }
    }

    /// The pattern of the API, for AWS' words.
    const fn pattern(&self) -> &'static str {
        match self {
            Self::Any => ".*",
            Self::Name => r"[\.\-_A-Za-z0-9]+",
            Self::Key => r"[A-Za-z0-9\_\-]+",
            Self::Bus => r"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+",
        }
    }

    const fn described(&self) -> &'static str {
        match self {
            Self::Any => "any character",
            Self::Name => "letters, digits, `.`, `-` and `_`",
            Self::Key => "letters, digits, `-` and `_`",
            Self::Bus => "letters, digits, `/`, `.`, `-` and `_`",
        }
    }
}

const fn limits(field: &'static str, least: usize, most: usize) -> Limits {
    Limits { field, least, most, characters: Characters::Any, member: None }
}

pub(crate) const NAME: Limits = Limits { characters: Characters::Name, ..limits("`Name`", 1, 64) };
/// The name of a rule, where its targets are put.
#[cfg(feature = "lint")]
pub(crate) const RULE: Limits = Limits { field: "`Rule`", ..NAME };
#[cfg(feature = "lint")]
pub(crate) const ARCHIVE_NAME: Limits = Limits { field: "`ArchiveName`", most: 48, ..NAME };
pub(crate) const DESCRIPTION: Limits = limits("`Description`", 0, 512);
pub(crate) const ROLE_ARN: Limits = limits("`RoleArn`", 1, 1_600);
pub(crate) const EVENT_BUS_NAME: Limits = Limits { characters: Characters::Bus, ..limits("`EventBusName`", 1, 1_600) };
#[cfg(not(feature = "schedule"))]
pub(crate) const SCHEDULE: Limits = limits("`ScheduleExpression`", 0, 256);
/// The index in AWS' words is that of a request with this target alone.
pub(crate) const TARGET_ID: Limits =
    Limits { characters: Characters::Name, member: Some("targets.1.member.id"), ..limits("`Id`", 1, 64) };
pub(crate) const TARGET_ARN: Limits = limits("`Arn`", 1, 1_600);
pub(crate) const INPUT: Limits = limits("`Input`", 0, 8_192);
pub(crate) const INPUT_PATH: Limits = limits("`InputPath`", 0, 256);
pub(crate) const TEMPLATE: Limits = limits("`InputTemplate`", 1, 8_192);
pub(crate) const PATH_KEY: Limits =
    Limits { characters: Characters::Key, ..limits("a key of `InputPathsMap`", 1, 256) };
pub(crate) const DEAD_LETTER_ARN: Limits = limits("`DeadLetterConfig.Arn`", 1, 1_600);

impl Limits {
    pub(crate) fn check(&self, text: &str) -> Result<(), Error> {
        let Self { field, least, most, characters, .. } = self;
        let len = text.chars().count();
        let all = Span::new(0, text.len());
        let (message, constraint) = if len < *least {
            (format!("{field} is empty"), format!("Member must have length greater than or equal to {least}"))
        } else {
            let message = format!("{field} has {len} characters, {most} are allowed");
            (message, format!("Member must have length less than or equal to {most}"))
        };
        if !(*least..=*most).contains(&len) {
            let error = Error::new(ErrorKind::FieldLength, message, all, text.as_bytes());
            return Err(error.with_aws_message(self.aws(text, &constraint)));
        }
        let checked = if matches!(characters, Characters::Bus) { bus_name(text) } else { text };
        let Some((at, c)) = checked.char_indices().find(|(_, c)| !characters.allow(*c)) else { return Ok(()) };
        let constraint = format!("Member must satisfy regular expression pattern: {}", characters.pattern());
        let error = match self.characters {
            Characters::Bus if text.starts_with("arn:") && checked.len() == text.len() => self.no_bus_arn(text),
            _ => self.character(text, text.len() - checked.len() + at, c),
        };
        Err(error.with_aws_message(self.aws(text, &constraint)))
    }

    /// As [`check`](Self::check), of a text with unknown parts of any length: each is one character that `is_hole` knows by its
    /// offset.
    #[cfg(feature = "lint")]
    pub(crate) fn check_known(&self, text: &str, is_hole: impl Fn(usize) -> bool) -> Result<(), Error> {
        let known = || text.char_indices().filter(|(at, _)| !is_hole(*at));
        let least = known().count();
        if least > self.most {
            let message = format!("{} has at least {least} characters, {} are allowed", self.field, self.most);
            let all = Span::new(0, text.len());
            return Err(Error::new(ErrorKind::FieldLength, message, all, text.as_bytes()));
        }
        // What stands behind the ARN of a bus cannot be told from the ARN.
        let is_bus_arn = matches!(self.characters, Characters::Bus) && (text.starts_with("arn:") || is_hole(0));
        match known().find(|(_, c)| !self.characters.allow(*c)) {
            Some((at, c)) if !is_bus_arn => Err(self.character(text, at, c)),
            _ => Ok(()),
        }
    }

    /// The error about a character that is not allowed.
    fn character(&self, text: &str, at: usize, c: char) -> Error {
        let message = format!("{} has {}, found `{c}`", self.field, self.characters.described());
        Error::new(ErrorKind::FieldCharacters, message, Span::new(at, at + c.len_utf8()), text.as_bytes())
    }

    /// The error about an ARN that is not one of an event bus.
    fn no_bus_arn(&self, text: &str) -> Error {
        let message = format!("{} is no ARN of an event bus, found `{text}`", self.field);
        let error = Error::new(ErrorKind::FieldCharacters, message, Span::new(0, text.len()), text.as_bytes());
        error.with_help(Some(
            "write arn:aws:events:, the region, the 12 digits of the account, :event-bus/ and the name",
        ))
    }

    fn aws(&self, text: &str, constraint: &str) -> Option<String> {
        let member = self.member?;
        let found = format!("1 validation error detected: Value '{text}' at '{member}'");
        Some(format!("{found} failed to satisfy constraint: {constraint}"))
    }
}

/// The name of a bus that is given by its name or ARN.
pub(crate) fn bus_name(bus: &str) -> &str {
    match bus.split_once(":event-bus/") {
        Some((arn, name)) if is_bus_arn(arn) => name,
        _ => bus,
    }
}

/// Whether this is `arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}`.
fn is_bus_arn(arn: &str) -> bool {
    let is_word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let is_letters = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut parts = arn.split(':');
    let mut next = || parts.next().unwrap_or_default();
    let (scheme, partition, service, region, account) = (next(), next(), next(), next(), next());
    let mut region = region.splitn(3, '-');
    scheme == "arn"
        && partition.strip_prefix("aws").is_some_and(is_word)
        && service == "events"
        && region.next().is_some_and(is_letters)
        && region.next().is_some_and(is_letters)
        && region.next().is_some_and(|rest| !rest.is_empty() && is_word(rest))
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && parts.next().is_none()
}
