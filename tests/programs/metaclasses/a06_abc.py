from abc import ABC, ABCMeta, abstractmethod, get_cache_token, update_abstractmethods
import collections.abc as cabc


class Shape(ABC):
    @abstractmethod
    def area(self):
        return 0

    @property
    @abstractmethod
    def name(self): ...

    @classmethod
    @abstractmethod
    def unit(cls): ...

    @staticmethod
    @abstractmethod
    def dims(): ...

    def describe(self):
        return f"{self.name}: {self.area()}"


class Partial(Shape):
    name = "partial"

    def area(self):
        return super().area() + 1


class Full(Partial):
    unit = classmethod(lambda cls: cls.__name__)
    dims = staticmethod(lambda: 2)


for cls in (Shape, Partial, Full):
    try:
        print(cls().describe(), cls.unit(), cls.dims())
    except TypeError as error:
        print(error)
print(sorted(Shape.__abstractmethods__), sorted(Partial.__abstractmethods__), Full.__abstractmethods__)
print(Shape.area.__isabstractmethod__, Shape.__dict__["name"].__isabstractmethod__, getattr(Full.area, "__isabstractmethod__", False))


class Drawable(ABC):
    @classmethod
    def __subclasshook__(cls, other):
        if cls is Drawable and any("draw" in vars(b) for b in other.__mro__):
            return True
        return NotImplemented


class Pen:
    def draw(self): ...


class Rock: ...


print(issubclass(Pen, Drawable), isinstance(Pen(), Drawable), issubclass(Rock, Drawable))
before = get_cache_token()
Drawable.register(Rock)
print(issubclass(Rock, Drawable), get_cache_token() != before, Drawable not in Rock.__mro__)


@Shape.register
class Virtual: ...


print(isinstance(Virtual(), Shape), issubclass(Virtual, Shape), Virtual.__name__)
try:
    Shape.register(5)
except TypeError as error:
    print(error)
try:
    class Sub(Full): ...
    Sub.register(Shape)
except RuntimeError as error:
    print(error)


class Sized:
    def __len__(self):
        return 0


class Iter:
    def __iter__(self):
        return iter(())


class NotHashable:
    __hash__ = None


print([isinstance(x, cabc.Sized) for x in (Sized(), Iter(), [], 5)], [isinstance(x, cabc.Iterable) for x in (Sized(), Iter(), "")])
print(isinstance(NotHashable(), cabc.Hashable), isinstance([], cabc.Hashable), isinstance((), cabc.Hashable), issubclass(dict, cabc.MutableMapping), isinstance(range(1), cabc.Sequence))
print([c for c in ("Callable", "Iterator", "Generator", "Reversible", "Container", "Collection", "Buffer", "Awaitable") if isinstance((x for x in ()), getattr(cabc, c))])


class Stack(cabc.MutableSequence):
    def __init__(self, *items): self.items = list(items)
    def __getitem__(self, i): return self.items[i]
    def __setitem__(self, i, v): self.items[i] = v
    def __delitem__(self, i): del self.items[i]
    def __len__(self): return len(self.items)
    def insert(self, i, v): self.items.insert(i, v)


s = Stack(1, 2)
s.append(3); s.extend([4, 5]); s.reverse(); s += [0]; s.remove(4)
print(s.items, s.pop(), 2 in s, s.index(3), s.count(1), list(reversed(s)), isinstance(s, cabc.Sequence))
Late = ABCMeta("Late", (), {"m": abstractmethod(lambda self: 1)})
del Late.m
try:
    Late()
except TypeError as error:
    print(error)
update_abstractmethods(Late)
print(type(Late()).__name__)
