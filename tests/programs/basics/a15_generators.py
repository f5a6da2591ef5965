def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
    return "done"


print(list(count(4)), sum(count(5)), tuple(count(0)))
g = count(2)
print(next(g), next(g))
try:
    next(g)
except StopIteration as e:
    print("stop", e.value)


def echo():
    received = None
    while True:
        received = yield f"got {received}"
        if received == "quit":
            return


e = echo()
print(next(e), e.send(1), e.send("two"))
try:
    e.send("quit")
except StopIteration as stop:
    print("stopped", stop.value)


def chain(*parts):
    for part in parts:
        yield from part


print(list(chain([1], "ab", count(2))))


def delegating():
    result = yield from count(2)
    yield "result " + result


print(list(delegating()))


def cleaning():
    try:
        yield 1
        yield 2
    finally:
        print("cleaned")


c = cleaning()
print(next(c))
c.close()
for v in cleaning():
    print(v)
    break
del c


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


import itertools
print(list(itertools.islice(fib(), 15)))
print([a for a, _ in zip(fib(), range(5))])
print(iter(fib()) is not None, hasattr(fib(), "send"), type(fib()).__name__)


def catches():
    while True:
        try:
            yield "waiting"
        except ValueError as error:
            yield f"caught {error}"


k = catches()
print(next(k), k.throw(ValueError("v")), next(k))
try:
    k.throw(KeyError("unhandled"))
except KeyError as error:
    print("out", error, list(k))
