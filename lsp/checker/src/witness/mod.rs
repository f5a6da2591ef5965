//! Types where the checker has none: it takes the call of a function without a return annotation
//! for unknown, and everything that is made of such a call with it.
//!
//! What answers instead are *witnesses*: expressions that have the value in question and whose
//! types the checker knows. The witnesses of a call are the `return` expressions of the function,
//! those of a name what it is bound to, those of an attribute what the attribute of its value's
//! witnesses is defined as. A copy of a witness keeps its place in the tree, so that the checker
//! answers for an attribute of the copy, too: that gives the members and definitions of something
//! whose type was never written down.

mod applied;
mod body;
mod by_type;
mod call;
mod callers;
mod copy;
mod declared;
mod definition;
mod element;
mod function;
mod lambda;
mod set_later;
mod text;
mod variable;

use ruff_db::parsed::parsed_module;
use ruff_python_ast::name::Name;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{self as ast, AtomicNodeIndex, Expr, ExprContext, ExprRef};
use ruff_text_size::{Ranged, TextRange};
use ty_python_core::ast_ids::HasScopedUseId;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::{ProgramFile, semantic_index};
use ty_python_semantic::types::{BoundTypeVarInstance, DynamicType, Type, TypeVarKind};
use ty_python_semantic::{
    Completion, HasDefinition, HasType, ImportAliasResolution, ResolvedDefinition, SemanticModel,
    definitions_for_attribute, definitions_for_name,
};

use crate::family;
use crate::shown;
use crate::submodules;
use crate::union_members::not_yet_known;
use crate::unreachable::never_runs;

use self::applied::instance_class;
use self::call::{argument, arguments};
use self::copy::owned;
use self::declared::{declared, is_of_vague};
pub use declared::is_vague;
pub use definition::is_overload;
pub use function::{aliased, only_raises, returned_text};
pub use set_later::is_set_later;
pub use text::{Inferred, known_part, plain, promoted, without_binders, without_literals};

/// One value that an expression may have.
#[derive(Clone)]
pub enum Witness<'db> {
    /// The value of an expression whose type is known.
    Value {
        file: ProgramFile<'db>,
        expression: Expr,
        ty: Type<'db>,
        /// For a display that the checker knows in part: the witnesses of its items, one list for
        /// all of a list or set, one for keys and values of a dict, one per item of a tuple.
        items: Vec<Vec<Witness<'db>>>,
    },
    /// A type that no expression is known for.
    Type(Type<'db>),
    /// An instance of a class, and what the class is applied to; an argument without witnesses
    /// stands for `...`.
    Instance {
        class: Definition<'db>,
        arguments: Vec<Vec<Witness<'db>>>,
    },
    /// A function written with `def` and what it is bound to.
    Function {
        definition: Definition<'db>,
        receiver: Vec<Witness<'db>>,
    },
    /// What a generator function gives when it is called.
    Generator {
        yields: Vec<Witness<'db>>,
        returns: Vec<Witness<'db>>,
        is_async: bool,
    },
    /// What a coroutine function gives when it is called.
    Coroutine(Vec<Witness<'db>>),
    /// Nothing is known of this one.
    Unknown,
}

/// The call that a function's body is looked at for.
struct Frame<'db> {
    function: Definition<'db>,
    arguments: Vec<Argument<'db>>,
    receiver: Vec<Witness<'db>>,
}

#[derive(Clone)]
struct Argument<'db> {
    name: Option<String>,
    file: ProgramFile<'db>,
    value: Expr,
}

/// How far calls are followed into each other.
const MAX_DEPTH: usize = 12;
/// How many expressions are looked at for one answer.
const MAX_STEPS: usize = 600;

/// One search for witnesses.
pub struct Search<'db> {
    db: &'db dyn ty_python_semantic::Db,
    /// The file that is asked about.
    home: ProgramFile<'db>,
    frames: Vec<Frame<'db>>,
    /// The lambdas that functions call that they are given to.
    lambdas: Vec<Lambda<'db>>,
    /// How many parameters are being looked at whose callers are asked.
    callers: usize,
    /// The type variables that are being settled.
    settling: Vec<String>,
    active: Vec<(ProgramFile<'db>, TextRange)>,
    steps: usize,
}

/// A lambda and what it is called with.
struct Lambda<'db> {
    file: ProgramFile<'db>,
    range: TextRange,
    given: Vec<Vec<Witness<'db>>>,
}

/// The witnesses of an expression that the checker may know nothing of.
pub fn witnesses<'db>(model: &SemanticModel<'db>, expression: ExprRef<'_>) -> Vec<Witness<'db>> {
    let mut search = Search::new(model.db(), model.program_file());
    search.of_expression(model.program_file(), &owned(expression))
}

/// What a parameter is given that nothing is written about.
pub fn of_parameter<'db>(
    model: &SemanticModel<'db>,
    parameter: &ast::Parameter,
) -> Vec<Witness<'db>> {
    let mut search = Search::new(model.db(), model.program_file());
    search.of_definition(parameter.definition(model), &[])
}

/// The definitions of an attribute, by the witnesses of its value.
pub fn definitions<'db>(
    model: &SemanticModel<'db>,
    attribute: &ast::ExprAttribute,
) -> Vec<ResolvedDefinition<'db>> {
    let value = ExprRef::from(&*attribute.value);
    let mut found: Vec<ResolvedDefinition<'db>> = Vec::new();
    for witness in witnesses(model, value) {
        for definition in witness.definitions_of(model, &attribute.attr) {
            if !found.contains(&definition) {
                found.push(definition);
            }
        }
    }
    found
}

/// The class of a value's witnesses, if all are instances of one.
pub fn class<'db>(model: &SemanticModel<'db>, value: ExprRef<'_>) -> Option<Definition<'db>> {
    let mut all = witnesses(model, value).into_iter();
    let the_one = |witness: Witness<'db>| match witness.classes(model).as_slice() {
        [class] => Some(*class),
        _ => None,
    };
    let first = the_one(all.next()?)?;
    all.all(|other| the_one(other) == Some(first))
        .then_some(first)
}

/// The members of a value, by its witnesses.
pub fn members<'db>(model: &SemanticModel<'db>, value: ExprRef<'_>) -> Vec<Completion<'db>> {
    let mut found: Vec<Completion<'db>> = Vec::new();
    for witness in witnesses(model, value) {
        for member in witness.members(model) {
            if !found.iter().any(|known| known.name == member.name) {
                found.push(member);
            }
        }
    }
    found
}

/// The type that a name bound by a pattern has, from where it is read first.
pub fn type_of_binding<'db>(
    model: &SemanticModel<'db>,
    identifier: &ast::Identifier,
) -> Option<Type<'db>> {
    let db = model.db();
    let parsed = parsed_module(db, model.python_file()).load(db);
    let mut reads = Reads {
        identifier,
        found: Vec::new(),
    };
    reads.visit_body(parsed.suite());
    let is_bound_here = |name: &&ast::ExprName| {
        reaching_definitions(model, name)
            .iter()
            .any(|definition| definition.focus_range(db, &parsed).range() == identifier.range())
    };
    let read = reads.found.iter().copied().find(is_bound_here)?;
    read.inferred_type(model)
}

/// The places behind a binding where the name is read.
struct Reads<'a, 'b> {
    identifier: &'b ast::Identifier,
    found: Vec<&'a ast::ExprName>,
}

impl<'a> Visitor<'a> for Reads<'a, '_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression
            && name.id == self.identifier.id
            && name.ctx.is_load()
            && name.start() > self.identifier.end()
        {
            self.found.push(name);
        }
        walk_expr(self, expression);
    }
}

/// Whether a type variable is `typing.Self`.
pub fn is_self(db: &dyn ty_python_semantic::Db, variable: BoundTypeVarInstance<'_>) -> bool {
    variable.typevar(db).kind(db) == TypeVarKind::TypingSelf
}

/// Whether a type says nothing, or leaves a part of what it could be open.
pub fn is_open(db: &dyn ty_python_semantic::Db, ty: Type<'_>) -> bool {
    match ty {
        Type::Union(union) => union.elements(db).iter().any(|ty| is_dark(db, *ty)),
        _ => is_dark(db, ty),
    }
}

/// Whether a type says nothing.
pub fn is_dark(db: &dyn ty_python_semantic::Db, ty: Type<'_>) -> bool {
    match ty {
        Type::Dynamic(dynamic) => !matches!(dynamic, DynamicType::Any),
        Type::Divergent(_) => true,
        // What is left of something unknown after a test.
        Type::Intersection(intersection) => {
            intersection.iter_positive(db).all(|ty| is_dark(db, ty))
        }
        _ => false,
    }
}

/// Whether anything in a type is not known.
pub fn says_unknown<'db>(model: &SemanticModel<'db>, ty: Type<'db>) -> bool {
    let env = model.program_environment();
    is_open(model.db(), ty) || shown::line(model.db(), &env, ty).contains("Unknown")
}

impl<'db> Witness<'db> {
    pub fn ty(&self) -> Option<Type<'db>> {
        match self {
            Self::Value { ty, .. } | Self::Type(ty) => Some(*ty),
            _ => None,
        }
    }

    /// An instance of a class that is applied to nothing.
    fn instance_of(class: Definition<'db>) -> Self {
        Self::Instance {
            class,
            arguments: Vec::new(),
        }
    }

    /// The class statements of what it is an instance of.
    fn classes(&self, model: &SemanticModel<'db>) -> Vec<Definition<'db>> {
        match (self, self.ty()) {
            (Self::Instance { class, .. }, _) => vec![*class],
            (_, Some(Type::Union(union))) => {
                let parts = union.elements(model.db()).iter();
                let parts = parts.filter(|part| !part.is_none(model.db()));
                parts
                    .filter_map(|part| instance_class(model, *part))
                    .collect()
            }
            (_, Some(ty)) => instance_class(model, ty).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn definitions_of(
        &self,
        model: &SemanticModel<'db>,
        name: &str,
    ) -> Vec<ResolvedDefinition<'db>> {
        let db = model.db();
        if let Self::Value {
            file, expression, ..
        } = self
        {
            let model = SemanticModel::new(db, *file);
            let attribute = attribute_of(expression.clone(), name);
            let found = definitions_for_attribute(&model, &attribute);
            // None are found in a generic class that is final.
            if !found.is_empty() {
                return found;
            }
        }
        let classes = self.classes(model).into_iter();
        classes
            .flat_map(|class| family::looked_up(db, class, name))
            .map(ResolvedDefinition::Definition)
            .collect()
    }

    fn members(&self, model: &SemanticModel<'db>) -> Vec<Completion<'db>> {
        let db = model.db();
        if let Self::Value {
            file, expression, ..
        } = self
        {
            let model = SemanticModel::new(db, *file);
            return model.attribute_completions(&attribute_of(expression.clone(), ""));
        }
        let names = (self.classes(model).into_iter())
            .flat_map(|class| family::ancestors(db, class))
            .flat_map(|class| family::own_names(db, class))
            .map(|(name, definition)| (name, Some(definition)));
        not_yet_known(db, &[], names)
    }
}

impl<'db> Search<'db> {
    pub fn new(db: &'db dyn ty_python_semantic::Db, home: ProgramFile<'db>) -> Self {
        Self {
            db,
            home,
            frames: Vec::new(),
            lambdas: Vec::new(),
            callers: 0,
            settling: Vec::new(),
            active: Vec::new(),
            steps: 0,
        }
    }

    pub fn of_expression(
        &mut self,
        file: ProgramFile<'db>,
        expression: &Expr,
    ) -> Vec<Witness<'db>> {
        let model = SemanticModel::new(self.db, file);
        let ty = expression.inferred_type(&model);
        let value = |ty, items| Witness::Value {
            file,
            expression: expression.clone(),
            ty,
            items,
        };
        let mut found = Vec::new();
        if let Some(ty) = ty {
            if let Some(receiver) = self.receiver_for(ty) {
                return receiver;
            }
            // Within calls that are followed this would lead too far.
            if let Expr::Attribute(attribute) = expression
                && self.frames.is_empty()
            {
                let set = set_later::assignments(self.db, &model, attribute, ty);
                if !set.is_empty() {
                    return self.of_set_later(&model, attribute, set, ty);
                }
            }
            if let Some(declared) = declared(&model, expression.into(), ty) {
                return vec![declared];
            }
            let is_of_vague = match ty {
                Type::Never => never_runs(&model, expression.range()),
                _ => is_of_vague(&model, expression.into(), ty),
            };
            if !is_of_vague && !says_unknown(&model, ty) && !self.is_variable(&model, ty) {
                return self.parts(ty, &value);
            }
            let items = self.items_of_display(&model, expression);
            if !items.is_empty() {
                return vec![value(ty, items)];
            }
            if is_of_vague {
                // Only where nothing else is found.
            } else if !is_open(self.db, ty) {
                found.push(value(ty, Vec::new()));
            } else if matches!(ty, Type::Union(_)) {
                found.extend(self.parts(ty, &value));
            }
        }
        self.steps += 1;
        let key = (file, expression.range());
        if self.active.contains(&key) {
            // What a circle gives, its other parts say.
            return found;
        }
        if self.steps > MAX_STEPS || self.active.len() > MAX_DEPTH * 4 {
            return with_unknown(found);
        }
        self.active.push(key);
        let more = self.of_open(&model, expression);
        self.active.pop();
        let is_better = more
            .iter()
            .any(|witness| !matches!(witness, Witness::Unknown));
        match (is_better, ty) {
            // What the checker knows in part, the witnesses know better.
            (true, Some(Type::Union(union))) if !is_open(self.db, Type::Union(union)) => {
                let parts = union.elements(self.db).iter().copied();
                let known = parts.filter(|part| !says_unknown(&model, *part));
                let known = known.map(|part| value(part, Vec::new()));
                known.chain(more).collect()
            }
            (true, Some(ty)) if !is_open(self.db, ty) => more,
            (true, _) => {
                found.extend(more);
                found
            }
            (false, Some(ty)) if found.is_empty() && !is_open(self.db, ty) => {
                vec![value(ty, Vec::new())]
            }
            (false, _) if found.is_empty() => vec![Witness::Unknown],
            (false, Some(ty)) if is_open(self.db, ty) => with_unknown(found),
            (false, _) => found,
        }
    }

    /// What an attribute is set to, or `None` as long as it is not.
    fn of_set_later(
        &mut self,
        model: &SemanticModel<'db>,
        attribute: &ast::ExprAttribute,
        set: Vec<Definition<'db>>,
        ty: Type<'db>,
    ) -> Vec<Witness<'db>> {
        let none = Type::none(self.db, &model.program_environment());
        let may_be_none = match ty {
            Type::Union(union) => union.elements(self.db).contains(&none),
            _ => ty == none,
        };
        let none = may_be_none.then_some(Witness::Type(none));
        self.steps += 1;
        let file = model.program_file();
        let key = (file, attribute.range());
        if self.active.contains(&key) {
            return Vec::new();
        }
        if self.steps > MAX_STEPS || self.active.len() > MAX_DEPTH * 4 {
            return with_unknown(none.into_iter().collect());
        }
        self.active.push(key);
        let values = self.of_expression(file, &attribute.value);
        let definitions = set.into_iter();
        let mut found: Vec<Witness<'db>> = definitions
            .flat_map(|definition| self.of_definition(definition, &values))
            .filter(|witness| !matches!(witness, Witness::Unknown))
            .collect();
        self.active.pop();
        found.extend(none);
        match found.is_empty() {
            true => vec![Witness::Unknown],
            false => found,
        }
    }

    /// A known type as witnesses: the members of a union where one is the receiver of the call that
    /// is followed, without those that say nothing.
    fn parts(
        &self,
        ty: Type<'db>,
        value: &dyn Fn(Type<'db>, Vec<Vec<Witness<'db>>>) -> Witness<'db>,
    ) -> Vec<Witness<'db>> {
        let Type::Union(union) = ty else {
            return vec![value(ty, Vec::new())];
        };
        let parts = union.elements(self.db);
        let is_plain =
            |part: &Type<'db>| !is_dark(self.db, *part) && self.receiver_for(*part).is_none();
        if parts.iter().all(is_plain) {
            return vec![value(ty, Vec::new())];
        }
        let parts = parts.iter().filter(|part| !is_dark(self.db, **part));
        parts
            .flat_map(|part| {
                let receiver = self.receiver_for(*part);
                receiver.unwrap_or_else(|| vec![value(*part, Vec::new())])
            })
            .collect()
    }

    /// The receiver of the call that is followed, where the type is the method's `Self`.
    fn receiver_for(&self, ty: Type<'db>) -> Option<Vec<Witness<'db>>> {
        let Type::TypeVar(variable) = ty else {
            return None;
        };
        if !is_self(self.db, variable) {
            return None;
        }
        let frame = self.frames.last()?;
        let receiver = frame.receiver.iter().cloned();
        (!frame.receiver.is_empty()).then(|| receiver.map(|it| self.instance(it)).collect())
    }

    /// Witnesses of an expression that the checker has no type for.
    fn of_open(&mut self, model: &SemanticModel<'db>, expression: &Expr) -> Vec<Witness<'db>> {
        let file = model.program_file();
        match expression {
            Expr::Name(name) => self.of_name(model, name),
            Expr::Attribute(attribute) => self.of_attribute(model, attribute),
            Expr::Call(call) => self.of_call(file, call),
            Expr::Await(it) => {
                // The checker knows the coroutine, but not what it gives.
                let awaited = self.of_expression(file, &it.value);
                awaited
                    .into_iter()
                    .flat_map(|it| self.awaited(it))
                    .collect()
            }
            Expr::If(it) => {
                let mut found = self.of_expression(file, &it.body);
                found.extend(self.of_expression(file, &it.orelse));
                found
            }
            Expr::BoolOp(it) => self.of_either(file, it),
            Expr::Named(it) => self.of_expression(file, &it.value),
            Expr::Subscript(it) => self.of_subscript(file, it),
            Expr::BinOp(it) => {
                let left = self.of_expression(file, &it.left);
                let right = vec![argument(file, &it.right)];
                self.of_method(&left, it.op.dunder(), &right)
            }
            Expr::UnaryOp(it) => {
                let operand = self.of_expression(file, &it.operand);
                let dunder = match it.op {
                    ast::UnaryOp::Invert => "__invert__",
                    ast::UnaryOp::UAdd => "__pos__",
                    ast::UnaryOp::USub => "__neg__",
                    ast::UnaryOp::Not => return Vec::new(),
                };
                self.of_method(&operand, dunder, &[])
            }
            _ => Vec::new(),
        }
    }

    /// What `a or b` gives is not `a` where that is false, `a and b` only then.
    fn of_either(&mut self, file: ProgramFile<'db>, either: &ast::ExprBoolOp) -> Vec<Witness<'db>> {
        let Some((last, first)) = either.values.split_last() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for value in first {
            for witness in self.of_expression(file, value) {
                match either.op {
                    ast::BoolOp::Or => found.extend(self.alternatives(&witness)),
                    ast::BoolOp::And if self.can_be_false(&witness) => found.push(witness),
                    ast::BoolOp::And => {}
                }
            }
        }
        found.extend(self.of_expression(file, last));
        found
    }

    /// Whether a value can be false: an object can that says so.
    fn can_be_false(&self, value: &Witness<'db>) -> bool {
        let classes = value.classes(&self.model());
        let says_so = |class: &Definition<'db>| {
            let mut methods = ["__bool__", "__len__"].iter();
            methods.any(|method| !family::inherited(self.db, *class, method).is_empty())
        };
        let is_union = matches!(value.ty(), Some(Type::Union(_)));
        is_union || classes.is_empty() || classes.iter().any(says_so)
    }

    fn of_name(&mut self, model: &SemanticModel<'db>, name: &ast::ExprName) -> Vec<Witness<'db>> {
        let narrowed = self.narrowed_by_type(model, name);
        if !narrowed.is_empty() {
            return narrowed;
        }
        let reaching = reaching_definitions(model, name);
        let definitions = if reaching.is_empty() {
            let aliases = ImportAliasResolution::ResolveAliases;
            definitions_for_name(model, &name.id, name.into(), aliases)
                .iter()
                .filter_map(ResolvedDefinition::definition)
                .collect()
        } else {
            reaching
        };
        let definitions = definitions.into_iter();
        definitions
            .flat_map(|definition| self.of_definition(definition, &[]))
            .collect()
    }

    fn of_attribute(
        &mut self,
        model: &SemanticModel<'db>,
        attribute: &ast::ExprAttribute,
    ) -> Vec<Witness<'db>> {
        let in_submodule = submodules::definitions(model, attribute);
        if !in_submodule.is_empty() {
            let definitions = in_submodule.iter().filter_map(|it| it.definition());
            return definitions
                .flat_map(|definition| self.of_definition(definition, &[]))
                .collect();
        }
        let values = self.of_expression(model.program_file(), &attribute.value);
        self.of_member(&values, &attribute.attr)
    }

    fn of_member(&mut self, values: &[Witness<'db>], name: &str) -> Vec<Witness<'db>> {
        let mut found = Vec::new();
        let model = self.model();
        for value in values {
            if is_any(value) {
                found.push(value.clone());
                continue;
            }
            let receiver = std::slice::from_ref(value);
            let mut has_function = false;
            let definitions = value.definitions_of(&model, name);
            for definition in &definitions {
                let Some(definition) = definition.definition() else {
                    continue;
                };
                // Overloads are all found through the first of them. What else a stub defines more
                // than once are parts of a property, the getter first, and functions in the branches
                // of a test for the version, the newest first.
                let is_function = matches!(definition.kind(self.db), DefinitionKind::Function(_))
                    && (is_overload(self.db, definition)
                        || definition
                            .python_file(self.db)
                            .file(self.db)
                            .is_stub(self.db));
                if !(is_function && has_function) {
                    let defined = self.of_definition(definition, receiver);
                    let is_in_body = family::is_in_class_body(self.db, definition);
                    match is_in_body && !is_function && !value.classes(&model).is_empty() {
                        true => found.extend(self.got(&model, defined)),
                        false => found.extend(defined),
                    }
                }
                has_function |= is_function;
            }
        }
        found
    }

    /// What is read of an instance where its class has these values: what the `__get__` of those
    /// gives that have one.
    fn got(&mut self, model: &SemanticModel<'db>, values: Vec<Witness<'db>>) -> Vec<Witness<'db>> {
        let mut found = Vec::new();
        for value in values {
            let [class] = value.classes(model)[..] else {
                found.push(value);
                continue;
            };
            if !family::is_descriptor_in_source(self.db, class) {
                found.push(value);
                continue;
            }
            let given = self.of_method(&[value], "__get__", &[]);
            // Itself it gives to whoever asks the class.
            let is_other = |given: &&Witness<'db>| given.classes(model) != [class];
            let others: Vec<_> = given.iter().filter(is_other).cloned().collect();
            found.extend(if others.is_empty() { given } else { others });
        }
        found
    }

    /// What a method of values gives when it is called.
    fn of_method(
        &mut self,
        values: &[Witness<'db>],
        name: &str,
        arguments: &[Argument<'db>],
    ) -> Vec<Witness<'db>> {
        let methods = self.of_member(values, name);
        let methods = methods.into_iter();
        methods
            .flat_map(|method| self.called(method, arguments.to_vec()))
            .collect()
    }

    /// What `await` gives for a value.
    fn awaited(&mut self, value: Witness<'db>) -> Vec<Witness<'db>> {
        if let Witness::Coroutine(awaited) = value {
            return awaited;
        }
        let generators = self.of_method(std::slice::from_ref(&value), "__await__", &[]);
        let generators = generators.into_iter();
        generators
            .flat_map(|generator| match generator {
                Witness::Generator { returns, .. } => returns,
                generator => match self.applied(&generator) {
                    Some((_, arguments)) => arguments.into_iter().nth(2).unwrap_or_default(),
                    None => vec![Witness::Unknown],
                },
            })
            .collect()
    }
}

/// The definitions in a name's own scope that reach its use, imports aside.
fn reaching_definitions<'db>(
    model: &SemanticModel<'db>,
    name: &ast::ExprName,
) -> Vec<Definition<'db>> {
    let mut found = reaching_bindings(model, name);
    if name.ctx.is_load() {
        found.retain(|definition| !definition.kind(model.db()).is_import());
    }
    found
}

/// The definitions in a name's own scope that reach its use.
pub fn reaching_bindings<'db>(
    model: &SemanticModel<'db>,
    name: &ast::ExprName,
) -> Vec<Definition<'db>> {
    let db = model.db();
    let file = model.program_file();
    let index = semantic_index(db, file);
    if !name.ctx.is_load() {
        return index.try_definition(name).into_iter().collect();
    }
    let Some(scope) = index.try_expression_scope_id(&ExprRef::from(name)) else {
        return Vec::new();
    };
    let uses = index.use_def_map(scope);
    let at_use = uses.bindings_at_use(name.scoped_use_id(db, file));
    let mut found: Vec<Definition<'db>> = at_use
        .filter_map(|binding| binding.binding.definition())
        .collect();
    // What comes from the end of a loop stands for the bindings in it.
    let mut next = 0;
    while let Some(definition) = found.get(next).copied() {
        next += 1;
        if let DefinitionKind::LoopHeader(header) = definition.kind(db) {
            let bindings = uses.loop_header(header.loop_header_id());
            for binding in bindings.bindings_for_place(header.place()) {
                let bound = uses.definition(binding.binding()).definition();
                found.extend(bound.filter(|bound| !found.contains(bound)));
            }
        }
    }
    found.retain(|it| !matches!(it.kind(db), DefinitionKind::LoopHeader(_)));
    found
}

/// What is left where a test has found that a value is something.
pub fn without_none<'db>(
    db: &'db dyn ty_python_semantic::Db,
    found: Vec<Witness<'db>>,
) -> Vec<Witness<'db>> {
    let found = found.into_iter();
    let parts = found.flat_map(|witness| match witness.ty() {
        Some(Type::Union(union)) if union.elements(db).iter().any(|part| part.is_none(db)) => union
            .elements(db)
            .iter()
            .copied()
            .map(Witness::Type)
            .collect(),
        _ => vec![witness],
    });
    let is_none = |witness: &Witness<'db>| witness.ty().is_some_and(|ty| ty.is_none(db));
    parts.filter(|witness| !is_none(witness)).collect()
}

/// Whether a value was said to be anything.
fn is_any(value: &Witness<'_>) -> bool {
    matches!(value.ty(), Some(Type::Dynamic(DynamicType::Any)))
}

fn with_unknown(mut found: Vec<Witness<'_>>) -> Vec<Witness<'_>> {
    found.push(Witness::Unknown);
    found
}

/// `value.name`, asked about with the model of the value's file.
fn attribute_of(value: Expr, name: &str) -> ast::ExprAttribute {
    let range = value.range();
    ast::ExprAttribute {
        node_index: AtomicNodeIndex::NONE,
        range,
        value: Box::new(value),
        attr: ast::Identifier::new(Name::new(name), range),
        ctx: ExprContext::Load,
    }
}
