"""Places in source text named by what is written there, not by line numbers.

    def $0create(self      the needle, found once in the file; the cursor is at `$0` (or at its beginning)
    needle :: #2           its second occurrence
    class A >> def $0f     the first `def f` behind the only `class A`
    path :: needle         in another file than the sheet's current one
    lib:typing :: needle   in a file of the standard library or of a stub, wherever the server keeps it
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CURSOR = "$0"
LIBRARY = "lib:"


class BadAnchor(Exception):
    """The needle is not there, or it is there more often than the anchor allows."""


@dataclass(frozen=True, order=True)
class Place:
    """A position: lines and columns count from 0."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line + 1}:{self.column + 1}"


@dataclass(frozen=True)
class Anchor:
    """A file and the needles that lead to a position in it, one behind the other."""

    path: str
    needles: tuple[str, ...]
    occurrence: int | None

    @property
    def in_library(self) -> bool:
        return self.path.startswith(LIBRARY)

    @property
    def needle(self) -> str:
        return self.needles[-1].replace(CURSOR, "")

    def find(self, root: Path) -> Place:
        """Where it is in the workspace."""
        text = read(root / self.path)
        return place_in(text, self)


def parse_anchor(text: str, current: str) -> Anchor:
    """Read an anchor; `current` is the file meant where none is named."""
    parts = text.split(" :: ")
    occurrence = None
    if re.fullmatch(r"#\d+", parts[-1]):
        occurrence = int(parts.pop()[1:])
    path = parts.pop(0).strip() if len(parts) > 1 else current
    needles = tuple(part.strip() for part in " :: ".join(parts).split(" >> "))
    if not path or not all(needles):
        raise BadAnchor(f"no file or no needle in {text!r}")
    return Anchor(path, needles, occurrence)


@lru_cache(maxsize=512)
def read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadAnchor(str(error)) from error


def place_in(text: str, anchor: Anchor) -> Place:
    offset, begin = 0, 0
    for index, needle in enumerate(anchor.needles):
        last = index == len(anchor.needles) - 1
        found = _occurrence(text, needle, begin, anchor.occurrence if last else None, unique=index == 0)
        offset = found + max(needle.find(CURSOR), 0)
        begin = found + len(needle.replace(CURSOR, ""))
    line = text.count("\n", 0, offset)
    return Place(anchor.path, line, offset - (text.rfind("\n", 0, offset) + 1))


def _occurrence(text: str, needle: str, begin: int, wanted: int | None, *, unique: bool) -> int:
    bare = needle.replace(CURSOR, "")
    found = [match.start() + begin for match in re.finditer(re.escape(bare), text[begin:])]
    if not found:
        raise BadAnchor(f"{bare!r} is not there")
    if wanted is not None:
        if wanted > len(found):
            raise BadAnchor(f"{bare!r} is there {len(found)} times, not {wanted}")
        return found[wanted - 1]
    if unique and len(found) > 1:
        raise BadAnchor(f"{bare!r} is there {len(found)} times")
    return found[0]
