def session():
    total = 0
    try:
        while True:
            try:
                value = yield total
                if value is None:
                    continue
                total += value
            except ValueError as error:
                print("caught", error)
                total = 0
            except GeneratorExit:
                print("asked to close")
                raise
    finally:
        print("finally", total)


s = session()
print(next(s), s.send(5), s.send(10), next(s), s.throw(ValueError("reset")), s.send(3))
s.close()
s.close()
print(next(s, "closed"))
try:
    s.send(1)
except StopIteration as stop:
    print("stop", stop.value)
try:
    s.throw(KeyError("after close"))
except KeyError as error:
    print(error)


def ignores_exit():
    while True:
        try:
            yield 1
        except GeneratorExit:
            print("ignored")


i = ignores_exit()
next(i)
try:
    i.close()
except RuntimeError as error:
    print(error)


def returns_on_close():
    try:
        yield 1
    except GeneratorExit:
        return "closing value"


r = returns_on_close()
next(r)
print(r.close(), r.close())


def unstarted():
    print("never printed")
    yield


u = unstarted()
u.close()
print(next(u, "done"))
u = unstarted()
try:
    u.throw(TypeError("before start"))
except TypeError as error:
    print(error, next(u, "finished"))


def stop_inside():
    yield 1
    raise StopIteration("inside")


try:
    list(stop_inside())
except RuntimeError as error:
    print(error, repr(error.__cause__), repr(error.__context__), error.__suppress_context__)


def catch_all():
    while True:
        try:
            yield
        except BaseException as error:
            print(type(error).__name__, error, error.__traceback__ is not None)


c = catch_all()
next(c)
c.throw(KeyError)
c.throw(KeyError("instance"))
c.throw(SystemExit(3))
for bad in (5, "text", int, None):
    try:
        c.throw(bad)
    except TypeError as error:
        print(error)
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    c.throw(ValueError, "old form", None)
    c.throw(ValueError, ValueError("old with instance"))
    print([str(w.message) for w in caught])


def context():
    try:
        raise KeyError("inner")
    except KeyError:
        yield 1


x = context()
next(x)
try:
    x.throw(ValueError("thrown"))
except ValueError as error:
    print(repr(error), repr(error.__context__))


def exc_state():
    import sys

    yield sys.exception()
    try:
        raise IndexError("own")
    except IndexError:
        yield sys.exception()
    yield sys.exception()


e = exc_state()
try:
    raise OSError("caller's")
except OSError:
    print(repr(next(e)), repr(next(e)), repr(next(e)))
import sys
print(sys.exception(), len([*range(2)]))


def expression():
    result = [(yield 1), (yield 2), (yield)]
    print(result, f"{(yield 'in f-string')}", (yield (yield "double")))
    return (yield "last") or "none"


x = expression()
print([next(x), x.send("a"), x.send("b"), x.send("c"), x.send("d"), x.send("e"), x.send("f")])
try:
    x.send("")
except StopIteration as stop:
    print(stop.value)
