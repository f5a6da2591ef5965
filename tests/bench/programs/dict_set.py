"""Micro-benchmark: dict set."""

import time


def bench(n):
    for _ in range(20):
        table = {}
        for i in range(n // 20):
            table[i] = i
    return len(table)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(2_000_000)
    print(time.process_time() - start, result)
