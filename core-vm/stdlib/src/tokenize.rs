//! `_tokenize`: the tokenizer as an iterator, for `tokenize`.

use std::cell::RefCell;
use std::ops::Range;

use serpentarium_compiler::tokenizer::TokenKind;
use serpentarium_compiler::tokens::{PythonToken, Read, TokenReader};
use serpentarium_compiler::{CompileError, ErrorKind};
use serpentarium_runtime::codecs;
use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::{stop_iteration, type_error};
use serpentarium_runtime::object::native::NativeModule;
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{
    Args, Exc, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec,
    Visitor, flags,
};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::{
    BaseException, INDENTATION_ERROR, STOP_ITERATION, SYNTAX_ERROR, TAB_ERROR,
};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;
use crate::value::add_type;

pub static MODULE: NativeModule = NativeModule {
    name: "_tokenize",
    doc: "",
    functions: &[],
    exec: |module| {
        add_type(module, &ITERATOR_TYPE);
        Ok(())
    },
};

struct TokenizerIter {
    readline: Field,
    /// `None`: lines are text.
    encoding: Option<String>,
    reader: RefCell<TokenReader>,
    /// The object for the line of the last token; tokens of one line share it.
    line: RefCell<(Range<usize>, Ref<Str>)>,
    done: std::cell::Cell<bool>,
}

impl NativeType for TokenizerIter {
    fn type_object() -> &'static Type {
        &ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.readline);
        if let Ok(line) = self.line.try_borrow() {
            visit.obj(line.1.as_obj());
        }
    }

    fn clear(&self) {
        self.readline.set(None);
    }
}

static ITERATOR_TYPE: Type = Type::builtin(&ITERATOR_SPEC);
static ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (64, 0),
    slots: Slots {
        new: Some(new),
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(|this| next(receiver(this)?).map(Some)),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<TokenizerIter>>("_tokenize.TokenizerIter")
};

fn receiver(this: &Obj) -> PyResult<&Native<TokenizerIter>> {
    this.downcast::<Native<TokenizerIter>>()
        .ok_or_else(|| type_error("a TokenizerIter is required"))
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    const FUNCTION: &str = "tokenizeriter";
    let given = args.positional().len();
    if given != 1 {
        return Err(type_error(format!(
            "{FUNCTION}() takes exactly 1 positional argument ({given} given)"
        )));
    }
    let signature = "(readline, /, *, extra_tokens, encoding=None)";
    let bound = parsed(signature).bind(FUNCTION, args)?;
    let extra_tokens = native::truth(bound[1], false)?;
    let encoding = match bound[2] {
        Some(encoding) => Some(native::str_arg(FUNCTION, "argument 'encoding'", encoding)?),
        None => None,
    };
    let iterator = TokenizerIter {
        readline: Field::new(bound[0].map(Obj::to_ref)),
        encoding: encoding.map(Str::to_string_lossy),
        reader: RefCell::new(TokenReader::new(extra_tokens)),
        line: RefCell::new((0..0, Str::from_str(""))),
        done: std::cell::Cell::new(false),
    };
    Ok(Native::of_type(ty, iterator).into_obj())
}

fn next(this: &Native<TokenizerIter>) -> PyResult {
    if this.done.get() {
        return Err(stop_iteration(Some(Str::from_str("EOF").as_obj())));
    }
    loop {
        let read = this.reader.borrow_mut().read();
        match read {
            Ok(Read::Token(token)) => {
                this.done.set(token.kind == TokenKind::ENDMARKER);
                return Ok(shown(this, &token));
            }
            Ok(Read::NeedsLine) => feed(this)?,
            Err(error) => return Err(syntax_error(&error)),
        }
    }
}

/// Reads one more line.
fn feed(this: &Native<TokenizerIter>) -> PyResult<()> {
    let Some(readline) = this.readline.get() else {
        this.reader.borrow_mut().finish();
        return Ok(());
    };
    let line = match protocol::call(&readline, &[]) {
        Ok(line) => line,
        Err(error) if error.matches(&STOP_ITERATION) => {
            this.reader.borrow_mut().finish();
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let text = match &this.encoding {
        None => line
            .downcast_into::<Str>()
            .map_err(|_| type_error("readline() returned a non-string object"))?,
        Some(encoding) => {
            let bytes = line
                .downcast::<Bytes>()
                .ok_or_else(|| type_error("readline() returned a non-bytes object"))?;
            codecs::decode_bytes(bytes.as_slice(), encoding, "replace")?
        }
    };
    match text.as_str() {
        Some(text) => this.reader.borrow_mut().feed(text),
        // Surrogates: the encoder says what is wrong.
        None => drop(codecs::encode_str(&text, "utf-8", "strict")?),
    }
    Ok(())
}

/// `(type, string, start, end, line)`
fn shown(this: &Native<TokenizerIter>, token: &PythonToken) -> Ref {
    let reader = this.reader.borrow();
    let mut line = this.line.borrow_mut();
    if line.0 != token.line {
        *line = (
            token.line.clone(),
            Str::from_str(&reader.text()[token.line.clone()]),
        );
    }
    let place = |(line, column): (usize, isize)| {
        let column = Int::new(column as i64).into_obj();
        Tuple::new(vec![Int::from_usize(line).into_obj(), column]).into_obj()
    };
    Tuple::new(vec![
        Int::new(i64::from(token.kind.0)).into_obj(),
        Str::from_str(&reader.text()[token.string.clone()]).into_obj(),
        place(token.start),
        place(token.end),
        line.1.clone().into_obj(),
    ])
    .into_obj()
}

/// The exception of an error, whose file is always `<string>`.
fn syntax_error(error: &CompileError) -> Exc {
    let class = match error.kind {
        ErrorKind::TabError => &TAB_ERROR,
        ErrorKind::IndentationError => &INDENTATION_ERROR,
        _ => &SYNTAX_ERROR,
    };
    let number = |value: Option<i64>| value.map_or_else(none, |value| Int::new(value).into_obj());
    let message = Str::from_str(&error.message);
    let filename = Str::from_str("<string>").into_obj();
    let Some(text) = &error.text else {
        let instance = BaseException::with_args(class, &[message.as_obj()]);
        return located(instance, &filename, error);
    };
    let details = Tuple::new(vec![
        filename,
        number(error.lineno),
        number(error.offset),
        Str::from_wtf8(text).into_obj(),
        number(error.end_lineno),
        number(error.end_offset),
    ]);
    Exc::from_instance(BaseException::with_args(
        class,
        &[message.as_obj(), details.as_obj()],
    ))
}

/// An error that has its place as attributes only.
fn located(instance: Ref<BaseException>, filename: &Obj, error: &CompileError) -> Exc {
    let lineno = Int::new(error.lineno.unwrap_or(0)).into_obj();
    let offset = Int::new(error.offset.unwrap_or(0)).into_obj();
    let attributes: [(&str, &Obj); 4] = [
        ("filename", filename),
        ("lineno", &lineno),
        ("offset", &offset),
        ("end_lineno", &lineno),
    ];
    for (name, value) in attributes {
        if let Err(error) = protocol::setattr_text(instance.as_obj(), name, value) {
            return error;
        }
    }
    Exc::from_instance(instance)
}
