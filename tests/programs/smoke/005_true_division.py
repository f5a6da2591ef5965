a = 7
print(a / 2, a // 2, -a // 2)
