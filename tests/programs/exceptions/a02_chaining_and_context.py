def show(error, depth=0):
    print("  " * depth + f"{error!r} cause={error.__cause__!r} suppress={error.__suppress_context__} notes={getattr(error, '__notes__', None)}")
    if error.__context__ is not None and depth < 6:
        show(error.__context__, depth + 1)


def attempt(f):
    try:
        f()
    except BaseException as error:
        show(error)


def implicit():
    try:
        1 / 0
    except ZeroDivisionError:
        [][1]


def explicit():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise KeyError("k") from error


def none():
    try:
        1 / 0
    except ZeroDivisionError:
        raise KeyError("k") from None


def in_finally():
    try:
        raise ValueError("body")
    finally:
        raise TypeError("finally")


def triple():
    try:
        try:
            raise ValueError(1)
        except ValueError:
            raise TypeError(2)
    except TypeError:
        raise OSError(3)


def cycle():
    a, b = ValueError("a"), ValueError("b")
    try:
        raise a
    except ValueError:
        try:
            raise b
        except ValueError:
            raise a


def same():
    e = ValueError("same")
    try:
        raise e
    except ValueError:
        raise e


def class_cause():
    raise KeyError("x") from ValueError


def class_and_instance():
    try:
        raise IndexError
    except IndexError as error:
        error.add_note("first")
        error.add_note("second\nline")
        raise


def generator_context():
    def g():
        try:
            yield
        except ValueError:
            raise TypeError("in generator")

    it = g()
    next(it)
    it.throw(ValueError("thrown in"))


def outside_unaffected():
    try:
        raise ValueError("handled")
    except ValueError:
        pass
    raise TypeError("no context")


def swallowed_by_return():
    for _ in [1]:
        try:
            raise ValueError("lost")
        finally:
            return


def lambda_in_except():
    try:
        raise ValueError("outer")
    except ValueError:
        (lambda: {}["missing"])()


def with_statement():
    class M:
        def __enter__(self): ...
        def __exit__(self, *a):
            raise RuntimeError("from exit")

    with M():
        raise ValueError("body")


for f in (implicit, explicit, none, in_finally, triple, cycle, same, class_cause, class_and_instance, generator_context, outside_unaffected, lambda_in_except, with_statement):
    print(f.__name__)
    attempt(f)
import warnings
print(swallowed_by_return())
e = ValueError("v")
e.__cause__ = KeyError("set by hand")
print(e.__suppress_context__)
e.__suppress_context__ = False
e.__context__ = TypeError("ctx")
show(e)
for bad in ("raise ValueError from 5", "raise 5", "raise 'text'", "raise int", "raise None", "raise ValueError, 'x'", "raise Exception from int"):
    try:
        exec(bad)
    except BaseException as error:
        print(bad, "->", type(error).__name__, error)


class FailsInit(Exception):
    def __init__(self):
        raise RuntimeError("init failed")


class ReturnsOther(Exception):
    def __new__(cls):
        return 5


for cls in (FailsInit, ReturnsOther):
    try:
        raise cls
    except BaseException as error:
        print(type(error).__name__, error)
import sys
try:
    raise ValueError("current")
except ValueError:
    print(sys.exc_info()[0].__name__, repr(sys.exception()), sys.exc_info()[2].tb_lineno > 100)
    try:
        raise KeyError("inner")
    except KeyError:
        print(repr(sys.exception()), repr(sys.exception().__context__))
    print(repr(sys.exception()))
print(sys.exception(), sys.exc_info())
try:
    raise
except RuntimeError as error:
    print(error)
