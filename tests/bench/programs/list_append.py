"""Micro-benchmark: list append."""

import time


def bench(n):
    for _ in range(10):
        items = []
        for i in range(n // 10):
            items.append(i)
    return len(items)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
