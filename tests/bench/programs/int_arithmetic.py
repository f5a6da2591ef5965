"""Micro-benchmark: int arithmetic."""

import time


def bench(n):
    a, b, c = 1, 7, 3
    for i in range(n):
        a = (a * 3 + b) % 65537
        b = (b + a - c) & 4095
        c = (a ^ b) >> 2
    return a, b, c

if __name__ == "__main__":
    start = time.process_time()
    result = bench(2_500_000)
    print(time.process_time() - start, result)
