//! `callable_iterator`: `iter(callable, sentinel)`.

use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::exceptions::STOP_ITERATION;
use crate::types::list::iter::reduce_call;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct CallableIterator {
    head: Obj,
    /// Both empty once exhausted.
    callable: Field,
    sentinel: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for CallableIterator {
    fn type_object() -> &'static Type {
        &CALLABLE_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.callable);
        visit.field(&self.sentinel);
    }
}

impl CallableIterator {
    pub fn new(callable: Ref, sentinel: Ref) -> Ref<CallableIterator> {
        object::alloc(
            &CALLABLE_ITERATOR_TYPE,
            CallableIterator {
                head: object::header(0),
                callable: Field::new(callable),
                sentinel: Field::new(sentinel),
            },
        )
    }

    fn finish(&self) {
        self.callable.set(None);
        self.sentinel.set(None);
    }
}

fn this(object: &Obj) -> &CallableIterator {
    // SAFETY: called with these iterators only.
    unsafe { object.cast_unchecked() }
}

fn next(object: &Obj) -> PyResult<Option<Ref>> {
    let iterator = this(object);
    let Some(callable) = iterator.callable.get() else {
        return Ok(None);
    };
    let value = match protocol::call(&callable, &[]) {
        Ok(value) => value,
        Err(error) if error.matches(&STOP_ITERATION) => {
            iterator.finish();
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    // The call may have exhausted the iterator.
    let Some(sentinel) = iterator.sentinel.get() else {
        return Ok(None);
    };
    if protocol::eq(&sentinel, &value)? {
        iterator.finish();
        return Ok(None);
    }
    Ok(Some(value))
}

fn reduce(object: &Obj) -> PyResult {
    let iterator = this(object);
    let (Some(callable), Some(sentinel)) = (iterator.callable.get(), iterator.sentinel.get())
    else {
        return reduce_call("iter", Tuple::empty().into_obj(), None);
    };
    let function = crate::vm::builtins()
        .get_text("iter")
        .ok_or_else(|| object::error::runtime_error("lost builtins.iter"))?;
    let arguments = Tuple::new(vec![callable, sentinel]);
    Ok(Tuple::new(vec![function, arguments.into_obj()]).into_obj())
}

pub static CALLABLE_ITERATOR_TYPE: Type = Type::builtin(&CALLABLE_ITERATOR_SPEC);
static CALLABLE_ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(next),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        "Return state information for pickling.",
        NativeFn::NoArgs(reduce),
    )],
    ..TypeSpec::of::<CallableIterator>("callable_iterator")
};
