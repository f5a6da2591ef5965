"""Micro-benchmark: nbody."""

import time


def make_bodies():
    return [
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 39.47),
        ([4.84, -1.16, -0.10], [0.606, 2.812, -0.025], 0.0377),
        ([8.34, 4.12, -0.40], [-1.010, 1.819, 0.0084], 0.0112),
        ([12.89, -15.11, -0.22], [1.083, 0.868, -0.0108], 0.0017),
        ([15.38, -25.92, 0.18], [0.979, 0.594, -0.0347], 0.0020),
    ]


def advance(bodies, pairs, dt):
    for (p1, v1, m1), (p2, v2, m2) in pairs:
        dx = p1[0] - p2[0]
        dy = p1[1] - p2[1]
        dz = p1[2] - p2[2]
        mag = dt * ((dx * dx + dy * dy + dz * dz) ** -1.5)
        b1 = m1 * mag
        b2 = m2 * mag
        v1[0] -= dx * b2
        v1[1] -= dy * b2
        v1[2] -= dz * b2
        v2[0] += dx * b1
        v2[1] += dy * b1
        v2[2] += dz * b1
    for p, (vx, vy, vz), m in bodies:
        p[0] += dt * vx
        p[1] += dt * vy
        p[2] += dt * vz


def bench(n):
    bodies = make_bodies()
    pairs = [(bodies[i], bodies[j]) for i in range(5) for j in range(i + 1, 5)]
    for _ in range(n):
        advance(bodies, pairs, 0.01)
    return round(bodies[0][0][0], 6)

if __name__ == "__main__":
    start = time.process_time()
    result = bench(60_000)
    print(time.process_time() - start, result)
