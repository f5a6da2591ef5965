a = 12
print(a & 10, a | 3, a ^ 5, ~a, a << 2, a >> 1)
