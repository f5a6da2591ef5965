"""Micro-benchmark: string append."""

import time


def bench(n):
    text = ""
    for i in range(n):
        text += "x"
    return len(text)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(3_000_000)
    print(time.process_time() - start, result)
