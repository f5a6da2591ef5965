//! What alternatives build: nodes, lists and the helper functions of the grammar.

use serpentarium_bytecode::Constant;

use super::load::Action;
use super::machine::Machine;
use super::tree::{Span, Value};
use crate::ast::NodeClass;
use crate::tokenizer::TokenKind;

impl Machine<'_> {
    /// Evaluates an action; `None` refuses the match.
    pub(super) fn act(
        &mut self,
        action: &'static Action,
        slots: &[Value; 8],
        at: usize,
    ) -> Option<Value> {
        match action {
            Action::Slot(slot) => Some(slots[usize::from(*slot)]),
            Action::Text(text) => Some(Value::Message(text)),
            Action::Int(value) => Some(Value::Int(*value)),
            Action::None => Some(Value::None),
            Action::Fail => None,
            Action::List(items) => {
                let items: Option<Vec<Value>> =
                    items.iter().map(|item| self.act(item, slots, at)).collect();
                let items = items?;
                Some(self.arena.list(items))
            }
            Action::Build(class, fields) => {
                let mut values = [Value::None; 7];
                for (value, field) in values.iter_mut().zip(fields) {
                    *value = self.act(field, slots, at)?;
                }
                let span = if class.is_located() {
                    self.span_from(at)
                } else {
                    Span::default()
                };
                Some(self.arena.node(*class, &values, span))
            }
            Action::Call("if", arguments) => {
                let chosen = if self.act(&arguments[0], slots, at)?.is_some() {
                    1
                } else {
                    2
                };
                self.act(&arguments[chosen], slots, at)
            }
            Action::Call(name, arguments) => {
                let mut values = [Value::None; 6];
                for (value, argument) in values.iter_mut().zip(arguments) {
                    *value = self.act(argument, slots, at)?;
                }
                self.call(name, &values[..arguments.len()], at)
            }
        }
    }

    fn call(&mut self, name: &str, values: &[Value], at: usize) -> Option<Value> {
        let first = values.first().copied().unwrap_or(Value::None);
        let second = values.get(1).copied().unwrap_or(Value::None);
        Some(match name {
            // Lists.
            "list" => match first {
                Value::None => self.arena.list(Vec::new()),
                other => other,
            },
            "maybe" => first,
            "flatten" => self.flatten(first),
            "prepend" => self.joined(&[first], second),
            "append" => {
                let mut items = self.arena.items(first).to_vec();
                items.push(second);
                self.arena.list(items)
            }
            "concat" => {
                let items = self.arena.items(first).to_vec();
                self.joined(&items, second)
            }
            "first" => self.arena.items(first).first().copied()?,
            "second" => self.arena.items(first).get(1).copied()?,
            "last" => self.arena.items(first).last().copied()?,
            "firsts" => self.column(first, 0),
            "seconds" => self.column(first, 1),
            // Names and constants.
            "ident" => self.arena.draft(first)?.fields[0],
            "idents" => {
                let names: Vec<Value> = self
                    .arena
                    .items(first)
                    .iter()
                    .filter_map(|name| self.arena.draft(*name).map(|draft| draft.fields[0]))
                    .collect();
                self.arena.list(names)
            }
            "join_names" => self.join_names(first, second)?,
            "constant_none" => self.arena.constant(Constant::None),
            "constant_true" => self.arena.constant(Constant::Bool(true)),
            "constant_false" => self.arena.constant(Constant::Bool(false)),
            "constant_ellipsis" => self.arena.constant(Constant::Ellipsis),
            "comment" => self.comment(first),
            // Nodes.
            "module" => self.module(first),
            "interactive_end" => return None,
            "store" => self.with_context(first, NodeClass::Store),
            "del" => self.with_context(first, NodeClass::Del),
            "decorate" => self.decorate(first, second)?,
            "alias_star" => {
                let star = self.arena.text("*");
                let span = self.span_from(at);
                self.arena
                    .node(NodeClass::Alias, &[star, Value::None], span)
            }
            "import_from" => self.import_from(values, at),
            "or_pattern" => match *self.arena.items(first) {
                [only] => only,
                _ => {
                    let span = self.span_from(at);
                    self.arena.node(NodeClass::MatchOr, &[first], span)
                }
            },
            "ensure_real" => self.ensure_part(first, false)?,
            "ensure_imaginary" => self.ensure_part(first, true)?,
            // Parameters and arguments.
            "arguments" => self.arguments(values),
            "params" => match first {
                Value::None => self.arguments(&[Value::None; 5]),
                other => other,
            },
            "arg_comment" => self.arg_comment(first, second)?,
            "collect_args" => self.collect_args(first, second),
            "call_args" => self.call_part(first, 0),
            "call_keywords" => self.call_part(first, 1),
            _ => return self.call_string_or_mistake(name, values, at),
        })
    }

    fn flatten(&mut self, lists: Value) -> Value {
        let items: Vec<Value> = self
            .arena
            .items(lists)
            .iter()
            .flat_map(|list| self.arena.items(*list).iter().copied())
            .collect();
        self.arena.list(items)
    }

    fn joined(&mut self, head: &[Value], tail: Value) -> Value {
        let items = [head, self.arena.items(tail)].concat();
        self.arena.list(items)
    }

    fn column(&mut self, pairs: Value, index: usize) -> Value {
        let items: Vec<Value> = self
            .arena
            .items(pairs)
            .iter()
            .filter_map(|pair| self.arena.items(*pair).get(index).copied())
            .collect();
        self.arena.list(items)
    }

    fn join_names(&mut self, dotted: Value, name: Value) -> Option<Value> {
        let tail = self.arena.draft(name)?.fields[0];
        let text = format!(
            "{}.{}",
            self.arena.text_of(dotted)?,
            self.arena.text_of(tail)?
        );
        Some(self.arena.text(text))
    }

    fn comment(&mut self, token: Value) -> Value {
        match token {
            Value::Token(index) => {
                let text = self.token_text(index);
                self.arena.text(text)
            }
            other => other,
        }
    }

    fn module(&mut self, body: Value) -> Value {
        let body = match body {
            Value::None => self.arena.list(Vec::new()),
            other => other,
        };
        let ignores = std::mem::take(&mut self.type_ignores);
        let ignores = self.arena.list(ignores);
        self.arena
            .node(NodeClass::Module, &[body, ignores], Span::default())
    }

    /// A copy of a target, and of the targets in it, with another context.
    pub(super) fn with_context(&mut self, target: Value, context: NodeClass) -> Value {
        let Some(draft) = self.arena.draft(target).cloned() else {
            return target;
        };
        let mut fields = draft.fields;
        let context_field = match draft.class {
            NodeClass::Name => 1,
            NodeClass::Attribute | NodeClass::Subscript => 2,
            NodeClass::Starred => {
                fields[0] = self.with_context(fields[0], context);
                1
            }
            NodeClass::Tuple | NodeClass::List => {
                let items = self.arena.items(fields[0]).to_vec();
                let items = items
                    .into_iter()
                    .map(|item| self.with_context(item, context));
                let items: Vec<Value> = items.collect();
                fields[0] = self.arena.list(items);
                1
            }
            _ => return target,
        };
        fields[context_field] = self.arena.node(context, &[], Span::default());
        self.arena.node(draft.class, &fields, draft.span)
    }

    fn decorate(&mut self, decorators: Value, definition: Value) -> Option<Value> {
        let draft = self.arena.draft(definition)?.clone();
        let index = draft.class.field_index("decorator_list")?;
        let mut fields = draft.fields;
        fields[index] = decorators;
        Some(self.arena.node(draft.class, &fields, draft.span))
    }

    fn import_from(&mut self, values: &[Value], at: usize) -> Value {
        let level: i64 = self
            .arena
            .items(values[2])
            .iter()
            .map(|dot| match dot {
                Value::Token(index) => {
                    let kind = self.tokens[*index as usize].token.kind;
                    if kind == TokenKind::ELLIPSIS { 3 } else { 1 }
                }
                _ => 0,
            })
            .sum();
        if level == 0
            && self
                .arena
                .text_of(values[0])
                .is_some_and(|module| module == "__future__")
        {
            self.barry |= self.arena.items(values[1]).iter().any(|alias| {
                let name = self.arena.draft(*alias).map(|draft| draft.fields[0]);
                name.and_then(|name| self.arena.text_of(name))
                    .is_some_and(|name| name == "barry_as_FLUFL")
            });
        }
        let span = self.span_from(at);
        self.arena.node(
            NodeClass::ImportFrom,
            &[values[0], values[1], Value::Int(level)],
            span,
        )
    }

    /// A number of a complex literal pattern has to be of the right kind.
    fn ensure_part(&mut self, number: Value, imaginary: bool) -> Option<Value> {
        let value = self.arena.draft(number)?.fields[0];
        let is_complex = matches!(self.arena.constant_of(value)?, Constant::Complex { .. });
        if is_complex == imaginary {
            return Some(number);
        }
        let part = if imaginary { "imaginary" } else { "real" };
        let span = self.span_of(number)?;
        self.error_between(span, format!("{part} number required in complex literal"));
        None
    }

    /// `arguments` from what stands before a slash without and with defaults,
    /// the plain parameters without and with, and what follows a star.
    fn arguments(&mut self, values: &[Value]) -> Value {
        let [slash, slash_default, plain, plain_default, star] = [0, 1, 2, 3, 4].map(|i| values[i]);
        let part = |list: Value, index: usize| {
            self.arena
                .items(list)
                .get(index)
                .copied()
                .unwrap_or(Value::None)
        };
        let (slash_names, slash_pairs) = (part(slash_default, 0), part(slash_default, 1));
        let (vararg, keyword_pairs, kwarg) = (part(star, 0), part(star, 1), part(star, 2));
        let column = |list: Value, index: usize| -> Vec<Value> {
            let pairs = self.arena.items(list).iter();
            pairs
                .filter_map(|pair| self.arena.items(*pair).get(index).copied())
                .collect()
        };
        let posonly = [
            self.arena.items(slash).to_vec(),
            self.arena.items(slash_names).to_vec(),
            column(slash_pairs, 0),
        ]
        .concat();
        let args = [self.arena.items(plain).to_vec(), column(plain_default, 0)].concat();
        let defaults = [column(slash_pairs, 1), column(plain_default, 1)].concat();
        let kwonly = column(keyword_pairs, 0);
        let kw_defaults = column(keyword_pairs, 1);
        let [posonly, args, kwonly, kw_defaults, defaults] =
            [posonly, args, kwonly, kw_defaults, defaults].map(|items| self.arena.list(items));
        self.arena.node(
            NodeClass::Arguments,
            &[posonly, args, vararg, kwonly, kw_defaults, kwarg, defaults],
            Span::default(),
        )
    }

    fn arg_comment(&mut self, arg: Value, comment: Value) -> Option<Value> {
        if !comment.is_some() {
            return Some(arg);
        }
        let draft = self.arena.draft(arg)?.clone();
        let mut fields = draft.fields;
        fields[2] = self.comment(comment);
        Some(self.arena.node(draft.class, &fields, draft.span))
    }

    /// Positional arguments and keywords, told apart.
    fn collect_args(&mut self, positional: Value, others: Value) -> Value {
        let mut args = self.arena.items(positional).to_vec();
        let mut keywords = Vec::new();
        for other in self.arena.items(others) {
            match self.arena.class(*other) {
                Some(NodeClass::Keyword) => keywords.push(*other),
                _ => args.push(*other),
            }
        }
        let parts = vec![self.arena.list(args), self.arena.list(keywords)];
        self.arena.list(parts)
    }

    fn call_part(&mut self, arguments: Value, index: usize) -> Value {
        match self.arena.items(arguments).get(index) {
            Some(part) => *part,
            None => self.arena.list(Vec::new()),
        }
    }

    /// Where a value stands.
    pub(super) fn span_of(&self, value: Value) -> Option<Span> {
        match value {
            Value::Token(index) => Some(self.token_span(index)),
            Value::Node(_) => self.arena.draft(value).map(|draft| draft.span),
            Value::List(_) => self.span_of(*self.arena.items(value).first()?),
            _ => None,
        }
    }
}
