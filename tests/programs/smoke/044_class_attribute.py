class C:
    x = 1


C.y = 2
print(C.x, C().y)
