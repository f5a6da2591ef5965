"""Micro-benchmark: itertools and map."""

import time
from itertools import chain, islice, count


def bench(n):
    total = sum(map(abs, chain(range(n // 2), islice(count(1), n // 2))))
    for a, b in zip(range(n // 2), range(n // 2)):
        pass
    for i, v in enumerate(range(n // 2)):
        pass
    return total + v

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
