class C:
    __slots__ = ("x",)


c = C()
c.x = 1
print(c.x)
