//! The scanner behind `finditer`.

use std::cell::Cell;

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Field, Native, NativeType, Obj, Object, PyResult, Ref, Type, TypeSpec, Visitor, flags,
};
use serpentarium_runtime::types::none::none;

use super::matched::Match;
use super::pattern::pattern;
use super::subject::{How, Subject};
use crate::native;

pub struct Scanner {
    pattern: Field,
    string: Field,
    subject: Subject,
    /// Start of the next search; beyond the end once exhausted.
    next: Cell<usize>,
    must_advance: Cell<bool>,
    start: usize,
    end: usize,
}

impl NativeType for Scanner {
    fn type_object() -> &'static Type {
        &SCANNER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.pattern);
        visit.field(&self.string);
        if let Subject::Text(text) = &self.subject {
            visit.obj(text.as_obj());
        }
    }
}

pub static SCANNER_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    methods: &[
        NativeDef::new(
            "match",
            "($self, /)",
            "",
            NativeFn::NoArgs(|this| step(this, How::Match)),
        ),
        NativeDef::new(
            "search",
            "($self, /)",
            "",
            NativeFn::NoArgs(|this| step(this, How::Search)),
        ),
    ],
    getset: &[GetSet::readonly("pattern", |this| {
        Ok(scanner(this)?.pattern.get().unwrap_or_else(none))
    })],
    ..TypeSpec::of::<Native<Scanner>>("_sre.SRE_Scanner")
};

impl Scanner {
    pub fn make(pattern: &Obj, string: &Obj, subject: Subject, start: usize, end: usize) -> Ref {
        Native::new(Scanner {
            pattern: Field::new(pattern.to_ref()),
            string: Field::new(string.to_ref()),
            subject,
            next: Cell::new(start),
            must_advance: Cell::new(false),
            start,
            end,
        })
        .into_obj()
    }
}

fn scanner(this: &Obj) -> PyResult<&Scanner> {
    this.downcast::<Native<Scanner>>()
        .map(|scanner| &scanner.data)
        .ok_or_else(|| type_error("not a scanner object"))
}

fn step(this: &Obj, how: How) -> PyResult {
    let own = scanner(this)?;
    let start = own.next.get();
    if start > own.end {
        return native::none();
    }
    let pattern_object = own.pattern.get().unwrap_or_else(none);
    let found = own.subject.find(
        pattern(&pattern_object)?,
        start,
        own.end,
        how,
        own.must_advance.get(),
    );
    let Some(found) = found else {
        own.next.set(usize::MAX);
        return native::none();
    };
    let (from, to) = found.whole();
    own.must_advance.set(from == to);
    own.next.set(to);
    let string = own.string.get().unwrap_or_else(none);
    Ok(Match::make(
        &pattern_object,
        &string,
        found,
        own.start,
        own.end,
    ))
}
