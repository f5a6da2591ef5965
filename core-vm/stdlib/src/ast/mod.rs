//! `_ast`: the classes of syntax trees, and trees as objects.
//!
//! The classes are made from the compiler's table when the module is first imported.

use std::cell::RefCell;
use std::collections::HashMap;

use serpentarium_compiler::ast::{Arity, NodeClass};
use serpentarium_runtime::object::native::NativeModule;
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, Visitor};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::list::LIST_TYPE;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::object::OBJECT_TYPE;
use serpentarium_runtime::types::str::{Str, intern};
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::types::typeobj::TYPE_TYPE;
use serpentarium_runtime::types::{int::INT_TYPE, str::STR_TYPE};

use crate::native;

mod base;
mod compiling;
mod from_objects;
mod to_objects;

pub use compiling::install;

pub static MODULE: NativeModule = NativeModule {
    name: "_ast",
    doc: "",
    functions: &[],
    exec,
};

/// Types that must be readied before use.
pub fn ready() {
    serpentarium_runtime::types::typeobj::ready::ready(&base::AST_TYPE);
}

thread_local! {
    static CLASSES: RefCell<HashMap<NodeClass, Ref>> = RefCell::new(HashMap::new());
}

/// Reports the node classes and the shared nodes.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    CLASSES.with(|classes| classes.borrow().values().for_each(|class| visit.obj(class)));
    to_objects::roots(visit);
}

fn exec(module: &Obj) -> PyResult<()> {
    native::set(module, "AST", base::AST_TYPE.as_obj().to_ref());
    for class in NodeClass::ALL {
        native::set(module, class.name(), class_object(*class)?);
    }
    for (name, value) in [
        ("PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000),
        ("PyCF_ONLY_AST", 0x400),
        ("PyCF_OPTIMIZED_AST", 0x8400),
        ("PyCF_TYPE_COMMENTS", 0x1000),
    ] {
        native::set_int(module, name, value);
    }
    Ok(())
}

fn names(all: &[&str]) -> Ref {
    let names = all.iter().map(|name| intern::intern_str(name).into_obj());
    Tuple::new(names.collect()).into_obj()
}

const LOCATION: &[&str] = &["lineno", "col_offset", "end_lineno", "end_col_offset"];

/// The Python class of a node class, made on first use.
fn class_object(class: NodeClass) -> PyResult {
    if let Some(known) = CLASSES.with(|classes| classes.borrow().get(&class).cloned()) {
        return Ok(known);
    }
    let base = match class.base() {
        Some(base) => class_object(base)?,
        None => base::AST_TYPE.as_obj().to_ref(),
    };
    let namespace = Dict::new();
    let fields: Vec<&str> = class.fields().iter().map(|field| field.name).collect();
    namespace.set_text("__module__", Str::from_str("ast").into_obj());
    namespace.set_text("__doc__", Str::from_str(&class.doc()).into_obj());
    namespace.set_text("_fields", names(&fields));
    namespace.set_text("__match_args__", names(&fields));
    if class.base().is_none() {
        namespace.set_text(
            "_attributes",
            names(if class.is_located() { LOCATION } else { &[] }),
        );
        if class.is_located() {
            namespace.set_text("end_lineno", none());
            namespace.set_text("end_col_offset", none());
        }
    }
    for field in class.fields() {
        if field.arity() == Arity::Optional {
            namespace.set_text(field.name, none());
        }
    }
    let bases = Tuple::new(vec![base]);
    let name = Str::from_str(class.name());
    let made = protocol::call(
        TYPE_TYPE.as_obj(),
        &[name.as_obj(), bases.as_obj(), namespace.as_obj()],
    )?;
    CLASSES.with(|classes| classes.borrow_mut().insert(class, made.clone()));
    if !class.is_abstract() {
        let types = field_types(class)?;
        protocol::setattr_text(&made, "_field_types", &types)?;
    }
    Ok(made)
}

/// `_field_types`: what each field may hold.
fn field_types(class: NodeClass) -> PyResult {
    let types = Dict::new();
    for field in class.fields() {
        let plain = match field.type_name() {
            "identifier" | "string" => STR_TYPE.as_obj().to_ref(),
            "int" => INT_TYPE.as_obj().to_ref(),
            "constant" => OBJECT_TYPE.as_obj().to_ref(),
            name => match NodeClass::by_name(name) {
                Some(class) => class_object(class)?,
                None => OBJECT_TYPE.as_obj().to_ref(),
            },
        };
        let value = match field.arity() {
            Arity::One => plain,
            Arity::Optional => number::binary(&plain, &none(), number::OR)?,
            Arity::Many | Arity::ManyOptional => {
                serpentarium_runtime::types::generic_alias::make(LIST_TYPE.as_obj(), &plain)?
            }
        };
        types.set_text(field.name, value);
    }
    Ok(types.into_obj())
}
