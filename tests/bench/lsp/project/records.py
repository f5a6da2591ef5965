"""Classes whose methods are generated: dataclasses, enums, named tuples, typed dictionaries; and protocols."""

import enum
from collections import namedtuple
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Literal, NamedTuple, NotRequired, Protocol, Required, TypedDict, Unpack, runtime_checkable


@dataclass(order=True)
class Version:
    """A version number."""

    major: int
    minor: int = 0
    _: KW_ONLY
    label: str = ""
    tags: list[str] = field(default_factory=list)

    def bump(self):
        return replace(self, minor=self.minor + 1)


@dataclass(kw_only=True)
class Release(Version):
    date: str = "today"


class Color(enum.Enum):
    """Three colours."""

    RED = 1
    GREEN = 2
    BLUE = enum.auto()

    @property
    def pretty(self) -> str:
        return self.name.title()

    @classmethod
    def parse(cls, text: str):
        return cls[text.upper()]


class Access(enum.IntFlag):
    READ = 1
    WRITE = 2
    ALL = READ | WRITE


class Level(str, enum.Enum):
    LOW = "low"
    HIGH = "high"


class Coordinates(NamedTuple):
    """Where something is."""

    north: float
    east: float = 0.0

    def flipped(self):
        return Coordinates(self.east, self.north)


Old = namedtuple("Old", ["left", "right"])


class Movie(TypedDict, total=False):
    """A film."""

    title: Required[str]
    year: int
    rating: NotRequired[float]


class Options(TypedDict):
    verbose: bool
    mode: Literal["fast", "slow"]


def configure(name: str, **options: Unpack[Options]) -> None:
    print(name, options["mode"])


@runtime_checkable
class Closable(Protocol):
    """Whatever can be closed."""

    closed: bool

    def close(self, reason: str = "") -> None: ...


class Door:
    closed = False

    def close(self, reason: str = "") -> None:
        self.closed = True


class Shop:
    closed = True

    def close(self, reason: str = "") -> None:
        print(reason)


def shut(thing: Closable) -> bool:
    thing.close("done")
    return thing.closed


version = Version(1, 2, label="beta")
newer = version.bump()
release = Release(3, date="never")
is_older = version < newer
color = Color.RED
value = Color.GREEN.value
name = Color.BLUE.name
parsed = Color.parse("red")
pretty = parsed.pretty
everything = Access.READ | Access.WRITE
colors = [color for color in Color]
place = Coordinates(1.5)
north, east = place
turned = place.flipped()
old = Old(1, right=2)
film: Movie = {"title": "Ran", "year": 1985}
title = film["title"]
year = film.get("year")
shut(Door())
configure("a", verbose=True, mode="fast")
