//! Expressions as `ast.unparse` writes them: canonical spacing, the fewest parentheses, literals as
//! `repr` prints them.

use ruff_python_ast::{
    Arguments, BoolOp, CmpOp, Comprehension, Expr, Number, Operator, Parameters, UnaryOp,
};
use ruff_text_size::Ranged;

/// Binding strength, loosest first; an operand that binds looser than its place gets parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Tuple,
    Yield,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arithmetic,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

use Level::*;

/// An expression's text. `source` is the text the tree was made from.
pub fn expression(expression: &Expr, source: &str) -> String {
    let mut writer = Writer {
        source,
        out: String::new(),
    };
    writer.expr(expression, Test);
    writer.out
}

/// A parameter list as `ast.unparse` writes it in a `lambda`.
pub fn lambda_parameters(parameters: &Parameters, source: &str) -> String {
    let mut writer = Writer {
        source,
        out: String::new(),
    };
    writer.parameters(parameters);
    writer.out
}

struct Writer<'a> {
    source: &'a str,
    out: String,
}

impl Writer<'_> {
    fn write(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn wrapped(&mut self, wrap: bool, write: impl FnOnce(&mut Self)) {
        if wrap {
            self.write("(");
        }
        write(self);
        if wrap {
            self.write(")");
        }
    }

    fn at(&mut self, own: Level, place: Level, write: impl FnOnce(&mut Self)) {
        self.wrapped(place > own, write);
    }

    fn list(&mut self, items: &[Expr], level: Level) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.write(", ");
            }
            self.expr(item, level);
        }
    }

    fn expr(&mut self, expr: &Expr, place: Level) {
        match expr {
            Expr::BoolOp(node) => {
                let (own, inner, word) = match node.op {
                    BoolOp::And => (And, Not, " and "),
                    BoolOp::Or => (Or, And, " or "),
                };
                self.at(own, place, |w| {
                    for (index, value) in node.values.iter().enumerate() {
                        if index > 0 {
                            w.write(word);
                        }
                        w.expr(value, inner);
                    }
                });
            }
            Expr::Named(node) => self.at(Tuple, place, |w| {
                w.expr(&node.target, Atom);
                w.write(" := ");
                w.expr(&node.value, Atom);
            }),
            Expr::BinOp(node) => self.binary(node.op, &node.left, &node.right, place),
            Expr::UnaryOp(node) => self.unary(node.op, &node.operand, place),
            Expr::Lambda(node) => self.at(Test, place, |w| {
                w.write("lambda");
                if let Some(parameters) = &node.parameters {
                    w.write(" ");
                    w.parameters(parameters);
                }
                w.write(": ");
                w.expr(&node.body, Test);
            }),
            Expr::If(node) => self.at(Test, place, |w| {
                w.expr(&node.body, Or);
                w.write(" if ");
                w.expr(&node.test, Or);
                w.write(" else ");
                w.expr(&node.orelse, Test);
            }),
            Expr::Await(node) => self.at(Await, place, |w| {
                w.write("await ");
                w.expr(&node.value, Atom);
            }),
            Expr::Yield(node) => self.at(Yield, place, |w| {
                w.write("yield");
                if let Some(value) = &node.value {
                    w.write(" ");
                    w.expr(value, Atom);
                }
            }),
            Expr::YieldFrom(node) => self.at(Yield, place, |w| {
                w.write("yield from ");
                w.expr(&node.value, Atom);
            }),
            Expr::Compare(node) => self.at(Compare, place, |w| {
                w.expr(&node.left, BitOr);
                for (op, right) in node.ops.iter().zip(&node.comparators) {
                    w.write(" ");
                    w.write(comparison(*op));
                    w.write(" ");
                    w.expr(right, BitOr);
                }
            }),
            _ => self.primary(expr, place),
        }
    }

    fn primary(&mut self, expr: &Expr, place: Level) {
        match expr {
            Expr::Dict(node) => self.dict(node),
            Expr::Set(node) => {
                self.write("{");
                self.list(&node.elts, Test);
                self.write("}");
            }
            Expr::List(node) => {
                self.write("[");
                self.list(&node.elts, Test);
                self.write("]");
            }
            Expr::Tuple(node) => self.tuple(&node.elts, true),
            Expr::ListComp(node) => self.comprehension("[", &node.elt, &node.generators, "]"),
            Expr::SetComp(node) => self.comprehension("{", &node.elt, &node.generators, "}"),
            Expr::Generator(node) => self.comprehension("(", &node.elt, &node.generators, ")"),
            Expr::DictComp(node) => {
                self.write("{");
                if let Some(key) = &node.key {
                    self.expr(key, Test);
                    self.write(": ");
                }
                self.expr(&node.value, Test);
                self.generators(&node.generators);
                self.write("}");
            }
            Expr::Call(node) => {
                self.expr(&node.func, Atom);
                self.arguments(&node.arguments);
            }
            Expr::Attribute(node) => self.attribute(node),
            Expr::Subscript(node) => {
                self.expr(&node.value, Atom);
                self.write("[");
                match &*node.slice {
                    Expr::Tuple(tuple) if !tuple.elts.is_empty() => {
                        self.tuple(&tuple.elts, false);
                    }
                    slice => self.expr(slice, Test),
                }
                self.write("]");
            }
            Expr::Starred(node) => {
                self.write("*");
                self.expr(&node.value, BitOr);
            }
            Expr::Slice(node) => {
                if let Some(lower) = &node.lower {
                    self.expr(lower, Test);
                }
                self.write(":");
                if let Some(upper) = &node.upper {
                    self.expr(upper, Test);
                }
                if let Some(step) = &node.step {
                    self.write(":");
                    self.expr(step, Test);
                }
            }
            _ => self.literal(expr, place),
        }
    }

    fn literal(&mut self, expr: &Expr, _place: Level) {
        match expr {
            Expr::Name(node) => self.write(&node.id),
            Expr::StringLiteral(node) => {
                if node.value.is_unicode() {
                    self.write("u");
                }
                let text = string_repr(node.value.to_str());
                self.write(&text);
            }
            Expr::BytesLiteral(node) => {
                let bytes: Vec<u8> = node.value.bytes().collect();
                let text = bytes_repr(&bytes);
                self.write(&text);
            }
            Expr::NumberLiteral(node) => {
                let text = number(&node.value, &self.source[node.range()]);
                self.write(&text);
            }
            Expr::BooleanLiteral(node) => self.write(if node.value { "True" } else { "False" }),
            Expr::NoneLiteral(_) => self.write("None"),
            Expr::EllipsisLiteral(_) => self.write("..."),
            // Interpolated strings keep the author's quotes and spacing.
            other => {
                let text = self.source[other.range()].to_owned();
                self.write(&text);
            }
        }
    }

    fn binary(&mut self, op: Operator, left: &Expr, right: &Expr, place: Level) {
        let own = operator_level(op);
        self.at(own, place, |w| {
            // Power binds to the right, everything else to the left.
            let (left_level, right_level) = match op {
                Operator::Pow => (next(own), own),
                _ => (own, next(own)),
            };
            w.expr(left, left_level);
            w.write(" ");
            w.write(op.as_str());
            w.write(" ");
            w.expr(right, right_level);
        });
    }

    fn unary(&mut self, op: UnaryOp, operand: &Expr, place: Level) {
        let own = if op == UnaryOp::Not { Not } else { Factor };
        self.at(own, place, |w| {
            w.write(op.as_str());
            if op == UnaryOp::Not {
                w.write(" ");
            }
            w.expr(operand, own);
        });
    }

    fn attribute(&mut self, node: &ruff_python_ast::ExprAttribute) {
        self.expr(&node.value, Atom);
        // `3 .real`: a dot right after the digits would belong to the number.
        let is_int = |value: &Expr| matches!(value, Expr::NumberLiteral(n) if matches!(n.value, Number::Int(_)));
        if is_int(&node.value) {
            self.write(" ");
        }
        self.write(".");
        self.write(&node.attr);
    }

    fn dict(&mut self, node: &ruff_python_ast::ExprDict) {
        self.write("{");
        for (index, item) in node.items.iter().enumerate() {
            if index > 0 {
                self.write(", ");
            }
            match &item.key {
                Some(key) => {
                    self.expr(key, Test);
                    self.write(": ");
                    self.expr(&item.value, Test);
                }
                None => {
                    self.write("**");
                    self.expr(&item.value, BitOr);
                }
            }
        }
        self.write("}");
    }

    fn tuple(&mut self, items: &[Expr], parentheses: bool) {
        self.wrapped(parentheses, |w| {
            w.list(items, Test);
            if items.len() == 1 {
                w.write(",");
            }
        });
    }

    fn comprehension(
        &mut self,
        open: &str,
        element: &Expr,
        generators: &[Comprehension],
        close: &str,
    ) {
        self.write(open);
        self.expr(element, Test);
        self.generators(generators);
        self.write(close);
    }

    fn generators(&mut self, generators: &[Comprehension]) {
        for generator in generators {
            self.write(if generator.is_async {
                " async for "
            } else {
                " for "
            });
            match &generator.target {
                Expr::Tuple(tuple) => self.tuple(&tuple.elts, false),
                target => self.expr(target, Tuple),
            }
            self.write(" in ");
            self.expr(&generator.iter, Or);
            for condition in &generator.ifs {
                self.write(" if ");
                self.expr(condition, Or);
            }
        }
    }

    fn arguments(&mut self, arguments: &Arguments) {
        self.write("(");
        let mut is_first = true;
        for argument in &arguments.args {
            self.separate(&mut is_first);
            self.expr(argument, Test);
        }
        for keyword in &arguments.keywords {
            self.separate(&mut is_first);
            match &keyword.arg {
                Some(name) => {
                    self.write(name);
                    self.write("=");
                }
                None => self.write("**"),
            }
            self.expr(&keyword.value, Test);
        }
        self.write(")");
    }

    fn separate(&mut self, is_first: &mut bool) {
        if !std::mem::take(is_first) {
            self.write(", ");
        }
    }

    fn parameters(&mut self, parameters: &Parameters) {
        let mut is_first = true;
        let positional_only = parameters.posonlyargs.len();
        for (index, parameter) in parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .enumerate()
        {
            self.separate(&mut is_first);
            self.parameter(&parameter.parameter, parameter.default.as_deref());
            if index + 1 == positional_only {
                self.write(", /");
            }
        }
        if parameters.vararg.is_some() || !parameters.kwonlyargs.is_empty() {
            self.separate(&mut is_first);
            self.write("*");
            if let Some(parameter) = &parameters.vararg {
                self.parameter(parameter, None);
            }
        }
        for parameter in &parameters.kwonlyargs {
            self.separate(&mut is_first);
            self.parameter(&parameter.parameter, parameter.default.as_deref());
        }
        if let Some(parameter) = &parameters.kwarg {
            self.separate(&mut is_first);
            self.write("**");
            self.parameter(parameter, None);
        }
    }

    fn parameter(&mut self, parameter: &ruff_python_ast::Parameter, default: Option<&Expr>) {
        self.write(&parameter.name);
        if let Some(annotation) = parameter.annotation() {
            self.write(": ");
            self.expr(annotation, Test);
        }
        if let Some(default) = default {
            self.write("=");
            self.expr(default, Test);
        }
    }
}

fn operator_level(op: Operator) -> Level {
    match op {
        Operator::Add | Operator::Sub => Arithmetic,
        Operator::Mult | Operator::MatMult | Operator::Div | Operator::Mod | Operator::FloorDiv => {
            Term
        }
        Operator::Pow => Power,
        Operator::LShift | Operator::RShift => Shift,
        Operator::BitOr => BitOr,
        Operator::BitXor => BitXor,
        Operator::BitAnd => BitAnd,
    }
}

fn next(level: Level) -> Level {
    match level {
        BitOr => BitXor,
        BitXor => BitAnd,
        BitAnd => Shift,
        Shift => Arithmetic,
        Arithmetic => Term,
        Term => Factor,
        Power => Await,
        other => other,
    }
}

fn comparison(op: CmpOp) -> &'static str {
    op.as_str()
}

/// A number as `repr` prints it; `source` serves integers that do not fit a machine word.
pub fn number(value: &Number, source: &str) -> String {
    match value {
        Number::Int(int) => match int.as_u64() {
            Some(int) => int.to_string(),
            None => big_integer(source),
        },
        Number::Float(float) => float_repr(*float),
        Number::Complex { imag, .. } => {
            let text = float_repr(*imag);
            format!("{}j", text.strip_suffix(".0").unwrap_or(&text))
        }
    }
}

fn big_integer(source: &str) -> String {
    let digits: String = source.chars().filter(|&c| c != '_').collect();
    let (radix, digits) = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits.as_str()),
    };
    match num_bigint::BigInt::parse_bytes(digits.as_bytes(), radix) {
        Some(value) => value.to_string(),
        None => source.to_owned(),
    }
}

/// `repr` of a float; infinity is written as the literal that overflows to it.
pub fn float_repr(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "1e309" } else { "-1e309" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = format!("{value}");
        return if plain.contains('.') {
            plain
        } else {
            format!("{plain}.0")
        };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// `repr` of a string.
pub fn string_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() || is_unprintable(c) => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

fn is_unprintable(character: char) -> bool {
    // Separators other than the space, private use and format characters.
    matches!(character, '\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
        | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}')
}

fn escape(character: char) -> String {
    match u32::from(character) {
        code @ 0..=0xff => format!("\\x{code:02x}"),
        code @ 0x100..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

/// `repr` of a bytes object.
pub fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    let mut out = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b if char::from(b) == quote => {
                out.push('\\');
                out.push(quote);
            }
            0x20..=0x7e => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source texts and what CPython 3.14's `ast.unparse` made of them.
    #[test]
    fn expressions_are_written_canonically() {
        for (source, expected) in [
            ("a+b*c", "a + b * c"),
            ("(a+b)*c", "(a + b) * c"),
            ("a-(b-c)", "a - (b - c)"),
            ("2**-1", "2 ** (-1)"),
            ("(-2)**2", "(-2) ** 2"),
            ("-2**2", "-2 ** 2"),
            ("a**b**c", "a ** b ** c"),
            ("(a**b)**c", "(a ** b) ** c"),
            ("not(a and b)or c", "not (a and b) or c"),
            ("not (not a)", "not not a"),
            ("-(-a)", "--a"),
            ("a and (b and c)", "a and (b and c)"),
            ("a<(b<c)", "a < (b < c)"),
            ("lambda x,*y,z=1,**k:x", "lambda x, *y, z=1, **k: x"),
            ("lambda: (yield x)", "lambda: (yield x)"),
            ("(lambda: z) if y else x", "(lambda: z) if y else x"),
            ("a if (b if c else d) else e", "a if (b if c else d) else e"),
            ("a if b else (yield)", "a if b else (yield)"),
            ("(yield x) + 1", "(yield x) + 1"),
            ("(x:=1)", "(x := 1)"),
            ("f((x:=1))", "f((x := 1))"),
            ("[*a, *b]", "[*a, *b]"),
            ("print(*(a or b))", "print(*(a or b))"),
            ("{**(a or b)}", "{**(a or b)}"),
            ("x[(1,2):3]", "x[(1, 2):3]"),
            ("x[()]", "x[()]"),
            ("x[a,]", "x[a,]"),
            ("x[*a]", "x[*a,]"),
            ("x[::]", "x[:]"),
            ("x[1:2,::3]", "x[1:2, ::3]"),
            ("(a,b)[0]", "(a, b)[0]"),
            ("1.5.real", "1.5.real"),
            ("1 .real", "1 .real"),
            ("(-1).real", "(-1).real"),
            ("f(a for a in b)", "f((a for a in b))"),
            ("[i for i, in a]", "[i for i, in a]"),
            (
                "[i async for i in a if b if c]",
                "[i async for i in a if b if c]",
            ),
            ("[i for i in (lambda: x)]", "[i for i in (lambda: x)]"),
            ("await a**b", "await a ** b"),
            ("(await x).y", "(await x).y"),
            ("f(*a,k=1,**kw)", "f(*a, k=1, **kw)"),
            ("{'a':1,**b}", "{'a': 1, **b}"),
            ("dict[str,int]", "dict[str, int]"),
            ("(1,)", "(1,)"),
            ("0xff+1_000", "255 + 1000"),
            ("1e3+1.50", "1000.0 + 1.5"),
            ("1e16", "1e+16"),
            ("1e22", "1e+22"),
            ("1e-5", "1e-05"),
            ("5e-324", "5e-324"),
            ("1e400", "1e309"),
            ("1_0.0_1j", "10.01j"),
            (
                "123456789012345678901234567890",
                "123456789012345678901234567890",
            ),
            ("0xffffffffffffffffffff", "1208925819614629174706175"),
            ("\"it's\" 'x'", "\"it'sx\""),
            (
                "x + '\\x7f\\u00a0\\U0001f40d\\u200b'",
                "x + '\\x7f\\xa0\u{1f40d}\\u200b'",
            ),
            ("b'\\x00a'", "b'\\x00a'"),
        ] {
            let parsed = ruff_python_parser::parse_expression(source).expect(source);
            assert_eq!(expression(parsed.expr(), source), expected);
        }
    }
}
