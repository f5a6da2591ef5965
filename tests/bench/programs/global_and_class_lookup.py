"""Micro-benchmark: global and class lookup."""

import time

LIMIT = 5


class Config:
    value = 7


def bench(n):
    total = 0
    for i in range(n):
        total = LIMIT + Config.value
    return total

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
