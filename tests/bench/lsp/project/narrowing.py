"""What is known of a type after a test: isinstance, match, guards, literals, and exhaustive checks."""

from dataclasses import dataclass
from typing import Literal, TypeGuard, TypeIs, assert_never


@dataclass
class Circle:
    radius: float


@dataclass
class Rectangle:
    width: float
    height: float


@dataclass
class Group:
    members: "list[Shape]"


type Shape = Circle | Rectangle | Group


def area(shape: Shape) -> float:
    match shape:
        case Circle(radius=r):
            return 3.14 * r * r
        case Rectangle(width, height):
            return width * height
        case Group(members=[only]):
            return area(only)
        case Group(members=several):
            return sum(area(member) for member in several)
        case _:
            assert_never(shape)


def parse(value: int | str | list[str] | None) -> str:
    if value is None:
        nothing = value
        return str(nothing)
    if isinstance(value, str):
        text = value
        return text.upper()
    elif isinstance(value, list):
        many = value
        return ",".join(many)
    number = value
    return str(number.bit_length())


def is_text_list(values: list[object]) -> TypeGuard[list[str]]:
    return all(isinstance(value, str) for value in values)


def is_int(value: int | str) -> TypeIs[int]:
    return isinstance(value, int)


def guard(values: list[object], either: int | str) -> None:
    if is_text_list(values):
        strings = values
        print(strings)
    if is_int(either):
        integer = either
        print(integer)
    else:
        string = either
        print(string)


def mode(kind: Literal["read", "write"], handle: int | None = None) -> int:
    if kind == "read":
        reading = kind
        print(reading)
    else:
        writing = kind
        print(writing)
    if not handle:
        return 0
    sure = handle
    return sure


def unpack(command: tuple[str, int] | dict[str, int] | str) -> int:
    match command:
        case (name, count):
            return len(name) + count
        case {"count": amount, **others}:
            return amount + len(others)
        case str() as word if word:
            return len(word)
        case _:
            return 0


def attempt(action) -> int:
    try:
        action()
    except (ValueError, KeyError) as error:
        caught = error
        print(caught)
    except OSError as single:
        print(single.errno)
    return 0
