"""Deterministic simulations with classes, generators and arithmetic."""

from __future__ import annotations

import dataclasses
import functools
import heapq
import math
import operator
from typing import Iterable


class LCG:
    def __init__(self, seed: int):
        self.state = seed

    def __iter__(self):
        return self

    def __next__(self) -> float:
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        return (self.state >> 11) / 2 ** 53


@functools.total_ordering
class Vector:
    __slots__ = ("_v",)
    __match_args__ = ("components",)

    def __init__(self, *components: float):
        self._v = tuple(components)

    components = property(lambda self: self._v)

    def __repr__(self):
        return f"Vector{self._v}"

    def __iter__(self):
        return iter(self._v)

    def __eq__(self, other):
        return isinstance(other, Vector) and self._v == other._v

    def __lt__(self, other):
        return abs(self) < abs(other)

    def __hash__(self):
        return hash(self._v)

    def __add__(self, other):
        return Vector(*map(operator.add, self, other))

    def __sub__(self, other):
        return Vector(*map(operator.sub, self, other))

    def __mul__(self, k):
        return Vector(*(x * k for x in self))

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(map(operator.mul, self, other))

    def __abs__(self):
        return math.hypot(*self)

    def __neg__(self):
        return self * -1

    def __bool__(self):
        return any(self)


v, w = Vector(3, 4), Vector(1, -2)
print(v + w, v - w, 2 * v, v @ w, abs(v), -v, v > w, sorted([v, w]), {v: 1}[Vector(3, 4)], bool(Vector(0, 0)), sum([v, w], Vector(0, 0)))


class Matrix:
    def __init__(self, rows: Iterable[Iterable[float]]):
        self.rows = [list(r) for r in rows]

    def __matmul__(self, other):
        return Matrix([[sum(map(operator.mul, row, column)) for column in zip(*other.rows)] for row in self.rows])

    def __pow__(self, n):
        result, base = Matrix([[int(i == j) for j in range(len(self.rows))] for i in range(len(self.rows))]), self
        while n:
            if n & 1:
                result = result @ base
            base, n = base @ base, n >> 1
        return result

    @property
    def T(self):
        return Matrix(zip(*self.rows))

    def __getitem__(self, key):
        match key:
            case int(i), int(j):
                return self.rows[i][j]
            case slice() as s, int(j):
                return [row[j] for row in self.rows[s]]
            case int(i), slice() as s:
                return self.rows[i][s]
            case _:
                raise TypeError(f"bad index {key!r}")

    def __repr__(self):
        return f"Matrix({self.rows})"

    def solve(self, b):
        from fractions import Fraction

        a = [[Fraction(x) for x in row] + [Fraction(y)] for row, y in zip(self.rows, b)]
        for i in range(len(a)):
            pivot = next(r for r in range(i, len(a)) if a[r][i])
            a[i], a[pivot] = a[pivot], a[i]
            a[i] = [x / a[i][i] for x in a[i]]
            for r in range(len(a)):
                if r != i:
                    a[r] = [x - a[r][i] * y for x, y in zip(a[r], a[i])]
        return [row[-1] for row in a]


m = Matrix([[1, 1], [1, 0]])
print((m ** 90)[0, 1], m.T, Matrix([[1, 2], [3, 4]])[:, 1], Matrix([[1, 2], [3, 4]])[1, :], [str(x) for x in Matrix([[2, 1, -1], [-3, -1, 2], [-2, 1, 2]]).solve([8, -11, -3])])
try:
    m["x"]
except TypeError as error:
    print(error)


@dataclasses.dataclass(order=True)
class Event:
    time: float
    kind: str = dataclasses.field(compare=False)
    customer: int = dataclasses.field(compare=False)


def bank(seed: int, customers: int, tellers: int):
    rand = LCG(seed)
    events, queue, busy, waits = [], [], 0, []
    clock = 0.0
    for i in range(customers):
        clock += -math.log(1 - next(rand)) * 2
        heapq.heappush(events, Event(clock, "arrive", i))
    arrived = {}
    while events:
        event = heapq.heappop(events)
        if event.kind == "arrive":
            arrived[event.customer] = event.time
            queue.append(event.customer)
        else:
            busy -= 1
        while queue and busy < tellers:
            busy += 1
            customer = queue.pop(0)
            waits.append(event.time - arrived[customer])
            heapq.heappush(events, Event(event.time + 3 + next(rand) * 2, "leave", customer))
    return len(waits), round(sum(waits) / len(waits), 6), round(max(waits), 6)


print(bank(1, 100, 2), bank(2, 100, 3), bank(1, 100, 2) == bank(1, 100, 2))


def mandelbrot(width, height, limit=30):
    for y in range(height):
        row = ""
        for x in range(width):
            c = complex(-2.1 + 2.9 * x / width, -1.2 + 2.4 * y / height)
            z, n = 0j, 0
            while abs(z) <= 2 and n < limit:
                z, n = z * z + c, n + 1
            row += " .:-=+*#%@"[n * 9 // limit]
        yield row


print(*mandelbrot(60, 20), sep="\n")


def pi_digits(n):
    q, r, t, k, m, x = 1, 0, 1, 1, 3, 3
    while n:
        if 4 * q + r - t < m * t:
            yield m
            n -= 1
            q, r, m = 10 * q, 10 * (r - m * t), (10 * (3 * q + r)) // t - 10 * m
        else:
            q, r, t, k, m, x = q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2


print("".join(map(str, pi_digits(100))))


def rule(number, width, steps):
    cells = [int(i == width // 2) for i in range(width)]
    for _ in range(steps):
        yield "".join(" #"[c] for c in cells).rstrip()
        cells = [number >> (cells[i - 1] * 4 + cells[i] * 2 + cells[(i + 1) % width]) & 1 for i in range(width)]


print(*rule(30, 41, 12), sep="\n")
