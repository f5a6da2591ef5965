"""Micro-benchmark: generator send and delegate."""

import time


def inner():
    received = 0
    while True:
        received = yield received


def outer():
    yield from inner()


def bench(n):
    generator = outer()
    next(generator)
    send = generator.send
    for i in range(n):
        value = send(i)
    return value

if __name__ == "__main__":
    start = time.process_time()
    result = bench(1_200_000)
    print(time.process_time() - start, result)
