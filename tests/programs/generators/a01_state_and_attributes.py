import inspect


def gen(a, b=2):
    x = yield a
    print("received", x, inspect.getgeneratorstate(g), g.gi_running)
    y = yield from inner(b)
    return x, y


def inner(n):
    z = yield n
    return z * 2


g = gen(1)
print(inspect.getgeneratorstate(g), g.gi_frame.f_lineno, g.gi_frame.f_lasti >= 0, g.gi_yieldfrom, g.gi_running, g.gi_suspended, g.gi_frame.f_locals, g.__name__, g.__qualname__, g.gi_code is gen.__code__)
print(next(g), inspect.getgeneratorstate(g), g.gi_frame.f_lineno, g.gi_suspended, inspect.getgeneratorlocals(g))
print(g.send("hello"), g.gi_yieldfrom.__name__, g.gi_frame.f_lineno, g.gi_yieldfrom.gi_frame.f_lineno, inspect.getgeneratorlocals(g))
try:
    g.send(21)
except StopIteration as stop:
    print(stop.value, stop.args)
print(inspect.getgeneratorstate(g), g.gi_frame, g.gi_running, g.gi_yieldfrom, next(g, "exhausted"), inspect.getgeneratorlocals(g))
for bad in (lambda: gen(1).send("x"), lambda: g.send(), lambda: g.throw(), lambda: next(gen(1), 1, 2), lambda: g.gi_code.co_name.x, lambda: type(g)()):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


def self_running():
    try:
        next(me)
    except ValueError as error:
        print(error)
    try:
        me.close()
    except ValueError as error:
        print(error)
    yield inspect.getgeneratorstate(me)


me = self_running()
print(next(me))
g.__name__ = "renamed"
g.__qualname__ = "other.renamed"
print(g.__name__, repr(g).split(" at ")[0])
try:
    g.__name__ = 5
except TypeError as error:
    print(error)
try:
    g.gi_frame = None
except AttributeError as error:
    print(error)
e = (i for i in [1])
print(e.__name__, e.__qualname__, e.gi_code.co_name, e.gi_code.co_varnames, list(e.gi_frame.f_locals))
print(inspect.isgenerator(e), inspect.isgeneratorfunction(gen), inspect.isgeneratorfunction(lambda: (yield)), bool(gen.__code__.co_flags & inspect.CO_GENERATOR))


def empty():
    return "value"
    yield


try:
    next(empty())
except StopIteration as stop:
    print("empty", stop.value)


def lines():
    yield 1

    yield 2


l = lines()
numbers = []
for _ in l:
    numbers.append(l.gi_frame.f_lineno - lines.__code__.co_firstlineno)
print(numbers)


def outer():
    def nested():
        yield outer_value

    outer_value = 5
    return nested


n = outer()()
print(n.__qualname__, n.gi_code.co_freevars, next(n), n.gi_frame.f_locals)
print([m for m in dir(n) if not m.startswith("__")])
