import annotationlib
from annotationlib import Format, ForwardRef, get_annotations, call_annotate_function


def function(a: int, b: undefined, c: "string", *d: list[undefined], e: 1 / zero = 5, **f) -> later.attribute:
    pass


print(get_annotations(function, format=Format.STRING))
forward = get_annotations(function, format=Format.FORWARDREF) if False else None
for format in (Format.VALUE,):
    try:
        get_annotations(function, format=format)
    except NameError as error:
        print(type(error).__name__, error)
try:
    function.__annotations__
except NameError as error:
    print(error)


def simple(a: int, b: missing.name[int] | None) -> list[missing]:
    pass


refs = get_annotations(simple, format=Format.FORWARDREF)
print(refs["a"], type(refs["b"]).__name__, refs["b"], refs["return"])
print(simple.__annotate__.__name__, simple.__annotate__.__qualname__, simple.__annotate__.__code__.co_varnames, simple.__annotate__.__code__.co_freevars)
try:
    simple.__annotate__(99)
except NotImplementedError as error:
    print("not implemented")


class Order:
    first: Second
    second: "Second"
    number: int = 5
    if number:
        conditional: str
    else:
        never: str

    def method(self, other: Order) -> Second: ...


print(get_annotations(Order, format=Format.STRING))
try:
    Order.__annotations__
except NameError as error:
    print(error)


class Second: ...


print(Order.__annotations__["first"], Order.__annotations__["second"], list(Order.__annotations__), Order.method.__annotations__["other"])
print(Order.__annotate__ is not None, Second.__annotate__, Second.__annotations__, "__annotations__" in Order.__dict__, "__annotate_func__" in Order.__dict__, "__annotations_cache__" in Order.__dict__)
function.__annotations__ = {"replaced": 1}
print(function.__annotations__, function.__annotate__)
simple.__annotate__ = lambda format: {"custom": format}
print(simple.__annotations__)
try:
    simple.__annotate__ = 5
except TypeError as error:
    print(error)
x: int = 5
y: undefined_module_level
print(sorted(n for n in globals() if n in ("x", "y")), __annotate__(Format.VALUE) if False else "module annotate exists" if "__annotate__" in globals() else "no annotate")


def in_function():
    z: also_undefined = 3
    w: print("annotations of locals are not evaluated")
    return z, sorted(locals())


print(in_function())


def effects(a: print("evaluated lazily") or int): ...


print("before")
print(effects.__annotations__)
print(effects.__annotations__)


def outer(t):
    def inner(a: t, b: list[t]) -> t: ...

    return inner


print(outer(int).__annotations__, outer(str).__annotate__.__closure__[0].cell_contents)
ref = ForwardRef("a.b", owner=Order)
print(ref, ref.__forward_arg__, ForwardRef("int").evaluate(), ForwardRef("x").evaluate(globals={"x": "found"}))
try:
    ForwardRef("nope").evaluate()
except NameError as error:
    print(error)
print(annotationlib.type_repr(int), annotationlib.type_repr(list[int]), annotationlib.annotations_to_string({"a": int, "b": "s"}), list(Format), call_annotate_function(outer(int).__annotate__, Format.STRING))


class Sub(Order):
    pass


print(Sub.__annotations__, get_annotations(Sub))
lam = lambda a: a
print(lam.__annotations__, lam.__annotate__)
class Meta(type):
    attr: int
class Uses(metaclass=Meta): ...
print(Uses.__annotations__, Meta.__annotations__)
