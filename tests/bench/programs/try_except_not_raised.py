"""Micro-benchmark: try except not raised."""

import time


def bench(n):
    caught = 0
    for i in range(n):
        try:
            value = i
        except ValueError:
            caught += 1
    return value, caught

if __name__ == "__main__":
    start = time.process_time()
    result = bench(5_000_000)
    print(time.process_time() - start, result)
