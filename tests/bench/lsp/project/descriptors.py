"""Attribute lookup: properties, slots, descriptors of both kinds, __getattr__ and __set_name__."""

from __future__ import annotations

from typing import Any, Self, overload


class Positive:
    """A data descriptor that keeps a positive number."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.slot = "_" + name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> int: ...
    def __get__(self, instance: object | None, owner: type) -> Self | int:
        if instance is None:
            return self
        return getattr(instance, self.slot)

    def __set__(self, instance: object, value: int) -> None:
        if value <= 0:
            raise ValueError(self.slot)
        setattr(instance, self.slot, value)


class Lazy[T]:
    """A non-data descriptor: computed at the first look."""

    def __init__(self, compute) -> None:
        self.compute = compute

    def __get__(self, instance: Any, owner: type) -> T:
        return self.compute(instance)


class Box:
    """Something with sides."""

    width = Positive()
    height = Positive()
    volume: Lazy[float] = Lazy(lambda box: box.width * box.height * 1.0)

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._label: str | None = None

    @property
    def label(self) -> str:
        """The label, or what stands for none."""
        return self._label or "none"

    @label.setter
    def label(self, value: str) -> None:
        self._label = value

    @label.deleter
    def label(self) -> None:
        self._label = None

    @property
    def area(self):
        return self.width * self.height


class Point:
    """Two slots and nothing else."""

    __slots__ = ("x", "y")

    def __init__(self, x: float, y: float) -> None:
        self.x = x
        self.y = y

    def __add__(self, other: Point) -> Point:
        return Point(self.x + other.x, self.y + other.y)

    def __getitem__(self, index: int) -> float:
        return (self.x, self.y)[index]


class Proxy:
    """Every unknown attribute is a string."""

    known = 1

    def __getattr__(self, name: str) -> str:
        return name


box = Box(2, 3)
side = box.width
descriptor = Box.width
space = box.volume
text = box.label
surface = box.area
moved = Point(1, 2) + Point(3, 4)
first = moved[0]
unknown = Proxy().anything
known = Proxy().known
box.label = "new"
del box.label
