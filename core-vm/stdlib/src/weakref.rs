//! `_weakref`.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::weakref::{WeakRef, references};
use serpentarium_runtime::types::weakref_proxy::{CALLABLE_PROXY_TYPE, PROXY_TYPE, proxy};
use serpentarium_runtime::types::weakref_type::WEAKREF_TYPE;

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: FUNCTIONS,
    exec,
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "getweakrefcount",
        "($module, object, /)",
        "Return the number of weak references to 'object'.",
        NativeFn::One(|_, object| Ok(Int::from_usize(references(object).len()).into_obj())),
    ),
    NativeDef::new(
        "getweakrefs",
        "($module, object, /)",
        "Return a list of all weak reference objects pointing to 'object'.",
        NativeFn::One(|_, object| {
            let all = references(object).into_iter().map(Ref::into_obj);
            Ok(List::new(all.collect()).into_obj())
        }),
    ),
    NativeDef::new(
        "proxy",
        "($module, object, callback=None, /)",
        "Create a proxy object that weakly references 'object'.\n\n'callback', if given, is called \
         with a reference to the\nproxy when 'object' is about to be finalized.",
        NativeFn::Bound(|_, args| match args[0] {
            Some(object) => {
                let callback = native::given(args[1]).map(Object::to_ref);
                Ok(proxy(object, callback)?.into_obj())
            }
            None => native::none(),
        }),
    ),
    NativeDef::new(
        "_remove_dead_weakref",
        "($module, dct, key, /)",
        "Atomically remove key from dict if it points to a dead weakref.",
        NativeFn::Bound(remove_dead),
    ),
];

fn exec(module: &Obj) -> PyResult<()> {
    for name in ["ref", "ReferenceType"] {
        native::set(module, name, WEAKREF_TYPE.as_obj().to_ref());
    }
    native::set(module, "ProxyType", PROXY_TYPE.as_obj().to_ref());
    native::set(
        module,
        "CallableProxyType",
        CALLABLE_PROXY_TYPE.as_obj().to_ref(),
    );
    Ok(())
}

fn remove_dead(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(dict), Some(key)) = (args[0], args[1]) else {
        return native::none();
    };
    let Some(dict) = dict.downcast::<Dict>() else {
        return Err(type_error(format!(
            "_remove_dead_weakref() argument 1 must be dict, not {}",
            dict.ty().tp_name()
        )));
    };
    if let Some(found) = dict.get(key)? {
        match found.downcast::<WeakRef>() {
            Some(reference) if reference.get().is_none() => drop(dict.remove(key)?),
            Some(_) => {}
            None => return Err(type_error("not a weakref")),
        }
    }
    native::none()
}
