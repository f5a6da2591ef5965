"""Micro-benchmark: for loop."""

import time


def bench(n):
    for i in range(n):
        pass
    return i

if __name__ == "__main__":
    start = time.process_time()
    result = bench(8_000_000)
    print(time.process_time() - start, result)
