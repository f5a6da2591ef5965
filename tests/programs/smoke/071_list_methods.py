a = [3, 1]
a.append(2)
a.sort()
print(a, a.index(2), a.pop(), a)
