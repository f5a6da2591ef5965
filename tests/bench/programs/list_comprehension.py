"""Micro-benchmark: list comprehension."""

import time


def bench(n):
    for _ in range(n // 1000):
        values = [x * 2 for x in range(1000) if x & 1]
    return len(values)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(4_000_000)
    print(time.process_time() - start, result)
