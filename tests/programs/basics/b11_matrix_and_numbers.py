def matmul(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def identity(n):
    return [[int(i == j) for j in range(n)] for i in range(n)]


def power(m, n):
    result = identity(len(m))
    while n:
        if n & 1:
            result = matmul(result, m)
        m = matmul(m, m)
        n >>= 1
    return result


def determinant(m):
    if len(m) == 1:
        return m[0][0]
    return sum((-1) ** i * m[0][i] * determinant([row[:i] + row[i + 1:] for row in m[1:]]) for i in range(len(m)))


def newton(n, steps=6):
    x = n
    for _ in range(steps):
        x = (x + n / x) / 2
    return x


def pascal(n):
    row = [1]
    for _ in range(n):
        yield row
        row = [a + b for a, b in zip([0] + row, row + [0])]


m = [[1, 1], [1, 0]]
print(matmul(m, m), power(m, 50), power(m, 300)[0][1])
print(determinant([[2, 0, 1], [1, 3, 2], [1, 1, 4]]), determinant([[i * j + (i == j) for i in range(5)] for j in range(5)]))
print(newton(2.0), newton(10), 2 ** 0.5)
for row in pascal(7):
    print(" ".join(map(str, row)).center(20).rstrip())
e, term = 0.0, 1.0
for i in range(1, 20):
    e += term
    term /= i
print(e)
pi = sum((-1) ** k * 4 / (2 * k + 1) for k in range(1000))
print(pi, sum([0.1] * 10), sum([0.1] * 10) == 1.0)
print(sum(int(d) for d in str(2 ** 1000)), len(str(3 ** 500)), str(7 ** 77))
factorial = 1
for i in range(1, 41):
    factorial *= i
print(factorial, factorial // (2 ** 38), factorial % (10 ** 9 + 7))
print(int("9" * 40) + 1, -(10 ** 30) // 3, (10 ** 30) % -7, divmod(-(10 ** 25), 10 ** 12 + 1))
print(0xFFFFFFFFFFFFFFFF * 0xFFFFFFFFFFFFFFFF, (2 ** 127 - 1) % (2 ** 61 - 1), pow(3, 10 ** 6, 10 ** 9 + 7), pow(7, -1, 31))
print((2 ** 200).__hash__() == hash(2 ** 200), hash(2 ** 61 - 1), hash(2 ** 61), hash(-1), hash(-2), hash(1.0), hash(0.5), hash(True))
print(1 / 3 * 3 == 1, 10 ** 18 / 3, 2 ** 1000 / 2 ** 990, float(2 ** 100), int(float(10 ** 22)))
try:
    float(10 ** 400)
except OverflowError as error:
    print(error)
try:
    10 ** 400 / 3
except OverflowError as error:
    print(error)
