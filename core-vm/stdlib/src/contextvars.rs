//! `_contextvars`: contexts, variables and tokens (PEP 567).
//!
//! A context's mapping is never changed in place: setting a variable replaces it by a
//! changed copy, so that a copied context costs nothing.

use std::cell::Cell;

use serpentarium_runtime::object::args::Args;
use serpentarium_runtime::object::error::{
    key_error, lookup_error, runtime_error, type_error, value_error,
};
use serpentarium_runtime::object::native::{GetSet, Member, NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{
    Exc, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::LOOKUP_ERROR;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::{none, not_implemented};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::vm;

use crate::types_support::add_type;

pub static MODULE: NativeModule = NativeModule {
    name: "_contextvars",
    doc: "Context Variables",
    functions: &[NativeDef::new(
        "copy_context",
        "($module, /)",
        "",
        NativeFn::NoArgs(|_| Ok(current().copied().into_obj())),
    )],
    exec,
};

fn exec(module: &Obj) -> PyResult<()> {
    add_type(module, &CONTEXT_TYPE);
    add_type(module, &CONTEXT_VAR_TYPE);
    add_type(module, &TOKEN_TYPE);
    serpentarium_runtime::types::typeobj::ready::ready(&MISSING_TYPE);
    let missing = Native::new(Missing).into_obj();
    missing.make_immortal();
    if let Some(dict) = TOKEN_TYPE.namespace() {
        dict.set_text("MISSING", missing);
    }
    Ok(())
}

/// `contextvars.Context`
pub struct Context {
    variables: Field<Dict>,
    /// The context that was current when this one was entered.
    previous: Field,
    entered: Cell<bool>,
}

impl NativeType for Context {
    fn type_object() -> &'static Type {
        &CONTEXT_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.variables);
        visit.field(&self.previous);
    }

    fn clear(&self) {
        self.variables.set(None);
        self.previous.set(None);
    }
}

impl Context {
    fn new(variables: Ref<Dict>) -> Ref<Native<Context>> {
        Native::new(Context {
            variables: Field::new(variables),
            previous: Field::empty(),
            entered: Cell::new(false),
        })
    }

    fn variables(&self) -> Ref<Dict> {
        self.variables.get().unwrap_or_else(Dict::new)
    }

    fn copied(&self) -> Ref<Native<Context>> {
        Context::new(self.variables())
    }

    /// Replaces the mapping by one with this variable set or removed.
    fn change(&self, variable: &Obj, value: Option<Ref>) -> PyResult<()> {
        let changed = self.variables().copy();
        match value {
            Some(value) => changed.set(variable, value)?,
            None => drop(changed.remove(variable)?),
        }
        self.variables.set(changed);
        Ok(())
    }
}

/// The current context, made on first use.
fn current() -> Ref<Native<Context>> {
    if let Some(known) = vm::current_context()
        && let Ok(context) = known.downcast_into::<Native<Context>>()
    {
        return context;
    }
    let context = Context::new(Dict::new());
    vm::set_current_context(Some(context.clone().into_obj()));
    context
}

fn context(object: &Obj) -> PyResult<&Native<Context>> {
    object
        .downcast()
        .ok_or_else(|| type_error("an instance of Context was expected"))
}

fn context_new(_ty: &Type, args: Args<'_>) -> PyResult {
    if !args.values.is_empty() {
        return Err(type_error("Context() does not accept any arguments"));
    }
    Ok(Context::new(Dict::new()).into_obj())
}

fn check_variable(key: &Obj) -> PyResult<()> {
    if key.is_instance(&CONTEXT_VAR_TYPE) {
        return Ok(());
    }
    Err(type_error(format!(
        "a ContextVar key was expected, got {}",
        protocol::repr_text(key)?
    )))
}

fn context_getitem(object: &Obj, key: &Obj) -> PyResult {
    check_variable(key)?;
    context(object)?
        .variables()
        .get(key)?
        .ok_or_else(|| key_error(key))
}

fn context_contains(object: &Obj, key: &Obj) -> PyResult<bool> {
    check_variable(key)?;
    context(object)?.variables().contains(key)
}

fn context_get(object: &Obj, args: &[&Obj]) -> PyResult {
    check_variable(args[0])?;
    let found = context(object)?.variables().get(args[0])?;
    Ok(found.unwrap_or_else(|| args.get(1).map_or_else(none, |default| default.to_ref())))
}

fn context_compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let Some(right) = right.downcast::<Native<Context>>() else {
        return Ok(not_implemented());
    };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(not_implemented());
    }
    let (a, b) = (context(left)?.variables(), right.variables());
    protocol::compare(a.as_obj(), b.as_obj(), op)
}

/// Calls a function while a context is current.
fn context_run(object: &Obj, args: Args<'_>) -> PyResult {
    let this = context(object)?;
    let Some(function) = args.positional().first() else {
        return Err(type_error("run() missing 1 required positional argument"));
    };
    if this.entered.replace(true) {
        return Err(runtime_error(format!(
            "cannot enter context: {} is already entered",
            protocol::repr_text(object)?
        )));
    }
    let previous = current();
    vm::set_current_context(Some(object.to_ref()));
    let result = protocol::call_args(
        function,
        Args {
            values: &args.values[1..],
            names: args.names,
        },
    );
    vm::set_current_context(Some(previous.into_obj()));
    this.entered.set(false);
    result
}

fn listed(object: &Obj, pick: fn((Ref, Ref)) -> Ref) -> PyResult {
    let items = context(object)?.variables().items();
    Ok(List::new(items.into_iter().map(pick).collect()).into_obj())
}

pub static CONTEXT_TYPE: Type = Type::builtin(&CONTEXT_SPEC);
static CONTEXT_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::MANAGED_WEAKREF,
    reported: (48, 0),
    slots: Slots {
        new: Some(context_new),
        richcompare: Some(context_compare),
        iter: Some(|object| protocol::iter(context(object)?.variables().as_obj())),
        sq_contains: Some(context_contains),
        mp_length: Some(|object| Ok(context(object)?.variables().len())),
        mp_subscript: Some(context_getitem),
        ..Slots::NONE
    },
    none_attributes: &["__hash__"],
    methods: &[
        NativeDef::new(
            "get",
            "($self, key, default=None, /)",
            "Return the value for `key` if `key` has the value in the context object.\n\nIf `key` does not exist, return `default`.  If `default` is not\ngiven, return None.",
            NativeFn::Positional(1, 2, context_get),
        ),
        NativeDef::new(
            "items",
            "($self, /)",
            "Return all variables and their values in the context object.\n\nThe result is returned as a list of 2-tuples (variable, value).",
            NativeFn::NoArgs(|object| {
                listed(object, |(key, value)| {
                    Tuple::new(vec![key, value]).into_obj()
                })
            }),
        ),
        NativeDef::new(
            "keys",
            "($self, /)",
            "Return a list of all variables in the context object.",
            NativeFn::NoArgs(|object| listed(object, |(key, _)| key)),
        ),
        NativeDef::new(
            "values",
            "($self, /)",
            "Return a list of all variables' values in the context object.",
            NativeFn::NoArgs(|object| listed(object, |(_, value)| value)),
        ),
        NativeDef::new(
            "copy",
            "($self, /)",
            "Return a shallow copy of the context object.",
            NativeFn::NoArgs(|object| Ok(context(object)?.copied().into_obj())),
        ),
        NativeDef::new("run", "", "", NativeFn::Raw(context_run)),
    ],
    ..TypeSpec::of::<Native<Context>>("_contextvars.Context")
};

/// `contextvars.ContextVar`
pub struct ContextVar {
    name: Ref<Str>,
    default: Field,
}

impl NativeType for ContextVar {
    fn type_object() -> &'static Type {
        &CONTEXT_VAR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.obj(self.name.as_obj());
        visit.field(&self.default);
    }
}

fn variable(object: &Obj) -> PyResult<&Native<ContextVar>> {
    object
        .downcast()
        .ok_or_else(|| type_error("an instance of ContextVar was expected"))
}

fn variable_new(_ty: &Type, args: Args<'_>) -> PyResult {
    let positional = args.positional().len();
    if positional != 1 {
        let how = if positional == 0 {
            "exactly"
        } else {
            "at most"
        };
        return Err(type_error(format!(
            "ContextVar() takes {how} 1 positional argument ({positional} given)"
        )));
    }
    let default = args.keyword("default");
    if args.keyword_count() > usize::from(default.is_some()) {
        let other = args.keywords().find(|(name, _)| !name.eq_str("default"));
        return Err(type_error(format!(
            "ContextVar() got an unexpected keyword argument '{}'",
            other.map_or_else(String::new, |(name, _)| name.to_string_lossy())
        )));
    }
    let Some(name) = args.values[0].downcast::<Str>() else {
        return Err(type_error("context variable name must be a str"));
    };
    Ok(Native::new(ContextVar {
        name: name.to_ref(),
        default: Field::new(default.map(|default| default.to_ref())),
    })
    .into_obj())
}

fn variable_get(object: &Obj, args: &[&Obj]) -> PyResult {
    let this = variable(object)?;
    let known = match vm::current_context() {
        Some(known) => match known.downcast::<Native<Context>>() {
            Some(context) => context.variables().get(object)?,
            None => None,
        },
        None => None,
    };
    if let Some(value) = known {
        return Ok(value);
    }
    if let Some(default) = args.first() {
        return Ok(default.to_ref());
    }
    if let Some(default) = this.default.get() {
        return Ok(default);
    }
    let error = protocol::call(LOOKUP_ERROR.as_obj(), &[object])?;
    match error.downcast_into() {
        Ok(error) => Err(Exc::from_instance(error)),
        Err(_) => Err(lookup_error("")),
    }
}

fn variable_set(object: &Obj, value: &Obj) -> PyResult {
    variable(object)?;
    let context = current();
    let old = context.variables().get(object)?;
    context.change(object, Some(value.to_ref()))?;
    Ok(Native::new(Token {
        context: Field::new(context),
        variable: Field::new(object.to_ref()),
        old: Field::new(old),
        used: Cell::new(false),
    })
    .into_obj())
}

fn variable_reset(object: &Obj, token: &Obj) -> PyResult {
    let Some(this) = token.downcast::<Native<Token>>() else {
        return Err(type_error(format!(
            "expected an instance of Token, got {}",
            protocol::repr_text(token)?
        )));
    };
    let refused = |what: &str| -> PyResult {
        Err(value_error(format!(
            "{} was created {what}",
            protocol::repr_text(token)?
        )))
    };
    if this.used.get() {
        return Err(runtime_error(format!(
            "{} has already been used once",
            protocol::repr_text(token)?
        )));
    }
    if !this.variable.peek().is_some_and(|own| own.is(object)) {
        return refused("by a different ContextVar");
    }
    let context = current();
    if !this
        .context
        .peek()
        .is_some_and(|own| own.as_obj().is(context.as_obj()))
    {
        return refused("in a different Context");
    }
    this.used.set(true);
    context.change(object, this.old.get())?;
    Ok(none())
}

fn variable_repr(object: &Obj) -> PyResult {
    let this = variable(object)?;
    let name = protocol::repr(this.name.as_obj())?;
    let mut text = Str::from_str("<ContextVar name=").concat(&name);
    if let Some(default) = this.default.get() {
        text = text
            .concat(&Str::from_str(" default="))
            .concat(&*protocol::repr(&default)?);
    }
    Ok(text
        .concat(&Str::from_str(&format!(" at {:#x}>", object.address())))
        .into_obj())
}

fn class_getitem(class: &Obj, key: &Obj) -> PyResult {
    serpentarium_runtime::types::generic_alias::make(class, key)
}

pub static CONTEXT_VAR_TYPE: Type = Type::builtin(&CONTEXT_VAR_SPEC);
static CONTEXT_VAR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (64, 0),
    slots: Slots {
        new: Some(variable_new),
        repr: Some(variable_repr),
        hash: Some(|object| Ok(protocol::hash_pointer(object))),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "get",
            "($self, default=<unrepresentable>, /)",
            "Return a value for the context variable for the current context.\n\nIf there is no value for the variable in the current context, the\nmethod will:\n * return the value of the default argument of the method, if\n   provided; or\n * return the default value for the context variable, if it was\n   created with one; or\n * raise a LookupError.",
            NativeFn::Positional(0, 1, variable_get),
        ),
        NativeDef::new(
            "set",
            "($self, value, /)",
            "Call to set a new value for the context variable in the current context.\n\nThe required value argument is the new value for the context\nvariable.\n\nReturns a Token object that can be used to restore the variable to\nits previous value via the `ContextVar.reset()` method.",
            NativeFn::One(variable_set),
        ),
        NativeDef::new(
            "reset",
            "($self, token, /)",
            "Reset the context variable.\n\nThe variable is reset to the value it had before the\n`ContextVar.set()` that created the token was used.",
            NativeFn::One(variable_reset),
        ),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            "ContextVars are generic over the type of their contained values",
            NativeFn::One(class_getitem),
        )
        .class(),
    ],
    members: &[Member::readonly("name", |object| {
        Ok(variable(object)?.name.clone().into_obj())
    })],
    ..TypeSpec::of::<Native<ContextVar>>("_contextvars.ContextVar")
};

/// `contextvars.Token`
pub struct Token {
    context: Field<Native<Context>>,
    variable: Field,
    /// Empty when the variable had no value.
    old: Field,
    used: Cell<bool>,
}

impl NativeType for Token {
    fn type_object() -> &'static Type {
        &TOKEN_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.context);
        visit.field(&self.variable);
        visit.field(&self.old);
    }

    fn clear(&self) {
        self.context.set(None);
        self.variable.set(None);
        self.old.set(None);
    }
}

fn token(object: &Obj) -> PyResult<&Native<Token>> {
    object
        .downcast()
        .ok_or_else(|| type_error("an instance of Token was expected"))
}

fn token_repr(object: &Obj) -> PyResult {
    let this = token(object)?;
    let variable = this.variable.get().unwrap_or_else(none);
    let start = if this.used.get() {
        "<Token used var="
    } else {
        "<Token var="
    };
    Ok(Str::from_str(start)
        .concat(&*protocol::repr(&variable)?)
        .concat(&Str::from_str(&format!(" at {:#x}>", object.address())))
        .into_obj())
}

fn missing() -> Ref {
    TOKEN_TYPE
        .namespace()
        .and_then(|dict| dict.get_text("MISSING"))
        .unwrap_or_else(none)
}

fn token_exit(object: &Obj, _args: &[&Obj]) -> PyResult {
    let variable = token(object)?.variable.get().unwrap_or_else(none);
    variable_reset(&variable, object)
}

pub static TOKEN_TYPE: Type = Type::builtin(&TOKEN_SPEC);
static TOKEN_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (48, 0),
    slots: Slots {
        new: Some(|_, _| Err(runtime_error("Tokens can only be created by ContextVars"))),
        repr: Some(token_repr),
        ..Slots::NONE
    },
    none_attributes: &["__hash__"],
    methods: &[
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            "Tokens are generic over the same type as the ContextVar which created them.",
            NativeFn::One(class_getitem),
        )
        .class(),
        NativeDef::new(
            "__enter__",
            "($self, /)",
            "Enter into Token context manager.",
            NativeFn::NoArgs(|object| Ok(object.to_ref())),
        ),
        NativeDef::new(
            "__exit__",
            "($self, type, val, tb, /)",
            "Exit from Token context manager, restore the linked ContextVar.",
            NativeFn::Positional(3, 3, token_exit),
        ),
    ],
    getset: &[
        GetSet::readonly("var", |object| {
            Ok(token(object)?.variable.get().unwrap_or_else(none))
        }),
        GetSet::readonly("old_value", |object| {
            Ok(token(object)?.old.get().unwrap_or_else(missing))
        }),
    ],
    ..TypeSpec::of::<Native<Token>>("_contextvars.Token")
};

/// What `Token.old_value` is when there was no value.
pub struct Missing;

impl NativeType for Missing {
    fn type_object() -> &'static Type {
        &MISSING_TYPE
    }
}

pub static MISSING_TYPE: Type = Type::builtin(&MISSING_SPEC);
static MISSING_SPEC: TypeSpec = TypeSpec {
    reported: (16, 0),
    slots: Slots {
        repr: Some(|_| Ok(Str::from_str("<Token.MISSING>").into_obj())),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<Missing>>("Token.MISSING")
};
