"""Micro-benchmark: dict access."""

import time


def bench(n):
    table = {"alpha": 1, "beta": 2, "gamma": 3}
    total = 0
    for i in range(n):
        total = table["alpha"] + table["gamma"]
    return total

if __name__ == "__main__":
    start = time.process_time()
    result = bench(2_500_000)
    print(time.process_time() - start, result)
