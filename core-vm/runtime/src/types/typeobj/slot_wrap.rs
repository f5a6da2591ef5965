//! Slots called as special methods: from Python arguments to the slot's own.

use crate::object::args::check_positional;
use crate::object::error::{stop_iteration, type_error};
use crate::object::protocol::number;
use crate::object::slots::{
    AssignFn, AssignIndexFn, BinaryFn, BufferFn, CallFn, CompareFn, CompareOp, ContainsFn,
    DescrGetFn, DescrSetFn, FinalizeFn, GetAttrFn, HashFn, IndexFn, InitFn, InquiryFn, LenFn,
    NewFn, NextFn, ReleaseBufferFn, SetAttrFn, TernaryFn, UnaryFn,
};
use crate::object::{Args, Obj, PyResult, Ref, Type};
use crate::types::exceptions::OVERFLOW_ERROR;
use crate::types::int::{Int, bool_ref};
use crate::types::none::none;
use crate::types::str::Str;
use crate::types::typeobj::slot_defs::SlotDef;

fn no_keywords(def: &SlotDef, args: Args<'_>) -> PyResult<()> {
    if args.keyword_count() == 0 {
        return Ok(());
    }
    Err(type_error(format!(
        "wrapper {}() takes no keyword arguments",
        def.name
    )))
}

/// Checks for exactly `wanted` positional arguments, in the words of a wrapper.
fn exactly(def: &SlotDef, args: Args<'_>, wanted: usize) -> PyResult<()> {
    no_keywords(def, args)?;
    if args.values.len() == wanted {
        return Ok(());
    }
    let plural = if wanted == 1 { "" } else { "s" };
    Err(type_error(format!(
        "expected {wanted} argument{plural}, got {}",
        args.values.len()
    )))
}

/// Checks for a number of arguments in the words of `PyArg_UnpackTuple`.
fn unpack(def: &SlotDef, args: Args<'_>, low: usize, high: usize) -> PyResult<()> {
    no_keywords(def, args)?;
    check_positional(def.name, args.values.len(), low, high)
}

fn done(result: PyResult<()>) -> PyResult {
    result.map(|()| none())
}

pub fn unary(def: &SlotDef, slot: UnaryFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 0)?;
    slot(this)
}

pub fn binary(def: &SlotDef, slot: BinaryFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    slot(this, args.values[0])
}

pub fn reflected(def: &SlotDef, slot: BinaryFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    slot(args.values[0], this)
}

fn power_arguments<'a>(def: &SlotDef, args: Args<'a>) -> PyResult<(&'a Obj, Ref)> {
    no_keywords(def, args)?;
    match args.values {
        [other] => Ok((other, none())),
        [other, modulus] => Ok((other, modulus.to_ref_obj())),
        _ => Err(type_error(format!(
            "expected 1 or 2 arguments, got {}",
            args.values.len()
        ))),
    }
}

trait ToRefObj {
    fn to_ref_obj(&self) -> Ref;
}

impl ToRefObj for Obj {
    fn to_ref_obj(&self) -> Ref {
        crate::object::Object::to_ref(self)
    }
}

pub fn ternary(def: &SlotDef, slot: TernaryFn, this: &Obj, args: Args<'_>) -> PyResult {
    let (other, modulus) = power_arguments(def, args)?;
    slot(this, other, &modulus)
}

pub fn ternary_reflected(def: &SlotDef, slot: TernaryFn, this: &Obj, args: Args<'_>) -> PyResult {
    let (other, modulus) = power_arguments(def, args)?;
    slot(other, this, &modulus)
}

pub fn inplace_power(def: &SlotDef, slot: TernaryFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    slot(this, args.values[0], &none())
}

pub fn hash(def: &SlotDef, slot: HashFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 0)?;
    Ok(Int::new(slot(this)?).into_obj())
}

pub fn call(_def: &SlotDef, slot: CallFn, this: &Obj, args: Args<'_>) -> PyResult {
    slot(this, args)
}

fn attribute_name(value: &Obj) -> PyResult<&Str> {
    value.downcast::<Str>().ok_or_else(|| {
        type_error(format!(
            "attribute name must be string, not '{}'",
            value.ty().tp_name()
        ))
    })
}

pub fn getattr(def: &SlotDef, slot: GetAttrFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    slot(this, attribute_name(args.values[0])?)
}

/// `object.__setattr__(cls, …)` must not go round a type's own rules: the slot has to be
/// the one of the most derived built-in base.
fn check_hack(def: &SlotDef, slot: SetAttrFn, this: &Obj) -> PyResult<()> {
    let mut ty: &Type = this.ty();
    while ty.is_heap() {
        match ty.base.peek() {
            Some(base) => ty = base,
            None => break,
        }
    }
    if let Some(wanted) = ty.slots().setattr
        && !std::ptr::fn_addr_eq(wanted, slot)
    {
        return Err(type_error(format!(
            "can't apply this {} to {} object",
            def.name,
            this.ty().tp_name()
        )));
    }
    Ok(())
}

pub fn setattr(def: &SlotDef, slot: SetAttrFn, this: &Obj, args: Args<'_>) -> PyResult {
    unpack(def, args, 2, 2)?;
    check_hack(def, slot, this)?;
    done(slot(
        this,
        attribute_name(args.values[0])?,
        Some(args.values[1]),
    ))
}

pub fn delattr(def: &SlotDef, slot: SetAttrFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    check_hack(def, slot, this)?;
    done(slot(this, attribute_name(args.values[0])?, None))
}

/// A wrapper for one of the comparisons.
pub fn compare(op: CompareOp) -> impl Fn(&SlotDef, CompareFn, &Obj, Args<'_>) -> PyResult {
    move |def, slot, this, args| {
        exactly(def, args, 1)?;
        slot(this, args.values[0], op)
    }
}

pub fn next(def: &SlotDef, slot: NextFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 0)?;
    slot(this)?.ok_or_else(|| stop_iteration(None))
}

fn not_none(value: &&Obj) -> bool {
    !crate::types::none::is_none(value)
}

pub fn descr_get(def: &SlotDef, slot: DescrGetFn, this: &Obj, args: Args<'_>) -> PyResult {
    unpack(def, args, 1, 2)?;
    let instance = Some(args.values[0]).filter(not_none);
    let owner = args.values.get(1).copied().filter(not_none);
    if instance.is_none() && owner.is_none() {
        return Err(type_error("__get__(None, None) is invalid"));
    }
    slot(this, instance, owner)
}

pub fn descr_set(def: &SlotDef, slot: DescrSetFn, this: &Obj, args: Args<'_>) -> PyResult {
    unpack(def, args, 2, 2)?;
    done(slot(this, args.values[0], Some(args.values[1])))
}

pub fn descr_delete(def: &SlotDef, slot: DescrSetFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    done(slot(this, args.values[0], None))
}

pub fn init(_def: &SlotDef, slot: InitFn, this: &Obj, args: Args<'_>) -> PyResult {
    done(slot(this, args))
}

/// `__new__` has no wrapper descriptor: types list a built-in function instead.
pub fn new(_def: &SlotDef, _slot: NewFn, _this: &Obj, _args: Args<'_>) -> PyResult {
    Err(crate::object::error::system_error("__new__ has no wrapper"))
}

pub fn finalize(def: &SlotDef, slot: FinalizeFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 0)?;
    slot(this);
    Ok(none())
}

pub fn getbuffer(def: &SlotDef, slot: BufferFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    super::buffer_view(this, slot, args.values[0])
}

pub fn releasebuffer(
    def: &SlotDef,
    _slot: ReleaseBufferFn,
    this: &Obj,
    args: Args<'_>,
) -> PyResult {
    exactly(def, args, 1)?;
    super::release_view(this, args.values[0])?;
    Ok(none())
}

pub fn inquiry(def: &SlotDef, slot: InquiryFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 0)?;
    Ok(bool_ref(slot(this)?))
}

pub fn length(def: &SlotDef, slot: LenFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 0)?;
    Ok(Int::from_usize(slot(this)?).into_obj())
}

pub fn setitem(def: &SlotDef, slot: AssignFn, this: &Obj, args: Args<'_>) -> PyResult {
    unpack(def, args, 2, 2)?;
    done(slot(this, args.values[0], Some(args.values[1])))
}

pub fn delitem(def: &SlotDef, slot: AssignFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    done(slot(this, args.values[0], None))
}

pub fn repeat(def: &SlotDef, slot: IndexFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    slot(
        this,
        number::index_as_isize(args.values[0], Some(&OVERFLOW_ERROR))?,
    )
}

/// A position given to `__getitem__`: negative ones count from the end.
fn position(this: &Obj, value: &Obj) -> PyResult<isize> {
    let index = number::index_as_isize(value, Some(&crate::types::exceptions::INDEX_ERROR))?;
    if index < 0
        && let Some(length) = this.ty().slots().sq_length
    {
        return Ok(index + length(this)? as isize);
    }
    Ok(index)
}

pub fn item(def: &SlotDef, slot: IndexFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    slot(this, position(this, args.values[0])?)
}

pub fn set_index(def: &SlotDef, slot: AssignIndexFn, this: &Obj, args: Args<'_>) -> PyResult {
    unpack(def, args, 2, 2)?;
    done(slot(
        this,
        position(this, args.values[0])?,
        Some(args.values[1]),
    ))
}

pub fn del_index(def: &SlotDef, slot: AssignIndexFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    done(slot(this, position(this, args.values[0])?, None))
}

pub fn contains(def: &SlotDef, slot: ContainsFn, this: &Obj, args: Args<'_>) -> PyResult {
    exactly(def, args, 1)?;
    Ok(bool_ref(slot(this, args.values[0])?))
}
