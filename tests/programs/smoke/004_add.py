a = 1
b = 2
print(a + b, a - b, a * b, b // a, b % a, b ** 3)
