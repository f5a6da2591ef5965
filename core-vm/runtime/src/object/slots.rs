//! The slots of a type: what the interpreter calls instead of looking a special
//! method up. Names are CPython's, without their `tp_`/`nb_`… grouping for the
//! `tp_` ones. [`SLOTS`]-derived tables (`slot_defs.rs` in `types/typeobj`) map each to its dunder.

use crate::object::{Args, Obj, PyResult, Ref, Type};
use crate::types::buffer::Buffer;
use crate::types::str::Str;

/// The six comparisons, numbered as CPython's `Py_LT`…
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum CompareOp {
    Lt = 0,
    Le = 1,
    Eq = 2,
    Ne = 3,
    Gt = 4,
    Ge = 5,
}

impl CompareOp {
    pub const ALL: [CompareOp; 6] = [
        CompareOp::Lt,
        CompareOp::Le,
        CompareOp::Eq,
        CompareOp::Ne,
        CompareOp::Gt,
        CompareOp::Ge,
    ];

    /// The comparison with its operands exchanged.
    pub const fn swapped(self) -> CompareOp {
        use CompareOp::*;
        match self {
            Lt => Gt,
            Le => Ge,
            Eq => Eq,
            Ne => Ne,
            Gt => Lt,
            Ge => Le,
        }
    }

    pub const fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }

    pub const fn dunder(self) -> &'static str {
        ["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"][self as usize]
    }

    /// What the comparison says of an ordering.
    pub const fn holds(self, order: std::cmp::Ordering) -> bool {
        use CompareOp::*;
        match self {
            Lt => order.is_lt(),
            Le => order.is_le(),
            Eq => order.is_eq(),
            Ne => order.is_ne(),
            Gt => order.is_gt(),
            Ge => order.is_ge(),
        }
    }
}

/// What sending into a generator or coroutine gave.
pub enum SendResult {
    /// It yielded.
    Next(Ref),
    /// It returned.
    Return(Ref),
}

pub type NewFn = fn(&Type, Args<'_>) -> PyResult;
pub type InitFn = fn(&Obj, Args<'_>) -> PyResult<()>;
pub type CallFn = fn(&Obj, Args<'_>) -> PyResult;
pub type UnaryFn = fn(&Obj) -> PyResult;
pub type BinaryFn = fn(&Obj, &Obj) -> PyResult;
/// `pow(base, exponent, modulus)`; the modulus is `None` (the object) when absent.
pub type TernaryFn = fn(&Obj, &Obj, &Obj) -> PyResult;
pub type InquiryFn = fn(&Obj) -> PyResult<bool>;
pub type LenFn = fn(&Obj) -> PyResult<usize>;
pub type HashFn = fn(&Obj) -> PyResult<i64>;
pub type IndexFn = fn(&Obj, isize) -> PyResult;
/// Stores, or deletes when the value is `None`.
pub type AssignIndexFn = fn(&Obj, isize, Option<&Obj>) -> PyResult<()>;
pub type AssignFn = fn(&Obj, &Obj, Option<&Obj>) -> PyResult<()>;
pub type ContainsFn = fn(&Obj, &Obj) -> PyResult<bool>;
pub type GetAttrFn = fn(&Obj, &Str) -> PyResult;
/// Stores, or deletes when the value is `None`.
pub type SetAttrFn = fn(&Obj, &Str, Option<&Obj>) -> PyResult<()>;
pub type CompareFn = fn(&Obj, &Obj, CompareOp) -> PyResult;
/// `None`: exhausted, without a `StopIteration` made.
pub type NextFn = fn(&Obj) -> PyResult<Option<Ref>>;
/// `(descriptor, instance or None, owner or None)`.
pub type DescrGetFn = fn(&Obj, Option<&Obj>, Option<&Obj>) -> PyResult;
pub type DescrSetFn = fn(&Obj, &Obj, Option<&Obj>) -> PyResult<()>;
pub type FinalizeFn = fn(&Obj);
pub type SendFn = fn(&Obj, &Obj) -> PyResult<SendResult>;
/// Buffer request with `PyBUF_*` flags.
pub type BufferFn = fn(&Obj, u32) -> PyResult<Buffer>;

/// Hears that a buffer was given back: the exporter and a view of it.
pub type ReleaseBufferFn = fn(&Obj, &Obj) -> PyResult<()>;

macro_rules! slots {
    ($($name:ident: $type:ty,)*) => {
        /// The slots of a type; `None` where it has none.
        #[derive(Clone, Copy)]
        pub struct Slots {
            $(pub $name: Option<$type>,)*
        }

        impl Slots {
            /// No slot at all.
            pub const NONE: Slots = Slots { $($name: None,)* };

            /// Takes every slot that is missing here from `base`, but for the ones
            /// that are inherited in groups (`hash` with `richcompare`, `new`, `getattr`…):
            /// those are the caller's business.
            pub fn fill_from(&mut self, base: &Slots) {
                $(if self.$name.is_none() { self.$name = base.$name; })*
            }
        }
    };
}

slots! {
    new: NewFn,
    init: InitFn,
    call: CallFn,
    finalize: FinalizeFn,
    repr: UnaryFn,
    str: UnaryFn,
    hash: HashFn,
    getattr: GetAttrFn,
    setattr: SetAttrFn,
    richcompare: CompareFn,
    iter: UnaryFn,
    next: NextFn,
    descr_get: DescrGetFn,
    descr_set: DescrSetFn,

    nb_add: BinaryFn,
    nb_subtract: BinaryFn,
    nb_multiply: BinaryFn,
    nb_remainder: BinaryFn,
    nb_divmod: BinaryFn,
    nb_power: TernaryFn,
    nb_negative: UnaryFn,
    nb_positive: UnaryFn,
    nb_absolute: UnaryFn,
    nb_bool: InquiryFn,
    nb_invert: UnaryFn,
    nb_lshift: BinaryFn,
    nb_rshift: BinaryFn,
    nb_and: BinaryFn,
    nb_xor: BinaryFn,
    nb_or: BinaryFn,
    nb_int: UnaryFn,
    nb_float: UnaryFn,
    nb_index: UnaryFn,
    nb_floor_divide: BinaryFn,
    nb_true_divide: BinaryFn,
    nb_matrix_multiply: BinaryFn,
    nb_inplace_add: BinaryFn,
    nb_inplace_subtract: BinaryFn,
    nb_inplace_multiply: BinaryFn,
    nb_inplace_remainder: BinaryFn,
    nb_inplace_power: TernaryFn,
    nb_inplace_lshift: BinaryFn,
    nb_inplace_rshift: BinaryFn,
    nb_inplace_and: BinaryFn,
    nb_inplace_xor: BinaryFn,
    nb_inplace_or: BinaryFn,
    nb_inplace_floor_divide: BinaryFn,
    nb_inplace_true_divide: BinaryFn,
    nb_inplace_matrix_multiply: BinaryFn,

    sq_length: LenFn,
    sq_concat: BinaryFn,
    sq_repeat: IndexFn,
    sq_item: IndexFn,
    sq_ass_item: AssignIndexFn,
    sq_contains: ContainsFn,
    sq_inplace_concat: BinaryFn,
    sq_inplace_repeat: IndexFn,

    mp_length: LenFn,
    mp_subscript: BinaryFn,
    mp_ass_subscript: AssignFn,

    am_await: UnaryFn,
    am_aiter: UnaryFn,
    am_anext: UnaryFn,
    am_send: SendFn,

    bf_getbuffer: BufferFn,
    bf_releasebuffer: ReleaseBufferFn,
}
