import enum
import re


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class NS:
    constant = "the constant"


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y, z=0):
        self.x, self.y, self.z = x, y, z


def kind(v):
    match v:
        case Color.RED:
            return "enum value"
        case NS.constant:
            return "dotted value"
        case -1 | 2.5 | 3 + 4j | -2 - 1j:
            return "number literal"
        case "a" | "b" as letter:
            return f"letter {letter}"
        case b"bytes":
            return "bytes"
        case True | None:
            return "singleton"
        case (1, (2, *inner), {"k": [x, _]}):
            return f"nested {inner} {x}"
        case [Point(0, y=0) as origin, *_]:
            return f"starts at {origin.x},{origin.y}"
        case [*front, "end"]:
            return f"ends, front {front}"
        case ["cmd", ("x" | "y") as axis, int(n) | float(n)]:
            return f"cmd {axis} {n}"
        case [_, *middle, _] if len(middle) > 2:
            return f"long middle {middle}"
        case []:
            return "empty"
        case {"type": str(t), "items": [first, *_], **rest}:
            return f"mapping {t} {first} {rest}"
        case {1: one, "two": 2}:
            return f"keys {one}"
        case {}:
            return "any mapping"
        case Point(x, y, z=z) if x == y == z:
            return f"all {x}"
        case Point(x=int() | float(), y=str(s)):
            return f"str y {s}"
        case Point():
            return "point"
        case str(s) if re.fullmatch(r"\d+", s):
            return f"digits {s}"
        case str() | bytes() | bytearray():
            return "text"
        case int(i) | float(i) if i > 100:
            return f"big {i}"
        case list() | tuple() as seq:
            return f"other sequence {seq}"
        case range(start=s, stop=e):
            return f"range {s} {e}"
        case _:
            return f"unmatched {type(v).__name__}"


values = [Color.RED, Color.BLUE, "the constant", -1, 2.5, 3 + 4j, -2 - 1j, "a", b"bytes", True, False, None, 1, [1, [2, 3, 4], {"k": [5, 6], "z": 0}], [Point(0, 0), 9], (1, 2, "end"), ["cmd", "y", 2.0],
          ["cmd", "z", 1], [1, 2, 3, 4, 5], [], (), {"type": "t", "items": (7, 8), "n": 1}, {1: "one", "two": 2, 3: 3}, {}, {"z": 1}, Point(3, 3, 3), Point(1.5, "s"), Point(1, 2), "123", "word", b"x", bytearray(b"bytes"), 101, 1e9, 50, [7], range(2, 5), {1, 2}, iter([1, 2])]
for v in values:
    print(repr(v) if not isinstance(v, Point) and "iterator" not in repr(v) else type(v).__name__, "->", kind(v))
x = "before"
match [1, 2]:
    case [x, 3]:
        pass
    case [x, _]:
        pass
print(x)
match 5:
    case captured:
        pass
print(captured)
match (1, 2), 3:
    case (a, b), c:
        print(a, b, c)
match 1, :
    case (only,):
        print(only)
match {"a": 1}:
    case {"a": 1, **rest}:
        print(rest)
match "string":
    case [*_]:
        print("never: str is no sequence here")
    case _:
        print("strings are not sequences")
