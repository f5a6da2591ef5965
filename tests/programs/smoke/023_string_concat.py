s = "a"
s = s + "b"
print(s, s * 3, len(s))
