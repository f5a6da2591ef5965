x = 3
print("a" if x > 2 else "b")
