//! `_json.make_scanner`: reads JSON values.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use serpentarium_runtime::object::error::{
    recursion_error, stop_iteration, type_error, value_error,
};
use serpentarium_runtime::object::native::Member;
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags, protocol,
};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::float::{FLOAT_TYPE, Float};
use serpentarium_runtime::types::int::{INT_TYPE, Int, bool_ref};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::Str;

use super::text::{decode_error, scan};
use crate::value::tuple;

/// The settings of a decoder.
pub struct Scanner {
    strict: Field,
    object_hook: Field,
    object_pairs_hook: Field,
    parse_float: Field,
    parse_int: Field,
    parse_constant: Field,
}

impl NativeType for Scanner {
    fn type_object() -> &'static Type {
        &SCANNER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for field in self.fields() {
            visit.field(field);
        }
    }

    fn clear(&self) {
        for field in self.fields() {
            field.set(None);
        }
    }
}

impl Scanner {
    fn fields(&self) -> [&Field; 6] {
        [
            &self.strict,
            &self.object_hook,
            &self.object_pairs_hook,
            &self.parse_float,
            &self.parse_int,
            &self.parse_constant,
        ]
    }
}

/// Containers inside each other that CPython's decoder takes on a stack of 8 MiB.
const MAX_DEPTH: usize = 65238;

/// One container deeper as long as it lives.
struct Inside<'a>(&'a Cell<usize>);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

pub static SCANNER_TYPE: Type = Type::builtin(&SCANNER_SPEC);
static SCANNER_SPEC: TypeSpec = TypeSpec {
    doc: Some("JSON scanner object"),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (64, 0),
    slots: Slots {
        new: Some(new),
        call: Some(call),
        ..Slots::NONE
    },
    members: MEMBERS,
    ..TypeSpec::of::<Native<Scanner>>("_json.Scanner")
};

const fn setting(name: &'static str, get: fn(&Obj) -> PyResult) -> Member {
    Member {
        doc: Some(name),
        ..Member::readonly(name, get)
    }
}

static MEMBERS: &[Member] = &[
    setting("strict", |this| field(this, 0)),
    setting("object_hook", |this| field(this, 1)),
    setting("object_pairs_hook", |this| field(this, 2)),
    setting("parse_float", |this| field(this, 3)),
    setting("parse_int", |this| field(this, 4)),
    setting("parse_constant", |this| field(this, 5)),
];

fn field(this: &Obj, index: usize) -> PyResult {
    Ok(receiver(this)?.fields()[index].get().unwrap_or_else(none))
}

fn receiver(this: &Obj) -> PyResult<&Native<Scanner>> {
    this.downcast::<Native<Scanner>>()
        .ok_or_else(|| type_error("a scanner is required"))
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let bound = serpentarium_runtime::object::args::parsed("($type, context)")
        .bind("make_scanner", args)?;
    let context = bound[0].ok_or_else(|| type_error("missing context"))?;
    let attribute = |name: &'static str| protocol::getattr_text(context, name).map(Field::new);
    let strict = protocol::getattr_text(context, "strict")?;
    let scanner = Scanner {
        strict: Field::new(bool_ref(protocol::is_true(&strict)?)),
        object_hook: attribute("object_hook")?,
        object_pairs_hook: attribute("object_pairs_hook")?,
        parse_float: attribute("parse_float")?,
        parse_int: attribute("parse_int")?,
        parse_constant: attribute("parse_constant")?,
    };
    Ok(Native::of_type(ty, scanner).into_obj())
}

fn call(this: &Obj, args: Args<'_>) -> PyResult {
    let bound = serpentarium_runtime::object::args::parsed("($self, string, idx)")
        .bind("scan_once", args)?;
    let (Some(string), Some(index)) = (bound[0], bound[1]) else {
        return Err(type_error("missing string"));
    };
    let index = protocol::number::index_as_isize(index, Some(&OVERFLOW_ERROR))?;
    let Some(string) = string.downcast::<Str>() else {
        return Err(type_error(format!(
            "first argument must be a string, not {}",
            string.ty().tp_name()
        )));
    };
    let Ok(index) = usize::try_from(index) else {
        return Err(value_error("idx cannot be negative"));
    };
    let scanner = receiver(this)?;
    let run = Run::new(scanner, string);
    let (value, end) = run.value(index)?;
    tuple(vec![value, Int::from_usize(end).into_obj()])
}

/// One reading of a document.
struct Run<'a> {
    string: &'a Str,
    strict: bool,
    object_hook: Option<Ref>,
    object_pairs_hook: Option<Ref>,
    parse_float: Ref,
    parse_int: Ref,
    parse_constant: Ref,
    /// Keys seen, so that equal ones are one object.
    memo: RefCell<HashMap<String, Ref>>,
    /// Containers around the place that is read.
    depth: Cell<usize>,
}

impl<'a> Run<'a> {
    fn new(scanner: &Scanner, string: &'a Str) -> Run<'a> {
        let hook = |field: &Field| field.get().filter(|hook| !is_none(hook));
        let function = |field: &Field| field.get().unwrap_or_else(none);
        Run {
            string,
            strict: scanner
                .strict
                .peek()
                .is_none_or(|strict| strict.is(serpentarium_runtime::types::int::bool_obj(true))),
            object_hook: hook(&scanner.object_hook),
            object_pairs_hook: hook(&scanner.object_pairs_hook),
            parse_float: function(&scanner.parse_float),
            parse_int: function(&scanner.parse_int),
            parse_constant: function(&scanner.parse_constant),
            memo: RefCell::default(),
            depth: Cell::new(0),
        }
    }

    fn at(&self, index: usize) -> Option<u32> {
        (index < self.string.len()).then(|| self.string.points().at(index))
    }

    fn is(&self, index: usize, wanted: char) -> bool {
        self.at(index) == Some(u32::from(wanted))
    }

    fn skip_space(&self, mut index: usize) -> usize {
        while matches!(self.at(index), Some(0x20 | 0x09 | 0x0A | 0x0D)) {
            index += 1;
        }
        index
    }

    fn error(&self, message: &str, index: usize) -> serpentarium_runtime::object::Exc {
        decode_error(message, self.string, index as isize)
    }

    fn starts(&self, index: usize, word: &str) -> bool {
        word.chars()
            .enumerate()
            .all(|(offset, c)| self.is(index + offset, c))
    }

    /// `StopIteration(index)`, which the decoder turns into `Expecting value`.
    fn nothing(index: usize) -> serpentarium_runtime::object::Exc {
        stop_iteration(Some(Int::from_usize(index).as_obj()))
    }

    /// Goes one container deeper, no deeper than C's stack lets CPython go.
    fn enter(&self, index: usize) -> PyResult<Option<Inside<'_>>> {
        let kind = match self.at(index).and_then(char::from_u32) {
            Some('[') => "array",
            Some('{') => "object",
            _ => return Ok(None),
        };
        if self.depth.get() >= MAX_DEPTH {
            return Err(recursion_error(format!(
                "Stack overflow (used 8160 kB) while decoding a JSON {kind} from a unicode string"
            )));
        }
        self.depth.set(self.depth.get() + 1);
        Ok(Some(Inside(&self.depth)))
    }

    fn value(&self, index: usize) -> PyResult<(Ref, usize)> {
        protocol::check_stack(" while decoding a JSON document")?;
        let _inside = self.enter(index)?;
        let first = self.at(index).and_then(char::from_u32);
        match first {
            Some('"') => {
                let (text, end) = scan(self.string, index as isize + 1, self.strict)?;
                return Ok((text.into_obj(), end));
            }
            Some('{') => return self.object(index + 1),
            Some('[') => return self.array(index + 1),
            _ => {}
        }
        let words = [
            ("null", none()),
            ("true", bool_ref(true)),
            ("false", bool_ref(false)),
        ];
        for (word, value) in words {
            if self.starts(index, word) {
                return Ok((value, index + word.len()));
            }
        }
        for word in ["NaN", "Infinity", "-Infinity"] {
            if self.starts(index, word) {
                let text = Str::from_str(word);
                let value = protocol::call(&self.parse_constant, &[text.as_obj()])?;
                return Ok((value, index + word.len()));
            }
        }
        self.number(index)
    }

    fn digits(&self, mut index: usize) -> usize {
        while matches!(self.at(index), Some(0x30..=0x39)) {
            index += 1;
        }
        index
    }

    fn number(&self, start: usize) -> PyResult<(Ref, usize)> {
        let digits = start + usize::from(self.is(start, '-'));
        let mut end = match self.at(digits) {
            Some(0x30) => digits + 1,
            Some(0x31..=0x39) => self.digits(digits),
            _ => return Err(Self::nothing(start)),
        };
        let mut is_float = false;
        if self.is(end, '.') && self.digits(end + 1) > end + 1 {
            is_float = true;
            end = self.digits(end + 1);
        }
        if self.is(end, 'e') || self.is(end, 'E') {
            let sign = usize::from(self.is(end + 1, '+') || self.is(end + 1, '-'));
            let exponent = end + 1 + sign;
            if self.digits(exponent) > exponent {
                is_float = true;
                end = self.digits(exponent);
            }
        }
        let text = self.string.slice(start..end);
        Ok((self.converted(&text, is_float)?, end))
    }

    fn converted(&self, text: &Str, is_float: bool) -> PyResult {
        let parse = if is_float {
            &self.parse_float
        } else {
            &self.parse_int
        };
        if is_float && parse.is(FLOAT_TYPE.as_obj()) {
            let number = text.as_ascii().and_then(|text| text.parse().ok());
            if let Some(number) = number {
                return Ok(Float::new(number).into_obj());
            }
        }
        if !is_float && parse.is(INT_TYPE.as_obj()) {
            return Ok(serpentarium_runtime::types::int::new::from_str(text, 10)?.into_obj());
        }
        protocol::call(parse, &[text.as_obj()])
    }

    fn array(&self, index: usize) -> PyResult<(Ref, usize)> {
        let list = List::new(Vec::new());
        let mut index = self.skip_space(index);
        if self.is(index, ']') {
            return Ok((list.into_obj(), index + 1));
        }
        loop {
            let (value, end) = self.value(index)?;
            list.push(value);
            index = self.skip_space(end);
            if self.is(index, ']') {
                return Ok((list.into_obj(), index + 1));
            }
            if !self.is(index, ',') {
                return Err(self.error("Expecting ',' delimiter", index));
            }
            let comma = index;
            index = self.skip_space(index + 1);
            if self.is(index, ']') {
                return Err(self.error("Illegal trailing comma before end of array", comma));
            }
        }
    }

    fn object(&self, index: usize) -> PyResult<(Ref, usize)> {
        let mut pairs: Vec<(Ref, Ref)> = Vec::new();
        let mut index = self.skip_space(index);
        if self.is(index, '}') {
            return Ok((self.finished(pairs)?, index + 1));
        }
        loop {
            if !self.is(index, '"') {
                return Err(self.error("Expecting property name enclosed in double quotes", index));
            }
            let (key, end) = scan(self.string, index as isize + 1, self.strict)?;
            let key = self.shared(key);
            index = self.skip_space(end);
            if !self.is(index, ':') {
                return Err(self.error("Expecting ':' delimiter", index));
            }
            let (value, end) = self.value(self.skip_space(index + 1))?;
            pairs.push((key, value));
            index = self.skip_space(end);
            if self.is(index, '}') {
                return Ok((self.finished(pairs)?, index + 1));
            }
            if !self.is(index, ',') {
                return Err(self.error("Expecting ',' delimiter", index));
            }
            let comma = index;
            index = self.skip_space(index + 1);
            if self.is(index, '}') {
                return Err(self.error("Illegal trailing comma before end of object", comma));
            }
        }
    }

    /// The first key object of this value.
    fn shared(&self, key: Ref<Str>) -> Ref {
        let Some(text) = key.as_str().map(str::to_owned) else {
            return key.into_obj();
        };
        let mut memo = self.memo.borrow_mut();
        memo.entry(text).or_insert_with(|| key.into_obj()).clone()
    }

    fn finished(&self, pairs: Vec<(Ref, Ref)>) -> PyResult {
        if let Some(hook) = &self.object_pairs_hook {
            let pairs: PyResult<Vec<Ref>> = pairs
                .into_iter()
                .map(|(key, value)| tuple(vec![key, value]))
                .collect();
            let pairs = List::new(pairs?);
            return protocol::call(hook, &[pairs.as_obj()]);
        }
        let dict = Dict::new();
        for (key, value) in pairs {
            dict.set(&key, value)?;
        }
        match &self.object_hook {
            Some(hook) => protocol::call(hook, &[dict.as_obj()]),
            None => Ok(dict.into_obj()),
        }
    }
}
