"""Micro-benchmark: attribute get."""

import time


class Point:
    def __init__(self):
        self.x, self.y = 1, 2


def bench(n):
    point = Point()
    for i in range(n):
        point.x
        point.y
        point.x
    return point.y

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
