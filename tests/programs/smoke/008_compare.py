a = 3
print(a < 4, a > 4, a == 3, a != 3, a <= 3, a >= 4)
