"""Generic classes and functions, type aliases, overloads, Self, and bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, Self, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V", bound="Base")

type Pairs[A, B] = list[tuple[A, B]]
type Tree[T] = T | list[Tree[T]]


class Base:
    identifier: int = 0

    def chain(self) -> Self:
        return self


class Derived(Base):
    extra: str = ""


class Stack[T]:
    """Last in, first out."""

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._items: list[T] = list(items)

    def push(self, item: T) -> Self:
        self._items.append(item)
        return self

    def pop(self) -> T:
        return self._items.pop()

    def map[U](self, function: Callable[[T], U]) -> Stack[U]:
        return Stack(function(item) for item in self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    @classmethod
    def of(cls, *items: T) -> Stack[T]:
        return cls(items)


class Repository(Generic[K, V]):
    def __init__(self) -> None:
        self.rows: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        return self.rows.get(key)

    def __getitem__(self, key: K) -> V:
        return self.rows[key]


class Derivatives(Repository[str, Derived]):
    def first(self):
        return self["first"]


def first[T](items: Sequence[T]) -> T:
    """The first of some items."""
    return items[0]


def swap[A, B](pair: tuple[A, B]) -> tuple[B, A]:
    return pair[1], pair[0]


def compose[X, Y, Z](inner: Callable[[X], Y], outer: Callable[[Y], Z]) -> Callable[[X], Z]:
    return lambda value: outer(inner(value))


@overload
def convert(value: str) -> int: ...
@overload
def convert(value: int, base: int = ...) -> str: ...
def convert(value: str | int, base: int = 10) -> int | str:
    """From text to number and back."""
    return int(value, base) if isinstance(value, str) else str(value)


stack = Stack([1, 2, 3])
popped = stack.pop()
texts = stack.map(str)
made = Stack.of("a", "b")
for element in texts:
    print(element.upper())
one = first("abc")
number = first([1.5])
swapped = swap((1, "a"))
length = compose(str, len)
as_int = convert("12")
as_text = convert(12, 16)
derived = Derived().chain()
row = Derivatives().get("a")
derivatives = Derivatives()
derivatives.rows["first"] = derived
exact = derivatives.first()
pairs: Pairs[int, str] = [(1, "a")]
