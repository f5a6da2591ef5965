//! `itemgetter`, `attrgetter` and `methodcaller`.

use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::{self, sequence};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use serpentarium_runtime::types::str::{Str, intern::intern};
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

const REDUCE_DOC: &str = "Return state information for pickling";

/// A call of a getter: exactly one positional argument.
fn operand<'a>(name: &str, args: Args<'a>) -> PyResult<&'a Obj> {
    args.no_keywords(name)?;
    check_positional(name, args.values.len(), 1, 1)?;
    Ok(args.values[0])
}

fn refs(values: &[&Obj]) -> Vec<Ref> {
    values.iter().map(|value| value.to_ref()).collect()
}

/// One result as it is, several in a tuple.
fn gathered(results: PyResult<Vec<Ref>>) -> PyResult {
    let mut results = results?;
    if results.len() == 1
        && let Some(only) = results.pop()
    {
        return Ok(only);
    }
    Ok(Tuple::new(results).into_obj())
}

/// `operator.NAME(a, b)`
fn shown(name: &str, values: &[Ref]) -> PyResult {
    let mut parts = Vec::with_capacity(values.len());
    for value in values {
        parts.push(protocol::repr_text(value)?);
    }
    native::text(format!("{name}({})", parts.join(", ")))
}

struct ItemGetter {
    items: Vec<Ref>,
}

impl NativeType for ItemGetter {
    fn type_object() -> &'static Type {
        &ITEM_GETTER
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for item in &self.items {
            visit.obj(item);
        }
    }
}

pub(super) static ITEM_GETTER: Type = Type::builtin(&ITEM_SPEC);
static ITEM_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "itemgetter(item, /, *items)\n--\n\nReturn a callable object that fetches the given item(s) from its operand.\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
    ),
    flags: flags::HAVE_GC,
    reported: (48, 0),
    slots: Slots {
        new: Some(|ty, args| {
            args.no_keywords("itemgetter")?;
            if args.values.is_empty() {
                check_positional("itemgetter", 0, 1, 1)?;
            }
            let items = refs(args.values);
            Ok(Native::of_type(ty, ItemGetter { items }).into_obj())
        }),
        call: Some(|this, args| {
            let object = operand("itemgetter", args)?;
            let items = &item_getter(this)?.items;
            gathered(
                items
                    .iter()
                    .map(|item| sequence::getitem(object, item))
                    .collect(),
            )
        }),
        repr: Some(|this| shown(&this.ty().tp_name(), &item_getter(this)?.items)),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        REDUCE_DOC,
        NativeFn::NoArgs(|this| {
            let items = Tuple::new(item_getter(this)?.items.clone()).into_obj();
            Ok(Tuple::new(vec![this.ty().as_obj().to_ref(), items]).into_obj())
        }),
    )],
    ..TypeSpec::of::<Native<ItemGetter>>("operator.itemgetter")
};

fn item_getter(this: &Obj) -> PyResult<&Native<ItemGetter>> {
    this.downcast::<Native<ItemGetter>>()
        .ok_or_else(|| type_error("an itemgetter is required"))
}

struct AttrGetter {
    names: Vec<Ref>,
    /// The parts between the dots of each name.
    paths: Vec<Vec<Ref<Str>>>,
}

impl NativeType for AttrGetter {
    fn type_object() -> &'static Type {
        &ATTR_GETTER
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for name in &self.names {
            visit.obj(name);
        }
        for part in self.paths.iter().flatten() {
            visit.obj(part.as_obj());
        }
    }
}

pub(super) static ATTR_GETTER: Type = Type::builtin(&ATTR_SPEC);
static ATTR_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "attrgetter(attr, /, *attrs)\n--\n\nReturn a callable object that fetches the given attribute(s) from its operand.\nAfter f = attrgetter('name'), the call f(r) returns r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
    ),
    flags: flags::HAVE_GC,
    reported: (40, 0),
    slots: Slots {
        new: Some(new_attr_getter),
        call: Some(|this, args| {
            let object = operand("attrgetter", args)?;
            let paths = attr_getter(this)?.paths.iter();
            gathered(paths.map(|path| follow(object, path)).collect())
        }),
        repr: Some(|this| shown(&this.ty().tp_name(), &attr_getter(this)?.names)),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        REDUCE_DOC,
        NativeFn::NoArgs(|this| {
            let names = Tuple::new(attr_getter(this)?.names.clone()).into_obj();
            Ok(Tuple::new(vec![this.ty().as_obj().to_ref(), names]).into_obj())
        }),
    )],
    ..TypeSpec::of::<Native<AttrGetter>>("operator.attrgetter")
};

fn attr_getter(this: &Obj) -> PyResult<&Native<AttrGetter>> {
    this.downcast::<Native<AttrGetter>>()
        .ok_or_else(|| type_error("an attrgetter is required"))
}

fn new_attr_getter(ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("attrgetter")?;
    if args.values.is_empty() {
        check_positional("attrgetter", 0, 1, 1)?;
    }
    let mut paths = Vec::with_capacity(args.values.len());
    for name in args.values {
        let Some(name) = name.downcast::<Str>() else {
            return Err(type_error("attribute name must be a string"));
        };
        let mut parts = Vec::new();
        let mut start = 0;
        for (at, point) in name.iter().enumerate() {
            if point == u32::from('.') {
                parts.push(intern(name.slice(start..at)));
                start = at + 1;
            }
        }
        parts.push(intern(name.slice(start..name.len())));
        paths.push(parts);
    }
    let names = refs(args.values);
    Ok(Native::of_type(ty, AttrGetter { names, paths }).into_obj())
}

fn follow(object: &Obj, path: &[Ref<Str>]) -> PyResult {
    let mut current = object.to_ref();
    for name in path {
        current = protocol::getattr(&current, name)?;
    }
    Ok(current)
}

struct MethodCaller {
    name: Ref<Str>,
    arguments: Vec<Ref>,
    keywords: Vec<(Ref<Str>, Ref)>,
}

impl NativeType for MethodCaller {
    fn type_object() -> &'static Type {
        &METHOD_CALLER
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.obj(self.name.as_obj());
        for argument in &self.arguments {
            visit.obj(argument);
        }
        for (name, value) in &self.keywords {
            visit.obj(name.as_obj());
            visit.obj(value);
        }
    }
}

pub(super) static METHOD_CALLER: Type = Type::builtin(&METHOD_SPEC);
static METHOD_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "methodcaller(name, /, *args, **kwargs)\n--\n\nReturn a callable object that calls the given method on its operand.\nAfter f = methodcaller('name'), the call f(r) returns r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
    ),
    flags: flags::HAVE_GC,
    reported: (64, 0),
    slots: Slots {
        new: Some(new_method_caller),
        call: Some(call_method),
        repr: Some(show_method_caller),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        REDUCE_DOC,
        NativeFn::NoArgs(reduce_method_caller),
    )],
    ..TypeSpec::of::<Native<MethodCaller>>("operator.methodcaller")
};

fn method_caller(this: &Obj) -> PyResult<&Native<MethodCaller>> {
    this.downcast::<Native<MethodCaller>>()
        .ok_or_else(|| type_error("a methodcaller is required"))
}

fn new_method_caller(ty: &Type, args: Args<'_>) -> PyResult {
    let Some((name, arguments)) = args.positional().split_first() else {
        return Err(type_error(
            "methodcaller needs at least one argument, the method name",
        ));
    };
    let Some(name) = name.downcast::<Str>() else {
        return Err(type_error("method name must be a string"));
    };
    let caller = MethodCaller {
        name: intern(name.to_ref()),
        arguments: refs(arguments),
        keywords: args
            .keywords()
            .map(|(name, value)| (name.to_ref(), value.to_ref()))
            .collect(),
    };
    Ok(Native::of_type(ty, caller).into_obj())
}

fn call_method(this: &Obj, args: Args<'_>) -> PyResult {
    let object = operand("methodcaller", args)?;
    let this = method_caller(this)?;
    let method = protocol::getattr(object, &this.name)?;
    let values: Vec<&Obj> = this
        .arguments
        .iter()
        .chain(this.keywords.iter().map(|(_, value)| value))
        .map(|value| &**value)
        .collect();
    let names = this
        .keywords
        .iter()
        .map(|(name, _)| name.clone().into_obj());
    let names = (!this.keywords.is_empty()).then(|| Tuple::new(names.collect()));
    protocol::call_args(
        &method,
        Args {
            values: &values,
            names: names.as_deref(),
        },
    )
}

fn show_method_caller(this: &Obj) -> PyResult {
    let data = method_caller(this)?;
    let mut parts = vec![protocol::repr_text(data.name.as_obj())?];
    for value in &data.arguments {
        parts.push(protocol::repr_text(value)?);
    }
    for (name, value) in &data.keywords {
        let value = protocol::repr_text(value)?;
        parts.push(format!("{}={value}", name.to_string_lossy()));
    }
    native::text(format!("{}({})", this.ty().tp_name(), parts.join(", ")))
}

fn reduce_method_caller(this: &Obj) -> PyResult {
    let data = method_caller(this)?;
    let class = this.ty().as_obj();
    let name = data.name.clone().into_obj();
    if data.keywords.is_empty() {
        let mut arguments = vec![name];
        arguments.extend(data.arguments.iter().cloned());
        let arguments = Tuple::new(arguments).into_obj();
        return Ok(Tuple::new(vec![class.to_ref(), arguments]).into_obj());
    }
    let partial = crate::value::imported("functools", "partial")?;
    let mut values: Vec<&Obj> = vec![class, &name];
    values.extend(data.keywords.iter().map(|(_, value)| &**value));
    let names = data
        .keywords
        .iter()
        .map(|(name, _)| name.clone().into_obj());
    let names = Tuple::new(names.collect());
    let made = protocol::call_args(
        &partial,
        Args {
            values: &values,
            names: Some(&names),
        },
    )?;
    let arguments = Tuple::new(data.arguments.clone()).into_obj();
    Ok(Tuple::new(vec![made, arguments]).into_obj())
}
