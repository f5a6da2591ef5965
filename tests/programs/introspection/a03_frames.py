import inspect
import sys


def level_one(a, b=2):
    local = "one"
    return level_two(a * 10)


def level_two(x):
    frame = sys._getframe()
    out = []
    while frame and frame.f_code.co_name != "<module>":
        out.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, sorted(frame.f_locals)))
        frame = frame.f_back
    out.append((frame.f_code.co_name, frame.f_locals is frame.f_globals, frame.f_back))
    return out


print(*level_one(1), sep="\n")


def write_through():
    x = 1
    frame = sys._getframe()
    proxy = frame.f_locals
    proxy["x"] = 2
    proxy["new"] = "extra"
    print(x, type(proxy).__name__, sorted(proxy), "x" in proxy, len(proxy), proxy.get("new"), proxy is frame.f_locals, proxy == frame.f_locals)
    x = 3
    print(proxy["x"], locals()["x"], "new" in locals(), frame.f_locals["new"])
    snapshot = locals()
    snapshot["x"] = 99
    print(x, locals() is snapshot)
    try:
        del proxy["x"]
    except ValueError as error:
        print(error)
    try:
        proxy["missing"]
    except KeyError as error:
        print("KeyError", error)
    proxy.update({"x": 7})
    print(x, proxy.pop("new"), proxy | {"z": 1} == {**proxy, "z": 1}, list(reversed(proxy))[-1], proxy.setdefault("x"), proxy.copy()["x"])


write_through()


def caller_changes():
    value = "before"
    set_in_caller()
    return value


def set_in_caller():
    sys._getframe(1).f_locals["value"] = "changed by callee"


print(caller_changes())


def closure():
    captured = 1

    def inner():
        return captured, sorted(sys._getframe().f_locals)

    sys._getframe().f_locals["captured"] = 5
    return inner()


print(closure())


def attributes():
    f = sys._getframe()
    print(f.f_code is attributes.__code__, f.f_globals is globals(), f.f_builtins["len"] is len, f.f_lasti > 0, f.f_trace, f.f_trace_lines, f.f_trace_opcodes, f.f_generator, repr(f).split(", ")[-1])
    for name, value in (("f_lineno", 5), ("f_code", 1), ("f_globals", {}), ("f_back", None)):
        try:
            setattr(f, name, value)
        except Exception as error:
            print(name, type(error).__name__, error)
    try:
        f.clear()
    except RuntimeError as error:
        print(error)


attributes()


def kept():
    secret = [1, 2, 3]
    return sys._getframe()


f = kept()
print(f.f_locals, f.f_back, f.f_lineno - kept.__code__.co_firstlineno)
f.clear()
print(f.f_locals)


def gen():
    y = 1
    yield sys._getframe()
    y = 2
    yield


g = gen()
f = next(g)
print(f.f_locals, f is g.gi_frame, f.f_back, f.f_generator is g)
next(g)
print(f.f_locals)
try:
    f.clear()
    print("cleared", f.f_locals, g.gi_frame is None, next(g, "closed"))
except RuntimeError as error:
    print(error)
info = inspect.getframeinfo(sys._getframe())
print(info.function, info.code_context, info.index, info.lineno == sys._getframe().f_lineno - 1, info.positions)
print([i.function for i in (lambda: inspect.stack())()], inspect.currentframe() is sys._getframe(), inspect.getargvalues(kept_frame) if (kept_frame := (lambda p, *q: sys._getframe())(1, 2)) else "")
for bad in (lambda: sys._getframe(1000), lambda: sys._getframe("x"), lambda: type(sys._getframe())()):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)


class Body:
    x = 1
    names = sorted(k for k in sys._getframe().f_locals if not k.startswith("__"))
    sys._getframe().f_locals["injected"] = 2


print(Body.names, Body.injected, sys._getframemodulename())
exec("import sys; print(sorted(sys._getframe().f_locals), sys._getframe().f_code.co_name, sys._getframe().f_back.f_code.co_name)", {"__builtins__": __builtins__, "v": 1})
