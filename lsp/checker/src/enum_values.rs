//! `auto()` in enumerations, put right for the checker.
//!
//! The checker counts `auto()` from 1 whatever values stand before it, so that `BLUE` of
//! `RED = 1; BLUE = auto()` is an alias of `RED` to it, and it knows no powers of two for flags.
//! Where that differs from what Python gives, the checker is shown the number itself, with blanks
//! behind it: all offsets stay what they are.

use std::collections::HashMap;

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, Number, Operator, PySourceType, Stmt, StmtClassDef, UnaryOp};
use ruff_python_parser::parse_unchecked_source;
use ruff_text_size::{Ranged, TextRange};

/// The text with numbers for the `auto()`s that the checker would get wrong.
pub fn counted(mut text: String) -> String {
    if !text.contains("auto()") {
        return text;
    }
    let parsed = parse_unchecked_source(&text, PySourceType::Python);
    let mut search = Search::default();
    search.visit_body(&parsed.syntax().body);
    for (range, value) in search.found {
        let width = range.len().to_usize();
        let number = format!("{value:<width$}");
        if number.len() == width {
            text.replace_range(range.start().to_usize()..range.end().to_usize(), &number);
        }
    }
    text
}

#[derive(Default)]
struct Search {
    found: Vec<(TextRange, i64)>,
}

impl<'a> Visitor<'a> for Search {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::ClassDef(class) = statement
            && let Some(rule) = rule(class)
        {
            self.members(class, rule);
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// What `auto()` counts by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// One more than the highest value.
    Count,
    /// The next power of two.
    Bit,
}

/// The rule of a class that is an enumeration by what its bases are called.
fn rule(class: &StmtClassDef) -> Option<Rule> {
    let [base] = class.bases() else {
        return None;
    };
    let name = match base {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    let rule = match name {
        "Enum" | "IntEnum" => Rule::Count,
        "Flag" | "IntFlag" => Rule::Bit,
        _ => return None,
    };
    // A class may see to the values itself.
    let sees_to_it = class.body.iter().any(|statement| {
        matches!(statement, Stmt::FunctionDef(def)
            if matches!(def.name.as_str(), "_generate_next_value_" | "__new__" | "__init__"))
    });
    (!sees_to_it).then_some(rule)
}

impl Search {
    fn members(&mut self, class: &StmtClassDef, rule: Rule) {
        let mut known: HashMap<&str, i64> = HashMap::new();
        let mut highest: Option<i64> = None;
        // How many the checker gets to see.
        let mut autos = 0;
        for statement in &class.body {
            let Stmt::Assign(assign) = statement else {
                continue;
            };
            let [Expr::Name(name)] = &assign.targets[..] else {
                return;
            };
            if name.id.starts_with('_') {
                continue;
            }
            let value = match is_auto(&assign.value) {
                true => {
                    let Some(value) = next(rule, highest) else {
                        return;
                    };
                    if value == autos + 1 {
                        autos += 1;
                    } else {
                        self.found.push((assign.value.range(), value));
                    }
                    value
                }
                // What is not a plain number could be anything.
                false => match integer(&assign.value, &known) {
                    Some(value) => value,
                    None => return,
                },
            };
            known.insert(name.id.as_str(), value);
            highest = Some(highest.map_or(value, |highest| highest.max(value)));
        }
    }
}

fn is_auto(value: &Expr) -> bool {
    let Expr::Call(call) = value else {
        return false;
    };
    let is_named = match &*call.func {
        Expr::Name(name) => name.id.as_str() == "auto",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "auto",
        _ => false,
    };
    is_named && call.arguments.is_empty()
}

fn next(rule: Rule, highest: Option<i64>) -> Option<i64> {
    match (rule, highest) {
        (_, None) => Some(1),
        (Rule::Count, Some(highest)) => highest.checked_add(1),
        (Rule::Bit, Some(highest)) if highest <= 0 => Some(1),
        (Rule::Bit, Some(highest)) => 1_i64.checked_shl(64 - highest.leading_zeros()),
    }
}

fn integer(value: &Expr, known: &HashMap<&str, i64>) -> Option<i64> {
    match value {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(number) => number.as_i64(),
            _ => None,
        },
        Expr::Name(name) => known.get(name.id.as_str()).copied(),
        Expr::UnaryOp(unary) if unary.op == UnaryOp::USub => {
            integer(&unary.operand, known)?.checked_neg()
        }
        Expr::BinOp(operation) => {
            let left = integer(&operation.left, known)?;
            let right = integer(&operation.right, known)?;
            match operation.op {
                Operator::BitOr => Some(left | right),
                Operator::BitAnd => Some(left & right),
                Operator::Add => left.checked_add(right),
                Operator::Sub => left.checked_sub(right),
                Operator::LShift if (0..31).contains(&right) && left.abs() < 1 << 31 => {
                    Some(left << right)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        let text = |body: &str| {
            let lines: Vec<String> = body
                .split("; ")
                .map(|line| format!("    {line}\n"))
                .collect();
            lines.concat()
        };
        let (base, body) = body.split_once(": ").expect("base: body");
        let header = format!("class C({base}):\n");
        let found = counted(format!("{header}{}", text(body)));
        assert_eq!(found, format!("{header}{}", text(expected)));
    }

    #[test]
    fn counts_on_from_the_highest() {
        check("Enum: A = 1; B = auto()", "A = 1; B = 2     ");
        check(
            "enum.IntEnum: A = 7; B = enum.auto(); C = auto()",
            "A = 7; B = 8          ; C = 9     ",
        );
        check("Enum: A = auto(); B = auto()", "A = auto(); B = auto()");
        check("Enum: A = -5; B = auto()", "A = -5; B = -4    ");
    }

    #[test]
    fn flags_are_bits() {
        check(
            "Flag: A = auto(); B = auto(); C = auto(); AB = A | B; D = auto()",
            "A = auto(); B = auto(); C = 4     ; AB = A | B; D = 8     ",
        );
    }

    #[test]
    fn leaves_what_it_cannot_know() {
        check("Enum: A = f(); B = auto()", "A = f(); B = auto()");
        check("StrEnum: A = 'a'; B = auto()", "A = 'a'; B = auto()");
        check("Other: A = 1; B = auto()", "A = 1; B = auto()");
    }
}
