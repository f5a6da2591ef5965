g = 0
counter = 0


def inc():
    global counter
    counter += 1
    return counter


print(inc(), inc(), counter)


def make_global():
    global created, created_class

    class created_class:
        pass

    def created():
        return "created"


make_global()
print(created(), created_class.__qualname__)


def levels():
    v = "one"

    def two():
        def three():
            nonlocal v
            v = "changed by three"

        three()
        return v

    def four():
        global v
        v = "global v"

    four()
    return two(), v


print(levels(), v)


def class_levels():
    v = 1

    class Inner:
        nonlocal v
        v = 2
        w = v

        def method(self):
            nonlocal v
            v = 3

    Inner().method()
    return v, Inner.w, hasattr(Inner, "v")


print(class_levels())


def imports():
    global sys_alias
    import sys as sys_alias

    for global_loop in range(2):
        pass
    return global_loop


imports()
print(sys_alias.__name__)


def in_except():
    global saved
    try:
        raise ValueError("v")
    except ValueError as saved:
        pass
    return "saved" in globals()


print(in_except())


def in_with_and_for():
    global target, loop
    import contextlib

    with contextlib.nullcontext("ctx") as target:
        pass
    for loop in range(3):
        pass


in_with_and_for()
print(target, loop)


def unbound():
    results = []
    for code in ("print(u); u = 1", "u += 1", "del u", "u = 1; del u; u", "for u in []: pass\nu", "import nothing_zz as u" if False else "with open as u: pass" if False else "u: int\nu", "if 0: u = 1\nu", "try: pass\nfinally: u\nu = 1"):
        body = "def f():\n" + "\n".join("  " + line for line in code.split("\n")) + "\n  u = 0\nf()"
        try:
            exec(body, {})
            results.append("fine")
        except UnboundLocalError as error:
            results.append(str(error))
    return results


print(*unbound(), sep="\n")
for source in ("def f():\n x = 1\n global x", "def f(x):\n global x", "def f():\n nonlocal x", "nonlocal x", "def f():\n print(x)\n global x", "def f(x):\n nonlocal x", "x = 1\ndef f():\n def g():\n  nonlocal x", "def f():\n x = 1\n def g():\n  x = 2\n  nonlocal x", "def f():\n global x\n nonlocal x", "class C:\n x = 1\n global x", "def f():\n global x\n x: int = 1", "def f():\n x: int\n global x", "def f():\n [x := 1 for x in y]", "class C:\n [x := 1 for _ in y]", "def f():\n for x in y: pass\n global x", "def f():\n import x\n global x"):
    try:
        compile(source, "<s>", "exec")
        print(repr(source), "compiles")
    except SyntaxError as error:
        print(repr(source), "->", error.msg, (error.lineno, error.offset, error.end_offset))


def dels():
    a = b = c = 1
    lst = [1, 2, 3]
    d = {"k": 1}
    del a, (b, c), lst[0], d["k"]
    return sorted(locals()), lst, d


print(dels())
del g
try:
    g
except NameError as error:
    print(error)
try:
    del not_defined
except NameError as error:
    print(error)
__builtins_name = len
len = lambda x: "shadowed"
print(len([]), __builtins_name([]))
del len
print(len([]))
import builtins
builtins.injected_builtin = "from builtins"
print(injected_builtin)
del builtins.injected_builtin
try:
    injected_builtin
except NameError as error:
    print(error)


def annotated_scopes():
    x: "not evaluated" = 1
    (y): int = 2
    z: int
    lst = [0]
    lst[0]: int = 5
    return x, y, lst, "z" in locals(), annotated_scopes.__annotations__


print(annotated_scopes())
def default_scope(a=x if (x := "default time") else None, b=lambda: x):
    x = "inside"
    return a, b(), x
print(default_scope())
