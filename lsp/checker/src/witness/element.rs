//! The witnesses of parts: items of what is iterated over, of what is unpacked, of a subscript.

use ruff_db::parsed::ParsedModuleRef;
use ty_python_core::definition::TargetKind;

use super::*;
use crate::witness::definition::is_context_manager;

/// Longer displays are taken as the checker sees them.
const MAX_ITEMS: usize = 32;

impl<'db> Search<'db> {
    /// What a loop over an expression gets.
    pub(super) fn items(
        &mut self,
        file: ProgramFile<'db>,
        iterable: &Expr,
        is_async: bool,
    ) -> Vec<Witness<'db>> {
        let values = self.of_expression(file, iterable);
        self.items_of(values, is_async)
    }

    fn items_of(&mut self, values: Vec<Witness<'db>>, is_async: bool) -> Vec<Witness<'db>> {
        let mut found = Vec::new();
        for value in values {
            match value {
                Witness::Generator { yields, .. } => found.extend(yields),
                Witness::Value {
                    file,
                    ref expression,
                    ..
                } if !is_async && is_display(expression) => {
                    found.extend(self.elements(file, expression, None));
                }
                // A class that is applied to one type: a list, an iterator.
                Witness::Value {
                    expression: Expr::Subscript(_),
                    items,
                    ..
                } if !is_async && items.len() == 1 => found.extend(items.into_iter().flatten()),
                _ if is_async => found.push(Witness::Unknown),
                value => found.extend(self.iterated(&value)),
            }
        }
        found
    }

    /// What iterating over a value gives, where its `__iter__` says so: `-> Iterator[int]`.
    fn iterated(&mut self, value: &Witness<'db>) -> Vec<Witness<'db>> {
        let db = self.db;
        let definitions = value.definitions_of(db, "__iter__");
        let definition = definitions.first().and_then(ResolvedDefinition::definition);
        let Some(definition) = definition else {
            return vec![Witness::Unknown];
        };
        let DefinitionKind::Function(node) = definition.kind(db) else {
            return vec![Witness::Unknown];
        };
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let returns = node.node(&parsed).returns.as_deref();
        let item = match returns {
            Some(Expr::Subscript(iterator)) => Some(&*iterator.slice),
            _ => None,
        };
        let receiver = std::slice::from_ref(value);
        let found = item.map(|item| self.annotated(definition.program_file(db), item, receiver));
        match found {
            Some(found) if !found.is_empty() => found,
            _ => vec![Witness::Unknown],
        }
    }

    /// What `with` binds.
    pub(super) fn entered(
        &mut self,
        file: ProgramFile<'db>,
        context: &Expr,
        is_async: bool,
    ) -> Vec<Witness<'db>> {
        if let Some(yielded) = self.yielded(file, context) {
            return yielded;
        }
        let values = self.of_expression(file, context);
        let method = if is_async { "__aenter__" } else { "__enter__" };
        let entered = self.of_method(&values, method);
        match is_async {
            true => entered.into_iter().flat_map(awaited_of).collect(),
            false => entered,
        }
    }

    /// What the function behind a call of a `@contextmanager` yields.
    fn yielded(&mut self, file: ProgramFile<'db>, context: &Expr) -> Option<Vec<Witness<'db>>> {
        let db = self.db;
        let Expr::Call(call) = context else {
            return None;
        };
        let model = SemanticModel::new(db, file);
        let aliases = ImportAliasResolution::ResolveAliases;
        let (definitions, receiver) = match &*call.func {
            Expr::Name(name) => (
                definitions_for_name(&model, &name.id, name.into(), aliases),
                Vec::new(),
            ),
            Expr::Attribute(attribute) => {
                let receiver = self.of_expression(file, &attribute.value);
                (definitions_for_attribute(&model, attribute), receiver)
            }
            _ => return None,
        };
        let definition = definitions.first()?.definition()?;
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let DefinitionKind::Function(node) = definition.kind(db) else {
            return None;
        };
        let function = node.node(&parsed);
        if !is_context_manager(function) || function.returns.is_some() {
            return None;
        }
        let called = self.of_body(definition, receiver, arguments(file, call));
        called.into_iter().find_map(|witness| match witness {
            Witness::Generator { yields, .. } => Some(yields),
            _ => None,
        })
    }

    pub(super) fn unpacked_target(
        &mut self,
        values: Vec<Witness<'db>>,
        kind: TargetKind<'db>,
        target: &Expr,
        parsed: &ParsedModuleRef,
    ) -> Vec<Witness<'db>> {
        match kind {
            TargetKind::Single => values,
            TargetKind::Sequence(_, unpack) => {
                let whole = unpack.target(self.db, parsed);
                self.unpacked(values, whole, target.range())
            }
        }
    }

    /// What the part of a target at a range gets when values are unpacked into the whole of it.
    pub(super) fn unpacked(
        &mut self,
        values: Vec<Witness<'db>>,
        whole: &Expr,
        part: TextRange,
    ) -> Vec<Witness<'db>> {
        if whole.range() == part {
            return values;
        }
        let targets = match whole {
            Expr::Tuple(tuple) => &tuple.elts,
            Expr::List(list) => &list.elts,
            _ => return Vec::new(),
        };
        let Some(index) = targets
            .iter()
            .position(|target| target.range().contains_range(part))
        else {
            return Vec::new();
        };
        if targets[..=index]
            .iter()
            .any(|target| target.is_starred_expr())
        {
            return Vec::new();
        }
        let mut found = Vec::new();
        for value in values {
            match value {
                Witness::Value {
                    file, expression, ..
                } if is_display(&expression) => {
                    found.extend(self.elements(file, &expression, Some(index)));
                }
                Witness::Generator { yields, .. } => found.extend(yields),
                _ => found.push(Witness::Unknown),
            }
        }
        self.unpacked(found, &targets[index], part)
    }

    pub(super) fn of_subscript(
        &mut self,
        file: ProgramFile<'db>,
        subscript: &ast::ExprSubscript,
    ) -> Vec<Witness<'db>> {
        let values = self.of_expression(file, &subscript.value);
        let index = match &*subscript.slice {
            Expr::NumberLiteral(number) => match &number.value {
                ast::Number::Int(value) => value.as_usize(),
                _ => None,
            },
            _ => None,
        };
        let mut found = Vec::new();
        for value in values {
            match &value {
                Witness::Value {
                    file,
                    expression: Expr::Dict(dict),
                    ..
                } => {
                    for item in &dict.items {
                        found.extend(self.of_expression(*file, &item.value));
                    }
                }
                Witness::Value {
                    file, expression, ..
                } if is_display(expression) && !subscript.slice.is_slice_expr() => {
                    found.extend(self.elements(*file, expression, index));
                }
                _ => found.extend(self.of_method(std::slice::from_ref(&value), "__getitem__")),
            }
        }
        found
    }

    /// The items of a display whose type the checker leaves open in part.
    pub(super) fn items_of_display(
        &mut self,
        model: &SemanticModel<'db>,
        expression: &Expr,
    ) -> Vec<Vec<Witness<'db>>> {
        if !is_display(expression) || self.active.len() > MAX_DEPTH * 2 {
            return Vec::new();
        }
        let file = model.program_file();
        match expression {
            Expr::Tuple(tuple) if tuple.elts.iter().any(Expr::is_starred_expr) => Vec::new(),
            Expr::Tuple(tuple) if tuple.elts.len() > MAX_ITEMS => Vec::new(),
            Expr::Tuple(tuple) => {
                let items = tuple.elts.iter();
                items.map(|item| self.of_expression(file, item)).collect()
            }
            Expr::Dict(dict) if dict.items.len() > MAX_ITEMS || dict.items.is_empty() => Vec::new(),
            Expr::Dict(dict) => {
                let values = dict.items.iter();
                let values = values
                    .flat_map(|item| self.of_expression(file, &item.value))
                    .collect();
                vec![self.elements(file, expression, None), values]
            }
            Expr::List(ast::ExprList { elts, .. }) | Expr::Set(ast::ExprSet { elts, .. })
                if elts.len() > MAX_ITEMS || elts.is_empty() =>
            {
                Vec::new()
            }
            _ => vec![self.elements(file, expression, None)],
        }
    }

    /// The items of a display: one of them, or all.
    fn elements(
        &mut self,
        file: ProgramFile<'db>,
        display: &Expr,
        index: Option<usize>,
    ) -> Vec<Witness<'db>> {
        let elements = match display {
            Expr::Tuple(tuple) => &tuple.elts,
            Expr::List(list) => &list.elts,
            Expr::Set(set) => &set.elts,
            Expr::ListComp(it) => return self.of_expression(file, &it.elt),
            Expr::SetComp(it) => return self.of_expression(file, &it.elt),
            Expr::Generator(it) => return self.of_expression(file, &it.elt),
            Expr::Dict(dict) => {
                let keys = dict.items.iter().filter_map(|item| item.key.as_ref());
                return keys.flat_map(|key| self.of_expression(file, key)).collect();
            }
            _ => return Vec::new(),
        };
        let is_starred = elements.iter().any(Expr::is_starred_expr);
        match index {
            Some(index) if !is_starred => match elements.get(index) {
                Some(element) => self.of_expression(file, element),
                None => Vec::new(),
            },
            _ => {
                let plain = elements.iter().filter(|element| !element.is_starred_expr());
                plain
                    .flat_map(|element| self.of_expression(file, element))
                    .collect()
            }
        }
    }
}

/// Whether the expression writes its items down.
fn is_display(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::Tuple(_)
            | Expr::List(_)
            | Expr::Set(_)
            | Expr::ListComp(_)
            | Expr::SetComp(_)
            | Expr::Generator(_)
            | Expr::Dict(_)
    )
}
