//! `array`: sequences of machine values.

use std::cell::Cell;

use serpentarium_runtime::object::args::{check_positional, type_in_message};
use serpentarium_runtime::object::error::{buffer_error, type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::buffer::{self, Buffer, request};
use serpentarium_runtime::types::bytearray::ByteArray;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::bytes_like::is_bytes_like;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::vm;

use crate::native;
use crate::value::add_type;

mod item;
mod methods;
mod sequence;

use item::Kind;

pub static MODULE: NativeModule = NativeModule {
    name: "array",
    doc: "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n",
    functions: &[NativeDef::new(
        "_array_reconstructor",
        "($module, arraytype, typecode, mformat_code, items, /)",
        "Internal. Used for pickling support.",
        NativeFn::Positional(4, 4, reconstruct),
    )],
    exec: |module| {
        add_type(module, &ARRAY_TYPE);
        native::set(module, "ArrayType", ARRAY_TYPE.as_obj().to_ref());
        native::set_str(module, "typecodes", item::CODES);
        serpentarium_runtime::types::typeobj::ready::ready(&ITERATOR_TYPE);
        register_as_sequence()
    },
};

/// `collections.abc.MutableSequence.register(array)`
fn register_as_sequence() -> PyResult<()> {
    crate::builtins::import::import_module("collections.abc")?;
    let Some(abc) = vm::modules().get_text("collections.abc") else {
        return Ok(());
    };
    let class = protocol::getattr_text(&abc, "MutableSequence")?;
    protocol::call_method(&class, "register", &[ARRAY_TYPE.as_obj()])?;
    Ok(())
}

/// The items, as the bytes of an object that can lend them out.
pub(super) struct Array {
    kind: Cell<Kind>,
    bytes: Ref<ByteArray>,
}

impl NativeType for Array {
    fn type_object() -> &'static Type {
        &ARRAY_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.obj(self.bytes.as_obj());
    }
}

pub(super) static ARRAY_TYPE: Type = Type::builtin(&ARRAY_SPEC);
static ARRAY_SPEC: TypeSpec = TypeSpec {
    doc: Some(DOC),
    flags: flags::BASETYPE | flags::SEQUENCE | flags::MANAGED_WEAKREF | flags::HAVE_GC,
    reported: (64, 0),
    slots: Slots {
        new: Some(new),
        repr: Some(methods::repr),
        richcompare: Some(sequence::compare),
        iter: Some(iter),
        sq_length: Some(|this| Ok(array(this)?.len())),
        sq_item: Some(sequence::item),
        sq_concat: Some(sequence::concat),
        sq_repeat: Some(sequence::repeat),
        sq_contains: Some(methods::contains),
        sq_inplace_concat: Some(sequence::extend_in_place),
        sq_inplace_repeat: Some(sequence::repeat_in_place),
        mp_length: Some(|this| Ok(array(this)?.len())),
        mp_subscript: Some(sequence::subscript),
        mp_ass_subscript: Some(sequence::assign),
        bf_getbuffer: Some(lend),
        bf_releasebuffer: Some(buffer::hears_itself),
        ..Slots::NONE
    },
    none_attributes: &["__hash__"],
    methods: methods::METHODS,
    getset: &[
        GetSet::readonly("typecode", |this| {
            native::text(char::from(array(this)?.kind().code).to_string())
        })
        .doc("the typecode character used to create the array"),
        GetSet::readonly("itemsize", |this| {
            native::int(array(this)?.kind().size as i64)
        })
        .doc("the size, in bytes, of one array item"),
    ],
    ..TypeSpec::of::<Native<Array>>("array.array")
};

const DOC: &str = "array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.\n\nArrays represent basic values and behave very much like lists, except\nthe type of objects stored in them is constrained. The type is specified\nat object creation time by using a type code, which is a single character.\nThe following type codes are defined:\n\n    Type code   C Type             Minimum size in bytes\n    'b'         signed integer     1\n    'B'         unsigned integer   1\n    'u'         Unicode character  2 (see note)\n    'h'         signed integer     2\n    'H'         unsigned integer   2\n    'i'         signed integer     2\n    'I'         unsigned integer   2\n    'l'         signed integer     4\n    'L'         unsigned integer   4\n    'q'         signed integer     8 (see note)\n    'Q'         unsigned integer   8 (see note)\n    'f'         floating-point     4\n    'd'         floating-point     8\n\nNOTE: The 'u' typecode corresponds to Python's unicode character. On\nnarrow builds this is 2-bytes on wide builds this is 4-bytes.\n\nNOTE: The 'q' and 'Q' type codes are only available if the platform\nC compiler used to build Python supports 'long long', or, on Windows,\n'__int64'.\n\nMethods:\n\nappend() -- append a new item to the end of the array\nbuffer_info() -- return information giving the current memory info\nbyteswap() -- byteswap all the items of the array\ncount() -- return number of occurrences of an object\nextend() -- extend array by appending multiple elements from an iterable\nfromfile() -- read items from a file object\nfromlist() -- append items from the list\nfrombytes() -- append items from the string\nindex() -- return index of first occurrence of an object\ninsert() -- insert a new item into the array at a provided position\npop() -- remove and return item (default last)\nremove() -- remove first occurrence of an object\nreverse() -- reverse the order of the items in the array\ntofile() -- write all items to a file object\ntolist() -- return the array converted to an ordinary list\ntobytes() -- return the array converted to a string\n\nAttributes:\n\ntypecode -- the typecode character used to create the array\nitemsize -- the length in bytes of one array item\n";

pub(super) fn array(object: &Obj) -> PyResult<&Native<Array>> {
    object
        .downcast::<Native<Array>>()
        .ok_or_else(|| type_error("an array.array object is required"))
}

impl Array {
    /// An array of a class, of bytes that are whole items.
    fn make(ty: &Type, kind: Kind, bytes: Vec<u8>) -> Ref {
        let array = Array {
            kind: Cell::new(kind),
            bytes: ByteArray::new(bytes),
        };
        Native::of_type(ty, array).into_obj()
    }

    fn kind(&self) -> Kind {
        self.kind.get()
    }

    fn len(&self) -> usize {
        self.bytes.len() / self.kind().size
    }

    fn get(&self, index: usize) -> Option<Ref> {
        let kind = self.kind();
        let range = index * kind.size..(index + 1) * kind.size;
        self.bytes
            .with_bytes(|bytes| bytes.get(range).map(|bytes| kind.unpack(bytes)))
    }

    /// All items as objects.
    fn items(&self) -> Vec<Ref> {
        let kind = self.kind();
        let bytes = self.bytes.with_bytes(<[u8]>::to_vec);
        bytes
            .chunks(kind.size)
            .map(|item| kind.unpack(item))
            .collect()
    }

    fn to_vec(&self) -> Vec<u8> {
        self.bytes.with_bytes(<[u8]>::to_vec)
    }

    /// Changes the bytes and how many there are.
    fn resize<R>(&self, change: impl FnOnce(&mut Vec<u8>) -> R) -> PyResult<R> {
        if self.bytes.check_resizable().is_err() {
            return Err(buffer_error(
                "cannot resize an array that is exporting buffers",
            ));
        }
        self.bytes.with_vec(change)
    }

    fn append_bytes(&self, more: &[u8]) -> PyResult<()> {
        if more.is_empty() {
            return Ok(());
        }
        self.resize(|bytes| bytes.extend_from_slice(more))
    }

    /// Appends machine bytes, which have to be whole items.
    fn append_machine_bytes(&self, more: &[u8]) -> PyResult<()> {
        if !more.len().is_multiple_of(self.kind().size) {
            return Err(value_error("bytes length not a multiple of item size"));
        }
        self.append_bytes(more)
    }

    fn append_all(&self, values: &Obj) -> PyResult<()> {
        let iterator = protocol::iter(values)?;
        while let Some(value) = protocol::next(&iterator)? {
            let item = self.kind().pack(&value)?;
            self.append_bytes(&item)?;
        }
        Ok(())
    }

    fn append_text(&self, text: &Str) -> PyResult<()> {
        let bytes: Vec<u8> = text.iter().flat_map(u32::to_ne_bytes).collect();
        self.append_bytes(&bytes)
    }
}

/// The type code of a call's first argument.
fn kind_argument(value: &Obj) -> PyResult<Kind> {
    let Some(code) = value.downcast::<Str>() else {
        return Err(type_error(format!(
            "array() argument 1 must be a unicode character, not {}",
            type_in_message(value)
        )));
    };
    if code.len() != 1 {
        return Err(type_error(format!(
            "array() argument 1 must be a unicode character, not a string of length {}",
            code.len()
        )));
    }
    let code = code.points().at(0);
    if code == u32::from('u') {
        serpentarium_runtime::warn::warn(
            &serpentarium_runtime::types::exceptions::DEPRECATION_WARNING,
            "The 'u' type code is deprecated and will be removed in Python 3.16",
            1,
        )?;
    }
    Kind::of(code)
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    if ty.is_type(&ARRAY_TYPE) {
        args.no_keywords("array.array")?;
    }
    let given = args.positional();
    match given.len() {
        0 => return Err(type_error("array() takes at least 1 argument (0 given)")),
        1 | 2 => {}
        _ => check_positional("array", given.len(), 1, 2)?,
    }
    let kind = kind_argument(given[0])?;
    let Some(initial) = given.get(1) else {
        return Ok(Array::make(ty, kind, Vec::new()));
    };
    refuse_text(kind, initial)?;
    let made = Array::make(ty, kind, Vec::new());
    let this = array(&made)?;
    if let Some(text) = initial.downcast::<Str>() {
        this.append_text(text)?;
    } else if let Some(other) = initial
        .downcast::<Native<Array>>()
        .filter(|o| o.kind() == kind)
    {
        this.append_bytes(&other.to_vec())?;
    } else if is_bytes_like(initial)
        && (initial.downcast::<Bytes>().is_some() || initial.downcast::<ByteArray>().is_some())
    {
        let bytes = buffer::get(initial, request::SIMPLE)?.to_vec();
        this.append_machine_bytes(&bytes)?;
    } else {
        this.append_all(initial)?;
    }
    Ok(made)
}

/// Text initialises only arrays of characters.
fn refuse_text(kind: Kind, initial: &Obj) -> PyResult<()> {
    if kind.is_text() {
        return Ok(());
    }
    let code = char::from(kind.code);
    if initial.downcast::<Str>().is_some() {
        return Err(type_error(format!(
            "cannot use a str to initialize an array with typecode '{code}'"
        )));
    }
    if let Some(other) = initial.downcast::<Native<Array>>()
        && other.kind().is_text()
    {
        return Err(type_error(format!(
            "cannot use a unicode array to initialize an array with typecode '{code}'"
        )));
    }
    Ok(())
}

fn reconstruct(_: &Obj, args: &[&Obj]) -> PyResult {
    let Some(ty) = args[0].downcast::<Type>() else {
        return Err(type_error(format!(
            "first argument must be a type object, not {}",
            type_in_message(args[0])
        )));
    };
    let kind = kind_argument(args[1])?;
    if native::c_int(args[2])? as i64 != kind.format_number() {
        return Err(value_error(
            "machine format code does not fit the type code",
        ));
    }
    let Some(bytes) = args[3].downcast::<Bytes>() else {
        return Err(type_error(format!(
            "fourth argument should be bytes, not {}",
            type_in_message(args[3])
        )));
    };
    let made = Array::make(ty, kind, Vec::new());
    array(&made)?.append_machine_bytes(bytes.as_slice())?;
    Ok(made)
}

/// The items' memory for others, in the array's own format.
fn lend(this: &Obj, flags: u32) -> PyResult<Buffer> {
    let this = array(this)?;
    let kind = this.kind();
    let mut lent = buffer::get(this.bytes.as_obj(), flags)?;
    lent.item_size = kind.size;
    if flags & request::FORMAT != 0 {
        lent.format = Some(kind.format().to_string());
    }
    lent.shape = vec![this.len() as isize];
    lent.strides = vec![kind.size as isize];
    Ok(lent)
}

/// An iterator over an array.
struct ArrayIterator {
    array: Field,
    next: Cell<usize>,
}

impl NativeType for ArrayIterator {
    fn type_object() -> &'static Type {
        &ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.array);
    }
}

static ITERATOR_TYPE: Type = Type::builtin(&ITERATOR_SPEC);
static ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    reported: (40, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(step),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<ArrayIterator>>("array.arrayiterator")
};

fn iter(this: &Obj) -> PyResult {
    let iterator = ArrayIterator {
        array: Field::new(this.to_ref()),
        next: Cell::new(0),
    };
    Ok(Native::new(iterator).into_obj())
}

fn step(this: &Obj) -> PyResult<Option<Ref>> {
    let Some(this) = this.downcast::<Native<ArrayIterator>>() else {
        return Ok(None);
    };
    let Some(object) = this.array.get() else {
        return Ok(None);
    };
    let found = array(&object)?.get(this.next.get());
    match found {
        Some(_) => this.next.set(this.next.get() + 1),
        None => this.array.set(None),
    }
    Ok(found)
}

/// A list of the items.
pub(super) fn to_list(this: &Obj) -> PyResult {
    Ok(List::new(array(this)?.items()).into_obj())
}
