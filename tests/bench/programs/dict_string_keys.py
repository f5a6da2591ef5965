"""Micro-benchmark: dict string keys."""

import time


def bench(n):
    keys = [f"key{i}" for i in range(1000)]
    table = {}
    for i in range(n // 1000):
        for key in keys:
            table[key] = table.get(key, 0) + i
    return table["key7"]

if __name__ == "__main__":
    start = time.process_time()
    result = bench(800_000)
    print(time.process_time() - start, result)
