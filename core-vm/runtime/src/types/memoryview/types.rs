//! The type object `memoryview`.

use crate::object::native::{GetSet, NativeDef, NativeFn};
use crate::object::{Slots, Type, TypeSpec, flags};
use crate::types::memoryview::{MemoryView, getbuffer, index, iterator, methods, new};

pub static MEMORYVIEW_TYPE: Type = Type::builtin(&MEMORYVIEW_SPEC);
static MEMORYVIEW_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "memoryview(object)\n--\n\nCreate a new memoryview object which references the given object.",
    ),
    flags: flags::HAVE_GC | flags::SEQUENCE,
    reported: (144, 8),
    slots: Slots {
        new: Some(new),
        repr: Some(methods::repr),
        hash: Some(methods::hash),
        richcompare: Some(index::compare),
        iter: Some(iterator::iter),
        sq_length: Some(index::length),
        sq_item: Some(index::item),
        mp_length: Some(index::length),
        mp_subscript: Some(index::subscript),
        mp_ass_subscript: Some(index::assign),
        bf_getbuffer: Some(getbuffer),
        bf_releasebuffer: Some(crate::types::buffer::hears_itself),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::of::<MemoryView>("memoryview")
};

static GETSET: &[GetSet] = &[
    GetSet::readonly("obj", methods::obj).doc("The underlying object of the memoryview."),
    GetSet::readonly("nbytes", methods::nbytes).doc("The amount of space in bytes that the array would use in\n a contiguous representation."),
    GetSet::readonly("readonly", methods::readonly).doc("A bool indicating whether the memory is read only."),
    GetSet::readonly("itemsize", methods::itemsize).doc("The size in bytes of each element of the memoryview."),
    GetSet::readonly("format", methods::format).doc("A string containing the format (in struct module style)\n for each element in the view."),
    GetSet::readonly("ndim", methods::ndim).doc("An integer indicating how many dimensions of a multi-dimensional\n array the memory represents."),
    GetSet::readonly("shape", methods::shape).doc("A tuple of ndim integers giving the shape of the memory\n as an N-dimensional array."),
    GetSet::readonly("strides", methods::strides).doc("A tuple of ndim integers giving the size in bytes to access\n each element for each dimension of the array."),
    GetSet::readonly("suboffsets", methods::suboffsets).doc("A tuple of integers used internally for PIL-style arrays."),
    GetSet::readonly("c_contiguous", methods::c_contiguous).doc("A bool indicating whether the memory is C contiguous."),
    GetSet::readonly("f_contiguous", methods::f_contiguous).doc("A bool indicating whether the memory is Fortran contiguous."),
    GetSet::readonly("contiguous", methods::contiguous).doc("A bool indicating whether the memory is contiguous."),
];

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "release",
        "($self, /)",
        "Release the underlying buffer exposed by the memoryview object.",
        NativeFn::NoArgs(methods::release),
    ),
    NativeDef::new(
        "tobytes",
        "($self, /, order='C')",
        "Return the data in the buffer as a byte string.\n\nOrder can be {'C', 'F', 'A'}.  When order is 'C' or 'F', the data of\nthe original array is converted to C or Fortran order.  For\ncontiguous views, 'A' returns an exact copy of the physical memory.\nIn particular, in-memory Fortran order is preserved.  For\nnon-contiguous views, the data is converted to C first.  order=None\nis the same as order='C'.",
        NativeFn::Bound(methods::tobytes),
    ),
    NativeDef::new(
        "hex",
        "($self, /, sep=<unrepresentable>, bytes_per_sep=1)",
        "Return the data in the buffer as a str of hexadecimal numbers.\n\n  sep\n    An optional single character or byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values count from\n    the right, negative values count from the left.\n\nExample:\n>>> value = memoryview(b'\\xb9\\x01\\xef')\n>>> value.hex()\n'b901ef'\n>>> value.hex(':')\n'b9:01:ef'\n>>> value.hex(':', 2)\n'b9:01ef'\n>>> value.hex(':', -2)\n'b901:ef'",
        NativeFn::Bound(methods::hex),
    ),
    NativeDef::new(
        "tolist",
        "($self, /)",
        "Return the data in the buffer as a list of elements.",
        NativeFn::NoArgs(methods::tolist),
    ),
    NativeDef::new(
        "cast",
        "($self, /, format, shape=<unrepresentable>)",
        "Cast a memoryview to a new format or shape.",
        NativeFn::Bound(methods::cast),
    ),
    NativeDef::new(
        "toreadonly",
        "($self, /)",
        "Return a readonly version of the memoryview.",
        NativeFn::NoArgs(methods::toreadonly),
    ),
    NativeDef::new(
        "_from_flags",
        "($type, /, object, flags)",
        "Create a new memoryview object which references the given object.",
        NativeFn::Bound(methods::from_flags),
    )
    .class(),
    NativeDef::new(
        "count",
        "($self, value, /)",
        "Count the number of occurrences of a value.",
        NativeFn::One(methods::count),
    ),
    NativeDef::new(
        "index",
        "($self, value, start=0, stop=sys.maxsize, /)",
        "Return the index of the first occurrence of a value.\n\nRaises ValueError if the value is not present.",
        NativeFn::Positional(1, 3, methods::position),
    ),
    NativeDef::new(
        "__enter__",
        "($self, /)",
        "",
        NativeFn::NoArgs(methods::enter),
    ),
    NativeDef::new(
        "__exit__",
        "($self, /, *exc_info)",
        "Release the underlying buffer exposed by the memoryview object.",
        NativeFn::Raw(methods::exit),
    ),
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "memoryviews are generic over the type of their underlying data",
        NativeFn::One(crate::types::generic_alias::make),
    )
    .class(),
];
