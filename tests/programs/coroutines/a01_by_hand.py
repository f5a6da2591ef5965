import inspect
import types


class Suspend:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        received = yield self.value
        return received


async def leaf(n):
    got = await Suspend(f"leaf {n}")
    return got * 2


async def root():
    a = await leaf(1)
    b = await leaf(2)
    return a, b


c = root()
print(inspect.getcoroutinestate(c), c.cr_await, c.cr_running, c.cr_suspended, c.cr_frame.f_lineno, c.__name__, c.__qualname__)
print(c.send(None), inspect.getcoroutinestate(c), c.cr_await.__name__, c.cr_frame.f_lineno, c.cr_await.cr_frame.f_lineno, type(c.cr_await.cr_await).__name__)
print(c.send(10))
try:
    c.send(20)
except StopIteration as stop:
    print(stop.value, inspect.getcoroutinestate(c))
try:
    c.send(None)
except RuntimeError as error:
    print(error)
for bad in (lambda: root().send(1), lambda: iter(leaf(1)), lambda: next(leaf(1)), lambda: [x for x in leaf(1)]):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            bad()
        except TypeError as error:
            print(error)


def run(coroutine, answers=()):
    log, answers = [], iter(answers)
    value = None
    while True:
        try:
            log.append(coroutine.send(value))
            value = next(answers, None)
        except StopIteration as stop:
            return log, stop.value


async def catches():
    try:
        await Suspend("waiting")
    except ValueError as error:
        return f"caught {error}"
    finally:
        print("finally")


c = catches()
c.send(None)
try:
    c.throw(ValueError("v"))
except StopIteration as stop:
    print(stop.value)
c = catches()
c.send(None)
c.close()
print(inspect.getcoroutinestate(c))


@types.coroutine
def generator_based(n):
    for i in range(n):
        yield i
    return "generator result"


async def uses():
    return await generator_based(3)


print(run(uses()), bool(generator_based.__code__.co_flags & inspect.CO_ITERABLE_COROUTINE))


class BadAwait:
    def __await__(self):
        return [1]


class BadAwait2:
    def __await__(self):
        return leaf(1)


def attempt(awaitable):
    async def go():
        return await awaitable

    try:
        print(run(go()))
    except Exception as error:
        print(type(error).__name__, error)


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for a in (5, None, BadAwait(), BadAwait2(), (x for x in [1]), leaf):
        attempt(a)
done = leaf(0)
attempt(done)
attempt(done)


async def awaits_running():
    return await me


me = awaits_running()
try:
    me.send(None)
except ValueError as error:
    print(error)
print([inspect.iscoroutine(x) for x in (me, root, generator_based(1))], [inspect.iscoroutinefunction(f) for f in (root, generator_based, lambda: 0)], [inspect.isawaitable(x) for x in (me, Suspend(1), generator_based(1), 5)])


async def raises_stop():
    raise StopIteration("x")


try:
    raises_stop().send(None)
except RuntimeError as error:
    print(error, repr(error.__cause__))
w = me.__await__() if False else leaf(5).__await__()
print(type(w).__name__, next(w), [m for m in dir(w) if not m.startswith("_")])
try:
    w.send(4)
except StopIteration as stop:
    print(stop.value)
