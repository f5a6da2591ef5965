"""Micro-benchmark: string join."""

import time


def bench(n):
    parts = ["alpha", "beta", "gamma", "delta"] * 10
    for i in range(n):
        text = ", ".join(parts)
    return len(text)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(120_000)
    print(time.process_time() - start, result)
