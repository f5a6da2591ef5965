"""Everything that can be said about a class."""

import abc
import dataclasses
import enum
import functools
import inspect
import typing


def kind_of(name, value):
    match value:
        case property():
            parts = [p for p in ("fget", "fset", "fdel") if getattr(value, p)]
            return f"property({', '.join(parts)})"
        case classmethod():
            return f"classmethod -> {value.__func__.__name__}"
        case staticmethod():
            return f"staticmethod -> {value.__func__.__name__}"
        case functools.cached_property():
            return "cached_property"
    if inspect.ismemberdescriptor(value):
        return "slot"
    if inspect.isgetsetdescriptor(value):
        return "getset"
    if inspect.isfunction(value):
        flags = [k for k, f in (("async", inspect.iscoroutinefunction), ("generator", inspect.isgeneratorfunction), ("async generator", inspect.isasyncgenfunction)) if f(value)]
        return " ".join([*flags, "function", str(inspect.signature(value))])
    cls = type(value)
    if hasattr(cls, "__get__"):
        return f"{'data' if hasattr(cls, '__set__') or hasattr(cls, '__delete__') else 'non-data'} descriptor {cls.__name__}"
    return f"value {value!r}" if not isinstance(value, type) else f"class {value.__name__}"


def report(cls):
    print(f"== {cls.__qualname__} (metaclass {type(cls).__name__})")
    print("  bases:", [b.__name__ for b in cls.__bases__], "orig:", [str(b) for b in getattr(cls, "__orig_bases__", ())])
    print("  mro:", " -> ".join(c.__name__ for c in cls.__mro__))
    print("  layout:", cls.__basicsize__, cls.__itemsize__, cls.__dictoffset__, "weakrefs" if cls.__weakrefoffset__ else "no weakrefs", "dict" if cls.__dictoffset__ else "no dict", "slots:", getattr(cls, "__slots__", None))
    print("  abstract:", sorted(getattr(cls, "__abstractmethods__", ())), "final:", getattr(cls, "__final__", False), "type params:", cls.__type_params__)
    print("  subclasses:", [c.__name__ for c in cls.__subclasses__()])
    for name, value in sorted(vars(cls).items()):
        if name in ("__module__", "__doc__", "__dict__", "__weakref__", "__qualname__", "__annotate_func__", "__annotations_cache__", "_abc_impl", "__dataclass_params__", "__dataclass_fields__", "__static_attributes__", "__firstlineno__", "__orig_bases__", "__parameters__", "__type_params__", "__classdictcell__", "__abstractmethods__", "__slots__", "__hash__", "_member_map_", "_value2member_map_", "_hashable_values_", "_unhashable_values_", "_unhashable_values_map_"):
            continue
        definer = [c.__name__ for c in cls.__mro__[1:] if name in vars(c)]
        print(f"    {name}: {kind_of(name, value)}" + (f" overrides {', '.join(definer)}" if definer else ""))


class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, obj, owner=None):
        return self if obj is None else obj.__dict__[self.name]

    def __set__(self, obj, value):
        obj.__dict__[self.name] = self.kind(value)


class Base(abc.ABC):
    registry = []

    def __init_subclass__(cls, /, tag="none", **kw):
        super().__init_subclass__(**kw)
        Base.registry.append((cls.__name__, tag))

    @abc.abstractmethod
    def run(self, x, /, *, y=1): ...

    @property
    def size(self):
        return 1


class Concrete(Base, tag="c"):
    count = Typed(int)
    run = lambda self, x, /, *, y=1: x

    @property
    def size(self):
        return 2

    @size.setter
    def size(self, v): ...

    @classmethod
    def make(cls): ...

    @staticmethod
    def helper(): ...

    @functools.cached_property
    def heavy(self): ...

    async def later(self): ...

    def produce(self):
        yield

    class Nested: ...


class Slim:
    __slots__ = ("a", "__weakref__")


@dataclasses.dataclass(slots=True, frozen=True)
class Data[T]:
    x: int
    y: T = None


class Color(enum.Enum):
    RED = 1

    def shout(self): ...


class Mixed(Concrete, typing.Generic[typing.TypeVar("Q")]):
    extra: int = 5


for cls in (Typed, Base, Concrete, Slim, Data, Mixed):
    report(cls)
print(Base.registry, Color.RED, type(Color).__mro__, kind_of("RED", vars(Color)["shout"]))
report(bool)
