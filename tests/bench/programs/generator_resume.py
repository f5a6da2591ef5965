"""Micro-benchmark: generator resume."""

import time


def produce(n):
    i = 0
    while i < n:
        yield i
        i += 1


def bench(n):
    total = 0
    for value in produce(n):
        total = value
    return total

if __name__ == "__main__":
    start = time.process_time()
    result = bench(4_000_000)
    print(time.process_time() - start, result)
