//! `OSError`: errno, the subclass it stands for, file names.

use super::{self as exc, BaseException, Part, base, member, this};
use crate::object::error::{Exc, type_error};
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::slots::{InitFn, NewFn};
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type, protocol};
use crate::types::int::Int;
use crate::types::none::{is_none, none};
use crate::types::str::Str;
use crate::types::tuple::Tuple;

const ERRNO: usize = 0;
const STRERROR: usize = 1;
const FILENAME: usize = 2;
const FILENAME2: usize = 3;
/// An `int`; unset when there is no such count.
const WRITTEN: usize = 4;

pub(super) const OS_ERROR: Part = Part {
    slots: Slots {
        new: Some(new),
        init: Some(init),
        str: Some(str),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    members: MEMBERS,
    ..Part::NONE
};

static METHODS: &[NativeDef] = &[NativeDef::new(
    "__reduce__",
    "($self, /)",
    "",
    NativeFn::NoArgs(reduce),
)];
static MEMBERS: &[Member] = &[
    member::<ERRNO>("errno", "POSIX exception code"),
    member::<STRERROR>("strerror", "exception strerror"),
    member::<FILENAME>("filename", "exception filename"),
    member::<FILENAME2>("filename2", "second exception filename"),
];
static GETSET: &[GetSet] = &[GetSet::new("characters_written", get_written, set_written)];

/// Whether arguments are parsed by `__init__`: a subclass overrides it but not `__new__`.
fn parsed_by_init(class: &Type) -> bool {
    let slots = class.slots();
    let own_init = slots
        .init
        .is_none_or(|slot| !std::ptr::fn_addr_eq(slot, init as InitFn));
    let own_new = slots
        .new
        .is_none_or(|slot| !std::ptr::fn_addr_eq(slot, new as NewFn));
    own_init && !own_new
}

fn new(class: &Type, args: Args<'_>) -> PyResult {
    if parsed_by_init(class) {
        return Ok(BaseException::bare(class, Tuple::empty()).into_obj());
    }
    args.no_keywords(&class.tp_name())?;
    let given = args.positional();
    let mut class = class;
    if class.is_type(&exc::OS_ERROR)
        && (2..=5).contains(&given.len())
        && let Some(errno) = given[0].downcast::<Int>().and_then(Int::as_i64)
        && let Some(better) = class_for(errno)
    {
        class = better;
    }
    let instance = BaseException::bare(class, Tuple::from_slice(given));
    fill(&instance, given)?;
    Ok(instance.into_obj())
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    if !parsed_by_init(object.ty()) {
        return Ok(());
    }
    args.no_keywords(&object.ty().tp_name())?;
    base::set_positional(object, args.positional());
    fill(this(object), args.positional())
}

/// Sets the fields from two to five arguments; any other number means plain arguments.
fn fill(error: &BaseException, given: &[&Obj]) -> PyResult<()> {
    if !(2..=5).contains(&given.len()) {
        return Ok(());
    }
    error.extra(ERRNO).set(given[0].to_ref());
    error.extra(STRERROR).set(given[1].to_ref());
    let Some(filename) = given.get(2).filter(|name| !is_none(name)) else {
        return Ok(());
    };
    if error.as_obj().is_exact(&exc::BLOCKING_IO_ERROR) && is_number(filename) {
        let written = protocol::number::index_as_isize(filename, Some(&exc::VALUE_ERROR))?;
        error
            .extra(WRITTEN)
            .set(Int::new(written as i64).into_obj());
        return Ok(());
    }
    error.extra(FILENAME).set(filename.to_ref());
    if let Some(second) = given.get(4).filter(|name| !is_none(name)) {
        error.extra(FILENAME2).set(second.to_ref());
    }
    error.args.set(Tuple::from_slice(&given[..2]));
    Ok(())
}

fn is_number(object: &Obj) -> bool {
    let slots = object.ty().slots();
    slots.nb_index.is_some() || slots.nb_int.is_some() || slots.nb_float.is_some()
}

/// The class that an errno stands for.
pub fn class_for(errno: i64) -> Option<&'static Type> {
    Some(match i32::try_from(errno).ok()? {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => &exc::BLOCKING_IO_ERROR,
        libc::EPIPE | libc::ESHUTDOWN => &exc::BROKEN_PIPE_ERROR,
        libc::ECHILD => &exc::CHILD_PROCESS_ERROR,
        libc::ECONNABORTED => &exc::CONNECTION_ABORTED_ERROR,
        libc::ECONNREFUSED => &exc::CONNECTION_REFUSED_ERROR,
        libc::ECONNRESET => &exc::CONNECTION_RESET_ERROR,
        libc::EEXIST => &exc::FILE_EXISTS_ERROR,
        libc::ENOENT => &exc::FILE_NOT_FOUND_ERROR,
        libc::EINTR => &exc::INTERRUPTED_ERROR,
        libc::EISDIR => &exc::IS_ADIRECTORY_ERROR,
        libc::ENOTDIR => &exc::NOT_ADIRECTORY_ERROR,
        libc::EACCES | libc::EPERM => &exc::PERMISSION_ERROR,
        libc::ESRCH => &exc::PROCESS_LOOKUP_ERROR,
        libc::ETIMEDOUT => &exc::TIMEOUT_ERROR,
        _ => return None,
    })
}

/// What the operating system calls an errno (`os.strerror`).
pub fn strerror(errno: i32) -> String {
    let text = std::io::Error::from_raw_os_error(errno).to_string();
    match text.rfind(" (os error ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Raises the `OSError` of an errno, about these files.
#[cold]
pub fn from_errno(errno: i32, filename: Option<&Obj>, filename2: Option<&Obj>) -> Exc {
    let number = Int::new(i64::from(errno));
    let text = Str::from_str(&strerror(errno));
    with_strerror(number.as_obj(), text.as_obj(), filename, filename2)
}

/// Raises `OSError(errno, strerror, filename, None, filename2)`.
#[cold]
pub fn with_strerror(
    errno: &Obj,
    text: &Obj,
    filename: Option<&Obj>,
    filename2: Option<&Obj>,
) -> Exc {
    let nothing = none();
    let mut args: Vec<&Obj> = vec![errno, text];
    match (filename, filename2) {
        (None, None) => {}
        (first, None) => args.extend(first),
        (first, Some(second)) => args.extend([first.unwrap_or(&nothing), &*nothing, second]),
    }
    match new(&exc::OS_ERROR, Args::positional_only(&args)) {
        Ok(error) => match error.downcast_into::<BaseException>() {
            Ok(instance) => Exc::from_instance(instance),
            Err(_) => type_error("OSError made no exception"),
        },
        Err(error) => error,
    }
}

/// Raises the `OSError` of a failed system operation.
#[cold]
pub fn from_io(error: &std::io::Error, filename: Option<&Obj>) -> Exc {
    match error.raw_os_error() {
        Some(errno) => from_errno(errno, filename, None),
        None => Exc::with_message(&exc::OS_ERROR, &error.to_string()),
    }
}

fn str(object: &Obj) -> PyResult {
    let error = this(object);
    let field = |index| error.peek_extra(index);
    let shown = |index| protocol::str(&field(index).unwrap_or_else(none));
    let text = |text: &str| Str::from_str(text);
    if let Some(filename) = field(FILENAME) {
        let mut all = text("[Errno ")
            .concat(&*shown(ERRNO)?)
            .concat(&text("] "))
            .concat(&*shown(STRERROR)?)
            .concat(&text(": "))
            .concat(&*protocol::repr(&filename)?);
        if let Some(second) = field(FILENAME2) {
            all = all.concat(&text(" -> ")).concat(&*protocol::repr(&second)?);
        }
        return Ok(all.into_obj());
    }
    if field(ERRNO).is_some() && field(STRERROR).is_some() {
        return Ok(text("[Errno ")
            .concat(&*shown(ERRNO)?)
            .concat(&text("] "))
            .concat(&*shown(STRERROR)?)
            .into_obj());
    }
    base::str(object)
}

fn reduce(object: &Obj) -> PyResult {
    let error = this(object);
    let mut args = base::args_of(object);
    if args.len() == 2
        && let Some(filename) = error.peek_extra(FILENAME)
    {
        let mut items: Vec<Ref> = args.iter().collect();
        items.push(filename);
        if let Some(second) = error.peek_extra(FILENAME2) {
            items.extend([none(), second]);
        }
        args = Tuple::new(items);
    }
    Ok(base::reduced(
        object,
        args,
        error.dict.get().map(Ref::into_obj),
    ))
}

fn get_written(object: &Obj) -> PyResult {
    this(object)
        .peek_extra(WRITTEN)
        .ok_or_else(|| crate::object::error::attribute_error_plain("characters_written"))
}

fn set_written(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        get_written(object)?;
        this(object).extra(WRITTEN).set(None);
        return Ok(());
    };
    let written = protocol::number::index_as_isize(value, Some(&exc::VALUE_ERROR))?;
    this(object)
        .extra(WRITTEN)
        .set(Int::new(written as i64).into_obj());
    Ok(())
}
