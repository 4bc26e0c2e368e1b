//! Everything AWS refuses in a pattern: our words, the fix, and AWS' own words.

use crate::error::ErrorKind;
use crate::json::Kind;

/// A reason to refuse a pattern. [`Display`](std::fmt::Display) is our message; `found` is a noun with its article.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("an event pattern is a JSON object, found {found}")]
    PatternNotObject { found: &'static str },
    #[error("the pattern has {characters} characters, {limit} are allowed")]
    PatternTooLong { characters: usize, limit: usize },
    #[error("`{escape}` is half of a surrogate pair, which no text contains")]
    LoneSurrogate { escape: String },
    #[error("the value of `{key}` must be a list of alternatives or an object, found {found}")]
    NotObjectOrArray { key: String, found: &'static str, value: String },
    #[error("an empty object names no field to match")]
    EmptyObject,
    #[error("an empty list matches nothing: name at least one value")]
    EmptyArray,
    #[error("a list of alternatives holds strings, numbers, true, false, null and match expressions, found an array")]
    NestedArray,
    #[error("{what} names its operator, as in {example}; found an empty object")]
    MissingOperator { what: &'static str, example: &'static str, aws: &'static str },
    #[error("unknown operator `{name}`")]
    UnknownOperator { name: String },
    #[error("`{outer}` does not take `{name}`: it takes {allowed}")]
    UnknownNestedOperator { outer: &'static str, name: String, allowed: &'static str, aws: &'static str },
    #[error("a match expression has one operator, found a second")]
    ExtraOperator { aws: &'static str },
    #[error("`{operator}` takes {wanted}, found {found}")]
    OperandType {
        operator: &'static str,
        wanted: &'static str,
        found: &'static str,
        aws: String,
        help: Option<&'static str>,
    },
    #[error("`anything-but` takes all strings or all numbers, found {found} after {first}")]
    MixedList { first: &'static str, found: &'static str },
    #[error("`{operator}` needs at least one value, found an empty list")]
    EmptyList { operator: &'static str, aws: Option<&'static str> },
    #[error("`anything-but` with an empty `{operator}` excludes every string")]
    EmptyAffix { operator: &'static str },
    #[error("`numeric` starts with one of \"=\", \"<\", \"<=\", \">\", \">=\", found {found}")]
    NumericOperator { found: String, aws: String },
    #[error("only \"<\" or \"<=\" may follow the lower bound of a `numeric` range, found {found}")]
    NumericRangeOperator { found: String, aws: String },
    #[error("nothing may follow the number of `numeric` \"{operator}\"")]
    NumericTooMany { operator: String, aws: &'static str },
    #[error("`numeric` \"{operator}\" needs a number after it")]
    NumericTooFew { operator: String, aws: String },
    #[error("the lower bound {bottom} is not below the upper bound {top}")]
    NumericRange { bottom: String, top: String },
    #[error("AWS cannot compare the number {text}: it has more digits, or a larger exponent, than a binary64 keeps")]
    NumberNotComparable { text: String },
    #[error("`\\` in a wildcard goes before `*` or `\\`, nothing else")]
    WildcardEscape { position: usize },
    #[error("two wildcards in a row")]
    WildcardConsecutive { position: usize },
    #[error("the wildcards of this field are too complex: their score is above {limit}")]
    WildcardComplexity { limit: usize },
    #[error("a CIDR block is an address, one `/` and a number of mask bits")]
    CidrFormat,
    #[error("the mask of a CIDR block is a whole number, found `{mask}`")]
    CidrMaskNotInteger { mask: String },
    #[error("the mask of a CIDR block is not negative")]
    CidrMaskNegative,
    #[error("an {family} mask has fewer than {bits} bits")]
    CidrMaskTooLong { family: &'static str, bits: u32 },
    #[error("`{address}` is not an IP address")]
    IpAddress { address: String, nonstandard: bool },
    #[error("`$or` takes a list of objects, found {found}")]
    OrNotArray { found: &'static str },
    #[error("`$or` takes objects, found {found}")]
    OrMember { found: &'static str },
    #[error("`$or` needs at least two objects, found {count}")]
    OrTooFew { count: usize },
    #[error("`{name}` is an operator: it cannot be a field name inside `$or`")]
    OrReservedName { name: String },
    #[error("`$or` makes more than {limit} combinations")]
    OrCombinations { limit: usize },
}

impl Problem {
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::PatternNotObject { .. } => ErrorKind::PatternNotObject,
            Self::PatternTooLong { .. } => ErrorKind::PatternTooLong,
            Self::LoneSurrogate { .. } => ErrorKind::LoneSurrogate,
            Self::NotObjectOrArray { .. } => ErrorKind::NotObjectOrArray,
            Self::EmptyObject => ErrorKind::EmptyObject,
            Self::EmptyArray => ErrorKind::EmptyArray,
            Self::NestedArray => ErrorKind::NestedArray,
            Self::MissingOperator { .. } => ErrorKind::MissingOperator,
            Self::UnknownOperator { .. } | Self::UnknownNestedOperator { .. } => ErrorKind::UnknownOperator,
            Self::ExtraOperator { .. } => ErrorKind::ExtraOperator,
            Self::OperandType { .. } => ErrorKind::OperandType,
            Self::MixedList { .. } => ErrorKind::MixedList,
            Self::EmptyList { .. } | Self::EmptyAffix { .. } => ErrorKind::EmptyOperand,
            Self::NumericOperator { .. } | Self::NumericRangeOperator { .. } => ErrorKind::NumericOperator,
            Self::NumericTooMany { .. } | Self::NumericTooFew { .. } => ErrorKind::NumericTerms,
            Self::NumericRange { .. } => ErrorKind::NumericRange,
            Self::NumberNotComparable { .. } => ErrorKind::NumberNotComparable,
            Self::WildcardEscape { .. } => ErrorKind::WildcardEscape,
            Self::WildcardConsecutive { .. } => ErrorKind::WildcardConsecutive,
            Self::WildcardComplexity { .. } => ErrorKind::WildcardComplexity,
            Self::CidrFormat => ErrorKind::CidrFormat,
            Self::CidrMaskNotInteger { .. } | Self::CidrMaskNegative | Self::CidrMaskTooLong { .. } => {
                ErrorKind::CidrMask
            }
            Self::IpAddress { .. } => ErrorKind::IpAddress,
            Self::OrNotArray { .. } => ErrorKind::OrNotArray,
            Self::OrMember { .. } => ErrorKind::OrMember,
            Self::OrTooFew { .. } => ErrorKind::OrTooFew,
            Self::OrReservedName { .. } => ErrorKind::OrReservedName,
            Self::OrCombinations { .. } => ErrorKind::OrCombinations,
        }
    }

    /// AWS' reason, word for word, where it is known.
    ///
    /// Source: recorded on AWS; for the rest event-ruler `JsonRuleCompiler.java`, `CIDR.java`, `Range.java`,
    /// `ComparableNumber.java` and `WildcardParser.java`, whose words AWS passes on.
    pub(crate) fn aws_reason(&self) -> Option<String> {
        let reason = match self {
            Self::PatternNotObject { .. } => "Filter is not an object".into(),
            Self::NotObjectOrArray { key, .. } => format!("\"{key}\" must be an object or an array"),
            Self::EmptyObject => "Empty objects are not allowed".into(),
            Self::EmptyArray => "Empty arrays are not allowed".into(),
            Self::NestedArray => "Match value must be String, number, true, false, or null".into(),
            Self::MissingOperator { aws, .. }
            | Self::ExtraOperator { aws }
            | Self::NumericTooMany { aws, .. } => (*aws).into(),
            Self::UnknownOperator { name } => format!("Unrecognized match type {name}"),
            Self::UnknownNestedOperator { name, aws, .. } => format!("{aws}: {name}"),
            Self::OperandType { aws, .. }
            | Self::NumericOperator { aws, .. }
            | Self::NumericRangeOperator { aws, .. }
            | Self::NumericTooFew { aws, .. } => aws.clone(),
            Self::MixedList { .. } => MIXED_LIST.into(),
            Self::EmptyList { aws, .. } => return aws.map(Into::into),
            Self::EmptyAffix { .. } => "Null prefix/suffix not allowed".into(),
            Self::NumericRange { .. } => "Bottom must be less than top".into(),
            Self::NumberNotComparable { text } => format!("Cannot compare number : {text}"),
            Self::WildcardEscape { position } => format!("Invalid escape character at pos {position}"),
            Self::WildcardConsecutive { position } => format!("Consecutive wildcard characters at pos {position}"),
            Self::WildcardComplexity { .. } => "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character".into(),
            Self::CidrFormat => "Malformed CIDR, one '/' required".into(),
            Self::CidrMaskNotInteger { .. } => "Malformed CIDR, mask bits must be an integer".into(),
            Self::CidrMaskNegative => "Malformed CIDR, mask bits must not be negative".into(),
            Self::CidrMaskTooLong { family, bits } => format!("{family} mask bits must be < {bits}"),
            Self::IpAddress { address, nonstandard: true } => format!("Nonstandard IP address: {address}"),
            Self::IpAddress { address, nonstandard: false } => format!("Invalid IP address: {address}"),
            Self::OrNotArray { .. } => "It must be an Array followed with $or.".into(),
            Self::OrMember { .. } => "Only JSON object is allowed in array of $or relationship.".into(),
            Self::OrTooFew { .. } => "There must have at least 2 Objects in $or relationship.".into(),
            Self::OrReservedName { name } => format!("{name} is Ruler reserved fieldName which cannot be used inside $or."),
            Self::PatternTooLong { .. } | Self::LoneSurrogate { .. } | Self::OrCombinations { .. } => return None,
        };
        Some(reason)
    }

    /// How to mend it.
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            Self::NotObjectOrArray { value, .. } => Some(format!("wrap it in a list: [{value}]")),
            Self::EmptyArray => Some("to match any value write [{\"exists\": true}]".into()),
            Self::NestedArray => {
                Some("alternatives stand side by side in one list; event arrays match by any element".into())
            }
            Self::UnknownOperator { name } => Some(operator_help(name)),
            Self::OperandType { help, .. } => help.map(Into::into),
            Self::ExtraOperator { .. } => Some(
                "for either of them write two match expressions in the list; there is no `and` on one field".into(),
            ),
            Self::EmptyAffix { .. } => Some("name at least one character".into()),
            Self::NumericRange { bottom, top } if bottom == top => Some(format!("for one value write [\"=\", {top}]")),
            Self::NumericRange { .. } => Some("the smaller number comes first: [\">\", low, \"<\", high]".into()),
            Self::NumericRangeOperator { .. } => Some("a range is written [\">\", low, \"<=\", high]".into()),
            Self::NumberNotComparable { text } => {
                Some(format!("to match these very digits write {text} as a plain value"))
            }
            Self::WildcardEscape { .. } => Some("for a backslash write `\\\\\\\\` in the JSON text".into()),
            Self::WildcardConsecutive { .. } => Some("one `*` matches any number of characters".into()),
            Self::WildcardComplexity { .. } => {
                Some("use fewer `*`, or `prefix` and `suffix` where they do, or split the rule".into())
            }
            Self::CidrMaskTooLong { .. } => Some("for a single address write it as a plain string".into()),
            Self::OrTooFew { count: 1 } => Some("one alternative needs no `$or`: write its fields directly".into()),
            Self::OrReservedName { .. } => {
                Some("an operator goes inside a list: \"field\": [{\"prefix\": \"…\"}]".into())
            }
            Self::MixedList { .. } => Some("write two match expressions, one for strings and one for numbers".into()),
            _ => None,
        }
    }
}

pub(crate) const MIXED_LIST: &str =
    "Inside anything but list, either all values are number or string, mixed type is not supported";

/// The noun for the value that starts with a token.
pub(crate) fn noun(kind: &Kind<'_>) -> &'static str {
    match kind {
        Kind::ObjectStart => "an object",
        Kind::ArrayStart => "an array",
        Kind::String(_) => "a string",
        Kind::Number(_) => "a number",
        Kind::True => "true",
        Kind::False => "false",
        Kind::Null => "null",
        Kind::Key(_) => "a key",
        Kind::ObjectEnd | Kind::ArrayEnd | Kind::End => "nothing",
    }
}

/// The operators of a match expression, as AWS spells them.
const OPERATORS: [&str; 8] =
    ["prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "cidr", "exists"];

/// What other products call what EventBridge does otherwise.
const FOREIGN: [(&str, &str); 15] = [
    ("contains", "EventBridge has no `contains`: write {\"wildcard\": \"*text*\"}"),
    ("regex", "EventBridge has no regular expressions: `wildcard`, `prefix` and `suffix` come closest"),
    ("regexp", "`regexp` is quamina's: EventBridge has `wildcard`, `prefix` and `suffix`"),
    ("shellstyle", "`shellstyle` is quamina's: EventBridge calls it `wildcard`"),
    ("not", "EventBridge calls it `anything-but`"),
    ("$not", "EventBridge calls it `anything-but`"),
    ("not-in", "EventBridge calls it `anything-but`, with a list"),
    ("in", "write the values side by side in the list"),
    ("equals", "write the value itself in the list"),
    ("starts-with", "EventBridge calls it `prefix`"),
    ("ends-with", "EventBridge calls it `suffix`"),
    ("ip-address", "EventBridge calls it `cidr`"),
    ("not-wildcard", "write {\"anything-but\": {\"wildcard\": \"…\"}}"),
    ("$or", "`$or` goes beside the fields, not into a list of values: the list is an `or` already"),
    ("between", "write {\"numeric\": [\">=\", low, \"<=\", high]}"),
];

fn operator_help(name: &str) -> String {
    let folded = name.to_lowercase().replace('_', "-");
    if let Some(operator) = OPERATORS.iter().find(|&&operator| operator == folded) {
        return format!("operators are written in lower case: `{operator}`");
    }
    if let Some((_, help)) = FOREIGN.iter().find(|(foreign, _)| *foreign == folded) {
        return (*help).into();
    }
    if folded.len() > 40 {
        return "an operator is one word, such as `prefix`".into();
    }
    let nearest = OPERATORS.iter().map(|operator| (strsim::damerau_levenshtein(&folded, operator), operator)).min();
    match nearest {
        Some((distance, operator)) if distance <= 1 + operator.len() / 4 => format!("did you mean `{operator}`?"),
        _ => format!("the operators are {}", OPERATORS.map(|operator| format!("`{operator}`")).join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_operators_get_the_help_that_fits() {
        for (name, help) in [
            ("NUMERIC", "operators are written in lower case: `numeric`"),
            ("Anything_But", "operators are written in lower case: `anything-but`"),
            ("prefx", "did you mean `prefix`?"),
            ("equal-ignore-case", "did you mean `equals-ignore-case`?"),
            ("contains", "EventBridge has no `contains`: write {\"wildcard\": \"*text*\"}"),
            ("shellstyle", "`shellstyle` is quamina's: EventBridge calls it `wildcard`"),
            (
                "zzz",
                "the operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `anything-but`, `numeric`, `cidr`, `exists`",
            ),
        ] {
            assert_eq!(operator_help(name), help);
        }
    }
}
