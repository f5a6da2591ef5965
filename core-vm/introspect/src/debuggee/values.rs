//! Objects as text, without running any code of the program's.

use serpentarium_bytecode::{Wtf8Buf, repr};
use serpentarium_runtime::debug;
use serpentarium_runtime::object::{Obj, Object, Ref, Type, flags, protocol};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::code::Code;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::BaseException;
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::function::Function;
use serpentarium_runtime::types::generator::Generator;
use serpentarium_runtime::types::int::{BOOL_TYPE, Int};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::method::Method;
use serpentarium_runtime::types::module::Module;
use serpentarium_runtime::types::set::{FROZENSET_TYPE, Set};
use serpentarium_runtime::types::str::{Str, intern};
use serpentarium_runtime::types::tuple::Tuple;

use crate::protocol::view::{RefCount, VariableKind};
use crate::protocol::{CodeId, ObjectId};

/// How deep containers are shown.
const DEPTH: usize = 3;
/// How many elements of each.
const ELEMENTS: usize = 20;
/// How many characters of a string.
const CHARACTERS: usize = 300;
/// How much text in all.
const LENGTH: usize = 1000;

/// The count of an object that one reference of ours (and no more) is held to.
pub fn refcount(object: &Obj) -> RefCount {
    if object.is_immortal() {
        return RefCount::Immortal;
    }
    RefCount::Count(u64::from(object.refcount()).saturating_sub(1))
}

/// An object's id.
pub fn id(object: &Obj) -> ObjectId {
    ObjectId(object.address() as u64)
}

/// The name of an object's type.
pub fn type_name(object: &Obj) -> String {
    debug::type_label(object.ty())
}

/// A size as `sys.getsizeof` gives it. A `__sizeof__` written in Python is not called, since looking
/// must not run the program: then the size is what follows from the type.
pub fn size(object: &Obj) -> u64 {
    native_size(object).unwrap_or_else(|| size_by_type(object))
}

fn native_size(object: &Obj) -> Option<u64> {
    let method = object.ty().lookup(intern::literal("__sizeof__"))?;
    if debug::type_flags(method.ty()) & flags::METHOD_DESCRIPTOR == 0
        || method.downcast::<Function>().is_some()
    {
        return None;
    }
    let size = protocol::call(&method, &[object]).ok()?;
    let size = u64::try_from(size.downcast::<Int>()?.as_i64()?).ok()?;
    Some(size + headers(object))
}

/// What stands before an object: for the collector, and its dictionary and weak references.
fn headers(object: &Obj) -> u64 {
    let flags_of = debug::type_flags(object.ty());
    let has = |flag: u32| if flags_of & flag != 0 { 16 } else { 0 };
    has(flags::HAVE_GC) + has(flags::MANAGED)
}

fn size_by_type(object: &Obj) -> u64 {
    let (basic, item) = debug::sizes(object.ty());
    let items = if let Some(list) = object.downcast::<List>() {
        return (basic + list.capacity() * 8) as u64 + headers(object);
    } else if let Some(tuple) = object.downcast::<Tuple>() {
        tuple.len()
    } else if let Some(bytes) = object.downcast::<Bytes>() {
        bytes.len()
    } else {
        0
    };
    (basic + items * item) as u64 + headers(object)
}

/// The text of a value, on one line and shortened.
pub fn text(object: &Obj) -> String {
    let mut out = String::new();
    write(object, DEPTH, &mut out);
    if out.len() > LENGTH {
        let end = (0..=LENGTH)
            .rev()
            .find(|&end| out.is_char_boundary(end))
            .unwrap_or(0);
        out.truncate(end);
        out.push('…');
    }
    out
}

fn write(object: &Obj, depth: usize, out: &mut String) {
    if out.len() > LENGTH {
        return;
    }
    if let Some(text) = scalar(object) {
        out.push_str(&text);
    } else if let Some(list) = object.downcast_exact::<List>() {
        sequence(("[", "]"), list.len(), |i| list.get(i), depth, out);
    } else if let Some(tuple) = object.downcast_exact::<Tuple>() {
        let close = if tuple.len() == 1 { ",)" } else { ")" };
        sequence(("(", close), tuple.len(), |i| tuple.get(i), depth, out);
    } else if let Some(dict) = object.downcast_exact::<Dict>() {
        mapping(dict, depth, out);
    } else if let Some(set) = object.downcast_exact::<Set>() {
        set_text(set, object.is_exact(&FROZENSET_TYPE), depth, out);
    } else if object.is_exact(&FROZENSET_TYPE)
        && let Some(set) = object.downcast::<Set>()
    {
        set_text(set, true, depth, out);
    } else {
        out.push_str(&other(object, depth));
    }
}

fn scalar(object: &Obj) -> Option<String> {
    if let Some(text) = object.downcast_exact::<Str>() {
        return Some(string(text));
    }
    if let Some(int) = object.downcast_exact::<Int>() {
        return Some(match int.as_i64() {
            Some(value) => value.to_string(),
            None if int.to_big().bits() > 4000 => format!("<int of {} bits>", int.to_big().bits()),
            None => repr::int(&int.to_big()),
        });
    }
    if object.is_exact(&BOOL_TYPE) {
        let is_true = object.downcast::<Int>().is_some_and(|int| !int.is_zero());
        return Some(if is_true { "True" } else { "False" }.to_owned());
    }
    if let Some(float) = object.downcast_exact::<Float>() {
        return Some(repr::float(float.value()));
    }
    if let Some(bytes) = object.downcast_exact::<Bytes>() {
        let data = bytes.as_slice();
        let shown = repr::bytes(&data[..data.len().min(CHARACTERS)]);
        return Some(if data.len() > CHARACTERS {
            format!("{shown}…")
        } else {
            shown
        });
    }
    has_plain_repr(object.ty())
        .then(|| protocol::repr_text(object).ok())
        .flatten()
}

/// Built-in types whose `repr` runs none of the program's code.
fn has_plain_repr(ty: &Type) -> bool {
    const PLAIN: &[&str] = &[
        "NoneType",
        "ellipsis",
        "NotImplementedType",
        "complex",
        "range",
        "builtin_function_or_method",
        "method_descriptor",
        "wrapper_descriptor",
        "method-wrapper",
        "getset_descriptor",
        "member_descriptor",
        "classmethod_descriptor",
        "bytearray",
    ];
    !ty.is_heap() && PLAIN.contains(&ty.name().as_str())
}

fn string(text: &Str) -> String {
    let length = text.len();
    if length <= CHARACTERS {
        return repr::str(&text.to_wtf8());
    }
    let start: Wtf8Buf = text.slice(0..CHARACTERS).to_wtf8();
    format!("{}…", repr::str(&start))
}

fn sequence(
    (open, close): (&str, &str),
    length: usize,
    get: impl Fn(usize) -> Option<Ref>,
    depth: usize,
    out: &mut String,
) {
    out.push_str(open);
    if depth == 0 && length > 0 {
        out.push_str("...");
    } else {
        for index in 0..length.min(ELEMENTS) {
            if index > 0 {
                out.push_str(", ");
            }
            if let Some(item) = get(index) {
                write(&item, depth - 1, out);
            }
        }
        if length > ELEMENTS {
            out.push_str(", ...");
        }
    }
    out.push_str(close);
}

fn mapping(dict: &Dict, depth: usize, out: &mut String) {
    out.push('{');
    if depth == 0 && !dict.is_empty() {
        out.push_str("...");
    } else {
        let mut position = 0;
        for index in 0..=ELEMENTS {
            let Some((key, value)) = dict.next(&mut position) else {
                break;
            };
            if index > 0 {
                out.push_str(", ");
            }
            if index == ELEMENTS {
                out.push_str("...");
                break;
            }
            write(&key, depth - 1, out);
            out.push_str(": ");
            write(&value, depth - 1, out);
        }
    }
    out.push('}');
}

fn set_text(set: &Set, frozen: bool, depth: usize, out: &mut String) {
    let elements = set.elements();
    if elements.is_empty() {
        out.push_str(if frozen { "frozenset()" } else { "set()" });
        return;
    }
    let (open, close) = if frozen {
        ("frozenset({", "})")
    } else {
        ("{", "}")
    };
    sequence(
        (open, close),
        elements.len(),
        |index| elements.get(index).cloned(),
        depth,
        out,
    );
}

fn other(object: &Obj, depth: usize) -> String {
    let address = object.address();
    let name =
        |field: Option<&Str>| field.map_or_else(|| "?".to_owned(), |name| name.to_string_lossy());
    if let Some(ty) = object.downcast::<Type>() {
        return format!("<class '{}'>", debug::type_label(ty));
    }
    if let Some(function) = object.downcast_exact::<Function>() {
        return format!(
            "<function {} at {address:#x}>",
            name(function.qualname.peek())
        );
    }
    if let Some(method) = object.downcast_exact::<Method>() {
        let function = method.function.get();
        let function = function
            .as_ref()
            .and_then(|function| function.downcast::<Function>());
        let qualname = function.map_or_else(|| "?".to_owned(), |f| name(f.qualname.peek()));
        let this = method
            .this
            .get()
            .map_or_else(String::new, |this| plain(&this));
        return format!("<bound method {qualname} of {this}>");
    }
    if let Some(generator) = generator(object) {
        let kind = serpentarium_runtime::interp::generator::kind_name(generator);
        return format!(
            "<{kind} object {} at {address:#x}>",
            name(generator.qualname.peek())
        );
    }
    if let Some(module) = object.downcast::<Module>() {
        let found = module.namespace().get_text("__name__");
        let found = found.as_ref().and_then(|found| found.downcast::<Str>());
        return format!("<module '{}'>", name(found));
    }
    if let Some(code) = object.downcast_exact::<Code>() {
        let file = name(code.filename.peek());
        let line = code.firstlineno;
        return format!(
            "<code object {} at {address:#x}, file \"{file}\", line {line}>",
            name(code.name.peek())
        );
    }
    if let Some(error) = object.downcast::<BaseException>()
        && depth > 0
    {
        return exception(error, depth);
    }
    plain(object)
}

fn exception(error: &BaseException, depth: usize) -> String {
    let mut out = debug::type_label(error.as_obj().ty());
    match error.args.get() {
        Some(args) if args.len() == 1 => {
            sequence(("(", ")"), 1, |index| args.get(index), depth, &mut out);
        }
        Some(args) => sequence(
            ("(", ")"),
            args.len(),
            |index| args.get(index),
            depth,
            &mut out,
        ),
        None => out.push_str("()"),
    }
    out
}

/// As `object.__repr__` shows it.
fn plain(object: &Obj) -> String {
    format!("<{} object at {:#x}>", type_name(object), object.address())
}

/// The object as a generator of any kind.
pub fn generator(object: &Obj) -> Option<&Generator> {
    // The three kinds share a layout but have no common base.
    use serpentarium_runtime::types::generator::{
        ASYNC_GENERATOR_TYPE, COROUTINE_TYPE, GENERATOR_TYPE,
    };
    let is_one = [&GENERATOR_TYPE, &COROUTINE_TYPE, &ASYNC_GENERATOR_TYPE]
        .iter()
        .any(|ty| object.is_exact(ty));
    if is_one {
        debug::as_generator(object)
    } else {
        None
    }
}

/// What a value is.
pub fn kind(object: &Obj) -> VariableKind {
    use serpentarium_runtime::types::generator::{COROUTINE_TYPE, GENERATOR_TYPE};
    match object.ty().name().as_str() {
        "str" | "bytes" | "bytearray" => VariableKind::Text,
        "function" | "method" | "builtin_function_or_method" | "method-wrapper" => {
            VariableKind::Function
        }
        "module" => VariableKind::Module,
        "cell" => VariableKind::Cell,
        "frame" => VariableKind::Frame,
        "code" => VariableKind::Code,
        "property" => VariableKind::Property,
        "member_descriptor" | "getset_descriptor" | "method_descriptor" | "wrapper_descriptor"
        | "classmethod" | "staticmethod" => VariableKind::Descriptor,
        _ if object.is_exact(&GENERATOR_TYPE) => VariableKind::Generator,
        _ if object.is_exact(&COROUTINE_TYPE) => VariableKind::Coroutine,
        _ if generator(object).is_some() => VariableKind::AsyncGenerator,
        _ if object.downcast::<Type>().is_some() => VariableKind::Class,
        _ if object.downcast::<BaseException>().is_some() => VariableKind::Exception,
        _ => VariableKind::Data,
    }
}

/// The code object behind a function, method, generator or code object.
pub fn code(object: &Obj) -> Option<CodeId> {
    if let Some(code) = object.downcast_exact::<Code>() {
        return super::codes::of(code).map(|info| info.id);
    }
    if let Some(function) = object.downcast_exact::<Function>() {
        return function
            .code
            .peek()
            .and_then(super::codes::of)
            .map(|info| info.id);
    }
    if let Some(method) = object.downcast_exact::<Method>() {
        return method.function.get().and_then(|function| code(&function));
    }
    let generator = generator(object)?;
    let frame_code = debug::generator_code(generator)?;
    super::codes::of(&frame_code).map(|info| info.id)
}
