//! How deeply a text nests, measured before anything recurses into it.
//!
//! The measure is an upper bound taken from the tokens alone: open brackets, indentation, and the
//! operators, keywords, attribute dots and calls in a row that a recursive descent would nest. The
//! limits are those of CPython where it has one; for the others, no recursion comes near the end of
//! a worker's stack, and the checker, whose work grows with the square or cube of some of them,
//! answers within seconds.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// Larger texts are not looked at: no person wrote them, and checking one takes minutes.
pub const MAX_TEXT: usize = serpentarium_checker::MAX_FILE_SIZE;
/// How many operators, dots and calls may stand in a row.
const MAX_CHAIN: u32 = 2_500;
/// How many of them may be of the kinds that cost the checker most ([`is_costly`]).
const MAX_COSTLY: u32 = 400;
/// CPython: "too many nested parentheses".
const MAX_BRACKETS: usize = 200;
/// CPython: "too many levels of indentation".
const MAX_INDENTATION: u32 = 100;

/// Whether recursion may walk over the text's tree, and the checker look at it.
pub fn is_walkable(text: &str) -> bool {
    if text.len() > MAX_TEXT {
        return false;
    }
    let mut lexer = lex(text, Mode::Module);
    let mut gauge = Gauge::default();
    loop {
        let kind = lexer.next_token();
        if kind == TokenKind::EndOfFile {
            return true;
        }
        gauge.see(kind);
        if gauge.is_too_deep() {
            return false;
        }
    }
}

/// The length of what stands in a row outside of brackets, or within one.
#[derive(Default, Clone, Copy)]
struct Chain {
    length: u32,
    costly: u32,
}

#[derive(Default)]
struct Gauge {
    /// What stands before each open bracket.
    outer: Vec<Chain>,
    outer_sum: u32,
    chain: Chain,
    indentation: u32,
}

impl Gauge {
    fn is_too_deep(&self) -> bool {
        self.outer_sum + self.chain.length > MAX_CHAIN
            || self.chain.costly > MAX_COSTLY
            || self.outer.len() > MAX_BRACKETS
            || self.indentation >= MAX_INDENTATION
    }

    fn see(&mut self, kind: TokenKind) {
        use TokenKind::*;
        match kind {
            Lpar | Lsqb | Lbrace | FStringStart | TStringStart => {
                self.outer.push(self.chain);
                self.outer_sum += self.chain.length;
                self.chain = Chain::default();
            }
            Rpar | Rsqb | Rbrace | FStringEnd | TStringEnd => {
                if let Some(chain) = self.outer.pop() {
                    self.outer_sum -= chain.length;
                    self.chain = chain;
                    self.chain.length += 1;
                    self.chain.costly += u32::from(kind == Rsqb);
                }
            }
            Comma | Semi => self.chain = Chain::default(),
            Newline => {
                self.chain = Chain::default();
                self.outer.clear();
                self.outer_sum = 0;
            }
            Indent => self.indentation += 1,
            Dedent => self.indentation = self.indentation.saturating_sub(1),
            Name | Int | Float | Complex | String | Comment | NonLogicalNewline => {}
            FStringMiddle | TStringMiddle | True | False | None | Ellipsis => {}
            _ => {
                self.chain.length += 1;
                self.chain.costly += u32::from(is_costly(kind));
            }
        }
    }
}

/// Members, which the checker compares with each other, and what branches or narrows.
fn is_costly(kind: TokenKind) -> bool {
    use TokenKind::*;
    matches!(
        kind,
        Dot | And | Or | If | Else | Lambda | Less | Greater | LessEqual | GreaterEqual
    ) || matches!(kind, EqEqual | NotEqual | In | Is | For)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_texts_are_walkable() {
        assert!(is_walkable("def f(a, b):\n    return [a + b * (c, d)]\n"));
        let many_statements = "x = a + b\n".repeat(50_000);
        assert!(is_walkable(&many_statements));
        let long_list = format!("x = [{}]\n", "1, ".repeat(50_000));
        assert!(is_walkable(&long_list));
    }

    #[test]
    fn deep_texts_are_not() {
        let cases = [
            format!("{}{}", "(".repeat(20_000), ")".repeat(20_000)),
            "(".repeat(20_000),
            format!("x = {}1", "1 + ".repeat(20_000)),
            format!("x = {}1", "-".repeat(20_000)),
            format!("x = a{}", ".b".repeat(20_000)),
            format!("x = a{}", "()".repeat(20_000)),
            format!("x = {}1", "lambda: ".repeat(20_000)),
            format!("x = {}1{}", "(".repeat(201), ")".repeat(201)),
            (0..101)
                .map(|depth| format!("{}if x:\n", " ".repeat(depth)))
                .collect(),
        ];
        for case in &cases {
            assert!(!is_walkable(case), "{}", &case[..20]);
        }
    }
}
