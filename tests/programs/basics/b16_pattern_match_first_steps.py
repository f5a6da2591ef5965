def describe(value):
    match value:
        case 0:
            return "zero"
        case 1 | 2 | 3:
            return "small"
        case int() if value < 0:
            return "negative"
        case int(n):
            return f"int {n}"
        case "":
            return "empty string"
        case str() as text:
            return f"string {text}"
        case []:
            return "empty list"
        case [x]:
            return f"one {x}"
        case [x, y]:
            return f"two {x} {y}"
        case [first, *rest]:
            return f"first {first} rest {rest}"
        case {"type": "circle", "r": r}:
            return f"circle {r}"
        case {"type": kind, **others}:
            return f"shape {kind} {others}"
        case None | True | False:
            return f"constant {value}"
        case _:
            return f"other {type(value).__name__}"


for value in (0, 2, -5, 99, "", "hi", [], [1], (1, 2), [1, 2, 3], {"type": "circle", "r": 2}, {"type": "box", "w": 1, "h": 2}, {}, None, True, 2.5, {1}):
    print(repr(value), "->", describe(value))


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def where(p):
    match p:
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=y):
            return f"on y at {y}"
        case Point(x, 0):
            return f"on x at {x}"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point():
            return "somewhere"
        case [Point(x=a), Point(x=b)]:
            return f"pair {a} {b}"
    return "no point"


for p in (Point(0, 0), Point(0, 3), Point(4, 0), Point(2, 2), Point(1, 2), [Point(1, 0), Point(9, 9)], 5):
    print(where(p))
