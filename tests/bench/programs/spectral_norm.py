"""Micro-benchmark: spectral norm."""

import time


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(u):
    return [sum([element(i, j) * v for j, v in enumerate(u)]) for i in range(len(u))]


def transposed(u):
    return [sum([element(j, i) * v for j, v in enumerate(u)]) for i in range(len(u))]


def bench(n):
    u = [1.0] * n
    for _ in range(10):
        v = transposed(times(u))
        u = transposed(times(v))
    vbv = sum(a * b for a, b in zip(u, v))
    vv = sum(b * b for b in v)
    return round((vbv / vv) ** 0.5, 6)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(90)
    print(time.process_time() - start, result)
