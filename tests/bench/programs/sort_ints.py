"""Micro-benchmark: sort ints."""

import time


def bench(n):
    for _ in range(n):
        seed, values = 42, []
        for i in range(10_000):
            seed = (seed * 1103515245 + 12345) % 2147483648
            values.append(seed)
        values.sort()
        values.sort(key=str)
    return values[0]

if __name__ == "__main__":
    start = time.process_time()
    result = bench(30)
    print(time.process_time() - start, result)
