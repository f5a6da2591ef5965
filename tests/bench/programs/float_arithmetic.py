"""Micro-benchmark: float arithmetic."""

import time


def bench(n):
    x, y, dt = 1.0, 0.0, 0.001
    for i in range(n):
        x = x - y * dt
        y = y + x * dt
        z = x * x + y * y
    return round(z, 3)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(2_500_000)
    print(time.process_time() - start, result)
