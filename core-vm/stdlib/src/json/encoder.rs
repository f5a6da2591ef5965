//! `_json.make_encoder`: writes JSON text.

use serpentarium_runtime::object::error::{recursion_error, type_error, value_error};
use serpentarium_runtime::object::native::{Member, NativeDef};
use serpentarium_runtime::object::{
    Args, Exc, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec,
    Visitor, flags, protocol,
};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::format::{DoubleStyle, double_to_string};
use serpentarium_runtime::types::int::{Int, bool_obj, bool_ref, digits};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::native_function::NativeFunction;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::str::writer::StrWriter;
use serpentarium_runtime::types::tuple::Tuple;

use super::text::push_quoted;
use crate::value::tuple;

/// How strings are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    Ascii,
    Unicode,
    /// By the encoder function given.
    Other,
}

/// The settings of an encoder, in the order of its arguments.
pub struct Encoder {
    fields: [Field; 8],
    allow_nan: bool,
    quoting: Quoting,
}

const MARKERS: usize = 0;
const DEFAULT: usize = 1;
const ENCODER: usize = 2;
const INDENT: usize = 3;
const KEY_SEPARATOR: usize = 4;
const ITEM_SEPARATOR: usize = 5;
const SORT_KEYS: usize = 6;
const SKIP_KEYS: usize = 7;

impl NativeType for Encoder {
    fn type_object() -> &'static Type {
        &ENCODER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.fields.iter().for_each(|field| visit.field(field));
    }

    fn clear(&self) {
        self.fields.iter().for_each(|field| field.set(None));
    }
}

pub static ENCODER_TYPE: Type = Type::builtin(&ENCODER_SPEC);
static ENCODER_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (88, 0),
    slots: Slots {
        new: Some(new),
        call: Some(call),
        ..Slots::NONE
    },
    members: MEMBERS,
    ..TypeSpec::of::<Native<Encoder>>("_json.Encoder")
};

const fn setting(name: &'static str, get: fn(&Obj) -> PyResult) -> Member {
    Member {
        doc: Some(name),
        ..Member::readonly(name, get)
    }
}

static MEMBERS: &[Member] = &[
    setting("markers", |this| field(this, MARKERS)),
    setting("default", |this| field(this, DEFAULT)),
    setting("encoder", |this| field(this, ENCODER)),
    setting("indent", |this| field(this, INDENT)),
    setting("key_separator", |this| field(this, KEY_SEPARATOR)),
    setting("item_separator", |this| field(this, ITEM_SEPARATOR)),
    setting("sort_keys", |this| field(this, SORT_KEYS)),
    setting("skipkeys", |this| field(this, SKIP_KEYS)),
];

fn field(this: &Obj, index: usize) -> PyResult {
    Ok(receiver(this)?.fields[index].get().unwrap_or_else(none))
}

fn receiver(this: &Obj) -> PyResult<&Native<Encoder>> {
    this.downcast::<Native<Encoder>>()
        .ok_or_else(|| type_error("an encoder is required"))
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let signature = "($type, markers, default, encoder, indent, key_separator, \
                     item_separator, sort_keys, skipkeys, allow_nan)";
    let bound = serpentarium_runtime::object::args::parsed(signature).bind("make_encoder", args)?;
    let given = |index: usize| bound[index].ok_or_else(|| type_error("missing argument"));
    let markers = given(MARKERS)?;
    if !is_none(markers) && markers.downcast::<Dict>().is_none() {
        return Err(type_error(format!(
            "make_encoder() argument 1 must be dict or None, not {}",
            markers.ty().tp_name()
        )));
    }
    for index in [KEY_SEPARATOR, ITEM_SEPARATOR] {
        let separator = given(index)?;
        if separator.downcast::<Str>().is_none() {
            return Err(type_error(format!(
                "make_encoder() argument {} must be str, not {}",
                index + 1,
                separator.ty().tp_name()
            )));
        }
    }
    let flag = |index: usize| given(index).and_then(protocol::is_true);
    let fields = [
        markers.to_ref(),
        given(DEFAULT)?.to_ref(),
        given(ENCODER)?.to_ref(),
        given(INDENT)?.to_ref(),
        given(KEY_SEPARATOR)?.to_ref(),
        given(ITEM_SEPARATOR)?.to_ref(),
        bool_ref(flag(SORT_KEYS)?),
        bool_ref(flag(SKIP_KEYS)?),
    ];
    let encoder = Encoder {
        quoting: quoting_of(&fields[ENCODER]),
        fields: fields.map(Field::new),
        allow_nan: flag(8)?,
    };
    Ok(Native::of_type(ty, encoder).into_obj())
}

/// Recognises this module's own string encoders.
fn quoting_of(encoder: &Obj) -> Quoting {
    let own = |wanted: &NativeDef| {
        encoder
            .downcast::<NativeFunction>()
            .is_some_and(|function| function.def.name == wanted.name)
    };
    if own(&super::ENCODE_ASCII) {
        Quoting::Ascii
    } else if own(&super::ENCODE) {
        Quoting::Unicode
    } else {
        Quoting::Other
    }
}

fn call(this: &Obj, args: Args<'_>) -> PyResult {
    let bound = serpentarium_runtime::object::args::parsed("($self, obj, _current_indent_level)")
        .bind("_iterencode", args)?;
    let (Some(object), Some(level)) = (bound[0], bound[1]) else {
        return Err(type_error("missing obj"));
    };
    let level = protocol::number::index_as_isize(level, None)?;
    let encoder = receiver(this)?;
    let mut run = Run::new(encoder, usize::try_from(level).unwrap_or(0))?;
    run.value(object)?;
    tuple(vec![run.out.finish().into_obj()])
}

/// One writing of a value.
struct Run<'a> {
    encoder: &'a Encoder,
    markers: Option<Ref<Dict>>,
    default: Ref,
    function: Ref,
    indent: Option<Ref<Str>>,
    key_separator: Ref<Str>,
    item_separator: Ref<Str>,
    sort_keys: bool,
    skip_keys: bool,
    level: usize,
    /// How much of [`ROOM`] the containers that are being written take.
    used: usize,
    out: StrWriter,
}

/// What containers inside each other may take, which is what CPython's encoder gets along
/// with on a stack of 8 MiB.
const ROOM: usize = 521_925;
const ARRAY_ROOM: usize = 8;
const OBJECT_ROOM: usize = 15;

impl<'a> Run<'a> {
    fn new(encoder: &'a Encoder, level: usize) -> PyResult<Run<'a>> {
        let get = |index: usize| encoder.fields[index].get().unwrap_or_else(none);
        let text = |index: usize| {
            get(index)
                .downcast_into::<Str>()
                .map_err(|_| type_error("a separator must be a string"))
        };
        let is_true = |index: usize| get(index).is(bool_obj(true));
        let indent = match get(INDENT) {
            indent if is_none(&indent) => None,
            indent => Some(indent.downcast_into::<Str>().map_err(|indent| {
                type_error(format!(
                    "make_encoder() argument 4 must be str or None, not {}",
                    indent.ty().tp_name()
                ))
            })?),
        };
        Ok(Run {
            encoder,
            markers: get(MARKERS).downcast_into::<Dict>().ok(),
            default: get(DEFAULT),
            function: get(ENCODER),
            indent,
            key_separator: text(KEY_SEPARATOR)?,
            item_separator: text(ITEM_SEPARATOR)?,
            sort_keys: is_true(SORT_KEYS),
            skip_keys: is_true(SKIP_KEYS),
            level,
            used: 0,
            out: StrWriter::new(),
        })
    }

    fn value(&mut self, object: &Obj) -> PyResult<()> {
        protocol::check_stack(" while encoding a JSON object")?;
        if self.simple(object)? {
            return Ok(());
        }
        if object.downcast::<List>().is_some() || object.downcast::<Tuple>().is_some() {
            return self.deeper(ARRAY_ROOM, object, |run| run.sequence(object));
        }
        if let Some(dict) = object.downcast::<Dict>() {
            return self.deeper(OBJECT_ROOM, object, |run| run.mapping(object, dict));
        }
        self.guarded(object, |run| {
            let replacement = protocol::call(&run.default, &[object])?;
            run.value(&replacement).map_err(|error| {
                noted(
                    error,
                    &format!("when serializing {} object", name_of(object)),
                )
            })
        })
    }

    /// Goes one container deeper, no deeper than C's stack lets CPython go.
    fn deeper(
        &mut self,
        room: usize,
        object: &Obj,
        write: impl FnOnce(&mut Self) -> PyResult<()>,
    ) -> PyResult<()> {
        if self.used + room > ROOM {
            return Err(recursion_error(
                "Stack overflow (used 8160 kB) while encoding a JSON object",
            ));
        }
        self.used += room;
        let result = self.guarded(object, write);
        self.used -= room;
        result
    }

    /// Writes what is no container; whether it was.
    fn simple(&mut self, object: &Obj) -> PyResult<bool> {
        if is_none(object) {
            self.out.push_text("null");
        } else if object.is(bool_obj(true)) {
            self.out.push_text("true");
        } else if object.is(bool_obj(false)) {
            self.out.push_text("false");
        } else if let Some(text) = object.downcast::<Str>() {
            self.string(text)?;
        } else if let Some(int) = object.downcast::<Int>() {
            let text = digits::to_text(int, 10)?;
            self.out.push_text(&text);
        } else if let Some(float) = object.downcast::<Float>() {
            let text = self.float(float.value(), object)?;
            self.out.push_text(&text);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn string(&mut self, text: &Str) -> PyResult<()> {
        if self.encoder.quoting != Quoting::Other {
            push_quoted(&mut self.out, text, self.encoder.quoting == Quoting::Ascii);
            return Ok(());
        }
        let encoded = protocol::call(&self.function, &[text.as_obj()])?;
        match encoded.downcast::<Str>() {
            Some(encoded) => self.out.push_str(encoded),
            None => {
                return Err(type_error(format!(
                    "encoder() must return a string, not {}",
                    encoded.ty().tp_name()
                )));
            }
        }
        Ok(())
    }

    fn float(&self, value: f64, object: &Obj) -> PyResult<String> {
        if value.is_finite() {
            return Ok(double_to_string(value, DoubleStyle::REPR));
        }
        if !self.encoder.allow_nan {
            return Err(value_error(format!(
                "Out of range float values are not JSON compliant: {}",
                protocol::repr_text(object)?
            )));
        }
        Ok(if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .to_owned())
    }

    /// Runs `write` with the container marked as being written.
    fn guarded(
        &mut self,
        object: &Obj,
        write: impl FnOnce(&mut Self) -> PyResult<()>,
    ) -> PyResult<()> {
        let Some(markers) = self.markers.clone() else {
            return write(self);
        };
        let id = Int::from_usize(object.address());
        if markers.contains(id.as_obj())? {
            return Err(value_error("Circular reference detected"));
        }
        markers.set(id.as_obj(), object.to_ref())?;
        write(self)?;
        markers.remove(id.as_obj())?;
        Ok(())
    }

    fn new_line(&mut self) {
        if let Some(indent) = &self.indent {
            self.out.push(0x0A);
            for _ in 0..self.level {
                self.out.push_str(indent);
            }
        }
    }

    fn separator(&mut self) {
        let separator = self.item_separator.clone();
        self.out.push_str(&separator);
        self.new_line();
    }

    fn sequence(&mut self, object: &Obj) -> PyResult<()> {
        let items = protocol::collect(object)?;
        if items.is_empty() {
            self.out.push_text("[]");
            return Ok(());
        }
        self.out.push_text("[");
        self.level += 1;
        self.new_line();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.separator();
            }
            self.value(item).map_err(|error| {
                let note = format!("when serializing {} item {index}", name_of(object));
                noted(error, &note)
            })?;
        }
        self.level -= 1;
        self.new_line();
        self.out.push_text("]");
        Ok(())
    }

    fn mapping(&mut self, object: &Obj, dict: &Dict) -> PyResult<()> {
        if dict.is_empty() {
            self.out.push_text("{}");
            return Ok(());
        }
        let items = self.items(object, dict)?;
        self.out.push_text("{");
        self.level += 1;
        let mut first = true;
        for (key, value) in items {
            let Some(text) = self.key(&key)? else {
                continue;
            };
            if first {
                self.new_line();
                first = false;
            } else {
                self.separator();
            }
            self.string(&text)?;
            let separator = self.key_separator.clone();
            self.out.push_str(&separator);
            if let Err(error) = self.value(&value) {
                let shown = protocol::repr_text(&key)?;
                let note = format!("when serializing {} item {shown}", name_of(object));
                return Err(noted(error, &note));
            }
        }
        self.level -= 1;
        if !first {
            self.new_line();
        }
        self.out.push_text("}");
        Ok(())
    }

    fn items(&self, object: &Obj, dict: &Dict) -> PyResult<Vec<(Ref, Ref)>> {
        let exact = object.is_exact(&serpentarium_runtime::types::dict::DICT_TYPE);
        if exact && !self.sort_keys {
            return Ok(dict.items());
        }
        let view = protocol::call_method(object, "items", &[])?;
        let list = protocol::sequence::list(&view)?;
        if self.sort_keys {
            protocol::call_method(list.as_obj(), "sort", &[])?;
        }
        list.to_vec()
            .iter()
            .map(|item| {
                let pair = item.downcast::<Tuple>().filter(|pair| pair.len() == 2);
                let pair = pair.and_then(|pair| Some((pair.get(0)?, pair.get(1)?)));
                pair.ok_or_else(|| value_error("items must return 2-tuples"))
            })
            .collect()
    }

    /// The text of a key; `None` when it is left out.
    fn key(&self, key: &Obj) -> PyResult<Option<Ref<Str>>> {
        if let Some(text) = key.downcast::<Str>() {
            return Ok(Some(text.to_ref()));
        }
        let text = if let Some(float) = key.downcast::<Float>() {
            self.float(float.value(), key)?
        } else if is_none(key) {
            "null".to_owned()
        } else if key.is(bool_obj(true)) {
            "true".to_owned()
        } else if key.is(bool_obj(false)) {
            "false".to_owned()
        } else if let Some(int) = key.downcast::<Int>() {
            digits::to_text(int, 10)?
        } else if self.skip_keys {
            return Ok(None);
        } else {
            return Err(type_error(format!(
                "keys must be str, int, float, bool or None, not {}",
                key.ty().tp_name()
            )));
        };
        Ok(Some(Str::from_str(&text)))
    }
}

fn name_of(object: &Obj) -> String {
    object.ty().tp_name()
}

/// The error with a note on where it happened.
fn noted(error: Exc, note: &str) -> Exc {
    let note = Str::from_str(note);
    match protocol::call_method(error.as_obj(), "add_note", &[note.as_obj()]) {
        Ok(_) => error,
        Err(other) => other,
    }
}
