a, b = 1, 0
print(a and b, a or b, not a)
