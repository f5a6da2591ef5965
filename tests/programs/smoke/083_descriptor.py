class D:
    def __get__(self, o, t):
        return "got"

    def __set__(self, o, v):
        print("set", v)


class C:
    d = D()


c = C()
c.d = 1
print(c.d)
