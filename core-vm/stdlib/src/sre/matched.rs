//! `re.Match`.

use serpentarium_runtime::object::error::{index_error, type_error};
use serpentarium_runtime::object::native::{GetSet, Member, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Exc, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec,
    Visitor, flags, protocol,
};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use super::pattern::{Pattern, pattern};
use super::subject::{Found, Subject};
use crate::builtins::import::import_module;
use crate::native;

pub struct Match {
    pattern: Field,
    string: Field,
    found: Found,
    start: usize,
    end: usize,
}

impl NativeType for Match {
    fn type_object() -> &'static Type {
        &MATCH_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.pattern);
        visit.field(&self.string);
    }
}

pub static MATCH_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    ),
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    reported: (80, 8),
    slots: Slots {
        repr: Some(repr),
        mp_subscript: Some(|this, key| group_value(this, key, &none())),
        ..Slots::NONE
    },
    methods: METHODS,
    members: &[
        Member::readonly("string", |this| {
            Ok(matched(this)?.string.get().unwrap_or_else(none))
        }),
        Member::readonly("re", |this| {
            Ok(matched(this)?.pattern.get().unwrap_or_else(none))
        }),
        Member::readonly("pos", |this| native::int(matched(this)?.start as i64)),
        Member::readonly("endpos", |this| native::int(matched(this)?.end as i64)),
    ],
    getset: &[
        GetSet::readonly("lastindex", |this| match matched(this)?.found.last_index {
            Some(index) if index > 0 => native::int(index as i64),
            _ => native::none(),
        }),
        GetSet::readonly("lastgroup", lastgroup),
        GetSet::readonly("regs", |this| {
            let spans = &matched(this)?.found.spans;
            Ok(Tuple::new(spans.iter().map(|span| span_object(*span)).collect()).into_obj())
        }),
    ],
    ..TypeSpec::of::<Native<Match>>("re.Match")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "group",
        "",
        "group([group1, ...]) -> str or tuple.\nReturn subgroup(s) of the match by indices or names.\nFor 0 returns the entire match.",
        NativeFn::Raw(group),
    ),
    NativeDef::new(
        "groups",
        "($self, /, default=None)",
        "Return a tuple containing all the subgroups of the match, from 1.",
        NativeFn::Bound(groups),
    ),
    NativeDef::new(
        "groupdict",
        "($self, /, default=None)",
        "Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.",
        NativeFn::Bound(groupdict),
    ),
    NativeDef::new(
        "start",
        "($self, group=0, /)",
        "Return index of the start of the substring matched by group.",
        NativeFn::Bound(|this, args| {
            native::int(span(this, args[0])?.map_or(-1, |span| span.0 as i64))
        }),
    ),
    NativeDef::new(
        "end",
        "($self, group=0, /)",
        "Return index of the end of the substring matched by group.",
        NativeFn::Bound(|this, args| {
            native::int(span(this, args[0])?.map_or(-1, |span| span.1 as i64))
        }),
    ),
    NativeDef::new(
        "span",
        "($self, group=0, /)",
        "For match object m, return the 2-tuple (m.start(group), m.end(group)).",
        NativeFn::Bound(|this, args| Ok(span_object(span(this, args[0])?))),
    ),
    NativeDef::new(
        "expand",
        "($self, /, template)",
        "Return the string obtained by doing backslash substitution on the string template, as done by the sub() method.",
        NativeFn::Bound(expand),
    ),
    NativeDef::new(
        "__copy__",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| Ok(this.to_ref())),
    ),
    NativeDef::new(
        "__deepcopy__",
        "($self, memo, /)",
        "",
        NativeFn::One(|this, _| Ok(this.to_ref())),
    ),
    NativeDef::new(
        "__class_getitem__",
        "($cls, object, /)",
        "See PEP 585",
        NativeFn::One(serpentarium_runtime::types::generic_alias::make),
    )
    .class(),
];

impl Match {
    pub fn make(pattern: &Obj, string: &Obj, found: Found, start: usize, end: usize) -> Ref {
        Native::new(Match {
            pattern: Field::new(pattern.to_ref()),
            string: Field::new(string.to_ref()),
            found,
            start,
            end,
        })
        .into_obj()
    }
}

fn matched(this: &Obj) -> PyResult<&Match> {
    this.downcast::<Native<Match>>()
        .map(|matched| &matched.data)
        .ok_or_else(|| type_error("not a match object"))
}

fn span_object(span: Option<(usize, usize)>) -> Ref {
    let int = |value: Option<usize>| Int::new(value.map_or(-1, |value| value as i64)).into_obj();
    Tuple::new(vec![
        int(span.map(|span| span.0)),
        int(span.map(|span| span.1)),
    ])
    .into_obj()
}

fn no_group() -> Exc {
    index_error("no such group")
}

/// The number of a group by number or name.
fn group_number(own: &Match, key: &Obj) -> PyResult<usize> {
    let number = if key.ty().slots().nb_index.is_some() {
        native::size(key).ok()
    } else {
        let pattern_object = own.pattern.get().unwrap_or_else(none);
        let index = pattern(&pattern_object)?.group_index.get();
        let found = index.and_then(|index| index.get(key).ok().flatten());
        found.and_then(|number| native::size(&number).ok())
    };
    number
        .and_then(|number| usize::try_from(number).ok())
        .filter(|number| *number < own.found.spans.len())
        .ok_or_else(no_group)
}

fn span(this: &Obj, key: Option<&Obj>) -> PyResult<Option<(usize, usize)>> {
    let own = matched(this)?;
    match key {
        None => Ok(own.found.spans[0]),
        Some(key) => Ok(own.found.spans[group_number(own, key)?]),
    }
}

/// The text of a group by number.
pub fn text_of(this: &Obj, number: usize) -> PyResult<Option<Ref>> {
    let own = matched(this)?;
    let Some((from, to)) = own.found.spans.get(number).copied().flatten() else {
        return Ok(None);
    };
    let string = own.string.get().unwrap_or_else(none);
    if let Some(text) = string.downcast::<Str>() {
        let to = to.min(text.len());
        return Ok(Some(text.slice(from.min(to)..to).into_obj()));
    }
    let pattern_object = own.pattern.get().unwrap_or_else(none);
    let subject = Subject::new(pattern(&pattern_object)?, &string)?;
    Ok(Some(subject.slice(from, to)))
}

fn group_value(this: &Obj, key: &Obj, default: &Obj) -> PyResult {
    let number = group_number(matched(this)?, key)?;
    Ok(text_of(this, number)?.unwrap_or_else(|| default.to_ref()))
}

fn group(this: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("group")?;
    let nothing = none();
    match args.values {
        [] => Ok(text_of(this, 0)?.unwrap_or_else(none)),
        [key] => group_value(this, key, &nothing),
        keys => {
            let values: PyResult<Vec<Ref>> = keys
                .iter()
                .map(|key| group_value(this, key, &nothing))
                .collect();
            Ok(Tuple::new(values?).into_obj())
        }
    }
}

fn groups(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let default = args[0].map_or_else(none, Object::to_ref);
    let count = matched(this)?.found.spans.len();
    let mut all = Vec::with_capacity(count);
    for number in 1..count {
        all.push(text_of(this, number)?.unwrap_or_else(|| default.clone()));
    }
    Ok(Tuple::new(all).into_obj())
}

fn groupdict(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let default = args[0].map_or_else(none, Object::to_ref);
    let own = matched(this)?;
    let pattern_object = own.pattern.get().unwrap_or_else(none);
    let result = Dict::new();
    let index = pattern(&pattern_object)?.group_index.get();
    for (name, _) in index.map(|index| index.items()).unwrap_or_default() {
        let value = group_value(this, &name, &default)?;
        result.set(&name, value)?;
    }
    Ok(result.into_obj())
}

fn lastgroup(this: &Obj) -> PyResult {
    let own = matched(this)?;
    let Some(index) = own.found.last_index else {
        return native::none();
    };
    let pattern_object = own.pattern.get().unwrap_or_else(none);
    let own_pattern: &Pattern = pattern(&pattern_object)?;
    let names = own_pattern.index_group.get();
    let names = names.as_deref().and_then(|names| names.downcast::<Tuple>());
    Ok(names
        .and_then(|names| names.get(index))
        .unwrap_or_else(none))
}

fn expand(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(template) = args[0] else {
        return native::none();
    };
    let own = matched(this)?;
    let pattern_object = own.pattern.get().unwrap_or_else(none);
    let re = import_module("re")?;
    let compiled = protocol::call_method(&re, "_compile_template", &[&pattern_object, template])?;
    super::substitute::expand(this, &compiled)
}

fn repr(this: &Obj) -> PyResult {
    let own = matched(this)?;
    let (from, to) = own.found.whole();
    let text = text_of(this, 0)?.unwrap_or_else(none);
    Ok(Str::from_str(&format!(
        "<{} object; span=({from}, {to}), match=",
        this.ty().tp_name()
    ))
    .concat(&*protocol::repr(&text)?)
    .concat(&Str::from_str(">"))
    .into_obj())
}
