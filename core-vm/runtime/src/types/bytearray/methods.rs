//! Construction, copying, pickling and the buffer of `bytearray`.

use crate::object::{Args, Obj, Object, PyResult, Type, protocol};
use crate::types::buffer::{self, Buffer};
use crate::types::bytearray::{BYTEARRAY_TYPE, ByteArray, receiver};
use crate::types::bytes::Bytes;
use crate::types::bytes_like::hex::parse_hex;
use crate::types::int::Int;
use crate::types::int::convert::as_c_int;
use crate::types::str::{Points, Str};
use crate::types::tuple::Tuple;

pub(super) fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(ByteArray::of_type(ty, Vec::new()).into_obj())
}

pub(super) fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    use crate::types::bytes::Source;
    let data = match crate::types::bytes::construct("bytearray", args)? {
        Source::Object(object) => object
            .downcast::<Bytes>()
            .map_or_else(Vec::new, |bytes| bytes.as_slice().to_vec()),
        Source::Data(data) => data,
    };
    receiver(this)?.with_vec(|vec| *vec = data)
}

pub(super) fn getbuffer(this: &Obj, request: u32) -> PyResult<Buffer> {
    let array = receiver(this)?;
    let (pointer, len) = array.with_bytes_mut(|bytes| (bytes.as_mut_ptr(), bytes.len()));
    let buffer = buffer::simple(this, pointer, len, false, request, Some(release))?;
    array.exports.set(array.exports.get() + 1);
    Ok(buffer)
}

fn release(owner: &Obj) {
    if let Some(array) = owner.downcast::<ByteArray>() {
        array.exports.set(array.exports.get() - 1);
    }
}

pub(super) fn copy(this: &Obj) -> PyResult {
    let data = receiver(this)?.with_bytes(<[u8]>::to_vec);
    Ok(ByteArray::new(data).into_obj())
}

pub(super) fn alloc(this: &Obj) -> PyResult {
    Ok(Int::from_usize(receiver(this)?.allocated()).into_obj())
}

pub(super) fn sizeof(this: &Obj) -> PyResult {
    let array = receiver(this)?;
    let basic = this.ty().reported.get().0.max(56);
    Ok(Int::from_usize(basic + array.allocated()).into_obj())
}

pub(super) fn reduce(this: &Obj) -> PyResult {
    reduced(this, 2)
}

pub(super) fn reduce_ex(this: &Obj, args: &[&Obj]) -> PyResult {
    let protocol = args.first().map_or(Ok(0), |protocol| as_c_int(protocol))?;
    reduced(this, protocol)
}

fn reduced(this: &Obj, protocol: i32) -> PyResult {
    let array = receiver(this)?;
    let state = protocol::call_method(this, "__getstate__", &[])?;
    let args = if protocol < 3 {
        let text = array.with_bytes(|bytes| Str::from_any(Points::One(bytes)));
        vec![text.into_obj(), Str::from_str("latin-1").into_obj()]
    } else if array.is_empty() {
        vec![]
    } else {
        vec![array.with_bytes(Bytes::new).into_obj()]
    };
    let args = Tuple::new(args).into_obj();
    let class = this.ty().as_obj().to_ref();
    Ok(Tuple::new(vec![class, args, state]).into_obj())
}

pub(super) fn fromhex(class: &Obj, text: &Obj) -> PyResult {
    let array = ByteArray::new(parse_hex(text)?).into_obj();
    if class.is(BYTEARRAY_TYPE.as_obj()) {
        return Ok(array);
    }
    protocol::call(class, &[&array])
}
