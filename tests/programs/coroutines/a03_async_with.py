def drive(awaitable):
    it = awaitable.__await__()
    try:
        while True:
            print("  <", it.send(None), ">")
    except StopIteration as stop:
        return stop.value


class Pause:
    def __init__(self, label):
        self.label = label

    def __await__(self):
        yield self.label


class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    async def __aenter__(self):
        await Pause(f"entering {self.name}")
        return self.name

    async def __aexit__(self, kind, value, tb):
        await Pause(f"exiting {self.name} {value!r}")
        return self.swallow


async def simple():
    async with Manager("a") as a, Manager("b") as b:
        return a + b


async def swallowing():
    async with Manager("s", swallow=True):
        raise ValueError("gone")
    return "continued"


async def passing():
    async with Manager("p"):
        raise ValueError("passes")


async def loop():
    for i in range(3):
        async with Manager(f"l{i}"):
            if i == 0:
                continue
            break
    return i


print(drive(simple()))
print(drive(swallowing()))
try:
    drive(passing())
except ValueError as error:
    print(error)
print(drive(loop()))


class NotAsync:
    def __enter__(self): ...
    def __exit__(self, *a): ...


class NoExit:
    async def __aenter__(self): ...


class NotAwaitable:
    def __aenter__(self):
        return 5

    def __aexit__(self, *a):
        return 6


class ExitNotAwaitable(Manager):
    def __aexit__(self, *a):
        return 6

    async def __aenter__(self): ...


async def use(manager):
    async with manager:
        pass


for manager in (NotAsync(), NoExit(), NotAwaitable(), ExitNotAwaitable("x"), 5):
    try:
        drive(use(manager))
    except TypeError as error:
        print(error)
import contextlib


@contextlib.asynccontextmanager
async def managed(name):
    await Pause("before")
    try:
        yield name
    except KeyError as error:
        print("handled", error)
    finally:
        await Pause("after")


async def with_managed(fail):
    async with managed("m") as m:
        if fail:
            raise fail
        return m


print(drive(with_managed(None)))
print(drive(with_managed(KeyError("k"))))
try:
    drive(with_managed(OSError("o")))
except OSError as error:
    print("out", error)


async def stack():
    async with contextlib.AsyncExitStack() as stack:
        print(await stack.enter_async_context(Manager("one")))
        stack.push_async_callback(coroutine_callback, 5)
        stack.callback(print, "sync callback")
        await stack.enter_async_context(managed("two"))
        return "from stack"


async def coroutine_callback(n):
    await Pause(f"callback {n}")


print(drive(stack()))


@managed("decorator")
async def decorated():
    return "decorated result"


print(drive(decorated()))


class Closing:
    async def aclose(self):
        await Pause("aclose")


async def closing():
    async with contextlib.aclosing(Closing()) as c, contextlib.nullcontext(5) as n:
        return type(c).__name__, n


print(drive(closing()))


async def comprehension_with_await():
    async def value(n):
        await Pause(n)
        return n * 10

    return [await value(i) for i in range(2)], {await value(5): 1}, [x for x in [await value(7)]], list([y async for y in agen()])


async def agen():
    for i in range(2):
        await Pause(f"agen {i}")
        yield i


print(drive(comprehension_with_await()))
lam = lambda: (x async for x in agen())
print(type(lam()).__name__)
