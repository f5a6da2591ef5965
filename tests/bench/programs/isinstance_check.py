"""Micro-benchmark: isinstance check."""

import time


class Base:
    pass


class Derived(Base):
    pass


def bench(n):
    thing = Derived()
    found = 0
    for i in range(n):
        if isinstance(thing, Base):
            found += 1
        isinstance(i, (str, int))
    return found

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
