"""Micro-benchmark: fannkuch."""

import time


def fannkuch(n):
    permutation = list(range(n))
    counts = [0] * n
    most, checksum, number, r = 0, 0, 0, n
    while True:
        while r != 1:
            counts[r - 1] = r
            r -= 1
        first = permutation[0]
        if first:
            flips = 0
            current = permutation[:]
            while first:
                current[: first + 1] = current[first::-1]
                flips += 1
                first = current[0]
            most = max(most, flips)
            checksum += flips if number % 2 == 0 else -flips
        while True:
            if r == n:
                return checksum, most
            permutation.insert(r, permutation.pop(0))
            counts[r] -= 1
            if counts[r] > 0:
                break
            r += 1
        number += 1


def bench(n):
    return fannkuch(n)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(8)
    print(time.process_time() - start, result)
