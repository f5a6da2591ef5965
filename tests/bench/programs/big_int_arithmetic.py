"""Micro-benchmark: big int arithmetic."""

import time


def bench(n):
    a, b = 3 ** 80, 7 ** 60
    modulus = 2 ** 521 - 1
    for i in range(n):
        a = (a * b + i) % modulus
        b = (b + a) // 3
    return a % 1000003

if __name__ == "__main__":
    start = time.process_time()
    result = bench(60_000)
    print(time.process_time() - start, result)
