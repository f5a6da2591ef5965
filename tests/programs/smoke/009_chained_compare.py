a = 3
print(1 < a < 5, 1 < a < 2)
