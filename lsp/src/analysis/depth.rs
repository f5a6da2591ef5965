//! How deeply a text nests, measured before anything recurses into it.
//!
//! The measure is an upper bound taken from the tokens alone: open brackets, indentation, and the
//! operators, keywords, attribute dots and calls in a row that a recursive descent would nest.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// Texts that nest deeper are not parsed. With it go the stacks of [`crate::server`].
pub const MAX_DEPTH: u32 = 10_000;

/// Whether a recursive walk over the text's tree stays within [`MAX_DEPTH`].
pub fn is_walkable(text: &str) -> bool {
    let mut lexer = lex(text, Mode::Module);
    let mut gauge = Gauge::default();
    loop {
        let kind = lexer.next_token();
        if kind == TokenKind::EndOfFile {
            return true;
        }
        gauge.see(kind);
        if gauge.depth() > MAX_DEPTH {
            return false;
        }
    }
}

#[derive(Default)]
struct Gauge {
    /// Chain lengths outside each open bracket.
    outer: Vec<u32>,
    outer_sum: u32,
    chain: u32,
    indentation: u32,
}

impl Gauge {
    fn depth(&self) -> u32 {
        self.outer_sum + self.chain + self.indentation + self.outer.len() as u32
    }

    fn see(&mut self, kind: TokenKind) {
        use TokenKind::*;
        match kind {
            Lpar | Lsqb | Lbrace | FStringStart | TStringStart => {
                self.outer.push(self.chain);
                self.outer_sum += self.chain;
                self.chain = 0;
            }
            Rpar | Rsqb | Rbrace | FStringEnd | TStringEnd => {
                if let Some(chain) = self.outer.pop() {
                    self.outer_sum -= chain;
                    self.chain = chain + 1;
                }
            }
            Comma | Semi => self.chain = 0,
            Newline => {
                self.chain = 0;
                self.outer.clear();
                self.outer_sum = 0;
            }
            Indent => self.indentation += 1,
            Dedent => self.indentation = self.indentation.saturating_sub(1),
            Name | Int | Float | Complex | String | Comment | NonLogicalNewline => {}
            FStringMiddle | TStringMiddle | True | False | None | Ellipsis => {}
            _ => self.chain += 1,
        }
    }
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
        ];
        for case in &cases {
            assert!(!is_walkable(case), "{}", &case[..20]);
        }
    }
}
