//! `re.Pattern`.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{GetSet, Member, NativeDef, NativeFn};
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{
    Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
    protocol,
};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::bool_ref;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::{none, not_implemented};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use super::matched::Match;
use super::scanner::Scanner;
use super::subject::{Found, How, Subject};
use crate::native;

pub struct Pattern {
    pub source: Field,
    pub flags: i64,
    pub codes: Vec<u32>,
    pub groups: usize,
    /// Numbers by name.
    pub group_index: Field<Dict>,
    /// Names by number: a tuple.
    pub index_group: Field,
    /// Whether the pattern is bytes; `None` when it was made from no text.
    pub bytes: Option<bool>,
}

impl NativeType for Pattern {
    fn type_object() -> &'static Type {
        &PATTERN_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.source);
        visit.field(&self.group_index);
        visit.field(&self.index_group);
    }
}

pub static PATTERN_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some("Compiled regular expression object."),
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION | flags::MANAGED_WEAKREF,
    reported: (96, 4),
    slots: Slots {
        repr: Some(repr),
        hash: Some(hash),
        richcompare: Some(compare),
        ..Slots::NONE
    },
    methods: METHODS,
    members: &[
        Member::readonly("pattern", |this| {
            Ok(pattern(this)?.source.get().unwrap_or_else(none))
        }),
        Member::readonly("flags", |this| native::int(pattern(this)?.flags)),
        Member::readonly("groups", |this| native::int(pattern(this)?.groups as i64)),
    ],
    getset: &[GetSet::readonly("groupindex", |this| {
        let index = pattern(this)?.group_index.get().unwrap_or_else(Dict::new);
        protocol::call(
            serpentarium_runtime::types::mapping_proxy::MAPPING_PROXY_TYPE.as_obj(),
            &[index.as_obj()],
        )
    })],
    ..TypeSpec::of::<Native<Pattern>>("re.Pattern")
};

const RANGE: &str = "($self, /, string, pos=0, endpos=sys.maxsize)";

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "match",
        RANGE,
        "Matches zero or more characters at the beginning of the string.",
        NativeFn::Bound(|this, args| find(this, args, How::Match)),
    ),
    NativeDef::new(
        "fullmatch",
        RANGE,
        "Matches against all of the string.",
        NativeFn::Bound(|this, args| find(this, args, How::FullMatch)),
    ),
    NativeDef::new(
        "search",
        RANGE,
        "Scan through string looking for a match, and return a corresponding match object instance.\n\nReturn None if no position in the string matches.",
        NativeFn::Bound(|this, args| find(this, args, How::Search)),
    ),
    NativeDef::new(
        "findall",
        RANGE,
        "Return a list of all non-overlapping matches of pattern in string.",
        NativeFn::Bound(findall),
    ),
    NativeDef::new(
        "finditer",
        RANGE,
        "Return an iterator over all non-overlapping matches for the RE pattern in string.\n\nFor each match, the iterator returns a match object.",
        NativeFn::Bound(finditer),
    ),
    NativeDef::new("scanner", RANGE, "", NativeFn::Bound(scanner)),
    NativeDef::new(
        "split",
        "($self, /, string, maxsplit=0)",
        "Split string by the occurrences of pattern.",
        NativeFn::Bound(split),
    ),
    NativeDef::new(
        "sub",
        "($self, /, repl, string, count=0)",
        "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl.",
        NativeFn::Bound(|this, args| Ok(super::substitute::substitute(this, args)?.0)),
    ),
    NativeDef::new(
        "subn",
        "($self, /, repl, string, count=0)",
        "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with the replacement repl.",
        NativeFn::Bound(|this, args| {
            let (text, count) = super::substitute::substitute(this, args)?;
            Ok(Tuple::new(vec![text, native::int(count as i64)?]).into_obj())
        }),
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

pub fn pattern(this: &Obj) -> PyResult<&Pattern> {
    this.downcast::<Native<Pattern>>()
        .map(|pattern| &pattern.data)
        .ok_or_else(|| type_error("not a pattern object"))
}

/// The range arguments, clipped to the subject.
pub fn range(
    subject: &Subject,
    start: Option<&Obj>,
    end: Option<&Obj>,
) -> PyResult<(usize, usize)> {
    let length = subject.len();
    let clip = |value: Option<&Obj>, default: usize| -> PyResult<usize> {
        match value {
            None => Ok(default),
            Some(value) => {
                let value = protocol::number::index_as_isize(value, None)?;
                Ok(usize::try_from(value).unwrap_or(0).min(length))
            }
        }
    };
    let end = clip(end, length)?;
    Ok((clip(start, 0)?, end))
}

fn find(this: &Obj, args: &[Option<&Obj>], how: How) -> PyResult {
    let Some(string) = args[0] else {
        return native::none();
    };
    let own = pattern(this)?;
    let subject = Subject::new(own, string)?;
    let (start, end) = range(&subject, args[1], args[2])?;
    if start > end {
        return native::none();
    }
    match subject.find(own, start, end, how, false) {
        Some(found) => Ok(Match::make(this, string, found, start, end)),
        None => native::none(),
    }
}

/// Calls `each` with every match until it says to stop.
pub fn each_match(
    own: &Pattern,
    subject: &Subject,
    range: (usize, usize),
    mut each: impl FnMut(&Found) -> PyResult<bool>,
) -> PyResult<()> {
    let (mut start, end) = range;
    let mut must_advance = false;
    while start <= end {
        let Some(found) = subject.find(own, start, end, How::Search, must_advance) else {
            break;
        };
        if !each(&found)? {
            break;
        }
        let (from, to) = found.whole();
        must_advance = from == to;
        start = to;
    }
    Ok(())
}

fn findall(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(string) = args[0] else {
        return native::none();
    };
    let own = pattern(this)?;
    let subject = Subject::new(own, string)?;
    let range = range(&subject, args[1], args[2])?;
    let list = List::new(Vec::new());
    let part = |span: Option<(usize, usize)>| match span {
        Some((from, to)) => subject.slice(from, to),
        None => subject.slice(0, 0),
    };
    each_match(own, &subject, range, |found| {
        list.push(match own.groups {
            0 => part(found.spans[0]),
            1 => part(found.spans[1]),
            _ => Tuple::new(found.spans[1..].iter().map(|span| part(*span)).collect()).into_obj(),
        });
        Ok(true)
    })?;
    Ok(list.into_obj())
}

fn scanner(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(string) = args[0] else {
        return native::none();
    };
    let subject = Subject::new(pattern(this)?, string)?;
    let (start, end) = range(&subject, args[1], args[2])?;
    Ok(Scanner::make(this, string, subject, start, end))
}

fn finditer(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let scanner = scanner(this, args)?;
    let search = protocol::getattr_text(&scanner, "search")?;
    Ok(
        serpentarium_runtime::types::callable_iterator::CallableIterator::new(search, none())
            .into_obj(),
    )
}

fn split(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(string) = args[0] else {
        return native::none();
    };
    let own = pattern(this)?;
    let subject = Subject::new(own, string)?;
    let limit = args[1].map_or(Ok(0), native::size)?;
    let list = List::new(Vec::new());
    let (mut last, mut count) = (0, 0);
    if limit >= 0 {
        each_match(own, &subject, (0, subject.len()), |found| {
            let (from, to) = found.whole();
            list.push(subject.slice(last, from));
            for span in &found.spans[1..] {
                list.push(span.map_or_else(none, |(from, to)| subject.slice(from, to)));
            }
            last = to;
            count += 1;
            Ok(limit == 0 || count < limit)
        })?;
    }
    list.push(subject.slice(last, subject.len()));
    Ok(list.into_obj())
}

const FLAG_NAMES: &[(i64, &str)] = &[
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
];

fn repr(this: &Obj) -> PyResult {
    let own = pattern(this)?;
    let mut flags = own.flags;
    // Text patterns are Unicode unless they say otherwise.
    if own.bytes == Some(false) && flags & (4 | 32 | 256) == 32 {
        flags &= !32;
    }
    let mut names: Vec<String> = Vec::new();
    for (bit, name) in FLAG_NAMES {
        if flags & bit != 0 {
            names.push((*name).to_owned());
            flags &= !bit;
        }
    }
    if flags != 0 {
        names.push(format!("{flags:#x}"));
    }
    let source = protocol::repr(&own.source.get().unwrap_or_else(none))?;
    let source = source.slice(0..source.len().min(200));
    let flags = if names.is_empty() {
        String::new()
    } else {
        format!(", {}", names.join("|"))
    };
    Ok(Str::from_str("re.compile(")
        .concat(&source)
        .concat(&Str::from_str(&format!("{flags})")))
        .into_obj())
}

fn hash(this: &Obj) -> PyResult<i64> {
    let own = pattern(this)?;
    let source = protocol::hash(&own.source.get().unwrap_or_else(none))?;
    let code = own.codes.iter().fold(0i64, |hash, word| {
        hash.wrapping_mul(1_000_003) ^ i64::from(*word)
    });
    let hash = source ^ code ^ own.flags ^ own.groups as i64;
    Ok(if hash == -1 { -2 } else { hash })
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let (Ok(a), Ok(b)) = (pattern(left), pattern(right)) else {
        return Ok(not_implemented());
    };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(not_implemented());
    }
    let same = left.is(right)
        || (a.flags == b.flags
            && a.bytes == b.bytes
            && a.codes == b.codes
            && protocol::eq(
                &a.source.get().unwrap_or_else(none),
                &b.source.get().unwrap_or_else(none),
            )?);
    Ok(bool_ref(same == (op == CompareOp::Eq)))
}

#[allow(unused_imports)]
use Ref as _;
