a = [3, 1]
a.append(2)
a.sort()
print(a, a.pop(), a.index(3))
