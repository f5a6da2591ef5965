"""Micro-benchmark: slots and property."""

import time


class Point:
    __slots__ = ("_x",)

    @property
    def x(self):
        return self._x


def bench(n):
    point = Point()
    for i in range(n):
        point._x = i
        point.x
    return point.x

if __name__ == "__main__":
    start = time.process_time()
    result = bench(1_500_000)
    print(time.process_time() - start, result)
