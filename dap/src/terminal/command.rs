//! The commands of a terminal session.

/// A command, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `next`, `step`, `finish`, by line or instruction.
    Step(Stepping),
    /// `continue`.
    Continue,
    /// `break [FILE:]LINE [if CONDITION]`, `break FUNCTION`, `tbreak ...`; alone: list.
    Break {
        /// Where, `None` to list them.
        place: Option<Place>,
        /// Stop only if true.
        condition: Option<String>,
        /// Remove it when it is hit.
        temporary: bool,
    },
    /// `delete [NUMBER]`.
    Delete(Option<u64>),
    /// `print EXPRESSION`, in a copy of the program.
    Print(String),
    /// `! STATEMENT`, in the program itself.
    Execute(String),
    /// `locals`.
    Locals,
    /// `globals`.
    Globals,
    /// `stack`.
    Stack,
    /// `gens`.
    Generators,
    /// `dis`.
    Disassemble,
    /// `bt`.
    Backtrace,
    /// `up` (1) and `down` (-1), by a number of frames.
    Move(i64),
    /// `list [LINE]`.
    List(Option<u64>),
    /// `threads`.
    Threads,
    /// `heap [TYPES]`.
    Heap(u32),
    /// `help`.
    Help,
    /// `quit`.
    Quit,
    /// A comment or nothing.
    Nothing,
}

/// A kind of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stepping {
    /// The request that does it.
    pub request: &'static str,
    /// By instruction instead of by line.
    pub instruction: bool,
}

/// Where a breakpoint goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A line of a file, or of the file that is shown.
    Line(Option<String>, u64),
    /// A function.
    Function(String),
}

/// What `help` says.
pub const HELP: &str = "\
step, s            to the next line, into calls         stepi, si   one instruction, into calls
next, n            to the next line, over calls         nexti, ni   one instruction, over calls
finish             to the end of this function          continue, c to the next breakpoint
break, b [FILE:]LINE [if CONDITION]    set a breakpoint; `b FUNCTION` stops on entry; `b` lists
tbreak ...         the same, for one stop               delete [N]  remove breakpoint N, or all
print, p EXPR      a value, evaluated in a copy         ! STATEMENT execute in the program itself
locals, globals    variables of the frame               stack       its value stack
gens               generators and coroutines            dis         its bytecode
bt                 the call stack                       up, down    go to the caller, to the callee
list, l [LINE]     source                               threads     the program's threads
heap [N]           live objects by type                 quit, q     end the program and the session
";

/// Understands a line.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse(line: &str) -> Result<Command, String> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(Command::Nothing);
    }
    if let Some(statement) = line.strip_prefix('!') {
        return Ok(Command::Execute(needed("a statement", statement)?));
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let step = |request, instruction| {
        Ok(Command::Step(Stepping {
            request,
            instruction,
        }))
    };
    match word {
        "step" | "s" => step("stepIn", false),
        "stepi" | "si" => step("stepIn", true),
        "next" | "n" => step("next", false),
        "nexti" | "ni" => step("next", true),
        "finish" => step("stepOut", false),
        "continue" | "c" => Ok(Command::Continue),
        "break" | "b" => breakpoint(rest, false),
        "tbreak" => breakpoint(rest, true),
        "delete" => Ok(Command::Delete(optional_number(rest)?)),
        "print" | "p" => Ok(Command::Print(needed("an expression", rest)?)),
        "locals" => Ok(Command::Locals),
        "globals" => Ok(Command::Globals),
        "stack" => Ok(Command::Stack),
        "gens" => Ok(Command::Generators),
        "dis" => Ok(Command::Disassemble),
        "bt" | "where" | "w" => Ok(Command::Backtrace),
        "up" => Ok(Command::Move(count(rest)?)),
        "down" => Ok(Command::Move(-count(rest)?)),
        "list" | "l" => Ok(Command::List(optional_number(rest)?)),
        "threads" => Ok(Command::Threads),
        "heap" => Ok(Command::Heap(
            u32::try_from(optional_number(rest)?.unwrap_or(10)).unwrap_or(0),
        )),
        "help" | "h" | "?" => Ok(Command::Help),
        "quit" | "q" | "exit" => Ok(Command::Quit),
        _ => Err(format!("There is no command '{word}'; 'help' lists them.")),
    }
}

fn needed(what: &str, text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        Err(format!("This command needs {what}."))
    } else {
        Ok(text.to_owned())
    }
}

fn optional_number(text: &str) -> Result<Option<u64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_| format!("'{text}' is not a number."))
}

fn count(text: &str) -> Result<i64, String> {
    let count = optional_number(text)?.unwrap_or(1);
    i64::try_from(count).map_err(|_| format!("'{text}' is too large."))
}

fn breakpoint(text: &str, temporary: bool) -> Result<Command, String> {
    let parts = text.split_once(" if ");
    // Without a place the condition comes at once.
    let parts = parts.or_else(|| Some(("", text.strip_prefix("if ")?)));
    let (place, condition) = match parts {
        Some((place, condition)) => (place.trim(), Some(needed("a condition", condition)?)),
        None => (text, None),
    };
    let place = if place.is_empty() {
        None
    } else {
        Some(parse_place(place)?)
    };
    if place.is_none() && (temporary || condition.is_some()) {
        return Err("This command needs a line or a function.".to_owned());
    }
    Ok(Command::Break {
        place,
        condition,
        temporary,
    })
}

fn parse_place(text: &str) -> Result<Place, String> {
    let (file, line) = match text.rsplit_once(':') {
        Some((file, line)) => (Some(file.to_owned()), line),
        None => (None, text),
    };
    match line.parse() {
        Ok(0) => Err("Lines count from 1.".to_owned()),
        Ok(line) => Ok(Place::Line(file, line)),
        Err(_) if file.is_none() && is_dotted_name(text) => Ok(Place::Function(text.to_owned())),
        Err(_) => Err(format!("'{line}' is not a line number.")),
    }
}

/// `function`, `Class.method`
fn is_dotted_name(text: &str) -> bool {
    text.split('.').all(|name| {
        let mut chars = name.chars();
        chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
            && chars.all(|c| c == '_' || c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breakpoints() {
        let line = |file: Option<&str>, line| Some(Place::Line(file.map(str::to_owned), line));
        let cases = [
            ("b 12", line(None, 12), None, false),
            (
                "break a.py:3 if x == 'if'",
                line(Some("a.py"), 3),
                Some("x == 'if'"),
                false,
            ),
            ("tbreak C:\\a.py:3", line(Some("C:\\a.py"), 3), None, true),
            ("b C.f", Some(Place::Function("C.f".into())), None, false),
            ("b", None, None, false),
        ];
        for (text, place, condition, temporary) in cases {
            let condition = condition.map(str::to_owned);
            assert_eq!(
                parse(text),
                Ok(Command::Break {
                    place,
                    condition,
                    temporary
                }),
                "{text}"
            );
        }
        for wrong in ["b 0", "b a.py:x", "tbreak", "b  if x", "b 12x", "b 3 if "] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_rest() {
        assert_eq!(parse("  # a remark"), Ok(Command::Nothing));
        assert_eq!(parse(" p  [1, 2] "), Ok(Command::Print("[1, 2]".into())));
        assert_eq!(parse("! x = 1"), Ok(Command::Execute("x = 1".into())));
        assert_eq!(parse("up 2"), Ok(Command::Move(2)));
        assert_eq!(parse("down"), Ok(Command::Move(-1)));
        assert_eq!(
            parse("si"),
            Ok(Command::Step(Stepping {
                request: "stepIn",
                instruction: true
            }))
        );
        for wrong in ["p", "!", "fly", "list x", "up -1"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
