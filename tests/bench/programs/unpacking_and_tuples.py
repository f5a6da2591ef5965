"""Micro-benchmark: unpacking and tuples."""

import time


def bench(n):
    a, b, c = 1, 2, 3
    for i in range(n):
        a, b, c = b, c, a
        pair = (a, i)
        x, y = pair
    return a, b, c

if __name__ == "__main__":
    start = time.process_time()
    result = bench(2_500_000)
    print(time.process_time() - start, result)
