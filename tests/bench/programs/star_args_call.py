"""Micro-benchmark: star args call."""

import time


def collect(*args, **kwargs):
    return args


def forward(*args, **kwargs):
    return collect(*args, **kwargs)


def bench(n):
    for i in range(n):
        forward(i, 2, key=3)
    return forward(n)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(1_200_000)
    print(time.process_time() - start, result)
