"""Micro-benchmark: method call."""

import time


class Counter:
    def __init__(self):
        self.value = 0

    def add(self, n):
        return n


def bench(n):
    counter = Counter()
    for i in range(n):
        counter.add(i)
    return counter.add(n)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
