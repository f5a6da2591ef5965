//! One look at the tokens of a text that the published parser took: the
//! warnings they give, and whether our own tree is the better one to compile.

use super::{as_warnings, literals};
use crate::CompileWarning;
use crate::tokenizer::{TokenKind, TokenOptions, Tokenizer};

/// What tokens tell.
pub(crate) struct Scan {
    pub warnings: Vec<CompileWarning>,
    /// The text may hold something of which the published parser's tree or the
    /// published compiler makes something else than CPython.
    pub wants_tree: bool,
}

/// What the tokens of a correct text tell; `None` if it is not one.
pub(crate) fn scan(text: &str) -> Option<Scan> {
    if text.contains('\0') {
        return None;
    }
    let mut tokenizer = Tokenizer::new(text, TokenOptions::default());
    let mut found = Vec::new();
    let mut raw = Vec::new();
    let mut suspect = Suspect::default();
    loop {
        let token = tokenizer.next_token();
        let body = &text[token.start..token.end];
        suspect.look(token.kind, body);
        let mut noticed = literals::Noticed::default();
        match token.kind {
            TokenKind::ENDMARKER => break,
            TokenKind::ERRORTOKEN => return None,
            TokenKind::FSTRING_START | TokenKind::TSTRING_START => {
                raw.push(body.contains(['r', 'R']));
            }
            TokenKind::FSTRING_END | TokenKind::TSTRING_END => {
                raw.pop();
            }
            TokenKind::STRING if body.contains('\\') => {
                let literal = literals::literal(body);
                if literal.raw {
                } else if literal.bytes {
                    let _ = literals::decode_bytes(literal.body, &mut noticed);
                } else {
                    let _ = literals::decode_text(literal.body, &mut noticed);
                }
            }
            TokenKind::FSTRING_MIDDLE | TokenKind::TSTRING_MIDDLE
                if body.contains('\\') && raw.last() == Some(&false) =>
            {
                let _ = literals::decode_text(body, &mut noticed);
            }
            _ => {}
        }
        if let Some((lines, escape)) = noticed.invalid_escape {
            found.push((
                token.lineno + lines,
                literals::invalid_escape_message(&escape),
            ));
        }
    }
    found.append(&mut tokenizer.warnings);
    Some(Scan {
        warnings: as_warnings(found),
        wants_tree: suspect.found,
    })
}

/// Looks for what is compiled from our own tree: blocks that end in `;` (whose
/// end CPython counts in), template strings and `{name = }` (whose texts it
/// keeps), powers of negative numbers, long displays to loop over, and calls of
/// `all`, `any` and `tuple` with asynchronous generators.
#[derive(Default)]
struct Suspect {
    found: bool,
    previous: [Option<TokenKind>; 2],
    /// Depth of f-strings.
    strings: usize,
    /// Commas so far in each bracket after `in`; `None` in other brackets.
    brackets: Vec<Option<usize>>,
    after_in: bool,
    after_loop_builtin: bool,
    loop_builtin: bool,
}

/// Displays of more items are built item by item.
const LONG: usize = 30;

impl Suspect {
    fn look(&mut self, kind: TokenKind, body: &str) {
        use TokenKind as K;
        let [before, last] = self.previous;
        match kind {
            K::NL | K::COMMENT => return,
            K::NEWLINE if last == Some(K::SEMI) => self.found = true,
            K::TSTRING_START => self.found = true,
            K::FSTRING_START => self.strings += 1,
            K::FSTRING_END => self.strings = self.strings.saturating_sub(1),
            K::RBRACE | K::EXCLAMATION | K::COLON if self.strings > 0 && last == Some(K::EQUAL) => {
                self.found = true;
            }
            K::NUMBER | K::LPAR | K::MINUS if last == Some(K::DOUBLESTAR) => {
                let is_number = matches!(before, Some(K::NUMBER | K::RPAR));
                self.found |= is_number && (kind != K::NUMBER || body.contains(['.', 'e', 'E']));
            }
            _ => {}
        }
        match kind {
            K::LPAR | K::LSQB | K::LBRACE => {
                self.brackets.push(self.after_in.then_some(0));
                self.loop_builtin |= self.after_loop_builtin;
            }
            K::RPAR | K::RSQB | K::RBRACE => {
                self.brackets.pop();
            }
            K::COMMA => {
                if let Some(Some(count)) = self.brackets.last_mut() {
                    *count += 1;
                    self.found |= *count >= LONG;
                }
            }
            K::NAME if matches!(body, "async" | "await") => {
                self.found |= self.loop_builtin && !self.brackets.is_empty();
            }
            _ => {}
        }
        let is_name = kind == K::NAME;
        self.after_in = is_name && body == "in";
        self.after_loop_builtin = is_name && matches!(body, "all" | "any" | "tuple");
        self.previous = [last, Some(kind)];
    }
}
