//! The one table of special methods: which dunder stands for which slot, how it is
//! called from Python (`wrap`), what calls it from the slot (`generic`), and what
//! `help` says of it. Wrapper descriptors, the slots of classes made at run time and
//! the effect of assigning a dunder to a class all follow from it.

use std::collections::HashMap;

use crate::object::slots::CompareOp;
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots};
use crate::types::str::{Str, intern};

use super::{slot_dispatch as generic, slot_wrap as wrap};

/// One special method and its slot.
pub struct SlotDef {
    pub name: &'static str,
    /// Field of [`Slots`]; several definitions may share one (`__add__`, `__radd__`).
    pub slot: &'static str,
    pub signature: &'static str,
    pub doc: &'static str,
    /// Address of the slot's function, 0 when empty.
    pub address: fn(&Slots) -> usize,
    /// Copies the slot from the second to the first.
    pub copy: fn(&mut Slots, &Slots),
    /// Installs the function that looks the special method up; empties the slot when
    /// there is none.
    pub install_generic: fn(&mut Slots),
    /// Calls the slot as the special method.
    pub wrap: fn(&SlotDef, &Slots, &Obj, Args<'_>) -> PyResult,
}

macro_rules! generic_of {
    (-) => {
        None
    };
    ($function:ident) => {
        Some(generic::$function)
    };
}

macro_rules! slot_defs {
    ($($name:literal $slot:ident $generic:tt $wrap:expr, $signature:literal, $doc:literal;)*) => {
        /// Every special method, in the order in which types list them.
        pub static SLOT_DEFS: &[SlotDef] = &[$(SlotDef {
            name: $name,
            slot: stringify!($slot),
            signature: $signature,
            doc: $doc,
            address: |slots| slots.$slot.map_or(0, |function| function as usize),
            copy: |to, from| to.$slot = from.$slot,
            install_generic: |slots| slots.$slot = generic_of!($generic),
            wrap: |def, slots, this, args| match slots.$slot {
                Some(function) => ($wrap)(def, function, this, args),
                None => Err(crate::object::error::system_error("slot wrapper without slot")),
            },
        }),*];
    };
}

slot_defs! {
    "__repr__" repr slot_repr wrap::unary, "($self, /)", "Return repr(self).";
    "__hash__" hash slot_hash wrap::hash, "($self, /)", "Return hash(self).";
    "__call__" call slot_call wrap::call, "($self, /, *args, **kwargs)", "Call self as a function.";
    "__str__" str slot_str wrap::unary, "($self, /)", "Return str(self).";
    "__getattribute__" getattr slot_getattr wrap::getattr, "($self, name, /)", "Return getattr(self, name).";
    "__getattr__" getattr slot_getattr wrap::getattr, "", "";
    "__setattr__" setattr slot_setattr wrap::setattr, "($self, name, value, /)", "Implement setattr(self, name, value).";
    "__delattr__" setattr slot_setattr wrap::delattr, "($self, name, /)", "Implement delattr(self, name).";
    "__lt__" richcompare slot_richcompare wrap::compare(CompareOp::Lt), "($self, value, /)", "Return self<value.";
    "__le__" richcompare slot_richcompare wrap::compare(CompareOp::Le), "($self, value, /)", "Return self<=value.";
    "__eq__" richcompare slot_richcompare wrap::compare(CompareOp::Eq), "($self, value, /)", "Return self==value.";
    "__ne__" richcompare slot_richcompare wrap::compare(CompareOp::Ne), "($self, value, /)", "Return self!=value.";
    "__gt__" richcompare slot_richcompare wrap::compare(CompareOp::Gt), "($self, value, /)", "Return self>value.";
    "__ge__" richcompare slot_richcompare wrap::compare(CompareOp::Ge), "($self, value, /)", "Return self>=value.";
    "__iter__" iter slot_iter wrap::unary, "($self, /)", "Implement iter(self).";
    "__next__" next slot_next wrap::next, "($self, /)", "Implement next(self).";
    "__get__" descr_get slot_descr_get wrap::descr_get, "($self, instance, owner=None, /)", "Return an attribute of instance, which is of type owner.";
    "__set__" descr_set slot_descr_set wrap::descr_set, "($self, instance, value, /)", "Set an attribute of instance to value.";
    "__delete__" descr_set slot_descr_set wrap::descr_delete, "($self, instance, /)", "Delete an attribute of instance.";
    "__init__" init slot_init wrap::init, "($self, /, *args, **kwargs)", "Initialize self.  See help(type(self)) for accurate signature.";
    "__new__" new slot_new wrap::new, "($type, *args, **kwargs)", "Create and return a new object.  See help(type) for accurate signature.";
    "__del__" finalize slot_finalize wrap::finalize, "($self, /)", "Called when the instance is about to be destroyed.";
    "__buffer__" bf_getbuffer slot_getbuffer wrap::getbuffer, "($self, flags, /)", "Return a buffer object that exposes the underlying memory of the object.";
    "__release_buffer__" bf_releasebuffer slot_releasebuffer wrap::releasebuffer, "($self, buffer, /)", "Release the buffer object that exposes the underlying memory of the object.";
    "__await__" am_await slot_await wrap::unary, "($self, /)", "Return an iterator to be used in await expression.";
    "__aiter__" am_aiter slot_aiter wrap::unary, "($self, /)", "Return an awaitable, that resolves in asynchronous iterator.";
    "__anext__" am_anext slot_anext wrap::unary, "($self, /)", "Return a value or raise StopAsyncIteration.";
    "__add__" nb_add nb_add wrap::binary, "($self, value, /)", "Return self+value.";
    "__radd__" nb_add nb_add wrap::reflected, "($self, value, /)", "Return value+self.";
    "__sub__" nb_subtract nb_subtract wrap::binary, "($self, value, /)", "Return self-value.";
    "__rsub__" nb_subtract nb_subtract wrap::reflected, "($self, value, /)", "Return value-self.";
    "__mul__" nb_multiply nb_multiply wrap::binary, "($self, value, /)", "Return self*value.";
    "__rmul__" nb_multiply nb_multiply wrap::reflected, "($self, value, /)", "Return value*self.";
    "__mod__" nb_remainder nb_remainder wrap::binary, "($self, value, /)", "Return self%value.";
    "__rmod__" nb_remainder nb_remainder wrap::reflected, "($self, value, /)", "Return value%self.";
    "__divmod__" nb_divmod nb_divmod wrap::binary, "($self, value, /)", "Return divmod(self, value).";
    "__rdivmod__" nb_divmod nb_divmod wrap::reflected, "($self, value, /)", "Return divmod(value, self).";
    "__pow__" nb_power nb_power wrap::ternary, "($self, value, mod=None, /)", "Return pow(self, value, mod).";
    "__rpow__" nb_power nb_power wrap::ternary_reflected, "($self, value, mod=None, /)", "Return pow(value, self, mod).";
    "__neg__" nb_negative slot_negative wrap::unary, "($self, /)", "-self";
    "__pos__" nb_positive slot_positive wrap::unary, "($self, /)", "+self";
    "__abs__" nb_absolute slot_absolute wrap::unary, "($self, /)", "abs(self)";
    "__bool__" nb_bool slot_bool wrap::inquiry, "($self, /)", "True if self else False";
    "__invert__" nb_invert slot_invert wrap::unary, "($self, /)", "~self";
    "__lshift__" nb_lshift nb_lshift wrap::binary, "($self, value, /)", "Return self<<value.";
    "__rlshift__" nb_lshift nb_lshift wrap::reflected, "($self, value, /)", "Return value<<self.";
    "__rshift__" nb_rshift nb_rshift wrap::binary, "($self, value, /)", "Return self>>value.";
    "__rrshift__" nb_rshift nb_rshift wrap::reflected, "($self, value, /)", "Return value>>self.";
    "__and__" nb_and nb_and wrap::binary, "($self, value, /)", "Return self&value.";
    "__rand__" nb_and nb_and wrap::reflected, "($self, value, /)", "Return value&self.";
    "__xor__" nb_xor nb_xor wrap::binary, "($self, value, /)", "Return self^value.";
    "__rxor__" nb_xor nb_xor wrap::reflected, "($self, value, /)", "Return value^self.";
    "__or__" nb_or nb_or wrap::binary, "($self, value, /)", "Return self|value.";
    "__ror__" nb_or nb_or wrap::reflected, "($self, value, /)", "Return value|self.";
    "__int__" nb_int slot_int wrap::unary, "($self, /)", "int(self)";
    "__float__" nb_float slot_float wrap::unary, "($self, /)", "float(self)";
    "__iadd__" nb_inplace_add slot_iadd wrap::binary, "($self, value, /)", "Return self+=value.";
    "__isub__" nb_inplace_subtract slot_isub wrap::binary, "($self, value, /)", "Return self-=value.";
    "__imul__" nb_inplace_multiply slot_imul wrap::binary, "($self, value, /)", "Return self*=value.";
    "__imod__" nb_inplace_remainder slot_imod wrap::binary, "($self, value, /)", "Return self%=value.";
    "__ipow__" nb_inplace_power slot_ipow wrap::inplace_power, "($self, value, /)", "Return self**=value.";
    "__ilshift__" nb_inplace_lshift slot_ilshift wrap::binary, "($self, value, /)", "Return self<<=value.";
    "__irshift__" nb_inplace_rshift slot_irshift wrap::binary, "($self, value, /)", "Return self>>=value.";
    "__iand__" nb_inplace_and slot_iand wrap::binary, "($self, value, /)", "Return self&=value.";
    "__ixor__" nb_inplace_xor slot_ixor wrap::binary, "($self, value, /)", "Return self^=value.";
    "__ior__" nb_inplace_or slot_ior wrap::binary, "($self, value, /)", "Return self|=value.";
    "__floordiv__" nb_floor_divide nb_floor_divide wrap::binary, "($self, value, /)", "Return self//value.";
    "__rfloordiv__" nb_floor_divide nb_floor_divide wrap::reflected, "($self, value, /)", "Return value//self.";
    "__truediv__" nb_true_divide nb_true_divide wrap::binary, "($self, value, /)", "Return self/value.";
    "__rtruediv__" nb_true_divide nb_true_divide wrap::reflected, "($self, value, /)", "Return value/self.";
    "__ifloordiv__" nb_inplace_floor_divide slot_ifloordiv wrap::binary, "($self, value, /)", "Return self//=value.";
    "__itruediv__" nb_inplace_true_divide slot_itruediv wrap::binary, "($self, value, /)", "Return self/=value.";
    "__index__" nb_index slot_index wrap::unary, "($self, /)", "Return self converted to an integer, if self is suitable for use as an index into a list.";
    "__matmul__" nb_matrix_multiply nb_matrix_multiply wrap::binary, "($self, value, /)", "Return self@value.";
    "__rmatmul__" nb_matrix_multiply nb_matrix_multiply wrap::reflected, "($self, value, /)", "Return value@self.";
    "__imatmul__" nb_inplace_matrix_multiply slot_imatmul wrap::binary, "($self, value, /)", "Return self@=value.";
    "__len__" mp_length slot_len wrap::length, "($self, /)", "Return len(self).";
    "__getitem__" mp_subscript slot_subscript wrap::binary, "($self, key, /)", "Return self[key].";
    "__setitem__" mp_ass_subscript slot_ass_subscript wrap::setitem, "($self, key, value, /)", "Set self[key] to value.";
    "__delitem__" mp_ass_subscript slot_ass_subscript wrap::delitem, "($self, key, /)", "Delete self[key].";
    "__len__" sq_length slot_len wrap::length, "($self, /)", "Return len(self).";
    "__add__" sq_concat - wrap::binary, "($self, value, /)", "Return self+value.";
    "__mul__" sq_repeat - wrap::repeat, "($self, value, /)", "Return self*value.";
    "__rmul__" sq_repeat - wrap::repeat, "($self, value, /)", "Return value*self.";
    "__getitem__" sq_item slot_item wrap::item, "($self, key, /)", "Return self[key].";
    "__setitem__" sq_ass_item slot_ass_item wrap::set_index, "($self, key, value, /)", "Set self[key] to value.";
    "__delitem__" sq_ass_item slot_ass_item wrap::del_index, "($self, key, /)", "Delete self[key].";
    "__contains__" sq_contains slot_contains wrap::contains, "($self, key, /)", "Return bool(key in self).";
    "__iadd__" sq_inplace_concat - wrap::binary, "($self, value, /)", "Implement self+=value.";
    "__imul__" sq_inplace_repeat - wrap::repeat, "($self, value, /)", "Implement self*=value.";
}

/// The table, indexed by name and grouped by slot.
pub(crate) struct Index {
    /// Definitions of each slot, one group per slot.
    pub groups: Vec<Vec<&'static SlotDef>>,
    /// Groups that a special method's name belongs to.
    by_name: HashMap<&'static str, Vec<usize>>,
    names: Vec<Ref<Str>>,
}

struct Global(std::cell::OnceCell<Index>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Global {}
static INDEX: Global = Global(std::cell::OnceCell::new());

/// The index, built on first use.
pub(crate) fn index() -> &'static Index {
    INDEX.0.get_or_init(|| {
        let mut slots: Vec<&'static str> = Vec::new();
        let mut groups: Vec<Vec<&'static SlotDef>> = Vec::new();
        let mut by_name: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for def in SLOT_DEFS {
            let group = match slots.iter().position(|slot| *slot == def.slot) {
                Some(group) => group,
                None => {
                    slots.push(def.slot);
                    groups.push(Vec::new());
                    groups.len() - 1
                }
            };
            groups[group].push(def);
            let named = by_name.entry(def.name).or_default();
            if !named.contains(&group) {
                named.push(group);
            }
        }
        let names = SLOT_DEFS
            .iter()
            .map(|def| intern::literal(def.name).to_ref())
            .collect();
        Index {
            groups,
            by_name,
            names,
        }
    })
}

impl Index {
    /// The groups of slots that assigning `name` to a class can change.
    pub(crate) fn groups_of(&self, name: &Str) -> Option<&[usize]> {
        let text = name.as_ascii()?;
        if !text.starts_with("__") {
            return None;
        }
        self.by_name.get(text).map(Vec::as_slice)
    }

    /// The interned name of a definition.
    pub(crate) fn name_of(&self, def: &'static SlotDef) -> &Ref<Str> {
        let first = SLOT_DEFS.as_ptr();
        // SAFETY: every `SlotDef` of the program stands in the table.
        let place = unsafe { std::ptr::from_ref(def).offset_from(first) } as usize;
        &self.names[place]
    }
}
