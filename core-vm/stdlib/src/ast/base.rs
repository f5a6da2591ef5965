//! `ast.AST`: the base of all node classes.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, flags, protocol,
};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::DEPRECATION_WARNING;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::object_attributes::{
    REPLACEABLE_DICT, generic_getattr, generic_setattr, instance_dict,
};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

pub struct Ast;

impl NativeType for Ast {
    fn type_object() -> &'static Type {
        &AST_TYPE
    }
}

pub static AST_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT,
    slots: Slots {
        new: Some(|ty, _| Ok(Native::of_type(ty, Ast).into_obj())),
        init: Some(init),
        repr: Some(|this| Ok(Str::from_str(&shown(this, 3)?).into_obj())),
        getattr: Some(generic_getattr),
        setattr: Some(generic_setattr),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", "", NativeFn::NoArgs(reduce)),
        NativeDef::new(
            "__replace__",
            "($self, /, **fields)",
            "",
            NativeFn::Raw(replace),
        ),
    ],
    getset: &[REPLACEABLE_DICT],
    extra: Some(|ty| {
        for name in ["_fields", "_attributes", "__match_args__"] {
            ty.set_class_attribute(name, Tuple::empty().into_obj());
        }
    }),
    ..TypeSpec::of::<Native<Ast>>("ast.AST")
};

/// The names in a tuple attribute of a node's class.
pub fn tuple_names(this: &Obj, attribute: &'static str) -> PyResult<Vec<Ref<Str>>> {
    let Some(found) = protocol::getattr_opt_text(this.ty().as_obj(), attribute)? else {
        return Ok(Vec::new());
    };
    let items = protocol::collect(&found)?;
    Ok(items
        .into_iter()
        .filter_map(|name| name.downcast_into::<Str>().ok())
        .collect())
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let fields = tuple_names(this, "_fields")?;
    let class = this.ty().name();
    let given = args.positional();
    if given.len() > fields.len() {
        return Err(type_error(format!(
            "{class} constructor takes at most {} positional argument{}",
            fields.len(),
            if fields.len() == 1 { "" } else { "s" }
        )));
    }
    let mut missing: Vec<&Ref<Str>> = fields.iter().skip(given.len()).collect();
    for (name, value) in fields.iter().zip(given) {
        protocol::setattr(this, name, Some(value))?;
    }
    let attributes = tuple_names(this, "_attributes")?;
    for (name, value) in args.keywords() {
        if fields.iter().take(given.len()).any(|field| field.eq(name)) {
            return Err(type_error(format!(
                "{class} got multiple values for argument '{name}'"
            )));
        }
        missing.retain(|field| !field.eq(name));
        let known = fields.iter().chain(&attributes).any(|field| field.eq(name));
        if !known {
            crate::warnings::warn(
                &DEPRECATION_WARNING,
                &format!(
                    "{class}.__init__ got an unexpected keyword argument '{name}'. Support for \
                     arbitrary keyword arguments is deprecated and will be removed in Python 3.15."
                ),
                1,
            )?;
        }
        protocol::setattr(this, name, Some(value))?;
    }
    let types = protocol::getattr_opt_text(this.ty().as_obj(), "_field_types")?;
    for name in missing {
        fill_default(this, name, types.as_deref())?;
    }
    Ok(())
}

/// A field that was not given: nothing when optional, an empty list, `Load()`, or a warning.
fn fill_default(this: &Obj, name: &Str, types: Option<&Obj>) -> PyResult<()> {
    let kind = types
        .and_then(|types| types.downcast::<Dict>())
        .and_then(|types| types.get_str(name));
    let Some(kind) = kind else { return Ok(()) };
    let shown = protocol::repr_text(&kind)?;
    if shown.starts_with("list[") {
        return protocol::setattr(this, name, Some(List::new(Vec::new()).as_obj()));
    }
    if shown.contains('|') {
        return Ok(());
    }
    if shown == "<class 'ast.expr_context'>" {
        let load = super::class_object(serpentarium_compiler::ast::NodeClass::Load)?;
        return protocol::setattr(this, name, Some(&*protocol::call(&load, &[])?));
    }
    crate::warnings::warn(
        &DEPRECATION_WARNING,
        &format!(
            "{}.__init__ missing 1 required positional argument: '{name}'. This will become an \
             error in Python 3.15.",
            this.ty().name()
        ),
        1,
    )
}

/// `repr`, a few levels deep.
fn shown(this: &Obj, depth: usize) -> PyResult<String> {
    let fields = tuple_names(this, "_fields")?;
    let class = this.ty().name();
    if depth == 0 {
        return Ok(format!("{class}(...)"));
    }
    if fields.is_empty() {
        return Ok(format!("{class}()"));
    }
    let mut parts = Vec::new();
    for name in &fields {
        if let Some(value) = protocol::getattr_opt(this, name)? {
            parts.push(format!("{name}={}", shown_value(&value, depth - 1)?));
        }
    }
    Ok(format!("{class}({})", parts.join(", ")))
}

fn shown_value(value: &Obj, depth: usize) -> PyResult<String> {
    if value.is_instance(&AST_TYPE) {
        return shown(value, depth);
    }
    let Some(list) = value.downcast::<List>() else {
        return protocol::repr_text(value);
    };
    let items = list.to_vec();
    let text = |index: usize| shown_value(&items[index], depth);
    Ok(match items.len() {
        0 => "[]".to_owned(),
        1 => format!("[{}]", text(0)?),
        2 => format!("[{}, {}]", text(0)?, text(1)?),
        count => format!("[{}, ..., {}]", text(0)?, text(count - 1)?),
    })
}

fn reduce(this: &Obj) -> PyResult {
    let state = instance_dict(this).unwrap_or_else(Dict::new);
    Ok(Tuple::new(vec![
        this.ty().as_obj().to_ref(),
        Tuple::empty().into_obj(),
        state.into_obj(),
    ])
    .into_obj())
}

fn replace(this: &Obj, args: Args<'_>) -> PyResult {
    if !args.positional().is_empty() {
        return Err(type_error("__replace__() takes no positional arguments"));
    }
    let copy = Native::of_type(this.ty(), Ast).into_obj();
    if let (Some(old), Some(new)) = (instance_dict(this), instance_dict(&copy)) {
        new.merge(&old)?;
    }
    let mut known = tuple_names(this, "_fields")?;
    known.extend(tuple_names(this, "_attributes")?);
    for (name, value) in args.keywords() {
        if !known.iter().any(|field| field.eq(name)) {
            return Err(type_error(format!(
                "{}.__replace__ got an unexpected keyword argument '{name}'.",
                this.ty().name()
            )));
        }
        protocol::setattr(&copy, name, Some(value))?;
    }
    Ok(copy)
}
