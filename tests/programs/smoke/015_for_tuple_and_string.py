for x in (1, 2):
    print(x)
for c in "ab":
    print(c)
