"""A bit of everything."""
import os.path as p
from math import (pi, tau)


class Shape[T]:
    """Doc."""

    sides: int = 4

    def __init__(self, name, *args, size=1.5, **kwargs):
        self.name = name
        self.size = size
        super().__init__()

    @property
    def area(self) -> float:
        try:
            with open(self.name) as file:
                for i, line in enumerate(file):
                    if line in {1, 2, 3} or not line:
                        continue
                    yield f"{i:>{self.size}} {line!r}"
        except* (OSError, ValueError) as error:
            print("it's", error, b"\x00'", 1j, -0.0, 1 << 70, ...)
        finally:
            del self.size


async def gather(items):
    async with items as all_items:
        async for item in all_items:
            await item
    return [x async for x in items if x is not None]


def match(value, /, *, flag):
    match value:
        case {"key": [first, *rest], **others} if flag:
            return first, rest, others
        case Shape(sides=4) | None:
            return value[1:2], value[:, ::2]
    lambda: (value, flag, t"{value!s:x}")
    assert value, "no"
    while value > 10_000 and value != 1e100:
        value -= 1
    global counter
    counter = {**value, "a": (1, "two", b"3")}
