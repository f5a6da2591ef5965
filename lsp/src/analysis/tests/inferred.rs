//! Types that are worked out where nothing is written and the checker knows none.

use ruff_text_size::{TextRange, TextSize};

use crate::analysis::fixture::fixture;
use crate::analysis::hover::hover;

/// The code line of the hover at the cursor.
#[track_caller]
fn shows(text: &str, expected: &str) {
    let (context, offset) = fixture(text);
    let found = hover(&context, offset).map(|found| found.code);
    assert_eq!(found.as_deref(), Some(expected), "{text}");
}

const CODE: &str = "
class A:
    def __init__(self, x=1):
        self.x = x
    def me(self):
        return self
    async def soon(self):
        return 1.0
def made():
    return A()
def through():
    return made()
def maybe(flag):
    if flag:
        return 'yes'
def same(value):
    return value
def pair():
    return [1, made()]
def counted():
    yield 1
    return 'done'
def fails():
    raise ValueError
def unfinished():
    raise NotImplementedError
def forever():
    while True:
        pass
def recursive(n):
    return 1 if n == 0 else recursive(n - 1)
";

#[track_caller]
fn shows_after(text: &str, expected: &str) {
    shows(&format!("{CODE}{text}\n"), expected);
}

#[test]
fn other_names_of_functions() {
    shows_after(
        "class B(A):\n    def one(self): return made()\n    other = one\nB().other$0()",
        "other: () -> A = one",
    );
    shows_after("again$0 = maybe", "def maybe(flag) -> str | None");
}

#[test]
fn calls_of_functions_without_annotations() {
    shows_after("v$0 = made()", "v: A = made()");
    shows_after("v$0 = through().me()", "v: A = through().me()");
    shows_after("v = through().x$0", "x: int = x");
    shows_after("v$0 = maybe(1)", "v: str | None = maybe(1)");
    shows_after("v$0 = same(b'')", "v: bytes = same(b'')");
    shows_after("v$0 = pair()", "v: list[int | A] = pair()");
    shows_after("v$0 = recursive(3)", "v: int = recursive(3)");
    shows_after("for v$0 in counted(): pass", "v: int");
    shows_after("v$0 = counted()", "v: Generator[int, Any, str] = counted()");
    shows_after(
        "async def f():\n    v$0 = await made().soon()",
        "v: float = await made().soon()",
    );
    shows_after("a, v$0 = 1, made()", "v: A");
}

#[test]
fn signatures_with_what_the_body_gives() {
    shows_after("through$0", "def through() -> A");
    shows_after("counted$0", "def counted() -> Generator[int, Any, str]");
    shows_after("fails$0", "def fails() -> Never");
    shows_after("unfinished$0", "def unfinished() -> Never");
    shows_after("def left_open$0(): ...", "def left_open()");
    shows_after(
        "def left_open$0():\n    'Says what.'\n    ...",
        "def left_open()",
    );
    shows_after("v$0 = unfinished()", "v = unfinished()");
    shows_after("forever$0", "def forever() -> Never");
    shows_after("made().me$0", "def A.me(self) -> Self");
    shows_after("made().soon$0", "async def A.soon(self) -> float");
}

#[test]
fn hints_in_the_text() {
    let text = "def f(a):\n    return [a]\nx = f(1)\ny = 1\n\nclass C:\n    def __init__(self, side): pass\nz = C(2)\n";
    let (context, _) = fixture(text);
    let whole = TextRange::new(TextSize::new(0), TextSize::of(text));
    let hints = context.checker.hints_in(&context.address(), whole);
    let shown: Vec<String> = hints
        .iter()
        .map(|hint| {
            let line = context.file.line_number(hint.offset);
            format!("{line}{}", hint.label)
        })
        .collect();
    assert_eq!(
        shown,
        ["3: list[int]", "3a=", "7 -> None", "8: C", "8side="]
    );
}

#[test]
fn calls_that_give_one_of_their_arguments() {
    shows_after(
        "v$0 = max([made(), made()])",
        "v: A = max([made(), made()])",
    );
    shows_after("v$0 = min(made(), 1)", "v: int | A = min(made(), 1)");
    shows_after("v$0 = next(counted())", "v: int = next(counted())");
    shows_after(
        "v$0 = max(counted(), default=None)",
        "v: int | None = max(counted(), default=None)",
    );
    shows_after(
        "import copy\nv$0 = copy.copy(made())",
        "v: A = copy.copy(made())",
    );
    shows_after("v$0 = sorted([made()])", "v: list[A] = sorted([made()])");
    shows_after("for v$0 in sorted(counted()): pass", "v: int");
    shows_after(
        "class S[T]:\n    @classmethod\n    def of(cls, *items: T) -> S[T]: ...\nv$0 = S.of('a')",
        "v: S[str] = S.of('a')",
    );
    // What does not settle the variable says nothing.
    shows_after("def f(x):\n    v$0 = max(x)", "v = max(x)");
}

#[test]
fn what_a_mapping_pattern_captures() {
    let of = |subject: &str, pattern: &str| {
        format!("def f(value: {subject}):\n    match value:\n        case {pattern}: return it\n")
    };
    shows(&of("dict[str, int]", "{'a': it$0}"), "it: int");
    shows(
        &of("str | dict[str, list[int]] | None", "{'a': it$0, **rest}"),
        "it: list[int]",
    );
    // Of what could be any mapping nothing is known.
    shows(&of("object", "{'a': it$0}"), "it: object");
}

#[test]
fn functions_that_are_not_bound() {
    let files = |text: &str| {
        format!("//- main.py\nimport m\n{text}\n//- m.py\ndef same(value):\n    return value\n")
    };
    shows(&files("v$0 = m.same(1)"), "v: int = m.same(1)");
    shows_after("v$0 = A.me(made())", "v: A = A.me(made())");
}

#[test]
fn modules_that_a_package_does_not_import_itself() {
    let files = |text: &str| {
        format!(
            "//- main.py\nimport pack\n{text}\n//- pack/__init__.py\n//- pack/part.py\ndef f():\n    return 1\n"
        )
    };
    shows(&files("v$0 = pack.part.f()"), "v: int = pack.part.f()");
    shows(&files("pack.part.f$0"), "def f() -> int");
}

/// What a loop gets from a value whose class says what it iterates over.
#[test]
fn items_of_unannotated_values() {
    shows(
        "class Pages:\n    @property\n    def numbers(self):\n        return range(3)\n    def each(self):\n        for number$0 in self.numbers:\n            print(number)\n",
        "number: int",
    );
}

#[test]
fn attributes_that_are_none_until_they_are_set() {
    let code = "import io
class C:
    held = None
    kept = None
    never = None
    said: int | None = None
    def __init__(self):
        self.held, self.count = self.pair()
        self.said = 1
    def pair(self):
        return io.StringIO(), 2
    def later(self):
        self.kept = self.pair()
";
    let shows_after = |text: &str, expected: &str| shows(&format!("{code}{text}"), expected);
    shows_after(
        "    def use(self):\n        self.held$0\n",
        "held: StringIO | None = None",
    );
    shows_after("C().held$0\n", "held: StringIO | None = None");
    shows_after(
        "C().kept$0\n",
        "kept: tuple[StringIO, Literal[2]] | None = None",
    );
    shows_after("C().never$0\n", "never: None = None");
    shows_after("C().said$0\n", "said: int | None = None");
}

#[test]
fn classes_as_values() {
    shows(
        "kind$0 = ValueError\n",
        "kind: type[ValueError] = ValueError",
    );
}

const LIBRARY: &str = "
import asyncio, contextlib, datetime, functools, re, socket
from collections import defaultdict, deque
def pattern():
    return re.compile('a')
def listener():
    return socket.socket()
def pair():
    return 1, 'a', 2.0
def names():
    return {'a': 1}
async def soon():
    return datetime.timedelta(1)
class Stream:
    @contextlib.contextmanager
    def opened(self):
        yield open('x')
    @classmethod
    def make(cls, *args):
        return cls(*args)
class File(Stream):
    def again(self):
        return super().make()
def stream():
    return Stream()
";

#[track_caller]
fn library(text: &str, expected: &str) {
    shows(&format!("{LIBRARY}{text}\n"), expected);
}

#[test]
fn methods_of_values_that_nothing_is_written_about() {
    library(
        "v$0 = pattern().match('a')",
        "v: Match[str] | None = pattern().match('a')",
    );
    library("for v$0 in pattern().finditer('a'): pass", "v: Match[str]");
    library(
        "v$0 = pattern().match('a').groups()",
        "v: tuple[str | Any, ...] = pattern().match('a').groups()",
    );
    library("v$0 = pattern().pattern", "v: str = pattern().pattern");
    library("v$0 = names().get('a')", "v: int | None = names().get('a')");
    library(
        "v$0 = stream() and names()['a']",
        "v: int = stream() and names()['a']",
    );
    library("for k, v$0 in names().items(): pass", "v: int");
    library(
        "for i, (k$0, v) in enumerate(names().items()): pass",
        "k: str",
    );
    library("a, b$0, *c = ' '.join(names()).partition(' ')", "b: str");
    library(
        "v$0 = pattern().match('a') or stream()",
        "v: Match[str] | Stream = pattern().match('a') or stream()",
    );
    library("v$0 = stream().make()", "v: Stream = stream().make()");
    library("v$0 = File().again()", "v: File = File().again()");
    library(
        "with stream().opened() as v$0: pass",
        "v: TextIOWrapper[_WrappedBuffer]",
    );
}

#[test]
fn parts_of_tuples_that_calls_give() {
    library("v$0, a = listener().accept()", "v: socket");
    library("a, *v$0 = pair()", "v: list[str | float]");
    library("*a, v$0 = pair()", "v: float");
    library("v$0 = pair()[-1]", "v: float = pair()[-1]");
    library("for v$0, c in zip(names(), [pattern()]): pass", "v: str");
    library(
        "listener().accept()[0].close$0()",
        "def socket.close(self) -> None",
    );
}

#[test]
fn what_constructors_are_given() {
    library(
        "v$0 = defaultdict(list)",
        "v: defaultdict[Unknown, list[Unknown]] = defaultdict(list)",
    );
    library(
        "def f(a):\n    v$0 = defaultdict(list)[a]",
        "v: list[Unknown] = defaultdict(list)[a]",
    );
    library(
        "defaultdict(list)[print].append$0(1)",
        "def list.append(self, object: _T, /) -> None",
    );
    library(
        "v$0 = functools.partial(pair)()[0]",
        "v: int = functools.partial(pair)()[0]",
    );
    library(
        "v$0 = list(map(lambda it: [it], [pattern()]))",
        "v: list[list[Pattern[str]]] = list(map(lambda it: [it], [pattern()]))",
    );
}

#[test]
fn what_tasks_and_futures_give() {
    let code = |text: &str| format!("async def f():\n    {text}");
    library(
        &code("v$0 = asyncio.create_task(soon())"),
        "v: Task[timedelta] = asyncio.create_task(soon())",
    );
    library(
        &code("v$0 = await asyncio.create_task(soon())"),
        "v: timedelta = await asyncio.create_task(soon())",
    );
    library(
        &code("a, v$0 = await asyncio.gather(soon(), soon())"),
        "v: timedelta",
    );
    library(
        &code("v$0 = await asyncio.wait_for(soon(), 1)"),
        "v: timedelta = await asyncio.wait_for(soon(), 1)",
    );
}

#[test]
fn what_is_nested_in_arguments() {
    let futures = "from concurrent.futures import ThreadPoolExecutor, as_completed\npool = ThreadPoolExecutor()\n";
    let library = |text: &str, expected: &str| library(&format!("{futures}{text}"), expected);
    library(
        "for v$0 in as_completed([pool.submit(stream)]): pass",
        "v: Future[Stream]",
    );
    library(
        "for it in as_completed({pool.submit(stream): 1}):\n    v$0 = it.result()",
        "v: Stream = it.result()",
    );
    library(
        "def pairs():\n    yield 'a', stream()\nv$0 = dict(pairs())",
        "v: dict[str, Stream] = dict(pairs())",
    );
    library(
        "def work(n):\n    return {'n': n, 'square': 2 * 2, 'text': str(n)}\ndef f(a):\n    v$0 = work(a)",
        "v: dict[str, int | str | Unknown] = work(a)",
    );
    library(
        "def work(n):\n    return {'n': n, 'square': 2 * 2, 'text': str(n)}\nv$0 = work(print)['text']",
        "v: str = work(print)['text']",
    );
    library(
        "from pathlib import Path\ndef path():\n    return Path()\npath().exists$0()",
        "def Path.exists(self, *, follow_symlinks: bool = True) -> bool",
    );
}

#[test]
fn what_tests_leave() {
    let code = |text: &str| format!("def f(x, y):\n    kind = type(x)\n    {text}");
    library(&code("if isinstance(x, Stream):\n        x$0"), "x: Stream");
    library(
        &code("if not isinstance(x, File) and isinstance(x, Stream):\n        x$0"),
        "x: Stream",
    );
    library(
        &code("if isinstance(x, list):\n        x$0"),
        "x: list[Unknown]",
    );
    library(&code("if callable(x):\n        x$0"), "x: (...) -> object");
    library(&code("if kind is Stream:\n        x$0"), "x: Stream");
    library(
        &code("if kind in (Stream, dict):\n        x$0"),
        "x: Stream | dict",
    );
    library(&code("if y is Stream:\n        x$0"), "x");
    library(&code("x = y\n    if kind is Stream:\n        x$0"), "x = y");
}

#[test]
fn parameters_of_what_is_private() {
    library(
        "class _Item:\n    def __init__(self, stream):\n        self.stream = stream\n    def run(self):\n        self.stream$0\n_Item(stream())",
        "stream: Stream = stream",
    );
    library(
        "def _use(it, other=1):\n    v$0 = it\n_use(stream())\n_use(other=2, it=pattern())",
        "v: Stream | Pattern[str] = it",
    );
    library(
        "def outer():\n    def inner(it):\n        v$0 = it\n    inner(stream())",
        "v: Stream = it",
    );
    library(
        "class C:\n    def _use(self, it):\n        it.make$0\n    def run(self):\n        self._use(stream())",
        "def Stream.make(cls, *args) -> Self",
    );
    // What anybody may call can be given anything.
    library("def use(it):\n    v$0 = it\nuse(stream())", "v = it");
    library("def _use(it):\n    v$0 = it\n_use(*stream())", "v = it");
}

#[test]
fn parameters_of_what_is_overridden() {
    library(
        "import logging\nclass H(logging.Handler):\n    def emit(self, record):\n        record.getMessage$0()",
        "def LogRecord.getMessage(self) -> str",
    );
}

#[test]
fn what_lambdas_are_given() {
    library(
        "sorted([stream()], key=lambda it: it.make$0)",
        "def Stream.make(cls, *args) -> Self",
    );
    library("sorted([stream()], key=lambda it$0: it)", "it: Stream");
    library("map(lambda it, n: it$0, [stream()], [1])", "it: Stream");
    library("[stream()].sort(key=lambda it: it$0)", "it: Stream");
    library("list(filter(lambda it: it$0, [stream()]))", "it: Stream");
    library(
        "v$0 = list(filter(lambda it: it, [stream()]))",
        "v: list[Stream] = list(filter(lambda it: it, [stream()]))",
    );
    library("v = lambda it: it$0", "it");
}

#[test]
fn what_is_put_into_displays() {
    library(
        "v$0 = [*names(), stream()]",
        "v: list[str | Stream] = [*names(), stream()]",
    );
    library(
        "v$0 = {**names(), 'b': stream()}",
        "v: dict[str, int | Stream] = {**names(), 'b': stream()}",
    );
    library(
        "v$0 = tuple(names())",
        "v: tuple[str, ...] = tuple(names())",
    );
    library(
        "v$0 = list(reversed(list(names())))",
        "v: list[str] = list(reversed(list(names())))",
    );
    library(
        "import itertools\nv$0 = list(itertools.chain.from_iterable([[stream()]]))",
        "v: list[Stream] = list(itertools.chain.from_iterable([[stream()]]))",
    );
    library(
        "import collections\nv$0 = collections.OrderedDict((it, stream()) for it in names())",
        "v: OrderedDict[str, Stream] = collections.OrderedDict((it, stream()) for it in names())",
    );
    library(
        "async def f():\n    v$0 = await asyncio.gather(*(soon() for it in names()))",
        "v: list[timedelta] = await asyncio.gather(*(soon() for it in names()))",
    );
    library(
        "async def f():\n    v$0, p = await asyncio.wait([asyncio.ensure_future(soon())])",
        "v: set[Task[timedelta]]",
    );
}

#[test]
fn types_that_name_themselves_are_as_they_are_written() {
    shows(
        "isinstance$0(1, int)",
        "def isinstance(obj: object, class_or_tuple: _ClassInfo, /) -> bool",
    );
}

#[test]
fn packages_of_imported_modules() {
    shows(
        "import xml.dom.minidom\nxml$0.dom.minidom.parse",
        "module xml",
    );
    shows(
        "import xml.dom.minidom\nxml.dom$0.minidom.parse",
        "module xml.dom",
    );
}

/// A name that is declared as something and gets a value that may be anything.
const DECLARED: &str = "
from typing import Any, Generic, TypeVar
T = TypeVar('T')
def anything() -> Any: ...
class Own:
    def next(self) -> 'Own': ...
class Visitor(Generic[T]): ...
class Node:
    def accept(self, visitor: Visitor[T]) -> T: ...
class Prints(Visitor[str]):
    def visit(self, node: Node):
        said = node.accept(self)
        said
own: Own | None = None
own = anything()
many: tuple[Own | None, ...] = ()
if anything():
    many = anything()
plain = anything()
";

#[test]
fn code_that_never_runs() {
    let code = "class A:\n    def m(self) -> int: ...\ndef f():\n    a = A()\n    return\n";
    shows(&format!("{code}    a$0"), "a: A = A()");
    shows(&format!("{code}    b = a.m()\n    b$0"), "b: int = a.m()");
    // What a test leaves nothing of is nothing.
    shows(
        "def f(x: int):\n    if not isinstance(x, int):\n        x$0",
        "x: Never",
    );
}

#[test]
fn declared_as_something_and_set_to_anything() {
    let declared = |text: &str, expected| shows(&format!("{DECLARED}{text}"), expected);
    declared("own$0", "own: Own | None = anything()");
    declared("own.next$0", "def Own.next() -> 'Own'");
    declared("if own:\n    own$0", "own: Own = anything()");
    declared("for one in many:\n    one$0", "one: Own | None");
    declared("[one$0 for one in many if one]", "one: Own");
    declared("last = many[0]\nlast$0", "last: Own | None = many[0]");
    declared("plain$0", "plain: Any = anything()");
    declared("plain.next$0", "next: Any");
    shows(
        &DECLARED.replace("        said\n", "        said$0\n"),
        "said: str = node.accept(self)",
    );
}

#[test]
fn classes_applied_in_annotations_though_they_are_not_generic() {
    shows(
        "class A: ...\ndef f() -> A[str]: ...\na$0 = f()",
        "a: A = f()",
    );
}

#[test]
fn classes_of_the_library_that_typing_has_another_name_of() {
    shows(
        "from typing import AbstractSet$0\n",
        "class collections.abc.Set()",
    );
    shows(
        "from collections.abc import Sequence$0\n",
        "class collections.abc.Sequence()",
    );
}

#[test]
fn what_is_known_in_part() {
    shows("def f(a=None):\n    a$0\n", "a = None");
    shows(
        "def f(a, b):\n    c = 1 if a else b\n    c$0\n",
        "c: int = 1 if a else b",
    );
    shows(
        "try:\n    import not_there as m\nexcept ImportError:\n    import json as m\nm$0",
        "module json",
    );
    shows(
        "class A:\n    def f(self):\n        self$0\n",
        "self: Self@A",
    );
    shows(
        "from typing import ClassVar$0\n",
        "ClassVar: <special-form 'typing.ClassVar'>",
    );
}
