//! The witnesses of parts: items of what is iterated over, of what is unpacked, of a subscript.

use ruff_db::parsed::ParsedModuleRef;
use ty_python_core::definition::TargetKind;

use super::applied::Items;
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

    pub(super) fn items_of(
        &mut self,
        values: Vec<Witness<'db>>,
        is_async: bool,
    ) -> Vec<Witness<'db>> {
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
                value if is_async => {
                    let iterators = self.of_method(std::slice::from_ref(&value), "__aiter__", &[]);
                    for iterator in iterators {
                        found.extend(match iterator {
                            Witness::Generator { yields, .. } => yields,
                            iterator => {
                                let next = std::slice::from_ref(&iterator);
                                let next = self.of_method(next, "__anext__", &[]);
                                next.into_iter().flat_map(|it| self.awaited(it)).collect()
                            }
                        });
                    }
                }
                value => {
                    for value in self.alternatives(&value) {
                        found.extend(match self.items_in(&value) {
                            Items::Each(items) => items.into_iter().flatten().collect(),
                            Items::All(items) => items,
                        });
                    }
                }
            }
        }
        found
    }

    /// What iterating over a value gives: what its class says as a base (`Iterable[int]`), or what
    /// the iterator gives that its `__iter__` returns.
    pub(super) fn iterated(&mut self, value: &Witness<'db>) -> Vec<Witness<'db>> {
        let db = self.db;
        let is_iterable =
            |class: Definition<'db>| family::name(db, class).as_deref() == Some("Iterable");
        if let Some(mut variables) = self.variables_of(value, is_iterable)
            && let Some((_, items)) = variables.pop()
        {
            return items;
        }
        let iterators = self.of_method(std::slice::from_ref(value), "__iter__", &[]);
        let mut found = Vec::new();
        for iterator in iterators {
            found.extend(match iterator {
                Witness::Generator { yields, .. } => yields,
                Witness::Value { ref expression, .. } if is_display(expression) => {
                    vec![Witness::Unknown]
                }
                iterator => match self.variables_of(&iterator, is_iterable) {
                    Some(mut variables) => variables.pop().map(|(_, it)| it).unwrap_or_default(),
                    None => self.of_method(&[iterator], "__next__", &[]),
                },
            });
        }
        match found.is_empty() {
            true => vec![Witness::Unknown],
            false => found,
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
        let entered = self.of_method(&values, method, &[]);
        match is_async {
            true => entered
                .into_iter()
                .flat_map(|it| self.awaited(it))
                .collect(),
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
                let mut found = definitions_for_attribute(&model, attribute);
                if found.is_empty() {
                    let of_value =
                        |value: &Witness<'db>| value.definitions_of(&model, &attribute.attr);
                    found = receiver.iter().flat_map(of_value).collect();
                }
                (found, receiver)
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
        let starred = targets.iter().position(Expr::is_starred_expr);
        let at = Position {
            index,
            starred,
            targets: targets.len(),
        };
        let mut found = Vec::new();
        for value in values {
            match value {
                Witness::Value {
                    file, expression, ..
                } if is_display(&expression) => {
                    found.extend(self.unpacked_display(file, &expression, &at));
                }
                Witness::Generator { yields, .. } if starred == Some(index) => {
                    found.extend(self.list_of(yields));
                }
                Witness::Generator { yields, .. } => found.extend(yields),
                value => {
                    for value in self.alternatives(&value) {
                        found.extend(self.unpacked_value(&value, &at));
                    }
                }
            }
        }
        let target = match &targets[index] {
            Expr::Starred(starred) => &starred.value,
            target => target,
        };
        self.unpacked(found, target, part)
    }

    /// What a target gets of a display.
    fn unpacked_display(
        &mut self,
        file: ProgramFile<'db>,
        display: &Expr,
        at: &Position,
    ) -> Vec<Witness<'db>> {
        let elements = match display {
            Expr::Tuple(tuple) => tuple.elts.as_slice(),
            Expr::List(list) => list.elts.as_slice(),
            _ => &[],
        };
        let is_fixed = !elements.is_empty() && !elements.iter().any(Expr::is_starred_expr);
        if at.starred.is_none() || !is_fixed {
            return match at.starred == Some(at.index) {
                true => {
                    let all = self.elements(file, display, None);
                    self.list_of(all)
                }
                false => self.elements(file, display, Some(at.index)),
            };
        }
        let taken = elements.get(at.taken(elements.len())).unwrap_or_default();
        let found = taken.iter().take(MAX_ITEMS);
        let found = found.flat_map(|it| self.of_expression(file, it)).collect();
        match at.starred == Some(at.index) {
            true => self.list_of(found),
            false => found,
        }
    }

    /// What a target gets of a value.
    fn unpacked_value(&mut self, value: &Witness<'db>, at: &Position) -> Vec<Witness<'db>> {
        let found = match self.items_in(value) {
            Items::Each(items) => {
                let taken = items.get(at.taken(items.len())).unwrap_or_default();
                taken.iter().flatten().cloned().collect()
            }
            Items::All(items) => items,
        };
        match at.starred == Some(at.index) {
            true => self.list_of(found),
            false if found.is_empty() => vec![Witness::Unknown],
            false => found,
        }
    }

    pub(super) fn of_subscript(
        &mut self,
        file: ProgramFile<'db>,
        subscript: &ast::ExprSubscript,
    ) -> Vec<Witness<'db>> {
        let values = self.of_expression(file, &subscript.value);
        let index = constant_index(&subscript.slice);
        let key = [argument(file, &subscript.slice)];
        let mut found = Vec::new();
        for value in values {
            match &value {
                Witness::Value {
                    file,
                    expression: Expr::Dict(dict),
                    ..
                } => {
                    for item in items_at(dict, &subscript.slice) {
                        found.extend(self.value_of(*file, item));
                    }
                }
                Witness::Value {
                    file,
                    expression: Expr::DictComp(it),
                    ..
                } => {
                    found.extend(self.of_expression(*file, &it.value));
                }
                Witness::Value {
                    file, expression, ..
                } if is_display(expression) && !subscript.slice.is_slice_expr() => {
                    let items = match expression {
                        Expr::Tuple(tuple) => tuple.elts.len(),
                        Expr::List(list) => list.elts.len(),
                        _ => 0,
                    };
                    let index = index.and_then(|index| from_start(index, items));
                    found.extend(self.elements(*file, expression, index));
                }
                _ => {
                    for value in self.alternatives(&value) {
                        found.extend(self.item_at(&value, index, &key));
                    }
                }
            }
        }
        found
    }

    /// What a subscript gives that is no slice of a tuple.
    fn item_at(
        &mut self,
        value: &Witness<'db>,
        index: Option<i64>,
        key: &[Argument<'db>],
    ) -> Vec<Witness<'db>> {
        if let Some(index) = index
            && let Some((class, items)) = self.applied(value)
            && class.name(self.db).as_deref() == Some("tuple")
        {
            let is_any = matches!(items.as_slice(), [_, rest] if rest.is_empty());
            let at = match is_any {
                true => Some(0),
                false => from_start(index, items.len()),
            };
            let found = at.and_then(|at| items.into_iter().nth(at));
            return found.unwrap_or_else(|| vec![Witness::Unknown]);
        }
        self.of_method(std::slice::from_ref(value), "__getitem__", key)
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
            Expr::DictComp(it) => {
                let keys = self.elements(file, expression, None);
                vec![keys, self.of_expression(file, &it.value)]
            }
            Expr::Dict(dict) => {
                let items = dict.items.iter();
                let values = items.flat_map(|item| self.value_of(file, item)).collect();
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

    /// The value of an item of a dict display, or the values of the mapping that is put there.
    fn value_of(&mut self, file: ProgramFile<'db>, item: &ast::DictItem) -> Vec<Witness<'db>> {
        let values = self.of_expression(file, &item.value);
        if item.key.is_some() {
            return values;
        }
        let db = self.db;
        let mut found = Vec::new();
        for value in &values {
            let variables = self.variables_of(value, |class| {
                family::name(db, class).as_deref() == Some("Mapping")
            });
            match variables.and_then(|variables| variables.into_iter().nth(1)) {
                Some((_, values)) => found.extend(values),
                None => found.push(Witness::Unknown),
            }
        }
        found
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
            Expr::DictComp(it) => {
                let key = it.key.as_deref();
                return key.map_or_else(Vec::new, |key| self.of_expression(file, key));
            }
            Expr::Dict(dict) => {
                let mut keys = Vec::new();
                for item in &dict.items {
                    keys.extend(match &item.key {
                        Some(key) => self.of_expression(file, key),
                        None => self.items(file, &item.value, false),
                    });
                }
                return keys;
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
                let mut found = Vec::new();
                for element in elements {
                    found.extend(match element {
                        Expr::Starred(starred) => self.items(file, &starred.value, false),
                        element => self.of_expression(file, element),
                    });
                }
                found
            }
        }
    }
}

/// Which of the targets of an unpacking is asked about.
struct Position {
    index: usize,
    /// The one with a star.
    starred: Option<usize>,
    targets: usize,
}

impl Position {
    /// Which of so many items the target gets.
    fn taken(&self, items: usize) -> std::ops::Range<usize> {
        let behind = self.targets - 1 - self.index;
        match self.starred {
            Some(starred) if starred == self.index => self.index..items.saturating_sub(behind),
            Some(starred) if starred < self.index => {
                let at = items.saturating_sub(behind + 1);
                at..at + 1
            }
            _ => self.index..self.index + 1,
        }
    }
}

/// The items of a display that a key may lead to: the one of that key, if it is there.
fn items_at<'a>(dict: &'a ast::ExprDict, key: &Expr) -> &'a [ast::DictItem] {
    let Expr::StringLiteral(wanted) = key else {
        return &dict.items;
    };
    let is_it = |item: &ast::DictItem| match &item.key {
        Some(Expr::StringLiteral(key)) => key.value.to_str() == wanted.value.to_str(),
        _ => false,
    };
    match dict.items.iter().rposition(is_it) {
        Some(at) => &dict.items[at..=at],
        None => &dict.items,
    }
}

/// Which of so many items an index means.
fn from_start(index: i64, items: usize) -> Option<usize> {
    match index < 0 {
        true => items.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
        false => usize::try_from(index).ok(),
    }
}

/// The number that a subscript is written as.
fn constant_index(slice: &Expr) -> Option<i64> {
    let (number, sign) = match slice {
        Expr::UnaryOp(it) if it.op == ast::UnaryOp::USub => (&*it.operand, -1),
        other => (other, 1),
    };
    match number {
        Expr::NumberLiteral(number) => match &number.value {
            ast::Number::Int(value) => Some(value.as_i64()? * sign),
            _ => None,
        },
        _ => None,
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
            | Expr::DictComp(_)
    )
}
