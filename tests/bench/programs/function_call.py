"""Micro-benchmark: function call."""

import time


def add(a, b):
    return a + b


def bench(n):
    total = 0
    for i in range(n):
        total = add(i, 1)
    return total

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
