//! `ast.dump`, and `repr` of constants.

use std::fmt::Write as _;

use serpentarium_bytecode::{Constant, Wtf8Buf};

use super::classes::Arity;
use super::node::{Field, Node};

/// The keyword arguments of `ast.dump`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DumpOptions {
    pub omit_field_names: bool,
    pub include_attributes: bool,
    /// What one level of indentation is; `None` for all in one line.
    pub indent: Option<String>,
    pub show_empty: bool,
}

/// The text of `ast.dump(node, ...)`.
pub fn dump(node: &Node, options: &DumpOptions) -> String {
    let mut writer = Writer {
        options,
        text: String::new(),
    };
    writer.node(node, 0);
    writer.text
}

/// Whether a field appears.
enum Shown {
    Yes,
    Absent,
    Empty,
}

struct Writer<'a> {
    options: &'a DumpOptions,
    text: String,
}

impl Writer<'_> {
    /// What stands before an element and after the one before it.
    fn separator(&mut self, level: usize, is_first: bool) {
        match &self.options.indent {
            Some(indent) => {
                self.text.push_str(if is_first { "\n" } else { ",\n" });
                for _ in 0..level {
                    self.text.push_str(indent);
                }
            }
            None if is_first => {}
            None => self.text.push_str(", "),
        }
    }

    fn field(&mut self, field: &Field, level: usize) {
        match field {
            Field::None | Field::Missing => self.text.push_str("None"),
            Field::Node(node) => self.node(node, level),
            Field::List(items) => {
                self.text.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.separator(level + 1, index == 0);
                    self.field(item, level + 1);
                }
                self.text.push(']');
            }
            Field::Text(text) => write_text_repr(text, &mut self.text),
            Field::Int(value) => {
                let _ = write!(self.text, "{value}");
            }
            Field::Constant(constant) => write_repr(constant, &mut self.text),
        }
    }

    fn node(&mut self, node: &Node, level: usize) {
        self.text.push_str(node.class.name());
        self.text.push('(');
        let simple = self.is_simple(node);
        let mut is_first = true;
        let mut named = !self.options.omit_field_names;
        // Empty lists are only shown when something without a name follows.
        let mut held_back = 0;
        for (info, field) in node.class.fields().iter().zip(&node.fields) {
            match self.shown(field, info.arity()) {
                Shown::Absent => {
                    named = true;
                    continue;
                }
                Shown::Empty => {
                    held_back += usize::from(!named);
                    continue;
                }
                Shown::Yes => {}
            }
            if !named {
                for _ in 0..std::mem::take(&mut held_back) {
                    self.element(level + 1, is_first, simple);
                    is_first = false;
                    self.text.push_str("[]");
                }
            }
            self.element(level + 1, is_first, simple);
            is_first = false;
            if named {
                self.text.push_str(info.name);
                self.text.push('=');
            }
            self.field(field, level + 1);
        }
        for (name, value) in self.attributes(node) {
            self.element(level + 1, is_first, simple);
            is_first = false;
            let _ = write!(self.text, "{name}={value}");
        }
        self.text.push(')');
    }

    fn shown(&self, field: &Field, arity: Arity) -> Shown {
        match field {
            Field::Missing => Shown::Absent,
            Field::None if arity == Arity::Optional => Shown::Absent,
            Field::List(items) if items.is_empty() && !self.options.show_empty => Shown::Empty,
            _ => Shown::Yes,
        }
    }

    fn shown_fields<'n>(&self, node: &'n Node) -> impl Iterator<Item = &'n Field> {
        node.class
            .fields()
            .iter()
            .zip(&node.fields)
            .filter(|(info, field)| matches!(self.shown(field, info.arity()), Shown::Yes))
            .map(|(_, field)| field)
    }

    fn attributes(&self, node: &Node) -> Vec<(&'static str, i64)> {
        if !self.options.include_attributes {
            return Vec::new();
        }
        [
            ("lineno", node.lineno),
            ("col_offset", node.col_offset),
            ("end_lineno", node.end_lineno),
            ("end_col_offset", node.end_col_offset),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// Nodes of at most three simple fields stay in one line even when indenting.
    fn is_simple(&self, node: &Node) -> bool {
        let attributes = self.attributes(node).len();
        self.shown_fields(node).count() + attributes <= 3
            && self.shown_fields(node).all(|field| match field {
                Field::Node(node) => {
                    self.shown_fields(node).next().is_none() && self.attributes(node).is_empty()
                }
                Field::List(items) => items.is_empty(),
                _ => true,
            })
    }

    fn element(&mut self, level: usize, is_first: bool, simple: bool) {
        if simple {
            if !is_first {
                self.text.push_str(", ");
            }
        } else {
            self.separator(level, is_first);
        }
    }
}

/// `repr()` of a constant.
pub(crate) fn write_repr(constant: &Constant, out: &mut String) {
    match constant {
        Constant::None => out.push_str("None"),
        Constant::Ellipsis => out.push_str("Ellipsis"),
        Constant::Bool(value) => out.push_str(if *value { "True" } else { "False" }),
        Constant::Int(value) => {
            let _ = write!(out, "{value}");
        }
        Constant::Float(value) => out.push_str(&float_repr(*value)),
        Constant::Complex { re, im } => out.push_str(&complex_repr(*re, *im)),
        Constant::Str(text) => write_text_repr(text, out),
        Constant::Bytes(bytes) => write_bytes_repr(bytes, out),
        Constant::Tuple(items) => {
            out.push('(');
            write_items(items, out);
            out.push_str(if items.len() == 1 { ",)" } else { ")" });
        }
        Constant::FrozenSet(items) if items.is_empty() => out.push_str("frozenset()"),
        Constant::FrozenSet(items) => {
            out.push_str("frozenset({");
            write_items(items, out);
            out.push_str("})");
        }
        Constant::Slice(parts) => {
            out.push_str("slice(");
            write_items(&parts[..], out);
            out.push(')');
        }
        Constant::Code(code) => {
            let _ = write!(out, "<code object {}>", code.name);
        }
    }
}

fn write_items(items: &[Constant], out: &mut String) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write_repr(item, out);
    }
}

/// `repr(float)`: the shortest digits that read back, in exponent form
/// outside of 1e-4 to 1e16.
pub(crate) fn float_repr(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value < 0.0 { "-inf" } else { "inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    let plain = format!("{value}");
    if plain.contains('.') {
        plain
    } else {
        format!("{plain}.0")
    }
}

fn complex_repr(re: f64, im: f64) -> String {
    let short = |value: f64| {
        let text = float_repr(value);
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    if re == 0.0 && re.is_sign_positive() {
        return format!("{}j", short(im));
    }
    let sign = if im.is_sign_negative() && !im.is_nan() {
        ""
    } else {
        "+"
    };
    format!("({}{sign}{}j)", short(re), short(im))
}

fn quote_for(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

/// `repr(str)`.
pub(crate) fn write_text_repr(text: &Wtf8Buf, out: &mut String) {
    let has = |wanted: char| text.code_points().any(|p| p == u32::from(wanted));
    let quote = quote_for(has('\''), has('"'));
    out.push(quote);
    for point in text.code_points() {
        match char::from_u32(point) {
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\\') => out.push_str("\\\\"),
            Some(c) if c == quote => {
                out.push('\\');
                out.push(c);
            }
            Some(c) if c == ' ' || rustpython_unicode::classify::is_printable(c) => out.push(c),
            _ => {
                let _ = match point {
                    0..=0xFF => write!(out, "\\x{point:02x}"),
                    0x100..=0xFFFF => write!(out, "\\u{point:04x}"),
                    _ => write!(out, "\\U{point:08x}"),
                };
            }
        }
    }
    out.push(quote);
}

fn write_bytes_repr(bytes: &[u8], out: &mut String) {
    let quote = quote_for(bytes.contains(&b'\''), bytes.contains(&b'"'));
    out.push('b');
    out.push(quote);
    for byte in bytes {
        match *byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'\\' => out.push_str("\\\\"),
            byte if char::from(byte) == quote => {
                out.push('\\');
                out.push(quote);
            }
            0x20..=0x7E => out.push(char::from(*byte)),
            byte => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push(quote);
}
