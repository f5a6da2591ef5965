//! Dialects: how fields are told apart and quoted.

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, Member, NativeDef, NativeFn};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, flags,
};
use serpentarium_runtime::types::int::{INT_TYPE, Int, bool_ref, convert};
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::Str;

use super::bind_dialect;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    Minimal = 0,
    All = 1,
    NonNumeric = 2,
    Nothing = 3,
    Strings = 4,
    NotNull = 5,
}

impl Quoting {
    pub const NAMES: [(&'static str, Quoting); 6] = [
        ("QUOTE_MINIMAL", Quoting::Minimal),
        ("QUOTE_ALL", Quoting::All),
        ("QUOTE_NONNUMERIC", Quoting::NonNumeric),
        ("QUOTE_NONE", Quoting::Nothing),
        ("QUOTE_STRINGS", Quoting::Strings),
        ("QUOTE_NOTNULL", Quoting::NotNull),
    ];
}

pub(super) struct Dialect {
    pub delimiter: u32,
    pub double_quote: bool,
    pub escape: Option<u32>,
    pub terminator: Ref<Str>,
    pub quote: Option<u32>,
    pub quoting: Quoting,
    pub skip_space: bool,
    pub strict: bool,
}

impl NativeType for Dialect {
    fn type_object() -> &'static Type {
        &DIALECT_TYPE
    }

    fn traverse(&self, visit: &mut serpentarium_runtime::object::Visitor<'_>) {
        visit.obj(self.terminator.as_obj());
    }
}

pub(super) static DIALECT_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some("CSV dialect\n\nThe Dialect type records CSV parsing and generation options.\n"),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (48, 0),
    slots: Slots {
        new: Some(from_call),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "", NO_PICKLE, NativeFn::Raw(refuse_pickle)),
        NativeDef::new("__reduce_ex__", "", NO_PICKLE, NativeFn::Raw(refuse_pickle)),
    ],
    members: &[
        Member::readonly("skipinitialspace", |this| {
            Ok(bool_ref(dialect(this)?.skip_space))
        }),
        Member::readonly("doublequote", |this| {
            Ok(bool_ref(dialect(this)?.double_quote))
        }),
        Member::readonly("strict", |this| Ok(bool_ref(dialect(this)?.strict))),
    ],
    getset: &[
        GetSet::readonly("delimiter", |this| {
            Ok(Str::from_char(dialect(this)?.delimiter).into_obj())
        }),
        GetSet::readonly("escapechar", |this| Ok(optional(dialect(this)?.escape))),
        GetSet::readonly("lineterminator", |this| {
            Ok(dialect(this)?.terminator.clone().into_obj())
        }),
        GetSet::readonly("quotechar", |this| Ok(optional(dialect(this)?.quote))),
        GetSet::readonly("quoting", |this| {
            Ok(Int::new(dialect(this)?.quoting as i64).into_obj())
        }),
    ],
    ..TypeSpec::of::<Native<Dialect>>("_csv.Dialect")
};

const NO_PICKLE: &str = "raises an exception to avoid pickling";

fn refuse_pickle(this: &Obj, _: Args<'_>) -> PyResult {
    Err(type_error(format!(
        "cannot pickle '{}' instances",
        this.ty().name()
    )))
}

pub(super) fn dialect(object: &Obj) -> PyResult<&Native<Dialect>> {
    object
        .downcast::<Native<Dialect>>()
        .ok_or_else(|| type_error("a dialect is required"))
}

fn optional(point: Option<u32>) -> Ref {
    point.map_or_else(none, |point| Str::from_char(point).into_obj())
}

/// An option of a call, or else the attribute of that name of the base dialect.
fn option(given: Option<&Obj>, base: Option<&Obj>, name: &'static str) -> Option<Ref> {
    if let Some(given) = given {
        return Some(given.to_ref());
    }
    // Whatever goes wrong with an attribute, the option has its default then.
    protocol::getattr_text(base?, name).ok()
}

/// A dialect from `dialect` and options; an instance without other options is itself.
pub(super) fn from_call(ty: &Type, args: Args<'_>) -> PyResult {
    let bound = bind_dialect(args)?;
    let named;
    let base = match bound[0] {
        Some(base) if base.downcast::<Str>().is_some() => {
            named = super::registered(base)?;
            Some(&*named)
        }
        other => other.filter(|base| !is_none(base)),
    };
    if let Some(base) = base
        && base.downcast::<Native<Dialect>>().is_some()
        && bound[1..].iter().all(Option::is_none)
    {
        return Ok(base.to_ref());
    }
    let value = |index: usize, name| option(bound[index], base, name);
    let delimiter = value(1, "delimiter");
    let double_quote = value(2, "doublequote");
    let escape = value(3, "escapechar");
    let terminator = value(4, "lineterminator");
    let quote = value(5, "quotechar");
    let quoting = value(6, "quoting");
    let skip_space = value(7, "skipinitialspace");
    let strict = value(8, "strict");

    let delimiter = match delimiter {
        None => u32::from(','),
        Some(given) => character("delimiter", &given, false)?.unwrap_or(u32::from(',')),
    };
    let double_quote = truth(double_quote, true)?;
    let escape = match escape {
        None => None,
        Some(given) => character("escapechar", &given, true)?,
    };
    let terminator = line_terminator(terminator)?;
    let no_quote = quote.as_deref().is_some_and(is_none);
    let quote = match quote {
        None => Some(u32::from('"')),
        Some(given) => character("quotechar", &given, true)?,
    };
    let quoting = match quoting {
        Some(given) => quoting_of(&given)?,
        None if no_quote => Quoting::Nothing,
        None => Quoting::Minimal,
    };
    let made = Dialect {
        delimiter,
        double_quote,
        escape,
        terminator,
        quote,
        quoting,
        skip_space: truth(skip_space, false)?,
        strict: truth(strict, false)?,
    };
    made.check()?;
    Ok(Native::of_type(ty, made).into_obj())
}

fn truth(value: Option<Ref>, default: bool) -> PyResult<bool> {
    value.map_or(Ok(default), |value| protocol::is_true(&value))
}

/// An option that is one character.
fn character(name: &str, value: &Obj, optional: bool) -> PyResult<Option<u32>> {
    if optional && is_none(value) {
        return Ok(None);
    }
    let wanted = if optional { " or None" } else { "" };
    let found = match value.downcast::<Str>() {
        Some(text) if text.len() == 1 => return Ok(Some(text.points().at(0))),
        Some(text) => format!("a string of length {}", text.len()),
        None => value.ty().tp_name(),
    };
    Err(type_error(format!(
        "\"{name}\" must be a unicode character{wanted}, not {found}"
    )))
}

fn line_terminator(value: Option<Ref>) -> PyResult<Ref<Str>> {
    let Some(value) = value else {
        return Ok(Str::from_str("\r\n"));
    };
    value.downcast_into::<Str>().map_err(|other| {
        type_error(format!(
            "\"lineterminator\" must be a string, not {}",
            other.ty().tp_name()
        ))
    })
}

fn quoting_of(value: &Obj) -> PyResult<Quoting> {
    if !value.is_exact(&INT_TYPE) {
        return Err(type_error(format!(
            "\"quoting\" must be an integer, not {}",
            value.ty().tp_name()
        )));
    }
    let number = convert::as_c_int(value)?;
    Quoting::NAMES
        .iter()
        .map(|(_, quoting)| *quoting)
        .find(|quoting| *quoting as i32 == number)
        .ok_or_else(|| type_error("bad \"quoting\" value"))
}

impl Dialect {
    /// Refuses options that make fields impossible to tell apart.
    fn check(&self) -> PyResult<()> {
        if self.quoting != Quoting::Nothing && self.quote.is_none() {
            return Err(type_error("quotechar must be set if quoting enabled"));
        }
        let delimiter = Some(self.delimiter);
        self.check_character("delimiter", delimiter, false)?;
        self.check_character("escapechar", self.escape, self.skip_space)?;
        self.check_character("quotechar", self.quote, self.skip_space)?;
        let pairs = [
            ("delimiter", delimiter, "escapechar", self.escape),
            ("delimiter", delimiter, "quotechar", self.quote),
            ("escapechar", self.escape, "quotechar", self.quote),
        ];
        for (first, a, second, b) in pairs {
            if a.is_some() && a == b {
                return Err(value_error(format!("bad {first} or {second} value")));
            }
        }
        let named = [
            ("delimiter", delimiter),
            ("escapechar", self.escape),
            ("quotechar", self.quote),
        ];
        for (name, point) in named {
            if point.is_some_and(|point| self.terminator.iter().any(|other| other == point)) {
                return Err(value_error(format!("bad {name} or lineterminator value")));
            }
        }
        Ok(())
    }

    fn check_character(&self, name: &str, point: Option<u32>, no_space: bool) -> PyResult<()> {
        let bad =
            point.is_some_and(|point| is_newline(point) || (no_space && point == u32::from(' ')));
        if bad {
            return Err(value_error(format!("bad {name} value")));
        }
        Ok(())
    }
}

pub(super) fn is_newline(point: u32) -> bool {
    point == u32::from('\n') || point == u32::from('\r')
}
