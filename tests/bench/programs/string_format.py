"""Micro-benchmark: string format."""

import time


def bench(n):
    name = "serpent"
    for i in range(n):
        text = f"{name}: {i} of {n:>9}"
    return text

if __name__ == "__main__":
    start = time.process_time()
    result = bench(1_000_000)
    print(time.process_time() - start, result)
