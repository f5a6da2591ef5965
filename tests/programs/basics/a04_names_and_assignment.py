a = b = 3
print(a, b)
a, b = b + 1, a + 10
print(a, b)
(c, d), e = (1, 2), 3
print(c, d, e)
[x, *y] = [1, 2, 3, 4]
print(x, y)
*x, y = "abc"
print(x, y)
x, *y, z = range(5)
print(x, y, z)
x, *y = [1]
print(x, y)
n = 5
n += 3; print(n)
n -= 1; print(n)
n *= 6; print(n)
n //= 4; print(n)
n **= 2; print(n)
n %= 7; print(n)
n <<= 4; print(n)
n >>= 1; print(n)
n |= 1; print(n)
n &= 13; print(n)
n ^= 6; print(n)
n /= 4; print(n)
s = [1, 2]
t = s
t += [3]
print(s, s is t)
t = t + [4]
print(s, t, s is t)
if (k := 10) > 5:
    print("walrus", k)
print([y := 1, y + 1, y * 5])
del a
try:
    print(a)
except NameError as error:
    print("NameError:", error)
for expression in ("a, b = 1", "a, b = [1]", "a, b = [1, 2, 3]", "a, *b = []", "a, b, *c = [1]", "a, b = {1: 2}"):
    try:
        exec(expression)
        print(expression, "worked")
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
