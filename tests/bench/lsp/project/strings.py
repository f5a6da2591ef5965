"""Annotations that are strings, imports only for types, and docstrings as the only source of types."""

from typing import TYPE_CHECKING, Annotated, Optional, Union

if TYPE_CHECKING:
    from decimal import Decimal

    from inferred import Node

import sys

if sys.version_info >= (3, 12):
    PLATFORM = "new"

    def supported(feature: str) -> bool:
        return bool(feature)
else:
    PLATFORM = 1

    def supported(feature: bytes) -> int:
        return len(feature)

try:
    import json as codec
except ImportError:
    codec = None


class Employee:
    """Someone who works."""

    boss: "Optional[Employee]" = None
    salary: "Decimal"
    reports: "list[Employee]"

    def __init__(self, name: "str", boss: "Employee | None" = None) -> None:
        self.name = name
        self.boss = boss
        self.reports = []

    def peers(self) -> "list['Employee']":
        return self.boss.reports if self.boss else []

    def chief(self) -> "Employee":
        return self.boss.chief() if self.boss else self


def find(node: "Node", name: "Annotated[str, 'not empty']") -> "Union[Node, None]":
    return node if node.name == name else None


def documented(count, label=None):
    """Repeat a label.

    :param count: how often
    :type count: int
    :param label: what to repeat
    :type label: str
    :rtype: list[str]
    """
    return [label] * count


Alias = dict[str, "Employee"]

employee = Employee("Ann")
staff: "Alias" = {"Ann": employee}
chief = employee.chief()
peers = employee.peers()
ok = supported("x")
platform = PLATFORM
dumped = codec.dumps({})
hired: "Employee" = staff["Ann"]
