//! `_typing._ConstEvaluator`: an evaluation function whose answer is known.

use crate::object::error::type_error;
use crate::object::protocol::{self, number};
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::none::none;
use crate::types::str::Str;

#[repr(C)]
pub struct ConstEvaluator {
    head: Obj,
    value: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for ConstEvaluator {
    fn type_object() -> &'static Type {
        &CONST_EVALUATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.value);
    }
}

impl ConstEvaluator {
    pub fn new(value: Ref) -> Ref<ConstEvaluator> {
        object::alloc(
            &CONST_EVALUATOR_TYPE,
            ConstEvaluator {
                head: object::header(0),
                value: Field::new(value),
            },
        )
    }
}

fn value(object: &Obj) -> Ref {
    // SAFETY: called with these evaluators only.
    unsafe { object.cast_unchecked::<ConstEvaluator>() }
        .value
        .get()
        .unwrap_or_else(none)
}

/// The format for source text (`annotationlib.Format.STRING`).
const FORMAT_STRING: isize = 4;

fn call(object: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("constevaluator.__call__")?;
    let [format] = args.values else {
        return Err(type_error(format!(
            "constevaluator.__call__() takes exactly 1 argument ({} given)",
            args.values.len()
        )));
    };
    let format = number::index_as_isize(format, Some(&crate::types::exceptions::OVERFLOW_ERROR))?;
    let value = value(object);
    if format != FORMAT_STRING {
        return Ok(value);
    }
    match value.downcast::<crate::types::tuple::Tuple>() {
        Some(tuple) => {
            let parts = tuple
                .as_slice()
                .iter()
                .map(|part| crate::types::generic_alias::argument_text(part))
                .collect::<PyResult<Vec<_>>>()?;
            Ok(crate::types::str_join::join("(", &parts, ", ", ")").into_obj())
        }
        None => Ok(crate::types::generic_alias::argument_text(&value)?.into_obj()),
    }
}

fn repr(object: &Obj) -> PyResult {
    let inner = protocol::repr(&value(object))?;
    Ok(Str::from_str("<constevaluator ")
        .concat(&inner)
        .concat(&Str::from_str(">"))
        .into_obj())
}

pub static CONST_EVALUATOR_TYPE: Type = Type::builtin(&CONST_EVALUATOR_SPEC);
static CONST_EVALUATOR_SPEC: TypeSpec = TypeSpec {
    doc: Some("_ConstEvaluator()\n--\n\nInternal type for implementing evaluation functions."),
    flags: flags::HAVE_GC,
    reported: (24, 0),
    slots: Slots {
        repr: Some(repr),
        call: Some(call),
        ..Slots::NONE
    },
    ..TypeSpec::of::<ConstEvaluator>("_typing._ConstEvaluator")
};
