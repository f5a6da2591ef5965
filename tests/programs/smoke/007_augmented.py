a = 1
a += 2
a *= 3
a -= 1
print(a)
