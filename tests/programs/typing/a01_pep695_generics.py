from typing import Generic, TypeVar, get_type_hints, get_origin, get_args


class Box[T]:
    def __init__(self, item: T):
        self.item = item

    def map[U](self, f) -> "Box[U]":
        return Box(f(self.item))


def first[T: (int, str)](items: list[T]) -> T:
    return items[0]


def bounded[T: int, *Ts, **P](a: T, *args: *Ts, **kw) -> T:
    return a


type Pair[A, B = int] = tuple[A, B]
type Tree = list[Tree] | int

print(Box.__type_params__, Box.__parameters__, Box.__bases__, Box.__orig_bases__, Box[int], Box[int].__origin__ is Box, Box[int].__args__)
b = Box[int]("not checked")
print(b.item, type(b).__name__, b.__orig_class__, Box(1).map(str).item, Box.map.__type_params__)
print(first.__type_params__, first.__type_params__[0].__constraints__, first.__type_params__[0].__bound__, first([5]))
T, Ts, P = bounded.__type_params__
print(T, Ts, P, T.__bound__, type(T).__name__, type(Ts).__name__, type(P).__name__, T.__name__, T.__infer_variance__, T.__covariant__)
print(Pair, Pair.__name__, Pair.__type_params__, Pair.__value__, Pair[str], Pair[str, float], Pair[str].__origin__ is Pair, get_args(Pair[str, int]))
print(Tree.__value__, Tree.__type_params__, type(Tree).__name__, Pair.__type_params__[1].__default__, Pair.__type_params__[0].has_default())
for bad in ("Box[int, str]", "Box[()]", "Pair[1, 2, 3]", "first[int]", "Tree[int]", "Tree()", "type(Tree)('x', int)", "isinstance(1, Box[int])", "class X[T](Generic[T]): pass", "isinstance(1, Pair)", "TypeVar('T', int)", "TypeVar('T', int, bound=str)"):
    try:
        exec(f"result = {bad}" if not bad.startswith("class") else bad)
        print(bad, "->", result)
    except Exception as error:
        print(bad, "->", type(error).__name__, error)


class Derived[K, V](Box[V], dict[K, V]):
    pass


print(Derived.__parameters__, Derived.__orig_bases__, [c.__name__ for c in Derived.__mro__], Derived[str, int], Derived[str, K := int])


class Lazy[T: undefined_name = also_undefined]:
    pass


parameter = Lazy.__type_params__[0]
try:
    parameter.__bound__
except NameError as error:
    print(error)
undefined_name = int
print(parameter.__bound__, parameter.evaluate_bound(1))


class Scoped[T]:
    x: T
    alias = list[T]

    def method(self) -> T:
        return T

    class Inner[U]:
        both = dict[T, U]


print(Scoped.alias, Scoped.method.__annotations__, Scoped[int]().method(), Scoped.Inner.both, Scoped.__annotations__, get_type_hints(Scoped.method))
old = TypeVar("old", bound=str, covariant=True)


class Old(Generic[old]):
    pass


print(old, Old[int], Old.__parameters__, get_origin(Old[int]) is Old, get_args(Old[int]), Old[old], Old[Box[old]][int])
print(Box[T][int], dict[str, T][int], (T | None)[str], list[T].__parameters__)
try:
    exec("def dup[T, T](): pass")
except SyntaxError as error:
    print(error)
