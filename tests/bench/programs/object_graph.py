"""Micro-benchmark: object graph."""

import time


class Node:
    def __init__(self, depth):
        self.left = Node(depth - 1) if depth else None
        self.right = Node(depth - 1) if depth else None

    def count(self):
        return 1 + (self.left.count() + self.right.count() if self.left else 0)


def bench(n):
    total = 0
    for _ in range(n):
        total += Node(15).count()
    return total

if __name__ == "__main__":
    start = time.process_time()
    result = bench(6)
    print(time.process_time() - start, result)
