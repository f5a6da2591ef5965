//! The methods of arrays.

use serpentarium_runtime::object::args::type_in_message;
use serpentarium_runtime::object::error::{eof_error, index_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{Native, Obj, Object, PyResult};
use serpentarium_runtime::types::buffer::{self, request};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::bytes_like::is_bytes_like;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::slice_range;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use super::{ARRAY_TYPE, Array, array, sequence, to_list};
use crate::native;

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "append",
        "($self, v, /)",
        "Append new value v to the end of the array.",
        NativeFn::One(|this, value| {
            let this = array(this)?;
            this.append_bytes(&this.kind().pack(value)?)?;
            native::none()
        }),
    ),
    NativeDef::new(
        "buffer_info",
        "($self, /)",
        "Return a tuple (address, length) giving the current memory address and the length in items of the buffer used to hold array's contents.\n\nThe length should be multiplied by the itemsize attribute to\ncalculate the buffer length in bytes.",
        NativeFn::NoArgs(buffer_info),
    ),
    NativeDef::new(
        "byteswap",
        "($self, /)",
        "Byteswap all items of the array.\n\nIf the items in the array are not 1, 2, 4, or 8 bytes in size,\nRuntimeError is raised.",
        NativeFn::NoArgs(|this| {
            let this = array(this)?;
            let size = this.kind().size;
            this.bytes
                .with_bytes_mut(|bytes| bytes.chunks_mut(size).for_each(<[u8]>::reverse));
            native::none()
        }),
    ),
    NativeDef::new(
        "clear",
        "($self, /)",
        "Remove all items from the array.",
        NativeFn::NoArgs(|this| {
            array(this)?.resize(Vec::clear)?;
            native::none()
        }),
    ),
    NativeDef::new(
        "__copy__",
        "($self, /)",
        "Return a copy of the array.",
        NativeFn::NoArgs(copy),
    ),
    NativeDef::new(
        "count",
        "($self, v, /)",
        "Return number of occurrences of v in the array.",
        NativeFn::One(|this, value| {
            let mut count = 0;
            for item in array(this)?.items() {
                count += i64::from(protocol::eq(&item, value)?);
            }
            native::int(count)
        }),
    ),
    NativeDef::new(
        "__deepcopy__",
        "($self, unused, /)",
        "Return a copy of the array.",
        NativeFn::One(|this, _| copy(this)),
    ),
    NativeDef::new(
        "extend",
        "($self, bb, /)",
        "Append items to the end of the array.",
        NativeFn::One(|this, more| {
            let this = array(this)?;
            match more.downcast::<Native<Array>>() {
                Some(more) => sequence::extend_with(this, more)?,
                None => this.append_all(more)?,
            }
            native::none()
        }),
    ),
    NativeDef::new(
        "fromfile",
        "($self, f, n, /)",
        "Read n objects from the file object f and append them to the end of the array.",
        NativeFn::Positional(2, 2, from_file),
    ),
    NativeDef::new(
        "fromlist",
        "($self, list, /)",
        "Append items to array from list.",
        NativeFn::One(from_list),
    ),
    NativeDef::new(
        "frombytes",
        "($self, buffer, /)",
        "Appends items from the string, interpreting it as an array of machine values, as if it had been read from a file using the fromfile() method.",
        NativeFn::One(from_bytes),
    ),
    NativeDef::new(
        "fromunicode",
        "($self, ustr, /)",
        "Extends this array with data from the unicode string ustr.\n\nThe array must be a unicode type array; otherwise a ValueError is\nraised.  Use array.frombytes(ustr.encode(...)) to append Unicode\ndata to an array of some other type.",
        NativeFn::One(from_unicode),
    ),
    NativeDef::new(
        "index",
        "($self, v, start=0, stop=sys.maxsize, /)",
        "Return index of first occurrence of v in the array.\n\nRaise ValueError if the value is not present.",
        NativeFn::Positional(1, 3, index),
    ),
    NativeDef::new(
        "insert",
        "($self, i, v, /)",
        "Insert a new item v into the array before position i.",
        NativeFn::Positional(2, 2, insert),
    ),
    NativeDef::new(
        "pop",
        "($self, i=-1, /)",
        "Return the i-th element and delete it from the array.\n\ni defaults to -1.",
        NativeFn::Positional(0, 1, pop),
    ),
    NativeDef::new(
        "__reduce_ex__",
        "($self, value, /)",
        "Return state information for pickling.",
        NativeFn::One(reduce_ex),
    ),
    NativeDef::new(
        "remove",
        "($self, v, /)",
        "Remove the first occurrence of v in the array.",
        NativeFn::One(remove),
    ),
    NativeDef::new(
        "reverse",
        "($self, /)",
        "Reverse the order of the items in the array.",
        NativeFn::NoArgs(|this| {
            let this = array(this)?;
            let size = this.kind().size;
            this.bytes.with_bytes_mut(|bytes| {
                bytes.reverse();
                bytes.chunks_mut(size).for_each(<[u8]>::reverse);
            });
            native::none()
        }),
    ),
    NativeDef::new(
        "tofile",
        "($self, f, /)",
        "Write all items (as machine values) to the file object f.",
        NativeFn::One(|this, file| {
            let bytes = Bytes::new(&array(this)?.to_vec());
            protocol::call_method(file, "write", &[bytes.as_obj()])?;
            native::none()
        }),
    ),
    NativeDef::new(
        "tolist",
        "($self, /)",
        "Convert array to an ordinary list with the same items.",
        NativeFn::NoArgs(to_list),
    ),
    NativeDef::new(
        "tobytes",
        "($self, /)",
        "Convert the array to an array of machine values and return the bytes representation.",
        NativeFn::NoArgs(|this| Ok(Bytes::new(&array(this)?.to_vec()).into_obj())),
    ),
    NativeDef::new(
        "tounicode",
        "($self, /)",
        "Extends this array with data from the unicode string ustr.\n\nConvert the array to a unicode string.  The array must be a unicode\ntype array; otherwise a ValueError is raised.  Use\narray.tobytes().decode() to obtain a unicode string from an array of\nsome other type.",
        NativeFn::NoArgs(|this| {
            let this = array(this)?;
            if !this.kind().is_text() {
                return Err(text_only("tounicode"));
            }
            Ok(text_of(this).into_obj())
        }),
    ),
    NativeDef::new(
        "__sizeof__",
        "($self, /)",
        "Size of the array in memory, in bytes.",
        NativeFn::NoArgs(|this| native::int(64 + array(this)?.bytes.len() as i64)),
    ),
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "Arrays are generic over the type of their elements",
        NativeFn::One(serpentarium_runtime::types::generic_alias::make),
    )
    .class(),
];

fn text_only(function: &str) -> serpentarium_runtime::object::Exc {
    value_error(format!(
        "{function}() may only be called on unicode type arrays ('u' or 'w')"
    ))
}

fn text_of(this: &Array) -> serpentarium_runtime::object::Ref<Str> {
    let bytes = this.to_vec();
    let points = bytes
        .chunks(4)
        .map(|item| u32::from_ne_bytes([item[0], item[1], item[2], item[3]]));
    Str::from_points(points)
}

pub(super) fn repr(this: &Obj) -> PyResult {
    let data = array(this)?;
    let (class, code) = (this.ty().name(), char::from(data.kind().code));
    if data.len() == 0 {
        return native::text(format!("{class}('{code}')"));
    }
    let shown = if data.kind().is_text() {
        protocol::repr_text(text_of(data).as_obj())?
    } else {
        protocol::repr_text(&*to_list(this)?)?
    };
    native::text(format!("{class}('{code}', {shown})"))
}

pub(super) fn contains(this: &Obj, value: &Obj) -> PyResult<bool> {
    for item in array(this)?.items() {
        if protocol::eq(&item, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn copy(this: &Obj) -> PyResult {
    let this = array(this)?;
    Ok(Array::make(&ARRAY_TYPE, this.kind(), this.to_vec()))
}

fn buffer_info(this: &Obj) -> PyResult {
    let this = array(this)?;
    let address = this.bytes.with_bytes(|bytes| bytes.as_ptr() as usize);
    Ok(Tuple::new(vec![
        Int::from_usize(address).into_obj(),
        Int::from_usize(this.len()).into_obj(),
    ])
    .into_obj())
}

fn from_file(this: &Obj, args: &[&Obj]) -> PyResult {
    let this = array(this)?;
    let Ok(count) = usize::try_from(native::size(args[1])?) else {
        return Err(value_error("negative count"));
    };
    let wanted = count * this.kind().size;
    let read = protocol::call_method(args[0], "read", &[Int::from_usize(wanted).as_obj()])?;
    let Some(bytes) = read.downcast::<Bytes>() else {
        return Err(type_error("read() didn't return bytes"));
    };
    this.append_machine_bytes(bytes.as_slice())?;
    if bytes.len() != wanted {
        return Err(eof_error("read() didn't return enough bytes"));
    }
    native::none()
}

fn from_list(this: &Obj, list: &Obj) -> PyResult {
    let this = array(this)?;
    let Some(list) = list.downcast::<List>() else {
        return Err(type_error("arg must be list"));
    };
    let mut bytes = Vec::new();
    for value in list.to_vec() {
        bytes.extend(this.kind().pack(&value)?);
    }
    this.append_bytes(&bytes)?;
    native::none()
}

fn from_bytes(this: &Obj, bytes: &Obj) -> PyResult {
    if !is_bytes_like(bytes) {
        return Err(type_error(format!(
            "a bytes-like object is required, not '{}'",
            bytes.ty().tp_name()
        )));
    }
    let bytes = buffer::get(bytes, request::SIMPLE)?.to_vec();
    array(this)?.append_machine_bytes(&bytes)?;
    native::none()
}

fn from_unicode(this: &Obj, text: &Obj) -> PyResult {
    let this = array(this)?;
    let Some(text) = text.downcast::<Str>() else {
        return Err(type_error(format!(
            "fromunicode() argument must be str, not {}",
            type_in_message(text)
        )));
    };
    if !this.kind().is_text() {
        return Err(text_only("fromunicode"));
    }
    this.append_text(text)?;
    native::none()
}

/// A bound of a search, counted from the end when negative.
fn bound(this: &Array, value: Option<&&Obj>, default: usize) -> PyResult<usize> {
    let Some(value) = value else {
        return Ok(default);
    };
    let bound = slice_range::bound(value)?;
    let bound = if bound < 0 {
        bound.saturating_add(this.len() as isize).max(0)
    } else {
        bound
    };
    Ok(bound as usize)
}

fn index(this: &Obj, args: &[&Obj]) -> PyResult {
    let this = array(this)?;
    let start = bound(this, args.get(1), 0)?;
    let stop = bound(this, args.get(2), usize::MAX)?;
    let mut at = start;
    while at < stop {
        let Some(item) = this.get(at) else { break };
        if protocol::eq(&item, args[0])? {
            return Ok(Int::from_usize(at).into_obj());
        }
        at += 1;
    }
    Err(value_error("array.index(x): x not in array"))
}

fn insert(this: &Obj, args: &[&Obj]) -> PyResult {
    let this = array(this)?;
    let index = native::size(args[0])?;
    let item = this.kind().pack(args[1])?;
    let len = this.len() as isize;
    let index = if index < 0 {
        (index + len).max(0)
    } else {
        index
    };
    let at = index.min(len) as usize * this.kind().size;
    this.resize(|bytes| drop(bytes.splice(at..at, item)))?;
    native::none()
}

fn pop(this: &Obj, args: &[&Obj]) -> PyResult {
    let this = array(this)?;
    let index = args.first().map_or(Ok(-1), |index| native::size(index))?;
    if this.len() == 0 {
        return Err(index_error("pop from empty array"));
    }
    let index = if index < 0 {
        index + this.len() as isize
    } else {
        index
    };
    let found = usize::try_from(index).ok();
    let Some((at, value)) = found.and_then(|at| Some((at, this.get(at)?))) else {
        return Err(index_error("pop index out of range"));
    };
    remove_at(this, at)?;
    Ok(value)
}

fn remove_at(this: &Array, index: usize) -> PyResult<()> {
    let size = this.kind().size;
    this.resize(|bytes| drop(bytes.drain(index * size..(index + 1) * size)))
}

fn remove(this: &Obj, value: &Obj) -> PyResult {
    let this = array(this)?;
    let mut at = 0;
    while let Some(item) = this.get(at) {
        if protocol::eq(&item, value)? {
            remove_at(this, at)?;
            return native::none();
        }
        at += 1;
    }
    Err(value_error("array.remove(x): x not in array"))
}

fn reduce_ex(this: &Obj, version: &Obj) -> PyResult {
    let data = array(this)?;
    let state = protocol::getattr_opt_text(this, "__dict__")?.unwrap_or_else(none);
    let code = Str::from_str(&char::from(data.kind().code).to_string()).into_obj();
    let class = this.ty().as_obj().to_ref();
    if native::c_int(version)? < 3 {
        let arguments = Tuple::new(vec![code, to_list(this)?]).into_obj();
        return Ok(Tuple::new(vec![class, arguments, state]).into_obj());
    }
    let function = crate::value::imported("array", "_array_reconstructor")?;
    let arguments = Tuple::new(vec![
        class,
        code,
        Int::new(data.kind().format_number()).into_obj(),
        Bytes::new(&data.to_vec()).into_obj(),
    ]);
    Ok(Tuple::new(vec![function, arguments.into_obj(), state]).into_obj())
}
