//! `_sre`: the matching engine behind `re`.
//!
//! `re._compiler` makes the code; the published engine runs it over the stored bytes of a
//! string when they are one byte wide, over UTF-8 otherwise.

use rustpython_sre_engine::string::{lower_ascii, lower_unicode, upper_unicode};
use serpentarium_runtime::object::error::{overflow_error, type_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Field, Native, Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::is_none;

use crate::native;

mod matched;
mod pattern;
mod scanner;
mod subject;
mod substitute;

pub static MODULE: NativeModule = NativeModule {
    name: "_sre",
    doc: "",
    functions: FUNCTIONS,
    exec,
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "compile",
        "($module, /, pattern, flags, code, groups, groupindex, indexgroup)",
        "",
        NativeFn::Bound(compile),
    ),
    NativeDef::new(
        "template",
        "($module, pattern, template, /)",
        "\n\n  template\n    A list containing interleaved literal strings (str or bytes) and group\n    indices (int), as returned by re._parser.parse_template():\n        [literal1, group1, ..., literalN, groupN]",
        NativeFn::Bound(substitute::template),
    ),
    NativeDef::new(
        "getcodesize",
        "($module, /)",
        "",
        NativeFn::NoArgs(|_| native::int(4)),
    ),
    NativeDef::new(
        "ascii_iscased",
        "($module, character, /)",
        "",
        NativeFn::One(|_, c| {
            let c = point(c)?;
            native::bool(c < 128 && (c as u8).is_ascii_alphabetic())
        }),
    ),
    NativeDef::new(
        "unicode_iscased",
        "($module, character, /)",
        "",
        NativeFn::One(|_, c| {
            let c = point(c)?;
            native::bool(lower_unicode(c) != c || upper_unicode(c) != c)
        }),
    ),
    NativeDef::new(
        "ascii_tolower",
        "($module, character, /)",
        "",
        NativeFn::One(|_, c| native::int(i64::from(lower_ascii(point(c)?)))),
    ),
    NativeDef::new(
        "unicode_tolower",
        "($module, character, /)",
        "",
        NativeFn::One(|_, c| native::int(i64::from(lower_unicode(point(c)?)))),
    ),
];

fn exec(module: &Obj) -> PyResult<()> {
    native::set_int(module, "MAGIC", rustpython_sre_engine::SRE_MAGIC as i64);
    native::set_int(module, "CODESIZE", 4);
    native::set_int(module, "MAXREPEAT", i64::from(u32::MAX));
    native::set_int(module, "MAXGROUPS", rustpython_sre_engine::MAXGROUPS as i64);
    native::set_str(
        module,
        "copyright",
        " SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ",
    );
    Ok(())
}

/// Types that must be readied before use.
pub fn ready() {
    for ty in [
        &pattern::PATTERN_TYPE,
        &matched::MATCH_TYPE,
        &scanner::SCANNER_TYPE,
        &substitute::TEMPLATE_TYPE,
    ] {
        serpentarium_runtime::types::typeobj::ready::ready(ty);
    }
}

fn point(value: &Obj) -> PyResult<u32> {
    let value = native::c_int(value)?;
    Ok(u32::try_from(value).unwrap_or(0))
}

fn compile(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let [
        Some(source),
        Some(flags),
        Some(code),
        Some(groups),
        Some(index),
        Some(names),
    ] = args[..]
    else {
        return native::none();
    };
    let mut codes = Vec::new();
    for word in protocol::collect(code)? {
        let value = word.downcast::<Int>().and_then(Int::as_i64);
        let value = value.and_then(|value| u32::try_from(value).ok());
        codes.push(
            value.ok_or_else(|| overflow_error("regular expression code size limit exceeded"))?,
        );
    }
    let index = index
        .to_ref()
        .downcast_into::<Dict>()
        .map_err(|_| type_error("compile() argument 'groupindex' must be dict"))?;
    let bytes = if is_none(source) {
        None
    } else {
        Some(
            source
                .downcast::<serpentarium_runtime::types::str::Str>()
                .is_none(),
        )
    };
    Ok(Native::new(pattern::Pattern {
        source: Field::new(source.to_ref()),
        flags: native::size(flags)? as i64,
        codes,
        groups: native::size(groups)?.max(0) as usize,
        group_index: Field::new(index),
        index_group: Field::new(names.to_ref()),
        bytes,
    })
    .into_obj())
}

#[allow(unused_imports)]
use Ref as _;
