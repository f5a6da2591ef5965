s = {1}
print(s)
