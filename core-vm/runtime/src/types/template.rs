//! `string.templatelib`: what template strings (PEP 750) evaluate to.

use std::cell::Cell;

use crate::object::args::type_in_message;
use crate::object::error::{type_error, value_error};
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags, protocol,
};
use crate::types::none::{is_none, none};
use crate::types::str::{Str, intern};
use crate::types::tuple::Tuple;

/// One interpolated value and how it was written.
#[repr(C)]
pub struct Interpolation {
    head: Obj,
    value: Field,
    expression: Field,
    /// `None` or one of `'s'`, `'r'`, `'a'`.
    conversion: Field,
    format_spec: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Interpolation {
    fn type_object() -> &'static Type {
        &INTERPOLATION_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.value);
        visit.field(&self.expression);
        visit.field(&self.conversion);
        visit.field(&self.format_spec);
    }

    fn clear(&self) {
        self.value.set(None);
    }
}

impl Interpolation {
    fn of_type(ty: &Type, value: Ref, expression: Ref, conversion: Ref, spec: Ref) -> Ref<Self> {
        object::alloc(
            ty,
            Interpolation {
                head: object::header(0),
                value: Field::new(value),
                expression: Field::new(expression),
                conversion: Field::new(conversion),
                format_spec: Field::new(spec),
            },
        )
    }
}

/// `BUILD_INTERPOLATION`: the conversion is 0 (none), 1 (`s`), 2 (`r`) or 3 (`a`).
pub(crate) fn interpolation(
    value: &Obj,
    expression: &Obj,
    conversion: usize,
    spec: Option<&Obj>,
) -> Ref {
    let conversion = match conversion {
        1 => intern::intern_str("s").into_obj(),
        2 => intern::intern_str("r").into_obj(),
        3 => intern::intern_str("a").into_obj(),
        _ => none(),
    };
    let spec = spec.map_or_else(|| Str::from_str("").into_obj(), Object::to_ref);
    Interpolation::of_type(
        &INTERPOLATION_TYPE,
        value.to_ref(),
        expression.to_ref(),
        conversion,
        spec,
    )
    .into_obj()
}

fn new_interpolation(ty: &Type, args: Args<'_>) -> PyResult {
    let signature = "($type, value, expression='', conversion=None, format_spec='')";
    let bound = crate::object::args::parsed(signature).bind("Interpolation", args)?;
    let text = |index: usize, name: &str| -> PyResult {
        match bound[index] {
            None => Ok(Str::from_str("").into_obj()),
            Some(text) if text.downcast::<Str>().is_some() => Ok(text.to_ref()),
            Some(other) => Err(type_error(format!(
                "Interpolation() argument '{name}' must be str, not {}",
                type_in_message(other)
            ))),
        }
    };
    let expression = text(1, "expression")?;
    let conversion = match bound[2].filter(|conversion| !is_none(conversion)) {
        None => none(),
        Some(given) => {
            let text = text(2, "conversion")?;
            match given.downcast::<Str>().and_then(Str::as_ascii) {
                Some("s" | "r" | "a") => text,
                _ => {
                    return Err(value_error(
                        "Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'",
                    ));
                }
            }
        }
    };
    let spec = text(3, "format_spec")?;
    let value = bound[0].map_or_else(none, Object::to_ref);
    Ok(Interpolation::of_type(ty, value, expression, conversion, spec).into_obj())
}

fn this_interpolation(this: &Obj) -> PyResult<&Interpolation> {
    this.downcast::<Interpolation>()
        .ok_or_else(|| crate::types::wrong_receiver(this, "string.templatelib.Interpolation"))
}

fn field(this: &Obj, index: usize) -> PyResult {
    let this = this_interpolation(this)?;
    let field = [
        &this.value,
        &this.expression,
        &this.conversion,
        &this.format_spec,
    ][index];
    Ok(field.get().unwrap_or_else(none))
}

fn repr_interpolation(this: &Obj) -> PyResult {
    let part = |index: usize| protocol::repr_text(&*field(this, index)?);
    let text = format!(
        "Interpolation({}, {}, {}, {})",
        part(0)?,
        part(1)?,
        part(2)?,
        part(3)?
    );
    Ok(Str::from_str(&text).into_obj())
}

fn reduce_interpolation(this: &Obj) -> PyResult {
    let parts: PyResult<Vec<Ref>> = (0..4).map(|index| field(this, index)).collect();
    let class = this.ty().as_obj().to_ref();
    Ok(Tuple::new(vec![class, Tuple::new(parts?).into_obj()]).into_obj())
}

const fn documented(name: &'static str, get: fn(&Obj) -> PyResult, doc: &'static str) -> Member {
    Member {
        doc: Some(doc),
        ..Member::readonly(name, get)
    }
}

const CLASS_GETITEM: NativeDef = NativeDef::new(
    "__class_getitem__",
    "($type, object, /)",
    "See PEP 585",
    NativeFn::One(crate::types::generic_alias::make),
)
.class();

pub static INTERPOLATION_TYPE: Type = Type::builtin(&INTERPOLATION_SPEC);
static INTERPOLATION_SPEC: TypeSpec = TypeSpec {
    doc: Some("Interpolation object"),
    flags: flags::HAVE_GC,
    slots: Slots {
        new: Some(new_interpolation),
        repr: Some(repr_interpolation),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "", "", NativeFn::NoArgs(reduce_interpolation)),
        CLASS_GETITEM,
    ],
    members: &[
        documented("value", |this| field(this, 0), "Value"),
        documented("expression", |this| field(this, 1), "Expression"),
        documented("conversion", |this| field(this, 2), "Conversion"),
        documented("format_spec", |this| field(this, 3), "Format specifier"),
    ],
    extra: Some(|ty| {
        let names = ["value", "expression", "conversion", "format_spec"];
        let names = names.map(|name| intern::intern_str(name).into_obj());
        if let Some(dict) = ty.dict.peek() {
            let names = Tuple::new(names.into_iter().collect()).into_obj();
            dict.set_str(&crate::vm::names().dunder_match_args, names);
        }
    }),
    ..TypeSpec::of::<Interpolation>("string.templatelib.Interpolation")
};

/// Strings and interpolations in turn; there is one string more.
#[repr(C)]
pub struct Template {
    head: Obj,
    strings: Field<Tuple>,
    interpolations: Field<Tuple>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Template {
    fn type_object() -> &'static Type {
        &TEMPLATE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.strings);
        visit.field(&self.interpolations);
    }

    fn clear(&self) {
        self.interpolations.set(None);
    }
}

fn make(strings: Ref<Tuple>, interpolations: Ref<Tuple>) -> Ref {
    object::alloc(
        &TEMPLATE_TYPE,
        Template {
            head: object::header(0),
            strings: Field::new(strings),
            interpolations: Field::new(interpolations),
        },
    )
    .into_obj()
}

/// `BUILD_TEMPLATE`
///
/// # Errors
/// `TypeError` when the parts are no tuples.
pub(crate) fn template(strings: &Obj, interpolations: &Obj) -> PyResult {
    match (
        strings.downcast::<Tuple>(),
        interpolations.downcast::<Tuple>(),
    ) {
        (Some(strings), Some(interpolations)) => {
            Ok(make(strings.to_ref(), interpolations.to_ref()))
        }
        _ => Err(type_error("a template is made of two tuples")),
    }
}

fn new_template(_ty: &Type, args: Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(type_error("Template.__new__ only accepts *args arguments"));
    }
    let mut strings: Vec<Ref> = Vec::new();
    let mut interpolations: Vec<Ref> = Vec::new();
    let mut pending: Option<Ref<Str>> = None;
    for part in args.values {
        if let Some(text) = part.downcast::<Str>() {
            pending = Some(match pending {
                Some(before) => before.concat(text),
                None => text.to_ref(),
            });
        } else if part.downcast::<Interpolation>().is_some() {
            let text = pending.take().unwrap_or_else(|| Str::from_str(""));
            strings.push(text.into_obj());
            interpolations.push(part.to_ref());
        } else {
            return Err(type_error(format!(
                "Template.__new__ *args need to be of type 'str' or 'Interpolation', got {}",
                part.ty().tp_name()
            )));
        }
    }
    let last = pending.unwrap_or_else(|| Str::from_str(""));
    strings.push(last.into_obj());
    Ok(make(Tuple::new(strings), Tuple::new(interpolations)))
}

fn this_template(this: &Obj) -> PyResult<&Template> {
    this.downcast::<Template>()
        .ok_or_else(|| crate::types::wrong_receiver(this, "string.templatelib.Template"))
}

fn strings(this: &Obj) -> PyResult<Ref<Tuple>> {
    Ok(this_template(this)?
        .strings
        .get()
        .unwrap_or_else(Tuple::empty))
}

fn interpolations(this: &Obj) -> PyResult<Ref<Tuple>> {
    let this = this_template(this)?;
    Ok(this.interpolations.get().unwrap_or_else(Tuple::empty))
}

fn values(this: &Obj) -> PyResult {
    let interpolations = interpolations(this)?;
    let values: PyResult<Vec<Ref>> = interpolations
        .as_slice()
        .iter()
        .map(|interpolation| field(interpolation, 0))
        .collect();
    Ok(Tuple::new(values?).into_obj())
}

fn repr_template(this: &Obj) -> PyResult {
    let strings = protocol::repr_text(strings(this)?.as_obj())?;
    let interpolations = protocol::repr_text(interpolations(this)?.as_obj())?;
    let text = format!("Template(strings={strings}, interpolations={interpolations})");
    Ok(Str::from_str(&text).into_obj())
}

fn concat(left: &Obj, right: &Obj) -> PyResult {
    if right.downcast::<Template>().is_none() {
        return Err(type_error(format!(
            "can only concatenate string.templatelib.Template (not \"{}\") to \
             string.templatelib.Template",
            right.ty().tp_name()
        )));
    }
    let mut texts: Vec<Ref> = strings(left)?.iter().collect();
    let more = strings(right)?;
    let mut more = more.iter();
    let joined = match (texts.pop(), more.next()) {
        (Some(last), Some(first)) => match (last.downcast::<Str>(), first.downcast::<Str>()) {
            (Some(last), Some(first)) => last.concat(first).into_obj(),
            _ => return Err(type_error("template strings must be str")),
        },
        _ => Str::from_str("").into_obj(),
    };
    texts.push(joined);
    texts.extend(more);
    let mut parts: Vec<Ref> = interpolations(left)?.iter().collect();
    parts.extend(interpolations(right)?.iter());
    Ok(make(Tuple::new(texts), Tuple::new(parts)))
}

fn reduce_template(this: &Obj) -> PyResult {
    let import = crate::vm::builtins().get_str(&crate::vm::names().dunder_import);
    let Some(import) = import else {
        return Err(crate::object::error::import_error_plain(
            "__import__ not found",
        ));
    };
    let (module, name) = (
        Str::from_str("string.templatelib"),
        Str::from_str("_template_unpickle"),
    );
    let from = Tuple::new(vec![name.clone().into_obj()]);
    let empty = crate::types::dict::Dict::new();
    let module = protocol::call(
        &import,
        &[
            module.as_obj(),
            empty.as_obj(),
            empty.as_obj(),
            from.as_obj(),
        ],
    )?;
    let function = protocol::getattr(&module, &name)?;
    let state = vec![strings(this)?.into_obj(), interpolations(this)?.into_obj()];
    Ok(Tuple::new(vec![function, Tuple::new(state).into_obj()]).into_obj())
}

pub static TEMPLATE_TYPE: Type = Type::builtin(&TEMPLATE_SPEC);
static TEMPLATE_SPEC: TypeSpec = TypeSpec {
    doc: Some("Template object"),
    flags: flags::HAVE_GC,
    slots: Slots {
        new: Some(new_template),
        repr: Some(repr_template),
        iter: Some(iter),
        sq_concat: Some(concat),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "", "", NativeFn::NoArgs(reduce_template)),
        CLASS_GETITEM,
    ],
    members: &[
        documented("strings", |this| Ok(strings(this)?.into_obj()), "Strings"),
        documented(
            "interpolations",
            |this| Ok(interpolations(this)?.into_obj()),
            "Interpolations",
        ),
    ],
    getset: &[GetSet::readonly("values", values).doc("Values of interpolations")],
    ..TypeSpec::of::<Template>("string.templatelib.Template")
};

/// Goes through the parts of a template; empty strings are passed over.
#[repr(C)]
pub struct TemplateIter {
    head: Obj,
    strings: Field<Tuple>,
    interpolations: Field<Tuple>,
    index: Cell<usize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for TemplateIter {
    fn type_object() -> &'static Type {
        &TEMPLATE_ITER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.strings);
        visit.field(&self.interpolations);
    }
}

fn iter(this: &Obj) -> PyResult {
    let iterator = object::alloc(
        &TEMPLATE_ITER_TYPE,
        TemplateIter {
            head: object::header(0),
            strings: Field::new(strings(this)?),
            interpolations: Field::new(interpolations(this)?),
            index: Cell::new(0),
        },
    );
    Ok(iterator.into_obj())
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let Some(this) = this.downcast::<TemplateIter>() else {
        return Ok(None);
    };
    loop {
        let index = this.index.get();
        this.index.set(index + 1);
        let parts = if index % 2 == 0 {
            &this.strings
        } else {
            &this.interpolations
        };
        let Some(part) = parts.peek().and_then(|parts| parts.get(index / 2)) else {
            return Ok(None);
        };
        if part.downcast::<Str>().is_none_or(|text| !text.is_empty()) {
            return Ok(Some(part));
        }
    }
}

pub static TEMPLATE_ITER_TYPE: Type = Type::builtin(&TEMPLATE_ITER_SPEC);
static TEMPLATE_ITER_SPEC: TypeSpec = TypeSpec {
    doc: Some("Template iterator object"),
    flags: flags::HAVE_GC,
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next),
        ..Slots::NONE
    },
    ..TypeSpec::of::<TemplateIter>("string.templatelib.TemplateIter")
};
