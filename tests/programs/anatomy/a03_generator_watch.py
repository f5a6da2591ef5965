"""Where suspended code stands: state, line, locals, what it waits for, exception context."""

import inspect
import types


class Suspend:
    def __init__(self, label):
        self.label = label

    def __await__(self):
        return (yield self.label)


def base_line(o):
    code = getattr(o, "gi_code", None) or getattr(o, "cr_code", None) or getattr(o, "ag_code", None)
    return code.co_firstlineno


def watch(o, depth=0):
    prefix = {types.GeneratorType: "gi", types.CoroutineType: "cr", types.AsyncGeneratorType: "ag"}.get(type(o))
    if prefix is None:
        print("  " * depth + f"awaiting {type(o).__name__}")
        return
    state = {"gi": inspect.getgeneratorstate, "cr": inspect.getcoroutinestate, "ag": inspect.getasyncgenstate}[prefix](o)
    frame = getattr(o, f"{prefix}_frame")
    where = f"line +{frame.f_lineno - base_line(o)}" if frame else "finished"
    values = {k: v for k, v in sorted(frame.f_locals.items()) if not hasattr(v, "send")} if frame else {}
    print("  " * depth + f"{o.__qualname__} {state} {where} running={getattr(o, prefix + '_running')} suspended={getattr(o, prefix + '_suspended')} {values}")
    inner = getattr(o, "gi_yieldfrom", None) if prefix == "gi" else getattr(o, f"{prefix}_await")
    if inner is not None:
        watch(inner, depth + 1)


def leaf(n):
    for i in range(n):
        received = yield i
        if received:
            n = received


def middle(name):
    try:
        result = yield from leaf(2)
        yield f"{name} {result}"
    finally:
        local_in_finally = True


def top():
    first = 1
    yield from middle("m")
    second = 2
    yield second


async def inner(label):
    got = await Suspend(label)
    return got


async def outer():
    a = await inner("one")
    async with Manager() as m:
        b = await inner("two")
    return a, b, m


class Manager:
    async def __aenter__(self):
        await Suspend("aenter")
        return "manager"

    async def __aexit__(self, *exc):
        await Suspend("aexit")


async def agen():
    for i in range(2):
        await Suspend(f"agen {i}")
        yield i


g = top()
watch(g)
for value in g:
    print("yielded", value)
    watch(g)
watch(g)
print("-- thrown")
g = top()
next(g)
try:
    g.throw(ValueError("v"))
except ValueError:
    watch(g)
print("-- coroutine")
c = outer()
watch(c)
value = None
try:
    while True:
        print("suspended on", c.send(value))
        watch(c)
        value = "answer"
except StopIteration as stop:
    print(stop.value)
watch(c)
print("-- async generator")
a = agen()
watch(a)
step = a.__anext__()
print(step.send(None))
watch(a)
try:
    step.send(None)
except StopIteration as stop:
    print("value", stop.value)
watch(a)
close = a.aclose()
try:
    close.send(None)
except StopIteration:
    print("closed")
watch(a)


def self_watching():
    me = yield
    watch(me)
    yield


s = self_watching()
next(s)
s.send(s)


def context():
    import sys

    try:
        raise KeyError("inside")
    except KeyError:
        yield repr(sys.exception())
        yield repr(sys.exception())


x = context()
try:
    raise OSError("outside")
except OSError as error:
    print(next(x), repr(error.__context__))
print(next(x))
e = (i * j for i in range(2) for j in "ab")
print(next(e))
watch(e)
print(sorted(k for k in e.gi_frame.f_locals), e.gi_frame.f_code.co_name, [n for n in e.gi_code.co_varnames])
