"""Micro-benchmark: string methods."""

import time


def bench(n):
    line = "alpha=1; beta=22; gamma=333"
    total = 0
    for i in range(n):
        total += len(line.split("; ")) + line.find("gamma")
        line.replace("beta", "delta").upper().startswith("ALPHA")
    return total

if __name__ == "__main__":
    start = time.process_time()
    result = bench(500_000)
    print(time.process_time() - start, result)
