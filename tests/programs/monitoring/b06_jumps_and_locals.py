"""Jumps by f_lineno, f_locals written through, tracing switched in the middle."""
import sys
import warnings

warnings.simplefilter("ignore")


def run(function, jumps, *args):
    """Traces `function`; at relative line N jumps to line jumps[N] once."""
    first = function.__code__.co_firstlineno
    left = dict(jumps)
    lines = []

    def tracer(frame, event, arg):
        if frame.f_code is not function.__code__:
            return None
        here = frame.f_lineno - first
        lines.append(f"{event[0]}{here}")
        if event == "line" and here in left:
            try:
                frame.f_lineno = first + left.pop(here)
                lines.append(f"->{frame.f_lineno - first}")
            except ValueError as error:
                lines.append(f"({error})")
        return tracer

    sys.settrace(tracer)
    try:
        result = function(*args)
    except BaseException as error:
        result = repr(error)
    finally:
        sys.settrace(None)
    print(function.__name__, jumps, result, " ".join(lines))


def straight():
    a = 1
    b = 2
    c = 3
    return a, b, c


def loop():
    out = []
    for i in range(3):
        out.append(i)
        out.append(-i)
    out.append("end")
    return out


def nested():
    out = []
    for i in (1, 2):
        for j in (3, 4):
            out.append((i, j))
        out.append("inner")
    return out


def handlers():
    out = []
    try:
        out.append(1)
        raise ValueError
    except ValueError as error:
        out.append(2)
    finally:
        out.append(3)
    out.append(4)
    return out


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False


def with_block():
    out = []
    with Manager():
        out.append(1)
        out.append(2)
    out.append(3)
    return out


def branches(x):
    if x:
        y = 1
        y += 1
    else:
        y = 10
    return y


def generator():
    x = 1
    yield x
    x = 2
    yield x
    x = 3


def use():
    return list(generator())


run(straight, {2: 4})
run(straight, {3: 1})
run(straight, {4: 1})
run(straight, {1: 4})
run(straight, {1: 0})
run(straight, {1: 50})
run(loop, {3: 5})
run(loop, {5: 3})
run(loop, {1: 3})
run(loop, {4: 2})
run(loop, {3: 4})
run(nested, {4: 5})
run(nested, {4: 6})
run(nested, {5: 4})
run(nested, {1: 4})
run(handlers, {3: 8})
run(handlers, {3: 6})
run(handlers, {6: 3})
run(handlers, {6: 8})
run(handlers, {9: 3})
run(handlers, {8: 9})
run(with_block, {3: 5})
run(with_block, {5: 3})
run(with_block, {3: 4})
run(branches, {1: 5}, True)
run(branches, {5: 2}, False)


def jump_in_generator():
    first = generator.__code__.co_firstlineno
    seen = []

    def tracer(frame, event, arg):
        if frame.f_code is generator.__code__:
            seen.append((event, frame.f_lineno - first))
            if event == "line" and frame.f_lineno == first + 3 and len(seen) < 8:
                try:
                    frame.f_lineno = first + 1
                except ValueError as error:
                    seen.append(str(error))
        return tracer

    sys.settrace(tracer)
    try:
        result = list(generator())
    finally:
        sys.settrace(None)
    print(result, seen)


jump_in_generator()


def wrong(value, event_wanted="line"):
    def function():
        x = 1
        return x

    def tracer(frame, event, arg):
        if frame.f_code is function.__code__ and event == event_wanted:
            try:
                if value is ...:
                    del frame.f_lineno
                else:
                    frame.f_lineno = value
            except Exception as error:
                print(event, repr(error))
        return tracer

    sys.settrace(tracer)
    try:
        function()
    finally:
        sys.settrace(None)


for value in (1.5, "x", None, 10**30, -1, ...):
    wrong(value)
wrong(1, "call")
wrong(1, "return")
try:
    sys._getframe().f_lineno = 3
except ValueError as error:
    print(error)


def locals_through(a, b=2):
    c = a + b

    def inner():
        return c
    d = inner()
    return a, b, c, d


def change(frame, event, arg):
    if frame.f_code is not locals_through.__code__:
        return None
    line = frame.f_lineno - frame.f_code.co_firstlineno
    view = frame.f_locals
    if event == "line" and line == 1:
        view["a"] = 100
        view["extra"] = "kept"
    elif event == "line" and line == 5:
        print(sorted(view), view["c"], view.get("d"), "d" in view, len(view))
        view["c"] = -1
    elif event == "return":
        print(arg, view["extra"], frame.f_locals is view, type(view).__name__)
        try:
            del view["a"]
        except ValueError as error:
            print(error)
        print(dict(view) == {**view}, list(view.keys())[:3])
    return change


sys.settrace(change)
locals_through(1)
sys.settrace(None)


def middle():
    x = 1
    sys.settrace(collect)
    sys._getframe().f_trace = collect
    y = 2
    z = 3
    sys.settrace(None)
    w = 4
    return x, y, z, w


seen = []


def collect(frame, event, arg):
    seen.append((event, frame.f_lineno - frame.f_code.co_firstlineno, frame.f_code.co_name))
    return collect


print(middle(), seen)


def failing(frame, event, arg):
    if event == "line" and frame.f_code is straight.__code__:
        raise KeyError("from the tracer")
    return failing


sys.settrace(failing)
try:
    straight()
except KeyError as error:
    print(repr(error), sys.gettrace())


def local_only(frame, event, arg):
    seen.append((event, frame.f_code.co_name))
    if event == "call":
        return second


def second(frame, event, arg):
    seen.append((event, "second"))
    return None if event == "line" else second


seen.clear()
sys.settrace(local_only)
straight()
sys.settrace(None)
print(seen)
print(sys.call_tracing(max, (1, 2)))
for call in (lambda: sys.settrace(), lambda: sys.call_tracing(max, [1])):
    try:
        call()
    except TypeError as error:
        print(error)
