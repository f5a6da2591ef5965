"""Micro-benchmark: instance creation."""

import time


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def bench(n):
    for i in range(n):
        point = Point(i, 2)
    return point.x

if __name__ == "__main__":
    start = time.process_time()
    result = bench(1_200_000)
    print(time.process_time() - start, result)
