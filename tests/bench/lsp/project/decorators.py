"""Decorators: with and without wraps, factories, classes as decorators, and what functools makes."""

import functools
import time
from collections.abc import Callable
from typing import Any, Concatenate


def timed[**P, R](function: Callable[P, R]) -> Callable[P, tuple[R, float]]:
    """Call the function and say how long it took."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> tuple[R, float]:
        began = time.perf_counter()
        result = function(*args, **kwargs)
        return result, time.perf_counter() - began

    return wrapper


def retry(times: int, *, delay: float = 0.0):
    """Try again a number of times."""

    def decorate[**P, R](function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
            for _ in range(times - 1):
                try:
                    return function(*args, **kwargs)
                except OSError:
                    time.sleep(delay)
            return function(*args, **kwargs)

        return attempt

    return decorate


def plain(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


def with_log[**P, R](function: Callable[Concatenate[list[str], P], R]) -> Callable[P, R]:
    """Hand the function a list as its first argument."""

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return function([], *args, **kwargs)

    return call


class Counted:
    """A decorator that is a class: the function becomes an instance."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.calls = 0

    def __call__(self, *args: Any) -> Any:
        self.calls += 1
        return self.function(*args)


def registered[T: type](cls: T) -> T:
    REGISTRY[cls.__name__] = cls
    return cls


REGISTRY: dict[str, type] = {}


@timed
def measure(text: str, repeat: int = 1) -> int:
    """Length of the repeated text."""
    return len(text * repeat)


@retry(3, delay=0.5)
def fetch(url: str) -> bytes:
    return url.encode()


@plain
def untouched(left, right=2):
    """Adds two things."""
    return left + right


@with_log
def logged(log: list[str], name: str, level: int = 0) -> str:
    log.append(name)
    return f"{name}{level}"


@Counted
def counted(value):
    return value


@registered
class Plugin:
    """A class that a decorator gives back unchanged."""

    title = "plugin"

    @functools.cached_property
    def weight(self) -> float:
        """Computed once."""
        return 1.5

    @staticmethod
    def build(title: str) -> "Plugin":
        plugin = Plugin()
        plugin.title = title
        return plugin

    @classmethod
    def default(cls):
        return cls.build("default")


@functools.singledispatch
def describe(value: object) -> str:
    return "object"


@describe.register
def _describe_int(value: int) -> str:
    return f"int {value}"


@functools.lru_cache(maxsize=None)
def fibonacci(n: int) -> int:
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


pair = measure("abc", repeat=2)
body = fetch("x")
line = logged("start", level=3)
total = counted(4)
how_often = counted.calls
plugin = Plugin.default()
heavy = plugin.weight
double = functools.partial(measure, repeat=2)
described = describe(3)
cached = fibonacci(10)
