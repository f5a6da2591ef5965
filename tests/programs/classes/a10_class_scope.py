x = "module"


class Scope:
    print("body runs once", __name__, __qualname__)
    x = x + "+class"
    y = [x for _ in range(1)]
    squares = {n: n * n for n in range(3)}
    generator = list(v for v in x[:3])
    if x.startswith("module"):
        def conditional(self):
            return "defined"
    else:
        def conditional(self):
            return "other"
    for loop in range(3):
        pass
    del loop
    locals()["via_locals"] = 1

    class Inner:
        z = x

        def get(self):
            return x, __class__.__qualname__

    def read(self):
        return x

    try:
        missing
    except NameError as error:
        message = str(error)
    with_default = lambda self, x=x: x
    annotated: int
    assigned: str = "s"


s = Scope()
print(Scope.x, Scope.y, Scope.squares, Scope.generator, s.conditional(), hasattr(Scope, "loop"), Scope.via_locals)
print(Scope.Inner.z, Scope.Inner().get(), s.read(), Scope.message, s.with_default(), Scope.__annotations__, hasattr(Scope, "annotated"))


def function():
    x = "enclosing"

    class Local:
        a = x
        x = "class level"
        b = x

        def method(self):
            return x

    return Local.a if False else None, Local.b, Local().method(), Local.__qualname__


try:
    print(function())
except NameError as error:
    print(type(error).__name__, error)


def nonlocal_in_class():
    counter = 0

    class Counting:
        nonlocal counter
        counter += 1

    class Again:
        nonlocal counter
        counter += 10

    return counter, hasattr(Counting, "counter")


print(nonlocal_in_class())


class Global:
    global made_global
    made_global = "set from class"


print(made_global, hasattr(Global, "made_global"))


class Mangled:
    __private = 1
    __dunder__ = 2
    _single = 3

    def __init__(self):
        self.__value = 4

    def __method(self):
        return self.__value, self.__private

    def call(self, other):
        return self.__method(), other._Mangled__value

    def local(self):
        __local = 5
        return sorted(locals())

    class __Nested:
        __x = 1


m = Mangled()
print(m.call(m), m.local(), sorted(n for n in vars(Mangled) if "Mangled" in n or n.endswith("_single")), vars(m), Mangled._Mangled__Nested.__name__, Mangled._Mangled__Nested._Nested__x if hasattr(Mangled._Mangled__Nested, "_Nested__x") else sorted(n for n in vars(Mangled._Mangled__Nested) if "__x" in n))
try:
    m.__value
except AttributeError as error:
    print(error)


class ___:
    __x = 1


print([n for n in vars(___) if "x" in n])
print([c.__name__ for c in (type(f"K{i}", (), {}) for i in range(3))], [(lambda: i)() for i in range(3)])


class Returned:
    value = (lambda: x)()
    nested = [[x for _ in range(1)] for _ in range(1)]
    first_iterable = [v for v in x]


print(Returned.value, Returned.nested, len(Returned.first_iterable))
print(Scope.__firstlineno__, Scope.Inner.__firstlineno__, sorted(Mangled.__static_attributes__))
