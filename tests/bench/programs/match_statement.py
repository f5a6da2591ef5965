"""Micro-benchmark: match statement."""

import time


def classify(value):
    match value:
        case {"kind": "circle", "r": r}:
            return r
        case [x, y]:
            return x + y
        case int(n) if n < 0:
            return -n
        case _:
            return 0


def bench(n):
    values = [{"kind": "circle", "r": 2}, (1, 2), -5, "text"]
    total = 0
    for i in range(n):
        total += classify(values[i & 3])
    return total

if __name__ == "__main__":
    start = time.process_time()
    result = bench(800_000)
    print(time.process_time() - start, result)
