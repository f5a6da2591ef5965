"""Micro-benchmark: try except raised."""

import time


def bench(n):
    caught = 0
    for i in range(n):
        try:
            raise ValueError
        except ValueError:
            caught += 1
    return caught

if __name__ == "__main__":
    start = time.process_time()
    result = bench(600_000)
    print(time.process_time() - start, result)
