def f(a, b, c, d, e):
    return a + b + c + d + e


print(f(1, 2, 3, 4, 5))
