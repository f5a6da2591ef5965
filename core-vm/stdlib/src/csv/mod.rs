//! `_csv`: reading and writing comma-separated values.

use std::cell::Cell;

use serpentarium_runtime::memory;
use serpentarium_runtime::object::args::{check_positional, parsed};
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Args, Exc, Obj, Object, PyResult, Ref, Type, TypeSpec};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::{EXCEPTION, module_exception};
use serpentarium_runtime::types::int::{INT_TYPE, Int, convert};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::str::Str;

use crate::native;
use crate::types_support::{add_type, ready_type};

mod dialect;
mod reader;
mod writer;

use dialect::Quoting;

pub static MODULE: NativeModule = NativeModule {
    name: "_csv",
    doc: "CSV parsing and writing.\n",
    functions: FUNCTIONS,
    exec: |module| {
        add_type(module, &ERROR);
        add_type(module, &dialect::DIALECT_TYPE);
        ready_type(&reader::READER_TYPE);
        native::set(module, "Reader", reader::READER_TYPE.as_obj().to_ref());
        ready_type(&writer::WRITER_TYPE);
        native::set(module, "Writer", writer::WRITER_TYPE.as_obj().to_ref());
        native::set(module, "_dialects", DIALECTS.with(Ref::clone).into_obj());
        for (name, quoting) in Quoting::NAMES {
            native::set_int(module, name, quoting as i64);
        }
        Ok(())
    },
};

static ERROR: Type = Type::builtin(&ERROR_SPEC);
static ERROR_SPEC: TypeSpec = module_exception("_csv.Error", &EXCEPTION);

fn error(message: impl AsRef<str>) -> Exc {
    Exc::with_message(&ERROR, message.as_ref())
}

thread_local! {
    /// Registered dialects by name.
    static DIALECTS: Ref<Dict> = {
        memory::verify::add_roots(|visit| DIALECTS.with(|dialects| visit.obj(dialects.as_obj())));
        Dict::new()
    };
    static FIELD_LIMIT: Cell<isize> = const { Cell::new(128 * 1024) };
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "reader",
        "($module, iterable, /, dialect='excel', **fmtparams)",
        "Return a reader object that will process lines from the given iterable.\n\nThe \"iterable\" argument can be any object that returns a line\nof input for each iteration, such as a file object or a list.  The\noptional \"dialect\" argument defines a CSV dialect.  The function\nalso accepts optional keyword arguments which override settings\nprovided by the dialect.\n\nThe returned object is an iterator.  Each iteration returns a row\nof the CSV file (which can span multiple input lines).\n",
        NativeFn::Raw(reader::make),
    ),
    NativeDef::new(
        "writer",
        "($module, fileobj, /, dialect='excel', **fmtparams)",
        "Return a writer object that will write user data on the given file object.\n\nThe \"fileobj\" argument can be any object that supports the file API.\nThe optional \"dialect\" argument defines a CSV dialect.  The function\nalso accepts optional keyword arguments which override settings\nprovided by the dialect.\n",
        NativeFn::Raw(writer::make),
    ),
    NativeDef::new(
        "list_dialects",
        "($module, /)",
        "Return a list of all known dialect names.",
        NativeFn::NoArgs(|_| {
            let names = DIALECTS.with(|all| all.items());
            Ok(List::new(names.into_iter().map(|(name, _)| name).collect()).into_obj())
        }),
    ),
    NativeDef::new(
        "register_dialect",
        "($module, name, /, dialect='excel', **fmtparams)",
        "Create a mapping from a string name to a CVS dialect.\n\nThe optional \"dialect\" argument specifies the base dialect instance\nor the name of the registered dialect.  The function also accepts\noptional keyword arguments which override settings provided by the\ndialect.\n",
        NativeFn::Raw(register),
    ),
    NativeDef::new(
        "unregister_dialect",
        "($module, /, name)",
        "Delete the name/dialect mapping associated with a string name.",
        NativeFn::Bound(|_, bound| {
            let name = named(bound)?;
            match DIALECTS.with(Ref::clone).remove(name)? {
                Some(_) => native::none(),
                None => Err(error("unknown dialect")),
            }
        }),
    ),
    NativeDef::new(
        "get_dialect",
        "($module, /, name)",
        "Return the dialect instance associated with name.",
        NativeFn::Bound(|_, bound| registered(named(bound)?)),
    ),
    NativeDef::new(
        "field_size_limit",
        "($module, /, new_limit=<unrepresentable>)",
        "Sets an upper limit on parsed fields.\n\nReturns old limit. If limit is not given, no new limit is set and\nthe old limit is returned",
        NativeFn::Bound(field_size_limit),
    ),
];

fn named<'a>(bound: &[Option<&'a Obj>]) -> PyResult<&'a Obj> {
    bound[0].ok_or_else(|| type_error("a dialect name is required"))
}

/// The dialect of a name.
fn registered(name: &Obj) -> PyResult {
    match DIALECTS.with(Ref::clone).get(name)? {
        Some(dialect) => Ok(dialect),
        None => Err(error("unknown dialect")),
    }
}

fn field_size_limit(_: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let old = FIELD_LIMIT.get();
    if let Some(limit) = bound[0] {
        if !limit.is_exact(&INT_TYPE) {
            return Err(type_error("limit must be an integer"));
        }
        FIELD_LIMIT.set(convert::as_ssize(limit)?);
    }
    Ok(Int::new(old as i64).into_obj())
}

fn register(_: &Obj, args: Args<'_>) -> PyResult {
    let given = args.positional();
    check_positional("register_dialect", given.len(), 1, 2)?;
    if given[0].downcast::<Str>().is_none() {
        return Err(type_error("dialect name must be a string"));
    }
    let dialect = dialect_of_call(args)?;
    DIALECTS.with(Ref::clone).set(given[0], dialect)?;
    native::none()
}

/// The dialect of a call whose first argument is something else.
fn dialect_of_call(args: Args<'_>) -> PyResult {
    let rest = Args {
        values: &args.values[1..],
        names: args.names,
    };
    dialect::from_call(&dialect::DIALECT_TYPE, rest)
}

/// Binds the arguments of `Dialect`, with the words of C's argument parser for a function
/// that has no name.
fn bind_dialect<'a>(args: Args<'a>) -> PyResult<serpentarium_runtime::object::args::Bound<'a>> {
    const SIGNATURE: &str = "(dialect=1, delimiter=1, doublequote=1, escapechar=1, lineterminator=1, quotechar=1, quoting=1, skipinitialspace=1, strict=1)";
    let names = &parsed(SIGNATURE).parameters;
    if args.values.len() > names.len() {
        return Err(type_error(format!(
            "function takes at most {} arguments ({} given)",
            names.len(),
            args.values.len()
        )));
    }
    for (given, _) in args.keywords() {
        if !names.iter().any(|known| given.eq_str(known.name)) {
            return Err(type_error(format!(
                "this function got an unexpected keyword argument '{given}'"
            )));
        }
    }
    parsed(SIGNATURE).bind("function", args)
}
