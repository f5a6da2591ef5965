"""Micro-benchmark: closure call."""

import time


def make(step):
    def advance(value):
        return value + step

    return advance


def bench(n):
    advance = make(3)
    total = 0
    for i in range(n):
        total = advance(i)
    return total

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
