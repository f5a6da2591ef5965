import contextlib
import io
import sys


@contextlib.contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    except KeyError as error:
        print("swallowed", error)
    finally:
        print(f"</{name}>")


with tag("a") as a, tag("b"):
    print(a)
with tag("c"):
    raise KeyError("k")
try:
    with tag("d"):
        raise ValueError("passes")
except ValueError as error:
    print("outside", error)


@tag("decorated")
def function(x):
    """doc"""
    print("in function", x)
    return x * 2


print(function(1), function(2), function.__name__, function.__doc__)
with contextlib.suppress(ZeroDivisionError, KeyError):
    1 / 0
with contextlib.suppress(ValueError):
    raise ExceptionGroup("g", [ValueError(1)])
try:
    with contextlib.suppress(ValueError):
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
except ExceptionGroup as group:
    print(repr(group))
buffer = io.StringIO()
with contextlib.redirect_stdout(buffer):
    print("captured")
print(repr(buffer.getvalue()))
with contextlib.redirect_stderr(io.StringIO()) as err:
    print("to stderr", file=sys.stderr)
print(repr(err.getvalue()))


class Closable:
    def close(self):
        print("closed")


with contextlib.closing(Closable()) as c:
    print(type(c).__name__)
with contextlib.nullcontext(5) as n:
    print(n)


class Timer(contextlib.ContextDecorator):
    def __enter__(self):
        print("start")
        return self

    def __exit__(self, *exc):
        print("stop", exc[0])
        return exc[0] is OSError


@Timer()
def timed(fail):
    if fail:
        raise OSError("swallowed by the decorator")
    return "value"


print(timed(False), timed(True))


@contextlib.contextmanager
def no_yield():
    if False:
        yield


@contextlib.contextmanager
def two_yields():
    yield 1
    yield 2


@contextlib.contextmanager
def replaces():
    try:
        yield
    except ValueError as error:
        raise RuntimeError("replaced") from error


@contextlib.contextmanager
def stop_iteration():
    yield


for manager in (no_yield, two_yields, replaces, stop_iteration):
    for error in (None, ValueError("v"), StopIteration("s")):
        try:
            with manager():
                if error:
                    raise error
            print(manager.__name__, "no error")
        except Exception as e:
            print(manager.__name__, type(e).__name__, e, repr(e.__cause__), repr(e.__context__))
print(isinstance(Timer(), contextlib.AbstractContextManager), issubclass(Closable, contextlib.AbstractContextManager))
one_shot = tag("once")
with one_shot:
    pass
try:
    with one_shot:
        pass
except AttributeError as error:
    print(error)
except RuntimeError as error:
    print("runtime", error)
with contextlib.chdir("."):
    print("chdir")
