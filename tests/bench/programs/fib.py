"""Micro-benchmark: fib."""

import time


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def bench(n):
    return fib(n)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(29)
    print(time.process_time() - start, result)
