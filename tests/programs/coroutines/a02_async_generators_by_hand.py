import inspect


class Suspend:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def drive(awaitable, *answers):
    """Run an awaitable; what it yields is printed, it gets the answers."""
    it = awaitable.__await__()
    value, answers = None, list(answers)
    try:
        while True:
            print("  yields", it.send(value))
            value = answers.pop(0) if answers else None
    except StopIteration as stop:
        return stop.value


async def agen(n):
    try:
        for i in range(n):
            got = await Suspend(f"wait {i}")
            sent = yield i, got
            print("  sent", sent)
    except KeyError as error:
        yield f"handled {error}"
    finally:
        await Suspend("cleanup")
        print("  finalised")


g = agen(2)
print(inspect.getasyncgenstate(g), g.ag_frame.f_lineno, g.ag_await, g.ag_running, type(g).__name__, g.__qualname__)
print(drive(g.__anext__(), "a"))
print(inspect.getasyncgenstate(g), g.ag_frame.f_locals["i"])
print(drive(g.asend("value"), "b"))
try:
    print(drive(g.__anext__()))
except StopAsyncIteration as stop:
    print("stop", stop.args)
print(inspect.getasyncgenstate(g), g.ag_frame)
g = agen(3)
drive(g.asend(None))
print(drive(g.athrow(KeyError("k"))))
try:
    drive(g.athrow(ValueError("v")))
except ValueError as error:
    print("out", error)
g = agen(3)
drive(g.__anext__())
print(drive(g.aclose()), drive(g.aclose()), inspect.getasyncgenstate(g))


async def ignores():
    while True:
        try:
            yield 1
        except GeneratorExit:
            pass


i = ignores()
drive(i.__anext__())
try:
    drive(i.aclose())
except RuntimeError as error:
    print(error)
for bad in (lambda: drive(agen(1).asend("x")), lambda: iter(agen(1)), lambda: next(agen(1)), lambda: agen(1).__await__):
    try:
        print(bad())
    except (TypeError, AttributeError) as error:
        print(error)


async def consume():
    out = []
    async for v, got in agen(2):
        out.append(v)
    else:
        out.append("else")
    out += [x async for x, _ in agen(3) if x]
    out.append({k: v async for k, v in pairs()})
    gen = (x * 2 async for x, _ in agen(2))
    out.append(type(gen).__name__)
    out.append([y async for y in gen])
    return out


async def pairs():
    yield 1, "one"
    yield 2, "two"


print(drive(consume()))


class Counter:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.n:
            raise StopAsyncIteration
        self.n -= 1
        return self.n


async def loop():
    return [v async for v in Counter(3)], await anext(Counter(5)), await anext(Counter(0), "default"), aiter(c := Counter(1)) is c


print(drive(loop()))


class BadIter:
    def __aiter__(self):
        return 5


class BadNext:
    def __aiter__(self):
        return self

    def __anext__(self):
        return 5


async def bad_for(x):
    async for _ in x:
        pass


for x in (5, [1], BadIter(), BadNext()):
    try:
        drive(bad_for(x))
    except TypeError as error:
        print(error)


async def raises():
    yield 1
    raise StopAsyncIteration("inside")


async def raising():
    async for _ in raises():
        pass


try:
    drive(raising())
except RuntimeError as error:
    print(error, repr(error.__cause__))
a = agen(1)
first, second = a.__anext__(), a.__anext__()
first.send(None)
try:
    second.send(None)
except RuntimeError as error:
    print(error)
try:
    first.send(None)
except StopIteration as stop:
    print(stop.value)
try:
    first.send(None)
except RuntimeError as error:
    print(error)
