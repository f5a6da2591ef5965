namespace = {"x": 1}
exec("y = x + 1\ndef f(): return y * 2", namespace)
print(namespace["y"], namespace["f"](), "__builtins__" in namespace)
print(eval("x + y", namespace, {"y": 100}), eval("[v for v in range(x)]", {"x": 3}), eval(" \t1 + 1"), eval(b"2 * 3"), eval("(\n1,\n2)"))
local = {}
exec("a = 1\nglobal b\nb = 2\nclass C: v = 5\nfor i in range(2): pass", g := {}, local)
print(sorted(local), sorted(k for k in g if k != "__builtins__"))


class Tracing(dict):
    def __getitem__(self, key):
        print("get", key)
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        print("set", key, value)
        super().__setitem__(key, value)

    def __missing__(self, key):
        if key.startswith("auto"):
            return f"<{key}>"
        raise KeyError(key)


exec("q = auto_name\nr = q + 'x'\ndel q", {}, t := Tracing())
print(t)
print(eval("auto_x + '!'", {}, Tracing()))


def inside():
    v = 1
    exec("v = 2; w = 3")
    scope = locals()
    exec("w = 4", globals(), scope)
    return v, scope.get("w"), eval("v"), [eval("v + i", {"i": i, "v": v}) for i in range(2)]


print(inside())


def closures():
    free = 10

    def inner():
        return free

    code = inner.__code__
    import types

    try:
        exec(code)
    except TypeError as error:
        print(error)
    exec(code, closure=inner.__closure__)
    return eval("free") if False else "ok"


print(closures())
for source, mode in (("x +", "eval"), ("x = 1", "eval"), ("", "eval"), ("1\n2", "single"), ("if x:", "single"), ("return 1", "exec"), ("break", "exec"), ("yield 1", "exec"), ("await x", "exec"), ("a b", "exec"), ("'unterminated", "exec"), ("def f(:", "exec"), ("\x00", "exec"), ("  x", "exec"), ("x\n  y", "exec"), ("f(**a, *b)", "exec"), ("nonlocal x", "exec"), ("None = 1", "exec"), ("f() = 1", "exec"), ("1 = x", "exec"), ("a, b += 1", "exec"), ("from __future__ import braces", "exec"), ("from __future__ import nothing", "exec"), ("def f(a, a): pass", "exec"), ("x: int: str", "exec"), ("print 'x'", "exec"), ("exec 'x'", "exec"), ("0777", "exec"), ("1__0", "exec"), ("'\\N{nope}'", "exec"), ("b'é'", "exec"), ("f'{'", "exec"), ("f'{a b}'", "exec"), ("(", "exec"), (")", "exec"), ("(]", "exec"), ("x = = 1", "exec"), ("else:", "exec"), ("try:\n pass", "exec"), ("del f()", "exec"), ("lambda: yield", "exec"), ("import a.b as c.d", "exec"), ("for 1 in x: pass", "exec"), ("with a as 1: pass", "exec"), ("class C:\nx", "exec"), ("@\nx", "exec"), ("a if b", "exec"), ("a := 1", "exec"), ("(a.b := 1)", "exec"), ("{a: 1, **b, c}", "exec"), ("global x; x = 1", "exec"), ("def f():\n x = 1\n global x", "exec"), ("*a", "exec"), ("*a = 1", "exec"), ("a, *b, *c = d", "exec"), ("match x:\n case a: pass\n case b: pass", "exec"), ("match x:\n case {**r, 'a': 1}: pass", "exec"), ("é$", "exec"), ("a?", "exec"), ("x ==== y", "exec"), ("if x = 1: pass", "exec"), ("f(a for a in b, c)", "exec"), ("async x", "exec"), ("continue", "exec"), ("raise a, b", "exec"), ("'a' = 1", "exec"), ("True = 1", "exec"), ("def f(*): pass", "exec"), ("def f(a=1, b): pass", "exec"), ("f(a=1, b)", "exec"), ("f(a=1, a=2)", "exec"), ("x = yield = 1", "exec"), ("\tx\n        y", "exec"), ("if 1:\n\tx\n        y", "exec")):
    try:
        compile(source, "<test>", mode)
        print(repr(source), mode, "compiles")
    except (SyntaxError, ValueError) as error:
        print(repr(source), "->", type(error).__name__, getattr(error, "msg", error), getattr(error, "lineno", ""), getattr(error, "offset", ""), getattr(error, "end_lineno", ""), getattr(error, "end_offset", ""), repr(getattr(error, "text", "")))
print(compile("x", "f", "exec", flags=0, dont_inherit=True).co_flags, compile("x", "f", "exec", optimize=2).co_name)
for bad in (lambda: eval(5), lambda: exec(5), lambda: eval("x", 5), lambda: eval("x", {}, 5), lambda: exec("x", []), lambda: compile("x", "f", "wrong"), lambda: compile("x", 5, "exec"), lambda: compile("x", "f", "exec", 1 << 30), lambda: eval("undefined_name"), lambda: eval("__import__('nope')"), lambda: eval("1", {"__builtins__": {}}), lambda: eval("len", {"__builtins__": {}}), lambda: compile("x", "f", "exec", optimize=5)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
