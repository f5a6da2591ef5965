//! `unicodedata`: properties of characters.

use serpentarium_runtime::object::args::type_in_message;
use serpentarium_runtime::object::error::{key_error, type_error, value_error};
use serpentarium_runtime::object::native::{Member, NativeModule};
use serpentarium_runtime::object::{
    Native, NativeType, Obj, Object, PyResult, Type, TypeSpec, flags,
};
use serpentarium_runtime::types::str::{Str, names, unicode};

use crate::value::{add_type, boolean, float, int, set, text};

mod data;
mod normal;
mod table;

use data::{Database, TAGS, UNICODE_3_2, UNICODE_16};

pub static MODULE: NativeModule = NativeModule {
    name: "unicodedata",
    doc: table::DOC,
    functions: table::FUNCTIONS,
    exec: |module| {
        add_type(module, &UCD_TYPE);
        set(
            module,
            "_ucnhash_CAPI",
            crate::capsule::capsule("unicodedata._ucnhash_CAPI"),
        );
        set(
            module,
            "unidata_version",
            Str::from_str(UNICODE_16.version).into_obj(),
        );
        set(
            module,
            "ucd_3_2_0",
            Native::new(Ucd(&UNICODE_3_2)).into_obj(),
        );
        Ok(())
    },
};

/// A version of the database as an object.
struct Ucd(&'static Database);

impl NativeType for Ucd {
    fn type_object() -> &'static Type {
        &UCD_TYPE
    }
}

static UCD_TYPE: Type = Type::builtin(&UCD_SPEC);
static UCD_SPEC: TypeSpec = TypeSpec {
    flags: flags::DISALLOW_INSTANTIATION,
    methods: table::METHODS,
    members: &[Member::readonly("unidata_version", |this| {
        text(database(this).version)
    })],
    ..TypeSpec::of::<Native<Ucd>>("unicodedata.UCD")
};

/// The database a function works on: the object's, or the current one for the module.
fn database(this: &Obj) -> &'static Database {
    this.downcast::<Native<Ucd>>()
        .map_or(&UNICODE_16, |ucd| ucd.0)
}

/// An argument that has to be one character; `place` is its number where there are more.
fn character(function: &str, place: &str, object: &Obj) -> PyResult<u32> {
    match object.downcast::<Str>() {
        Some(text) if text.len() == 1 => Ok(text.points().at(0)),
        Some(text) => Err(type_error(format!(
            "{function}(): argument{place} must be a unicode character, \
             not a string of length {}",
            text.len()
        ))),
        None => Err(type_error(format!(
            "{function}() argument{place} must be a unicode character, not {}",
            type_in_message(object)
        ))),
    }
}

/// The value that was found, or the default argument, or an error.
fn or_default(found: Option<PyResult>, args: &[&Obj], message: &str) -> PyResult {
    match (found, args.get(1)) {
        (Some(value), _) => value,
        (None, Some(default)) => Ok(default.to_ref()),
        (None, None) => Err(value_error(message)),
    }
}

/// Digits of another version of Unicode are not those of the current one.
fn known(this: &Obj, point: u32) -> bool {
    database(this).category(point) != "Cn"
}

fn decimal(this: &Obj, args: &[&Obj]) -> PyResult {
    let point = character("decimal", " 1", args[0])?;
    let value = unicode::decimal(point).filter(|_| known(this, point));
    or_default(
        value.map(|value| int(i64::from(value))),
        args,
        "not a decimal",
    )
}

fn digit(this: &Obj, args: &[&Obj]) -> PyResult {
    let point = character("digit", " 1", args[0])?;
    let value = unicode::digit(point).filter(|_| known(this, point));
    or_default(
        value.map(|value| int(i64::from(value))),
        args,
        "not a digit",
    )
}

fn numeric(this: &Obj, args: &[&Obj]) -> PyResult {
    let point = character("numeric", " 1", args[0])?;
    let value = database(this).numeric(point);
    or_default(value.map(float), args, "not a numeric character")
}

fn category(this: &Obj, chr: &Obj) -> PyResult {
    text(database(this).category(character("category", "", chr)?))
}

fn bidirectional(this: &Obj, chr: &Obj) -> PyResult {
    text(database(this).bidirectional(character("bidirectional", "", chr)?))
}

fn combining(this: &Obj, chr: &Obj) -> PyResult {
    int(i64::from(database(this).combining(character(
        "combining",
        "",
        chr,
    )?)))
}

fn mirrored(this: &Obj, chr: &Obj) -> PyResult {
    int(i64::from(
        database(this).mirrored(character("mirrored", "", chr)?),
    ))
}

fn east_asian_width(this: &Obj, chr: &Obj) -> PyResult {
    text(database(this).east_asian_width(character("east_asian_width", "", chr)?))
}

fn decomposition(this: &Obj, chr: &Obj) -> PyResult {
    let point = character("decomposition", "", chr)?;
    let Some(parts) = database(this).decomposition(point) else {
        return text("");
    };
    let mut words: Vec<String> = Vec::new();
    if parts.tag != 0 {
        words.push(TAGS[parts.tag].to_owned());
    }
    words.extend(parts.points.iter().map(|point| format!("{point:04X}")));
    text(&words.join(" "))
}

fn name(this: &Obj, args: &[&Obj]) -> PyResult {
    let point = character("name", " 1", args[0])?;
    let name = if known(this, point) {
        names::name(point)
    } else {
        None
    };
    or_default(name.map(|name| text(&name)), args, "no such name")
}

fn lookup(this: &Obj, name: &Obj) -> PyResult {
    let Some(name) = name.downcast::<Str>() else {
        return Err(type_error(format!(
            "a bytes-like object is required, not '{}'",
            name.ty().tp_name()
        )));
    };
    let wanted = name.to_string_lossy();
    match names::lookup(&wanted).filter(|point| known(this, *point)) {
        Some(point) => Ok(Str::from_char(point).into_obj()),
        None => {
            let message = Str::from_str(&format!("undefined character name '{wanted}'"));
            Err(key_error(message.as_obj()))
        }
    }
}

/// The form and the text of the two normalising functions.
fn normal_arguments<'a>(function: &str, args: &[&'a Obj]) -> PyResult<(normal::Form, &'a Str)> {
    let texts: PyResult<Vec<&Str>> = args
        .iter()
        .enumerate()
        .map(|(index, object)| {
            object.downcast::<Str>().ok_or_else(|| {
                type_error(format!(
                    "{function}() argument {} must be str, not {}",
                    index + 1,
                    type_in_message(object)
                ))
            })
        })
        .collect();
    let texts = texts?;
    let form = texts[0].as_ascii().and_then(normal::Form::of);
    let form = form.ok_or_else(|| value_error("invalid normalization form"))?;
    Ok((form, texts[1]))
}

fn normalize(this: &Obj, args: &[&Obj]) -> PyResult {
    let (form, text) = normal_arguments("normalize", args)?;
    if text.is_ascii() {
        return Ok(serpentarium_runtime::types::str::index::exact(text).into_obj());
    }
    let points = normal::normalize(database(this), text.iter(), form);
    Ok(Str::from_points_slice(&points).into_obj())
}

fn is_normalized(this: &Obj, args: &[&Obj]) -> PyResult {
    let (form, text) = normal_arguments("is_normalized", args)?;
    if text.is_ascii() {
        return boolean(true);
    }
    let points = normal::normalize(database(this), text.iter(), form);
    boolean(points.into_iter().eq(text.iter()))
}
