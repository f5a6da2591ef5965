//! What Python sees of a module: creation, `__getattr__`, `repr`, annotations.

use crate::object::error::{attribute_error_plain, type_error};
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol::{self, attribute_error, getattr_opt_text};
use crate::object::{Args, Obj, Object, PyResult, Slots, Type, args};
use crate::types::dict::Dict;
use crate::types::list::List;
use crate::types::module::Module;
use crate::types::none::{is_none, none};
use crate::types::object_attributes;
use crate::types::str::Str;
use crate::types::typeobj::annotations::call_annotate;
use crate::vm::names;

fn this(object: &Obj) -> &Module {
    // SAFETY: called with modules only.
    unsafe { object.cast_unchecked() }
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(Module::bare(ty).into_obj())
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    static SIGNATURE: &str = "(name, doc=None)";
    let bound = args::parsed(SIGNATURE).bind("module", args)?;
    let Some(name) = bound[0].and_then(|name| name.downcast::<Str>()) else {
        return Err(type_error(format!(
            "module() argument 'name' must be str, not {}",
            bound[0].map_or_else(String::new, |name| {
                crate::types::typeobj::names::argument_type(name)
            })
        )));
    };
    let dict = this(object).namespace();
    dict.set_text("__name__", name.to_ref().into_obj());
    dict.set_text("__doc__", bound[1].map_or_else(none, |doc| doc.to_ref()));
    for empty in ["__package__", "__loader__", "__spec__"] {
        dict.set_text(empty, none());
    }
    Ok(())
}

/// `<module 'name' from 'file'>` and its kin, as `importlib` words them.
fn repr(object: &Obj) -> PyResult {
    let dict = this(object).namespace();
    let found = |name: &str| dict.get_text(name).filter(|value| !is_none(value));
    let name = match dict.get_text("__name__") {
        Some(name) => protocol::repr_text(&name)?,
        None => "'?'".to_owned(),
    };
    let text = if let Some(spec) = found("__spec__") {
        spec_text(&spec)?
    } else if let Some(file) = found("__file__") {
        format!("<module {name} from {}>", protocol::repr_text(&file)?)
    } else if let Some(loader) = found("__loader__") {
        format!("<module {name} ({})>", protocol::repr_text(&loader)?)
    } else {
        format!("<module {name}>")
    };
    Ok(Str::from_str(&text).into_obj())
}

fn spec_text(spec: &Obj) -> PyResult<String> {
    let name = match getattr_opt_text(spec, "name")?.filter(|name| !is_none(name)) {
        Some(name) => protocol::repr_text(&name)?,
        None => "'?'".to_owned(),
    };
    let origin = getattr_opt_text(spec, "origin")?.filter(|origin| !is_none(origin));
    let Some(origin) = origin else {
        let loader = getattr_opt_text(spec, "loader")?.filter(|loader| !is_none(loader));
        return Ok(match loader {
            None => format!("<module {name}>"),
            Some(loader) => {
                let is_namespace = matches!(
                    loader.ty().name().as_str(),
                    "NamespaceLoader" | "_NamespaceLoader"
                );
                if is_namespace {
                    let path = getattr_opt_text(&loader, "_path")?.unwrap_or_else(none);
                    let path = protocol::call(crate::types::list::LIST_TYPE.as_obj(), &[&path])?;
                    format!(
                        "<module {name} (namespace) from {}>",
                        protocol::repr_text(&path)?
                    )
                } else {
                    format!("<module {name} ({})>", protocol::repr_text(&loader)?)
                }
            }
        });
    };
    let located = match getattr_opt_text(spec, "has_location")? {
        Some(value) => protocol::is_true(&value)?,
        None => false,
    };
    Ok(if located {
        format!("<module {name} from {}>", protocol::repr_text(&origin)?)
    } else {
        format!("<module {name} ({})>", protocol::str(&origin)?)
    })
}

/// `module.name`: attributes, then a `__getattr__` of the module, then an error that says
/// whether a circular import is to blame.
pub(crate) fn getattr(object: &Obj, name: &Str) -> PyResult {
    if let Some(value) = object_attributes::lookup(object, name)? {
        return Ok(value);
    }
    let dict = this(object).namespace();
    if let Some(getattr) = dict.get_str(&names().dunder_getattr) {
        return protocol::call(&getattr, &[name.as_obj()]);
    }
    missing(object, &dict, name)
}

#[cold]
fn missing(object: &Obj, dict: &Dict, name: &Str) -> PyResult {
    let module_name = dict
        .get_str(&names().dunder_name)
        .and_then(|name| name.downcast_into::<Str>().ok());
    let message = match module_name {
        Some(module) => match dict
            .get_str(&names().dunder_spec)
            .filter(|spec| !is_none(spec))
        {
            Some(spec) => missing_in(&spec, &module, name)?,
            None => format!("module '{module}' has no attribute '{name}'"),
        },
        None => format!("module has no attribute '{name}'"),
    };
    Err(attribute_error(object, name, &message))
}

fn missing_in(spec: &Obj, module: &Str, name: &Str) -> PyResult<String> {
    let flag = |attribute: &'static str| -> PyResult<bool> {
        match getattr_opt_text(spec, attribute)? {
            Some(value) => protocol::is_true(&value),
            None => Ok(false),
        }
    };
    if flag("_initializing")? {
        let origin = match flag("has_location")? {
            true => getattr_opt_text(spec, "origin")?,
            false => None,
        };
        let from = match origin.and_then(|origin| origin.downcast_into::<Str>().ok()) {
            Some(origin) => format!(" from '{origin}'"),
            None => String::new(),
        };
        return Ok(format!(
            "partially initialized module '{module}'{from} has no attribute '{name}' \
             (most likely due to a circular import)"
        ));
    }
    if let Some(waiting) = getattr_opt_text(spec, "_uninitialized_submodules")?
        && protocol::sequence::contains(&waiting, name.as_obj())?
    {
        return Ok(format!(
            "cannot access submodule '{name}' of module '{module}' \
             (most likely due to a circular import)"
        ));
    }
    Ok(format!("module '{module}' has no attribute '{name}'"))
}

fn dir(object: &Obj) -> PyResult {
    let dict = protocol::getattr(object, &names().dunder_dict)?;
    let Some(dict) = dict.downcast::<Dict>() else {
        return Err(type_error("<module>.__dict__ is not a dictionary"));
    };
    if let Some(own) = dict.get_text("__dir__") {
        return protocol::call(&own, &[]);
    }
    let keys = dict.items().into_iter().map(|(key, _)| key).collect();
    Ok(List::new(keys).into_obj())
}

fn get_annotate(object: &Obj) -> PyResult {
    let dict = this(object).namespace();
    let key = &names().dunder_annotate;
    if let Some(found) = dict.get_str(key) {
        return Ok(found);
    }
    dict.set_str(key, none());
    Ok(none())
}

fn set_annotate(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("cannot delete __annotate__ attribute"));
    };
    if !is_none(value) && value.ty().slots().call.is_none() {
        return Err(type_error("__annotate__ must be callable or None"));
    }
    let dict = this(object).namespace();
    dict.set_str(&names().dunder_annotate, value.to_ref());
    if !is_none(value) {
        dict.remove(names().dunder_annotations.as_obj())?;
    }
    Ok(())
}

/// Whether the module's code is still running: then annotations are not kept.
fn is_initializing(dict: &Dict) -> PyResult<bool> {
    let Some(spec) = dict
        .get_str(&names().dunder_spec)
        .filter(|spec| !is_none(spec))
    else {
        return Ok(false);
    };
    match getattr_opt_text(&spec, "_initializing")? {
        Some(value) => protocol::is_true(&value),
        None => Ok(false),
    }
}

fn get_annotations(object: &Obj) -> PyResult {
    let dict = this(object).namespace();
    let key = &names().dunder_annotations;
    if let Some(found) = dict.get_str(key) {
        return Ok(found);
    }
    let annotate = dict.get_str(&names().dunder_annotate);
    let annotations = match annotate.filter(|annotate| annotate.ty().slots().call.is_some()) {
        Some(annotate) => call_annotate(&annotate)?,
        None => Dict::new().into_obj(),
    };
    if !is_initializing(&dict)? {
        dict.set_str(key, annotations.clone());
    }
    Ok(annotations)
}

fn set_annotations(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let dict = this(object).namespace();
    let key = &names().dunder_annotations;
    match value {
        Some(value) => dict.set_str(key, value.to_ref()),
        None if dict.remove(key.as_obj())?.is_some() => {}
        None => return Err(attribute_error_plain("__annotations__")),
    }
    dict.remove(names().dunder_annotate.as_obj())?;
    Ok(())
}

fn get_dict(object: &Obj) -> PyResult {
    Ok(this(object).namespace().into_obj())
}

pub(crate) const SLOTS: Slots = Slots {
    new: Some(new),
    init: Some(init),
    repr: Some(repr),
    getattr: Some(getattr),
    ..Slots::NONE
};

pub(crate) static METHODS: &[NativeDef] = &[NativeDef::new(
    "__dir__",
    "($self, /)",
    "__dir__() -> list\nspecialized dir() implementation",
    NativeFn::NoArgs(dir),
)];

pub(crate) static MEMBERS: &[Member] = &[Member::readonly("__dict__", get_dict)];

pub(crate) static GETSET: &[GetSet] = &[
    GetSet::new("__annotations__", get_annotations, set_annotations),
    GetSet::new("__annotate__", get_annotate, set_annotate),
];
