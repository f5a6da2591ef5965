"""Micro-benchmark: coroutine await."""

import time


async def leaf(i):
    return i


async def loop(n):
    for i in range(n):
        value = await leaf(i)
    return value


def bench(n):
    try:
        loop(n).send(None)
    except StopIteration as stop:
        return stop.value

if __name__ == "__main__":
    start = time.process_time()
    result = bench(800_000)
    print(time.process_time() - start, result)
