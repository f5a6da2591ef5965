def fizz(n):
    return "FizzBuzz" if n % 15 == 0 else "Fizz" if n % 3 == 0 else "Buzz" if n % 5 == 0 else str(n)


def sieve(limit):
    flags = [True] * (limit + 1)
    flags[0:2] = [False, False]
    for i in range(2, int(limit ** 0.5) + 1):
        if flags[i]:
            flags[i * i::i] = [False] * len(range(i * i, limit + 1, i))
    return [i for i, flag in enumerate(flags) if flag]


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def collatz(n):
    steps = [n]
    while n != 1:
        n = 3 * n + 1 if n & 1 else n // 2
        steps.append(n)
    return steps


def hanoi(n, a="A", b="B", c="C"):
    if n == 0:
        return []
    return hanoi(n - 1, a, c, b) + [f"{a}{c}"] + hanoi(n - 1, b, a, c)


def bubble(items):
    items = list(items)
    swaps = 0
    for end in range(len(items) - 1, 0, -1):
        for i in range(end):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]
                swaps += 1
    return items, swaps


def permutations(items):
    if not items:
        yield ()
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield (item, *rest)


def roman(n):
    out = ""
    for value, sign in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            out += sign
            n -= value
    return out


print(*[fizz(i) for i in range(1, 16)])
print(sieve(60))
print(gcd(1071, 462), gcd(2 ** 80, 6 ** 40))
print(collatz(27)[:10], len(collatz(27)), max(collatz(27)))
print(hanoi(3))
print(bubble([5, 2, 9, 1, 5]), bubble("hello"))
print([*permutations([1, 2, 3])])
print([roman(n) for n in (1994, 2024, 3999, 4)])
fibs = [0, 1]
while len(fibs) < 100:
    fibs.append(fibs[-1] + fibs[-2])
print(fibs[-1], sum(fibs))
