"""Right and wrong lines side by side; each wrong one would fail at run time or break a declared type."""

import os
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypedDict, final, overload

from inferred import Node
from metaclasses import Handler, Shape


@dataclass
class Item:
    name: str
    price: float = 0.0

    def total(self, count: int) -> float:
        return self.price * count


class Settings(TypedDict):
    mode: Literal["on", "off"]


class Writer(Protocol):
    def write(self, text: str) -> int: ...


class File:
    def write(self, text: str) -> int:
        return len(text)


class Wall:
    def write(self, text: int) -> int:
        return text


@final
class Last:
    pass


LIMIT: Final = 10


def use(writer: Writer) -> None:
    writer.write("x")


def optional(text: str | None) -> int:
    checked = len(text) if text is not None else 0
    unchecked = text.upper()
    return checked + len(unchecked)


good_item = Item("a", price=2.0)
missing_argument = Item()
wrong_type = Item(5)
too_many = Item("a", 1.0, 2)
unknown_keyword = Item("a", cost=1.0)
good_call = good_item.total(2)
bad_call = good_item.total("2")
good_attribute = good_item.price
bad_attribute = good_item.prise
good_setting: Settings = {"mode": "on"}
bad_setting: Settings = {"mode": "up"}
unknown_key = good_setting["modes"]
use(File())
use(Wall())
print(good_item)
print(undefined_thing)
good_path = os.path.join("a", "b")
bad_path = os.path.joint("a", "b")
good_sum = 1 + 2
bad_sum = 1 + "2"
good_index = [1, 2][0]
bad_index = [1, 2]["0"]
for good_loop in [1, 2]:
    pass
for bad_loop in 5:
    pass
good_abstract: type[Shape] = Shape
bad_abstract = Shape()
LIMIT = 11
good_text: str = "x"
bad_text: str = 5


class FromLast(Last):
    pass


class GoodHandler(Handler, event="x"):
    def handle(self, payload: bytes) -> None:
        pass


class BadHandler(Handler, event="y"):
    def handle(self, payload: str) -> None:
        pass


def good_return(flag: bool) -> int:
    if flag:
        return 1
    return 0


def bad_return(flag: bool) -> int:
    if flag:
        return "1"
    return 0


async def good_await() -> int:
    return 1


async def bad_await() -> str:
    value = await good_await()
    return value + "x"


import no_such_module
from inferred import no_such_name

print(Node("a").children, Node("a").childs)
unpacked_good, unpacked_also = 1, 2
unpacked_bad, unpacked_worse = 1, 2, 3
not_callable = 5()
good_lambda = (lambda value: value)(1)
bad_lambda = (lambda value: value)()
