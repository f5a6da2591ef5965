f = lambda x: x * 2
print(f(4))
