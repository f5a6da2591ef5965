"""Micro-benchmark: while loop."""

import time


def bench(n):
    i = 0
    while i < n:
        i += 1
    return i

if __name__ == "__main__":
    start = time.process_time()
    result = bench(4_000_000)
    print(time.process_time() - start, result)
