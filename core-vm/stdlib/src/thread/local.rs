//! `_thread._local`: attributes of which every thread has its own.
//!
//! The instance dictionary is always that of the thread that used the object last; the
//! dictionaries of the others lie beside it. A use by another thread exchanges them.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::error::{Exc, type_error};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::threads;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::ATTRIBUTE_ERROR;
use serpentarium_runtime::types::object::OBJECT_TYPE;
use serpentarium_runtime::types::object_attributes::{
    generic_getattr, generic_setattr, instance_dict, replace_dict,
};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::types::weakref::WeakRef;
use serpentarium_runtime::types::weakref_type::WEAKREF_TYPE;

pub struct Local {
    /// Whose the instance dictionary is; 0: nobody's any more.
    owner: Cell<i64>,
    others: RefCell<Vec<(i64, Ref<Dict>)>>,
    /// Arguments that `__init__` gets in every thread, and the names of the last of them.
    args: Field<Tuple>,
    names: Field<Tuple>,
}

impl NativeType for Local {
    fn type_object() -> &'static Type {
        &LOCAL_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for (_, dict) in self.others.borrow().iter() {
            visit.obj(dict.as_obj());
        }
        visit.field(&self.args);
        visit.field(&self.names);
    }

    fn clear(&self) {
        drop(self.others.take());
        self.args.set(None);
        self.names.set(None);
    }
}

pub static LOCAL_TYPE: Type = Type::builtin(&LOCAL_SPEC);
static LOCAL_SPEC: TypeSpec = TypeSpec {
    doc: Some("_local()\n--\n\nThread-local data"),
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT | flags::MANAGED_WEAKREF,
    reported: (56, 0),
    slots: Slots {
        new: Some(new),
        getattr: Some(getattr),
        setattr: Some(setattr),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<Local>>("_thread._local")
};

thread_local! {
    /// The objects that threads have dictionaries in, by thread.
    static USED: RefCell<Vec<(i64, Ref<WeakRef>)>> = const { RefCell::new(Vec::new()) };
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let has_init = match (ty.slots().init, OBJECT_TYPE.slots().init) {
        (Some(init), Some(default)) => init as usize != default as usize,
        (Some(_), None) => true,
        (None, _) => false,
    };
    if !args.values.is_empty() && !has_init {
        return Err(type_error("Initialization arguments are not supported"));
    }
    let values = args.values.iter().map(|value| value.to_ref()).collect();
    let me = threads::ident();
    let local = Local {
        owner: Cell::new(me),
        others: RefCell::default(),
        args: Field::empty(),
        names: Field::empty(),
    };
    local.args.set(Tuple::new(values));
    local.names.set(args.names.map(Object::to_ref));
    let object = Native::of_type(ty, local).into_obj();
    note_use(me, &object)?;
    Ok(object)
}

fn local(object: &Obj) -> Option<&Local> {
    Native::<Local>::by_layout(object).map(|local| &local.data)
}

/// The thread's end is to find the object.
fn note_use(me: i64, object: &Obj) -> PyResult<()> {
    if crate::run::is_finalizing() {
        return Ok(());
    }
    let reference = WeakRef::new(&WEAKREF_TYPE, object, None)?;
    USED.with(|used| {
        let mut used = used.borrow_mut();
        if used.len() == used.capacity() {
            used.retain(|(_, object)| object.get().is_some());
        }
        used.push((me, reference));
    });
    Ok(())
}

/// Makes the instance dictionary that of the running thread.
fn bring(object: &Obj) -> PyResult<()> {
    let Some(this) = local(object) else {
        return Ok(());
    };
    let me = threads::ident();
    if this.owner.get() == me {
        return Ok(());
    }
    let before = instance_dict(object);
    let known = {
        let mut others = this.others.borrow_mut();
        let at = others.iter().position(|(owner, _)| *owner == me);
        at.map(|at| others.swap_remove(at).1)
    };
    let is_new = known.is_none();
    replace_dict(object, known.unwrap_or_else(Dict::new));
    let owner = this.owner.replace(me);
    if let Some(before) = before.filter(|_| owner != 0) {
        this.others.borrow_mut().push((owner, before));
    }
    if is_new {
        note_use(me, object)?;
        initialise(this, object).inspect_err(|_| {
            // The next use tries again.
            replace_dict(object, Dict::new());
            this.owner.set(0);
        })?;
    }
    Ok(())
}

/// Calls `__init__` of a subclass with the arguments that the object was made with.
fn initialise(this: &Local, object: &Obj) -> PyResult<()> {
    let (Some(init), Some(args)) = (object.ty().slots().init, this.args.get()) else {
        return Ok(());
    };
    if OBJECT_TYPE
        .slots()
        .init
        .is_some_and(|default| std::ptr::fn_addr_eq(default, init))
    {
        return Ok(());
    }
    let values: Vec<&Obj> = args.as_slice().iter().map(|value| &**value).collect();
    let names = this.names.get();
    init(
        object,
        Args {
            values: &values,
            names: names.as_deref(),
        },
    )
}

fn getattr(object: &Obj, name: &Str) -> PyResult {
    bring(object)?;
    if name.eq_str("__dict__")
        && let Some(dict) = instance_dict(object)
    {
        return Ok(dict.into_obj());
    }
    generic_getattr(object, name)
}

fn setattr(object: &Obj, name: &Str, value: Option<&Obj>) -> PyResult<()> {
    if name.eq_str("__dict__") {
        let message = format!(
            "'{}' object attribute '__dict__' is read-only",
            object.ty().tp_name()
        );
        return Err(Exc::with_message(&ATTRIBUTE_ERROR, &message));
    }
    bring(object)?;
    generic_setattr(object, name, value)
}

/// Drops what the running thread, which ends, kept in such objects.
pub(super) fn thread_ends() {
    let me = threads::ident();
    loop {
        let next = USED.with(|used| {
            let mut used = used.borrow_mut();
            let at = used.iter().position(|(owner, _)| *owner == me)?;
            Some(used.remove(at).1)
        });
        let Some(next) = next else {
            return;
        };
        let Some(object) = next.get() else {
            continue;
        };
        let Some(this) = local(&object) else {
            continue;
        };
        if this.owner.get() == me {
            this.owner.set(0);
            replace_dict(&object, Dict::new());
        } else {
            let mut others = this.others.borrow_mut();
            let at = others.iter().position(|(owner, _)| *owner == me);
            let dropped = at.map(|at| others.swap_remove(at));
            std::mem::drop(others);
            std::mem::drop(dropped);
        }
    }
}

/// At the end of the program nothing is left to find.
pub(super) fn forget() {
    drop(USED.with(RefCell::take));
}
