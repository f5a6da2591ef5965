"""Micro-benchmark: list access."""

import time


def bench(n):
    items = list(range(100))
    total = 0
    for i in range(n):
        total = items[i % 100]
        items[3] = i
    return total

if __name__ == "__main__":
    start = time.process_time()
    result = bench(2_500_000)
    print(time.process_time() - start, result)
