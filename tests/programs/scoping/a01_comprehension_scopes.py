x = "global"


class C:
    x = "class"
    first = [x for _ in "a"]
    iterable = [c for c in x]
    nested = [[x for _ in "a"] for _ in "a"]
    lam = [(lambda: x)() for _ in "a"]
    gen = list(x for _ in "a")
    dct = {x: x for _ in "a"}
    conditional = [1 for _ in "a" if x == "global"]
    walrus_free = [i for i in range(3)]

    def method(self):
        return [x for _ in "a"]


print(C.first, C.iterable, C.nested, C.lam, C.gen, C.dct, C.conditional, C().method())


def function():
    x = "local"
    results = [x for _ in "a"], [(lambda: x)() for _ in "a"], list(x for _ in "a")
    [x for x in "inner"]
    return results, x


print(function())


def isolation():
    try:
        [i for i in range(3)]
        return i
    except NameError as error:
        return str(error)


print(isolation())


def shadowing():
    i = "before"
    squares = [i for i in range(3)]
    return i, squares, [i for _ in "a"]


print(shadowing())


def deleted():
    v = 1
    del v
    result = [v for v in range(2)]
    try:
        return v
    except UnboundLocalError as error:
        return result, str(error)


print(deleted())


def walrus():
    [last := i for i in range(4)]
    any((found := i) == 2 for i in range(5))
    {(y := 5): (z := 6) for _ in "a"}
    return last, found, y, z


print(walrus())


def walrus_nonlocal():
    n = 0

    def inner():
        nonlocal n
        [n := i for i in range(3)]

    inner()
    return n


print(walrus_nonlocal())
[module_walrus := i for i in range(5)]
print(module_walrus)


def capture():
    return [f() for f in [lambda: i for i in range(3)]], [f() for f in [(lambda i=i: i) for i in range(3)]], [g() for g in [(lambda j: lambda: j)(i) for i in range(3)]]


print(capture())


def cell_in_comprehension():
    functions = []
    [functions.append(lambda: (a, b)) for a in range(2) for b in "xy"]
    return [f() for f in functions]


print(cell_in_comprehension())


def nested_same_name():
    return [[i for i in range(i)] for i in range(4)], [i for i in [i for i in range(3)]]


print(nested_same_name())


def outer_modified():
    total = 0

    def add(v):
        nonlocal total
        total += v
        return total

    return [add(i) for i in range(4)], total


print(outer_modified())


def locals_inside():
    a = 1
    return [sorted(k for k in locals() if k != "k") for b in "x"][0], sorted(list({n for n in locals()} for c in "y")[0])


print(locals_inside())


def exception_in_comprehension():
    i = "kept"
    try:
        [1 // (i - 1) for i in range(3)]
    except ZeroDivisionError:
        return i


print(exception_in_comprehension())


def yields():
    yield [v for v in "a"]
    yield [v for v in [(yield "inside iterable") or "none sent"]]


print(list(yields()))


def generator_late():
    values = [1, 2]
    g = (v * factor for v in values)
    factor = 10
    values.append(3)
    return list(g)


print(generator_late())


def generator_unbound():
    g = (later for _ in "a")
    try:
        return next(g)
    except NameError as error:
        message = str(error)
    later = 1
    return message


print(generator_unbound())
exec("r = [q for q in range(2)]\nprint(r, 'q' in dir())", {})
print(eval("[w + k for w in range(2)]", {"k": 10}), eval("[w + k for w in range(2)]", {}, {"k": 10}) if False else "")
try:
    print(eval("[k for _ in 'a']", {}, {"k": 10}))
except NameError as error:
    print(error)


def arguments(a, *args, b=[i for i in range(2)], **kw):
    return [a for a in args], a, b, {k: v for k, v in kw.items()}


print(arguments("A", 1, 2, z=3))


class Meta(type):
    def __prepare__(name, bases):
        return {"injected": 5}


class Uses(metaclass=Meta):
    direct = injected
    try:
        inside = [injected for _ in "a"]
    except NameError as error:
        inside = str(error)


print(Uses.direct, Uses.inside)
print([__class__ for _ in "a"] if "__class__" in globals() else "no __class__", [k for k in (lambda: [n for n in range(2)])()], sorted(set(dir()) & {"i", "k", "n", "x", "last"}))
