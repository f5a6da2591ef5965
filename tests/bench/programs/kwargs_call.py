"""Micro-benchmark: kwargs call."""

import time


def combine(a, b=1, *, c=2, d=3):
    return a


def bench(n):
    for i in range(n):
        combine(i, b=2, c=5)
    return combine(n, d=1)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(2_000_000)
    print(time.process_time() - start, result)
