"""Micro-benchmark: builtin call."""

import time


def bench(n):
    items = [1, 2, 3]
    total = 0
    for i in range(n):
        total += len(items)
    return total, abs(-total)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
