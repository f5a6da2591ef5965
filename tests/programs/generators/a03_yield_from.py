def inner(name):
    try:
        received = yield f"{name} started"
        while received != "stop":
            received = yield f"{name} got {received}"
        return f"{name} result"
    except KeyError as error:
        yield f"{name} handled {error}"
        return "after error"
    finally:
        print(f"{name} finally")


def outer():
    first = yield from inner("one")
    print("first", first)
    second = yield from inner("two")
    print("second", second)
    third = yield from [10, 20]
    fourth = yield from "ab"
    return third, fourth


o = outer()
print(next(o), o.send("x"), o.send("stop"), o.throw(KeyError("k")), next(o), next(o), next(o), next(o))
try:
    next(o)
except StopIteration as stop:
    print(stop.value)
o = outer()
next(o)
o.close()
print("closed")


class NoThrow:
    def __iter__(self):
        return self

    def __next__(self):
        return 1


def delegate(x):
    return (yield from x)


d = delegate(NoThrow())
print(next(d))
try:
    d.throw(ValueError("no throw method"))
except ValueError as error:
    print(error)
d = delegate(NoThrow())
next(d)
try:
    d.send(5)
except AttributeError as error:
    print(error)


class Full:
    def __iter__(self):
        return self

    def __next__(self):
        return "next"

    def send(self, value):
        if value == "end":
            raise StopIteration("returned")
        return f"send {value}"

    def throw(self, *args):
        return f"throw {len(args)} {args[0]!r}"

    def close(self):
        print("Full.close")
        raise RuntimeError("close failed")


d = delegate(Full())
print(next(d), next(d), d.send(1), d.throw(ValueError("v")), d.throw(KeyError))
try:
    d.send("end")
except StopIteration as stop:
    print(stop.value)
d = delegate(Full())
next(d)
try:
    d.close()
except RuntimeError as error:
    print(error, repr(error.__context__))
for bad in (5, None):
    try:
        next(delegate(bad))
    except TypeError as error:
        print(error)


def deep(n):
    if n:
        yield n
        yield from deep(n - 1)


print(list(deep(5)), sum(deep(300)))


def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


print(list(flatten([1, [2, [3, [], [4]], 5], [[[6]]]])))


def finishing():
    return (yield 1), (yield 2)


def runner(g, log):
    value = None
    while True:
        try:
            log.append(g.send(value))
            value = len(log) * 10
        except StopIteration as stop:
            return stop.value


log = []
print(runner(delegate(finishing()), log), log)


def recursive_self():
    yield from me


me = recursive_self()
try:
    next(me)
except ValueError as error:
    print(error)


def chain(n):
    g = iter([1, 2])
    for _ in range(n):
        g = delegate(g)
    return g


print(list(chain(100)))
def replacing():
    try:
        yield from inner("three")
    except TypeError as error:
        raise ValueError("replaced") from error
r = replacing()
next(r)
try:
    r.throw(TypeError("t"))
except ValueError as error:
    print(error, repr(error.__cause__))
