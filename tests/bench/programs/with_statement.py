"""Micro-benchmark: with statement."""

import time


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return None


def bench(n):
    manager = Manager()
    for i in range(n):
        with manager as entered:
            pass
    return entered is manager

if __name__ == "__main__":
    start = time.process_time()
    result = bench(1_000_000)
    print(time.process_time() - start, result)
