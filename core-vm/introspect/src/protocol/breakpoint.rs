//! Breakpoints of every kind: what a client asks for and what became of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::CodeId;
use super::view::SourceView;

/// A breakpoint on a line of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakpointSpec {
    /// The client's number for it, unique among all kinds of breakpoints.
    pub id: u64,
    /// The line asked for (from 1). The debuggee moves it to the next line that has
    /// code and says so in its [`BreakpointView`].
    pub line: u32,
    /// Stop only if this expression is true in the frame. One that raises stops
    /// too, with the error as the stop's text.
    pub condition: Option<String>,
    /// Stop only at these hits, counted after the condition.
    pub hit_condition: Option<HitCondition>,
    /// Do not stop: write this to the console instead.
    pub log_message: Option<Vec<LogPart>>,
}

/// A breakpoint on entering a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionBreakpointSpec {
    /// As [`BreakpointSpec::id`].
    pub id: u64,
    /// A function's name, its qualified name, or `module.qualname`.
    pub name: String,
    /// As [`BreakpointSpec::condition`], with the arguments bound.
    pub condition: Option<String>,
    /// As [`BreakpointSpec::hit_condition`].
    pub hit_condition: Option<HitCondition>,
}

/// A breakpoint on one instruction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstructionBreakpointSpec {
    /// As [`BreakpointSpec::id`].
    pub id: u64,
    /// The code object. An unknown one leaves the breakpoint pending until code
    /// with that id is loaded.
    pub code: CodeId,
    /// Byte offset of the instruction. One that falls in a cache is refused.
    pub offset: u32,
    /// As [`BreakpointSpec::condition`].
    pub condition: Option<String>,
    /// As [`BreakpointSpec::hit_condition`].
    pub hit_condition: Option<HitCondition>,
}

/// When to stop for exceptions; each is independent of the others, `None` is off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionFilters {
    /// At the place where an exception is raised, handled or not.
    pub raised: Option<ExceptionFilter>,
    /// When nothing on the stack will handle it.
    pub uncaught: Option<ExceptionFilter>,
    /// When it leaves the person's own code for library code.
    pub user_uncaught: Option<ExceptionFilter>,
}

/// Which exceptions a filter stops for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionFilter {
    /// Only those whose class, or a base of it, has one of these names (`KeyError`,
    /// `mymodule.Error`). Empty: all.
    pub only: Vec<String>,
}

/// What became of a breakpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakpointView {
    /// The number from its spec.
    pub id: u64,
    /// Whether it is armed in existing or compilable code.
    pub verified: bool,
    /// Why not, or what else to know, for a person.
    pub message: Option<String>,
    /// Whether it may still be verified later (its code is not loaded yet).
    pub pending: bool,
    /// Where it is.
    pub source: Option<SourceView>,
    /// The line it is on, after moving.
    pub line: Option<u32>,
    /// Code object and byte offset of the instruction it is on.
    pub instruction: Option<(CodeId, u32)>,
}

/// A condition on the number of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HitCondition {
    /// `5`, `= 5`, `== 5`: at that hit.
    Equal(u64),
    /// `> 5`: after that hit.
    Above(u64),
    /// `>= 5`: from that hit on.
    AtLeast(u64),
    /// `< 5`: before that hit.
    Below(u64),
    /// `<= 5`: up to that hit.
    AtMost(u64),
    /// `% 5`: at every fifth hit.
    Multiple(u64),
}

impl HitCondition {
    /// Whether the `hits`-th hit (from 1) stops.
    pub fn stops(self, hits: u64) -> bool {
        match self {
            HitCondition::Equal(count) => hits == count,
            HitCondition::Above(count) => hits > count,
            HitCondition::AtLeast(count) => hits >= count,
            HitCondition::Below(count) => hits < count,
            HitCondition::AtMost(count) => hits <= count,
            HitCondition::Multiple(count) => hits.is_multiple_of(count),
        }
    }
}

/// A hit condition that is none of the forms of [`HitCondition`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseHitConditionError(String);

impl fmt::Display for ParseHitConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.0;
        write!(
            f,
            "'{text}' is no hit condition: use N, ==N, >N, >=N, <N, <=N or %N"
        )
    }
}

impl std::error::Error for ParseHitConditionError {}

impl FromStr for HitCondition {
    type Err = ParseHitConditionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseHitConditionError(text.to_owned());
        let text = text.trim();
        let (operator, number) =
            text.split_at(text.find(|c: char| c.is_ascii_digit()).ok_or_else(error)?);
        let count: u64 = number.parse().map_err(|_| error())?;
        match operator.trim_end() {
            "" | "=" | "==" => Ok(HitCondition::Equal(count)),
            ">" => Ok(HitCondition::Above(count)),
            ">=" => Ok(HitCondition::AtLeast(count)),
            "<" => Ok(HitCondition::Below(count)),
            "<=" => Ok(HitCondition::AtMost(count)),
            "%" if count > 0 => Ok(HitCondition::Multiple(count)),
            _ => Err(error()),
        }
    }
}

/// A piece of a log message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogPart {
    /// Text as it stands.
    Text(String),
    /// A replacement field as in an f-string, with its conversion and format; one that
    /// raises inserts its error.
    Expression(String),
}

/// The expression that makes the text of a replacement field.
pub fn field_expression(field: &str) -> String {
    // Two braces would be one of text.
    let gap = if field.starts_with('{') { " " } else { "" };
    format!("f'{{{gap}{field}}}'")
}

/// A `{` without its `}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseLogMessageError;

impl fmt::Display for ParseLogMessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the log message has a '{' without its '}' (write '{{' for a brace)")
    }
}

impl std::error::Error for ParseLogMessageError {}

/// Takes a log message apart: `{expression}` is evaluated, `{{` and `}}` are braces.
/// Braces inside an expression (a dict display, a nested f-string) are counted.
///
/// # Errors
/// When an opening brace is never closed.
pub fn parse_log_message(template: &str) -> Result<Vec<LogPart>, ParseLogMessageError> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = template.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '{' if rest.next_if_eq(&'{').is_some() => text.push('{'),
            '}' => {
                rest.next_if_eq(&'}');
                text.push('}');
            }
            '{' => {
                if !text.is_empty() {
                    parts.push(LogPart::Text(std::mem::take(&mut text)));
                }
                parts.push(LogPart::Expression(log_expression(&mut rest)?));
            }
            _ => text.push(c),
        }
    }
    if !text.is_empty() {
        parts.push(LogPart::Text(text));
    }
    Ok(parts)
}

fn log_expression(rest: &mut impl Iterator<Item = char>) -> Result<String, ParseLogMessageError> {
    let mut expression = String::new();
    let mut depth = 1;
    for c in rest {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            // The blanks after `=` are shown.
            return Ok(expression.trim_start().to_owned());
        }
        expression.push(c);
    }
    Err(ParseLogMessageError)
}
