import sys


def helper(n):
    if n > 1:
        n -= 1
    return n


def traced(n):
    total = 0
    for i in range(n):
        total += helper(i)
    try:
        1 / (n - n)
    except ZeroDivisionError:
        total = -1
    g = gen()
    next(g)
    next(g)
    return total


def gen():
    yield 1
    yield 2


base = helper.__code__.co_firstlineno
events = []


def tracer(frame, event, arg):
    if frame.f_code.co_filename != __file__:
        return None
    shown = arg if not isinstance(arg, tuple) else (arg[0].__name__, str(arg[1]))
    events.append((frame.f_code.co_name, event, frame.f_lineno - base, shown))
    return tracer


print(sys.gettrace())
sys.settrace(tracer)
traced(3)
sys.settrace(None)
for e in events:
    print(*e)
events.clear()


def only_calls(frame, event, arg):
    events.append((frame.f_code.co_name, event))


sys.settrace(only_calls)
traced(1)
sys.settrace(None)
print(events)
events.clear()


def opcodes(frame, event, arg):
    frame.f_trace_opcodes = True
    frame.f_trace_lines = False
    if event == "opcode":
        events.append(frame.f_lasti)
    return opcodes


def small(a):
    b = a + 1
    return b


sys.settrace(opcodes)
small(1)
sys.settrace(None)
print(events)


def jump(frame, event, arg):
    if event == "line" and frame.f_lineno == skipping.__code__.co_firstlineno + 2:
        frame.f_lineno += 1
    return jump


def skipping():
    x = 1
    x = 2
    x += 10
    return x


sys.settrace(jump)
result = skipping()
sys.settrace(None)
print(result)


def bad_jump(frame, event, arg):
    if event == "line":
        for target in (1, 10 ** 6, frame.f_lineno + 1000, "x"):
            try:
                frame.f_lineno = target
            except Exception as error:
                print(type(error).__name__, error)
        sys.settrace(None)
        frame.f_trace = None
    return bad_jump


sys.settrace(bad_jump)
small(1)
sys.settrace(None)


def modify(frame, event, arg):
    if event == "line" and "b" in frame.f_locals:
        frame.f_locals["b"] = 100
    return modify


sys.settrace(modify)
result = small(1)
sys.settrace(None)
print(result)


def raising(frame, event, arg):
    if event == "line":
        raise KeyError("from tracer")
    return raising


try:
    sys.settrace(raising)
    small(1)
except KeyError as error:
    print(error, sys.gettrace())
try:
    sys.settrace(lambda f, e, a: "not callable" if e == "call" else None)
    small(1)
except TypeError as error:
    print(error)
sys.settrace(None)


class Klass:
    def method(self):
        return [x for x in range(2)]


events.clear()
sys.settrace(tracer)
Klass().method()
list(x for x in [1])
with_exception = lambda: {}["k"]
try:
    with_exception()
except KeyError:
    pass
sys.settrace(None)
for e in events:
    print(e[0], e[1], e[3] if not hasattr(e[3], "__code__") else "")
import threading
print(threading.gettrace(), sys.gettrace())
