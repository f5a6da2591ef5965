"""Micro-benchmark: attribute set."""

import time


class Point:
    def __init__(self):
        self.x = 0
        self.y = 0


def bench(n):
    point = Point()
    for i in range(n):
        point.x = i
        point.y = i
    return point.x

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
