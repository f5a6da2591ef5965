//! `gc`: the collector's knobs and questions.

use serpentarium_runtime::memory::gc;
use serpentarium_runtime::object::args::{Args, parsed};
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule, none as done};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "gc",
    doc: "This module provides access to the garbage collector for reference cycles.\n\nenable() -- Enable automatic garbage collection.\ndisable() -- Disable automatic garbage collection.\nisenabled() -- Returns true if automatic collection is enabled.\ncollect() -- Do a full collection right now.\nget_count() -- Return the current collection counts.\nget_stats() -- Return list of dictionaries containing per-generation stats.\nset_debug() -- Set debugging flags.\nget_debug() -- Get debugging flags.\nset_threshold() -- Set the collection thresholds.\nget_threshold() -- Return the current collection thresholds.\nget_objects() -- Return a list of all objects tracked by the collector.\nis_tracked() -- Returns true if a given object is tracked.\nis_finalized() -- Returns true if a given object has been already finalized.\nget_referrers() -- Return the list of objects that refer to an object.\nget_referents() -- Return the list of objects that an object refers to.\nfreeze() -- Freeze all tracked objects and ignore them for future collections.\nunfreeze() -- Unfreeze all objects in the permanent generation.\nget_freeze_count() -- Return the number of objects in the permanent generation.\n",
    functions: FUNCTIONS,
    exec,
};

fn exec(module: &Obj) -> PyResult<()> {
    let (garbage, callbacks) = (List::new(Vec::new()), List::new(Vec::new()));
    native::set(module, "garbage", garbage.clone().into_obj());
    native::set(module, "callbacks", callbacks.clone().into_obj());
    gc::set_lists(garbage, callbacks);
    for (name, flag) in [
        ("DEBUG_STATS", gc::debug::STATS),
        ("DEBUG_COLLECTABLE", gc::debug::COLLECTABLE),
        ("DEBUG_UNCOLLECTABLE", gc::debug::UNCOLLECTABLE),
        ("DEBUG_SAVEALL", gc::debug::SAVEALL),
        ("DEBUG_LEAK", gc::debug::LEAK),
    ] {
        native::set_int(module, name, i64::from(flag));
    }
    Ok(())
}

fn word(value: &Obj) -> PyResult<i64> {
    Ok(number::index_as_isize(value, Some(&OVERFLOW_ERROR))? as i64)
}

fn collect(_module: &Obj, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "($module, /, generation=2)";
    let bound = parsed(SIGNATURE).bind("collect", args)?;
    let generation = bound[0].map_or(Ok(2), word)?;
    let Some(generation) = usize::try_from(generation).ok().filter(|g| *g < 3) else {
        return Err(value_error("invalid generation"));
    };
    let outcome = gc::collect(generation);
    Ok(Int::from_usize(outcome.collected + outcome.uncollectable).into_obj())
}

fn words(values: [i64; 3]) -> PyResult {
    Ok(Tuple::new(values.map(|value| Int::new(value).into_obj()).to_vec()).into_obj())
}

fn set_threshold(_module: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("gc.set_threshold")?;
    if !(1..=3).contains(&args.values.len()) {
        return Err(type_error("gc.set_threshold requires 1 to 3 arguments"));
    }
    for (index, value) in args.values.iter().enumerate() {
        gc::set_threshold(index, word(value)?);
    }
    done()
}

fn get_stats(_module: &Obj) -> PyResult {
    let statistics = gc::statistics();
    let mut all = Vec::new();
    for generation in 0..3 {
        let dict = Dict::new();
        for (name, value) in [
            ("collections", statistics.collections[generation]),
            ("collected", statistics.collected[generation]),
            ("uncollectable", statistics.uncollectable[generation]),
        ] {
            dict.set_text(name, Int::new(value as i64).into_obj());
        }
        all.push(dict.into_obj());
    }
    Ok(List::new(all).into_obj())
}

fn get_objects(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let generation = match args[0].filter(|generation| !is_none(generation)) {
        None => None,
        Some(generation) => {
            let generation = word(generation)?;
            if generation >= 3 {
                return Err(value_error(
                    "generation parameter must be less than the number of available \
                     generations (3)",
                ));
            }
            Some(
                usize::try_from(generation)
                    .map_err(|_| value_error("generation parameter cannot be negative"))?,
            )
        }
    };
    Ok(List::new(gc::objects(generation)).into_obj())
}

fn get_referents(_module: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("gc.get_referents")?;
    let found: Vec<Ref> = args
        .values
        .iter()
        .flat_map(|object| gc::referents(object))
        .collect();
    Ok(List::new(found).into_obj())
}

fn get_referrers(_module: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("gc.get_referrers")?;
    Ok(List::new(gc::referrers(args.values)).into_obj())
}

fn set_debug(_module: &Obj, flags: &Obj) -> PyResult {
    gc::set_debug_flags(word(flags)? as u32);
    done()
}

const fn no_args(
    name: &'static str,
    doc: &'static str,
    function: fn(&Obj) -> PyResult,
) -> NativeDef {
    NativeDef::new(name, "($module, /)", doc, NativeFn::NoArgs(function))
}

static FUNCTIONS: &[NativeDef] = &[
    no_args("enable", "Enable automatic garbage collection.", |_| {
        gc::set_enabled(true);
        done()
    }),
    no_args("disable", "Disable automatic garbage collection.", |_| {
        gc::set_enabled(false);
        done()
    }),
    no_args(
        "isenabled",
        "Returns true if automatic garbage collection is enabled.",
        |_| Ok(bool_ref(gc::is_enabled())),
    ),
    NativeDef::new(
        "set_debug",
        "($module, flags, /)",
        "Set the garbage collection debugging flags.\n\n  flags\n    An integer that can have the following bits turned on:\n      DEBUG_STATS - Print statistics during collection.\n      DEBUG_COLLECTABLE - Print collectable objects found.\n      DEBUG_UNCOLLECTABLE - Print unreachable but uncollectable objects\n        found.\n      DEBUG_SAVEALL - Save objects to gc.garbage rather than freeing them.\n      DEBUG_LEAK - Debug leaking programs (everything but STATS).\n\nDebugging information is written to sys.stderr.",
        NativeFn::One(set_debug),
    ),
    no_args(
        "get_debug",
        "Get the garbage collection debugging flags.",
        |_| Ok(Int::new(i64::from(gc::debug_flags())).into_obj()),
    ),
    no_args(
        "get_count",
        "Return a three-tuple of the current collection counts.",
        |_| words(gc::counts()),
    ),
    NativeDef::new(
        "set_threshold",
        "",
        "set_threshold(threshold0, [threshold1, [threshold2]])\nSet the collection thresholds (the collection frequency).\n\nSetting 'threshold0' to zero disables collection.",
        NativeFn::Raw(set_threshold),
    ),
    no_args(
        "get_threshold",
        "Return the current collection thresholds.",
        |_| words(gc::thresholds()),
    ),
    NativeDef::new(
        "collect",
        "($module, /, generation=2)",
        "Run the garbage collector.\n\nWith no arguments, run a full collection.  The optional argument\nmay be an integer specifying which generation to collect.  A ValueError\nis raised if the generation number is invalid.\n\nThe number of unreachable objects is returned.",
        NativeFn::Raw(collect),
    ),
    NativeDef::new(
        "get_objects",
        "($module, /, generation=None)",
        "Return a list of objects tracked by the collector (excluding the list returned).\n\n  generation\n    Generation to extract the objects from.\n\nIf generation is not None, return only the objects tracked by the\ncollector that are in that generation.",
        NativeFn::Bound(get_objects),
    ),
    no_args(
        "get_stats",
        "Return a list of dictionaries containing per-generation statistics.",
        get_stats,
    ),
    NativeDef::new(
        "is_tracked",
        "($module, obj, /)",
        "Returns true if the object is tracked by the garbage collector.\n\nSimple atomic objects will return false.",
        NativeFn::One(|_, object| Ok(bool_ref(gc::is_tracked(object)))),
    ),
    NativeDef::new(
        "get_referrers",
        "($module, /, *objs)",
        "Return the list of objects that directly refer to any of 'objs'.",
        NativeFn::Raw(get_referrers),
    ),
    NativeDef::new(
        "get_referents",
        "($module, /, *objs)",
        "Return the list of objects that are directly referred to by 'objs'.",
        NativeFn::Raw(get_referents),
    ),
    NativeDef::new(
        "is_finalized",
        "($module, obj, /)",
        "Returns true if the object has been already finalized by the GC.",
        NativeFn::One(|_, object| Ok(bool_ref(gc::is_finalized(object)))),
    ),
    no_args(
        "freeze",
        "Freeze all current tracked objects and ignore them for future collections.\n\nThis can be used before a POSIX fork() call to make the gc copy-on-write\nfriendly.\nNote: collection before a POSIX fork() call may free pages for future\nallocation which can cause copy-on-write.",
        |_| {
            gc::freeze();
            done()
        },
    ),
    no_args(
        "unfreeze",
        "Unfreeze all objects in the permanent generation.\n\nPut all objects in the permanent generation back into oldest generation.",
        |_| {
            gc::unfreeze();
            done()
        },
    ),
    no_args(
        "get_freeze_count",
        "Return the number of objects in the permanent generation.",
        |_| Ok(Int::from_usize(gc::frozen_count()).into_obj()),
    ),
];
