use ruff_python_ast::Stmt;

use crate::analysis::fixture::fixture;
use crate::analysis::infer::Inference;
use crate::analysis::signature::{Signature, parse};

/// The signature of the last function of a text.
#[track_caller]
fn check(text: &str, expected: &str) {
    let (context, _) = fixture(text);
    let function = context
        .file
        .module()
        .body
        .iter()
        .rev()
        .find_map(|stmt| match stmt {
            Stmt::FunctionDef(def) => Some(def),
            _ => None,
        });
    let def = function.expect("a function");
    let inference = Inference::new(&context);
    let signature = Signature::of(
        &inference,
        &context.file,
        &def.parameters,
        def.returns.as_deref(),
    );
    assert_eq!(signature.to_string(), expected);
}

/// The right-hand sides are what `inspect.signature` of CPython 3.14 printed for a module `main`.
#[test]
fn as_inspect_prints_them() {
    check("def f(): pass", "()");
    check(
        "def f(a,b = 2,/,c=3,*,d,e=5): pass",
        "(a, b=2, /, c=3, *, d, e=5)",
    );
    check(
        "def f(*args:int, **kw:str)->None: pass",
        "(*args: int, **kw: str) -> None",
    );
    check("def f(a, /): pass", "(a, /)");
    check("def f(*, a): pass", "(*, a)");
    check("def f(a:int=1): pass", "(a: int = 1)");
    check(
        "def f(a=0x10,b='x' \"y\",c=1e3,d=(1,2),e=-1): pass",
        "(a=16, b='xy', c=1000.0, d=(1, 2), e=-1)",
    );
    check(
        "class A: pass\ndef f(a: A, b: 'A', c: A|None=None, d: list[A]=[]): pass",
        "(a: main.A, b: 'A', c: main.A | None = None, d: list[main.A] = [])",
    );
    check(
        "from typing import *\ndef f(a: Optional[int], b: List[int], c: Any, d: Literal['x'], e: Callable[[int], str]): pass",
        "(a: int | None, b: List[int], c: Any, d: Literal['x'], e: Callable[[int], str])",
    );
    check(
        "from typing import Optional, List, Union\ndef f(a: Optional[int], b: List[int], c: Union[int, str]): pass",
        "(a: int | None, b: List[int], c: int | str)",
    );
    // As `Signature.format(quote_annotation_strings=False)`, which is made for such modules.
    check(
        "from __future__ import annotations\ndef f(a: int | str) -> list[int]: pass",
        "(a: int | str) -> list[int]",
    );
}

#[test]
fn printed_signatures_are_taken_apart() {
    for text in [
        "()",
        "(obj, /)",
        "(self, /, sep=None, maxsplit=-1)",
        "(*args, **kwargs)",
        "(a, *, b=None) -> int",
    ] {
        assert_eq!(parse(text).expect(text).to_string(), text);
    }
    assert_eq!(
        parse("(self, key, /)").expect("parsed").bound().to_string(),
        "(key, /)"
    );
}
